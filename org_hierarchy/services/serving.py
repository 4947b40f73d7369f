"""Which areas units serve: of one by a page, of many by a file."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from org_hierarchy.models import LASTS, Area, OrgUnit, Person, Reorganisation, UnitArea
from org_hierarchy.services.correcting import BATCH, update_each
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.units import hold_tree
from records.batches import batches
from records.events import record_changes


def areas_waiting(unit_ids: Iterable[int]) -> set[int]:
    """Those whose areas a decided reorganisation will change on its day. One query per 5,000."""
    decided = Reorganisation.Status.DECIDED
    waiting = UnitArea.objects.filter(Q(opened_by__status=decided) | Q(closed_by__status=decided))
    return {pk for batch in batches(unit_ids, BATCH) for pk in waiting.filter(unit__in=batch).values_list("unit_id", flat=True)}


@transaction.atomic
def serve_areas(wanted: Mapping[int, Collection[Area]], *, day: date, by: Person | None, at: datetime) -> list[int]:
    """Let units serve exactly these areas from a day on, as far as both exist; returns those that did not, each with its event.

    What they served before that day stays on record; what they would have begun to serve later, and is not wanted, they never serve.
    Raises OrgError `reorganising` (a decided reorganisation waits to change them).
    """
    hold_tree()
    changed: list[int] = []
    for batch in batches(wanted, BATCH):
        units = OrgUnit.objects.in_bulk(batch)
        held: dict[int, list[UnitArea]] = {}
        for row in UnitArea.objects.filter(LASTS, Q(valid_to=None) | Q(valid_to__gt=day), unit__in=batch).order_by("valid_from"):
            held.setdefault(row.unit_id, []).append(row)
        change = _Change(day)
        for pk, unit in units.items():
            change.take(unit, held.get(pk, []), wanted[pk])
        if waiting := areas_waiting(change.units):
            words = f"Địa bàn của {units[min(waiting)].name} sẽ thay đổi theo một quyết định sắp xếp đang chờ đến ngày"
            raise OrgError("reorganising", f"{words}; hãy sửa sau ngày đó, hoặc rút quyết định rồi sửa.")
        change.write()
        said = []
        for pk in change.units:
            before = sorted(row.area_id for row in held.get(pk, []) if row.valid_from <= day)
            said.append((units[pk], {"areas": before}, {"areas": sorted(area.pk for area in wanted[pk]), "on": str(day)}))
        record_changes("org_hierarchy.areas_set", said, by=by, at=at)
        changed += change.units
    return changed


class _Change:
    """The rows that end, go, begin earlier or are new."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.units: list[int] = []
        self.ended: list[int] = []
        self.dropped: list[int] = []
        self.begun: list[tuple[date, int]] = []
        self.added: list[UnitArea] = []

    def take(self, unit: OrgUnit, held: Collection[UnitArea], wanted: Collection[Area]) -> None:
        """Add what makes the unit's rows, those of the day and later in order, serve what is wanted."""
        count = self._count()
        areas = {area.pk: area for area in wanted}
        for row in held:
            if row.area_id not in areas:
                (self.ended if row.valid_from < self.day else self.dropped).append(row.pk)
        first_row = {row.area_id: row for row in reversed(list(held))}
        for pk, area in areas.items():
            first = max(self.day, unit.valid_from, area.valid_from)
            end = min((end for end in (unit.valid_to, area.valid_to) if end), default=None)
            if pk in first_row:
                if first_row[pk].valid_from > first:
                    self.begun.append((first, first_row[pk].pk))
            elif end is None or first < end:
                self.added.append(UnitArea(unit=unit, area=area, valid_from=first, valid_to=end))
        if self._count() > count:
            self.units.append(unit.pk)

    def _count(self) -> int:
        return len(self.ended) + len(self.dropped) + len(self.begun) + len(self.added)

    def write(self) -> None:
        for batch in batches(self.ended, BATCH):
            UnitArea.objects.filter(pk__in=batch).update(valid_to=self.day)
        for batch in batches(self.dropped, BATCH):
            UnitArea.objects.filter(pk__in=batch).delete()
        update_each(UnitArea._meta.db_table, ["valid_from"], self.begun)
        UnitArea.objects.bulk_create(self.added, batch_size=BATCH)
