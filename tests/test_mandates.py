"""Who may sign what for whom on a day, and the block that results: every row of the table of authority words (VAS §1.7)."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from directives.models import Directive
from directives.queries import visible_to
from directives.rights import sights
from directives.services import sign_directive
from org_hierarchy import queries
from org_hierarchy.models import Appointment, Mandate, OrgUnit, Person, Post, UnitGrant
from org_hierarchy.rights import may
from org_hierarchy.services import (
    Move,
    OrgError,
    Rename,
    UnitRow,
    add_post,
    add_units,
    appoint,
    deactivate,
    decide_reorganisation,
    draft_reorganisation,
    end_appointment,
    give_mandate,
    grant_differences,
    refresh_grants,
    revoke_mandate,
    set_absence,
    set_changes,
    settle_units,
    signature,
    ways_to_sign,
)
from org_hierarchy.sight import seen_by
from records.models import Event
from workflows import inbox, steps

from .city import AT, DAY, FIRST_DAY, HASHED, PASSWORD, City, Kind, Level, Line, Role, at, begun, committee, refused, signed_in

WEEK = timedelta(days=7)
END = DAY + 10 * WEEK
TL, TUQ = Mandate.Kind.BY_ORDER, Mandate.Kind.BY_AUTHORITY


def office(city: City) -> dict[str, Post]:
    """Văn phòng UBND as a unit of its own, with the department of health and a ward's committee: their heads and deputies."""
    city.add([UnitRow("VP", "Văn phòng UBND thành phố Hà Nội", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="HN")])
    seats = {
        "office": ("VP", "Chánh Văn phòng", Role.HEAD),
        "office_deputy": ("VP", "Phó Chánh Văn phòng", Role.DEPUTY),
        "health": ("SYT", "Giám đốc", Role.HEAD),
        "health_deputy": ("SYT", "Phó Giám đốc", Role.DEPUTY),
        "division": ("VX", "Trưởng phòng", Role.DIVISION_HEAD),
        "division_deputy": ("VX", "Phó Trưởng phòng", Role.OFFICER),
        "own_office": ("HN", "Chánh Văn phòng", Role.OFFICE_HEAD),
        "own_office_deputy": ("HN", "Phó Chánh Văn phòng", Role.OFFICER),
        "vice": ("HN", "Phó Chủ tịch", Role.DEPUTY),
        "head": ("HN", "Chủ tịch", Role.HEAD),
        "district": ("BD", "Chủ tịch", Role.HEAD),
        "clerk": ("HN", "Văn thư", Role.CLERK),
        "bhxh": ("BHXHHN", "Giám đốc", Role.HEAD),
        "bhxh_deputy": ("BHXHHN", "Phó Giám đốc", Role.DEPUTY),
    }
    return {name: add_post(city.units[code], title=title, role=role) for name, (code, title, role) in seats.items()}


def holder(post: Post, *, name: str = "", since: date = FIRST_DAY, **more: Any) -> Person:
    person = Person.objects.create(username=f"giu-{post.pk}{name}", full_name="Trần Văn A", password=HASHED)
    appoint(person, post, valid_from=since, by=None, at=AT, **more)
    return person


def mandate(post: Post, unit: OrgUnit, kind: str = TL, **changes: Any) -> Mandate:
    values: dict[str, Any] = {
        "content": "giấy mời, thông báo kết luận",
        "basis": "Quy chế làm việc số 12/QĐ-UBND",
        "valid_from": DAY - WEEK,
        "valid_to": END,
    }
    return give_mandate(post, kind=kind, unit=unit, by=None, at=AT, **(values | changes))


def block_of(person: Person, unit: OrgUnit, kind: str = "CV", on: date = DAY) -> tuple[str, ...]:
    block = signature(person, unit, kind=kind, on=on)
    assert block.name == "Trần Văn A"
    return (*block.authority_lines, block.title)


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


# Several ways, and the page


