"""Writing the country: what is there already stays as it is, whatever its code; the rest is added, set by set."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from org_hierarchy.country.areas import BATCH, holds, store_areas
from org_hierarchy.country.counts import check_counts
from org_hierarchy.country.offices import Level, Office, continued, offices
from org_hierarchy.country.places import Place, atlas
from org_hierarchy.country.plan import Plan
from org_hierarchy.country.regimes import store_regimes
from org_hierarchy.country.stages import prolong
from org_hierarchy.models import Area, OrgUnit, Succession
from org_hierarchy.services import add_units, refresh_keepings, refresh_names


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of it: under which code each office stands, by the office's own code; the area of every place; how many rows are new."""

    codes: dict[str, str]
    areas: dict[Place, Area]
    new_areas: int
    added: int
    prolonged: int
    successions: int
    regimes: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load made, and how many areas of each level its maps have on the days that are checked."""

    areas: int
    units: int
    prolonged: int
    successions: int
    regimes: int
    counts: dict[date, dict[str, int]]


@transaction.atomic
def load(*, legacy: bool, current: bool, at: datetime, say: Callable[[str], None] = lambda _: None) -> Loaded:
    """Load the areas of one map or both, with the offices that serve them and who continues whom; `say` is told each step (Vietnamese).

    What both maps share is one row, and whole whichever map is asked for. Loading again, or the other map later, gives the rows that
    loading both at once gives. All or nothing: both maps are about 14,000 areas, 15,000 units and 15,000 successions.

    Raises OrgError `country_data` (the data set is not the one we know), `country_counts` (the maps do not come out as the law has them).
    """
    say("Đọc bản đồ hành chính…")
    wanted = offices(atlas().places)
    say("Ghi địa bàn, cơ quan và quan hệ kế thừa…")
    settled = settle(wanted, at=at, legacy=legacy, current=current)
    say("Đối chiếu số lượng…")
    counts = check_counts(legacy=legacy, current=current)
    refresh_keepings(today=timezone.localdate(at))
    return Loaded(settled.new_areas, settled.added, settled.prolonged, settled.successions, settled.regimes, counts)


@transaction.atomic
def settle(wanted: Sequence[Office], *, at: datetime, legacy: bool = True, current: bool = True) -> Settled:
    """Have these offices in the tree on these maps: those above stand before those below in the list.

    An area is known by level and code on a day of its map, an office by kind, level and area on such a day. Cost: some 30 statements per
    thousand new units; nothing is written when all is there.
    """
    asked = {place for office in wanted for place in _asked(office, legacy=legacy, current=current)}
    stored, new_areas = store_areas(wanted, asked)
    plan = Plan(stored, asked)
    for office in wanted:
        plan.place(office)
    added = add_units(plan.rows)
    ids = plan.ids | {code: unit.pk for code, unit in added.items()}
    prolong(plan, ids, at=at)
    refresh_names({ids[plan.holders[office.kind, stage.place]] for office, stages in plan.staged for stage in stages})
    successions = _store_successions(plan, ids)
    return Settled(
        codes=plan.code_of,
        areas=stored,
        new_areas=new_areas,
        added=len(added),
        prolonged=sum(office.code not in added for office, _ in plan.staged),
        successions=successions,
        regimes=store_regimes(wanted, {office: ids[code] for office, code in plan.code_of.items()}),
    )


def _asked(office: Office, *, legacy: bool, current: bool) -> Iterator[Place]:
    """The places of an office on these maps: all of them, but for a commune, whose district is only on one."""
    places = [stage.place for stage in office.stages]
    found = [place for place in places if place.on_map(legacy=legacy, current=current)]
    yield from found if office.level == Level.COMMUNE else places if found else ()


def _store_successions(plan: Plan, ids: Mapping[str, int]) -> int:
    """Add who continues whom where both are there, the successor on the very day; returns how many are new."""
    known = set(Succession.objects.values_list("predecessor", "successor"))
    new: dict[tuple[int, int], date] = {}
    lives = {pk: (first, end) for pk, first, end in OrgUnit.objects.values_list("pk", "valid_from", "valid_to")}
    for one, before, other, after, day in [*continued(atlas()), *_handed_over(plan)]:
        a, b = plan.holders.get((one, before)), plan.holders.get((other, after))
        if not a or not b or a == b or a not in ids or b not in ids or (ids[a], ids[b]) in known:
            continue
        if holds(day, *lives[ids[b]]):
            new[ids[a], ids[b]] = day
    Succession.objects.bulk_create((Succession(predecessor_id=a, successor_id=b, day=day) for (a, b), day in new.items()), batch_size=BATCH)
    return len(new)


def _handed_over(plan: Plan) -> Iterable[tuple[OrgUnit.Kind, Place, OrgUnit.Kind, Place, date]]:
    """Stages of one office that somebody else keeps as two units."""
    bodies: dict[tuple[OrgUnit.Kind, tuple[str, str, date]], Place] = {}
    for kind, place in plan.holders:
        before = bodies.get((kind, place.body))
        bodies[kind, place.body] = place
        if before is not None:
            yield kind, before, kind, place, place.valid_from
