"""What the tables of names answer for one day: a few rows at a time, each asked once."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, UnitArea, UnitVersion, valid_on
from org_hierarchy.models.names import KEY
from org_hierarchy.names import tables, words
from org_hierarchy.names.spelling import Name, area_parts, key_of
from org_hierarchy.names.tables import Spelled
from records.text import fold

MOST_ROWS = 1_000
"""Names that more units bear are looked up near the writer only."""
MOST_NAMESAKES = 200


_PLACE = {
    column: tables.NAME.index("skeleton" if column == "short" else column) + 1 for column in ("key", "skeleton", "short", "ends", "loose")
}
"""Where a row of `tables` has the value by which it was found."""


class Ground(NamedTuple):
    """One area: its name, its type, its own name and the areas that it lies in, nearest first."""

    pk: int
    name: str
    level: str
    kind: str
    own: str
    above: tuple[int, ...]


class Standing(NamedTuple):
    """A unit as it was called and stood on the day."""

    name: str
    short_name: str
    path: str
    parent_id: int | None


class Facts(NamedTuple):
    """What a unit is; `standing` is None when it does not exist on the day."""

    kind: str
    level: str
    standing: Standing | None


class Row(NamedTuple):
    """One name of a unit in one area: `grounds` is that area and those that it lies in, `standing` that of the unit on the day."""

    pk: int
    unit_id: int
    key: str
    skeleton: str
    ends: str
    loose: str
    has_initials: bool
    is_whole: bool
    is_placed: bool
    valid_from: date
    valid_to: date | None
    kind: str
    level: str
    standing: Standing | None
    grounds: tuple[int, ...]

    @property
    def area_id(self) -> int | None:
        """The area itself; None for a unit that stands nowhere."""
        return self.grounds[0] if self.grounds else None


class Office(NamedTuple):
    """A unit as it stood on the day; `located` has its areas, or those of the nearest superior that has any."""

    pk: int
    kind: str
    level: str
    name: str
    path: str
    parent_id: int | None
    areas: frozenset[int]
    located: frozenset[int]


def line_of(path: str) -> list[int]:
    """The ids of a path, the unit itself first and the root last."""
    return [int(path[start : start + PATH_STEP]) for start in range(len(path) - PATH_STEP, -1, -PATH_STEP)]


K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Shelf(Generic[K, V]):
    """Answers of one kind, by what was asked; what is not there yet is fetched at once, or noted while the index collects."""

    def __init__(self, index: "Index", fetch: Callable[[set[K]], Mapping[K, V]], blank: V) -> None:
        self._index, self._fetch, self._blank = index, fetch, blank
        self._known: dict[K, V] = {}
        self._wanted: set[K] = set()
        index.shelves.append(self)

    def get(self, asked: Iterable[K]) -> dict[K, V]:
        """The answers by what was asked."""
        several = list(asked)
        try:
            return {key: self._known[key] for key in several}
        except KeyError:
            self._want(several)
        return {key: self._known.get(key, self._blank) for key in several}

    def one(self, key: K) -> V:
        """The answer to one question."""
        if key not in self._known:
            self._want([key])
        return self._known.get(key, self._blank)

    def _want(self, several: Iterable[K]) -> None:
        self._wanted.update(key for key in several if key not in self._known)
        if self._index.collects:
            self._index.has_missed = True
        else:
            self.fill()

    def fill(self) -> None:
        """Fetch what was asked for and is not there."""
        self.now(self._wanted)
        self._wanted = set()

    def now(self, asked: Iterable[K]) -> Mapping[K, V]:
        """The answers to these and more, also while the index collects."""
        if wanted := {key for key in asked if key not in self._known}:
            self._known |= dict.fromkeys(wanted, self._blank) | dict(self._fetch(wanted))
        return self._known


class Index:
    """The look-ups of one day. Every shelf is one query (where more, it says so) for all that it was not asked before.

    While it `collects`, what is missing is answered with nothing and `has_missed` is set: whoever asks then goes on to say what else is
    needed, and asks again after `fill`.
    """

    def __init__(self, on: date) -> None:
        self.on = on
        self.collects = self.has_missed = False
        self.shelves: list[Shelf[Any, Any]] = []
        self.home: frozenset[int] = frozenset()
        self.home_id: int | None = None
        self.ground: frozenset[int] = frozenset()
        nobody: tuple[Row, ...] = ()
        self.grounds_by_id = Shelf[int, Ground | None](self, self._grounds, None)
        self.areas_by_name = Shelf[str, tuple[Ground, ...]](self, self._areas, ())
        self.areas_like = Shelf[Spelled, tuple[tuple[str, int], ...]](self, self._areas_like, ())
        self.spelled = Shelf[tuple[Spelled, int | None], tuple[Row, ...]](self, self._spelled_so, nobody)
        self.namesakes = Shelf[Spelled, tuple[Row, ...]](self, self._namesakes, nobody)
        self.facts_of = Shelf[int, Facts | None](self, self._facts, None)
        self.unit_of = Shelf[int, OrgUnit | None](self, self._units, None)
        self.place_of = Shelf[int, str](self, self._places, "")
        self._rows: dict[int, Row] = {}
        self._now: dict[int, OrgUnit] = {}
        self._committees: dict[frozenset[int], list[Office]] = {}

    def lacks(self) -> bool:
        """Whether something asked for was missing; a question, because an answer in between may change it."""
        return self.has_missed

    def settle(self, context: Office, chain: Collection[int]) -> None:
        """Say where the writer stands: whose names are at home, on whose ground."""
        self.home_id, self.home, self.ground = context.pk, frozenset(chain), context.located

    def fill(self) -> None:
        """Fetch all that was missed."""
        for shelf in self.shelves:
            shelf.fill()
        self.has_missed = False

    def whole(self, compute: Callable[[], V]) -> tuple[V, bool]:
        """What is computed, and whether nothing was missed on the way: only then it may be kept."""
        missed_before, self.has_missed = self.has_missed, False
        found = compute()
        is_whole, self.has_missed = not self.has_missed, self.has_missed or missed_before
        return found, is_whole

    def grounds(self, area_ids: Collection[int]) -> list[Ground]:
        """These areas, in this order."""
        return [ground for ground in self.grounds_by_id.get(area_ids).values() if ground is not None]

    def holds(self, row: Row) -> bool:
        """Whether the unit bears the name on the day."""
        return row.valid_from <= self.on and (row.valid_to is None or self.on < row.valid_to)

    def units(self, unit_ids: Iterable[int]) -> list[OrgUnit]:
        """These units in this order, with the names and parents that they have on the day (or now, if they do not exist then)."""
        return [unit for unit in self.unit_of.get(unit_ids).values() if unit is not None]

    # What the shelves fetch

    @staticmethod
    def _grounds(area_ids: set[int]) -> dict[int, Ground]:
        found = {}
        for pk, name, level, *above in tables.areas(area_ids):
            kind, own = area_parts(name)
            found[pk] = Ground(pk, name, level, kind, key_of(own), tuple(step for step in above if step is not None))
        return found

    def _areas(self, keys: set[str]) -> dict[str, tuple[Ground, ...]]:
        """Two queries."""
        ids: dict[str, list[int]] = {}
        for _, key, _, pk in tables.area_names(Spelled("key", key) for key in keys):
            ids.setdefault(key, []).append(pk)
        grounds = self.grounds_by_id.now(pk for several in ids.values() for pk in several)
        return {key: tuple(ground for pk in sorted(several) if (ground := grounds[pk]) is not None) for key, several in ids.items()}

    @staticmethod
    def _areas_like(asked: set[Spelled]) -> dict[Spelled, tuple[tuple[str, int], ...]]:
        found: dict[Spelled, list[tuple[str, int]]] = {}
        for column, value, key, pk in tables.area_names(asked):
            found.setdefault(Spelled(column, value), []).append((key, pk))
        return {spelled: tuple(areas) for spelled, areas in found.items()}

    def _spelled_so(self, asked: set[tuple[Spelled, int | None]]) -> dict[tuple[Spelled, int | None], tuple[Row, ...]]:
        """By spelling and area; where no area is given, the names where the writer stands and whole ones anywhere.

        Three queries. When too many units elsewhere bear such names, only those directly under the writer are looked at: two more.
        """
        at_home = {each for each, area in asked if area is None}
        placed = {(each, area) for each, area in asked if area is not None} | {(each, area) for each in at_home for area in self.home}
        most = MOST_ROWS * len(asked)
        rows = tables.names_spelled(placed, at_home, most=most + 1)
        if len(rows) > most:
            rows = tables.names_spelled(placed, ()) + tables.whole_names_below(at_home, self.home_id, on=self.on)
        found: dict[tuple[Spelled, int | None], dict[Row, None]] = {}
        for each, row in self._read(rows):
            if row.area_id is not None and (each, row.area_id) in asked:
                found.setdefault((each, row.area_id), {})[row] = None
            if each in at_home and (row.is_whole or row.area_id in self.home):
                found.setdefault((each, None), {})[row] = None
        return {key: tuple(several) for key, several in found.items()}

    def _namesakes(self, asked: set[Spelled]) -> dict[Spelled, tuple[Row, ...]]:
        """Anywhere; where there are too many, on the writer's ground only: a query more."""
        most = MOST_NAMESAKES * len(asked)
        rows = tables.names_anywhere(asked, most=most + 1)
        if len(rows) > most:
            rows = tables.names_inside(asked, self.ground, most=most) or rows
        found: dict[Spelled, list[Row]] = {}
        for each, row in self._read(rows):
            found.setdefault(each, []).append(row)
        return {spelled: tuple(several) for spelled, several in found.items()}

    def _read(self, found: Collection[tuple[Any, ...]]) -> list[tuple[Spelled, Row]]:
        """What `tables` found, by how it was asked for; a query for the units, one for the areas that were not met before."""
        new = {row[1]: row for row in found if row[1] not in self._rows}
        facts = self.facts_of.now(row[2] for row in new.values())
        grounds = self.grounds_by_id.now(row[-1] for row in new.values() if row[-1] is not None)
        for pk, row in new.items():
            ground, unit = grounds.get(row[-1]), facts[row[2]]
            if unit is not None:
                self._rows[pk] = Row._make((*row[1:-1], *unit, (ground.pk, *ground.above) if ground else ()))
        rows = self._rows
        return [(Spelled(row[0], row[_PLACE[row[0]]]), rows[row[1]]) for row in found]

    def _facts(self, unit_ids: set[int]) -> dict[int, Facts]:
        return {
            pk: Facts(kind, level, None if path is None else Standing(name, short_name, path, parent_id))
            for pk, kind, level, name, short_name, path, parent_id in tables.units(unit_ids, on=self.on)
        }

    def _units(self, unit_ids: set[int]) -> dict[int, OrgUnit]:
        """Two queries at most."""
        standings = {pk: facts.standing for pk, facts in self.facts_of.now(unit_ids).items() if pk in unit_ids and facts is not None}
        self._as_now([*unit_ids, *(standing.parent_id for standing in standings.values() if standing)])
        self._as_now(self._now[pk].parent_id for pk, standing in standings.items() if standing is None)
        found = {}
        for pk, standing in standings.items():
            unit = found[pk] = copy(self._now[pk])
            if standing is not None:
                unit.name, unit.short_name, unit.parent_id = standing.name, standing.short_name, standing.parent_id
            unit.parent = self._now[unit.parent_id] if unit.parent_id is not None else None
        return found

    def _as_now(self, unit_ids: Iterable[int | None]) -> None:
        """Have these units as they are now; a query when some were not met before."""
        if new := {pk for pk in unit_ids if pk is not None and pk not in self._now}:
            self._now |= OrgUnit.objects.in_bulk(new)

    def _places(self, unit_ids: set[int]) -> dict[int, str]:
        """Where each unit is, in words that its name does not say already; its superior's name when that is nowhere. Three queries."""
        area_of: dict[int, int] = dict(sorted(tables.served(unit_ids, on=self.on), reverse=True))
        grounds = self.grounds_by_id.now(area_of.values())
        around = {pk: (area_id, *(ground.above if (ground := grounds[area_id]) else ())) for pk, area_id in area_of.items()}
        grounds = self.grounds_by_id.now(area_id for several in around.values() for area_id in several)
        units = self.unit_of.now(unit_ids)
        return {
            pk: _place_of(unit, [ground for area_id in around.get(pk, ()) if (ground := grounds[area_id])])
            for pk in unit_ids
            if (unit := units[pk]) is not None
        }

    # Offices

    def bearers(self, name: Name, area_ids: Collection[int] | None) -> list[Row]:
        """The names, of any days, that may be this one in these areas or inside them (None: anywhere); by initials if it has any."""
        columns = ["key", *(["skeleton"] if words.has_initials(name) and words.has_words(name) else [])]
        asked = [Spelled(column, form(column, name)) for column in columns]
        found = tables.names_anywhere(asked) if area_ids is None else tables.names_inside(asked, area_ids)
        return list(dict.fromkeys(row for _, row in self._read(found)))

    def office(self, unit: OrgUnit) -> Office:
        """The unit as it stood on the day, or as it stands now if it did not exist. Two queries."""
        facts = self.facts_of.now([unit.pk])[unit.pk]
        standing = facts.standing if facts is not None else None
        if standing is None:
            standing = Standing(unit.name, unit.short_name, unit.path, unit.parent_id)
        line = line_of(standing.path)
        served: dict[int, set[int]] = {}
        for pk, area_id in tables.served(line, on=self.on):
            served.setdefault(pk, set()).add(area_id)
        located = next((frozenset(served[pk]) for pk in line if pk in served), frozenset())
        areas = frozenset(served.get(unit.pk, ()))
        return Office(unit.pk, unit.kind, unit.level, standing.name, standing.path, standing.parent_id, areas, located)

    def committees(self, area_ids: Collection[int]) -> list[Office]:
        """The people's committees that serve one of these areas on the day, by path; `areas` has only those asked for."""
        wanted = frozenset(area_ids)
        if wanted not in self._committees:
            served: dict[int, set[int]] = {}
            rows = UnitArea.objects.filter(valid_on(self.on), area__in=wanted, unit__kind=OrgUnit.Kind.COMMITTEE)
            for unit_id, area_id in rows.values_list("unit_id", "area_id"):
                served.setdefault(unit_id, set()).add(area_id)
            versions = UnitVersion.objects.filter(valid_on(self.on), unit__in=served).select_related("unit").order_by("path")
            self._committees[wanted] = [
                Office(v.unit_id, v.unit.kind, v.unit.level, v.name, v.path, v.parent_id, *(frozenset(served[v.unit_id]),) * 2)
                for v in versions
            ]
        return self._committees[wanted]


def _place_of(unit: OrgUnit, areas: Sequence[Ground]) -> str:
    """`areas`: from the unit's own outwards."""
    said = fold(unit.name)
    inside = (ground.name for ground in areas if ground.level != Area.Level.COUNTRY)
    found = [name for name in inside if not said.endswith(fold(name))]
    return ", ".join(found) or (unit.parent.name if unit.parent else "ngoài các địa bàn")


_FORMS: dict[str, Callable[[Name], str]] = {
    "key": " ".join,
    "skeleton": words.skeleton,
    "short": words.skeleton,
    "ends": words.ends,
    "loose": words.loose,
}


def form(column: str, name: Name) -> str:
    """A name as that column holds it."""
    return _FORMS[column](name)[:KEY]
