"""Who has to act on a document that came to a unit is told when it comes to them, before and on the last day of its step, and when that has
passed; who has to help with it of the same days."""

from collections.abc import Collection, Sequence, Set
from datetime import date, datetime
from typing import Any

from django.shortcuts import resolve_url
from django.utils import timezone

from directives.incoming.limits import REVIEW_EVERY, limit_of
from directives.incoming.queries import partners
from directives.models import IncomingDocument
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Absence, UnitGrant, valid_on
from records.batches import batches
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REGISTERS, clerks_of, people_of
from workflows.notices.closing import close
from workflows.notices.making import CHUNK, write

Kind = Reminder.Kind
Status = IncomingDocument.Status

KEYS, PARTS = "incoming:", "partner:"
"""Begin the keys of these notices. Of who has it before them: then kind and step, the document, its status and since when it has that, and
the person. Of who takes part: then kind and step, the direction, the unit, and the person."""
WEEK = 7
SOON = 3
"""Working days before its last day that work comes to mind."""
HELPING = (Status.DIRECTED, Status.IN_WORK)
"""While a document is there, those whom the direction names help with it."""

Desk = tuple[str, int, int | None]
"""Before whom a document lies: those with a grant on a unit, or one of them."""


def tell_who_has(documents: Sequence[IncomingDocument], sweep: Sweep, *, at: datetime) -> int:
    """Tell those to whose desk these documents came, each once for each time; how many notices. Who entered one is not told to present it.

    In the caller's transaction. Some five queries for each 500, and the sending.
    """
    told = [(one, Kind.ARRIVED, 0) for one in documents]
    return _tell(told, sweep, at=at, but_not={one.pk: one.received_by_id for one in documents if one.status == Status.REGISTERED})


def tell_of_limits(documents: Sequence[IncomingDocument], sweep: Sweep, *, at: datetime) -> int:
    """Tell those who have these documents before them of a step that ends soon or today, or should have ended, and then again every week;
    of work without a limit again and again, whoever gave it out too.

    As `tell_who_has`. A step that began today is known from that day's notice.
    """
    today = timezone.localdate(at)
    calendar = Calendar.load(today, today)
    told: list[tuple[IncomingDocument, str, int]] = []
    for one in documents:
        since = timezone.localdate(one.step_since)
        limit = limit_of(one, today=today, calendar=calendar)
        if limit is not None:
            told += [(one, *rung) for rung in _rungs(limit.last_day, since, today=today, calendar=calendar)]
        elif one.status == Status.IN_WORK and (days := (today - since).days) >= REVIEW_EVERY:
            told.append((one, Kind.REVIEW, days - days % REVIEW_EVERY))
    return _tell(told, sweep, at=at, but_not={})


def tell_who_helps(parts: Sequence[Any], sweep: Sweep, *, at: datetime) -> int:
    """Tell the units of these parts (rows of `queries.partners`) that they have to help, each once for each direction, and by when."""
    return _tell_parts([(part, Kind.ARRIVED, 0) for part in parts], sweep, at=at)


def tell_who_helps_of_limits(parts: Sequence[Any], sweep: Sweep, *, at: datetime) -> int:
    """Tell them of the day of the direction as whoever leads is told (`tell_of_limits`)."""
    today = timezone.localdate(at)
    calendar = Calendar.load(today, today)
    told = []
    for part in parts:
        if (last_day := part.direction.due_date) is not None:
            since = timezone.localdate(part.direction.at)
            told += [(part, *rung) for rung in _rungs(last_day, since, today=today, calendar=calendar)]
    return _tell_parts(told, sweep, at=at)


def close_done(*, at: datetime) -> int:
    """Close what was told of a step that is over, and of a part that is; what waited to be sent of it is not sent. Some three statements
    for each 500."""
    waiting = dict(Notice.objects.filter(key__startswith=KEYS, assignment=None, closed_at=None).values_list("pk", "key"))
    about = {pk: key.split(":")[2:5] for pk, key in waiting.items()}
    now: dict[str, list[str]] = {}
    for some in batches(sorted({document for document, *_ in about.values()}), CHUNK):
        for one in IncomingDocument.objects.filter(pk__in=some).only("status", "step_since"):
            now[str(one.pk)] = _step_of(one)
    over = [pk for pk, (document, *step) in about.items() if now.get(document) != step]
    over += _parts_over()
    close(over, at=at)
    return len(over)


def _parts_over() -> list[int]:
    rows = Notice.objects.filter(key__startswith=PARTS, assignment=None, closed_at=None).values_list("pk", "key")
    about = {pk: (int(direction), int(unit)) for pk, key in rows for direction, unit in [key.split(":")[2:4]]}
    still: set[tuple[int, int]] = set()
    for some in batches(sorted({direction for direction, _ in about.values()}), CHUNK):
        helping = partners().filter(direction__in=some, direction__incoming__status__in=HELPING)
        still.update(helping.values_list("direction", "orgunit"))
    return [pk for pk, part in about.items() if part not in still]


def _rungs(last_day: date, since: date, *, today: date, calendar: Calendar) -> list[tuple[str, int]]:
    """What is to be told today of a last day, of what began on `since`: the kind and its step, one or none."""
    if last_day < today:
        days = (today - last_day).days
        return [(Kind.OVERDUE, days - days % WEEK)]
    if since >= today:
        return []
    if last_day == today:
        return [(Kind.TODAY, 0)]
    is_soon, was_soon = (last_day <= calendar.add_working_days(day, SOON) for day in (today, since))
    return [(Kind.SOON, 0)] if is_soon and not was_soon else []


