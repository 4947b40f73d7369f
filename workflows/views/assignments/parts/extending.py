"""More time on an assignment's page: what was asked and decided, the form to ask, and the one to decide."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Extension
from campaigns.queries import carrying_rules_in
from campaigns.services import MAY_ASK_MORE_TIME
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.extending import ExtensionDecisionForm, ExtensionForm


def extension_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:
    """Variables of workflows/_extension.html. Some four queries."""
    extensions = list(found.extensions.select_related("asked_by", "decided_by").order_by("-pk"))
    asked = next((one for one in extensions if one.status == Extension.Status.ASKED), None)
    is_open = found.status in Assignment.OPEN and found.campaign.status == found.campaign.Status.OPEN
    may_ask = may(person, "assignment.ask_extension", found) if is_open and (asked or in_time(found, today)) else None
    decides = may(person, "assignment.decide_extension", found) if is_open and asked else None
    may_decide = bool(asked and decides and asked.asked_by_id != person.pk)
    context = {
        "extensions": extensions,
        "asked_extension": asked,
        "extension_form": ExtensionForm() if may_ask and not asked else None,
        "extensions_left": max(0, carrying_rules_in(found.campaign_id).extension_limit - found.extension_count) if may_ask else 0,
        "may_withdraw_extension": bool(asked and may_ask),
        "extension_decision": decision_form(asked) if asked and may_decide else None,
    }
    if found.due_date is not None and is_open:
        context["children_beyond"] = found.children.filter(status__in=Assignment.OPEN, due_date__gt=found.due_date).count()
    return context


def in_time(found: Assignment, today: date) -> bool:
    """Whether more time may still be asked for."""
    return found.status in MAY_ASK_MORE_TIME and found.due_date is not None and today <= found.due_date


def decision_form(extension: Extension, data: Any = None) -> ExtensionDecisionForm:
    """With the last day of whoever delegated the work."""
    parent = extension.assignment.parent
    return ExtensionDecisionForm(data, extension=extension, own_date=parent.due_date if parent else None)
