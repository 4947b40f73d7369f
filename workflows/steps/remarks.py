"""What those who have to do with an assignment say to each other about it. The engine does not move."""

from datetime import datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, Remark
from campaigns.queries import speaks_for
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.steps.claiming import StepError, act, allow


def remark(assignment: Assignment, *, text: str, by: Person, at: datetime) -> Remark:
    """Say it for the unit by which the person has to do with the assignment."""
    with act():
        verdict = may(by, "assignment.remark", assignment)
        allow(verdict, assignment)
        unit = speaks_for(by, assignment)
        if unit is None:  # the right has just gone
            raise StepError("forbidden", verdict.reason, verdict, assignment)
        return campaigns.remark(assignment, unit=unit, text=text, by=by, at=at)
