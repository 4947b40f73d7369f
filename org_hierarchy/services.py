"""Units, posts and appointments come to be here, and the guardian grants that follow from them.

An appointment is the truth about rights. Guardian's rows are derived: each post has a group "post:<id>", the group has UnitGrant rows on
the post's unit by its role, and the people appointed on a day are the group's members.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat, LPad
from django.utils import timezone
from guardian.models import UserObjectPermission

from org_hierarchy import queries
from org_hierarchy.models import PATH_STEP, Appointment, Area, OrgUnit, Person, Post, UnitArea, UnitGrant, UnitVersion
from records.events import record_many
from records.text import fold, nfc, sort_key

DEEPEST = 10  # levels that OrgUnit.path has room for
CHUNK = 500  # values of one IN (…)


class OrgError(Exception):
    """What cannot be done to units, posts or appointments; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


GRANTS: Mapping[str, frozenset[str]] = {
    Post.Role.HEAD: frozenset({"act_for_unit", "review_unit", "check_form_for_unit", "sign_for_unit"}),
    Post.Role.DEPUTY: frozenset({"act_for_unit", "review_unit", "sign_for_unit"}),
    Post.Role.OFFICE_HEAD: frozenset({"act_for_unit", "review_unit", "check_form_for_unit"}),
    Post.Role.DIVISION_HEAD: frozenset({"act_for_unit", "review_unit"}),
    Post.Role.OFFICER: frozenset({"act_for_unit", "review_unit"}),
    Post.Role.CLERK: frozenset({"act_for_unit", "register_for_unit"}),
    Post.Role.ADMINISTRATOR: frozenset(),
}
"""What the holder of a post of each role may do for the post's unit. An administrator keeps the books and acts for nobody."""


