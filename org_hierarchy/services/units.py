"""Units come to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, UnitArea, UnitVersion
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.naming import refresh_names
from org_hierarchy.services.rows import insert_rows, new_ids
from records.batches import batches
from records.text import fold, nfc, sort_key

DEEPEST = 10  # levels that OrgUnit.path has room for
CHUNK = 500  # values of one IN (…)
BATCH = 5_000  # rows built at a time
TREE_LOCK = 0x6368695F64616F  # any number that no other advisory lock has
COLUMNS = tuple(field.attname for field in OrgUnit._meta.concrete_fields)
SERVED = ("unit_id", "area_id", "valid_from", "valid_to")
_FIRST_VERSIONS = """
    INSERT INTO org_hierarchy_unitversion
        (unit_id, name, short_name, folded_name, sort_name, symbol, place, parent_id, path, valid_from, valid_to)
    SELECT id, name, short_name, folded_name, sort_name, symbol, place, parent_id, path, valid_from, valid_to
    FROM org_hierarchy_orgunit u
    WHERE id >= %s AND NOT EXISTS (SELECT 1 FROM org_hierarchy_unitversion v WHERE v.unit_id = u.id)
    ORDER BY id"""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit to add; `parent` is the code of a unit in the same load or there already, blank for a root.

    `valid_to` is the first day on which it no longer exists; its areas hold for the same days.
    """

    code: str
    name: str
    kind: str
    line: str
    level: str
    valid_from: date
    parent: str = ""
    valid_to: date | None = None
    short_name: str = ""
    symbol: str = ""
    place: str = ""
    regime: str = OrgUnit.Regime.HEAD
    areas: tuple[Area, ...] = ()
    address: str = ""
    contact: str = ""


def add_unit(
    parent: OrgUnit | None,
    *,
    code: str,
    name: str,
    kind: str,
    line: str,
    level: str,
    valid_from: date,
    valid_to: date | None = None,
    short_name: str = "",
    symbol: str = "",
    place: str = "",
    regime: str = OrgUnit.Regime.HEAD,
    areas: Sequence[Area] = (),
) -> OrgUnit:
    """Add one unit under another, or a root.

    Raises OrgError as `add_units` does, and `code_taken` when a unit of that code exists.
    """
    if OrgUnit.objects.filter(code=nfc(code)).exists():
        raise OrgError("code_taken", f"Mã đơn vị {nfc(code)} đã có; hãy chọn mã khác.")
    row = UnitRow(
        code=code,
        name=name,
        kind=kind,
        line=line,
        level=level,
        valid_from=valid_from,
        parent=parent.code if parent else "",
        valid_to=valid_to,
        short_name=short_name,
        symbol=symbol,
        place=place,
        regime=regime,
        areas=tuple(areas),
    )
    return add_units([row])[nfc(code)]


@dataclass(frozen=True, slots=True)
class NewUnits:
    """Units checked and built, still to be written, level by level, and the areas that each will serve on which days.

    `units` has every unit of the rows by its code, those that were there already included, in no order.
    """

    units: dict[str, OrgUnit]
    levels: list[list[OrgUnit]]
    served: list[tuple[OrgUnit, Area, date, date | None]]


class _Standing(NamedTuple):
    """Where a superior stands now, and all its versions in order."""

    path: str
    versions: list[UnitVersion]


@transaction.atomic
def add_units(rows: Sequence[UnitRow]) -> dict[str, OrgUnit]:
    """Add many units at once, in whatever order they are given; returns every unit of the rows by its code.

    A code that exists already keeps its unit as it is. All or nothing. Cost: per level of the tree one bulk INSERT and one UPDATE, then the
    versions and areas; 3,000 units take a few seconds.

    Raises OrgError: `code_repeated`, `unknown_parent`, `circular`, `too_deep`, `bad_value` (blank, too long, or not a choice), `bad_dates`
    (ends before it begins, or serves an area of other days), `outside_parent` (not within its parent's days).
    """
    new = prepare_units(rows)
    write_units(new)
    refresh_names([unit.pk for level in new.levels for unit in level])
    return new.units


def prepare_units(rows: Iterable[UnitRow]) -> NewUnits:
    """All of `add_units` but the writing, for whoever leaves the database to others until the units are ready: two thirds of its time.

    The rows are taken one after another and not kept.
    """
    wanted: dict[str, UnitRow] = {}
    for row in rows:
        code = nfc(row.code)
        if code in wanted:
            raise OrgError("code_repeated", f"Mã đơn vị {code} xuất hiện hai lần; mỗi đơn vị cần một mã riêng.")
        wanted[code] = row
    parents = {nfc(row.parent) for row in wanted.values() if row.parent}
    others = parents - wanted.keys()
    units = _units_by_code({*wanted, *others})
    for code in wanted.keys() & units.keys():
        del wanted[code]
    depths: dict[str, int] = {}
    levels: list[list[OrgUnit]] = []
    served: list[tuple[OrgUnit, Area, date, date | None]] = []
    for level in list(_levels(wanted, known=units)):
        for code in level:
            row = wanted.pop(code)  # of 100,000 there is room for the rows or for the units
            parent = units.get(nfc(row.parent))
            depth = 1 if parent is None else 1 + (depths.get(parent.code) or parent.depth)
            if code in parents:
                depths[code] = depth
            units[code] = unit = new_unit(code, row, parent, depth=depth)
            served += [_served(unit, area) for area in dict.fromkeys(row.areas)]
        levels.append([units[code] for code in level])
    for code in others:
        units.pop(code, None)
    return NewUnits(units, levels, served)


