"""What people type in: new documents, drafts, reasons, reports and reviews."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import FileExtensionValidator

from campaigns.models import Assignment, Report
from directives.models import Directive, Duty
from org_hierarchy.models import Appointment, OrgUnit
from records.text import nfc

MEBIBYTE = 1024 * 1024
SOURCE_LIMIT = 10 * MEBIBYTE
EVIDENCE_LIMIT = 10 * MEBIBYTE
EVIDENCE_COUNT = 10
EVIDENCE_TYPES = ["pdf", "docx", "xlsx", "jpg", "jpeg", "png", "webp", "heic"]


def lines(text: str) -> list[str]:
    """The lines that say something, in NFC."""
    return [nfc(line) for line in text.splitlines() if line.strip()]


def date_field(label: str, *, required: bool = False, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


def long_text(label: str, *, required: bool = False, rows: int = 3, help_text: str = "", limit: int = 20_000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "data-autosize": ""})
    return forms.CharField(label=label, required=required, help_text=help_text, widget=widget, max_length=limit)


class NewDirectiveForm(forms.Form):
    """A document from a file, from pasted text, or from nothing."""

    issuer = forms.ModelChoiceField(OrgUnit.objects.none(), label="Cơ quan ban hành", empty_label=None)
    source = forms.FileField(
        label="Tệp văn bản (.docx, .txt)",
        required=False,
        validators=[FileExtensionValidator(["docx", "txt"], "Chỉ đọc được tệp .docx hoặc .txt. Vui lòng chọn tệp khác.")],
    )
    pasted = long_text("Hoặc dán nội dung văn bản", rows=6, limit=500_000)

    def __init__(self, *args: Any, issuers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[OrgUnit]", self.fields["issuer"]).queryset = issuers

    def clean_source(self) -> UploadedFile | None:
        source: UploadedFile | None = self.cleaned_data["source"]
        if source is not None and (source.size or 0) > SOURCE_LIMIT:
            raise forms.ValidationError("Tệp lớn hơn 10 MB. Vui lòng chọn tệp nhỏ hơn.")
        return source

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") and data.get("pasted"):
            raise forms.ValidationError("Vui lòng chọn một cách: tải tệp lên hoặc dán nội dung.")
        return data


class HeadForm(forms.Form):
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
    span_start = forms.IntegerField(widget=forms.HiddenInput, required=False)
    span_end = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("start_date"), data.get("deadline")
        if start and end and end < start:
            self.add_error("deadline", "Thời hạn không thể trước ngày bắt đầu.")
        return data


DutyFormSet = forms.formset_factory(DutyForm, extra=0, can_delete=True, max_num=500, absolute_max=500, validate_max=True)


class ReasonForm(forms.Form):
    """Why something goes back or is refused."""

    reason = long_text("Lý do", required=True, rows=3, limit=1000)


class SignForm(forms.Form):
    """By which post the signatory signs."""

    appointment = forms.ModelChoiceField(Appointment.objects.none(), label="Ký với chức vụ", empty_label=None)

    def __init__(self, *args: Any, appointments: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Appointment]", self.fields["appointment"])
        field.queryset = Appointment.objects.filter(pk__in=[a.pk for a in appointments]).select_related("post__unit")
        field.label_from_instance = lambda appointment: str(appointment.post)  # type: ignore[method-assign]


class ManyFilesInput(forms.ClearableFileInput):
    """A file input for several files; on a phone it offers the camera."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Up to ten files, each checked like one."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:  # type: ignore[override]
        given = [data] if isinstance(data, UploadedFile) else list(data or [])
        if len(given) > EVIDENCE_COUNT:
            raise forms.ValidationError(f"Mỗi báo cáo kèm tối đa {EVIDENCE_COUNT} tệp.")
        check = super().clean
        files = [check(one, initial) for one in given]
        if any((file.size or 0) > EVIDENCE_LIMIT for file in files):
            raise forms.ValidationError("Mỗi tệp kèm theo không quá 10 MB. Vui lòng giảm kích thước ảnh hoặc tệp.")
        return files


class ReportForm(forms.Form):
    """A unit's report on one task; the figure is asked for where the task counts something."""

    kind = forms.ChoiceField(label="Loại báo cáo", choices=Report.Kind.choices, initial=Report.Kind.FINAL, widget=forms.RadioSelect)
    numerator = forms.IntegerField(label="Đã thực hiện", min_value=0, max_value=10**12, required=False)
    denominator = forms.IntegerField(label="Trên tổng số", min_value=1, max_value=10**12, required=False)
    text = long_text("Kết quả thực hiện", required=True, rows=4)
    difficulties = long_text("Khó khăn, vướng mắc", rows=2)
    reply_number = forms.CharField(label="Số, ký hiệu văn bản trả lời", max_length=60, required=False)
    reply_date = date_field("Ngày văn bản trả lời")
    files = ManyFilesField(
        label="Tài liệu, hình ảnh kèm theo",
        required=False,
        widget=ManyFilesInput(attrs={"multiple": True, "accept": "image/*,.pdf,.docx,.xlsx"}),
        validators=[FileExtensionValidator(EVIDENCE_TYPES, "Chỉ nhận ảnh, .pdf, .docx, .xlsx.")],
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
        if (replied := data.get("reply_date")) and not self.today - timedelta(days=3660) <= replied <= self.today:
            self.add_error("reply_date", "Ngày văn bản trả lời không thể sau hôm nay.")
        return data


class ReviewForm(forms.Form):
    """The reviewer's word on a report."""

    decision = forms.ChoiceField(label="Quyết định", choices=[("accept", "Duyệt"), ("return", "Trả lại")], widget=forms.RadioSelect)
    note = long_text("Nhận xét, lý do", rows=3, limit=1000, help_text="Cần ghi khi trả lại.")
    new_due_date = date_field("Hạn mới (khi trả lại)")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "return" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do để đơn vị biết cần sửa gì.")
        return data
