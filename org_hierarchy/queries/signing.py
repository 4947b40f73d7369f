"""Who may sign for a unit on a day, and in which capacity: by an own post, or by a mandate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan

from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person, Post, UnitGrant, valid_on
from org_hierarchy.queries.grants import BY_MANDATE, SIGNING, mandates_on, passed_on


@dataclass(frozen=True, slots=True)
class Capacity:
    """By what one person may sign for `unit`: an own post there, or a mandate on the post (`principal`: the post it was given to, when
    that one has passed it on to this deputy)."""

    unit: OrgUnit
    appointment: Appointment
    mandate: Mandate | None = None
    principal: Post | None = None

    @property
    def person(self) -> Person:
        """Who signs."""
        return self.appointment.person

    @property
    def key(self) -> str:
        """A name for a form: the same on every page."""
        return f"{self.appointment.pk}-{self.mandate.pk}" if self.mandate else str(self.appointment.pk)


def signatories(unit: OrgUnit, *, on: date, kind: str = "", person: Person | None = None) -> list[Capacity]:
    """In which capacities active people may sign for the unit on that day: head, deputies, then TL. and TUQ., each in order of posts.

    With `kind` (code of the type of document) only what covers it; with `person` only that person's. Four queries at most; one when no
    mandate is in force.
    """
    people = {"person__is_active": True} if person is None else {"person": person, "person__is_active": True}
    held = Appointment.objects.filter(valid_on(on), **people).select_related("post__unit", "person")
    own = held.filter(post__unit=unit, post__role__in=SIGNING)
    found = [Capacity(unit, a) for a in sorted(own, key=lambda a: (a.post.role != Post.Role.HEAD, a.post_id, a.pk))]
    mandates = mandates_of(unit, on=on, kind=kind)
    if not mandates:
        return found
    deputies = passed_on(Mandate.objects.filter(pk__in=[m.pk for m in mandates])).values_list("pk", "post__unit__posts")
    seats: list[tuple[Mandate, int]] = [(m, m.post_id) for m in mandates]
    by_id = {m.pk: m for m in mandates}
    seats += sorted(((by_id[pk], deputy) for pk, deputy in deputies), key=lambda seat: (seat[0].pk, seat[1]))
    holders: dict[int, list[Appointment]] = {}
    for appointment in held.filter(post__in={post for _, post in seats}).order_by("pk"):
        holders.setdefault(appointment.post_id, []).append(appointment)
    for mandate, post in seats:
        principal = None if post == mandate.post_id else mandate.post
        found += [Capacity(unit, appointment, mandate, principal) for appointment in holders.get(post, ())]
    return found


def signed_by_mandate(person: Person) -> QuerySet[UnitGrant]:
    """The rows by which the person signs for units by mandate now; none for who only stands in for a holder (`signatories`)."""
    rows = UnitGrant.objects.filter(permission__codename=BY_MANDATE, group__user=person, group__post__appointments__person=person)
    return rows if person.is_active else rows.none()


def mandated_to_sign(unit: OrgUnit, *, kind: str) -> Q:
    """The condition on Person of who signs this type of document for the unit by mandate now: `signed_by_mandate` from the other side."""
    groups = UnitGrant.objects.filter(covering(Value(kind)), permission__codename=BY_MANDATE, content_object=unit).values("group")
    held = Appointment.objects.filter(post__group=OuterRef("group"), person=OuterRef("person"))
    members = Person.groups.through.objects.filter(Exists(held), group__in=groups)
    return Q(pk__in=members.values("person"))


def covering(kind: Value | OuterRef) -> Q:
    """The rows of `signed_by_mandate` that cover the type of document."""
    code = Concat(Value(","), kind, Value(","), output_field=CharField())
    return Q(document_kinds="") | Q(GreaterThan(StrIndex("document_kinds", code), 0))


def mandates_of(unit: OrgUnit, *, on: date, kind: str = "") -> list[Mandate]:
    """The mandates to sign for the unit in force on that day, TL. before TUQ., with their posts; of one type of document or all."""
    rows: Iterable[Mandate] = mandates_on(on).filter(unit=unit).select_related("post__unit").order_by("kind", "post", "pk")
    return [row for row in rows if not kind or not row.document_kinds or kind in row.document_kinds]
