"""A page of all below a unit: fifty rows of a province, as objects."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from benchmarks.forest import FOUNDED, grow, plant
from benchmarks.measure import Goal, Outcome, interleaved, micros
from benchmarks.peers import MpttUnit, PlainUnit, TreebeardUnit
from org_hierarchy.models import OrgUnit
from org_hierarchy.queries import tree_on

DEFAULT_SIZE = 200_000
PROVINCES = 34
PAGE = 50
ROUNDS = 5  # pages of each province in one repetition
REPETITIONS = 7


def run(size: int) -> Outcome:
    """Everything is asked for as the page does it, by the ORM, the unit at hand; the limit knows each unit's province by a foreign key."""
    nodes, provinces = grow(PROVINCES, max(1, size // PROVINCES - 1))
    plant(nodes, peers=[PlainUnit, TreebeardUnit, MpttUnit])
    ours = OrgUnit.objects.in_bulk(provinces)
    beards, sets = TreebeardUnit.objects.in_bulk(provinces), MpttUnit.objects.in_bulk(provinces)
    below: dict[str, Callable[[int], Any]] = {
        "ours": lambda pk: OrgUnit.objects.under(ours[pk]).order_by("path"),
        "ours, the tree of a day": lambda pk: tree_on(FOUNDED, ours[pk]),
        "peer: django-treebeard (materialised path)": lambda pk: beards[pk].get_descendants(),
        "peer: django-mptt (nested sets)": lambda pk: sets[pk].get_descendants(),
        "limit: a plain foreign key": lambda pk: PlainUnit._default_manager.filter(province_id=pk),
    }
    _check(below, provinces[0])
    pages = ROUNDS * len(provinces)
    ways = {name: _way(rows, provinces, pages) for name, rows in below.items()}
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    goal = Goal("ours / limit", taken["ours"] / taken["limit: a plain foreign key"], 1.5)
    return Outcome("subtree", len(nodes), connection.vendor, "page", taken, (goal,))


def _way(rows: Callable[[int], Any], provinces: Iterable[int], pages: int) -> Callable[[], float]:
    def read() -> None:
        for _ in range(ROUNDS):
            for pk in provinces:
                assert len(list(rows(pk)[:PAGE])) == PAGE

    return lambda: micros(read, pieces=pages)


def _check(below: dict[str, Callable[[int], Any]], province: int) -> None:
    """All find the same units; ours count the province itself, as a page does."""
    found = {name: {getattr(row, "unit_id", row.pk) for row in rows(province)} - {province} for name, rows in below.items()}
    first = found.pop("ours")
    assert len(first) > PAGE
    assert all(units == first for units in found.values()), {name: len(units) for name, units in found.items()}
