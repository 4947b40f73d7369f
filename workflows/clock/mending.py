"""Which processes are not where their domain rows are, which desks belong to nobody any more, and which names the code has lost."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from viewflow.workflow.fields import import_flow_by_ref
from viewflow.workflow.models import Process, Task

from campaigns.models import Assignment, Campaign
from directives.models import Directive, IncomingDocument
from workflows import bulk, desk
from workflows.clock.sweeping import each
from workflows.flows import AssignmentFlow, DirectiveFlow, IncomingFlow
from workflows.nodes import HumanTask, Waiting

AWAITS = "awaits_children"
"""The place of an assignment in progress whose unit has given it further down."""
SENT = "sent"
"""The place of an issued directive that gives no task: its process ends with its delivery."""

STANDS_AT: Mapping[Any, Mapping[str, tuple[Any, ...]]] = {
    DirectiveFlow: {
        Directive.Status.DRAFT: (DirectiveFlow.draft,),
        Directive.Status.RETURNED: (DirectiveFlow.draft,),
        Directive.Status.SUBMITTED: (DirectiveFlow.approve_content,),
        Directive.Status.CONTENT_APPROVED: (DirectiveFlow.approve_form,),
        Directive.Status.FORM_APPROVED: (DirectiveFlow.sign,),
        Directive.Status.SIGNED: (DirectiveFlow.number,),
        Directive.Status.NUMBERED: (DirectiveFlow.dispatch, DirectiveFlow.deliver),
        Directive.Status.ISSUED: (DirectiveFlow.deliver, DirectiveFlow.follow),
        SENT: (DirectiveFlow.deliver, DirectiveFlow.end),
    },
    AssignmentFlow: {
        Assignment.Status.ISSUED: (AssignmentFlow.receive,),
        Assignment.Status.RECEIVED: (AssignmentFlow.report,),
        Assignment.Status.IN_PROGRESS: (AssignmentFlow.report,),
        AWAITS: (AssignmentFlow.await_children,),
        Assignment.Status.SUSPENDED: (AssignmentFlow.rest,),
        Assignment.Status.RETURNED: (AssignmentFlow.report,),
        Assignment.Status.REPORTED: (AssignmentFlow.review,),
    },
    IncomingFlow: {
        IncomingDocument.Status.REGISTERED: (IncomingFlow.present,),
        IncomingDocument.Status.PRESENTED: (IncomingFlow.direct,),
        IncomingDocument.Status.DIRECTED: (IncomingFlow.assign,),
        IncomingDocument.Status.IN_WORK: (IncomingFlow.handle,),
    },
}
"""Where the open task of a process may be while its row is in this place, mostly its status; a row elsewhere, or where the end is among
them, may have no open process."""

AT_CHILDREN = Case(
    When(status=Assignment.Status.IN_PROGRESS, waits_for_children=True, then=Value(AWAITS)), default=F("status"), output_field=CharField()
)
WITH_TASKS = Case(When(status=Directive.Status.ISSUED, campaign=None, then=Value(SENT)), default=F("status"), output_field=CharField())
ARTIFACTS: Mapping[Any, QuerySet[Any]] = {
    DirectiveFlow: Directive.objects.annotate(stands_as=WITH_TASKS),
    AssignmentFlow: Assignment.objects.filter(campaign__status=Campaign.Status.OPEN).annotate(stands_as=AT_CHILDREN),
    IncomingFlow: IncomingDocument.objects.annotate(stands_as=F("status")),
}
"""The rows that have a process while their `stands_as` asks for one."""

CONCLUDED = Assignment.objects.filter(campaign__status=Campaign.Status.CONCLUDED)


def astray() -> list[Any]:
    """The rows whose process is missing or stands elsewhere: they were changed without a step.

    Each once, by flow and id. About twenty statements, and none per row.
    """
    return [artifact for flow_class in STANDS_AT for artifact in _astray(flow_class)] + list(_open_after_the_end())


def mend(*, at: datetime) -> int:
    """Start the processes that are missing and walk each that is behind to where its row is; returns how many were put right.

    The steps that it walks are completed by nobody. Nothing is written in the domain.
    """
    count = 0
    for flow_class in STANDS_AT:
        rows = _astray(flow_class)
        bulk.start(list(_without_process(flow_class).values_list("pk", flat=True)), flow_class=flow_class)
        count += each(rows, partial(_walk, flow_class, at=at)).count  # one that cannot be walked stops no other
    return count + bulk.cancel(CONCLUDED, at=at)


def release_desks() -> int:
    """Open to the colleagues whatever lies on the desk of somebody who is not there for it; how many tasks (`desk.release`)."""
    return desk.release()


def unknown_references() -> dict[str, int]:
    """The flows and nodes that rows name and the code no longer has, each with its number of rows. Two queries."""
    unknown: dict[str, int] = {}
    for model, column in ((Process, "flow_class"), (Task, "flow_task")):
        stored = model.objects.order_by().annotate(reference=Cast(column, CharField())).values_list("reference").annotate(rows=Count("pk"))
        unknown |= {reference: rows for reference, rows in stored if not _is_known(reference, is_node=model is Task)}
    return unknown


def _is_known(reference: str, *, is_node: bool) -> bool:
    flow, _, node = reference.rpartition(".") if is_node else (reference, "", "")
    if flow.count("/") != 1 or "." not in flow:  # what is stored is no name at all
        return False
    try:
        flow_class = import_flow_by_ref(flow)
    except (ImportError, LookupError, AssertionError, TypeError):
        return False
    return not is_node or flow_class.instance.node(node, no_obsolete=True) is not None


def _open_after_the_end() -> QuerySet[Assignment]:
    return CONCLUDED.filter(pk__in=desk.open_processes(AssignmentFlow).values("artifact_object_id"))


def _astray(flow_class: Any) -> list[Any]:
    missing = {row.pk: row for row in _without_process(flow_class)}
    elsewhere = {row.pk: row for row in _elsewhere(flow_class)}
    return [row for _, row in sorted((missing | elsewhere).items())]


def _without_process(flow_class: Any) -> QuerySet[Any]:
    begun = desk.open_processes(flow_class).values("artifact_object_id")
    may_have_ended = [place for place, allowed in STANDS_AT[flow_class].items() if flow_class.end in allowed]
    ended = Q(stands_as__in=may_have_ended, pk__in=desk.processes(flow_class).values("artifact_object_id"))
    return ARTIFACTS[flow_class].filter(stands_as__in=list(STANDS_AT[flow_class])).exclude(ended).exclude(pk__in=begun)


def _elsewhere(flow_class: Any) -> Iterator[Any]:
    nodes = {node for nodes in STANDS_AT[flow_class].values() for node in nodes}
    for node in nodes:
        here = [place for place, allowed in STANDS_AT[flow_class].items() if node in allowed]
        open_here = Task.objects.filter(flow_task=node, status__in=desk.WAITING, process__in=desk.open_processes(flow_class).values("pk"))
        yield from ARTIFACTS[flow_class].filter(pk__in=open_here.values("process__artifact_object_id")).exclude(stands_as__in=here)


def _walk(flow_class: Any, artifact: Any, *, at: datetime) -> bool:
    """Complete open tasks until the process stands where the row says, or ends; whether it does so now."""
    with transaction.atomic():
        for _ in flow_class.instance.nodes():  # never more steps than the flow has
            with desk.held(artifact) as activation:
                place = ARTIFACTS[flow_class].filter(pk=artifact.pk).values_list("stands_as", flat=True).first()
                if place is None:
                    return False  # it ends with its campaign
                here = activation.flow_task if activation else flow_class.end
                if here in STANDS_AT[flow_class].get(place, (flow_class.end,)):
                    return True
                if activation is None or not isinstance(here, HumanTask | Waiting):
                    return False  # it has ended too soon, or the machine's own work moves it
                activation.finish(by=None, at=at)
    return False
