"""Work through the API: what waits for me, what my units owe, and the acts on one assignment, each through the same step as its page."""

from datetime import date, datetime
from typing import Annotated, Literal

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, resolve_url
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, StringConstraints

from campaigns.models import Assignment, Report
from campaigns.queries import assignments_visible_to, slim, standing, state_of
from directives.api import DirectiveBrief, brief
from directives.models import Directive, IncomingDocument
from org_hierarchy.access import person_of
from org_hierarchy.api import UnitBrief, unit_brief
from org_hierarchy.calendar import Calendar
from records.api import REFUSALS, Answer, Key, Page, Turn, turned
from workflows import inbox, steps

router = Router(tags=["Công việc"])

Words = Annotated[str, StringConstraints(max_length=20_000)]
Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2100, 12, 31))]
"""As far as the forms go: the calendar ends, and every term counted from a later day with it."""
Queue = Literal["new", "doing", "review", "returned", "done", "overdue"]
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
    submitted_at: datetime
    submitted_by: str
    reviewed_at: datetime | None
    review_note: str


class WholeAssignment(AssignmentBrief):
    """One assignment with its reports, the newest first, and with whom it lies."""

    with_whom: str
    step: str
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
    """A report; a final one on a task with an indicator needs both numbers."""

    kind: Literal["interim", "final"]
    text: Words
    difficulties: Words = ""
    reply_number: Words = ""
    reply_date: Day | None = None
    numerator: int | None = None
    denominator: int | None = None


class Decision(Answer):
    """The reviewer's word on the report that was read."""

    report_id: int
    accept: bool
    note: Words = ""
    new_due_date: Day | None = None


@router.get(
    "/inbox",
    response={200: InboxPage, **REFUSALS},
    summary="Hộp việc: những bước đang chờ tôi",
    description="Chờ lâu nhất trước; mỗi bước là của một văn bản, một việc được giao hoặc một văn bản đến.",
)
def waiting(request: HttpRequest, turn: Query[Turn]) -> dict[str, object]:
    """A fixed number of queries, whatever the number of rows."""
    numbers, rows = turned(inbox.ready(person_of(request)), turn)
    today = timezone.localdate()
    calendar = Calendar.load(today, today)
    items, found = inbox.items(rows), []
    prefetch_related_objects([item.artifact for item in items if isinstance(item.artifact, Assignment)], "campaign__directive__issuer")
    for item in items:
        artifact = item.artifact
        found.append(
            {
                "step": item.title,
                "since": item.since,
                "is_mine": item.is_mine,
                "directive": brief(artifact) if isinstance(artifact, Directive) else None,
                "assignment": assignment_brief(artifact, today, calendar) if isinstance(artifact, Assignment) else None,
                "incoming": incoming_brief(artifact) if isinstance(artifact, IncomingDocument) else None,
                "url": resolve_url(artifact),
            }
        )
    return {**numbers, "items": found}


@router.get(
    "/assignments",
    response={200: AssignmentPage, **REFUSALS},
    summary="Việc của các đơn vị tôi, hạn gần nhất trước",
    description="“state” là một hàng của hộp việc; bỏ trống là mọi hàng. Hàng “review” gồm cả việc tôi được duyệt.",
)
def assignments(
    request: HttpRequest, turn: Query[Turn], state: Annotated[Queue | None, Query(description="Hàng")] = None
) -> dict[str, object]:
    """A fixed number of queries, whatever the number of rows."""
    today = timezone.localdate()
    found = inbox.assignments(person_of(request), state or "", today=today).select_related("campaign__directive__issuer")
    numbers, rows = turned(found, turn)
    calendar = Calendar.load(today, today)
    return {**numbers, "items": [assignment_brief(row, today, calendar) for row in rows]}


