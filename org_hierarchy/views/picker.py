"""The list under a unit picker's search field, as htmx asks for it."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from org_hierarchy.access import require_administrator
from org_hierarchy.forms.picker import FINDERS, Choice, Limits, PersonFinder, picker_context
from org_hierarchy.models import OrgUnit

FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,80}")
ROOT = re.compile(r"[0-9]{1,15}")
MOST_ROOTS = 100


@require_safe
def pick(request: HttpRequest) -> HttpResponse:
    """What is chosen and what the words find, as rows alone. Six queries at most.

    Names of units and areas are known to whoever signs in; who works where in the whole country only to administrators.
    """
    finder = FINDERS.get(request.GET.get("loai", "don-vi"))
    if finder is None:
        raise Http404
    if isinstance(finder, PersonFinder):
        require_administrator(request)
    name = request.GET.get("ten", "")
    roots, but = request.GET.getlist("duoi"), request.GET.getlist("tru")
    if not FIELD_NAME.fullmatch(name) or max(len(roots), len(but)) > MOST_ROOTS or not all(ROOT.fullmatch(pk) for pk in (*roots, *but)):
        raise Http404
    try:
        day = parse_date(request.GET.get("ngay", ""))
    except ValueError as error:
        raise Http404 from error
    under = OrgUnit.objects.filter(pk__in=roots)
    if len(under) < len(roots):
        raise Http404
    words = request.GET.get(f"{name}-tim", "")
    choice = Choice(tuple(request.GET.getlist(name)), words)
    context = picker_context(finder, name, choice, Limits(day, tuple(under), tuple(map(int, but))), many=request.GET.get("nhieu") == "1")
    return render(request, "org_hierarchy/_unit_options.html", context)
