"""What people type in: new documents, drafts, reasons, reports and reviews."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import PurePosixPath
from typing import IO, Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from campaigns.models import Assignment, Report
from directives.models import Directive, Duty
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text
from org_hierarchy.models import OrgUnit
from org_hierarchy.names import Candidate
from org_hierarchy.services import Way
from records.text import fold, nfc

MEBIBYTE = 1024 * 1024
OFFICE = "application/vnd.openxmlformats-officedocument"
SOURCE_LIMIT = 20 * MEBIBYTE
SOURCE_TYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "tif": "image/tiff",
    "tiff": "image/tiff",
}
EVIDENCE_LIMIT = 10 * MEBIBYTE
EVIDENCE_COUNT = 10
EVIDENCE_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "heic": "image/heic",
}
"""What may come with a report, by suffix, and the type that it is kept under: never the one that the browser claims."""


def lines(text: str) -> list[str]:
    """The lines that say something, in NFC."""
    return [nfc(line) for line in text.splitlines() if line.strip()]


def numbers(text: str) -> list[int]:
    """ "0,3" → [0, 3]; whatever is no number is left out."""
    return [int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) <= 4]


def suffix_of(file: UploadedFile) -> str:
    """ "pdf" of "Biên bản.PDF"."""
    return PurePosixPath(file.name or "").suffix.lower().removeprefix(".")


def is_what_it_says(file: UploadedFile) -> bool:
    """Whether the first bytes (of Office files, the list of parts) are those of the kind that the name claims."""
    file.seek(0)
    start = file.read(1024)
    file.seek(0)
    match suffix_of(file):
        case "pdf":
            return b"%PDF-" in start
        case "jpg" | "jpeg":
            return start.startswith(b"\xff\xd8\xff")
        case "png":
            return start.startswith(b"\x89PNG\r\n\x1a\n")
        case "webp":
            return start[:4] == b"RIFF" and start[8:12] == b"WEBP"
        case "heic":
            return start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"}
        case "docx":
            return _has_part(file, "word/document.xml")
        case "xlsx":
            return _has_part(file, "xl/workbook.xml")
        case _:
            return False


def _has_part(file: UploadedFile, part: str) -> bool:
    try:
        with zipfile.ZipFile(cast("IO[bytes]", file)) as archive:
            return part in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    finally:
        file.seek(0)


class NewDirectiveForm(forms.Form):
    """A document from a file, from pasted text, or from nothing."""

    issuer = forms.ModelChoiceField(OrgUnit.objects.none(), label="Cơ quan ban hành", empty_label=None)
    source = forms.FileField(
        label="Tệp văn bản (.docx, .pdf, .txt, ảnh quét)",
        required=False,
        validators=[
            FileExtensionValidator(list(SOURCE_TYPES), "Chỉ đọc được tệp .docx, .pdf, .txt và ảnh .png, .jpg, .tiff. Hãy chọn tệp khác.")
        ],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn tệp khác."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SOURCE_TYPES)}),
    )
    pasted = long_text("Hoặc dán nội dung văn bản", rows=6, limit=500_000)

    def __init__(self, *args: Any, issuers: QuerySet[OrgUnit], is_blank: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_blank = is_blank
        cast("forms.ModelChoiceField[OrgUnit]", self.fields["issuer"]).queryset = issuers

    def clean_source(self) -> UploadedFile | None:
        source: UploadedFile | None = self.cleaned_data["source"]
        if source is not None and (source.size or 0) > SOURCE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Vui lòng chọn tệp nhỏ hơn.")
        return source

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.is_blank or self.errors:
            return data
        if data["source"] and data["pasted"]:
            self.add_error(None, "Vui lòng chọn một cách: tải tệp lên hoặc dán nội dung.")
        elif not data["source"] and not data["pasted"]:
            self.add_error("source", "Vui lòng chọn tệp hoặc dán nội dung văn bản.")
        return data

    def refuse(self, reason: str) -> None:
        """Say why what was given became no draft."""
        self.add_error("source" if self.files else "pasted", reason)


class HeadForm(RefusableForm):
    """The head, the addressees and the foot of a draft."""

    kind = forms.ChoiceField(label="Loại văn bản", choices=Directive.Kind.choices)
    symbol = forms.CharField(label="Ký hiệu", max_length=60, help_text="Ví dụ UBND-KGVX (công văn), KH-UBND (kế hoạch).")
    number = forms.IntegerField(
        label="Số", required=False, min_value=1, max_value=99_999, help_text="Để trống: văn thư cấp số khi phát hành."
    )
    issued_date = date_field("Ngày ban hành", help_text="Để trống: ngày cấp số.")
    place = forms.CharField(label="Địa danh", max_length=80)
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Directive.Urgency.choices, required=False)
    subject = long_text("Trích yếu", required=True, rows=2, limit=500)
    addressees = long_text("Kính gửi (mỗi dòng một nơi)", rows=3, limit=10_000)
    body = long_text(
        "Nội dung", required=True, rows=12, limit=500_000, help_text="Mỗi dòng một đoạn; số mục, chữ cái, gạch đầu dòng ở đầu dòng."
    )
    recipients = long_text("Nơi nhận (mỗi dòng một nơi, ghi chú trong ngoặc)", rows=3, limit=10_000)
    archive = forms.CharField(label="Lưu", max_length=120)
    monitor = forms.CharField(label="Đơn vị theo dõi, đôn đốc", max_length=300, required=False)
    monitor_reviews = forms.BooleanField(label="Đơn vị theo dõi duyệt báo cáo và tổng hợp", required=False)


class DutyForm(forms.Form):
    """One proposed task beside its words."""

    section = forms.CharField(label="Mục", max_length=60, required=False)
    text = long_text("Nhiệm vụ", required=True, rows=3)
    kind = forms.ChoiceField(label="Loại", choices=Duty.Kind.choices, initial=Duty.Kind.TASK)
    role = forms.ChoiceField(label="Vai trò", choices=Duty.Role.choices, initial=Duty.Role.EXECUTE)
    responsible = long_text("Đơn vị thực hiện (mỗi dòng một đơn vị hoặc nhóm)", rows=2, limit=10_000)
    coordinating = long_text("Đơn vị phối hợp", rows=1, limit=10_000)
    deadline = date_field("Thời hạn")
    strictly_before = forms.BooleanField(label="Trước ngày này", required=False)
    deadline_text = forms.CharField(label="Hạn như văn bản ghi", max_length=300, required=False)
    start_date = date_field("Bắt đầu")
    period = forms.ChoiceField(label="Định kỳ", choices=Duty.Period.choices, required=False)
    target_percent = forms.IntegerField(label="Chỉ tiêu (%)", min_value=1, max_value=100, required=False)
    span_start = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    span_end = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    provision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    read_from = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)
    cut = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    checked = forms.BooleanField(label="Đã đối chiếu với văn bản", required=False)

    def clean_read_from(self) -> tuple[int, ...]:
        """The tasks of the reading; the page wrote them, so what is no number was tampered with and says nothing."""
        return tuple(numbers(self.cleaned_data["read_from"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start_date"), data.get("deadline")
        if start and end and end < start:
            self.add_error("deadline", "Thời hạn không thể trước ngày bắt đầu.")
        return data


MOST_DUTIES = 500
DutyFormSet = forms.formset_factory(DutyForm, extra=0, can_delete=True, max_num=MOST_DUTIES, absolute_max=MOST_DUTIES, validate_max=True)


ALL = "all"
MOST_LISTED = 50
"""More candidates than that are offered together or not at all: nobody looks through them one by one."""


@dataclass(frozen=True)
class Question:
    """A phrase that is no unit or group for sure: what it may be, and what was chosen so far ("": nothing, ALL, or a unit's id)."""

    phrase: str
    reason: str
    candidates: tuple[Candidate, ...]
    chosen: str

    @property
    def name(self) -> str:
        """The name of its field, the same as long as the phrase is."""
        return f"pick-{sha256(fold(self.phrase).encode()).hexdigest()[:16]}"

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Nobody, every candidate together, or one of them."""
        count = len(self.candidates)
        together = [(ALL, f"Cả {count} đơn vị được gợi ý")] if count > 1 else []
        single = [(str(c.unit.pk), f"{full_name(c.unit)} · {c.reason}") for c in self.candidates] if count <= MOST_LISTED else []
        return [("", "Chưa xác định: chưa giao cho ai"), *together, *single]

    @property
    def answer(self) -> str:
        """What was chosen, in words; blank while nothing is."""
        units = {str(candidate.unit.pk): full_name(candidate.unit) for candidate in self.candidates}
        return units.get(self.chosen) or (dict(self.choices)[self.chosen] if self.chosen else "")


class PickForm(forms.Form):
    """What each unsure phrase means; what is left open is given to nobody."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            if question.candidates:
                self.fields[question.name] = forms.ChoiceField(
                    label=f"“{question.phrase}”",
                    help_text=question.reason,
                    choices=question.choices,
                    required=False,
                    initial=question.chosen,
                )

    @property
    def nameless(self) -> list[Question]:
        """The phrases that resemble no unit at all: only their words can be corrected."""
        return [question for question in self.questions if not question.candidates]

    def chosen(self) -> dict[str, str]:
        """What was chosen, by folded phrase."""
        return {fold(question.phrase): self.cleaned_data.get(question.name, "") for question in self.questions}


def full_name(unit: OrgUnit) -> str:
    """The name with that of the unit above it, since candidates often share a name."""
    return f"{unit.name} ({unit.parent.name})" if unit.parent else unit.name


class ReasonForm(RefusableForm):
    """Why something goes back or is refused."""

    reason = long_text("Lý do", required=True, rows=3, limit=1000)


class SignForm(forms.Form):
    """In which way the signatory signs: the block that will be printed, on what ground, and a deputy's fields."""

    way = forms.ChoiceField(
        label="Ký với tư cách",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Vui lòng chọn ký với tư cách nào.",
            "invalid_choice": "Cách ký đã chọn không phải thẩm quyền của bạn đối với văn bản này; vui lòng chọn lại.",
        },
    )

    def __init__(self, *args: Any, ways: list[Way], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {way.key: way for way in ways}
        field = cast(forms.ChoiceField, self.fields["way"])
        field.choices = [(way.key, self._words(way)) for way in ways]
        field.initial = next(iter(self.ways), None)

    @property
    def chosen(self) -> Way:
        """The way of a valid form."""
        return self.ways[self.cleaned_data["way"]]

    @staticmethod
    def _words(way: Way) -> SafeString:
        notes = [way.ground, *([f"Lĩnh vực phụ trách: {', '.join(way.remit)}"] if way.remit else [])]
        lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in (*way.block.authority_lines, way.block.title)))
        return format_html(
            '<b>{}</b><br><span class="cd-help">{}</span>', lines, format_html_join(mark_safe("<br>"), "{}", ((note,) for note in notes))
        )


