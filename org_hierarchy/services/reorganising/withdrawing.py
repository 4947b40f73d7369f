"""A decision taken back before its day: the rows that it opened go, those that it closed are as they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.deletion import Collector, ProtectedError
from django.db.models.functions import Cast, Concat, LPad

from org_hierarchy.models import (
    PATH_STEP,
    Appointment,
    Mandate,
    OrgUnit,
    Post,
    Reorganisation,
    Succession,
    UnitArea,
    UnitVersion,
)
from org_hierarchy.models.units import LASTS
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising.people import restore_seats
from org_hierarchy.services.reorganising.writing import set_first_paths
from org_hierarchy.services.units import CHUNK
from records.batches import batches

OWN_ROWS = frozenset({"org_hierarchy", "auth"})
"""Apps whose rows about a created unit go with it."""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What goes with the units that the decision created."""

    units: list[OrgUnit]
    posts: list[Post]
    appointments: list[Appointment]


def withdrawal(reorganisation: Reorganisation) -> Withdrawal:
    """What withdrawing would take away. Three queries."""
    created = created_by(reorganisation)
    posts = Post.objects.filter(unit__in=created).select_related("unit").order_by("unit__sort_name", "pk")
    appointments = Appointment.objects.filter(post__unit__in=created).select_related("person", "post__unit").order_by("post_id", "pk")
    return Withdrawal(list(created.order_by("sort_name", "pk")), list(posts), list(appointments))


def created_by(reorganisation: Reorganisation) -> QuerySet[OrgUnit]:
    """The units whose first day the decision made."""
    first = UnitVersion.objects.filter(unit=OuterRef("pk"), opened_by=reorganisation, valid_from=OuterRef("valid_from"))
    before = UnitVersion.objects.filter(unit=OuterRef("pk"), closed_by=reorganisation)
    return OrgUnit.objects.filter(Exists(first), ~Exists(before), valid_from=reorganisation.day)


def undo(reorganisation: Reorganisation) -> set[int]:
    """Make the dated rows what they were; returns the units whose names have to follow.

    Raises OrgError `built_upon` for a later decision that rests on this one, and `in_use`.
    """
    created = list(created_by(reorganisation))
    _refuse_built_upon(reorganisation, created)
    followers = _followers(reorganisation)
    _reopen_units(reorganisation)
    for model in (UnitArea, UnitVersion):
        model._default_manager.filter(opened_by=reorganisation).delete()
        model._default_manager.filter(closed_by=reorganisation).update(valid_to=F("was_valid_to"), was_valid_to=None, closed_by=None)
    Succession.objects.filter(opened_by=reorganisation).delete()
    _follow_again(followers)
    restore_seats(reorganisation.undo, reorganisation.day)
    _drop(created)
    return set(reorganisation.undo["named"]) - {unit.pk for unit in created}


def _refuse_built_upon(reorganisation: Reorganisation, created: Sequence[OrgUnit]) -> None:
    for model in (UnitVersion, UnitArea):
        over = model._default_manager.filter(opened_by=reorganisation, closed_by__isnull=False).select_related("closed_by").first()
        if over is not None:
            raise _built_upon(over.closed_by)
    _refuse_ends_that_others_took(reorganisation)
    same_path = UnitVersion.objects.filter(closed_by=reorganisation, unit=OuterRef("unit"), path=OuterRef("path"))
    put_elsewhere = UnitVersion.objects.filter(~Exists(same_path), opened_by=reorganisation)
    resting = UnitVersion.objects.filter(
        Exists(put_elsewhere.filter(unit=OuterRef("parent"))), LASTS, opened_by__isnull=False, valid_from__gte=reorganisation.day
    ).exclude(opened_by=reorganisation)
    if (first := resting.select_related("opened_by").first()) is not None:
        raise _built_upon(first.opened_by)
    for chunk in batches([unit.pk for unit in created], CHUNK):
        listed = Appointment.objects.filter(remit_units__in=chunk).exclude(post__unit__in=chunk).select_related("person", "post").first()
        if listed is not None:  # whose list goes signs everything
            raise _in_use(f"lĩnh vực phụ trách của {listed.person}, {listed.post.title}")
        below = UnitVersion.objects.filter(parent__in=chunk).exclude(opened_by=reorganisation).select_related("parent").first()
        if below is not None:
            raise OrgError("in_use", f"{below.parent} đã có đơn vị trực thuộc được thêm sau: {below.name}; không rút được nữa.")
        heir = Succession.objects.filter(Q(predecessor__in=chunk) | Q(successor__in=chunk), opened_by__isnull=False)
        if (later := heir.exclude(opened_by=reorganisation).select_related("opened_by").first()) is not None:
            raise _built_upon(later.opened_by)


