"""From what the clock found, or a person asks, to notices; and from notices to what leaves by e-mail, Telegram or Zalo."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, CharField, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Cast, Coalesce, Concat, Left, RowNumber
from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Report, ReportDue
from campaigns.queries import WITH_UNIT
from org_hierarchy.models import Person
from records.batches import batches
from records.events import digest, record
from workflows.models import Delivery, Notice, NoticeChoice, Reminder, Sweep
from workflows.notices.audience import ACTS, DECIDES, REVIEWS, holders, people_of, staff
from workflows.notices.rows import insert_from

Kind = Reminder.Kind
Channel, Status = Delivery.Channel, Delivery.Status

LATE = (Kind.OVERDUE, Kind.PERIOD_OVERDUE)
ABOUT_WORK = (Kind.SOON, Kind.TODAY, Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.SILENT, Kind.STALE, Kind.REVIEW)
"""The unit's staff is told of each piece of work; of what is late, and of what a person asks, its leaders too."""
DECIDED = (Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED)
ABOUT_NEWS = (Kind.RETURNED, Kind.REOPENED, Kind.PERIOD_ANEW, Kind.NEW_DATE, Kind.WOKEN, *DECIDED)
ABOUT_ALL = (Kind.GIVEN,)
"""The unit's staff is told once a day for all of a campaign."""
ABOUT_ANSWERS = (Kind.EXTENSION, Kind.SUSPENSION, Kind.DIFFICULTY, Kind.UNREVIEWED, Kind.INTERIM_WAITS)
"""Whoever has to answer, its leaders too, is told once a day for all of a campaign."""
JUST_ASKED = (Kind.SENT, Kind.WANTS_TIME, Kind.WANTS_REST, Kind.RAISED)
"""And before that the staff of whoever has to answer, that it is asked."""
FOR_HEADS = (Kind.WANTS_TIME, Kind.WANTS_REST, Kind.EXTENSION, Kind.SUSPENSION)
"""Of these a head decides (`assignment.decide_extension`, `.decide_suspension`); the others are answered by whoever reviews."""
ABOUT_CAMPAIGNS = (Kind.ALL_DONE, Kind.OVER)
ABOUT_LAST_DAY = (Kind.SOON, Kind.TODAY, Kind.OVERDUE)
ABOUT_PERIODS = (Kind.PERIOD_SOON, Kind.PERIOD_TODAY, Kind.PERIOD_OVERDUE, Kind.PERIOD_ANEW)
OWED = (ReportDue.Status.DUE, ReportDue.Status.RETURNED)
"""A report that the unit still has to send."""

ABOVE_FROM, LEADERS_FROM = 3, 7
"""Days late from which those above are told: the reviewer's staff and the monitor; then the reviewer's leaders and the issuing side."""
DRAFTING = "campaign__directive__drafting_unit"
"""The issuing side are the issuer and the unit in it that drafted the directive and follows it."""
WEEKLY_FROM = 14
"""From here on what is late is said once a week, in the digest."""

DEFAULTS = NoticeChoice()


@dataclass(frozen=True, slots=True)
class Together:
    """Reminders of which the people of a unit (a way from the reminder) are told all together."""

    made: QuerySet[Reminder]
    unit: str
    grant: str = ACTS
    leaders: bool = False


def tell(sweep: Sweep, *, at: datetime, only: Collection[int] | None = None) -> int:
    """Make the notices of a sweep's reminders, of `only` these subjects, with the ways out that each person has chosen; how many notices.

    In the caller's transaction, so that a reminder never is without its notices. A dozen statements, whatever the number.
    """
    made = Reminder.objects.filter(sweep=sweep, passed_over=False)
    made = made if only is None else made.filter(subject_id__in=only)
    return _tell(made, sweep, kinds=set(made.order_by().values_list("kind", flat=True).distinct()), at=at)


