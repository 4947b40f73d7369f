"""Unit names as offices write them: resolved when sure, offered when doubtful, never guessed."""

import json
import time
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.slips import SLIPS, Slip
from fixtures.world.units import add_demo_units
from org_hierarchy.models import Area, OrgUnit, Succession, UnitArea, UnitVersion, valid_on
from org_hierarchy.names import Clause, Directory, Group, Resolution, members, tables, words
from org_hierarchy.services import UnitRow, add_unit, add_units, refresh_names
from records.text import fold

pytestmark = pytest.mark.django_db

START, REFORM = date(2021, 1, 1), date(2025, 7, 1)
DAY, TODAY = date(2021, 3, 18), date(2026, 11, 20)
Kind, Line, Level = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level
COMMITTEE_LEVELS = {Area.Level.PROVINCE: Level.PROVINCE, Area.Level.DISTRICT: Level.DISTRICT, Area.Level.COMMUNE: Level.COMMUNE}


def area(name: str, level: str, parent: Area | None = None, first: date = START, end: date | None = None) -> Area:
    return Area.objects.create(code=str(Area.objects.count()), name=name, level=level, parent=parent, valid_from=first, valid_to=end)


def office(code: str, name: str, kind: str, place: Area | None, parent: str = "", **more: Any) -> UnitRow:
    line = {Kind.COMMITTEE: Line.COMMITTEE, Kind.DEPARTMENT: Line.COMMITTEE, Kind.PUBLIC_SERVICE: Line.COMMITTEE, Kind.BHXH: Line.BHXH}
    level = COMMITTEE_LEVELS.get(place.level, Level.CENTRAL) if place else Level.CENTRAL  # type: ignore[call-overload]
    values: dict[str, Any] = {"line": line.get(OrgUnit.Kind(kind), Line.OUTSIDE), "level": level, "valid_from": START}
    values["areas"] = (place,) if place else ()
    values["valid_to"] = place.valid_to if place else None
    return UnitRow(code=code, name=name, kind=kind, parent=parent, **(values | more))


@pytest.fixture
def world() -> dict[str, OrgUnit]:
    """A country: a city with three districts until the reform and two communes after, another province, and social insurance over all."""
    country = area("Việt Nam", Area.Level.COUNTRY)
    city = area("Thành phố Hà Nội", Area.Level.PROVINCE, country)
    province = area("Tỉnh Tuyên Quang", Area.Level.PROVINCE, country)
    districts = [
        area(name, Area.Level.DISTRICT, city, START, REFORM) for name in ("Quận Ba Đình", "Huyện Sóc Sơn", "Thị xã Sơn Tây", "Quận 10")
    ]
    hill = area("Huyện Chiêm Hóa", Area.Level.DISTRICT, province)
    wards = [area(f"Phường {n}", Area.Level.COMMUNE, districts[3], START, REFORM) for n in (1, 2, 14)]
    twins = [area("Xã Tân Lập", Area.Level.COMMUNE, parent, START, REFORM) for parent in (districts[1], districts[2])]
    new = [area(name, Area.Level.COMMUNE, city, REFORM) for name in ("Phường Ba Đình", "Xã Sóc Sơn")]
    rows = [
        office("hn", "Ủy ban nhân dân thành phố Hà Nội", Kind.COMMITTEE, city),
        office("tq", "Ủy ban nhân dân tỉnh Tuyên Quang", Kind.COMMITTEE, province),
        office("ch", "Ủy ban nhân dân huyện Chiêm Hóa", Kind.COMMITTEE, hill, "tq"),
        *(
            office(f"hn.{n}", f"Ủy ban nhân dân {place.name[0].lower()}{place.name[1:]}", Kind.COMMITTEE, place, "hn")
            for n, place in enumerate(districts[:3])
        ),
        office("q10", "Ủy ban nhân dân Quận 10", Kind.COMMITTEE, districts[3], "hn"),
        *(office(f"p.{n}", f"Ủy ban nhân dân {place.name}", Kind.COMMITTEE, place, "q10") for n, place in enumerate(wards)),
        *(office(f"tl.{n}", "Ủy ban nhân dân xã Tân Lập", Kind.COMMITTEE, place, f"hn.{n + 1}") for n, place in enumerate(twins)),
        *(
            office(f"new.{n}", f"Ủy ban nhân dân {place.name.lower()}", Kind.COMMITTEE, place, "hn", valid_from=REFORM)
            for n, place in enumerate(new)
        ),
        office("tttt", "Sở Thông tin và Truyền thông", Kind.DEPARTMENT, city, "hn", valid_to=date(2025, 3, 1)),
        office("kh", "Sở Kế hoạch và Đầu tư", Kind.DEPARTMENT, city, "hn"),
        office("tc", "Sở Tài chính", Kind.DEPARTMENT, city, "hn"),
        office("bdt", "Ban Dân tộc Thành phố", Kind.DEPARTMENT, city, "hn"),
        office("vx", "Phòng Khoa giáo - Văn xã", Kind.TEAM, city, "kh"),
        office("tc.1", "Trung tâm Giá", Kind.PUBLIC_SERVICE, city, "tc"),
        office("q10.nv", "Phòng Nội vụ Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.gd", "Phòng Giáo dục và Đào tạo Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.tt", "Thanh tra Quận 10", Kind.DEPARTMENT, districts[3], "q10"),
        office("q10.yt", "Trung tâm Y tế Quận 10", Kind.PUBLIC_SERVICE, districts[3], "q10"),
        office("q10.vh", "Trung tâm Văn hóa Quận 10", Kind.PUBLIC_SERVICE, districts[3], "q10"),
        office("q10.vp", "Văn phòng Quận ủy", Kind.PARTY, districts[3]),
        office("q10.to", "Ban Tổ chức Quận ủy", Kind.PARTY, districts[3]),
        office("q10.tg", "Ban Tuyên giáo Quận ủy", Kind.PARTY, districts[3]),
        office("q10.mt", "Ủy ban Mặt trận Tổ quốc Việt Nam Quận 10", Kind.FRONT, districts[3]),
        office("q10.pn", "Hội Liên hiệp Phụ nữ Quận 10", Kind.MASS_ORGANISATION, districts[3]),
        office("q10.tn", "Đoàn Thanh niên Cộng sản Hồ Chí Minh Quận 10", Kind.MASS_ORGANISATION, districts[3]),
        office("bd", "Bưu điện Thành phố Hà Nội", Kind.POST, city),
        office("dn.1", "Công ty Cổ phần Lá Sen", Kind.EMPLOYER, districts[0]),
        office("dn.2", "Hợp tác xã Bờ Đê", Kind.EMPLOYER, districts[1]),
        office("dn.3", "Công ty TNHH Núi Đá", Kind.EMPLOYER, hill),
        office("bhxh", "Bảo hiểm xã hội Việt Nam", Kind.BHXH, country),
        office("tttn", "Trung tâm Truyền thông", Kind.BHXH_CENTRE, None, "bhxh", line=Line.BHXH),
        office("tapchi", "Tạp chí Bảo hiểm xã hội", Kind.BHXH_CENTRE, None, "bhxh", line=Line.BHXH),
        office("bhxh.hn", "Bảo hiểm xã hội thành phố Hà Nội", Kind.BHXH, city, "bhxh"),
        office("bhxh.tq", "Bảo hiểm xã hội tỉnh Tuyên Quang", Kind.BHXH, province, "bhxh"),
        office("bhxh.ch", "Bảo hiểm xã hội huyện Chiêm Hóa", Kind.BHXH, hill, "bhxh.tq"),
        office("bhxh.q10", "Bảo hiểm xã hội Quận 10", Kind.BHXH, districts[3], "bhxh.hn"),
        office("bhxh.bd", "Bảo hiểm xã hội quận Ba Đình", Kind.BHXH, districts[0], "bhxh.hn"),
        office("to.1", "Tổ thu - Cấp sổ thẻ - Kiểm tra", Kind.TEAM, hill, "bhxh.ch", line=Line.BHXH),
        office("to.2", "Tổ thực hiện chính sách BHXH và tiếp nhận & QLHS", Kind.TEAM, hill, "bhxh.ch", line=Line.BHXH),
    ]
    return add_units(rows)


