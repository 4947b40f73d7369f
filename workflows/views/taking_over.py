"""A colleague takes over what came back to somebody else's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Assignment
from directives.models import Directive
from org_hierarchy.access import person_of
from org_hierarchy.models import Person
from workflows import steps
from workflows.views.assignments.page import assignment_of
from workflows.views.directives.page import directive_of
from workflows.views.pages import perform, posted, way_back


@posted("workflows:assignment")
def take_over_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report that came back to a colleague; to go on with it, or with giving the work on."""
    found = assignment_of(request, pk)
    return _take_over(request, found, then=way_back(request, f"{resolve_url(found)}#bao-cao"))


@posted("workflows:directive")
def take_over_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft that lies on a colleague's desk."""
    return _take_over(request, directive_of(request, pk), then=reverse("workflows:draft", args=[pk]))


def _take_over(request: HttpRequest, found: Assignment | Directive, *, then: str) -> HttpResponse:
    said = request.POST.get("of", "")
    of = get_object_or_404(Person, pk=int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0)
    return perform(
        request,
        lambda: steps.take_over(found, of=of, by=person_of(request), at=timezone.now()),
        done=f"Bạn đã nhận làm thay {of}.",
        then=then,
    )
