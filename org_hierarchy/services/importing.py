"""What an import changes from a day on in units that have none below them: many at once, in few statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from org_hierarchy.models import LASTS, OrgUnit, Person, UnitVersion, valid_on
from org_hierarchy.services.correcting import BATCH, update_each
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.units import followed, hold_tree
from records.batches import batches
from records.events import record_changes
from records.text import fold, sort_key

STANDING = ("name", "folded_name", "sort_name", "parent_id", "path")


@dataclass(frozen=True, slots=True)
class LeafChange:
    """What a unit is called and whom it stands under from a day on; None: as before."""

    name: str | None = None
    parent: OrgUnit | None = None


def changing_later(unit_ids: Iterable[int], day: date) -> set[int]:
    """Those of which something is decided for after a day, be it of a superior. Two queries per 5,000."""
    found: set[int] = set()
    later = UnitVersion.objects.filter(valid_from__gt=day).exclude(valid_from=F("unit__valid_from"))
    ending = UnitVersion.objects.filter(closed_by__isnull=False, valid_to__gt=day)
    for batch in batches(unit_ids, BATCH):
        for versions in (later, ending):
            found |= set(versions.filter(unit__in=batch).values_list("unit_id", flat=True))
    return found


def having_below(unit_ids: Iterable[int]) -> set[int]:
    """Those under which others stand, on whatever day. One query per 5,000."""
    below = (UnitVersion.objects.filter(parent__in=batch).values_list("parent_id", flat=True) for batch in batches(unit_ids, BATCH))
    return {pk for several in below for pk in several if pk is not None}


@transaction.atomic
def change_leaves(wanted: Mapping[int, LeafChange], *, day: date, by: Person | None, at: datetime) -> None:
    """Let units be called so and stand there from a day on (from their first, if that is still to come), by unit id, each with its event.

    Raises OrgError: `reorganising` (something else is decided for later, or something stands below what moves), `outside_parent`,
    `too_deep`.
    """
    hold_tree()
    moving = [pk for pk, change in wanted.items() if change.parent is not None]
    if refused := changing_later(wanted, day) | having_below(moving):
        unit = OrgUnit.objects.get(pk=min(refused))
        raise OrgError("reorganising", f"{unit.name} vừa có thay đổi theo một đợt sắp xếp; chưa ghi gì. Hãy chạy lại.")
    above = _versions({change.parent.pk for change in wanted.values() if change.parent})
    opened: list[UnitVersion] = []
    for batch in batches(wanted, BATCH):
        units = OrgUnit.objects.in_bulk(batch)
        first = Q(valid_from__gt=day, valid_from=F("unit__valid_from"))
        kept: list[tuple[Any, ...]] = []
        now: list[tuple[Any, ...]] = []
        said = []
        for version in UnitVersion.objects.filter(LASTS, valid_on(day) | first, unit__in=batch):
            unit, change = units[version.unit_id], wanted[version.unit_id]
            before = {"name": unit.name, "parent": unit.parent_id}
            fresh = version if version.valid_from >= day else _from(version, day)
            if change.name is not None:
                unit.name = fresh.name = change.name
                unit.sort_name = fresh.sort_name = sort_key(change.name)
                unit.folded_name, fresh.folded_name = (fold(f"{change.name} {short}") for short in (unit.short_name, fresh.short_name))
            pieces = [fresh]
            if change.parent is not None:
                unit.parent = fresh.parent = change.parent
                pieces = followed(fresh, above[change.parent.pk])
                unit.path = pieces[0].path
            if fresh is not version:
                version.valid_to = day
            kept.append(
                (*(getattr(version, key) for key in STANDING), version.valid_to, version.closed_by_id, version.was_valid_to, version.pk)
            )
            opened += [piece for piece in pieces if piece is not version]
            now.append((*(getattr(unit, key) for key in STANDING), unit.pk))
            said.append((unit, before, {"name": unit.name, "parent": unit.parent_id, "on": str(fresh.valid_from)}))
        update_each(UnitVersion._meta.db_table, (*STANDING, "valid_to", "closed_by_id", "was_valid_to"), kept)
        update_each(OrgUnit._meta.db_table, STANDING, now)
        record_changes("org_hierarchy.unit_edited", said, by=by, at=at)
    UnitVersion.objects.bulk_create(opened, batch_size=BATCH)


def _from(version: UnitVersion, day: date) -> UnitVersion:
    """The same from a day on, as a row of its own."""
    values = {field.attname: getattr(version, field.attname) for field in UnitVersion._meta.concrete_fields if not field.primary_key}
    return UnitVersion(**values | {"valid_from": day, "opened_by_id": None})


def _versions(unit_ids: Iterable[int]) -> dict[int, list[UnitVersion]]:
    """The versions of these units, each unit's in order."""
    found: dict[int, list[UnitVersion]] = {pk: [] for pk in unit_ids}
    for batch in batches(found, BATCH):
        for version in UnitVersion.objects.filter(LASTS, unit__in=batch).order_by("unit_id", "valid_from"):
            found[version.unit_id].append(version)
    return found