def ask(world: dict[str, OrgUnit], writer: str, phrase: str, on: date = DAY) -> Resolution:
    return Directory(world[writer], on=on).resolve(phrase)


def codes(resolution: Resolution, on: date = DAY) -> set[str]:
    """Who is meant, sure or not at all."""
    assert resolution.is_sure == (resolution.unit is not None or resolution.group is not None) == (not resolution.reason)
    if resolution.unit is not None:
        return {resolution.unit.code}
    return {unit.code for unit in members(resolution.group, on=on)} if resolution.group else set()


DISTRICTS = {"hn.0", "hn.1", "hn.2", "q10"}
DEPARTMENTS = {"tttt", "kh", "tc", "bdt"}
OF_DISTRICT = {"q10.nv", "q10.gd", "q10.tt"}


@pytest.mark.parametrize(
    ("writer", "phrase", "expected"),
    [
        # one unit, by its name and however it is typed
        ("hn", "Sở Thông tin và Truyền thông", {"tttt"}),
        ("hn", "Sở thông tin và Truyền thông Thành phố", {"tttt"}),
        ("hn", "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", {"tttt"}),
        ("hn", "Sở TT&TT", {"tttt"}),
        ("hn", "Sở TT và TT TP. Hà Nội", {"tttt"}),
        ("hn", "Giám đốc Sở Kế hoạch & Đầu tư", {"kh"}),
        ("hn", "Sở KHĐT", {"kh"}),
        ("hn", "- Ban Dân tộc;", {"bdt"}),
        ("hn", "Bưu điện Thành phố", {"bd"}),
        ("hn", "Bảo hiểm xã hội thành phố Hà Nội", {"bhxh.hn"}),
        ("hn", "BHXH TP", {"bhxh.hn"}),
        ("hn", "cơ quan BHXH Thành phố", {"bhxh.hn"}),
        ("hn", "BHXH Việt Nam (để b/c)", {"bhxh"}),
        ("hn", "Uỷ ban nhân dân quận Ba Đình", {"hn.0"}),
        ("hn", "UBND Q. Ba Đình", {"hn.0"}),
        ("hn", "UBND TX Sơn Tây", {"hn.2"}),
        ("hn", "Chủ tịch UBND huyện Sóc Sơn", {"hn.1"}),
        ("hn", "UBND Thành phố", {"hn"}),
        ("hn", "Phòng KGVX", {"vx"}),
        ("hn", "Công ty Cổ phần Lá Sen", {"dn.1"}),
        ("q10", "UBND Phường 14", {"p.2"}),
        ("q10", "UBND P.02", {"p.1"}),
        ("q10", "Trung tâm Y tế", {"q10.yt"}),
        ("q10", "Trung tâm y tế quận", {"q10.yt"}),
        ("q10", "Trưởng phòng GD&ĐT", {"q10.gd"}),
        ("q10", "Chánh Thanh tra quận", {"q10.tt"}),
        ("q10", "Ủy ban MTTQ Việt Nam Q10", {"q10.mt"}),
        ("q10", "Mặt trận Tổ quốc Quận 10", {"q10.mt"}),
        ("q10", "Hội LHPN quận", {"q10.pn"}),
        ("q10", "Đoàn Thanh niên", {"q10.tn"}),
        ("q10", "UBND thành phố", {"hn"}),
        ("q10", "Sở Tài chính", {"tc"}),
        ("bhxh.ch", "UBND huyện", {"ch"}),
        ("bhxh.ch", "BHXH tỉnh", {"bhxh.tq"}),
        ("bhxh.ch", "Bảo hiểm xã hội huyện Chiêm Hoá", {"bhxh.ch"}),
        ("bhxh.ch", "Tổ Thu – cấp sổ, thẻ – kiểm tra", {"to.1"}),
        ("bhxh.ch", "Tổ thực hiện chính sách Bảo hiểm xã hội và tiếp nhận và quản lý hồ sơ", {"to.2"}),
        ("bhxh", "Trung tâm Truyền thông", {"tttn"}),
        ("bhxh", "Tạp chí BHXH", {"tapchi"}),
        # groups of the people's committees
        ("hn", "Các Sở, ban, ngành Thành phố", DEPARTMENTS),
        ("hn", "các sở, ngành", DEPARTMENTS),
        ("hn", "Thủ trưởng các sở, ban, ngành", DEPARTMENTS),
        ("hn", "Các Sở", {"tttt", "kh", "tc"}),
        ("hn", "các Sở: Tài chính, Kế hoạch và Đầu tư", {"tc", "kh"}),
        ("hn", "Các Sở Tài chính, Thông tin và Truyền thông", {"tc", "tttt"}),
        ("hn", "UBND các quận, huyện, thị xã", DISTRICTS),
        ("hn", "UBND quận, huyện, thị xã", DISTRICTS),
        ("hn", "Chủ tịch Ủy ban nhân dân các quận huyện và thị xã thuộc Thành phố", DISTRICTS),
        ("hn", "UBND 04 quận, huyện, thị xã", DISTRICTS),
        ("hn", "UBND các phường", {"p.0", "p.1", "p.2"}),
        ("hn", "UBND các quận", {"hn.0", "q10"}),
        ("tc", "UBND các quận, huyện, thị xã", DISTRICTS),
        ("bhxh.hn", "UBND các quận, huyện, thị xã trên địa bàn Thành phố", DISTRICTS),
        ("bhxh.hn", "các sở, ban, ngành Thành phố", DEPARTMENTS),
        ("q10", "các sở, ban, ngành Thành phố", DEPARTMENTS),
        ("q10", "các phòng ban", OF_DISTRICT),
        ("q10", "Các phòng, ban thuộc Ủy ban nhân dân Quận 10", OF_DISTRICT),
        ("q10", "Trưởng các phòng", {"q10.nv", "q10.gd"}),
        ("q10", "các đơn vị sự nghiệp", {"q10.yt", "q10.vh"}),
        ("q10", "Các đơn vị sự nghiệp trực thuộc quận", {"q10.yt", "q10.vh"}),
        ("q10", "các đơn vị trực thuộc UBND quận", OF_DISTRICT | {"q10.yt", "q10.vh"}),
        ("q10", "các Trung tâm", {"q10.yt", "q10.vh"}),
        ("q10", "Ủy ban nhân dân 3 Phường", {"p.0", "p.1", "p.2"}),
        ("q10", "Văn phòng Quận ủy, các ban xây dựng Đảng Quận 10", {"q10.vp", "q10.to", "q10.tg"}),
        ("q10", "Các đoàn thể chính trị xã hội Quận 10", {"q10.pn", "q10.tn"}),
        ("q10", "Các phòng, ban, đoàn thể quận", OF_DISTRICT | {"q10.pn", "q10.tn"}),
        ("tc", "các đơn vị trực thuộc Sở", {"tc.1"}),
        ("hn", "Các Sở, ban, ngành, UBND các quận, huyện, thị xã và Bưu điện Thành phố", DEPARTMENTS | DISTRICTS | {"bd"}),
        # social insurance and the employers on its ground
        ("bhxh", "Bảo hiểm xã hội các tỉnh, thành phố trực thuộc Trung ương", {"bhxh.hn", "bhxh.tq"}),
        ("bhxh", "BHXH các tỉnh, thành phố", {"bhxh.hn", "bhxh.tq"}),
        ("bhxh", "Các đơn vị trực thuộc BHXH Việt Nam", {"tttn", "tapchi"}),
        ("bhxh.hn", "BHXH các quận", {"bhxh.q10", "bhxh.bd"}),
        ("hn", "BHXH các quận", {"bhxh.q10", "bhxh.bd"}),
        ("bhxh.ch", "các Tổ nghiệp vụ (02 tổ nghiệp vụ tại BHXH huyện)", {"to.1", "to.2"}),
        ("bhxh.ch", "Các tổ nghiệp vụ BHXH huyện", {"to.1", "to.2"}),
        ("hn", "các đơn vị sử dụng lao động trên địa bàn thành phố Hà Nội", {"dn.1", "dn.2"}),
        ("bhxh.hn", "Các cơ quan, đơn vị, doanh nghiệp trên địa bàn Thành phố", {"dn.1", "dn.2"}),
        ("bhxh.bd", "Các đơn vị sử dụng lao động", {"dn.1"}),
        ("bhxh", "các đơn vị sử dụng lao động", {"dn.1", "dn.2", "dn.3"}),
    ],
)  # fmt: skip
def test_a_name_or_group_means_just_these_units(world: dict[str, OrgUnit], writer: str, phrase: str, expected: set[str]) -> None:
    found = ask(world, writer, phrase)
    assert codes(found) == expected
    decomposed = ask(world, writer, unicodedata.normalize("NFD", phrase))
    assert codes(decomposed) == expected


