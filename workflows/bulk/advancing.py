"""Complete one step of many processes at once, a handful of statements for any number.

Who may do the step, and what it does in the domain, is for the callers: they hold the processes first, then move the rows, then let the
engine follow.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from org_hierarchy.models import Person
from workflows.flows import AssignmentFlow
from workflows.locks import is_contention
from workflows.nodes import HumanTask

RECEIVED = (AssignmentFlow.receive, AssignmentFlow.check_received, AssignmentFlow.report)
WOKEN = (AssignmentFlow.await_children, AssignmentFlow.report)
"""The ways that many go together: the node that is completed, the gateway that the domain's rows decide alike, the node that opens."""

Step = tuple[int, int]  # task, its process


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


def advance(processes: Collection[int], way: Sequence[Any], *, by: Person | None, at: datetime) -> int:
    """Complete the first node of the way in each of these processes as this person's work and open the last one; returns how many.

    The caller holds the processes (`hold`), and its rows are in the domain where the way leads. Two statements and two per node that is
    opened. No engine signal is sent.
    """
    node, *gateways, target = way
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = {"at": connection.ops.adapt_datetimefield_value(at), "by": by.pk if by else None, "now": now}
    with transaction.atomic():
        before = moved = _complete(processes, node, values)
        for gateway in gateways:
            passed = _insert(_PASSED, before, values | {"node": get_task_ref(gateway), "type": gateway.task_type})
            _link(passed, before)
            before = passed
        artifact = target.flow_class.artifact_class
        unit = artifact._meta.get_field(target.unit)
        opened = _OPENED.format(table=artifact._meta.db_table, unit=unit.column)
        unit_type = ContentType.objects.get_for_model(unit.related_model, for_concrete_model=False).pk
        told = {"node": get_task_ref(target), "type": target.task_type, "permission": target._owner_permission, "unit_type": unit_type}
        _link(_insert(opened, before, values | told), before)
    return len(moved)


_ABOUT = "p.flow_class = %s AND p.artifact_content_type_id = %s AND p.status = 'NEW' AND p.artifact_object_id {ids}"
_PASSED = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, finished, token, data)
    SELECT p.id, %(node)s, %(type)s, 'DONE', %(now)s, %(now)s, 'start', '{{}}' FROM viewflow_process p WHERE p.id {ids}
    ORDER BY p.id RETURNING id, process_id"""
_OPENED = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data,
        owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT p.id, %(node)s, %(type)s, 'NEW', %(now)s, 'start', '{{{{}}}}', %(permission)s, %(unit_type)s, CAST(a.{unit} AS varchar)
    FROM viewflow_process p JOIN {table} a ON a.id = p.artifact_object_id WHERE p.id {{ids}}
    ORDER BY p.id RETURNING id, process_id"""


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


def _complete(processes: Collection[int], node: Any, values: dict[str, Any]) -> list[Step]:
    assigned = ", assigned = %(at)s" if isinstance(node, HumanTask) else ""
    done = f"""
        UPDATE viewflow_task SET status = 'DONE', owner_id = %(by)s, started = %(at)s, finished = %(at)s{assigned}
        WHERE process_id {{ids}} AND flow_task = %(node)s AND status IN ('NEW', 'ASSIGNED', 'SCHEDULED')
        RETURNING id, process_id"""  # noqa: S608 - constants only
    with connection.cursor() as cursor:
        cursor.execute(_in(done, "chosen"), values | {"node": get_task_ref(node), "chosen": _ids(processes)})
        return sorted(cursor.fetchall())


def _insert(statement: str, before: Sequence[Step], values: dict[str, Any]) -> list[Step]:
    with connection.cursor() as cursor:
        cursor.execute(_in(statement, "chosen"), values | {"chosen": _ids(process for _, process in before)})
        return list(cursor.fetchall())


def _link(tasks: Sequence[Step], before: Sequence[Step]) -> None:
    came_from = {process: task for task, process in before}
    pairs = [(task, came_from[process]) for task, process in tasks]
    link = "INSERT INTO viewflow_task_previous (from_task_id, to_task_id) SELECT "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"{link} * FROM unnest(%s::bigint[], %s::bigint[])", [[a for a, _ in pairs], [b for _, b in pairs]])
        else:
            cursor.execute(f"{link} json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%s)", [json.dumps(pairs)])


def _about(assignments: Iterable[int]) -> list[Any]:
    artifact = AssignmentFlow.artifact_class
    return [get_flow_ref(AssignmentFlow), ContentType.objects.get_for_model(artifact).pk, _ids(assignments)]


def _in(statement: str, name: str = "") -> str:
    """With the ids as one parameter: SQLite takes only so many."""
    mark = f"%({name})s" if name else "%s"
    among = "= ANY({})" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each({}))"
    return statement.format(ids=among.format(mark))


def _ids(values: Iterable[int]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values))
