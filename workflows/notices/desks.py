"""Before whom a step of a directive lies, as the inboxes show it: rows with each `person`, for many directives at once."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from directives.models import Directive
from org_hierarchy.models import Absence, Appointment, OrgUnit, Post, UnitGrant, valid_on
from org_hierarchy.queries import BY_MANDATE, below_any, confined_to, covering
from org_hierarchy.queries.remits import units_in_charge
from workflows.flows import DirectiveFlow
from workflows.notices.audience import ACTS, holders, staff

People = QuerySet[Any]
"""Rows, each with one `person` who is told of it; of one kind and sweep nobody twice, however often he is in them."""


def at_step(found: QuerySet[Directive], node: Any, *, on: date) -> list[People]:
    """Those who have these directives, all at this node, before them on that day. No query now but for signatures: two, and `confined_to`
    for each deputy with a limited field."""
    if node is DirectiveFlow.draft:
        return drafters(found, "", on=on)
    people = holders(found, node.unit, node.grant, on=on)
    if node is DirectiveFlow.sign:
        return [people.exclude(_outside_remit(found, on=on)), _by_mandate(found, on=on)]
    if node in (DirectiveFlow.approve_content, DirectiveFlow.approve_form):
        return [people.exclude(person=F("drafted_by"))]
    return [people]


def drafters(found: QuerySet[Any], way: str, *, on: date) -> list[People]:
    """Whoever handed in the directive to which the `way` leads, else who drafted it, or stands in for that one; where neither acts for the
    drafting unit now, or that one is away and nobody stands in, its staff: it is on nobody's desk then (`workflows.desk.release`)."""
    unit = f"{way}drafting_unit"
    found = found.annotate(drafter=Coalesce(f"{way}submitted_by", f"{way}drafted_by"))
    stands_in = Absence.objects.filter(
        valid_on(on), valid_on(on, "appointment__"), substitute=OuterRef("person"), appointment__person=OuterRef("drafter")
    )
    gone = Absence.objects.filter(valid_on(on), appointment__person=OuterRef("drafter"), appointment__post__group=OuterRef("by_group"))
    is_there = ~Exists(gone.exclude(substitute__is_active=True))
    own = holders(found, unit, ACTS, on=on).filter(Q(person=F("drafter")) & is_there | Exists(stands_in))
    return [own, staff(found.exclude(pk__in=own.order_by().values("pk")), unit, ACTS, on=on)]


def _by_mandate(found: QuerySet[Directive], *, on: date) -> People:
    """Who may sign that type of document by mandate, as `directives.queries.to_sign_by_mandate`."""
    of_type = UnitGrant.objects.filter(
        covering(OuterRef("kind")),
        valid_on(on, "group__post__appointments__"),
        permission__codename=BY_MANDATE,
        content_object=OuterRef("issuer"),
        group=OuterRef("by_group"),
        group__post__appointments__person=OuterRef("person"),
    )
    return holders(found, "issuer", BY_MANDATE, on=on).filter(Exists(of_type))


def _outside_remit(found: QuerySet[Directive], *, on: date) -> Q:
    """The rows whose `person` is a deputy of another field than the directive's, as `workflows.inbox` leaves them out."""
    deputies = Appointment.objects.filter(valid_on(on), post__role=Post.Role.DEPUTY, post__unit__in=found.order_by().values("issuer"))
    seats = list(deputies.select_related("person"))
    listed = units_in_charge([seat.pk for seat in seats], on=on)
    outside = Q(pk__in=[])
    for person in {seat.person for seat in seats if seat.pk in listed}:
        for unit, field in confined_to(person, on=on).items():
            inside = Q(drafting_unit=unit) | below_any(list(OrgUnit.objects.filter(pk__in=field)), "drafting_unit__")
            outside |= Q(person=person.pk, issuer=unit) & ~inside
    return outside
