"""All units and areas of a day, loaded once and laid out so that a name is found by a look-up, not by a walk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from org_hierarchy.models import Area, OrgUnit, UnitArea, UnitVersion, valid_on
from org_hierarchy.names import words
from org_hierarchy.names.group import Clause

Name = tuple[str, ...]  # atoms

AREA_TYPES: dict[Name, str] = {
    words.of(kind): kind
    for kind in ("Tỉnh", "Thành phố", "Quận", "Huyện", "Thị xã", "Phường", "Xã", "Thị trấn", "Đặc khu")
}  # fmt: skip
"""Atoms of an area's type → the type as area names begin with it."""

FRONT = words.of("Ủy ban Mặt trận Tổ quốc Việt Nam")
ALIASES: dict[Name, tuple[Name, ...]] = {
    FRONT: (words.of("Mặt trận Tổ quốc Việt Nam"), words.of("Ủy ban Mặt trận Tổ quốc"), words.of("Mặt trận Tổ quốc")),
    words.of("Đoàn Thanh niên Cộng sản Hồ Chí Minh"): (words.of("Đoàn Thanh niên"),),
    words.of("Hội Liên hiệp Phụ nữ Việt Nam"): (words.of("Hội Liên hiệp Phụ nữ"), words.of("Hội Phụ nữ")),
    words.of("Hội Liên hiệp Phụ nữ"): (words.of("Hội Phụ nữ"),),
}
"""Bodies that offices also call by a shorter name."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One area: its type, its own name in atoms ("hồ chí minh", "10") and the areas that it lies in."""

    pk: int
    level: str
    kind: str
    own: Name
    parent_id: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """One unit as it was on the day; `exists` is False for a unit of other days. `located` has its areas, or its superior's."""

    unit: OrgUnit
    exists: bool
    path: str
    parent_id: int | None
    areas: frozenset[int]
    located: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit under one of its names; `whole` when nothing was cut from the name as the unit writes it."""

    known: Known
    whole: bool


class World:
    """The units and areas of a day. Three queries, whatever the size."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.grounds: dict[int, Ground] = {}
        self.by_own_name: dict[Name, list[Ground]] = {}
        for area in Area.objects.all():
            self._add_ground(area)
        self.known: dict[int, Known] = {}
        self._load_units()
        self.entries: dict[Name, list[Entry]] = {}
        for known in self.known.values():
            self._name(known)
        self.by_skeleton: dict[str, list[Name]] = {}
        for name in self.entries:
            self.by_skeleton.setdefault(words.skeleton(name), []).append(name)
        self._members: dict[Clause, frozenset[int]] = {}
        self._below: dict[tuple[int, ...], frozenset[int]] = {}

    def _add_ground(self, area: Area) -> None:
        name = words.of(area.name)
        length = next((n for n in (1, 2) if name[:n] in AREA_TYPES and len(name) > n), 0)
        ground = Ground(area.pk, area.level, AREA_TYPES.get(name[:length], ""), name[length:], area.parent_id)
        self.grounds[area.pk] = ground
        self.by_own_name.setdefault(ground.own, []).append(ground)

    def _load_units(self) -> None:
        served: dict[int, set[int]] = {}
        for unit_id, area_id in UnitArea.objects.filter(valid_on(self.on)).values_list("unit_id", "area_id"):
            served.setdefault(unit_id, set()).add(area_id)
        versions = {version.unit_id: version for version in UnitVersion.objects.filter(valid_on(self.on))}
        for unit in OrgUnit.objects.order_by("path"):
            version = versions.get(unit.pk)
            if version is not None:
                unit.name, unit.short_name = version.name, version.short_name
            path = version.path if version else unit.path
            parent_id = version.parent_id if version else unit.parent_id
            areas = frozenset(served.get(unit.pk, ()))
            self.known[unit.pk] = Known(unit, version is not None, path, parent_id, areas, areas)
        for pk, known in self.known.items():
            if not known.areas:
                above = self._first_with_areas(known)
                self.known[pk] = Known(known.unit, known.exists, known.path, known.parent_id, known.areas, above)

    def _first_with_areas(self, known: Known) -> frozenset[int]:
        seen = {known.unit.pk}
        while known.parent_id is not None and known.parent_id not in seen:
            seen.add(known.parent_id)
            known = self.known[known.parent_id]
            if known.areas:
                return known.areas
        return frozenset()

    def _name(self, known: Known) -> None:
        whole: set[Name] = set()
        cut: set[Name] = set()
        for written in filter(None, (known.unit.name, known.unit.short_name)):
            name = words.of(written)
            whole.add(name)
            for area_id in known.located:
                core = _without_tail(name, self.grounds[area_id])
                cut.add(core)
                cut.update(ALIASES.get(core, ()))
        for name in whole:
            self.entries.setdefault(name, []).append(Entry(known, whole=True))
        for name in cut - whole:
            self.entries.setdefault(name, []).append(Entry(known, whole=False))

    def around(self, located: Iterable[int]) -> list[Ground]:
        """These areas and all that they lie in, nearest first."""
        found: dict[int, Ground] = {}
        level = [self.grounds[pk] for pk in sorted(located)]
        while level:
            found |= {ground.pk: ground for ground in level}
            level = [self.grounds[g.parent_id] for g in level if g.parent_id is not None and g.parent_id not in found]
        return list(found.values())

    def below(self, area_ids: tuple[int, ...]) -> frozenset[int]:
        """These areas and all inside them."""
        if area_ids not in self._below:
            wanted = set(area_ids)
            self._below[area_ids] = frozenset(pk for pk in self.grounds if any(g.pk in wanted for g in self.around([pk])))
        return self._below[area_ids]

    def members(self, clauses: Sequence[Clause]) -> list[Known]:
        """What `group.members` answers for the day, without a query; by path."""
        found = frozenset[int]().union(*(self._members_of(clause) for clause in clauses))
        return sorted((self.known[pk] for pk in found), key=lambda known: known.path)

    def _members_of(self, clause: Clause) -> frozenset[int]:
        if clause not in self._members:
            self._members[clause] = frozenset(self._walk(clause))
        return self._members[clause]

    def _walk(self, clause: Clause) -> Iterator[int]:
        scope = self.known[clause.under_id] if clause.under_id is not None else None
        if clause.asks_nothing or (scope is not None and not scope.exists):
            return
        areas = self.below(clause.area_ids) if clause.below_areas else frozenset(clause.area_ids)
        for pk, known in self.known.items():
            unit = known.unit
            if (
                known.exists
                and (not clause.unit_ids or pk in clause.unit_ids)
                and (not clause.kinds or unit.kind in clause.kinds)
                and (not clause.levels or unit.level in clause.levels)
                and (not clause.line or unit.line == clause.line)
                and (not clause.heads or unit.folded_name.startswith(clause.heads))
                and (scope is None or _stands_under(known, scope, direct_only=clause.direct_only))
                and self._serves(known, areas if clause.area_ids else None, clause.area_types)
            ):
                yield pk

    def _serves(self, known: Known, areas: frozenset[int] | None, kinds: tuple[str, ...]) -> bool:
        if areas is None and not kinds:
            return True
        served = known.areas if areas is None else known.areas & areas
        return any(not kinds or self.grounds[pk].kind in kinds for pk in served)


def _stands_under(known: Known, scope: Known, *, direct_only: bool) -> bool:
    if direct_only:
        return known.parent_id == scope.unit.pk
    return known.path.startswith(scope.path) and known.path != scope.path


def _without_tail(name: Name, ground: Ground) -> Name:
    """The name without the area at its end ("… quận Hồng Bàng", "… Hồng Bàng", "… quận"), unless nothing would be left."""
    kind = words.of(ground.kind)
    for tail in (kind + ground.own, ground.own, kind):
        if tail and len(name) > len(tail) and name[-len(tail) :] == tail:
            return name[: -len(tail)]
    return name
