"""What need not be told any more is closed, and what waited to be sent of it is not sent."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from campaigns.models import Campaign, Report, ReportDue
from campaigns.queries import OWED, WITH_UNIT
from records.batches import batches
from workflows.models import Delivery, Notice, Reminder
from workflows.notices.making import CHUNK

Kind, Status = Reminder.Kind, Delivery.Status

DECIDED = (Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED)
ABOUT_LAST_DAY = (Kind.SOON, Kind.TODAY, Kind.OVERDUE)
ABOUT_PERIODS = (Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.PERIOD_OVERDUE, Kind.PERIOD_ANEW)


def close_notices(*, at: datetime) -> int:
    """Close what need not be told any more: the unit has reported, the work was taken away or has another last day; what waited to be
    sent is not sent.

    Five statements.
    """
    told = Notice.objects.filter(closed_at=None, assignment__isnull=False)
    over = ~Q(assignment__status__in=WITH_UNIT) | Q(assignment__campaign__status=Campaign.Status.CONCLUDED)
    heard = Report.objects.filter(assignment=OuterRef("assignment"), submitted_at__gt=OuterRef("created_at"))
    still_owed = ReportDue.objects.filter(pk=OuterRef("subject_id"), status__in=OWED)
    closed = told.filter(over).exclude(kind__in=DECIDED).update(closed_at=at)
    closed += told.filter(~Q(day=F("assignment__due_date")), kind__in=ABOUT_LAST_DAY).update(closed_at=at)
    closed += told.filter(Exists(heard), kind__in=[Kind.SILENT, Kind.STALE]).update(closed_at=at)
    closed += told.filter(~Exists(still_owed), kind__in=ABOUT_PERIODS).update(closed_at=at)
    if closed:
        waiting = Delivery.objects.filter(status__in=[Status.WAITING, Status.HELD], notice__closed_at__isnull=False)
        waiting.update(status=Status.SKIPPED, error="Việc đã xong trước khi gửi")
    return closed


def close(ended: Sequence[int], *, at: datetime) -> None:
    """Close these notices, so many at once as one statement takes; what waited to be sent of them is not sent."""
    for some in batches(ended, CHUNK):
        Notice.objects.filter(pk__in=some).update(closed_at=at)
        unsent = Delivery.objects.filter(notice__in=some, status__in=[Delivery.Status.WAITING, Delivery.Status.HELD])
        unsent.update(status=Delivery.Status.SKIPPED, error="Việc đã xong trước khi gửi")
