"""What the pages show of notices: a person's own, and for administrators the proof of what was due, told, sent and failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import below_any, staff_of
from workflows.models import Delivery, Notice, NoticeChoice, Reminder
from workflows.notices.sending import Status

LATE_AFTER = timedelta(hours=1)
"""What could have been sent for so long, and was not, is an alarm."""


def unread(person: Person) -> QuerySet[Notice]:
    """What the person has not read and is still so."""
    return Notice.objects.filter(person=person, read_at=None, closed_at=None)


def of(person: Person) -> QuerySet[Notice]:
    """Everything that the person was told, the newest first."""
    return Notice.objects.filter(person=person).order_by("-pk")


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Say that they were read; how many were new. One statement."""
    return notices.filter(read_at=None).update(read_at=at)


def choice_of(person: Person) -> NoticeChoice:
    """How the person wants to be told; the defaults, unsaved, for whoever has not chosen."""
    return NoticeChoice.objects.filter(person=person).first() or NoticeChoice(person=person)


@dataclass(frozen=True, slots=True)
class DayProof:
    """What happened to one day's reminders: found, passed over, told to people; and of what left by any channel, how it went."""

    day: date
    found: int
    passed: int
    told: int
    sent: int
    merged: int
    waiting: int
    retried: int
    failed: int
    skipped: int

    @property
    def is_empty(self) -> bool:
        """Nothing was to be told, and nothing went."""
        return not any((self.found, self.passed, self.told, self.sent, self.merged, self.waiting, self.retried, self.failed, self.skipped))


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose reminders an administrator may look at: all (`units` None), or of those below these units and their staff."""

    person: Person
    units: Sequence[OrgUnit] | None

    def reminders(self) -> QuerySet[Reminder]:
        """Those that ask a unit below."""
        return Reminder.objects.all() if self.units is None else Reminder.objects.filter(below_any(self.units, "unit__"))

    def notices(self) -> QuerySet[Notice]:
        """Those told to the staff below."""
        return Notice.objects.all() if self.units is None else Notice.objects.filter(person__in=self._staff())

    def deliveries(self) -> QuerySet[Delivery]:
        """Those to the staff below."""
        return Delivery.objects.all() if self.units is None else Delivery.objects.filter(person__in=self._staff())

    def _staff(self) -> QuerySet[Person]:
        return staff_of(self.person, self.units or []).order_by().values("pk")  # type: ignore[return-value]


def by_day(scope: Scope, *, first: date, last: date) -> list[DayProof]:
    """Each day from the last back to the first. Three queries."""
    begin = timezone.make_aware(datetime.combine(first, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), datetime.min.time()))
    found = scope.reminders().filter(made_at__gte=begin, made_at__lt=end).annotate(of=TruncDate("made_at")).values("of").order_by()
    found = found.annotate(found=Count("pk", filter=Q(passed_over=False)), passed=Count("pk", filter=Q(passed_over=True)))
    told = scope.notices().filter(created_at__gte=begin, created_at__lt=end).annotate(of=TruncDate("created_at")).values("of").order_by()
    gone = scope.deliveries().filter(day__gte=first, day__lte=last).values("day").order_by()
    gone = gone.annotate(
        sent=Count("pk", filter=Q(status=Status.SENT)),
        merged=Count("pk", filter=Q(status=Status.MERGED)),
        waiting=Count("pk", filter=Q(status__in=[Status.WAITING, Status.HELD, Status.SENDING])),
        retried=Count("pk", filter=Q(attempt_count__gt=1)),
        failed=Count("pk", filter=Q(status=Status.FAILED)),
        skipped=Count("pk", filter=Q(status=Status.SKIPPED)),
    )
    reminders: dict[date, dict[str, Any]] = {row["of"]: dict(row) for row in found}
    notices = dict(told.annotate(n=Count("pk")).values_list("of", "n"))
    deliveries: dict[date, dict[str, Any]] = {row["day"]: dict(row) for row in gone}
    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    names = ("sent", "merged", "waiting", "retried", "failed", "skipped")
    return [
        DayProof(
            day=day,
            found=reminders.get(day, {}).get("found", 0),
            passed=reminders.get(day, {}).get("passed", 0),
            told=notices.get(day, 0),
            **{name: deliveries.get(day, {}).get(name, 0) for name in names},
        )
        for day in days
    ]


def failures(scope: Scope) -> QuerySet[Delivery]:
    """What did not go, or not yet at the first attempt; the newest first, with what a row shows loaded."""
    troubled = scope.deliveries().filter(Q(status=Status.FAILED) | Q(status=Status.WAITING, attempt_count__gt=0))
    return troubled.select_related("person", "notice").order_by("-pk")


def oldest_waiting(scope: Scope, *, at: datetime) -> datetime | None:
    """Since when the oldest waits that could have gone more than an hour ago; None when nothing is late. One query."""
    late = scope.deliveries().filter(status__in=[Status.WAITING, Status.SENDING], next_at__lt=at - LATE_AFTER, attempt_count=0)
    oldest: datetime | None = late.aggregate(oldest=Min("next_at"))["oldest"]
    return oldest
