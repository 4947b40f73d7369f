"""Answers about campaigns and their assignments: who sees what, what is late, who is silent."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from django.db.models import CharField, Count, Exists, F, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from campaigns.models import Assignment, Campaign, CampaignTask, CarryingRules, Partner, Report
from directives.models import Recipient
from directives.queries import HELD, acting_units
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person, UnitVersion, valid_on
from records.batches import batches
from records.models import Job

Status = Assignment.Status
Row = TypeVar("Row", bound=Model)

LEFT_OUT = (Status.REFUSED, Status.RECALLED)
"""Not expected of anybody any more: left out of every ratio (domain rule 11)."""

WITH_UNIT = (Status.ISSUED, Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED)
"""Open, and it is the unit that must act."""

EXPECTED = ~Q(status__in=LEFT_OUT)

STATES: Mapping[str, str] = {
    "new": "Chưa tiếp nhận",
    "doing": "Đang thực hiện",
    "review": "Chờ duyệt",
    "returned": "Trả lại",
    "overdue": "Quá hạn",
    "done": "Hoàn thành",
    "refused": "Từ chối, thu hồi",
}
"""Every assignment is in exactly one; all but the last are expected."""

DEEPEST = 10  # levels that Assignment.path has room for
SOON_WORKING_DAYS = 3  # domain rule 8
SOON_CALENDAR_DAYS = 30
"""Three working days never stretch over more, Tết included; for a date further off the calendar would compute decades of holidays."""


def state(name: str, *, today: date) -> Q:
    """The assignments in one of STATES on that day; KeyError for another name.

    Overdue takes what the unit has not reported by its last day, whether received or not. What waits for its reviewer is not overdue, nor
    what stands still by agreement.
    """
    past = Q(due_date__isnull=False, due_date__lt=today)
    return {
        "new": Q(status=Status.ISSUED) & ~past,
        "doing": Q(status__in=[Status.RECEIVED, Status.IN_PROGRESS]) & ~past | Q(status=Status.SUSPENDED),
        "review": Q(status=Status.REPORTED),
        "returned": Q(status=Status.RETURNED) & ~past,
        "overdue": Q(status__in=WITH_UNIT) & past,
        "done": Q(status=Status.ACCEPTED),
        "refused": Q(status__in=LEFT_OUT),
    }[name]


LATE = Q(due_date__isnull=False, reported_date__gt=F("due_date"))
"""Reported after the last day, whatever has become of the report; judged by the day of the written reply (domain rule 10)."""

EXTENDED = Q(reported_date__gt=F("original_due_date"), reported_date__lte=F("due_date"))
"""Reported on time by a later day than the first one: kept apart from what was on time from the start."""


class Dated(Protocol):
    """What a deadline is judged by; an Assignment has it."""

    status: str
    due_date: date | None
    reported_date: date | None


def state_of(assignment: Dated, *, today: date) -> str:
    """Which of STATES the assignment is in: `state` for one row already loaded."""
    if assignment.status in LEFT_OUT:
        return "refused"
    if assignment.status == Status.ACCEPTED:
        return "done"
    if assignment.status == Status.REPORTED:
        return "review"
    if assignment.due_date is not None and assignment.due_date < today and assignment.status != Status.SUSPENDED:
        return "overdue"
    return {Status.ISSUED: "new", Status.RETURNED: "returned"}.get(Status(assignment.status), "doing")


def due_state(assignment: Dated, *, today: date, calendar: Calendar | None = None) -> str:
    """How it stands to its deadline: "on_time", "soon" (at most 3 working days left), "overdue", "late" or "none" (domain rule 8).

    Reported and accepted ones are "on_time" or "late" by the day of the reply. A list passes a calendar from today on, loaded once;
    without it each call loads one.
    """
    due_date = assignment.due_date
    if due_date is None or assignment.status in LEFT_OUT or assignment.status == Status.SUSPENDED:
        return "none"
    if assignment.status in (Status.REPORTED, Status.ACCEPTED):
        return "late" if assignment.reported_date is not None and assignment.reported_date > due_date else "on_time"
    if due_date < today:
        return "overdue"
    if (due_date - today).days > SOON_CALENDAR_DAYS:
        return "on_time"
    calendar = calendar or Calendar.load(today, due_date)
    return "soon" if calendar.working_days_between(today, due_date) <= SOON_WORKING_DAYS else "on_time"


@dataclass(frozen=True, slots=True)
class Standing:
    """An assignment on one day as pages draw it.

    `look` is a kind of status (its state, with overdue as "late" and refused as "recalled"), `label` its word; `due` the tint of its
    deadline: "on_time", "due_soon", "late", "closed" or "no_date". `in_time` judges what has been reported, and is None before that or
    without a deadline; `was_extended`: in time only by a later day than the first one.
    """

    look: str
    label: str
    due_date: date | None
    due: str
    in_time: bool | None
    today: date
    was_extended: bool = False

    @property
    def is_late(self) -> bool:
        """What a page marks red."""
        return self.look == "late"


def standing(assignment: Assignment, *, today: date, calendar: Calendar | None = None) -> Standing:
    """How the assignment stands on that day; a list passes a calendar (see `due_state`)."""
    state_now = state_of(assignment, today=today)
    judged = due_state(assignment, today=today, calendar=calendar)
    due, in_time = {"soon": "due_soon", "overdue": "late", "none": "no_date"}.get(judged, judged), None
    if assignment.due_date is not None and state_now in {"done", "review", "refused"}:
        due = "closed"
        in_time = None if state_now == "refused" else judged != "late"
    return Standing(
        look={"overdue": "late", "refused": "recalled"}.get(state_now, state_now),
        label=assignment.get_status_display() if state_now == "refused" or assignment.status == Status.SUSPENDED else STATES[state_now],
        due_date=assignment.due_date,
        due=due,
        in_time=in_time,
        today=today,
        was_extended=bool(in_time) and _is_after(assignment.reported_date, assignment.original_due_date),
    )


def _is_after(day: date | None, other: date | None) -> bool:
    return day is not None and other is not None and day > other


# Who sees what (domain rule 14)


def visible_to(person: Person) -> QuerySet[Campaign]:
    """The campaigns that a person may open: those that one's units issue, draft, monitor, review, take part in or are partners of.

    A unit that merely stands above one that takes part does not see it, nor does one that has refused the document or given it back.
    """
    mine = acting_units(person)
    own = Q(Q(unit__in=mine), ~given_back())
    taking_part = Assignment.objects.filter(own | _reviewed(mine), campaign=OuterRef("pk"))
    partner = _partners(mine).filter(task__campaign=OuterRef("pk"))
    return Campaign.objects.filter(_leading(person) | Exists(taking_part) | Exists(partner))


def sees_whole(person: Person, campaign: Campaign) -> bool:
    """Whether the person sees every unit's part of the campaign: its issuer's, drafting unit's or monitor's people. One query."""
    leading = {campaign.issuer_id, campaign.monitor_id, campaign.directive.drafting_unit_id} - {None}
    return acting_units(person).filter(content_object_id__in=leading).exists()


def whole_among(person: Person, campaign_ids: Iterable[int]) -> set[int]:
    """Which of these campaigns the person sees whole, by `sees_whole`'s rule. One query."""
    return set(Campaign.objects.filter(_leading(person), pk__in=list(campaign_ids)).values_list("pk", flat=True))


