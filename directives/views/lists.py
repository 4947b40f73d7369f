"""The directives that a person sees, in one list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from directives import quality
from directives.filters import BOXES, DirectiveFilter
from directives.queries import doubled, visible_to
from directives.tables import DirectiveTable
from org_hierarchy.access import person_of
from records.paging import Tab, address, paged

PER_PAGE = 25


@require_safe
def directive_list(request: HttpRequest) -> HttpResponse:
    """The directives that the person sees, newest first. A fixed number of queries, whatever the number of rows."""
    seen = visible_to(person_of(request)).select_related("issuer").defer("source_text").order_by("-pk")
    found = DirectiveFilter(request.GET, queryset=seen, request=request)
    table = paged(DirectiveTable(found.qs), request, per_page=PER_PAGE)
    rows = [row.record for row in table.page.object_list]
    doubles = doubled(rows, among=visible_to(person_of(request)))
    for row in rows:
        row.is_doubled = row.pk in doubles
    chosen = request.GET.get("hop", "")
    context = {
        "table": table,
        "form": found.form,
        "refusal": found.refusal,
        "may_measure": quality.may_measure(person_of(request)),
        "narrowed": any(request.GET.get(name) for name in ("trang_thai", "loai", "nam")),
        "tabs": [Tab(label, address(request, hop=value), chosen == value) for value, label in [("", "Tất cả"), *BOXES]],
    }
    return render(request, "directives/list.html", context)
