"""What people should hear soon: new work, a report that came back, a decision or an answer; and reports that wait for their reviewer.

Looked for among what happened in the last week: what is older was told, or is told otherwise by now.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from campaigns.models import Assignment, Campaign, Difficulty, Extension, Report, Suspension
from campaigns.queries import WITH_UNIT
from workflows.clock.sweeping import NOTHING, Done
from workflows.models import Reminder, Sweep
from workflows.notices import tell
from workflows.notices.rows import insert_from

Kind = Reminder.Kind

LOOKED_BACK = timedelta(days=7)


def tell_of_new_work(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units of work that they were given and have not received; of all of a campaign together."""
    given = Assignment.objects.filter(
        status=Assignment.Status.ISSUED, campaign__status=Campaign.Status.OPEN, issued_at__gt=at - LOOKED_BACK, issued_at__lte=at
    )
    return _tell(given.annotate(since=TruncDate("issued_at")), Kind.GIVEN, "", sweep, at=at)


def tell_of_returns(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that a report of theirs came back."""
    return _tell(_decided(Report, "reviewed_at", [Report.Status.RETURNED], at), Kind.RETURNED, "assignment__", sweep, at=at)


def tell_of_extensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units what was decided on more time."""
    decided = _decided(Extension, "decided_at", [Extension.Status.GRANTED, Extension.Status.REFUSED], at)
    return _tell(decided, Kind.EXTENDED, "assignment__", sweep, at=at)


def tell_of_suspensions(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units what was decided on a standstill."""
    decided = _decided(Suspension, "decided_at", [Suspension.Status.AGREED, Suspension.Status.REFUSED], at)
    return _tell(decided, Kind.SUSPENDED, "assignment__", sweep, at=at)


def tell_of_answers(sweep: Sweep, *, at: datetime) -> Done:
    """Tell units that a difficulty of theirs was answered."""
    return _tell(_decided(Difficulty, "answered_at", [Difficulty.Status.ANSWERED], at), Kind.ANSWERED, "assignment__", sweep, at=at)


def _decided(model: Any, moment: str, statuses: list[str], at: datetime) -> QuerySet[Any]:
    """The rows that were decided in the last week so, on work that goes on with the unit."""
    recent = Q(**{f"{moment}__gt": at - LOOKED_BACK, f"{moment}__lte": at, "status__in": statuses})
    going_on = Q(assignment__campaign__status=Campaign.Status.OPEN, assignment__status__in=[*WITH_UNIT, Assignment.Status.SUSPENDED])
    found: QuerySet[Any] = model.objects.filter(recent, going_on)
    return found.annotate(since=TruncDate(moment))


def _tell(found: QuerySet[Any], kind: str, way: str, sweep: Sweep, *, at: datetime) -> Done:
    """Remind of each once, by the day `since`."""
    said = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=kind, day=OuterRef("since"))
    found = found.filter(~Exists(said))
    if not found.exists():
        return NOTHING
    with transaction.atomic():
        count = insert_from(
            Reminder,
            found,
            kind=kind,
            campaign=F(f"{way}campaign"),
            assignment=F(way.removesuffix("__") or "pk"),
            unit=F(f"{way}unit"),
            subject_id=F("pk"),
            day=F("since"),
            made_at=at,
            sweep=sweep,
        )
        tell(sweep, at=at)
    return Done(count=count)
