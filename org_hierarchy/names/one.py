"""A name → the one unit that it means here for sure: as exactly written, or by its initials."""

from collections.abc import Iterable, Iterator

from org_hierarchy.models import OrgUnit
from org_hierarchy.names import words
from org_hierarchy.names.index import Index, Row, form
from org_hierarchy.names.spelling import AREA_TYPES, Name, key_of
from org_hierarchy.names.tables import Spelled
from org_hierarchy.names.viewpoint import Viewpoint

LONGEST_AREA = 7  # atoms of an area's type and name
DEEPEST_TAIL = 3  # "xã A, huyện B, tỉnh C"

Reading = tuple[Name, frozenset[int] | None]
"""A way to see a name: its core, and the areas that its end names (None: its end names none)."""
_AGENCY = words.of("cơ quan")
_FIRST_OF_TYPES = frozenset(kind[0] for kind in AREA_TYPES)


class OneUnit:
    """Looks for one unit by its name, as the viewpoint's office would mean it."""

    def __init__(self, viewpoint: Viewpoint, index: Index) -> None:
        self._viewpoint, self._index = viewpoint, index
        self._found: dict[Name, int | None] = {}
        self._readings: dict[Name, list[Reading]] = {}

    def find(self, name: Name) -> int | None:
        """The id of the unit that the name means for sure. Two queries for a name as its unit writes it, five at most."""
        if name in self._found:
            return self._found[name]
        found, is_whole = self._index.whole(lambda: self._look_up(name))
        if is_whole:
            self._found[name] = found
        return found

    def _look_up(self, name: Name) -> int | None:
        """Step by step: nothing is asked that a nearer answer may spare."""
        index, whole = self._index, [(name, None)]
        found = self._sure(self.exactly(whole), whole)
        if found is not None or index.lacks():
            return found
        readings = self.readings(name)
        if index.lacks():
            return None
        found = self._sure(self.exactly(readings), readings)
        if found is not None or index.lacks():
            return found
        return self._sure(self.by_initials(readings), readings)

    def _sure(self, rows: dict[Name, list[Row]], readings: Iterable[Reading]) -> int | None:
        for core, areas in readings:
            meant = self.meant(rows.get(core, ()), areas)
            if len(meant) == 1:
                return meant[0].unit_id
        return None

    def readings(self, name: Name) -> list[Reading]:
        """Every way to see the name, the whole one first; "cơ quan" before it may be left out."""
        if name in self._readings:
            return self._readings[name]
        self._index.areas_by_name.get(_area_keys(name))
        if self._index.lacks():
            return []
        self._readings[name] = found = self._read(name)
        return found

    def _read(self, name: Name) -> list[Reading]:
        names = [name]
        if name[: len(_AGENCY)] == _AGENCY and len(name) > len(_AGENCY):
            names.append(name[len(_AGENCY) :])
        found: dict[Reading, None] = {}
        for one in names:
            found[(one, None)] = None
            found |= dict.fromkeys(self._tails(one, None, 1))
        return list(found)

    def _tails(self, name: Name, within: frozenset[int] | None, depth: int) -> Iterator[Reading]:
        """The name without the area at its end; "xã A, huyện B" is an xã A that lies in a huyện B."""
        for length in range(1, min(LONGEST_AREA, len(name) - 1) + 1):
            core, tail = name[:-length], name[-length:]
            if within is not None and tail[0] not in _FIRST_OF_TYPES:
                continue
            for areas in self._viewpoint.areas_meant(tail):
                inside = areas if within is None else self._inside(areas, within)
                if inside:
                    yield core, inside
                    if depth < DEEPEST_TAIL:
                        yield from self._tails(core, inside, depth + 1)

    def _inside(self, areas: frozenset[int], within: frozenset[int]) -> frozenset[int]:
        return frozenset(ground.pk for ground in self._index.grounds(sorted(areas)) if not within.isdisjoint(ground.above))

    def exactly(self, readings: Iterable[Reading]) -> dict[Name, list[Row]]:
        """The rows that are spelled just so, by core."""
        return self.spelled(["key"], readings)

    def by_initials(self, readings: Iterable[Reading]) -> dict[Name, list[Row]]:
        """The rows for whose words initials stand, in the name as written or in the list, by core."""
        worded = [reading for reading in readings if words.has_words(reading[0])]
        written = [reading for reading in worded if words.has_initials(reading[0])]
        listed = [reading for reading in worded if not words.has_initials(reading[0])]
        rows = self.spelled(["skeleton"], written) | self.spelled(["short"], listed)
        return {core: [row for row in several if abbreviates(core, row.key)] for core, several in rows.items()}

    def spelled(self, columns: Iterable[str], readings: Iterable[Reading]) -> dict[Name, list[Row]]:
        """The rows, of any days, that one of these columns has for a core: where the writer stands, in the reading's areas, whole ones
        anywhere. One query."""
        asked = [
            (core, [(Spelled(column, form(column, core)), area) for column in columns for area in (None, *(areas or ()))])
            for core, areas in readings
        ]
        rows = self._index.spelled.get(each for _, several in asked for each in several)
        found: dict[Name, dict[Row, None]] = {}
        for core, several in asked:
            of_core = found.setdefault(core, {})
            for each in several:
                of_core |= dict.fromkeys(rows[each])
        return {core: list(of_core) for core, of_core in found.items()}

    def meant(self, rows: Iterable[Row], areas: frozenset[int] | None) -> list[Row]:
        """The units that the name means here, each once: one when it is sure, several when they are as likely."""
        living = [row for row in rows if row.standing is not None and self._index.holds(row)]
        if areas is not None:
            living = [row for row in living if row.area_id in areas] or [row for row in living if _is_inside(row, areas)]
        near: dict[int, tuple[int, Row]] = {}
        for row in living:
            standing = row.standing
            if standing is not None and (areas is not None or self._viewpoint.needs_no_area(row, standing)):
                distance = self._viewpoint.distance(row, standing)
                if row.unit_id not in near or distance < near[row.unit_id][0]:
                    near[row.unit_id] = (distance, row)
        nearest = min((distance for distance, _ in near.values()), default=0)
        return [row for distance, row in near.values() if distance == nearest]


def _area_keys(name: Name) -> set[str]:
    """All that may be an area's own name in it: its ends, and what follows a type."""
    starts = [place + 1 for place, atom in enumerate(name) if atom in _FIRST_OF_TYPES]
    starts += [place + 1 for place in starts]
    ends = range(max(0, len(name) - LONGEST_AREA), len(name))
    inner = {key_of(name[start:end]) for start in starts for end in range(start + 1, min(start + LONGEST_AREA, len(name) + 1))}
    return inner | {key_of(name[start:]) for start in ends}


def _is_inside(row: Row, areas: frozenset[int]) -> bool:
    """Whether it lies inside one of these areas and has a name of its own there."""
    return row.is_whole and (row.is_placed or row.kind == OrgUnit.Kind.EMPLOYER) and not areas.isdisjoint(row.grounds)


def abbreviates(core: Name, key: str) -> bool:
    """Whether a name is the one of that key when initials stand for words."""
    other = tuple(key.split(" "))
    return len(core) == len(other) and words.abbreviates(core, other)
