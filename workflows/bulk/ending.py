"""End many processes at once."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from workflows.flows import AssignmentFlow


def cancel(rows: QuerySet[Any], *, at: datetime, flow_class: Any = AssignmentFlow) -> int:
    """End what is still open in the processes of these rows of the flow without completing it; returns how many processes.

    Two statements in one transaction, each asking the queryset anew. The processes first: whoever is acting on one of them commits
    before, or finds nothing open after.
    """
    about = ContentType.objects.get_for_model(flow_class.artifact_class)
    processes = Process.objects.filter(flow_class=flow_class, artifact_content_type=about, artifact_object_id__in=rows.values("pk"))
    with transaction.atomic():
        count = processes.filter(status=PROCESS.NEW).order_by().update(status=PROCESS.CANCELED, finished=at)
        left = Task.objects.filter(process__in=processes.filter(status=PROCESS.CANCELED).order_by().values("pk"), finished=None)
        left.order_by().update(status=STATUS.CANCELED, finished=at)
    return count
