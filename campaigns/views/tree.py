"""The tree of units of a campaign with its numbers: what a page shows from the start, and what is fetched when it is opened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import queries, rollup
from campaigns.models import Campaign
from campaigns.rollup import Node
from campaigns.views.shared import campaign_or_403
from org_hierarchy.access import person_of
from org_hierarchy.models import PATH_STEP, OrgUnit

BRANCHES = 100
"""Units right below one that are added to the tree at a time."""
MOST_BRANCHES = 300
"""Units of the tree that a page shows from the start; of a campaign of thousands, what stands above them."""


@dataclass(frozen=True)
class Branch:
    """A node as a row of the tree: `level` of indentation, the row above it, and whether its own rows are on the page already."""

    node: Node
    level: int
    parent: str
    is_open: bool


@require_safe
def branch(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """The rows of the tree right below one unit, for htmx, so many at a time. A fixed number of queries."""
    found = campaign_or_403(request, pk)
    today = queries.as_of(found, timezone.localdate())
    unit = get_object_or_404(OrgUnit, pk=unit_pk)
    scope = queries.assignments_in(found, seen_by=person_of(request))
    query = "?"
    task = request.GET.get("nhiem_vu", "")
    if task:
        if not (task.isascii() and task.isdecimal() and len(task) < 19):
            raise Http404
        scope = scope.filter(task=int(task))
        query = f"?nhiem_vu={task}&"
    page = Paginator(rollup.right_below(found, unit, among=scope), BRANCHES).get_page(request.GET.get("trang"))
    nodes = rollup.nodes(found, today=today, under=unit, only=list(page.object_list), depth=1, among=scope)
    rows = [Branch(node, _level(node), str(unit.pk), is_open=False) for node in nodes]
    more = {"unit": unit, "page": page.next_page_number(), "count": page.paginator.count - page.end_index()} if page.has_next() else None
    return render(request, "campaigns/_branches.html", {"campaign": found, "branches": rows, "query": query, "more": more})


def branches(found: Campaign, today: date, scope: Any) -> Iterable[Branch]:
    """The tree from its roots to the highest level that has something to do, as far as that is few rows; more is fetched when opened."""
    depth = rollup.down_to(found, rows=MOST_BRANCHES, among=scope)
    for node in rollup.nodes(found, today=today, depth=depth, among=scope):
        above = node.path[-2 * PATH_STEP : -PATH_STEP]
        yield Branch(node, _level(node), str(int(above)) if above else "", is_open=node.depth < depth)


def _level(node: Node) -> int:
    return min(node.depth - 1, 5)  # the stylesheet indents six levels; deeper ones stand below the sixth
