"""The machine's own work in the flows: a delivery, a consolidated report, and who answers for them."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from campaigns.queries import tasks_opening
from directives import services as directives
from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records import jobs
from records.models import Job, StoredFile
from workflows import bulk, desk
from workflows.flows import DirectiveFlow
from workflows.steps.claiming import act, allow
from workflows.steps.effects import ENDED, affected, end
from workflows.steps.many import GROUP_ACT, RIGHTS
from workflows.steps.outside import EMAIL_KIND, order_email
from workflows.steps.settling import settle_all

PDF = "directive_pdf"
BATCH = 5_000
"""Assignments of one delivery transaction: a fraction of a second, so that others write in between."""


def deliver(job: Job) -> None:
    """The work of "deliver_directive": issue, open the campaign of what gives tasks, then assignments with their processes, batch by batch.

    May be killed at any line and run again: each transaction begins by proving that the job is still this worker's (which also keeps a
    second worker out until it commits), and every part asks what is there already.
    """
    at, by = job.created_at, job.created_by
    with transaction.atomic():
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.total_count, message="Đang phát hành văn bản")
        directive = Directive.objects.select_related("issuer").get(pk=job.arguments["directive"])
        if directive.status == Directive.Status.NUMBERED:
            with affected(directive, by=by, at=at):
                directives.issue_directive(directive, by=by, at=at)
            for outside in directives.waiting_for_email(directive).select_related("directive"):
                order_email(outside, by=by, at=at)
        campaign = campaigns.open_campaign(directive, by=by, at=at, today=timezone.localdate(at))
        if campaign is not None:
            given = Assignment.objects.filter(campaign=campaign).count()
            jobs.beat(job, at=timezone.now(), done=given, total=campaigns.count_expected(campaign, at=at))
    batch: Sequence[int] = ()
    while campaign is not None and (batch := _deliver_batch(job, campaign, batch, at=at)):
        pass
    with transaction.atomic(), desk.held(directive) as activation:
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.done_count)
        if activation is not None and activation.flow_task is DirectiveFlow.deliver:
            activation.finish(at=timezone.now())
    with transaction.atomic(), desk.held(directive) as activation:
        directive.refresh_from_db(fields=["status"])
        if directive.status in ENDED:  # by another, while it was being delivered
            end(directive, activation, by=None, at=timezone.now(), reason="văn bản đã bị thay thế hoặc thu hồi")


def _deliver_batch(job: Job, campaign: Campaign, after: Sequence[int], *, at: datetime) -> Sequence[int]:
    """Assignments and processes in one transaction: an assignment without a process cannot exist."""
    with transaction.atomic():
        jobs.beat(job, at=timezone.now(), done=job.done_count, total=job.total_count, message="Đang giao nhiệm vụ")
        batch = campaigns.assign_next(campaign, at=at, limit=BATCH, after=after)
        bulk.start(batch)
        bulk.check_references()
        jobs.beat(job, at=timezone.now(), done=job.done_count + len(batch), total=job.total_count)
    return batch


def open_phases(*, at: datetime, today: date) -> int:
    """Have the tasks given whose first day has come; returns how many deliveries were ordered. Asked again, it orders none twice."""
    wanted = {f"deliver:{task.campaign.directive_id}:{task.opens_date}": task for task in tasks_opening(today)}
    if not wanted:
        return 0
    with transaction.atomic():
        for key, task in wanted.items():
            jobs.enqueue(
                DirectiveFlow.deliver.kind,
                key=key,
                title=f"Giao nhiệm vụ từ {task.opens_date:%d/%m/%Y} theo {task.campaign.directive.designation}",
                arguments={"directive": task.campaign.directive_id},
                by=None,
                at=at,
            )
    return len(wanted)


def consolidate(job: Job) -> StoredFile:
    """The work of "consolidated_report": end what units still had before them, and write the report on the frozen figures; a repeated job
    gives the same file."""
    campaign = Campaign.objects.select_related("directive").get(pk=job.arguments["campaign"])
    settle_all(campaign.directive, at=job.created_at)
    return campaigns.store_report(campaign, by=job.created_by, at=job.created_at)


def ask_for_pdf(directive: Directive, *, by: Person, at: datetime) -> Job:
    """Ask for the PDF of an issued document; whoever asks meanwhile is given the same job, and one that failed begins anew."""
    with act():
        allow(may(by, "directive.view", directive), directive)
        arguments = {"directive": directive.pk}
        job = jobs.enqueue(PDF, key=f"{PDF}:{directive.pk}", title=f"Bản PDF {directive}"[:200], arguments=arguments, by=by, at=at)
        if job.status == Job.Status.FAILED:
            jobs.retry(job, at=at)
    return job


def print_pdf(job: Job) -> StoredFile:
    """The work of PDF: print the document, or find it printed."""
    directive = Directive.objects.select_related("document", "pdf").get(pk=job.arguments["directive"])
    return directives.print_directive(directive, by=job.created_by, at=timezone.now())


OVERSEEN = ("deliver_directive", PDF, EMAIL_KIND, GROUP_ACT, "consolidated_report")


def may_oversee(person: Person, job: Job) -> bool:
    """Whether the person may do the act that asks for such a job, one of OVERSEEN: its creator may be gone when it fails. The queries of
    one right."""
    match job.kind:
        case "deliver_directive":
            about, right = {"pk": job.arguments["directive"]}, DirectiveFlow.dispatch.act
        case "directive_pdf":
            about, right = {"pk": job.arguments["directive"]}, "directive.view"
        case kind if kind == EMAIL_KIND:
            about, right = {"pk": job.arguments["directive"]}, "directive.send_outside"
        case kind if kind == GROUP_ACT and job.arguments["act"] not in RIGHTS:
            return job.created_by_id == person.pk  # one's own documents
        case kind if kind == GROUP_ACT:
            campaign = Campaign.objects.select_related("issuer", "monitor", "directive").get(pk=job.arguments["campaign"])
            return bool(may(person, RIGHTS[job.arguments["act"]], campaign))
        case _:  # the consolidated report
            about, right = {"campaign": job.arguments["campaign"]}, DirectiveFlow.follow.act
    directive = Directive.objects.select_related("issuer").defer("source_text").filter(**about).first()
    return directive is not None and bool(may(person, right, directive))