@pytest.mark.parametrize(
    ("writer", "phrase", "offered"),
    [
        ("hn", "UBND xã Tân Lập", {"tl.0", "tl.1"}),  # two of the name
        ("hn", "UBND các huyện, thị xã, thành phố", {"hn.1", "hn.2"}),  # leaves out the quận, which the city has
        ("q10", "Ủy ban nhân dân 14 phường", {"p.0", "p.1", "p.2"}),  # the count is not the directory's
        ("hn", "các quận, huyện, thị xã", DISTRICTS),  # places, not offices
        ("hn", "Sơ Tài chính", {"tc"}),  # a mark lost in the scan
        ("hn", "Sở Tài chinh", {"tc"}),
        ("hn", "Bru điện Thành phố", {"bd"}),
        ("hn", "so tai chinh", {"tc"}),
        ("hn", "Trung tâm Y tế", {"q10.yt"}),  # only another ground has one
        ("tq", "Sở Tài chính", {"tc"}),
        ("hn", "Các phòng, ban, đơn vị", set()),
        ("q10", "Các phòng, ban, đơn vị", OF_DISTRICT),  # which units besides?
        ("tq", "Công ty Cổ phần Lá Sen", {"dn.1"}),
    ],
)
def test_a_doubtful_name_is_offered_not_taken(world: dict[str, OrgUnit], writer: str, phrase: str, offered: set[str]) -> None:
    found = ask(world, writer, phrase)
    assert not found.is_sure
    assert found.reason
    assert {candidate.unit.code for candidate in found.candidates} == offered


