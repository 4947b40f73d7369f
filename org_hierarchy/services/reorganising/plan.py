"""What each unit becomes on the day of a decision."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, Reorganisation, UnitArea, UnitVersion
from org_hierarchy.services.errors import OrgError
from org_hierarchy.services.reorganising import subtrees
from org_hierarchy.services.reorganising.changes import ChangeRow, from_json
from org_hierarchy.services.units import step


@dataclass(slots=True)
class Place:
    """One unit that a decision touches by itself: what it is on the day, and what it becomes. `old` is None for a created one."""

    unit: OrgUnit
    old: UnitVersion | None
    name: str
    short_name: str
    symbol: str
    place: str
    parent: OrgUnit | None
    ends: bool = False
    is_renamed: bool = False
    is_moved: bool = False
    path: str = ""
    areas: tuple[Area, ...] = ()

    @property
    def is_new(self) -> bool:
        return self.old is None


@dataclass(frozen=True, slots=True)
class AreaPass:
    """An area that a unit stops serving on the day, and who serves it from then on."""

    served: UnitArea
    heirs: tuple[OrgUnit, ...]


@dataclass(slots=True)
class Plan:
    """What a decision does: `places` by code, in the order in which the changes name them; who continues whom; which areas pass."""

    reorganisation: Reorganisation
    rows: Sequence[ChangeRow]
    day: date
    places: dict[str, Place] = field(default_factory=dict)
    successions: list[tuple[OrgUnit, OrgUnit]] = field(default_factory=list)
    areas: list[AreaPass] = field(default_factory=list)

    @property
    def created(self) -> list[Place]:
        """Those that come to be, each after its superior."""
        return sorted((place for place in self.places.values() if place.is_new), key=lambda place: len(place.path))

    @property
    def ended(self) -> list[Place]:
        return [place for place in self.places.values() if place.ends]

    @property
    def moved(self) -> list[Place]:
        """Units that were there and get another superior."""
        return [place for place in self.places.values() if place.is_moved]

    def subtrees(self) -> list[subtrees.Moved]:
        """Where everything below the moved units goes."""
        return [subtrees.Moved(place.old.path, place.path) for place in self.moved if place.old]


def rows_of(reorganisation: Reorganisation) -> list[ChangeRow]:
    """The changes of a decision in their order. One query."""
    return [from_json(change.kind, change.arguments) for change in reorganisation.changes.order_by("position")]


def find_paths(plan: Plan, versions: dict[int, UnitVersion], steps: dict[str, str]) -> None:
    """Give every place its path on the day; `steps` has those of created units. Raises OrgError `circular`."""
    by_pk = {place.unit.pk: place for place in plan.places.values() if not place.is_new}
    done: dict[str, str] = {}
    under_way: set[str] = set()

    def of(unit: OrgUnit) -> str:
        code = unit.code
        if code in done:
            return done[code]
        if code in under_way:
            raise OrgError(
                "circular",
                f"Vào ngày {said(plan.day)}, {unit.name} sẽ đứng dưới chính mình; hãy chọn cấp trên khác.",
            )
        under_way.add(code)
        place = plan.places.get(code)
        if place and (place.is_new or place.is_moved):
            own = steps.get(code) or step(unit.pk)
            path = (of(place.parent) if place.parent else "") + own
        else:
            path = place.old.path if place and place.old else versions[unit.pk].path
            for end in range(len(path) - PATH_STEP, 0, -PATH_STEP):
                above = by_pk.get(int(path[end - PATH_STEP : end]))
                if above:
                    path = of(above.unit) + path[end:]
                    break
        under_way.discard(code)
        done[code] = path
        return path

    for place in plan.places.values():
        if not place.ends:
            place.path = of(place.unit)


def lasting(day: date) -> Q:
    """What is not over by that day."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def said(day: date) -> str:
    """A day as people read it."""
    return f"{day:%d/%m/%Y}"
