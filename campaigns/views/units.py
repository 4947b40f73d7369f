"""What one unit owes, and the rules by which it lets its directives be carried out."""

from django.contrib import messages
from django.db.models import F, Q
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import queries, rollup
from campaigns.forms import CarryingRulesForm
from campaigns.models import Assignment, Campaign
from campaigns.services import set_carrying_rules
from campaigns.tables import UnitAssignmentTable
from campaigns.views.shared import in_pages, stand
from org_hierarchy.access import person_of, require
from org_hierarchy.days import day_tabs
from org_hierarchy.forms.tree import UnitDayForm
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import unit_facts
from org_hierarchy.rights import may
from org_hierarchy.views.answers import ActPage, act_page, posted
from records.paging import Tab, address


@require_safe
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one unit owes and has done today, as far as the reader sees it, and what is known of it as of `ngay`."""
    person, today = person_of(request), timezone.localdate()
    form = UnitDayForm(request.GET)
    day = (form.cleaned_data.get("ngay") if form.is_valid() else None) or today
    found = get_object_or_404(OrgUnit, pk=pk)
    require(request, "unit.view", found)
    seen = queries.assignments_visible_to(person).filter(unit=found)
    standing = seen.filter(Q(campaign__status=Campaign.Status.OPEN) | Q(status=Assignment.Status.ACCEPTED))
    counts = rollup.counted(standing, today=today)
    chosen = request.GET.get("trang_thai", "")
    if chosen not in queries.STATES:
        chosen = ""
    rows = (standing.filter(queries.state(chosen, today=today)) if chosen else seen).select_related("task", "unit", "campaign__directive")
    rows = queries.slim(rows, "campaign").order_by(F("due_date").asc(nulls_last=True), "pk")
    table = in_pages(request, UnitAssignmentTable(rows))
    stand(table, {}, today)
    tabs = [Tab("Tất cả", address(request, trang_thai=""), not chosen)]
    for name in ("overdue", "new", "doing", "returned", "review", "done"):
        count = getattr(counts, name)
        tabs.append(Tab(queries.STATES[name], address(request, trang_thai=name), chosen == name, count, late=name == "overdue"))
    context = {
        "unit": found,
        "facts": unit_facts(found, on=day),
        "day": day,
        "is_today": day == today,
        "days": day_tabs(request, day, today),
        "form": form if form.errors else UnitDayForm(initial={"ngay": day}),
        "kept": [("trang_thai", chosen)],
        "administers": may(person, "unit.administer", found),
        "is_past": day < today,
        "today": today,
        "counts": counts,
        "tabs": tabs,
        "table": table,
    }
    return render(request, "campaigns/unit.html", context)


def unit_carrying_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Quy định thực hiện of one unit as it is, and its change by an administrator of the unit."""
    found = get_object_or_404(OrgUnit, pk=pk)
    require(request, "campaign.set_carrying_rules", found)
    form = CarryingRulesForm(posted(request), initial=model_to_dict(queries.carrying_rules(found)))
    if form.is_bound and form.is_valid():
        set_carrying_rules(found, **form.cleaned_data, by=person_of(request), at=timezone.now())
        messages.success(request, f"Đã lưu quy định thực hiện của {found}.")
        return redirect(resolve_url(found))
    page = ActPage(
        title="Quy định thực hiện",
        pre=found.name,
        button="Lưu quy định",
        icon="circle-check",
        back=resolve_url(found),
        lead="Quy định này áp dụng khi thực hiện văn bản do đơn vị ban hành.",
    )
    return act_page(request, page, form)
