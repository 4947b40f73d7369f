"""Who drafts together with the drafting unit. Each act is one POST, and leads back to the directive's page."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from org_hierarchy.access import person_of
from org_hierarchy.models import Person
from workflows import steps
from workflows.views.directives.page import directive_of, directive_page
from workflows.views.forms.discussing import ShareForm
from workflows.views.pages import perform, posted


@posted("workflows:directive")
def let_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a named person write the draft too, with the reason."""
    found = directive_of(request, pk)
    form = ShareForm(request.POST)
    page = partial(directive_page, request, found, status=400, share_form=form)
    if not form.is_valid():
        return page()
    person = form.cleaned_data["person"]
    return perform(
        request,
        lambda: steps.let_draft(found, **form.cleaned_data, by=person_of(request), at=timezone.now()),
        done=f"{person} đã được cùng soạn thảo.",
        then=f"{resolve_url(found)}#cung-soan",
        form=form,
        page=page,
    )


def stop_drafting(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """Take that back."""
    found = directive_of(request, pk)
    if request.method != "POST":
        return redirect(resolve_url(found))
    person = get_object_or_404(Person, pk=person_pk)
    return perform(
        request,
        lambda: steps.stop_drafting(found, person=person, by=person_of(request), at=timezone.now()),
        done=f"{person} không còn cùng soạn thảo.",
        then=f"{resolve_url(found)}#cung-soan",
    )
