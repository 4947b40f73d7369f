"""Where the writing office stands: what it may name without saying where, and which of two offices it means."""

from collections.abc import Collection

from org_hierarchy.models import OrgUnit
from org_hierarchy.names.index import Ground, Index, Row, Standing
from org_hierarchy.names.spelling import AREA_TYPES, Name, key_of

Kind, Level = OrgUnit.Kind, OrgUnit.Level


class Viewpoint:
    """The context on the day, and the areas that it lies in, nearest first. Four queries."""

    def __init__(self, context: OrgUnit, index: Index) -> None:
        self.office = index.office(context)
        self._index = index
        located = index.grounds(sorted(self.office.located))
        above = dict.fromkeys(pk for ground in located for pk in ground.above)
        outer = index.grounds([pk for pk in above if pk not in self.office.located])
        steps = {pk: step for ground in located for step, pk in enumerate(ground.above, start=1)}
        self.chain: list[Ground] = [*located, *sorted(outer, key=lambda ground: steps[ground.pk])]
        self.in_chain = frozenset(ground.pk for ground in self.chain)
        index.settle(self.office, self.in_chain)
        self._steps = {pk: step for step, pk in enumerate(g.pk for g in self.chain)}

    def is_on_ground(self, areas: Collection[int]) -> bool:
        """Whether an area, given with all those above it, lies in the context's."""
        return not self.office.located.isdisjoint(areas)

    def needs_no_area(self, row: Row, standing: Standing) -> bool:
        """Whether a name without an area can mean this unit here.

        It is of the context's area or of one above; or it has a name of its own: an employer on the context's ground, a unit directly under
        the context, or one anywhere below that says its area itself.
        """
        if row.unit_id == self.office.pk or row.level == Level.CENTRAL or row.area_id in self.in_chain:
            return True
        if not row.is_whole:
            return False
        if row.kind == Kind.EMPLOYER:
            return self.is_on_ground(row.grounds)
        return standing.parent_id == self.office.pk or (row.is_placed and standing.path.startswith(self.office.path))

    def distance(self, row: Row, standing: Standing) -> int:
        """How near a unit stands: the context itself, directly under, under, beside, on its ground, above, on parts of it, elsewhere."""
        office = self.office
        if row.unit_id == office.pk:
            return 0
        if standing.parent_id == office.pk:
            return 1
        if standing.path.startswith(office.path):
            return 2
        if standing.parent_id is not None and standing.parent_id == office.parent_id:
            return 3
        if row.area_id in office.located:
            return 4
        if row.area_id in self._steps:
            return 5 + self._steps[row.area_id]
        return 200 if self.is_on_ground(row.grounds) else 300

    def areas_meant(self, tail: Name) -> list[frozenset[int]]:
        """The areas that these words may mean, likelier first: a bare type is an area that the context lies in, nearest first."""
        found = []
        if tail in AREA_TYPES:
            found += [frozenset({ground.pk}) for ground in self.chain if ground.kind == AREA_TYPES[tail]]
        for length in (1, 2):
            if tail[:length] in AREA_TYPES and len(tail) > length:
                named = self._named(tail[length:])
                found.append(frozenset(ground.pk for ground in named if ground.kind == AREA_TYPES[tail[:length]]))
        if not tail[0].isdecimal():
            found.append(frozenset(ground.pk for ground in self._named(tail)))
        return [areas for areas in found if areas]

    def _named(self, own: Name) -> tuple[Ground, ...]:
        return self._index.areas_by_name.one(key_of(own))
