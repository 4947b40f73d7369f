"""Whoever has to do with an assignment says something about it."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone

from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.forms.remarks import RemarkForm
from workflows.views.pages import perform, posted


@posted("workflows:assignment")
def remark(request: HttpRequest, pk: int) -> HttpResponse:
    """Add one remark."""
    found = assignment_of(request, pk)
    require(request, "assignment.remark", found)
    form = RemarkForm(request.POST)
    page = partial(assignment_page, request, found, status=400, remark_form=form)
    if not form.is_valid():
        return page()
    text = form.cleaned_data["text"]
    return perform(
        request,
        lambda: steps.remark(found, text=text, by=person_of(request), at=timezone.now()),
        done="Đã gửi ý kiến.",
        then=f"{resolve_url(found)}#y-kien",
        form=form,
        page=page,
        typed={"Ý kiến": text},
    )
