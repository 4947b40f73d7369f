"""On whose desk a directive or an assignment lies: the one open task of its process. A process of ours never has two."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Max, Model, QuerySet
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from campaigns.models import Assignment
from directives.models import IncomingDocument
from org_hierarchy.models import OrgUnit, Person
from workflows.flows import FLOWS
from workflows.nodes import HumanTask, Waiting

WITH_PEOPLE = (STATUS.NEW, STATUS.ASSIGNED)
WAITING = (*WITH_PEOPLE, STATUS.SCHEDULED)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What has to be done now, by whom, since when; `unit` and `person` are both None while the machine works."""

    title: str
    unit: OrgUnit | None
    person: Person | None
    since: datetime

    @property
    def who(self) -> str:
        """Who has it, for a page."""
        return str(self.person or self.unit or "Hệ thống")


def flow_of(artifact: Model) -> Any:
    """The flow that moves rows of this model; StopIteration for a model that none moves."""
    return next(flow_class for flow_class in FLOWS if isinstance(artifact, flow_class.artifact_class))


def open_processes(flow_class: Any) -> QuerySet[Process]:
    """The processes of a flow that have not ended."""
    about = ContentType.objects.get_for_model(flow_class.artifact_class)
    processes: QuerySet[Process] = Process.objects.filter(flow_class=flow_class, artifact_content_type=about, status=PROCESS.NEW)
    return processes.order_by()


@contextmanager
def held(artifact: Model) -> Iterator[Any | None]:
    """Hold the row's process until the transaction ends; gives the activation of its open task, None when nothing is open.

    Three statements on PostgreSQL, two on SQLite, besides savepoints. Raises FlowLockFailed when somebody else holds it for too long.
    """
    flow_class = flow_of(artifact)
    process_pk = open_processes(flow_class).filter(artifact_object_id=artifact.pk).values_list("pk", flat=True).first()
    if process_pk is None:
        yield None
        return
    with flow_class.lock(process_pk):
        task = Task.objects.select_related("process").filter(process=process_pk, status__in=WAITING).order_by().first()
        yield task.flow_task.activation_class(task) if task else None


def open_task(artifact: Model) -> OpenTask | None:
    """Who has it now and since when; None when its process has ended. Three queries.

    Since the last person's act before, by the moment of that act: the engine's own clock only knows when rows were written.
    """
    processes = open_processes(flow_of(artifact)).filter(artifact_object_id=artifact.pk)
    task = Task.objects.select_related("owner").filter(process__in=processes, status__in=WAITING).order_by().first()
    if task is None:
        return None
    unit = OrgUnit.objects.filter(pk=task.owner_permission_obj_pk).first() if task.owner_permission_obj_pk else None
    of_people = (HumanTask.task_type, Waiting.task_type)
    acts = Task.objects.filter(process=task.process_id, flow_task_type__in=of_people, finished__isnull=False).order_by()
    since = acts.aggregate(last=Max("finished"))["last"] or begun_at(artifact)
    return OpenTask(title=task.flow_task.task_title, unit=unit, person=task.owner, since=since)


def begun_at(artifact: Model) -> datetime:
    """When the row that a process is about came to be."""
    if isinstance(artifact, IncomingDocument):
        return artifact.received_at
    moment: datetime = artifact.issued_at if isinstance(artifact, Assignment) else artifact.created_at  # type: ignore[attr-defined]
    return moment


def process_count() -> int:
    """How many processes were ever begun, those that have ended included. One query."""
    return Process.objects.count()
