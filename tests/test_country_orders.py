"""The country loads in any order, and with the demo world before or after it, to the same rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from fixtures.world import load_units
from org_hierarchy import country
from org_hierarchy.country import Office, Place
from org_hierarchy.models import Area, OrgUnit
from org_hierarchy.services import grant_differences
from tests.country import AT, LAST_LEGACY_DAY, SPRING_2021, TODAY, doubled, rows

pytestmark = pytest.mark.django_db

LEGACY, CURRENT, BOTH = {"legacy": True, "current": False}, {"legacy": False, "current": True}, {"legacy": True, "current": True}
RENAMED = {"46", "70", "75"}  # Huế; Bình Phước and Đồng Nai, which became the city of Đồng Nai
WITH_DEMO = {"01", "46"}
LASTING = {"02", "08"}  # Hà Giang and Tuyên Quang, with communes that the reform of 2025 left as they were


def part(provinces: set[str]) -> list[Office]:
    """The offices of these provinces and above."""

    def is_in(place: Place) -> bool:
        return place.parent is None or (place.code in provinces if place.level == Area.Level.PROVINCE else is_in(place.parent))

    return [office for office in country.offices(country.atlas().places) if is_in(office.stages[-1].place)]


def some(provinces: set[str], maps: dict[str, bool]) -> Callable[[], None]:
    def step() -> None:
        country.settle(part(provinces), at=AT, **maps)

    return step


def every(maps: dict[str, bool]) -> Callable[[], None]:
    def step() -> None:
        country.load(**maps, at=AT)

    return step


def finds_all(step: Callable[[], None]) -> Callable[[], None]:
    """The step, which must change nothing."""

    def again() -> None:
        before = rows()
        step()
        assert rows() == before

    return again


def demo() -> None:
    load_units(today=TODAY, at=AT)


def demo_finds_its_offices() -> None:
    assert [doubled(day) for day in (SPRING_2021, LAST_LEGACY_DAY, TODAY)] == [[], [], []]
    assert OrgUnit.objects.get(code="hn").posts.exists()
    assert OrgUnit.objects.on(TODAY).filter(parent__code="hn", level=OrgUnit.Level.COMMUNE).count() == 126
    assert grant_differences(today=TODAY) == []


def after(*steps: Callable[[], None]) -> dict[str, set[tuple[Any, ...]]]:
    """The rows that these steps leave in an empty database."""
    with transaction.atomic():
        for step in steps:
            step()
        answer = rows()
        transaction.set_rollback(True)
    return answer


def test_one_map_after_the_other_gives_what_both_at_once_give() -> None:
    wanted = after(some(RENAMED, BOTH))
    assert after(some(RENAMED, LEGACY), some(RENAMED, CURRENT), finds_all(some(RENAMED, BOTH))) == wanted
    assert after(some(RENAMED, CURRENT), some(RENAMED, LEGACY), finds_all(some(RENAMED, BOTH))) == wanted


@pytest.mark.parametrize("maps", [LEGACY, CURRENT, BOTH], ids=["legacy", "current", "both"])
def test_a_map_that_is_there_alone_loads_again_without_a_trace(maps: dict[str, bool]) -> None:
    load = some(LASTING, maps)
    assert after(load, finds_all(load))["units"]


@pytest.mark.long
@pytest.mark.parametrize("maps", [LEGACY, CURRENT], ids=["legacy", "current"])
def test_the_whole_country_on_one_map_loads_again_without_a_trace(maps: dict[str, bool]) -> None:
    after(every(maps), finds_all(every(maps)))


@pytest.mark.long
def test_the_whole_country_s_maps_load_in_any_order() -> None:
    assert after(every(LEGACY), every(CURRENT), finds_all(every(BOTH))) == after(every(CURRENT), every(LEGACY))


def test_the_demo_world_and_the_country_share_their_offices_whichever_comes_first() -> None:
    load = some(WITH_DEMO, BOTH)
    assert after(demo, load, demo_finds_its_offices) == after(load, demo, demo_finds_its_offices, finds_all(load), finds_all(demo))


@pytest.mark.long
def test_the_demo_world_and_the_whole_country_share_their_offices() -> None:
    load = every(BOTH)
    assert after(demo, load, demo_finds_its_offices) == after(load, demo, demo_finds_its_offices, finds_all(load), finds_all(demo))


def test_the_command_says_what_it_made_and_refuses_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_country", map="current")
    said = capsys.readouterr().out
    assert "01/07/2025: 34 tỉnh, 3.321 xã." in said
    assert "huyện" not in said
    Area.objects.create(code="99", name="Tỉnh Thừa Ra", level=Area.Level.PROVINCE, valid_from=LAST_LEGACY_DAY)
    with pytest.raises(CommandError, match=r"tỉnh .*29 thay vì 28"):
        call_command("load_country", map="current")
