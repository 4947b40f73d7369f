"""On its day, what was decided becomes what units are now."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from org_hierarchy.models import Person, Reorganisation, UnitArea, UnitVersion
from org_hierarchy.services.units import hold_tree
from records.events import record

# A unit shows its version of today; one that is past its last, one that is still to come its first.
_SETTLE = """
    UPDATE org_hierarchy_orgunit AS u SET {values} FROM org_hierarchy_unitversion v
    WHERE v.unit_id = u.id AND {opened} AND {differs}
        AND v.valid_from <= %s AND (v.valid_to IS NULL OR v.valid_to > %s OR (v.valid_to = u.valid_to AND v.valid_to > v.valid_from))"""
# Apart, because nearly all units of a moved subtree only get another path, and of every column that is set the indexes are written anew.
_PLACED = {"values": "path = v.path", "differs": "u.path <> v.path"}
_CALLED = {
    "values": """name = v.name, short_name = v.short_name, folded_name = v.folded_name, sort_name = v.sort_name, symbol = v.symbol,
        place = v.place, parent_id = v.parent_id""",
    "differs": """
        (u.name, u.short_name, u.folded_name, u.sort_name, u.symbol, u.place, COALESCE(u.parent_id, 0))
        <> (v.name, v.short_name, v.folded_name, v.sort_name, v.symbol, v.place, COALESCE(v.parent_id, 0))""",
}
_DROP = "DELETE FROM {table} WHERE {closed} AND valid_to <= valid_from"


@transaction.atomic
def settle_units(*, today: date, at: datetime) -> int:
    """Make the decisions whose day has come those in force; returns how many decisions.

    Run by the clock; a second run finds nothing to do, and after days without a clock the decisions follow in the order of their days. Two
    UPDATEs whatever the number of units.
    """
    hold_tree()
    due = Reorganisation.objects.select_for_update().filter(status=Reorganisation.Status.DECIDED, day__lte=today)
    return apply(list(due.order_by("day", "decided_at", "pk")), by=None, today=today, at=at)


def apply(due: Sequence[Reorganisation], *, by: Person | None, today: date, at: datetime) -> int:
    """Bring units to their versions of today and mark the decisions as applied."""
    if not due:
        return 0
    day = connection.ops.adapt_datefield_value(today)
    opened, closed = (_few(f"{column} IN ({', '.join(str(one.pk) for one in due)})") for column in ("v.opened_by_id", "closed_by_id"))
    with connection.cursor() as cursor:
        for columns in (_PLACED, _CALLED):
            cursor.execute(_SETTLE.format(opened=opened, **columns), [day, day])
        for model in (UnitVersion, UnitArea):  # replaced on their first day; nobody can ask for them any more
            cursor.execute(_DROP.format(table=model._meta.db_table, closed=closed))
    Reorganisation.objects.filter(pk__in=[reorganisation.pk for reorganisation in due]).update(
        status=Reorganisation.Status.APPLIED, applied_at=at
    )
    for reorganisation in due:
        record("org_hierarchy.reorganisation_applied", reorganisation, by=by, at=at)
    return len(due)


def _few(condition: str) -> str:
    """A condition that few rows meet. SQLite's ANALYZE takes a column that is blank nearly everywhere for one that tells rows badly apart,
    and would then read the whole table instead of the index."""
    return f"unlikely({condition})" if connection.vendor == "sqlite" else condition