@pytest.mark.parametrize(
    "phrase",
    [
        "người tham gia",
        "Các cơ quan, đơn vị liên quan",
        "các sở, ngành có liên quan",
        "các doanh nghiệp trên địa bàn thành phố",
        "Phó Chủ tịch Chử Xuân Dũng",
        "Các Phó Tổng Giám đốc",
        "Chủ tịch, các PCT UBND Thành phố",
        "Mỗi cán bộ BHXH",
        "Tổng Giám đốc",
        "Như trên",
        "VPUB: CVP, PCVP Đ.Q.Hùng, Phòng KGVX, TKBT",
        "các đại lý thu",
        "các phòng",  # a city has none of its own
        "Công an tỉnh",
        "các cơ quan thông tấn, báo chí",
        "Sở",
        "TT",
        "các",
        "14",
        "(",
        "",
        "   ",
        "Sở Tài chính, Sở Bịa Đặt",
        "Sở Tài chính" * 100,
        "\x00\ud7ff٣",
    ],
)
def test_what_names_no_unit_is_left_alone_with_a_reason(world: dict[str, OrgUnit], phrase: str) -> None:
    found = ask(world, "hn", phrase)
    assert (found.unit, found.group, found.candidates) == (None, None, ())
    assert found.reason


def test_today_the_communes_stand_directly_under_the_city(world: dict[str, OrgUnit]) -> None:
    for phrase in ("UBND các xã, phường", "UBND các xã, phường, đặc khu", "Chủ tịch UBND 02 xã, phường"):
        assert codes(ask(world, "hn", phrase, TODAY), TODAY) == {"new.0", "new.1"}
    assert codes(ask(world, "hn", "UBND phường Ba Đình", TODAY), TODAY) == {"new.0"}


def test_a_unit_that_is_no_more_is_named_as_the_reason(world: dict[str, OrgUnit]) -> None:
    for phrase in ("UBND quận Ba Đình", "Sở TT&TT"):
        found = ask(world, "hn", phrase, TODAY)
        assert not found.is_sure
        assert "không hoạt động vào ngày 20/11/2026" in found.reason


def test_a_group_follows_the_directory_until_the_day_of_issue(world: dict[str, OrgUnit]) -> None:
    group = ask(world, "hn", "Các Sở").group
    assert group is not None
    add_unit(
        world["hn"], code="yt", name="Sở Y tế", kind=Kind.DEPARTMENT, line=Line.COMMITTEE, level=Level.PROVINCE, valid_from=date(2021, 4, 1)
    )
    stored = Group.from_json(json.loads(json.dumps(group.as_json())))
    assert stored == group
    assert {unit.code for unit in members(stored, on=DAY)} == {"tttt", "kh", "tc"}
    assert {unit.code for unit in members(stored, on=date(2021, 4, 1))} == {"tttt", "kh", "tc", "yt"}


