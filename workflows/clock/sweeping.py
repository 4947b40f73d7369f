"""Around every sweep: its own row, begun before it works and ended after; what fails is written there and stops no other."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, F, Max, OuterRef, Q

from records.batches import batches
from records.models import Job
from workflows.models import Notice, Reminder, Sweep
from workflows.notices import KIND as SENDING

EVERY_MINUTE, EVERY_HOUR = timedelta(minutes=1), timedelta(hours=1)
IDLE_KEPT, FAILED_KEPT = timedelta(days=1), timedelta(days=90)
"""How long a run is remembered that had nothing to do; and one that failed. What made reminders is kept."""

AT_ONCE, PART = 5_000, 500

Row = TypeVar("Row")

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Done:
    """What a sweep did: `count` rows, `passed` noted as gone by, `failed` left for the next run, with the first `error`."""

    count: int = 0
    passed: int = 0
    failed: int = 0
    error: str = ""

    def __add__(self, other: "Done") -> "Done":
        """Both together, with the error that was met first."""
        return Done(self.count + other.count, self.passed + other.passed, self.failed + other.failed, self.error or other.error)


NOTHING = Done()
Act = Callable[..., Done]


@dataclass(frozen=True, slots=True)
class Planned:
    """A sweep: what it does, given its row and the moment, how often, and what people call it."""

    act: Act
    every: timedelta
    label: str

    @property
    def silent_after(self) -> timedelta:
        """Without a good end for so long, somebody should look."""
        return 3 * self.every + timedelta(minutes=5)


def run(name: str, planned: Planned, *, at: datetime) -> Sweep:
    """Run a sweep now. Whatever it meets is written into its row, never raised; the row of the same minute is taken again."""
    minute = at.replace(second=0, microsecond=0)
    sweep, _ = Sweep.objects.get_or_create(name=name, planned_for=minute, defaults={"begun_at": at})
    try:
        done = planned.act(sweep, at=at)
    except Exception as error:
        logger.exception("sweep %s of %s failed", name, minute)
        Sweep.objects.filter(pk=sweep.pk).update(ended_at=None, error=told(error), failed_count=F("failed_count") + 1)
    else:
        Sweep.objects.filter(pk=sweep.pk).update(
            ended_at=at,
            count=F("count") + done.count,
            passed_count=F("passed_count") + done.passed,
            failed_count=done.failed,
            error=done.error[:500],
        )
    sweep.refresh_from_db()
    return sweep


def run_due(sweeps: Mapping[str, Planned], *, at: datetime) -> list[Sweep]:
    """Run those whose time has come since they last ended well, in their order. One query besides their own."""
    last = dict(Sweep.objects.filter(name__in=list(sweeps), ended_at__isnull=False).values_list("name").annotate(Max("planned_for")))
    minute = at.replace(second=0, microsecond=0)
    due = [name for name, planned in sweeps.items() if name not in last or minute - last[name] >= planned.every]
    return [run(name, sweeps[name], at=at) for name in due]


def each(rows: Iterable[Row], act: Callable[[Row], Any]) -> Done:
    """Do it for each; one that fails is logged, counted and left for the next run, and the others go on."""
    count, failed, first = 0, 0, ""
    for row in rows:
        try:
            count += bool(act(row))
        except Exception as error:
            logger.exception("left for the next sweep: %s", row)
            failed, first = failed + 1, first or told(error)
    return Done(count=count, failed=failed, error=first)


def forget(sweep: Sweep, *, at: datetime) -> Done:  # noqa: ARG001 - the shape of every sweep
    """Drop runs that had nothing to do, a day after, and those that failed, after a season; the last good one of each stays, and the last
    that left nothing out.

    The jobs of sending go with them: what was sent is in the deliveries. A look-up in two indexes for each that goes, however many notices
    there are.
    """
    later = Sweep.objects.filter(name=OuterRef("name"), planned_for__gt=OuterRef("planned_for"), ended_at__isnull=False)
    is_followed = Q(ended_at=None) | Q(Exists(later.filter(failed_count=0))) | Q(Exists(later), failed_count__gt=0)
    old = Q(planned_for__lt=at - IDLE_KEPT, error="") | Q(planned_for__lt=at - FAILED_KEPT)
    idle = Sweep.objects.filter(old, is_followed | Q(name="asked"), count=0, passed_count=0).order_by("planned_for")
    some = list(idle.values_list("pk", flat=True)[:AT_ONCE])
    did: set[int] = set()
    for part in batches(some, PART):
        for rows in (Reminder.objects, Notice.objects):
            did |= {pk for pk in rows.filter(sweep__in=part).order_by().values_list("sweep", flat=True).distinct() if pk}
        Sweep.objects.filter(pk__in=did & set(part)).update(count=1)  # it was killed behind what it did, and is not asked about again
    count, _ = Sweep.objects.filter(pk__in=[pk for pk in some if pk not in did]).delete()
    jobs = Job.objects.filter(kind=SENDING, status=Job.Status.DONE, finished_at__lt=at - IDLE_KEPT)
    Job.objects.filter(pk__in=list(jobs.values_list("pk", flat=True)[:AT_ONCE])).delete()
    return Done(count=count)


def told(error: Exception) -> str:
    """What was met, as a sweep keeps it."""
    return f"{type(error).__name__}: {error}"[:500]
