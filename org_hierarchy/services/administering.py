"""What an administrator changes in one unit at a time; each act is an event."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from org_hierarchy.models import Area, OrgUnit, Person, Post, valid_on
from org_hierarchy.services.correcting import correct_units
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.naming import refresh_names
from org_hierarchy.services.seats import add_post, reopen_post
from org_hierarchy.services.serving import serve_areas
from org_hierarchy.services.units import add_unit, hold_tree
from records.events import record
from records.text import fold, nfc


@transaction.atomic
def open_unit(parent: OrgUnit | None, *, by: Person | None, at: datetime, **fields: Any) -> OrgUnit:
    """Add one unit as `add_unit` does with these fields, by somebody. Raises OrgError as it does."""
    unit = add_unit(parent, **fields)
    record("org_hierarchy.unit_added", unit, by=by, at=at, after={"code": unit.code, "name": unit.name, "parent": unit.parent_id})
    return unit


@transaction.atomic
def edit_unit(unit: OrgUnit, *, short_name: str, symbol: str, place: str, regime: str, by: Person | None, at: datetime) -> OrgUnit:
    """Correct what is said of a unit beside its name and place in the tree, as `correct_units` does.

    Raises OrgError `bad_value`.
    """
    values = {"short_name": nfc(short_name), "symbol": nfc(symbol), "place": nfc(place), "regime": regime}
    for name, value in values.items():
        setattr(unit, name, value)
    unit.folded_name = fold(f"{unit.name} {unit.short_name}")
    try:
        unit.clean_fields(exclude={"parent", "path", "valid_to"})
    except ValidationError as error:
        wrong = "; ".join(" ".join(said) for said in error.message_dict.values())
        raise OrgError("bad_value", f"Thông tin của {unit.name} chưa dùng được: {wrong}") from error
    if correct_units({unit.pk: values}, by=by, at=at):
        refresh_names([unit.pk])
    return unit


@transaction.atomic
def open_post(unit: OrgUnit, *, title: str, role: str, by: Person | None, at: datetime) -> Post:
    """Add one seat to a unit, by somebody; one that was closed is opened again.

    Raises OrgError: `bad_value`, `post_taken` (the unit has that seat already).
    """
    OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # of two at once, the second sees the first
    known = Post.objects.filter(unit=unit, title=nfc(title), role=role).first()
    if known is not None and known.valid_to is not None:
        return reopen_post(known, by=by, at=at)
    if known is not None:
        raise OrgError("post_taken", f"{unit.name} đã có chức vụ {nfc(title)} với vai trò này; một chức vụ có thể có nhiều người giữ.")
    post = add_post(unit, title=title, role=role)
    record("org_hierarchy.post_added", post, by=by, at=at, after={"unit": unit.pk, "title": post.title, "role": role})
    return post


@transaction.atomic
def set_areas(unit: OrgUnit, areas: Collection[Area], *, on: date, by: Person | None, at: datetime) -> None:
    """Let the unit serve exactly these areas from that day on; what it served before stays on record.

    Raises OrgError: `outside_unit` (the unit does not exist on that day), and as `serve_areas` does.
    """
    hold_tree()
    if not OrgUnit.objects.filter(valid_on(on), pk=unit.pk).exists():
        raise OrgError("outside_unit", f"{unit.name} không hoạt động vào ngày {on:%d/%m/%Y}; hãy chọn ngày khác.")
    if serve_areas({unit.pk: areas}, day=on, by=by, at=at):
        refresh_names([unit.pk])