@transaction.atomic
def remind(assignments: QuerySet[Assignment], *, by: Person, at: datetime, text: str = "") -> int:
    """Tell the units of these assignments, those that still have to act, that somebody waits; how many assignments.

    Once a day for each: whoever reminds again the same day reminds nobody. One event per campaign, its members under a digest. Whether the
    person may is asked before. A dozen statements and one per campaign.
    """
    today = timezone.localdate(at)
    asked = assignments.filter(status__in=WITH_UNIT, campaign__status=Campaign.Status.OPEN)
    sweep = Sweep.objects.create(name="asked", planned_for=at, begun_at=at, ended_at=at)
    insert_from(
        Reminder,
        asked,
        kind=Kind.ASKED,
        campaign=F("campaign"),
        assignment=F("pk"),
        unit=F("unit"),
        subject_id=F("pk"),
        day=today,
        note=text.strip()[:300],
        made_at=at,
        made_by=by,
        sweep=sweep,
    )
    members: dict[int, list[int]] = {}
    for campaign, assignment in sweep.reminders.values_list("campaign", "assignment"):
        members.setdefault(campaign, []).append(assignment or 0)
    for campaign, ids in sorted(members.items()):
        record(
            "campaigns.reminded", Campaign(pk=campaign), by=by, at=at, after={"count": len(ids), "digest": digest(ids), "text": text[:300]}
        )
    sweep.count = sum(map(len, members.values()))
    sweep.save(update_fields=["count"])
    tell(sweep, at=at)
    return sweep.count


def close_notices(*, at: datetime) -> int:
    """Close what need not be told any more: the unit has reported, the work was taken away or has another last day; what waited to be
    sent is not sent.

    Five statements.
    """
    told = Notice.objects.filter(closed_at=None, assignment__isnull=False)
    over = ~Q(assignment__status__in=WITH_UNIT) | Q(assignment__campaign__status=Campaign.Status.CONCLUDED)
    heard = Report.objects.filter(assignment=OuterRef("assignment"), submitted_at__gt=OuterRef("created_at"))
    still_owed = ReportDue.objects.filter(pk=OuterRef("subject_id"), status__in=OWED)
    closed = told.filter(over).exclude(kind__in=DECIDED).update(closed_at=at)
    closed += told.filter(~Q(day=F("assignment__due_date")), kind__in=ABOUT_LAST_DAY).update(closed_at=at)
    closed += told.filter(Exists(heard), kind__in=[Kind.SILENT, Kind.STALE]).update(closed_at=at)
    closed += told.filter(~Exists(still_owed), kind__in=ABOUT_PERIODS).update(closed_at=at)
    if closed:
        waiting = Delivery.objects.filter(status__in=[Status.WAITING, Status.HELD], notice__closed_at__isnull=False)
        waiting.update(status=Status.SKIPPED, error="Việc đã xong trước khi gửi")
    return closed


def channels() -> list[str]:
    """The ways out that this installation has."""
    there = {
        Channel.EMAIL: settings.EMAIL_HOST,
        Channel.TELEGRAM: settings.NOTICES_TELEGRAM_TOKEN,
        Channel.ZALO: settings.NOTICES_ZALO_TOKEN,
    }
    return [channel for channel, is_set in there.items() if is_set]


