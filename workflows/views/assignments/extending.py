"""More time: asked for, withdrawn, decided."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns.models import Extension
from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.views.assignments.page import assignment_of, assignment_page
from workflows.views.assignments.parts.extending import decision_form
from workflows.views.forms.extending import ExtensionForm
from workflows.views.pages import perform, posted, way_back


@posted("workflows:assignment")
def ask_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later last day."""
    found = assignment_of(request, pk)
    require(request, "assignment.ask_extension", found)
    form = ExtensionForm(request.POST)
    page = partial(assignment_page, request, found, status=400, extension_form=form)
    if not form.is_valid():
        return page()
    now = timezone.now()
    return perform(
        request,
        lambda: steps.ask_extension(found, by=person_of(request), at=now, today=timezone.localdate(now), **form.cleaned_data),
        done=f"Đã gửi đề nghị gia hạn đến {found.reviewer}.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": form.cleaned_data["reason"]},
    )


def withdraw_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Need it no more. `pk` is the request's."""
    extension = get_object_or_404(Extension.objects.select_related("assignment"), pk=pk)
    if request.method != "POST":
        return redirect("workflows:assignment", extension.assignment_id)
    extension.assignment = found = assignment_of(request, extension.assignment_id)
    return perform(
        request,
        lambda: steps.withdraw_extension(extension, by=person_of(request), at=timezone.now()),
        done="Đã rút đề nghị gia hạn.",
        then=resolve_url(found),
    )


def decide_extension(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant or refuse it, or ask one's own superior first. `pk` is the request's."""
    extension = get_object_or_404(Extension.objects.select_related("assignment"), pk=pk)
    if request.method != "POST":
        return redirect("workflows:assignment", extension.assignment_id)
    extension.assignment = found = assignment_of(request, extension.assignment_id)
    require(request, "assignment.decide_extension", found)
    form = decision_form(extension, request.POST)
    page = partial(assignment_page, request, found, status=400, extension_decision=form, asked_extension=extension)
    if not form.is_valid():
        return page()
    by, now, note = person_of(request), timezone.now(), form.cleaned_data["note"]

    def decide() -> None:
        match form.cleaned_data["decision"]:
            case "grant":
                steps.grant_extension(extension, granted_date=form.cleaned_data["granted_date"], note=note, by=by, at=now)
            case "refuse":
                steps.refuse_extension(extension, note=note, by=by, at=now)
            case _:
                steps.pass_on_extension(extension, by=by, at=now, today=timezone.localdate(now))

    said = {"grant": "Đã gia hạn.", "refuse": "Đã ghi không đồng ý gia hạn."}
    return perform(
        request,
        decide,
        done=said.get(form.cleaned_data["decision"], "Đã xin gia hạn việc của đơn vị mình; đề nghị này chờ quyết định đó."),
        then=way_back(request, resolve_url(found)),
        form=form,
        page=page,
        typed={"Ý kiến, lý do": note},
    )
