"""In what deputies signed on a day: their fields in words, and the units of which they were in charge."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import prefetch_related_objects

from org_hierarchy.models import Appointment, FormerRemit, OrgUnit, Post


def former_remits(appointments: Collection[int], *, on: date) -> dict[int, FormerRemit]:
    """The field of that day of those of these appointments that have had another since, by their ids. One query, none for none."""
    rows = FormerRemit.objects.filter(appointment__in=appointments, valid_to__gt=on).order_by("-valid_to") if appointments else ()
    return {row.appointment_id: row for row in rows}


def units_in_charge(appointments: Collection[int], *, on: date) -> dict[int, set[int]]:
    """The ids of the units of the fields of these appointments on that day, by their ids; those without a list are left out.

    Two queries, none for none.
    """
    found: dict[int, set[int]] = {}
    for row in Appointment.remit_units.through.objects.filter(appointment__in=appointments) if appointments else ():
        found.setdefault(row.appointment_id, set()).add(row.orgunit_id)
    found |= {pk: set(row.unit_ids) for pk, row in former_remits(appointments, on=on).items()}
    return {pk: units for pk, units in found.items() if units}


def put_fields_of(day: date, appointments: Iterable[Appointment]) -> None:
    """Let these appointments at hand, unsaved, say the field of that day: `remit`, and `field_units`, by path; of deputies, others have
    none. Two queries, three where a field is a former one, none without a deputy."""
    deputies: list[Appointment] = []
    for appointment in appointments:
        appointment.field_units = []  # type: ignore[attr-defined]
        if appointment.post.role == Post.Role.DEPUTY:
            deputies.append(appointment)
    prefetch_related_objects(deputies, "remit_units")
    former = former_remits([one.pk for one in deputies], on=day)
    units = OrgUnit.objects.in_bulk({pk for row in former.values() for pk in row.unit_ids}) if former else {}
    for one in deputies:
        listed = list(one.remit_units.all())
        if row := former.get(one.pk):
            one.remit, listed = row.remit, [units[pk] for pk in row.unit_ids if pk in units]
        one.field_units = sorted(listed, key=lambda unit: unit.path)  # type: ignore[attr-defined]
