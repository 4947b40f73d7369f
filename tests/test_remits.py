"""A deputy signs in his field (VAS §1.7): limited to the units of which he is in charge, where they are listed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from directives.models import Directive
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.queries import confined_to, signatories
from org_hierarchy.rights import may
from org_hierarchy.services import (
    Abolish,
    Create,
    Merge,
    Move,
    OrgError,
    UnitRow,
    appoint,
    decide_reorganisation,
    draft_reorganisation,
    end_appointment,
    hand_over,
    set_absence,
    set_changes,
    set_remit,
    settle_units,
    ways_to_sign,
    why_not,
    withdraw_reorganisation,
)
from records.models import Event
from workflows import inbox

from .administering import url
from .city import AT, DAY, FIRST_DAY, City, Kind, Level, Line, Role, at, signed_in
from .mandates import TL, WEEK, holder, mandate, office, waiting_for_signature


@pytest.fixture
def posts(city: City) -> dict[str, Post]:
    return office(city)


def ways(person: Person, city: City, drafted_in: str, **more: Any) -> list[tuple[str, ...]]:
    found = ways_to_sign(person, city.units["HN"], kind="CV", on=more.get("on", DAY), drafted_in=city.units[drafted_in])
    return [way.block.authority_lines for way in found if not way.in_own_name]


KT = [("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")]


def in_charge_of(city: City, posts: dict[str, Post], *codes: str, name: str = "") -> Person:
    return holder(posts["vice"], name=name, remit=["y tế"], remit_units=[city.units[code] for code in codes])


def test_a_deputy_signs_what_the_units_in_his_charge_and_those_below_draft(city: City, posts: dict[str, Post]) -> None:
    city.add([UnitRow("NVY", "Phòng Nghiệp vụ Y", Kind.TEAM, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="SYT")])
    deputy = in_charge_of(city, posts, "SYT")
    assert [ways(deputy, city, code) for code in ("SYT", "NVY", "VX", "STTTT")] == [KT, KT, [], []]
    assert ways(deputy, city, "HN") == KT  # the committee's own draft is of every field
    assert ways(in_charge_of(city, posts, name="2"), city, "VX") == KT  # no list, no limit
    (way, _) = ways_to_sign(deputy, city.units["HN"], kind="CV", on=DAY)
    assert way.remit == ("y tế", "Sở Y tế thành phố Hà Nội")


def test_the_refusal_says_what_the_field_is_and_who_signs(city: City, posts: dict[str, Post]) -> None:
    deputy, unit = in_charge_of(city, posts, "SYT"), city.units["HN"]
    error = why_not(deputy, unit, kind="CV", on=DAY, drafted_in=city.units["VX"])
    assert error.code == "outside_remit"
    for words in ("y tế; Sở Y tế thành phố Hà Nội", "Phòng Khoa giáo - Văn xã", "hãy trình người đứng đầu"):
        assert words in str(error)


def test_a_mandate_is_not_bound_to_the_field(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "SYT")
    appoint(deputy, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
    mandate(posts["office"], city.units["HN"], TL)
    assert ways(deputy, city, "VX") == [("TL. CHỦ TỊCH",)]


@pytest.mark.parametrize(("away", "reached"), [("chairman", ["SYT", "VX", "STTTT"]), ("other", ["SYT", "VX"])])
def test_who_stands_in_signs_in_that_ones_field_too(city: City, posts: dict[str, Post], away: str, reached: list[str]) -> None:
    deputy, other = in_charge_of(city, posts, "SYT"), in_charge_of(city, posts, "VX", name="2")
    held = city.seat(city["chairman"] if away == "chairman" else other)
    set_absence(held, substitute=deputy, valid_from=DAY, valid_to=DAY + WEEK, reason="đi công tác", by=None, at=AT)
    codes = ["SYT", "VX", "STTTT"]
    assert [code for code in codes if ways(deputy, city, code)] == reached
    assert [code for code in codes if ways(deputy, city, code, on=DAY + WEEK)] == ["SYT"]


def test_a_field_goes_on_in_who_continues_its_units(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "STTTT")
    decision = draft_reorganisation(city.units["HN"], title="Sáp nhập", day=DAY + WEEK, basis="NQ 1", by=None, at=AT)
    set_changes(decision, [Merge(("STTTT",), "SYT")], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=AT, today=DAY)
    settle_units(today=DAY + WEEK, at=at(DAY + WEEK))
    assert ways(deputy, city, "SYT") == []
    assert ways(deputy, city, "SYT", on=DAY + WEEK) == KT


def test_the_questions_do_not_grow_with_deputies_and_fields(city: City, posts: dict[str, Post], django_assert_max_num_queries: Any) -> None:
    for number in range(6):
        in_charge_of(city, posts, "SYT", "STTTT", name=str(number))
    with django_assert_max_num_queries(9):
        assert len(signatories(city.units["HN"], on=DAY, drafted_in=city.units["VX"])) == 1
    with django_assert_max_num_queries(9):
        assert len(signatories(city.units["HN"], on=DAY, drafted_in=city.units["SYT"])) == 7


def test_whoever_may_not_sign_it_is_told_so_before_trying(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "SYT")
    directive = waiting_for_signature(city)  # drafted by VX
    verdict = may(deputy, "directive.sign", directive)
    assert (verdict.allowed, verdict.rule) == (False, "signing.remit")
    assert may(city["chairman"], "directive.sign", directive)
    assert not inbox.tasks(deputy)
    assert inbox.tasks(city["chairman"])
    client = signed_in(deputy)
    page = client.get(directive.get_absolute_url()).content.decode()
    assert "không thuộc lĩnh vực bạn phụ trách" in page
    seat = city.seat(deputy)
    assert client.post(reverse("workflows:sign", args=[directive.pk]), {"way": str(seat.pk)}).status_code in (400, 403)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.FORM_APPROVED
    set_remit(seat, words=["y tế", "văn xã"], units=[city.units["VX"]], by=None, at=AT)
    assert may(deputy, "directive.sign", directive)
    assert inbox.tasks(deputy)
    assert ways(deputy, city, "VX") == KT


@pytest.mark.parametrize("listed", [(), ("SYT",), ("VX",), ("HN",)])
@pytest.mark.parametrize("away", ["", "chairman", "other"])
@pytest.mark.parametrize("has_mandate", [False, True])
def test_the_inbox_offers_the_signature_to_whoever_may_give_it(
    city: City, posts: dict[str, Post], listed: tuple[str, ...], away: str, has_mandate: bool
) -> None:
    deputy, other = in_charge_of(city, posts, *listed), in_charge_of(city, posts, "VX", name="2")
    if away:
        held = city.seat(city["chairman"] if away == "chairman" else other)
        set_absence(held, substitute=deputy, valid_from=DAY, valid_to=DAY + WEEK, reason="đi công tác", by=None, at=AT)
    if has_mandate:
        appoint(deputy, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
        mandate(posts["office"], city.units["HN"], TL)
    directive = waiting_for_signature(city)  # drafted by VX
    for person in (deputy, other, city["chairman"]):
        assert inbox.tasks(person).exists() == bool(may(person, "directive.sign", directive))


def test_a_deputy_is_in_charge_only_of_what_is_below_his_office_that_day(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "SYT", "KM")  # at any depth
    seat, before = city.seat(deputy), Event.objects.count()
    for code in ("HP", "BHXHHN"):
        said = refuse_below(lambda code=code: set_remit(seat, words=["x"], units=[city.units["VX"], city.units[code]], by=None, at=AT))
        assert city.units[code].name in said
        refuse_below(lambda code=code: in_charge_of(city, posts, "SYT", code, name=code))
        refuse_below(lambda code=code: hand_over(seat, successor=deputy, on=DAY, remit_units=[city.units[code]], by=None, at=AT))
    seat.refresh_from_db()
    assert (seat.remit, seat.remit_units.count(), seat.valid_to) == (["y tế"], 2, None)
    assert Event.objects.count() == before
    set_remit(seat, words=["x"], units=[], by=None, at=AT)


def refuse_below(act: Callable[[], object]) -> str:
    with pytest.raises(OrgError) as caught:
        act()
    assert caught.value.code == "not_below"
    return str(caught.value)


def test_what_is_below_goes_by_the_tree_of_the_day(city: City, posts: dict[str, Post]) -> None:
    seat = city.seat(in_charge_of(city, posts, "SYT"))
    decision = draft_reorganisation(city.units["HN"], title="Chuyển", day=DAY + WEEK, basis="NQ 1", by=None, at=AT)
    new = Create("MOI", "UBND huyện Mới", Kind.COMMITTEE, Line.COMMITTEE, Level.DISTRICT, parent="HN")
    set_changes(decision, [Move(("TT",), "HP"), new], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=AT, today=DAY)
    units = [city.units["TT"], OrgUnit.objects.get(code="MOI")]  # there still, and there by then
    set_remit(seat, words=[], units=units, by=None, at=AT)
    settle_units(today=DAY + WEEK, at=at(DAY + WEEK))
    said = refuse_below(lambda: set_remit(seat, words=[], units=units, by=None, at=at(DAY + WEEK)))
    assert "huyện Thanh Trì vào ngày 25/03/2021" in said
    assert seat.remit_units.count() == 2
    set_remit(seat, words=[], units=units[1:], by=None, at=at(DAY + WEEK))
    later = appoint(Person.objects.create(username="sau"), posts["vice"], valid_from=FIRST_DAY, valid_to=DAY + WEEK, by=None, at=AT)
    set_remit(later, words=[], units=units[:1], on=DAY, by=None, at=at(DAY + WEEK))  # there still that day


def test_the_page_says_which_unit_is_not_below(city: City, posts: dict[str, Post]) -> None:
    seat = city.seat(in_charge_of(city, posts, "SYT"))
    end = DAY + WEEK
    decision = draft_reorganisation(city.units["HN"], title="Giải thể", day=end, basis="NQ 1", by=None, at=AT)
    set_changes(decision, [Abolish("STTTT")], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=AT, today=DAY)
    page = url("appointment_remit", seat.pk)
    response = signed_in(city.person("HN", Role.ADMINISTRATOR)).post(
        page, {"on": "01/01/2026", "remit": "Y tế", "remit_units": [str(city.units["STTTT"].pk)]}
    )
    assert response.status_code == 400
    (said,) = response.context["form"].errors["remit_units"]
    assert said.startswith("Sở Thông tin và Truyền thông thành phố Hà Nội vào ngày")
    assert "Y tế" in response.content.decode()


# Of days


def test_a_document_of_a_day_is_signed_in_the_field_of_that_day(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "SYT")
    seat, eve = city.seat(deputy), DAY - WEEK
    set_remit(seat, words=["văn xã"], units=[city.units["VX"]], on=DAY, by=None, at=AT)
    for day, codes in ((eve, ["SYT"]), (DAY, ["VX"])):
        assert [code for code in ("SYT", "VX", "STTTT") if ways(deputy, city, code, on=day)] == codes
        assert confined_to(deputy, on=day) == {city.units["HN"].pk: frozenset({city.units[code].pk for code in codes})}
    (then, _), (now, _) = (ways_to_sign(deputy, city.units["HN"], kind="CV", on=day) for day in (eve, DAY))
    assert (then.remit, now.remit) == (("y tế", city.units["SYT"].name), ("văn xã", city.units["VX"].name))
    assert "y tế" in str(why_not(deputy, city.units["HN"], kind="CV", on=eve, drafted_in=city.units["VX"]))
    set_remit(seat, words=[], units=[], on=DAY + WEEK, by=None, at=at(DAY + WEEK))
    assert ways(deputy, city, "STTTT", on=DAY + WEEK) == KT
    assert [ways(deputy, city, "STTTT", on=day) for day in (eve, DAY)] == [[], []]


def test_a_field_without_units_before_one_with_them_limits_nothing_before(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts)
    set_remit(city.seat(deputy), words=["y tế"], units=[city.units["SYT"]], on=DAY, by=None, at=AT)
    assert [ways(deputy, city, "VX", on=day) for day in (DAY - WEEK, DAY)] == [KT, []]


def test_a_slip_of_the_day_and_of_the_first_day_leave_no_former_field(city: City, posts: dict[str, Post]) -> None:
    seat = city.seat(in_charge_of(city, posts, "SYT"))
    for code in ("VX", "STTTT"):
        set_remit(seat, words=[], units=[city.units[code]], on=DAY, by=None, at=AT)
    assert list(seat.former_remits.values_list("remit", "unit_ids", "valid_to")) == [(["y tế"], [city.units["SYT"].pk], DAY)]
    seat.former_remits.all().delete()
    set_remit(seat, words=["mọi việc"], units=[], on=FIRST_DAY, by=None, at=AT)
    assert not seat.former_remits.exists()
    same = Event.objects.count()
    set_remit(seat, words=["mọi việc"], units=[], by=None, at=AT)
    assert (Event.objects.count(), seat.former_remits.exists()) == (same, False)


def test_a_field_follows_in_the_order_of_days_and_not_before_its_day(city: City, posts: dict[str, Post]) -> None:
    seat = city.seat(in_charge_of(city, posts, "SYT"))
    set_remit(seat, words=["x"], units=[], on=DAY, by=None, at=AT)
    end_appointment(seat, on=DAY + WEEK, by=None, at=AT)
    for on, now in ((DAY + timedelta(days=1), AT), (DAY - timedelta(days=1), AT), (DAY + WEEK, at(DAY + WEEK))):
        with pytest.raises(OrgError) as caught:
            set_remit(seat, words=["y"], units=[], on=on, by=None, at=now)
        assert caught.value.code == "bad_dates"
    assert seat.former_remits.count() == 1


def test_a_list_of_a_day_past_stays_a_list_when_its_unit_is_withdrawn(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts)
    decision = draft_reorganisation(city.units["HN"], title="Lập", day=DAY + 2 * WEEK, basis="NQ 1", by=None, at=AT)
    new = Create("MOI", "UBND huyện Mới", Kind.COMMITTEE, Line.COMMITTEE, Level.DISTRICT, parent="HN")
    set_changes(decision, [new], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=AT, today=DAY)
    set_remit(city.seat(deputy), words=[], units=[OrgUnit.objects.get(code="MOI")], on=DAY, by=None, at=AT)
    set_remit(city.seat(deputy), words=[], units=[city.units["SYT"]], on=DAY + WEEK, by=None, at=at(DAY + WEEK))
    withdraw_reorganisation(decision, by=None, at=at(DAY + WEEK), today=DAY + WEEK)
    assert [ways(deputy, city, "VX", on=day) for day in (DAY - WEEK, DAY)] == [KT, []]


# The pages


def test_the_page_keeps_the_fields_of_days_past(city: City, posts: dict[str, Post]) -> None:
    client, seat = signed_in(city.person("HN", Role.ADMINISTRATOR)), city.seat(in_charge_of(city, posts, "SYT"))
    page, data = url("appointment_remit", seat.pk), {"remit": "Văn xã", "remit_units": [str(city.units["VX"].pk)]}
    assert client.post(page, data | {"on": "18/03/2021"}).status_code == 302
    shown = client.get(url("appointment", seat.pk)).content.decode()
    assert "Trước 18/03/2021: y tế; Sở Y tế thành phố Hà Nội" in shown
    unit = city.units["HN"].get_absolute_url()
    assert "phụ trách y tế" in client.get(unit, {"ngay": "2021-03-17"}).content.decode()
    assert "phụ trách Văn xã" in client.get(unit, {"ngay": "2021-03-18"}).content.decode()
    early = client.post(page, data | {"on": "17/03/2021"})
    assert (early.status_code, list(early.context["form"].errors)) == (400, ["on"])
    assert "Văn xã" in early.content.decode()


def test_the_administrator_lists_the_units_of_a_field(city: City, posts: dict[str, Post]) -> None:
    office_page = signed_in(city.person("HN", Role.ADMINISTRATOR))
    person = Person.objects.create(username="pct", full_name="Phạm Thị C")
    units = [city.units["SYT"], city.units["STTTT"]]
    data = {"person": str(person.pk), "valid_from": "01/01/2020", "remit": "Y tế", "remit_units": [str(u.pk) for u in units]}
    assert office_page.post(url("appoint", posts["vice"].pk), data).status_code == 302
    seat = city.seat(person)
    assert set(seat.remit_units.all()) == set(units)
    assert "Sở Y tế" in office_page.get(url("appointment", seat.pk)).content.decode()
    page = url("appointment_remit", seat.pk)
    assert "Y tế" in office_page.get(page).content.decode()
    assert office_page.post(page, {"on": "01/01/2020", "remit": "", "remit_units": [str(city.units["VX"].pk)]}).status_code == 302
    seat.refresh_from_db()
    assert (seat.remit, list(seat.remit_units.all())) == ([], [city.units["VX"]])
    event = Event.objects.get(action="org_hierarchy.remit_set")
    assert (event.before["units"], event.after["units"]) == (sorted(u.pk for u in units), [city.units["VX"].pk])
    assert "Phòng Khoa giáo" in office_page.get(city.units["HN"].get_absolute_url()).content.decode()
    outside = office_page.post(page, {"on": "01/01/2020", "remit": "", "remit_units": [str(city.units["HP"].pk)]})
    assert (outside.status_code, seat.remit_units.count()) == (400, 1)
    assert signed_in(city.person("BD", Role.ADMINISTRATOR)).post(page, {"remit": ""}).status_code == 403


def test_only_deputies_have_a_field(city: City) -> None:
    seat = city.seat(city["chairman"])
    with pytest.raises(OrgError, match="cấp phó") as caught:
        set_remit(seat, words=["y tế"], units=[], by=None, at=AT)
    assert caught.value.code == "no_remit"
    page = url("appointment_remit", seat.pk)
    assert signed_in(city.person("HN", Role.ADMINISTRATOR)).get(page).status_code == 404


def test_a_hand_over_takes_the_field_along_unless_said_otherwise(city: City, posts: dict[str, Post]) -> None:
    deputy = in_charge_of(city, posts, "SYT")
    page = signed_in(city.person("HN", Role.ADMINISTRATOR)).get(url("appointment_hand_over", city.seat(deputy).pk)).content.decode()
    assert f'value="{city.units["SYT"].pk}" checked' in page
