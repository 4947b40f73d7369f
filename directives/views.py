"""The list of directives, the registers of the person's units, and how well documents are read there."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from directives import quality
from directives.corrections import FIELDS, STRUCTURE
from directives.filters import BOXES, DirectiveFilter
from directives.models import Directive, Register
from directives.queries import register_entries, visible_to
from directives.tables import DirectiveTable, ReceivedTable, SentTable
from org_hierarchy.access import person_of
from org_hierarchy.queries import units_of
from records.paging import Tab, address, paged

PER_PAGE = 25
WORST = 30


@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    """The directives that the person sees, newest first. A fixed number of queries, whatever the number of rows."""
    seen = visible_to(person_of(request)).select_related("issuer").defer("source_text").order_by("-pk")
    found = DirectiveFilter(request.GET, queryset=seen, request=request)
    table = paged(DirectiveTable(found.qs), request, per_page=PER_PAGE)
    chosen = request.GET.get("hop", "")
    context = {
        "table": table,
        "form": found.form,
        "may_measure": quality.may_measure(person_of(request)),
        "narrowed": any(request.GET.get(name) for name in ("trang_thai", "loai", "nam")),
        "tabs": [Tab(label, address(request, hop=value), chosen == value) for value, label in [("", "Tất cả"), *BOXES]],
    }
    return render(request, "directives/list.html", context)


@require_safe
def registers(request: HttpRequest) -> HttpResponse:
    """Sổ văn bản đi, đến: one unit of the person's, one direction, one year. A fixed number of queries."""
    today = timezone.localdate()
    units = list(units_of(person_of(request), on=today))
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
            Tab("Văn bản đi", address(request, so="di"), direction == Register.Direction.OUT),
            Tab("Văn bản đến", address(request, so="den"), direction == Register.Direction.IN),
        ],
    }
    if unit:
        table = (ReceivedTable if direction == Register.Direction.IN else SentTable)(register_entries(unit, year, direction).reverse())
        context["table"] = paged(table, request, per_page=PER_PAGE)
    return render(request, "directives/registers.html", context)


@require_safe
def reading_quality(request: HttpRequest) -> HttpResponse:
    """How often each field that was read is corrected, by type and month, with the worst examples. A fixed number of queries."""
    person = person_of(request)
    if not quality.may_measure(person):
        raise PermissionDenied("Chỉ người duyệt của cơ quan ban hành và quản trị xem được chất lượng đọc văn bản.")
    everything = quality.measured_by(person)
    months = quality.months(everything)
    month = next((month for month in months if f"{month:%Y-%m}" == request.GET.get("thang")), None)
    kind = next((kind for kind in Directive.Kind if kind.value == request.GET.get("loai")), None)
    chosen = everything
    if month:
        chosen = chosen.filter(proposal__read_at__year=month.year, proposal__read_at__month=month.month)
    if kind:
        chosen = chosen.filter(kind=kind)
    context = {
        "count": chosen.count(),
        "months": months,
        "month": month,
        "kinds": Directive.Kind.choices,
        "kind": kind,
        "tables": [
            ("Theo mục được đọc", "Mục", quality.by_field(chosen)),
            ("Theo loại văn bản", "Loại", quality.by_kind(chosen)),
            ("Theo tháng đọc", "Tháng", quality.by_month(chosen)),
        ],
        "examples": [(FIELDS.get(row.field) or STRUCTURE[row.field], row) for row in quality.worst(chosen, person, limit=WORST)],
    }
    return render(request, "directives/quality.html", context)
