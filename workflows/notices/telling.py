"""Whom each kind of what the clock found concerns, and how they are told: each piece of work, or all of a campaign together."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from campaigns.models import Assignment
from workflows.models import Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REVIEWS, holders, staff
from workflows.notices.directives import tell_of_directives
from workflows.notices.making import Together, one_each, one_for_all, one_per_campaign
from workflows.notices.ordering import send_by_channels

Kind = Reminder.Kind

LATE = (Kind.OVERDUE, Kind.PERIOD_OVERDUE)
TO_STAFF = (
    *(Kind.SOON, Kind.TODAY, Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.SILENT, Kind.STALE, Kind.REVIEW),
    *(Kind.RETURNED, Kind.REOPENED, Kind.PERIOD_ANEW, Kind.NEW_DATE, Kind.WOKEN, Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED),
    *(Kind.PUBLISHED, Kind.RESTS),
)
"""The unit's staff is told of each piece of work."""
TO_ALL = (*LATE, Kind.ASKED)
"""And of what is late, and of what a person asks, its leaders too."""
TO_STAFF_AT_ONCE = (Kind.GIVEN,)
"""The unit's staff is told once a day for all of a campaign."""

ABOVE_FROM, LEADERS_FROM = 3, 7
"""Days late from which those above are told: the reviewer's staff and the monitor; then the reviewer's leaders and the issuing side."""
DRAFTING = "campaign__directive__drafting_unit"
"""The issuing side are the issuer and the unit in it that drafted the directive and follows it."""

OF_HEADS = (Kind.EXTENSION, Kind.SUSPENSION)
OF_REVIEWERS = (Kind.DIFFICULTY, Kind.UNREVIEWED, Kind.INTERIM_WAITS)
"""What waits for an answer: a head gives it (`assignment.decide_extension`, `.decide_suspension`), or whoever reviews; their leaders are
told too."""
JUST_ASKED_OF_HEADS = (Kind.WANTS_TIME, Kind.WANTS_REST)
JUST_ASKED_OF_REVIEWERS = (Kind.SENT, Kind.RAISED)
"""And before that, that it is asked, the staff alone."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Of reminders of these kinds, where that holds, the people of a unit are told as `Together` has it."""

    kinds: tuple[str, ...]
    unit: str
    grant: str = ACTS
    leaders: bool = False
    where: Q = field(default_factory=Q)
    to_work: bool = False


_LATER, _LATEST = Q(step__gte=ABOVE_FROM), Q(step__gte=LEADERS_FROM)
_FIRST_HAND = Q(assignment__parent=None)
"""What was given further is for who gave it."""

TOGETHER = (
    Rule(LATE, "assignment__reviewer", REVIEWS, leaders=True, where=_LATEST),
    Rule(LATE, "assignment__reviewer", REVIEWS, where=_LATER),
    Rule(LATE, "campaign__monitor", where=_LATER & _FIRST_HAND),
    Rule(LATE, "campaign__issuer", where=_LATEST & _FIRST_HAND),
    Rule(LATE, DRAFTING, where=_LATEST & _FIRST_HAND),
    Rule((Kind.SILENT, Kind.REVIEW), "assignment__reviewer", REVIEWS),
    Rule((Kind.SILENT, Kind.REVIEW), "campaign__monitor", where=_FIRST_HAND),
    Rule(OF_HEADS, "unit", DECIDES, leaders=True),
    Rule(OF_REVIEWERS, "unit", REVIEWS, leaders=True),
    Rule((Kind.RECALLED, Kind.REMARKED), "unit"),
    Rule((Kind.RESTS,), "campaign__issuer", DECIDES, to_work=True),
    Rule((Kind.RESTS,), DRAFTING, to_work=True),
    Rule(JUST_ASKED_OF_HEADS, "unit", DECIDES),
    Rule(JUST_ASKED_OF_REVIEWERS, "unit", REVIEWS),
    Rule((Kind.REFUSED,), "unit", REVIEWS),
    Rule((Kind.REFUSED,), "assignment__parent__unit"),
    Rule((Kind.REFUSED,), DRAFTING, where=_FIRST_HAND),
    Rule((Kind.REFUSED,), "campaign__monitor", where=_FIRST_HAND),
    Rule((Kind.REFUSED,), "campaign__issuer", REVIEWS, where=_FIRST_HAND),
    Rule((Kind.ALL_DONE, Kind.OVER), "unit", DECIDES),
    Rule((Kind.ALL_DONE, Kind.OVER), DRAFTING),
    Rule((Kind.OVER,), "campaign__monitor"),
)
"""In this order: of two that concern a person, the first counts."""


def tell(sweep: Sweep, *, at: datetime, only: Collection[int] | None = None) -> int:
    """Make the notices of a sweep's reminders, of `only` these subjects, with the ways out that each person has chosen; how many notices.

    In the caller's transaction, so that a reminder never is without its notices. A dozen statements, whatever the number.
    """
    made = Reminder.objects.filter(sweep=sweep, passed_over=False)
    made = made if only is None else made.filter(subject_id__in=only)
    kinds = set(made.order_by().values_list("kind", flat=True).distinct())
    if not kinds:
        return 0
    today, count = timezone.localdate(at), 0
    if kinds & set(TO_STAFF):
        count += one_each(staff(made.filter(kind__in=TO_STAFF), "unit", ACTS, on=today), sweep, at=at)
    if kinds & set(TO_STAFF_AT_ONCE):
        still = _of_the_day(made, today).filter(assignment__status=Assignment.Status.ISSUED)
        given, all_given = (staff(some.filter(kind__in=TO_STAFF_AT_ONCE), "unit", ACTS, on=today) for some in (made, still))
        count += one_per_campaign(given, all_given, sweep, at=at)
    if kinds & set(TO_ALL):
        count += one_each(holders(made.filter(kind__in=TO_ALL), "unit", ACTS, on=today), sweep, at=at)
    if rules := [rule for rule in TOGETHER if kinds & set(rule.kinds)]:
        whole = _of_the_day(made, today)
        together = [
            Together(whole.filter(rule.where, kind__in=rule.kinds), rule.unit, rule.grant, rule.leaders, rule.to_work) for rule in rules
        ]
        count += one_for_all(together, sweep, at=at)
    count += tell_of_directives(made, sweep, kinds=kinds, at=at)
    send_by_channels(sweep, at=at)
    return count


def _of_the_day(made: QuerySet[Reminder], today: date) -> QuerySet[Reminder]:
    """What was found today of the campaigns of these reminders, by whichever sweep. One query."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    campaigns = made.order_by().values_list("campaign", flat=True).distinct()
    return Reminder.objects.filter(passed_over=False, made_at__gte=midnight, campaign__in=list(campaigns))
