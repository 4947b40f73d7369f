"""What the unit and its reviewer do on the page: receive, refuse, report, review."""

from functools import partial

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns.models import Report
from org_hierarchy.access import person_of, require
from records.files import store_file
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.forms.reports import ReportForm, ReviewForm
from workflows.views.forms.steps import ReasonForm
from workflows.views.forms.uploads import EVIDENCE_TYPES, suffix_of
from workflows.views.pages import perform, posted, way_back


@posted("workflows:assignment")
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the document in, and with it everything that it asks of this unit; from a list of work, and back to it."""
    found = assignment_of(request, pk)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.receive_assignment(found, by=person_of(request), at=now, today=timezone.localdate(now)),
        done=f"Đã tiếp nhận văn bản {found.campaign.directive.designation} và các nhiệm vụ của đơn vị.",
        then=way_back(request, resolve_url(found)),
    )


@posted("workflows:assignment")
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the unit is the wrong one, and why."""
    found = assignment_of(request, pk)
    form = ReasonForm(request.POST, auto_id="id_refuse_%s")
    page = partial(assignment_page, request, found, status=400, reason_form=form)
    if not form.is_valid():
        return page()
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: steps.refuse(found, reason=reason, by=person_of(request), at=timezone.now()),
        done="Đã từ chối nhiệm vụ; cơ quan giao việc thấy lý do.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": reason},
    )


@posted("workflows:assignment")
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a report; what is wrong is said beside its field, and nothing typed is lost."""
    found = assignment_of(request, pk)
    require(request, "assignment.report", found)
    now, person = timezone.now(), person_of(request)
    today = timezone.localdate(now)
    form = ReportForm(request.POST, request.FILES, assignment=found, today=today)
    page = partial(assignment_page, request, found, status=400, report_form=form)
    if not form.is_valid():
        return page()
    data = dict(form.cleaned_data)
    uploads = [*data.pop("evidence"), *data.pop("photo")]

    def send() -> None:
        with transaction.atomic():  # no file without its report
            files = [
                store_file(upload.read(), name=upload.name, content_type=EVIDENCE_TYPES[suffix_of(upload)], by=person, at=now)
                for upload in uploads
            ]
            steps.report(found, by=person, at=now, today=today, files=files, **data)

    return perform(
        request,
        send,
        done="Đã gửi báo cáo, chờ duyệt." if data["kind"] == Report.Kind.FINAL else "Đã gửi báo cáo tiến độ.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Kết quả thực hiện": data["text"], "Khó khăn, vướng mắc": data["difficulties"]},
    )


def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a report, or return it with the reason and, if need be, a new date. `pk` is the report's."""
    submitted = get_object_or_404(Report.objects.select_related("assignment"), pk=pk)
    found = assignment_of(request, submitted.assignment_id)  # before anything is told of it
    if request.method != "POST":
        return redirect("workflows:assignment", found.pk)
    require(request, "assignment.review", found)
    form = ReviewForm(request.POST, report=submitted)
    page = partial(assignment_page, request, found, status=400, review_form=form)
    if not form.is_valid():
        return page()
    accept, note = form.cleaned_data["decision"] == "accept", form.cleaned_data["note"]
    new_due_date = None if accept else form.cleaned_data.get("new_due_date")
    return perform(
        request,
        lambda: steps.review(submitted, accept=accept, note=note, by=person_of(request), at=timezone.now(), new_due_date=new_due_date),
        done="Đã duyệt báo cáo." if accept else "Đã trả lại báo cáo cho đơn vị.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Nhận xét, lý do": note},
    )
