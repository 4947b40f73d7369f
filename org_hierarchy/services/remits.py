"""Lĩnh vực phụ trách: in what a deputy signs for the head."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.db import transaction

from org_hierarchy.models import Appointment, OrgUnit, Person, Post
from org_hierarchy.services.errors import OrgError
from records.events import record
from records.text import nfc


@transaction.atomic
def set_remit(
    appointment: Appointment, *, words: Sequence[str], units: Collection[OrgUnit], by: Person | None, at: datetime
) -> Appointment:
    """Give a deputy this field from now on: in words, and as the units of which he is in charge, with all below them; none for no limit.

    Raises OrgError: `bad_value` (too many words, or too long), `no_remit` (the post is no deputy's).
    """
    held = Appointment.objects.select_for_update(of=("self",), no_key=True).select_related("post").get(pk=appointment.pk)
    if held.post.role != Post.Role.DEPUTY:
        raise no_remit(held.post)
    before = _facts(held)
    held.remit = clean_remit(words)
    held.save(update_fields=["remit"])
    held.remit_units.set(units)
    after = _facts(held)
    if after != before:
        record("org_hierarchy.remit_set", held, by=by, at=at, before=before, after=after)
    return held


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