@transaction.atomic
def write_units(new: NewUnits) -> None:
    """Write what `prepare_units` made, but for `refresh_names`.

    Each unit stands under its superior wherever that stands on each of its days, days to come included. Raises OrgError `outside_parent`
    or `too_deep` for a superior that a decision has ended or moved meanwhile, and IntegrityError when a code has been taken.
    """
    hold_tree()
    parents = {unit.parent.code for level in new.levels for unit in level if unit.parent}
    superiors = _standing(sorted({unit.parent.pk for level in new.levels for unit in level if unit.parent and unit.parent.pk}))
    written = [_write(batch, superiors, parents) for level in new.levels for batch in batches(level, BATCH)]
    if written:
        with connection.cursor() as cursor:
            cursor.execute(_FIRST_VERSIONS, [written[0]])
    for some in batches(new.served, BATCH):
        insert_rows(UnitArea, SERVED, ((unit.pk, area.pk, first, end) for unit, area, first, end in some))


def _write(units: Sequence[OrgUnit], superiors: dict[int, _Standing], parents: Set[str]) -> int:
    """Write new units, which get their ids and paths here, and the versions of those whose superior does not stay in one place; returns the
    first id. `superiors` learns of those under which others of the load will stand."""
    ids, pieces = new_ids(OrgUnit, len(units)), list[UnitVersion]()
    for unit, pk in zip(units, ids, strict=True):
        unit.pk = pk
        unit.parent = unit.parent  # takes the id that the superior has only now
        above = superiors.get(unit.parent.pk, _Standing("", [])) if unit.parent else None
        own: list[UnitVersion] = []
        if above is None:
            unit.path = step(pk)
        elif len(above.versions) == 1:
            _check_lasting(unit.name, unit.parent, (unit.valid_from, unit.valid_to), above.versions)
            unit.path = above.versions[0].path + step(pk)
        else:
            own = followed(_first_version(unit), above.versions)
            unit.path = above.path + step(pk)
            if all(piece.path != unit.path for piece in own):
                unit.path = _nearest(own, above.versions, above.path).path
            pieces += own
        if len(unit.path) > DEEPEST * PATH_STEP:
            raise too_deep(unit.name)
        if unit.code in parents:
            superiors[pk] = _Standing(unit.path, own or [_first_version(unit)])
        unit._state.adding, unit._state.db = False, connection.alias
    insert_rows(OrgUnit, COLUMNS, (list(map(unit.__dict__.__getitem__, COLUMNS)) for unit in units))
    UnitVersion.objects.bulk_create(pieces)
    return ids[0]


def _first_version(unit: OrgUnit) -> UnitVersion:
    return UnitVersion(
        unit=unit,
        name=unit.name,
        short_name=unit.short_name,
        folded_name=unit.folded_name,
        sort_name=unit.sort_name,
        symbol=unit.symbol,
        place=unit.place,
        parent=unit.parent,
        path=unit.path,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
    )


def hold_tree() -> None:
    """One change of the tree at a time, until the transaction ends: two that are each right alone could make a circle together."""
    if connection.vendor == "postgresql":  # SQLite's transactions are one at a time anyway
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TREE_LOCK])


def step(pk: int) -> str:
    """A unit's own piece of its path."""
    return f"{pk:0{PATH_STEP}d}"


def followed(version: UnitVersion, above: list[UnitVersion] | None) -> list[UnitVersion]:
    """The version, split where its superior's path changes during its days; each piece belongs to the decision that moved the superior.

    `above`: all versions of the superior in order, None for a root. Raises OrgError `outside_parent`, `too_deep`.
    """
    own = step(version.unit_id)
    if above is None:
        version.path = own
        return [version]
    end = version.valid_to
    _check_lasting(version.name, version.parent, (version.valid_from, end), above)
    pieces: list[UnitVersion] = []
    for up in above:
        if (end is not None and up.valid_from >= end) or (up.valid_to is not None and up.valid_to <= version.valid_from):
            continue
        if not pieces:
            version.path = up.path + own
            pieces = [version]
        elif pieces[-1].path != up.path + own:
            piece = copy(version)
            piece.path, piece.valid_from, piece.valid_to, piece.opened_by_id = up.path + own, up.valid_from, end, up.opened_by_id
            pieces[-1].valid_to, pieces[-1].closed_by_id, pieces[-1].was_valid_to = up.valid_from, up.opened_by_id, end
            pieces.append(piece)
    if any(len(piece.path) > DEEPEST * PATH_STEP for piece in pieces):
        raise too_deep(version.name)
    return pieces


