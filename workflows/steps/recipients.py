"""The acts on copies that units were sent: refused by a wrong recipient and sent again, asked back and answered."""

from collections.abc import Collection
from contextlib import ExitStack
from datetime import date, datetime

from django.db.models import QuerySet

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from directives import services as directives
from directives.models import Directive, Recipient
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows import bulk
from workflows.flows import AssignmentFlow
from workflows.steps.claiming import StepError, act, allow, claim
from workflows.steps.delegating import recall_tree, wake_later
from workflows.steps.incoming import withdrawn


def refuse_document(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> list[Assignment]:
    """A wrong recipient sends the document back before taking it in, and with it all that it was given, which is returned."""
    with act(), ExitStack() as held:
        allow(may(by, "recipient.answer", recipient), recipient.unit)
        given = _of_copy(recipient).filter(status=Assignment.Status.ISSUED).order_by("pk")
        bulk.take(given, is_bounded=True)
        work = [(assignment, held.enter_context(claim(assignment, AssignmentFlow.receive, by=by))) for assignment in given]
        directives.refuse_directive(recipient, reason=reason, by=by, at=at)
        for assignment, task in work:
            campaigns.refuse(assignment, reason=reason, by=by, at=at)
            task.finish(by=by, at=at)
        wake_later({assignment.parent_id for assignment, _ in work}, at=at)
        if _of_copy(recipient).filter(status__in=Assignment.OPEN).exists():
            raise StepError("stale", "Đơn vị vừa được giao thêm, hoặc đã tiếp nhận nhiệm vụ theo văn bản này. Vui lòng tải lại trang.")
    return [assignment for assignment, _ in work]


def send_copy_again(recipient: Recipient, *, due_date: date | None = None, by: Person, at: datetime) -> int:
    """Send a copy that was refused once more to the same unit, and with it the work that was refused; returns how many assignments.

    `due_date`: until when, of work whose own day has passed.
    """
    with act():
        allow(may(by, "directive.send_copy_again", recipient.directive), recipient.directive)
        # the campaign is held before the directive, as its conclusion does
        given = campaigns.give_again(recipient, due_date=due_date, by=by, at=at)
        directives.send_copy_again(recipient, by=by, at=at)
        bulk.start(given)
        return len(given)


def ask_back(directive: Directive, *, copies: Collection[int] | None, reason: str, by: Person, at: datetime) -> int:
    """Ask units for their copies back, None: all that hold one, however many; their work goes on until they answer."""
    with act():
        allow(may(by, "directive.take_back", directive), directive)
        if copies is not None:
            return directives.ask_back(directive, copies=copies, reason=reason, by=by, at=at)
        asked = directives.ask_all_back(directive, reason=reason, by=by, at=at)
        if not asked:
            raise StepError("nobody", "Không còn đơn vị nào giữ văn bản mà chưa được đề nghị trả lại.")
        return asked


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
