"""What the API says of work: assignments, reports, what waits, and what it is told."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.shortcuts import resolve_url
from pydantic import Field, StringConstraints

from campaigns.models import Assignment
from campaigns.queries import standing, state_of
from directives.api import DirectiveBrief, brief
from directives.models import IncomingDocument
from org_hierarchy.api import UnitBrief, unit_brief
from org_hierarchy.calendar import Calendar
from records.api import LARGEST_KEY, Answer, Page

Words = Annotated[str, StringConstraints(max_length=20_000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
"""As far as the forms go: the calendar ends, and every term counted from a later day with it."""
LOADED = ("campaign__directive__issuer", "task", "unit", "reviewer")


class AssignmentBrief(Answer):
    """One task for one unit; `state` is its queue of today, `due` how it stands to its deadline, `due_date` the last day on time."""

    id: int
    directive: DirectiveBrief
    unit: UnitBrief
    reviewer: UnitBrief
    content: str
    status: str
    state: str
    state_label: str
    due: str
    due_date: date | None
    deadline_text: str
    url: str


class AssignmentPage(Page):
    """A page of assignments, the nearest deadline first."""

    items: list[AssignmentBrief]


class Figures(Answer):
    """What was counted, of how many."""

    numerator: int
    denominator: int


class ReportAnswer(Answer):
    """A report as it was sent, and what the reviewer said."""

    id: int
    sequence: int
    kind: str
    status: str
    text: str
    difficulties: str
    reply_number: str
    reply_date: date | None
    figure: Figures | None
    due: int | None
    submitted_at: datetime
    submitted_by: str
    reviewed_at: datetime | None
    review_note: str


class OwedPeriod(Answer):
    """A report for a period that is owed; `due_date` its last day on time. Its `id` is the `due` of the report that answers it."""

    id: int
    period_start: date
    period_end: date
    due_date: date
    status: str


class WholeAssignment(AssignmentBrief):
    """One assignment with its reports, the newest first, the periods that it owes, the oldest first, and with whom it lies. `desk_of`: the
    person to whom it came back, from whom a colleague may take it over; null: it lies on nobody's desk."""

    with_whom: str
    step: str
    desk_of: int | None
    owed: list[OwedPeriod]
    reports: list[ReportAnswer]


class IncomingBrief(Answer):
    """A document that came to a unit: its số đến there, and what it says of itself."""

    id: int
    unit_id: int
    arrival_number: int | None
    designation: str
    agency: str
    subject: str
    urgency: str
    status: str
    status_label: str


class InboxItem(Answer):
    """One thing to do; a directive, an assignment or a document that came. `is_mine`: on my own desk, else any colleague with the right may
    do it."""

    step: str
    since: datetime
    is_mine: bool
    directive: DirectiveBrief | None
    assignment: AssignmentBrief | None
    incoming: IncomingBrief | None
    url: str


class InboxPage(Page):
    """A page of what waits for me, the longest waiting first."""

    items: list[InboxItem]


class NewReport(Answer):
    """A report; a final one on a task with an indicator needs both numbers. `due`: the owed period that an interim one answers; a final one
    answers all."""

    kind: Literal["interim", "final"]
    due: Annotated[int, Field(ge=1, le=LARGEST_KEY)] | None = None
    text: Words
    difficulties: Words = ""
    reply_number: Words = ""
    reply_date: Day | None = None
    numerator: int | None = None
    denominator: int | None = None


class TakeOver(Answer):
    """From whose desk the work is taken over."""

    person_id: Annotated[int, Field(ge=1, le=LARGEST_KEY)]


class Decision(Answer):
    """The reviewer's word on the report that was read."""

    report_id: int
    accept: bool
    note: Words = ""
    new_due_date: Day | None = None


def assignment_brief(found: Assignment, today: date, calendar: Calendar) -> dict[str, object]:
    """An AssignmentBrief, with what LOADED names."""
    stands = standing(found, today=today, calendar=calendar, with_periods=True)
    return {
        "id": found.pk,
        "directive": brief(found.campaign.directive),
        "unit": unit_brief(found.unit),
        "reviewer": unit_brief(found.reviewer),
        "content": found.task.content,
        "status": found.status,
        "state": state_of(found, today=today, period=found.period_due_date),
        "state_label": stands.label,
        "due": stands.due,
        "due_date": found.due_date,
        "deadline_text": found.task.deadline_text,
        "url": resolve_url(found),
    }


def incoming_brief(incoming: IncomingDocument) -> dict[str, object]:
    """The row of a document that came, with its entry loaded."""
    return {
        "id": incoming.pk,
        "unit_id": incoming.unit_id,
        "arrival_number": incoming.entry.number if incoming.entry else None,
        "designation": incoming.designation,
        "agency": incoming.agency,
        "subject": incoming.subject,
        "urgency": incoming.urgency,
        "status": incoming.status,
        "status_label": incoming.get_status_display(),
    }
