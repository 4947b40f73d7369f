"""Documents that came to units: who takes them in, and who has them before them, hears of it, and of the limits of the steps (NĐ 30/2020,
Điều 22–24)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from campaigns.receipts import not_taken_in
from directives.incoming.limits import REVIEW_EVERY
from directives.incoming.queries import OPEN, partners
from directives.models import IncomingDocument, Recipient
from org_hierarchy.calendar import Calendar
from records.batches import batches
from workflows.clock.reminding import looks_since
from workflows.clock.sweeping import Done
from workflows.models import Sweep
from workflows.notices import copies as notices
from workflows.notices.arrivals import (
    HELPING,
    SOON,
    close_done,
    tell_of_limits,
    tell_who_has,
    tell_who_helps,
    tell_who_helps_of_limits,
)

Status = IncomingDocument.Status

NUMBERED = [status for status in OPEN if status != Status.RECEIVED]
"""Before, a document is with the clerk who enters it."""
AT_ONCE = 2_000


def tell_of_arrivals(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has to present a document, to direct it, to give it out, to deal with it or to help, within the minute; close what is
    over. What came to somebody's desk before the first run is told by its limit."""
    since = looks_since(sweep)
    with transaction.atomic():
        count = close_done(at=at)
    for some in _loaded(Q(status__in=NUMBERED, step_since__gt=since, step_since__lte=at)):
        with transaction.atomic():
            count += tell_who_has(some, sweep, at=at)
    for parts in _parts(Q(direction__at__gt=since, direction__at__lte=at)):
        with transaction.atomic():
            count += tell_who_helps(parts, sweep, at=at)
    return Done(count=count)


def tell_of_limits_of_arrivals(sweep: Sweep, *, at: datetime) -> Done:
    """Tell them of steps that end soon or today, or should have ended, and of work without a limit that comes up again."""
    today = timezone.localdate(at)
    soon = Calendar.load(today, today).add_working_days(today, SOON)
    with_a_day = Q(status=Status.IN_WORK, due_date__lte=soon)
    without = Q(status=Status.IN_WORK, due_date=None, step_since__lte=at - timedelta(days=REVIEW_EVERY - 1))
    count = 0
    for some in _loaded(with_a_day | without | Q(status__in=[status for status in OPEN if status != Status.IN_WORK])):
        with transaction.atomic():
            count += tell_of_limits(some, sweep, at=at)
    for parts in _parts(Q(direction__due_date__lte=soon)):
        with transaction.atomic():
            count += tell_who_helps_of_limits(parts, sweep, at=at)
    return Done(count=count)


def tell_of_copies(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the clerks of units, within the minute, of a document that came and gives them no work; close what was told of what is in."""
    with transaction.atomic():
        count = notices.close_taken_in(at=at)
    return Done(count=count) + _of_copies(Q(sent_at__gt=looks_since(sweep), sent_at__lte=at), notices.tell_of_copies, sweep, at=at)


def tell_of_late_copies(sweep: Sweep, *, at: datetime) -> Done:
    """Tell them of those that are not taken in on their day, and again every week, where somebody was told that they came: what lay there
    before an upgrade is nobody's news."""
    return _of_copies(Q(pk__in=notices.told()), notices.tell_of_late_copies, sweep, at=at)


def _of_copies(wanted: Q, tell: Callable[..., int], sweep: Sweep, *, at: datetime) -> Done:
    ids = list(not_taken_in().filter(wanted).order_by("-directive__urgency", "pk").values_list("pk", flat=True))
    rows = Recipient.objects.select_related("directive").defer("directive__source_text", "directive__facts")
    count = 0
    for some in batches(ids, AT_ONCE):
        with transaction.atomic():
            count += tell(list(rows.filter(pk__in=some, status=Recipient.Status.SENT).order_by("pk")), sweep, at=at)
    return Done(count=count)


def _loaded(wanted: Q) -> Iterator[Sequence[IncomingDocument]]:
    """The documents, the urgent first, so many at once."""
    ids = list(IncomingDocument.objects.filter(wanted).order_by("-urgency", "pk").values_list("pk", flat=True))
    rows = IncomingDocument.objects.select_related("entry", "presented_to", "handler").defer("reading", "result")
    for some in batches(ids, AT_ONCE):
        yield list(rows.filter(pk__in=some).order_by("-urgency", "pk"))


def _parts(wanted: Q) -> Iterator[Sequence[Any]]:
    """Who takes part in documents that are being dealt with, so many at once."""
    rows = partners().filter(wanted, direction__incoming__status__in=HELPING)
    loaded = rows.select_related("direction__incoming__entry").defer("direction__incoming__reading", "direction__incoming__result")
    for some in batches(list(rows.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        yield list(loaded.filter(pk__in=some).order_by("pk"))
