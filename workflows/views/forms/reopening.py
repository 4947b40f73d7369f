"""Accepted work is opened anew, or the report of one of its periods."""

from typing import Any

from django import forms

from campaigns.models import Assignment, ReportDue
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text


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
