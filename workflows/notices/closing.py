"""What need not be told any more is closed, and what waited to be sent of it is not sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from campaigns.models import Assignment, Campaign, Difficulty, Extension, Report, ReportDue, Suspension
from campaigns.queries import OWED, WITH_UNIT
from records.batches import batches
from workflows.models import Delivery, Notice, Reminder
from workflows.notices import directives
from workflows.notices.making import CHUNK
from workflows.notices.telling import TOGETHER, Rule

Kind, Status = Reminder.Kind, Delivery.Status

DECIDED = (Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED)
ABOUT_LAST_DAY = (Kind.SOON, Kind.TODAY, Kind.OVERDUE)
ABOUT_PERIODS = (Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.PERIOD_OVERDUE, Kind.PERIOD_ANEW)


def close_notices(*, at: datetime) -> int:
    """Close what need not be told any more: the unit has reported, the work was taken away or has another last day or day of review, the
    step of a directive is another one; what waited to be sent is not sent.

    Eight statements, and two for each 500 notices of directives.
    """
    told = Notice.objects.filter(closed_at=None, assignment__isnull=False)
    over = ~Q(assignment__status__in=WITH_UNIT) | Q(assignment__campaign__status=Campaign.Status.CONCLUDED)
    rests = Q(assignment__status=Assignment.Status.SUSPENDED, assignment__campaign__status=Campaign.Status.OPEN)
    heard = Report.objects.filter(assignment=OuterRef("assignment"), submitted_at__gt=OuterRef("created_at"))
    still_owed = ReportDue.objects.filter(pk=OuterRef("subject_id"), status__in=OWED)
    closed = told.filter(over).exclude(kind__in=[*DECIDED, Kind.RESTS]).update(closed_at=at)
    closed += told.filter(kind=Kind.RESTS).exclude(rests).update(closed_at=at)
    closed += told.filter(~Q(day=F("assignment__due_date")), kind__in=ABOUT_LAST_DAY).update(closed_at=at)
    closed += told.filter(~Q(day=F("assignment__review_date")), kind=Kind.REVIEW).update(closed_at=at)
    closed += told.filter(Exists(heard), kind__in=[Kind.SILENT, Kind.STALE]).update(closed_at=at)
    closed += told.filter(~Exists(still_owed), kind__in=ABOUT_PERIODS).update(closed_at=at)
    if closed:
        _skip_unsent()
    ended = list(directives.over().values_list("pk", flat=True))
    close(ended, at=at)
    return closed + len(ended)


def close_together(*, at: datetime) -> int:
    """Close what was told of many together once nothing of it is open any more, or the campaign is concluded; how many.

    What only says that something happened (work recalled, a remark) is closed with the campaign or not at all. A statement for each kind.
    """
    told = Notice.objects.filter(closed_at=None, campaign__isnull=False)
    closed = told.filter(campaign__status=Campaign.Status.CONCLUDED).exclude(kind=Kind.RECALLED).update(closed_at=at)
    for kind, still in _still().items():
        of_kind = told.filter(kind=kind)
        if of_kind.exists():
            rules = [Rule((Kind.GIVEN,), "unit")] if kind == Kind.GIVEN else [rule for rule in TOGETHER if kind in rule.kinds]
            closed += of_kind.exclude(_speaks_of_any(still, rules)).update(closed_at=at)
    if closed:
        _skip_unsent()
    return closed


def close(ended: Sequence[int], *, at: datetime) -> None:
    """Close these notices, so many at once as one statement takes; what waited to be sent of them is not sent."""
    for some in batches(ended, CHUNK):
        Notice.objects.filter(pk__in=some).update(closed_at=at)
        unsent = Delivery.objects.filter(notice__in=some, status__in=[Status.WAITING, Status.HELD])
        unsent.update(status=Status.SKIPPED, error=DONE)


DONE = "Việc đã xong trước khi gửi"


def _skip_unsent() -> None:
    waiting = Delivery.objects.filter(status__in=[Status.WAITING, Status.HELD], notice__closed_at__isnull=False)
    waiting.update(status=Status.SKIPPED, error=DONE)


def _speaks_of_any(still: QuerySet[Any], rules: Sequence[Rule]) -> Q:
    """Whether any reminder that a notice speaks of is about something that is `still` so, for whom its person was told by one of these
    rules: those of its kind, campaign and day."""
    mine = Reminder.objects.annotate(of=TruncDate("made_at")).filter(
        Exists(still), kind=OuterRef("kind"), campaign=OuterRef("campaign"), step=OuterRef("step"), of=OuterRef("day"), passed_over=False
    )
    found = Q(pk__in=[])
    for rule in rules:
        way = f"{rule.unit}__grants"
        held = {f"{way}__permission__codename": rule.grant, f"{way}__group__user": OuterRef("person")}
        found |= Q(Exists(mine.filter(rule.where, **held)))
    return found


def _still() -> Mapping[str, QuerySet[Any]]:
    """By kind what a reminder (the outer row) is about, as long as that is open."""
    subject = OuterRef("subject_id")
    going_on = {"assignment__status__in": Assignment.OPEN}
    with_unit = Assignment.objects.filter(pk=subject, status__in=WITH_UNIT)
    report = Report.objects.filter(pk=subject, status=Report.Status.SUBMITTED, **going_on)
    extension = Extension.objects.filter(pk=subject, status=Extension.Status.ASKED, **going_on)
    suspension = Suspension.objects.filter(pk=subject, status=Suspension.Status.ASKED, **going_on)
    difficulty = Difficulty.objects.filter(pk=subject, status=Difficulty.Status.OPEN, at_unit=OuterRef("unit"))
    still_open = Assignment.objects.filter(campaign=OuterRef("pk"), status__in=Assignment.OPEN)
    campaign = Campaign.objects.filter(pk=subject)
    return {
        Kind.GIVEN: Assignment.objects.filter(pk=subject, status=Assignment.Status.ISSUED),
        Kind.OVERDUE: with_unit.filter(due_date=OuterRef("day")),
        Kind.PERIOD_OVERDUE: ReportDue.objects.filter(pk=subject, status__in=OWED, assignment__status__in=WITH_UNIT),
        Kind.SILENT: with_unit.filter(~Exists(Report.objects.filter(assignment=OuterRef("pk")))),
        Kind.REVIEW: with_unit.filter(review_date=OuterRef("day")),
        Kind.SENT: report,
        Kind.INTERIM_WAITS: report,
        Kind.UNREVIEWED: Assignment.objects.filter(pk=subject, status=Assignment.Status.REPORTED),
        Kind.WANTS_TIME: extension,
        Kind.EXTENSION: extension,
        Kind.WANTS_REST: suspension,
        Kind.SUSPENSION: suspension,
        Kind.RAISED: difficulty,
        Kind.DIFFICULTY: difficulty,
        Kind.REFUSED: Assignment.objects.filter(pk=subject, status=Assignment.Status.REFUSED),
        Kind.RESTS: Suspension.objects.filter(pk=subject, status=Suspension.Status.AGREED),
        Kind.ALL_DONE: campaign.filter(~Exists(still_open)),
        Kind.OVER: campaign.filter(Exists(still_open)),
    }
