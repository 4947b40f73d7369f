"""What stands in a unit's way: raised by it, handed up and answered by those who gave the work. The engine does not move."""

from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, Difficulty
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from workflows.steps.claiming import act, allow
from workflows.steps.requests import held_by


def raise_difficulty(assignment: Assignment, *, text: str, by: Person, at: datetime, today: date) -> Difficulty:
    """Say what stands in the way."""
    with held_by(by, "assignment.raise_difficulty", assignment):
        return campaigns.raise_difficulty(assignment, text=text, by=by, at=at, today=today)


def withdraw_difficulty(difficulty: Difficulty, *, by: Person, at: datetime) -> None:
    """Say that it has gone."""
    with act():
        allow(may(by, "assignment.raise_difficulty", difficulty.assignment), difficulty.assignment)
        campaigns.withdraw_difficulty(difficulty, by=by, at=at)


def forward_difficulty(difficulty: Difficulty, *, note: str, by: Person, at: datetime, today: date) -> OrgUnit:
    """Hand it to the next one up the line."""
    with act():
        allow(may(by, "difficulty.answer", difficulty), difficulty.at_unit)
        return campaigns.forward_difficulty(difficulty, note=note, by=by, at=at, today=today)


def answer_difficulty(difficulty: Difficulty, *, answer: str, publish: bool, by: Person, at: datetime) -> int:
    """Answer it, and all that ask the same."""
    with act():
        allow(may(by, "difficulty.answer", difficulty), difficulty.at_unit)
        return campaigns.answer_difficulty(difficulty, answer=answer, publish=publish, by=by, at=at)


def publish_answer(difficulty: Difficulty, *, by: Person, at: datetime) -> None:
    """Let all who have the same task read the answer."""
    with act():
        allow(may(by, "difficulty.answer", difficulty), difficulty.at_unit)
        campaigns.publish_answer(difficulty, by=by, at=at)
