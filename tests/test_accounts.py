"""Accounts: passwords, sessions, stopping and opening, usernames and names."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from org_hierarchy import queries
from org_hierarchy.models import Person
from org_hierarchy.services import (
    OrgError,
    add_person,
    deactivate,
    edit_person,
    grant_differences,
    reactivate,
    refresh_grants,
    reset_password,
    set_own_password,
)
from records.models import Event

from .city import AT, DAY, City, refused, signed_in
from .people import agree

PASSWORD = "một mật khẩu đủ dài"


def test_an_account_begins_with_a_password_that_must_be_changed(city: City) -> None:
    person, password = add_person(
        username=" Tran.An ", full_name=" Trần  An ", email="an@example.vn", phone="024 3825 1234", by=city["chairman"], at=AT
    )
    assert (person.username, person.full_name, person.must_change_password) == ("tran.an", "Trần An", True)
    client = Client()
    assert client.login(username="tran.an", password=password)
    for path in ("/", reverse("workflows:inbox"), reverse("org_hierarchy:units")):
        assert client.get(path, follow=True).redirect_chain[-1][0] == reverse("password")
    fields = {"old": password, "new": PASSWORD, "again": PASSWORD}
    answer = client.post(reverse("password"), fields)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get(reverse("workflows:inbox")).status_code == 200
    person.refresh_from_db()
    assert (person.check_password(PASSWORD), person.must_change_password) == (True, False)
    actions = Event.objects.filter(subject_type="org_hierarchy.person", subject_id=person.pk).order_by("id")
    assert [(event.action, event.by) for event in actions] == [
        ("org_hierarchy.person_added", city["chairman"]),
        ("org_hierarchy.password_changed", person),
    ]
    assert password not in str([event.after for event in actions])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "khác hẳn"}, "Mật khẩu hiện tại chưa đúng"),
        ({"new": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"new": "password123", "again": "password123"}, "quá phổ biến"),
        ({"new": "nguoi.moi.2", "again": "nguoi.moi.2"}, "quá giống"),
        ({"again": "khác nhau đấy"}, "không giống nhau"),
        ({"new": PASSWORD, "again": PASSWORD, "old": PASSWORD}, "phải khác"),
    ],
)
def test_a_bad_password_is_refused_in_vietnamese(city: City, change: dict[str, str], said: str) -> None:
    person, _ = add_person(username="nguoi.moi", full_name="Người Mới", by=None, at=AT)
    set_own_password(person, password=PASSWORD, at=AT)
    client = signed_in(person)
    fields = {"old": PASSWORD, "new": "một mật khẩu khác", "again": "một mật khẩu khác"} | change
    answer = client.post(reverse("password"), fields)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert Person.objects.get(pk=person.pk).check_password(PASSWORD)


def test_other_sessions_end_with_the_old_password(city: City) -> None:
    person = city["clerk"]
    set_own_password(person, password=PASSWORD, at=AT)
    here, elsewhere = signed_in(person), signed_in(person)
    here.post(reverse("password"), {"old": PASSWORD, "new": "một mật khẩu khác", "again": "một mật khẩu khác"})
    assert here.get(reverse("workflows:inbox")).status_code == 200
    assert elsewhere.get(reverse("workflows:inbox")).status_code == 302


def test_a_reset_password_opens_once_and_ends_the_sessions(city: City) -> None:
    person, client = city["clerk"], signed_in(city["clerk"])
    password = reset_password(person, by=city["chairman"], at=AT)
    assert client.get(reverse("workflows:inbox")).status_code == 302
    assert client.login(username=person.username, password=password)
    assert client.get(reverse("workflows:inbox")).headers["Location"] == reverse("password")


def test_a_deactivated_person_loses_rights_sessions_and_password_at_once(city: City) -> None:
    person, client = city["clerk"], signed_in(city["clerk"])
    deactivate(person, reason="chuyển công tác", by=city["chairman"], at=AT)
    assert client.get(reverse("workflows:inbox")).status_code == 302
    assert not person.groups.exists()
    assert agree(DAY)
    assert refresh_grants(today=DAY) == 0
    refused("stale", lambda: deactivate(person, reason="lần nữa", by=None, at=AT))
    refused("inactive", lambda: reset_password(person, by=None, at=AT))
    password = reactivate(person, by=None, at=AT)
    assert client.get(reverse("workflows:inbox")).status_code == 302
    assert queries.holds(person, "register_for_unit", city.units["BD"])
    assert agree(DAY)
    assert Client().login(username=person.username, password=password)
    refused("stale", lambda: reactivate(person, by=None, at=AT))


def test_a_right_left_with_a_deactivated_person_is_found(city: City, capsys: pytest.CaptureFixture[str]) -> None:
    Person.objects.filter(pk=city["clerk"].pk).update(is_active=False)
    assert ["đã ngừng hoạt động" in difference.text for difference in grant_differences(today=DAY)] == [True]
    call_command("check_grants", mend=True, today=DAY)
    assert agree(DAY)
    assert "ngừng hoạt động" in capsys.readouterr().out


def test_nobody_stops_their_own_account_and_a_reason_is_needed(city: City) -> None:
    refused("oneself", lambda: deactivate(city["clerk"], reason="thử", by=city["clerk"], at=AT))
    refused("bad_value", lambda: deactivate(city["clerk"], reason="  ", by=None, at=AT))


@pytest.mark.parametrize(
    "change",
    [
        {"username": "ab"},
        {"username": "có dấu"},
        {"username": "a b c"},
        {"full_name": " "},
        {"full_name": "x" * 121},
        {"email": "không phải"},
        {"phone": "gọi tôi"},
    ],
)
def test_an_impossible_account_is_refused(city: City, change: dict[str, str]) -> None:
    values = {"username": "nguoi.moi", "full_name": "Người Mới"} | change
    refused("bad_value", lambda: add_person(by=None, at=AT, **values))


@pytest.mark.parametrize(
    ("phone", "is_good"), [("0912", False), ("0912345", True), ("+84 912.345-678", True), ("1" * 30, True), ("1" * 31, False)]
)
def test_a_phone_number_of_another_length_is_told_how_long_it_is(city: City, phone: str, is_good: bool) -> None:
    values = {"username": "nguoi.moi", "full_name": "Người Mới", "phone": phone}
    if is_good:
        assert add_person(by=None, at=AT, **values)[0].phone == phone
    else:
        with pytest.raises(OrgError, match="dài 7 đến 30 ký tự"):
            add_person(by=None, at=AT, **values)


def test_a_username_is_of_one_person_whatever_its_case(city: City) -> None:
    Person.objects.create(username="Cu.Nhan", full_name="Người Cũ")
    refused("username_taken", lambda: add_person(username="cu.nhan", full_name="Người Mới", by=None, at=AT))


def test_a_corrected_name_keeps_what_it_was(city: City) -> None:
    edit_person(city["clerk"], full_name="Tên Đúng", email="", phone="0912345678", by=city["chairman"], at=AT)
    event = Event.objects.get(action="org_hierarchy.person_edited")
    assert (event.before["full_name"] != "Tên Đúng", event.after["full_name"]) == (True, "Tên Đúng")


def test_the_frame_leads_to_the_change_of_the_own_password(city: City) -> None:
    page = signed_in(city["clerk"]).get(reverse("workflows:inbox")).content.decode()
    assert f'href="{reverse("password")}"' in page
