"""By when each step of a directive has to be done: on the day it came, on the next working day at the latest; what is urgent at once.

NĐ 30/2020, Điều 15 and 18: number and dispatch, counted from the signature. For the sign-offs and the signature the decree names no day;
they are held to the same, counted from when the text came to them, since an office that takes longer there cannot keep the rest.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from directives.models import Directive
from org_hierarchy.calendar import Calendar

Status = Directive.Status
_SINCE_IT_CAME = {Status.SUBMITTED, Status.CONTENT_APPROVED, Status.FORM_APPROVED}
_SINCE_THE_SIGNATURE = {Status.SIGNED, Status.NUMBERED}


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
    since, is_urgent = timezone.localdate(begun), directive.urgency != Directive.Urgency.NORMAL
    last_day = since if is_urgent else calendar.add_working_days(since, 1)
    return Limit(last_day, is_urgent, today > last_day)
