"""What units should hear soon: new work, and work that comes back, is taken back, gets another day, or was decided on.

Looked for in how things stand, since the last run that left nothing out: what happened while the clock stood still is told as well, as far
as it still holds. The first run of a sweep tells nothing that lies behind it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Difficulty, Extension, Report, ReportDue, Suspension
from campaigns.queries import LEFT_OUT, WITH_UNIT
from records.models import Event
from workflows import steps
from workflows.clock.reminding import MARGIN, again, looks_since, not_seen, remind_of, unsaid
from workflows.clock.sweeping import NOTHING, Done
from workflows.models import Reminder, Sweep
from workflows.notices.moving import tell_givers

Kind, Status = Reminder.Kind, Assignment.Status


def tell_of_new_work(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units of work that they were given and have not received; of all of a campaign together, and again of what is given again.

    What was given while the clock stood still and has had a word on its last day meanwhile is known by that.
    """
    given = Assignment.objects.filter(status=Status.ISSUED, campaign__status=Campaign.Status.OPEN, issued_at__lte=at)
    given = not_seen(given, "issued_at", sweep).annotate(since=TruncDate("issued_at"))
    found = unsaid(given, Kind.GIVEN, made_at__gte=OuterRef("issued_at"))
    dated = Reminder.objects.filter(assignment=OuterRef("pk"), kind__in=[Kind.SOON, Kind.TODAY, Kind.OVERDUE], passed_over=False)
    known = Exists(dated.filter(made_at__gte=OuterRef("issued_at")))
    done = NOTHING
    for some in (found.filter(issued_at__gte=at - MARGIN), found.filter(~known, issued_at__lt=at - MARGIN)):  # one plain join each
        done += remind_of(some, Kind.GIVEN, sweep, at=at, occasion=again(Kind.GIVEN, OuterRef("since"), sweep))
    return done


