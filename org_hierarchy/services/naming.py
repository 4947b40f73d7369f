"""The derived rows by which names are found: written anew whenever a name, an area or a superior changes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from org_hierarchy.models import LASTS, PATH_STEP, Area, AreaName, OrgUnit, UnitArea, UnitName, UnitVersion
from org_hierarchy.names import words
from org_hierarchy.names.spelling import Name, Spelling, area_parts, key_of, spellings
from records.batches import batches

BATCH = 1_000  # units at a time
ROWS = 5_000  # of one INSERT
_COLUMNS = ("unit_id", "area_id", "valid_from", "valid_to", *Spelling.__slots__)
NEVER = date.max
"""The end of what has no end, for comparing."""


class _Days(NamedTuple):
    """An interval, half-open."""

    first: date
    end: date


class _Served(NamedTuple):
    area_id: int
    days: _Days


@transaction.atomic
def refresh_names(unit_ids: Iterable[int] | None = None) -> int:
    """Write the names of these units anew (None: of all units and areas); returns how many rows they have now.

    To be called after whatever writes UnitVersion.name, short_name or UnitArea, and after a unit without areas of its own got another
    superior. Units below that stand where these stand are taken along when that has changed; areas that have no name yet get theirs. Ten
    queries per 1,000 units; 10,000 units take some seconds.
    """
    if unit_ids is None:
        AreaName.objects.all().delete()
    unnamed = Area.objects.filter(spelling=None).values_list("pk", "name")
    AreaName.objects.bulk_create((_area_name(pk, name) for pk, name in unnamed), batch_size=ROWS)
    if unit_ids is None:
        return sum(_refresh(batch)[0] for batch in batches(OrgUnit.objects.order_by("pk").values_list("pk", flat=True), BATCH))
    written, seen, level = 0, set[int](), set(unit_ids)
    while level:
        seen |= level
        elsewhere: set[int] = set()
        for batch in batches(sorted(level), BATCH):
            count, changed = _refresh(batch)
            written, elsewhere = written + count, elsewhere | changed
        level = _dependants(elsewhere) - seen
    return written


def refresh_level(unit_ids: Iterable[int]) -> set[int]:
    """Write the names of just these units anew, in the caller's transaction; returns the units directly below whose names must follow."""
    elsewhere: set[int] = set()
    for batch in batches(unit_ids, BATCH):
        elsewhere |= _refresh(batch)[1]
    return _dependants(elsewhere)


def _area_name(pk: int, name: str) -> AreaName:
    kind, own = area_parts(name)
    return AreaName(area_id=pk, type=kind, key=key_of(own), skeleton=words.skeleton(own), ends=words.ends(own), loose=words.loose(own))


def _dependants(unit_ids: Iterable[int]) -> set[int]:
    """The units directly below these that have no areas of their own, on some days at least, and so stand where these stand."""
    found: set[int] = set()
    for batch in batches(unit_ids, BATCH):
        below = UnitVersion.objects.filter(LASTS, parent__in=batch)
        serving = UnitArea.objects.filter(unit=OuterRef("unit"), valid_to=None, valid_from__lte=OuterRef("valid_from"))
        found |= set(below.filter(~Exists(serving)).values_list("unit_id", flat=True))
    return found


def _refresh(unit_ids: Sequence[int]) -> tuple[int, set[int]]:
    """Write the names of these units; how many rows, and the units that stand elsewhere than before."""
    old = UnitName.objects.filter(unit__in=unit_ids)
    before = set(old.order_by().values_list("unit_id", "area_id", "valid_from", "valid_to").distinct())
    old.delete()
    versions = list(
        UnitVersion.objects.filter(LASTS, unit__in=unit_ids)
        .order_by("unit_id", "valid_from")
        .values_list("unit_id", "name", "short_name", "path", "valid_from", "valid_to")
    )
    served = _served({pk for version in versions for pk in _line(version[3])})
    parts = _parts({each.area_id for several in served.values() for each in several})
    rows: dict[tuple[int, Spelling, int | None], list[_Days]] = {}
    for unit_id, name, short_name, path, first, end in versions:
        for days, area_ids in _stretches(_Days(first, end or NEVER), _line(path), served):
            for spelling in spellings(name, short_name, (parts[pk] for pk in area_ids)):
                for area_id in area_ids or (None,):
                    rows.setdefault((unit_id, spelling, area_id), []).append(days)
    made = [
        (unit_id, area_id, days.first, None if days.end == NEVER else days.end, *(getattr(spelling, field) for field in Spelling.__slots__))
        for (unit_id, spelling, area_id), several in rows.items()
        for days in _joined(several)
    ]
    _insert(made)
    return len(made), {row[0] for row in before ^ {row[:4] for row in made}}


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    """Write rows of UnitName in the order of `_COLUMNS`, without objects: they are as many as all other rows of units together."""
    as_stored = {day: connection.ops.adapt_datefield_value(day) for row in rows for day in row[2:4]}
    columns = ", ".join(f'"{column}"' for column in _COLUMNS)
    sql = f'INSERT INTO "{UnitName._meta.db_table}" ({columns}) VALUES ({", ".join(["%s"] * len(_COLUMNS))})'  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(*row[:2], as_stored[row[2]], as_stored[row[3]], *row[4:]) for row in rows])


def _line(path: str) -> list[int]:
    """The ids of a path, the unit itself first and the root last."""
    return [int(path[start : start + PATH_STEP]) for start in range(len(path) - PATH_STEP, -1, -PATH_STEP)]


def _served(unit_ids: Iterable[int]) -> dict[int, list[_Served]]:
    found: dict[int, list[_Served]] = {}
    for batch in batches(unit_ids, BATCH):
        rows = UnitArea.objects.filter(LASTS, unit__in=batch).order_by("pk").values_list("unit_id", "area_id", "valid_from", "valid_to")
        for unit_id, area_id, first, end in rows:
            found.setdefault(unit_id, []).append(_Served(area_id, _Days(first, end or NEVER)))
    return found


def _parts(area_ids: Iterable[int]) -> dict[int, tuple[str, Name]]:
    found: dict[int, tuple[str, Name]] = {}
    for batch in batches(area_ids, BATCH):
        found |= {pk: area_parts(name) for pk, name in Area.objects.filter(pk__in=batch).values_list("pk", "name")}
    return found


def _stretches(days: _Days, line: Sequence[int], served: dict[int, list[_Served]]) -> Iterator[tuple[_Days, tuple[int, ...]]]:
    """The days cut where the areas change, and the areas of each stretch: the unit's own, or those of the nearest superior that has any."""
    cuts = {days.first, days.end}
    for pk in line:
        cuts |= {day for each in served.get(pk, ()) for day in each.days if days.first < day < days.end}
    for first, end in pairwise(sorted(cuts)):
        areas: tuple[int, ...] = ()
        for pk in line:
            areas = tuple(dict.fromkeys(each.area_id for each in served.get(pk, ()) if each.days.first <= first < each.days.end))
            if areas:
                break
        yield _Days(first, end), areas


def _joined(several: Sequence[_Days]) -> Iterator[_Days]:
    """Intervals in the order of their days, those that follow each other as one."""
    first, end = several[0]
    for days in several[1:]:
        if days.first == end:
            end = days.end
        else:
            yield _Days(first, end)
            first, end = days
    yield _Days(first, end)
