"""What units were asked of texts that are not signed: the heir answers."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from directives.models import Directive, Opinion
from directives.queries import UNSIGNED
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500


def asked() -> QuerySet[Opinion]:
    """What nobody has answered yet, of texts that are not signed."""
    return Opinion.objects.filter(answered_at=None, directive__status__in=UNSIGNED)


@transaction.atomic
def move_opinions(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs say what the units (ended unit → its heir) were asked of texts that are not signed; how many questions of each unit.

    One that the heir is asked itself already is asked once: the other goes, and says so. A few statements for each 500 units.
    """
    if not heirs:
        return Counter()
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    waiting = [row for some in batches(sorted(heirs), CHUNK) for row in asked().filter(unit__in=some).select_for_update().order_by("pk")]
    left = Counter(row.unit_id for row in waiting)
    there = {
        pair
        for some in batches(sorted(set(heirs.values())), CHUNK)
        for pair in Opinion.objects.filter(unit__in=some).values_list("directive", "unit")
    }
    moved, gone, told = [], [], []
    for row in waiting:
        old, heir = named[row.unit_id], named[heirs[row.unit_id]]
        before, after = {"opinion": row.pk, "unit": old.pk, "name": old.name}, {"unit": heir.pk, "name": heir.name}
        told.append((Directive(pk=row.directive_id), before, after))
        if (row.directive_id, heir.pk) in there:
            gone.append(row.pk)
        else:
            there.add((row.directive_id, heir.pk))
            row.unit = heir
            moved.append(row)
    Opinion.objects.bulk_update(moved, ["unit"], batch_size=CHUNK)
    for some in batches(gone, CHUNK):
        Opinion.objects.filter(pk__in=some).delete()
    record_changes("directives.opinion_moved", told, by=by, at=at)
    return left
