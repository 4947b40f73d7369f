"""Rows of units → what is wrong with them, or what they add and correct."""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from django.db.models import Q

from org_hierarchy.importing.plan import Plan, Setting, batches, refuse_repeated, units_by_code
from org_hierarchy.importing.reading import Row, Table
from org_hierarchy.models import Area, OrgUnit, UnitArea
from org_hierarchy.queries import regime_on
from org_hierarchy.services import UnitRow
from org_hierarchy.services.correcting import correct_units
from org_hierarchy.services.serving import areas_waiting, serve_areas
from org_hierarchy.services.units import DEEPEST, within

CORRECTED = ("short_name", "symbol", "place", "regime")
ARRANGED = {
    "name": "tên",
    "kind": "loại",
    "line": "ngành dọc",
    "level": "cấp",
    "parent": "cơ quan cấp trên",
    "valid_from": "ngày bắt đầu",
    "valid_to": "ngày kết thúc",
}
"""What only a reorganisation changes in a unit that is there."""
OWN_LINE = {
    OrgUnit.Kind.COMMITTEE: OrgUnit.Line.COMMITTEE,
    OrgUnit.Kind.BHXH: OrgUnit.Line.BHXH,
    OrgUnit.Kind.BHXH_CENTRE: OrgUnit.Line.BHXH,
}
"""The kinds that are of one line of command alone."""


def plan_units(table: Table, setting: Setting) -> Plan:
    """Check every row against the others and the books; what is wrong is added to `table.problems`. Some 10 queries per 5,000 rows."""
    refuse_repeated(table, lambda row: row.text("code"), column="code", what="mã")
    rows = {row.text("code"): row for row in table.rows if row.text("code")}
    known = units_by_code([*rows, *(row.text("parent") for row in table.rows)])
    areas = _areas(table)
    superiors = {setting.scope.pk, *(unit.pk for unit in known.values()), *(unit.parent_id for unit in known.values() if unit.parent_id)}
    above = _served(sorted(superiors), date.min)  # on any day: a unit of the old map served what its superior served then
    served = _served([known[code].pk for code in rows if code in known and "areas" in rows[code].values], setting.today)
    waiting = areas_waiting(served)
    regimes = _dated_regimes([known[code].pk for code in rows if code in known], setting.today)
    depths = _depths(rows, known, setting)
    new: list[UnitRow] = []
    corrections: dict[int, dict[str, str]] = {}
    serving: dict[int, list[Area]] = {}
    unchanged = 0
    for row in table.rows:
        unit = known.get(row.text("code"))
        wanted = _wanted_areas(
            row, table, areas, unit.valid_from if unit else row.values.get("valid_from"), setting.today if unit else None
        )
        _check_inside(row, wanted, _served_above(row, unit, rows, known, areas, above, setting), table)
        if unit is None:
            _check_new(row, table, rows, known, depths, setting)
            _check_line(row, table)
            new.append(_unit_row(row, setting.scope, wanted))
            continue
        if not setting.holds(unit):
            table.refuse(row, "code", f"mã này là của {unit.name}, ngoài phạm vi {setting.scope.name}")
            continue
        _check_known(row, unit, table)
        changes = {key: row.text(key) for key in CORRECTED if row.text(key) and row.text(key) != getattr(unit, key)}
        if unit.pk in regimes and row.text("regime"):
            _keep_regime(row, regimes[unit.pk], table)
            changes.pop("regime", None)
        if changes:
            corrections[unit.pk] = changes
        if "areas" in row.values and {area.pk for area in wanted} != served.get(unit.pk, set()):
            serving[unit.pk] = wanted
            if unit.pk in waiting:
                table.refuse(row, "areas", "một quyết định sắp xếp đang chờ đến ngày sẽ đổi địa bàn của đơn vị này; hãy sửa sau ngày đó")
        unchanged += not (changes or unit.pk in serving)
    if table.problems:
        return Plan(0, 0, 0, list)
    changed = corrections.keys() | serving.keys()

    def write() -> Sequence[int]:
        correct_units(corrections, by=setting.by, at=setting.at)
        serve_areas(serving, day=setting.today, by=setting.by, at=setting.at)
        return list(changed)

    return Plan(len(new), len(changed), unchanged, write, added=iter(new))


