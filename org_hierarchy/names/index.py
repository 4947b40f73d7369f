"""What the tables of names answer for one day: a few rows at a time, each asked once."""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Q, QuerySet

from org_hierarchy.models import PATH_STEP, Area, AreaName, OrgUnit, UnitArea, UnitName, UnitVersion, valid_on
from org_hierarchy.models.names import KEY
from org_hierarchy.names import words
from org_hierarchy.names.group import areas_below
from org_hierarchy.names.spelling import Name, area_parts, key_of
from records.text import fold

MOST_ROWS = 1_000
"""Names that more units bear are looked up near the writer only."""
_ABOVE = ("parent_id", "parent__parent_id", "parent__parent__parent_id")
MOST_NAMESAKES = 200
_ROW = (
    "unit_id",
    "key",
    "skeleton",
    "ends",
    "loose",
    "has_initials",
    "is_whole",
    "is_placed",
    "valid_from",
    "valid_to",
    "unit__kind",
    "unit__level",
    "area_id",
    *(f"area__{step}" for step in _ABOVE),
)


_COLUMNS = _ROW.index("area_id")
_EITHER = [False, True]
"""Of `is_whole`: said so that the index, where it stands before the area, is of use."""


class Spelled(NamedTuple):
    """A column of the names and its value; "short" is the skeleton of a name that holds initials itself."""

    column: str
    value: str


class Ground(NamedTuple):
    """One area: its type, its own name and the areas that it lies in, nearest first."""

    pk: int
    level: str
    kind: str
    own: str
    above: tuple[int, ...]


class Row(NamedTuple):
    """One name of a unit in one area: `grounds` is that area and those that it lies in."""

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


