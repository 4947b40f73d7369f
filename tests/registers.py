"""What the tests of numbers and books share: the series of the city's office, a number kept free and a directive's line."""

from directives.models import Directive, Register, RegisterEntry
from directives.services import reserve_number

from .city import AT, DAY, City

OUT, IN = Register.Direction.OUT, Register.Direction.IN


def reserved(city: City, note: str = "Giấy đi đường", series: str = "chung", direction: str = OUT) -> RegisterEntry:
    return reserve_number(city.units["HN"], direction=direction, series=series, note=note, by=city["city_clerk"], at=AT, today=DAY)


def line(directive: Directive) -> tuple[str, int]:
    entry = RegisterEntry.objects.select_related("register").get(directive=directive, voided_at=None)
    return entry.register.series, entry.number
