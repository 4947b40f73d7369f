"""By when each step of a directive, and its receipt, has to be done: on the day it came, on the next working day at the latest; what is
urgent at once.

NĐ 30/2020, Điều 15 and 18: number and dispatch, counted from the signature. For the sign-offs and the signature the decree names no day;
they are held to the same, counted from when the text came to them, since an office that takes longer there cannot keep the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from directives.models import Directive, Recipient
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit
from records.models import Event

Status = Directive.Status
_SINCE_IT_CAME = {Status.SUBMITTED, Status.CONTENT_APPROVED, Status.FORM_APPROVED}
_SINCE_THE_SIGNATURE = {Status.SIGNED, Status.NUMBERED}


_CAME = ("directives.submitted", "directives.content_approved", "directives.form_approved")
_SIGN_OFFS = ("directives.content_approved", "directives.form_approved", "directives.signed", "directives.returned")
_BY_THE_CLERK = ("directives.numbered", "directives.issued")


@dataclass(frozen=True, slots=True)
class Limit:
    """The last day of a step, and whether it is past on the day that was asked about."""

    last_day: date
    is_urgent: bool
    is_missed: bool


def limit_of(directive: Directive, *, today: date, calendar: Calendar) -> Limit | None:
    """The limit of its present step; None where there is none: a draft, and what is issued. No query."""
    if directive.status in _SINCE_IT_CAME:
        begun = directive.step_since
    elif directive.status in _SINCE_THE_SIGNATURE and directive.signed_at is not None:
        begun = directive.signed_at
    else:
        return None
    is_urgent = directive.urgency != Directive.Urgency.NORMAL
    last_day = _last_day(begun, is_urgent=is_urgent, calendar=calendar)
    return Limit(last_day, is_urgent, today > last_day)


def late(*, today: date, calendar: Calendar) -> Q:
    """The condition on directives whose present step is past its limit: `limit_of` for a set. No query."""
    came = Q(status__in=_SINCE_IT_CAME) & past("step_since", today=today, calendar=calendar)
    return came | Q(status__in=_SINCE_THE_SIGNATURE) & past("signed_at", today=today, calendar=calendar)


def past(moment: str, *, today: date, calendar: Calendar) -> Q:
    """The condition on rows with an `urgency` of which the day of that moment, or unless they are urgent the working day after it, has
    passed. No query."""
    first_in_time = today
    while calendar.add_working_days(first_in_time - timedelta(days=1), 1) >= today:
        first_in_time -= timedelta(days=1)
    return Q(**{f"{moment}__lt": _midnight(first_in_time)}) | ~Q(urgency="") & Q(**{f"{moment}__lt": _midnight(today)})


def limit_of_copy(copy: Recipient, *, today: date, calendar: Calendar) -> Limit:
    """By when whoever was sent a document takes it in and numbers it: the day it came or the next working day (NĐ 30/2020, Điều 22). No
    query when the directive is loaded."""
    is_urgent = copy.directive.urgency != Directive.Urgency.NORMAL
    last_day = _last_day(copy.sent_at, is_urgent=is_urgent, calendar=calendar)
    return Limit(last_day, is_urgent, today > last_day)


@dataclass(frozen=True, slots=True)
class Late:
    """A step that was done after its last day: by how many days, and with whom it lay until then."""

    last_day: date
    days: int
    unit: OrgUnit


def late_steps(directive: Directive, events: Iterable[Event], *, calendar: Calendar) -> dict[int, Late]:
    """Which of these events of a directive, in their order, ended a step after its limit, by the id of the event. No query when the issuer
    and the drafting unit are loaded.
    """
    is_urgent = directive.urgency != Directive.Urgency.NORMAL
    came: datetime | None = None
    signed: datetime | None = None
    is_content = False  # which lies with the drafting unit; all other steps lie with the issuer
    late: dict[int, Late] = {}
    for event in events:
        begun = came if event.action in _SIGN_OFFS else signed if event.action in _BY_THE_CLERK else None
        if begun is not None:
            last_day, done = _last_day(begun, is_urgent=is_urgent, calendar=calendar), timezone.localdate(event.at)
            of_content = event.action == "directives.content_approved" or (event.action == "directives.returned" and is_content)
            if done > last_day:
                late[event.pk] = Late(last_day, (done - last_day).days, directive.drafting_unit if of_content else directive.issuer)
        if event.action in (*_CAME, *_SIGN_OFFS):
            is_content = event.action == "directives.submitted"
            came = event.at if event.action in _CAME else None
            signed = event.at if event.action == "directives.signed" else None
    return late


def _last_day(begun: datetime, *, is_urgent: bool, calendar: Calendar) -> date:
    since = timezone.localdate(begun)
    return since if is_urgent else calendar.add_working_days(since, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
