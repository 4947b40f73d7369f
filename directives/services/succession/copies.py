"""Copies that were not taken in: the heir takes them in; and copies for whoever goes on with a directive and has none."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from directives.models import Directive, Recipient
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500
NOT_TAKEN_IN = (Recipient.Status.SENT, Recipient.Status.TAKING_BACK)


@transaction.atomic
def move_copies(heirs: Mapping[int, int], *, of: Directive | None = None, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs (ended unit → its heir) take in what the units had not, of one directive or of all; how many of each unit.

    What was taken in stays in that unit's book. An heir that has a copy of its own needs no second one: the other ends, and says so.
    A few statements for each 500 units and 500 copies.
    """
    if not heirs:
        return Counter()
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    copies = Recipient.objects.filter(status__in=NOT_TAKEN_IN)
    copies = copies if of is None else copies.filter(directive=of)
    waiting = [
        row for some in batches(sorted(heirs), CHUNK) for row in copies.filter(unit__in=some).select_for_update(of=("self",)).order_by("pk")
    ]
    left = Counter(row.unit_id for row in waiting)
    there = _there({row.directive_id for row in waiting}, set(heirs.values()))
    told = []
    for row in waiting:
        old, heir = named[row.unit_id], named[heirs[row.unit_id]]
        if (row.directive_id, heir.pk) in there:
            row.status, row.reason = Recipient.Status.TAKEN_BACK, f"{heir.name} kế thừa {old.name} đã có bản riêng của văn bản này."[:1000]
        else:
            there.add((row.directive_id, heir.pk))
            row.unit = heir
        told.append((row, {"unit": old.pk, "name": old.name}, {"unit": heir.pk, "name": heir.name, "status": row.status}))
    Recipient.objects.bulk_update(waiting, ["unit", "status", "reason"], batch_size=CHUNK)
    record_changes("directives.copy_moved", told, by=by, at=at)
    return left


@transaction.atomic
def give_copies(wanted: Collection[tuple[int, int]], *, role: str = Recipient.Role.EXECUTE, at: datetime) -> int:
    """Send a copy to each unit that goes on with a directive, (directive, unit), and has none yet; returns how many.

    Its predecessor had taken the document in, or had issued it; the heir takes it into its own book. One that had refused it as a wrong
    recipient is sent it anew: now it has work by it.
    """
    for some in batches(sorted({unit for _, unit in wanted}), CHUNK):
        refused = Recipient.objects.filter(unit__in=some, status=Recipient.Status.REFUSED)
        again = [pk for pk, *pair in refused.values_list("pk", "directive", "unit") if tuple(pair) in wanted]
        for pks in batches(again, CHUNK):
            Recipient.objects.filter(pk__in=pks).update(status=Recipient.Status.SENT, sent_at=at, reason="", status_before="")
    missing = sorted(set(wanted) - _there({directive for directive, _ in wanted}, {unit for _, unit in wanted}))
    rows = [Recipient(directive_id=directive, unit_id=unit, role=role, sent_at=at) for directive, unit in missing]
    Recipient.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)
    return len(rows)


def _there(directives: set[int], units: set[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for some in batches(sorted(units), CHUNK):
        rows = Recipient.objects.filter(unit__in=some).values_list("directive", "unit")
        found.update(pair for pair in rows if pair[0] in directives)
    return found
