"""Copies, drafts and questions of units that have ended: the one that continues the unit goes on with them."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from directives.models import Directive, Opinion, Recipient
from directives.queries import UNSIGNED
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record_changes

CHUNK = 500
NOT_TAKEN_IN = (Recipient.Status.SENT, Recipient.Status.TAKING_BACK)


def units_ended(*, today: date) -> set[int]:
    """The units past their last day that a copy not taken in, a text not signed or a question about one still names. Four queries."""
    places: tuple[tuple[QuerySet[Any], str], ...] = (
        (Recipient.objects.filter(status__in=NOT_TAKEN_IN), "unit"),
        (Directive.objects.filter(status__in=UNSIGNED), "drafting_unit"),
        (Directive.objects.filter(status__in=UNSIGNED), "issuer"),
        (_asked(), "unit"),
    )
    found: set[int] = set()
    for rows, field in places:
        ended = rows.filter(**{f"{field}__valid_to__lte": today}).order_by()
        found.update(ended.values_list(field, flat=True).distinct())
    return found


@transaction.atomic
def move_copies(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> int:
    """Let the heirs (ended unit → its heir) take in what the units had not; returns how many copies.

    What was taken in stays in that unit's book. An heir that has a copy of its own needs no second one: the other ends, and says so.
    A few statements for each 500 units and 500 copies.
    """
    if not heirs:
        return 0
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    waiting = [
        row
        for some in batches(sorted(heirs), CHUNK)
        for row in Recipient.objects.filter(unit__in=some, status__in=NOT_TAKEN_IN).select_for_update(of=("self",)).order_by("pk")
    ]
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
    return len(waiting)


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


@transaction.atomic
def move_drafts(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> list[int]:
    """Let the heirs draft and issue what was not signed yet; returns the ids of the directives. What is signed bears the old name.

    A few statements for each 500 units and 500 drafts.
    """
    if not heirs:
        return []
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    found: dict[int, Directive] = {}
    for some in batches(sorted(heirs), CHUNK):
        rows = Directive.objects.filter(status__in=UNSIGNED).defer("source_text", "facts").select_for_update(of=("self",)).order_by("pk")
        found |= {row.pk: row for field in ("issuer", "drafting_unit") for row in rows.filter(**{f"{field}__in": some})}
    told = []
    for row in found.values():
        before = {"issuer": row.issuer_id, "drafting_unit": row.drafting_unit_id}
        row.issuer = named.get(heirs.get(row.issuer_id, 0), row.issuer)
        row.drafting_unit = named.get(heirs.get(row.drafting_unit_id, 0), row.drafting_unit)
        after = {"issuer": row.issuer_id, "drafting_unit": row.drafting_unit_id, "name": row.drafting_unit.name}
        told.append((row, before, after))
    Directive.objects.bulk_update(found.values(), ["issuer", "drafting_unit"], batch_size=CHUNK)
    record_changes("directives.draft_moved", told, by=by, at=at)
    return sorted(found)


@transaction.atomic
def move_opinions(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> int:
    """Let the heirs say what the units were asked of texts that are not signed; returns how many questions.

    One that the heir is asked itself already is asked once: the other goes, and says so. A few statements for each 500 units.
    """
    if not heirs:
        return 0
    named = OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))
    waiting = [row for some in batches(sorted(heirs), CHUNK) for row in _asked().filter(unit__in=some).select_for_update().order_by("pk")]
    asked = {
        pair
        for some in batches(sorted(set(heirs.values())), CHUNK)
        for pair in Opinion.objects.filter(unit__in=some).values_list("directive", "unit")
    }
    moved, gone, told = [], [], []
    for row in waiting:
        old, heir = named[row.unit_id], named[heirs[row.unit_id]]
        before, after = {"opinion": row.pk, "unit": old.pk, "name": old.name}, {"unit": heir.pk, "name": heir.name}
        told.append((Directive(pk=row.directive_id), before, after))
        if (row.directive_id, heir.pk) in asked:
            gone.append(row.pk)
        else:
            asked.add((row.directive_id, heir.pk))
            row.unit = heir
            moved.append(row)
    Opinion.objects.bulk_update(moved, ["unit"], batch_size=CHUNK)
    for some in batches(gone, CHUNK):
        Opinion.objects.filter(pk__in=some).delete()
    record_changes("directives.opinion_moved", told, by=by, at=at)
    return len(waiting)


def _asked() -> QuerySet[Opinion]:
    """What nobody has answered yet, of texts that are not signed."""
    return Opinion.objects.filter(answered_at=None, directive__status__in=UNSIGNED)


def _there(directives: set[int], units: set[int]) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    for some in batches(sorted(units), CHUNK):
        rows = Recipient.objects.filter(unit__in=some).values_list("directive", "unit")
        found.update(pair for pair in rows if pair[0] in directives)
    return found
