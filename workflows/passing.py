"""Complete one step and open a person's next one: the rows that the engine would write, for one process or for thousands.

The engine's own way is a row in memory, its automaton and three statements for every node that is passed, again for every process.
`tests/test_bulk.py` compares both column by column: the alarm for an engine upgrade.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.nodes import View
from viewflow.workflow.status import STATUS

from org_hierarchy.models import Person

COMPLETED = """
    UPDATE viewflow_task SET status = 'DONE', owner_id = %(by)s, started = %(at)s, finished = %(at)s{assigned}
    WHERE process_id {chosen} AND flow_task = %(node0)s AND status IN ('NEW', 'ASSIGNED', 'SCHEDULED')
    RETURNING id, process_id"""
PASSED = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, finished, token, data)
    SELECT b.process_id, %(node{n})s, %(type{n})s, 'DONE', %(now)s, %(now)s, 'start', '{{}}' FROM {before} b
    ORDER BY b.process_id RETURNING id, process_id"""
OPENED = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_id,
        owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT b.process_id, %(node{n})s, %(type{n})s, {status}, %(now)s, 'start', '{{}}', {owner},
        %(permission)s, %(unit_type)s, CAST(a.{unit} AS varchar)
    FROM {before} b JOIN viewflow_process p ON p.id = b.process_id JOIN {artifacts} a ON a.id = p.artifact_object_id
    ORDER BY b.process_id RETURNING id, process_id"""
LINKED = """
    INSERT INTO viewflow_task_previous (from_task_id, to_task_id)
    SELECT t.id, b.id FROM {after} t JOIN {before} b ON b.process_id = t.process_id"""

BEFORE = """(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS process_id FROM json_each(%(before)s))"""
"""What the statement before has returned, as rows: SQLite has no statement that writes and is read from."""
PAIRED = """
    INSERT INTO viewflow_task_previous (from_task_id, to_task_id)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(%(links)s)"""


def advance(processes: Collection[int], way: Sequence[Any], *, by: Person | None, at: datetime) -> int:
    """Complete the first node of the way in each of these processes as this person's work (None: the system's) and open the last one, a
    person's; those between are gateways. Returns how many.

    The caller holds the processes, and its rows are in the domain where the way leads. One statement on PostgreSQL, two for each node of
    the way on SQLite. No engine signal is sent.
    """
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = {"at": connection.ops.adapt_datetimefield_value(at), "by": by.pk if by else None, "now": now, **_declared(way)}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(_whole(way), values | {"ids": list(processes)})
            return cursor.rowcount
    with transaction.atomic(), connection.cursor() as cursor:
        names = _names(way) | {
            "chosen": "IN (SELECT value FROM json_each(%(ids)s))",
            "before": BEFORE,
        }
        cursor.execute(COMPLETED.format(**names), values | {"ids": json.dumps(list(processes))})
        before = cursor.fetchall()
        for n in range(1, len(way)):
            cursor.execute(_step(way, n).format(n=n, **names), values | {"before": json.dumps(before)})
            after = cursor.fetchall()
            # joined here: SQLite has no index over such rows, and looks through all of one side for each of the other
            came_from = {process: task for task, process in before}
            cursor.execute(PAIRED, {"links": json.dumps([(task, came_from[process]) for task, process in after])})
            before = after
    return len(before)


def _whole(way: Sequence[Any]) -> str:
    """All of it at once: each part takes its rows from the one before."""
    names = _names(way) | {"chosen": "= ANY(%(ids)s)"}
    following = range(1, len(way))
    steps = [f"s{n} AS ({_step(way, n).format(n=n, before=f's{n - 1}', **names)})" for n in following]
    *links, last = [LINKED.format(after=f"s{n}", before=f"s{n - 1}") for n in following]
    parts = [f"s0 AS ({COMPLETED.format(**names)})", *steps, *(f"l{n} AS ({link})" for n, link in enumerate(links))]
    return f"WITH {', '.join(parts)} {last}"


def _step(way: Sequence[Any], n: int) -> str:
    return OPENED if n == len(way) - 1 else PASSED


def _names(way: Sequence[Any]) -> dict[str, str]:
    first, target = way[0], way[-1]
    artifact = target.flow_class.artifact_class._meta
    return {
        "assigned": ", assigned = %(at)s" if isinstance(first, View) else "",
        "artifacts": artifact.db_table,
        "unit": artifact.get_field(target.unit).column,
        **on_desk(target),
    }


def on_desk(node: Any) -> dict[str, str]:
    """In SQL over its artifact "a", on whose desk the node's task is laid: `owner` and the `status` that goes with it."""
    if not node.owner:
        return {"owner": "NULL", "status": f"'{STATUS.NEW}'"}
    fields = [f"a.{node.flow_class.artifact_class._meta.get_field(name).column}" for name in node.owner]
    owner = f"COALESCE({', '.join(fields)})" if len(fields) > 1 else fields[0]
    return {"owner": owner, "status": f"CASE WHEN {owner} IS NULL THEN '{STATUS.NEW}' ELSE '{STATUS.ASSIGNED}' END"}


def _declared(way: Sequence[Any]) -> dict[str, Any]:
    target = way[-1]
    unit = target.flow_class.artifact_class._meta.get_field(target.unit)
    told = {
        "permission": target._owner_permission,
        "unit_type": ContentType.objects.get_for_model(unit.related_model, for_concrete_model=False).pk,
    }
    for n, node in enumerate(way):
        told |= {f"node{n}": get_task_ref(node), f"type{n}": node.task_type}
    return told