def tell_of_recalls(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that work was taken back; of all of a campaign together. What another unit goes on with is told as moved."""
    today = timezone.localdate(at)
    ended = Q(campaign__concluded_at__gt=looks_since(sweep))
    taken = Assignment.objects.filter(Q(campaign__status=Campaign.Status.OPEN) | ended, status=Status.RECALLED, merged_into=None)
    found = unsaid(taken, Kind.RECALLED, made_at__gte=OuterRef("issued_at"))
    return remind_of(found, Kind.RECALLED, sweep, at=at, day=today, occasion=again(Kind.RECALLED, today, sweep), is_dated=False)


def tell_of_returns(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that a report of theirs came back."""
    return _decided(Report, "reviewed_at", [Report.Status.RETURNED], Kind.RETURNED, sweep, at=at)


def tell_of_reopening(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that accepted work, or a period of it, was opened anew: it is theirs again, and its last report was accepted."""
    reports = Report.objects.filter(assignment=OuterRef("pk"), kind=Report.Kind.FINAL).order_by("-sequence")
    work = Assignment.objects.filter(status=Status.RETURNED, campaign__status=Campaign.Status.OPEN)
    work = work.annotate(last=Subquery(reports.values("status")[:1]), accepted=Subquery(reports.values("pk")[:1]))
    work = unsaid(work.filter(last=Report.Status.ACCEPTED), Kind.REOPENED, occasion=OuterRef("accepted"))
    told = remind_of(work, Kind.REOPENED, sweep, at=at, day=_last_day(at), occasion=F("accepted"), is_dated=False)
    about = Q(due=OuterRef("pk")) | Q(assignment=OuterRef("assignment"), kind=Report.Kind.FINAL)
    accepted = Report.objects.filter(about, status=Report.Status.ACCEPTED, submitted_at__gt=OuterRef("assignment__issued_at"))
    accepted = accepted.order_by("-sequence")
    periods = ReportDue.objects.filter(_with_unit(), status=ReportDue.Status.RETURNED).annotate(
        accepted=Subquery(accepted.values("pk")[:1]), place=Subquery(accepted.values("sequence")[:1])
    )
    returned = Report.objects.filter(about, status=Report.Status.RETURNED, sequence__gt=OuterRef("place"))
    periods = periods.filter(~Exists(returned), accepted__isnull=False)
    periods = unsaid(periods, Kind.PERIOD_ANEW, occasion=OuterRef("accepted"))
    return told + remind_of(periods, Kind.PERIOD_ANEW, sweep, at=at, day="due_date", occasion=F("accepted"), is_dated=False)


def tell_of_new_dates(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units whose work got another last day together with others', or its first one, or goes on after a standstill. What one asked
    for is told as its answer."""
    acts = Event.objects.filter(
        subject_type="campaigns.campaign",
        subject_id__in=Campaign.objects.filter(status=Campaign.Status.OPEN).values("pk"),
        action__in=["campaigns.extended", "campaigns.looked_at"],
        at__gt=looks_since(sweep),
    )
    resumed = Suspension.objects.filter(status=Suspension.Status.ENDED, ended_at__gt=looks_since(sweep)).values_list(
        "assignment", flat=True
    )
    # ids, not a subquery: with no act and no end of a standstill there is nothing to ask
    dated = Q(Q(pk__in=list(resumed), due_date__isnull=False), ~Q(due_date=F("original_due_date")))
    for campaign, after in acts.order_by("pk").values_list("subject_id", "after"):
        if day := after.get("due_date"):
            dated |= Q(campaign=campaign, task=after["task"], due_date=day) if "task" in after else _extended(campaign, day)
    granted = Extension.objects.filter(assignment=OuterRef("pk"), status=Extension.Status.GRANTED, granted_date=OuterRef("due_date"))
    work = Assignment.objects.filter(dated, ~Exists(granted), status__in=[*WITH_UNIT, Status.SUSPENDED])
    return remind_of(unsaid(work, Kind.NEW_DATE, day=OuterRef("due_date")), Kind.NEW_DATE, sweep, at=at, day="due_date")


def tell_who_is_woken(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that waited for those to whom they gave work on that it is their turn again."""
    woken = Event.objects.filter(subject_type="campaigns.assignment", subject_id=OuterRef("pk"), action="campaigns.woken").order_by("-pk")
    given_on = Exists(Assignment.objects.filter(parent=OuterRef("pk")))
    work = Assignment.objects.filter(given_on, status=Status.IN_PROGRESS, waits_for_children=False, campaign__status=Campaign.Status.OPEN)
    work = work.annotate(woken=Subquery(woken.values("pk")[:1])).filter(woken__isnull=False)
    work = unsaid(work, Kind.WOKEN, occasion=OuterRef("woken"))
    return remind_of(work, Kind.WOKEN, sweep, at=at, day=_last_day(at), occasion=F("woken"), is_dated=False)


def tell_of_extensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units what was decided on more time."""
    decided = [Extension.Status.GRANTED, Extension.Status.REFUSED]
    return _decided(Extension, "decided_at", decided, Kind.EXTENDED, sweep, at=at)


def tell_of_suspensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units what was decided on a standstill."""
    decided = [Suspension.Status.AGREED, Suspension.Status.REFUSED]
    return _decided(Suspension, "decided_at", decided, Kind.SUSPENDED, sweep, at=at)


def tell_of_answers(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that a difficulty of theirs was answered; and all others that have the same task of an answer that was published to all,
    once for the same words however often they were asked."""
    done = _decided(Difficulty, "answered_at", [Difficulty.Status.ANSWERED], Kind.ANSWERED, sweep, at=at)
    published = not_seen(Difficulty.objects.filter(published_at__lte=at), "published_at", sweep)
    published = published.filter(assignment__campaign__status=Campaign.Status.OPEN).order_by()
    together = published.values_list("assignment__task", "published_at", "answered_at").annotate(first=Min("pk"))
    for task, moment, answered_at, first in together.order_by("first"):
        asked = Difficulty.objects.filter(assignment=OuterRef("pk"), answered_at=answered_at)  # and has had the answer
        others = Assignment.objects.filter(~Exists(asked), task=task, status__in=Assignment.OPEN)
        found = unsaid(others, Kind.PUBLISHED, occasion=first)
        done += remind_of(found, Kind.PUBLISHED, sweep, at=at, day=timezone.localdate(moment), occasion=first)
    return done


def tell_of_moves(sweep: Sweep, *, at: datetime) -> Done:
    """Tell issuers, monitors and reviewers what has moved to heirs in their campaigns: together, so never while a job still moves it."""
    return NOTHING if steps.is_moving() else Done(count=tell_givers(sweep, at=at))


def _decided(model: Any, moment: str, statuses: Sequence[str], kind: str, sweep: Sweep, *, at: datetime) -> Done:
    """Tell of the rows that were decided so since the last good run, on work that was not taken away."""
    going_on = Q(assignment__campaign__status=Campaign.Status.OPEN) & ~Q(assignment__status__in=LEFT_OUT)
    found = model.objects.filter(going_on, **{f"{moment}__lte": at, "status__in": statuses})
    found = not_seen(found, moment, sweep).annotate(since=TruncDate(moment))
    return remind_of(unsaid(found, kind, day=OuterRef("since")), kind, sweep, at=at)


def _extended(campaign: int, day: str) -> Q:
    """Another day than the first one, which no act gave."""
    return Q(campaign=campaign, due_date=day) & ~Q(original_due_date=day)


def _last_day(at: datetime) -> Any:
    """Of work without one, the day on which it is told."""
    return Coalesce(F("due_date"), Value(timezone.localdate(at)))


def _with_unit() -> Q:
    return Q(assignment__campaign__status=Campaign.Status.OPEN, assignment__status__in=WITH_UNIT)
