"""Who sees what (domain rule 14): campaigns, and the assignments in them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from campaigns.models import Assignment, Campaign, Partner
from campaigns.queries.places import at_or_below
from directives.models import Recipient
from directives.queries import HELD, acting_units, left_units
from org_hierarchy.models import Keeping, OrgUnit, Person


def visible_to(person: Person) -> QuerySet[Campaign]:
    """The campaigns that a person may open: those that one's units issue, draft, monitor, review, take part in or are partners of.

    A unit that merely stands above one that takes part does not see it, nor does one that has refused the document or given it back. What
    units issued, drafted, monitored and carried out that have ended is open to whoever keeps their papers.
    """
    mine, left = acting_units(person), left_units(person)
    own = Q(Q(unit__in=mine) | Q(unit__in=left), ~given_back())
    taking_part = Assignment.objects.filter(own | _reviewed(mine), campaign=OuterRef("pk"))
    partner = _partners(mine).filter(task__campaign=OuterRef("pk"))
    return Campaign.objects.filter(_leading(person) | Exists(taking_part) | Exists(partner))


def sees_whole(person: Person, campaign: Campaign) -> bool:
    """Whether the person sees every unit's part of the campaign: its issuer's, drafting unit's or monitor's people, and whoever keeps the
    papers of one that has ended. One query."""
    leading = {campaign.issuer_id, campaign.monitor_id, campaign.directive.drafting_unit_id} - {None}
    kept = Keeping.objects.filter(unit__in=leading).values("keeper")
    return acting_units(person).filter(Q(content_object__in=leading) | Q(content_object__in=kept)).exists()


def whole_among(person: Person, campaign_ids: Iterable[int]) -> set[int]:
    """Which of these campaigns the person sees whole, by `sees_whole`'s rule. One query."""
    return set(Campaign.objects.filter(_leading(person), pk__in=list(campaign_ids)).values_list("pk", flat=True))


def _leading(person: Person, prefix: str = "") -> Q:
    leading = Q()
    for side in ("issuer", "monitor", "directive__drafting_unit"):
        for units in (acting_units(person), left_units(person)):
            leading |= Q(**{f"{prefix}{side}__in": units})
    return leading


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
    partner. A unit that has refused the document or given it back takes no part. Of units that have ended whoever keeps their papers sees
    what was theirs alone, and all of what they issued, drafted or monitored.
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
    own |= Q(pk__in=_given_on(mine).values("pk")) | Q(pk__in=_left(person).values("pk"))
    return Assignment.objects.filter(_leading(person, "campaign__") | own)


def _reviewed(mine: QuerySet[Any, Any]) -> Q:
    """The assignments of which these units review the reports; not those that have given the document back."""
    return Q(Q(reviewer__in=mine), ~given_back("reviewer"))


def _left(person: Person) -> QuerySet[Assignment]:
    """What units carried out that have ended and whose papers the person's units keep."""
    return Assignment.objects.filter(~given_back(), unit__in=left_units(person)).order_by()


def _given_on(mine: QuerySet[Any, Any]) -> QuerySet[Assignment]:
    """What was given on from the assignments of these units; under another line of command at most so many times."""
    above = Q()
    for way in GIVERS:
        above |= Q(Q(**{f"{way}__unit__in": mine}), ~given_back(f"{way}__unit"))
    return Assignment.objects.filter(above, parent__isnull=False).order_by()


GIVERS = tuple("__".join(["parent"] * steps) for steps in range(1, 7))
"""The ways to whoever gave an assignment on, the nearest first. Inside one line everything below is seen by its path, however deep."""


def speaks_for(person: Person, assignment: Assignment) -> OrgUnit | None:
    """The unit for which the person may say something about the assignment: its own, a partner's, its reviewer's, the monitor's or the
    issuer's, the first of them that is the person's and has not given the document back; None: none. At most four queries."""
    campaign = assignment.campaign
    there = _partners(acting_units(person)).filter(task=assignment.task_id).values_list("unit", flat=True)
    of_work = OrgUnit.objects.filter(pk=assignment.unit_id, pk__in=acting_units(person)).values_list("pk", flat=True)
    held = Recipient.objects.filter(directive=campaign.directive_id, unit=assignment.unit_id).exclude(status__in=HELD)
    own = [] if held.exists() else list(of_work)
    wanted = [*own, *there, assignment.reviewer_id, campaign.monitor_id, campaign.issuer_id]
    mine = OrgUnit.objects.filter(pk__in=acting_units(person)).in_bulk({pk for pk in wanted if pk is not None})
    return next((mine[pk] for pk in wanted if pk in mine), None)


def assignments_in(campaign: Campaign, *, seen_by: Person) -> QuerySet[Assignment]:
    """The campaign's assignments that a person may see, by the rules of `assignments_visible_to`; at most three queries now."""
    rows = Assignment.objects.filter(campaign=campaign)
    if sees_whole(seen_by, campaign):
        return rows
    mine = acting_units(seen_by)
    seen = _reviewed(mine) | Q(task__in=_partners(mine).values("task"))
    given_on = _given_on(mine).filter(campaign=campaign)
    if given_on.exists():  # else no statement on these rows has to carry the six ways down
        seen |= Q(pk__in=given_on.values("pk"))
    seen |= Q(pk__in=_left(seen_by).filter(campaign=campaign).values("pk"))
    for path in rows.filter(~given_back(), unit__in=mine).order_by().values_list("path", flat=True).distinct():
        seen |= at_or_below(path)
    return rows.filter(seen)
