"""How well documents are read in the person's offices."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directives import quality
from directives.corrections import FIELDS, STRUCTURE
from directives.models import Directive
from org_hierarchy.access import person_of

WORST = 30


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
