"""Answers about documents that came: which ones a person sees, which are the same, how the duties in them concern the unit."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from directives.models import Direction, Directive, IncomingDocument
from directives.queries import acting_units
from org_hierarchy.models import OrgUnit, Person, UnitGrant

Status = IncomingDocument.Status
OPEN = (Status.RECEIVED, Status.REGISTERED, Status.PRESENTED, Status.DIRECTED, Status.IN_WORK)
"""Somebody still has to do something."""
MOST_DUPLICATES = 5


def seen_by(person: Person) -> QuerySet[IncomingDocument]:
    """The documents that a person sees: those of a unit of the person's, those given to it, those in which it takes part."""
    mine = acting_units(person)
    taking_part = Direction.partners.through.objects.filter(orgunit__in=mine).values("direction__incoming")
    return IncomingDocument.objects.filter(Q(unit__in=mine) | Q(lead_unit__in=mine) | Q(pk__in=taking_part))


def partners() -> QuerySet[Any]:
    """Who takes part, by the newest direction of a leader, in a document that is not dealt with: rows of a `direction` and an `orgunit`."""
    replaced = Direction.objects.filter(
        incoming=OuterRef("direction__incoming"), stage=Direction.Stage.AGENCY, pk__gt=OuterRef("direction")
    )
    in_force = Direction.partners.through.objects.filter(~Exists(replaced), direction__stage=Direction.Stage.AGENCY)
    rows: QuerySet[Any] = in_force.filter(direction__incoming__status__in=OPEN)
    return rows


def keeps_registers(unit: OrgUnit | int) -> bool:
    """Whether the unit has a clerk; without one, whoever acts for it does the clerk's work. One query."""
    clerks = UnitGrant.objects.filter(content_object=unit, permission__codename="register_for_unit", group__user__is_active=True)
    return clerks.exists()


def duplicates_of(incoming: IncomingDocument) -> QuerySet[IncomingDocument]:
    """Others of the unit's of the same number, symbol and agency, of the same year where both say theirs (VAS §2.5); by id. One query."""
    if not (incoming.identity and incoming.designation):
        return IncomingDocument.objects.none()
    same = IncomingDocument.objects.filter(unit=incoming.unit_id, identity=incoming.identity).exclude(pk=incoming.pk)
    if incoming.issued_date is not None:
        same = same.filter(Q(issued_date__year=incoming.issued_date.year) | Q(issued_date=None))
    return same.select_related("entry").order_by("pk")


def directions_of(incoming: IncomingDocument) -> list[Direction]:
    """All that was said of it, in order, each with whom it names. Two queries."""
    rows = incoming.directions.select_related("lead_unit", "handler", "by").prefetch_related("partners").order_by("pk")
    return list(rows)


def directive_of(incoming: IncomingDocument) -> Directive | None:
    """The directive of the system that it is, if any. Two queries unless loaded."""
    return incoming.recipient.directive if incoming.recipient is not None else None


def implemented_by(incoming: IncomingDocument) -> QuerySet[Directive]:
    """The directives that were drafted on its ground, in order. One query."""
    return Directive.objects.filter(implements__incoming=incoming).select_related("issuer").defer("source_text", "facts").order_by("pk")


def ground_of(directive: Directive) -> IncomingDocument | None:
    """The document that came on whose ground a directive was drafted. One query."""
    return IncomingDocument.objects.filter(implementations__directive=directive).select_related("unit", "entry__register").first()
