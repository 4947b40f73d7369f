"""How an assignment stands: its state, and what its deadline says of it, for one row and for many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Case, Exists, F, OuterRef, Q, When

from campaigns.models import Assignment, ReportDue
from org_hierarchy.calendar import Calendar

Status = Assignment.Status

LEFT_OUT = (Status.REFUSED, Status.RECALLED)
"""Not expected of anybody any more: left out of every ratio (domain rule 11)."""

AT_WORK = (Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED)
"""The unit has taken it in and has not reported it as done: it may report, ask, and give it on."""

WITH_UNIT = (Status.ISSUED, *AT_WORK)
"""Open, and it is the unit that must act."""

OWED = (ReportDue.Status.DUE, ReportDue.Status.RETURNED)
"""Of a report for a period: the unit still has to send it."""

EXPECTED = ~Q(status__in=LEFT_OUT)

STATES: Mapping[str, str] = {
    "new": "Chưa tiếp nhận",
    "doing": "Đang thực hiện",
    "review": "Chờ duyệt",
    "returned": "Trả lại",
    "overdue": "Quá hạn",
    "done": "Hoàn thành",
    "refused": "Từ chối, thu hồi",
}
"""Every assignment is in exactly one; all but the last are expected."""

SOON_WORKING_DAYS = 3  # domain rule 8
SOON_CALENDAR_DAYS = 30
"""Three working days never stretch over more, Tết included; for a date further off the calendar would compute decades of holidays."""


NEAREST_DAY = Case(When(Q(due_date=None) | Q(period_due_date__lt=F("due_date")), then=F("period_due_date")), default=F("due_date"))
"""The next last day that the unit has to keep: of the report that it owes for a period, where that is earlier than the whole's."""


def state(name: str, *, today: date, with_periods: bool = False) -> Q:
    """The assignments in one of STATES on that day; KeyError for another name.

    Overdue takes what the unit has not reported by its last day, whether received or not. What waits for its reviewer is not overdue, nor
    what stands still by agreement. `with_periods`: what owes a report for a period whose last day has passed is overdue too.
    """
    past = Q(due_date__isnull=False, due_date__lt=today)
    if with_periods:
        past |= Q(period_due_date__isnull=False, period_due_date__lt=today)
    return {
        "new": Q(status=Status.ISSUED) & ~past,
        "doing": Q(status__in=[Status.RECEIVED, Status.IN_PROGRESS]) & ~past | Q(status=Status.SUSPENDED),
        "review": Q(status=Status.REPORTED),
        "returned": Q(status=Status.RETURNED) & ~past,
        "overdue": Q(status__in=WITH_UNIT) & past,
        "done": Q(status=Status.ACCEPTED),
        "refused": Q(status__in=LEFT_OUT),
    }[name]


LATE = Q(due_date__isnull=False, reported_date__gt=F("due_date"))
"""Reported after the last day, whatever has become of the report; judged by the day of the written reply (domain rule 10)."""

EXTENDED = Q(reported_date__gt=F("original_due_date"), reported_date__lte=F("due_date"))
"""Reported on time by a later day than the first one: kept apart from what was on time from the start."""


def owes_period(*, today: date) -> Q:
    """The assignments whose unit has let the last day of a report for a period pass; whatever the last day of the whole."""
    passed = ReportDue.objects.filter(assignment=OuterRef("pk"), status__in=OWED, due_date__lt=today)
    return Q(Exists(passed), status__in=WITH_UNIT)


class Dated(Protocol):
    """What a deadline is judged by; an Assignment has it."""

    status: str
    due_date: date | None
    reported_date: date | None


def state_of(assignment: Dated, *, today: date, period: date | None = None) -> str:
    """Which of STATES the assignment is in: `state` for one row already loaded; `period`: its `period_due_date`, where that counts."""
    if assignment.status in LEFT_OUT:
        return "refused"
    if assignment.status == Status.ACCEPTED:
        return "done"
    if assignment.status == Status.REPORTED:
        return "review"
    is_past = any(day is not None and day < today for day in (assignment.due_date, period))
    if is_past and assignment.status != Status.SUSPENDED:
        return "overdue"
    return {Status.ISSUED: "new", Status.RETURNED: "returned"}.get(Status(assignment.status), "doing")


def due_state(assignment: Dated, *, today: date, calendar: Calendar | None = None) -> str:
    """How it stands to its deadline: "on_time", "soon" (at most 3 working days left), "overdue", "late" or "none" (domain rule 8).

    Reported and accepted ones are "on_time" or "late" by the day of the reply. A list passes a calendar from today on, loaded once;
    without it each call loads one.
    """
    due_date = assignment.due_date
    if due_date is None or assignment.status in LEFT_OUT or assignment.status == Status.SUSPENDED:
        return "none"
    if assignment.status in (Status.REPORTED, Status.ACCEPTED):
        return "late" if assignment.reported_date is not None and assignment.reported_date > due_date else "on_time"
    if due_date < today:
        return "overdue"
    if (due_date - today).days > SOON_CALENDAR_DAYS:
        return "on_time"
    calendar = calendar or Calendar.load(today, due_date)
    return "soon" if calendar.working_days_between(today, due_date) <= SOON_WORKING_DAYS else "on_time"


@dataclass(frozen=True, slots=True)
class Standing:
    """An assignment on one day as pages draw it.

    `look` is a kind of status (its state, with overdue as "late" and refused as "recalled"), `label` its word; `due` the tint of its
    deadline: "on_time", "due_soon", "late", "closed" or "no_date". `in_time` judges what has been reported, and is None before that or
    without a deadline; `was_extended`: in time only by a later day than the first one.
    """

    look: str
    label: str
    due_date: date | None
    due: str
    in_time: bool | None
    today: date
    was_extended: bool = False

    @property
    def is_late(self) -> bool:
        """What a page marks red."""
        return self.look == "late"


def standing(assignment: Assignment, *, today: date, calendar: Calendar | None = None, with_periods: bool = False) -> Standing:
    """How the assignment stands on that day; a list passes a calendar (see `due_state`). `with_periods`: as in `state`."""
    state_now = state_of(assignment, today=today, period=assignment.period_due_date if with_periods else None)
    judged = due_state(assignment, today=today, calendar=calendar)
    due, in_time = {"soon": "due_soon", "overdue": "late", "none": "no_date"}.get(judged, judged), None
    if assignment.due_date is not None and state_now in {"done", "review", "refused"}:
        due = "closed"
        in_time = None if state_now == "refused" else judged != "late"
    return Standing(
        look={"overdue": "late", "refused": "recalled"}.get(state_now, state_now),
        label=assignment.get_status_display() if state_now == "refused" or assignment.status == Status.SUSPENDED else STATES[state_now],
        due_date=assignment.due_date,
        due=due,
        in_time=in_time,
        today=today,
        was_extended=bool(in_time) and _is_after(assignment.reported_date, assignment.original_due_date),
    )


def _is_after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other
