"""Lĩnh vực phụ trách: in what a deputy signs for the head."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from org_hierarchy.models import LASTS, PATH_STEP, Appointment, OrgUnit, Person, Post, UnitVersion
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.units import CHUNK, step
from records.batches import batches
from records.events import record
from records.text import nfc


@transaction.atomic
def set_remit(
    appointment: Appointment, *, words: Sequence[str], units: Collection[OrgUnit], by: Person | None, at: datetime
) -> Appointment:
    """Give a deputy this field from now on: in words, and as the units of which he is in charge, with all below them; none for no limit.

    Raises OrgError: `bad_value` (too many words, or too long), `no_remit` (the post is no deputy's), and as `check_below` does, on the day
    of `at` or the nearest one of the appointment.
    """
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("post").get(pk=appointment.pk)
    if held.post.role != Post.Role.DEPUTY:
        raise no_remit(held.post)
    days = (held.valid_from, held.valid_to)
    check_below((held.post.unit_id, unit, nearest_day(timezone.localdate(at), days)) for unit in units)
    before = _facts(held)
    held.remit = clean_remit(words)
    held.save(update_fields=["remit"])
    held.remit_units.set(units)
    after = _facts(held)
    if after != before:
        record("org_hierarchy.remit_set", held, by=by, at=at, before=before, after=after)
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


def _facts(appointment: Appointment) -> dict[str, object]:
    return {"remit": appointment.remit, "units": sorted(appointment.remit_units.values_list("pk", flat=True))}
