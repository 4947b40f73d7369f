"""The administrator's area: units, posts, people and who signs, kept by ordinary administrators within their scope."""

import logging.config
import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from directives.services import grant_view
from org_hierarchy.document_kinds import DOCUMENT_KINDS
from org_hierarchy.models import Absence, Appointment, Area, Mandate, OrgUnit, Person, Post, UnitArea, UnitVersion
from org_hierarchy.queries import holds, staff_of
from org_hierarchy.rights import may
from org_hierarchy.services import (
    OrgError,
    add_person,
    add_post,
    appoint,
    give_mandate,
    hand_over,
    open_post,
    refresh_grants,
    set_absence,
    set_areas,
    ways_to_sign,
)
from records.models import Event

from .city import FIRST_DAY, City, drafted, signed_in

Role = Post.Role
ADMIN = Role.ADMINISTRATOR


def url(name: str, *args: int, **query: object) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"org_hierarchy:{name}", args=args) + (f"?{asked}" if asked else "")


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def admin(city: City) -> Person:
    """Of the city, and so of all below it on its line of command."""
    return city.person("HN", ADMIN)


@pytest.fixture
def office(admin: Person) -> Client:
    return signed_in(admin)


def seat(city: City, code: str, role: str, title: str = "") -> Post:
    return add_post(city.units[code], title=title or str(Role(role).label), role=role)


def newcomer(name: str = "moi", **fields: Any) -> Person:
    return add_person(username=name, full_name=fields.get("full_name", "Nguyễn Thị Mới"), by=None, at=timezone.now())[0]


# Who comes in


def test_only_administrators_see_the_way_and_come_in(city: City, office: Client) -> None:
    hub = url("administration")
    assert f'href="{hub}"' in office.get("/hop-viec/").content.decode()
    stranger = signed_in(city["stranger"])
    assert f'href="{hub}"' not in stranger.get("/hop-viec/").content.decode()
    for page in (hub, url("people"), url("person_new"), url("unit_new", duoi=city.units["HP"].pk)):
        answer = stranger.get(page)
        assert answer.status_code == 403, page
        assert "quản trị" in answer.content.decode().lower()
        assert Client().get(page).status_code == 302


def test_the_phone_bar_stays_at_four_ways(office: Client) -> None:
    page = office.get("/hop-viec/").content.decode()
    bar = page[page.index("cd-bottom-nav") :]
    assert bar[: bar.index("</nav>")].count("<a ") == 4


def every_page(city: City) -> dict[str, str]:
    """The addresses of every act on something in the district Ba Đình."""
    unit, clerk = city.units["BD"], city["clerk"]
    held = city.seat(clerk)
    absence = Absence.objects.create(
        appointment=held, reason="Nghỉ phép", valid_from=timezone.localdate(), valid_to=timezone.localdate() + timedelta(days=5)
    )
    mandate = Mandate.objects.create(kind="tl", unit=unit, post=held.post, content="x", basis="x", valid_from=FIRST_DAY)
    return {
        "unit_new": url("unit_new", duoi=unit.pk),
        "unit_edit": url("unit_edit", unit.pk),
        "post_new": url("post_new", unit.pk),
        "mandate_new": url("mandate_new", unit.pk),
        "mandate_revoke": url("mandate_revoke", mandate.pk),
        "person": url("person", clerk.pk),
        "person_edit": url("person_edit", clerk.pk),
        "person_password": url("person_password", clerk.pk),
        "person_stop": url("person_stop", clerk.pk),
        "person_open": url("person_open", clerk.pk),
        "appoint": url("appoint", held.post.pk),
        "appointment": url("appointment", held.pk),
        "appointment_end": url("appointment_end", held.pk),
        "appointment_hand_over": url("appointment_hand_over", held.pk),
        "absence_new": url("absence_new", held.pk),
        "absence_end": url("absence_end", absence.pk),
    }


@pytest.mark.parametrize("who", [("KM", ADMIN), ("HK", ADMIN), ("BHXHVN", ADMIN), ("BD", Role.HEAD), ("HP", ADMIN)])
def test_nobody_touches_what_is_above_beside_or_on_the_other_line(city: City, who: tuple[str, str]) -> None:
    pages = every_page(city)
    intruder = signed_in(city.person(*who))
    data = {"on": "01/01/2026", "valid_from": "01/01/2026", "person": str(city["stranger"].pk), "reason": "x", "title": "x", "role": "head"}
    before = Event.objects.count()
    for name, page in pages.items():
        if name not in {"person_password", "person_stop", "person_open"}:
            assert intruder.get(page).status_code == 403, name
        if name not in {"person", "appointment"}:
            assert intruder.post(page, data).status_code == 403, name
    assert Event.objects.count() == before
    assert city["clerk"].check_password("x") is False