def test_a_group_under_a_unit_that_does_not_exist_yet_is_empty(world: dict[str, OrgUnit]) -> None:
    group = Group("x", (Clause(under_id=world["new.0"].pk),))
    assert not members(group, on=DAY).exists()
    assert not members(Group("x", ()), on=DAY).exists()


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


def test_an_office_without_ground_has_nobody_on_it(world: dict[str, OrgUnit]) -> None:
    lonely = add_unit(None, code="x", name="Văn phòng Lẻ", kind=Kind.DEPARTMENT, line=Line.OUTSIDE, level=Level.PROVINCE, valid_from=START)
    directory = Directory(lonely, on=DAY)
    for phrase in ("các đơn vị sử dụng lao động", "UBND các quận", "các đoàn thể", "các sở"):
        assert not directory.resolve(phrase).is_sure


CLAUSES = st.builds(
    Clause,
    kinds=st.sampled_from([(), (Kind.COMMITTEE.value,), (Kind.EMPLOYER.value, Kind.DEPARTMENT.value), (Kind.BHXH.value,)]),
    levels=st.sampled_from([(), (Level.DISTRICT.value,), (Level.PROVINCE.value, Level.COMMUNE.value)]),
    line=st.sampled_from(["", Line.BHXH.value]),
    under_id=st.none() | st.integers(0, 45),
    direct_only=st.booleans(),
    area_ids=st.lists(st.integers(0, 14), max_size=2, unique=True).map(lambda places: tuple(sorted(places))),
    below_areas=st.booleans(),
    area_types=st.sampled_from([(), ("Quận",), ("Xã", "Phường"), ("Thành phố", "Tỉnh")]),
    heads=st.sampled_from([(), ("so ",), ("trung tam ", "ban ")]),
)


def met_slowly(clause: Clause, on: date) -> set[int]:
    """Whom a clause means, unit by unit."""
    versions = {version.unit_id: version for version in UnitVersion.objects.filter(valid_on(on)).select_related("unit")}
    areas = Area.objects.in_bulk()

    def lies_in(area: Area | None) -> bool:
        while area is not None:
            if area.pk in clause.area_ids:
                return True
            area = areas.get(area.parent_id) if area.parent_id and clause.below_areas else None
        return False

    found = set()
    for version in versions.values():
        unit = version.unit
        served = [areas[row.area_id] for row in UnitArea.objects.filter(valid_on(on), unit=unit)]
        scope = versions.get(clause.under_id) if clause.under_id is not None else None
        if (
            not clause.asks_nothing
            and (not clause.unit_ids or unit.pk in clause.unit_ids)
            and (not clause.kinds or unit.kind in clause.kinds)
            and (not clause.levels or unit.level in clause.levels)
            and (not clause.line or unit.line == clause.line)
            and (not clause.heads or fold(version.name).startswith(clause.heads))
            and (
                clause.under_id is None
                or (scope is not None and clause.direct_only and version.parent_id == scope.unit_id)
                or (scope is not None and not clause.direct_only and version.path.startswith(scope.path) and unit.pk != scope.unit_id)
            )
            and (
                not (clause.area_ids or clause.area_types)
                or any(
                    (not clause.area_ids or lies_in(area)) and (not clause.area_types or area.name.startswith(tuple(clause.area_types)))
                    for area in served
                )
            )
        ):
            found.add(unit.pk)
    return found


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clauses=st.lists(CLAUSES, max_size=3), on=st.sampled_from([DAY, TODAY]))
@example(clauses=[Clause(below_areas=True)], on=DAY)
@example(clauses=[Clause(direct_only=True)], on=DAY)
def test_the_database_answers_what_unit_by_unit_is_so(world: dict[str, OrgUnit], clauses: list[Clause], on: date) -> None:
    units = sorted(unit.pk for unit in world.values())
    areas = sorted(Area.objects.values_list("pk", flat=True))

    def real(clause: Clause) -> Clause:
        """The clause with drawn positions made ids; positions past the end name nothing that exists."""
        under = None if clause.under_id is None else units[min(clause.under_id, len(units) - 1)]
        return replace(clause, under_id=under, area_ids=tuple(areas[place % len(areas)] for place in clause.area_ids))

    group = Group("x", tuple(map(real, clauses)))
    expected = set[int]().union(*(met_slowly(clause, on) for clause in group.clauses))
    found = [unit.pk for unit in members(group, on=on)]
    assert set(found) == expected
    assert len(found) == len(expected)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_phrase_breaks_the_reading(world: dict[str, OrgUnit], data: st.DataObject) -> None:
    pieces = st.sampled_from(
        [
            "các",
            "UBND",
            "BHXH",
            "quận",
            "huyện",
            "Thành phố",
            ",",
            "và",
            ":",
            "14",
            "Sở",
            "Tài chính",
            "thuộc",
            "trên địa bàn",
            "đơn vị",
            "(",
            ")",
            "Quận 10",
        ]
    )
    phrase = " ".join(data.draw(st.lists(pieces | st.text(max_size=6), max_size=9)))
    found = Directory(world["hn"], on=DAY).resolve(phrase)
    assert found.is_sure != bool(found.reason)


