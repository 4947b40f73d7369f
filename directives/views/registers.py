"""The registers of the person's units."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives.models import Register
from directives.queries import register_entries
from directives.tables import ReceivedTable, SentTable
from org_hierarchy.access import person_of
from org_hierarchy.queries import units_of
from org_hierarchy.rights import may
from records.paging import Tab, address, paged

PER_PAGE = 25


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Sổ văn bản đi, đến: one unit of the person's, one direction, one year. A fixed number of queries."""
    today = timezone.localdate()
    units = list(units_of(person_of(request), on=today))
    unit = next((unit for unit in units if str(unit.pk) == request.GET.get("don_vi")), units[0] if units else None)
    direction = Register.Direction.IN if request.GET.get("so") == "den" else Register.Direction.OUT
    years = sorted({today.year, *Register.objects.filter(unit=unit).values_list("year", flat=True)}, reverse=True) if unit else []
    year = next((year for year in years if str(year) == request.GET.get("nam")), today.year)
    context: dict[str, Any] = {
        "units": units,
        "unit": unit,
        "years": years,
        "year": year,
        "direction": "den" if direction == Register.Direction.IN else "di",
        "tabs": [
            Tab("Văn bản đi", address(request, so="di"), direction == Register.Direction.OUT),
            Tab("Văn bản đến", address(request, so="den"), direction == Register.Direction.IN),
        ],
    }
    if unit:
        context["may_set_rules"] = may(person_of(request), "directive.set_office_rules", unit)
        table = (ReceivedTable if direction == Register.Direction.IN else SentTable)(register_entries(unit, year, direction).reverse())
        context["table"] = paged(table, request, per_page=PER_PAGE)
    return render(request, "directives/registers.html", context)
