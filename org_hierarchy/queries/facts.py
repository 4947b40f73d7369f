"""What is known of one unit on a day, and where its work went when it was no more."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Prefetch, Q

from org_hierarchy.models import (
    LASTS,
    PATH_STEP,
    Absence,
    Appointment,
    Mandate,
    OrgUnit,
    Post,
    Succession,
    UnitArea,
    UnitGroup,
    UnitRegime,
    UnitVersion,
    valid_on,
)
from org_hierarchy.queries.posts import title_on
from org_hierarchy.queries.remits import put_fields_of


@dataclass(frozen=True, slots=True)
class Seat:
    """A post of the unit, its holders on the day, each with the absences of that day as `away`, and who will hold it later."""

    post: Post
    holders: list[Appointment] = field(default_factory=list)
    coming: list[Appointment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of one unit on a day, as `org_hierarchy/_unit_facts.html` and its neighbours show it."""

    unit: OrgUnit
    on: date
    version: UnitVersion | None
    above: list[UnitVersion]
    versions: list[UnitVersion]
    seats: list[Seat]
    areas: list[UnitArea]
    predecessors: list[Succession]
    successors: list[Succession]
    mandates_given: list[Mandate]
    mandates_held: list[Mandate]
    groups: list[UnitGroup]
    regimes: list[UnitRegime]

    @property
    def shown(self) -> UnitVersion:
        """The version of that day; where there is none, the nearest: the first one before the unit began, the last one after its end."""
        return self.version or (self.versions[-1] if self.on < self.unit.valid_from else self.versions[0])

    @property
    def regime(self) -> str:
        """How it works on that day, in words."""
        since = next((row for row in self.regimes if row.valid_from <= self.on), None)
        return since.get_regime_display() if since else self.unit.get_regime_display()

    @property
    def name(self) -> str:
        """What it was called on that day, or on the nearest one."""
        return self.shown.name


def unit_facts(unit: OrgUnit, *, on: date) -> UnitFacts:
    """The unit's line of command on that day (root first, each as it was called then), all its versions (newest first) with the
    reorganisation that opened each, its posts with their holders as the posts rank, areas, successions, mandates, groups and the changes of
    its regime (newest first).

    `version` is the one that holds on that day, None when the unit did not exist. Thirteen queries at most.
    """
    versions = list(UnitVersion.objects.filter(LASTS, unit=unit).select_related("parent", "opened_by").order_by("-valid_from"))
    version = next((v for v in versions if v.valid_from <= on and (v.valid_to is None or on < v.valid_to)), None)
    path = version.path if version else ""
    successions = list(
        Succession.objects.filter(Q(predecessor=unit) | Q(successor=unit))
        .select_related("predecessor", "successor", "opened_by")
        .order_by("day", "predecessor__sort_name", "successor__sort_name", "pk")
    )
    mandates = list(
        Mandate.objects.filter(valid_on(on)).filter(Q(unit=unit) | Q(post__unit=unit)).select_related("unit", "post__unit").order_by("pk")
    )
    return UnitFacts(
        unit=unit,
        on=on,
        version=version,
        above=_above(path, on),
        versions=versions,
        seats=seats_of(unit, on=on),
        areas=list(UnitArea.objects.filter(valid_on(on), unit=unit).select_related("area__parent").order_by("area__code", "pk")),
        predecessors=[row for row in successions if row.successor_id == unit.pk],
        successors=[row for row in successions if row.predecessor_id == unit.pk],
        mandates_given=[row for row in mandates if row.unit_id == unit.pk],
        mandates_held=[row for row in mandates if row.post.unit_id == unit.pk],
        groups=list(UnitGroup.objects.filter(owner=unit, is_active=True).order_by("folded_label")),
        regimes=list(UnitRegime.objects.filter(unit=unit).order_by("-valid_from")),
    )


def _above(path: str, on: date) -> list[UnitVersion]:
    ids = [int(path[start : start + PATH_STEP]) for start in range(0, len(path) - PATH_STEP, PATH_STEP)]
    return list(UnitVersion.objects.filter(valid_on(on), unit__in=ids).select_related("unit").order_by("path"))


def seats_of(unit: OrgUnit, *, on: date) -> list[Seat]:
    """The unit's posts of that day by rank, then age, called as then, each with its holders on that day and later in the order of
    appointment. Five queries, and one where a deputy had another field then."""
    rank = {role: place for place, role in enumerate(Post.Role.values)}
    there = Post.objects.filter(unit=unit).exclude(valid_to__lte=on).annotate(then=title_on(on))
    posts = sorted(there, key=lambda post: (rank[post.role], post.pk))
    for post in posts:
        post.title = post.then
    seats = {post.pk: Seat(post) for post in posts}
    away = Absence.objects.filter(valid_on(on)).select_related("substitute").order_by("valid_from", "pk")
    held = Appointment.objects.filter(post__unit=unit).exclude(valid_to__lte=on)
    held = held.prefetch_related(Prefetch("absences", away, to_attr="away"))
    people = list(held.select_related("person", "post").order_by("valid_from", "pk"))
    put_fields_of(on, people)
    for appointment in people:
        if (seat := seats.get(appointment.post_id)) is None:  # one that a decision left without a day, to a post that is no more
            continue
        (seat.holders if appointment.valid_from <= on else seat.coming).append(appointment)
    return list(seats.values())


def successors_by(units: Iterable[OrgUnit]) -> dict[int, list[OrgUnit]]:
    """Who continues each of these units at first hand, by their ids. One query."""
    found: dict[int, list[OrgUnit]] = {}
    rows = Succession.objects.filter(predecessor__in=[unit.pk for unit in units]).select_related("successor")
    for row in rows.order_by("successor__sort_name", "successor"):
        found.setdefault(row.predecessor_id, []).append(row.successor)
    return found
