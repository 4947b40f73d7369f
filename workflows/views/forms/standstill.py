"""A standstill is asked for and decided; accepted work is opened anew."""

from typing import Any

from django import forms

from campaigns.models import Assignment, ReportDue, Suspension
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text


class SuspensionForm(RefusableForm):
    """Why the work should rest."""

    reason = long_text("Lý do tạm dừng", required=True, rows=3, limit=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_suspension_%s")


class SuspensionDecisionForm(RefusableForm):
    """The issuer's word."""

    places = {"note_required": "note"}

    decision = forms.ChoiceField(label="Quyết định", choices=[("agree", "Đồng ý"), ("refuse", "Không đồng ý")], widget=forms.RadioSelect)
    note = long_text("Ý kiến, lý do", rows=2, limit=1000, help_text="Cần ghi khi không đồng ý.")

    def __init__(self, data: Any = None, *, suspension: Suspension) -> None:
        super().__init__(data, auto_id=f"id_suspension_{suspension.pk}_%s")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do không đồng ý để đơn vị biết phải làm gì.")
        return data


class ReopenForm(RefusableForm):
    """Why accepted work is to be done again, and until when."""

    places = {"date_wrong": "new_due_date", "date_required": "new_due_date", "beyond_parent": "new_due_date"}

    reason = long_text("Lý do mở lại", required=True, rows=3, limit=1000)
    new_due_date = date_field("Hạn mới")

    def __init__(self, data: Any = None, *, assignment: Assignment) -> None:
        super().__init__(data, auto_id="id_reopen_%s")
        self.fields["new_due_date"].required = assignment.original_due_date is not None


class ReopenDueForm(RefusableForm):
    """Why the report of one period is to be made again, and until when."""

    places = {"date_wrong": "new_due_date", "date_taken": "new_due_date"}

    due = forms.ModelChoiceField(label="Kỳ báo cáo", queryset=ReportDue.objects.none(), empty_label=None)
    reason = long_text("Lý do mở lại", required=True, rows=2, limit=1000)
    new_due_date = date_field("Hạn mới", required=True)

    def __init__(self, data: Any = None, *, assignment: Assignment) -> None:
        super().__init__(data, auto_id="id_reopen_due_%s")
        accepted = ReportDue.objects.filter(assignment=assignment, status=ReportDue.Status.ACCEPTED).order_by("-due_date")
        field: Any = self.fields["due"]
        field.queryset = accepted
        field.label_from_instance = lambda due: f"{due.period_start:%d/%m/%Y} đến {due.period_end:%d/%m/%Y}, hạn {due.due_date:%d/%m/%Y}"
