"""Lay open tasks before the unit that their row names by now."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.functions import Cast
from viewflow.workflow.fields import get_flow_ref, get_task_ref
from viewflow.workflow.models import Task

from campaigns.models import Campaign
from directives.models import Directive
from org_hierarchy.models import OrgUnit
from records.batches import batches
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


def units_addressed(flow_classes: Collection[Any], *, today: date) -> set[int]:
    """The units past their last day before which an open task of a person in these flows still lies. One query."""
    nodes = [node for flow_class in flow_classes for node in flow_class.instance.nodes() if getattr(node, "unit", "")]
    waiting = Task.objects.filter(finished=None, flow_task__in=nodes).exclude(owner_permission_obj_pk=None).order_by()
    lies_before = waiting.annotate(before=Cast("owner_permission_obj_pk", BigIntegerField())).values("before")
    return set(OrgUnit.objects.filter(valid_to__lte=today, pk__in=lies_before).values_list("pk", flat=True))


def address_dispatch(heirs: Mapping[int, int]) -> int:
    """Lay what ended units (ended unit → its heir) had numbered and not sent before the heirs; the rows keep the name that the documents
    bear. One query, and one for each unit that has any."""
    waiting = Task.objects.filter(finished=None, flow_task=DirectiveFlow.dispatch).order_by()
    there = set(waiting.values_list("owner_permission_obj_pk", flat=True).distinct())
    return sum(
        waiting.filter(owner_permission_obj_pk=str(unit)).update(owner_permission_obj_pk=str(heir))
        for unit, heir in heirs.items()
        if str(unit) in there
    )


def led_at(units: Collection[int]) -> set[int]:
    """The campaigns whose conclusion still lies before one of these units: their delivery ended after it had. One query for each 500."""
    waiting = Task.objects.filter(finished=None, flow_task=DirectiveFlow.follow).order_by()
    found: set[int] = set()
    for some in batches(sorted(units), 500):
        of_units = waiting.filter(owner_permission_obj_pk__in=[str(unit) for unit in some]).values("process__artifact_object_id")
        found |= set(Campaign.objects.filter(directive__in=of_units).values_list("pk", flat=True))
    return found