def _tell(made: QuerySet[Reminder], sweep: Sweep, *, kinds: set[str], at: datetime) -> int:
    if not kinds:
        return 0
    today, count = timezone.localdate(at), 0
    if kinds & {*ABOUT_WORK, *ABOUT_NEWS}:
        count += _one_each(staff(made.filter(kind__in=[*ABOUT_WORK, *ABOUT_NEWS]), "unit", ACTS, on=today), sweep, at=at)
    if kinds & set(ABOUT_ALL):
        count += _one_per_campaign(staff(made.filter(kind__in=ABOUT_ALL), "unit", ACTS, on=today), sweep, at=at)
    if kinds & {*LATE, Kind.ASKED}:
        count += _one_each(holders(made.filter(kind__in=[*LATE, Kind.ASKED]), "unit", ACTS, on=today), sweep, at=at)
    together: list[Together] = []
    made = _of_the_day(made, today)
    if kinds & set(LATE):
        late = made.filter(kind__in=LATE, step__gte=ABOVE_FROM)
        longer = late.filter(step__gte=LEADERS_FROM)
        together += [
            Together(longer, "assignment__reviewer", REVIEWS, leaders=True),
            Together(late, "assignment__reviewer", REVIEWS),
            Together(late.filter(assignment__parent=None), "campaign__monitor"),  # what was given further is for who gave it
            Together(longer.filter(assignment__parent=None), "campaign__issuer"),
            Together(longer.filter(assignment__parent=None), DRAFTING),
        ]
    if kinds & {Kind.SILENT, Kind.REVIEW}:
        quiet = made.filter(kind__in=[Kind.SILENT, Kind.REVIEW])
        together += [
            Together(quiet, "assignment__reviewer", REVIEWS),
            Together(quiet.filter(assignment__parent=None), "campaign__monitor"),
        ]
    if kinds & set(ABOUT_ANSWERS):
        together += _to_answer(made.filter(kind__in=ABOUT_ANSWERS), leaders=True)
    if kinds & {Kind.RECALLED, Kind.REMARKED}:
        together.append(Together(made.filter(kind__in=[Kind.RECALLED, Kind.REMARKED]), "unit"))
    if kinds & set(JUST_ASKED):
        together += _to_answer(made.filter(kind__in=JUST_ASKED))
    if Kind.REFUSED in kinds:
        refused = made.filter(kind=Kind.REFUSED)
        own = refused.filter(assignment__parent=None)
        together += [
            Together(refused, "unit", REVIEWS),
            Together(refused, "assignment__parent__unit"),
            *(Together(own, unit) for unit in (DRAFTING, "campaign__monitor")),
            Together(own, "campaign__issuer", REVIEWS),
        ]
    if kinds & set(ABOUT_CAMPAIGNS):
        done = made.filter(kind__in=ABOUT_CAMPAIGNS)
        together += [Together(done, "unit", DECIDES), Together(done, DRAFTING), Together(done.filter(kind=Kind.OVER), "campaign__monitor")]
    count += _one_for_all(together, sweep, at=at)
    send_by_channels(sweep, at=at)
    return count


def _to_answer(made: QuerySet[Reminder], *, leaders: bool = False) -> list[Together]:
    for_heads = Q(kind__in=FOR_HEADS)
    return [
        Together(made.filter(for_heads), "unit", DECIDES, leaders=leaders),
        Together(made.exclude(for_heads), "unit", REVIEWS, leaders=leaders),
    ]


def _of_the_day(made: QuerySet[Reminder], today: date) -> QuerySet[Reminder]:
    """What was found today of the campaigns of these reminders, by whichever sweep. One query."""
    midnight = timezone.make_aware(datetime.combine(today, time()))
    campaigns = made.order_by().values_list("campaign", flat=True).distinct()
    return Reminder.objects.filter(passed_over=False, made_at__gte=midnight, campaign__in=list(campaigns))


def send_by_channels(sweep: Sweep, *, at: datetime) -> None:
    """Order a sweep's notices by every way out that there is. A statement for each."""
    for channel in channels():
        _send_by(channel, sweep, at=at)


def _one_each(found: QuerySet[Any], sweep: Sweep, *, at: datetime) -> int:
    """A notice for each reminder and person."""
    return insert_from(
        Notice,
        found,
        person=F("person"),
        kind=F("kind"),
        step=F("step"),
        title=Left("campaign__name", 300),
        note=F("note"),
        subject_id=F("subject_id"),
        day=F("day"),
        path=_joined(resolve_url(Assignment(pk=0)).removesuffix("0/"), F("assignment"), "/"),
        key=_joined(F("kind"), ".", F("step"), ":", F("subject_id"), ":", F("day"), ":", F("occasion"), ":", F("person")),
        assignment=F("assignment"),
        sweep=sweep,
        created_at=at,
    )


