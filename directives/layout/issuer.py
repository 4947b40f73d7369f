"""The agency over a document among our units on its day: what rules about symbols, places and signers are checked against."""

from dataclasses import dataclass
from datetime import date

from django.db.models.functions import Length

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.queries import office_rules
from directives.reading.head import number_and_symbol, place_and_date
from org_hierarchy.models import OrgUnit, UnitVersion, valid_on
from org_hierarchy.queries import signatories
from org_hierarchy.services import Way, ways_to_sign
from records.text import fold, nfc

_MOST = 500
"""Units whose names are compared, the shortest first: a name that is just the words is among those."""
_SHORT = (("uy ban nhan dan ", "ubnd "), ("bao hiem xa hoi ", "bhxh "), ("hoi dong nhan dan ", "hdnd "))


@dataclass(frozen=True, slots=True)
class Issuer:
    """What its head says: `number` and `symbol` as printed, the day, the place; `unit` is ours with its `version` of that day, if any."""

    name: str
    superior: str
    number: str
    symbol: str
    place: str
    day: date | None
    on: date
    unit: OrgUnit | None = None
    version: UnitVersion | None = None

    def symbols_below(self) -> frozenset[str]:
        """The symbols of the unit, of all that stand under it on that day, and of its fields (`OfficeRules`). Two queries."""
        if self.version is None:
            return frozenset()
        fields = office_rules(self.version.unit).symbols_of_fields
        below = UnitVersion.objects.filter(valid_on(self.on), path__gte=self.version.path, path__lt=self.version.path + ":")
        return fields | frozenset(below.exclude(symbol="").values_list("symbol", flat=True).distinct())

    def symbols_above(self) -> frozenset[str]:
        """The symbols of the unit and of those over it: a document of a unit may carry its superior's. One query."""
        if self.version is None:
            return frozenset()
        steps = [self.version.path[:end] for end in range(9, len(self.version.path) + 1, 9)]
        above = UnitVersion.objects.filter(valid_on(self.on), path__in=steps)
        return frozenset(above.exclude(symbol="").values_list("symbol", flat=True))

    def ways(self, kind: str) -> list[Way]:
        """All ways in which anybody may sign a document of the kind for the unit on that day."""
        if self.unit is None:
            return []
        people = {each.person.pk: each.person for each in signatories(self.unit, on=self.on, kind=kind)}
        return [way for person in people.values() for way in ways_to_sign(person, self.unit, kind=kind, on=self.on)]


def issuer_of(anatomy: Anatomy, *, today: date, unit: OrgUnit | None = None, among_units: bool = True) -> Issuer:
    """Who issues it: the unit that is given, else the one unit of the day that its head names, or none. Two queries at most.

    `among_units`: whether there are units to look among; without, no query.
    """
    numbered = number_and_symbol(_text(anatomy.number)) if anatomy.number else None
    dated = place_and_date(_text(anatomy.date)) if anatomy.date else None
    day = dated.day if dated else None
    name, superior = anatomy.words(anatomy.issuer), anatomy.words([each for each in anatomy.superior if each not in anatomy.nation])
    on = day or today
    version = (
        UnitVersion.objects.filter(valid_on(on), unit=unit).select_related("unit", "parent").first()
        if unit is not None
        else _version_named(name, superior, on=on)
        if among_units
        else None
    )
    return Issuer(
        name=name,
        superior=superior,
        number=(numbered.number or "") if numbered else "",
        symbol=(numbered.symbol or "") if numbered else "",
        place=(dated.place or "") if dated else "",
        day=day,
        on=on,
        unit=version.unit if version else None,
        version=version,
    )


def _text(paragraph: Paragraph) -> str:
    return nfc(paragraph.text)


def _version_named(name: str, superior: str, *, on: date) -> UnitVersion | None:
    """The one version of the day that bears the name under the superior of the head.

    A head with a superior means a unit that stands under it, or one whose name says the superior's place: "Sở Nội vụ" is in every
    province.
    """
    wanted, above = _plain(name), _plain(superior)
    if not wanted:
        return None
    core = wanted.removeprefix("ubnd ").removeprefix("bhxh ").removeprefix("hdnd ")
    place = above.partition(" ")[2] if above.startswith(("ubnd ", "bhxh ")) else ""
    candidates = (
        UnitVersion.objects.filter(valid_on(on), folded_name__contains=core)
        .select_related("unit", "parent")
        .order_by(Length("name"))[:_MOST]
    )
    if above:
        found = [each for each in candidates if (place and f"{wanted} {place}" in _names(each)) or _is_part(each, wanted, above)]
    else:
        found = [each for each in candidates if wanted in _names(each)]
    return found[0] if len(found) == 1 else None


def _is_part(version: UnitVersion, wanted: str, above: str) -> bool:
    """Whether its name begins with the words, and it stands under the superior."""
    return bool(above) and version.parent is not None and above in _names(version.parent) and _plain(version.name).startswith(wanted)


def _names(unit: OrgUnit | UnitVersion) -> set[str]:
    return {_plain(unit.name), _plain(unit.short_name)} - {""}


def _plain(name: str) -> str:
    plain = fold(name) + " "
    for long, short in _SHORT:
        plain = plain.replace(long, short)
    return plain.strip()
