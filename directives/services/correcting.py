"""What reading proposed and what people made of it, kept with the draft: how reading is measured (`directives.queries.quality`)."""

from datetime import datetime

from directives.corrections import counts_of, differences, proposal_of, units_named
from directives.drafting import Draft
from directives.models import Correction, Directive, Proposal, ProposedField
from org_hierarchy.models import OrgUnit, Person


def keep_proposal(directive: Directive, content: Draft, *, at: datetime) -> None:
    """Keep a draft as it was read, instead of any reading before; nothing of it is corrected yet. Six queries at most."""
    proposal = proposal_of(content, _names(units_named(content)))
    Proposal.objects.update_or_create(directive=directive, defaults={"values": proposal, "read_at": at})
    directive.corrections.all().delete()
    directive.proposed_fields.all().delete()
    ProposedField.objects.bulk_create(
        ProposedField(directive=directive, field=field, count=count) for field, count in counts_of(proposal).items()
    )


def keep_corrections(directive: Directive, content: Draft, *, by: Person, at: datetime) -> None:
    """Keep where the draft now differs from what was read; what differed in the same way before stays who did it, and when.

    Five queries at most; one for a draft that was not read.
    """
    proposal = Proposal.objects.filter(directive=directive).values_list("values", flat=True).first()
    if proposal is None:
        return
    now = differences(proposal, content, _names(units_named(content)))
    kept, gone = set(), []
    wanted = {(one.field, one.task, one.before, one.after) for one in now}
    for row in directive.corrections.all():
        key = (row.field, row.task, row.before, row.after)
        if key in wanted and key not in kept:
            kept.add(key)
        else:
            gone.append(row.pk)
    Correction.objects.filter(pk__in=gone).delete()
    Correction.objects.bulk_create(
        Correction(
            directive=directive,
            field=one.field,
            task=one.task,
            before=one.before,
            after=one.after,
            span_start=one.span[0] if one.span else None,
            span_end=one.span[1] if one.span else None,
            confidence=one.confidence,
            rule=one.rule,
            by=by,
            at=at,
        )
        for one in now
        if (one.field, one.task, one.before, one.after) not in kept
    )


def _names(ids: set[int]) -> dict[int, str]:
    return dict(OrgUnit.objects.filter(pk__in=ids).values_list("pk", "name"))
