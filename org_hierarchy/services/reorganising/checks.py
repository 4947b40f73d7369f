"""What was decided for later stays true: decisions follow one another in the order of their days."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from org_hierarchy.models import OrgUnit, UnitVersion
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising import subtrees
from org_hierarchy.services.reorganising.plan import Plan, lasting, said
from org_hierarchy.services.units import CHUNK, outside
from records.batches import batches


def check_order(plan: Plan) -> None:
    """Nothing may be there already that a later decision built on what this one changes."""
    day = plan.day
    touched = [place.unit.pk for place in plan.places.values() if not place.is_new]
    following = UnitVersion.objects.filter(LASTS, unit=OuterRef("unit"), valid_from__gt=day)
    ending = UnitVersion.objects.filter(valid_from__lte=day, valid_to__gt=day)  # what has no end has nothing after it
    overtaken = ending.filter(Q(closed_by__isnull=False) | Exists(following))
    for chunk in batches(touched, CHUNK):
        refuse_later(overtaken.filter(unit__in=chunk), day)
    for ranges in subtrees.ranges(plan.subtrees()):
        refuse_later(overtaken.filter(ranges), day)
        refuse_later(UnitVersion.objects.filter(LASTS, ranges, valid_from__gt=day, opened_by__isnull=False), day)
    areas = [row.served for row in plan.areas if row.served.closed_by_id or row.served.valid_from > day]
    if areas:
        raise OrgError("out_of_order", f"Địa bàn {areas[0].area} đã có thay đổi sau ngày {said(day)}; hãy rút quyết định sau trước.")


def refuse_later(versions: QuerySet[UnitVersion], day: date) -> None:
    found = versions.select_related("closed_by", "opened_by").order_by("path").first()
    if found is None:
        return
    later = found.closed_by or found.opened_by
    if later is None or later.day <= day:
        raise OrgError("out_of_order", f"{found.name} đã có thay đổi sau ngày {said(day)}; chỉ sắp xếp được theo thứ tự thời gian.")
    raise OrgError(
        "out_of_order",
        f"{found.name} đã có thay đổi từ ngày {said(later.day)} theo “{later}”. Hãy chọn ngày sau đó, hoặc rút quyết định ấy rồi làm "
        "lại theo thứ tự thời gian.",
    )


def check_superiors(plan: Plan, versions: dict[int, UnitVersion]) -> None:
    """Every new superior stays where it is for as long as what comes under it; a created unit lasts as long as its superior."""
    wanted = {place.parent.pk for place in (*plan.created, *plan.moved) if place.parent and place.parent.pk}
    ends: dict[int, date | None] = {}
    for chunk in batches(sorted(wanted), CHUNK):
        rows = UnitVersion.objects.filter(LASTS, unit__in=chunk).filter(lasting(plan.day))
        spans: dict[int, list[UnitVersion]] = {}
        for row in rows.select_related("opened_by").order_by("valid_from"):
            spans.setdefault(row.unit_id, []).append(row)
        for pk, span in spans.items():
            for other in span[1:]:
                if other.path != versions[pk].path:
                    refuse_later(UnitVersion.objects.filter(pk=other.pk), plan.day)
            ends[pk] = span[-1].valid_to
    for place in plan.created:
        place.unit.valid_to = _end_of(place.parent, ends)
    for place in plan.moved:
        end, lasts = _end_of(place.parent, ends), place.unit.valid_to
        if end is not None and (lasts is None or end < lasts):
            raise outside(place.name, place.parent)


def _end_of(superior: OrgUnit | None, ends: dict[int, date | None]) -> date | None:
    if superior is None:
        return None
    return ends[superior.pk] if superior.pk else superior.valid_to
