"""What stands in the way, on an assignment's page: what the unit raised, and what others with the same task were answered."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from campaigns.models import Assignment, Campaign, Difficulty
from campaigns.queries import published_answers
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.difficulties import DifficultyForm

PUBLISHED = 20


def difficulties_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_difficulties.html. Four queries, and those of a right."""
    raised = list(found.raised.select_related("at_unit", "raised_by", "answered_by").order_by("-pk"))
    goes_on = found.campaign.status == Campaign.Status.OPEN
    is_open = goes_on and found.status in Assignment.OPEN and found.status != Assignment.Status.ISSUED
    may_raise = is_open and may(person, "assignment.raise_difficulty", found)
    newest = list(published_answers(found)[: PUBLISHED + 1])
    return {
        "raised": raised,
        "difficulties_end": not goes_on,
        "published": answers(newest[:PUBLISHED]),
        "published_more": len(newest) > PUBLISHED,
        "may_raise_difficulty": bool(may_raise),
        "difficulty_form": DifficultyForm() if may_raise else None,
    }


def answers(rows: Iterable[dict[str, Any]]) -> list[Difficulty]:
    """The difficulties of some rows of `published_answers`, in their order. One query."""
    wanted = [row["newest"] for row in rows]
    found = Difficulty.objects.select_related("at_unit").in_bulk(wanted)
    return [found[pk] for pk in wanted]
