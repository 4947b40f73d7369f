"""One assignment: what a unit must do, until when, what it reported; receive, refuse, report, review."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.models import Assignment, Report
from campaigns.queries import due_state
from campaigns.services import CampaignError
from org_hierarchy.rights import may
from records import events
from records.files import store_file
from workflows import steps
from workflows.views.directives import TimelineItem
from workflows.views.forms import ReasonForm, ReportForm, ReviewForm
from workflows.views.pages import REFUSED, TAKEN, perform, person_of, require

Status = Assignment.Status

WORDS = {
    "campaigns.received": ("", "inbox", "Đã tiếp nhận"),
    "campaigns.started": ("", "player-play", "Bắt đầu thực hiện"),
    "campaigns.reported": ("", "report", "Gửi báo cáo"),
    "campaigns.accepted": ("done", "circle-check", "Duyệt báo cáo"),
    "campaigns.returned": ("returned", "arrow-back-up", "Trả lại báo cáo"),
    "campaigns.refused": ("late", "ban", "Từ chối nhiệm vụ"),
}

LOADED = ("campaign__directive", "campaign__issuer", "task__indicator", "unit", "reviewer", "received_by")


def assignment_or_404(pk: int) -> Assignment:
    return get_object_or_404(Assignment.objects.select_related(*LOADED), pk=pk)


@require_safe
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """The row that both sides look at, with the one act that is next."""
    found = assignment_or_404(pk)
    require(request, "assignment.view", found)
    return assignment_page(request, found)


def assignment_page(request: HttpRequest, found: Assignment, *, status: int = 200, **forms: Any) -> HttpResponse:
    person, today = person_of(request), timezone.localdate()
    reports = list(found.reports.select_related("submitted_by", "reviewed_by", "figure").prefetch_related("files").order_by("-sequence"))
    waiting = next((report for report in reports if report.status == Report.Status.SUBMITTED), None)
    receive, report, review = (may(person, f"assignment.{act}", found) for act in ("receive", "report", "review"))
    context = {
        "assignment": found,
        "state": due_state(found, today=today),
        "reports": reports,
        "waiting": waiting,
        "receive_verdict": receive if found.status == Status.ISSUED else None,
        "report_verdict": report if found.status in {Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED} else None,
        "review_verdict": review if waiting else None,
        "report_form": ReportForm(assignment=found, today=today, initial=last_values(reports)),
        "review_form": ReviewForm(initial={"decision": "accept"}),
        "reason_form": ReasonForm(),
        "returned": next((report for report in reports if report.status == Report.Status.RETURNED), None),
        "partners": found.task.partners.select_related("unit"),
        "timeline": [item_of(event) for event in events.timeline(found)],
        "now_with": steps.open_task(found),
        "today": today,
    } | forms
    return render(request, "workflows/assignment.html", context, status=status)


def item_of(event: Any) -> TimelineItem:
    kind, icon, title = WORDS.get(event.action, ("", "dots", event.action))
    text = event.after.get("note") or event.after.get("reason") or ""
    return TimelineItem(kind, icon, title, text, event.at, str(event.by) if event.by else "Hệ thống")


def last_values(reports: list[Report]) -> dict[str, Any]:
    """What was reported last, so that only what changed is typed."""
    values: dict[str, Any] = {"kind": Report.Kind.FINAL}
    if reports:
        last = reports[0]
        values |= {"text": last.text, "difficulties": last.difficulties, "reply_number": last.reply_number, "reply_date": last.reply_date}
        if figure := getattr(last, "figure", None):
            values |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return values


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the document in, and with it everything that it asks of this unit."""
    found = assignment_or_404(pk)
    require(request, "assignment.view", found)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.receive_assignment(found, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã tiếp nhận.",
        then=found.get_absolute_url(),
    )


@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = assignment_or_404(pk)
    require(request, "assignment.view", found)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, reason_form=form)
    return perform(
        request,
        lambda: steps.refuse(found, reason=form.cleaned_data["reason"], by=person_of(request), at=timezone.now()),
        done="Đã từ chối nhiệm vụ; cơ quan giao việc được báo lý do.",
        then=found.get_absolute_url(),
    )


@require_http_methods(["POST"])
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report; what is wrong is said beside its field, and nothing typed is lost."""
    found = assignment_or_404(pk)
    require(request, "assignment.report", found)
    now, person = timezone.now(), person_of(request)
    today = timezone.localdate(now)
    form = ReportForm(request.POST, request.FILES, assignment=found, today=today)
    if not form.is_valid():
        return assignment_page(request, found, status=400, report_form=form)
    data = dict(form.cleaned_data)
    files = [
        store_file(file.read(), name=file.name or "tep", content_type=file.content_type or "application/octet-stream", by=person, at=now)
        for file in data.pop("files")
    ]
    try:
        steps.report(found, by=person, at=now, today=today, files=files, **data)
    except (steps.StepError, CampaignError) as error:
        if error.code in REFUSED:
            raise PermissionDenied(str(error)) from error
        form.add_error(None, str(error))
        return assignment_page(request, assignment_or_404(pk), status=409 if error.code in TAKEN else 400, report_form=form)
    messages.success(request, "Đã gửi báo cáo, chờ duyệt." if data["kind"] == Report.Kind.FINAL else "Đã gửi báo cáo tiến độ.")
    return redirect(found.get_absolute_url())


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or return it with the reason and, if need be, a new date. `pk` is the report's."""
    submitted = get_object_or_404(Report.objects.select_related("assignment"), pk=pk)
    found = assignment_or_404(submitted.assignment_id)
    require(request, "assignment.review", found)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return assignment_page(request, found, status=400, review_form=form)
    accept = form.cleaned_data["decision"] == "accept"
    new_due_date = None if accept else form.cleaned_data["new_due_date"]
    return perform(
        request,
        lambda: steps.review(
            submitted, accept=accept, note=form.cleaned_data["note"], by=person_of(request), at=timezone.now(), new_due_date=new_due_date
        ),
        done="Đã duyệt báo cáo." if accept else "Đã trả lại báo cáo cho đơn vị.",
        then=found.get_absolute_url(),
    )
