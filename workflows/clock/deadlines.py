"""Deadlines, of work and of periodic reports: soon, today, overdue and again until it is done.

Each row is told its newest stage alone. The stages before it that nobody saw, because the clock stood still, are noted as passed over.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaigns.models import Assignment, Campaign, ReportDue
from campaigns.queries import OWED, SOON_WORKING_DAYS, WITH_UNIT
from org_hierarchy.calendar import Calendar
from workflows.clock.reminding import remind_of
from workflows.clock.sweeping import Done
from workflows.models import Reminder, Sweep
from workflows.notices.rows import Days, insert_from

Kind = Reminder.Kind

RUNGS = (0, 3, 7)
"""Days overdue on which it is said again; after the last once a week."""
WEEK = 7
WEEKS_NOTED = 8
"""How many weekly reminders that went by are noted at most: whatever is older is no outage but an upgrade."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that is said of a deadline, from the day that lies so many days behind it."""

    kind: str
    step: int
    after: int


@dataclass(frozen=True, slots=True)
class Dated:
    """Rows with a `due_date`, the way from them to their assignment, and the names of their stages."""

    rows: QuerySet[Any]
    way: str
    soon: str
    today: str
    overdue: str

    def stages(self, furthest: int) -> list[Stage]:
        """In order, up to the rung of so many days."""
        weeks = range(RUNGS[-1] + WEEK, furthest + 1, WEEK)
        late = [Stage(self.overdue, step, step or 1) for step in (*RUNGS, *weeks[-WEEKS_NOTED:])]
        return [Stage(self.soon, 0, -1), Stage(self.today, 0, 0), *late]


def work() -> Dated:
    """The work that units still have to do."""
    rows = Assignment.objects.filter(status__in=WITH_UNIT, campaign__status=Campaign.Status.OPEN)
    return Dated(rows, "", Kind.SOON, Kind.TODAY, Kind.OVERDUE)


def periods() -> Dated:
    """The reports that units owe for a period."""
    going_on = Q(assignment__status__in=WITH_UNIT, assignment__campaign__status=Campaign.Status.OPEN)
    rows = ReportDue.objects.filter(going_on, status__in=OWED)
    return Dated(rows, "assignment__", Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.PERIOD_OVERDUE)


def remind_of_work(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units of their deadlines. A handful of statements for each part of 5,000 (`remind_of`)."""
    return _remind(work(), sweep, at=at)


def remind_of_periods(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units of the periodic reports that they owe, as of their deadlines."""
    return _remind(periods(), sweep, at=at)


def soon_until(today: date) -> date:
    """The last day that is at most three working days away (domain rule 8)."""
    calendar = Calendar.load(today, today + timedelta(days=30))
    return calendar.add_working_days(today, SOON_WORKING_DAYS + 1) - DAY


def _remind(dated: Dated, sweep: Sweep, *, at: datetime) -> Done:
    return remind_of(
        _unsaid(dated, timezone.localdate(at)),
        F("stage"),
        sweep,
        at=at,
        day="due_date",
        step=F("rung"),
        also=lambda only: _note_passed(dated, sweep, only, at=at),
    )


def _unsaid(dated: Dated, today: date) -> QuerySet[Any]:
    """The rows whose stage of today was not said yet, with that `stage` and its `rung`."""
    late = Days(Value(today, output_field=DateField()), F("due_date"))
    rung = Case(
        When(due_date__gt=today - timedelta(days=RUNGS[1]), then=Value(0)),
        When(due_date__gt=today - timedelta(days=RUNGS[2]), then=Value(RUNGS[1])),
        When(due_date__gt=today - timedelta(days=RUNGS[2] + WEEK), then=Value(RUNGS[2])),
        default=late - late % WEEK,
        output_field=IntegerField(),
    )
    stage = Case(
        When(due_date__gt=today, then=Value(dated.soon)),
        When(due_date=today, then=Value(dated.today)),
        default=Value(dated.overdue),
        output_field=CharField(),
    )
    said = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=OuterRef("stage"), day=OuterRef("due_date"), step=OuterRef("rung"))
    return dated.rows.filter(due_date__lte=soon_until(today)).annotate(stage=stage, rung=rung).filter(~Exists(said))


def _note_passed(dated: Dated, sweep: Sweep, only: list[int], *, at: datetime) -> int:
    """Note for this sweep's reminders of `only` these rows the earlier stages that nobody said, as far as the work was given by then."""
    order = [dated.soon, dated.today, dated.overdue]
    made = Reminder.objects.filter(sweep=sweep, passed_over=False, kind__in=order, subject_id__in=only)
    newest = dict(made.order_by().values_list("kind").annotate(Max("step")))
    known_for = Days(F("day"), TruncDate("assignment__issued_at"))
    count = 0
    for stage in dated.stages(newest.get(dated.overdue, 0)):
        after = order[order.index(stage.kind) + 1 :]
        if not newest.keys() & set(after) and newest.get(stage.kind, 0) <= stage.step:
            continue
        later = Q(kind__in=after) | Q(kind=stage.kind, step__gt=stage.step)
        count += insert_from(
            Reminder,
            made.annotate(known_for=known_for).filter(later, known_for__gte=-stage.after),
            kind=stage.kind,
            step=stage.step,
            campaign=F("campaign"),
            assignment=F("assignment"),
            unit=F("unit"),
            subject_id=F("subject_id"),
            day=F("day"),
            passed_over=True,
            made_at=at,
            sweep=sweep,
        )
    return count
