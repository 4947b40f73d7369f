"""Start thousands of processes at once: the rows that the engine would have written, by `INSERT … SELECT` from the domain's table.

`tests/test_bulk.py` compares them with the engine's own, column by column: the alarm for an engine upgrade.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from campaigns.models import Assignment
from workflows.flows import AssignmentFlow
from workflows.nodes import HumanTask


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all rows of one call have in common, read from the flow's declaration."""

    flow: str
    start: str
    start_type: str
    first: str
    first_type: str
    permission: str
    permission_type: int
    artifact_table: str
    artifact_type: int
    unit_column: str
    owner_column: str


def start(artifacts: Sequence[Model], *, flow_class: Any = AssignmentFlow) -> int:
    """Start one process of the flow for each saved row, as `flow_class.start.run` would; returns how many.

    Four statements whatever the number of rows, in one transaction. No engine signal is sent. Raises IntegrityError when one of the rows
    has an open process of this flow already; then nothing is written.
    """
    if not artifacts:
        return 0
    facts = _facts(flow_class)
    # one parameter whatever the number: SQLite allows 32,766 of them
    ids: Any = [artifact.pk for artifact in artifacts]
    chosen = "= ANY(%(ids)s)"
    if connection.vendor == "sqlite":
        ids, chosen = str(ids), "IN (SELECT value FROM json_each(%(ids)s))"
    values = {
        "ids": ids,
        "now": connection.ops.adapt_datetimefield_value(timezone.now()),
        "flow": facts.flow,
        "artifact_type": facts.artifact_type,
        "start": facts.start,
        "first": facts.first,
        "permission": facts.permission,
        "permission_type": facts.permission_type,
    }
    owner = f"a.{facts.owner_column}" if facts.owner_column else "NULL"
    begun = f"""
        FROM viewflow_process p JOIN {facts.artifact_table} a ON a.id = p.artifact_object_id
        WHERE p.artifact_content_type_id = %(artifact_type)s AND p.artifact_object_id {chosen}
          AND p.flow_class = %(flow)s AND p.status = '{PROCESS.NEW}'
        ORDER BY p.id"""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO viewflow_process (flow_class, status, created, data, artifact_content_type_id, artifact_object_id)
            SELECT %(flow)s, '{PROCESS.NEW}', %(now)s, '{{}}', %(artifact_type)s, a.id
            FROM {facts.artifact_table} a WHERE a.id {chosen} ORDER BY a.id""",  # noqa: S608 - names from the models' own declarations, values as parameters
            values,
        )
        count = cursor.rowcount
        cursor.execute(
            f"""
            INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, started, finished, token, data)
            SELECT p.id, %(start)s, '{facts.start_type}', '{STATUS.DONE}', %(now)s, %(now)s, %(now)s, 'start', '{{}}' {begun}""",
            values,
        )
        cursor.execute(
            f"""
            INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_id,
                owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
            SELECT p.id, %(first)s, '{facts.first_type}', '{STATUS.ASSIGNED if facts.owner_column else STATUS.NEW}', %(now)s, 'start',
                '{{}}', {owner}, %(permission)s, %(permission_type)s, CAST(a.{facts.unit_column} AS varchar) {begun}""",
            values,
        )
        cursor.execute(
            f"""
            INSERT INTO viewflow_task_previous (from_task_id, to_task_id)
            SELECT f.id, s.id
            FROM viewflow_process p
            JOIN viewflow_task s ON s.process_id = p.id AND s.flow_task = %(start)s
            JOIN viewflow_task f ON f.process_id = p.id AND f.flow_task = %(first)s
            WHERE p.artifact_content_type_id = %(artifact_type)s AND p.artifact_object_id {chosen}
              AND p.flow_class = %(flow)s AND p.status = '{PROCESS.NEW}'
            ORDER BY f.id""",  # noqa: S608 - as above
            values,
        )
    return count


def cancel(assignments: QuerySet[Assignment], *, at: datetime) -> int:
    """End what is still open in the processes of these assignments without completing it; returns how many processes.

    Two statements in one transaction, each asking the queryset anew. The processes first: whoever is acting on one of them commits
    before, or finds nothing open after.
    """
    about = ContentType.objects.get_for_model(Assignment)
    processes = Process.objects.filter(
        flow_class=AssignmentFlow, artifact_content_type=about, artifact_object_id__in=assignments.values("pk")
    )
    with transaction.atomic():
        count = processes.filter(status=PROCESS.NEW).order_by().update(status=PROCESS.CANCELED, finished=at)
        left = Task.objects.filter(process__in=processes.filter(status=PROCESS.CANCELED).order_by().values("pk"), finished=None)
        left.order_by().update(status=STATUS.CANCELED, finished=at)
    return count


def _facts(flow_class: Any) -> _Facts:
    start = flow_class.start
    first = start._next
    if not isinstance(first, HumanTask) or first._boundary_events or first._on_create:
        raise TypeError(f"{flow_class.__name__} does not begin with a plain HumanTask: start its processes one by one")
    artifact = flow_class.artifact_class
    unit = artifact._meta.get_field(first.unit)
    return _Facts(
        flow=get_flow_ref(flow_class),
        start=get_task_ref(start),
        start_type=start.task_type,
        first=get_task_ref(first),
        first_type=first.task_type,
        permission=first._owner_permission,
        permission_type=ContentType.objects.get_for_model(unit.related_model, for_concrete_model=False).pk,
        artifact_table=artifact._meta.db_table,
        artifact_type=ContentType.objects.get_for_model(artifact).pk,
        unit_column=unit.column,
        owner_column=artifact._meta.get_field(first.owner).column if first.owner else "",
    )
