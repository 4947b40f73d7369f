"""Every unit gets its part of every task, batch by batch, until none is missing."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Q, QuerySet, Value
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CampaignTask, Removal
from campaigns.services.dating import term_of
from campaigns.services.periods import make_dues
from directives.models import DutyParty
from org_hierarchy.calendar import last_day_on_time
from org_hierarchy.models import UnitVersion, valid_on
from org_hierarchy.names import Group, members
from records.events import digest, record

Status = Assignment.Status

REVIEW_AFTER = timedelta(days=30)
"""When a task without a date is looked at again, counted from the day of issue: the interval of the monthly report (VAS §4.1), so that
nothing rots for longer than one reporting month (domain rule 7)."""

TASKS_AT_ONCE = 100  # branches of one UNION; SQLite takes 500


@transaction.atomic
def assign_next(campaign: Campaign, *, at: datetime, limit: int = 1000, after: Sequence[int] = ()) -> list[int]:
    """Create the next assignments that are missing, at most `limit`, and give their ids; an empty list: every task has all its units.

    Unit by unit in the order of the hierarchy, and a batch ends with a whole unit unless one unit alone has more tasks than the limit.
    Groups have the members of the day of issue, so batches agree however far apart they are, and a worker that was killed is followed by
    another. A task of a later phase is left out until its first day; a periodic one owes its first report at once. Who reviews, the path
    and the deadline are frozen here.

    `after`: the batch before, behind which it looks first, so that a delivery reads neither what it has written nor all tasks again with
    every batch; only when nothing is missing there, all is looked through once more. About 8 queries and one per group, one of them the
    INSERT; no row of a unit passes through Python, only the new ids.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=campaign.pk)  # one at a time assigns
    if locked.status != Campaign.Status.OPEN:
        return []
    created: list[int] = []
    for tasks, start in _places(locked, after, at=at):
        created = _assign_missing(locked, tasks, start, limit, at=at)
        if created:
            if any(term_of(task) for task in tasks):
                make_dues(at=at, today=timezone.localdate(at), campaign=locked, since=min(created))
            break
    if created:
        # One event for the batch, its members under a digest (domain rule 13).
        record("campaigns.assigned", locked, by=None, at=at, after={"count": len(created), "digest": digest(created)})
    return created


def count_expected(campaign: Campaign, *, at: datetime) -> int:
    """How many assignments the campaign has once `assign_next` is through, without what is added or given on. One query for each task, and
    those of its groups."""
    return sum(expected.count() for expected, _ in _expected(campaign, list(_open_tasks(campaign, at=at))))


def to_be_given(campaign: Campaign) -> Q:
    """The rows to whose `unit` a task of a later phase is still to be given; none once the campaign is concluded. Two queries, and those of
    the groups."""
    later = CampaignTask.objects.filter(campaign=campaign, campaign__status=Campaign.Status.OPEN, opens_date__isnull=False)
    found = Q(pk__in=[])
    for expected, task in _expected(campaign, list(later.order_by("position"))):
        found |= Q(unit__in=_still_missing(expected, task, "").values("unit"))
    return found


def _open_tasks(campaign: Campaign, *, at: datetime) -> QuerySet[CampaignTask]:
    open_now = Q(opens_date=None) | Q(opens_date__lte=timezone.localdate(at))
    return CampaignTask.objects.filter(open_now, campaign=campaign).order_by("position")


def _places(campaign: Campaign, after: Sequence[int], *, at: datetime) -> Iterator[tuple[list[CampaignTask], str]]:
    """Some tasks at a time, and the path from which on somebody may lack one of them: from the last row on, then all from the beginning."""
    tasks = _open_tasks(campaign, at=at)
    last = Assignment.objects.filter(pk__in=after[-1:]).values_list("task__position", "path").first()
    if last is not None:
        position, path = last
        done = tasks.filter(position__lt=position).count() // TASKS_AT_ONCE * TASKS_AT_ONCE
        for some in _by_hundred(tasks, done):
            yield some, path
            path = ""
    for some in _by_hundred(tasks, 0):
        yield some, ""


def _by_hundred(tasks: QuerySet[CampaignTask], first: int) -> Iterator[list[CampaignTask]]:
    while some := list(tasks[first : first + TASKS_AT_ONCE]):
        yield some
        first += TASKS_AT_ONCE


def _assign_missing(campaign: Campaign, tasks: list[CampaignTask], start: str, limit: int, *, at: datetime) -> list[int]:
    branches = [_still_missing(branch, task, start) for branch, task in _expected(campaign, tasks)]
    rows: QuerySet[Any, Any] = branches[0].union(*branches[1:], all=True) if branches[1:] else branches[0]
    return _insert(campaign, tasks, rows.order_by("path", "position")[: limit + 1], limit, at=at)


