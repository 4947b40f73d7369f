"""One directive → N assignments, each with an engine process waiting for receipt; in time of a core, ours and the server's."""

from functools import partial
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from viewflow.workflow.models import Process, Task

from benchmarks.measure import Goal, Outcome, cpu_micros, interleaved
from benchmarks.world import DAY, DUE, NOW, World, build
from campaigns.models import Assignment
from org_hierarchy.models import OrgUnit
from records.models import Event, Job
from workflows import steps
from workflows.flows import AssignmentFlow

DEFAULT_SIZE = 5_000
PEER_SIZE = 500
"""The engine's loop is linear: its time per unit is taken from a part."""
REPETITIONS = 5

ASSIGNMENTS = """
    INSERT INTO campaigns_assignment (campaign_id, task_id, unit_id, path, reviewer_id, status, due_date, original_due_date, issued_at,
        return_count, refusal_reason, waits_for_children, note, extension_count)
    SELECT %(campaign)s, %(task)s, v.unit_id, v.path, %(issuer)s, 'issued', %(due)s, %(due)s, %(now)s, 0, '', FALSE, '', 0
    FROM org_hierarchy_unitversion v JOIN org_hierarchy_orgunit u ON u.id = v.unit_id
    WHERE u.level = 'district' AND v.valid_from <= %(day)s AND (v.valid_to IS NULL OR v.valid_to > %(day)s)
    ORDER BY v.path LIMIT %(limit)s"""
ENGINE = (
    """
    INSERT INTO viewflow_process (flow_class, status, created, data, artifact_content_type_id, artifact_object_id)
    SELECT 'workflows/flows.AssignmentFlow', 'NEW', %(now)s, '{}', %(type)s, id FROM campaigns_assignment""",
    """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, started, finished, token, data)
    SELECT id, 'workflows/flows.AssignmentFlow.start', 'START', 'DONE', %(now)s, %(now)s, %(now)s, 'start', '{}' FROM viewflow_process""",
    """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_permission,
        owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT p.id, 'workflows/flows.AssignmentFlow.receive', 'HUMAN', 'NEW', %(now)s, 'start', '{}', 'org_hierarchy.act_for_unit',
        %(unit_type)s, CAST(a.unit_id AS varchar)
    FROM viewflow_process p JOIN campaigns_assignment a ON a.id = p.artifact_object_id""",
    """
    INSERT INTO viewflow_task_previous (from_task_id, to_task_id)
    SELECT f.id, s.id FROM viewflow_task f JOIN viewflow_task s ON s.process_id = f.process_id
    WHERE f.flow_task_type = 'HUMAN' AND s.flow_task_type = 'START'""",
)


def run(size: int) -> Outcome:
    """Ours is the delivery itself, batch by batch as a worker does it; the limit is the same rows in five statements; the peer, in one
    transaction, is what the ORM and the engine offer for one unit."""
    world = build(size)
    job = Job.objects.create(
        kind="deliver_directive",
        key="benchmark",
        title="benchmark",
        arguments={"directive": world.campaign.directive_id},
        created_at=NOW,
        heartbeat_at=NOW,
        status=Job.Status.RUNNING,
    )
    ways = {
        "ours": partial(_ours, job, size),
        "peer: create() and start.run() in a loop": partial(_peer, world, min(size, PEER_SIZE)),
        "limit: the same rows by INSERT … SELECT": partial(_limit, world, size),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    ours, peer, limit = taken.values()
    bound = 2 if connection.vendor == "postgresql" else 3
    goals = (Goal("ours / limit", ours / limit, bound), Goal("peer / ours", peer / ours, 40, at_least=True))
    return Outcome("fanout", size, connection.vendor, "unit", taken, goals)


def _ours(job: Job, size: int) -> float:
    job.done_count = 0  # as for a directive that was never delivered
    taken = cpu_micros(lambda: steps.deliver(job), pieces=size)
    _check_and_clear(size)
    return taken


def _peer(world: World, size: int) -> float:
    campaign, task = world.campaign, world.campaign.tasks.get()
    units = list(OrgUnit.objects.filter(level=OrgUnit.Level.DISTRICT)[:size])

    def loop() -> None:
        with transaction.atomic():
            for unit in units:
                assignment = Assignment.objects.create(
                    campaign=campaign,
                    task=task,
                    unit=unit,
                    path=unit.path,
                    reviewer=campaign.issuer,
                    due_date=DUE,
                    original_due_date=DUE,
                    issued_at=NOW,
                )
                AssignmentFlow.start.run(assignment=assignment)

    taken = cpu_micros(loop, pieces=size)
    _check_and_clear(size)
    return taken


def _limit(world: World, size: int) -> float:
    taken = cpu_micros(lambda: _execute([ASSIGNMENTS, *ENGINE], _values(world, size)), pieces=size)
    _check_and_clear(size)
    return taken


def _values(world: World, size: int) -> dict[str, Any]:
    types = ContentType.objects.get_for_models(Assignment, OrgUnit)
    return {
        "campaign": world.campaign.pk,
        "task": world.campaign.tasks.get().pk,
        "issuer": world.campaign.issuer_id,
        "due": str(DUE),
        "day": str(DAY),
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
        "limit": size,
        "type": types[Assignment].pk,
        "unit_type": types[OrgUnit].pk,
    }


def _execute(statements: list[str], values: dict[str, Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # knows nothing yet of rows just written: it would compare each of 100,000 with every other
            cursor.execute("SET LOCAL enable_nestloop = off")
        for statement in statements:
            cursor.execute(statement, values)


def _check_and_clear(size: int) -> None:
    """Every row is there, once; then none is."""
    previous = Task.previous.through
    assert Assignment.objects.count() == Assignment.objects.values("unit").distinct().count() == size
    assert Process.objects.count() == Process.objects.values("artifact_object_id").distinct().count() == size
    assert (Task.objects.count(), Task.objects.filter(status="NEW").count(), previous.objects.count()) == (2 * size, size, size)
    tables = [model._meta.db_table for model in (previous, Task, Process, Assignment)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
    Event.objects.all().delete()
