"""A clerk takes in, or is followed up on, a thousand assignments at once."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from benchmarks.measure import Goal, Outcome, interleaved, micros
from benchmarks.world import DAY, NOW, World, build
from campaigns.models import Assignment
from campaigns.services import assign_next
from org_hierarchy.models import OrgUnit, Person
from records.events import digest, record
from workflows import bulk, notices, steps
from workflows.flows import AssignmentFlow
from workflows.models import Reminder

DEFAULT_SIZE = 1_000
UNITS = 50
LOOP = 100
"""The loop is linear: its time per assignment is taken from a part."""
REPETITIONS = 3
GOAL = 20

TAKE_IN = (
    "UPDATE campaigns_assignment SET status = 'received', received_at = %(at)s, received_by_id = %(by)s WHERE id IN ({ids})",
    """UPDATE viewflow_task SET status = 'DONE', owner_id = %(by)s, assigned = %(at)s, started = %(at)s, finished = %(at)s
    WHERE flow_task = 'workflows/flows.AssignmentFlow.receive' AND process_id IN ({processes})""",
    """INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, started, finished, token, data)
    SELECT p.id, 'workflows/flows.AssignmentFlow.check_received', 'EXCLUSIVE_GATEWAY', 'DONE', %(at)s, %(at)s, %(at)s, 'start', '{{}}'
    FROM viewflow_process p WHERE p.id IN ({processes})""",
    """INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_permission,
        owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT p.id, 'workflows/flows.AssignmentFlow.report', 'HUMAN', 'NEW', %(at)s, 'start', '{{}}', 'org_hierarchy.act_for_unit',
        %(unit_type)s, CAST(a.unit_id AS varchar)
    FROM viewflow_process p JOIN campaigns_assignment a ON a.id = p.artifact_object_id WHERE p.id IN ({processes})""",
)


def run(size: int) -> Outcome:
    """Each way takes assignments of its own, that nobody has received; the limit is the status, three engine rows and one event."""
    each = size * (REPETITIONS + 1)
    needed = 2 * each + 2 * LOOP * (REPETITIONS + 1)
    world = build(UNITS, officer_for=UNITS, tasks=-(-needed // UNITS))
    batch: Sequence[int] = ()
    while batch := assign_next(world.campaign, at=NOW, limit=10_000, after=batch):
        bulk.start(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    days = count(1)
    rows = iter(list(Assignment.objects.order_by("pk").values_list("pk", flat=True)))
    late = list(Assignment.objects.order_by("-pk").values_list("pk", flat=True)[:size])
    ways: dict[str, Callable[[], float]] = {
        "receive: ours": lambda: _receive(world, [next(rows) for _ in range(size)]),
        "receive, peer: the step in a loop": lambda: _loop(world, [next(rows) for _ in range(LOOP)]),
        "receive, limit: set-based SQL": lambda: _limit(world, [next(rows) for _ in range(size)]),
        "remind: ours": lambda: _remind(late[:size], next(days), world, alone=False),
        "remind, peer: one after the other": lambda: _remind(late[:LOOP], next(days), world, alone=True),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    receive, loop, limit, remind, one_by_one = taken.values()
    goals = (
        Goal("receive: peer / ours", loop / receive, GOAL, at_least=True),
        Goal("remind: peer / ours", one_by_one / remind, GOAL, at_least=True),
    )
    note = f"receive: ours / limit: {receive / limit:.2f} × (reported only)"
    return Outcome("bulk_step", size, connection.vendor, "assignment", taken, goals, notes=(note,))


def _receive(world: World, chosen: Sequence[int]) -> float:
    officer = Person.objects.get(pk=world.officer.pk)
    taken = micros(lambda: steps.receive_many(chosen, by=officer, at=NOW, today=DAY), pieces=len(chosen))
    _check(chosen)
    return taken


def _loop(world: World, chosen: Sequence[int]) -> float:
    rows = [Assignment.objects.select_related("campaign__directive", "unit", "task").get(pk=pk) for pk in chosen]
    officer = Person.objects.get(pk=world.officer.pk)

    def one_by_one() -> None:
        for row in rows:
            steps.receive_assignment(row, by=officer, at=NOW, today=DAY)

    taken = micros(one_by_one, pieces=len(rows))
    _check(chosen)
    return taken


def _limit(world: World, chosen: Sequence[int]) -> float:
    processes = list(Process.objects.filter(artifact_object_id__in=chosen, flow_class=AssignmentFlow).values_list("pk", flat=True))
    values = {"at": connection.ops.adapt_datetimefield_value(NOW), "by": world.officer.pk}
    values["unit_type"] = ContentType.objects.get_for_model(OrgUnit).pk
    ids = {"ids": ", ".join(map(str, chosen)), "processes": ", ".join(map(str, processes))}

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in TAKE_IN:
                cursor.execute(statement.format(**ids), values)
            after: dict[str, Any] = {"count": len(chosen), "digest": digest(chosen)}
            record("benchmark.received", world.campaign, by=world.officer, at=NOW, after=after)

    taken = micros(write, pieces=len(chosen))
    _check(chosen)
    return taken


def _check(chosen: Sequence[int]) -> None:
    assert not Assignment.objects.filter(pk__in=chosen).exclude(status=Assignment.Status.RECEIVED).exists()
    processes = Process.objects.filter(artifact_object_id__in=chosen, flow_class=AssignmentFlow).values("pk")
    waiting = Task.objects.filter(process__in=processes, status="NEW")
    assert waiting.filter(flow_task=AssignmentFlow.report).count() == waiting.count() == len(chosen)


def _remind(chosen: Sequence[int], day: int, world: World, *, alone: bool) -> float:
    """On a day of its own: whoever is reminded twice a day is reminded once."""
    at = NOW + timedelta(days=day)

    def urge() -> None:
        for part in [[pk] for pk in chosen] if alone else [chosen]:
            with transaction.atomic():
                notices.remind(Assignment.objects.filter(pk__in=part), by=world.officer, at=at)

    taken = micros(urge, pieces=len(chosen))
    assert Reminder.objects.filter(day=timezone.localdate(at)).count() == len(chosen)
    return taken