class Standing(NamedTuple):
    """Where a unit stood on the day."""

    path: str
    parent_id: int | None


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
        if wanted := self._wanted - self._known.keys():
            self._known |= dict.fromkeys(wanted, self._blank) | dict(self._fetch(wanted))
        self._wanted = set()


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
        self.standing_of = Shelf[int, Standing | None](self, self._standings, None)
        self.unit_of = Shelf[int, OrgUnit | None](self, self._units, None)
        self.place_of = Shelf[int, str](self, self._places, "")
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

    def standings(self, unit_ids: Iterable[int]) -> dict[int, Standing]:
        """Where those of the units that exist on the day stand then."""
        return {pk: standing for pk, standing in self.standing_of.get(unit_ids).items() if standing is not None}

    def units(self, unit_ids: Iterable[int]) -> list[OrgUnit]:
        """These units in this order, with the names and parents that they have on the day (or now, if they do not exist then)."""
        return [unit for unit in self.unit_of.get(unit_ids).values() if unit is not None]

    # What the shelves fetch

    @staticmethod
    def _grounds(area_ids: set[int]) -> dict[int, Ground]:
        found = {}
        for pk, name, level, *above in Area.objects.filter(pk__in=area_ids).values_list("pk", "name", "level", *_ABOVE):
            kind, own = area_parts(name)
            found[pk] = Ground(pk, level, kind, key_of(own), _without_blanks(above))
        return found

    @staticmethod
    def _areas(keys: set[str]) -> dict[str, tuple[Ground, ...]]:
        found: dict[str, list[Ground]] = {}
        named = AreaName.objects.filter(key__in=keys).order_by("area_id")
        columns = ("key", "area_id", "type", "area__level", *(f"area__{step}" for step in _ABOVE))
        for key, pk, kind, level, *above in named.values_list(*columns):
            found.setdefault(key, []).append(Ground(pk, level, kind, key, _without_blanks(above)))
        return {key: tuple(grounds) for key, grounds in found.items()}

    @staticmethod
    def _areas_like(asked: set[Spelled]) -> dict[Spelled, tuple[tuple[str, int], ...]]:
        found: dict[Spelled, list[tuple[str, int]]] = {}
        columns = ("key", "skeleton", "ends", "loose")
        for pk, *forms in AreaName.objects.filter(_spelled(asked)).values_list("area_id", *columns):
            for column, value in zip(columns, forms, strict=True):
                if (spelled := Spelled(column, value)) in asked:
                    found.setdefault(spelled, []).append((forms[0], pk))
        return {spelled: tuple(areas) for spelled, areas in found.items()}

    def _spelled_so(self, asked: set[tuple[Spelled, int | None]]) -> dict[tuple[Spelled, int | None], tuple[Row, ...]]:
        """By spelling and area; where no area is given, the names where the writer stands and whole ones anywhere.

        When too many units elsewhere bear such names, only those directly under the writer are looked at: two queries more.
        """
        at_home = {each for each, area in asked if area is None}
        placed = {each for each, area in asked if area is not None}
        areas = {area for _, area in asked if area is not None}
        here = _spelled(at_home, Q(is_whole__in=[False], area__in=self.home)) | _spelled(placed, Q(is_whole__in=_EITHER, area__in=areas))
        whole = _spelled(at_home, Q(is_whole__in=[True]))
        most = MOST_ROWS * len(asked)
        rows = self._read(UnitName.objects.filter(here | whole)[: most + 1])
        if len(rows) > most:
            children = UnitVersion.objects.filter(valid_on(self.on), parent=self.home_id).values("unit")
            near = _spelled(at_home, Q(is_whole__in=[True], area__in=self.home)) | (whole & Q(unit__in=children))
            rows = self._read(UnitName.objects.filter(here | near))
        found: dict[tuple[Spelled, int | None], list[Row]] = {}
        for each, several in _sorted_by_spelling(rows, at_home | placed).items():
            for row in several:
                if row.area_id is not None and (each, row.area_id) in asked:
                    found.setdefault((each, row.area_id), []).append(row)
                if each in at_home and (row.is_whole or row.area_id in self.home):
                    found.setdefault((each, None), []).append(row)
        return {key: tuple(several) for key, several in found.items()}

    def _namesakes(self, asked: set[Spelled]) -> dict[Spelled, tuple[Row, ...]]:
        """Anywhere; where there are too many, on the writer's ground only: a query more."""
        names, most = UnitName.objects.filter(_spelled(asked)), MOST_NAMESAKES * len(asked)
        rows = self._read(names.order_by("unit_id")[: most + 1])
        if len(rows) > most:
            inside = Q(area__in=self.ground)
            for step in _ABOVE:
                inside |= Q(**{f"area__{step.removesuffix('_id')}__in": self.ground})
            rows = self._read(names.filter(inside)[:most]) or rows
        return _sorted_by_spelling(rows, asked)

    @staticmethod
    def _read(names: QuerySet[UnitName]) -> list[Row]:
        return [Row._make((*row[:_COLUMNS], _without_blanks(row[_COLUMNS:]))) for row in names.values_list(*_ROW)]

    def _standings(self, unit_ids: set[int]) -> dict[int, Standing]:
        rows = UnitVersion.objects.filter(valid_on(self.on), unit__in=unit_ids).values_list("unit_id", "path", "parent_id")
        return {pk: Standing(path, parent_id) for pk, path, parent_id in rows}

    def _units(self, unit_ids: set[int]) -> dict[int, OrgUnit]:
        """Two queries when some do not exist on the day."""
        found: dict[int, OrgUnit] = {}
        for version in UnitVersion.objects.filter(valid_on(self.on), unit__in=unit_ids).select_related("unit", "parent"):
            unit = version.unit
            unit.name, unit.short_name, unit.parent = version.name, version.short_name, version.parent
            found[unit.pk] = unit
        gone = unit_ids - found.keys()
        return found | (OrgUnit.objects.select_related("parent").in_bulk(gone) if gone else {})

    def _places(self, unit_ids: set[int]) -> dict[int, str]:
        """Where each unit is, in words that its name does not say already; its superior's name when that is nowhere."""
        served = UnitArea.objects.filter(valid_on(self.on), unit__in=unit_ids).order_by("-area_id")
        steps = ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent")
        columns = [f"{step}__{field}" for step in steps for field in ("level", "name")]
        areas = {pk: tuple(zip(row[::2], row[1::2], strict=True)) for pk, *row in served.values_list("unit_id", *columns)}
        return {unit.pk: _place_of(unit, areas.get(unit.pk, ())) for unit in self.units(unit_ids)}

    # Offices

    def bearers(self, name: Name, area_ids: Collection[int] | None) -> list[Row]:
        """The names, of any days, that may be this one in these areas or inside them (None: anywhere); by initials if it has any."""
        columns = ["key", *(["skeleton"] if words.has_initials(name) and words.has_words(name) else [])]
        names = UnitName.objects.filter(_spelled(Spelled(column, form(column, name)) for column in columns))
        return self._read(names if area_ids is None else names.filter(is_whole__in=_EITHER, area__in=areas_below(area_ids)))

    def office(self, unit: OrgUnit) -> Office:
        """The unit as it stood on the day, or as it stands now if it did not exist. Two queries."""
        version = UnitVersion.objects.filter(valid_on(self.on), unit=unit).first()
        path = version.path if version else unit.path
        served: dict[int, set[int]] = {}
        for pk, area_id in UnitArea.objects.filter(valid_on(self.on), unit__in=line_of(path)).values_list("unit_id", "area_id"):
            served.setdefault(pk, set()).add(area_id)
        located = next((frozenset(served[pk]) for pk in line_of(path) if pk in served), frozenset())
        name, parent_id = (version.name, version.parent_id) if version else (unit.name, unit.parent_id)
        return Office(unit.pk, unit.kind, unit.level, name, path, parent_id, frozenset(served.get(unit.pk, ())), located)

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