def _one_per_campaign(found: QuerySet[Any], sweep: Sweep, *, at: datetime) -> int:
    """A notice for each person and campaign, which leads to the campaign and says how many pieces of work it gives."""
    today = timezone.localdate(at)
    return insert_from(
        Notice,
        found,
        person=F("person"),
        kind=F("kind"),
        count=Count("pk", distinct=True),
        title=Left("campaign__name", 300),
        day=today,
        path=_joined(resolve_url(Campaign(pk=0)).removesuffix("0/"), F("campaign"), "/"),
        key=_joined(F("kind"), ":c", F("campaign"), ":", today.isoformat(), ":", F("occasion"), ":", F("person")),
        sweep=sweep,
        created_at=at,
    )


def _one_for_all(together: Sequence[Together], sweep: Sweep, *, at: datetime) -> int:
    """One notice for each person, campaign, kind and step, and no second one the same day: it says of how many pieces of work it speaks.

    What comes later the same day is counted in it, and it is unread again. Counted by unit first: ten thousand reminders of one reviewer
    are one row. Asking for its people row by row was tried: PostgreSQL took ten seconds. Three queries for each of `together`, and one for
    each 500 notices.
    """
    today = timezone.localdate(at)
    told: dict[str, Notice] = {}
    for some in together:
        counted = some.made.filter(**{f"{some.unit}__isnull": False}).order_by()
        by = (some.unit, "campaign", "campaign__name", "kind", "step", "occasion")
        rows = list(counted.values_list(*by).annotate(Count("pk")))
        people = people_of({unit for unit, *_ in rows}, some.grant, leaders=some.leaders, on=today)
        mine: dict[str, Notice] = {}
        for unit, campaign, name, kind, step, occasion, count in rows:
            for person in people.get(unit, ()):
                key = f"{kind}.{step}:c{campaign}:{today}:{person}{f':{occasion}' if occasion else ''}"
                if key in mine:
                    mine[key].count += count
                elif key not in told:
                    path = resolve_url(Campaign(pk=campaign))
                    mine[key] = Notice(
                        person_id=person, kind=kind, step=step, count=count, title=name[:300], day=today, path=path, key=key, sweep=sweep,
                        created_at=at,
                    )  # fmt: skip
        told |= mine
    known: dict[str, tuple[int, int]] = {}
    for keys in batches(told, 500):
        known |= {key: (pk, count) for pk, key, count in Notice.objects.filter(key__in=keys).values_list("pk", "key", "count")}
    new = [notice for key, notice in told.items() if key not in known]
    Notice.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    more = [Notice(pk=known[key][0], count=one.count) for key, one in told.items() if key in known and one.count > known[key][1]]
    Notice.objects.bulk_update(more, ["count", "read_at"], batch_size=500)
    return len(new)


def _joined(*parts: Any) -> Any:
    texts = [Value(part, output_field=CharField()) if isinstance(part, str) else Cast(part, CharField()) for part in parts]
    return Concat(*texts, output_field=CharField())


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
    urgency = Case(When(kind__in=[*LATE, Kind.TODAY], then=0), When(kind__in=[Kind.ASKED, *ABOUT_ANSWERS], then=1), default=2)
    ordered = Delivery.objects.filter(notice=OuterRef("pk"), channel=channel)
    found = Notice.objects.filter(has, ~Exists(ordered), sweep=sweep, person__is_active=True).annotate(
        rank=Window(RowNumber(), partition_by=[F("person")], order_by=[urgency, F("pk")]) + spent,
        budget=Coalesce(F(f"{choice}__budget"), DEFAULTS.budget, output_field=IntegerField()),
        only_digest=Coalesce(F(f"{choice}__only_digest"), Value(False)),
    )
    held = Q(only_digest=True) | Q(kind__in=LATE, step__gte=WEEKLY_FROM) | Q(rank__gt=F("budget"))
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