WRITERS = ("hn", "tq", "ch", "q10", "bhxh", "bhxh.hn", "bhxh.ch", "kh")


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.integers(0, 200),
    writer=st.sampled_from(WRITERS),
    slip=st.sampled_from(SLIPS),
    place=st.integers(0, 60),
    with_tail=st.booleans(),
)
def test_a_slip_is_never_taken_for_another_unit(
    world: dict[str, OrgUnit], code: int, writer: str, slip: Slip, place: int, with_tail: bool
) -> None:
    living = sorted((unit for unit in world.values() if unit.valid_from <= DAY), key=lambda unit: unit.code)
    unit = living[code % len(living)]
    served = Area.objects.filter(served_by__unit=unit).select_related("parent").first()
    tail = f", {served.parent.name}" if with_tail and served and served.parent and served.parent.parent else ""
    written = slip(unit.name, place) + tail
    found = Directory(world[writer], on=DAY).resolve(written)
    bearers = {other.pk for other in living if words.of(other.name) == words.of(slip(unit.name, place))} or {unit.pk}
    if found.unit is not None:
        assert found.unit.pk in bearers, (written, found.unit)
    else:
        assert found.group is None, written
        assert bearers & {candidate.unit.pk for candidate in found.candidates}, (written, found.reason, found.candidates)


def test_every_candidate_has_its_own_reason(world: dict[str, OrgUnit]) -> None:
    reasons = {
        ("hn", "UBND xã Tân Lập", DAY): "cùng tên, ở Huyện Sóc Sơn, Thành phố Hà Nội",
        ("hn", "Trung tâm Y tế", DAY): "cùng tên ở địa bàn khác: Thành phố Hà Nội",
        ("hn", "Sơ Tài chính", DAY): "viết gần giống; ở Thành phố Hà Nội",
        ("q10", "14 phường", DAY): "thuộc nhóm này theo danh mục; ở Quận 10, Thành phố Hà Nội",
    }
    for (writer, phrase, on), reason in reasons.items():
        assert ask(world, writer, phrase, on).candidates[0].reason == reason


def test_a_name_of_one_commune_among_many_is_sure_by_its_tail_only(world: dict[str, OrgUnit]) -> None:
    for phrase in ("UBND xã Tân Lập, huyện Sóc Sơn", "UBND xã Tân Lập huyện Sóc Sơn, TP. Hà Nội", "UBND xã Tân Lập - H. Sóc Sơn"):
        for writer in ("hn", "tq", "bhxh"):
            assert codes(ask(world, writer, phrase)) == {"tl.0"}
    assert codes(ask(world, "tl.0", "UBND xã Tân Lập")) == {"tl.0"}
    assert codes(ask(world, "hn.1", "UBND xã Tân Lập")) == {"tl.0"}  # its own
    for phrase in ("UBND xã Tân Lập", "UBND xã Tân Lập, tỉnh Tuyên Quang", "UBND xã Tân Lập, huyện Chiêm Hóa"):
        assert not ask(world, "tq", phrase).is_sure
    assert codes(ask(world, "hn", "UBND xã Tân Lập, huyện Sóc Sơn và UBND quận Ba Đình")) == {"tl.0", "hn.0"}


def test_an_old_name_leads_to_who_bears_another_or_continues_it(world: dict[str, OrgUnit]) -> None:
    for heir in ("new.0", "new.1"):
        Succession.objects.create(predecessor=world["hn.0"], successor=world[heir], day=REFORM)
    found = ask(world, "hn", "UBND quận Ba Đình, TP. Hà Nội", TODAY)
    assert "không hoạt động vào ngày 20/11/2026: chỉ có đến hết ngày 30/06/2025" in found.reason
    assert {(c.unit.code, c.reason) for c in found.candidates[:2]} == {
        (heir, "kế thừa Ủy ban nhân dân quận Ba Đình") for heir in ("new.0", "new.1")
    }
    early = ask(world, "hn", "UBND phường Ba Đình")
    assert "có từ ngày 01/07/2025" in early.reason
    assert early.candidates[0].unit.code == "hn.0"
    assert early.candidates[0].reason.startswith("tiền thân của")
    assert codes(ask(world, "hn", "UBND quận Ba Đình, TP. Hà Nội")) == {"hn.0"}
    # renamed, not gone
    UnitVersion.objects.filter(unit=world["bd"]).update(valid_to=REFORM)
    last = UnitVersion.objects.get(unit=world["bd"])
    UnitVersion.objects.create(
        unit=world["bd"], name="Chi nhánh Bưu chính Hà Nội", folded_name="x", sort_name="x", path=last.path, valid_from=REFORM
    )
    refresh_names([world["bd"].pk])
    assert codes(ask(world, "hn", "Bưu điện Thành phố")) == {"bd"}
    assert codes(ask(world, "hn", "Chi nhánh Bưu chính", TODAY)) == {"bd"}
    renamed = ask(world, "hn", "Bưu điện Thành phố", TODAY)
    assert not renamed.is_sure
    assert [(c.unit.name, c.reason) for c in renamed.candidates] == [("Chi nhánh Bưu chính Hà Nội", "tên cũ đến hết ngày 30/06/2025")]


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


def test_names_follow_the_area_of_a_superior(world: dict[str, OrgUnit]) -> None:
    """A unit without areas of its own is named where its superior stands, from the day on which that changes."""
    assert codes(ask(world, "kh", "Phòng Khoa giáo - Văn xã")) == {"vx"}
    team = add_unit(
        world["vx"], code="t", name="Tổ Một cửa Thành phố", kind=Kind.TEAM, line=Line.COMMITTEE, level=Level.PROVINCE, valid_from=START
    )
    assert codes(ask(world, "hn", "Tổ Một cửa")) == {"t"}
    elsewhere = Area.objects.get(name="Tỉnh Tuyên Quang")
    UnitArea.objects.filter(unit=world["vx"]).update(area=elsewhere)
    refresh_names([world["vx"].pk])
    assert not ask(world, "hn", "Tổ Một cửa").is_sure
    assert codes(ask(world, "vx", "Tổ Một cửa Thành phố")) == {"t"}
    assert team.parent_id == world["vx"].pk


