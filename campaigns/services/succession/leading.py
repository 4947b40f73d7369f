"""Who reviews, issues, drafts, follows, takes part and answers, when that unit has ended: its heir from now on, in what goes on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Partner
from campaigns.services.succession.finding import led_campaigns, open_work
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500
PAIRS = 5_000
Change = tuple[Model, dict[str, Any], dict[str, Any]]
Turn = tuple[int, int, int]
"""A campaign, the unit that has ended, its heir."""


@dataclass(frozen=True, slots=True)
class Led:
    """What has other leaders: the ids of the assignments that another unit reviews, what changed hands by role ("issuer", "monitor",
    "reviewer", "drafter", "partner"), and the directives of those campaigns by the campaigns' ids."""

    reviewed: tuple[int, ...] = ()
    turns: Mapping[str, frozenset[Turn]] = field(default_factory=dict)
    directives: Mapping[int, int] = field(default_factory=dict)

    def by(self, *roles: str) -> frozenset[Turn]:
        """What changed hands in any of these roles, once each."""
        return frozenset().union(*(self.turns.get(role, frozenset()) for role in roles))

    def documents(self, *roles: str) -> frozenset[tuple[int, int]]:
        """The directives of these, each with the heir."""
        return frozenset((self.directives[campaign], heir) for campaign, _, heir in self.by(*roles))


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
    turns = {role: _lead_campaigns(role, heirs, named, by=by, at=at) for role in ("issuer", "monitor")}
    _set(CampaignTask, "reviewer_id", [(pk, heirs[unit]) for pk, unit in _of(CampaignTask, heirs, "reviewer", campaign__status="open")])
    turns["partner"] = _join(heirs, named, by=by, at=at)
    _answer(heirs, named, by=by, at=at)
    reviewed, turns["reviewer"] = _review(heirs, by=by, at=at)
    turns["drafter"] = _drafted(heirs, today=timezone.localdate(at))
    changed = {campaign for of_role in turns.values() for campaign, _, _ in of_role}
    return Led(tuple(reviewed), {role: frozenset(of_role) for role, of_role in turns.items()}, _directives(changed))


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


def _lead_campaigns(field: str, heirs: Mapping[int, int], named: Mapping[int, OrgUnit], *, by: Person | None, at: datetime) -> set[Turn]:
    pairs = _of(Campaign, heirs, field, status=Campaign.Status.OPEN)
    _set(Campaign, f"{field}_id", [(pk, heirs[unit]) for pk, unit in pairs])
    told = [(Campaign(pk=pk), _facts(field, named[unit]), _facts(field, named[heirs[unit]])) for pk, unit in pairs]
    record_changes("campaigns.lead_moved", told, by=by, at=at)
    return {(pk, unit, heirs[unit]) for pk, unit in pairs}


def _drafted(heirs: Mapping[int, int], *, today: date) -> set[Turn]:
    """The campaigns whose documents these units drafted; after their issuers have moved."""
    rows = led_campaigns(today=today)
    pairs = (
        pair
        for some in batches(sorted(heirs), CHUNK)
        for pair in rows.filter(directive__drafting_unit__in=some).values_list("pk", "directive__drafting_unit")
    )
    return {(pk, unit, heirs[unit]) for pk, unit in pairs}


def _directives(campaigns: Collection[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for some in batches(sorted(campaigns), CHUNK):
        found |= dict(Campaign.objects.filter(pk__in=some).values_list("pk", "directive"))
    return found


def _facts(field: str, unit: OrgUnit) -> dict[str, object]:
    return {field: unit.pk, "name": unit.name}


def _join(heirs: Mapping[int, int], named: Mapping[int, OrgUnit], *, by: Person | None, at: datetime) -> set[Turn]:
    """Partners; one that is a partner of the task already stays the one."""
    there = {
        pair
        for some in batches(sorted(set(heirs.values())), CHUNK)
        for pair in Partner.objects.filter(unit__in=some).values_list("task", "unit")
    }
    rows = Partner.objects.filter(task__campaign__status=Campaign.Status.OPEN).order_by("pk")
    moved, gone, told = [], [], []
    turns = set[Turn]()
    for some in batches(sorted(heirs), CHUNK):
        for pk, task, campaign, unit in rows.filter(unit__in=some).values_list("pk", "task", "task__campaign", "unit"):
            turns.add((campaign, unit, heirs[unit]))
            told.append((Campaign(pk=campaign), _facts("unit", named[unit]) | {"task": task}, _facts("unit", named[heirs[unit]])))
            if (task, heirs[unit]) in there:
                gone.append(pk)
            else:
                there.add((task, heirs[unit]))
                moved.append((pk, heirs[unit]))
    for some in batches(gone, CHUNK):
        Partner.objects.filter(pk__in=some).delete()
    _set(Partner, "unit_id", moved)
    record_changes("campaigns.partner_moved", told, by=by, at=at)
    return turns


def _answer(heirs: Mapping[int, int], named: Mapping[int, OrgUnit], *, by: Person | None, at: datetime) -> None:
    going_on = {"status": Difficulty.Status.OPEN, "assignment__campaign__status": Campaign.Status.OPEN}
    pairs = _of(Difficulty, heirs, "at_unit", **going_on)
    _set(Difficulty, "at_unit_id", [(pk, heirs[unit]) for pk, unit in pairs])
    told = [(Difficulty(pk=pk), _facts("at_unit", named[unit]), _facts("at_unit", named[heirs[unit]])) for pk, unit in pairs]
    record_changes("campaigns.difficulty_moved", told, by=by, at=at)


def _review(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> tuple[list[int], set[Turn]]:
    """The assignments that another unit reviews, also where the heir of a unit has become its own reviewer; and what the heirs review."""
    fields = ("pk", "campaign", "unit", "reviewer", "campaign__issuer", "campaign__monitor", "campaign__issuer__parent")
    pairs: list[tuple[int, int]] = []
    gained = set[Turn]()
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
    return [pk for pk, _ in pairs], gained
