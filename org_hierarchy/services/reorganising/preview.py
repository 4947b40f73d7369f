"""What a decision would do, told before it is done."""

import hashlib
import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, Exists, OuterRef, QuerySet

from org_hierarchy.models import Appointment, OrgUnit, Person, Post, Reorganisation, UnitVersion, valid_on
from org_hierarchy.services.reorganising import subtrees
from org_hierarchy.services.reorganising.building import make_plan
from org_hierarchy.services.reorganising.changes import as_json, kind_of
from org_hierarchy.services.reorganising.people import mandates_lost, seats_lost
from org_hierarchy.services.reorganising.plan import Place, Plan
from org_hierarchy.services.reorganising.scope import check_scope
from org_hierarchy.work import open_work

FIRST = 20  # of long lists
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Many:
    """The first of a long list, and how long it is."""

    first: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.first)


@dataclass(frozen=True, slots=True)
class Way:
    """From one superior to another; a blank name is no superior."""

    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Moves:
    """The names of the units that go the same way."""

    way: Way
    names: Many


@dataclass(frozen=True, slots=True)
class AreaChange:
    """Areas, who no longer serves them, and who does from the day on (empty: nobody named)."""

    unit: str
    heirs: tuple[str, ...]
    names: Many


@dataclass(frozen=True, slots=True)
class Preview:
    """What changes on the day. `carried` counts by level the units that move along below those that are moved; `open_work` is what is open
    today in units that end, each as its name and (what, how many).

    `stamp` is the same as long as the decision and all that it touches are: what `decide_reorganisation` asks for. Work goes on
    meanwhile and is no part of it.
    """

    day: date
    created: list[str]
    renamed: list[tuple[str, str]]
    moved: Many
    carried: list[tuple[str, int]]
    carried_names: Many
    ended: Many
    seats_lost: Many
    mandates_lost: Many
    open_work: Many
    areas: Many
    unheld: Many
    without_posts: list[str]
    stamp: str


def preview(reorganisation: Reorganisation, *, by: Person | None = None) -> Preview:
    """What `decide_reorganisation` would do today; raises OrgError as it does. About 45 queries, whatever the number of units below, and as
    many again as there are kinds of open work for each 500 units that end."""
    plan = make_plan(reorganisation)
    check_scope(plan, by)
    return tell(plan)


def tell(plan: Plan) -> Preview:
    """The plan in the words of a preview. About thirty queries."""
    ended = [place.unit.pk for place in plan.ended]
    lost = seats_lost(ended, plan.day).select_related("person", "post__unit").order_by("post__unit__path", "post_id", "pk")
    mandates = mandates_lost(ended, plan.day).select_related("unit", "post__unit").order_by("post__unit__path", "pk")
    open_in = open_work(ended)
    heirs = {successor.pk for _, successor in plan.successions if successor.pk}
    held = Appointment.objects.filter(valid_on(plan.day), post=OuterRef("pk"), person__is_active=True)
    unheld = (
        Post.objects.filter(~Exists(held), unit__in=heirs)
        .exclude(valid_to__lte=plan.day)
        .select_related("unit")
        .order_by("unit__sort_name", "pk")
    )
    ways = [(Way(_superior(place.old.parent if place.old else None), _superior(place.parent)), place.name) for place in plan.moved]
    passes = [((row.served.unit.name, tuple(heir.name for heir in row.heirs)), row.served.area.name) for row in plan.areas]
    ended_names = [(place.name, tuple(heir.name for unit, heir in plan.successions if unit == place.unit)) for place in plan.ended]
    carried, names = _carried(plan)
    return Preview(
        day=plan.day,
        created=[place.name for place in plan.created],
        renamed=[(place.old.name, place.name) for place in plan.places.values() if place.is_renamed and place.old],
        moved=_many([Moves(way, _many(names)) for way, names in _grouped(ways)]),
        carried=carried,
        carried_names=Many(names, sum(count for _, count in carried)),
        ended=_many(ended_names),
        seats_lost=Many(list(lost[:FIRST]), lost.count()),
        mandates_lost=Many(list(mandates[:FIRST]), mandates.count()),
        open_work=_many([(place.name, open_in[place.unit.pk]) for place in plan.ended if place.unit.pk in open_in]),
        areas=_many([AreaChange(unit, heirs, _many(names)) for (unit, heirs), names in _grouped(passes)]),
        unheld=Many(list(unheld[:FIRST]), unheld.count()),
        without_posts=[place.name for place in plan.created],
        stamp=_stamp(plan, [carried, *(list(rows.values_list("pk", "valid_to")) for rows in (lost, mandates)), _ids(unheld)]),
    )


def _stamp(plan: Plan, besides: list[Any]) -> str:
    """A digest of the decision, of the rows that it closes, of what it opens and of whatever else was told."""
    head = [plan.reorganisation.title, plan.reorganisation.basis, plan.day]
    changes = [[kind_of(row), as_json(row)] for row in plan.rows]
    places = [[p.unit.code, p.old and [p.old.pk, p.old.name, p.old.path], p.name, p.path, p.ends] for p in plan.places.values()]
    successions = [[unit.code, heir.code] for unit, heir in plan.successions]
    areas = [[row.served.pk, [heir.code for heir in row.heirs]] for row in plan.areas]
    said = json.dumps([head, changes, places, successions, areas, besides], default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _ids(posts: QuerySet[Post]) -> list[int]:
    return list(posts.values_list("pk", flat=True))


def _many(rows: list[Any]) -> Many:
    return Many(rows[:FIRST], len(rows))


def _grouped(pairs: Iterable[tuple[Key, str]]) -> Iterable[tuple[Key, list[str]]]:
    """What comes under the same key, keys in the order of their first."""
    groups: dict[Key, list[str]] = {}
    for key, name in pairs:
        groups.setdefault(key, []).append(name)
    return groups.items()


def _superior(unit: OrgUnit | None) -> str:
    return unit.name if unit else ""


def _carried(plan: Plan) -> tuple[list[tuple[str, int]], list[str]]:
    """How many units of each level go along, and the first names."""
    touched = {place.unit.pk for place in plan.places.values() if not place.is_new}
    counts: dict[str, int] = {}
    names: list[str] = []
    outermost = _outermost(plan.moved)
    for ranges in subtrees.ranges(outermost):
        below = UnitVersion.objects.filter(ranges, valid_on(plan.day))
        for level, count in below.order_by().values_list("unit__level").annotate(Count("pk")):
            counts[level] = counts.get(level, 0) + count
        if len(names) < FIRST:
            rows = below.order_by("path").values_list("unit_id", "name")[: FIRST + len(touched)]
            names += [name for pk, name in rows if pk not in touched]
    inside = set(subtrees.are_inside((place.old.path for place in plan.places.values() if place.old), outermost))
    for place in plan.places.values():  # they are told by themselves
        if place.old and place.old.path in inside:
            counts[place.unit.level] -= 1
    labels = [(str(label), counts.get(level, 0)) for level, label in OrgUnit.Level.choices]
    return [(label, count) for label, count in labels if count], names[:FIRST]


def _outermost(moved: Sequence[Place]) -> list[subtrees.Moved]:
    """The moved units that are below no other moved one, as they stood."""
    found: list[subtrees.Moved] = []
    for path, new in sorted((place.old.path, place.path) for place in moved if place.old):
        if not found or not path.startswith(found[-1].old):
            found.append(subtrees.Moved(path, new))
    return found
