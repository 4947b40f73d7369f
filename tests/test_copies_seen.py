"""Whoever was sent a document sees the copies that their own unit made of it, and of those of others neither file nor trace."""

import pytest

from directives import services
from directives.models import Copy
from org_hierarchy.models import Person
from workflows import steps

from .city import DAY, City, copy_of, delivered, later, signed_in

pytestmark = pytest.mark.django_db
NOON = later(hours=3)


@pytest.fixture
def copies(city: City) -> list[Copy]:
    """One of Ba Đình's and one of Hoàn Kiếm's."""
    directive = delivered(city)
    made = []
    for code, clerk in (("BD", city["clerk"]), ("HK", city["other_clerk"])):
        unit = city.units[code]
        steps.receive(copy_of(directive, unit), by=clerk, at=NOON, today=DAY)
        city.person(code, "head")
        (way, *_) = services.ways_to_copy(unit, kind="SY", on=DAY)
        made.append(services.make_copy(directive, unit=unit, kind="SY", way=way, by=clerk, at=NOON, today=DAY))
    return made


def seen(person: Person, copy: Copy) -> tuple[int, bool]:
    """How often the page tells of a copy made, and whether its file opens."""
    assert copy.document
    client = signed_in(person)
    page = client.get(f"/van-ban/{copy.directive_id}/").content.decode()
    timeline = page[page.index("Diễn biến") :]
    return timeline.count("Sao văn bản"), client.get(copy.document.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(("who", "told", "files"), [("clerk", 1, [True, False]), ("other_clerk", 1, [False, True])])
def test_a_unit_sees_its_own_copies_alone(city: City, copies: list[Copy], who: str, told: int, files: list[bool]) -> None:
    assert [seen(city[who], copy) for copy in copies] == [(told, opens) for opens in files]


def test_the_issuing_side_sees_every_copy(city: City, copies: list[Copy]) -> None:
    assert [seen(city["city_clerk"], copy) for copy in copies] == [(2, True), (2, True)]


def test_who_made_no_copy_hears_of_none(city: City, copies: list[Copy]) -> None:
    assert [seen(city.person("TT"), copy) for copy in copies] == [(0, False), (0, False)]
