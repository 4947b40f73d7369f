"""Who stands under whom: the tree of units on a day, opened level by level, and the search for one."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from org_hierarchy.forms import UnitFilterForm
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import level_on, search
from org_hierarchy.tables import UnitTable
from records.paging import paged

ROWS = 200  # of one level at a time
PER_PAGE = 25
DEEPEST_SHOWN = 5  # steps of indentation that the stylesheet has


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree's first level, or one level under `duoi` (as rows alone for htmx), or what `q` finds; all as of `ngay`.

    Seven queries at most, whatever the number of units.
    """
    today = timezone.localdate()
    form = UnitFilterForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("ngay") or today
    words = form.cleaned_data.get("q", "")
    context = {"form": form, "day": day, "is_today": day == today, "words": words}
    if words:
        table = paged(UnitTable(search(words, on=day)), request, per_page=PER_PAGE)
        return render(request, "org_hierarchy/units.html", context | {"table": table})
    parent = get_object_or_404(OrgUnit, pk=_whole(request, "duoi")) if "duoi" in request.GET else None
    depth = min(_whole(request, "bac"), DEEPEST_SHOWN)
    context |= _level(day, parent, start=_whole(request, "tu"), depth=depth)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "org_hierarchy/_level.html", context)
    return render(request, "org_hierarchy/units.html", context | {"above": list(OrgUnit.objects.above(parent)) if parent else []})


def _level(day: date, parent: OrgUnit | None, *, start: int, depth: int) -> dict[str, object]:
    """One level's rows from a place on, and where the next ones begin, if any."""
    found = list(level_on(day, parent)[start : start + ROWS + 1])
    return {
        "parent": parent,
        "rows": found[:ROWS],
        "depth": depth,
        "below": min(depth + 1, DEEPEST_SHOWN),
        "next_start": start + ROWS if len(found) > ROWS else None,
    }


def _whole(request: HttpRequest, name: str) -> int:
    """A number of the address: 0 when it is not given. Anything else than a number of ordinary size is no page of ours."""
    given = request.GET.get(name, "0")
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        raise Http404
    return int(given)
