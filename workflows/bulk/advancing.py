"""Many processes at once: hold those that stand at a node, and the ways that they go together.

Who may do the step, and what it does in the domain, is for the callers: they hold the processes first, then move the rows, then let the
engine follow (`workflows.passing`).
"""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from workflows.flows import AssignmentFlow
from workflows.locks import is_contention

RECEIVED = (AssignmentFlow.receive, AssignmentFlow.check_received, AssignmentFlow.report)
WOKEN = (AssignmentFlow.await_children, AssignmentFlow.report)
"""The ways that many go together: the node that is completed, the gateway that the domain's rows decide alike, the node that opens."""


def hold(assignments: Iterable[int], node: Any, *, skip_busy: bool = False) -> dict[int, int]:
    """Hold the processes of these assignments that stand at this node until the transaction ends, in the order of processes.

    Gives assignment → process. Where somebody else is at one for longer than any act waits, FlowLockFailed; with `skip_busy` that one is
    left out at once. Two statements.
    """
    wanted = list(assignments)
    taken = _take(wanted, skip_busy=skip_busy) if connection.vendor == "postgresql" else None
    open_here = f"""
        SELECT p.artifact_object_id, p.id FROM viewflow_process p JOIN viewflow_task t ON t.process_id = p.id
        WHERE {_ABOUT} AND t.flow_task = %s AND t.status IN ('NEW', 'ASSIGNED', 'SCHEDULED')"""  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(_in(open_here), [*_about(wanted), get_task_ref(node)])
        return {pk: process for pk, process in sorted(cursor.fetchall()) if taken is None or process in taken}


_ABOUT = "p.flow_class = %s AND p.artifact_content_type_id = %s AND p.status = 'NEW' AND p.artifact_object_id {ids}"


def _take(assignments: list[int], *, skip_busy: bool) -> set[int]:
    take = f"SELECT p.id FROM viewflow_process p WHERE {_ABOUT} ORDER BY p.id FOR NO KEY UPDATE{' SKIP LOCKED' if skip_busy else ''}"  # noqa: S608
    try:
        with transaction.atomic(), connection.cursor() as cursor:  # a savepoint: a refused wait must not end the caller's transaction
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{AssignmentFlow.lock_impl.timeout_ms}ms"])
            cursor.execute(_in(take), _about(assignments))
            return {process for (process,) in cursor.fetchall()}
    except OperationalError as error:
        if is_contention(error):
            raise FlowLockFailed("one of many processes is busy") from error
        raise


def _about(assignments: Iterable[int]) -> list[Any]:
    artifact = AssignmentFlow.artifact_class
    return [get_flow_ref(AssignmentFlow), ContentType.objects.get_for_model(artifact).pk, _ids(assignments)]


def _in(statement: str) -> str:
    """With the ids as one parameter: SQLite takes only so many."""
    return statement.format(ids="= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))")


def _ids(values: Iterable[int]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
