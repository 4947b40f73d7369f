"""The stored areas: what is there already, and what is to be added."""

from collections.abc import Container, Sequence
from datetime import date, timedelta
from itertools import chain

from org_hierarchy.country.offices import Office
from org_hierarchy.country.places import TWO_LEVELS, Place
from org_hierarchy.models import Area

BATCH = 1000


def store_areas(wanted: Sequence[Office], asked: Container[Place]) -> tuple[dict[Place, Area], int]:
    """The stored area of every place of these offices that is asked for or there already, and how many are new.

    An area is known by level and code: on the first day of the place, or on a day of its map. One INSERT per thousand and level.
    """
    places: dict[Place, None] = {}
    for office in wanted:
        for stage in office.stages:
            way = [stage.place]
            while (above := way[-1].parent) is not None and above not in places:
                way.append(above)
            places.update(dict.fromkeys(reversed(way)))
    known: dict[tuple[str, str], list[Area]] = {}
    for area in Area.objects.order_by("valid_from"):
        known.setdefault((area.level, area.code), []).append(area)
    stored: dict[Place, Area] = {}
    new = 0
    for level in Area.Level:
        missing: list[Place] = []
        for place in (place for place in places if place.level == level):
            same = known.get((level, place.code), [])
            began_then = (area for area in same if area.valid_from == place.valid_from)
            on_the_day = (area for area in same if holds(map_day(place), area.valid_from, area.valid_to))
            if found := next(chain(began_then, on_the_day), None):
                stored[place] = found
            elif place in asked:
                missing.append(place)
        rows = Area.objects.bulk_create(
            (
                Area(
                    level=level,
                    code=place.code,
                    name=place.name,
                    parent=stored[place.parent] if place.parent else None,
                    valid_from=place.valid_from,
                    valid_to=place.valid_to,
                )
                for place in missing
            ),
            batch_size=BATCH,
        )
        stored |= dict(zip(missing, rows, strict=True))
        new += len(rows)
    return stored, new


def map_day(place: Place) -> date:
    """A day on which the place is on its map: its last, or one of the map of today."""
    return place.valid_to - timedelta(days=1) if place.valid_to else max(place.valid_from, TWO_LEVELS)


def holds(day: date, first: date, end: date | None) -> bool:
    """Whether a day is one of those from `first` to before `end`."""
    return first <= day and (end is None or day < end)
