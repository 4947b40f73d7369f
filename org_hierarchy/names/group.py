"""A phrase that means many units ("UBND các quận, huyện, thị xã"), kept as a rule and resolved to members on the day of issue."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from org_hierarchy.models import Area, OrgUnit, UnitArea, UnitVersion, valid_on


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a group: the units that meet everything given here. What is left empty asks nothing; who asks nothing gets nobody.

    `under_id`: below this unit on the day (`direct_only`: directly). `area_ids`: serving one of these areas (`below_areas`: or an area
    inside one). `area_types`: serving an area whose name begins so ("Quận"). `heads`: the name of that day, folded, begins so ("so ").
    """

    kinds: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    line: str = ""
    under_id: int | None = None
    direct_only: bool = False
    area_ids: tuple[int, ...] = ()
    below_areas: bool = False
    area_types: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    unit_ids: tuple[int, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether it has no condition at all; how a missing condition would be met is none either."""
        asked = self.kinds or self.levels or self.line or self.area_ids or self.area_types or self.heads or self.unit_ids
        return not asked and self.under_id is None


@dataclass(frozen=True, slots=True)
class Group:
    """The units of any of its clauses; `label` is the phrase as written, `count` the number of members that it states, if any."""

    label: str
    clauses: tuple[Clause, ...]
    count: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What DutyParty.group stores."""
        clauses = [{name: value for name, value in asdict(clause).items() if value not in ((), "", None, False)} for clause in self.clauses]
        return {"label": self.label, "clauses": clauses, "count": self.count}

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The group that `as_json` wrote."""
        clauses = []
        for clause in stored["clauses"]:
            values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in clause.items()}
            clauses.append(Clause(**values))
        return cls(stored["label"], tuple(clauses), stored["count"])


def members(group: Group, *, on: date) -> QuerySet[OrgUnit]:
    """The units that the group means on that day, those of one superior together, by name. Two queries at most, whatever the size."""
    return units_of(group.clauses, on=on).order_by(F("parent__sort_name").asc(nulls_first=True), "parent", "sort_name", "pk")


def units_of(clauses: Iterable[Clause], *, on: date) -> QuerySet[OrgUnit]:
    """The units of any of these clauses on that day, in no order. Asked only for the paths of their superiors, in one query."""
    several = list(clauses)
    scopes = {clause.under_id for clause in several if clause.under_id is not None}
    paths: dict[int, str] = {}
    if scopes:
        paths = dict(UnitVersion.objects.filter(valid_on(on), unit__in=scopes).values_list("unit_id", "path"))
    wanted = Q(pk__in=[])
    for clause in several:
        if not clause.asks_nothing and (clause.under_id is None or clause.under_id in paths):
            wanted |= _condition(clause, on, paths)
    return OrgUnit.objects.filter(wanted)


def areas_below(area_ids: Collection[int]) -> QuerySet[Area, Any]:
    """The ids of these areas and of all inside them, as a subquery; each step down is one range of the index of parents."""
    steps = ("pk__in", "parent__in", "parent__parent__in", "parent__parent__parent__in")
    first, *others = (Area.objects.filter(**{step: area_ids}).values("pk") for step in steps)
    return first.union(*others)


def _condition(clause: Clause, on: date, paths: dict[int, str]) -> Q:
    """The condition of one clause. Sets of ids where that narrows the units down, so that the database begins with them."""
    versions = UnitVersion.objects.filter(valid_on(on))
    if clause.heads:
        versions = versions.filter(_any(Q(folded_name__startswith=head) for head in clause.heads))
    if clause.under_id is not None:
        path = paths[clause.under_id]
        versions = versions.filter(parent=clause.under_id) if clause.direct_only else versions.filter(path__gt=path, path__lt=f"{path}:")
        met = Q(pk__in=versions.values("unit"))  # ':' follows '9'
    else:
        met = Q(Exists(versions.filter(unit=OuterRef("pk"))))
    if clause.unit_ids:
        met &= Q(pk__in=clause.unit_ids)
    if clause.kinds:
        met &= Q(kind__in=clause.kinds)
    if clause.levels:
        met &= Q(level__in=clause.levels)
    if clause.line:
        met &= Q(line=clause.line)
    if clause.area_ids or clause.area_types:
        served = UnitArea.objects.filter(valid_on(on))
        if clause.area_ids:
            served = served.filter(area__in=areas_below(clause.area_ids) if clause.below_areas else clause.area_ids)
        if clause.area_types:
            served = served.filter(_any(Q(area__name__startswith=f"{kind} ") for kind in clause.area_types))
        met &= Q(pk__in=served.values("unit"))
    return met


def _any(conditions: Iterable[Q]) -> Q:
    wanted = Q(pk__in=[])
    for condition in conditions:
        wanted |= condition
    return wanted