@router.get(
    "/assignments/{pk}",
    response={200: WholeAssignment, **REFUSALS},
    summary="Một việc được giao, với các báo cáo",
    description="Việc bạn không được xem thì trả về 404.",
)
def assignment(request: HttpRequest, pk: Key) -> dict[str, object]:
    """Not found, too, when the person may not see it."""
    return _whole(_seen(request, pk))


@router.post(
    "/assignments/{pk}/receive",
    response={200: WholeAssignment, **REFUSALS},
    summary="Tiếp nhận văn bản và việc được giao",
    description="Tiếp nhận văn bản cùng mọi nhiệm vụ mà văn bản giao cho đơn vị.",
)
def receive(request: HttpRequest, pk: Key) -> dict[str, object]:
    """The document with it, and all that it gives to the unit, as on the page."""
    found, now = _seen(request, pk), timezone.now()
    steps.receive_assignment(found, by=person_of(request), at=now, today=timezone.localdate(now))
    return _whole(_seen(request, pk))


@router.post(
    "/assignments/{pk}/report",
    response={200: WholeAssignment, **REFUSALS},
    summary="Báo cáo tiến độ hoặc báo cáo hoàn thành",
    description="Tệp kèm theo gửi ở trang của việc này.",
)
def report(request: HttpRequest, pk: Key, body: NewReport) -> dict[str, object]:
    """Without files: those are uploaded on the page."""
    found, now = _seen(request, pk), timezone.now()
    steps.report(found, by=person_of(request), at=now, today=timezone.localdate(now), **body.model_dump())
    return _whole(_seen(request, pk))


@router.post(
    "/assignments/{pk}/review",
    response={200: WholeAssignment, **REFUSALS},
    summary="Duyệt hoặc trả lại một báo cáo",
    description="“report_id” là báo cáo đã đọc; trả lại thì ghi lý do ở “note”, hạn mới nếu có ở “new_due_date”.",
)
def review(request: HttpRequest, pk: Key, body: Decision) -> dict[str, object]:
    """The report is named, so that nobody decides on one that came after the one that was read."""
    found = _seen(request, pk)
    submitted = get_object_or_404(Report.objects.select_related("assignment"), pk=body.report_id, assignment=found)
    steps.review(submitted, accept=body.accept, note=body.note, by=person_of(request), at=timezone.now(), new_due_date=body.new_due_date)
    return _whole(_seen(request, pk))


def assignment_brief(found: Assignment, today: date, calendar: Calendar) -> dict[str, object]:
    """An AssignmentBrief, with what LOADED names."""
    stands = standing(found, today=today, calendar=calendar)
    return {
        "id": found.pk,
        "directive": brief(found.campaign.directive),
        "unit": unit_brief(found.unit),
        "reviewer": unit_brief(found.reviewer),
        "content": found.task.content,
        "status": found.status,
        "state": state_of(found, today=today),
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


def _seen(request: HttpRequest, pk: int) -> Assignment:
    seen = assignments_visible_to(person_of(request)).select_related(*LOADED)
    return get_object_or_404(slim(seen, "campaign"), pk=pk)


def _whole(found: Assignment) -> dict[str, object]:
    today = timezone.localdate()
    now_with = steps.open_task(found)
    reports = found.reports.select_related("submitted_by", "figure").order_by("-sequence")
    return {
        **assignment_brief(found, today, Calendar.load(today, today)),
        "with_whom": now_with.who if now_with else "",
        "step": now_with.title if now_with else "",
        "reports": [_report(one) for one in reports],
    }


def _report(sent: Report) -> dict[str, object]:
    names = (
        "sequence",
        "kind",
        "status",
        "text",
        "difficulties",
        "reply_number",
        "reply_date",
        "submitted_at",
        "reviewed_at",
        "review_note",
    )
    figure = getattr(sent, "figure", None)
    return {
        "id": sent.pk,
        **{name: getattr(sent, name) for name in names},
        "figure": figure and {"numerator": figure.numerator, "denominator": figure.denominator},
        "submitted_by": str(sent.submitted_by),
    }
