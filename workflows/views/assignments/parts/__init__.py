"""What each theme shows on an assignment's page: functions that give their part of its context. The acts stand in the modules above."""

from datetime import date
from typing import Any

from campaigns.models import Assignment
from org_hierarchy.models import Person
from workflows.views.assignments.parts.delegating import delegation_part
from workflows.views.assignments.parts.difficulties import difficulties_part
from workflows.views.assignments.parts.periods import periods_part
from workflows.views.assignments.parts.remarks import remarks_part
from workflows.views.assignments.parts.reminders import reminders_part
from workflows.views.assignments.parts.requests import extension_part, standstill_part
from workflows.views.assignments.parts.succession import succession_part

PARTS = (delegation_part, standstill_part, extension_part, succession_part, periods_part, difficulties_part, remarks_part, reminders_part)


def parts_of(found: Assignment, person: Person, today: date) -> dict[str, Any]:
    """All of them together."""
    context: dict[str, Any] = {}
    for part in PARTS:
        context |= part(found, person, today)
    return context
