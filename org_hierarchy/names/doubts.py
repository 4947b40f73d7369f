"""Why a name is not sure, and what it might be: of the same name elsewhere, of an old name, who continues it, or nearly written so."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import partial

from org_hierarchy.models import OrgUnit
from org_hierarchy.names import words
from org_hierarchy.names.answers import UNKNOWN, Answer, Hint
from org_hierarchy.names.index import Index, Row, Shelf, form
from org_hierarchy.names.one import LONGEST_AREA, OneUnit, Reading, abbreviates
from org_hierarchy.names.spelling import AREA_TYPES, Name, key_of
from org_hierarchy.names.tables import Spelled
from org_hierarchy.names.viewpoint import Viewpoint
from org_hierarchy.queries import predecessors_of_each, successors_of_each

MOST_CANDIDATES = 50
MOST_GONE = 5
"""Units of other days whose successors are looked up."""
MOST_AREAS = 60
"""Areas that a misspelled end may mean."""
LONGEST_TYPE = 3  # words of an area's type, perhaps broken by a scan
ONE_DAY = timedelta(days=1)
_LAST_OF_TYPES = frozenset(words.bare(kind[-1]) for kind in AREA_TYPES)

Columns = tuple[str, ...]
"""Of the tables of names, by which a name is looked for."""


class Doubts:
    """Says of a name that is not sure what it might be."""

    def __init__(self, viewpoint: Viewpoint, index: Index, one: OneUnit) -> None:
        self._viewpoint, self._index, self._one = viewpoint, index, one
        self._alike: dict[tuple[Name, Columns], list[Row]] = {}
        self._tails: dict[tuple[Name, Columns], list[Reading]] = {}
        self._heirs = Shelf[int, tuple[int, ...]](index, partial(successors_of_each, on=index.on), ())
        self._origins = Shelf[int, tuple[int, ...]](index, partial(predecessors_of_each, on=index.on), ())

    def about(self, name: Name) -> Answer:
        """The reason, and the candidates with theirs, the likeliest first. Some fifteen queries.

        Names written alike but for marks and signs are always offered; those that differ by a letter only when nothing else is.
        """
        readings = self._one.readings(name)
        if self._index.lacks():
            return UNKNOWN
        hints: list[Hint] = []
        reason = ""
        named = [self._one.exactly(readings), self._one.by_initials(readings)]
        for rows in named:
            for core, areas in readings:
                if len(meant := self._one.meant(rows.get(core, ()), areas)) > 1:
                    reason = reason or f"Có {len(meant)} đơn vị có thể mang tên này; hãy chọn một."
                    hints += self._hints(meant, "cùng tên, ở {place}")
        if not hints and (elsewhere := self._hints(self._elsewhere(name), "cùng tên ở địa bàn khác: {place}")):
            reason = "Chỉ có đơn vị cùng tên ở địa bàn khác; hãy xác nhận."
            hints = elsewhere
        of_other_days, why = self._of_other_days(named, readings)
        hints += of_other_days
        for columns in (("loose",), ("loose", "skeleton"), ("loose", "skeleton", "ends")):
            if columns == ("loose",) or not (hints or self._index.lacks()):
                hints += self._hints(self._resembling(name, readings, columns), "viết gần giống; ở {place}")
        reason = reason or why or ("Tên viết gần giống đơn vị có trong danh mục; hãy xác nhận." if hints else UNKNOWN.reason)
        return Answer(reason=reason, hints=_offered(hints))

    def _hints(self, rows: Iterable[Row], reason: str) -> list[Hint]:
        """The living units of the rows with one reason, the nearest first."""
        known = {row.unit_id: (row, row.standing) for row in rows if row.standing is not None}
        hints = [(self._viewpoint.distance(row, standing), standing.path, pk) for pk, (row, standing) in known.items()]
        return [Hint(pk, reason) for _, _, pk in sorted(hints)]

    def _elsewhere(self, name: Name) -> list[Row]:
        """The units of exactly this name, or of these initials: those on the writer's ground, else anywhere."""
        columns = ["key", *(["skeleton"] if words.has_initials(name) and words.has_words(name) else [])]
        asked = [Spelled(column, form(column, name)) for column in columns]
        rows = [row for several in self._index.namesakes.get(asked).values() for row in several]
        rows = [row for row in rows if self._index.holds(row) and (row.key == key_of(name) or abbreviates(name, row.key))]
        return [row for row in rows if self._viewpoint.is_on_ground(row.grounds)] or rows

    def _of_other_days(self, named: Iterable[dict[Name, list[Row]]], readings: list[Reading]) -> tuple[list[Hint], str]:
        """Who bore the name on another day: the unit itself if it exists by another name, else who continues it."""
        rows: dict[int, Row] = {}
        for found in named:
            for core, areas in readings:
                for row in found.get(core, ()):
                    if not self._index.holds(row) and (areas is None or not areas.isdisjoint(row.grounds)):
                        rows.setdefault(row.unit_id, row)
        on, hints, why = self._index.on, list[Hint](), ""
        nearest = sorted(rows.values(), key=lambda row: (not self._viewpoint.is_on_ground(row.grounds), row.grounds, row.unit_id))[
            :MOST_GONE
        ]
        units = {unit.pk: unit for unit in self._index.units(row.unit_id for row in nearest)}
        for row in nearest:
            unit = units.get(row.unit_id)
            if unit is None:
                continue
            if row.standing is not None:
                hints.append(Hint(unit.pk, f"tên {_until(row)}"))
                why = why or f"Đây là tên {_until(row)} của {unit.name}; hãy xác nhận."
                continue
            if unit.valid_from <= on:
                hints += [Hint(pk, f"kế thừa {unit.name}") for pk in self._heirs.one(unit.pk)]
            else:
                hints += [Hint(pk, f"tiền thân của {unit.name}") for pk in self._origins.one(unit.pk)]
            why = why or f"{unit.name} không hoạt động vào ngày {on:%d/%m/%Y}: {_days_of(unit, on)}."
        return hints, why

    def _resembling(self, name: Name, readings: list[Reading], columns: Columns) -> list[Row]:
        if (name, columns) not in self._alike:
            found, is_whole = self._index.whole(lambda: self._look_alikes(name, readings, columns))
            if not is_whole:
                return found
            self._alike[name, columns] = found
        return self._alike[name, columns]

    def _look_alikes(self, name: Name, readings: list[Reading], columns: Columns) -> list[Row]:
        """The living units whose name is nearly this one: in the areas that its end names or nearly names, or of a name of their own."""
        for other in {_without_and(name), _without_runs(name)} - {name}:
            readings = [*readings, *self._one.readings(other)]
        worded = [reading for reading in (*readings, *self._loose_tails(name, columns)) if words.has_words(reading[0])]
        if self._index.lacks():
            return []
        rows = self._one.spelled(columns, worded)
        if self._index.lacks():
            return []
        alike: dict[tuple[Name, str], bool] = {}
        found: dict[Row, None] = {}
        for core, areas in worded:
            for row in rows[core]:
                if self._index.holds(row) and self._may_stand(row, areas):
                    if (core, row.key) not in alike:
                        alike[core, row.key] = _is_nearly(core, tuple(row.key.split(" ")))
                    if alike[core, row.key]:
                        found[row] = None
        return list(found)

    def _may_stand(self, row: Row, areas: frozenset[int] | None) -> bool:
        """Whether a unit that is nearly called so may be meant with these areas."""
        if areas is None:
            return row.is_whole or row.area_id in self._viewpoint.in_chain
        return row.area_id in areas or (row.is_whole and not areas.isdisjoint(row.grounds))

    def _loose_tails(self, name: Name, columns: Columns) -> list[Reading]:
        if (name, columns) not in self._tails:
            found, is_whole = self._index.whole(lambda: self._nearly_named(name, columns))
            if not is_whole:
                return found
            self._tails[name, columns] = found
        return self._tails[name, columns]

    def _nearly_named(self, name: Name, columns: Columns) -> list[Reading]:
        """The name without an area at its end that is nearly written so; words of the area's type are left out with it.

        Slips of a letter are looked for only in areas of two words or more whose type is written right.
        """
        asked: dict[Name, list[Spelled]] = {}
        for length in range(1, min(LONGEST_AREA, len(name) - 1) + 1):
            if not name[-length].isdecimal():
                tail = name[-length:]
                may_slip = length > 1 and words.bare(name[-length - 1]) in _LAST_OF_TYPES
                asked[tail] = [Spelled(column, form(column, tail)) for column in columns if column == "loose" or may_slip]
        like = self._index.areas_like.get(each for several in asked.values() for each in several)
        found: list[Reading] = []
        for tail, several in asked.items():
            areas: dict[str, set[int]] = {}
            for each in several:
                for key, pk in like[each]:
                    areas.setdefault(key, set()).add(pk)
            near = frozenset(pk for key, ids in areas.items() if _is_nearly(tail, tuple(key.split(" "))) for pk in ids)
            if near and len(near) <= MOST_AREAS:
                cores = (name[: -len(tail) - length] for length in range(LONGEST_TYPE + 1))
                found += [(core, near) for core in cores if core]
        return found


