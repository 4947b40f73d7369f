"""A new document, the head and the tasks of a draft, and what unsure names mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator
from django.db.models import QuerySet

from directives.models import Directive, Duty
from directives.writing import Invitation
from org_hierarchy.forms.fields import Asking, RefusableForm, WholeNumberField, date_field, long_text
from org_hierarchy.models import OrgUnit
from org_hierarchy.names import Candidate
from records.text import fold, nfc
from workflows.views.forms.kept import KeepingFormSet
from workflows.views.forms.uploads import SOURCE_LIMIT, SOURCE_TYPES


def lines(text: str) -> list[str]:
    """The lines that say something, in NFC."""
    return [nfc(line) for line in text.splitlines() if line.strip()]


def numbers(text: str) -> list[int]:
    """ "0,3" → [0, 3]; whatever is no number is left out."""
    return [int(part) for part in text.split(",") if part.isascii() and part.isdecimal() and len(part) <= 4]


class NewDirectiveForm(Asking, forms.Form):
    """A document from a file, from pasted text, or from nothing."""

    issuer = forms.ModelChoiceField(OrgUnit.objects.none(), label="Cơ quan ban hành", empty_label=None)
    source = forms.FileField(
        label="Tệp văn bản (.docx, .pdf, .txt, ảnh quét)",
        required=False,
        validators=[
            FileExtensionValidator(
                list(SOURCE_TYPES), "Chỉ đọc được tệp .docx, .pdf, .txt và ảnh .png, .jpg, .tiff, .webp. Hãy chọn tệp khác."
            )
        ],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn tệp khác."},
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SOURCE_TYPES)}),
    )
    pasted = long_text("Hoặc dán nội dung văn bản", rows=6, limit=500_000)
    skeleton = forms.ChoiceField(label="Loại văn bản, mẫu", required=False)

    def __init__(self, *args: Any, issuers: QuerySet[OrgUnit], skeletons: Sequence[Any], is_blank: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_blank = is_blank
        cast("forms.ChoiceField", self.fields["skeleton"]).choices = skeletons
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
        self.add_error(None if self.is_blank else "source" if self.files else "pasted", reason)


class HeadForm(RefusableForm):
    """The head, the addressees and the foot of a draft."""

    kind = forms.ChoiceField(label="Loại văn bản", choices=Directive.Kind.choices)
    symbol = forms.CharField(label="Ký hiệu", max_length=60, help_text="Ví dụ UBND-KGVX (công văn), KH-UBND (kế hoạch).")
    number = WholeNumberField(
        label="Số ghi trong văn bản",
        required=False,
        min_value=1,
        max_value=99_999,
        help_text="Chỉ để đối chiếu: văn thư cấp số kế tiếp của sổ khi vào sổ.",
    )
    issued_date = date_field("Ngày ghi trong văn bản", help_text="Chỉ để đối chiếu: ngày ban hành là ngày cấp số.")
    place = forms.CharField(label="Địa danh", max_length=80)
    urgency = forms.ChoiceField(label="Độ khẩn", choices=Directive.Urgency.choices, required=False)
    circulation = forms.ChoiceField(label="Phạm vi lưu hành", choices=Directive.Circulation.choices, required=False)
    subject = long_text("Trích yếu", required=True, rows=2, limit=500)
    addressees = long_text("Kính gửi (mỗi dòng một nơi)", rows=3, limit=10_000)
    body = long_text(
        "Thay toàn bộ nội dung bằng văn bản dán vào đây",
        rows=4,
        limit=500_000,
        help_text="Mỗi dòng một đoạn; Phần, Chương, Điều, I., 1., a), gạch đầu dòng được nhận ra. Các đoạn hiện có bị thay hết.",
    )
    recipients = long_text("Nơi nhận (mỗi dòng một nơi, ghi chú trong ngoặc)", rows=3, limit=10_000)
    archive = forms.CharField(label="Lưu", max_length=120)
    drafter_mark = forms.CharField(
        label="Ký hiệu người soạn thảo, số bản phát hành",
        max_length=30,
        required=False,
        help_text="Nếu cần, ví dụ PL.(300); in sau dòng Lưu.",
    )
    monitor = forms.CharField(label="Đơn vị theo dõi, đôn đốc", max_length=300, required=False)
    monitor_reviews = forms.BooleanField(label="Đơn vị theo dõi duyệt báo cáo và tổng hợp", required=False)


class InvitationForm(Asking, forms.Form):
    """What a giấy mời says (NĐ 30/2020, Phụ lục III, Mẫu 1.7); it may still lack anything while it is drafted."""

    inviter = forms.CharField(label="Cơ quan mời", max_length=300)
    invited = long_text("Trân trọng kính mời (thành phần mời)", rows=3, limit=5_000)
    meeting = long_text("Tới dự (nội dung, cuộc họp)", rows=2, limit=2_000)
    chair = forms.CharField(label="Chủ trì", max_length=300, required=False)
    time = forms.CharField(label="Thời gian", max_length=300, required=False, help_text="Ví dụ: 14 giờ 00, thứ Sáu, ngày 05/3/2027.")
    venue = forms.CharField(label="Địa điểm", max_length=300, required=False)
    notes = long_text("Lưu ý, tài liệu mang theo (mỗi dòng một đoạn)", rows=3, limit=10_000)

    def invitation(self) -> Invitation:
        """What a valid form says."""
        data = self.cleaned_data
        return Invitation(**{name: data[name].strip() for name in self.fields if name != "notes"}, notes=tuple(lines(data["notes"])))


class DutyForm(Asking, forms.Form):
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
    target_percent = WholeNumberField(label="Chỉ tiêu (%)", min_value=1, max_value=100, required=False)
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
DutyFormSet = forms.formset_factory(
    DutyForm, formset=KeepingFormSet, extra=0, can_delete=True, max_num=MOST_DUTIES, absolute_max=MOST_DUTIES, validate_max=True
)


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


class PickForm(Asking, forms.Form):
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
