"""From notices to what leaves by e-mail, Telegram or Zalo: at once up to each person's budget of the day, the rest in the digest; what is
urgent also to who wants all else in the digest."""

from datetime import datetime

from django.conf import settings
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from workflows.models import Delivery, Notice, NoticeChoice, Reminder, Sweep
from workflows.notices.rows import insert_from

Kind = Reminder.Kind
Channel, Status = Delivery.Channel, Delivery.Status

LATE = (Kind.OVERDUE, Kind.PERIOD_OVERDUE, Kind.STEP_LATE)
NEXT = (Kind.ASKED, Kind.EXTENSION, Kind.SUSPENSION, Kind.DIFFICULTY, Kind.UNREVIEWED, Kind.INTERIM_WAITS)
"""What goes at once behind what is late or ends today."""
WEEKLY_FROM = 14
"""From here on what is late is said once a week, in the digest."""

DEFAULTS = NoticeChoice()


def channels() -> list[str]:
    """The ways out that this installation has."""
    there = {
        Channel.EMAIL: settings.EMAIL_HOST,
        Channel.TELEGRAM: settings.NOTICES_TELEGRAM_TOKEN,
        Channel.ZALO: settings.NOTICES_ZALO_TOKEN,
    }
    return [channel for channel, is_set in there.items() if is_set]


def send_by_channels(sweep: Sweep, *, at: datetime) -> None:
    """Order a sweep's notices by every way out that there is. A statement for each."""
    for channel in channels():
        _send_by(channel, sweep, at=at)


def _send_by(channel: str, sweep: Sweep, *, at: datetime) -> int:
    """Order a sweep's notices by one channel, for those who have it: at once up to the person's budget of the day, the rest in the digest.

    The nearest to its end first. One statement.
    """
    today = timezone.localdate(at)
    choice = "person__notice_choice"
    has = {
        Channel.EMAIL: ~Q(person__email="") & (Q(**{f"{choice}__by_email": True}) | Q(**{choice: None})),
        Channel.TELEGRAM: Q(**{f"{choice}__telegram__gt": ""}),
        Channel.ZALO: Q(**{f"{choice}__zalo__gt": ""}),
    }[Channel(channel)]
    before = Delivery.objects.filter(person=OuterRef("person"), day=today, channel=channel).exclude(status=Status.HELD).order_by()
    spent = Coalesce(Subquery(before.values("person").annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())
    urgency = Case(When(Q(is_urgent=True) | Q(kind__in=[*LATE, Kind.TODAY]), then=0), When(kind__in=NEXT, then=1), default=2)
    ordered = Delivery.objects.filter(notice=OuterRef("pk"), channel=channel)
    found = Notice.objects.filter(has, ~Exists(ordered), sweep=sweep, person__is_active=True).annotate(
        rank=Window(RowNumber(), partition_by=[F("person")], order_by=[urgency, F("pk")]) + spent,
        budget=Coalesce(F(f"{choice}__budget"), DEFAULTS.budget, output_field=IntegerField()),
        only_digest=Coalesce(F(f"{choice}__only_digest"), Value(False)),
    )
    held = Q(only_digest=True, is_urgent=False) | Q(kind__in=LATE, step__gte=WEEKLY_FROM) | Q(rank__gt=F("budget"))
    return insert_from(
        Delivery,
        found,
        person=F("person"),
        notice=F("pk"),
        channel=channel,
        status=Case(When(held, then=Value(Status.HELD)), default=Value(Status.WAITING), output_field=CharField()),
        day=today,
        next_at=at,
        created_at=at,
    )
