"""Work that rested is taken up again, and work that was accepted is opened anew."""

from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, ReportDue
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows import desk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow, claim
from workflows.steps.requests import held_by


def resume(assignment: Assignment, *, by: Person, at: datetime, today: date) -> None:
    """Take the work up again: the unit, or the issuer."""
    with claim(assignment, AssignmentFlow.rest, by=by) as task:
        campaigns.resume(assignment, by=by, at=at, today=today)
        task.finish(by=by, at=at)


def reopen(assignment: Assignment, *, reason: str, new_due_date: date | None, by: Person, at: datetime, today: date) -> None:
    """Give accepted work back to its unit, to whoever had reported it, with a process that begins at the report."""
    with act(), desk.held(assignment) as activation:
        allow(may(by, "assignment.reopen", assignment), assignment)
        if activation is not None:
            raise StepError("not_open", "Việc này chưa kết thúc nên không mở lại. Vui lòng tải lại trang.")
        campaigns.reopen(assignment, reason=reason, new_due_date=new_due_date, by=by, at=at, today=today)
        AssignmentFlow.start_again.run(assignment=assignment)
        desk.release(assignment)


def reopen_due(due: ReportDue, *, reason: str, new_due_date: date, by: Person, at: datetime, today: date) -> None:
    """Ask for the report of one period anew."""
    with held_by(by, "assignment.reopen", due.assignment):
        campaigns.reopen_due(due, reason=reason, new_due_date=new_due_date, by=by, at=at, today=today)