def _place_of(unit: OrgUnit, areas: Sequence[tuple[str, str]]) -> str:
    """`areas`: levels and names, from the unit's own outwards."""
    said = fold(unit.name)
    inside = (name for level, name in areas if level not in {None, Area.Level.COUNTRY})
    found = [name for name in inside if not said.endswith(fold(name))]
    return ", ".join(found) or (unit.parent.name if unit.parent else "ngoài các địa bàn")


def _without_blanks(ids: Sequence[int | None]) -> tuple[int, ...]:
    return tuple(pk for pk in ids if pk is not None)


def form(column: str, name: Name) -> str:
    """A name as that column holds it."""
    forms: dict[str, Callable[[Name], str]] = {
        "key": " ".join,
        "skeleton": words.skeleton,
        "short": words.skeleton,
        "ends": words.ends,
        "loose": words.loose,
    }
    return forms[column](name)[:KEY]


def _spelled(asked: Iterable[Spelled], also: Q | None = None) -> Q:
    """The condition that a column has one of its values, and `also`: repeated for each column, so that each is one range of its index."""
    by_column: dict[str, set[str]] = {}
    for spelled in asked:
        by_column.setdefault(spelled.column, set()).add(spelled.value)
    wanted = Q()
    for column, values in by_column.items():
        condition = Q(skeleton__in=values, has_initials=True) if column == "short" else Q(**{f"{column}__in": values})
        wanted |= condition & also if also else condition
    return wanted or Q(pk__in=[])


def _sorted_by_spelling(rows: Iterable[Row], asked: Collection[Spelled]) -> dict[Spelled, tuple[Row, ...]]:
    columns = {spelled.column for spelled in asked}
    found: dict[Spelled, list[Row]] = {}
    for row in rows:
        for column in columns:
            value = row.skeleton if column == "short" else getattr(row, column)
            if (spelled := Spelled(column, value)) in asked and (column != "short" or row.has_initials):
                found.setdefault(spelled, []).append(row)
    return {spelled: tuple(several) for spelled, several in found.items()}
