"""Who keeps the papers of units that have ended: whoever continues them; of one that nobody continues, the unit above it."""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q

from org_hierarchy.models import OrgUnit, Succession
from records.batches import batches

CHUNK = 500  # values of one IN (…)


def has_ended(unit: OrgUnit, *, on: date) -> bool:
    """Whether its last day has passed. No query."""
    return unit.valid_to is not None and unit.valid_to <= on


def keepers_of(unit: OrgUnit, *, on: date) -> list[OrgUnit]:
    """The units that keep its papers that day, by name: itself, as long as it exists; none where all above it have ended too.

    No query for one that exists; else two or three for each decision in a row.
    """
    if not has_ended(unit, on=on):
        return [unit]
    found: dict[int, OrgUnit] = {}
    frontier, seen = {unit.pk: unit}, {unit.pk}
    while frontier:
        rows = list(Succession.objects.filter(predecessor__in=frontier, day__lte=on).values_list("predecessor", "successor"))
        continued = {predecessor for predecessor, _ in rows}
        above = {one.parent_id for pk, one in frontier.items() if pk not in continued and one.parent_id}
        units = OrgUnit.objects.filter(pk__in=({successor for _, successor in rows} | above) - seen)
        frontier = {}
        for one in units:
            seen.add(one.pk)
            (frontier if has_ended(one, on=on) else found)[one.pk] = one
    return sorted(found.values(), key=lambda one: (one.sort_name, one.pk))


def kept_by(unit_ids: Collection[int], *, on: date) -> list[OrgUnit]:
    """The ended units whose papers these units keep that day (`keepers_of` from the other side), by name. A query for each decision in a
    row and 500 units."""
    continued = Exists(Succession.objects.filter(predecessor=OuterRef("pk"), day__lte=on))
    found: dict[int, OrgUnit] = {}
    frontier = set(unit_ids)
    while frontier:
        reached: dict[int, OrgUnit] = {}
        for some in batches(sorted(frontier), CHUNK):
            heirs = Succession.objects.filter(successor__in=some, day__lte=on).values("predecessor")
            mine = Q(pk__in=heirs) | Q(~continued, parent__in=some)
            reached |= {unit.pk: unit for unit in OrgUnit.objects.filter(mine, valid_to__lte=on)}
        frontier = reached.keys() - found.keys()
        found |= reached
    return sorted(found.values(), key=lambda one: (one.sort_name, one.pk))
