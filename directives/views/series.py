"""Cách đánh số of one unit: which types share a series, from which year on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from directives.forms import SeriesForm
from directives.queries import series_by_kind
from directives.services import DirectiveError, set_series
from org_hierarchy.access import person_of, require
from org_hierarchy.models import OrgUnit
from org_hierarchy.views.answers import ActPage, act_page, posted


@require_http_methods(["GET", "HEAD", "POST"])
def unit_series(request: HttpRequest, pk: int) -> HttpResponse:
    """The series of each type as they are, and their change by an administrator of the unit."""
    unit, now = get_object_or_404(OrgUnit, pk=pk), timezone.now()
    require(request, "directive.set_series", unit)
    today = timezone.localdate(now)
    form = SeriesForm(posted(request), series=series_by_kind(unit.pk, today.year + 1), initial={"from_year": today.year + 1})
    if form.is_bound and form.is_valid():
        try:
            changed = set_series(
                unit, series=form.series(), from_year=form.cleaned_data["from_year"], by=person_of(request), at=now, today=today
            )
        except DirectiveError as error:
            form.refuse(str(error), error.code)
        else:
            messages.success(
                request, f"Đã đổi cách đánh số của {changed} loại văn bản." if changed else "Cách đánh số không có gì thay đổi."
            )
            return redirect(resolve_url(unit))
    lead = "Các loại ghi cùng tên sổ thì dùng chung một dãy số, từ 01 mỗi năm; để trống là dùng sổ chung. Không đổi được năm đã cấp số."
    page = ActPage("Cách đánh số", unit.name, "Lưu cách đánh số", "check", resolve_url(unit), lead)
    return act_page(request, page, form)
