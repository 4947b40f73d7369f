"""More time: what a unit proposes, and what is decided."""

from datetime import date
from typing import Any

from django import forms

from campaigns.models import Extension
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text


class ExtensionForm(RefusableForm):
    """A later last day, and why."""

    places = {"date_wrong": "proposed_date", "reason_required": "reason"}

    proposed_date = date_field("Đề nghị gia hạn đến ngày", required=True)
    reason = long_text("Lý do", required=True, rows=3, limit=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="id_extension_%s")


class ExtensionDecisionForm(RefusableForm):
    """The word on a request; to ask one's own superior first is offered where the proposed day lies behind one's own."""

    places = {"date_wrong": "granted_date", "beyond_parent": "granted_date", "note_required": "note"}

    decision = forms.ChoiceField(label="Quyết định", widget=forms.RadioSelect)
    granted_date = date_field("Hạn mới", help_text="Để trống thì theo ngày đơn vị đề nghị.")
    note = long_text("Ý kiến, lý do", rows=2, limit=1000, help_text="Cần ghi khi không đồng ý.")

    def __init__(self, data: Any = None, *, extension: Extension, own_date: date | None) -> None:
        super().__init__(data, auto_id=f"id_extension_{extension.pk}_%s")
        self.extension = extension
        choices = [("grant", "Đồng ý"), ("refuse", "Không đồng ý")]
        self.is_beyond = own_date is not None and extension.proposed_date > own_date
        if self.is_beyond:
            choices.append(("pass_on", f"Xin gia hạn việc của đơn vị mình trước (hạn của đơn vị mình là {own_date:%d/%m/%Y})"))
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do không đồng ý để đơn vị biết phải làm gì.")
        return data
