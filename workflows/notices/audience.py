"""Whom a reminder concerns, as queries: each row a reminder and one `person`, found by the grants that posts give."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from org_hierarchy.models import Absence, Post, UnitGrant, valid_on
from workflows.models import Reminder

LEADERS = (Post.Role.HEAD, Post.Role.DEPUTY)
"""Told of work only when it is late, or when nobody else is there."""

ACTS, REVIEWS = "act_for_unit", "review_unit"


def holders(reminders: QuerySet[Reminder], unit: str, grant: str, *, on: date) -> QuerySet[Any]:
    """The reminders with each `person` who holds the grant on their `unit` (a way from the reminder), leaders included.

    Who is away and has somebody to stand in is left out: the stand-in holds the same grant for those days.
    """
    way = f"{unit}__grants"
    held = reminders.filter(**{f"{way}__permission__codename": grant, f"{way}__group__user__is_active": True})
    held = held.annotate(person=F(f"{way}__group__user"), by_group=F(f"{way}__group"), by_role=F(f"{way}__group__post__role"))
    away = Absence.objects.filter(
        valid_on(on),
        substitute__is_active=True,
        appointment__person=OuterRef("person"),
        appointment__post__group=OuterRef("by_group"),
    ).exclude(appointment__post__role__in=LEADERS)
    return held.filter(~Exists(away))


def staff(reminders: QuerySet[Reminder], unit: str, grant: str, *, on: date) -> QuerySet[Any]:
    """As `holders`, without the leaders where there is anybody else."""
    others = UnitGrant.objects.filter(content_object=OuterRef(unit), permission__codename=grant, group__user__is_active=True)
    others = others.exclude(group__post__role__in=LEADERS)
    return holders(reminders, unit, grant, on=on).filter(~Q(by_role__in=LEADERS) | ~Exists(others))
