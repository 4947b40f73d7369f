"""Assignments through the API: what my units owe, and the acts on one, each through the same step as its page."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from campaigns.models import Assignment, Report, ReportDue
from campaigns.queries import assignments_visible_to, slim
from campaigns.services import owed
from org_hierarchy.access import person_of
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.api import REFUSALS, Key, Turn, turned
from workflows import inbox, steps
from workflows.api.answers import LOADED, AssignmentPage, Decision, NewReport, TakeOver, WholeAssignment, assignment_brief

router = Router(tags=["Công việc"])

Queue = Literal["new", "doing", "review", "returned", "done", "overdue"]


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
    description="“due” là kỳ còn nợ mà báo cáo tiến độ trả lời (“owed” của việc). Tệp kèm theo gửi ở trang của việc này.",
)
def report(request: HttpRequest, pk: Key, body: NewReport) -> dict[str, object]:
    """Without files: those are uploaded on the page."""
    found, now, told = _seen(request, pk), timezone.now(), body.model_dump()
    told["due"] = get_object_or_404(ReportDue, pk=body.due, assignment=found) if body.due is not None else None
    steps.report(found, by=person_of(request), at=now, today=timezone.localdate(now), **told)
    return _whole(_seen(request, pk))


@router.post(
    "/assignments/{pk}/take-over",
    response={200: WholeAssignment, **REFUSALS},
    summary="Nhận làm thay báo cáo đang ở bàn của người khác trong đơn vị",
    description="“person_id” là người đang giữ (“desk_of” của việc): việc đã đổi người thì trả về 409.",
)
def take_over(request: HttpRequest, pk: Key, body: TakeOver) -> dict[str, object]:
    """From whose desk is named, so that nobody takes it from a colleague who was a moment faster."""
    found = _seen(request, pk)
    of = get_object_or_404(Person, pk=body.person_id)
    steps.take_over(found, of=of, by=person_of(request), at=timezone.now())
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
        "desk_of": now_with.person.pk if now_with and now_with.person and now_with.taken_by else None,
        "owed": list(owed(found).values("id", "period_start", "period_end", "due_date", "status")),
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
        "due": sent.due_id,
        **{name: getattr(sent, name) for name in names},
        "figure": figure and {"numerator": figure.numerator, "denominator": figure.denominator},
        "submitted_by": str(sent.submitted_by),
    }
