"""Who continues whom."""

from collections.abc import Collection
from datetime import date

from org_hierarchy.models import OrgUnit, Succession

CHUNK = 500  # values of one IN (…)


def successors_of(unit: OrgUnit, *, on: date) -> list[OrgUnit]:
    """The units that continue this one and exist on that day, over as many decisions as there are, in the order of names.

    The unit itself is not among them; one that lost a part and lives on is followed to who took the part. A query per decision in a row.
    """
    reached = _reached([unit.pk], "predecessor", "successor", on)[unit.pk]
    return list(OrgUnit.objects.on(on).filter(pk__in=reached).order_by("sort_name", "pk"))


def predecessors_of(unit: OrgUnit) -> list[OrgUnit]:
    """The units that this one continues, on any day, in the order of names. A query per decision in a row."""
    return list(
        OrgUnit.objects.filter(pk__in=_reached([unit.pk], "successor", "predecessor", date.max)[unit.pk]).order_by("sort_name", "pk")
    )


def successors_of_each(unit_ids: Collection[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """For each unit the ids of `successors_of` it; as many queries for all as for one."""
    return _existing(_reached(unit_ids, "predecessor", "successor", on), on)


def predecessors_of_each(unit_ids: Collection[int], *, on: date) -> dict[int, tuple[int, ...]]:
    """For each unit the ids of those of `predecessors_of` it that exist on that day; as many queries for all as for one."""
    return _existing(_reached(unit_ids, "successor", "predecessor", date.max), on)


def _existing(reached: dict[int, set[int]], on: date) -> dict[int, tuple[int, ...]]:
    wanted = set[int]().union(*reached.values())
    living = list(OrgUnit.objects.on(on).filter(pk__in=wanted).order_by("sort_name", "pk").values_list("pk", flat=True)) if wanted else []
    return {pk: tuple(other for other in living if other in others) for pk, others in reached.items()}


def _reached(unit_ids: Collection[int], end: str, other: str, until: date) -> dict[int, set[int]]:
    """What is reached from each unit by successions of up to that day, but itself; each unit once, so that a ring of them ends."""
    steps: dict[int, set[int]] = {}
    frontier = sorted(set(unit_ids))
    while frontier:
        steps |= {pk: set() for pk in frontier}
        for start in range(0, len(frontier), CHUNK):
            rows = Succession.objects.filter(day__lte=until, **{f"{end}__in": frontier[start : start + CHUNK]})
            for pk, next_pk in rows.values_list(f"{end}_id", f"{other}_id"):
                steps[pk].add(next_pk)
        frontier = sorted({following for pk in frontier for following in steps[pk]} - steps.keys())
    return {pk: _from(pk, steps) for pk in unit_ids}


def _from(pk: int, steps: dict[int, set[int]]) -> set[int]:
    seen, frontier = {pk}, {pk}
    while frontier:
        frontier = {following for one in frontier for following in steps[one]} - seen
        seen |= frontier
    return seen - {pk}
