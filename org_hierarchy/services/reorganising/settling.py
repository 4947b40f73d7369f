"""On its day, what was decided becomes what units are now."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F

from org_hierarchy.models import Person, Reorganisation, UnitArea, UnitVersion
from org_hierarchy.services.units import hold_tree
from records.events import record

# A unit shows its version of today; one that is past its last, one that is still to come its first.
_SETTLE = """
    UPDATE org_hierarchy_orgunit SET name = v.name, short_name = v.short_name, folded_name = v.folded_name, sort_name = v.sort_name,
        symbol = v.symbol, place = v.place, parent_id = v.parent_id, path = v.path
    FROM org_hierarchy_unitversion v
    WHERE v.unit_id = org_hierarchy_orgunit.id AND v.opened_by_id IN (%s)
        AND v.valid_from <= %%s AND (v.valid_to IS NULL OR v.valid_to > %%s
            OR (v.valid_to = org_hierarchy_orgunit.valid_to AND v.valid_to > v.valid_from))"""


@transaction.atomic
def settle_units(*, today: date, at: datetime) -> int:
    """Make the decisions whose day has come those in force; returns how many decisions.

    Run by the clock; a second run finds nothing to do, and after days without a clock the decisions follow in the order of their days. One
    UPDATE whatever the number of units.
    """
    hold_tree()
    due = Reorganisation.objects.select_for_update().filter(status=Reorganisation.Status.DECIDED, day__lte=today)
    return apply(list(due.order_by("day", "decided_at", "pk")), by=None, today=today, at=at)


def apply(due: Sequence[Reorganisation], *, by: Person | None, today: date, at: datetime) -> int:
    """Bring units to their versions of today and mark the decisions as applied."""
    if not due:
        return 0
    day = connection.ops.adapt_datefield_value(today)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE % ", ".join(str(reorganisation.pk) for reorganisation in due), [day, day])
    for model in (UnitVersion, UnitArea):  # replaced on their first day; nobody can ask for them any more
        model._default_manager.filter(closed_by__in=due, valid_to__lte=F("valid_from")).delete()
    Reorganisation.objects.filter(pk__in=[reorganisation.pk for reorganisation in due]).update(
        status=Reorganisation.Status.APPLIED, applied_at=at
    )
    for reorganisation in due:
        record("org_hierarchy.reorganisation_applied", reorganisation, by=by, at=at)
    return len(due)