class ManyFilesInput(forms.ClearableFileInput):
    """A file input for several files; on a phone it offers the camera."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Up to ten files, each checked like one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = [data] if isinstance(data, UploadedFile) else list(data or [])
        if len(given) > EVIDENCE_COUNT:
            raise forms.ValidationError(f"Mỗi báo cáo kèm tối đa {EVIDENCE_COUNT} tệp.")
        check = super().clean
        files = [check(one, initial) for one in given]
        for file in files:
            if (file.size or 0) > EVIDENCE_LIMIT:
                raise forms.ValidationError(f"Tệp “{file.name}” lớn hơn 10 MB. Vui lòng giảm kích thước ảnh hoặc tệp.")
            if not is_what_it_says(file):
                raise forms.ValidationError(f"Nội dung tệp “{file.name}” không đúng với đuôi .{suffix_of(file)}. Vui lòng chọn lại tệp.")
        return files


class ReportForm(RefusableForm):
    """A unit's report on one task; the figure is asked for where the task counts something."""

    kind = forms.ChoiceField(label="Loại báo cáo", choices=Report.Kind.choices, initial=Report.Kind.FINAL, widget=forms.RadioSelect)
    numerator = forms.IntegerField(label="Đã thực hiện", min_value=0, max_value=10**12, required=False)
    denominator = forms.IntegerField(label="Trên tổng số", min_value=1, max_value=10**12, required=False)
    text = long_text("Kết quả thực hiện", required=True, rows=4)
    difficulties = long_text("Khó khăn, vướng mắc", rows=2)
    reply_number = forms.CharField(label="Số, ký hiệu văn bản trả lời", max_length=60, required=False)
    reply_date = date_field("Ngày văn bản trả lời")
    evidence = ManyFilesField(
        label="Tài liệu, hình ảnh kèm theo",
        required=False,
        widget=ManyFilesInput(attrs={"accept": ",".join(f".{suffix}" for suffix in EVIDENCE_TYPES)}),
        validators=[FileExtensionValidator(list(EVIDENCE_TYPES), "Chỉ nhận ảnh .jpg, .png, .webp, .heic và tệp .pdf, .docx, .xlsx.")],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn lại tệp."},
        help_text=f"Tối đa {EVIDENCE_COUNT} tệp, mỗi tệp không quá 10 MB: ảnh, .pdf, .docx, .xlsx.",
    )

    def __init__(self, *args: Any, assignment: Assignment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.counts = hasattr(assignment.task, "indicator")
        if not self.counts:
            del self.fields["numerator"], self.fields["denominator"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        done, whole = data.get("numerator"), data.get("denominator")
        if self.counts and data.get("kind") == Report.Kind.FINAL:
            for name in ("numerator", "denominator"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, "Báo cáo hoàn thành cần số liệu này.")
        if done is not None and whole is None and "denominator" not in self.errors:
            self.add_error("denominator", "Cần ghi tổng số để tính tỷ lệ.")
        if whole is not None and done is None and "numerator" not in self.errors:
            self.add_error("numerator", "Cần ghi số đã thực hiện.")
        if done is not None and whole is not None and done > whole:
            self.add_error("numerator", "Số đã thực hiện không thể lớn hơn tổng số.")
        if (replied := data.get("reply_date")) and replied > self.today:
            self.add_error("reply_date", "Ngày văn bản trả lời không thể sau hôm nay.")
        if self.errors:
            self._ask_for_files_again()
        return data

    def refuse(self, reason: str, code: str = "") -> None:
        super().refuse(reason, code)
        self._ask_for_files_again()

    def _ask_for_files_again(self) -> None:
        if self.files and "evidence" not in self.errors:  # no browser fills them in again
            self.add_error("evidence", "Vui lòng chọn lại các tệp kèm theo: trình duyệt không giữ tệp khi trang hiện lại.")


class ReviewForm(RefusableForm):
    """The reviewer's word on a report."""

    decision = forms.ChoiceField(label="Quyết định", choices=[("accept", "Duyệt"), ("return", "Trả lại")], widget=forms.RadioSelect)
    note = long_text("Nhận xét, lý do", rows=3, limit=1000, help_text="Cần ghi khi trả lại.")
    new_due_date = date_field("Hạn mới", help_text="Chỉ khi trả lại; để trống thì giữ hạn cũ.")

    def __init__(self, data: Any = None, *, report: Report) -> None:
        super().__init__(data, auto_id=f"id_review_{report.pk}_%s")
        self.report = report
        if report.kind == Report.Kind.INTERIM:
            del self.fields["new_due_date"]  # it closes nothing, so it moves no deadline

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "return" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do để đơn vị biết cần sửa gì.")
        return data
