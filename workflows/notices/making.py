"""Notices: many from what the clock found, by one statement or one for each campaign and person; some from what was put together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, F, Min, QuerySet, Value
from django.db.models.functions import Cast, Concat, Left
from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from records.batches import batches
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, people_of
from workflows.notices.ordering import send_by_channels
from workflows.notices.rows import insert_from

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Together:
    """Reminders of which the people of a unit (a way from the reminder) are told all together; `to_work`: of one alone, on its own page."""

    made: QuerySet[Reminder]
    unit: str
    grant: str = ACTS
    leaders: bool = False
    to_work: bool = False


def of_an_act(count: int = 0, *, at: datetime) -> Sweep:
    """A sweep of its own for what somebody's act tells at once: `count` rows."""
    return Sweep.objects.create(name="asked", planned_for=at, begun_at=at, ended_at=at, count=count)


def write(made: Iterable[Notice], sweep: Sweep, *, at: datetime) -> int:
    """Write these notices of a sweep but for those of a key that is there already, title and note cut to what one holds, and order them by
    every way out; how many were new.

    In the caller's transaction. Two statements for each 500, and the ordering.
    """
    count = 0
    for some in batches(list(made), CHUNK):
        known = set(Notice.objects.filter(key__in=[notice.key for notice in some]).values_list("key", flat=True))
        new = [notice for notice in some if notice.key not in known]
        for notice in new:
            notice.sweep, notice.created_at = sweep, at
            notice.title, notice.note = notice.title[:300], notice.note[:300]
        count += len(Notice.objects.bulk_create(new, ignore_conflicts=True))
    if count:
        send_by_channels(sweep, at=at)
    return count


def one_each(found: QuerySet[Any], sweep: Sweep, *, at: datetime) -> int:
    """A notice for each reminder and person."""
    return insert_from(
        Notice,
        found,
        person=F("person"),
        kind=F("kind"),
        step=F("step"),
        title=Left("campaign__name", 300),
        note=F("note"),
        subject_id=F("subject_id"),
        day=F("day"),
        path=joined(resolve_url(Assignment(pk=0)).removesuffix("0/"), F("assignment"), "/"),
        key=joined(F("kind"), ".", F("step"), ":", F("subject_id"), ":", F("day"), ":", F("occasion"), ":", F("person")),
        assignment=F("assignment"),
        sweep=sweep,
        created_at=at,
    )


def one_per_campaign(found: QuerySet[Any], still: QuerySet[Any], sweep: Sweep, *, at: datetime) -> int:
    """A notice for each person and campaign, which leads to the campaign and says how many pieces of work it gives.

    Whoever was told before the same day has the same one, open and unread again: it says how many of the day's are `still` to be received,
    those found now among them. Two statements; where some were told before, two more for each 500 of those.
    """
    today = timezone.localdate(at)
    key = joined(F("kind"), ":c", F("campaign"), ":", today.isoformat(), ":", F("occasion"), ":", F("person"))
    known = dict(Notice.objects.filter(key__in=found.order_by().annotate(told_key=key).values("told_key")).values_list("key", "pk"))
    to_receive = still.order_by().annotate(told_key=key)
    for keys in batches(known, CHUNK):
        counted = to_receive.filter(told_key__in=keys).values("told_key").annotate(whole=Count("pk", distinct=True))
        again = [Notice(pk=known[row["told_key"]], count=row["whole"]) for row in counted]
        Notice.objects.bulk_update(again, ["count", "read_at", "closed_at"])
    return len(known) + insert_from(
        Notice,
        found,
        person=F("person"),
        kind=F("kind"),
        count=Count("pk", distinct=True),
        title=Left("campaign__name", 300),
        day=today,
        path=joined(resolve_url(Campaign(pk=0)).removesuffix("0/"), F("campaign"), "/"),
        key=key,
        campaign=F("campaign"),
        sweep=sweep,
        created_at=at,
    )


def one_for_all(together: Sequence[Together], sweep: Sweep, *, at: datetime) -> int:
    """One notice for each person, campaign, kind and step, and no second one the same day: it says of how many pieces of work it speaks.

    What comes later the same day is counted in it, and it is open and unread again. Counted by unit first: ten thousand reminders of one
    reviewer are one row. Asking for its people row by row was tried: PostgreSQL took ten seconds. Three queries for each of `together`, and
    one for each 500 notices.
    """
    today = timezone.localdate(at)
    told: dict[str, Notice] = {}
    for some in together:
        counted = some.made.filter(**{f"{some.unit}__isnull": False}).order_by()
        by = (some.unit, "campaign", "campaign__name", "kind", "step", "occasion")
        rows = list(counted.values_list(*by).annotate(Count("pk"), Min("assignment")))
        people = people_of({unit for unit, *_ in rows}, some.grant, leaders=some.leaders, on=today)
        mine: dict[str, Notice] = {}
        for unit, campaign, name, kind, step, occasion, count, work in rows:
            whole = resolve_url(Campaign(pk=campaign))
            page = resolve_url(Assignment(pk=work)) if some.to_work and count == 1 else whole
            for person in people.get(unit, ()):
                key = f"{kind}.{step}:c{campaign}:{today}:{person}{f':{occasion}' if occasion else ''}"
                if key in mine:
                    mine[key].count, mine[key].path = mine[key].count + count, whole
                elif key not in told:
                    mine[key] = Notice(
                        person_id=person, kind=kind, step=step, count=count, title=name[:300], day=today, path=page, key=key,
                        campaign_id=campaign, sweep=sweep, created_at=at,
                    )  # fmt: skip
        told |= mine
    known: dict[str, tuple[int, int]] = {}
    for keys in batches(told, 500):
        known |= {key: (pk, count) for pk, key, count in Notice.objects.filter(key__in=keys).values_list("pk", "key", "count")}
    new = [notice for key, notice in told.items() if key not in known]
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    more = [
        Notice(pk=known[key][0], count=one.count, path=one.path) for key, one in told.items() if key in known and one.count > known[key][1]
    ]
    Notice.objects.bulk_update(more, ["count", "path", "read_at", "closed_at"], batch_size=500)
    return len(new)


def joined(*parts: Any) -> Any:
    """Texts and columns put together, as an expression."""
    texts = [Value(part, output_field=CharField()) if isinstance(part, str) else Cast(part, CharField()) for part in parts]
    return Concat(*texts, output_field=CharField())
