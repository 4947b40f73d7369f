"""BHXH cơ sở come by a file: each with the communes that it serves, many to many and dated, inside the area of its superior."""

from typing import Any

import pytest

from org_hierarchy import importing
from org_hierarchy.importing import UNITS
from org_hierarchy.models import OrgUnit, UnitArea, valid_on

from .city import DAY, City, at
from .spreadsheets import counts, ran, unit


def office(code: str, areas: Any, **more: Any) -> dict[str, Any]:
    kept = {"Loại": "Bảo hiểm xã hội", "Ngành dọc": "Ngành dọc BHXH", "Cấp": "Cấp xã", "Mã đơn vị cấp trên": "BHXHHN"}
    return unit(code, f"Bảo hiểm xã hội cơ sở {code}") | kept | {"Mã địa bàn phục vụ": areas} | more


def refusals(city: City, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    outcome = importing.outcome(ran(city, UNITS, rows, "BHXHVN"))
    assert outcome is not None
    assert not outcome.imported
    return list(outcome.problems)


def served(code: str, **on: Any) -> list[str]:
    rows = UnitArea.objects.filter(valid_on(on.get("on", DAY)), unit__code=code)
    return sorted(rows.values_list("area__code", flat=True))


def test_offices_may_share_a_commune_and_change_what_they_serve_from_a_day(city: City) -> None:
    assert counts(ran(city, UNITS, [office("01001", "00004; 00028"), office("01002", "00028")], "BHXHVN")) == (2, 0, 0)
    assert (served("01001"), served("01002")) == (["00004", "00028"], ["00028"])
    next_day = at(DAY.replace(day=DAY.day + 1))
    again = ran(city, UNITS, [office("01001", "00004"), office("01002", "00028")], "BHXHVN", at=next_day)
    assert counts(again) == (0, 1, 1)
    assert (served("01001"), served("01001", on=next_day.date())) == (["00004", "00028"], ["00004"])
    assert OrgUnit.objects.get(code="01001").parent == city.units["BHXHHN"]


@pytest.mark.parametrize("code", ["31", "00028; 31"])
def test_an_area_of_another_province_is_a_slip(city: City, code: str) -> None:
    reasons = [(cell, reason) for cell, reason in refusals(city, office("01001", "00004"), office("01002", code))]
    assert reasons == [("Dòng 3, cột K (Mã địa bàn phục vụ)", "Thành phố Hải Phòng (31) không thuộc địa bàn của cơ quan BHXH cấp trên")]


def test_the_superior_may_be_a_row_of_the_file(city: City) -> None:
    above = office("01000", "001", Cấp="Cấp huyện")
    below = office("01001", "00004", **{"Mã đơn vị cấp trên": "01000"})
    assert counts(ran(city, UNITS, [below, above], "BHXHVN")) == (2, 0, 0)
    astray = office("01003", "050", **{"Mã đơn vị cấp trên": "01002"})
    found = refusals(city, office("01002", "001", Cấp="Cấp huyện"), astray)
    assert [reason for _, reason in found] == ["Huyện Thanh Trì (050) không thuộc địa bàn của cơ quan BHXH cấp trên"]


def test_what_is_served_is_judged_when_an_office_is_corrected_too(city: City) -> None:
    ran(city, UNITS, [office("01001", "00004")], "BHXHVN")
    assert [reason for _, reason in refusals(city, office("01001", "31"))] == [
        "Thành phố Hải Phòng (31) không thuộc địa bàn của cơ quan BHXH cấp trên"
    ]


def test_a_kind_of_one_line_is_not_of_another(city: City) -> None:
    found = refusals(city, office("01001", "00004", Loại="Ủy ban nhân dân"), office("01002", "00004", **{"Ngành dọc": "Ngành dọc UBND"}))
    assert [reason for _, reason in found] == [
        "loại Ủy ban nhân dân thuộc Ngành dọc UBND",
        "loại Bảo hiểm xã hội thuộc Ngành dọc BHXH",
    ]
