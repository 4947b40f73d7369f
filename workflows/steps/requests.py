"""What a unit asks for, and what it is told: more time by a head of the unit that reviews its reports, a standstill by
one of the issuer.

The engine does not move, except where work is let rest.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, Extension, Request, Suspension
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows import desk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow, claim


@contextmanager
def held_by(person: Person, right: str, assignment: Assignment) -> Iterator[None]:
    """Hold the assignment's process, wherever it stands, for somebody who has the right."""
    with act(), desk.held(assignment):
        allow(may(person, right, assignment), assignment)
        yield


def ask_extension(assignment: Assignment, *, proposed_date: date, reason: str, by: Person, at: datetime, today: date) -> Extension:
    """Ask for a later last day, with the reason."""
    with held_by(by, "assignment.ask_extension", assignment):
        return campaigns.ask_extension(assignment, proposed_date=proposed_date, reason=reason, by=by, at=at, today=today)


def ask_suspension(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> Suspension:
    """Ask to let the work rest; it goes on until the issuer agrees."""
    with held_by(by, "assignment.ask_suspension", assignment):
        return campaigns.ask_suspension(assignment, reason=reason, by=by, at=at)


def withdraw_request(request: Request, *, by: Person, at: datetime) -> None:
    """Ask no more."""
    with act():
        allow(may(by, f"assignment.ask_{request.kind}", request.assignment), request.assignment)
        campaigns.withdraw_request(request, by=by, at=at)


def refuse_request(request: Request, *, note: str, by: Person, at: datetime) -> None:
    """Say no, with the reason."""
    with held_by(by, f"assignment.decide_{request.kind}", request.assignment):
        campaigns.refuse_request(request, note=note, by=by, at=at)


def grant_extension(extension: Extension, *, granted_date: date | None, note: str, by: Person, at: datetime) -> None:
    """Grant more time, to the day asked for or another one."""
    with held_by(by, "assignment.decide_extension", extension.assignment):
        campaigns.grant_extension(extension, granted_date=granted_date, note=note, by=by, at=at)


def pass_on_extension(extension: Extension, *, by: Person, at: datetime, today: date) -> Extension:
    """Ask for the same day first for what the own unit was given: its part ends before the day that is asked for below."""
    parent = extension.assignment.parent
    if parent is None:
        raise StepError("not_delegated", "Việc này không do đơn vị khác giao tiếp; hãy quyết định đồng ý hoặc không đồng ý.")
    with held_by(by, "assignment.ask_extension", parent):
        allow(may(by, "assignment.decide_extension", extension.assignment), extension.assignment)
        return campaigns.pass_on(extension, by=by, at=at, today=today)


def agree_suspension(suspension: Suspension, *, note: str, by: Person, at: datetime, today: date) -> None:
    """Let the work rest."""
    with claim(suspension.assignment, AssignmentFlow.report, by=by, right="assignment.decide_suspension") as task:
        campaigns.agree_suspension(suspension, note=note, by=by, at=at, today=today)
        task.finish(by=by, at=at)
