"""Directives on their way: whoever has one before them hears of it, and of its legal limit; so does who is asked for an opinion or for a
copy, and who waits for the answer or whose copy is refused.

As in `workflows.clock.news`: what happened while the clock stood still is told as far as it still holds, by its newest stage alone.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.utils import timezone

from campaigns.models import Assignment
from directives.limits import late
from directives.models import Directive, Opinion, Recipient
from directives.queries import UNSIGNED
from org_hierarchy.calendar import Calendar
from records.models import Event, Job
from workflows.clock.reminding import again, looks_since, not_seen, remind_of, unsaid
from workflows.clock.sweeping import Done
from workflows.flows import DirectiveFlow
from workflows.models import Reminder, Sweep
from workflows.notices.directives import AT_STEPS, STEPS
from workflows.notices.rows import Days

Kind, Status = Reminder.Kind, Directive.Status

WEEK = 7
WITH_DRAFTERS = [Status.RETURNED, Status.SUBMITTED]
"""At these steps a directive lies with the drafting unit, at the others with the issuer."""
BY_THE_CLERK = [Status.SIGNED, Status.NUMBERED]
"""Their limit runs from the signature."""


def tell_of_steps(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has a directive before them now, within the minute; of what has missed its limit meanwhile that is told instead."""
    today = timezone.localdate(at)
    kind = Case(*(When(status=status, then=Value(kind)) for kind, (status, _) in STEPS.items()), output_field=CharField())
    came = not_seen(_with_people().filter(step_since__lte=at), "step_since", sweep)
    came = came.exclude(late(today=today, calendar=Calendar.load(today, today))).annotate(step_kind=kind, since=TruncDate("step_since"))
    said = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=OuterRef("step_kind"), made_at__gte=OuterRef("step_since"))
    occasion = again(OuterRef("step_kind"), OuterRef("since"), sweep)
    return remind_of(came.filter(~Exists(said)), F("step_kind"), sweep, at=at, unit=_unit(), occasion=occasion)


def tell_of_late_steps(sweep: Sweep, *, at: datetime) -> Done:
    """Tell whoever has a directive before them that the legal limit of its step is missed, and again every week; and once the leaders of
    the issuing side. What was late before the first run is told by its next week."""
    today = timezone.localdate(at)
    calendar = Calendar.load(today, today)
    begun = Case(When(status__in=BY_THE_CLERK, then=F("signed_at")), default=F("step_since"))
    found = _with_people().filter(late(today=today, calendar=calendar)).annotate(begun=TruncDate(begun))
    days = [day for day in found.order_by().values_list("begun", flat=True).distinct() if day is not None]
    if not days:
        return Done()
    next_day = Case(*(When(begun=day, then=Value(calendar.add_working_days(day, 1))) for day in days), output_field=DateField())
    found = found.annotate(last_day=Case(When(urgency="", then=next_day), default=F("begun")))
    gone = Days(Value(today, output_field=DateField()), F("last_day"))
    found = found.annotate(rung=gone - gone % WEEK)
    said = {"day": OuterRef("last_day"), "step__gte": OuterRef("rung"), "made_at__gte": OuterRef("step_since")}
    found = unsaid(found, Kind.STEP_LATE, **said)
    occasion = again(Kind.STEP_LATE, OuterRef("last_day"), sweep)
    return _told(found, Kind.STEP_LATE, sweep, at=at, day="last_day", unit=_unit(), step=F("rung"), occasion=occasion)


def tell_of_opinions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that are asked for an opinion, with the last day for it; and whoever drafted the text of each answer."""
    waiting = _unanswered().filter(due_date__gte=timezone.localdate(at))
    asked = unsaid(not_seen(waiting, "asked_at", sweep), Kind.OPINION_ASKED)
    given = not_seen(Opinion.objects.filter(directive__status__in=UNSIGNED, answered_at__lte=at), "answered_at", sweep)
    given = unsaid(given.annotate(since=TruncDate("answered_at")), Kind.OPINION_GIVEN, made_at__gte=OuterRef("answered_at"))
    occasion = again(Kind.OPINION_GIVEN, OuterRef("since"), sweep)
    told = remind_of(asked, Kind.OPINION_ASKED, sweep, at=at, unit="unit", day="due_date")
    return told + remind_of(given, Kind.OPINION_GIVEN, sweep, at=at, unit="directive__drafting_unit", occasion=occasion)


def tell_of_late_opinions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell a unit, and whoever drafted the text, once that the last day for its opinion has passed."""
    passed = _unanswered().filter(due_date__lt=timezone.localdate(at)).annotate(last_day=F("due_date"))
    return _told(unsaid(passed, Kind.OPINION_LATE), Kind.OPINION_LATE, sweep, at=at, day="last_day", unit="unit")


