"""Answers that somebody owes, and campaigns that are over: what waits for the reviewer, for whoever has to answer, for the issuer."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateField, Exists, F, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CampaignTask, CarryingRules, Difficulty, Extension, Report, Suspension
from campaigns.queries import EXPECTED, LEFT_OUT, WITH_UNIT
from org_hierarchy.calendar import Calendar
from workflows.clock.reminding import remind_of, unsaid
from workflows.clock.sweeping import Done
from workflows.models import Reminder, Sweep
from workflows.notices.rows import Days

Kind = Reminder.Kind

DAY = timedelta(days=1)
WEEK, REST_EVERY = 7, 30


def remind_of_extensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the reviewer of requests for more time that nobody decided: after the issuer's days for an answer, or past the date itself."""
    today = timezone.localdate(at)
    asked = Extension.objects.filter(_going_on(), status=Extension.Status.ASKED, assignment__status__in=Assignment.OPEN)
    found = _asked_before(asked, today, also=Q(previous_date__lt=today))
    return _remind(found, Kind.EXTENSION, "assignment__reviewer", sweep, at=at)


def remind_of_suspensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the issuer of standstills that were asked for and not decided."""
    asked = Suspension.objects.filter(_going_on(), status=Suspension.Status.ASKED, assignment__status__in=Assignment.OPEN)
    return _remind(_asked_before(asked, timezone.localdate(at)), Kind.SUSPENSION, "assignment__campaign__issuer", sweep, at=at)


def remind_of_rests(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the issuer and the unit every thirty days that the work still stands still by agreement, while it does."""
    today = timezone.localdate(at)
    agreed = Suspension.objects.filter(_going_on(), status=Suspension.Status.AGREED, assignment__status=Assignment.Status.SUSPENDED)
    rests = agreed.annotate(since=F("agreed_date"), gone=Days(Value(today, output_field=DateField()), F("agreed_date")))
    found = rests.filter(gone__gte=REST_EVERY).annotate(rung=F("gone") - F("gone") % REST_EVERY)
    return _remind(found, Kind.RESTS, "assignment__unit", sweep, at=at)


def remind_of_difficulties(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has to answer a difficulty that the day for it has passed."""
    today = timezone.localdate(at)
    late = Difficulty.objects.filter(_going_on(), status=Difficulty.Status.OPEN, answer_date__lt=today)
    late = late.exclude(assignment__status__in=LEFT_OUT)  # nobody is asked about it any more
    return _remind(_rungs(late.annotate(since=F("answer_date")), today), Kind.DIFFICULTY, "at_unit", sweep, at=at)


def remind_of_reports(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the reviewer of reports that have waited for longer than the issuer takes for an answer, and again every week.

    Of work that is done and waits for that word, and, apart, of reports on its way or for a period.
    """
    today = timezone.localdate(at)
    final = Assignment.objects.filter(campaign__status=Campaign.Status.OPEN, status=Assignment.Status.REPORTED)
    found = _asked_before(final.annotate(asked_at=F("reported_at")), today, way="")
    done = _remind(found, Kind.UNREVIEWED, "reviewer", sweep, at=at)
    going_on = [*WITH_UNIT, Assignment.Status.SUSPENDED]  # of what is done the last report says all
    waits = Report.objects.filter(_going_on(), assignment__status__in=going_on, kind=Report.Kind.INTERIM, status=Report.Status.SUBMITTED)
    waits = waits.annotate(asked_at=F("submitted_at"))
    return done + _remind(_asked_before(waits, today), Kind.INTERIM_WAITS, "assignment__reviewer", sweep, at=at)


def tell_what_is_done(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the issuer of campaigns in which every unit is done, so that it concludes: of each last acceptance once, on one day too."""
    rows = Assignment.objects.filter(campaign=OuterRef("pk")).order_by()
    still_to_come = CampaignTask.objects.filter(campaign=OuterRef("pk"), opens_date__gt=timezone.localdate(at))
    last = rows.filter(status=Assignment.Status.ACCEPTED).values("campaign").annotate(last=Max("accepted_at")).values("last")
    accepted = Report.objects.filter(assignment__campaign=OuterRef("pk"), kind=Report.Kind.FINAL, status=Report.Status.ACCEPTED)
    report = accepted.order_by("-reviewed_at", "-pk").values("pk")[:1]
    found = Campaign.objects.filter(
        ~Exists(rows.filter(status__in=Assignment.OPEN)), ~Exists(still_to_come), status=Campaign.Status.OPEN
    ).annotate(since=TruncDate(Subquery(last)), rung=Value(0), of_report=Coalesce(Subquery(report), 0))
    return _remind(found.filter(since__isnull=False), Kind.ALL_DONE, "issuer", sweep, at=at, occasion="of_report")


def tell_what_is_over(sweep: Sweep, *, at: datetime) -> Done:
    """Tell issuer and monitor of campaigns whose last deadline has passed while units still owe; of each last deadline once."""
    rows = Assignment.objects.filter(campaign=OuterRef("pk")).order_by()
    last = rows.filter(EXPECTED).values("campaign").annotate(last=Max("due_date")).values("last")
    still_open = rows.filter(status__in=Assignment.OPEN)
    found = Campaign.objects.filter(Exists(still_open), status=Campaign.Status.OPEN).annotate(
        since=Subquery(last, output_field=DateField()), rung=Value(0)
    )
    return _remind(found.filter(since__lt=timezone.localdate(at)), Kind.OVER, "issuer", sweep, at=at)


def _going_on() -> Q:
    return Q(assignment__campaign__status=Campaign.Status.OPEN)


def _asked_before(asked: QuerySet[Any], today: date, *, way: str = "assignment__", also: Q | None = None) -> QuerySet[Any]:
    """Those that have waited for more working days than their issuer takes for an answer; and `also` these."""
    of_issuer = f"{way}campaign__issuer__carrying_rules__answer_days"
    asked = asked.annotate(answer_days=Coalesce(F(of_issuer), CarryingRules().answer_days, output_field=IntegerField()))
    late = also or Q(pk__in=[])
    for days in set(asked.order_by().values_list("answer_days", flat=True).distinct()):
        late |= Q(answer_days=days, asked_at__lt=_midnight(_last_day_late(today, days) + DAY))
    return _rungs(asked.filter(late).annotate(since=TruncDate("asked_at")), today)


def _last_day_late(today: date, days: int) -> date:
    """The last day on which one must have asked for `days` working days to be over today."""
    day = today - timedelta(days=days)
    calendar = Calendar.load(day - timedelta(days=30), today)
    while calendar.working_days_between(day, today) <= days:
        day -= DAY
    return day


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _rungs(found: QuerySet[Any], today: date) -> QuerySet[Any]:
    """Said again every week."""
    gone = Days(Value(today, output_field=DateField()), F("since"))
    return found.annotate(rung=gone - gone % WEEK)


def _remind(found: QuerySet[Any], kind: str, unit: str, sweep: Sweep, *, at: datetime, occasion: str = "") -> Done:
    """Remind that `unit` of what is found, by its day `since` and its `rung`, and by its `occasion` if it has one, unless that was said."""
    about = {"occasion": OuterRef(occasion)} if occasion else {}
    found = unsaid(found, kind, day=OuterRef("since"), step__gte=OuterRef("rung"), **about)
    return remind_of(found, kind, sweep, at=at, unit=unit, step=F("rung"), occasion=F(occasion) if occasion else 0)