def test_who_administers_a_unit_or_one_above_comes_everywhere(city: City, office: Client) -> None:
    for name, page in every_page(city).items():
        if name not in {"person_password", "person_stop", "person_open"}:
            assert office.get(page).status_code == 200, name
    for code in ("BD", "KM"):
        below = signed_in(city.person(code, ADMIN))
        assert below.get(url("unit_edit", city.units[code].pk)).status_code == 200


@pytest.mark.parametrize("bad", [0, 999_999_999, 10**30])
def test_ids_of_nothing_are_not_found(city: City, office: Client, bad: int) -> None:
    for name in every_page(city):
        address = url("unit_new", duoi=bad) if name == "unit_new" else url(name, bad)
        ask = office.get if name in {"person", "appointment"} else office.post
        assert ask(address).status_code == 404, name
    assert office.get(url("people", don_vi=bad)).status_code == 200
    assert office.get(url("unit_new", duoi="<b>")).status_code == 404


# Units and posts


def unit_data(**changes: str) -> dict[str, str]:
    data = {"name": "Ủy ban nhân dân phường Đội Cấn", "code": "p.doi-can", "kind": "ubnd", "line": "ubnd", "level": "commune"}
    return data | {"regime": "tap_the", "valid_from": "01/01/2026", "symbol": "UBND", "place": "Đội Cấn"} | changes


