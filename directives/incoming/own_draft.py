"""A draft of one's own on the ground of a document that came: what it rests on, whom it is for, and the tasks that concern the unit.

A task of the document that came is taken over when it names the unit or one below it. Whom it then names is decided by the direction:
units below stay as named, what the unit itself was told goes to whoever leads. No day is later than that of the document, nor than
that of the direction.
"""

from dataclasses import dataclass, replace
from datetime import date

from directives.citing import complete
from directives.drafting import (
    BASIS_ISSUER,
    BASIS_KIND,
    BASIS_NUMBER,
    PHRASE,
    SUBJECT,
    BasisDraft,
    Draft,
    DutyDraft,
    PartyDraft,
    ProvisionDraft,
    RecipientDraft,
    default_symbol,
)
from directives.incoming.queries import directions_of, directive_of
from directives.models import Direction, Directive, Duty, DutyParty, IncomingDocument, Provision
from directives.packing import unpacked
from directives.queries import units_of_parties
from directives.writing import short_date
from org_hierarchy.calendar.days import last_day_on_time
from org_hierarchy.models import OrgUnit
from org_hierarchy.names import Clause, Group

_TAKEN_OVER = (Duty.Kind.TASK, Duty.Kind.GENERAL)
"""What an office passes on; what the issuer does itself, phases and advice to persons stay where they are."""


@dataclass(frozen=True, slots=True)
class Upper:
    """A task of the document that came, with the ids of the units that each of its parties means, in their order."""

    duty: DutyDraft
    units: tuple[tuple[int, ...], ...]


def own_draft(incoming: IncomingDocument, *, drafting_unit: OrgUnit, on: date) -> Draft:
    """Propose a công văn of the unit that carries the document further. A fixed number of queries and one per different group of units."""
    issuer = incoming.unit
    below = set(OrgUnit.objects.under(issuer).on(on).exclude(pk=issuer.pk).values_list("pk", flat=True))
    given = _given(incoming)
    duties = [
        _taken_over(upper, issuer, below, given, incoming.due_date)
        for upper in upper_duties(incoming, on=on)
        if any(pk == issuer.pk or pk in below for units in upper.units for pk in units)
    ]
    duties = [replace(duty, provision_position=position) for position, duty in enumerate(duties, start=1)]
    addressees = dict.fromkeys(party.phrase for party in given or [party for duty in duties for party in duty.parties])
    closing = "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các đơn vị kịp thời báo cáo để xem xét, giải quyết./."
    return Draft(
        kind=Directive.Kind.CV,
        drafting_unit_id=drafting_unit.pk,
        symbol=default_symbol(Directive.Kind.CV, issuer, drafting_unit),
        place=issuer.place,
        subject=_cut(f"thực hiện {later_citation(incoming)} của {incoming.agency}", SUBJECT),
        urgency=incoming.urgency,
        addressees=tuple(addressees),
        provisions=(
            ProvisionDraft(f"Thực hiện {first_citation(incoming)}, {issuer.name} yêu cầu các đơn vị triển khai các nội dung sau:"),
            *(ProvisionDraft(duty.text, Provision.Kind.CLAUSE, f"{number}.") for number, duty in enumerate(duties, start=1)),
            ProvisionDraft(closing, Provision.Kind.CLOSE),
        ),
        duties=tuple(duties),
        bases=(_basis(incoming),),
        recipients=(RecipientDraft("Như trên"), RecipientDraft(_cut(incoming.agency, PHRASE), "để b/c")),
    )


def first_citation(incoming: IncomingDocument) -> str:
    """The document as it is cited first: type, number, day, agency and subject (VAS §1.10)."""
    return complete(later_citation(incoming), incoming.issued_date, incoming.agency, incoming.subject)


def later_citation(incoming: IncomingDocument) -> str:
    """The document as it is cited again: type and number."""
    number = f" số {incoming.designation}" if incoming.designation else ""
    return f"{incoming.type_name or 'Văn bản'}{number}"


def upper_duties(incoming: IncomingDocument, *, on: date) -> list[Upper]:
    """The tasks of the document that came: of the directive that it is, or as they were read of its file; groups as on the day of its
    issue. Two queries at most and one per different group."""
    directive = directive_of(incoming)
    if directive is not None:
        duties = _of_rows(directive)
    else:
        duties = [duty for duty in unpacked(incoming.reading).duties if duty.kind in _TAKEN_OVER] if incoming.reading else []
    numbered = [party for duty in duties for party in duty.parties]
    rows = [DutyParty(pk=number, unit_id=party.unit_id, group=party.group) for number, party in enumerate(numbered, start=1)]
    meant = units_of_parties(rows, on=incoming.issued_date or on)
    found, start = [], 1
    for duty in duties:
        end = start + len(duty.parties)
        found.append(Upper(duty, tuple(meant[number] for number in range(start, end))))
        start = end
    return found


def _of_rows(directive: Directive) -> list[DutyDraft]:
    rows = directive.duties.filter(kind__in=_TAKEN_OVER).prefetch_related("parties").order_by("position")
    return [
        DutyDraft(
            section=row.section,
            kind=row.kind,
            role=row.role,
            text=row.text,
            deadline_text=row.deadline_text,
            deadline=row.deadline,
            strictly_before=row.strictly_before,
            start_date=row.start_date,
            period=row.period,
            target_percent=row.target_percent,
            parties=tuple(
                PartyDraft(party.part, party.phrase, party.unit_id, party.group)
                for party in sorted(row.parties.all(), key=lambda party: party.position)
            ),
        )
        for row in rows
    ]


def _given(incoming: IncomingDocument) -> list[PartyDraft]:
    """Whom the direction names, other than the unit itself: who leads, then who takes part. Two queries."""
    directions = [one for one in directions_of(incoming) if one.stage == Direction.Stage.AGENCY]
    if not directions or incoming.lead_unit is None:
        return []
    lead, partners = incoming.lead_unit, directions[-1].partners.all()
    named = [(DutyParty.Part.RESPONSIBLE, lead), *((DutyParty.Part.COORDINATING, unit) for unit in partners)]
    return [PartyDraft(part, unit.name[:PHRASE], unit.pk) for part, unit in named if unit is not None and unit.pk != incoming.unit_id]


def _taken_over(upper: Upper, issuer: OrgUnit, below: set[int], given: list[PartyDraft], due_date: date | None) -> DutyDraft:
    """The task as the unit passes it on."""
    kept = []
    for party, units in zip(upper.duty.parties, upper.units, strict=True):
        inside = [pk for pk in units if pk in below]
        if inside and len(inside) == len(units):
            kept.append(party)
        elif inside and issuer.pk not in units:  # a group that reaches beyond the unit
            kept.append(replace(party, group=Group(party.phrase, (Clause(unit_ids=tuple(sorted(inside))),)).as_json()))
    duty = replace(
        upper.duty, section="", role=Duty.Role.EXECUTE, span=None, read_from=(), evidence={}, is_checked=False, parties=tuple(kept or given)
    )
    last = last_day_on_time(duty.deadline, duty.strictly_before) if duty.deadline else None
    if due_date is not None and (last is None or due_date < last):
        duty = replace(duty, deadline=due_date, strictly_before=False, deadline_text=f"chậm nhất ngày {short_date(due_date)}")
    return duty


def _basis(incoming: IncomingDocument) -> BasisDraft:
    kind, number, agency = incoming.type_name[:BASIS_KIND], incoming.designation[:BASIS_NUMBER], incoming.agency[:BASIS_ISSUER]
    return BasisDraft(kind, number, incoming.issued_date, agency)


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
