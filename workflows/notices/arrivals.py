"""Who has to act on a document that came to a unit is told when it comes to them, on the last day of its step, and when that has passed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.shortcuts import resolve_url
from django.utils import timezone

from directives.incoming.limits import limit_of
from directives.models import IncomingDocument
from org_hierarchy.calendar import Calendar
from records.batches import batches
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REGISTERS, clerks_of, people_of
from workflows.notices.closing import close
from workflows.notices.making import CHUNK, add_new
from workflows.notices.ordering import send_by_channels

Kind = Reminder.Kind
Status = IncomingDocument.Status

KEYS = "incoming:"
"""Begins the key of each of these notices; then kind and step, the document, its status and since when it has that, and the person."""
WEEK = 7


def tell_who_has(documents: Sequence[IncomingDocument], sweep: Sweep, *, at: datetime) -> int:
    """Tell those to whose desk these documents came, each once for each time; how many notices. Who entered one is not told to present it.

    In the caller's transaction. Some five queries for each 500, and the sending.
    """
    told = [(one, Kind.ARRIVED, 0) for one in documents]
    return _tell(told, sweep, at=at, but_not={one.pk: one.received_by_id for one in documents if one.status == Status.REGISTERED})


def tell_of_limits(documents: Sequence[IncomingDocument], sweep: Sweep, *, at: datetime) -> int:
    """Tell those who have these documents before them of a step that ends today, or should have ended, and then again every week.

    As `tell_who_has`. A step that began today is known from that day's notice.
    """
    today = timezone.localdate(at)
    calendar = Calendar.load(today, today)
    told = []
    for one in documents:
        limit = limit_of(one, today=today, calendar=calendar)
        if limit is None:
            continue
        if limit.last_day < today:
            days = (today - limit.last_day).days
            told.append((one, Kind.OVERDUE, days - days % WEEK))
        elif limit.last_day == today and timezone.localdate(one.step_since) < today:
            told.append((one, Kind.TODAY, 0))
    return _tell(told, sweep, at=at, but_not={})


def close_done(*, at: datetime) -> int:
    """Close what was told of a step that is over; what waited to be sent of it is not sent. Three statements for each 500."""
    waiting = dict(Notice.objects.filter(key__startswith=KEYS, assignment=None, closed_at=None).values_list("pk", "key"))
    about = {pk: key.split(":")[2:5] for pk, key in waiting.items()}
    now: dict[str, list[str]] = {}
    for some in batches(sorted({document for document, *_ in about.values()}), CHUNK):
        for one in IncomingDocument.objects.filter(pk__in=some).only("status", "step_since"):
            now[str(one.pk)] = _step_of(one)
    over = [pk for pk, (document, *step) in about.items() if now.get(document) != step]
    close(over, at=at)
    return len(over)


def _tell(told: Sequence[tuple[IncomingDocument, str, int]], sweep: Sweep, *, at: datetime, but_not: dict[int, int | None]) -> int:
    today, count = timezone.localdate(at), 0
    for some in batches(told, CHUNK):
        holders = _holders([one for one, *_ in some], on=today)
        made = [
            Notice(
                person_id=person,
                kind=kind,
                step=step,
                title=_title(one),
                subject_id=one.pk,
                day=today,
                path=resolve_url(one),
                key=":".join([f"{KEYS}{kind}.{step}", str(one.pk), *_step_of(one), str(person)]),
                sweep=sweep,
                created_at=at,
            )
            for one, kind, step in some
            for person in sorted(holders[one.pk])
            if person != but_not.get(one.pk)
        ]
        count += add_new(made)
    if count:
        send_by_channels(sweep, at=at)
    return count


def _holders(documents: Iterable[IncomingDocument], *, on: date) -> dict[int, set[int]]:
    """Who may act on each now, by its id: the clerk, the leader, who gives it out, who deals with it."""
    asked: dict[int, tuple[str, int]] = {}
    found: dict[int, set[int]] = {}
    for one in documents:
        person = {Status.PRESENTED: one.presented_to, Status.IN_WORK: one.handler}.get(Status(one.status))
        if person is not None and person.is_active:
            found[one.pk] = {person.pk}
        elif one.status == Status.PRESENTED:
            asked[one.pk] = ("sign_for_unit", one.unit_id)
        elif one.status == Status.DIRECTED and one.lead_unit_id:
            asked[one.pk] = (DECIDES, one.lead_unit_id)
        elif one.status == Status.IN_WORK and one.lead_unit_id:
            asked[one.pk] = (ACTS, one.lead_unit_id)
        else:
            asked[one.pk] = (REGISTERS, one.unit_id)
    people = {grant: _people(asked.values(), grant, on=on) for grant in ("sign_for_unit", DECIDES, ACTS)}
    people[REGISTERS] = clerks_of({unit for grant, unit in asked.values() if grant == REGISTERS}, on=on)
    return found | {pk: people[grant].get(unit, set()) for pk, (grant, unit) in asked.items()}


def _people(asked: Collection[tuple[str, int]], grant: str, *, on: date) -> dict[int, set[int]]:
    units = {unit for wanted, unit in asked if wanted == grant}
    return people_of(units, grant, leaders=grant in ("sign_for_unit", DECIDES), on=on)


def _step_of(one: IncomingDocument) -> list[str]:
    return [str(one.status), str(int(one.step_since.timestamp()))]


def _title(one: IncomingDocument) -> str:
    number = f" số {one.entry.number}" if one.entry is not None else ""
    return f"Văn bản đến{number}: {one.subject or 'chưa có trích yếu'}"[:300]