def _leading(person: Person, prefix: str = "") -> Q:
    mine = acting_units(person)
    return Q(**{f"{prefix}issuer__in": mine}) | Q(**{f"{prefix}monitor__in": mine}) | Q(**{f"{prefix}directive__drafting_unit__in": mine})


def given_back(unit: str = "unit", *, campaign: str = "campaign") -> Exists:
    """Whether the unit (by its way from an assignment, as the campaign by its own) has refused the document or given it back: it sees no
    more what that asks of it."""
    copies = Recipient.objects.filter(directive=OuterRef(f"{campaign}__directive"), unit=OuterRef(unit))
    return Exists(copies.exclude(status__in=HELD))


def _partners(mine: QuerySet[Any, Any]) -> QuerySet[Partner]:
    """Where these units are partners, and still have the document before them."""
    return Partner.objects.filter(~given_back(campaign="task__campaign"), unit__in=mine)


def assignments_visible_to(person: Person) -> QuerySet[Assignment]:
    """The assignments that a person may see.

    All of a campaign that one's unit issues, drafts or monitors; elsewhere one's unit's own, those of the units that stood under it on the
    day of issue when it takes part itself, those it reviews, all that was given on from its own, and those of the tasks in which it is a
    partner. A unit that has refused the document or given it back takes no part.
    """
    mine = acting_units(person)
    # From one's own few rows down the range of each: asked the other way round, row by row, PostgreSQL needs seconds.
    at_or_below_own = Assignment.objects.filter(
        ~given_back("campaign__assignments__unit"),
        campaign__assignments__unit__in=mine,
        path__gte=F("campaign__assignments__path"),
        path__lt=Concat("campaign__assignments__path", Value(":")),  # ':' follows '9'
    )
    own = Q(pk__in=at_or_below_own.values("pk")) | _reviewed(mine) | Q(task__in=_partners(mine).values("task"))
    own |= Q(pk__in=_given_on(mine).values("pk"))
    return Assignment.objects.filter(_leading(person, "campaign__") | own)


