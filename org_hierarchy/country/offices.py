"""The offices that follow from the map: a People's Committee for every area, and the line of Social Insurance above the communes.

An office's code is its line's prefix and the official code of its area: "ubnd.01", "ubnd.001", "ubnd.00001", "bhxh.vn", "bhxh.79". One
whose body began after `FIRST_DAY` bears year and month too: "ubnd.08.2507" is the committee of the province of Tuyên Quang since July 2025,
"ubnd.08" that of the one before it. The codes of both maps are thus unique and stay the same whichever map is loaded.

Social Insurance: one office per province, and until 1/7/2025 one per district. What lies between is not told: the regional offices of the
first half of 2025, and the inter-commune offices (BHXH cơ sở) since, which come by import with the communes that each serves (`UnitArea`:
many, dated).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from org_hierarchy.country.places import FIRST_DAY, Atlas, Place
from org_hierarchy.country.wording import in_text, place_name
from org_hierarchy.models import Area, OrgUnit

Kind, Line, Level = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level

OFFICE_LEVELS = {
    Area.Level.COUNTRY: Level.CENTRAL,
    Area.Level.PROVINCE: Level.PROVINCE,
    Area.Level.DISTRICT: Level.DISTRICT,
    Area.Level.COMMUNE: Level.COMMUNE,
}
PREFIXES = {Kind.COMMITTEE: "ubnd", Kind.BHXH: "bhxh"}


@dataclass(frozen=True, slots=True)
class Stage:
    """An office as it was over the days of one place: its names, and the place whose office of the same kind stands above it."""

    place: Place
    name: str
    short_name: str
    place_name: str
    above: Place | None


@dataclass(frozen=True, slots=True)
class Office:
    """One office to be, with all its stages in the order of their days."""

    kind: OrgUnit.Kind
    code: str
    stages: tuple[Stage, ...]

    @property
    def level(self) -> OrgUnit.Level:
        return OFFICE_LEVELS[self.stages[0].place.level]

    @property
    def line(self) -> OrgUnit.Line:
        return Line.COMMITTEE if self.kind == Kind.COMMITTEE else Line.BHXH


def offices(places: Iterable[Place]) -> list[Office]:
    """The offices of these places, those above before those below: committees first, then Social Insurance."""
    bodies: dict[tuple[str, str, date], list[Place]] = {}
    for place in places:
        bodies.setdefault(place.body, []).append(place)
    committees = [_office(Kind.COMMITTEE, body) for body in bodies.values() if body[0].level != Area.Level.COUNTRY]
    social = [_office(Kind.BHXH, body) for body in bodies.values() if body[0].level != Area.Level.COMMUNE]
    return [*committees, *social]


def _office(kind: OrgUnit.Kind, body: list[Place]) -> Office:
    first = body[0]
    began = f".{first.since:%y%m}" if first.since > FIRST_DAY else ""
    return Office(kind, f"{PREFIXES[kind]}.{first.code.lower()}{began}", tuple(_stage(kind, place) for place in body))


def _stage(kind: OrgUnit.Kind, place: Place) -> Stage:
    if place.level == Area.Level.COUNTRY:
        return Stage(place, "Bảo hiểm xã hội Việt Nam", "BHXH Việt Nam", "Hà Nội", None)
    full, short = ("Ủy ban nhân dân", "UBND") if kind == Kind.COMMITTEE else ("Bảo hiểm xã hội", "BHXH")
    above = None if kind == Kind.COMMITTEE and place.level == Area.Level.PROVINCE else place.parent
    called = in_text(place.name)
    return Stage(place, f"{full} {called}", f"{short} {called}", place_name(place.name), above)


def continued(atlas: Atlas) -> Iterator[tuple[OrgUnit.Kind, Place, OrgUnit.Kind, Place, date]]:
    """Who continues whom: the places of the two offices, and the first day of the later one.

    Committees as the areas were followed; a district's by every commune that has some of it. Social Insurance of a province by that of the
    province which took it in, and so is that of each of its districts, until the BHXH cơ sở are imported.
    """
    provinces: dict[tuple[str, str, date], Place] = {}
    for before, after, day in atlas.followed:
        yield Kind.COMMITTEE, before, Kind.COMMITTEE, after, day
        if before.level == Area.Level.PROVINCE:
            provinces[before.body] = after
            yield Kind.BHXH, before, Kind.BHXH, after, day
    for district in atlas.of(Area.Level.DISTRICT):
        if district.parent is not None and district.valid_to is not None:
            after = provinces.get(district.parent.body, district.parent)
            if after.on(district.valid_to):
                yield Kind.BHXH, district, Kind.BHXH, after, district.valid_to
