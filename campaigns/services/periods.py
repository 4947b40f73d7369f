"""Kỳ báo cáo: what a periodic task owes, made for all its units when a period begins; and what a report for a period ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CampaignTask, Report, ReportDue
from campaigns.queries import OWED, WITH_UNIT
from campaigns.services.dating import term_of
from campaigns.services.moves import CampaignError, stale
from org_hierarchy.calendar import Calendar, Cycle, Every, data_span, last_day_on_time, occurrences
from records.events import record

LONGEST_ROUND = timedelta(days=366)
TASKS_AT_ONCE = 200
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Round:
    """One report that a task asks for: the days that it is about and its last day on time, all inclusive."""

    first: date
    last: date
    due: date


def rounds_of(task: CampaignTask, campaign: Campaign, *, today: date, calendar: Calendar) -> list[Round]:
    """The reports that a periodic task has asked for until today, the coming one with them; none for a task that is not periodic.

    From the day on which it was given to its last day, if it has one. A report is about the last days that are closed by then as statistics
    draw them (Decree 09/2019, `data_span`), of a week about that week; the first one about the days since the task was given, where those
    that are closed lie before.
    """
    term = term_of(task)
    if term is None:
        return []
    begun = max(campaign.opened_date, task.opens_date or campaign.opened_date)
    end = last_day_on_time(task.due_date, task.strictly_before) if task.due_date else None
    asked = [day for day in occurrences(term, begun, today + LONGEST_ROUND, calendar=calendar) if end is None or day <= end]
    coming = next((day for day in asked if day >= today), None)
    return [_round(term, day, begun) for day in asked if day <= (coming or today)]


def _round(term: Every, due: date, begun: date) -> Round:
    span = data_span(term.cycle, due)
    if term.cycle is not Cycle.WEEK and span.last > due:
        span = data_span(term.cycle, span.first - DAY)
    if span.last < begun:
        return Round(begun, due, due)
    return Round(max(span.first, begun), span.last, due)


def make_dues(*, at: datetime, today: date, campaign: Campaign | None = None, since: int = 0) -> int:
    """Make the reports that units owe and that are not there yet, of one campaign or of all that go on; returns how many.

    Set-based and idempotent: after an outage it makes what was missed too, and beside another sweep nothing twice. What fell due while an
    assignment stood still by agreement is not owed. One query asks all periodic tasks together whether any unit lacks the coming report;
    only then there is an INSERT, an UPDATE of what it holds and an event per campaign. `since`: only for assignments from that id on, which
    were just given.
    """
    known = Campaign.objects.filter(status=Campaign.Status.OPEN)
    known = known if campaign is None else known.filter(pk=campaign.pk)
    tasks = CampaignTask.objects.filter(campaign__in=known.order_by().values("pk")).exclude(deadline_text="", period="")
    if since:
        tasks = tasks.filter(pk__in=Assignment.objects.filter(pk__gte=since, campaign__in=known.values("pk")).order_by().values("task"))
    tasks = tasks.select_related("campaign").defer("campaign__snapshot", "content").order_by("campaign", "position")
    calendar = Calendar.load(today, today)
    asked = {task: rounds for task in tasks if (rounds := rounds_of(task, task.campaign, today=today, calendar=calendar))}
    lacking = _lacking({task.pk: rounds[-1] for task, rounds in asked.items()}, since)
    count = 0
    for of_one in _by_campaign([task for task in asked if task.pk in lacking]):
        with transaction.atomic():
            made = _insert({task.pk: asked[task] for task in of_one}, since)
            if made:
                record("campaigns.dues_made", of_one[0].campaign, by=None, at=at, after={"count": made})
        count += made
    return count


def _by_campaign(tasks: Sequence[CampaignTask]) -> Iterator[list[CampaignTask]]:
    for pk in dict.fromkeys(task.campaign_id for task in tasks):
        yield [task for task in tasks if task.campaign_id == pk]


# while it is with its unit, a period that begins is owed; a final report that waits answers for everything
_GOING_ON = ", ".join(["%s"] * len(WITH_UNIT))
_OWES = f"""
    told(task, first, last, due, until) AS (VALUES {{told}}),
    owing AS (
        SELECT a.id, t.task, t.first, t.last, t.due
        FROM told t JOIN campaigns_assignment a ON a.task_id = t.task
        WHERE a.id >= %s AND a.status IN ({_GOING_ON}) AND a.issued_at < t.until
            AND NOT EXISTS (SELECT 1 FROM campaigns_reportdue d WHERE d.assignment_id = a.id AND d.due_date = t.due)
            AND NOT EXISTS (
                SELECT 1 FROM campaigns_suspension s
                WHERE s.assignment_id = a.id AND s.agreed_date <= t.due AND (s.ended_at IS NULL OR s.ended_at >= t.until)
            )
    )"""  # noqa: S608 - placeholders only


def _owing(rounds: dict[int, list[Round]], since: int) -> tuple[str, list[Any]]:
    """The common table of what is owed and not there, and its parameters."""
    dates, moments = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    rows = [
        (task, dates(one.first), dates(one.last), dates(one.due), moments(_after(one.due)))
        for task, asked in rounds.items()
        for one in asked
    ]
    told = ", ".join(["(%s, %s, %s, %s, %s)"] * len(rows))
    return _OWES.format(told=told), [*chain.from_iterable(rows), since, *WITH_UNIT]


def _after(day: date) -> datetime:
    """The moment at which the day is over."""
    return timezone.make_aware(datetime.combine(day + DAY, time.min))


def _lacking(newest: dict[int, Round], since: int) -> set[int]:
    """The tasks of which some unit lacks this report."""
    found: set[int] = set()
    wanted = list(newest.items())
    for first in range(0, len(wanted), TASKS_AT_ONCE):
        owing, values = _owing({task: [one] for task, one in wanted[first : first + TASKS_AT_ONCE]}, since)
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {owing} SELECT DISTINCT task FROM owing", values)  # noqa: S608 - placeholders only
            found |= {task for (task,) in cursor.fetchall()}
    return found


def _insert(rounds: dict[int, list[Round]], since: int) -> int:
    owing, values = _owing(rounds, since)
    insert = f"""
        WITH {owing}
        INSERT INTO campaigns_reportdue (assignment_id, period_start, period_end, due_date, status)
        SELECT id, first, last, due, %s FROM owing WHERE TRUE ORDER BY id, due
        ON CONFLICT (assignment_id, due_date) DO NOTHING RETURNING id"""  # noqa: S608 - placeholders only
    with connection.cursor() as cursor:
        cursor.execute(insert, [*values, ReportDue.Status.DUE])
        made = [pk for (pk,) in cursor.fetchall()]
        if made:
            _hold_those_of(made)
            cursor.execute(_NEARER, [min(made), max(made), ReportDue.Status.DUE])
    return len(made)


def _hold_those_of(made: Sequence[int]) -> None:
    """Hold the assignments of these, in the order in which acts hold several: an UPDATE takes them as they lie in the table."""
    of_these = ReportDue.objects.filter(pk__range=(min(made), max(made))).values("assignment")
    list(Assignment.objects.filter(pk__in=of_these).order_by("pk").select_for_update(no_key=True).values_list("pk"))


# The day that the assignment keeps

# by what the row has when it is written: a report that was just sent may have cleared an older day
_NEARER = """
    UPDATE campaigns_assignment
    SET period_due_date = CASE WHEN period_due_date <= made.first THEN period_due_date ELSE made.first END
    FROM (
        SELECT assignment_id, MIN(due_date) AS first FROM campaigns_reportdue
        WHERE id BETWEEN %s AND %s AND status = %s GROUP BY assignment_id
    ) made
    WHERE made.assignment_id = campaigns_assignment.id"""


def keep_nearest(assignments: Sequence[int]) -> None:
    """Keep on the assignments, which the caller holds, the last day of the oldest report that each owes. One statement."""
    owed = ReportDue.objects.filter(assignment=OuterRef("pk"), status__in=OWED).order_by("due_date")
    Assignment.objects.filter(pk__in=assignments).update(period_due_date=Subquery(owed.values("due_date")[:1]))


# What a report ends


def answer_due(due: ReportDue, assignment: Assignment, *, reported_date: date) -> None:
    """A report for the period is there and waits. Raises CampaignError `wrong_period`, `stale` (another one is there already)."""
    if due.assignment_id != assignment.pk:
        raise CampaignError("wrong_period", "Kỳ báo cáo đã chọn không phải của việc này; hãy chọn lại kỳ.")
    if ReportDue.objects.filter(pk=due.pk, status__in=OWED).update(status=ReportDue.Status.SUBMITTED, reported_date=reported_date) != 1:
        raise stale("Kỳ báo cáo")
    due.status, due.reported_date = ReportDue.Status.SUBMITTED, reported_date
    keep_nearest([assignment.pk])


def answer_all(assignment: Assignment, *, reported_date: date) -> ReportDue | None:
    """A final report answers for every period that is still owed; the newest of them, None when nothing is owed."""
    owed = ReportDue.objects.filter(assignment=assignment, status__in=OWED)
    newest = owed.order_by("-due_date").first()
    if newest is not None:
        owed.update(status=ReportDue.Status.SUBMITTED, reported_date=reported_date)
        keep_nearest([assignment.pk])
    return newest


def settle_dues(report: Report, *, accept: bool) -> None:
    """The reviewer's word on a report is that on its period; on a final one that on all for which no other report waits.

    A final one that is accepted answers also for what was returned while it waited: nobody can report on it any more.
    """
    dues = ReportDue.objects.filter(assignment=report.assignment_id)
    waiting = dues.filter(status=ReportDue.Status.SUBMITTED)
    if report.kind == Report.Kind.INTERIM:
        waiting = waiting.filter(reports=report)
    elif accept:
        waiting = dues.filter(status__in=(*OWED, ReportDue.Status.SUBMITTED))
    else:
        own = Report.objects.filter(due=OuterRef("pk"), kind=Report.Kind.INTERIM, status=Report.Status.SUBMITTED)
        waiting = waiting.filter(~Exists(own))
    reported_date = Coalesce("reported_date", Value(report.reply_date or timezone.localdate(report.submitted_at)))
    if waiting.update(status=ReportDue.Status.ACCEPTED if accept else ReportDue.Status.RETURNED, reported_date=reported_date):
        keep_nearest([report.assignment_id])


def forgive(assignment: Assignment, *, since: date, until: date) -> None:
    """What fell due from `since` until the day before `until`, while the work stood still, and was not reported is not owed."""
    passed = ReportDue.objects.filter(
        assignment=assignment, status=ReportDue.Status.DUE, reports=None, due_date__gte=since, due_date__lt=until
    )
    if passed.delete()[0]:
        keep_nearest([assignment.pk])


def settle_given_anew(assignments: Sequence[int], *, today: date) -> None:
    """What work that was taken back still owed, when it is given again: of before nothing, and what is still to come is owed anew.

    A period for which a report was made stays with it; one that was accepted stays as it is. Four statements.
    """
    left = ReportDue.objects.filter(assignment__in=assignments, status__in=(*OWED, ReportDue.Status.SUBMITTED))
    left.filter(reports=None).delete()
    left.filter(due_date__lt=today).update(status=ReportDue.Status.FORGIVEN)
    left.filter(due_date__gte=today).update(status=ReportDue.Status.RETURNED, reported_date=None)
    keep_nearest(assignments)


def answer_while_done(assignment: Assignment, *, done: date, reported_date: date | None, today: date) -> None:
    """The accepted final report answers for what fell due while the work was closed, from the day `done` until before `today`."""
    rounds = rounds_of(assignment.task, assignment.campaign, today=today, calendar=Calendar.load(today, today))
    ReportDue.objects.bulk_create(
        [
            ReportDue(
                assignment=assignment,
                period_start=one.first,
                period_end=one.last,
                due_date=one.due,
                status=ReportDue.Status.ACCEPTED,
                reported_date=reported_date,
            )
            for one in rounds
            if done <= one.due < today
        ],
        ignore_conflicts=True,
    )


def owed(assignment: Assignment) -> QuerySet[ReportDue]:
    """The reports for a period that the assignment still owes, the oldest first. One query."""
    return ReportDue.objects.filter(assignment=assignment, status__in=OWED).order_by("due_date")
