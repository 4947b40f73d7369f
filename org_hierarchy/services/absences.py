"""Who is away from a post on which days, and who stands in."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from org_hierarchy.models import Absence, Appointment, Person
from org_hierarchy.queries.grants import SIGNING
from org_hierarchy.queries.signing import signatories
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import refresh_posts
from records.events import record
from records.text import nfc


@transaction.atomic
def set_absence(
    appointment: Appointment,
    *,
    substitute: Person | None,
    valid_from: date,
    valid_to: date,
    reason: str,
    by: Person | None,
    at: datetime,
) -> Absence:
    """Note that the holder of a post is away from `valid_from` to before `valid_to`, the first day back, and who stands in.

    The substitute has the post's rights on those days, except of a head's or deputy's post: nobody signs as somebody else, so there the
    substitute must be one who signs for the unit anyway, and gets nothing new.
    Raises OrgError: `bad_dates`, `outside_appointment` (not within the holder's days in the post), `already_absent`, `own_substitute`,
    `inactive` (the substitute's account), `cannot_substitute`, `bad_value` (no reason, or too long).
    """
    reason = nfc(reason)
    if not 0 < len(reason) <= 200:
        raise OrgError("bad_value", "Hãy ghi lý do vắng mặt, tối đa 200 ký tự.")
    if valid_to <= valid_from:
        raise OrgError("bad_dates", "Ngày đi làm lại phải sau ngày bắt đầu vắng mặt; hãy sửa ngày.")
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("post__unit").get(pk=appointment.pk)
    if valid_from < held.valid_from or (held.valid_to is not None and held.valid_to < valid_to):
        raise OrgError("outside_appointment", f"{appointment.person} không giữ chức vụ {held.post.title} suốt những ngày đó; hãy sửa ngày.")
    if Absence.objects.filter(appointment=held, valid_from__lt=valid_to, valid_to__gt=valid_from).exists():
        raise OrgError("already_absent", f"{appointment.person} đã được ghi vắng mặt trong những ngày đó; hãy sửa lần vắng mặt cũ trước.")
    if substitute is not None:
        _check_substitute(held, substitute, (valid_from, valid_to - timedelta(days=1)))
    absence = Absence.objects.create(appointment=held, substitute=substitute, reason=reason, valid_from=valid_from, valid_to=valid_to)
    record("org_hierarchy.absence_set", absence, by=by, at=at, after=_facts(absence))
    refresh_posts([held.post_id], today=timezone.localdate(at))
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, on: date, by: Person | None, at: datetime) -> Absence:
    """Let the holder come back earlier: `on` is the first day back; not after the first day of the absence, it never was.

    Raises OrgError `stale` when it ends no later than that already.
    """
    rows = Absence.objects.filter(pk=absence.pk, valid_to__gt=on)
    before = _facts(absence)
    was_there = rows.update(valid_to=on) if absence.valid_from < on else rows.delete()[0]
    if not was_there:
        raise OrgError("stale", "Lần vắng mặt này đã kết thúc vào ngày đó hoặc sớm hơn. Hãy tải lại trang.")
    record("org_hierarchy.absence_ended", absence, by=by, at=at, before=before, after={"valid_to": on.isoformat()})
    if absence.valid_from < on:
        absence.valid_to = on
    refresh_posts([absence.appointment.post_id], today=timezone.localdate(at))
    return absence


def _check_substitute(held: Appointment, substitute: Person, days: tuple[date, date]) -> None:
    if substitute.pk == held.person_id:
        raise OrgError("own_substitute", "Người vắng mặt không thể tự làm thay mình; hãy chọn người khác.")
    if not substitute.is_active:
        raise OrgError("inactive", f"Tài khoản của {substitute} đã ngừng hoạt động; hãy chọn người khác.")
    if held.post.role not in SIGNING:
        return
    unit = held.post.unit
    for day in dict.fromkeys(days):
        if not signatories(unit, on=day, person=substitute):
            words = f"{substitute} không có thẩm quyền ký văn bản của {unit.name} vào ngày {day:%d/%m/%Y}"
            raise OrgError(
                "cannot_substitute",
                f"{words}. Không ai ký với chức vụ của người khác: hãy chọn cấp phó ký thay (KT.), hoặc bổ nhiệm quyền (Q.).",
            )


def _facts(absence: Absence) -> dict[str, object]:
    return {
        "appointment": absence.appointment_id,
        "substitute": absence.substitute_id,
        "valid_from": absence.valid_from.isoformat(),
        "valid_to": absence.valid_to.isoformat(),
        "reason": absence.reason,
    }
