"""The list of directives and the registers of the person's units."""

from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.filters import BOXES, DirectiveFilter
from directives.models import Register
from directives.queries import register_entries, visible_to
from directives.tables import DirectiveTable, ReceivedTable, SentTable
from org_hierarchy.models import Person
from org_hierarchy.queries import units_of
from records.paging import paged

PER_PAGE = 25


@dataclass(frozen=True)
class Tab:
    """One queue of a list, as ui/_tabs.html shows it."""

    label: str
    url: str
    active: bool
    count: int | None = None
    late: bool = False


@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    """The directives that the person sees, newest first. A fixed number of queries, whatever the number of rows."""
    found = DirectiveFilter(request.GET, queryset=visible_to(_person(request)).select_related("issuer").order_by("-pk"), request=request)
    table = paged(DirectiveTable(found.qs), request, per_page=PER_PAGE)
    chosen = request.GET.get("hop", "")
    context = {
        "table": table,
        "form": found.form,
        "narrowed": any(request.GET.get(name) for name in ("trang_thai", "loai", "nam")),
        "tabs": [Tab(label, _with(request, hop=value), chosen == value) for value, label in [("", "Tất cả"), *BOXES]],
    }
    return render(request, "directives/list.html", context)


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Sổ văn bản đi, đến: one unit of the person's, one direction, one year. A fixed number of queries."""
    today = timezone.localdate()
    units = list(units_of(_person(request), on=today))
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("don_vi")), units[0] if units else None)
    direction = Register.Direction.IN if request.GET.get("so") == "den" else Register.Direction.OUT
    years = sorted({today.year, *Register.objects.filter(unit=unit).values_list("year", flat=True)}, reverse=True) if unit else []
    year = next((year for year in years if str(year) == request.GET.get("nam")), today.year)
    context = {
        "units": units,
        "unit": unit,
        "years": years,
        "year": year,
        "direction": "den" if direction == Register.Direction.IN else "di",
        "tabs": [
            Tab("Văn bản đi", _with(request, so="di"), direction == Register.Direction.OUT),
            Tab("Văn bản đến", _with(request, so="den"), direction == Register.Direction.IN),
        ],
    }
    if unit:
        table = (ReceivedTable if direction == Register.Direction.IN else SentTable)(register_entries(unit, year, direction).reverse())
        context["table"] = paged(table, request, per_page=PER_PAGE)
    return render(request, "directives/registers.html", context)


def _person(request: HttpRequest) -> Person:
    return cast(Person, request.user)  # every page asks for a signed-in person


def _with(request: HttpRequest, **values: str) -> str:
    """This page's address with some parameters changed, from its first page."""
    query = request.GET.copy()
    query.pop("trang", None)
    for name, value in values.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"
