"""Rows of employers → what is wrong with them, or what they add, correct and move.

An employer stands under the social insurance office in the scope that serves its commune, or its district, or its province, whichever is
the nearest; in a scope without such an office, under the commune's committee.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from org_hierarchy.importing.plan import Plan, Setting, batches, refuse_repeated, units_by_code
from org_hierarchy.importing.reading import Row, Table
from org_hierarchy.models import Area, OrgUnit, UnitArea, valid_on
from org_hierarchy.services import UnitRow
from org_hierarchy.services.correcting import correct_units
from org_hierarchy.services.importing import LeafChange, change_leaves, changing_later, having_below
from org_hierarchy.services.serving import serve_areas
from org_hierarchy.services.units import DEEPEST, within

CORRECTED = ("address", "contact")


@dataclass(frozen=True, slots=True)
class _Known:
    """What is asked of an employer that is there already; whole units would take ten times the memory."""

    pk: int
    name: str
    address: str
    contact: str
    kind: str
    path: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None


def plan_employers(table: Table, setting: Setting) -> Plan:
    """Check every row against the others and the books; what is wrong is added to `table.problems`. Some 10 queries per 5,000 rows."""
    refuse_repeated(table, lambda row: row.text("code"), column="code", what="mã")
    known = _known(row.text("code") for row in table.rows)
    named = units_by_code(row.text("parent") for row in table.rows)
    areas = _communes(table)
    superiors = _Superiors(areas.values(), setting)
    served = _served((one.pk for one in known.values()), setting.today)
    later = changing_later((one.pk for one in known.values()), setting.today)
    rooted = having_below(one.pk for one in known.values())
    new: list[UnitRow] = []
    corrections: dict[int, dict[str, str]] = {}
    serving: dict[int, list[Area]] = {}
    leaves: dict[int, LeafChange] = {}
    unchanged = 0
    for row in table.rows:
        one = known.get(row.text("code"))
        if one is not None and not _may_change(row, one, table, setting):
            continue
        area = _area(row, table, areas, setting.today)
        stays = one is not None and area is not None and served.get(one.pk) == {area.pk} and not row.text("parent")
        parent = None if stays or area is None else _parent(row, table, area, named, superiors, setting)
        if one is None:
            if parent is not None and area is not None:
                first = row.values.get("valid_from", setting.today)
                if within(first, None, parent):
                    new.append(_unit_row(row, parent, area, first))
                else:
                    table.refuse(row, "valid_from", f"cơ quan quản lý {parent.name} không tồn tại suốt thời gian từ {first:%d/%m/%Y}")
            continue
        changes = {key: row.text(key) for key in CORRECTED if row.text(key) and row.text(key) != getattr(one, key)}
        if changes:
            corrections[one.pk] = changes
        if area is not None and served.get(one.pk) != {area.pk}:
            serving[one.pk] = [area]
        name = row.text("name") if row.text("name") not in ("", one.name) else None
        superior = parent if parent is not None and parent.pk != one.parent_id else None
        if name or superior:
            leaves[one.pk] = LeafChange(name, superior)
        if one.pk in later and (one.pk in leaves or one.pk in serving):
            table.refuse(row, "code", "đơn vị này có trong một đợt sắp xếp chưa đến ngày; hãy đổi tên, chuyển sau ngày đó")
        elif one.pk in rooted and superior:
            table.refuse(row, "area", "đơn vị này có đơn vị trực thuộc; hãy chuyển bằng trang Sắp xếp tổ chức")
        unchanged += not (changes or one.pk in serving or one.pk in leaves)
    if table.problems:
        return Plan(0, 0, 0, list)
    changed = corrections.keys() | serving.keys() | leaves.keys()

    def write() -> Sequence[int]:
        correct_units(corrections, by=setting.by, at=setting.at)
        serve_areas(serving, day=setting.today, by=setting.by, at=setting.at)
        change_leaves(leaves, day=setting.today, by=setting.by, at=setting.at)
        return list(changed)

    return Plan(len(new), len(changed), unchanged, write, added=iter(new))


class _Superiors:
    """Which offices in the scope serve an area on the day, the nearest first. Five queries, whatever the number of areas."""

    def __init__(self, areas: Iterable[list[Area]], setting: Setting) -> None:
        self.above: dict[int, int | None] = {}
        level = {area.pk: area.parent_id for several in areas for area in several}
        while level:
            self.above |= level
            missing = {parent for parent in level.values() if parent is not None and parent not in self.above}
            level = {
                pk: parent for batch in batches(missing) for pk, parent in Area.objects.filter(pk__in=batch).values_list("pk", "parent_id")
            }
        self.offices: dict[int, list[OrgUnit]] = {}
        offices = OrgUnit.objects.under(setting.scope).on(setting.today)
        wanted = offices.filter(kind=OrgUnit.Kind.BHXH) | offices.filter(kind=OrgUnit.Kind.COMMITTEE, level=OrgUnit.Level.COMMUNE)
        units = wanted.in_bulk()
        rows = UnitArea.objects.filter(valid_on(setting.today), unit__in=wanted.values("pk")).values_list("area_id", "unit_id")
        for area_id, unit_id in rows:
            if area_id in self.above:
                self.offices.setdefault(area_id, []).append(units[unit_id])

    def of(self, area: Area) -> list[OrgUnit]:
        """The nearest offices: one when the answer is sure, several when it is not, none when nobody serves the area."""
        at: int | None = area.pk
        while at is not None:
            if found := [unit for unit in self.offices.get(at, ()) if unit.kind == OrgUnit.Kind.BHXH]:
                return found
            at = self.above.get(at)
        return [unit for unit in self.offices.get(area.pk, ()) if unit.kind == OrgUnit.Kind.COMMITTEE]


def _known(codes: Iterable[str]) -> dict[str, _Known]:
    fields = list(_Known.__slots__)
    return {
        code: _Known(*values)
        for batch in batches(filter(None, codes))
        for code, *values in OrgUnit.objects.filter(code__in=batch).values_list("code", *fields)
    }


def _communes(table: Table) -> dict[str, list[Area]]:
    """The communes of the rows by code, on every map."""
    found: dict[str, list[Area]] = {}
    for batch in batches(row.text("area") for row in table.rows):
        for area in Area.objects.filter(code__in=batch, level=Area.Level.COMMUNE).order_by("valid_from"):
            found.setdefault(area.code, []).append(area)
    return found


def _served(unit_ids: Iterable[int], day: date) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for batch in batches(unit_ids):
        for unit_id, area_id in UnitArea.objects.filter(valid_on(day), unit__in=batch).values_list("unit_id", "area_id"):
            found.setdefault(unit_id, set()).add(area_id)
    return found


def _may_change(row: Row, one: _Known, table: Table, setting: Setting) -> bool:
    if not one.path.startswith(setting.scope.path):
        table.refuse(row, "code", f"mã này là của {one.name}, ngoài phạm vi {setting.scope.name}")
    elif one.kind != OrgUnit.Kind.EMPLOYER:
        table.refuse(row, "code", f"mã này là của {one.name}, không phải đơn vị sử dụng lao động")
    elif one.valid_to is not None and one.valid_to <= setting.today:
        table.refuse(row, "code", f"{one.name} đã ngừng từ {one.valid_to:%d/%m/%Y}")
    elif row.values.get("valid_from", one.valid_from) != one.valid_from:
        table.refuse(row, "valid_from", f"ngày bắt đầu đang là {one.valid_from:%d/%m/%Y}; hãy để trống hoặc ghi như cũ")
    else:
        return True
    return False


def _area(row: Row, table: Table, areas: Mapping[str, list[Area]], day: date) -> Area | None:
    code = row.text("area")
    several = areas.get(code, [])
    found = next((area for area in several if area.valid_from <= day and (area.valid_to is None or day < area.valid_to)), None)
    if found is None and code:
        hint = "; nếu mã bắt đầu bằng số 0, hãy định dạng ô là Văn bản" if len(code) < 5 else ""
        ended = (
            f"{several[-1].name} ({code}) không còn là xã, phường; hãy ghi mã hiện nay"
            if several
            else f"không có xã, phường mã {code}{hint}"
        )
        table.refuse(row, "area", ended)
    return found


def _parent(row: Row, table: Table, area: Area, named: Mapping[str, OrgUnit], superiors: _Superiors, setting: Setting) -> OrgUnit | None:
    if code := row.text("parent"):
        found = [named[code]] if code in named else []
        wrong = f"chưa có đơn vị mã {code}"
        if found and not setting.holds(found[0]):
            found, wrong = [], f"{found[0].name} ngoài phạm vi {setting.scope.name}"
        elif found and found[0].kind == OrgUnit.Kind.EMPLOYER:
            found, wrong = [], f"{found[0].name} là đơn vị sử dụng lao động, không phải cơ quan quản lý"
        key = "parent"
    else:
        found, key = superiors.of(area), "area"
        wrong = f"trong phạm vi {setting.scope.name} chưa có BHXH hay UBND phục vụ {area.name}; hãy ghi mã cơ quan quản lý"
        if len(found) > 1:
            wrong = f"{area.name} có nhiều cơ quan phục vụ ({', '.join(unit.code for unit in found[:4])}); hãy ghi mã cơ quan quản lý"
    if len(found) == 1 and found[0].depth >= DEEPEST:
        found, wrong = [], f"cây đơn vị chỉ có {DEEPEST} cấp"
    if len(found) == 1:
        return found[0]
    table.refuse(row, key, wrong)
    return None


def _unit_row(row: Row, parent: OrgUnit, area: Area, first: date) -> UnitRow:
    return UnitRow(
        code=row.text("code"),
        name=row.text("name"),
        kind=OrgUnit.Kind.EMPLOYER,
        line=OrgUnit.Line.OUTSIDE,
        level=OrgUnit.Level.COMMUNE,
        valid_from=first,
        parent=parent.code,
        areas=(area,),
        address=row.text("address"),
        contact=row.text("contact"),
    )
