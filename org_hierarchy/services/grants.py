"""The guardian grants that follow from posts, appointments, absences and mandates.

Each post has a group "post:<id>"; the group has UnitGrant rows on the post's unit by its role, and sign_by_mandate on each unit for which
a mandate of the day lets its holders sign, with the types of document that it covers. The people appointed on a day are the group's
members, and who stands in for one of them.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from guardian.models import UserObjectPermission

from org_hierarchy import queries
from org_hierarchy.models import OrgUnit, Person, Post, UnitGrant
from org_hierarchy.queries import BY_MANDATE
from org_hierarchy.services.units import CHUNK

GRANTS: Mapping[str, frozenset[str]] = {
    Post.Role.HEAD: frozenset({"act_for_unit", "review_unit", "decide_for_unit", "check_form_for_unit", "sign_for_unit"}),
    Post.Role.DEPUTY: frozenset({"act_for_unit", "review_unit", "decide_for_unit", "sign_for_unit"}),
    Post.Role.OFFICE_HEAD: frozenset({"act_for_unit", "review_unit", "decide_for_unit", "check_form_for_unit"}),
    Post.Role.DIVISION_HEAD: frozenset({"act_for_unit", "review_unit", "decide_for_unit"}),
    Post.Role.OFFICER: frozenset({"act_for_unit", "review_unit"}),
    Post.Role.CLERK: frozenset({"act_for_unit", "register_for_unit"}),
    Post.Role.ADMINISTRATOR: frozenset({"administer_unit"}),
}
"""What the holder of a post of each role may do for the post's unit. An officer reviews reports and answers what stands in the way;
what a head answers for (`decide_for_unit`) is a head's and a deputy's. An administrator keeps the books of the unit and of
all below it (`rights.administers`) and acts for nobody."""


def unit_permissions() -> dict[str, Permission]:
    return {p.codename: p for p in Permission.objects.filter(content_type=_unit_type(), codename__in=queries.CODENAMES)}


def _unit_type() -> ContentType:
    return ContentType.objects.get_for_model(OrgUnit)


@dataclass(frozen=True, slots=True)
class GrantDifference:
    """One right that guardian has and no appointment, absence or mandate explains, or the other way round (`missing`).

    `text` says which, in Vietnamese.
    """

    missing: bool
    text: str


def grant_differences(*, today: date) -> list[GrantDifference]:
    """Where guardian's rows differ from what the appointments, absences and mandates of today say; empty when they agree.

    About 20 queries, whatever the size.
    """
    words = {str(codename): str(meaning) for codename, meaning in OrgUnit._meta.permissions}
    found = [GrantDifference(True, f"{a.person} chưa có quyền của chức vụ {a.post}") for a in queries.lacking_members(today)]
    found += [
        GrantDifference(True, f"{a.substitute} làm thay nhưng chưa có quyền của chức vụ {a.appointment.post}")
        for a in queries.lacking_substitutes(today)
    ]
    found += [
        GrantDifference(False, f"{m.person}{'' if m.person.is_active else ' (đã ngừng hoạt động)'} còn quyền của chức vụ {m.group.post}")
        for m in queries.surplus_members(today)
    ]
    for codename in sorted(queries.CODENAMES):
        roles = _roles_with(codename)
        lacking, surplus = queries.posts_lacking(codename, roles), queries.grants_without(codename, roles)
        found += [GrantDifference(True, f"Chức vụ {post} thiếu quyền “{words[codename]}”") for post in lacking]
        if codename == BY_MANDATE:
            mandated, ungrounded = _mandate_differences(today)
            posts = Post.objects.select_related("unit").in_bulk({group for group, _ in mandated}, field_name="group_id")
            units = OrgUnit.objects.in_bulk({unit for _, unit in mandated})
            found += [
                GrantDifference(True, f"Chức vụ {posts[group]} thiếu quyền ký theo ủy quyền của {units[unit]}") for group, unit in mandated
            ]
        else:
            ungrounded = list(surplus)
        found += [GrantDifference(False, f"Nhóm {row.group} thừa quyền “{words[codename]}” tại {row.content_object}") for row in ungrounded]
    direct = UserObjectPermission.objects.filter(content_type=_unit_type()).select_related("user", "permission")
    found += [GrantDifference(False, f"{row.user} được gán riêng quyền “{row.permission.name}” ngoài bổ nhiệm") for row in direct]
    return found


@transaction.atomic
def refresh_grants(*, today: date) -> int:
    """Make guardian's rows what the appointments, absences and mandates of today say; returns how many rows differed.

    Set-based, run every hour by the clock. A right given to a person directly on a unit, past any appointment, is taken away too.
    """
    changed = _refresh_members(today)
    permissions = unit_permissions()
    for codename in sorted(queries.CODENAMES):
        roles = _roles_with(codename)
        grants = [
            UnitGrant(group_id=post.group_id, content_object_id=post.unit_id, permission=permissions[codename])
            for post in queries.posts_lacking(codename, roles)
        ]
        UnitGrant.objects.bulk_create(grants, batch_size=CHUNK)
        changed += len(grants)
        if codename != BY_MANDATE:
            changed += queries.grants_without(codename, roles).delete()[0]
    changed += refresh_mandates(today=today)
    return changed + UserObjectPermission.objects.filter(content_type=_unit_type()).delete()[0]


def refresh_posts(posts: Collection[int], *, today: date) -> None:
    """Make the members of a few posts' groups what today says, by the posts' ids. At most four queries."""
    _refresh_members(today, posts)


def refresh_people(people: Iterable[int], *, today: date) -> None:
    """Make the memberships of a few people what today says, by their ids."""
    ids = list(people)
    through = Person.groups.through
    members = [
        *queries.lacking_members(today).filter(person__in=ids).values_list("person", "post__group"),
        *queries.lacking_substitutes(today).filter(substitute__in=ids).values_list("substitute", "appointment__post__group"),
    ]
    through.objects.bulk_create((through(person_id=p, group_id=g) for p, g in set(members)), ignore_conflicts=True)
    queries.surplus_members(today).filter(person__in=ids).delete()


def refresh_mandates(*, today: date) -> int:
    """Make the grants of sign_by_mandate what the mandates of today say; returns how many rows differed. About five queries."""
    lacking, surplus = _mandate_differences(today)
    permission = unit_permissions()[BY_MANDATE]
    ids = [row.pk for row in surplus]
    for start in range(0, len(ids), CHUNK):
        UnitGrant.objects.filter(pk__in=ids[start : start + CHUNK]).delete()
    UnitGrant.objects.bulk_create(
        (
            UnitGrant(group_id=group, content_object_id=unit, permission=permission, document_kinds=kinds)
            for (group, unit), kinds in sorted(lacking.items())
        ),
        batch_size=CHUNK,
    )
    return len(lacking) + len(ids)


def _refresh_members(today: date, posts: Collection[int] | None = None) -> int:
    through = Person.groups.through
    members = {(a.person_id, a.post.group_id) for a in queries.lacking_members(today, posts)}
    members |= {(a.substitute_id, a.appointment.post.group_id) for a in queries.lacking_substitutes(today, posts) if a.substitute_id}
    rows = [through(person_id=person, group_id=group) for person, group in sorted(members)]
    through.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
    return len(members) + queries.surplus_members(today, posts).delete()[0]


def _mandate_differences(today: date) -> tuple[dict[tuple[int, int], str], list[UnitGrant]]:
    """The (group, unit) → types of document that mandates of today ask for and guardian lacks, and the rows that no mandate explains."""
    wanted = queries.mandated_groups(today)
    surplus: list[UnitGrant] = []
    for row in queries.grants_without(BY_MANDATE, frozenset()):
        key = row.group_id, row.content_object_id
        if wanted.get(key) == row.document_kinds:
            del wanted[key]
        else:
            surplus.append(row)
    return wanted, surplus


def _roles_with(codename: str) -> frozenset[str]:
    return frozenset(role for role, granted in GRANTS.items() if codename in granted)
