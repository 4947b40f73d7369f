"""A document that came to a unit as a directive of the system is dealt with once that asks nothing open of the unit any more."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from campaigns.models import Assignment, Campaign, Report
from campaigns.services.assigning import to_be_given
from directives.incoming.queries import OPEN
from directives.models import Directive, IncomingDocument
from directives.services import incoming as services
from records.batches import batches
from workflows import bulk, desk
from workflows.flows import IncomingFlow

AT_ONCE = 5_000
FINISHED = "Hoàn thành các việc văn bản giao; báo cáo đã được chấp nhận."
NOTHING_LEFT = "Đơn vị không còn việc phải làm theo văn bản này."
CONCLUDED_BY_ISSUER = "Cơ quan ban hành đã kết thúc đợt triển khai."
ENDED_BY_ISSUER: dict[str, str] = {
    Directive.Status.SUPERSEDED: "Cơ quan ban hành đã thay thế văn bản này.",
    Directive.Status.RECALLED: "Cơ quan ban hành đã thu hồi văn bản này.",
}

_GIVEN = Assignment.objects.filter(campaign__directive=OuterRef("recipient__directive"), unit=OuterRef("unit"))


def settle(report: Report, *, at: datetime) -> None:
    """Once what a directive gave to a unit is all done and accepted, the document is dealt with. In the caller's act, after its work.

    Of two who accept the last two reports at once neither sees the other: the clock ends the document then (`settle_left`).
    """
    assignment = report.assignment
    given = Assignment.objects.filter(campaign=assignment.campaign_id, unit=assignment.unit_id)
    if given.filter(status__in=Assignment.OPEN).exists():
        return
    copy = {"recipient__directive": assignment.campaign.directive_id, "unit": assignment.unit_id}
    incoming = IncomingDocument.objects.filter(**copy, status__in=OPEN).exclude(to_be_given(assignment.campaign)).first()
    if incoming is None:
        return
    with desk.held(incoming) as activation:
        number, date_of_reply = report.reply_number, report.reply_date
        settled = services.settle_incoming(incoming, result=FINISHED, reply_number=number, reply_date=date_of_reply, at=at)
        if settled and activation is not None:
            activation.finish(by=None, at=at)


def settle_all(directive: Directive, *, at: datetime) -> int:
    """Nothing is asked any more of the units that still have the directive before them: it was concluded, replaced or recalled.

    Set-based; asked again, it does nothing. Returns how many documents.
    """
    result = ENDED_BY_ISSUER.get(directive.status, CONCLUDED_BY_ISSUER)
    return _end(IncomingDocument.objects.filter(recipient__directive=directive), result=result, at=at)


def settle_later(directive_id: int, units: Collection[int], *, at: datetime) -> None:
    """Once this act is committed, end what these units still have before them of the directive where it asks nothing open of them any more:
    its work was taken back or refused. After the act, for processes are held before any row; what is missed, the clock finds.
    """
    if units:
        transaction.on_commit(partial(_settle_of, directive_id, sorted(units), at=at), robust=True)


def settle_left(found: QuerySet[IncomingDocument] | None = None, *, at: datetime) -> int:
    """End all documents (of `found` these) whose units had received work by them and have none open any more, and those of directives that
    were replaced or recalled, which have no campaign to end with where they gave no task; returns how many.

    Set-based and idempotent. A document without work, or whose work was taken back before it was received, is the unit's own to deal with;
    one to whose unit a later phase brings work yet waits for that. Besides the others a query for each campaign with later phases.
    """
    documents = IncomingDocument.objects.all() if found is None else found
    count = sum(
        _end(documents.filter(recipient__directive__status=status), result=result, at=at) for status, result in ENDED_BY_ISSUER.items()
    )
    left = documents.filter(
        Exists(_GIVEN.filter(received_at__isnull=False)), ~Exists(_GIVEN.filter(status__in=Assignment.OPEN)), recipient__isnull=False
    )
    left = left.exclude(_later(left))
    is_done = Exists(_GIVEN.filter(status=Assignment.Status.ACCEPTED))
    return count + _end(left.filter(is_done), result=FINISHED, at=at) + _end(left.filter(~is_done), result=NOTHING_LEFT, at=at)


def _settle_of(directive_id: int, units: Collection[int], *, at: datetime) -> None:
    for some in batches(units, AT_ONCE):
        settle_left(IncomingDocument.objects.filter(recipient__directive=directive_id, unit__in=some), at=at)


def _later(left: QuerySet[IncomingDocument]) -> Q:
    """Those of these to whose unit a later phase of the directive brings work yet."""
    waiting = left.filter(status__in=OPEN).order_by()
    phased = Campaign.objects.filter(directive__in=waiting.values("recipient__directive"), tasks__opens_date__isnull=False).distinct()
    found = Q(pk__in=[])
    for campaign in phased.defer("snapshot"):
        found |= Q(recipient__directive=campaign.directive_id) & to_be_given(campaign)
    return found


def _end(found: QuerySet[IncomingDocument], *, result: str, at: datetime) -> int:
    """End what is open of these, so many in one transaction; returns how many.

    The processes first, and only of rows that are still so once those are held: a document that came meanwhile, or whose unit was given
    work meanwhile, would lose its process or keep one that nobody needs.
    """
    open_ones, count = found.filter(status__in=OPEN), 0
    for some in batches(list(open_ones.order_by("pk").values_list("pk", flat=True)), AT_ONCE):
        with transaction.atomic():
            bulk.take(IncomingDocument.objects.filter(pk__in=some), flow_class=IncomingFlow)
            still = list(open_ones.filter(pk__in=some).values_list("pk", flat=True))
            ending = IncomingDocument.objects.filter(pk__in=still)
            bulk.cancel(ending, at=at, flow_class=IncomingFlow)
            count += services.settle_open(ending, result=result, at=at)
    return count
