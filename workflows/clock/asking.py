"""What those who gave work should hear soon: a unit refuses it, sends a report, asks for something, or says what stands in its way.

Told once, by how things stand; the long waiting of the same is `workflows.clock.waiting`'s to tell, and where that has said it first, after
an outage, nothing is said here.
"""

from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Difficulty, Extension, Remark, Report, Suspension
from campaigns.queries import LEFT_OUT
from workflows.clock.reminding import again, not_seen, remind_of, unsaid
from workflows.clock.sweeping import Done
from workflows.models import Reminder, Sweep

Kind = Reminder.Kind


def tell_of_refusals(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever gave the work, and who follows it, that units have refused it; of all of a campaign and day together."""
    today = timezone.localdate(at)
    refused = Assignment.objects.filter(status=Assignment.Status.REFUSED, campaign__status=Campaign.Status.OPEN)
    found = unsaid(refused, Kind.REFUSED, made_at__gte=OuterRef("issued_at"))
    return remind_of(
        found, Kind.REFUSED, sweep, at=at, unit="reviewer", day=today, occasion=again(Kind.REFUSED, today, sweep), is_dated=False
    )


def tell_of_reports(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the reviewer of reports that were sent and wait; of all of a campaign and day together."""
    waits = not_seen(Report.objects.filter(_open(), status=Report.Status.SUBMITTED), "submitted_at", sweep)
    waits = waits.annotate(since=TruncDate("submitted_at"))
    late = Reminder.objects.filter(
        assignment=OuterRef("assignment"), kind__in=[Kind.UNREVIEWED, Kind.INTERIM_WAITS], made_at__gte=OuterRef("submitted_at")
    )
    return remind_of(unsaid(waits.filter(~Exists(late)), Kind.SENT), Kind.SENT, sweep, at=at, unit="assignment__reviewer")


def tell_of_requests_for_time(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the reviewer that units ask for more time."""
    asked = not_seen(Extension.objects.filter(_open(), status=Extension.Status.ASKED), "asked_at", sweep)
    asked = asked.annotate(since=TruncDate("asked_at"))
    found = unsaid(asked, Kind.WANTS_TIME, Kind.EXTENSION)
    return remind_of(found, Kind.WANTS_TIME, sweep, at=at, unit="assignment__reviewer")


def tell_of_requests_to_rest(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the issuer that units ask for a standstill."""
    asked = not_seen(Suspension.objects.filter(_open(), status=Suspension.Status.ASKED), "asked_at", sweep)
    asked = asked.annotate(since=TruncDate("asked_at"))
    found = unsaid(asked, Kind.WANTS_REST, Kind.SUSPENSION)
    return remind_of(found, Kind.WANTS_REST, sweep, at=at, unit="assignment__campaign__issuer")


def tell_of_difficulties(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has to answer a difficulty that it was raised, or handed up to them, with the last day for the answer."""
    raised = Difficulty.objects.filter(status=Difficulty.Status.OPEN, assignment__campaign__status=Campaign.Status.OPEN)
    raised = raised.exclude(assignment__status__in=LEFT_OUT)
    found = unsaid(unsaid(raised, Kind.RAISED, occasion=OuterRef("at_unit")), Kind.DIFFICULTY, unit=OuterRef("at_unit"))
    return remind_of(found, Kind.RAISED, sweep, at=at, unit="at_unit", day="answer_date", occasion=F("at_unit"), is_dated=False)


def tell_of_remarks(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the other side of a remark: the reviewer of what the unit says, the unit of what anybody else does."""
    made = not_seen(Remark.objects.filter(_open()), "made_at", sweep).annotate(
        since=TruncDate("made_at"),
        other=Case(When(unit=F("assignment__unit"), then=F("assignment__reviewer")), default=F("assignment__unit")),
    )
    return remind_of(unsaid(made, Kind.REMARKED), Kind.REMARKED, sweep, at=at, unit="other")


def _open() -> Q:
    return Q(assignment__campaign__status=Campaign.Status.OPEN, assignment__status__in=Assignment.OPEN)
