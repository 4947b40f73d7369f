"""What was given on, on an assignment's page: who has it below and how they stand, and the acts of whoever gave it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from campaigns import delegation
from campaigns.models import Assignment, Campaign
from campaigns.queries import AT_WORK, Standing, standing
from campaigns.services import why_too_late
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.delegating import RecallDelegatedForm


@dataclass(frozen=True)
class Row:
    """One assignment below, `level` of indentation; `may_recall`: it was given directly and is open."""

    assignment: Assignment
    level: int
    standing: Standing
    may_recall: bool
    is_asked: bool


def delegation_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:
    """Variables of workflows/_delegation.html. Some ten queries where something was given on, else at most four."""
    is_open = found.status in Assignment.OPEN and found.campaign.status == Campaign.Status.OPEN
    delegates = may(person, "assignment.delegate", found) if is_open else None
    offers = is_open and found.status in AT_WORK and delegation.offered_to(found, on=today).exists()
    below = delegation.below(found)
    calendar = Calendar.load(today, today) if below else None
    rows = [
        Row(
            one.assignment,
            min(one.depth - 1, 5),
            standing(one.assignment, today=today, calendar=calendar),
            one.depth == 1 and one.assignment.status in Assignment.OPEN,
            one.assignment.unit.line != found.unit.line,
        )
        for one in below
    ]
    whole, done, still_open = delegation.below_count(found) if below else (0, 0, 0)
    return {
        "may_delegate": delegates if offers else None,
        "delegates_too_late": why_too_late(found, today=today),
        "may_recall_delegated": bool(delegates) and any(row.may_recall for row in rows),
        "may_report_anyway": bool(delegates) and found.waits_for_children,
        "delegated": rows,
        "delegated_more": len(rows) == delegation.MOST_SHOWN,
        "delegated_whole": whole,
        "delegated_done": done,
        "delegated_open": still_open,
        "delegated_target": delegation.given_target(found) if found.target is not None else None,
        "recall_form": RecallDelegatedForm(),
        "recall_chosen": (),
        "given_by": found.parent.unit if found.parent else None,
    }
