"""On whose desk a directive or an assignment lies: the one open task of its process. A process of ours never has two."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Exists, Max, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from campaigns.models import Assignment
from directives.models import IncomingDocument
from org_hierarchy.models import Absence, OrgUnit, Person, UnitGrant, valid_on
from org_hierarchy.queries import holds, stands_in
from records.events import timeline
from workflows.flows import FLOWS
from workflows.nodes import HumanTask, Waiting

WITH_PEOPLE = (STATUS.NEW, STATUS.ASSIGNED)
WAITING = (*WITH_PEOPLE, STATUS.SCHEDULED)
OPEN_TASK = """
    SELECT id, flow_task, status, token, owner_id FROM viewflow_task WHERE process_id = %s AND status IN ('NEW', 'ASSIGNED', 'SCHEDULED')"""
"""Plain SQL at the one place that every act passes: the ORM would take as long to write it as all the rest of the holding."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """What has to be done now, by whom, since when; `unit` and `person` are both None while the machine works.

    `taken_by`: the right by which a colleague takes it over from the desk of `person`; blank: it is on nobody's, or stays there.
    """

    title: str
    unit: OrgUnit | None
    person: Person | None
    since: datetime
    taken_by: str = ""

    @property
    def who(self) -> str:
        """Who has it, for a page."""
        return str(self.person or self.unit or "Hệ thống")

    @property
    def on_desk(self) -> tuple[Person, str] | None:
        """As `on_desk` has it."""
        return (self.person, self.taken_by) if self.person and self.taken_by else None


def flow_of(artifact: Model) -> Any:
    """The flow that moves rows of this model; StopIteration for a model that none moves."""
    return next(flow_class for flow_class in FLOWS if isinstance(artifact, flow_class.artifact_class))


def processes(flow_class: Any) -> QuerySet[Process]:
    """The processes of a flow, those that have ended too."""
    about = ContentType.objects.get_for_model(flow_class.artifact_class)
    found: QuerySet[Process] = Process.objects.filter(flow_class=flow_class, artifact_content_type=about)
    return found.order_by()


def open_processes(flow_class: Any) -> QuerySet[Process]:
    """The processes of a flow that have not ended."""
    return processes(flow_class).filter(status=PROCESS.NEW)


@contextmanager
def held(artifact: Model) -> Iterator[Any | None]:
    """Hold the row's process until the transaction ends; gives the activation of its open task, None when nothing is open.

    Two statements. Raises FlowLockFailed when somebody else holds it for too long; the caller's transaction is over then.
    """
    flow_class = flow_of(artifact)
    process_pk = flow_class.lock_impl.take(flow_class, artifact)
    if process_pk is None:
        yield None
        return
    # taken first and asked then: what was asked in the same statement would be as it was before the wait
    task = next(iter(Task.objects.raw(OPEN_TASK, [process_pk])), None)
    if task is None:
        yield None
        return
    known = {"id": process_pk, "flow_class": flow_class, "status": PROCESS.NEW, "artifact_object_id": artifact.pk}
    task.process = Process.from_db(task._state.db, list(known), list(known.values()))  # the rest is loaded when it is asked for
    yield task.flow_task.activation_class(task)


def open_task(artifact: Model) -> OpenTask | None:
    """Who has it now and since when; None when its process has ended. Three queries.

    Since the last person's act before, by the moment of that act: the engine's own clock only knows when rows were written.
    """
    going_on = open_processes(flow_of(artifact)).filter(artifact_object_id=artifact.pk)
    task = Task.objects.select_related("owner").filter(process__in=going_on, status__in=WAITING).order_by().first()
    if task is None:
        return None
    unit = OrgUnit.objects.filter(pk=task.owner_permission_obj_pk).first() if task.owner_permission_obj_pk else None
    of_people = (HumanTask.task_type, Waiting.task_type)
    acts = Task.objects.filter(process=task.process_id, flow_task_type__in=of_people, finished__isnull=False).order_by()
    since = acts.aggregate(last=Max("finished"))["last"] or begun_at(artifact)
    taken_by = getattr(task.flow_task, "taken_by", "") if task.owner else ""
    return OpenTask(title=task.flow_task.task_title, unit=unit, person=task.owner, since=since, taken_by=taken_by)


def on_desk(artifact: Model) -> tuple[Person, str] | None:
    """On whose desk its open task lies, and the right by which a colleague takes it over from there; None: nobody may. One query."""
    going_on = open_processes(flow_of(artifact)).filter(artifact_object_id=artifact.pk)
    task = Task.objects.select_related("owner").filter(process__in=going_on, status=STATUS.ASSIGNED).order_by().first()
    return (task.owner, task.flow_task.taken_by) if task and task.flow_task.taken_by else None


def desk_of_another(task: Task, person: Person) -> Person | None:
    """The colleague on whose desk this open task of a draft or a report lies, so that the person must take it over first; None: nobody's.

    Whoever stands in for that one has it too, and who holds the grant no more keeps nothing. No query where the desk is one's own.
    """
    if task.status != STATUS.ASSIGNED or task.owner_id == person.pk or not task.flow_task.taken_by:
        return None
    owner = Person.objects.get(pk=task.owner_id)
    unit = OrgUnit.objects.get(pk=task.owner_permission_obj_pk)
    kept = owner.is_active and holds(owner, task.flow_task.grant, unit) and not stands_in(person, owner, on=timezone.localdate())
    return owner if kept else None


def release(artifact: Model | None = None) -> int:
    """Open to the colleagues what lies on the desk of somebody who no longer holds its grant, so that no work leaves with a person; and,
    where colleagues may take it over, of somebody who is away without a substitute who is there.

    Of all tasks, or of this one's. Returns how many. One statement per node that lays its task on one person's desk.
    """
    today, count = timezone.localdate(), 0
    away = Absence.objects.filter(valid_on(today), appointment__person=OuterRef(OuterRef("owner"))).exclude(substitute__is_active=True)
    for flow_class in FLOWS if artifact is None else [flow_of(artifact)]:
        for node in flow_class.instance.nodes():
            if not isinstance(node, HumanTask) or not node.owner:
                continue
            held = UnitGrant.objects.filter(
                group__user=OuterRef("owner"),
                group__user__is_active=True,
                permission__codename=node.grant,
                content_object=Cast(OuterRef("owner_permission_obj_pk"), BigIntegerField()),
            )
            if node.taken_by:
                held = held.exclude(Exists(away.filter(appointment__post__group=OuterRef("group"))))
            left = Task.objects.filter(~Exists(held), flow_task=node, status=STATUS.ASSIGNED)
            if artifact is not None:
                left = left.filter(process__in=open_processes(flow_class).filter(artifact_object_id=artifact.pk).values("pk"))
            count += left.update(status=STATUS.NEW, owner=None, assigned=None)
    return count


def begun_at(artifact: Model) -> datetime:
    """When the row that a process is about came to be, or the work of before was opened anew."""
    if isinstance(artifact, IncomingDocument):
        return artifact.received_at
    if isinstance(artifact, Assignment) and artifact.status != Assignment.Status.ISSUED:
        again = timeline(artifact).filter(action="campaigns.reopened").aggregate(last=Max("at"))["last"]
        return again or artifact.issued_at
    moment: datetime = artifact.issued_at if isinstance(artifact, Assignment) else artifact.created_at  # type: ignore[attr-defined]
    return moment


def process_count() -> int:
    """How many processes were ever begun, those that have ended included. One query."""
    return Process.objects.count()