def _reviewed(mine: QuerySet[Any, Any]) -> Q:
    """The assignments of which these units review the reports; not those that have given the document back."""
    return Q(Q(reviewer__in=mine), ~given_back("reviewer"))


def _given_on(mine: QuerySet[Any, Any]) -> QuerySet[Assignment]:
    """What was given on from the assignments of these units; under another line of command at most so many times."""
    above = Q()
    for way in GIVERS:
        above |= Q(Q(**{f"{way}__unit__in": mine}), ~given_back(f"{way}__unit"))
    return Assignment.objects.filter(above, parent__isnull=False).order_by()


GIVERS = tuple("__".join(["parent"] * steps) for steps in range(1, 7))
"""The ways to whoever gave an assignment on, the nearest first. Inside one line everything below is seen by its path, however deep."""


def assignments_in(campaign: Campaign, *, seen_by: Person) -> QuerySet[Assignment]:
    """The campaign's assignments that a person may see, by the rules of `assignments_visible_to`; at most two queries now."""
    rows = Assignment.objects.filter(campaign=campaign)
    if sees_whole(seen_by, campaign):
        return rows
    mine = acting_units(seen_by)
    seen = _reviewed(mine) | Q(task__in=_partners(mine).values("task"))
    seen |= Q(pk__in=_given_on(mine).filter(campaign=campaign).values("pk"))
    for path in rows.filter(~given_back(), unit__in=mine).order_by().values_list("path", flat=True).distinct():
        seen |= _at_or_below(path)
    return rows.filter(seen)


# Lists


def slim(rows: QuerySet[Row], campaign: str = "") -> QuerySet[Row]:
    """The rows without what no page shows of their campaign (named by its way from the row): the snapshot, and the directive's source text.

    Each of the two may be larger than all the rest of a page's rows together.
    """
    way = f"{campaign}__" if campaign else ""
    return rows.defer(f"{way}snapshot", f"{way}directive__source_text")


def as_of(campaign: Campaign, today: date) -> date:
    """The day whose numbers a campaign shows: the day of its conclusion once it is concluded, else today."""
    return timezone.localdate(campaign.concluded_at) if campaign.concluded_at else today


def assignments_of(unit: OrgUnit) -> QuerySet[Assignment]:
    """What a unit owes and has done: with task, campaign and directive loaded; the nearest deadline first, no deadline last."""
    rows = slim(Assignment.objects.filter(unit=unit).select_related("task", "campaign__directive", "reviewer"), "campaign")
    return rows.order_by(F("due_date").asc(nulls_last=True), "campaign", "task__position")


