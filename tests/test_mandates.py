"""Who may sign what for whom on a day, and the block that results: every row of the table of authority words, and every limit."""

from datetime import date, timedelta
from typing import Any

import pytest

from org_hierarchy import queries
from org_hierarchy.models import Appointment, Mandate, UnitGrant
from org_hierarchy.services import (
    OrgError,
    add_post,
    appoint,
    deactivate,
    end_appointment,
    grant_differences,
    refresh_grants,
    revoke_mandate,
    signature,
    ways_to_sign,
)
from records.models import Event

from .city import AT, DAY, FIRST_DAY, City, Role, refused
from .mandates import END, TL, TUQ, WEEK, block_of, holder, mandate, office

# The table


@pytest.mark.parametrize(
    ("seat", "unit", "kind", "block"),
    [
        ("head", "HN", "CV", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("head", "HN", "ThC", ("CHỦ TỊCH",)),
        ("vice", "HN", "QĐ", ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("vice", "HN", "ThC", ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("health", "SYT", "CV", ("GIÁM ĐỐC",)),
        ("health_deputy", "SYT", "CV", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("bhxh", "BHXHHN", "KH", ("GIÁM ĐỐC",)),
        ("bhxh_deputy", "BHXHHN", "KH", ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
    ],
)
def test_the_block_of_a_head_and_of_a_deputy(city: City, seat: str, unit: str, kind: str, block: tuple[str, ...]) -> None:
    end_appointment(city.seat(city["chairman"]), on=DAY - WEEK, by=None, at=AT)
    assert block_of(holder(office(city)[seat], since=DAY - WEEK), city.units[unit], kind) == block


@pytest.mark.parametrize(
    ("seat", "unit", "block"),
    [("head", "HN", ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")), ("health", "SYT", ("Q. GIÁM ĐỐC",))],
)
def test_an_acting_head_signs_with_q(city: City, seat: str, unit: str, block: tuple[str, ...]) -> None:
    end_appointment(city.seat(city["chairman"]), on=DAY - WEEK, by=None, at=AT)
    posts = office(city)
    assert block_of(holder(posts[seat], since=DAY - WEEK, is_acting=True), city.units[unit]) == block
    if seat == "head":  # a deputy under an acting head still signs for the head's title
        assert block_of(holder(posts["vice"]), city.units[unit])[1:] == ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")


@pytest.mark.parametrize(
    ("given", "signs", "kind", "pass_on", "block"),
    [
        ("office", "office", TL, False, ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("office", "office_deputy", TL, True, ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
        ("own_office", "own_office", TL, False, ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("own_office", "own_office_deputy", TL, True, ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")),
        ("division", "division", TL, False, ("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KHOA GIÁO - VĂN XÃ")),
        ("division", "division_deputy", TL, True, ("TL. CHỦ TỊCH", "KT. TRƯỞNG PHÒNG KHOA GIÁO - VĂN XÃ", "PHÓ TRƯỞNG PHÒNG")),
        ("health", "health", TUQ, False, ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ Y TẾ THÀNH PHỐ HÀ NỘI")),
        ("district", "district", TUQ, False, ("TUQ. CHỦ TỊCH", "CHỦ TỊCH ỦY BAN NHÂN DÂN QUẬN BA ĐÌNH")),
    ],
)
def test_the_block_of_a_mandate(city: City, given: str, signs: str, kind: str, pass_on: bool, block: tuple[str, ...]) -> None:
    posts, unit = office(city), city.units["HN"]
    for person in (city["division_head"], city["office_head"]):
        end_appointment(city.seat(person), on=DAY - WEEK, by=None, at=AT)
    person = holder(posts[signs], since=DAY - WEEK)
    mandate(posts[given], unit, kind, may_pass_on=pass_on)
    assert block_of(person, unit) == block
    (way,) = ways_to_sign(person, unit, kind="CV", on=DAY)
    assert "Quy chế làm việc số 12/QĐ-UBND" in way.ground
    assert queries.holds(person, "sign_by_mandate", unit)


def test_the_ground_says_once_what_title_and_unit_both_say(city: City) -> None:
    person = holder(office(city)["office"], since=DAY - WEEK)
    (way,) = ways_to_sign(person, city.units["VP"], kind="CV", on=DAY)
    assert way.ground == "Chánh Văn phòng UBND thành phố Hà Nội"


def test_an_acting_holder_of_a_mandate_signs_as_such(city: City) -> None:
    posts = office(city)
    mandate(posts["office"], city.units["HN"])
    assert block_of(holder(posts["office"], is_acting=True), city.units["HN"]) == ("TL. CHỦ TỊCH", "Q. CHÁNH VĂN PHÒNG")


# Why not


def test_every_refusal_says_why(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    people = {name: holder(posts[name]) for name in ("office", "office_deputy", "health", "health_deputy", "clerk", "bhxh")}
    mandate(posts["office"], unit, document_kinds=["GM", "TB"])
    mandate(posts["health"], unit, TUQ)

    def code(name: str, kind: str = "CV", on: date = DAY) -> str:
        with pytest.raises(OrgError) as caught:
            signature(people[name], unit, kind=kind, on=on)
        assert str(caught.value).endswith(".")
        return caught.value.code

    assert code("office", "CV") == "wrong_kind"
    assert block_of(people["office"], unit, "GM")
    assert code("office", "GM", DAY - 2 * WEEK) == "mandate_ahead"
    assert code("office", "GM", END) == "mandate_ended"
    assert code("office_deputy", "GM") == "not_passed_on"
    assert code("health_deputy", "CV") == "not_passed_on"
    assert code("clerk") == "cannot_sign"
    assert code("bhxh") == "no_post"
    assert code("bhxh", on=FIRST_DAY - WEEK) == "outside_unit"
    deactivate(people["health"], reason="nghỉ", by=None, at=AT)
    assert code("health") == "inactive"


def test_a_deputy_of_nobody_signs_nothing(city: City) -> None:
    post = add_post(city.units["TB"], title="Ủy viên", role=Role.DEPUTY)
    deputy = holder(post)
    refused("no_head", lambda: signature(deputy, city.units["TB"], kind="CV", on=DAY))


def test_a_mandate_ends_on_its_day_and_its_right_with_it(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    given = mandate(posts["office"], unit)
    for day, signs in ((END - timedelta(days=1), True), (END, False)):
        refresh_grants(today=day)
        assert (queries.holds(person, "sign_by_mandate", unit), bool(ways_to_sign(person, unit, kind="CV", on=day))) == (signs, signs)
        assert grant_differences(today=day) == []
    refresh_grants(today=DAY)
    revoke_mandate(given, on=DAY, by=None, at=AT)
    assert not queries.holds(person, "sign_by_mandate", unit)
    assert grant_differences(today=DAY) == []
    refused("stale", lambda: revoke_mandate(given, on=DAY + WEEK, by=None, at=AT))
    refused("bad_dates", lambda: revoke_mandate(given, on=given.valid_from, by=None, at=AT))


def test_a_mandate_ahead_is_taken_back_whole(city: City) -> None:
    given = mandate(office(city)["office"], city.units["HN"], valid_from=DAY + WEEK)
    revoke_mandate(given, on=DAY + WEEK, by=None, at=AT)
    assert not Mandate.objects.exists()
    assert Event.objects.get(action="org_hierarchy.mandate_revoked").before["basis"] == "Quy chế làm việc số 12/QĐ-UBND"


def test_a_mandate_goes_with_the_post_not_with_the_person(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    first = holder(posts["office"])
    mandate(posts["office"], unit)
    end_appointment(Appointment.objects.get(person=first), on=DAY, by=None, at=AT)
    second = holder(posts["office"], name="2", since=DAY)
    assert [ways_to_sign(p, unit, kind="CV", on=DAY) != [] for p in (first, second)] == [False, True]
    assert [queries.holds(p, "sign_by_mandate", unit) for p in (first, second)] == [False, True]


def test_an_authority_is_its_holders_own_and_not_a_successors(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    first = holder(posts["health"])
    mandate(posts["health"], unit, TUQ)
    end_appointment(Appointment.objects.get(person=first), on=DAY, by=None, at=AT)
    assert not queries.holds(first, "sign_by_mandate", unit)
    second = holder(posts["health"], name="2", since=DAY)
    for person, days in ((first, (True, False)), (second, (False, False))):
        assert tuple(ways_to_sign(person, unit, kind="CV", on=day) != [] for day in (DAY - timedelta(days=1), DAY)) == days
    assert [queries.holds(p, "sign_by_mandate", unit) for p in (first, second)] == [False, False]
    refused("other_person", lambda: signature(second, unit, kind="CV", on=DAY))
    assert grant_differences(today=DAY) == []
    end_appointment(Appointment.objects.get(person=second), on=DAY + WEEK, by=None, at=AT)
    appoint(first, posts["health"], valid_from=DAY + WEEK, by=None, at=AT)  # back again, to whom it was given
    assert ways_to_sign(first, unit, kind="CV", on=DAY + WEEK)


def test_who_becomes_deputy_later_signs_what_was_passed_on_before(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    mandate(posts["office"], unit, may_pass_on=True)
    deputy = holder(posts["office_deputy"], since=DAY)
    assert block_of(deputy, unit) == ("TL. CHỦ TỊCH", "KT. CHÁNH VĂN PHÒNG", "PHÓ CHÁNH VĂN PHÒNG")
    assert queries.holds(deputy, "sign_by_mandate", unit)


# Limits


@pytest.mark.parametrize(
    ("code", "seat", "kind", "change"),
    [
        ("not_leading", "office_deputy", TL, {}),
        ("not_leading", "clerk", TL, {}),
        ("not_inside", "district", TL, {}),
        ("not_inside", "head", TL, {}),
        ("not_inside", "bhxh", TL, {}),
        ("not_leading", "health_deputy", TUQ, {}),
        ("not_leading", "own_office", TUQ, {}),
        ("not_below", "bhxh", TUQ, {}),
        ("not_below", "head", TUQ, {}),
        ("no_end", "health", TUQ, {"valid_to": None}),
        ("not_passed_on", "health", TUQ, {"may_pass_on": True}),
        ("no_holder", "health", TUQ, {}),
        ("no_basis", "health", TUQ, {"basis": " "}),
        ("no_basis", "office", TL, {"basis": ""}),
        ("bad_dates", "office", TL, {"valid_to": DAY - WEEK}),
        ("outside_unit", "office", TL, {"valid_from": FIRST_DAY - WEEK}),
        ("bad_value", "office", TL, {"content": ""}),
        ("bad_value", "office", "kt", {}),
        ("bad_value", "office", TL, {"document_kinds": ["<script>"]}),
    ],
)
def test_a_mandate_beyond_its_limits_is_refused(city: City, code: str, seat: str, kind: str, change: dict[str, Any]) -> None:
    post = office(city)[seat]
    refused(code, lambda: mandate(post, city.units["HN"], kind, **change))
    assert not Mandate.objects.exists()


def test_nobody_signs_in_the_name_of_no_head(city: City) -> None:
    post = add_post(city.units["KM"], title="Công chức Văn phòng", role=Role.DIVISION_HEAD)
    refused("no_head", lambda: mandate(post, city.units["KM"]))


def test_a_grant_that_no_mandate_explains_is_found_and_mended(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    mandate(posts["office"], unit, may_pass_on=True)
    UnitGrant.objects.filter(group=posts["office"].group, content_object=unit).delete()
    taken = UnitGrant.objects.get(group=posts["office_deputy"].group, content_object=unit)
    UnitGrant.objects.create(group=posts["division"].group, content_object=unit, permission=taken.permission)
    assert sorted(difference.missing for difference in grant_differences(today=DAY)) == [False, True]
    assert refresh_grants(today=DAY) == 2
    assert grant_differences(today=DAY) == []
