"""A phrase that means many units ("UBND các quận, huyện, thị xã"), kept as a rule and resolved to members on the day of issue."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet

from org_hierarchy.models import OrgUnit, UnitArea, UnitVersion, valid_on


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a group: the units that meet everything given here. What is left empty asks nothing; who asks nothing gets nobody.

    `under_id`: below this unit on the day (`direct_only`: directly). `area_ids`: serving one of these areas (`below_areas`: or an area
    inside one). `area_types`: serving an area whose name begins so ("Quận"). `heads`: the folded name begins so ("so ").
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
    """The units that the group means on that day, by path. Two queries at most, whatever the size."""
    scopes = {clause.under_id for clause in group.clauses if clause.under_id is not None}
    paths: dict[int, str] = {}
    if scopes:
        paths = dict(UnitVersion.objects.filter(valid_on(on), unit__in=scopes).values_list("unit_id", "path"))
    wanted = Q(pk__in=[])
    for clause in group.clauses:
        if not clause.asks_nothing and (clause.under_id is None or clause.under_id in paths):
            wanted |= _condition(clause, on, paths)
    return OrgUnit.objects.filter(Exists(UnitVersion.objects.filter(valid_on(on), unit=OuterRef("pk")))).filter(wanted).order_by("path")


def _condition(clause: Clause, on: date, paths: dict[int, str]) -> Q:
    met = Q()
    if clause.unit_ids:
        met &= Q(pk__in=clause.unit_ids)
    if clause.kinds:
        met &= Q(kind__in=clause.kinds)
    if clause.levels:
        met &= Q(level__in=clause.levels)
    if clause.line:
        met &= Q(line=clause.line)
    if clause.heads:
        met &= _any(Q(folded_name__startswith=head) for head in clause.heads)
    if clause.under_id is not None:
        versions = UnitVersion.objects.filter(valid_on(on), unit=OuterRef("pk"))
        path = paths[clause.under_id]
        below = Q(parent=clause.under_id) if clause.direct_only else Q(path__gt=path, path__lt=f"{path}:")  # ':' follows '9'
        met &= Q(Exists(versions.filter(below)))
    if clause.area_ids or clause.area_types:
        served = UnitArea.objects.filter(valid_on(on), unit=OuterRef("pk"))
        if clause.area_ids:
            steps = ("area", "area__parent", "area__parent__parent", "area__parent__parent__parent") if clause.below_areas else ("area",)
            served = served.filter(_any(Q(**{f"{step}__in": clause.area_ids}) for step in steps))
        if clause.area_types:
            served = served.filter(_any(Q(area__name__startswith=f"{kind} ") for kind in clause.area_types))
        met &= Q(Exists(served))
    return met


def _any(conditions: Any) -> Q:
    wanted = Q(pk__in=[])
    for condition in conditions:
        wanted |= condition
    return wanted