def tell_of_copies_asked_back(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that they are asked to give their copy of a document back, each time that they are."""
    kept = Event.objects.filter(subject_type=Recipient._meta.label_lower, subject_id=OuterRef("pk"), action="directives.kept")
    asked = Recipient.objects.filter(status=Recipient.Status.TAKING_BACK)
    asked = asked.annotate(kept_at=Coalesce(Subquery(kept.order_by("-pk").values("at")[:1]), Value(BEFORE, output_field=DateTimeField())))
    found, today = unsaid(asked, Kind.ASKED_BACK, made_at__gte=OuterRef("kept_at")), timezone.localdate(at)
    occasion = again(Kind.ASKED_BACK, today, sweep)
    return remind_of(found, Kind.ASKED_BACK, sweep, at=at, unit="unit", day=today, occasion=occasion, is_dated=False)


def tell_of_copies_given_back(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the clerk who sent a document of the units that gave their copy back or kept it, of all of a document together, each hour."""
    said = Reminder.objects.filter(subject_id=OuterRef("pk"))
    last = said.filter(kind=Kind.ASKED_BACK).order_by("-made_at").values("made_at")[:1]
    asked = Recipient.objects.filter(pk__in=Reminder.objects.filter(kind=Kind.ASKED_BACK).values("subject_id"))
    answered = asked.filter(Q(status=Recipient.Status.TAKEN_BACK) | Q(status_before=Recipient.Status.TAKING_BACK))
    found = answered.exclude(status=Recipient.Status.TAKING_BACK).annotate(asked_at=Subquery(last))
    found, today = unsaid(found, Kind.BACK_ANSWERED, made_at__gte=OuterRef("asked_at")), timezone.localdate(at)
    occasion = again(Kind.BACK_ANSWERED, today, sweep)
    return remind_of(found, Kind.BACK_ANSWERED, sweep, at=at, unit="directive__issuer", day=today, occasion=occasion)


def tell_of_refused_copies(sweep: Sweep, *, at: datetime) -> Done:
    """Tell the clerk who sent a document, and who drafted it, of the units that have refused it and had no work from it, of all of a
    document together, each hour; of refused work `asking.tell_of_refusals` tells."""
    work = Assignment.objects.filter(campaign__directive=OuterRef("directive"), unit=OuterRef("unit"))
    copies = Recipient.objects.filter(~Exists(work.filter(status=Assignment.Status.REFUSED)), status=Recipient.Status.REFUSED)
    found, today = unsaid(copies, Kind.COPY_REFUSED, made_at__gte=OuterRef("sent_at")), timezone.localdate(at)
    occasion = again(Kind.COPY_REFUSED, today, sweep)
    unit = "directive__issuer"
    return remind_of(found, Kind.COPY_REFUSED, sweep, at=at, unit=unit, day=today, occasion=occasion, is_dated=False)


BEFORE = datetime(1970, 1, 2, tzinfo=timezone.get_default_timezone())


def _with_people() -> QuerySet[Directive]:
    """The directives that lie before somebody, not with the machine that delivers them."""
    ordered = Job.objects.filter(key=Concat(Value(f"{DirectiveFlow.deliver.name}:"), Cast(OuterRef("pk"), CharField())))
    return Directive.objects.filter(status__in=AT_STEPS).exclude(Q(Exists(ordered), status=Status.NUMBERED))


def _unit() -> Any:
    return Case(When(status__in=WITH_DRAFTERS, then=F("drafting_unit")), default=F("issuer"))


def _unanswered() -> QuerySet[Opinion]:
    return Opinion.objects.filter(answered_at=None, directive__status__in=UNSIGNED)


def _told(found: QuerySet[Any], kind: str, sweep: Sweep, *, at: datetime, day: str, **about: Any) -> Done:
    """Remind of those of a `day` since the last look, and of older ones too unless it is the first."""
    since: date = timezone.localdate(looks_since(sweep)) - timedelta(days=1)
    done = remind_of(found.filter(**{f"{day}__lt": since}), kind, sweep, at=at, day=day, is_dated=False, **about)
    return done + remind_of(found.filter(**{f"{day}__gte": since}), kind, sweep, at=at, day=day, **about)
