"""Texts of units that have ended, before they go out: written on, taken back to a draft, or dispatched by the one that goes on.

What is not signed is the heir's to write and to sign. A signature given in the name of an office that has ended may be numbered and
issued in its books until its last day; after that it is taken back, and the text goes on as a draft of the heir, who signs in its own
name. A number that was given stays in the book: such a document exists and bears the old name, and the heir dispatches it.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from directives.models import Directive
from directives.queries import BEFORE_ISSUE, UNSIGNED
from directives.services.voiding import drop_signature
from org_hierarchy.models import OrgUnit, Person
from records.batches import batches
from records.events import record, record_changes

CHUNK = 500
Status = Directive.Status


@transaction.atomic
def move_drafts(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> dict[int, int]:
    """Let the heirs (ended unit → its heir) draft what has not gone out, and issue what was not signed yet; returns (directive → the ended
    unit whose it was) of what is not signed.

    A few statements for each 500 units and 500 drafts.
    """
    if not heirs:
        return {}
    named = _named(heirs)
    found: dict[int, Directive] = {}
    for some in batches(sorted(heirs), CHUNK):
        found |= _held(status__in=UNSIGNED, issuer__in=some) | _held(status__in=BEFORE_ISSUE, drafting_unit__in=some)
    told, left = [], {}
    for row in found.values():
        before = {"issuer": row.issuer_id, "drafting_unit": row.drafting_unit_id}
        if row.status in UNSIGNED:
            left[row.pk] = row.issuer_id if row.issuer_id in heirs else row.drafting_unit_id
            row.issuer = named.get(heirs.get(row.issuer_id, 0), row.issuer)
        row.drafting_unit = named.get(heirs.get(row.drafting_unit_id, 0), row.drafting_unit)
        after = {"issuer": row.issuer_id, "drafting_unit": row.drafting_unit_id, "name": row.drafting_unit.name}
        told.append((row, before, after))
    Directive.objects.bulk_update(found.values(), ["issuer", "drafting_unit"], batch_size=CHUNK)
    record_changes("directives.draft_moved", told, by=by, at=at)
    return left


def signed_by_ended(heirs: Collection[int]) -> list[Directive]:
    """The directives signed in the name of these units and not numbered, by id. A query for each 500 units."""
    rows = Directive.objects.filter(status=Status.SIGNED).select_related("issuer").order_by("pk")
    return [row for some in batches(sorted(heirs), CHUNK) for row in rows.filter(issuer__in=some)]


@transaction.atomic
def take_back_for_heir(directive: Directive, heir: OrgUnit, *, drafting_unit: OrgUnit, by: Person | None, at: datetime) -> Directive:
    """Take back the signature of an office that has ended; the text goes back to its drafter as a draft of the heir.

    The block, the scan and what was frozen leave the text; the events keep them by name. Raises DirectiveError `stale`.
    """
    old = directive.issuer
    reason = f"{old.name} đã kết thúc hoạt động trước khi văn bản được cấp số, nên chữ ký không còn dùng được."
    reason = f"{reason} {heir.name} kế thừa: hãy soát lại tên cơ quan, ký hiệu, thẩm quyền ký rồi trình lại."
    drop_signature(directive, reason=reason[:1000], by=by, at=at)
    before = {"issuer": old.pk, "drafting_unit": directive.drafting_unit_id}
    directive.issuer, directive.drafting_unit = heir, drafting_unit
    directive.save(update_fields=["issuer", "drafting_unit"])
    after = {"issuer": heir.pk, "drafting_unit": drafting_unit.pk, "name": drafting_unit.name}
    record("directives.draft_moved", directive, by=by, at=at, before=before, after=after)
    return directive


@transaction.atomic
def move_numbered(heirs: Mapping[int, int], *, by: Person | None, at: datetime) -> Counter[int]:
    """Let the heirs dispatch what the units had numbered and not sent; how many of each unit. The issuer stays the one that it bears; the
    heir becomes the side that drafts it. A few statements for each 500 units and 500 directives."""
    if not heirs:
        return Counter()
    found: dict[int, Directive] = {}
    for some in batches(sorted(heirs), CHUNK):
        found |= _held(status=Status.NUMBERED, issuer__in=some)
    moved = {row: heirs[row.issuer_id] for row in found.values() if row.drafting_unit_id != heirs[row.issuer_id]}
    _carry(moved, _named(heirs), "directives.dispatch_moved", by=by, at=at)
    return Counter(row.issuer_id for row in moved)


@transaction.atomic
def let_carry(wanted: Mapping[int, int], *, by: Person | None, at: datetime, action: str = "directives.carried_on") -> int:
    """Let a unit stand on the issuing side of issued directives (directive → unit) whose campaigns it goes on with, because somebody said
    so or because it continues their drafting unit: the document keeps the name that it was issued under. Returns how many changed."""
    rows = {row: wanted[row.pk] for some in batches(sorted(wanted), CHUNK) for row in _held(pk__in=some).values()}
    changed = {row: unit for row, unit in rows.items() if row.drafting_unit_id != unit}
    _carry(changed, OrgUnit.objects.in_bulk(set(changed.values())), action, by=by, at=at)
    return len(changed)


def _carry(rows: Mapping[Directive, int], named: Mapping[int, OrgUnit], action: str, *, by: Person | None, at: datetime) -> None:
    told = []
    for row, unit in rows.items():
        told.append((row, {"drafting_unit": row.drafting_unit_id}, {"drafting_unit": unit, "name": named[unit].name}))
        row.drafting_unit_id = unit
    Directive.objects.bulk_update(rows, ["drafting_unit"], batch_size=CHUNK)
    record_changes(action, told, by=by, at=at)


def _named(heirs: Mapping[int, int]) -> dict[int, OrgUnit]:
    return OrgUnit.objects.in_bulk(set(heirs) | set(heirs.values()))


def _held(**wanted: Any) -> dict[int, Directive]:
    rows = Directive.objects.filter(**wanted).defer("source_text", "facts").select_related("issuer", "drafting_unit")
    return {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