def test_a_unit_is_added_below_another_with_its_areas(city: City, office: Client, admin: Person) -> None:
    area = Area.objects.get(code="00028")
    page = url("unit_new", duoi=city.units["BD"].pk)
    answer = office.post(page, unit_data() | {"areas": str(area.pk)})
    unit = OrgUnit.objects.get(code="p.doi-can")
    assert answer["Location"] == unit.get_absolute_url()
    assert (unit.parent, unit.valid_from) == (city.units["BD"], date(2026, 1, 1))
    assert [row.area for row in UnitArea.objects.filter(unit=unit)] == [area]
    assert Event.objects.get(action="org_hierarchy.unit_added").by == admin


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "KM"}, "code"),
        ({"valid_from": "31/02/2026"}, "valid_from"),
        ({"valid_from": "01/01/1999"}, "valid_from"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_unit_is_said_beside_its_field_and_nothing_is_lost(
    city: City, office: Client, wrong: dict[str, str], field: str
) -> None:
    answer = office.post(url("unit_new", duoi=city.units["BD"].pk), unit_data(**wrong))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Ủy ban nhân dân phường Đội Cấn"' in answer.content.decode()
    assert not OrgUnit.objects.filter(name__contains="Đội Cấn").exists()


def test_a_root_is_added_by_an_administrator_of_everything_alone(city: City, office: Client) -> None:
    assert office.post(url("unit_new"), unit_data()).status_code == 403
    chief = Person.objects.create(username="chief", full_name="Quản trị toàn hệ thống", is_superuser=True)
    assert signed_in(chief).post(url("unit_new"), unit_data()).status_code == 302
    assert OrgUnit.objects.get(code="p.doi-can").parent is None


def test_what_is_said_of_a_unit_is_corrected_without_another_version(city: City, office: Client, today: date) -> None:
    unit = city.units["KM"]
    area = Area.objects.get(code="00004")
    data = {"short_name": "UBND P. Kim Mã", "symbol": "UBND-KM", "place": "Kim Mã", "regime": "thu_truong", "areas": str(area.pk)}
    assert office.post(url("unit_edit", unit.pk), data).status_code == 302
    unit.refresh_from_db()
    version = UnitVersion.objects.get(unit=unit)
    assert (unit.symbol, version.symbol, unit.regime) == ("UBND-KM", "UBND-KM", "thu_truong")
    assert "ubnd p. kim ma" in unit.folded_name
    assert [row.area for row in UnitArea.objects.filter(unit=unit, valid_to=None)] == [area]
    assert UnitArea.objects.get(unit=unit, area__code="00028").valid_to == today


def test_areas_served_before_stay_on_record_and_one_day_of_two_minds_leaves_none(city: City, today: date) -> None:
    unit, kim_ma, truc_bach = city.units["KM"], Area.objects.get(code="00028"), Area.objects.get(code="00004")
    at = timezone.now()
    set_areas(unit, [truc_bach], on=today, by=None, at=at)
    set_areas(unit, [kim_ma], on=today, by=None, at=at)
    rows = list(UnitArea.objects.filter(unit=unit).order_by("valid_from").values_list("area", "valid_from", "valid_to"))
    assert rows == [(kim_ma.pk, FIRST_DAY, today), (kim_ma.pk, today, None)]
    with pytest.raises(OrgError, match="không hoạt động"):
        set_areas(unit, [], on=date(1999, 1, 1), by=None, at=at)


def test_a_post_is_added_and_its_holder_appointed_in_one_go(city: City, office: Client) -> None:
    unit = city.units["KM"]
    answer = office.post(url("post_new", unit.pk), {"title": "Phó Chủ tịch", "role": "deputy", "appoint": "1"})
    post = Post.objects.get(unit=unit, role="deputy")
    assert answer["Location"] == url("appoint", post.pk)
    again = office.post(url("post_new", unit.pk), {"title": " Phó  Chủ tịch", "role": "deputy"})
    assert again.status_code == 400
    assert "đã có chức vụ" in again.content.decode()


def test_the_page_of_a_unit_shows_its_acts_to_its_administrators_alone(city: City, office: Client) -> None:
    page = city.units["BD"].get_absolute_url()
    mine = office.get(page).content.decode()
    for name in ("unit_edit", "post_new", "mandate_new"):
        assert url(name, city.units["BD"].pk) in mine
    assert "/quan-tri/" not in signed_in(city["stranger"]).get(page).content.decode()
    then = office.get(page, {"ngay": "2021-03-18"}).content.decode()
    assert url("post_new", city.units["BD"].pk) not in then, "the past is read, not changed"


# People


def test_a_new_account_shows_its_password_once_and_never_again(office: Client, admin: Person) -> None:
    answer = office.post(url("person_new"), {"full_name": "Lê Thị Hoà", "username": "BD.Hoa", "phone": "0912 345 678"})
    person = Person.objects.get(username="bd.hoa")
    password = re.search(r'id="password">([^<]+)<', answer.content.decode())
    assert password
    assert person.check_password(password.group(1))
    assert person.must_change_password
    assert "no-store" in answer["Cache-Control"]
    assert password.group(1) not in office.get(url("person", person.pk)).content.decode()
    assert not Event.objects.filter(after__icontains=password.group(1)).exists()
    assert person in staff_of(admin, [])


def test_a_taken_username_is_said_beside_it(city: City, office: Client) -> None:
    answer = office.post(url("person_new"), {"full_name": "Lê Thị Hoà", "username": "BD.CLERK", "email": "a@b"})
    assert answer.status_code == 400
    assert set(answer.context["form"].errors) == {"email"}
    answer = office.post(url("person_new"), {"full_name": "Lê Thị Hoà", "username": "BD.CLERK"})
    assert set(answer.context["form"].errors) == {"username"}
    assert 'value="Lê Thị Hoà"' in answer.content.decode()


def test_another_password_is_given_and_the_old_one_is_worth_nothing(city: City, office: Client) -> None:
    clerk = city["clerk"]
    clerk.set_password("mật khẩu cũ của văn thư")
    clerk.save()
    answer = office.post(url("person_password", clerk.pk))
    password = re.search(r'id="password">([^<]+)<', answer.content.decode())
    clerk.refresh_from_db()
    assert password
    assert clerk.check_password(password.group(1))
    assert not clerk.check_password("mật khẩu cũ của văn thư")
    assert office.get(url("person_password", clerk.pk)).status_code == 405


def test_a_stopped_account_loses_its_rights_at_once_and_comes_back(city: City, office: Client) -> None:
    clerk, unit = city["clerk"], city.units["BD"]
    empty = office.post(url("person_stop", clerk.pk), {"reason": " "})
    assert empty.status_code == 400
    assert office.post(url("person_stop", clerk.pk), {"reason": "Nghỉ việc"}).status_code == 302
    assert not holds(Person.objects.get(pk=clerk.pk), "act_for_unit", unit)
    assert "Đã ngừng" in office.get(url("person", clerk.pk)).content.decode()
    assert office.post(url("person_password", clerk.pk)).status_code == 302, "a stopped account gets no password"
    assert "dùng một lần" in office.post(url("person_open", clerk.pk)).content.decode()
    assert holds(Person.objects.get(pk=clerk.pk), "act_for_unit", unit)


def test_an_account_with_a_right_outside_of_the_scope_is_not_taken_over(city: City, today: date) -> None:
    """Whoever gets a password gets all that the account may do: elsewhere, later, or in somebody's place."""
    ward_admin = city.person("KM", ADMIN)
    officer = city.person("KM", Role.OFFICER)
    at = timezone.now()
    assert may(ward_admin, "person.control", officer)
    district = seat(city, "BD", Role.OFFICER)

    later = appoint(officer, district, valid_from=today + timedelta(days=30), by=None, at=at)
    assert not may(ward_admin, "person.control", officer)
    assert may(city.person("BD", ADMIN), "person.control", officer)
    later.delete()
    assert may(ward_admin, "person.control", officer)

    set_absence(
        city.seat(city["clerk"]), substitute=officer, valid_from=today, valid_to=today + timedelta(days=3), reason="Nghỉ", by=None, at=at
    )
    verdict = may(ward_admin, "person.control", officer)
    assert not verdict
    assert "ngoài phạm vi" in verdict.reason
    page = signed_in(ward_admin)
    assert page.post(url("person_password", officer.pk)).status_code == 403
    assert "ngoài phạm vi" in page.get(url("person", officer.pk)).content.decode()


def test_an_account_that_signs_for_an_office_above_is_not_taken_over(city: City, today: date) -> None:
    ward_admin, head = city.person("KM", ADMIN), city.person("KM", Role.HEAD)
    page, at = signed_in(ward_admin), timezone.now()
    seat(city, "BD", Role.HEAD)
    assert may(ward_admin, "person.control", head)
    later, end = today + timedelta(days=30), today + timedelta(days=90)
    give_mandate(
        city.seat(head).post, kind="tuq", unit=city.units["BD"], content="x", basis="x", valid_from=later, valid_to=end, by=None, at=at
    )
    assert page.post(url("person_password", head.pk)).status_code == 403
    assert "ký TUQ. cho" in page.get(url("person", head.pk)).content.decode()
    assert may(city.person("BD", ADMIN), "person.control", head)


def test_an_account_that_sees_a_document_by_exception_is_not_taken_over(city: City) -> None:
    ward_admin, officer = city.person("KM", ADMIN), city.person("KM", Role.OFFICER)
    assert may(ward_admin, "person.control", officer)
    grant_view(drafted(city), person=officer, reason="Đồng soạn thảo", by=city["chairman"], at=timezone.now())
    assert signed_in(ward_admin).post(url("person_password", officer.pk)).status_code == 403
    assert may(city.person("HN", ADMIN), "person.control", officer)


@pytest.mark.parametrize("days", [1, 0])
def test_an_appointment_of_ones_own_making_gives_no_hold_on_an_account(city: City, today: date, days: int) -> None:
    """Neither one of a day in the past nor one of today."""
    ward_admin, at = city.person("KM", ADMIN), timezone.now()
    victim = newcomer("can-bo-cu")
    Person.objects.filter(pk=victim.pk).update(last_login=at)
    page = signed_in(ward_admin)
    data = {"person": str(victim.pk), "valid_from": f"{today - timedelta(days=days):%d/%m/%Y}"}
    data |= {"valid_to": f"{today:%d/%m/%Y}"} if days else {}
    assert page.post(url("appoint", seat(city, "KM", Role.OFFICER).pk), data).status_code == 302
    assert page.get(url("person", victim.pk)).status_code == 200
    assert page.post(url("person_password", victim.pk)).status_code == 403
    assert may(city.person("BD", ADMIN), "person.control", victim), "whoever is above did not appoint"
    other = Person.objects.create(username="km2", full_name="Quản trị thứ hai")
    appoint(other, seat(city, "KM", ADMIN), valid_from=today, by=None, at=at)
    assert may(other, "person.control", victim)


def test_whoever_has_left_can_still_be_stopped_where_the_post_was(city: City, today: date) -> None:
    office = signed_in(city.person("BD", ADMIN))
    held = city.seat(city["clerk"])
    assert office.post(url("appointment_end", held.pk), {"on": f"{today:%d/%m/%Y}"}).status_code == 302
    assert office.post(url("person_stop", city["clerk"].pk), {"reason": "Nghỉ việc"}).status_code == 302


def test_a_post_that_signs_for_an_office_above_is_filled_from_there(city: City, today: date) -> None:
    ward_admin, held = city.person("KM", ADMIN), city.seat(city.person("KM", Role.HEAD))
    deputy, at = seat(city, "KM", Role.DEPUTY), timezone.now()
    seat(city, "BD", Role.HEAD)
    give_mandate(
        held.post, kind="tuq", unit=city.units["BD"], content="x", basis="x", valid_from=today, valid_to=today + timedelta(days=90),
        by=None, at=at,
    )  # fmt: skip
    page, data = signed_in(ward_admin), {"person": str(ward_admin.pk), "valid_from": f"{today:%d/%m/%Y}", "basis": "tự"}
    before = Event.objects.count()
    assert page.post(url("appointment_hand_over", held.pk), data).status_code == 403
    assert page.post(url("appoint", held.post.pk), data).status_code == 403
    away = {"valid_from": f"{today:%d/%m/%Y}", "valid_to": f"{today + timedelta(days=2):%d/%m/%Y}", "reason": "Nghỉ"}
    answer = page.post(url("absence_new", held.pk), away | {"substitute": str(ward_admin.pk)})
    assert answer.status_code == 400
    assert "substitute" in answer.context["form"].errors
    assert Event.objects.count() == before
    assert not ways_to_sign(ward_admin, city.units["BD"], kind="CV", on=today)
    assert page.get(url("appoint", deputy.pk)).status_code == 200, "TUQ. is not passed on"
    assert page.post(url("absence_new", held.pk), away).status_code == 302
    above = signed_in(city.person("BD", ADMIN))
    assert above.post(url("appointment_hand_over", held.pk), data | {"person": str(newcomer().pk)}).status_code == 302


def test_nobody_but_a_superuser_takes_over_a_superuser(city: City, admin: Person) -> None:
    chief = city.person("BD", Role.OFFICER)
    Person.objects.filter(pk=chief.pk).update(is_superuser=True)
    chief.refresh_from_db()
    assert not may(admin, "person.control", chief)
    assert signed_in(admin).post(url("person_stop", chief.pk), {"reason": "x"}).status_code == 403
    assert may(chief, "person.control", admin)


def test_somebody_elses_new_account_is_not_mine(city: City, admin: Person) -> None:
    made, _ = add_person(username="moi", full_name="Người Mới", by=city.person("HP", ADMIN), at=timezone.now())
    assert not may(admin, "person.keep", made)
    assert may(city.person("HP", ADMIN), "person.control", made)
    assert signed_in(admin).get(url("person", made.pk)).status_code == 403


def test_people_are_found_without_diacritics_in_the_order_of_given_names(city: City, office: Client) -> None:
    unit = seat(city, "BD", Role.OFFICER)
    for name in ("Trần Đức Hoà", "Lê Thị Ánh", "Nguyễn Văn Bình"):
        person = newcomer(f"n{len(name)}", full_name=name)
        appoint(person, unit, valid_from=FIRST_DAY, by=None, at=timezone.now())

    def found(**query: object) -> list[str]:
        return [row.record.full_name for row in office.get(url("people", **query)).context["table"].page.object_list]

    assert found(q="duc hoa") == ["Trần Đức Hoà"]
    named = [name for name in found(don_vi=city.units["BD"].pk) if not name.startswith("Người")]
    assert named == ["Lê Thị Ánh", "Nguyễn Văn Bình", "Trần Đức Hoà"]
    assert "Người HP.head" not in found()
    Person.objects.filter(full_name="Lê Thị Ánh").update(is_active=False)
    assert found(trang_thai="da-ngung") == ["Lê Thị Ánh"]
    assert found(q="anh", trang_thai="dang-giu") == ["Lê Thị Ánh"]
    assert found(q="anh", trang_thai="chua-giu") == []
    assert office.get(url("people", don_vi="x", trang_thai="<")).status_code == 200


def test_the_pickers_names_of_people_are_for_administrators(city: City, office: Client) -> None:
    address = url("pick", loai="nguoi", ten="person") + "&person-tim=clerk"
    assert "Người BD.clerk" in office.get(address).content.decode()
    assert signed_in(city["clerk"]).get(address).status_code == 403
    areas = url("pick", loai="dia-ban", ten="areas", ngay="2021-03-18", nhieu=1) + "&areas-tim=kim ma"
    assert "Phường Kim Mã" in office.get(areas).content.decode()
    assert office.get(url("pick", loai="x", ten="areas")).status_code == 404


# Posts and who holds them


def test_somebody_is_appointed_and_has_the_posts_rights_at_once(city: City, office: Client, admin: Person, today: date) -> None:
    post, person = seat(city, "KM", Role.CLERK), newcomer()
    data = {"person": str(person.pk), "valid_from": f"{today:%d/%m/%Y}", "basis": "Quyết định số 12/QĐ-UBND"}
    assert office.post(url("appoint", post.pk), data).status_code == 302
    held = Appointment.objects.get(person=person)
    assert (held.post, held.basis, held.valid_to) == (post, "Quyết định số 12/QĐ-UBND", None)
    assert holds(person, "register_for_unit", city.units["KM"])
    again = office.post(url("appoint", post.pk), data | {"valid_to": "01/01/2099"})
    assert again.status_code == 400
    assert "person" in again.context["form"].errors
    assert "Quyết định số 12/QĐ-UBND" in again.content.decode()


def test_who_may_be_acting_or_has_a_remit_depends_on_the_post(city: City, office: Client) -> None:
    fields = {
        role: set(office.get(url("appoint", seat(city, "KM", role).pk)).context["form"].fields)
        for role in (Role.HEAD, Role.DEPUTY, Role.CLERK)
    }
    assert "is_acting" in fields[Role.HEAD]
    assert "remit" in fields[Role.DEPUTY]
    assert fields[Role.CLERK] == {"person", "valid_from", "valid_to", "basis"}
    deputy = seat(city, "KM", Role.DEPUTY)
    person = newcomer()
    data = {"person": str(person.pk), "valid_from": "01/01/2026", "remit": "Y tế\n\n Giáo dục "}
    assert office.post(url("appoint", deputy.pk), data).status_code == 302
    assert Appointment.objects.get(person=person).remit == ["Y tế", "Giáo dục"]


def test_a_person_is_chosen_without_javascript_too(city: City, office: Client) -> None:
    post = seat(city, "KM", Role.OFFICER)
    asked = office.post(url("appoint", post.pk), {"person-tim": "bd.clerk", "valid_from": "01/01/2026"})
    assert asked.status_code == 400
    page = asked.content.decode()
    assert "Người BD.clerk" in page
    assert f'value="{city["clerk"].pk}"' in page
    gone = office.post(url("appoint", post.pk), {"person": "999999999", "valid_from": "01/01/2026"})
    assert "person" in gone.context["form"].errors


def test_a_hand_over_ends_one_and_begins_the_other_on_the_same_day(city: City, office: Client, today: date) -> None:
    old, new = city["clerk"], newcomer()
    held = city.seat(old)
    page = office.get(url("appointment_hand_over", held.pk)).content.decode()
    assert "Việc đang làm gắn với chức vụ và đơn vị" in page
    answer = office.post(url("appointment_hand_over", held.pk), {"person": str(new.pk), "valid_from": f"{today:%d/%m/%Y}"})
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.valid_to == today == Appointment.objects.get(person=new).valid_from
    assert holds(new, "register_for_unit", city.units["BD"])
    assert not holds(Person.objects.get(pk=old.pk), "register_for_unit", city.units["BD"])


def test_who_comes_tomorrow_is_shown_beside_who_holds_the_post_today(city: City, office: Client, today: date) -> None:
    held, tomorrow = city.seat(city.person("KM", Role.HEAD)), today + timedelta(days=1)
    hand_over(held, successor=newcomer(), on=tomorrow, basis="", by=None, at=timezone.now())
    page = " ".join(re.sub(r"<[^>]+>", " ", office.get(city.units["KM"].get_absolute_url()).content.decode()).split())
    assert held.person.full_name in page
    assert f"Từ {tomorrow:%d/%m/%Y}: Nguyễn Thị Mới" in page


def test_the_card_of_units_leads_to_the_own_branch(city: City, admin: Person, office: Client) -> None:
    def card() -> str:
        return str(office.get(url("administration")).context["cards"][0].url)

    assert card() == url("units", duoi=city.units["HN"].pk)
    assert office.get(card()).context["parent"] == city.units["HN"]
    appoint(admin, seat(city, "HP", ADMIN), valid_from=date(2020, 1, 1), by=None, at=timezone.now())
    assert card() == url("units")


@pytest.mark.parametrize("day", ["01/01/0001", "31/12/1899", "01/01/2101", "0001-01-01"])
def test_a_day_of_no_year_of_ours_is_not_taken(city: City, office: Client, day: str) -> None:
    assert "từ năm 1900 đến năm 2100" in office.get(url("units"), {"ngay": day}).content.decode()
    page = office.get(city.units["KM"].get_absolute_url(), {"ngay": day}).content.decode()
    assert "từ năm 1900 đến năm 2100" in page
    new = office.post(url("unit_new", duoi=city.units["HN"].pk), {"name": "x", "valid_from": "01/01/0001"})
    assert "từ năm 1900 đến năm 2100" in new.content.decode()


def test_a_character_that_no_database_takes_is_refused_in_vietnamese(city: City, office: Client) -> None:
    answer = office.post(url("person_new"), {"full_name": "Nguyễn\0Văn", "username": "a.b"})
    assert answer.status_code == 400
    assert "ký tự không dùng được" in answer.content.decode()


def test_a_refused_page_is_one_line_of_the_log(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    logging.config.dictConfig(settings.LOGGING)  # its handler writes to the standard error of this test
    assert signed_in(city["stranger"]).get(url("administration")).status_code == 403
    lines = [line for line in capsys.readouterr().err.splitlines() if line]
    assert [line.endswith(f"Forbidden (Permission denied): {url('administration')}") for line in lines] == [True]


def test_a_refused_hand_over_leaves_the_holder_in_the_post(city: City, today: date) -> None:
    held = city.seat(city["clerk"])
    with pytest.raises(OrgError):
        hand_over(held, successor=city["second_clerk"], on=today, basis="x" * 300, by=None, at=timezone.now())
    held.refresh_from_db()
    assert held.valid_to is None


def test_the_head_is_replaced_and_never_doubled(city: City, office: Client, today: date) -> None:
    head = city.person("KM", Role.HEAD)
    held = city.seat(head)
    page = office.get(city.units["KM"].get_absolute_url()).content.decode()
    assert url("appointment_hand_over", held.pk) in page
    second = office.post(url("appoint", held.post.pk), {"person": str(newcomer().pk), "valid_from": f"{today:%d/%m/%Y}"})
    assert second.status_code == 400
    data = {"person": str(newcomer("thay").pk), "valid_from": f"{today:%d/%m/%Y}", "is_acting": "on"}
    assert office.post(url("appointment_hand_over", held.pk), data).status_code == 302
    assert "Quyền" in office.get(city.units["KM"].get_absolute_url()).content.decode()


def test_a_holder_leaves_the_post_on_a_day(city: City, office: Client, today: date) -> None:
    held = city.seat(city["clerk"])
    early = office.post(url("appointment_end", held.pk), {"on": "01/01/2000"})
    assert early.status_code == 400
    assert "on" in early.context["form"].errors
    assert office.post(url("appointment_end", held.pk), {"on": f"{today:%d/%m/%Y}"}).status_code == 302
    assert not holds(Person.objects.get(pk=city["clerk"].pk), "register_for_unit", city.units["BD"])
    over = office.get(url("appointment", held.pk)).content.decode()
    assert url("appointment_end", held.pk) not in over


def test_an_absence_gives_the_substitute_the_post_until_the_holder_is_back(city: City, office: Client, today: date) -> None:
    held, officer = city.seat(city["clerk"]), city["officer"]
    data = {"valid_from": f"{today:%d/%m/%Y}", "valid_to": f"{today + timedelta(days=7):%d/%m/%Y}", "reason": "Nghỉ phép"}
    own = office.post(url("absence_new", held.pk), data | {"substitute": str(city["clerk"].pk)})
    assert own.status_code == 400
    assert "substitute" in own.context["form"].errors
    assert office.post(url("absence_new", held.pk), data | {"substitute": str(officer.pk)}).status_code == 302
    assert holds(Person.objects.get(pk=officer.pk), "register_for_unit", city.units["BD"])
    page = office.get(city.units["BD"].get_absolute_url()).content.decode()
    assert f"{officer} thay" in page
    absence = Absence.objects.get(appointment=held)
    assert office.post(url("absence_end", absence.pk), {"on": f"{today:%d/%m/%Y}"}).status_code == 302
    assert not holds(Person.objects.get(pk=officer.pk), "register_for_unit", city.units["BD"])


# Who signs for whom


def test_a_mandate_is_given_for_some_types_of_document_and_taken_back(city: City, office: Client, today: date) -> None:
    unit, post = city.units["BD"], seat(city, "BD", Role.OFFICE_HEAD, "Chánh Văn phòng")
    seat(city, "BD", Role.HEAD)
    data = {
        "kind": "tl",
        "post": str(post.pk),
        "document_kinds": ["CV", "GM"],
        "content": "Công văn, giấy mời về công tác văn phòng",
        "basis": "Quy chế làm việc số 05/QC-UBND",
        "valid_from": f"{today:%d/%m/%Y}",
    }
    assert office.post(url("mandate_new", unit.pk), data).status_code == 302
    mandate = Mandate.objects.get(unit=unit)
    assert mandate.document_kinds == ["CV", "GM"]
    page = office.get(unit.get_absolute_url()).content.decode()
    assert "Công văn, giấy mời về công tác văn phòng" in page
    assert url("mandate_revoke", mandate.pk) in page
    assert "Công văn, Giấy mời" in office.get(url("mandate_revoke", mandate.pk)).content.decode()
    after = today + timedelta(days=1)
    assert office.post(url("mandate_revoke", mandate.pk), {"on": f"{after:%d/%m/%Y}"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_to == after


def test_what_is_wrong_with_a_mandate_is_said_beside_its_field(city: City, office: Client) -> None:
    unit, post = city.units["BD"], seat(city, "KM", Role.HEAD)
    seat(city, "BD", Role.HEAD)
    data = {"kind": "tuq", "post": str(post.pk), "content": "Giấy mời", "basis": "12/GUQ", "valid_from": "01/01/2026"}
    endless = office.post(url("mandate_new", unit.pk), data)
    assert list(endless.context["form"].errors) == ["valid_to"]
    assert "Giấy mời" in endless.content.decode()
    unknown = office.post(url("mandate_new", unit.pk), data | {"document_kinds": ["XX"]})
    assert "document_kinds" in unknown.context["form"].errors
    outside = office.post(url("mandate_new", unit.pk), data | {"post": str(seat(city, "HP", Role.HEAD).pk)})
    assert "post" in outside.context["form"].errors
    assert not Mandate.objects.exists()


def test_nobody_gives_his_own_unit_a_mandate_of_the_unit_above(city: City) -> None:
    ward_admin = signed_in(city.person("KM", ADMIN))
    assert ward_admin.get(url("mandate_new", city.units["BD"].pk)).status_code == 403


def test_the_types_of_document_are_those_of_directives() -> None:
    assert [(code, label) for code, label in DOCUMENT_KINDS] == Directive.Kind.choices


# How it is read


@pytest.mark.parametrize("page", ["administration", "people", "person", "unit", "appointment"])
def test_more_rows_cost_no_more_queries(city: City, office: Client, today: date, page: str) -> None:
    unit, post = city.units["BD"], seat(city, "BD", Role.OFFICER)
    held = city.seat(city["clerk"])
    address = {
        "person": url("person", city["clerk"].pk),
        "unit": unit.get_absolute_url(),
        "appointment": url("appointment", held.pk),
    }.get(page) or url(page)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        at = timezone.now()
        for n in numbers:
            person = newcomer(f"p{n:03d}", full_name=f"Người Thứ {n}")
            appoint(person, post, valid_from=FIRST_DAY, by=None, at=at)
            appoint(city["clerk"], seat(city, "BD", Role.OFFICER, f"Chuyên viên {n}"), valid_from=FIRST_DAY, by=None, at=at)
            day = today + timedelta(days=10 * n)
            set_absence(held, substitute=person, valid_from=day, valid_to=day + timedelta(days=2), reason="Nghỉ", by=None, at=at)

    add(range(2))
    count()  # the first request fills the caches of content types and of templates
    few = count()
    add(range(2, 12))
    assert count() == few <= 25


def test_mandates_and_posts_leave_guardian_with_what_appointments_say(city: City, office: Client, today: date) -> None:
    """Whatever the pages do, nothing is left for the clock to mend."""
    unit = city.units["BD"]
    post = open_post(unit, title="Chánh Văn phòng", role=Role.OFFICE_HEAD, by=None, at=timezone.now())
    person = newcomer()
    office.post(url("appoint", post.pk), {"person": str(person.pk), "valid_from": f"{today:%d/%m/%Y}"})
    seat(city, "BD", Role.HEAD)
    give_mandate(post, kind="tl", unit=unit, content="x", basis="x", valid_from=today, by=None, at=timezone.now())
    assert refresh_grants(today=today) == 0


def test_a_page_without_its_form_filled_in_says_what_is_missing(city: City, office: Client) -> None:
    pages = every_page(city)
    for name in (
        "unit_new",
        "post_new",
        "mandate_new",
        "appoint",
        "appointment_end",
        "appointment_hand_over",
        "absence_new",
        "person_edit",
    ):
        answer = office.post(pages[name], {})
        assert answer.status_code == 400, name
        assert "errorlist" in answer.content.decode(), name
