"""Lay open tasks before the unit that their row names by now."""

from collections.abc import Collection, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from viewflow.workflow.fields import get_flow_ref, get_task_ref

from directives.models import Directive
from workflows.flows import DirectiveFlow

ROWS = 5_000


def readdress(flow_class: Any, artifacts: Sequence[int]) -> int:
    """Let the open tasks of these artifacts be those of the units that their rows name now; returns how many changed.

    The engine writes the unit upon a task when it opens it; a row that changes hands meanwhile leaves it behind.
    One statement for each kind of unit and 5,000 rows; none per row.
    """
    table = flow_class.artifact_class._meta.db_table
    about = ContentType.objects.get_for_model(flow_class.artifact_class).pk
    nodes: dict[str, list[str]] = {}
    for node in flow_class.instance.nodes():
        if name := getattr(node, "unit", ""):
            column = flow_class.artifact_class._meta.get_field(name).column
            nodes.setdefault(column, []).append(get_task_ref(node))
    count = 0
    for column, references in nodes.items():
        for start in range(0, len(artifacts), ROWS):
            some = list(artifacts[start : start + ROWS])
            marks, names = ", ".join(["%s"] * len(some)), ", ".join(["%s"] * len(references))
            update = f"""UPDATE viewflow_task SET owner_permission_obj_pk = CAST(a.{column} AS varchar)
                FROM viewflow_process p JOIN {table} a ON a.id = p.artifact_object_id
                WHERE p.id = viewflow_task.process_id AND p.flow_class = %s AND p.artifact_content_type_id = %s AND p.status = 'NEW'
                    AND viewflow_task.finished IS NULL AND viewflow_task.flow_task IN ({names})
                    AND viewflow_task.owner_permission_obj_pk <> CAST(a.{column} AS varchar) AND a.id IN ({marks})"""  # noqa: S608 - names of ours
            with connection.cursor() as cursor:
                cursor.execute(update, [get_flow_ref(flow_class), about, *references, *some])
                count += cursor.rowcount
    return count


def readdress_lead(campaigns: Collection[int]) -> int:
    """Let whoever issues these campaigns by now conclude them, whatever name their document bears; how many. A statement for each 5,000."""
    flow, node, about = get_flow_ref(DirectiveFlow), get_task_ref(DirectiveFlow.follow), ContentType.objects.get_for_model(Directive).pk
    wanted, count = sorted(campaigns), 0
    for start in range(0, len(wanted), ROWS):
        some = wanted[start : start + ROWS]
        marks = ", ".join(["%s"] * len(some))
        update = f"""UPDATE viewflow_task SET owner_permission_obj_pk = CAST(c.issuer_id AS varchar)
            FROM viewflow_process p JOIN campaigns_campaign c ON c.directive_id = p.artifact_object_id
            WHERE p.id = viewflow_task.process_id AND p.flow_class = %s AND p.artifact_content_type_id = %s AND p.status = 'NEW'
                AND viewflow_task.finished IS NULL AND viewflow_task.flow_task = %s AND c.id IN ({marks})"""  # noqa: S608 - placeholders only
        with connection.cursor() as cursor:
            cursor.execute(update, [flow, about, node, *some])
            count += cursor.rowcount
    return count