def _areas(table: Table) -> dict[str, list[Area]]:
    """Areas by code, on every map."""
    found: dict[str, list[Area]] = {}
    codes = (code for row in table.rows for code in row.values.get("areas", ()))
    for batch in batches(codes):
        for area in Area.objects.filter(code__in=batch).select_related("parent__parent__parent").order_by("valid_from"):
            found.setdefault(area.code, []).append(area)
    return found


def _served(unit_ids: Sequence[int], day: date) -> dict[int, set[int]]:
    """The areas that units serve on a day or later."""
    found: dict[int, set[int]] = {}
    for batch in batches(unit_ids):
        for unit_id, area_id in UnitArea.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), unit__in=batch).values_list(
            "unit_id", "area_id"
        ):
            found.setdefault(unit_id, set()).add(area_id)
    return found


def _check_line(row: Row, table: Table) -> None:
    kind = row.text("kind")
    line = OWN_LINE.get(OrgUnit.Kind(kind)) if kind else None
    if line and row.text("line") not in ("", line):
        table.refuse(row, "line", f"loại {OrgUnit.Kind(kind).label} thuộc {line.label}")


def _check_inside(row: Row, wanted: Sequence[Area], served_above: Set[int], table: Table) -> None:
    """Social Insurance serves communes of the province of its superior: a code of another province is a slip."""
    if row.text("kind") != OrgUnit.Kind.BHXH or not served_above:
        return
    for area in wanted:
        if not _and_around(area) & served_above:
            table.refuse(row, "areas", f"{area.name} ({area.code}) không thuộc địa bàn của cơ quan BHXH cấp trên")


def _and_around(area: Area) -> set[int]:
    """The area and those in which it lies, by id."""
    around: set[int] = set()
    here: Area | None = area
    while here is not None:
        around.add(here.pk)
        here = here.parent
    return around


def _served_above(
    row: Row,
    unit: OrgUnit | None,
    rows: Mapping[str, Row],
    known: Mapping[str, OrgUnit],
    areas: Mapping[str, list[Area]],
    served: Mapping[int, set[int]],
    setting: Setting,
) -> Set[int]:
    """The areas of the superior, in the system or in the file; none where it is not known which."""
    if unit is not None:
        return served.get(unit.parent_id, frozenset()) if unit.parent_id else frozenset()
    code = row.text("parent")
    superior = known.get(code) if code else setting.scope
    if superior is not None:
        return served.get(superior.pk, frozenset())
    said = rows[code].values.get("areas", ()) if code in rows else ()
    return frozenset(area.pk for one in said for area in areas.get(one, ()))


def _dated_regimes(unit_ids: Sequence[int], day: date) -> dict[int, str]:
    """The regime of that day of those units that have had or will have another."""
    found: dict[int, str] = {}
    for batch in batches(unit_ids):
        dated = OrgUnit.objects.filter(pk__in=batch, regimes__isnull=False).annotate(of_day=regime_on(day))
        found |= dict(dated.values_list("pk", "of_day"))
    return found


def _keep_regime(row: Row, of_day: str, table: Table) -> None:
    """A regime with a date is changed with a date: the file may only say what holds."""
    if row.text("regime") != of_day:
        label = OrgUnit.Regime(of_day).label.lower()
        table.refuse(row, "regime", f"đơn vị này đang làm việc theo {label} từ một ngày đã ghi; muốn đổi hãy dùng trang của đơn vị")


def _wanted_areas(row: Row, table: Table, areas: Mapping[str, list[Area]], first: date | None, since: date | None) -> list[Area]:
    """The areas of the row's codes that exist while the unit does; since a day when only what follows is asked for."""
    wanted: list[Area] = []
    for code in row.values.get("areas", ()):
        if code not in areas:
            hint = "; nếu mã bắt đầu bằng số 0, hãy định dạng ô là Văn bản" if len(code) < 5 else ""
            table.refuse(row, "areas", f"không có địa bàn mã {code[:40]}{hint}")
            continue
        start, end = since or first or date.min, row.values.get("valid_to") or date.max
        alive = [area for area in areas[code] if (area.valid_to or date.max) > start and area.valid_from < end]
        if not alive:
            table.refuse(row, "areas", f"địa bàn {areas[code][-1].name} ({code}) không tồn tại trong thời gian của đơn vị")
        wanted += alive
    return wanted


