"""The acts on copies: refused by a wrong recipient, asked back and answered; and those for whom no unit answers, by e-mail or on paper."""

from collections.abc import Collection
from contextlib import ExitStack
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from directives import services as directives
from directives.models import Directive, OutsideRecipient, Recipient
from directives.services import DirectiveError
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records import jobs
from records.models import Job
from workflows import bulk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow, claim
from workflows.steps.delegating import recall_tree, wake_later
from workflows.steps.incoming import withdrawn

EMAIL_KIND = "email_outside"


def refuse_document(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> list[Assignment]:
    """A wrong recipient sends the document back before taking it in, and with it all that it was given, which is returned."""
    with act(), ExitStack() as held:
        allow(may(by, "recipient.answer", recipient), recipient.unit)
        given = _of_copy(recipient).filter(status=Assignment.Status.ISSUED).order_by("pk")
        # every process before any domain row, as in `receive`
        work = [(assignment, held.enter_context(claim(assignment, AssignmentFlow.receive, by=by))) for assignment in given]
        directives.refuse_directive(recipient, reason=reason, by=by, at=at)
        for assignment, task in work:
            campaigns.refuse(assignment, reason=reason, by=by, at=at)
            task.finish(by=by, at=at)
        wake_later({assignment.parent_id for assignment, _ in work}, at=at)
        if _of_copy(recipient).filter(status__in=Assignment.OPEN).exists():
            raise StepError("stale", "Đơn vị vừa được giao thêm, hoặc đã tiếp nhận nhiệm vụ theo văn bản này. Vui lòng tải lại trang.")
    return [assignment for assignment, _ in work]


def ask_back(directive: Directive, *, copies: Collection[int], reason: str, by: Person, at: datetime) -> int:
    """Ask units for their copies back; their work goes on until they answer."""
    with act():
        allow(may(by, "directive.take_back", directive), directive)
        return directives.ask_back(directive, copies=copies, reason=reason, by=by, at=at)


def give_back(recipient: Recipient, *, by: Person, at: datetime) -> int:
    """The unit gives its copy back: what is open of its work is recalled, its processes first, and what it does about the document ends;
    returns how many assignments."""
    with act():
        allow(may(by, "recipient.answer", recipient), recipient.unit)
        given = _of_copy(recipient)
        bulk.cancel(given.filter(status__in=Assignment.OPEN), at=at)
        with withdrawn(recipient, by=by, at=at):
            directives.give_back(recipient, by=by, at=at)
        campaign = Campaign.objects.filter(directive=recipient.directive_id).first()
        return recall_tree(campaign, given, by=by, at=at, reason=recipient.reason) if campaign else 0


def keep_copy(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> None:
    """The unit keeps its copy and says why."""
    with act():
        allow(may(by, "recipient.answer", recipient), recipient.unit)
        directives.keep_copy(recipient, reason=reason, by=by, at=at)


def _of_copy(recipient: Recipient) -> QuerySet[Assignment]:
    """What the document gives the unit, in a campaign that goes on."""
    return Assignment.objects.filter(
        campaign__directive=recipient.directive_id, campaign__status=Campaign.Status.OPEN, unit=recipient.unit_id
    )


def set_way(outside: OutsideRecipient, *, channel: str, email: str, copies: int, by: Person, at: datetime) -> None:
    """Say how the copy goes: by e-mail, or so many on paper."""
    with act():
        allow(may(by, "directive.send_outside", outside.directive), outside.directive)
        directives.set_way(outside, channel=channel, email=email, copies=copies, by=by, at=at)


def record_paper(outside: OutsideRecipient, *, note: str, by: Person, at: datetime) -> None:
    """Keep how the paper went."""
    with act():
        allow(may(by, "directive.send_outside", outside.directive), outside.directive)
        directives.record_paper(outside, note=note, by=by, at=at)


def confirm_sent(outside: OutsideRecipient, *, note: str, by: Person, at: datetime) -> None:
    """Keep that a letter which perhaps went has arrived."""
    with act():
        allow(may(by, "directive.send_outside", outside.directive), outside.directive)
        directives.confirm_sent(outside, note=note, by=by, at=at)


def email_outside(outside: OutsideRecipient, *, by: Person, at: datetime) -> Job:
    """Order the letter; after a failure, or one that perhaps went, once more. Pressed twice it goes once."""
    with act():
        allow(may(by, "directive.send_outside", outside.directive), outside.directive)
        directives.refuse_before_issue(outside.directive)
        if outside.status == OutsideRecipient.Status.UNSURE:
            directives.send_again(outside, by=by, at=at)
        if outside.channel != OutsideRecipient.Channel.EMAIL or outside.status == OutsideRecipient.Status.SENT:
            raise DirectiveError("stale", "Nơi nhận này không chờ gửi thư điện tử. Hãy tải lại trang.")
        return order_email(outside, by=by, at=at)


def order_email(outside: OutsideRecipient, *, by: Person | None, at: datetime) -> Job:
    """The job of one letter: the one that waits or has failed, else a new one. In the caller's transaction."""
    key = f"{EMAIL_KIND}:{outside.pk}:"
    mine = Job.objects.filter(key__startswith=key)
    failed = mine.filter(status=Job.Status.FAILED).first()
    if failed is not None:
        try:
            jobs.retry(failed, at=at)
        except jobs.JobError as error:  # a colleague was a moment faster
            raise DirectiveError("stale", str(error)) from error
        return failed
    return jobs.enqueue(
        EMAIL_KIND,
        key=f"{key}{mine.filter(status=Job.Status.DONE).count()}",
        title=f"Gửi thư {outside.directive.designation} đến {outside.name}",
        arguments={"outside": outside.pk, "directive": outside.directive_id},
        by=by,
        at=at,
    )


def send_email(job: Job) -> None:
    """The work of "email_outside": one letter; a failure is the row's and the job's, and is run again by hand."""
    outside = OutsideRecipient.objects.select_related("directive__issuer", "directive__document", "directive__signed_copy").get(
        pk=job.arguments["outside"]
    )
    directives.send_email(outside, by=job.created_by, at=timezone.now())
