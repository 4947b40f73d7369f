"""What is said wrongly of units is made right: one of them by a page, many by a file."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from org_hierarchy.models import OrgUnit, Person, UnitVersion
from org_hierarchy.services.units import hold_tree
from records.batches import batches
from records.events import record_changes
from records.text import fold

BATCH = 5_000  # values of one IN (…)
VERSIONED = ("short_name", "symbol", "place")
"""What a unit's versions say as well."""
CORRECTED = (*VERSIONED, "regime", "address", "contact")


@transaction.atomic
def correct_units(wanted: Mapping[int, Mapping[str, str]], *, by: Person | None, at: datetime) -> list[int]:
    """Let units be as they are to be, by unit id and field (of `CORRECTED`); returns those that were not so already, each with its event.

    A correction goes into the version of the day of `at` (the nearest one of a unit that is gone or to come) and into every later one that
    says what was wrong too, so that no decision on its way brings it back; versions before it stay. Names are left to `refresh_names`.
    """
    hold_tree()
    changed: list[int] = []
    for batch in batches(wanted, BATCH):
        units = OrgUnit.objects.in_bulk(batch)
        before = {pk: {key: getattr(unit, key) for key in CORRECTED} for pk, unit in units.items()}
        after = {pk: {key: value for key, value in wanted[pk].items() if before[pk][key] != value} for pk in units}
        after = {pk: values for pk, values in after.items() if values}
        _correct_versions(before, after, today=timezone.localdate(at))
        for pk, values in after.items():
            for key, value in values.items():
                setattr(units[pk], key, value)
        by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for pk, values in after.items():
            folded = {"folded_name": fold(f"{units[pk].name} {units[pk].short_name}")} if "short_name" in values else {}
            written = values | folded
            by_columns.setdefault(tuple(written), []).append((*written.values(), pk))
        for columns, rows in by_columns.items():
            update_each(OrgUnit._meta.db_table, columns, rows)
        said = [(units[pk], {key: before[pk][key] for key in values}, dict(values)) for pk, values in after.items()]
        record_changes("org_hierarchy.unit_edited", said, by=by, at=at)
        changed += after
    return changed


def update_each(table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Write these columns of many rows, each row its values and then its id."""
    # bulk_update says a CASE per row and column, which takes ten times as long.
    if rows:
        assigned = ", ".join(f"{connection.ops.quote_name(column)} = %s" for column in columns)
        statement = f"UPDATE {connection.ops.quote_name(table)} SET {assigned} WHERE id = %s"  # noqa: S608 - names of our own models
        said = [[connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value for value in row] for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(statement, said)


def _correct_versions(before: Mapping[int, Mapping[str, str]], after: Mapping[int, Mapping[str, str]], *, today: date) -> None:
    named = [pk for pk, values in after.items() if values.keys() & set(VERSIONED)]
    by_unit: dict[int, list[UnitVersion]] = {}
    for version in UnitVersion.objects.filter(unit__in=named).order_by("valid_from", "pk"):
        by_unit.setdefault(version.unit_id, []).append(version)
    rows: list[tuple[Any, ...]] = []
    for pk, versions in by_unit.items():
        shown = _shown(versions, today)
        for version in versions:
            if version.valid_from < shown.valid_from:
                continue
            for key in after[pk].keys() & set(VERSIONED):
                if version is shown or getattr(version, key) == before[pk][key]:
                    setattr(version, key, after[pk][key])
            folded = fold(f"{version.name} {version.short_name}")
            rows.append((*(getattr(version, key) for key in VERSIONED), folded, version.pk))
    update_each(UnitVersion._meta.db_table, (*VERSIONED, "folded_name"), rows)


def _shown(versions: Sequence[UnitVersion], today: date) -> UnitVersion:
    """Of a unit's versions, first to last: that of today, else its first to come, else its last."""
    lasting = [version for version in versions if version.valid_to is None or version.valid_to > version.valid_from]
    return next((version for version in lasting if version.valid_to is None or version.valid_to > today), (lasting or versions)[-1])
