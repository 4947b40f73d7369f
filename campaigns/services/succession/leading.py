"""Who reviews, issues, follows and answers, when that unit has ended: its heir from now on, in what goes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q

from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Partner
from campaigns.services.succession.finding import open_work
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500
PAIRS = 5_000
Change = tuple[Model, dict[str, Any], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Led:
    """What has other leaders: the ids of the assignments that another unit reviews, and (campaign, directive, heir) of every campaign that
    another issues or follows. `told`: (campaign, ended unit, heir) of all that changes, once each."""

    reviewed: tuple[int, ...] = ()
    campaigns: tuple[tuple[int, int, int], ...] = ()
    told: frozenset[tuple[int, int, int]] = frozenset()


@transaction.atomic
def move_lead(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Led:
    """Let the heirs (ended unit → its heir) review, issue, follow, take part and answer in the campaigns that go on.

    A unit that would review its own work is reviewed by the issuer, the
    monitor or whoever stands above the issuer instead, as at issue. The document keeps the name that it was issued under.
    A fixed number of statements for each 500 units, and one for each 5,000 rows.
    """
    if not heirs:
        return Led()
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    told = set[tuple[int, int, int]]()
    led = _lead_campaigns(heirs, named, told, by=by, at=at)
    _set(CampaignTask, "reviewer_id", [(pk, heirs[unit]) for pk, unit in _of(CampaignTask, heirs, "reviewer", campaign__status="open")])
    _join(heirs)
    _answer(heirs, named, by=by, at=at)
    return Led(tuple(_review(heirs, told, by=by, at=at)), tuple(led), frozenset(told))


def _of(model: type[Model], heirs: Mapping[int, int], field: str, **going_on: Any) -> list[tuple[int, int]]:
    rows = model._default_manager.filter(**going_on)
    return [pair for some in batches(sorted(heirs), CHUNK) for pair in rows.filter(**{f"{field}__in": some}).values_list("pk", field)]


def _set(model: type[Model], column: str, pairs: Sequence[tuple[int, int]]) -> None:
    table = model._meta.db_table
    for some in batches(pairs, PAIRS):
        values = ", ".join(["(%s, %s)"] * len(some))
        update = f"UPDATE {table} SET {column} = new.column2 FROM (VALUES {values}) AS new WHERE {table}.id = new.column1"  # noqa: S608 - names of ours
        with connection.cursor() as cursor:
            cursor.execute(update, list(chain.from_iterable(some)))


def _lead_campaigns(
    heirs: Mapping[int, int], named: Mapping[int, OrgUnit], gained: set[tuple[int, int, int]], *, by: Person | None, at: datetime
) -> list[tuple[int, int, int]]:
    led: dict[int, int] = {}
    changed = []
    for field in ("issuer", "monitor"):
        pairs = _of(Campaign, heirs, field, status=Campaign.Status.OPEN)
        _set(Campaign, f"{field}_id", [(pk, heirs[unit]) for pk, unit in pairs])
        told = [(Campaign(pk=pk), _facts(field, named[unit]), _facts(field, named[heirs[unit]])) for pk, unit in pairs]
        record_changes("campaigns.lead_moved", told, by=by, at=at)
        changed += [(pk, heirs[unit]) for pk, unit in pairs]
        gained |= {(pk, unit, heirs[unit]) for pk, unit in pairs}
    for some in batches([pk for pk, _ in changed], CHUNK):
        led |= dict(Campaign.objects.filter(pk__in=some).values_list("pk", "directive"))
    return [(pk, led[pk], heir) for pk, heir in changed]


def _facts(field: str, unit: OrgUnit) -> dict[str, object]:
    return {field: unit.pk, "name": unit.name}


def _join(heirs: Mapping[int, int]) -> None:
    """Partners; one that is a partner of the task already stays the one."""
    there = {
        pair
        for some in batches(sorted(set(heirs.values())), CHUNK)
        for pair in Partner.objects.filter(unit__in=some).values_list("task", "unit")
    }
    rows = Partner.objects.filter(task__campaign__status=Campaign.Status.OPEN)
    moved, gone = [], []
    for some in batches(sorted(heirs), CHUNK):
        for pk, task, unit in rows.filter(unit__in=some).order_by("pk").values_list("pk", "task", "unit"):
            if (task, heirs[unit]) in there:
                gone.append(pk)
            else:
                there.add((task, heirs[unit]))
                moved.append((pk, heirs[unit]))
    for some in batches(gone, CHUNK):
        Partner.objects.filter(pk__in=some).delete()
    _set(Partner, "unit_id", moved)


def _answer(heirs: Mapping[int, int], named: Mapping[int, OrgUnit], *, by: Person | None, at: datetime) -> None:
    going_on = {"status": Difficulty.Status.OPEN, "assignment__campaign__status": Campaign.Status.OPEN}
    pairs = _of(Difficulty, heirs, "at_unit", **going_on)
    _set(Difficulty, "at_unit_id", [(pk, heirs[unit]) for pk, unit in pairs])
    told = [(Difficulty(pk=pk), _facts("at_unit", named[unit]), _facts("at_unit", named[heirs[unit]])) for pk, unit in pairs]
    record_changes("campaigns.difficulty_moved", told, by=by, at=at)


def _review(heirs: Mapping[int, int], gained: set[tuple[int, int, int]], *, by: Person | None, at: datetime) -> list[int]:
    """Also where the heir of a unit has become its own reviewer."""
    fields = ("pk", "campaign", "unit", "reviewer", "campaign__issuer", "campaign__monitor", "campaign__issuer__parent")
    pairs: list[tuple[int, int]] = []
    for some in batches(sorted(set(heirs) | set(heirs.values())), CHUNK):
        rows = open_work().filter(Q(reviewer__in=some) & (Q(reviewer__in=list(set(some) & set(heirs))) | Q(unit__in=some)))
        for pk, campaign, unit, reviewer, *others in rows.order_by("pk").values_list(*fields):
            first = heirs.get(reviewer, reviewer)
            wanted = next((other for other in (first, *others) if other is not None and other != unit), first)
            if wanted != reviewer:
                pairs.append((pk, wanted))
            if reviewer in heirs and wanted == heirs[reviewer]:
                gained.add((campaign, reviewer, wanted))
    _set(Assignment, "reviewer_id", pairs)
    named: dict[int, OrgUnit] = {}
    for some in batches(sorted({reviewer for _, reviewer in pairs}), CHUNK):
        named |= OrgUnit.objects.in_bulk(some)
    told: list[Change] = [(Assignment(pk=pk), {}, _facts("reviewer", named[reviewer])) for pk, reviewer in pairs]
    record_changes("campaigns.reviewer_moved", told, by=by, at=at)
    return [pk for pk, _ in pairs]
