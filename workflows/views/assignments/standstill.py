"""Work rests and is taken up again; accepted work is opened anew."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns.models import Suspension
from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.forms.standstill import ReopenDueForm, ReopenForm, SuspensionDecisionForm, SuspensionForm
from workflows.views.pages import perform, posted, way_back


@posted("workflows:assignment")
def ask_suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the issuer to let the work rest."""
    found = assignment_of(request, pk)
    require(request, "assignment.ask_suspension", found)
    form = SuspensionForm(request.POST)
    page = partial(assignment_page, request, found, status=400, suspension_form=form)
    if not form.is_valid():
        return page()
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: steps.ask_suspension(found, reason=reason, by=person_of(request), at=timezone.now()),
        done=f"Đã gửi đề nghị tạm dừng đến {found.campaign.issuer}; việc vẫn tính hạn cho đến khi được đồng ý.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do tạm dừng": reason},
    )


def withdraw_suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask no more. `pk` is the request's, here and below."""
    suspension = get_object_or_404(Suspension.objects.select_related("assignment"), pk=pk)
    if request.method != "POST":
        return redirect("workflows:assignment", suspension.assignment_id)
    suspension.assignment = found = assignment_of(request, suspension.assignment_id)
    return perform(
        request,
        lambda: steps.withdraw_suspension(suspension, by=person_of(request), at=timezone.now()),
        done="Đã rút đề nghị tạm dừng.",
        then=resolve_url(found),
    )


def decide_suspension(request: HttpRequest, pk: int) -> HttpResponse:
    """The issuer agrees, or does not."""
    suspension = get_object_or_404(Suspension.objects.select_related("assignment"), pk=pk)
    if request.method != "POST":
        return redirect("workflows:assignment", suspension.assignment_id)
    suspension.assignment = found = assignment_of(request, suspension.assignment_id)
    require(request, "assignment.decide_suspension", found)
    form = SuspensionDecisionForm(request.POST, suspension=suspension)
    page = partial(assignment_page, request, found, status=400, suspension_decision=form, asked_suspension=suspension)
    if not form.is_valid():
        return page()
    by, now, note = person_of(request), timezone.now(), form.cleaned_data["note"]
    agrees = form.cleaned_data["decision"] == "agree"

    def decide() -> None:
        if agrees:
            steps.agree_suspension(suspension, note=note, by=by, at=now, today=timezone.localdate(now))
        else:
            steps.refuse_suspension(suspension, note=note, by=by, at=now)

    return perform(
        request,
        decide,
        done="Đã đồng ý tạm dừng; hạn dừng tính từ hôm nay." if agrees else "Đã ghi không đồng ý tạm dừng.",
        then=way_back(request, resolve_url(found)),
        form=form,
        page=page,
        typed={"Ý kiến, lý do": note},
    )


@posted("workflows:assignment")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the work up again."""
    found = assignment_of(request, pk)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.resume(found, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Việc được tiếp tục; hạn lùi đúng số ngày làm việc đã tạm dừng.",
        then=resolve_url(found),
    )


@posted("workflows:assignment")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """The issuer gives accepted work back."""
    found = assignment_of(request, pk)
    require(request, "assignment.reopen", found)
    form = ReopenForm(request.POST, assignment=found)
    page = partial(assignment_page, request, found, status=400, reopen_form=form)
    if not form.is_valid():
        return page()
    now = timezone.now()
    return perform(
        request,
        lambda: steps.reopen(found, by=person_of(request), at=now, today=timezone.localdate(now), **form.cleaned_data),
        done="Đã mở lại; đơn vị thấy lý do và hạn mới.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do mở lại": form.cleaned_data["reason"]},
    )


@posted("workflows:assignment")
def reopen_due(request: HttpRequest, pk: int) -> HttpResponse:
    """The issuer asks for the report of one period anew. `pk` is the assignment's."""
    found = assignment_of(request, pk)
    require(request, "assignment.reopen", found)
    form = ReopenDueForm(request.POST, assignment=found)
    page = partial(assignment_page, request, found, status=400, reopen_due_form=form)
    if not form.is_valid():
        return page()
    now, due = timezone.now(), form.cleaned_data["due"]
    due.assignment = found
    reason, day = form.cleaned_data["reason"], form.cleaned_data["new_due_date"]
    return perform(
        request,
        lambda: steps.reopen_due(due, reason=reason, new_due_date=day, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã mở lại kỳ báo cáo; đơn vị thấy lý do và hạn mới.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do mở lại": reason},
    )
