"""Our three kinds of node on the engine's open-source classes: what a person does, what the machine does, and where a process waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Never

from django.db.models import Model
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Node
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Process
from viewflow.workflow.nodes import AbstractJob, Handle, If, Switch, View
from viewflow.workflow.nodes.mixins import NextNodeActivationMixin, NodePermissionMixin
from viewflow.workflow.nodes.view import ViewActivation
from viewflow.workflow.signals import task_finished
from viewflow.workflow.status import STATUS

from org_hierarchy.models import Person
from records import jobs
from workflows import passing


class HumanTaskActivation(ViewActivation):
    """A person's task: open to all who hold the node's grant (NEW) or laid on one person's desk (ASSIGNED), then DONE."""

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.DONE)
    def finish(self, *, by: Person | None, at: datetime) -> None:
        """Complete the task as this person's work (None: the system's) and open what follows.

        The caller holds the process lock, has checked the right and has made the change in the domain: gateways read it from there, so
        the row is loaded anew.
        """
        self.task.assigned = at
        _go_on(self, by=by, at=at)

    def revive(self) -> Never:
        """The engine's revived task would be without permission and owner: open to everybody."""
        raise FlowRuntimeError("a task of a person is never revived")


class HumanTask(View):
    """What one person does in one act. Its pages are our own; the engine needs only the node.

    `act` is the right that the act needs (`org_hierarchy.rights`). `grant` on the unit that `unit` names in the artifact is what brings the
    task into an inbox: it is written on every row, because a task without permission would be open to everybody. `owner`: the fields of
    the artifact of which the first that names a person says on whose desk the task is laid; where none does, it is open to all of the
    grant. `taken_by`: the right by which a colleague takes it over from that desk; blank where nobody may.
    """

    activation_class = HumanTaskActivation

    def __init__(self, act: str, *, grant: str, unit: str, owner: Sequence[str] = (), taken_by: str = "", title: str) -> None:
        super().__init__(view=None)
        self.act, self.grant, self.unit, self.owner, self.taken_by = act, grant, unit, owner, taken_by
        self.Permission(f"org_hierarchy.{grant}", obj=self._unit_of)
        if owner:
            self.Assign(self._owner_of)
        self.Annotation(title=title)

    def _unit_of(self, process: Process) -> Model:
        unit: Model = getattr(process.artifact, self.unit)
        return unit

    def _owner_of(self, activation: Activation) -> Person | None:
        artifact = activation.process.artifact
        name = next((name for name in self.owner if getattr(artifact, f"{name}_id") is not None), "")
        return getattr(artifact, name) if name else None


class BackgroundJobActivation(NextNodeActivationMixin, Activation):
    """The machine's task: SCHEDULED with a job in the same transaction, DONE when the job says so.

    Built on the plain activation and not on the engine's job activation, whose `error` stores the failing frame's variables: how a job
    fails is told by `records.Job` alone, in one sentence, and the node waits until a repeated job is through.
    """

    by: Person | None = None
    at: datetime

    @classmethod
    def create(
        cls, flow_task: Node, prev_activation: Activation, token: Any, data: Any = None, seed: Any = None
    ) -> "BackgroundJobActivation":
        """The job belongs to the person, and to the moment, of the act before it."""
        activation: BackgroundJobActivation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        before = prev_activation.task
        while before.flow_task_type != HumanTask.task_type:  # a gateway between them is nobody's
            before = before.previous.get()
        activation.by, activation.at = before.owner, before.finished
        return activation

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        self.task.save(update_fields=["status"])
        node, artifact = self.flow_task, self.process.artifact
        jobs.enqueue(
            node.kind,
            key=f"{node.name}:{artifact.pk}",
            title=node.job_title.format(artifact),
            arguments={artifact._meta.model_name: artifact.pk},
            by=self.by,
            at=self.at,
        )

    @Activation.status.transition(source=STATUS.SCHEDULED, target=STATUS.DONE)
    def finish(self, *, at: datetime) -> None:
        """Complete the machine's task and open what follows. The caller holds the process lock."""
        self.task.started = self.task.finished = at
        self.task.save(update_fields=["status", "started", "finished"])
        task_finished.send(sender=self.flow_class, process=self.process, task=self.task)
        self.activate_next()

    def revive(self) -> Never:
        """A failed job is queued again on its own row (`records.jobs.retry`)."""
        raise FlowRuntimeError("a job is never revived")


