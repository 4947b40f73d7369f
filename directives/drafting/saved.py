"""A draft as it was saved, to be written anew with one part of it changed."""

from directives.drafting.facts import BasisDraft, Draft, DutyDraft, PartyDraft, ProvisionDraft, RecipientDraft, SourceNote
from directives.models import Directive, Duty


def saved_draft(directive: Directive) -> Draft:
    """All that its drafter decided so far; who has checked a task stays with the task. Five queries."""
    provisions, place = _provisions(directive)
    duties = directive.duties.prefetch_related("parties").order_by("position")
    return Draft(
        kind=directive.kind,
        drafting_unit_id=directive.drafting_unit_id,
        symbol=directive.symbol,
        place=directive.place,
        subject=directive.subject,
        addressees=tuple(directive.addressees),
        archive=directive.archive,
        drafter_mark=directive.drafter_mark,
        urgency=directive.urgency,
        circulation=directive.circulation,
        number=directive.number,
        issued_date=directive.issued_date,
        monitor_id=directive.monitor_id,
        monitor_reviews=directive.monitor_reviews,
        provisions=provisions,
        duties=tuple(_duty(duty, place) for duty in duties),
        bases=tuple(BasisDraft(b.kind, b.number, b.date, b.issuer, b.subject, b.cited_id) for b in directive.bases.order_by("position")),
        recipients=tuple(RecipientDraft(line.name, line.note) for line in directive.recipient_lines.order_by("position")),
        source_id=directive.source_id,
        source_text=directive.source_text,
        source_notes=tuple(SourceNote(**note) for note in directive.source_notes),
    )


def saved_provisions(directive: Directive) -> tuple[ProvisionDraft, ...]:
    """The paragraphs as they were saved. One query."""
    return _provisions(directive)[0]


def _provisions(directive: Directive) -> tuple[tuple[ProvisionDraft, ...], dict[int, int]]:
    """The paragraphs in order, and the place of each by its id."""
    rows = list(directive.provisions.order_by("position").values_list("pk", "kind", "label", "text", "parent"))
    place = {row[0]: number for number, row in enumerate(rows)}
    return tuple(ProvisionDraft(text, kind, label, place[parent] if parent else None) for _, kind, label, text, parent in rows), place


def _duty(duty: Duty, place: dict[int, int]) -> DutyDraft:
    parties = sorted(duty.parties.all(), key=lambda party: (party.part != "responsible", party.position))
    return DutyDraft(
        section=duty.section,
        kind=duty.kind,
        role=duty.role,
        text=duty.text,
        span=(duty.span_start, duty.span_end) if duty.span_start is not None and duty.span_end is not None else None,
        deadline_text=duty.deadline_text,
        deadline=duty.deadline,
        strictly_before=duty.strictly_before,
        start_date=duty.start_date,
        period=duty.period,
        target_percent=duty.target_percent,
        provision_position=place[duty.provision_id] if duty.provision_id else None,
        parties=tuple(PartyDraft(party.part, party.phrase, party.unit_id, party.group) for party in parties),
        read_from=tuple(duty.read_from),
        is_checked=duty.checked_by_id is not None,
    )
