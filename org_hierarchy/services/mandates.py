"""Thừa lệnh (TL.) and thừa ủy quyền (TUQ.): who may sign in the name of an agency's head without being one of its leaders (VAS §1.7)."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person, Post, UnitVersion, valid_on
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import refresh_mandates
from org_hierarchy.services.posts import LEADING
from org_hierarchy.services.seats import outlives
from org_hierarchy.services.units import within
from records.events import record
from records.text import nfc


@transaction.atomic
def give_mandate(
    post: Post,
    *,
    kind: str,
    unit: OrgUnit,
    document_kinds: Sequence[str] = (),
    content: str,
    basis: str,
    may_pass_on: bool = False,
    valid_from: date,
    valid_to: date | None = None,
    by: Person | None,
    at: datetime,
) -> Mandate:
    """Let the holders of a post sign for a unit: `document_kinds` are codes of Phụ lục III, empty for all; `basis` is what says so.

    TL. goes to who leads a part of the agency itself: a division of its own, or a unit below it of the same level that is no committee.
    TUQ. goes to the head of a body below it, in writing, until a day, and is never passed on (VAS §1.7; Điều 13 NĐ 30/2020), so it ends
    with the one who holds the post on its first day; TL. goes with the post.
    Raises OrgError: `bad_value`, `bad_dates`, `outside_unit` (not within both units' days), `post_closed`, `no_head` (the unit has
    no head's post in whose name one could sign), `not_leading` (the post leads nothing), `not_inside` (TL. outside the agency), `not_below`
    (TUQ. to a body that is not below, or to a part of the agency itself), `no_basis`, `no_end` (TUQ. without a last day), `not_passed_on`
    (TUQ.), `no_holder` (TUQ. to a post that nobody holds on its first day).
    """
    content, basis = nfc(content), nfc(basis)
    kinds = list(dict.fromkeys(nfc(code) for code in document_kinds))
    if kind not in Mandate.Kind.values or not 0 < len(content) <= 300 or len(basis) > 200:
        raise OrgError("bad_value", "Hãy chọn TL. hoặc TUQ., ghi nội dung (tối đa 300 ký tự) và căn cứ (tối đa 200 ký tự).")
    if len(kinds) > 40 or not all(re.fullmatch(r"\w{1,10}", code) for code in kinds):
        raise OrgError("bad_value", "Loại văn bản được giao ký không hợp lệ; hãy chọn lại trong danh sách.")
    if valid_to is not None and valid_to <= valid_from:
        raise OrgError("bad_dates", "Ngày hết hạn phải sau ngày bắt đầu; hãy sửa ngày.")
    post = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=post.pk)
    if outlives(post, valid_to):
        raise OrgError("post_closed", f"Chức vụ {post.title} bỏ từ ngày {post.valid_to:%d/%m/%Y}; hãy chọn chức vụ khác hoặc sửa ngày.")
    for place in (unit, post.unit):
        if not within(valid_from, valid_to or place.valid_to, place):
            raise OrgError("outside_unit", f"{place.name} không tồn tại suốt thời gian đó; hãy sửa ngày.")
    if not Post.objects.filter(unit=unit, role=Post.Role.HEAD).exclude(valid_to__lte=valid_from).exists():
        raise OrgError("no_head", f"{unit.name} chưa có chức vụ người đứng đầu để ký theo lệnh hoặc ủy quyền; hãy thêm chức vụ đó trước.")
    if not basis:
        raise OrgError("no_basis", "Hãy ghi căn cứ: quy chế hoặc văn bản ủy quyền, số, ngày, cơ quan ban hành.")
    if kind == Mandate.Kind.BY_ORDER:
        _check_order(post, unit, valid_from)
    else:
        _check_authority(post, unit, valid_from, valid_to, may_pass_on=may_pass_on)
    mandate = Mandate.objects.create(
        kind=kind,
        unit=unit,
        post=post,
        document_kinds=kinds,
        content=content,
        basis=basis,
        may_pass_on=may_pass_on,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    record("org_hierarchy.mandate_given", mandate, by=by, at=at, after=_facts(mandate))
    refresh_mandates(today=timezone.localdate(at))
    return mandate


@transaction.atomic
def revoke_mandate(mandate: Mandate, *, on: date, by: Person | None, at: datetime) -> Mandate:
    """Let a mandate end: `on` is the first day without it. One that begins no earlier than the day of `at` may be taken back whole, with
    `on` not after its first day; its row is gone.

    Raises OrgError: `bad_dates` (`on` is not after its first day, and signatures may rest on it), `stale` (it ends no later already).
    """
    today = timezone.localdate(at)
    rows = Mandate.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), pk=mandate.pk)
    before = _facts(mandate)
    if mandate.valid_from < on:
        was_there = rows.update(valid_to=on)
    elif mandate.valid_from >= today:
        was_there = rows.delete()[0]
    else:
        raise OrgError("bad_dates", "Ngày thu hồi phải sau ngày bắt đầu: văn bản có thể đã được ký theo ủy quyền này. Hãy sửa ngày.")
    if not was_there:
        raise OrgError("stale", "Việc giao ký này đã kết thúc vào ngày đó hoặc sớm hơn. Hãy tải lại trang.")
    record("org_hierarchy.mandate_revoked", mandate, by=by, at=at, before=before, after={"valid_to": on.isoformat()})
    if mandate.valid_from < on:
        mandate.valid_to = on
    refresh_mandates(today=today)
    return mandate


def _check_order(post: Post, unit: OrgUnit, day: date) -> None:
    if post.role not in LEADING:
        raise OrgError("not_leading", f"Chỉ giao ký TL. cho người đứng đầu đơn vị thuộc cơ quan; {post.title} không phải người đứng đầu.")
    own = post.unit_id == unit.pk and post.role != Post.Role.HEAD
    inside = _is_below(post.unit, unit, day) and post.unit.level == unit.level and post.unit.kind != OrgUnit.Kind.COMMITTEE
    if not own and not inside:
        raise OrgError(
            "not_inside",
            f"{post.title} {post.unit.name} không đứng đầu đơn vị thuộc {unit.name} nên không ký TL. được; "
            "với cơ quan cấp dưới, hãy dùng ủy quyền (TUQ.).",
        )


def _check_authority(post: Post, unit: OrgUnit, valid_from: date, valid_to: date | None, *, may_pass_on: bool) -> None:
    if post.role != Post.Role.HEAD:
        raise OrgError("not_leading", f"Chỉ ủy quyền (TUQ.) cho người đứng đầu cơ quan cấp dưới; {post.title} không phải người đứng đầu.")
    if not _is_below(post.unit, unit, valid_from) or post.unit.kind == OrgUnit.Kind.TEAM:
        raise OrgError(
            "not_below",
            f"{post.unit.name} không phải cơ quan cấp dưới của {unit.name} nên không nhận ủy quyền (TUQ.) được; "
            "với đơn vị nội bộ, hãy dùng thừa lệnh (TL.).",
        )
    if valid_to is None:
        raise OrgError("no_end", "Ủy quyền (TUQ.) phải có thời hạn; hãy ghi ngày hết hạn.")
    if may_pass_on:
        raise OrgError("not_passed_on", "Người được ủy quyền (TUQ.) không được ủy quyền lại; hãy bỏ chọn giao cấp phó ký.")
    if not Appointment.objects.filter(valid_on(valid_from), post=post).exists():
        raise OrgError(
            "no_holder",
            f"Ủy quyền (TUQ.) là cho người đang giữ chức vụ; ngày {valid_from:%d/%m/%Y} chưa ai giữ chức vụ {post}. Hãy bổ nhiệm trước.",
        )


def _is_below(lower: OrgUnit, upper: OrgUnit, day: date) -> bool:
    """Whether it stood strictly below on that day, by the tree of the day."""
    paths = dict(UnitVersion.objects.filter(valid_on(day), unit__in=[lower.pk, upper.pk]).values_list("unit", "path"))
    low, high = paths.get(lower.pk, lower.path), paths.get(upper.pk, upper.path)
    return low != high and low.startswith(high)


def _facts(mandate: Mandate) -> dict[str, object]:
    return {
        "kind": mandate.kind,
        "unit": mandate.unit_id,
        "post": mandate.post_id,
        "document_kinds": mandate.document_kinds,
        "basis": mandate.basis,
        "may_pass_on": mandate.may_pass_on,
        "valid_from": mandate.valid_from.isoformat(),
        "valid_to": mandate.valid_to.isoformat() if mandate.valid_to else None,
    }
