"""Who keeps the papers of units that have ended, kept as rows: what is asked of thousands of papers at once is one join then."""

from collections import defaultdict
from collections.abc import Mapping, Set
from datetime import date

from django.db import transaction

from org_hierarchy.models import Keeping, OrgUnit, Succession
from org_hierarchy.services.units import CHUNK
from records.batches import batches


@transaction.atomic
def refresh_keepings(*, today: date) -> int:
    """Make the rows what units and successions of today say; returns how many differed. Three queries when none do.

    Run every hour by the clock, and by whatever ends units at once.
    """
    stored = {(unit, keeper): pk for pk, unit, keeper in Keeping.objects.values_list("pk", "unit", "keeper")}
    wanted = _keepings(today)
    missing, surplus = sorted(wanted - stored.keys()), sorted(stored[pair] for pair in stored.keys() - wanted)
    for some in batches(surplus, CHUNK):
        Keeping.objects.filter(pk__in=some).delete()
    rows = (Keeping(unit_id=unit, keeper_id=keeper) for unit, keeper in missing)
    Keeping.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)  # the clock may be writing the same
    return len(missing) + len(surplus)


def _keepings(today: date) -> set[tuple[int, int]]:
    """(unit, keeper) of every unit that has ended."""
    above = dict(OrgUnit.objects.filter(valid_to__lte=today).values_list("pk", "parent"))
    heirs: defaultdict[int, set[int]] = defaultdict(set)
    for predecessor, successor in Succession.objects.filter(day__lte=today).values_list("predecessor", "successor"):
        heirs[predecessor].add(successor)
    return {(unit, keeper) for unit in above for keeper in _keepers(unit, above, heirs)}


def _keepers(unit: int, above: Mapping[int, int | None], heirs: Mapping[int, Set[int]]) -> set[int]:
    """Decision after decision to the units that exist; `above` has those that have ended, with the unit above each."""
    found: set[int] = set()
    frontier, seen = [unit], {unit}
    while frontier:
        one = frontier.pop()
        if one not in above:
            found.add(one)
            continue
        parent = above[one]
        following = (heirs.get(one) or ({parent} if parent is not None else set())) - seen
        frontier += following
        seen |= following
    return found