def _check_lasting(name: str, superior: OrgUnit | None, days: tuple[date, date | None], above: Sequence[UnitVersion]) -> None:
    if not above or days[0] < above[0].valid_from or _ends_before(above[-1].valid_to, days[1]):
        raise outside(name, superior)


def outside(name: str, parent: OrgUnit | None) -> OrgError:
    """The refusal of a unit whose days are not all days of its superior."""
    return OrgError("outside_parent", f"Đơn vị {name}: thời gian tồn tại phải nằm trong thời gian của cấp trên {parent}.")


def too_deep(name: str) -> OrgError:
    """The refusal of a unit below the last level."""
    return OrgError("too_deep", f"Đơn vị {name}: cây đơn vị chỉ có {DEEPEST} cấp; hãy đặt đơn vị ở cấp cao hơn.")


def _ends_before(end: date | None, other: date | None) -> bool:
    return end is not None and (other is None or end < other)


def _nearest(pieces: list[UnitVersion], above: list[UnitVersion], path_above: str) -> UnitVersion:
    """Of a unit that is not there while its superior stands where it does now: the last version if it is past, the first if it comes."""
    now = next((up.valid_from for up in above if up.path == path_above), date.min)
    return pieces[-1] if pieces[-1].valid_from < now else pieces[0]


def _standing(ids: Sequence[int]) -> dict[int, _Standing]:
    """Where these units stand. Two queries per 500."""
    found: dict[int, _Standing] = {}
    for batch in batches(ids, CHUNK):
        found |= {pk: _Standing(path, []) for pk, path in OrgUnit.objects.filter(pk__in=batch).values_list("pk", "path")}
        for version in UnitVersion.objects.filter(LASTS, unit__in=batch).order_by("unit_id", "valid_from"):
            found[version.unit_id].versions.append(version)
    return found


def _served(unit: OrgUnit, area: Area) -> tuple[OrgUnit, Area, date, date | None]:
    """A unit serves an area on the days on which both exist."""
    first = max(unit.valid_from, area.valid_from)
    end = min((day for day in (unit.valid_to, area.valid_to) if day), default=None)
    if end is not None and end <= first:
        raise OrgError("bad_dates", f"Đơn vị {unit.code}: địa bàn {area.name} ({area.code}) không tồn tại trong thời gian của đơn vị.")
    return unit, area, first, end


def _units_by_code(codes: Iterable[str]) -> dict[str, OrgUnit]:
    found = (OrgUnit.objects.filter(code__in=chunk) for chunk in batches(sorted(codes), CHUNK))
    return {unit.code: unit for units in found for unit in units}


def _levels(new: Mapping[str, UnitRow], *, known: Mapping[str, OrgUnit]) -> Iterator[list[str]]:
    """The new codes, level by level: each after its parent."""
    children: dict[str, list[str]] = {}
    level: list[str] = []
    for code, row in new.items():
        parent = nfc(row.parent)
        if parent in new:
            children.setdefault(parent, []).append(code)
        elif parent and parent not in known:
            raise OrgError("unknown_parent", f"Đơn vị {code}: chưa có đơn vị cấp trên {parent}; hãy thêm đơn vị đó trước.")
        else:
            level.append(code)
    placed = 0
    while level:
        placed += len(level)
        yield level
        level = [child for code in level for child in children.get(code, ())]
    if placed < len(new):
        raise OrgError("circular", "Các đơn vị được khai vòng quanh làm cấp trên của nhau; hãy sửa cột đơn vị cấp trên.")


def new_unit(code: str, row: UnitRow, parent: OrgUnit | None, *, depth: int) -> OrgUnit:
    name, short_name = nfc(row.name), nfc(row.short_name)
    unit = OrgUnit(
        code=code,
        kind=str(row.kind),
        line=str(row.line),
        level=str(row.level),
        regime=str(row.regime),
        symbol=nfc(row.symbol),
        place=nfc(row.place),
        address=nfc(row.address),
        contact=nfc(row.contact),
        name=name,
        short_name=short_name,
        folded_name=fold(f"{name} {short_name}"),
        sort_name=sort_key(name),
        parent=parent,
        path="",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    try:
        unit.clean_fields(exclude={"parent", "path", "valid_to"})
    except ValidationError as error:
        wrong = "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
        raise OrgError("bad_value", f"Đơn vị {code or name}: {wrong}") from error
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OrgError("bad_dates", f"Đơn vị {code}: ngày kết thúc phải sau ngày bắt đầu.")
    if parent is not None:
        if not within(row.valid_from, row.valid_to, parent):
            raise outside(code, parent)
        if depth > DEEPEST:
            raise too_deep(code)
    return unit


def within(first: date, end: date | None, unit: OrgUnit) -> bool:
    """Whether the days from `first` to before `end` are all days of the unit's existence."""
    return unit.valid_from <= first and (unit.valid_to is None or (end is not None and end <= unit.valid_to))
