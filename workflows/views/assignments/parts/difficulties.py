"""What stands in the way, on an assignment's page: what the unit raised, and what others with the same task were answered."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Campaign, Difficulty
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.difficulties import DifficultyForm

PUBLISHED = 20


def difficulties_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_difficulties.html. Three queries, and those of a right."""
    raised = list(found.raised.select_related("at_unit", "raised_by", "answered_by").order_by("-pk"))
    others = Difficulty.objects.filter(assignment__task=found.task_id, published_at__isnull=False).exclude(assignment=found)
    published = {(row.text, row.answer): row for row in others.select_related("at_unit").order_by("-published_at")[:PUBLISHED]}
    is_open = found.status in Assignment.OPEN and found.status != Assignment.Status.ISSUED
    may_raise = is_open and found.campaign.status == Campaign.Status.OPEN and may(person, "assignment.raise_difficulty", found)
    return {
        "raised": raised,
        "published": list(published.values()),
        "may_raise_difficulty": bool(may_raise),
        "difficulty_form": DifficultyForm() if may_raise else None,
    }
