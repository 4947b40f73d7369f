"""Accounts, opened, stopped and found by administrators; none outside of their scope is taken over."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from directives.services import grant_view
from org_hierarchy.models import Person
from org_hierarchy.queries import holds, staff_of
from org_hierarchy.rights import may
from org_hierarchy.services import add_person, appoint, give_mandate, set_absence, ways_to_sign
from records.models import Event

from .administering import ADMIN, Role, administrators_browser, city_administrator, local_day, newcomer, seat, url
from .city import FIRST_DAY, City, drafted, signed_in

today = pytest.fixture(local_day)
admin = pytest.fixture(city_administrator)
office = pytest.fixture(administrators_browser)


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
