"""Who keeps the papers of units that have ended: whoever continues them; of one that nobody continues, the unit above it."""

from collections.abc import Collection
from datetime import date

from org_hierarchy.models import Keeping, OrgUnit
from records.batches import batches

CHUNK = 500  # values of one IN (…)


def has_ended(unit: OrgUnit, *, on: date) -> bool:
    """Whether its last day has passed. No query."""
    return unit.valid_to is not None and unit.valid_to <= on


def keepers_of(unit: OrgUnit, *, on: date) -> list[OrgUnit]:
    """The units that keep its papers now, by name: itself, as long as it exists on that day; none where all above it have ended too.

    No query for one that exists, else one.
    """
    if not has_ended(unit, on=on):
        return [unit]
    return list(OrgUnit.objects.filter(kept__unit=unit).order_by("sort_name", "pk"))


def kept_by(unit_ids: Collection[int]) -> list[OrgUnit]:
    """The ended units whose papers these units keep now (`keepers_of` from the other side), by name. A query for each 500 units."""
    found: dict[int, OrgUnit] = {}
    for some in batches(sorted(set(unit_ids)), CHUNK):
        kept = Keeping.objects.filter(keeper__in=some).values("unit")
        found |= {unit.pk: unit for unit in OrgUnit.objects.filter(pk__in=kept)}
    return sorted(found.values(), key=lambda one: (one.sort_name, one.pk))