def _offered(hints: Iterable[Hint]) -> tuple[Hint, ...]:
    """Each unit once, with the first reason for it, and not too many."""
    first: dict[int, Hint] = {}
    for hint in hints:
        first.setdefault(hint.unit_id, hint)
    return tuple(first.values())[:MOST_CANDIDATES]


def _without_and(name: Name) -> Name:
    """The name without a "và" that was misspelled, broken in two or grown to a word beside it; written right it is no atom of a name."""
    kept: list[str] = []
    for atom in name:
        letters = words.bare(atom)
        grown = letters.removesuffix("va") if letters.endswith("va") else letters.removeprefix("va")
        kept.append(grown if letters != grown and len(letters) > 4 and not words.has_initials((atom,)) else atom)
        for count in (1, 2):
            if words.loose(tuple(kept[-count:])) == "va":
                del kept[-count:]
                break
    return tuple(kept)


def _without_runs(name: Name) -> Name:
    """The name with letters side by side as one word: a word that lost its vowel looks like an abbreviation."""
    kept: list[str] = []
    for before, atom in zip(("", *name), name, strict=False):
        if before[:1] == atom[:1] == words.INITIAL:
            kept[-1] += atom.removeprefix(words.INITIAL)
        else:
            kept.append(atom)
    return tuple(atom.removeprefix(words.INITIAL) if len(atom) > 2 else atom for atom in kept)


def _until(row: Row) -> str:
    if row.valid_to is None:
        return f"mới từ ngày {row.valid_from:%d/%m/%Y}"
    return f"cũ đến hết ngày {row.valid_to - ONE_DAY:%d/%m/%Y}"


def _days_of(unit: OrgUnit, on: date) -> str:
    if on < unit.valid_from or unit.valid_to is None:
        return f"có từ ngày {unit.valid_from:%d/%m/%Y}"
    return f"chỉ có đến hết ngày {unit.valid_to - ONE_DAY:%d/%m/%Y}"


def _is_nearly(one: Name, other: Name) -> bool:
    return words.loose(one) == words.loose(other) or (len(one) == len(other) and words.resembles(one, other))
