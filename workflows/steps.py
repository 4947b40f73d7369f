"""Every act of the two flows: claim the engine's task, check the right, call the service, complete the task; one act, one transaction.

Pages, commands, the rehearsal and the demo world go through here and nowhere else. If domain and engine disagree the service refuses and
everything rolls back.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Model
from django.utils import timezone
from viewflow.fsm import TransitionNotAllowed
from viewflow.workflow.exceptions import FlowLockFailed

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Report
from campaigns.services import CampaignError
from directives import services as directives
from directives.drafting import Draft
from directives.models import Directive, Recipient, RegisterEntry
from directives.services import DirectiveError
from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person
from org_hierarchy.rights import Verdict, holding, may
from records import jobs
from records.models import Job, StoredFile
from workflows import bulk, desk
from workflows.desk import OpenTask, open_task
from workflows.flows import AssignmentFlow, DirectiveFlow
from workflows.locks import is_contention
from workflows.nodes import HumanTaskActivation

__all__ = ["OpenTask", "StepError", "open_task"]

BATCH = 5_000
"""Assignments of one delivery transaction: a fraction of a second, so that others write in between."""


class StepError(Exception):
    """An act that was not done, and of which nothing is left; `code` is stable, the message says what to do.

    "not_open" the task is elsewhere, "forbidden" the person may not (see `verdict`, and what it is `about`), "busy" somebody else is at
    it this moment, "stale" it has just been done; any other code is the domain's own.
    """

    def __init__(self, code: str, message: str, verdict: Verdict | None = None, about: Model | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.verdict = verdict
        self.about = about


# The directive


def begin_directive(issuer: OrgUnit, *, content: Draft, by: Person, at: datetime) -> Directive:
    """Put a draft on its author's desk. Raises StepError "forbidden" for a person who does not act for the drafting unit."""
    with _act():
        unit = OrgUnit.objects.get(pk=content.drafting_unit_id)
        _allow(may(by, "directive.draft", unit), unit)
        directive = directives.draft_directive(issuer, content=content, by=by, at=at)
        DirectiveFlow.start.run(directive=directive)
    return directive


def revise(directive: Directive, *, content: Draft, by: Person, at: datetime, version: int | None = None) -> Directive:
    """Write a draft, or a returned one, anew; it stays on the author's desk. Here and below, `version` is that of the text on the page."""
    with _claim(directive, DirectiveFlow.draft, by=by):
        return directives.redraft_directive(directive, content=content, by=by, at=at, version=version)


