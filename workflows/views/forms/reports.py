"""A unit's report and its reviewer's word."""

from datetime import date
from typing import Any, cast

from django import forms

from campaigns.models import Assignment, Report, ReportDue
from campaigns.services import owed
from org_hierarchy.forms.fields import RefusableForm, WholeNumberField, date_field, long_text
from workflows.views.forms.uploads import EVIDENCE_COUNT, EVIDENCE_TYPES, PHOTO_TYPES, KnownSuffix, ManyFilesField, ManyFilesInput


class ReportForm(RefusableForm):
    """A unit's report on one task; the figure is asked for where the task counts something."""

    due = forms.ModelChoiceField(
        label="Kỳ báo cáo",
        queryset=ReportDue.objects.none(),
        required=False,
        empty_label="Không theo kỳ",
        help_text="Chỉ với báo cáo tiến độ; báo cáo hoàn thành trả lời cho mọi kỳ còn nợ.",
        error_messages={"invalid_choice": "Kỳ này vừa có báo cáo, hoặc không phải của việc này. Vui lòng chọn lại kỳ."},
    )
    kind = forms.ChoiceField(label="Loại báo cáo", choices=Report.Kind.choices, initial=Report.Kind.FINAL, widget=forms.RadioSelect)
    numerator = WholeNumberField(label="Đã thực hiện", min_value=0, max_value=10**12, required=False)
    denominator = WholeNumberField(label="Trên tổng số", min_value=1, max_value=10**12, required=False)
    text = long_text("Kết quả thực hiện", required=True, rows=4)
    difficulties = long_text("Khó khăn, vướng mắc", rows=2)
    reply_number = forms.CharField(label="Số, ký hiệu văn bản trả lời", max_length=60, required=False)
    reply_date = date_field("Ngày văn bản trả lời")
    evidence = ManyFilesField(
        label="Tài liệu, hình ảnh kèm theo",
        required=False,
        widget=ManyFilesInput(attrs={"accept": ",".join(f".{suffix}" for suffix in EVIDENCE_TYPES)}),
        validators=[KnownSuffix(list(EVIDENCE_TYPES), "Chỉ nhận ảnh .jpg, .png, .webp và tệp .pdf, .docx, .xlsx.")],
        error_messages={"empty": "Tệp này trống. Vui lòng chọn lại tệp."},
        help_text=f"Tối đa {EVIDENCE_COUNT} tệp, mỗi tệp không quá 10 MB: ảnh, .pdf, .docx, .xlsx. "
        "Ảnh và bản quét được tìm dấu chỉ độ mật ngay sau khi gửi: không gửi tài liệu mật.",
    )

    photo = ManyFilesField(
        label="Chụp ảnh hiện trường",
        required=False,
        widget=ManyFilesInput(attrs={"accept": "image/*", "capture": "environment"}),
        validators=[KnownSuffix(list(PHOTO_TYPES), "Chỉ nhận ảnh .jpg, .png, .webp.")],
        error_messages={"empty": "Ảnh này trống. Vui lòng chụp lại."},
        help_text="Ảnh được giữ nguyên để làm minh chứng, kể cả thời điểm và vị trí chụp nếu máy có ghi; "
        "chỉ người xem được việc này mở được ảnh.",
    )

    places = {
        "document_required": "evidence",
        "reply_used": "reply_number",
        "reply_number_required": "reply_number",
        "reply_date_wrong": "reply_date",
    }

    def __init__(self, *args: Any, assignment: Assignment, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.counts = hasattr(assignment.task, "indicator")
        if assignment.waits_for_children:  # others are at it: the unit tells how far they are, and reports as done after them
            kind = self.fields["kind"]
            kind.choices, kind.initial = [(Report.Kind.INTERIM.value, Report.Kind.INTERIM.label)], Report.Kind.INTERIM  # type: ignore[attr-defined]
        if not self.counts:
            del self.fields["numerator"], self.fields["denominator"]
        due = cast(forms.ModelChoiceField, self.fields["due"])
        due.queryset = owed(assignment)
        due.label_from_instance = period_words  # type: ignore[method-assign, assignment]
        if not (periods := list(due.queryset)):
            del self.fields["due"]
        elif not self.is_bound:
            self.initial = {"kind": Report.Kind.INTERIM, "due": periods[0].pk} | dict(self.initial)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(data.get("evidence") or []) + len(data.get("photo") or []) > EVIDENCE_COUNT:
            self.add_error("photo", f"Mỗi báo cáo kèm tối đa {EVIDENCE_COUNT} tệp, tính cả ảnh chụp.")
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


def period_words(due: ReportDue) -> str:
    """A period as a choice: its days, its last day on time, and that it came back."""
    days = f"{due.period_start:%d/%m/%Y} – {due.period_end:%d/%m/%Y}, hạn {due.due_date:%d/%m/%Y}"
    return f"{days} (bị trả lại)" if due.status == ReportDue.Status.RETURNED else days


class ReviewForm(RefusableForm):
    """The reviewer's word on a report."""

    places = dict.fromkeys(("due_date_wrong", "beyond_parent", "before_children"), "new_due_date") | {"note_required": "note"}

    decision = forms.ChoiceField(label="Quyết định", choices=[("accept", "Duyệt"), ("return", "Trả lại")], widget=forms.RadioSelect)
    note = long_text("Nhận xét, lý do", rows=3, limit=1000, help_text="Cần ghi khi trả lại.")
    new_due_date = date_field("Hạn mới", help_text="Chỉ khi trả lại; để trống thì giữ hạn cũ.")

    def __init__(self, data: Any = None, *, report: Report, proposed: date | None = None) -> None:
        super().__init__(data, auto_id=f"id_review_{report.pk}_%s", initial={"new_due_date": proposed})
        self.report = report
        if proposed is not None:
            self.fields["new_due_date"].help_text = "Chỉ khi trả lại. Hạn cũ đã qua: không đặt hạn mới thì đơn vị quá hạn ngay."
        if report.kind == Report.Kind.INTERIM:
            del self.fields["new_due_date"]  # it closes nothing, so it moves no deadline

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "return" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do để đơn vị biết cần sửa gì.")
        return data
