"""Work that is open in units, of which the apps above know: each tells what it counts, and nothing here knows of them.

An app registers its counts when it is ready, of all that the heir of a unit will go on with; the preview of a reorganisation asks for the
units that it ends, and whoever says which unit goes on is told what there is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db.models import Count, QuerySet

from records.batches import batches

Counts = Callable[[Collection[int]], Mapping[int, int]]
Place = tuple[QuerySet[Any], str]
"""Rows, and by which of their columns they name a unit."""
CHUNK = 500  # values of one IN (…)

_COUNTS: dict[str, Counts] = {}


def register_open_work(label: str, counts: Counts) -> None:
    """Make known what `counts` counts, by unit id, of the units of some ids (units without any may be left out); `label` says what it is
    in Vietnamese, after a number: "việc chưa hoàn thành".

    Raises ValueError when the label counts something else already.
    """
    if _COUNTS.setdefault(label, counts) != counts:
        raise ValueError(f"open work {label!r} is registered twice")


def counting(*places: Place) -> Counts:
    """What counts these rows by unit; who names a unit twice in one row leaves the second out of its place. One query for each place and
    500 units."""

    def counts(unit_ids: Collection[int]) -> Counter[int]:
        found: Counter[int] = Counter()
        for rows, column in places:
            for some in batches(unit_ids, CHUNK):
                found.update(dict(rows.filter(**{f"{column}__in": some}).order_by().values_list(column).annotate(Count("pk"))))
        return found

    return counts


def open_work(unit_ids: Collection[int]) -> dict[int, list[tuple[str, int]]]:
    """What is open in each of these units, as (label, count) in the order of registration; units without any are left out. A query or two
    for each label and 500 units."""
    found: dict[int, list[tuple[str, int]]] = {}
    for label, counts in _COUNTS.items() if unit_ids else ():
        for unit_id, count in counts(unit_ids).items():
            if count:
                found.setdefault(unit_id, []).append((label, count))
    return found
