"""A unit gives its assignment on and waits; it takes a part back, or reports itself; and it is woken when nothing below is open."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from campaigns import delegation
from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from campaigns.services import Part
from directives.services.forwarding import send_copies
from org_hierarchy.models import Person
from records.batches import batches
from workflows import bulk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, claim, refuse_at_desk_of_another
from workflows.steps.settling import settle_later

WOKEN_AT_ONCE = 2_000
AT_ONCE = 5_000


def delegate(
    assignment: Assignment,
    *,
    parts: Sequence[Part],
    due_date: date | None = None,
    note: str = "",
    total: int | None = None,
    wanted_date: date | None = None,
    reason: str = "",
    by: Person,
    at: datetime,
    today: date,
) -> list[int]:
    """Give the task on to these units, each with a copy of the directive and a process of its own, and wait for them.

    With `wanted_date` and `reason` the own extension to that day is asked in the same act; until it is granted theirs end with the own,
    also those that were to end behind it.
    """
    with claim(assignment, AssignmentFlow.report, AssignmentFlow.await_children, by=by, right="assignment.delegate") as task:
        refuse_at_desk_of_another(task, by)
        if wanted_date is not None:
            campaigns.ask_extension(assignment, proposed_date=wanted_date, reason=reason, by=by, at=at, today=today)
            if due_date is not None and assignment.due_date is not None and assignment.due_date < due_date <= wanted_date:
                due_date = None
        created = campaigns.delegate(assignment, parts=parts, due_date=due_date, note=note, total=total, by=by, at=at, today=today)
        send_copies(assignment.campaign.directive, [part.unit_id for part in parts], at=at)
        bulk.start(created)
        if task.flow_task is AssignmentFlow.report:
            task.finish(by=by, at=at)
    return created


def recall_delegated(assignment: Assignment, *, children: Collection[int], reason: str, by: Person, at: datetime) -> int:
    """Take back what was given on to some (ids of their assignments), with all that lies below; returns how many were open.

    Raises StepError `nothing_open` when none of them was.
    """
    nodes = (AssignmentFlow.report, AssignmentFlow.await_children, AssignmentFlow.review)
    with claim(assignment, *nodes, by=by, right="assignment.delegate"):
        reason = campaigns.reason_to_recall(reason)
        rows = Assignment.objects.filter(parent=assignment, pk__in=list(children))
        recalled = recall_tree(
            assignment.campaign, rows, by=by, at=at, reason=reason, parent=assignment, action="campaigns.delegation_recalled"
        )
        if not recalled:
            said = "Trong các việc được chọn không có việc nào do đơn vị giao tiếp mà còn đang làm"
            raise StepError("nothing_open", f"{said}; vui lòng tải lại trang rồi chọn lại.")
        return recalled


def report_anyway(assignment: Assignment, *, by: Person, at: datetime) -> None:
    """Wait no longer: the unit reports itself, while those below go on."""
    with claim(assignment, AssignmentFlow.await_children, by=by) as task:
        campaigns.stop_waiting(assignment, by=by, at=at)
        task.finish(by=by, at=at)


def recall_tree(
    campaign: Campaign,
    rows: QuerySet[Assignment],
    *,
    by: Person | None,
    at: datetime,
    reason: str,
    parent: Assignment | None = None,
    action: str = "campaigns.recalled",
) -> int:
    """Recall what is open of these, and all that was given on from it, the processes first, level by level; returns how many.

    Whoever waited for them is woken after the commit, and what a unit has before it of a directive that asks nothing of it any more ends.
    Some six statements per level and 5,000 rows.
    """
    roots = list(rows.filter(status__in=Assignment.OPEN).order_by("pk").values_list("pk", "parent"))
    wake_later({above for _, above in roots}, at=at)
    level = [pk for pk, _ in roots]
    whole: list[int] = []
    while level:
        for pks in batches(level, AT_ONCE):
            bulk.cancel(Assignment.objects.filter(pk__in=pks), at=at)
        whole += level
        below = Assignment.objects.filter(status__in=Assignment.OPEN).order_by("pk")
        level = [pk for pks in batches(level, AT_ONCE) for pk in below.filter(parent__in=pks).values_list("pk", flat=True)]
    if not whole:
        return 0
    found = Assignment.objects.filter(pk__in=whole)
    left = {unit for pks in batches(whole, AT_ONCE) for unit in Assignment.objects.filter(pk__in=pks).values_list("unit", flat=True)}
    settle_later(campaign.directive_id, left, at=at)
    return campaigns.recall_open(campaign, found, by=by, at=at, reason=reason, parent=parent, action=action)


def end_below(assignment: Assignment, *, by: Person | None, at: datetime) -> None:
    """What is still open below an assignment that is done ends with it. The caller holds its process."""
    rows = Assignment.objects.filter(parent=assignment)
    reason = f"{assignment.unit} đã hoàn thành nhiệm vụ."
    recall_tree(assignment.campaign, rows, by=by, at=at, reason=reason, parent=assignment, action="campaigns.delegation_ended")


def wake_later(parents: Iterable[int | None], *, at: datetime) -> None:
    """Once this act is committed, wake those of these assignments that wait for nothing any more. What is missed, the clock finds."""
    waiting = [pk for pk in parents if pk is not None]
    if waiting:
        transaction.on_commit(partial(wake_parents, at=at, today=timezone.localdate(at), only=waiting), robust=True)


def wake_parents(*, at: datetime, today: date, only: Collection[int] | None = None) -> int:
    """Give back to their units all assignments that need not wait longer (of `only` these); returns how many.

    Set-based and idempotent; one at which somebody is at work this moment is left to the next time.
    """
    woken = 0
    due = delegation.to_wake(today=today)
    ids = list((due if only is None else due.filter(pk__in=list(only))).order_by("pk").values_list("pk", flat=True))
    for some in batches(ids, WOKEN_AT_ONCE):
        with transaction.atomic():
            held = bulk.hold(some, AssignmentFlow.await_children, skip_busy=True)
            ready = campaigns.wake(held, at=at, today=today)
            woken += bulk.advance([held[pk] for pk in ready], bulk.WOKEN, by=None, at=at)
    return woken