class BackgroundJob(AbstractJob):
    """Work for the machine: one `records.Job` of this kind for the artifact, whose id is in the arguments and name in `job_title`."""

    activation_class = BackgroundJobActivation

    def __init__(self, kind: str, *, title: str, job_title: str) -> None:
        super().__init__()
        self.kind, self.job_title = kind, job_title
        self.Annotation(title=title)


class WaitingActivation(NextNodeActivationMixin, Activation):
    """A standstill: SCHEDULED, so that no inbox offers it, then DONE when a person, another process or the clock moves it on."""

    @classmethod
    def create(cls, flow_task: Node, prev_activation: Activation, token: Any, data: Any = None, seed: Any = None) -> "WaitingActivation":
        """With the grant and the unit of those who may move it, as every other row has."""
        activation: WaitingActivation = super().create(flow_task, prev_activation, token, data=data, seed=seed)
        task = activation.task
        task.owner_permission, task.owner_permission_obj = flow_task._owner_permission, flow_task._owner_permission_obj(activation.process)
        return activation

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.SCHEDULED)
    def activate(self) -> None:
        self.task.save()

    @Activation.status.transition(source=STATUS.SCHEDULED, target=STATUS.DONE)
    def finish(self, *, by: Person | None, at: datetime) -> None:
        """Move on (None: the system did) and open what follows. The caller holds the process lock and has made the change in the domain."""
        _go_on(self, by=by, at=at)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.SCHEDULED], target=STATUS.CANCELED)
    def cancel(self, *, at: datetime) -> None:
        self.task.finished = at
        self.task.save(update_fields=["status", "finished"])

    def revive(self) -> Never:
        """The engine's revived task would be without permission."""
        raise FlowRuntimeError("a standstill is never revived")


class Waiting(NodePermissionMixin, Handle):
    """Where a process stands still until something else has happened; who holds `grant` on `unit` may end that by the right `act`."""

    activation_class = WaitingActivation

    def __init__(self, act: str, *, grant: str, unit: str, title: str) -> None:
        super().__init__()
        self.act, self.grant, self.unit = act, grant, unit
        self.Permission(f"org_hierarchy.{grant}", obj=self._unit_of)
        self.Annotation(title=title)

    def _unit_of(self, process: Process) -> Model:
        unit: Model = getattr(process.artifact, self.unit)
        return unit

    def run(self, task: Any, **kwargs: Any) -> Never:  # noqa: ARG002 - the engine's shape
        """The engine's way on asks nobody for a right; ours is `finish`, under the lock."""
        raise FlowRuntimeError("a standstill is ended by its activation")


def _go_on(activation: Activation, *, by: Person | None, at: datetime) -> None:
    """Where a person's task follows, the rows are written at once; an end, a job or a standstill is opened by the engine."""
    task, process = activation.task, activation.process
    process.artifact = activation.flow_class.artifacts.get(pk=process.artifact_object_id)
    task.owner, task.started, task.finished = by, at, at
    way = _way_from(activation)
    if isinstance(way[-1], HumanTask):
        if passing.advance([process.pk], way, by=by, at=at) != 1:
            raise TransitionNotAllowed(f"{task} is not open any more")
        return
    task.save(update_fields=["status", "owner", "assigned", "started", "finished"])
    task_finished.send(sender=activation.flow_class, process=process, task=task)
    activation.activate_next()


def _way_from(activation: Activation) -> list[Node]:
    """The node, the gateways behind it as the domain's row decides them, and the first node after those."""
    way = [activation.flow_task, activation.flow_task._next]
    while isinstance(gateway := way[-1], If | Switch):
        if isinstance(gateway, If):
            way.append(gateway._on_true if gateway._condition(activation) else gateway._on_false)
        else:
            way.append(next(node for node, condition in gateway._branches if condition is None or condition(activation)))
    return way
