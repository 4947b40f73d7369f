"""Units come to be."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, UnitArea, UnitVersion
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.naming import refresh_names
from records.batches import batches
from records.text import fold, nfc, sort_key

DEEPEST = 10  # levels that OrgUnit.path has room for
CHUNK = 500  # values of one IN (…)
BATCH = 5_000  # rows built at a time
TREE_LOCK = 0x6368695F64616F  # any number that no other advisory lock has


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

    `units` has every unit of the rows by its code, those that were there already included.
    """

    units: dict[str, OrgUnit]
    levels: list[list[OrgUnit]]
    served: list[tuple[OrgUnit, Area, date, date | None]]


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


def prepare_units(rows: Sequence[UnitRow]) -> NewUnits:
    """All of `add_units` but the writing, for whoever keeps the database to others until the rows are ready: two thirds of its time."""
    wanted: dict[str, UnitRow] = {}
    for row in rows:
        code = nfc(row.code)
        if code in wanted:
            raise OrgError("code_repeated", f"Mã đơn vị {code} xuất hiện hai lần; mỗi đơn vị cần một mã riêng.")
        wanted[code] = row
    units = _units_by_code({*wanted, *(nfc(row.parent) for row in rows if row.parent)})
    new = {code: row for code, row in wanted.items() if code not in units}
    depths: dict[str, int] = {}
    levels: list[list[OrgUnit]] = []
    for level in _levels(new, known=units):
        for code in level:
            parent = units.get(nfc(new[code].parent))
            depths[code] = 1 if parent is None else 1 + (depths.get(parent.code) or parent.depth)
            units[code] = new_unit(code, new[code], parent, depth=depths[code])
        levels.append([units[code] for code in level])
    served = [_served(units[code], area) for code, row in new.items() for area in dict.fromkeys(row.areas)]
    return NewUnits({code: units[code] for code in wanted}, levels, served)


@transaction.atomic
def write_units(new: NewUnits) -> None:
    """Write what `prepare_units` made, but for `refresh_names`.

    Each unit stands under its superior wherever that stands on each of its days, days to come included. Raises OrgError `outside_parent`
    or `too_deep` for a superior that a decision has ended or moved meanwhile, and IntegrityError when a code has been taken.
    """
    hold_tree()
    parents = {unit.parent.code for level in new.levels for unit in level if unit.parent}
    spans = _spans(sorted({unit.parent.pk for level in new.levels for unit in level if unit.parent and unit.parent.pk}))
    for level in new.levels:
        OrgUnit.objects.bulk_create(level)
        # The path holds the unit's own id, which the INSERT has only just given. Only this transaction's rows have a blank one.
        OrgUnit.objects.filter(path="").update(path=_path_of_new())
        for batch in batches(level, BATCH):  # versions of a few at a time: those of 100,000 would take 100 MB
            _write_versions(batch, spans, parents)
    for some in batches(new.served, BATCH):
        UnitArea.objects.bulk_create(UnitArea(unit=unit, area=area, valid_from=first, valid_to=end) for unit, area, first, end in some)


def _write_versions(units: Sequence[OrgUnit], spans: dict[int, list[UnitVersion]], parents: Set[str]) -> None:
    """Give new units their path and their versions; `spans` keeps those of the units under which others of the load will stand."""
    versions: list[UnitVersion] = []
    elsewhere = []
    for unit in units:
        above = unit.parent
        unit.path = own = (above.path if above else "") + step(unit.pk)
        pieces = followed(_first_version(unit), spans[above.pk] if above else None)
        versions += pieces
        if unit.code in parents:
            spans[unit.pk] = pieces
        if above and all(row.path != own for row in pieces):
            unit.path = _nearest(pieces, spans[above.pk], above.path).path
            elsewhere.append(unit)
    UnitVersion.objects.bulk_create(versions)
    OrgUnit.objects.bulk_update(elsewhere, ["path"], batch_size=CHUNK)


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
    if not above or version.valid_from < above[0].valid_from or _ends_before(above[-1].valid_to, end):
        raise outside(version.name, version.parent)
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


def _spans(ids: Sequence[int]) -> dict[int, list[UnitVersion]]:
    """The versions of these units, each unit's in order."""
    found: dict[int, list[UnitVersion]] = {pk: [] for pk in ids}
    for batch in batches(ids, CHUNK):
        for version in UnitVersion.objects.filter(LASTS, unit__in=batch).order_by("unit_id", "valid_from"):
            found[version.unit_id].append(version)
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
        kind=row.kind,
        line=row.line,
        level=row.level,
        regime=row.regime,
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


def _path_of_new() -> Concat:
    own = LPad(Cast("pk", CharField()), PATH_STEP, Value("0"))
    above = OrgUnit.objects.filter(pk=OuterRef("parent_id")).values("path")
    return Concat(Subquery(above), own)  # Concat takes the root's missing parent as blank
