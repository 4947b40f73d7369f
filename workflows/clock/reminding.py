"""From rows that a sweep found to reminders with their notices: part by part, and what fails in ever smaller ones, so that only what fails
is left out; and since when a sweep looks."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BigIntegerField, Case, Exists, F, Max, Min, OuterRef, Q, QuerySet, Value, When

from campaigns.models import Assignment, Campaign
from records.batches import batches
from workflows.clock.sweeping import NOTHING, Done, told
from workflows.models import Reminder, Sweep
from workflows.notices import tell
from workflows.notices.rows import insert_from

MARGIN = timedelta(days=1)
"""Looked at again from before the last good run: what was being written then was not seen by it."""
PART = 5_000
"""So many in one transaction: on the morning after a great deadline nobody else waits for the whole."""
MOST_FAILED = 200
"""Rows that may fail one by one; where more do it is no single row's fault, and the rest waits for the next run."""

Act = Callable[[QuerySet[Any], list[int]], Done]

logger = logging.getLogger(__name__)


def looks_since(sweep: Sweep) -> datetime:
    """From when on this sweep looks: a day before its last run that left nothing out; before there was any, a day before its first run,
    which comes with an upgrade. One query."""
    good = Q(ended_at__isnull=False, failed_count=0) & ~Q(pk=sweep.pk)
    known = Sweep.objects.filter(name=sweep.name).aggregate(first=Min("planned_for"), last=Max("planned_for", filter=good))
    return (known["last"] or known["first"] or sweep.planned_for) - MARGIN


def is_first_look(sweep: Sweep) -> bool:
    """Whether this sweep has never come to an end before. One query."""
    return not Sweep.objects.filter(name=sweep.name, ended_at__isnull=False).exclude(pk=sweep.pk).exists()


def not_seen(found: QuerySet[Any], moment: str, sweep: Sweep) -> QuerySet[Any]:
    """Those whose `moment` lies behind what the sweep has seen. One query."""
    return found.filter(**{f"{moment}__gt": looks_since(sweep)})


def remind_of(
    found: QuerySet[Any],
    kind: Any,
    sweep: Sweep,
    *,
    at: datetime,
    unit: Any = "",
    day: Any = "since",
    step: Any = 0,
    occasion: Any = 0,
    is_dated: bool = True,
    also: Callable[[list[int]], int] | None = None,
) -> Done:
    """A reminder for each row found, which is its subject, with its notices; those that were there already stay as they are.

    `unit`: the way from the row to whom it asks, or an expression, else the assignment's; the other columns by expressions or names of
    annotations. `also` is done with each part, given its ids; what it counts has passed. Of rows that do not say when they came to be so
    (`is_dated`), the first run notes what is there as gone by and tells nobody: it may be years old. A handful of statements and one
    transaction for each part of 5,000, those of the earliest `day` first, as long as none fails; asked for outside of a transaction whether
    there is anything, so that an idle minute keeps no writer waiting.
    """
    ids = list(found.order_by(*([day] if isinstance(day, str) else []), "pk").values_list("pk", flat=True))
    if not ids:
        return NOTHING
    is_old = not is_dated and is_first_look(sweep)
    about: dict[str, Any] = {}
    if found.model is Campaign:
        about = {"campaign": F("pk")}
    elif found.model is Assignment:
        about = {"campaign": F("campaign"), "assignment": F("pk")}
    elif hasattr(found.model, "assignment"):
        about = {"campaign": F("assignment__campaign"), "assignment": F("assignment")}
    unit = unit or ("unit" if found.model is Assignment else "assignment__unit")

    def act(rows: QuerySet[Any], only: list[int]) -> Done:
        with transaction.atomic():
            count = insert_from(
                Reminder,
                rows,
                kind=kind,
                step=step,
                occasion=occasion,
                unit=F(unit) if isinstance(unit, str) else unit,
                subject_id=F("pk"),
                day=F(day) if isinstance(day, str) else day,
                made_at=at,
                sweep=sweep,
                passed_over=is_old,
                **about,
            )
            if is_old:
                return Done(passed=count)
            passed = also(only) if also is not None else 0
            tell(sweep, at=at, only=only)
        return Done(count=count, passed=passed)

    return in_parts(found, ids, act)


def in_parts(found: QuerySet[Any], ids: Sequence[int], act: Act) -> Done:
    """Do it part by part of these ids, in their order; where one fails, for ever smaller parts, until what fails stands alone: it is
    counted and named, the rest is done.

    A database that does not answer, or is held by others, is nobody's fault: that is raised, and what was done before stays.
    """
    done = NOTHING
    parts = list(batches(ids, PART))[::-1]
    while parts:
        some = parts.pop()
        if done.failed >= MOST_FAILED:
            done += Done(failed=len(some))
            continue
        try:
            done += act(found.filter(pk__in=some), some)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            if len(some) == 1:
                logger.exception("left for the next sweep: %s %s", found.model.__name__, some[0])
                done += Done(failed=1, error=f"{_named(found.model, some[0])}: {told(error)}")
            else:
                logger.warning("goes on in smaller parts", exc_info=True)
                parts += [some[len(some) // 2 :], some[: len(some) // 2]]
    return done


def unsaid(found: QuerySet[Any], *kinds: str, **about: Any) -> QuerySet[Any]:
    """Those of which none of these kinds was said with the row as its subject, and of which `about` holds."""
    return found.filter(~Exists(Reminder.objects.filter(subject_id=OuterRef("pk"), kind__in=kinds, **about)))


def again(kind: Any, day: Any, sweep: Sweep) -> Any:
    """What makes a second reminder of the same kind and day another one: work that is taken back and given within a day."""
    before = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=kind, day=day)
    return Case(When(Exists(before), then=Value(sweep.pk)), default=Value(0), output_field=BigIntegerField())


def _named(model: Any, pk: int) -> str:
    row = model.objects.filter(pk=pk).first()
    return str(getattr(row, "assignment", row))[:160]
