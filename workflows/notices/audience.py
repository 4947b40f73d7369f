"""Whom a row concerns, found by the grants that posts give: as queries, each row with one `person`; or unit by unit."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from org_hierarchy.models import Absence, Post, UnitGrant, valid_on
from records.batches import batches

LEADERS = (Post.Role.HEAD, Post.Role.DEPUTY)
"""Told of work only when it is late, or when nobody else is there."""

ACTS, REVIEWS, DECIDES, REGISTERS = "act_for_unit", "review_unit", "decide_for_unit", "register_for_unit"


def holders(rows: QuerySet[Any], unit: str, grant: str, *, on: date) -> QuerySet[Any]:
    """The rows (reminders, or what they are about) with each `person` who holds the grant on their `unit` (a way), leaders included.

    Who is away and has somebody to stand in is left out: the stand-in holds the same grant for those days.
    """
    way = f"{unit}__grants"
    held = rows.filter(**{f"{way}__group__user__is_active": True}).alias(by_permission=F(f"{way}__permission"))
    held = held.annotate(person=F(f"{way}__group__user"), by_group=F(f"{way}__group"), by_role=F(f"{way}__group__post__role"))
    return held.alias(by_grant=_named("by_permission")).filter(~_away(on), by_grant=grant)


def staff(rows: QuerySet[Any], unit: str, grant: str, *, on: date) -> QuerySet[Any]:
    """As `holders`, without the leaders where there is anybody else."""
    others = UnitGrant.objects.alias(by_grant=_named("permission"))
    others = others.filter(content_object=OuterRef(unit), by_grant=grant, group__user__is_active=True)
    others = others.exclude(group__post__role__in=LEADERS)
    return holders(rows, unit, grant, on=on).filter(~Q(by_role__in=LEADERS) | ~Exists(others))


def people_of(units: Collection[int], grant: str, *, leaders: bool, on: date) -> dict[int, set[int]]:
    """The ids of those who hold the grant on each of these units, with its leaders or, as `staff`, without; one query per 500 units."""
    found: dict[int, dict[int, bool]] = {}
    for some in batches(units, 500):
        held = UnitGrant.objects.filter(content_object__in=some, permission__codename=grant, group__user__is_active=True)
        held = held.annotate(person=F("group__user"), by_group=F("group"), by_role=F("group__post__role")).filter(~_away(on))
        for unit, person, role in held.values_list("content_object", "person", "by_role"):
            people = found.setdefault(unit, {})
            people[person] = people.get(person, True) and role in LEADERS
    return {unit: {person for person, leads in people.items() if leaders or not leads} or set(people) for unit, people in found.items()}


def clerks_of(units: Collection[int], *, on: date) -> dict[int, set[int]]:
    """Who registers what comes to each of these units; where there is no clerk, whoever acts for it, as `people_of` without its leaders."""
    clerks = people_of(units, REGISTERS, leaders=False, on=on)
    return people_of({unit for unit in units if unit not in clerks}, ACTS, leaders=False, on=on) | clerks


def _named(permission: str) -> Subquery:
    """The name of a grant's permission, as a value that is asked of the few grants on a unit.

    As a join, PostgreSQL, where nobody has analysed the tables yet, reads all grants of that permission for each row.
    """
    return Subquery(Permission.objects.filter(pk=OuterRef(permission)).order_by().values("codename"))


def _away(on: date) -> Exists:
    """Whether the `person` is away from the post `by_group`, and somebody stands in."""
    away = Absence.objects.filter(
        valid_on(on),
        substitute__is_active=True,
        appointment__person=OuterRef("person"),
        appointment__post__group=OuterRef("by_group"),
    )
    return Exists(away.exclude(appointment__post__role__in=LEADERS))
