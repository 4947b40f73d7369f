"""Answers about units and people on a day. What a person may do is asked of guardian's rows, which services derive from appointments."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from org_hierarchy.models import Appointment, OrgUnit, Person, Post, UnitArea, UnitGrant, UnitVersion, valid_on
from records.search import has_words
from records.text import fold

CODENAMES = frozenset(codename for codename, _ in OrgUnit._meta.permissions)
"""The five grants that a post can give on its unit."""


def posts_of(person: Person, *, on: date) -> list[Appointment]:
    """The posts that a person holds on that day, in the order of appointment, each with its post and unit loaded. One query."""
    held = Appointment.objects.filter(valid_on(on), person=person).select_related("post__unit")
    return list(held.order_by("valid_from", "pk"))


def units_of(person: Person, *, on: date) -> QuerySet[OrgUnit]:
    """The units that a person acts for on that day, by path, each once. The administrator's post acts for no unit (VAS §1.7)."""
    held = Appointment.objects.filter(valid_on(on), person=person).exclude(post__role=Post.Role.ADMINISTRATOR)
    return OrgUnit.objects.filter(pk__in=held.values("post__unit")).order_by("path")


def grants_of(person: Person) -> frozenset[tuple[str, int]]:
    """Every grant that the person's posts give, as (codename, unit id); empty for a deactivated person. One query.

    For lists, where asking `holds` per row would cost queries per row. A superuser's unwritten rights are not among them.
    """
    if not person.is_active:
        return frozenset()
    rows = UnitGrant.objects.filter(group__user=person).values_list("permission__codename", "content_object_id")
    return frozenset((codename, unit_id) for codename, unit_id in rows)


def holds(person: Person, codename: str, unit: OrgUnit) -> bool:
    """Whether guardian grants the person this on this unit. Two queries, asked anew each time: a taken post counts at once.

    Raises ValueError for a codename that no grant has.
    """
    if codename not in CODENAMES:
        raise ValueError(f"unknown grant {codename!r}: expected one of {', '.join(sorted(CODENAMES))}")
    return person.has_perm(f"org_hierarchy.{codename}", unit)


def signatories(unit: OrgUnit, *, on: date) -> list[Appointment]:
    """Who may sign for the unit on that day: its head first, then the deputies in the order of their posts. One query."""
    rows = Appointment.objects.filter(
        valid_on(on), post__unit=unit, post__role__in=[Post.Role.HEAD, Post.Role.DEPUTY], person__is_active=True
    ).select_related("post__unit", "person")
    return sorted(rows, key=lambda row: (row.post.role != Post.Role.HEAD, row.post_id, row.pk))


def people_for(unit: OrgUnit, codename: str, *, on: date) -> list[Person]:
    """The active people whose post on that day carries this grant on this unit, by post then name. One query."""
    rows = Appointment.objects.filter(
        valid_on(on),
        person__is_active=True,
        post__group__unitgrant__content_object=unit,
        post__group__unitgrant__permission__codename=codename,
    ).select_related("person")
    people = {row.person_id: row.person for row in rows.order_by("post_id", "person__full_name", "pk")}
    return list(people.values())


def tree_on(day: date, root: OrgUnit | None) -> QuerySet[UnitVersion]:
    """The versions that hold on that day of a unit and all that stood under it then (None: of every unit), each before what is under it.

    By path, with the unit loaded. A root that did not exist on that day gives nothing. At most two queries.
    """
    versions = UnitVersion.objects.filter(valid_on(day)).select_related("unit").order_by("path")
    if root is None:
        return versions
    top = UnitVersion.objects.filter(valid_on(day), unit=root).values_list("path", flat=True).first()
    return versions.none() if top is None else versions.filter(path__gte=top, path__lt=top + ":")  # ':' follows '9'