def _tell(told: Sequence[tuple[IncomingDocument, str, int]], sweep: Sweep, *, at: datetime, but_not: dict[int, int | None]) -> int:
    today, made = timezone.localdate(at), []
    for some in batches(told, CHUNK):
        desks = [(one, kind, step, _desks_of(one, kind)) for one, kind, step in some]
        people = _people_at({desk for *_, found in desks for desk in found}, on=today)
        made += [
            Notice(
                person_id=person,
                kind=kind,
                step=step,
                title=_title("Văn bản đến", one, one.due_date),
                subject_id=one.pk,
                day=today,
                path=resolve_url(one),
                is_urgent=bool(one.urgency),
                key=":".join([f"{KEYS}{kind}.{step}", str(one.pk), *_step_of(one), str(person)]),
            )
            for one, kind, step, found in desks
            for person in sorted(set().union(*(people[desk] for desk in found)))
            if person != but_not.get(one.pk)
        ]
    return write(made, sweep, at=at)


def _tell_parts(told: Sequence[tuple[Any, str, int]], sweep: Sweep, *, at: datetime) -> int:
    """Of each unit whoever decides what it does; where nobody does, whoever acts for it."""
    today, made = timezone.localdate(at), []
    for some in batches(told, CHUNK):
        units = {part.orgunit_id for part, *_ in some}
        heads = people_of(units, DECIDES, leaders=True, on=today)
        people = people_of(units - heads.keys(), ACTS, leaders=True, on=today) | heads
        made += [
            Notice(
                person_id=person,
                kind=kind,
                step=step,
                title=_title("Phối hợp giải quyết văn bản đến", part.direction.incoming, part.direction.due_date),
                subject_id=part.direction.incoming_id,
                day=today,
                path=resolve_url(part.direction.incoming),
                is_urgent=bool(part.direction.incoming.urgency),
                key=f"{PARTS}{kind}.{step}:{part.direction_id}:{part.orgunit_id}:{person}",
            )
            for part, kind, step in some
            for person in sorted(people.get(part.orgunit_id, ()))
        ]
    return write(made, sweep, at=at)


def _desks_of(one: IncomingDocument, kind: str) -> list[Desk]:
    """Before whom it lies now: the clerk, the leader, who gives it out, who deals with it; without a limit, in time, the leader too."""
    leader = (DECIDES, one.unit_id, one.presented_to_id)
    match one.status:
        case Status.PRESENTED:
            return [leader]
        case Status.DIRECTED if one.lead_unit_id:
            return [(DECIDES, one.lead_unit_id, None)]
        case Status.IN_WORK if one.lead_unit_id:
            mine: Desk = (ACTS, one.lead_unit_id, one.handler_id)
            return [mine, leader] if kind == Kind.REVIEW else [mine]
        case _:
            return [(REGISTERS, one.unit_id, None)]


def _people_at(desks: Set[Desk], *, on: date) -> dict[Desk, set[int]]:
    """Who may act there: the person, with whoever stands in; all who hold the grant where the person does so no more, or none is named.

    Some six queries.
    """
    owners = {person for *_, person in desks if person is not None}
    away = Absence.objects.filter(valid_on(on), valid_on(on, "appointment__"), appointment__person__in=owners)
    stand_ins = set(away.values_list("appointment__person", "substitute"))
    held = _holding(desks, owners | {substitute for _, substitute in stand_ins})
    found: dict[Desk, set[int]] = {}
    for grant, unit, owner in desks:
        if owner is not None and (grant, unit, owner) in held:
            others = {other for person, other in stand_ins if person == owner and (grant, unit, other) in held}
            found[grant, unit, owner] = {owner, *others}
    left = desks - found.keys()
    by_grant = {grant: {unit for asks, unit, _ in left if asks == grant} for grant in (DECIDES, ACTS, REGISTERS)}
    people = {grant: people_of(by_grant[grant], grant, leaders=grant == DECIDES, on=on) for grant in (DECIDES, ACTS)}
    people[REGISTERS] = clerks_of(by_grant[REGISTERS], on=on)
    return found | {desk: people[desk[0]].get(desk[1], set()) for desk in left}


def _holding(desks: Set[Desk], people: Collection[int]) -> set[tuple[str, int, int]]:
    """Which of these people hold which grants of these desks, each with its unit. One query."""
    asked = {"permission__codename__in": {grant for grant, *_ in desks}, "content_object__in": {unit for _, unit, _ in desks}}
    rows = UnitGrant.objects.filter(**asked, group__user__in=people, group__user__is_active=True)
    return set(rows.values_list("permission__codename", "content_object", "group__user"))


def _step_of(one: IncomingDocument) -> list[str]:
    return [str(one.status), str(int(one.step_since.timestamp()))]


def _title(what: str, one: IncomingDocument, last_day: date | None) -> str:
    number = f" số {one.entry.number}" if one.entry is not None else ""
    by_when = f", hạn {last_day:%d/%m/%Y}" if last_day else ""
    return f"{what}{number}{by_when}: {one.subject or 'chưa có trích yếu'}"[:300]
