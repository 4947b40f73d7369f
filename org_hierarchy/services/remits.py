"""Lĩnh vực phụ trách: in what a deputy signs for the head."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from org_hierarchy.models import LASTS, PATH_STEP, Appointment, FormerRemit, OrgUnit, Person, Post, UnitVersion
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.units import CHUNK, step
from records.batches import batches
from records.events import record
from records.text import nfc


@transaction.atomic
def set_remit(
    appointment: Appointment,
    *,
    words: Sequence[str],
    units: Collection[OrgUnit],
    on: date | None = None,
    by: Person | None,
    at: datetime,
) -> Appointment:
    """Give a deputy this field from that day on (None: the day of `at`): in words, and as the units of which he is in charge, with all that
    is below them; none for no limit. Days before keep theirs; from the first day of the appointment or earlier it was always so.

    Raises OrgError: `bad_value` (too many words, or too long), `no_remit` (the post is no deputy's), `bad_dates` (a day to come, before
    that of the present field, or after the appointment), and as `check_below` does, on that day or the first one of the appointment.
    """
    today = timezone.localdate(at)
    on = on or today
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("post").get(pk=appointment.pk)
    if held.post.role != Post.Role.DEPUTY:
        raise no_remit(held.post)
    if on > today:
        raise OrgError("bad_dates", "Ngày đổi lĩnh vực chưa tới; hãy ghi vào ngày đó.")
    if held.valid_to is not None and on >= held.valid_to:
        raise OrgError("bad_dates", f"Bổ nhiệm này kết thúc trước ngày {held.valid_to:%d/%m/%Y}; hãy chọn ngày sớm hơn.")
    last = held.former_remits.aggregate(last=Max("valid_to"))["last"]
    if last is not None and on < last:
        raise OrgError("bad_dates", f"Lĩnh vực hiện nay có từ ngày {last:%d/%m/%Y}; hãy chọn ngày đó hoặc sau đó.")
    check_below((held.post.unit_id, unit, nearest_day(on, (held.valid_from, held.valid_to))) for unit in units)
    before = _facts(held)
    after = {"remit": clean_remit(words), "units": sorted(unit.pk for unit in units)}
    if after == before:
        return held
    if on > held.valid_from and on != last:
        FormerRemit.objects.create(appointment=held, remit=before["remit"], unit_ids=before["units"], valid_to=on)
    held.remit = after["remit"]
    held.save(update_fields=["remit"])
    held.remit_units.set(units)
    record("org_hierarchy.remit_set", held, by=by, at=at, before=before, after=after | {"on": on.isoformat()})
    return held


def check_below(fields: Iterable[tuple[int, OrgUnit, date]]) -> None:
    """Of each (unit of a deputy, unit in his charge, day): that the second stood at or below the first on that day, or on its first day
    when that is still to come. One query per 500 units.

    Raises OrgError `not_below`.
    """
    asked = list(fields)
    versions: dict[int, list[UnitVersion]] = {}
    for chunk in batches(sorted({unit.pk for _, unit, _ in asked}), CHUNK):
        for version in UnitVersion.objects.filter(LASTS, unit__in=chunk).only("unit_id", "name", "path", "valid_from", "valid_to"):
            versions.setdefault(version.unit_id, []).append(version)
    for own, unit, day in asked:
        on = max(day, unit.valid_from)
        there = next((v for v in versions.get(unit.pk, ()) if v.valid_from <= on and (v.valid_to is None or on < v.valid_to)), None)
        if there is None or step(own) not in (there.path[at : at + PATH_STEP] for at in range(0, len(there.path), PATH_STEP)):
            name = there.name if there else unit.name
            words = f"{name} vào ngày {on:%d/%m/%Y} không thuộc cơ quan của chức vụ này"
            raise OrgError("not_below", f"{words}; chỉ giao cấp phó phụ trách đơn vị trực thuộc. Hãy bỏ đơn vị đó.")


def nearest_day(today: date, days: tuple[date, date | None]) -> date:
    """The day of these, from the first to before the second, that is nearest to today."""
    first, end = days
    last = today if end is None else min(today, end - timedelta(days=1))
    return max(first, last)


def clean_remit(words: Iterable[str]) -> list[str]:
    """A deputy's fields in words, blank ones left out. Raises OrgError `bad_value`."""
    remit = [word for word in map(nfc, words) if word]
    if len(remit) > 30 or any(len(word) > 120 for word in remit):
        raise OrgError("bad_value", "Lĩnh vực phụ trách: tối đa 30 lĩnh vực, mỗi lĩnh vực 120 ký tự; hãy viết gọn lại.")
    return remit


def no_remit(post: Post) -> OrgError:
    """The refusal of a field for who is no deputy."""
    return OrgError("no_remit", f"Chỉ cấp phó có lĩnh vực phụ trách; {post.title} ký mọi lĩnh vực hoặc không ký.")


def _facts(appointment: Appointment) -> dict[str, list[Any]]:
    return {"remit": appointment.remit, "units": sorted(appointment.remit_units.values_list("pk", flat=True))}
