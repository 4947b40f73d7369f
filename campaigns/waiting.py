"""What waits for a person's word in campaigns: lists for the inbox, each of one query besides that of the person's grants."""

from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from campaigns.models import Assignment, Campaign, CampaignTask, Extension, Suspension
from campaigns.queries import slim
from org_hierarchy.models import Person
from org_hierarchy.queries import grants_of


def reviewing_units(person: Person) -> list[int]:
    """The units for which the person decides. One query."""
    return [unit_id for codename, unit_id in grants_of(person) if codename == "review_unit"]


def extensions_to_decide(person: Person) -> QuerySet[Extension]:
    """The requests for more time that the person may decide: of open work that the person's units review; the nearest last day first."""
    waiting = Extension.objects.filter(
        status=Extension.Status.ASKED,
        assignment__status__in=Assignment.OPEN,
        assignment__campaign__status=Campaign.Status.OPEN,
        assignment__reviewer__in=reviewing_units(person),
    ).exclude(asked_by=person)
    rows = waiting.select_related("assignment__unit", "assignment__task", "assignment__campaign__directive", "asked_by")
    return slim(rows, "assignment__campaign").order_by("previous_date", "pk")


def suspensions_to_decide(person: Person) -> QuerySet[Suspension]:
    """The requests to let work rest that the person may decide, as its campaign's issuer; the longest waiting first."""
    waiting = Suspension.objects.filter(
        status=Suspension.Status.ASKED,
        assignment__campaign__status=Campaign.Status.OPEN,
        assignment__campaign__issuer__in=reviewing_units(person),
    ).exclude(asked_by=person)
    rows = waiting.select_related("assignment__unit", "assignment__task", "assignment__campaign__directive", "asked_by")
    return slim(rows, "assignment__campaign").order_by("pk")


def tasks_to_look_at(person: Person, *, today: date) -> QuerySet[CampaignTask]:
    """The tasks without a day that the person reviews and whose review date has come, the longest waiting first.

    Each with how many units are still at it (`to_look_at`) and since when it waits (`since`).
    """
    mine = Q(assignments__status__in=Assignment.OPEN, assignments__due_date=None, assignments__review_date__lte=today)
    tasks = CampaignTask.objects.filter(mine, reviewer__in=reviewing_units(person), campaign__status=Campaign.Status.OPEN)
    counted = tasks.annotate(to_look_at=Count("assignments"), since=Min("assignments__review_date"))
    return slim(counted.select_related("campaign__directive"), "campaign").order_by("since", "pk")
