"""More time: asked for by the unit, decided by whoever reviews its reports. The engine does not move."""

from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, Extension
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows import desk
from workflows.steps.claiming import StepError, act, allow


def ask_extension(assignment: Assignment, *, proposed_date: date, reason: str, by: Person, at: datetime, today: date) -> Extension:
    """Ask for a later last day, with the reason."""
    with act(), desk.held(assignment):
        allow(may(by, "assignment.ask_extension", assignment), assignment)
        return campaigns.ask_extension(assignment, proposed_date=proposed_date, reason=reason, by=by, at=at, today=today)


def withdraw_extension(extension: Extension, *, by: Person, at: datetime) -> None:
    """Need it no more."""
    with act():
        allow(may(by, "assignment.ask_extension", extension.assignment), extension.assignment)
        campaigns.withdraw_extension(extension, by=by, at=at)


def grant_extension(extension: Extension, *, granted_date: date | None, note: str, by: Person, at: datetime) -> None:
    """Grant it, for the day asked for or another one."""
    with act(), desk.held(extension.assignment):
        allow(may(by, "assignment.decide_extension", extension.assignment), extension.assignment)
        campaigns.grant_extension(extension, granted_date=granted_date, note=note, by=by, at=at)


def refuse_extension(extension: Extension, *, note: str, by: Person, at: datetime) -> None:
    """Refuse it, with the reason."""
    with act(), desk.held(extension.assignment):
        allow(may(by, "assignment.decide_extension", extension.assignment), extension.assignment)
        campaigns.refuse_extension(extension, note=note, by=by, at=at)


def pass_on_extension(extension: Extension, *, by: Person, at: datetime, today: date) -> Extension:
    """Ask for the same day first for what the own unit was given: its part ends before the day that is asked for below."""
    parent = extension.assignment.parent
    if parent is None:
        raise StepError("not_delegated", "Việc này không do đơn vị khác giao tiếp; hãy quyết định đồng ý hoặc không đồng ý.")
    with act(), desk.held(parent):
        allow(may(by, "assignment.decide_extension", extension.assignment), extension.assignment)
        allow(may(by, "assignment.ask_extension", parent), parent)
        return campaigns.pass_on(extension, by=by, at=at, today=today)
