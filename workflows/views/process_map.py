"""Sơ đồ quy trình: the picture of a flow with where a document, an assignment or the units of a campaign stand in it."""

from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns import queries
from campaigns.models import Assignment, Campaign
from directives.models import Directive
from org_hierarchy.access import person_of, require
from workflows import steps
from workflows.flows import AssignmentFlow, DirectiveFlow, IncomingFlow
from workflows.process_map import Picture, bpmn_of, picture_of, picture_of_many
from workflows.views.incoming.page import document_of


@require_safe
def directive_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the directive stands."""
    found = directive_of(request, pk)
    return map_page(request, found, picture_of(found), now_with=steps.open_task(found))


@require_safe
def assignment_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Where one unit's assignment stands."""
    found = assignment_of(request, pk)
    return map_page(request, found, picture_of(found), now_with=steps.open_task(found))


@require_safe
def campaign_map(request: HttpRequest, pk: int) -> HttpResponse:
    """How many assignments stand at each step, of those that the person sees. A fixed number of queries."""
    found = campaign_of(request, pk)
    picture = picture_of_many(queries.assignments_in(found, seen_by=person_of(request)))
    return map_page(request, found, picture, is_many=True, is_part=not queries.sees_whole(person_of(request), found))


@require_safe
def incoming_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a document that came stands in its unit."""
    found = document_of(request, pk)
    return map_page(request, found, picture_of(found), now_with=steps.open_task(found))


@require_safe
def incoming_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The flow of a document that came for other tools."""
    document_of(request, pk)
    return bpmn(IncomingFlow, "van-ban-den")


@require_safe
def directive_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The directive's flow for other tools."""
    directive_of(request, pk)
    return bpmn(DirectiveFlow, "van-ban")


@require_safe
def assignment_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The assignment's flow for other tools."""
    assignment_of(request, pk)
    return bpmn(AssignmentFlow, "giao-viec")


@require_safe
def campaign_bpmn(request: HttpRequest, pk: int) -> HttpResponse:
    """The flow of the campaign's assignments for other tools."""
    campaign_of(request, pk)
    return bpmn(AssignmentFlow, "giao-viec")


def directive_of(request: HttpRequest, pk: int) -> Directive:
    """The directive, for somebody who may see it."""
    found = get_object_or_404(Directive.objects.select_related("issuer", "drafting_unit").defer("source_text", "facts"), pk=pk)
    require(request, "directive.view", found)
    return found


def assignment_of(request: HttpRequest, pk: int) -> Assignment:
    """The assignment, for somebody who may see it."""
    loaded = Assignment.objects.select_related("unit", "task", "campaign__directive")
    found = get_object_or_404(queries.slim(loaded, "campaign"), pk=pk)
    require(request, "assignment.view", found)
    return found


def campaign_of(request: HttpRequest, pk: int) -> Campaign:
    """The campaign, for somebody who may see it."""
    found = get_object_or_404(queries.slim(Campaign.objects.select_related("directive", "issuer")), pk=pk)
    require(request, "campaign.view", found)
    return found


def map_page(request: HttpRequest, about: Model, picture: Picture, **more: Any) -> HttpResponse:
    return render(request, "workflows/process_map.html", {"about": about, "picture": picture, **more})


def bpmn(flow_class: Any, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="quy-trinh-{name}.bpmn"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bpmn_of(flow_class), content_type="application/xml; charset=utf-8", headers=headers)
