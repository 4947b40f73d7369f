"""Standing still and beginning again, on an assignment's page: what was asked and decided, and the forms to ask, decide, end, reopen."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Campaign, ReportDue, Suspension
from campaigns.services import MAY_ASK_MORE_TIME
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.standstill import ReopenDueForm, ReopenForm, SuspensionDecisionForm, SuspensionForm


def standstill_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_standstill.html. At most eight queries."""
    suspensions = list(found.suspensions.select_related("asked_by", "decided_by", "ended_by").order_by("-pk"))
    asked = next((one for one in suspensions if one.status == Suspension.Status.ASKED), None)
    goes_on = found.campaign.status == Campaign.Status.OPEN
    with_unit = goes_on and found.status in MAY_ASK_MORE_TIME and not found.waits_for_children
    may_ask = may(person, "assignment.ask_suspension", found) if with_unit else None
    decides = may(person, "assignment.decide_suspension", found) if goes_on and asked else None
    resumes = may(person, "assignment.resume", found) if goes_on and found.status == Assignment.Status.SUSPENDED else None
    done = goes_on and found.status == Assignment.Status.ACCEPTED
    accepted_dues = goes_on and found.status in Assignment.OPEN and found.dues.filter(status=ReportDue.Status.ACCEPTED).exists()
    reopens = may(person, "assignment.reopen", found) if done or accepted_dues else None
    return {
        "suspensions": suspensions,
        "asked_suspension": asked,
        "suspension_form": SuspensionForm() if may_ask and not asked else None,
        "may_withdraw_suspension": bool(asked and may_ask),
        "suspension_decision": SuspensionDecisionForm(suspension=asked) if asked and decides and asked.asked_by_id != person.pk else None,
        "may_resume": bool(resumes),
        "reopen_form": ReopenForm(assignment=found) if done and reopens else None,
        "reopen_due_form": ReopenDueForm(assignment=found) if accepted_dues and reopens else None,
    }
