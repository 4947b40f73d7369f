"""Who may sign for a unit on a day, and in which capacity: by an own post, or by a mandate."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, StrIndex
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from org_hierarchy.models import (
    PATH_STEP,
    Absence,
    Appointment,
    Mandate,
    OrgUnit,
    Person,
    Post,
    UnitGrant,
    UnitVersion,
    valid_on,
)
from org_hierarchy.queries.grants import BY_MANDATE, SIGNING, mandates_on, passed_on
from org_hierarchy.queries.posts import call_as_on, title_on
from org_hierarchy.queries.remits import put_fields_of, units_in_charge
from org_hierarchy.queries.successions import successors_of_each


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


def signatories(
    unit: OrgUnit, *, on: date, kind: str = "", person: Person | None = None, drafted_in: OrgUnit | None = None
) -> list[Capacity]:
    """In which capacities active people may sign for the unit on that day: head, deputies, then TL. and TUQ., each in order of posts.

    With `kind` (code of the type of document) only what covers it; with `person` only that person's; with `drafted_in`, the unit that has
    drafted it, no deputy of another field (`outside_remit`). Four queries at most, two when no mandate is in force, two more where deputies
    are, one where a mandate is passed on, and `outside_remit`'s. Titles are those of the day.
    """
    people = {"person__is_active": True} if person is None else {"person": person, "person__is_active": True}
    held = Appointment.objects.filter(valid_on(on), **people).select_related("post__unit", "person").annotate(then=title_on(on, "post"))
    own = held.filter(post__unit=unit, post__role__in=SIGNING)
    seated = sorted(own, key=lambda a: (a.post.role != Post.Role.HEAD, a.post_id, a.pk))
    for a in seated:
        a.post.title = a.then
    put_fields_of(on, seated)
    left_out = outside_remit(seated, drafted_in, on=on) if drafted_in else frozenset()
    found = [Capacity(unit, a) for a in seated if a.pk not in left_out]
    mandates = mandates_of(unit, on=on, kind=kind)
    if not mandates:
        return found
    seats: list[tuple[Mandate, int]] = [(m, m.post_id) for m in mandates]
    seats += sorted(((m, deputy.pk) for m, deputy in passed_on(mandates)), key=lambda seat: (seat[0].pk, seat[1]))
    holders: dict[int, list[Appointment]] = {}
    for appointment in held.filter(post__in={post for _, post in seats}).order_by("pk"):
        appointment.post.title = appointment.then
        holders.setdefault(appointment.post_id, []).append(appointment)
    for mandate, post in seats:
        principal = None if post == mandate.post_id else mandate.post
        found += [Capacity(unit, appointment, mandate, principal) for appointment in holders.get(post, ())]
    call_as_on(on, (capacity.principal for capacity in found if capacity.principal))
    return found


def outside_remit(held: Sequence[Appointment], drafted_in: OrgUnit, *, on: date) -> frozenset[int]:
    """Those of these appointments, by id, whose field leaves out what that unit drafts on that day: a deputy signs in his field (VAS §1.7).

    A field is limited where its units are listed: to them, what stands below them and who continues them. Who stands in on that day for
    the head or for another deputy of the unit signs in that one's field too. What the unit that issues drafts itself is of every field.
    Two queries where no units are listed, else six and one per decision that the listed units have gone through.
    """
    deputies = [a for a in held if a.post.role == Post.Role.DEPUTY and a.post.unit_id != drafted_in.pk]
    fields = _limited(deputies, on=on)
    if not fields:
        return frozenset()
    path = UnitVersion.objects.filter(valid_on(on), unit=drafted_in).values_list("path", flat=True).first() or drafted_in.path
    above = {int(path[start : start + PATH_STEP]) for start in range(0, len(path), PATH_STEP)}
    return frozenset(a.pk for a in deputies if a.pk in fields and not above & fields[a.pk])


def confined_to(person: Person, *, on: date) -> dict[int, frozenset[int]]:
    """For each unit for which the person signs on that day only in a limited field, the units of that field: `outside_remit` for whatever
    is drafted, but what that unit drafts itself. One query for who is no deputy, else as many as there."""
    own = Appointment.objects.filter(valid_on(on), person=person, post__role__in=SIGNING).select_related("post")
    seats = list(own)
    fields = _limited([a for a in seats if a.post.role == Post.Role.DEPUTY], on=on)
    free = {a.post.unit_id for a in seats if a.pk not in fields}
    found: dict[int, frozenset[int]] = {}
    for a in seats:
        if a.post.unit_id not in free:
            found[a.post.unit_id] = found.get(a.post.unit_id, frozenset()) | fields[a.pk]
    return found


def _limited(deputies: Sequence[Appointment], *, on: date) -> dict[int, frozenset[int]]:
    """The units of the fields of those of these deputies who have a limited one that day, by the ids of their appointments."""
    listed = units_in_charge([a.pk for a in deputies], on=on)
    if not listed:
        return {}
    away = Absence.objects.filter(valid_on(on), substitute__in={a.person_id for a in deputies}, appointment__post__role__in=SIGNING)
    lent: dict[tuple[int | None, int], list[Appointment]] = {}
    for absence in away.select_related("appointment__post"):
        lent.setdefault((absence.substitute_id, absence.appointment.post.unit_id), []).append(absence.appointment)
    listed |= units_in_charge([a.pk for rows in lent.values() for a in rows if a.post.role == Post.Role.DEPUTY], on=on)
    heirs = successors_of_each(set[int]().union(*listed.values()), on=on)
    found: dict[int, frozenset[int]] = {}
    for a in deputies:
        signs_for = [a.pk, *(one.pk for one in lent.get((a.person_id, a.post.unit_id), ()))]
        if all(pk in listed for pk in signs_for):  # else no list, or the head's
            units = set[int]().union(*(listed[pk] for pk in signs_for))
            found[a.pk] = frozenset(units.union(*(heirs[pk] for pk in units)))
    return found


def signed_by_mandate(person: Person) -> QuerySet[UnitGrant]:
    """The rows by which the person signs for units by mandate now; none for who only stands in for a holder, past holders among them, as
    `signatories` has none."""
    held = Q(valid_on(timezone.localdate(), "group__post__appointments__"), group__post__appointments__person=person)
    rows = UnitGrant.objects.filter(held, permission__codename=BY_MANDATE, group__user=person).distinct()
    return rows if person.is_active else rows.none()


def mandated_to_sign(unit: OrgUnit, *, kind: str) -> Q:
    """The condition on Person of who signs this type of document for the unit by mandate now: `signed_by_mandate` from the other side."""
    groups = UnitGrant.objects.filter(covering(Value(kind)), permission__codename=BY_MANDATE, content_object=unit).values("group")
    held = Appointment.objects.filter(valid_on(timezone.localdate()), post__group=OuterRef("group"), person=OuterRef("person"))
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
