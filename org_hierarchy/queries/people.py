"""Who holds what on a day. What a person may do is asked of guardian's rows, which services derive from appointments."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from org_hierarchy.models import PATH_STEP, Appointment, OrgUnit, Person, Post, UnitGrant, valid_on

CODENAMES = frozenset(codename for codename, _ in OrgUnit._meta.permissions)
"""The grants that posts give on units."""


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
    """Whether guardian's rows grant the person this on this unit. One query, asked anew each time: a taken post counts at once.

    Posts alone grant, so their groups alone are asked; guardian's own check asks for grants to single people too, and takes three times as
    long. Raises ValueError for a codename that no grant has.
    """
    if codename not in CODENAMES:
        raise ValueError(f"unknown grant {codename!r}: expected one of {', '.join(sorted(CODENAMES))}")
    if not person.is_active or person.is_superuser:
        return person.is_active
    return UnitGrant.objects.filter(content_object=unit, permission__codename=codename, group__user=person).exists()


def administers(person: Person, unit: OrgUnit) -> bool:
    """Whether the person is an administrator of the unit or of one above it, as the tree stands now; a superuser is of all. One query."""
    if person.is_superuser:
        return True
    steps = [unit.path[:end] for end in range(PATH_STEP, len(unit.path) + 1, PATH_STEP)]
    mine = UnitGrant.objects.filter(group__user=person, permission__codename="administer_unit", content_object__path__in=steps)
    return mine.exists()


def administered_by(person: Person) -> QuerySet[OrgUnit]:
    """The units whose administrator the person is; each stands for all below it; a superuser's are the roots. By path."""
    if person.is_superuser:
        return OrgUnit.objects.filter(parent=None).order_by("path")
    mine = UnitGrant.objects.filter(group__user=person, permission__codename="administer_unit")
    return OrgUnit.objects.filter(pk__in=mine.values("content_object_id")).order_by("path")


def acting_for(units: QuerySet[OrgUnit]) -> Q:
    """The condition on Person of who acts for any of these units, by guardian's rows."""
    members = Person.groups.through.objects.filter(
        group__unitgrant__permission__codename="act_for_unit", group__unitgrant__content_object__in=units.order_by().values("pk")
    )
    return Q(pk__in=members.values("person_id"))


def grant_holders(grants: Collection[tuple[str, int]]) -> dict[tuple[str, int], list[tuple[Person, Post]]]:
    """Who holds each (codename, unit id) by guardian's rows now, and by which post; active people, by post. Three queries."""
    wanted = Q(pk__in=[])
    for codename, unit_id in grants:
        wanted |= Q(permission__codename=codename, content_object=unit_id)
    rows = UnitGrant.objects.filter(wanted, group__user__is_active=True).values_list(
        "permission__codename", "content_object_id", "group__post", "group__user"
    )
    found = sorted({row for row in rows if row[2] is not None}, key=lambda row: row[2:])
    people = Person.objects.in_bulk({person for *_, person in found})
    posts = Post.objects.select_related("unit").in_bulk({post for *_, post, _ in found})
    answers: dict[tuple[str, int], list[tuple[Person, Post]]] = {grant: [] for grant in grants}
    for codename, unit_id, post, person in found:
        answers[codename, unit_id].append((people[person], posts[post]))
    return answers


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
