"""Documents that came to units: who has them before them hears of it, and of the limits of their steps (NĐ 30/2020, Điều 22–24)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from directives.incoming.queries import OPEN
from directives.models import IncomingDocument
from records.batches import batches
from workflows.clock.reminding import looks_since
from workflows.clock.sweeping import Done
from workflows.models import Sweep
from workflows.notices.arrivals import close_done, tell_of_limits, tell_who_has

Status = IncomingDocument.Status

NUMBERED = [status for status in OPEN if status != Status.RECEIVED]
"""Before, a document is with the clerk who enters it."""
AT_ONCE = 2_000


def tell_of_arrivals(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has to present a document, to direct it, to give it out or to deal with it, within the minute; close what is over. What
    came to somebody's desk before the first run is told by its limit."""
    with transaction.atomic():
        count = close_done(at=at)
    for some in _loaded(Q(status__in=NUMBERED, step_since__gt=looks_since(sweep), step_since__lte=at)):
        with transaction.atomic():
            count += tell_who_has(some, sweep, at=at)
    return Done(count=count)


def tell_of_limits_of_arrivals(sweep: Sweep, *, at: datetime) -> Done:
    """Tell them of steps that end today, or should have ended."""
    with_a_day = Q(status=Status.IN_WORK, due_date__lte=timezone.localdate(at))
    count = 0
    for some in _loaded(with_a_day | Q(status__in=[status for status in OPEN if status != Status.IN_WORK])):
        with transaction.atomic():
            count += tell_of_limits(some, sweep, at=at)
    return Done(count=count)


def _loaded(wanted: Q) -> Iterator[Sequence[IncomingDocument]]:
    """The documents, the urgent first, so many at once."""
    ids = list(IncomingDocument.objects.filter(wanted).order_by("-urgency", "pk").values_list("pk", flat=True))
    rows = IncomingDocument.objects.select_related("entry", "presented_to", "handler").defer("reading", "result")
    for some in batches(ids, AT_ONCE):
        yield list(rows.filter(pk__in=some).order_by("-urgency", "pk"))
