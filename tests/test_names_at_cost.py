"""What the reading of names costs: few questions for one name, no more for many, and names by the hundred in a second."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fixtures.world.units import add_demo_units
from org_hierarchy.models import Area, OrgUnit
from org_hierarchy.names import Directory, members, tables

from .names import DAY, DEPARTMENTS, DISTRICTS, WRITERS, area, ask, small_country

pytestmark = pytest.mark.django_db

world = pytest.fixture(small_country)


def test_a_name_costs_few_queries_and_none_when_asked_again(world: dict[str, OrgUnit]) -> None:
    with CaptureQueriesContext(connection) as beginning:
        directory = Directory(world["hn"], on=DAY)
    assert len(beginning) <= 5
    for phrase, most in (
        ("Sở Tài chính", 4),
        ("Sở TT&TT", 6),
        ("UBND các quận, huyện, thị xã", 6),
        ("UBND xã Tân Lập, huyện Sóc Sơn", 14),
        ("Các Sở, ban, ngành, UBND các quận, huyện, thị xã và Bưu điện Thành phố", 40),
        ("Sở Bịa Đặt", 16),
        ("các đơn vị sử dụng lao động trên địa bàn Thành phố", 3),
    ):
        with CaptureQueriesContext(connection) as asked:
            directory.resolve(phrase)
        assert len(asked) <= most, (phrase, len(asked))
        with CaptureQueriesContext(connection) as again:
            directory.resolve(phrase)
        assert not len(again)
    group = directory.resolve("Các Sở, ban, ngành, UBND các quận, huyện, thị xã").group
    assert group is not None
    with CaptureQueriesContext(connection) as asked:
        assert len(members(group, on=DAY)) == len(DEPARTMENTS | DISTRICTS)
    assert len(asked) == 2


def test_many_phrases_at_once_mean_what_each_means_alone(world: dict[str, OrgUnit]) -> None:
    phrases = [
        "Sở TT&TT", "UBND xã Tân Lập", "UBND xã Tân Lập, huyện Sóc Sơn", "Các Sở, ban, ngành và UBND các quận, huyện, thị xã",
        "Sở Tài chinh", "Sở Bịa Đặt", "Phòng Nội vụ các quận", "các Trung tâm", "Trung tâm Y tế", "UBND phường Ba Đình", "Như trên",
        "các đơn vị sự nghiệp thuộc Sở Tài chính",
    ]  # fmt: skip
    for writer in WRITERS:
        together = Directory(world[writer], on=DAY)
        together.prepare([*phrases, *phrases])
        for phrase in phrases:
            assert together.resolve(phrase) == ask(world, writer, phrase)


# The demo world, and phrases of real directives


@pytest.fixture
def demo() -> dict[str, OrgUnit]:
    return add_demo_units(at=datetime(2021, 3, 18, tzinfo=UTC))


SEEDS = {
    "seed_0": ("Ủy ban nhân dân thành phố Hà Nội", DAY, set(), "UBND các quận, huyện, thị xã", 30),
    "seed_1": ("Ủy ban nhân dân Quận 10", date(2021, 3, 10), set(), "Ủy ban nhân dân 14 phường", 14),
    "seed_2": ("Bảo hiểm xã hội quận Hồng Bàng", date(2021, 3, 25), {"người tham gia"}, "Các đơn vị sử dụng lao động", 20),
    "seed_3": ("Bảo hiểm xã hội Việt Nam", date(2021, 8, 18), set(), "BHXH các tỉnh, thành phố trực thuộc Trung ương", 63),
    "seed_4": (
        "Bảo hiểm xã hội huyện Chiêm Hóa",
        date(2021, 3, 20),
        {"Mỗi cán bộ BHXH", "Cán bộ chuyên quản thu BHXH"},
        "các Tổ nghiệp vụ (03 tổ nghiệp vụ tại BHXH huyện)",
        3,
    ),
}


@pytest.mark.corpus
def test_everyone_whom_the_seeds_address_is_found_in_the_demo_world(demo: dict[str, OrgUnit], corpus: Path) -> None:
    for seed, (issuer, on, nobody, whom, count) in SEEDS.items():
        gold = json.loads((corpus / "gold" / f"{seed}.json").read_text("utf-8"))
        phrases = {name for task in gold["tasks"] for name in task["responsible"]} | set(gold["addressees"])
        directory = Directory(OrgUnit.objects.get(name=issuer), on=on)
        assert {phrase for phrase in phrases if not directory.resolve(phrase).is_sure} == nobody, seed
        group = directory.resolve(whom).group
        assert group is not None
        assert members(group, on=on).count() == count


def test_five_hundred_names_a_second(demo: dict[str, OrgUnit]) -> None:
    directory = Directory(demo["hn"], on=DAY)
    phrases = [
        "Sở TT&TT",
        "UBND quận Hoàn Kiếm",
        "UBND các quận, huyện, thị xã",
        "Trung tâm không có ở đây",
        "Các Sở, ban, ngành và UBND các phường",
    ]
    rounds = []
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(100):
            for phrase in phrases:
                directory.resolve(phrase)
        rounds.append(time.perf_counter() - start)
    assert min(rounds) < 1


@pytest.mark.django_db
def test_a_name_that_many_bear_is_looked_for_in_all_areas_inside_however_deep() -> None:
    line: list[Area] = []
    for level in (Area.Level.COUNTRY, Area.Level.PROVINCE, Area.Level.DISTRICT, Area.Level.COMMUNE):
        line.append(area(f"Nơi {level}", level, line[-1] if line else None))
    for depth, outer in enumerate(line):
        asked = [outer.pk] if connection.vendor == "postgresql" else json.dumps([outer.pk])
        with connection.cursor() as cursor:
            cursor.execute(tables.areas_below(connection.vendor), [asked] * 4)
            assert {pk for (pk,) in cursor.fetchall()} == {inside.pk for inside in line[depth:]}