def _refuse_ends_that_others_took(reorganisation: Reorganisation) -> None:
    """A decision for an earlier day, taken after this one, gave what it opened the end that this one had given to the unit above it."""
    ended = _ended_by(reorganisation).values("unit")
    areas = UnitArea.objects.filter(unit__in=ended)
    below = UnitVersion.objects.filter(parent__in=ended)
    for rows in (areas, below):
        taken = rows.filter(LASTS, valid_to=reorganisation.day, opened_by__isnull=False, closed_by__isnull=True)
        if (first := taken.exclude(opened_by=reorganisation).select_related("opened_by").first()) is not None:
            raise _built_upon(first.opened_by)


def _ended_by(reorganisation: Reorganisation) -> QuerySet[UnitVersion]:
    """The last versions of the units that it ended."""
    next_one = UnitVersion.objects.filter(unit=OuterRef("unit"), opened_by=reorganisation)
    return UnitVersion.objects.filter(~Exists(next_one), closed_by=reorganisation)


def _built_upon(later: Reorganisation | None) -> OrgError:
    return OrgError("built_upon", f"Quyết định “{later}” được lập trên kết quả của quyết định này; hãy rút quyết định ấy trước.")


def _followers(reorganisation: Reorganisation) -> list[tuple[int, int]]:
    """Units that were added since under what the decision moves and begin only on its day or later: their versions, highest first."""
    under = UnitVersion.objects.filter(opened_by=reorganisation, unit=OuterRef("parent"))
    direct = UnitVersion.objects.filter(Exists(under), LASTS, opened_by__isnull=True, valid_from__gte=reorganisation.day)
    found: list[tuple[int, int]] = []
    level = list(direct.order_by("pk").values_list("pk", "unit_id"))
    while level:
        found += level
        next_level: list[tuple[int, int]] = []
        for chunk in batches([unit_id for _, unit_id in level], CHUNK):
            below = UnitVersion.objects.filter(LASTS, parent__in=chunk, opened_by__isnull=True, valid_from__gte=reorganisation.day)
            next_level += below.order_by("pk").values_list("pk", "unit_id")
        level = next_level
    return found


def _follow_again(followers: Sequence[tuple[int, int]]) -> None:
    """Put these versions, given highest first, back under where their superiors stand."""
    above = UnitVersion.objects.filter(LASTS, unit=OuterRef("parent"), valid_from__lte=OuterRef("valid_from")).order_by("-valid_from")
    own = LPad(Cast("unit_id", CharField()), PATH_STEP, Value("0"))
    for pk, _ in followers:  # few: added between a decision and its withdrawal
        UnitVersion.objects.filter(pk=pk).update(path=Concat(Subquery(above.values("path")[:1]), own))
    set_first_paths([unit_id for _, unit_id in followers])


def _reopen_units(reorganisation: Reorganisation) -> None:
    """The units that it ended last as long as before."""
    ended = _ended_by(reorganisation).values_list("unit_id", "was_valid_to")
    by_end: dict[Any, list[int]] = {}
    for unit_id, end in ended:
        by_end.setdefault(end, []).append(unit_id)
    for end, ids in by_end.items():
        for chunk in batches(ids, CHUNK):
            OrgUnit.objects.filter(pk__in=chunk).update(valid_to=end)


def _drop(created: Sequence[OrgUnit]) -> None:
    """Delete the created units with their posts, appointments and mandates; whatever else hangs on them stands in the way."""
    ids = [unit.pk for unit in created]
    try:
        for chunk in batches(ids, CHUNK):
            Mandate.objects.filter(Q(unit__in=chunk) | Q(post__unit__in=chunk)).delete()
            Appointment.objects.filter(post__unit__in=chunk).delete()
            groups = list(Post.objects.filter(unit__in=chunk).values_list("group_id", flat=True))
            Post.objects.filter(unit__in=chunk).delete()
            Group.objects.filter(pk__in=groups).delete()
            OrgUnit.objects.filter(pk__in=chunk).update(parent=None)  # they may stand under one another
            collector = Collector(using="default")
            collector.collect(OrgUnit.objects.filter(pk__in=chunk))
            touched = [model._meta for model in collector.data if model._meta.app_label not in OWN_ROWS]
            unread = [rows for rows in collector.fast_deletes if rows.model._meta.app_label not in OWN_ROWS]
            if foreign := touched + [rows.model._meta for rows in unread if rows.exists()]:
                raise _in_use(str(foreign[0].verbose_name))
            collector.delete()
    except ProtectedError as error:
        what = next(iter(error.protected_objects))
        raise _in_use(f"{what._meta.verbose_name} {what}") from error


def _in_use(what: str) -> OrgError:
    return OrgError("in_use", f"Đơn vị do quyết định này thành lập đã được dùng ({what[:200]}); không rút được nữa.")
