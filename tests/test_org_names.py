"""Unit names as offices write them: resolved when sure, offered when doubtful, left alone with a reason."""

import json
import unicodedata
from datetime import date

import pytest

from org_hierarchy.models import Area, OrgUnit, Succession, UnitArea, UnitVersion
from org_hierarchy.names import Clause, Directory, Group, members
from org_hierarchy.services import add_unit, refresh_names

from .names import DAY, DEPARTMENTS, DISTRICTS, REFORM, START, TODAY, Kind, Level, Line, ask, codes, small_country

pytestmark = pytest.mark.django_db

world = pytest.fixture(small_country)

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


def test_an_office_without_ground_has_nobody_on_it(world: dict[str, OrgUnit]) -> None:
    lonely = add_unit(None, code="x", name="Văn phòng Lẻ", kind=Kind.DEPARTMENT, line=Line.OUTSIDE, level=Level.PROVINCE, valid_from=START)
    directory = Directory(lonely, on=DAY)
    for phrase in ("các đơn vị sử dụng lao động", "UBND các quận", "các đoàn thể", "các sở"):
        assert not directory.resolve(phrase).is_sure


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
