"""Who acts next. Flow and node names are stored in rows: they are schema, renamed only with a data migration.

The engine decides nothing of substance: gateways read the status of the domain's row, and `Process.data` stays empty.
"""

from typing import Any

from django.db.models import Model
from viewflow import this
from viewflow.workflow.activation import Activation
from viewflow.workflow.base import Flow
from viewflow.workflow.models import Process
from viewflow.workflow.nodes import End, If, StartHandle, Switch

from campaigns.models import Assignment, Campaign
from directives.models import Directive, IncomingDocument
from workflows.locks import ProcessRowLock
from workflows.nodes import BackgroundJob, HumanTask, Waiting


def is_returned(activation: Activation) -> bool:
    """Whether the draft or the report was sent back to its author."""
    artifact: Directive | Assignment = activation.process.artifact
    return artifact.status == artifact.Status.RETURNED


def waits_for_content(activation: Activation) -> bool:
    """Whether the head of the drafting unit signs its content off first: the issuer's rules say so when it is handed in."""
    directive: Directive = activation.process.artifact
    return directive.status == Directive.Status.SUBMITTED


def waits_for_form(activation: Activation) -> bool:
    """Whether the office checks its form before the signature."""
    directive: Directive = activation.process.artifact
    return directive.status == Directive.Status.CONTENT_APPROVED


def waits_for_number(activation: Activation) -> bool:
    """Whether the number that the directive had was voided before it went out."""
    directive: Directive = activation.process.artifact
    return directive.status == Directive.Status.SIGNED


def is_followed(activation: Activation) -> bool:
    """Whether it has set work in motion, which somebody follows and concludes; what gives no task is done once it is out."""
    return Campaign.objects.filter(directive=activation.process.artifact_object_id).exists()


def is_refused(activation: Activation) -> bool:
    """Whether the unit refused the assignment as a wrong recipient."""
    assignment: Assignment = activation.process.artifact
    return assignment.status == Assignment.Status.REFUSED


def waits_for_children(activation: Activation) -> bool:
    """Whether the unit has given the work further down and waits for those units."""
    assignment: Assignment = activation.process.artifact
    return assignment.status == Assignment.Status.IN_PROGRESS and assignment.waits_for_children


def stands_still(activation: Activation) -> bool:
    """Whether the issuer has agreed that the work is suspended."""
    assignment: Assignment = activation.process.artifact
    return assignment.status == Assignment.Status.SUSPENDED


class DirectiveFlow(Flow):
    """The way of one directive from its draft to its conclusion; of one that gives no task, to its delivery."""

    process_title = "Văn bản chỉ đạo"
    lock_impl = ProcessRowLock()
    artifact_class = Directive
    artifacts = Directive.objects.only("status", "number", "symbol", "subject")  # what the gateways ask, and a job's name

    start = StartHandle(this.begin).Next(this.draft)

    draft = HumanTask(
        "directive.edit",
        grant="act_for_unit",
        unit="drafting_unit",
        owner=("submitted_by", "drafted_by"),
        taken_by="directive.submit",
        title="Soạn thảo",
    ).Next(this.check_submitted)
    check_submitted = If(waits_for_content).Then(this.approve_content).Else(this.approve_form)

    approve_content = HumanTask("directive.approve_content", grant="decide_for_unit", unit="drafting_unit", title="Duyệt nội dung").Next(
        this.check_content
    )
    check_content = Switch().Case(this.draft, is_returned).Case(this.approve_form, waits_for_form).Default(this.sign)

    approve_form = HumanTask("directive.approve_form", grant="check_form_for_unit", unit="issuer", title="Kiểm tra thể thức").Next(
        this.check_form
    )
    check_form = If(is_returned).Then(this.draft).Else(this.sign)

    sign = HumanTask("directive.sign", grant="sign_for_unit", unit="issuer", title="Ký văn bản").Next(this.check_signed)
    check_signed = If(is_returned).Then(this.draft).Else(this.number)

    number = HumanTask("directive.number", grant="register_for_unit", unit="issuer", title="Cấp số").Next(this.check_numbered)
    check_numbered = If(is_returned).Then(this.draft).Else(this.dispatch)

    dispatch = HumanTask("directive.dispatch", grant="register_for_unit", unit="issuer", title="Phát hành").Next(this.check_dispatched)
    check_dispatched = If(waits_for_number).Then(this.number).Else(this.deliver)

    deliver = BackgroundJob("deliver_directive", title="Gửi đến các đơn vị", job_title="Phát hành {}").Next(this.check_delivered)
    check_delivered = If(is_followed).Then(this.follow).Else(this.end)

    follow = HumanTask("directive.conclude", grant="decide_for_unit", unit="issuer", title="Theo dõi, kết thúc").Next(this.end)
    end = End()

    def begin(self, activation: Activation, directive: Directive) -> Process:
        """The process is about this directive."""
        return about(activation, directive)


