"""Work that rested is taken up again; accepted work is opened anew."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.forms.reopening import ReopenDueForm, ReopenForm
from workflows.views.pages import perform, posted


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
