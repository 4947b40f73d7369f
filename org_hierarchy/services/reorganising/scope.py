"""Who may decide what: by the tree of the decision's day, whoever administers above every unit that it changes."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from org_hierarchy.models import Person, Reorganisation, Succession, UnitVersion, valid_on
from org_hierarchy.queries import administered_by
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising.plan import Plan
from org_hierarchy.services.units import CHUNK
from records.batches import batches


def check_scope(plan: Plan, by: Person | None) -> None:
    """Who decides must administer a unit above each one that ends, moves, is split or renamed, on the day of the decision; and each one, or
    one above it, that receives something. None, the system itself, and a superuser may everything. Three queries at most.

    Raises OrgError `outside_scope`.
    """
    if by is None or by.is_superuser:
        return
    received = [place.parent for place in (*plan.created, *plan.moved) if not place.ends]
    if any(parent is None for parent in received):
        raise OrgError("outside_scope", "Chỉ quản trị toàn hệ thống đặt được đơn vị không có cấp trên.")
    changed = [place.unit for place in plan.places.values() if place.old] + [unit for unit, _ in plan.successions]
    changed += [row.served.unit for row in plan.areas]
    receivers = [unit for unit in received if unit and unit.pk] + [heir for _, heir in plan.successions if heir.pk]
    mine = _paths(_administered(by), plan.day)
    paths = _paths({unit.pk for unit in (*changed, *receivers)}, plan.day)
    for unit in changed:
        _refuse_unless_below(unit.name, paths.get(unit.pk, ""), mine.values())
    for unit in receivers:
        if not any(paths.get(unit.pk, "").startswith(path) for path in mine.values()):
            raise _outside(unit.name)


def check_withdrawal(reorganisation: Reorganisation, by: Person | None) -> None:
    """Who withdraws must administer above all that was changed, by the tree with and without the decision. Six queries at most.

    Raises OrgError `outside_scope`.
    """
    if by is None or by.is_superuser:
        return
    own = _administered(by)
    after = _paths(own, reorganisation.day)
    closed = UnitVersion.objects.filter(closed_by=reorganisation)
    before = after | dict(closed.filter(unit__in=own).values_list("unit", "path"))
    for rows, mine in ((closed, before), (UnitVersion.objects.filter(opened_by=reorganisation), after)):
        below = Q(pk__in=[])
        for path in mine.values():
            below |= Q(path__gt=path, path__lt=path + ":")  # ':' follows '9'
        if outside := rows.exclude(below).order_by("path").first():
            _refuse_unless_below(outside.name, outside.path, mine.values())
    split = Succession.objects.filter(opened_by=reorganisation).select_related("predecessor")
    there = {row.predecessor_id: row.predecessor for row in split}
    for pk, path in _paths(there, reorganisation.day).items():  # what ended has no path any more, and was among the closed
        _refuse_unless_below(there[pk].name, path, after.values())


def _administered(by: Person) -> list[int]:
    return list(administered_by(by).values_list("pk", flat=True))


def _paths(ids: Iterable[int], day: date) -> dict[int, str]:
    """Where the units stand on that day; those that do not exist then are left out."""
    found: dict[int, str] = {}
    for chunk in batches(sorted(ids), CHUNK):
        found |= dict(UnitVersion.objects.filter(valid_on(day), unit__in=chunk).values_list("unit", "path"))
    return found


def _refuse_unless_below(name: str, path: str, mine: Iterable[str]) -> None:
    if any(path.startswith(above) and path != above for above in mine):
        return
    if path in mine:
        raise OrgError("outside_scope", f"Việc sắp xếp chính {name} do quản trị của cơ quan cấp trên quyết định; hãy đề nghị nơi đó.")
    raise _outside(name)


def _outside(name: str) -> OrgError:
    words = f"{name} vào ngày có hiệu lực không thuộc phạm vi quản trị của bạn"
    return OrgError("outside_scope", f"{words}; hãy đề nghị quản trị cơ quan cấp trên thực hiện.")