def _still_missing(expected: QuerySet[UnitVersion, Any], task: CampaignTask, start: str) -> QuerySet[UnitVersion, Any]:
    """What is expected from a path on and not there yet.

    NOT IN over the rows from that path on is one hash, whatever the planner believes; NOT EXISTS was tried: PostgreSQL, which has no
    statistics yet of what a delivery is just writing, loops over all of it for every unit.
    """
    there = Assignment.objects.filter(task=task, path__gte=start).values("unit")
    return expected.filter(path__gte=start).exclude(unit__in=there)


def _expected(campaign: Campaign, tasks: list[CampaignTask]) -> list[tuple[QuerySet[UnitVersion, Any], CampaignTask]]:
    """For each task the (path, position, task, unit) of the units that should have it on the day of issue, but not once taken out."""
    day = campaign.opened_date
    by_duty: dict[int, Q] = {task.duty_id: Q(pk__in=[]) for task in tasks}
    groups: dict[str, Q] = {}  # many tasks are of the same ones
    for party in DutyParty.objects.filter(duty__in=list(by_duty), part=DutyParty.Part.RESPONSIBLE).order_by("duty", "position"):
        if party.unit_id is not None:
            by_duty[party.duty_id] |= Q(unit=party.unit_id)
        elif party.group is not None:
            key = json.dumps(party.group, sort_keys=True)
            if key not in groups:
                groups[key] = Q(unit__in=members(Group.from_json(party.group), on=day).order_by().values("pk"))
            by_duty[party.duty_id] |= groups[key]
    return [
        (
            UnitVersion.objects.filter(valid_on(day))
            .filter(by_duty[task.duty_id])
            .exclude(unit__in=Removal.objects.filter(campaign=campaign).values("unit"))
            .annotate(position=Value(task.position), task=Value(task.pk))
            .values_list("path", "position", "task", "unit"),
            task,
        )
        for task in tasks
    ]


def _insert(campaign: Campaign, tasks: Sequence[CampaignTask], missing: QuerySet[Any, Any], limit: int, *, at: datetime) -> list[int]:
    """The new assignments of what is missing, in one statement; their ids.

    What is the same for all units of a task is worked out once and joined. When more is missing than the limit, the last unit is left to
    the next batch, unless it is the only one.
    """
    facts = [_facts(campaign, task) for task in tasks]
    try:
        expected, values = missing.query.sql_with_params()
    except EmptyResultSet:  # tasks that name nobody
        return []
    told = ", ".join(["(%s, %s, %s, %s, %s)"] * len(facts))
    insert = f"""
        WITH expected(path, position, task, unit) AS ({expected}),
        told(task, reviewer, reviewer_of_own, due_date, review_date) AS (VALUES {told}),
        cut AS (SELECT COUNT(*) AS rows_found, MIN(path) AS first, MAX(path) AS last FROM expected)
        INSERT INTO campaigns_assignment (
            campaign_id, task_id, unit_id, path, reviewer_id, due_date, original_due_date, review_date,
            status, issued_at, return_count, refusal_reason, waits_for_children, note, extension_count)
        SELECT %s, e.task, e.unit, e.path, CASE WHEN t.reviewer = e.unit THEN t.reviewer_of_own ELSE t.reviewer END,
            {_as_date("t.due_date")}, {_as_date("t.due_date")}, {_as_date("t.review_date")}, %s, %s, 0, '', FALSE, '', 0
        FROM expected e JOIN told t ON t.task = e.task CROSS JOIN cut
        WHERE cut.rows_found <= %s OR e.path < cut.last OR cut.first = cut.last
        ORDER BY e.path, e.position LIMIT %s
        RETURNING id"""  # noqa: S608 - the ORM's own SQL and placeholders
    common: list[Any] = [campaign.pk, Status.ISSUED, connection.ops.adapt_datetimefield_value(at), limit, limit]
    with connection.cursor() as cursor:
        cursor.execute(insert, [*values, *chain.from_iterable(facts), *common])
        return [pk for (pk,) in cursor.fetchall()]


def _facts(campaign: Campaign, task: CampaignTask) -> tuple[int, int, int, str | None, str | None]:
    """task, who reviews, who reviews that one's own, last day on time, day of review."""
    if task.due_date is None:
        given = max(campaign.opened_date, task.opens_date or campaign.opened_date)
        return task.pk, *reviewers_of(campaign, task), None, str(given + REVIEW_AFTER)
    return task.pk, *reviewers_of(campaign, task), str(last_day_on_time(task.due_date, task.strictly_before)), None


def _as_date(column: str) -> str:
    """A date that was passed as text; SQLite keeps dates as text."""
    return column if connection.vendor == "sqlite" else f"CAST({column} AS date)"


def reviewers_of(campaign: Campaign, task: CampaignTask) -> tuple[int, int]:
    """Who decides on the reports of a task, and who on that one's own: the issuer, else the monitor, else whoever stands above the issuer.

    Nobody reviews itself if another can.
    """
    first = task.reviewer_id
    others = (campaign.issuer_id, campaign.monitor_id, campaign.issuer.parent_id)
    return first, next((other for other in others if other is not None and other != first), first)
