"""The acts on copies for whom no unit of the system answers: by e-mail or on paper."""

from datetime import datetime

from django.utils import timezone

from directives import services as directives
from directives.models import OutsideRecipient
from directives.services import DirectiveError
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records import jobs
from records.models import Job
from workflows.steps.claiming import act, allow

EMAIL_KIND = "email_outside"


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
        title=f"{'Gửi thư' if outside.recalls_id is None else 'Báo thu hồi'} {outside.directive.designation} đến {outside.name}"[:200],
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
