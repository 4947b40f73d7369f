"""What waits for a person's word in campaigns: lists for the inbox, each of one query.

`grants` everywhere: those of the person's posts, as `grants_of` has them; without them, one query more.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from campaigns.models import Assignment, Campaign, CampaignTask, Difficulty, Extension, Suspension
from campaigns.queries import LEFT_OUT, slim
from org_hierarchy.models import Person
from org_hierarchy.queries import grants_of

Grants = Collection[tuple[str, int]] | None


def reviewing_units(person: Person, grants: Grants = None) -> list[int]:
    """The units for which the person reviews and answers."""
    return _units("review_unit", person, grants)


def deciding_units(person: Person, grants: Grants = None) -> list[int]:
    """The units for which the person decides, as a head of them."""
    return _units("decide_for_unit", person, grants)


def extensions_to_decide(person: Person, grants: Grants = None) -> QuerySet[Extension]:
    """The requests for more time that the person may decide, as a head of the unit that reviews the work; the nearest last day first."""
    waiting = Extension.objects.filter(
        status=Extension.Status.ASKED,
        assignment__status__in=Assignment.OPEN,
        assignment__campaign__status=Campaign.Status.OPEN,
        assignment__reviewer__in=deciding_units(person, grants),
    ).exclude(asked_by=person)
    rows = waiting.select_related("assignment__unit", "assignment__task", "assignment__campaign__directive", "asked_by")
    return slim(rows, "assignment__campaign").order_by("previous_date", "pk")


def suspensions_to_decide(person: Person, grants: Grants = None) -> QuerySet[Suspension]:
    """The requests to let work rest that the person may decide, as its campaign's issuer; the longest waiting first."""
    waiting = Suspension.objects.filter(
        status=Suspension.Status.ASKED,
        assignment__campaign__status=Campaign.Status.OPEN,
        assignment__campaign__issuer__in=deciding_units(person, grants),
    ).exclude(asked_by=person)
    rows = waiting.select_related("assignment__unit", "assignment__task", "assignment__campaign__directive", "asked_by")
    return slim(rows, "assignment__campaign").order_by("pk")


def tasks_to_look_at(person: Person, grants: Grants = None, *, today: date) -> QuerySet[CampaignTask]:
    """The tasks without a day whose work the person reviews and whose review date has come, the longest waiting first.

    Each with how many units that report to the person's are still at it (`to_look_at`) and since when it waits (`since`).
    """
    mine = Q(assignments__status__in=Assignment.OPEN, assignments__due_date=None, assignments__review_date__lte=today)
    mine &= Q(assignments__reviewer__in=reviewing_units(person, grants), assignments__parent=None)
    tasks = CampaignTask.objects.filter(mine, campaign__status=Campaign.Status.OPEN)
    counted = tasks.annotate(to_look_at=Count("assignments"), since=Min("assignments__review_date"))
    return slim(counted.select_related("campaign__directive").order_by("since", "pk"), "campaign")


def campaigns_to_hand_on(person: Person, grants: Grants = None, *, today: date) -> QuerySet[Campaign]:
    """The campaigns that the person steers, as a head of the issuer, in which work of units that have ended still waits for an heir, with
    how much (`left_behind`). What has one heir goes on by itself within the hour; from the next day on, what is left waits for a word.
    """
    left = Q(assignments__status__in=Assignment.OPEN, assignments__unit__valid_to__lt=today)
    mine = Campaign.objects.filter(left, issuer__in=deciding_units(person, grants), status=Campaign.Status.OPEN)
    return slim(mine.annotate(left_behind=Count("assignments")).select_related("directive")).order_by("pk")


def to_answer(person: Person, grants: Grants = None) -> QuerySet[Difficulty, Any]:
    """What stands in units' way and waits for the person's units: the same words on one task once (`first`, its id; `units`, how many).

    The nearest day for the answer first.
    """
    waiting = Difficulty.objects.filter(_ANSWERABLE, at_unit__in=reviewing_units(person, grants))
    return _same_words(waiting, "answer_date", "first")


def answers_given(person: Person, grants: Grants = None) -> QuerySet[Difficulty, Any]:
    """What the person's units have answered, the latest first, as in `to_answer`."""
    answered = Difficulty.objects.filter(status=Difficulty.Status.ANSWERED, at_unit__in=reviewing_units(person, grants))
    return _same_words(answered, "-answered", "-first")


def asked_alike(difficulty: Difficulty) -> int:
    """How many units wait at the same place for an answer to the very same words. One query."""
    same = Difficulty.objects.filter(_ANSWERABLE, at_unit=difficulty.at_unit_id, assignment__task=difficulty.assignment.task_id)
    return same.filter(text=difficulty.text).count()


_ANSWERABLE = Q(status=Difficulty.Status.OPEN, assignment__campaign__status=Campaign.Status.OPEN) & ~Q(assignment__status__in=LEFT_OUT)


def _units(codename: str, person: Person, grants: Grants) -> list[int]:
    return [unit_id for held, unit_id in (grants_of(person) if grants is None else grants) if held == codename]


def _same_words(rows: QuerySet[Difficulty], *order: str) -> QuerySet[Difficulty, Any]:
    counted = rows.values("assignment__task", "text").annotate(
        first=Min("pk"), units=Count("pk"), answer_date=Min("answer_date"), answered=Max("answered_at")
    )
    return counted.order_by(*order)
