"""The page of units: the chain of command of any day, level by level, and the search."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from org_hierarchy.days import day_tabs, map_of
from org_hierarchy.forms.tree import UnitFilterForm
from org_hierarchy.models import OrgUnit, UnitVersion, valid_on
from org_hierarchy.queries import level_on, search, search_other_days, successors_by
from org_hierarchy.tables import UnitTable
from records.paging import Tab, address, paged

ROWS = 200  # of one level at a time
PER_PAGE = 25
DEEPEST_SHOWN = 5  # steps of indentation that the stylesheet has
MOST_ELSEWHERE = 6  # units of other days beside what a search found


@dataclass(frozen=True)
class Elsewhere:
    """What the search found on another day: a day on which it was so, who continues the unit, and whether it exists under another name."""

    version: UnitVersion
    day: date
    successors: list[OrgUnit]
    is_renamed: bool

    @property
    def map(self) -> str:
        """On which map it stands."""
        return map_of(self.day)


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The tree's first level, or one level under `duoi` (as rows alone for htmx), or what `q` finds; all as of `ngay`, of one `nganh`.

    Ten queries at most, whatever the number of units.
    """
    today = timezone.localdate()
    form = UnitFilterForm(request.GET)
    form.is_valid()
    day = form.cleaned_data.get("ngay") or today
    line = form.cleaned_data.get("nganh", "")
    words = form.cleaned_data.get("q", "")
    context = {
        "form": form if form.errors else UnitFilterForm(initial={"q": words, "ngay": day}),
        "kept": [("q", words), ("nganh", line), ("duoi", request.GET.get("duoi", ""))],
        "day": day,
        "is_today": day == today,
        "words": words,
        "line": line,
        "days": day_tabs(request, day, today),
        "lines": _line_tabs(request, line),
    }
    if words:
        found = search(words, on=day)
        table = paged(UnitTable(found.filter(line=line) if line else found), request, per_page=PER_PAGE)
        _name_as_of(day, [row.record for row in table.page.object_list])
        return render(request, "org_hierarchy/units.html", context | {"table": table, "elsewhere": _elsewhere(words, line, day)})
    parent = get_object_or_404(OrgUnit, pk=_whole(request, "duoi")) if "duoi" in request.GET else None
    depth = min(_whole(request, "bac"), DEEPEST_SHOWN)
    context |= _level(day, parent, start=_whole(request, "tu"), depth=depth, line="" if parent else line)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "org_hierarchy/_level.html", context)
    return render(request, "org_hierarchy/units.html", context | {"above": list(OrgUnit.objects.above(parent)) if parent else []})


def _line_tabs(request: HttpRequest, line: str) -> list[Tab]:
    names = [("", "Mọi ngành dọc"), *OrgUnit.Line.choices]
    return [Tab(str(label), address(request, nganh=str(value)), value == line) for value, label in names]


def _level(day: date, parent: OrgUnit | None, *, start: int, depth: int, line: str) -> dict[str, object]:
    """One level's rows from a place on, and where the next ones begin, if any."""
    found = list(level_on(day, parent, line=line)[start : start + ROWS + 1])
    return {
        "parent": parent,
        "rows": found[:ROWS],
        "depth": depth,
        "below": min(depth + 1, DEEPEST_SHOWN),
        "next_start": start + ROWS if len(found) > ROWS else None,
    }


def _name_as_of(day: date, found: list[OrgUnit]) -> None:
    """Put on each unit of the page what it was called and whom it stood under on that day. One query."""
    rows = UnitVersion.objects.filter(valid_on(day), unit__in=[unit.pk for unit in found]).select_related("parent")
    versions = {row.unit_id: row for row in rows}
    for unit in found:
        unit.version = versions.get(unit.pk)  # type: ignore[attr-defined]


def _elsewhere(words: str, line: str, day: date) -> list[Elsewhere]:
    """A few units that match on another day, each on the last day of that name before this day or its first after it. Two queries."""
    versions: dict[int, UnitVersion] = {}
    for version in search_other_days(words, on=day, line=line)[: 4 * MOST_ELSEWHERE]:
        versions.setdefault(version.unit_id, version)
    shown = list(versions.values())[:MOST_ELSEWHERE]
    successors = successors_by([version.unit for version in shown])
    found = []
    for version in shown:
        unit, end = version.unit, version.valid_to
        last = end - timedelta(days=1) if end and end <= day else version.valid_from
        exists = unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)
        found.append(Elsewhere(version, last, successors.get(unit.pk, []), exists))
    return found


def _whole(request: HttpRequest, name: str) -> int:
    """A number of the address: 0 when it is not given. Anything else than a number of ordinary size is no page of ours."""
    given = request.GET.get(name, "0")
    if not (given.isascii() and given.isdecimal() and len(given) <= 9):
        raise Http404
    return int(given)
