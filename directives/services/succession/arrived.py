"""Documents that came to units that have ended and are not dealt with: the heir goes on with them.

The số đến stays in the book in which it was given. A directive of the system that the heir has in a book of its own is dealt with there.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F

from directives.incoming.queries import OPEN, partners
from directives.models import Direction, IncomingDocument
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500


@dataclass(slots=True)
class Arrivals:
    """What is to happen to documents that came: `moving` go on elsewhere, `ending` are dealt with by what the heir has of the same
    directive; held until the transaction ends."""

    moving: list[IncomingDocument] = field(default_factory=list)
    ending: list[IncomingDocument] = field(default_factory=list)


def plan_arrivals(heirs: Mapping[int, int]) -> Arrivals:
    """In the caller's transaction: what of these units (ended unit → its heir) moves and what ends. Three queries for each 500 units."""
    found: dict[int, IncomingDocument] = {}
    for some in batches(sorted(heirs), CHUNK):
        rows = IncomingDocument.objects.filter(status__in=OPEN).defer("reading").select_related("recipient").order_by("pk")
        for name in ("unit", "lead_unit"):
            found |= {row.pk: row for row in rows.filter(**{f"{name}__in": some}).select_for_update(of=("self",))}
    there = {
        pair
        for some in batches(sorted(set(heirs.values())), CHUNK)
        for pair in IncomingDocument.objects.filter(unit__in=some, recipient__isnull=False).values_list("recipient__directive", "unit")
    }
    planned = Arrivals()
    for row in found.values():
        heir = heirs.get(row.unit_id)
        of_system = row.recipient.directive_id if row.recipient is not None else None
        if heir is not None and of_system is not None and (of_system, heir) in there:
            planned.ending.append(row)
            continue
        if heir is not None and of_system is not None:
            there.add((of_system, heir))
        planned.moving.append(row)
    return planned


@transaction.atomic
def move_arrivals(planned: Arrivals, heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Write it; how many documents of each unit. The caller has ended the processes of `planned.ending`. A few statements for each 500."""
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    told: list[tuple[IncomingDocument, dict[str, object], dict[str, object]]] = []
    left: Counter[int] = Counter()
    for row in planned.moving:
        old = row.unit_id if row.unit_id in heirs else row.lead_unit_id or 0
        row.unit_id = heirs.get(row.unit_id, row.unit_id)
        row.lead_unit_id = heirs.get(row.lead_unit_id or 0, row.lead_unit_id)
        left[old] += 1
        told.append((row, _facts(named[old]), _facts(named[heirs[old]])))
    IncomingDocument.objects.bulk_update(planned.moving, ["unit", "lead_unit"], batch_size=CHUNK)
    for row in planned.ending:
        old, row.status, row.step_since, row.done_at = row.unit_id, IncomingDocument.Status.DONE, at, at
        left[old] += 1
        row.result = f"{named[heirs[old]].name} kế thừa {named[old].name} và giải quyết văn bản này theo số đến của mình."
        told.append((row, _facts(named[old]), _facts(named[heirs[old]]) | {"result": row.result}))
    IncomingDocument.objects.bulk_update(planned.ending, ["status", "step_since", "done_at", "result"], batch_size=CHUNK)
    record_changes("directives.incoming_moved", told, by=by, at=at)
    return left


def move_partners(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs (ended unit → its heir) take part in what the units were to help with; of how many documents each.

    One that leads the document, or takes part itself, does so once. After `move_arrivals`, in its transaction. A few statements for each
    500 units and 500 rows.
    """
    about = {"incoming": F("direction__incoming"), "lead": F("direction__incoming__lead_unit")}
    rows = [row for some in batches(sorted(heirs), CHUNK) for row in partners().filter(orgunit__in=some).annotate(**about).order_by("pk")]
    if not rows:
        return Counter()
    named = OrgUnit.objects.in_bulk({unit for row in rows for unit in (row.orgunit_id, heirs[row.orgunit_id])})
    there = {
        pair
        for some in batches({row.direction_id for row in rows}, CHUNK)
        for pair in partners().filter(direction__in=some).values_list("direction", "orgunit")
    }
    left, moved, gone, told = Counter(row.orgunit_id for row in rows), [], [], []
    for row in rows:
        old, heir = named[row.orgunit_id], named[heirs[row.orgunit_id]]
        told.append((IncomingDocument(pk=row.incoming), _facts(old), _facts(heir)))
        if heir.pk == row.lead or (row.direction_id, heir.pk) in there:
            gone.append(row.pk)
        else:
            there.add((row.direction_id, heir.pk))
            row.orgunit_id = heir.pk
            moved.append(row)
    through = Direction.partners.through
    through.objects.bulk_update(moved, ["orgunit"], batch_size=CHUNK)
    for some in batches(gone, CHUNK):
        through.objects.filter(pk__in=some).delete()
    record_changes("directives.incoming_partner_moved", told, by=by, at=at)
    return left


def goes_on_elsewhere(incoming: IncomingDocument) -> IncomingDocument | None:
    """What the unit has before it already of the same directive, because it continues one that had received it; None mostly."""
    if incoming.recipient is None:
        return None
    same = IncomingDocument.objects.filter(unit=incoming.unit_id, recipient__directive=incoming.recipient.directive_id, status__in=OPEN)
    return same.exclude(pk=incoming.pk).select_related("entry__register__unit").order_by("pk").first()


def _facts(unit: OrgUnit) -> dict[str, object]:
    return {"unit": unit.pk, "name": unit.name}