# Units


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit to add; `parent` is the code of a unit in the same load or there already, blank for a root.

    `valid_to` is the first day on which it no longer exists; its areas hold for the same days.
    """

    code: str
    name: str
    kind: str
    line: str
    level: str
    valid_from: date
    parent: str = ""
    valid_to: date | None = None
    short_name: str = ""
    symbol: str = ""
    place: str = ""
    regime: str = OrgUnit.Regime.HEAD
    areas: tuple[Area, ...] = ()


def add_unit(
    parent: OrgUnit | None,
    *,
    code: str,
    name: str,
    kind: str,
    line: str,
    level: str,
    valid_from: date,
    valid_to: date | None = None,
    short_name: str = "",
    symbol: str = "",
    place: str = "",
    regime: str = OrgUnit.Regime.HEAD,
    areas: Sequence[Area] = (),
) -> OrgUnit:
    """Add one unit under another, or a root.

    Raises OrgError as `add_units` does, and `code_taken` when a unit of that code exists.
    """
    if OrgUnit.objects.filter(code=nfc(code)).exists():
        raise OrgError("code_taken", f"Mã đơn vị {nfc(code)} đã có; hãy chọn mã khác.")
    row = UnitRow(
        code=code,
        name=name,
        kind=kind,
        line=line,
        level=level,
        valid_from=valid_from,
        parent=parent.code if parent else "",
        valid_to=valid_to,
        short_name=short_name,
        symbol=symbol,
        place=place,
        regime=regime,
        areas=tuple(areas),
    )
    return add_units([row])[nfc(code)]


@transaction.atomic
def add_units(rows: Sequence[UnitRow]) -> dict[str, OrgUnit]:
    """Add many units at once, in whatever order they are given; returns every unit of the rows by its code.

    A code that exists already keeps its unit as it is. All or nothing. Cost: per level of the tree one bulk INSERT and one UPDATE, then the
    versions and areas; 3,000 units take a few seconds.

    Raises OrgError: `code_repeated`, `unknown_parent`, `circular`, `too_deep`, `bad_value` (blank, too long, or not a choice), `bad_dates`
    (ends before it begins), `outside_parent` (not within its parent's days).
    """
    wanted: dict[str, UnitRow] = {}
    for row in rows:
        code = nfc(row.code)
        if code in wanted:
            raise OrgError("code_repeated", f"Mã đơn vị {code} xuất hiện hai lần; mỗi đơn vị cần một mã riêng.")
        wanted[code] = row
    units = _units_by_code({*wanted, *(nfc(row.parent) for row in rows if row.parent)})
    new = {code: row for code, row in wanted.items() if code not in units}
    for level in _levels(new, known=units):
        added = [_new_unit(code, new[code], units.get(nfc(new[code].parent))) for code in level]
        OrgUnit.objects.bulk_create(added)
        # The path holds the unit's own id, which the INSERT has only just given. Only this transaction's rows have a blank one.
        OrgUnit.objects.filter(path="").update(path=_path_of_new())
        for unit in added:
            unit.path = (unit.parent.path if unit.parent else "") + f"{unit.pk:0{PATH_STEP}d}"
            units[unit.code] = unit
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=unit,
            name=unit.name,
            short_name=unit.short_name,
            parent=unit.parent,
            path=unit.path,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in (units[code] for code in new)
    )
    UnitArea.objects.bulk_create(
        UnitArea(unit=units[code], area=area, valid_from=row.valid_from, valid_to=row.valid_to)
        for code, row in new.items()
        for area in dict.fromkeys(row.areas)
    )
    return {code: units[code] for code in wanted}


def _units_by_code(codes: Iterable[str]) -> dict[str, OrgUnit]:
    found = (OrgUnit.objects.filter(code__in=chunk) for chunk in _chunks(sorted(codes)))
    return {unit.code: unit for units in found for unit in units}


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def _levels(new: Mapping[str, UnitRow], *, known: Mapping[str, OrgUnit]) -> Iterator[list[str]]:
    """The new codes, level by level: each after its parent."""
    children: dict[str, list[str]] = {}
    level: list[str] = []
    for code, row in new.items():
        parent = nfc(row.parent)
        if parent in new:
            children.setdefault(parent, []).append(code)
        elif parent and parent not in known:
            raise OrgError("unknown_parent", f"Đơn vị {code}: chưa có đơn vị cấp trên {parent}; hãy thêm đơn vị đó trước.")
        else:
            level.append(code)
    placed = 0
    while level:
        placed += len(level)
        yield level
        level = [child for code in level for child in children.get(code, ())]
    if placed < len(new):
        raise OrgError("circular", "Các đơn vị được khai vòng quanh làm cấp trên của nhau; hãy sửa cột đơn vị cấp trên.")


def _new_unit(code: str, row: UnitRow, parent: OrgUnit | None) -> OrgUnit:
    name, short_name = nfc(row.name), nfc(row.short_name)
    unit = OrgUnit(
        code=code,
        kind=row.kind,
        line=row.line,
        level=row.level,
        regime=row.regime,
        symbol=nfc(row.symbol),
        place=nfc(row.place),
        name=name,
        short_name=short_name,
        folded_name=fold(f"{name} {short_name}"),
        sort_name=sort_key(name),
        parent=parent,
        path="",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
    try:
        unit.clean_fields(exclude={"parent", "path", "valid_to"})
    except ValidationError as error:
        wrong = "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items())
        raise OrgError("bad_value", f"Đơn vị {code or name}: {wrong}") from error
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OrgError("bad_dates", f"Đơn vị {code}: ngày kết thúc phải sau ngày bắt đầu.")
    if parent is not None:
        if not _within(row.valid_from, row.valid_to, parent):
            raise OrgError("outside_parent", f"Đơn vị {code}: thời gian tồn tại phải nằm trong thời gian của cấp trên {parent.name}.")
        if parent.depth >= DEEPEST:
            raise OrgError("too_deep", f"Đơn vị {code}: cây đơn vị chỉ có {DEEPEST} cấp; hãy đặt đơn vị ở cấp cao hơn.")
    return unit


def _within(first: date, end: date | None, unit: OrgUnit) -> bool:
    """Whether the days from `first` to before `end` are all days of the unit's existence."""
    return unit.valid_from <= first and (unit.valid_to is None or (end is not None and end <= unit.valid_to))


def _path_of_new() -> Concat:
    own = LPad(Cast("pk", CharField()), PATH_STEP, Value("0"))
    above = OrgUnit.objects.filter(pk=OuterRef("parent_id")).values("path")
    return Concat(Subquery(above), own)  # Concat takes the root's missing parent as blank


# Posts


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
        for post in Post.objects.filter(unit__in=unit_ids[start : start + CHUNK]).order_by("-pk"):
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
        permissions = _permissions()
        UnitGrant.objects.bulk_create(
            UnitGrant(group_id=post.group_id, content_object_id=post.unit_id, permission=permissions[codename])
            for post in added
            for codename in sorted(GRANTS[post.role])
        )
        for group, post in zip(groups, added, strict=True):
            group.name = f"post:{post.pk}"
        posts |= dict(zip(new, added, strict=True))
    return [posts[key] for key in keys]


def _permissions() -> dict[str, Permission]:
    return {p.codename: p for p in Permission.objects.filter(content_type=_unit_type(), codename__in=queries.CODENAMES)}


def _unit_type() -> ContentType:
    return ContentType.objects.get_for_model(OrgUnit)


# Appointments


@dataclass(frozen=True, slots=True)
class AppointmentRow:
    """One person to appoint to one post, from a day to before another (or without end)."""

    person: Person
    post: Post
    valid_from: date
    valid_to: date | None = None


def appoint(person: Person, post: Post, *, valid_from: date, valid_to: date | None = None, by: Person | None, at: datetime) -> Appointment:
    """Appoint one person to one post; the post's grants are the person's from that day on.

    Raises OrgError as `appoint_many` does.
    """
    return appoint_many([AppointmentRow(person, post, valid_from, valid_to)], by=by, at=at)[0]


@transaction.atomic
def appoint_many(rows: Sequence[AppointmentRow], *, by: Person | None, at: datetime) -> list[Appointment]:
    """Appoint many people at once; returns the appointments in the order of the rows.

    An appointment of the same person, post and days is the same one and stays as it is. Who holds a post on the day of `at` gets its
    rights at once; a later start or an end is followed by `refresh_grants`, which the clock runs every hour.

    Raises OrgError: `bad_dates` (ends before it begins), `outside_unit` (not within the unit's days), `already_holds` (the person holds
    that post on some of those days already).
    """
    today = timezone.localdate(at)
    held: dict[tuple[int, int], list[Appointment]] = {}
    post_ids = sorted({row.post.pk for row in rows})
    for start in range(0, len(post_ids), CHUNK):
        for appointment in Appointment.objects.filter(post__in=post_ids[start : start + CHUNK]):
            held.setdefault((appointment.post_id, appointment.person_id), []).append(appointment)
    answers: list[Appointment] = []
    new: list[Appointment] = []
    for row in rows:
        others = held.setdefault((row.post.pk, row.person.pk), [])
        same = [a for a in others if (a.valid_from, a.valid_to) == (row.valid_from, row.valid_to)]
        if not same:
            _check_appointment(row, others)
            same = [Appointment(post=row.post, person=row.person, valid_from=row.valid_from, valid_to=row.valid_to)]
            others += same
            new += same
        answers += same
    Appointment.objects.bulk_create(new)
    through = Person.groups.through
    holding = [a for a in new if a.valid_from <= today and (a.valid_to is None or today < a.valid_to)]
    through.objects.bulk_create((through(person_id=a.person_id, group_id=a.post.group_id) for a in holding), ignore_conflicts=True)
    record_many("org_hierarchy.person_appointed", new, by=by, at=at)
    return answers


def _check_appointment(row: AppointmentRow, others: Iterable[Appointment]) -> None:
    person, title, unit = row.person, row.post.title, row.post.unit
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise OrgError("bad_dates", f"Bổ nhiệm {person}: ngày thôi giữ chức vụ phải sau ngày bắt đầu.")
    if not _within(row.valid_from, row.valid_to or unit.valid_to, unit):
        raise OrgError("outside_unit", f"Bổ nhiệm {person}: {unit.name} không tồn tại suốt thời gian đó; hãy sửa ngày.")
    if any(_overlap(row, other) for other in others):
        raise OrgError("already_holds", f"{person} đã giữ chức vụ {title} trong thời gian đó; hãy kết thúc bổ nhiệm cũ trước.")


def _overlap(row: AppointmentRow, other: Appointment) -> bool:
    """Whether two half-open runs of days have a day in common."""
    return (other.valid_to is None or row.valid_from < other.valid_to) and (row.valid_to is None or other.valid_from < row.valid_to)


# The derived grants


@dataclass(frozen=True, slots=True)
class GrantDifference:
    """One right that guardian has and no appointment explains, or the other way round (`missing`); `text` says which, in Vietnamese."""

    missing: bool
    text: str


def grant_differences(*, today: date) -> list[GrantDifference]:
    """Where guardian's rows differ from what the appointments of today say; empty when they agree. About 13 queries, whatever the size."""
    words = {str(codename): str(meaning) for codename, meaning in OrgUnit._meta.permissions}
    found = [GrantDifference(True, f"{a.person} chưa có quyền của chức vụ {a.post}") for a in queries.lacking_members(today)]
    found += [GrantDifference(False, f"{m.person} còn quyền của chức vụ {m.group.post}") for m in queries.surplus_members(today)]
    for codename in sorted(queries.CODENAMES):
        roles = _roles_with(codename)
        lacking, surplus = queries.posts_lacking(codename, roles), queries.grants_without(codename, roles)
        found += [GrantDifference(True, f"Chức vụ {post} thiếu quyền “{words[codename]}”") for post in lacking]
        found += [GrantDifference(False, f"Nhóm {row.group} thừa quyền “{words[codename]}” tại {row.content_object}") for row in surplus]
    direct = UserObjectPermission.objects.filter(content_type=_unit_type()).select_related("user", "permission")
    found += [GrantDifference(False, f"{row.user} được gán riêng quyền “{row.permission.name}” ngoài bổ nhiệm") for row in direct]
    return found


@transaction.atomic
def refresh_grants(*, today: date) -> int:
    """Make guardian's rows what the appointments of today say; returns how many rows differed. Set-based, run every hour by the clock.

    A right given to a person directly on a unit, past any appointment, is taken away too.
    """
    through = Person.groups.through
    members = [through(person_id=a.person_id, group_id=a.post.group_id) for a in queries.lacking_members(today)]
    through.objects.bulk_create(members, ignore_conflicts=True)
    changed = len({(m.person_id, m.group_id) for m in members})
    changed += queries.surplus_members(today).delete()[0]
    permissions = _permissions()
    for codename in sorted(queries.CODENAMES):
        roles = _roles_with(codename)
        grants = [
            UnitGrant(group_id=post.group_id, content_object_id=post.unit_id, permission=permissions[codename])
            for post in queries.posts_lacking(codename, roles)
        ]
        UnitGrant.objects.bulk_create(grants)
        changed += len(grants) + queries.grants_without(codename, roles).delete()[0]
    return changed + UserObjectPermission.objects.filter(content_type=_unit_type()).delete()[0]


def _roles_with(codename: str) -> frozenset[str]:
    return frozenset(role for role, granted in GRANTS.items() if codename in granted)


# The signature block

PERSONAL_KINDS = frozenset({"ThC"})  # thư công is the leader's own letter, so no collective stands over it
COLLECTIVE_NAMES = {OrgUnit.Kind.COMMITTEE: "ỦY BAN NHÂN DÂN"}


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """What is printed over the signature and under it: lines of authority ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), title, full name."""

    authority_lines: tuple[str, ...]
    title: str
    name: str


def signature_block(appointment: Appointment, *, kind: str) -> SignatureBlock:
    """The block under a document of this kind (code of Phụ lục III) signed by the head or a deputy of the unit that issues it.

    In a unit of the collective regime the body is named with TM. (not on a thư công); a deputy signs KT. for the head, whose title is
    the one of the unit's HEAD post (NĐ 30/2020, Phụ lục I, II.7; Điều 13).

    Raises OrgError `cannot_sign` for any other post: signing by order or mandate (TL., TUQ.) needs a mandate. One query for a deputy.
    """
    post, unit = appointment.post, appointment.post.unit
    lines: list[str] = []
    if unit.regime == OrgUnit.Regime.COLLECTIVE and kind not in PERSONAL_KINDS:
        lines.append(f"TM. {COLLECTIVE_NAMES.get(OrgUnit.Kind(unit.kind), unit.name.upper())}")
    if post.role == Post.Role.DEPUTY:
        lines.append(f"KT. {_head_title(post)}")
    elif post.role != Post.Role.HEAD:
        raise OrgError("cannot_sign", f"{post.title} không ký được văn bản của {unit.name}; hãy chọn người đứng đầu hoặc cấp phó.")
    return SignatureBlock(tuple(lines), post.title.upper(), appointment.person.full_name)


def _head_title(deputy: Post) -> str:
    """The title of the head for whom a deputy signs, in capitals; without a HEAD post, the deputy's own without "Phó"."""
    title = Post.objects.filter(unit=deputy.unit, role=Post.Role.HEAD).order_by("pk").values_list("title", flat=True).first()
    if title is None:
        title = deputy.title.removeprefix("Phó ")
    if title == deputy.title:
        raise OrgError("cannot_sign", f"Chưa rõ {deputy.title} ký thay ai tại {deputy.unit.name}; hãy thêm chức vụ người đứng đầu.")
    return title.upper()
