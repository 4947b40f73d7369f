"""The changes of a decision in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from org_hierarchy.models import Area, Change, OrgUnit, UnitVersion, valid_on
from org_hierarchy.services import Abolish, ChangeRow, Create, Merge, Move, Rename, Share, Split, codes_of

ICONS = {
    Change.Kind.CREATE: "plus",
    Change.Kind.RENAME: "pencil",
    Change.Kind.MOVE: "arrow-right",
    Change.Kind.MERGE: "git-merge",
    Change.Kind.SPLIT: "arrows-split-2",
    Change.Kind.ABOLISH: "ban",
}


@dataclass(frozen=True)
class Said:
    """One change in words."""

    position: int
    kind: str
    icon: str
    what: str
    details: tuple[str, ...]


def named(rows: Sequence[ChangeRow]) -> dict[str, OrgUnit]:
    """The units that the changes name, by code; one query per 500."""
    codes = sorted({code for row in rows for code in codes_of(row)})
    found: dict[str, OrgUnit] = {}
    for start in range(0, len(codes), 500):
        found |= {unit.code: unit for unit in OrgUnit.objects.filter(code__in=codes[start : start + 500])}
    return found


def in_words(rows: Sequence[ChangeRow], *, day: date) -> list[Said]:
    """Each change as a sentence with its details, in the names of the day before. Three queries."""
    units = named(rows)
    names = {code: unit.name for code, unit in units.items()}
    before = UnitVersion.objects.filter(valid_on(day - timedelta(days=1)), unit__in=[unit.pk for unit in units.values()])
    names |= dict(before.values_list("unit__code", "name"))
    names |= {row.code: row.name for row in rows if isinstance(row, Create)}
    area_ids = {pk for row in rows for pk in _areas_of(row)}
    areas = dict(Area.objects.filter(pk__in=area_ids).values_list("pk", "name"))

    def name(code: str) -> str:
        return names.get(code, code) if code else "cấp cao nhất"

    def listed(codes: Sequence[str]) -> str:
        return ", ".join(name(code) for code in codes)

    def served(ids: Sequence[int]) -> tuple[str, ...]:
        return (f"Địa bàn: {', '.join(areas.get(pk, '–') for pk in ids)}",) if ids else ()

    def taken(share: Share) -> str:
        children = (listed(share.children),) if share.children else ()
        return "; ".join((*children, *served(share.areas))) or "phần việc, không kèm đơn vị"

    said: list[Said] = []
    for position, row in enumerate(rows, start=1):
        match row:
            case Create():
                where = f"trực thuộc {name(row.parent)}" if row.parent else "không có cấp trên"
                kind, what = Change.Kind.CREATE, f"{row.name} ({row.code}), {where}"
                details = served(row.areas)
            case Rename():
                kind, what = Change.Kind.RENAME, f"{name(row.unit)} thành {row.name}"
                labels = (("tên ngắn", row.short_name), ("ký hiệu", row.symbol), ("địa danh", row.place))
                details = tuple(f"{label.capitalize()}: {value}" for label, value in labels if value)
            case Move():
                kind, what = Change.Kind.MOVE, f"{listed(row.units)} về {name(row.parent)}"
                details = ()
            case Merge():
                kind, what, details = Change.Kind.MERGE, f"{listed(row.units)} vào {name(row.into)}", ()
            case Split():
                kind, what = Change.Kind.SPLIT, name(row.unit) + (" (kết thúc)" if row.ends else "")
                details = tuple(f"{name(share.unit)} nhận: {taken(share)}" for share in row.into)
            case Abolish():
                kind, what = Change.Kind.ABOLISH, name(row.unit)
                details = (f"Kế thừa: {name(row.successor)}",) if row.successor else ()
        said.append(Said(position, kind.label, ICONS[kind], what, details))
    return said


def _areas_of(row: ChangeRow) -> Sequence[int]:
    match row:
        case Create():
            return row.areas
        case Split():
            return [pk for share in row.into for pk in share.areas]
    return ()
