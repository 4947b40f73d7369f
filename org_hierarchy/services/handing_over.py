"""One leaves a post and another begins, in one act."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from org_hierarchy.models import Appointment, OrgUnit, Person
from org_hierarchy.services.posts import AppointmentRow, appoint_many, end_appointment, hold_posts
from org_hierarchy.services.reorganising.people import hold_endings


@transaction.atomic
def hand_over(
    appointment: Appointment,
    *,
    successor: Person,
    on: date,
    is_acting: bool = False,
    remit: Sequence[str] = (),
    basis: str = "",
    remit_units: Sequence[OrgUnit] = (),
    by: Person | None,
    at: datetime,
) -> Appointment:
    """Let the holder of a post leave it and the successor begin, `on` the same day; returns the successor's appointment.

    Nothing of the post's open work moves, because work belongs to posts and units: whoever holds the post has it.
    Raises OrgError as `end_appointment` and `appoint` do; then nothing has changed.
    """
    hold_endings([appointment.post.unit_id])
    hold_posts([appointment.post])  # before the appointment, as whoever ends the unit does
    end_appointment(appointment, on=on, by=by, at=at)
    row = AppointmentRow(successor, appointment.post, on, None, is_acting, tuple(remit), basis, tuple(remit_units))
    return appoint_many([row], by=by, at=at)[0]