def submit(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """Hand the draft to the head of the drafting unit."""
    with _claim(directive, DirectiveFlow.draft, by=by) as task:
        directives.submit_directive(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def approve_content(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """The first sign-off: the drafting unit answers for the content."""
    with _claim(directive, DirectiveFlow.approve_content, by=by) as task:
        directives.approve_content(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def approve_form(directive: Directive, *, by: Person, at: datetime, version: int | None = None) -> None:
    """The second sign-off: the issuer's office answers for the form."""
    with _claim(directive, DirectiveFlow.approve_form, by=by) as task:
        directives.approve_form(directive, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def return_draft(directive: Directive, *, reason: str, by: Person, at: datetime, version: int | None = None) -> None:
    """Send a draft back to its author, with the reason, from wherever it waits for a sign-off or the signature."""
    with _claim(directive, DirectiveFlow.approve_content, DirectiveFlow.approve_form, DirectiveFlow.sign, by=by) as task:
        directives.return_draft(directive, reason=reason, by=by, at=at, version=version)
        task.finish(by=by, at=at)


def sign(
    directive: Directive,
    *,
    appointment: Appointment,
    mandate: Mandate | None = None,
    in_own_name: bool = False,
    by: Person,
    at: datetime,
    version: int | None = None,
) -> None:
    """Sign in the capacity of an appointment (for its body or the head himself) or of a mandate on its post; text and duties freeze."""
    with _claim(directive, DirectiveFlow.sign, by=by) as task:
        directives.sign_directive(
            directive, appointment=appointment, mandate=mandate, in_own_name=in_own_name, by=by, at=at, version=version
        )
        task.finish(by=by, at=at)


def number(directive: Directive, *, by: Person, at: datetime, today: date) -> RegisterEntry:
    """Enter it into the register of outgoing documents."""
    with _claim(directive, DirectiveFlow.number, by=by) as task:
        entry = directives.number_directive(directive, by=by, at=at, today=today)
        task.finish(by=by, at=at)
    return entry


def dispatch(directive: Directive, *, by: Person, at: datetime) -> Job:
    """Order the delivery; the job issues the directive, opens its campaign and gives every unit its assignments."""
    with _claim(directive, DirectiveFlow.dispatch, by=by) as task:
        task.finish(by=by, at=at)
        return Job.objects.get(key=f"{DirectiveFlow.deliver.name}:{directive.pk}")


def conclude(directive: Directive, *, by: Person, at: datetime, today: date) -> Job:
    """Close the campaign on its figures of this moment and order the consolidated report.

    What is still open at the units is closed with it: their processes are cancelled first, so that no report slips in beside the figures.
    """
    with _claim(directive, DirectiveFlow.follow, by=by) as task:
        campaign = directive.campaign
        bulk.cancel(Assignment.objects.filter(campaign=campaign), at=at)
        campaigns.conclude_campaign(campaign, by=by, at=at, today=today)
        directives.conclude_directive(directive, by=by, at=at)
        task.finish(by=by, at=at)
        return jobs.enqueue(
            "consolidated_report",
            key=f"consolidated_report:{campaign.pk}",
            title=f"Báo cáo tổng hợp {directive.designation}",
            arguments={"campaign": campaign.pk},
            by=by,
            at=at,
        )


# The unit


def receive(recipient: Recipient, *, by: Person, at: datetime, today: date) -> list[Assignment]:
    """Take the document in once, with a số đến, and with it all assignments that it gives to the unit; they are returned."""
    with _act(), ExitStack() as held:
        waiting = Assignment.objects.filter(
            campaign__directive=recipient.directive_id,
            campaign__status=Campaign.Status.OPEN,
            unit=recipient.unit_id,
            status=Assignment.Status.ISSUED,
        ).order_by("pk")
        # every process before any domain row: whoever acts on one of them waits in the same order
        tasks = [held.enter_context(_claim(assignment, AssignmentFlow.receive, by=by)) for assignment in waiting]
        if not tasks:
            _allow(holding(by, "act_for_unit", recipient.unit), recipient.unit)
        directives.receive_directive(recipient, by=by, at=at, today=today)
        received = campaigns.receive_all(recipient, by=by, at=at)
        if len(received) != len(tasks):  # a delivery has just given the unit more, whose processes nobody holds here
            raise StepError("stale", "Đơn vị vừa được giao thêm nhiệm vụ theo văn bản này. Vui lòng tải lại trang rồi tiếp nhận lại.")
        for task in tasks:
            task.finish(by=by, at=at)
    return received


def receive_assignment(assignment: Assignment, *, by: Person, at: datetime, today: date) -> None:
    """Receive one assignment: the document with it when the unit has not taken that in yet, and then all that it gives to the unit."""
    recipient = Recipient.objects.filter(
        directive=assignment.campaign.directive_id, unit=assignment.unit_id, status=Recipient.Status.SENT
    ).first()
    if recipient is not None:
        receive(recipient, by=by, at=at, today=today)
        return
    with _claim(assignment, AssignmentFlow.receive, by=by) as task:
        campaigns.receive(assignment, by=by, at=at)
        task.finish(by=by, at=at)


def refuse(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> None:
    """Say that the unit is the wrong recipient; the assignment ends."""
    with _claim(assignment, AssignmentFlow.receive, AssignmentFlow.report, by=by) as task:
        campaigns.refuse(assignment, reason=reason, by=by, at=at)
        task.finish(by=by, at=at)


def report(assignment: Assignment, *, kind: str, by: Person, at: datetime, today: date, **fields: Any) -> Report:
    """Send a report (`fields`: see `campaigns.services.submit_report`). An interim one leaves the task on the unit's desk."""
    with _claim(assignment, AssignmentFlow.report, by=by) as task:
        submitted = campaigns.submit_report(assignment, kind=kind, by=by, at=at, today=today, **fields)
        if submitted.kind == Report.Kind.FINAL:
            task.finish(by=by, at=at)
    return submitted


def review(report: Report, *, accept: bool, note: str, by: Person, at: datetime, new_due_date: date | None = None) -> Report:
    """Accept a report or return it with the reason and, where needed, a new last day."""
    assignment = report.assignment
    if report.kind == Report.Kind.INTERIM:  # never closes (domain rule 10): the unit keeps its task
        with _act(), desk.held(assignment):
            _allow(may(by, AssignmentFlow.review.act, assignment), assignment)
            return campaigns.review_report(report, accept=accept, note=note, by=by, at=at, new_due_date=new_due_date)
    with _claim(assignment, AssignmentFlow.review, by=by) as task:
        reviewed = campaigns.review_report(report, accept=accept, note=note, by=by, at=at, new_due_date=new_due_date)
        task.finish(by=by, at=at)
    return reviewed


# The machine


def deliver(job: Job) -> None:
    """The work of "deliver_directive": issue, open the campaign, then assignments with their processes, batch by batch.

    May be killed at any line and run again: each transaction begins by proving that the job is still this worker's (which also keeps a
    second worker out until it commits), and every part asks what is there already.
    """
    at, by = job.created_at, job.created_by
    with transaction.atomic():
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.total_count, message="Đang phát hành văn bản")
        directive = Directive.objects.select_related("issuer").get(pk=job.arguments["directive"])
        if directive.status == Directive.Status.NUMBERED:
            directives.issue_directive(directive, by=by, at=at)
        campaign = campaigns.open_campaign(directive, by=by, at=at, today=timezone.localdate(at))
    planned_for = job.done_count
    while _deliver_batch(job, campaign, at=at):
        if job.done_count >= 2 * planned_for:
            bulk.refresh_statistics()
            planned_for = job.done_count
    with transaction.atomic(), desk.held(directive) as activation:
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.done_count)
        if activation is not None and activation.flow_task is DirectiveFlow.deliver:
            activation.finish(at=timezone.now())


def _deliver_batch(job: Job, campaign: Campaign, *, at: datetime) -> Sequence[int]:
    """Assignments and processes in one transaction: an assignment without a process cannot exist."""
    with transaction.atomic():
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.total_count, message="Đang giao nhiệm vụ")
        batch = campaigns.assign_next(campaign, at=at, limit=BATCH)
        bulk.start(batch)
        jobs.beat(job, at=timezone.now(), done=Assignment.objects.filter(campaign=campaign).count(), total=job.total_count)
    return batch


def consolidate(job: Job) -> StoredFile:
    """The work of "consolidated_report": write the report on the frozen figures; a repeated job gives the same file."""
    campaign = Campaign.objects.get(pk=job.arguments["campaign"])
    return campaigns.store_report(campaign, by=job.created_by, at=job.created_at)


def may_oversee(person: Person, job: Job) -> bool:
    """Whether the person may do the act that asks for such a job: its creator may be gone when it fails. The queries of one right."""
    match job.kind:
        case "deliver_directive":
            about, act = {"pk": job.arguments["directive"]}, DirectiveFlow.dispatch.act
        case "consolidated_report":
            about, act = {"campaign": job.arguments["campaign"]}, DirectiveFlow.follow.act
        case _:
            return False
    directive = Directive.objects.select_related("issuer").defer("source_text").filter(**about).first()
    return directive is not None and bool(may(person, act, directive))


# Around every act


@contextmanager
def _act() -> Iterator[None]:
    """One act, one transaction; whatever refuses it comes out as a StepError."""
    try:
        with transaction.atomic():
            yield
    except (DirectiveError, CampaignError) as error:
        raise StepError(error.code, str(error)) from error
    except FlowLockFailed as error:
        raise StepError("busy", "Có người khác đang xử lý việc này. Vui lòng đợi vài giây rồi thử lại.") from error
    except TransitionNotAllowed as error:
        raise StepError("stale", "Việc này vừa được người khác xử lý. Vui lòng tải lại trang để xem kết quả.") from error
    except OperationalError as error:
        if not is_contention(error):
            raise
        raise StepError("busy", "Hệ thống đang bận ghi dữ liệu khác. Vui lòng đợi vài giây rồi thử lại.") from error


@contextmanager
def _claim(artifact: Model, *nodes: Any, by: Person) -> Iterator[HumanTaskActivation]:
    """Hold the open task if it stands at one of these nodes and the person may do its act; whoever comes second waits, then is told."""
    with _act(), desk.held(artifact) as activation:
        if activation is None or activation.flow_task not in nodes:
            raise StepError("not_open", _elsewhere(artifact, nodes[0].task_title))
        _allow(may(by, activation.flow_task.act, artifact), artifact)
        yield activation


def _allow(verdict: Verdict, about: Model) -> None:
    if not verdict:
        raise StepError("forbidden", verdict.reason, verdict, about)


def _elsewhere(artifact: Model, title: str) -> str:
    now = open_task(artifact)
    if now is None:
        return f"Không còn ở bước “{title}”: việc này đã kết thúc. Vui lòng tải lại trang."
    since = timezone.localtime(now.since)
    return f"Không ở bước “{title}” mà ở bước “{now.title}”, do {now.who} giữ từ {since:%H:%M ngày %d/%m/%Y}. Vui lòng tải lại trang."
