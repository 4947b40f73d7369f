"""By when each step of a document that came has to be done: on its day, on the next working day at the latest; what is urgent at once.

NĐ 30/2020, Điều 22 and 23 for number and presentation, counted from the arrival; the direction, and who it is given to, are held to the
same, counted from when it came to them; from then on the day that the direction names. Where it names none, whoever deals with it and
the leader look at it again every 30 days.
"""

from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from directives.incoming.queries import OPEN
from directives.limits import Limit, past
from directives.models import IncomingDocument
from org_hierarchy.calendar import Calendar

Status = IncomingDocument.Status
_SINCE_IT_ARRIVED = (Status.RECEIVED, Status.REGISTERED)
_SINCE_IT_CAME = (Status.PRESENTED, Status.DIRECTED)

REVIEW_EVERY = 30
"""Days after which work without a limit comes up again, counted from when it was given out; what has no day cannot rot (domain rule 7)."""


def limit_of(incoming: IncomingDocument, *, today: date, calendar: Calendar) -> Limit | None:
    """The limit of its present step; None where there is none: in work without a day, and what is dealt with. No query."""
    is_urgent = bool(incoming.urgency)
    if incoming.status == Status.IN_WORK:
        return Limit(incoming.due_date, is_urgent, today > incoming.due_date) if incoming.due_date else None
    if incoming.status not in OPEN:
        return None
    since = timezone.localdate(incoming.received_at if incoming.status in _SINCE_IT_ARRIVED else incoming.step_since)
    last_day = since if is_urgent else calendar.add_working_days(since, 1)
    return Limit(last_day, is_urgent, today > last_day)


def review_day_of(incoming: IncomingDocument, *, today: date) -> date | None:
    """The next day, today or later, on which work without a limit comes up again; None for any other. No query."""
    if incoming.status != Status.IN_WORK or incoming.due_date is not None:
        return None
    days = max(1, (today - timezone.localdate(incoming.step_since)).days)
    return timezone.localdate(incoming.step_since) + timedelta(days=-(-days // REVIEW_EVERY) * REVIEW_EVERY)


def late(*, today: date, calendar: Calendar) -> Q:
    """The condition on documents whose present step is past its limit: `limit_of` for a set."""
    arrived = Q(status__in=_SINCE_IT_ARRIVED) & past("received_at", today=today, calendar=calendar)
    came = Q(status__in=_SINCE_IT_CAME) & past("step_since", today=today, calendar=calendar)
    return arrived | came | Q(status=Status.IN_WORK, due_date__lt=today)