def _check_new(
    row: Row, table: Table, rows: Mapping[str, Row], known: Mapping[str, OrgUnit], depths: Mapping[str, int], setting: Setting
) -> None:
    code = row.text("parent")
    parent = known.get(code) if code else setting.scope
    first, end = row.values.get("valid_from"), row.values.get("valid_to")
    if first and end and end <= first:
        table.refuse(row, "valid_to", "phải sau ngày bắt đầu")
    if parent is None and code not in rows:
        table.refuse(row, "parent", f"chưa có đơn vị mã {code}, trong hệ thống cũng như trong tệp")
    elif parent is not None and not setting.holds(parent):
        table.refuse(row, "parent", f"{parent.name} ngoài phạm vi {setting.scope.name}")
    elif parent is not None and first and not within(first, end, parent):
        table.refuse(
            row,
            "valid_from",
            f"thời gian phải nằm trong thời gian của cấp trên {parent.name} ({_days(parent.valid_from, parent.valid_to)})",
        )
    elif parent is None and first:
        above = rows[code].values
        if "valid_from" in above and not _inside(first, end, above["valid_from"], above.get("valid_to")):
            table.refuse(row, "valid_from", f"thời gian phải nằm trong thời gian của cấp trên ở dòng {rows[code].number}")
    depth = depths.get(row.text("code"))
    if depth == 0:
        table.refuse(row, "parent", "các đơn vị là cấp trên vòng quanh của nhau")
    elif depth and depth > DEEPEST:
        table.refuse(row, "parent", f"cây đơn vị chỉ có {DEEPEST} cấp")


def _check_known(row: Row, unit: OrgUnit, table: Table) -> None:
    has = {key: getattr(unit, key) for key in ARRANGED} | {"parent": unit.parent.code if unit.parent else ""}
    labels = {"kind": unit.get_kind_display(), "line": unit.get_line_display(), "level": unit.get_level_display()}
    for key, what in ARRANGED.items():
        if key in row.values and row.values[key] != has[key]:
            now = f"{has[key]:%d/%m/%Y}" if isinstance(has[key], date) else labels.get(key) or has[key] or "để trống"
            blank = "" if table.is_required(key) else "để trống hoặc "
            table.refuse(row, key, f"{what} đang là {now}; muốn đổi hãy dùng trang Sắp xếp tổ chức, ở đây {blank}ghi như cũ")


def _depths(rows: Mapping[str, Row], known: Mapping[str, OrgUnit], setting: Setting) -> dict[str, int]:
    """How deep each new unit would stand, 1 for a root; 0 for one in a circle. Those under an unknown superior are left out."""
    depths: dict[str, int] = {code: unit.depth for code, unit in known.items()}
    for code in rows:
        way: list[str] = []
        seen: set[str] = set()
        at: str = code
        while at not in depths and at in rows and at not in seen:
            seen.add(at)
            way.append(at)
            at = rows[at].text("parent") or setting.scope.code
        if at == setting.scope.code:
            depths.setdefault(at, setting.scope.depth)
        if at in depths:
            start = depths[at]
            for step, passed in enumerate(reversed(way), start=1):
                depths[passed] = start + step if start else 0
        elif at in seen:
            depths |= dict.fromkeys(way, 0)
    return depths


def _unit_row(row: Row, scope: OrgUnit, areas: Sequence[Area]) -> UnitRow:
    values = {key: row.text(key) for key in ("short_name", "symbol", "place", "regime") if row.text(key)}
    return UnitRow(
        code=row.text("code"),
        name=row.text("name"),
        kind=row.text("kind"),
        line=row.text("line"),
        level=row.text("level"),
        valid_from=row.values.get("valid_from", date.min),
        parent=row.text("parent") or scope.code,
        valid_to=row.values.get("valid_to"),
        areas=tuple(areas),
        **values,
    )


def _inside(first: date, end: date | None, above_first: date, above_end: date | None) -> bool:
    return above_first <= first and (above_end is None or (end is not None and end <= above_end))


def _days(first: date, end: date | None) -> str:
    return f"từ {first:%d/%m/%Y}" + (f" đến trước {end:%d/%m/%Y}" if end else "")
