"""Units named by the symbol behind their numbers, and several named in one breath."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from org_hierarchy.models import OrgUnit, UnitVersion
from org_hierarchy.names import Directory
from org_hierarchy.services import refresh_names

from .names import DAY, DISTRICTS, REFORM, TODAY, WRITERS, ask, codes, small_country

pytestmark = pytest.mark.django_db

world = pytest.fixture(small_country)

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
