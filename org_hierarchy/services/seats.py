"""The posts of a unit: added with their rights, called otherwise, or no more; holders, work and rights stay with the post."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import CharField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from org_hierarchy.models import LASTS, Appointment, FormerTitle, Mandate, OrgUnit, Person, Post, UnitGrant
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.grants import GRANTS, refresh_mandates, unit_permissions
from org_hierarchy.services.reorganising.plan import lasting
from org_hierarchy.services.units import CHUNK
from records.events import record
from records.text import nfc


@dataclass(frozen=True, slots=True)
class PostRow:
    """One seat to add in a unit; `title` is the short one that a signature prints: "Chủ tịch", "Phó Giám đốc"."""

    unit: OrgUnit
    title: str
    role: str


def add_post(unit: OrgUnit, *, title: str, role: str) -> Post:
    """Add one seat with its group and grants; a seat of that title and role in the unit is returned as it is.

    Raises OrgError as `add_posts` does.
    """
    return add_posts([PostRow(unit, title, role)])[0]


@transaction.atomic
def add_posts(rows: Sequence[PostRow]) -> list[Post]:
    """Add many seats at once, each with its group and its role's grants on its unit; returns the posts in the order of the rows.

    A seat of the same unit, title and role is the same seat: existing ones stay as they are, rows that repeat give the same post (several
    people may hold one). Set-based: a handful of queries per thousand posts.

    Raises OrgError `bad_value` for a blank or too long title or an unknown role.
    """
    keys: list[tuple[int, str, str]] = []
    for row in rows:
        title = nfc(row.title)
        if not 0 < len(title) <= 120 or row.role not in Post.Role.values:
            raise OrgError("bad_value", f"Chức vụ “{title[:120]}” của {row.unit.name}: tên hoặc vai trò không dùng được; hãy sửa lại.")
        keys.append((row.unit.pk, title, row.role))
    posts: dict[tuple[int, str, str], Post] = {}
    unit_ids = sorted({unit_id for unit_id, _, _ in keys})
    for start in range(0, len(unit_ids), CHUNK):
        chunk = unit_ids[start : start + CHUNK]  # held, so that of two who open a seat at once the second finds it
        list(OrgUnit.objects.select_for_update(no_key=True).filter(pk__in=chunk).order_by("pk").values_list("pk"))
        for post in Post.objects.filter(unit__in=chunk):
            posts[post.unit_id, post.title, post.role] = post
    new = [key for key in dict.fromkeys(keys) if key not in posts]
    if new:
        load = f"post:new:{uuid.uuid4().hex}:"  # a group needs a name before its post has an id
        groups = Group.objects.bulk_create(Group(name=f"{load}{index}") for index in range(len(new)))
        added = Post.objects.bulk_create(
            Post(unit_id=unit_id, title=title, role=role, group=group) for (unit_id, title, role), group in zip(new, groups, strict=True)
        )
        own_post = Post.objects.filter(group=OuterRef("pk")).values("pk")
        Group.objects.filter(name__startswith=load).update(name=Concat(Value("post:"), Cast(Subquery(own_post), CharField())))
        permissions = unit_permissions()
        UnitGrant.objects.bulk_create(
            UnitGrant(group_id=post.group_id, content_object_id=post.unit_id, permission=permissions[codename])
            for post in added
            for codename in sorted(GRANTS[post.role])
        )
        for group, post in zip(groups, added, strict=True):
            group.name = f"post:{post.pk}"
        posts |= dict(zip(new, added, strict=True))
    return [posts[key] for key in keys]


@transaction.atomic
def rename_post(post: Post, *, title: str, on: date, by: Person | None, at: datetime) -> Post:
    """Let the post be called so from that day on, no later than the day of `at`; days before keep their title, signatures of theirs too.

    From the unit's first day or earlier it was always called so. Raises OrgError: `bad_value` (blank or too long), `same_title`,
    `bad_dates` (a day to come, or not after that of its present title), `post_taken` (the unit has a post of that title and role).
    """
    title, today = nfc(title), timezone.localdate(at)
    unit = OrgUnit.objects.select_for_update(no_key=True).get(pk=post.unit_id)  # of two at once, the second sees the first
    held = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    if not 0 < len(title) <= 120:
        raise OrgError("bad_value", "Hãy ghi tên chức vụ, tối đa 120 ký tự.")
    if title == held.title:
        raise OrgError("same_title", f"Chức vụ này đang có tên {title}; không có gì thay đổi.")
    if Post.objects.filter(unit=unit, title=title, role=held.role).exists():
        raise OrgError("post_taken", f"{unit.name} đã có chức vụ {title} với vai trò này; hãy chọn tên khác.")
    if on > today:
        raise OrgError("bad_dates", "Ngày đổi tên chưa tới; hãy ghi vào ngày đó.")
    last = held.former_titles.aggregate(last=Max("valid_to"))["last"]
    if last is not None and on <= last:
        raise OrgError("bad_dates", f"Tên {held.title} có từ ngày {last:%d/%m/%Y}; hãy chọn ngày sau đó.")
    before = {"title": held.title}
    if on > unit.valid_from:
        FormerTitle.objects.create(post=held, title=held.title, valid_to=on)
    held.title = title
    held.save(update_fields=["title"])
    record("org_hierarchy.post_renamed", held, by=by, at=at, before=before, after={"title": title, "on": on.isoformat()})
    refresh_mandates(today=today)  # whose deputy a post is follows from titles
    return held


@transaction.atomic
def close_post(post: Post, *, on: date, by: Person | None, at: datetime) -> Post:
    """Let the unit have this post no more: `on` is the first day without it; `open_post` of the same title opens it again.

    Raises OrgError: `stale` (it is closed), `occupied` (somebody holds it on that day or will), `has_mandate` (it signs for a unit beyond
    that day).
    """
    held = Post.objects.select_for_update(of=("self",), no_key=True).select_related("unit").get(pk=post.pk)
    if held.valid_to is not None:
        raise OrgError("stale", f"Chức vụ này đã bỏ từ ngày {held.valid_to:%d/%m/%Y}. Hãy tải lại trang.")
    beyond = Appointment.objects.filter(LASTS, lasting(on), post=held).select_related("person").order_by("valid_from", "pk")
    if (first := beyond.first()) is not None:
        since = f"{first.person} giữ chức vụ này từ ngày {first.valid_from:%d/%m/%Y}"
        raise OrgError(
            "occupied", f"{since} và chưa thôi giữ trước ngày {on:%d/%m/%Y}; hãy ghi thôi giữ chức vụ cho người đó, rồi bỏ chức vụ."
        )
    mandate = Mandate.objects.filter(LASTS, lasting(on), post=held).select_related("unit").order_by("pk").first()
    if mandate is not None:
        words = f"Chức vụ này được ký {mandate.kind.upper()}. cho {mandate.unit.name} theo {mandate.basis}"
        raise OrgError("has_mandate", f"{words}; hãy thu hồi việc giao ký trước.")
    held.valid_to = on
    held.save(update_fields=["valid_to"])
    record("org_hierarchy.post_closed", held, by=by, at=at, after={"valid_to": on.isoformat()})
    return held


@transaction.atomic
def reopen_post(post: Post, *, by: Person | None, at: datetime) -> Post:
    """Let a closed post be there again. Raises OrgError `stale` when it is not closed."""
    before = {"valid_to": post.valid_to.isoformat() if post.valid_to else None}
    if not Post.objects.filter(pk=post.pk, valid_to__isnull=False).update(valid_to=None):
        raise OrgError("stale", "Chức vụ này đang có. Hãy tải lại trang.")
    post.valid_to = None
    record("org_hierarchy.post_reopened", post, by=by, at=at, before=before)
    return post


def outlives(post: Post, valid_to: date | None) -> bool:
    """Whether something that ends on that day (None: never) goes on when the post is no more."""
    return post.valid_to is not None and (valid_to is None or valid_to > post.valid_to)
