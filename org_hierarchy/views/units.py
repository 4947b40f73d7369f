"""Units as an administrator keeps them: a new one, what is said of one, how it works."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from org_hierarchy.access import person_of, require
from org_hierarchy.forms.units import NewUnitForm, RegimeForm, UnitDetailsForm
from org_hierarchy.models import Area, OrgUnit, UnitRegime, valid_on
from org_hierarchy.services import OrgError, drop_regime, edit_unit, open_unit, set_areas, set_regime
from org_hierarchy.views.answers import ActPage, act_page, done, posted

NEXT_LEVEL = {
    OrgUnit.Level.CENTRAL: OrgUnit.Level.PROVINCE,
    OrgUnit.Level.PROVINCE: OrgUnit.Level.COMMUNE,
    OrgUnit.Level.DISTRICT: OrgUnit.Level.COMMUNE,
    OrgUnit.Level.COMMUNE: OrgUnit.Level.COMMUNE,
}
"""The level that is offered for a new unit below one: since 1/7/2025 communes stand right below provinces."""


@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """A unit below `duoi`; without it a root, which is for administrators of the whole system alone."""
    person, today = person_of(request), timezone.localdate()
    parent = _parent(request)
    if parent is not None:
        require(request, "unit.administer", parent)
    elif not person.is_superuser:
        raise PermissionDenied("Chỉ quản trị toàn hệ thống thêm được đơn vị không có cấp trên; hãy chọn đơn vị cấp trên rồi thêm.")
    initial = (
        {"valid_from": today, "line": parent.line, "level": NEXT_LEVEL[OrgUnit.Level(parent.level)]} if parent else {"valid_from": today}
    )
    form = NewUnitForm(posted(request), day=today, initial=initial)
    unit = done(form, lambda: open_unit(parent, by=person, at=timezone.now(), **form.cleaned_data))
    if unit is not None:
        messages.success(request, f"Đã thêm {unit.name}. Hãy thêm chức vụ và bổ nhiệm người.")
        return redirect(resolve_url(unit))
    page = ActPage(
        title="Thêm đơn vị",
        pre=f"Thuộc {parent.name}" if parent else "Không có cấp trên",
        button="Thêm đơn vị",
        icon="plus",
        back=resolve_url(parent) if parent else reverse("org_hierarchy:units"),
        lead="Đơn vị mới theo quyết định thành lập. Sáp nhập, chia tách, đổi tên thì dùng Sắp xếp tổ chức để giữ được lịch sử.",
    )
    return act_page(request, page, form)


def _parent(request: HttpRequest) -> OrgUnit | None:
    given = request.GET.get("duoi", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= 15):
        raise Http404
    return get_object_or_404(OrgUnit, pk=int(given))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What is said of a unit beside its name and place, corrected; the areas it serves, from today on."""
    unit, today = get_object_or_404(OrgUnit, pk=pk), timezone.localdate()
    require(request, "unit.administer", unit)
    served = Area.objects.filter(valid_on(today, "served_by__"), served_by__unit=unit).distinct()
    initial = {name: getattr(unit, name) for name in ("short_name", "symbol", "place", "regime")} | {"areas": list(served)}
    form = UnitDetailsForm(posted(request), day=today, initial=initial)

    def act() -> OrgUnit:
        by, at, data = person_of(request), timezone.now(), dict(form.cleaned_data)
        areas = data.pop("areas")
        with transaction.atomic():
            edited = edit_unit(unit, **data, by=by, at=at)
            set_areas(unit, areas, on=today, by=by, at=at)
        return edited

    if done(form, act) is not None:
        messages.success(request, "Đã lưu thông tin đơn vị.")
        return redirect(resolve_url(unit))
    lead = "Sửa cho đúng thông tin đang dùng. Tên, cấp trên và ngày hoạt động thay đổi theo quyết định, bằng Sắp xếp tổ chức."
    page = ActPage("Sửa thông tin đơn vị", unit.name, "Lưu", "check", resolve_url(unit), lead)
    return act_page(request, page, form)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_regime(request: HttpRequest, pk: int) -> HttpResponse:
    """How a unit works from which day on: what is on record, and another change of it."""
    unit = get_object_or_404(OrgUnit, pk=pk)
    require(request, "unit.administer", unit)
    form = RegimeForm(posted(request))
    made = done(form, lambda: set_regime(unit, by=person_of(request), at=timezone.now(), **form.cleaned_data))
    if made is not None:
        messages.success(request, f"Từ {made.valid_from:%d/%m/%Y}, {unit.name} làm việc theo {made.get_regime_display().lower()}.")
        return redirect(resolve_url(unit))
    lead = "Thể thức chữ ký của mỗi ngày theo chế độ của ngày đó; văn bản đã ký giữ nguyên."
    context = {
        "page": ActPage("Đổi chế độ làm việc", unit.name, "Ghi thay đổi", "check", resolve_url(unit), lead),
        "form": form,
        "unit": unit,
        "rows": UnitRegime.objects.filter(unit=unit).order_by("-valid_from"),
    }
    return render(request, "org_hierarchy/regime.html", context, status=400 if form.errors else 200)


@require_POST
def regime_drop(request: HttpRequest, pk: int) -> HttpResponse:
    """A change of regime that was noted by mistake goes."""
    row = get_object_or_404(UnitRegime.objects.select_related("unit"), pk=pk)
    require(request, "unit.administer", row.unit)
    try:
        drop_regime(row, by=person_of(request), at=timezone.now())
        messages.success(request, f"Đã bỏ lần đổi chế độ ngày {row.valid_from:%d/%m/%Y}.")
    except OrgError as error:
        messages.error(request, str(error))
    return redirect("org_hierarchy:unit_regime", row.unit_id)
