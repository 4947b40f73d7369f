"""Phrases of an office that mean many units, by a rule or as a list."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from org_hierarchy.models import Area, OrgUnit, Person, UnitGroup
from org_hierarchy.names import Clause, Group, words
from org_hierarchy.names.spelling import AREA_TYPES
from org_hierarchy.services.errors import OrgError
from records.events import record
from records.text import fold, nfc

LONGEST_LABEL = 200
MOST_LISTED = 2_000


@transaction.atomic
def save_group(
    owner: OrgUnit, *, label: str, clauses: Sequence[Clause], by: Person | None, at: datetime, group: UnitGroup | None = None
) -> UnitGroup:
    """Keep a group of an office: a new one, or another label or rule for one that is there, which is then in use again.

    What was drafted with the group before keeps the rule of then. Raises OrgError: `bad_label` (blank, too long, no words), `label_taken`,
    `no_condition` (nothing says which units), `bad_value` (a unit, area, kind, level or type that is none), `too_many`.
    """
    label = nfc(label)
    if not words.has_words(words.of(label)) or len(label) > LONGEST_LABEL:
        raise OrgError("bad_label", f"Tên nhóm cần có chữ và dài nhất {LONGEST_LABEL} ký tự; hãy ghi đúng cụm từ dùng trong văn bản.")
    _check(clauses)
    kept = group or UnitGroup(owner=owner)
    before = _facts(kept) if kept.pk else {}
    kept.label, kept.folded_label, kept.is_active = label, fold(label), True
    kept.clauses = Group(label, tuple(clauses)).as_json()["clauses"]
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        raise OrgError("label_taken", f"{owner.name} đã có nhóm “{label}”; hãy sửa nhóm đó hoặc đặt tên khác.") from error
    record("org_hierarchy.group_saved", kept, by=by, at=at, before=before, after=_facts(kept))
    return kept


@transaction.atomic
def drop_group(group: UnitGroup, *, by: Person | None, at: datetime) -> None:
    """Stop using a group; its label then means again what its words say. Raises OrgError `already_dropped`."""
    if not UnitGroup.objects.filter(pk=group.pk, is_active=True).update(is_active=False):
        raise OrgError("already_dropped", f"Nhóm “{group.label}” đã ngừng dùng trước đó.")
    group.is_active = False
    record("org_hierarchy.group_dropped", group, by=by, at=at, before={"is_active": True}, after={"is_active": False})


def _facts(group: UnitGroup) -> dict[str, Any]:
    return {"label": group.label, "clauses": group.clauses, "is_active": group.is_active}


def _check(clauses: Sequence[Clause]) -> None:
    if not clauses or any(clause.asks_nothing for clause in clauses):
        raise OrgError("no_condition", "Nhóm chưa có điều kiện nào; hãy chọn loại, cấp, cấp trên, địa bàn hoặc ghi danh sách đơn vị.")
    unit_ids = {pk for clause in clauses for pk in clause.unit_ids}
    if len(unit_ids) > MOST_LISTED:
        raise OrgError("too_many", f"Một danh sách có nhiều nhất {MOST_LISTED} đơn vị; hãy dùng quy tắc thay cho danh sách.")
    unit_ids |= {clause.under_id for clause in clauses if clause.under_id is not None}
    area_ids = {pk for clause in clauses for pk in clause.area_ids}
    is_known = (
        OrgUnit.objects.filter(pk__in=unit_ids).count() == len(unit_ids)
        and Area.objects.filter(pk__in=area_ids).count() == len(area_ids)
        and all(kind in OrgUnit.Kind for clause in clauses for kind in clause.kinds)
        and all(level in OrgUnit.Level for clause in clauses for level in clause.levels)
        and all(kind in AREA_TYPES.values() for clause in clauses for kind in clause.area_types)
    )
    if not is_known:
        raise OrgError("bad_value", "Có điều kiện không còn trong danh mục; hãy chọn lại.")