def test_all_ways_of_one_person_can_be_chosen(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["vice"], remit=["y tế", "giáo dục"], basis="NQ 01")
    appoint(person, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
    mandate(posts["office"], unit)
    own, for_the_head, by_order = ways_to_sign(person, unit, kind="CV", on=DAY)
    assert (for_the_head.block.authority_lines, for_the_head.ground) == (("KT. CHỦ TỊCH",), own.ground)
    assert (own.block.authority_lines[-1], own.remit, "NQ 01" in own.ground) == ("KT. CHỦ TỊCH", ("y tế", "giáo dục"), True)
    assert (by_order.block.authority_lines, by_order.block.title) == (("TL. CHỦ TỊCH",), "CHÁNH VĂN PHÒNG")
    assert len({own.key, for_the_head.key, by_order.key}) == 3


def test_the_number_of_questions_does_not_grow_with_the_mandates(city: City, django_assert_max_num_queries: Any) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    for days in range(8):
        mandate(posts["office"], unit, may_pass_on=True, valid_from=DAY - timedelta(days=days))
    with django_assert_max_num_queries(4):
        found = queries.signatories(unit, on=DAY)
    assert [c.person for c in found] == [city["chairman"]] + [person] * 8


def waiting_for_signature(city: City) -> Directive:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    return directive


def test_a_directive_is_signed_by_order_with_its_ground_on_record(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    given = mandate(posts["office"], unit)
    directive = waiting_for_signature(city)
    assert [item.title for item in inbox.items(inbox.tasks(person))] == ["Ký văn bản"]
    seat = Appointment.objects.get(person=person)
    refused("not_signer", lambda: steps.sign(directive, appointment=seat, by=person, at=AT))
    refused("forbidden", lambda: steps.sign(directive, appointment=seat, mandate=given, by=city["city_officer"], at=AT))
    steps.sign(directive, appointment=seat, mandate=given, by=person, at=AT)
    directive.refresh_from_db()
    assert directive.signature == {"authority_lines": ["TL. CHỦ TỊCH"], "title": "CHÁNH VĂN PHÒNG", "name": "Trần Văn A"}
    assert "Quy chế" in Event.objects.get(action="directives.signed").after["ground"]


def test_a_directive_of_another_type_is_not_signed_by_that_mandate(city: City) -> None:
    posts = office(city)
    person = holder(posts["office"])
    given = mandate(posts["office"], city.units["HN"], document_kinds=["GM"])
    directive = waiting_for_signature(city)
    assert inbox.items(inbox.tasks(person)) == []
    Directive.objects.filter(pk=directive.pk).update(kind="GM")
    assert [item.title for item in inbox.items(inbox.tasks(person))] == ["Ký văn bản"]
    Directive.objects.filter(pk=directive.pk).update(kind="CV")
    seat = Appointment.objects.get(person=person)
    refused("forbidden", lambda: steps.sign(directive, appointment=seat, mandate=given, by=person, at=AT))
    refused("wrong_kind", lambda: sign_directive(directive, appointment=seat, mandate=given, by=person, at=AT))


def test_the_page_offers_each_way_and_signs_in_the_chosen_one(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["vice"], remit=["văn hóa"])
    appoint(person, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
    given = mandate(posts["office"], unit, valid_to=None)
    refresh_grants(today=timezone.localdate())
    directive = waiting_for_signature(city)
    client = signed_in(person)
    page = client.get(directive.get_absolute_url()).content.decode()
    for words in ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Lĩnh vực phụ trách: văn hóa", "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", given.basis):
        assert words in page
    *_, by_order = ways_to_sign(person, unit, kind=directive.kind, on=timezone.localdate())
    url = reverse("workflows:sign", args=[directive.pk])
    assert client.post(url, {"way": "99999999", "password": PASSWORD}).status_code == 400
    assert client.post(url, {"way": by_order.key, "password": PASSWORD}).status_code == 302
    directive.refresh_from_db()
    assert directive.signature["authority_lines"] == ["TL. CHỦ TỊCH"]


def test_the_page_says_why_one_may_not_sign_this_type(city: City) -> None:
    posts = office(city)
    person = holder(posts["office"])
    mandate(posts["office"], city.units["HN"], document_kinds=["GM"], valid_to=None)
    appoint(person, city.seat(city["city_officer"]).post, valid_from=FIRST_DAY, by=None, at=AT)
    page = signed_in(person).get(waiting_for_signature(city).get_absolute_url()).content.decode()
    assert "chỉ giao ký TL. các loại văn bản" in page


def test_the_head_of_a_collective_body_signs_in_his_own_name_by_choice(city: City) -> None:
    chairman, directive = city["chairman"], waiting_for_signature(city)
    client = signed_in(chairman)
    body, himself = ways_to_sign(chairman, city.units["HN"], kind=directive.kind, on=timezone.localdate())
    assert [way.block.authority_lines for way in (body, himself)] == [("TM. ỦY BAN NHÂN DÂN",), ()]
    assert himself.key in client.get(directive.get_absolute_url()).content.decode()
    assert client.post(reverse("workflows:sign", args=[directive.pk]), {"way": himself.key, "password": PASSWORD}).status_code == 302
    directive.refresh_from_db()
    assert (directive.signature["authority_lines"], directive.signature["title"]) == ([], "CHỦ TỊCH")
    head = holder(office(city)["health"])
    assert [way.in_own_name for way in ways_to_sign(head, city.units["SYT"], kind="CV", on=DAY)] == [False]


# What a mandate shows, and what it does not give


def test_whoever_signs_by_mandate_opens_what_waits_for_the_signature_and_what_was_signed(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person, other = holder(posts["office"]), holder(posts["health"])
    mandate(posts["office"], unit, document_kinds=["CV", "GM"], valid_to=None)
    mandate(posts["health"], unit, TUQ, document_kinds=["GM"], valid_to=timezone.localdate() + WEEK)
    refresh_grants(today=timezone.localdate())
    directive = begun(city)
    url = directive.get_absolute_url()

    def answers() -> list[int]:
        seeing = set(seen_by(sights(Directive.objects.get(pk=directive.pk))))
        assert [p in seeing for p in (person, other)] == [visible_to(p).filter(pk=directive.pk).exists() for p in (person, other)]
        return [signed_in(p).get(url).status_code for p in (person, other)]

    steps.submit(directive, by=city["drafter"], at=AT)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    assert answers() == [403, 403]
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert answers() == [200, 403]  # the other's mandate is for invitations
    (way,) = ways_to_sign(person, unit, kind=directive.kind, on=timezone.localdate())
    assert signed_in(person).post(reverse("workflows:sign", args=[directive.pk]), {"way": way.key, "password": PASSWORD}).status_code == 302
    assert answers() == [200, 403]
    deactivate(person, reason="nghỉ", by=None, at=AT)
    assert not visible_to(Person.objects.get(pk=person.pk)).exists()


def test_a_mandate_gives_its_signature_and_nothing_else(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    mandate(posts["office"], unit)
    directive = waiting_for_signature(city)
    assert may(person, "directive.sign", directive)
    assert not queries.holds(person, "sign_for_unit", unit)
    for act in ("directive.conclude", "directive.grant_view"):
        assert not may(person, act, directive), act
    steps.return_draft(directive, reason="Sai tên đơn vị.", by=person, at=AT)
    assert not may(person, "directive.sign", directive)


def test_a_stand_in_for_the_holder_of_a_mandate_does_not_sign_by_it(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    away = city.seat(city["office_head"])
    mandate(away.post, unit)
    set_absence(away, substitute=city["city_officer"], valid_from=DAY, valid_to=DAY + WEEK, reason="đi công tác", by=None, at=AT)
    directive = waiting_for_signature(city)
    assert queries.holds(city["city_officer"], "check_form_for_unit", unit)
    assert not may(city["city_officer"], "directive.sign", directive)
    assert not inbox.tasks(city["city_officer"]).exists()
    assert may(city["office_head"], "directive.sign", directive)
    assert not holder(posts["health"]).has_perm("org_hierarchy.sign_by_mandate", unit)


def test_who_held_the_post_before_and_stands_in_now_does_not_sign_either(city: City) -> None:
    unit, today = city.units["HN"], timezone.localdate()
    held = city.seat(city["office_head"])
    earlier = Person.objects.create(username="truoc", full_name="Trần Văn A")
    appoint(earlier, held.post, valid_from=FIRST_DAY, valid_to=FIRST_DAY + WEEK, by=None, at=AT)
    mandate(held.post, unit, valid_to=None)
    refresh_grants(today=today)
    set_absence(held, substitute=earlier, valid_from=today, valid_to=today + WEEK, reason="đi công tác", by=None, at=timezone.now())
    directive = waiting_for_signature(city)
    assert queries.holds(earlier, "sign_by_mandate", unit)
    assert not may(earlier, "directive.sign", directive)
    signing = [sight for sight in sights(directive) if "giao ký" in sight.rule]
    assert [person in seen_by(signing) for person in (earlier, city["office_head"])] == [False, True]
    refused("stand_in", lambda: signature(earlier, unit, kind="CV", on=today))


def test_two_mandates_of_one_post_cover_what_either_covers(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    mandate(posts["office"], unit, document_kinds=["GM"])
    directive = waiting_for_signature(city)
    assert not may(person, "directive.sign", directive)
    second = mandate(posts["office"], unit, document_kinds=["CV"])
    assert may(person, "directive.sign", directive)
    assert UnitGrant.objects.get(group=posts["office"].group, content_object=unit).document_kinds == ",CV,GM,"
    revoke_mandate(second, on=DAY, by=None, at=AT)
    assert not may(person, "directive.sign", directive)
    assert grant_differences(today=DAY) == []


# What a reorganisation takes from a mandate, and what was called otherwise then


def reorganised(city: City, *rows: Any) -> None:
    by = Person.objects.create_superuser("root", password="x")
    decision = draft_reorganisation(city.units["HN"], title="Sắp xếp", day=DAY + WEEK, basis="QĐ 1", by=by, at=AT)
    set_changes(decision, rows, by=by, at=AT)
    decide_reorganisation(decision, by=by, at=AT, today=DAY)
    settle_units(today=DAY + WEEK, at=at(DAY + WEEK))


def test_a_mandate_does_not_outlive_the_day_on_which_its_holders_unit_leaves(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    office_head, district = holder(posts["office"]), holder(posts["district"])
    mandate(posts["office"], unit)
    mandate(posts["district"], unit, TUQ)
    reorganised(city, Move(("BD",), "HP"))
    day = DAY + WEEK
    refresh_grants(today=day)
    assert [queries.holds(p, "sign_by_mandate", unit) for p in (office_head, district)] == [True, False]
    assert ways_to_sign(district, unit, kind="CV", on=day) == []
    assert ways_to_sign(district, unit, kind="CV", on=day - timedelta(days=1))
    refused("not_inside", lambda: signature(district, unit, kind="CV", on=day))
    assert grant_differences(today=day) == []


def test_titles_are_those_of_the_day_of_the_signature(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    head = holder(posts["health"])
    mandate(posts["health"], unit, TUQ)
    reorganised(city, Rename("SYT", "Sở Sức khỏe"))
    head_of_then, head_of_now = (ways_to_sign(head, unit, kind="CV", on=day)[0].block.title for day in (DAY, DAY + WEEK))
    assert (head_of_then, head_of_now) == ("GIÁM ĐỐC SỞ Y TẾ THÀNH PHỐ HÀ NỘI", "GIÁM ĐỐC SỞ SỨC KHỎE")
    assert "Sở Y tế" in ways_to_sign(head, city.units["SYT"], kind="CV", on=DAY)[0].ground


# Whoever gets a block has what explains it


class WhoeverSigns(TestCase):
    """On random posts, appointments and mandates: a block is never without an appointment, or a mandate on an appointment, of that day."""

    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(-9, 9), st.integers(1, 9), st.booleans()), max_size=8),
        st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans(), st.integers(-9, 9), st.integers(1, 9)), max_size=6),
        st.integers(-9, 9),
        st.sampled_from(["CV", "GM", "ThC"]),
    )
    def test_whoever_gets_a_block_had_that_day_a_post_or_mandate_that_explains_it(
        self,
        appointments: list[tuple[int, int, int, int, bool]],
        mandates: list[tuple[int, bool, bool, int, int]],
        offset: int,
        kind: str,
    ) -> None:
        units = add_units(
            [
                committee("P", "tỉnh Một", Level.PROVINCE),
                UnitRow("VP", "Văn phòng", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="P"),
                committee("D", "huyện Hai", Level.DISTRICT, "P"),
            ]
        )
        seats = [("P", Role.HEAD), ("P", Role.DEPUTY), ("P", Role.OFFICE_HEAD), ("VP", Role.HEAD), ("VP", Role.DEPUTY), ("D", Role.HEAD)]
        seats.append(("P", Role.CLERK))
        posts = [add_post(units[code], title=f"{'Phó ' if role == Role.DEPUTY else ''}Trưởng {code}", role=role) for code, role in seats]
        people = [Person.objects.create(username=f"p{n}", full_name=f"Người {n}") for n in range(4)]
        for who, where, start, length, acting in appointments:
            first = DAY + timedelta(days=start)
            with suppress(OrgError):
                appoint(
                    people[who], posts[where], valid_from=first, valid_to=first + timedelta(days=length), is_acting=acting, by=None, at=AT
                )
        for where, by_order, pass_on, start, length in mandates:
            first = DAY + timedelta(days=start)
            with suppress(OrgError):
                mandate(
                    posts[where],
                    units["P"],
                    TL if by_order else TUQ,
                    may_pass_on=pass_on,
                    document_kinds=["GM"] if length % 2 else [],
                    valid_from=first,
                    valid_to=first + timedelta(days=length),
                )
        day = DAY + timedelta(days=offset)
        refresh_grants(today=day)
        assert grant_differences(today=day) == []
        for person in people:
            held = queries.posts_of(person, on=day)
            ways = ways_to_sign(person, units["P"], kind=kind, on=day)
            for way in ways:
                assert way.capacity.appointment in held
                assert self.explains(way.capacity, day, kind)
                grant = "sign_by_mandate" if way.capacity.mandate else "sign_for_unit"
                assert queries.holds(Person.objects.get(pk=person.pk), grant, units["P"])
            expected = [a for a in held if a.post in posts[:2]]
            expected.sort(key=lambda a: (a.post.role != Role.HEAD, a.post_id, a.pk))
            assert [w.capacity.appointment for w in ways if w.capacity.mandate is None and not w.in_own_name] == expected
            assert [w.capacity.appointment for w in ways if w.in_own_name] == ([] if kind == "ThC" else expected)
            try:
                assert signature(person, units["P"], kind=kind, on=day) == ways[0].block
            except OrgError:
                assert not ways

    def explains(self, capacity: queries.Capacity, day: date, kind: str) -> bool:
        post, mandate = capacity.appointment.post, capacity.mandate
        if mandate is None:
            return post.unit == capacity.unit and post.role in (Role.HEAD, Role.DEPUTY)
        in_force = mandate.valid_from <= day and (mandate.valid_to is None or day < mandate.valid_to)
        covers = not mandate.document_kinds or kind in mandate.document_kinds
        passed = mandate.may_pass_on and post.unit == mandate.post.unit and post.title.startswith("Phó")
        in_person = Appointment.objects.filter(person=capacity.person, post=mandate.post, valid_from__lte=mandate.valid_from)
        if mandate.kind == TUQ and not in_person.filter(valid_to__gt=mandate.valid_from).exists():
            return False
        return in_force and covers and mandate.unit == capacity.unit and (post == mandate.post or (passed and mandate.kind == TL))
