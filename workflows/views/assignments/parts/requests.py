"""What the unit asks for, on an assignment's page: what was asked and decided, the form to ask, and the one to decide."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Campaign, Extension, ReportDue, Request, Suspension
from campaigns.queries import AT_WORK, carrying_rules_in
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.reopening import ReopenDueForm, ReopenForm
from workflows.views.forms.requests import DecisionForm, ExtensionDecisionForm, ExtensionForm, SuspensionDecisionForm, SuspensionForm

ASK: dict[type[Request], type[RefusableForm]] = {Extension: ExtensionForm, Suspension: SuspensionForm}
DECIDE: dict[type[Request], type[DecisionForm]] = {Extension: ExtensionDecisionForm, Suspension: SuspensionDecisionForm}


def extension_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:
    """Variables of workflows/_extension.html. Some four queries."""
    is_open = found.status in Assignment.OPEN and found.campaign.status == Campaign.Status.OPEN
    in_time = found.status in AT_WORK and found.due_date is not None and today <= found.due_date
    context = _asked(Extension, found, person, today, goes_on=is_open, may_begin=in_time)
    if context["extension_form"]:
        context["extensions_left"] = max(0, carrying_rules_in(found.campaign_id).extension_limit - found.extension_count)
    if found.due_date is not None and is_open:
        context["children_beyond"] = found.children.filter(status__in=Assignment.OPEN, due_date__gt=found.due_date).count()
    return context


def standstill_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:
    """Variables of workflows/_standstill.html: resting, and beginning again. At most ten queries."""
    goes_on = found.campaign.status == Campaign.Status.OPEN
    given_on = found.waits_for_children or found.children.filter(status__in=Assignment.OPEN).exists()
    at_work = found.status in AT_WORK and not given_on
    resumes = may(person, "assignment.resume", found) if goes_on and found.status == Assignment.Status.SUSPENDED else None
    done = goes_on and found.status == Assignment.Status.ACCEPTED
    reports = found.status in Assignment.OPEN and found.status != Assignment.Status.REPORTED
    accepted_dues = goes_on and reports and found.dues.filter(status=ReportDue.Status.ACCEPTED).exists()
    reopens = may(person, "assignment.reopen", found) if done or accepted_dues else None
    return _asked(Suspension, found, person, today, goes_on=goes_on, may_begin=at_work) | {
        "may_resume": bool(resumes),
        "reopen_form": ReopenForm(assignment=found) if done and reopens else None,
        "reopen_due_form": ReopenDueForm(assignment=found) if accepted_dues and reopens else None,
    }


def _asked(
    kind: type[Request], found: Assignment, person: Person, today: date, *, goes_on: bool, may_begin: bool
) -> dict[str, Any]:  # fmt: skip
    """What one kind of request shows, each variable with its name."""
    name = kind._meta.model_name
    people = [field.name for field in kind._meta.fields if field.name.endswith("_by")]
    rows = list(kind.about(found).select_related(*people).order_by("-pk"))
    asked = next((one for one in rows if one.status == kind.Status.ASKED), None)
    asks = may(person, f"assignment.ask_{name}", found) if goes_on and (asked or may_begin) else None
    decides = may(person, f"assignment.decide_{name}", found) if goes_on and asked and asked.asked_by_id != person.pk else None
    if asked:
        asked.assignment = found
    return {
        f"{name}s": rows,
        f"asked_{name}": asked,
        f"{name}_form": ASK[kind]() if asks and not asked else None,
        f"may_withdraw_{name}": bool(asked and asks),
        f"{name}_decision": DECIDE[kind](asked=asked, today=today) if asked and decides else None,
    }