class AssignmentFlow(Flow):
    """The way of one unit's assignment from its receipt to the accepted report. Interim reports leave the task that is open where it is.

    What was given to a unit further down is an assignment with a process of its own; here its parent waits for it.
    """

    process_title = "Giao việc"
    lock_impl = ProcessRowLock()
    artifact_class = Assignment
    artifacts = Assignment.objects.only("status", "waits_for_children")  # what the gateways ask

    start = StartHandle(this.begin).Next(this.receive)

    receive = HumanTask("assignment.receive", grant="act_for_unit", unit="unit", title="Tiếp nhận").Next(this.check_received)
    check_received = If(is_refused).Then(this.end).Else(this.report)

    report = HumanTask(
        "assignment.report",
        grant="act_for_unit",
        unit="unit",
        owner=("reported_by",),
        taken_by="assignment.report",
        title="Thực hiện, báo cáo",
    ).Next(this.check_report)
    check_report = (
        Switch()
        .Case(this.end, is_refused)
        .Case(this.await_children, waits_for_children)
        .Case(this.rest, stands_still)
        .Default(this.review)
    )  # fmt: skip

    await_children = Waiting("assignment.report_anyway", grant="act_for_unit", unit="unit", title="Chờ đơn vị được giao tiếp").Next(
        this.report
    )
    rest = Waiting("assignment.resume", grant="act_for_unit", unit="unit", title="Tạm dừng").Next(this.report)

    review = HumanTask("assignment.review", grant="review_unit", unit="reviewer", title="Duyệt báo cáo").Next(this.check_reviewed)
    check_reviewed = If(is_returned).Then(this.report).Else(this.end)

    start_again = StartHandle(this.begin).Next(this.report)

    end = End()

    def begin(self, activation: Activation, assignment: Assignment) -> Process:
        """The process is about this assignment; `start_again` begins a second one, when the accepted work is opened anew."""
        return about(activation, assignment)


def is_before_leader(activation: Activation) -> bool:
    """Whether the document lies before the leader: presented to him, or handed back by whom he gave it to."""
    incoming: IncomingDocument = activation.process.artifact
    return incoming.status == IncomingDocument.Status.PRESENTED


def waits_for_handler(activation: Activation) -> bool:
    """Whether it was given to a unit, whose head says who of his people does it."""
    incoming: IncomingDocument = activation.process.artifact
    return incoming.status == IncomingDocument.Status.DIRECTED


def is_in_work(activation: Activation) -> bool:
    """Whether somebody has it to deal with."""
    incoming: IncomingDocument = activation.process.artifact
    return incoming.status == IncomingDocument.Status.IN_WORK


class IncomingFlow(Flow):
    """The way of one document that came to a unit, from its số đến to its conclusion (NĐ 30/2020, Điều 20–24)."""

    process_title = "Văn bản đến"
    lock_impl = ProcessRowLock()
    artifact_class = IncomingDocument
    artifacts = IncomingDocument.objects.only("status")  # what the gateways ask

    start = StartHandle(this.begin).Next(this.present)

    present = HumanTask("incoming.present", grant="register_for_unit", unit="unit", title="Trình văn bản đến").Next(this.check_presented)
    check_presented = If(is_before_leader).Then(this.direct).Else(this.end)

    direct = HumanTask("incoming.direct", grant="decide_for_unit", unit="unit", owner=("presented_to",), title="Cho ý kiến chỉ đạo").Next(
        this.check_directed
    )
    check_directed = Switch().Case(this.assign, waits_for_handler).Case(this.handle, is_in_work).Default(this.end)

    assign = HumanTask("incoming.assign", grant="decide_for_unit", unit="lead_unit", title="Phân công giải quyết").Next(this.check_assigned)
    check_assigned = Switch().Case(this.direct, is_before_leader).Case(this.handle, is_in_work).Default(this.end)

    handle = HumanTask("incoming.handle", grant="act_for_unit", unit="lead_unit", owner=("handler",), title="Giải quyết văn bản đến").Next(
        this.check_handled
    )
    check_handled = If(is_before_leader).Then(this.direct).Else(this.end)

    end = End()

    def begin(self, activation: Activation, incomingdocument: IncomingDocument) -> Process:
        """The process is about this document."""
        return about(activation, incomingdocument)


FLOWS: tuple[Any, ...] = (DirectiveFlow, AssignmentFlow, IncomingFlow)


def about(activation: Activation, artifact: Model) -> Process:
    """Attach a new process to the domain row that it moves."""
    activation.process.artifact = artifact
    process: Process = activation.process
    return process
