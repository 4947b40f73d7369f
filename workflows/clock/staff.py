"""Who holds which post has changed, or somebody is away and another stands in: who goes on with the open work and who leaves it are told.

Nothing moves: work belongs to posts and units, and whoever holds the post has it.
"""

from datetime import date, datetime, timedelta
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from org_hierarchy.models import Absence, Appointment, Post
from records.models import Event
from workflows.clock.reminding import looks_since
from workflows.clock.sweeping import NOTHING, Done
from workflows.models import Reminder, Sweep
from workflows.notices.staff import Change, tell_of_changes

Kind = Reminder.Kind
Row = TypeVar("Row", Appointment, Absence)

WEEK = timedelta(days=7)
"""How far back every run looks at least: changes are entered some days after their day."""
ENTERED: dict[str, str] = {
    Kind.APPOINTED: "org_hierarchy.person_appointed",
    Kind.LEFT_POST: "org_hierarchy.appointment_ended",
    Kind.AWAY: "org_hierarchy.absence_set",
    Kind.BACK: "org_hierarchy.absence_ended",
}
"""The act by which somebody enters each; what was entered later than that is told when it is. What the system loads itself is no news."""
MOST = 2_000
"""Changes of one run; what is more is told by the next."""
_ANY = Q()


def tell_of_staff(sweep: Sweep, *, at: datetime) -> Done:
    """Tell of every appointment and absence that began or ended since the last good run, or in the last week, or was entered since then for
    a day before, each once."""
    today, since = timezone.localdate(at), looks_since(sweep)
    changes = [*_appointments(since, today), *_absences(since, today)][:MOST]
    if not changes:
        return NOTHING
    with transaction.atomic():
        tell_of_changes(changes, sweep, at=at)
    return Done(count=len(changes))


def _appointments(since: datetime, today: date) -> list[Change]:
    """Whoever held the same post on the day before, or goes on holding it, has changed nothing; what a unit took with it when it ended is
    told with its work."""
    held = Appointment.objects.exclude(post__role=Post.Role.ADMINISTRATOR).select_related("person", "post__unit")
    same = Appointment.objects.filter(post=OuterRef("post"), person=OuterRef("person")).exclude(pk=OuterRef("pk"))
    lasting = held.filter(Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))
    began = lasting.exclude(Exists(same.filter(valid_to=OuterRef("valid_from"))))
    ended = lasting.exclude(Exists(same.filter(valid_from=OuterRef("valid_to")))).exclude(valid_to=F("post__unit__valid_to"))
    return [
        *(
            Change(Kind.APPOINTED, row.pk, row.valid_from, row.post, row.person)
            for row in _new(began, "valid_from", Kind.APPOINTED, since, today)
        ),
        *(
            Change(Kind.LEFT_POST, row.pk, row.valid_to or today, row.post, row.person)
            for row in _new(ended, "valid_to", Kind.LEFT_POST, since, today)
        ),
    ]


def _absences(since: datetime, today: date) -> list[Change]:
    """An absence that ends because the holder leaves the post is told with that; one that was over when it was entered is not told."""
    away = Absence.objects.select_related("substitute", "appointment__person", "appointment__post__unit")
    back = away.exclude(valid_to=F("appointment__valid_to"))
    return [
        Change(kind, row.pk, getattr(row, day), row.appointment.post, row.appointment.person, row.substitute, row.valid_to)
        for kind, day, rows in ((Kind.AWAY, "valid_from", away), (Kind.BACK, "valid_to", back))
        for row in _new(rows, day, kind, since, today, late=Q(valid_to__gt=today) if kind == Kind.AWAY else Q())
    ]


def _new(rows: QuerySet[Row], day: str, kind: str, since: datetime, today: date, *, late: Q = _ANY) -> list[Row]:
    """Those whose day came since then, or that were entered since then as far as `late` holds of them, and that were not told, in order."""
    said = Reminder.objects.filter(subject_id=OuterRef("pk"), kind=kind, day=OuterRef(day))
    entered = Event.objects.filter(subject_type=rows.model._meta.label_lower, action=ENTERED[kind], at__gt=since, by__isnull=False)
    came = Q(**{f"{day}__gt": min(timezone.localdate(since), today - WEEK)}) | late & Q(pk__in=entered.values("subject_id"))
    return list(rows.filter(came, ~Exists(said), **{f"{day}__lte": today}).order_by(day, "pk")[:MOST])
