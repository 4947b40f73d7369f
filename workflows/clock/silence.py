"""Work of which nothing is heard: no report at half of its time, none for longer than the issuer allows, or no date at all."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CarryingRules, Report
from campaigns.queries import AT_WORK, WITH_UNIT
from workflows.clock.deadlines import soon_until
from workflows.clock.reminding import remind_of, unsaid
from workflows.clock.sweeping import Done
from workflows.models import Reminder, Sweep
from workflows.notices.rows import Days

Kind = Reminder.Kind

SHORTEST = timedelta(days=3)
"""Nobody is called silent earlier, however short the time."""
REVIEW_EVERY = 30
"""Days after which a task without a date is looked at again."""


def remind_the_silent(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units, and those above, that nothing was reported though half of the time is over; once per deadline.

    What is due within three working days is the deadlines' to tell.
    """
    today = timezone.localdate(at)
    given = TruncDate("issued_at")
    found = (
        _going_on()
        .filter(due_date__gt=soon_until(today), issued_at__lt=at - SHORTEST)
        .annotate(gone=Days(_value(today), given), left=Days(F("due_date"), _value(today)), rung=Value(0), since=F("due_date"))
    )
    heard = Report.objects.filter(assignment=OuterRef("pk"))
    return _remind(found.filter(~Exists(heard), gone__gte=F("left")), Kind.SILENT, sweep, at=at)


def remind_the_stale(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units whose last word is older than the issuer allows (CarryingRules.stale_days), and again after as many days.

    What waits for children, and what is due or overdue, is told otherwise.
    """
    today = timezone.localdate(at)
    last_report = Report.objects.filter(assignment=OuterRef("pk")).order_by("-sequence").values("submitted_at")[:1]
    limit = Coalesce(F("campaign__issuer__carrying_rules__stale_days"), CarryingRules().stale_days, output_field=IntegerField())
    working = _going_on().filter(status__in=AT_WORK, waits_for_children=False)
    found = working.exclude(due_date__lte=soon_until(today)).annotate(
        limit=limit, since=TruncDate(Coalesce(Subquery(last_report), "received_at", "issued_at"))
    )
    found = found.annotate(gone=Days(_value(today), F("since"))).filter(limit__gt=0, gone__gte=F("limit"))
    return _remind(found.annotate(rung=F("gone") - F("gone") % F("limit")), Kind.STALE, sweep, at=at)


def remind_of_reviews(sweep: Sweep, *, at: datetime) -> Done:
    """Have work without a date looked at on its review date, and every thirty days from there, so that it cannot rot (domain rule 7)."""
    today = timezone.localdate(at)
    found = _going_on().filter(due_date=None, review_date__lte=today).annotate(since=F("review_date"))
    found = found.annotate(gone=Days(_value(today), F("since")))
    return _remind(found.annotate(rung=F("gone") - F("gone") % REVIEW_EVERY), Kind.REVIEW, sweep, at=at)


def _going_on() -> QuerySet[Any]:
    return Assignment.objects.filter(status__in=WITH_UNIT, campaign__status=Campaign.Status.OPEN)


def _value(today: date) -> Value:
    return Value(today, output_field=DateField())


def _remind(found: QuerySet[Any], kind: str, sweep: Sweep, *, at: datetime) -> Done:
    """Remind of what is found, by its day `since` and its `rung`, unless that was said."""
    found = unsaid(found, kind, day=OuterRef("since"), step__gte=OuterRef("rung"))
    return remind_of(found, kind, sweep, at=at, step=F("rung"))