def counted_once(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Of these, what counts: a part that was given on from another of them is in that one already (counted apart by `rollup.nodes`)."""
    return rows.filter(Q(parent=None) | ~Q(parent__in=rows.order_by().values("pk")))


def overdue(*, today: date, campaign: Campaign | None = None) -> QuerySet[Assignment]:
    """What units should have reported before that day and have not, of one campaign or of all that go on; the oldest deadline first.

    With unit and task loaded. Of one campaign what its issuer gave, not what units gave on.
    """
    scope = Q(campaign=campaign, parent=None) if campaign is not None else Q(campaign__status=Campaign.Status.OPEN)
    rows = Assignment.objects.filter(scope, state("overdue", today=today))
    return rows.select_related("unit", "task").order_by("due_date", "unit__sort_name", "pk")


def is_silent(campaign: Campaign) -> Q:
    """The campaign's assignments that are expected of units from which no report of any kind has come, on any task."""
    heard = Report.objects.filter(assignment__campaign=campaign).values("assignment__unit")
    return Q(EXPECTED, ~Q(unit__in=heard), campaign=campaign)


def silent(campaign: Campaign, *, among: QuerySet[Assignment] | None = None) -> QuerySet[OrgUnit]:
    """The units from which something is expected and nothing has come, in the order of names; with `among`, of those assignments alone.

    What was given on from another of them is left out, as in the counts.
    """
    whole = Assignment.objects.filter(campaign=campaign, parent=None) if among is None else counted_once(among)
    rows = whole.filter(is_silent(campaign))
    return OrgUnit.objects.filter(pk__in=rows.order_by().values("unit")).order_by("sort_name", "pk")


def frozen_path(campaign: Campaign, unit: OrgUnit) -> str:
    """Where the unit stood in the hierarchy on the campaign's day of issue; where it stands now if it was not there yet. One query."""
    version = UnitVersion.objects.filter(valid_on(campaign.opened_date), unit=unit).values_list("path", flat=True).first()
    return version or unit.path


def below(campaign: Campaign, unit: OrgUnit) -> Q:
    """The assignments of the unit and of all that stood under it on the campaign's day of issue. One query, now."""
    return _at_or_below(frozen_path(campaign, unit))


def _at_or_below(path: str) -> Q:
    return Q(path__gte=path, path__lt=path + ":")  # ':' follows '9'


def carrying_rules(unit: OrgUnit) -> CarryingRules:
    """How the directives that the unit issues are carried out; what holds without any rules, when it has set none. One query."""
    return CarryingRules.objects.filter(unit=unit).first() or CarryingRules(unit=unit)


def carrying_rules_in(campaign_id: int) -> CarryingRules:
    """Those of the campaign's issuer. One query."""
    return CarryingRules.objects.filter(unit__campaigns=campaign_id).first() or CarryingRules()


def tasks_opening(today: date) -> QuerySet[CampaignTask]:
    """The tasks of open campaigns whose first day has come and whose delivery was not ordered yet; with campaign and directive. One query.

    Whether any unit has it was asked before: a unit that the issuer added early in the morning kept all others waiting for good.
    """
    key = Concat(Value("deliver:"), Cast("campaign__directive", CharField()), Value(":"), Cast("opens_date", CharField()))
    due = CampaignTask.objects.filter(opens_date__lte=today, campaign__status=Campaign.Status.OPEN).annotate(delivery=key)
    due = due.filter(~Exists(Job.objects.filter(key=OuterRef("delivery"))))
    return slim(due.select_related("campaign__directive"), "campaign").order_by("campaign", "position")


# What is open, as `org_hierarchy.work` asks


def open_in(unit_ids: Collection[int]) -> dict[int, int]:
    """How many assignments of open campaigns each of these units has still to finish, by unit id. One query per 500 units."""
    return _open_by("unit", unit_ids)


def reviewed_by(unit_ids: Collection[int]) -> dict[int, int]:
    """How many assignments of open campaigns each of these units reviews when they are reported, by unit id. One query per 500 units."""
    return _open_by("reviewer", unit_ids)


def _open_by(side: str, unit_ids: Collection[int]) -> dict[int, int]:
    rows = Assignment.objects.filter(campaign__status=Campaign.Status.OPEN, status__in=Assignment.OPEN).order_by()
    counts = (rows.filter(**{f"{side}__in": some}).values_list(side).annotate(Count("pk")) for some in batches(unit_ids, 500))
    return {pk: count for some in counts for pk, count in some}


# Work that the machine is doing


def jobs_of(campaign: Campaign) -> list[Job]:
    """The jobs that give out the assignments and write the report of this campaign, while they are not done. One query.

    Found by their keys, which `workflows.steps` gives: "deliver:<directive>", with the first day of a later phase behind it,
    "consolidated_report:<campaign>", and "group_act:<campaign>:" for what is done to many units.
    """
    keys = [f"deliver:{campaign.directive_id}", f"consolidated_report:{campaign.pk}"]
    mine = Q(key__in=keys) | Q(key__startswith=f"deliver:{campaign.directive_id}:") | Q(key__startswith=f"group_act:{campaign.pk}:")
    return list(Job.objects.filter(mine).exclude(status=Job.Status.DONE).select_related("result").order_by("pk"))
