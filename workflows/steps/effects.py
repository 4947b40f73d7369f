"""What a draft says that it does to earlier directives, and what ends with a directive that is replaced or recalled."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from directives import services as directives
from directives.lineage import may_be_affected
from directives.models import Directive, Effect, OutsideRecipient
from org_hierarchy.models import Person
from org_hierarchy.rights import Verdict, may
from records import jobs
from records.models import Job
from workflows import bulk, desk
from workflows.flows import DirectiveFlow
from workflows.steps.claiming import act, allow
from workflows.steps.outside import order_email

ENDED = (Directive.Status.SUPERSEDED, Directive.Status.RECALLED)


def declare_effect(directive: Directive, *, target: Directive, kind: str, by: Person, at: datetime) -> Effect:
    """Say on the draft what it does to that document: one that it cites, or that the person sees."""
    with act():
        allow(may(by, "directive.declare_effect", directive), directive)
        if not may_be_affected(directive, by).filter(pk=target.pk).exists():
            allow(may(by, "directive.view", target) or Verdict(False, "directive.visible", "Bạn không xem được văn bản đó."), directive)
        return directives.declare_effect(directive, target=target, kind=kind, by=by, at=at)


def withdraw_effect(effect: Effect, *, by: Person, at: datetime) -> None:
    """Say it no more."""
    with act():
        allow(may(by, "directive.declare_effect", effect.directive), effect.directive)
        directives.withdraw_effect(effect, by=by, at=at)


@contextmanager
def affected(directive: Directive, *, by: Person | None, at: datetime) -> Iterator[None]:
    """Around the issue: hold the processes of those that the directive may end, before any row; after it end what has ended with them, and
    ask for the copies of what it recalls, and tell those outside who have one."""
    targets = list(Directive.objects.filter(affected_by__directive=directive).order_by("pk"))
    with ExitStack() as held:
        activations = {target.pk: held.enter_context(desk.held(target)) for target in targets}
        yield
        for target in Directive.objects.filter(pk__in=activations, status__in=ENDED).order_by("pk"):
            end(target, activations[target.pk], by=by, at=at, reason=f"theo văn bản {directive.designation}")
        for target in Directive.objects.filter(affected_by__directive=directive, affected_by__kind=Effect.Kind.RECALLS).order_by("pk"):
            # the last rows of all: who receives a copy holds its processes before it, as whoever gives one back does
            directives.ask_all_back(target, reason=f"Văn bản bị thu hồi theo văn bản {directive.designation}", by=by, at=at)
            for outside in directives.recall_outside(target, by=by, at=at):
                if outside.channel == OutsideRecipient.Channel.EMAIL:
                    order_email(outside, by=by, at=at)


def end(target: Directive, activation: Any, *, by: Person | None, at: datetime, reason: str) -> Job | None:
    """Recall what is open under a directive that is no longer in force, close its campaign on its figures, and end its process.

    Set-based. The job that writes the consolidated report; None when there was nothing to close.
    """
    if activation is not None and activation.flow_task is DirectiveFlow.follow:
        activation.finish(by=None, at=at)
    campaign = Campaign.objects.select_related("directive", "issuer").filter(directive=target, status=Campaign.Status.OPEN).first()
    if campaign is None:
        return None
    end_work(campaign, at=at)
    campaigns.recall_open(campaign, Assignment.objects.filter(campaign=campaign), by=by, at=at, reason=reason)
    campaigns.conclude_campaign(campaign, by=by, at=at, today=timezone.localdate(at))
    return order_report(campaign, by=by, at=at)


def end_work(campaign: Campaign, *, at: datetime) -> None:
    """End the processes of a campaign that is about to be concluded in the caller's transaction, and let none begin.

    In the order in which everybody else locks, processes before their campaign: whoever was acting commits before, and what was begun
    meanwhile is ended by the second look.
    """
    work = Assignment.objects.filter(campaign=campaign)
    bulk.cancel(work, at=at)
    campaigns.hold_campaign(campaign)
    bulk.cancel(work, at=at)


def order_report(campaign: Campaign, *, by: Person | None, at: datetime) -> Job:
    """The job that writes the consolidated report of a concluded campaign."""
    return jobs.enqueue(
        "consolidated_report",
        key=f"consolidated_report:{campaign.pk}",
        title=f"Báo cáo tổng hợp {campaign.directive.designation}",
        arguments={"campaign": campaign.pk},
        by=by,
        at=at,
    )
