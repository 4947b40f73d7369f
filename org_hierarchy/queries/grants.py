"""Where guardian's rows differ from what appointments, absences and mandates say."""

from collections.abc import Collection, Iterable
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from org_hierarchy.models import Absence, Appointment, Mandate, Person, Post, UnitGrant, UnitVersion, valid_on

BY_MANDATE = "sign_by_mandate"
"""The grant that a mandate gives: to sign what it covers for the unit, and nothing else that an own signature brings."""

SIGNING = (Post.Role.HEAD, Post.Role.DEPUTY)
"""The roles that sign by themselves: nobody gets their rights for somebody else's absence."""

Posts = Collection[int] | None
"""The ids of the posts that are asked about, a few; None: all."""


def lacking_members(today: date, posts: Posts = None) -> QuerySet[Appointment]:
    """The appointments of today whose person is active and not in the post's group."""
    through = Person.groups.through
    member = through.objects.filter(person_id=OuterRef("person_id"), group_id=OuterRef("post__group_id"))
    held = Appointment.objects.filter(_among("post", posts), valid_on(today), person__is_active=True)
    return held.filter(~Exists(member)).select_related("person", "post__unit")


def standing_in(today: date) -> QuerySet[Absence]:
    """The absences of today whose substitute has the post's rights: of a post that is held today and does not sign by itself."""
    away = Absence.objects.filter(valid_on(today), valid_on(today, "appointment__"), substitute__is_active=True)
    return away.exclude(appointment__post__role__in=SIGNING)


def away_for(person: Person, *, on: date) -> QuerySet[Absence, Any]:
    """The ids of those who are away that day and for whom the person stands in, whatever their posts; as a subquery."""
    away = Absence.objects.filter(valid_on(on), valid_on(on, "appointment__"), substitute=person)
    return away.values("appointment__person")


def stands_in(person: Person, other: Person, *, on: date) -> bool:
    """Whether the person stands in for the other that day. One query."""
    return person.is_active and away_for(person, on=on).filter(appointment__person=other).exists()


def lacking_substitutes(today: date, posts: Posts = None) -> QuerySet[Absence]:
    """The absences of today whose substitute is not in the group of the post."""
    through = Person.groups.through
    member = through.objects.filter(person_id=OuterRef("substitute_id"), group_id=OuterRef("appointment__post__group_id"))
    away = standing_in(today).filter(_among("appointment__post", posts))
    return away.filter(~Exists(member)).select_related("substitute", "appointment__post__unit")


def surplus_members(today: date, posts: Posts = None) -> QuerySet[Any]:
    """The memberships of posts' groups that no appointment or absence of today explains, and those of deactivated people."""
    held = Appointment.objects.filter(valid_on(today), person_id=OuterRef("person_id"), post__group_id=OuterRef("group_id"))
    away = standing_in(today).filter(substitute_id=OuterRef("person_id"), appointment__post__group_id=OuterRef("group_id"))
    members = Person.groups.through.objects.filter(_among("group__post", posts), group__post__isnull=False)
    unexplained = members.filter(~Exists(held) & ~Exists(away) | Q(person__is_active=False))
    return unexplained.select_related("person", "group__post__unit")


def posts_lacking(codename: str, roles: frozenset[str]) -> QuerySet[Post]:
    """The posts of these roles whose group has no such grant on the post's unit."""
    grant = UnitGrant.objects.filter(group=OuterRef("group"), content_object=OuterRef("unit"), permission__codename=codename)
    return Post.objects.filter(role__in=roles).filter(~Exists(grant)).select_related("unit")


def grants_without(codename: str, roles: frozenset[str]) -> QuerySet[UnitGrant]:
    """The grants of this kind that belong to no post of these roles in that very unit."""
    ground = Post.objects.filter(group=OuterRef("group"), unit=OuterRef("content_object"), role__in=roles)
    return UnitGrant.objects.filter(permission__codename=codename).filter(~Exists(ground)).select_related("content_object", "group")


def mandates_on(day: date) -> QuerySet[Mandate]:
    """The mandates in force on that day, of units that exist then, held in the unit itself or in one that stands below it on that day.

    A body that has left the agency signs for it no more (VAS §1.7). TL. goes with the post; TUQ. is given to a person and never passed on,
    so not to a successor either: it holds while who held the post on its first day does.
    """
    first_day = OuterRef(OuterRef("valid_from"))
    chosen = Appointment.objects.filter(valid_on(first_day), post=OuterRef("post"), person=OuterRef("person"))
    in_person = Appointment.objects.filter(Exists(chosen), valid_on(day), post=OuterRef("post"))
    agency = UnitVersion.objects.filter(valid_on(day), unit=OuterRef(OuterRef("unit")))
    inside = UnitVersion.objects.filter(valid_on(day), unit=OuterRef("post__unit"), path__startswith=Subquery(agency.values("path")[:1]))
    held = Q(kind=Mandate.Kind.BY_ORDER) | Exists(in_person)
    return Mandate.objects.filter(held, Exists(inside), valid_on(day), valid_on(day, "unit__"), valid_on(day, "post__unit__"))


def is_deputy(post: Post, *, of: Post) -> bool:
    """Whether a post, made or to be made, is that of a deputy of another in its unit.

    The deputies of who heads a unit are its posts of that role; of another leading post, those called "Phó" of its title.
    """
    if post.unit_id != of.unit_id:
        return False
    return (of.role == Post.Role.HEAD and post.role == Post.Role.DEPUTY) or post.title == f"Phó {of.title}"


def passed_on(mandates: Iterable[Mandate]) -> list[tuple[Mandate, Post]]:
    """Each of the mandates, loaded with their posts, that is passed on, with each deputy's post to which it is. One query, if any is."""
    passing = [mandate for mandate in mandates if mandate.may_pass_on]
    units = {mandate.post.unit_id for mandate in passing}
    deputy = Q(role=Post.Role.DEPUTY) | Q(title__startswith="Phó ")
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.filter(deputy, unit__in=units).order_by("pk") if units else ():
        posts.setdefault(post.unit_id, []).append(post)
    return [(one, post) for one in passing for post in posts.get(one.post.unit_id, ()) if is_deputy(post, of=one.post)]


def mandated_groups(today: date) -> dict[tuple[int, int], str]:
    """(group of a post, unit for which its holders sign) → what they sign, as `UnitGrant.document_kinds`, by the mandates of today.

    Two queries.
    """
    mandates = list(mandates_on(today).select_related("post"))
    kinds: dict[tuple[int, int], list[list[str]]] = {}
    for mandate, post in [*((one, one.post) for one in mandates), *passed_on(mandates)]:
        kinds.setdefault((post.group_id, mandate.unit_id), []).append(mandate.document_kinds)
    return {key: _between_commas(lists) for key, lists in kinds.items()}


def _between_commas(lists: list[list[str]]) -> str:
    """The codes that any of the lists has; one that is empty covers all."""
    return f",{','.join(sorted(set(chain(*lists))))}," if all(lists) else ""


def _among(way: str, posts: Posts) -> Q:
    return Q() if posts is None else Q(**{f"{way}__in": list(posts)})