SIGNS = {"tc": "STC", "kh": "SKH&ĐT", "tttt": "STTTT", "bdt": "BDT", "q10.nv": "PNV", "q10.gd": "PGDĐT", "q10.tt": "TT", "bhxh.q10": "BHXH"}


@pytest.fixture
def signed(world: dict[str, OrgUnit]) -> dict[str, OrgUnit]:
    """The same country with the symbols that units put behind their numbers."""
    for code, symbol in SIGNS.items():
        UnitVersion.objects.filter(unit=world[code]).update(symbol=symbol)
    return world


@pytest.mark.parametrize(
    ("writer", "phrase", "expected"),
    [
        ("hn", "STC", {"tc"}),
        ("hn", "Giám đốc STC", {"tc"}),
        ("hn", "SKHĐT", {"kh"}),
        ("hn", "skhđt", {"kh"}),
        ("hn", "SKH&ĐT", {"kh"}),
        ("hn", "STC Thành phố", {"tc"}),
        ("hn", "STC TP. Hà Nội", {"tc"}),
        ("hn", "STC, SKHĐT và Ban Dân tộc", {"tc", "kh", "bdt"}),
        ("hn", "STC; UBND các quận, huyện, thị xã", {"tc"} | DISTRICTS),
        ("q10", "PNV", {"q10.nv"}),
        ("q10", "PNV quận", {"q10.nv"}),
        ("q10", "STC", {"tc"}),  # of the city above
        ("q10.gd", "PGDĐT", {"q10.gd"}),  # the writer itself
        ("q10.gd", "PNV", {"q10.nv"}),
        ("bhxh.hn", "STC", {"tc"}),  # of the other line, on the same ground
        ("vx", "STC", {"tc"}),
    ],
)  # fmt: skip
def test_a_symbol_means_the_nearest_unit_that_bears_it(signed: dict[str, OrgUnit], writer: str, phrase: str, expected: set[str]) -> None:
    assert codes(ask(signed, writer, phrase)) == expected


@pytest.mark.parametrize(
    ("writer", "phrase"),
    [
        ("tq", "STC"),  # another province's
        ("bhxh", "STC"),  # of the whole country: whose?
        ("hn", "PNV"),  # of a district below
        ("q10", "PNV Thành phố"),  # the district's has no such area
        ("hn", "STC tỉnh Tuyên Quang"),
        ("hn", "STC Bịa Đặt"),
        ("hn", "stc ơi"),
        ("hn", "S T C"),
        ("hn", "STCX"),
        ("hn", "S"),
        ("hn", "T"),
        ("hn", "S%"),
        ("hn", "STC' OR '1'='1"),
        ("hn", "%%s"),
        ("hn", "ST\x00C"),
        ("hn", "S" * 300),
        ("hn", "ＳＴＣ"),
        ("hn", "tt"),
        ("hn", ""),
    ],
)
def test_what_only_looks_like_a_symbol_is_never_taken(signed: dict[str, OrgUnit], writer: str, phrase: str) -> None:
    found = ask(signed, writer, phrase)
    assert not found.is_sure, found
    assert found.reason


def test_a_symbol_of_two_units_as_near_is_offered(signed: dict[str, OrgUnit]) -> None:
    UnitVersion.objects.filter(unit__in=[signed["tc"], signed["kh"]]).update(symbol="STC")
    for phrase in ("STC", "STC Thành phố", "STC và Ban Dân tộc"):
        found = ask(signed, "hn", phrase)
        assert not found.is_sure
    assert {c.unit.code for c in ask(signed, "hn", "STC").candidates} == {"tc", "kh"}
    assert "2 đơn vị" in ask(signed, "hn", "STC").reason


def test_an_employer_that_calls_itself_by_a_symbol_does_not_take_the_offices_letters(signed: dict[str, OrgUnit]) -> None:
    UnitVersion.objects.filter(unit=signed["dn.1"]).update(name="STC", folded_name="stc")
    refresh_names([signed["dn.1"].pk])
    found = ask(signed, "hn", "STC")
    assert not found.is_sure
    assert {c.unit.code for c in found.candidates} == {"tc", "dn.1"}


def test_a_symbol_is_that_of_the_day(signed: dict[str, OrgUnit]) -> None:
    last = UnitVersion.objects.get(unit=signed["tc"])
    UnitVersion.objects.filter(pk=last.pk).update(valid_to=REFORM)
    UnitVersion.objects.create(
        unit=signed["tc"],
        name=last.name,
        folded_name="x",
        sort_name="x",
        symbol="STCM",
        parent=last.parent,
        path=last.path,
        valid_from=REFORM,
    )
    refresh_names([signed["tc"].pk])
    assert codes(ask(signed, "hn", "STC")) == {"tc"}
    assert not ask(signed, "hn", "STCM").is_sure
    assert codes(ask(signed, "hn", "STCM", TODAY), TODAY) == {"tc"}
    assert not ask(signed, "hn", "STC", TODAY).is_sure
    assert not ask(signed, "hn", "STTTT", TODAY).is_sure  # its unit is no more


