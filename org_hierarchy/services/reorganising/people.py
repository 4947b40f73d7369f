"""What an ending unit takes with it: appointments to its posts, absences from them, mandates given by it or held in it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.db import OperationalError
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from org_hierarchy.models import Absence, Appointment, Mandate, Person, Post, Reorganisation
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising.plan import lasting
from org_hierarchy.services.units import CHUNK
from records.batches import batches
from records.events import record_many

Undo = dict[str, list[Any]]


def seats_lost(unit_ids: Sequence[int], day: date) -> QuerySet[Appointment]:
    """The appointments in these units that the day cuts short."""
    return Appointment.objects.filter(LASTS, lasting(day), post__unit__in=unit_ids)


def mandates_lost(unit_ids: Sequence[int], day: date) -> QuerySet[Mandate]:
    """The mandates given by these units, or held in them, that the day cuts short."""
    return Mandate.objects.filter(LASTS, lasting(day)).filter(Q(unit__in=unit_ids) | Q(post__unit__in=unit_ids))


def end_seats(unit_ids: Sequence[int], day: date) -> Undo:
    """Cut short on the day whatever lasts beyond it; returns what `restore_seats` brings back. Seven statements per 500 units.

    What would begin later still gets no day at all (it ends as it begins); an absence cannot be empty, so a later one goes and is kept in
    the answer as a whole. The posts are held until the transaction ends: who appoints meanwhile sees the unit's new end.
    """
    undo: Undo = {"appointments": [], "mandates": [], "absences": [], "dropped_absences": []}
    for start in range(0, len(unit_ids), CHUNK):
        chunk = unit_ids[start : start + CHUNK]
        list(Post.objects.select_for_update(no_key=True).filter(unit__in=chunk).order_by("pk").values_list("pk"))
        absences = Absence.objects.filter(appointment__post__unit__in=chunk, valid_to__gt=day)
        undo["absences"] += _days(absences.filter(valid_from__lt=day))
        undo["dropped_absences"] += [
            [a.pk, a.appointment_id, a.substitute_id, a.reason, a.valid_from.isoformat(), a.valid_to.isoformat()]
            for a in absences.filter(valid_from__gte=day)
        ]
        absences.filter(valid_from__gte=day).delete()
        absences.update(valid_to=day)
        undo["appointments"] += _cut(seats_lost(chunk, day), day)
        undo["mandates"] += _cut(mandates_lost(chunk, day), day)
    return undo


def hold_endings(unit_ids: Collection[int]) -> None:
    """Hold the waiting decisions that end one of these units, until the transaction ends, before any of the units or their posts is held:
    who withdraws a decision holds it first too, and the units after it.

    One query without a waiting decision; then one per 500 units.
    """
    if not _waiting().exists():
        return
    ending: set[int] = set()
    for chunk in batches(sorted(unit_ids), CHUNK):
        ending |= set(_ending(chunk).values_list("pk", flat=True))
    list(_waiting().select_for_update(no_key=True).filter(pk__in=ending).order_by("pk").values_list("pk"))


def keep_to_restore(appointments: Sequence[Appointment]) -> None:
    """What was appointed without an end in units that a waiting decision ends lasts as long as they do; withdrawing it takes the end away.

    A unit whose end no decision made is left alone. Three queries, and one per waiting decision. Raises OrgError `stale` when a decision
    that was made only since `hold_endings` is being withdrawn this moment: to wait for it would be to wait for ever.
    """
    by_decision: dict[int, list[list[Any]]] = {}
    for chunk in batches(sorted({one.post.unit_id for one in appointments}), CHUNK):
        for pk, unit_id in _ending(chunk).order_by("pk").values_list("pk", "closed_versions__unit"):
            by_decision.setdefault(pk, []).extend([one.pk, None] for one in appointments if one.post.unit_id == unit_id)
    held = _waiting().select_for_update(no_key=True, nowait=True).filter(pk__in=by_decision)
    try:
        decisions = list(held.order_by("pk"))
    except OperationalError as error:
        raise _being_withdrawn() from error
    if len(decisions) < len(by_decision):
        raise _being_withdrawn()
    for decision in decisions:
        decision.undo["appointments"] = [*decision.undo.get("appointments", []), *by_decision[decision.pk]]
        decision.save(update_fields=["undo"])


def _waiting() -> QuerySet[Reorganisation]:
    return Reorganisation.objects.filter(status=Reorganisation.Status.DECIDED)


def _ending(unit_ids: Sequence[int]) -> QuerySet[Reorganisation]:
    """The waiting decisions that made the end of one of these units, once for each."""
    return _waiting().filter(closed_versions__unit__in=unit_ids, closed_versions__valid_to=F("closed_versions__unit__valid_to"))


def _being_withdrawn() -> OrgError:
    return OrgError("stale", "Quyết định sắp xếp đơn vị này đang được thay đổi, nên chưa bổ nhiệm. Vui lòng thử lại sau giây lát.")


def tell_seats(undo: Undo, action: str, day: date, reorganisation: Reorganisation, *, by: Person | None, at: datetime) -> None:
    """Say of each appointment and mandate that a decision cut short, or gave back, that it did: of those that are there still.

    Two statements per 500.
    """
    after = {"reorganisation": reorganisation.pk, "day": day.isoformat()}
    for model, name, what in ((Appointment, "appointments", "appointment"), (Mandate, "mandates", "mandate")):
        for batch in batches((pk for pk, _ in undo.get(name, [])), CHUNK):
            rows = model._default_manager.filter(pk__in=batch).order_by("pk")
            record_many(f"org_hierarchy.{what}_{action}", rows, by=by, at=at, after=after)


def restore_seats(undo: Undo, day: date) -> None:
    """Bring back what `end_seats` cut short, but for rows that somebody has changed since; of a post that was closed meanwhile no longer
    than it is there."""
    for model, name in ((Appointment, "appointments"), (Mandate, "mandates"), (Absence, "absences")):
        by_end: dict[str | None, list[int]] = {}
        for pk, end in undo.get(name, []):
            by_end.setdefault(end, []).append(pk)
        for end, ids in by_end.items():
            for start in range(0, len(ids), CHUNK):
                cut = model._default_manager.filter(pk__in=ids[start : start + CHUNK]).filter(Q(valid_to=day) | Q(valid_to=F("valid_from")))
                cut.update(valid_to=end)
    _end_with_closed_posts(undo)
    _leave_one_head([pk for pk, _ in undo.get("appointments", [])])
    dropped = [
        Absence(
            pk=pk,
            appointment_id=appointment,
            substitute_id=substitute,
            reason=reason,
            valid_from=date.fromisoformat(first),
            valid_to=date.fromisoformat(end),
        )
        for pk, appointment, substitute, reason, first, end in undo.get("dropped_absences", [])
    ]
    held = Appointment.objects.in_bulk({absence.appointment_id for absence in dropped})
    Absence.objects.bulk_create(absence for absence in dropped if _covers(held.get(absence.appointment_id), absence))


def _end_with_closed_posts(undo: Undo) -> None:
    for model, name in ((Appointment, "appointments"), (Mandate, "mandates")):
        beyond = model._default_manager.filter(LASTS, Q(valid_to=None) | Q(valid_to__gt=F("post__valid_to")), post__valid_to__isnull=False)
        for batch in batches((pk for pk, _ in undo.get(name, [])), CHUNK):
            ends = Greatest("valid_from", "post__valid_to")
            for pk, end in beyond.filter(pk__in=batch).values_list("pk", ends):
                model._default_manager.filter(pk=pk).update(valid_to=end)
    for batch in batches((pk for pk, _ in undo.get("absences", [])), CHUNK):
        longer = Absence.objects.filter(pk__in=batch, valid_to__gt=F("appointment__valid_to"))
        for pk, end in longer.values_list("pk", "appointment__valid_to"):
            Absence.objects.filter(pk=pk).update(valid_to=end)


def _leave_one_head(appointments: Sequence[int]) -> None:
    """Who was made head of an ending unit meanwhile leads it until somebody begins whom the decision had stopped."""
    for batch in batches(appointments, CHUNK):
        units = Appointment.objects.filter(pk__in=batch, post__role=Post.Role.HEAD).values("post__unit")
        heads = Appointment.objects.filter(LASTS, post__unit__in=units, post__role=Post.Role.HEAD).select_related("post")
        for one, following in pairwise(heads.order_by("post__unit", "valid_from", "pk")):
            if one.post.unit_id == following.post.unit_id and (one.valid_to is None or one.valid_to > following.valid_from):
                Appointment.objects.filter(pk=one.pk).update(valid_to=following.valid_from)


def _covers(appointment: Appointment | None, absence: Absence) -> bool:
    """Whether the appointment is still there and lasts through the absence: it may have been taken back meanwhile."""
    if appointment is None or absence.valid_from < appointment.valid_from:
        return False
    return appointment.valid_to is None or absence.valid_to <= appointment.valid_to


def _days(rows: QuerySet[Any]) -> list[Any]:
    return [[pk, end and end.isoformat()] for pk, end in rows.order_by("pk").values_list("pk", "valid_to")]


def _cut(rows: QuerySet[Any], day: date) -> list[Any]:
    before = _days(rows)
    ids = [pk for pk, _ in before]
    for start in range(0, len(ids), CHUNK):
        cut = rows.model._default_manager.filter(pk__in=ids[start : start + CHUNK])
        cut.filter(valid_from__gte=day).update(valid_to=F("valid_from"))
        cut.filter(valid_from__lt=day).update(valid_to=day)
    return before