def level_on(day: date, parent: OrgUnit | None) -> QuerySet[UnitVersion]:
    """The versions that hold on that day of the units directly under a unit (None: of the roots), in the Vietnamese order of names.

    Each carries `has_children`: whether anything stood under it on that day. One query.
    """
    below = UnitVersion.objects.filter(valid_on(day), parent=OuterRef("unit"))
    versions = UnitVersion.objects.filter(valid_on(day), parent=parent).annotate(has_children=Exists(below))
    return versions.select_related("unit").order_by("unit__sort_name", "unit_id")


def search(text: str, *, on: date) -> QuerySet[OrgUnit]:
    """The units of that day whose name, short name or code has every word of the text, marks or not, in the order of names.

    With the parent loaded. Blank text finds nothing.
    """
    if not fold(text):
        return OrgUnit.objects.none()
    found = OrgUnit.objects.on(on).filter(has_words("folded_name", text) | Q(code__iexact=text.strip()))
    return found.select_related("parent").order_by("sort_name", "pk")


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of one unit on a day, as `org_hierarchy/_unit_facts.html` shows it."""

    unit: OrgUnit
    on: date
    version: UnitVersion | None
    above: list[OrgUnit]
    versions: list[UnitVersion]
    people: list[Appointment]
    areas: list[UnitArea]


def unit_facts(unit: OrgUnit, *, on: date) -> UnitFacts:
    """The unit's line of command (root first), all its versions (newest first), and its people and areas on that day. Four queries.

    `version` is the one that holds on that day, None when the unit did not exist. The people are ordered as their posts rank.
    """
    versions = list(UnitVersion.objects.filter(unit=unit).select_related("parent").order_by("-valid_from"))
    version = next((v for v in versions if v.valid_from <= on and (v.valid_to is None or on < v.valid_to)), None)
    path = version.path if version else unit.path
    rank = {role: place for place, role in enumerate(Post.Role.values)}
    people = Appointment.objects.filter(valid_on(on), post__unit=unit).select_related("post", "person")
    return UnitFacts(
        unit=unit,
        on=on,
        version=version,
        above=list(OrgUnit.objects.above(OrgUnit(path=path))),
        versions=versions,
        people=sorted(people, key=lambda row: (rank[row.post.role], row.post_id, row.person.full_name)),
        areas=list(UnitArea.objects.filter(valid_on(on), unit=unit).select_related("area__parent").order_by("area__code", "pk")),
    )


def lacking_members(today: date) -> QuerySet[Appointment]:
    """The appointments of today whose person is not in the post's group."""
    through = Person.groups.through
    member = through.objects.filter(person_id=OuterRef("person_id"), group_id=OuterRef("post__group_id"))
    return Appointment.objects.filter(valid_on(today)).filter(~Exists(member)).select_related("person", "post__unit")


def surplus_members(today: date) -> QuerySet[Any]:
    """The memberships of posts' groups that no appointment of today explains."""
    ground = Appointment.objects.filter(valid_on(today), person_id=OuterRef("person_id"), post__group_id=OuterRef("group_id"))
    members = Person.groups.through.objects.filter(group__post__isnull=False)
    return members.filter(~Exists(ground)).select_related("person", "group__post__unit")


def posts_lacking(codename: str, roles: frozenset[str]) -> QuerySet[Post]:
    """The posts of these roles whose group has no such grant on the post's unit."""
    grant = UnitGrant.objects.filter(group=OuterRef("group"), content_object=OuterRef("unit"), permission__codename=codename)
    return Post.objects.filter(role__in=roles).filter(~Exists(grant)).select_related("unit")


def grants_without(codename: str, roles: frozenset[str]) -> QuerySet[UnitGrant]:
    """The grants of this kind that belong to no post of these roles in that very unit."""
    ground = Post.objects.filter(group=OuterRef("group"), unit=OuterRef("content_object"), role__in=roles)
    return UnitGrant.objects.filter(permission__codename=codename).filter(~Exists(ground)).select_related("content_object", "group")
