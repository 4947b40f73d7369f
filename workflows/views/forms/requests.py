"""What a unit asks for, and what is decided on it."""

from datetime import date
from typing import Any

from django import forms

from campaigns.models import Extension, Request, Suspension
from campaigns.services import day_to_grant, why_not_to_rest
from org_hierarchy.forms.fields import RefusableForm, date_field, long_text


class SuspensionForm(RefusableForm):
    """Why the work should rest."""

    kind, places = "suspension", {"reason_required": "reason"}

    reason = long_text("Lý do", required=True, rows=3, limit=1000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{self.kind}_%s")


class ExtensionForm(SuspensionForm):
    """A later last day, and why."""

    kind, places = "extension", {"date_wrong": "proposed_date", "reason_required": "reason"}

    proposed_date = date_field("Đề nghị gia hạn đến ngày", required=True)
    field_order = ("proposed_date", "reason")


class DecisionForm(RefusableForm):
    """The word on a request; a no needs its reason."""

    places = {"note_required": "note"}
    choices: tuple[tuple[str, str], ...] = (("agree", "Đồng ý"), ("refuse", "Không đồng ý"))

    decision = forms.ChoiceField(label="Quyết định", widget=forms.RadioSelect)
    note = long_text("Ý kiến, lý do", rows=2, limit=1000, help_text="Cần ghi khi không đồng ý.")

    def __init__(self, data: Any = None, *, asked: Request, today: date) -> None:  # noqa: ARG002 - of the kinds that have a date
        super().__init__(data, auto_id=f"id_{asked.kind}_{asked.pk}_%s")
        self.fields["decision"].choices = self.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("decision") == "refuse" and not (data.get("note") or "").strip() and "note" not in self.errors:
            self.add_error("note", "Vui lòng ghi lý do không đồng ý để đơn vị biết phải làm gì.")
        return data


class SuspensionDecisionForm(DecisionForm):
    """Only a no where the work cannot rest now: it was reported meanwhile, or others are at it."""

    def __init__(self, data: Any = None, *, asked: Suspension, today: date) -> None:
        super().__init__(data, asked=asked, today=today)
        if reason := why_not_to_rest(asked.assignment):
            decision = self.fields["decision"]
            decision.choices = self.choices[1:]  # type: ignore[attr-defined]
            decision.help_text = decision.error_messages["invalid_choice"] = reason


class ExtensionDecisionForm(DecisionForm):
    """A day with the yes; to ask one's own superior first is offered where the proposed day lies behind one's own."""

    places = {**DecisionForm.places, "date_wrong": "granted_date", "beyond_parent": "granted_date"}
    choices = (("grant", "Đồng ý"), ("refuse", "Không đồng ý"))

    granted_date = date_field("Hạn mới", help_text="Để trống thì theo ngày đơn vị đề nghị.")
    field_order = ("decision", "granted_date", "note")

    def __init__(self, data: Any = None, *, asked: Extension, today: date) -> None:
        super().__init__(data, asked=asked, today=today)
        giver = asked.assignment.parent
        self.is_beyond = giver is not None and giver.due_date is not None and asked.proposed_date > giver.due_date
        if giver is not None and self.is_beyond:
            said = f"Xin gia hạn việc của đơn vị mình trước (hạn của đơn vị mình là {giver.due_date:%d/%m/%Y})"
            self.fields["decision"].choices = (*self.choices, ("pass_on", said))  # type: ignore[attr-defined]
        if asked.proposed_date < today:
            self.initial["granted_date"] = day_to_grant(asked, today=today)
            self.fields[
                "granted_date"
            ].help_text = "Ngày đơn vị đề nghị đã qua; ngày ghi sẵn cho đơn vị cùng số ngày làm việc, tính từ hôm nay."
