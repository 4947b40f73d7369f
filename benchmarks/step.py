"""One officer receives one assignment: right, service, engine and event, committed."""

import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import psycopg
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import select_for_update_lock
from viewflow.workflow.models import Process, Task
from viewflow.workflow.nodes import End, If, StartHandle, View

from benchmarks.measure import Goal, Outcome, interleaved, micros
from benchmarks.world import DAY, NOW, World, build
from campaigns.models import Assignment
from campaigns.services import assign_next
from org_hierarchy.models import OrgUnit, Person
from records.models import Event
from workflows import bulk, steps

DEFAULT_SIZE = 200
REPETITIONS = 5


class PlainFlow(Flow):
    """The same way with the engine's own nodes, lock and permission check; no service and no event."""

    lock_impl = select_for_update_lock

    start = StartHandle(this.begin).Next(this.receive)
    receive = View(None).Permission("org_hierarchy.act_for_unit", obj=lambda process: process.artifact.unit).Next(this.check_received)
    check_received = If(lambda activation: activation.process.artifact.status == "refused").Then(this.end).Else(this.report)
    report = View(None).Permission("org_hierarchy.act_for_unit", obj=lambda process: process.artifact.unit).Next(this.end)
    end = End()

    def begin(self, activation: Activation, assignment: Assignment) -> Process:
        """The process is about this assignment."""
        activation.process.artifact = assignment
        return activation.process


def run(size: int) -> Outcome:
    """All three start from rows that are there; every piece is its own transaction. The officer is read anew for each, as by a request."""
    world = build(size * (REPETITIONS + 1), officer_for=size * (REPETITIONS + 1))
    batch: Sequence[int] = ()
    while batch := assign_next(world.campaign, at=NOW, after=batch):
        bulk.start(batch)
    assignments = list(Assignment.objects.filter(campaign=world.campaign).order_by("pk"))
    peers = [PlainFlow.start.run(assignment=assignment) for assignment in assignments]
    rounds = [iter(range(REPETITIONS + 1)) for _ in range(3)]
    pick = partial(_pick, size)
    ways: dict[str, Callable[[], float]] = {
        "ours": lambda: _ours(world, pick(assignments, next(rounds[0]))),
        "peer: the same step in plain Viewflow": lambda: _peer(world, pick(peers, next(rounds[1]))),
        "limit: UPDATE + 2 INSERT + COMMIT": lambda: _limit(pick(assignments, next(rounds[2]))),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    received = Assignment.objects.filter(status=Assignment.Status.RECEIVED).count()
    assert received == len(assignments)
    ours, peer, limit = taken.values()
    goals = (Goal("ours / peer", ours / peer, 1.5), Goal("ours / limit", ours / limit, 12))
    if connection.vendor == "sqlite":
        return Outcome("step", size, "sqlite", "step", taken, (), notes=tuple(f"{g.what}: {g.ratio:.2f} × (reported only)" for g in goals))
    return Outcome("step", size, connection.vendor, "step", taken, goals)


def _pick(size: int, rows: list[Any], number: int) -> list[Any]:
    return rows[number * size : (number + 1) * size]


def _ours(world: World, assignments: list[Assignment]) -> float:
    people = [Person.objects.get(pk=world.officer.pk) for _ in assignments]
    rows = [Assignment.objects.select_related("campaign__directive", "unit", "task").get(pk=a.pk) for a in assignments]
    events = Event.objects.count()

    def step_by_step() -> None:
        for person, row in zip(people, rows, strict=True):
            steps.receive_assignment(row, by=person, at=NOW, today=DAY)

    taken = micros(step_by_step, pieces=len(rows))
    assert Event.objects.count() == events + len(rows)
    return taken


def _peer(world: World, processes: list[Process]) -> float:
    people = [Person.objects.get(pk=world.officer.pk) for _ in processes]
    tasks = [process.task_set.get(finished=None).pk for process in processes]

    def step_by_step() -> None:
        for person, pk in zip(people, tasks, strict=True):
            task = Task.objects.get(pk=pk)
            with task.activation() as activation:
                if not task.flow_task.can_assign(person, task):
                    raise PermissionDenied
                activation.assign(person)
                activation.start(None)
                activation.execute()

    taken = micros(step_by_step, pieces=len(tasks))
    assert Task.objects.filter(process__in=processes, finished=None, flow_task=PlainFlow.report).count() == len(tasks)
    return taken


def _limit(assignments: list[Assignment]) -> float:
    """What no step can do without: the status, one event and one task row."""
    process = Process.objects.create(flow_class=PlainFlow).pk
    unit_type = ContentType.objects.get_for_model(OrgUnit).pk
    now = str(NOW)
    mark = "%s" if connection.vendor == "postgresql" else "?"
    statements = [
        f"UPDATE campaigns_assignment SET status = 'received' WHERE id = {mark}",
        f"""INSERT INTO records_event (at, action, subject_type, subject_id, before, after, seal)
            VALUES ('{now}', 'campaigns.assignment_received', 'campaigns.assignment', {mark}, '{{}}', '{{}}', '')""",
        f"""INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_permission,
                owner_permission_content_type_id, owner_permission_obj_pk)
            VALUES ({process}, 'workflows/flows.AssignmentFlow.report', 'HUMAN', 'DONE', '{now}', 'start', '{{}}',
                'org_hierarchy.act_for_unit', {unit_type}, {mark})""",
    ]
    raw = _raw_connection()
    try:
        return micros(partial(_write, raw, statements, [a.pk for a in assignments]), pieces=len(assignments))
    finally:
        raw.close()


def _raw_connection() -> Any:
    named = connection.settings_dict
    if connection.vendor == "sqlite":
        raw = sqlite3.connect(named["NAME"])
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=NORMAL")
        return raw
    return psycopg.connect(
        host=named["HOST"], port=named["PORT"] or 5432, user=named["USER"], password=named["PASSWORD"], dbname=named["NAME"]
    )


def _write(raw: Any, statements: list[str], ids: list[int]) -> None:
    for pk in ids:
        for statement in statements:
            raw.execute(statement, (pk,))
        raw.commit()
