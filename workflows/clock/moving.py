"""What time alone moves: periods begin, phases open, and whoever waited long enough for others is woken.

Each is done for all together; where that fails, for one after the other, so that one that cannot be done stops no other.
"""

import logging
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from django.utils import timezone

from campaigns import delegation
from campaigns import services as campaigns
from campaigns.models import Campaign
from workflows import steps
from workflows.clock.sweeping import Done, each
from workflows.models import Sweep

Row = TypeVar("Row")

logger = logging.getLogger(__name__)


def make_dues(sweep: Sweep, *, at: datetime) -> Done:
    """Write down the reports that units owe for the periods that have begun."""
    today = timezone.localdate(at)
    return together_or_each(
        sweep,
        lambda: campaigns.make_dues(at=at, today=today),
        lambda: Campaign.objects.filter(status=Campaign.Status.OPEN).defer("snapshot").order_by("pk"),
        lambda campaign: campaigns.make_dues(at=at, today=today, campaign=campaign),
    )


def wake_parents(sweep: Sweep, *, at: datetime) -> Done:
    """Give work back to units that waited for others: because those are done, or because the own last day is near."""
    today = timezone.localdate(at)
    return together_or_each(
        sweep,
        lambda: steps.wake_parents(at=at, today=today),
        lambda: _waiting(today),
        lambda pk: steps.wake_parents(at=at, today=today, only=[pk]),
    )


def open_phases(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    """Order the tasks to be given whose first day has come."""
    return Done(count=steps.open_phases(at=at, today=timezone.localdate(at)))


def settle_arrivals(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    """End the documents that came by which their units have nothing open any more, and of which nobody said so: an act was killed after its
    work was taken back, or two acts ended the last two pieces of work at once."""
    return Done(count=steps.settle_left(at=at))


def together_or_each(sweep: Sweep, together: Callable[[], int], rows: Callable[[], Iterable[Row]], one: Callable[[Row], int]) -> Done:
    """Do it for all in one; when that fails, for one after the other, and say which failed."""
    try:
        return Done(count=together())
    except Exception:
        logger.exception("sweep %s goes on row by row", sweep.name)
    return each(rows(), one)


def _waiting(today: date) -> list[int]:
    return list(delegation.to_wake(today=today).order_by("pk").values_list("pk", flat=True))
