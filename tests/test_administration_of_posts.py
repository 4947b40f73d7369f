"""Appointments, hand-overs and absences on the administrator's pages."""

import logging.config
import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from org_hierarchy.models import Absence, Appointment, Person
from org_hierarchy.queries import holds
from org_hierarchy.services import OrgError, appoint, hand_over

from .administering import ADMIN, Role, administrators_browser, city_administrator, local_day, newcomer, seat, url
from .city import City, signed_in

today = pytest.fixture(local_day)
admin = pytest.fixture(city_administrator)
office = pytest.fixture(administrators_browser)


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
