"""Who takes in what comes to a unit is told of a document that came without work for it, and again while nobody has taken it in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import resolve_url
from django.utils import timezone

from directives.limits import limit_of_copy
from directives.models import Recipient
from org_hierarchy.calendar import Calendar
from records.batches import batches
from workflows.models import Notice, Reminder, Sweep
from workflows.notices.audience import clerks_of
from workflows.notices.closing import close
from workflows.notices.making import CHUNK, write

Kind = Reminder.Kind

KEYS = "copy:"
"""Begins the key of each of these notices; then kind and step, the copy, when it was sent, and the person."""
WEEK = 7


def tell_of_copies(copies: Sequence[Recipient], sweep: Sweep, *, at: datetime) -> int:
    """Tell of these that they came, once each time that they were sent; how many notices. Directive and unit are loaded.

    In the caller's transaction. Some three queries for each 500, and the sending.
    """
    return _tell([(one, Kind.ARRIVED, 0) for one in copies], sweep, at=at)


def tell_of_late_copies(copies: Sequence[Recipient], sweep: Sweep, *, at: datetime) -> int:
    """Tell of those of these whose last day has passed, and then again every week. As `tell_of_copies`."""
    today = timezone.localdate(at)
    calendar = Calendar.load(today, today)
    late = []
    for one in copies:
        limit = limit_of_copy(one, today=today, calendar=calendar)
        if limit.is_missed:
            days = (today - limit.last_day).days
            late.append((one, Kind.OVERDUE, days - days % WEEK))
    return _tell(late, sweep, at=at)


def told() -> QuerySet[Notice, Any]:
    """The ids of the copies of which somebody was told, as a subquery, as long as nobody has taken them in."""
    return _open().values("subject_id")


def close_taken_in(*, at: datetime) -> int:
    """Close what was told of copies that were taken in, refused or taken back since. One query, and two statements for each 500."""
    still = Recipient.objects.filter(pk=OuterRef("subject_id"), status=Recipient.Status.SENT)
    over = list(_open().filter(~Exists(still)).values_list("pk", flat=True))
    close(over, at=at)
    return len(over)


def _open() -> QuerySet[Notice]:
    return Notice.objects.filter(key__startswith=KEYS, assignment=None, closed_at=None, subject_id__isnull=False)


def _tell(about: Iterable[tuple[Recipient, str, int]], sweep: Sweep, *, at: datetime) -> int:
    today, count = timezone.localdate(at), 0
    for some in batches(list(about), CHUNK):
        clerks = clerks_of({one.unit_id for one, *_ in some}, on=today)
        made = (
            Notice(
                person_id=person,
                kind=kind,
                step=step,
                title=f"Văn bản chưa tiếp nhận: {one.directive.designation}, {one.directive.subject}",
                subject_id=one.pk,
                day=today,
                path=resolve_url(one.directive),
                is_urgent=bool(one.directive.urgency),
                key=f"{KEYS}{kind}.{step}:{one.pk}:{int(one.sent_at.timestamp())}:{person}",
            )
            for one, kind, step in some
            for person in sorted(clerks.get(one.unit_id, ()))
        )
        count += write(made, sweep, at=at)
    return count
