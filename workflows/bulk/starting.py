"""Start thousands of processes at once: the rows that the engine would have written, by `INSERT … SELECT` from the domain's table."""

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from workflows.flows import AssignmentFlow
from workflows.nodes import HumanTask
from workflows.passing import on_desk

PROCESSES = """
    INSERT INTO viewflow_process (flow_class, status, created, data, artifact_content_type_id, artifact_object_id)
    SELECT %(flow)s, 'NEW', %(now)s, '{{}}', {artifact_type}, a.id FROM {artifacts} a WHERE a.id {chosen} ORDER BY a.id"""
STARTS = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, started, finished, token, data)
    SELECT p.id, %(start)s, %(start_type)s, 'DONE', %(now)s, %(now)s, %(now)s, 'start', '{{}}' FROM {processes} p"""
FIRSTS = """
    INSERT INTO viewflow_task (process_id, flow_task, flow_task_type, status, created, token, data, owner_id,
        owner_permission, owner_permission_content_type_id, owner_permission_obj_pk)
    SELECT b.id, %(first)s, %(first_type)s, {status}, %(now)s, 'start', '{{}}', {owner},
        %(permission)s, {unit_type}, CAST(a.{unit} AS varchar)
    FROM {begun} b JOIN {artifacts} a ON a.id = b.artifact_object_id"""
LINKS = """
    INSERT INTO viewflow_task_previous (from_task_id, to_task_id)
    SELECT f.id, s.id FROM {firsts} f JOIN {starts} s ON s.process_id = f.process_id"""


def start(artifacts: Sequence[int], *, flow_class: Any = AssignmentFlow, beginning: str = "start") -> int:
    """Start one process of the flow for each of these ids of saved rows, as its node `beginning` would when run; returns how many.

    One statement on PostgreSQL, four on SQLite, whatever the number of rows. No engine signal is sent. Raises IntegrityError when one of
    the rows has an open process of this flow already; then nothing is written.
    """
    names, values = _declared(flow_class, flow_class.instance.node(beginning))
    values["now"] = connection.ops.adapt_datetimefield_value(timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # each part takes its rows from the one before; finding them again was tried, and is planned on statistics not yet there
            names |= {"chosen": "= ANY(CAST(%(ids)s AS bigint[]))", "processes": "p", "begun": "b", "starts": "s", "firsts": "f"}
            parts = (
                f"p AS ({PROCESSES} RETURNING id, artifact_object_id)",
                f"s AS ({STARTS} RETURNING id, process_id)",
                "b AS (SELECT p.id, p.artifact_object_id FROM s JOIN p ON p.id = s.process_id)",  # a start is numbered before its follower
                f"f AS ({FIRSTS} RETURNING id, process_id)",
            )
            whole = f"WITH {', '.join(parts)} {LINKS}"
            ids = f"{{{','.join(map(str, artifacts))}}}"  # as text: psycopg dumps a list number by number
            cursor.execute(whole.format(**names), values | {"ids": ids})
        else:
            chosen = "IN (SELECT value FROM json_each(%(ids)s))"  # one parameter: SQLite takes only so many
            begun = "(SELECT id, artifact_object_id FROM viewflow_process WHERE artifact_content_type_id = {artifact_type}"
            begun = f"{begun} AND artifact_object_id {chosen} AND flow_class = %(flow)s AND status = 'NEW' ORDER BY id)".format(**names)
            tasks = "(SELECT t.id, t.process_id FROM {} p JOIN viewflow_task t ON t.process_id = p.id AND t.flow_task = {})"
            names |= {"chosen": chosen, "processes": begun, "begun": begun}
            names |= {"starts": tasks.format(begun, "%(start)s"), "firsts": tasks.format(begun, "%(first)s")}
            for statement in (PROCESSES, STARTS, FIRSTS, LINKS):
                cursor.execute(statement.format(**names), values | {"ids": str(list(artifacts))})
        return cursor.rowcount


def check_references() -> None:
    """Have PostgreSQL check the foreign keys of all that this transaction wrote, now and each by its index; nothing elsewhere.

    Left to the commit it does that as it planned it when the tables were small: a first great delivery, which autovacuum has not noticed
    yet, reads the whole table once per row (70 ms for 500 rows at first, 800 ms after 10,000). ANALYZE between the batches mended that,
    for 10 µs per unit; planned by index it is right from the first row on. Raises IntegrityError here instead of at the commit.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "DISCARD PLANS; SET LOCAL enable_seqscan = off; SET CONSTRAINTS ALL IMMEDIATE;"
                " SET CONSTRAINTS ALL DEFERRED; SET LOCAL enable_seqscan = on"
            )


def _declared(flow_class: Any, start: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the flow's declaration gives: names and ids to write into the statements, and values to pass with them."""
    first = start._next
    if not isinstance(first, HumanTask) or first._boundary_events or first._on_create:
        raise TypeError(f"{flow_class.__name__} does not begin with a plain HumanTask: start its processes one by one")
    artifact = flow_class.artifact_class
    unit = artifact._meta.get_field(first.unit)
    names = {
        "artifacts": artifact._meta.db_table,
        "artifact_type": ContentType.objects.get_for_model(artifact).pk,
        "unit": unit.column,
        "unit_type": ContentType.objects.get_for_model(unit.related_model, for_concrete_model=False).pk,
        **on_desk(first),
    }
    values = {
        "flow": get_flow_ref(flow_class),
        "start": get_task_ref(start),
        "start_type": start.task_type,
        "first": get_task_ref(first),
        "first_type": first.task_type,
        "permission": first._owner_permission,
    }
    return names, values