def test_symbols_at_once_mean_what_each_means_alone(signed: dict[str, OrgUnit]) -> None:
    phrases = ["STC", "SKHĐT, STC và XYZ", "PNV", "STC Thành phố", "TT", "XYZ", "Sở Tài chính"]
    for writer in WRITERS:
        together = Directory(signed[writer], on=DAY)
        together.prepare(phrases)
        for phrase in phrases:
            assert together.resolve(phrase) == ask(signed, writer, phrase)


@pytest.mark.parametrize(
    ("writer", "phrase", "unclear"),
    [
        ("hn", "Sở Tài chính, Sở Xyz và Ban Dân tộc", ["Sở Xyz"]),
        ("hn", "Sở Xyz, Sở Tài chính", ["Sở Xyz"]),
        ("hn", "Sở Tài chính; Sở Xyz; Sở Kế hoạch và Đầu tư; Hội Bịa", ["Sở Xyz", "Hội Bịa"]),
        ("hn", "Sở Tài chính, Sở Giáo dục và Đào tạo", ["Sở Giáo dục và Đào tạo"]),  # one name, not two
        ("hn", "các Sở: Tài chính, Xyz", ["Xyz"]),
        ("hn", "Các Sở Tài chính, Xyz và Kế hoạch và Đầu tư", ["Xyz"]),
        ("hn", "Giám đốc Sở Tài chính, Sở Xyz", ["Sở Xyz"]),
        ("hn", "STC, Sở Xyz, SKHĐT", ["Sở Xyz"]),
        ("hn", "Sở Tài chính, , và Sở Xyz", ["Sở Xyz"]),
        ("hn", "UBND các quận, huyện, thị xã, Sở Xyz", ["Sở Xyz"]),
        ("hn", "Sở Tài chính và UBND xã Tân Lập", ["UBND xã Tân Lập"]),  # two of the name
    ],
)
def test_an_enumeration_says_which_part_is_not_clear(signed: dict[str, OrgUnit], writer: str, phrase: str, unclear: list[str]) -> None:
    for written in (phrase, unicodedata.normalize("NFD", phrase)):
        found = ask(signed, writer, written)
        assert (found.is_sure, found.candidates) == (False, ())
        assert found.reason == f"Trong danh sách này chưa rõ {', '.join(f'“{part}”' for part in unclear)}; hãy sửa lại hoặc bỏ phần đó."


def test_an_enumeration_of_unknown_names_only_is_just_unknown(signed: dict[str, OrgUnit]) -> None:
    for phrase in ("Sở Xyz, Sở Abc", "một, hai và ba", ", ; và", "a," * 140):
        assert "danh sách này" not in ask(signed, "hn", phrase).reason


def test_a_long_hostile_enumeration_costs_a_bounded_number_of_queries(signed: dict[str, OrgUnit]) -> None:
    phrase = "Sở Tài chính, " + ", ".join(f"Sở X{n}" for n in range(22))
    with CaptureQueriesContext(connection) as asked:
        found = ask(signed, "hn", phrase)
    assert found.reason.count("“") == 1
    assert len(asked) < 100


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_name_that_two_units_bear_as_near_is_sure(world: dict[str, OrgUnit], data: st.DataObject) -> None:
    """Twins of one name, short name or symbol below one office: none is sure, alone or in a list, and both are offered."""
    writer = data.draw(st.sampled_from(["hn", "q10", "bhxh.hn"]))
    share = data.draw(st.sampled_from(["name", "short_name", "symbol"]))
    names = [] if share == "symbol" else ["Sở Quặng mỏ", "Phòng Đo đạc và Bản đồ", "Tổ 12", "Trạm Quan trắc số 7"]
    called = data.draw(st.sampled_from(["SQM", "PĐĐ", "BAN", *names]))
    office = world[writer]
    values = {"line": office.line, "level": office.level, "valid_from": START, "valid_to": office.valid_to, "kind": Kind.DEPARTMENT}
    with transaction.atomic():
        twins = [
            add_unit(office, code=f"twin.{n}", **(values | {"name": f"Đơn vị sinh đôi thứ {n}"} | {share: called}))
            for n in range(2)
        ]  # fmt: skip
        for phrase in (called, f"{called}, UBND Thành phố", f"Giám đốc {called}"):
            found = ask(world, writer, phrase)
            assert not found.is_sure, (writer, share, phrase, found)
        assert {twin.pk for twin in twins} <= {c.unit.pk for c in ask(world, writer, called).candidates}
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("Uỷ ban", "ỦY BAN"),
        ("TP.HCM", "Thành phố Hồ Chí Minh"),
        ("Q.10", "quận 10"),
        ("P05", "Phường 5"),
        ("kĩ thuật", "kỹ thuật"),
        ("Tổ Thu - Cấp sổ, thẻ", "tổ thu cấp sổ thẻ"),
        ("Kế hoạch & Đầu tư", "Kế hoạch và Đầu tư"),
    ],
)
def test_one_name_typed_in_two_ways_is_one_name(one: str, other: str) -> None:
    assert words.of(one) == words.of(other)


@pytest.mark.parametrize(("one", "other"), [("Quận 1", "Quận 10"), ("Ba Đình", "Ba Định"), ("Sở Tài chính", "Sở Tài chánh")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert words.of(one) != words.of(other)


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
