"""Who holds which post, who is away, whose account it is: what rights follow, and who finds the open work."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from campaigns.models import Assignment
from directives.models import Directive
from org_hierarchy import queries
from org_hierarchy.models import Absence, Appointment, OrgUnit, Person, Post
from org_hierarchy.services import (
    AppointmentRow,
    OrgError,
    add_person,
    add_post,
    add_units,
    appoint,
    appoint_many,
    deactivate,
    edit_person,
    end_absence,
    end_appointment,
    grant_differences,
    reactivate,
    refresh_grants,
    reset_password,
    set_absence,
    set_own_password,
)
from records.models import Event
from workflows import clock, inbox, steps

from .city import AT, DAY, FIRST_DAY, City, Role, at, at_once, begun, committee, delivered, refused, signed_in

WEEK = timedelta(days=7)
PASSWORD = "một mật khẩu đủ dài"


def newcomer(name: str = "moi") -> Person:
    return Person.objects.create(username=name, full_name="Người Mới")


def titles(person: Person) -> list[str]:
    return [item.title for item in inbox.items(inbox.tasks(person))]


def agree(today: date) -> bool:
    return grant_differences(today=today) == []


# Appointments


def test_one_person_holds_several_posts_and_the_rights_of_each(city: City) -> None:
    person = city["drafter"]
    appoint(person, city.seat(city["clerk"]).post, valid_from=DAY, by=None, at=AT)
    assert {held.post.unit.code for held in queries.posts_of(person, on=DAY)} == {"VX", "BD"}
    assert queries.holds(person, "register_for_unit", city.units["BD"])
    assert queries.holds(person, "act_for_unit", city.units["VX"])


def test_a_post_may_have_two_holders_whose_days_overlap(city: City) -> None:
    post = city.seat(city["clerk"]).post
    appoint(newcomer(), post, valid_from=DAY, valid_to=DAY + WEEK, by=None, at=AT)
    assert len([a for a in Appointment.objects.filter(post=post) if a.valid_from <= DAY]) >= 2


@pytest.mark.parametrize("acting", [False, True])
def test_two_heads_on_one_day_are_refused(city: City, acting: bool) -> None:
    head = city.seat(city["chairman"]).post
    other = add_post(city.units["HN"], title="Chủ tịch lâm thời", role=Role.HEAD)
    person = newcomer()
    for post in (head, other):
        error = refused("two_heads", lambda post=post: appoint(person, post, valid_from=DAY, is_acting=acting, by=None, at=AT))
        assert str(city["chairman"]) in str(error)


def test_a_head_follows_a_head_on_the_day_that_the_first_leaves(city: City) -> None:
    seat, successor = city.seat(city["chairman"]), newcomer()
    end_appointment(seat, on=DAY + WEEK, by=None, at=AT)
    appoint(successor, seat.post, valid_from=DAY + WEEK, is_acting=True, by=None, at=AT)
    day_before = DAY + WEEK - timedelta(days=1)
    for day, holder in ((DAY, city["chairman"]), (day_before, city["chairman"]), (DAY + WEEK, successor)):
        assert [c.person for c in queries.signatories(city.units["HN"], on=day)] == [holder]


def test_only_who_leads_is_acting(city: City) -> None:
    refused("not_acting", lambda: appoint(newcomer(), city.seat(city["clerk"]).post, valid_from=DAY, is_acting=True, by=None, at=AT))


def test_what_an_appointment_says_is_kept(city: City) -> None:
    post = city.seat(city.person("HN", Role.DEPUTY)).post
    given = appoint(newcomer(), post, valid_from=DAY, remit=[" y tế ", "", "bảo hiểm  xã hội"], basis="QĐ 12/QĐ-UBND", by=None, at=AT)
    kept = Appointment.objects.get(pk=given.pk)
    assert (kept.remit, kept.basis) == (["y tế", "bảo hiểm xã hội"], "QĐ 12/QĐ-UBND")
    refused("bad_value", lambda: appoint(newcomer("a"), post, valid_from=DAY, remit=["x" * 121], by=None, at=AT))
    refused("bad_value", lambda: appoint(newcomer("b"), post, valid_from=DAY, basis="x" * 201, by=None, at=AT))


def test_an_appointment_ends_on_its_day_and_its_rights_with_it(city: City) -> None:
    seat, clerk = city.seat(city["clerk"]), city["clerk"]
    end_appointment(seat, on=DAY + WEEK, by=city["stranger"], at=AT)
    assert queries.holds(clerk, "register_for_unit", city.units["BD"])
    refused("stale", lambda: end_appointment(seat, on=DAY + 2 * WEEK, by=None, at=AT))
    end_appointment(seat, on=DAY, by=None, at=AT)
    assert not queries.holds(clerk, "register_for_unit", city.units["BD"])
    assert agree(DAY)
    assert [e.after["valid_to"] for e in Event.objects.filter(action="org_hierarchy.appointment_ended").order_by("id")] == [
        (DAY + WEEK).isoformat(),
        DAY.isoformat(),
    ]


def test_an_appointment_that_has_not_begun_is_taken_back_whole(city: City) -> None:
    person = newcomer()
    ahead = appoint(person, city.seat(city["clerk"]).post, valid_from=DAY + WEEK, by=None, at=AT)
    refused("bad_dates", lambda: end_appointment(city.seat(city["clerk"]), on=FIRST_DAY, by=None, at=AT))
    end_appointment(ahead, on=DAY + WEEK, by=None, at=AT)
    assert not Appointment.objects.filter(person=person).exists()
    assert Event.objects.get(action="org_hierarchy.appointment_withdrawn").before["person"] == person.pk


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_heads_appointed_at_once_one_is_refused(files: None) -> None:
    unit = add_units([committee("u", "quận Một", OrgUnit.Level.DISTRICT)])["u"]
    posts = [add_post(unit, title=title, role=Role.HEAD) for title in ("Chủ tịch", "Chủ tịch lâm thời")]
    people = [newcomer("a"), newcomer("b")]
    acts = [lambda who=who, post=post: appoint(who, post, valid_from=DAY, by=None, at=AT) for who, post in zip(people, posts, strict=True)]
    raised = at_once(*acts)
    assert sorted(getattr(error, "code", "done") for error in raised) == ["done", "two_heads"]


# Absence


def test_the_substitute_has_the_posts_rights_on_those_days_only(city: City) -> None:
    substitute, unit = newcomer(), city.units["BD"]
    seat = city.seat(city["clerk"])
    set_absence(seat, substitute=substitute, valid_from=DAY, valid_to=DAY + WEEK, reason="nghỉ phép", by=None, at=AT)
    assert queries.holds(substitute, "register_for_unit", unit)
    assert queries.holds(city["clerk"], "register_for_unit", unit)
    refresh_grants(today=DAY + WEEK - timedelta(days=1))
    assert queries.holds(substitute, "register_for_unit", unit)
    assert not agree(DAY + WEEK)
    refresh_grants(today=DAY + WEEK)
    assert not queries.holds(substitute, "register_for_unit", unit)
    assert agree(DAY + WEEK)


def test_who_comes_back_earlier_ends_the_substitution(city: City) -> None:
    substitute = newcomer()
    seat = city.seat(city["clerk"])
    absence = set_absence(seat, substitute=substitute, valid_from=DAY - WEEK, valid_to=DAY + WEEK, reason="đi học", by=None, at=AT)
    end_absence(absence, on=DAY, by=None, at=AT)
    assert not queries.holds(substitute, "register_for_unit", city.units["BD"])
    assert Absence.objects.get().valid_to == DAY
    refused("stale", lambda: end_absence(absence, on=DAY, by=None, at=AT))
    end_absence(absence, on=DAY - WEEK, by=None, at=AT)
    assert not Absence.objects.exists()


def test_an_absence_that_nobody_fills_gives_nothing(city: City) -> None:
    set_absence(city.seat(city["clerk"]), substitute=None, valid_from=DAY, valid_to=DAY + WEEK, reason="ốm", by=None, at=AT)
    assert agree(DAY)


def test_nobody_signs_as_somebody_else(city: City) -> None:
    head, deputy = city.seat(city["chairman"]), city.person("HN", Role.DEPUTY)
    days = {"valid_from": DAY, "valid_to": DAY + WEEK, "reason": "công tác", "by": None, "at": AT}
    error = refused("cannot_substitute", lambda: set_absence(head, substitute=city["office_head"], **days))
    assert "KT." in str(error)
    set_absence(head, substitute=deputy, **days)
    assert not deputy.groups.filter(post=head.post).exists()
    assert agree(DAY)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("bad_dates", {"valid_to": DAY}),
        ("bad_value", {"reason": " "}),
        ("outside_appointment", {"valid_from": FIRST_DAY - WEEK}),
        ("already_absent", {"valid_from": DAY + 3 * WEEK, "valid_to": DAY + 5 * WEEK}),
    ],
)
def test_an_impossible_absence_is_refused(city: City, code: str, change: dict[str, Any]) -> None:
    seat = city.seat(city["clerk"])
    day = DAY + 4 * WEEK
    set_absence(seat, substitute=None, valid_from=day, valid_to=day + WEEK, reason="ốm", by=None, at=AT)
    values = {"substitute": newcomer(), "valid_from": DAY, "valid_to": DAY + WEEK, "reason": "ốm"} | change
    refused(code, lambda: set_absence(seat, by=None, at=AT, **values))


def test_the_substitute_is_another_active_person(city: City) -> None:
    seat, gone = city.seat(city["clerk"]), newcomer()
    deactivate(gone, reason="nghỉ việc", by=None, at=AT)
    for code, who in (("own_substitute", city["clerk"]), ("inactive", gone)):
        refused(
            code,
            lambda who=who: set_absence(seat, substitute=who, valid_from=DAY, valid_to=DAY + WEEK, reason="ốm", by=None, at=AT),
        )


# Open work belongs to posts


def test_an_open_step_is_the_successors_from_the_day_on(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    seat, successor = city.seat(city["division_head"]), newcomer()
    end_appointment(seat, on=DAY + WEEK, by=None, at=AT)
    appoint(successor, seat.post, valid_from=DAY + WEEK, by=None, at=AT)
    assert (titles(city["division_head"]), titles(successor)) == (["Duyệt nội dung"], [])
    refresh_grants(today=DAY + WEEK)
    assert (titles(city["division_head"]), titles(successor)) == ([], ["Duyệt nội dung"])
    refused("forbidden", lambda: steps.approve_content(directive, by=city["division_head"], at=at(DAY + WEEK)))
    steps.approve_content(directive, by=successor, at=at(DAY + WEEK))


def test_the_substitute_finds_the_work_while_the_holder_is_away(city: City) -> None:
    directive = delivered(city)
    assignment = Assignment.objects.get(campaign__directive=directive, unit=city.units["TT"])
    officer, substitute = city.person("TT"), newcomer()
    seat = city.seat(officer)
    assert len(titles(officer)) == 1
    set_absence(seat, substitute=substitute, valid_from=DAY, valid_to=DAY + WEEK, reason="ốm", by=None, at=AT)
    assert titles(substitute) == titles(officer)
    steps.receive_assignment(assignment, by=substitute, at=AT, today=DAY)
    refresh_grants(today=DAY + WEEK)
    assert titles(substitute) == []
    assert sorted(titles(officer)) == ["Thực hiện, báo cáo", "Trình văn bản đến"]  # the unit has no clerk


def test_a_draft_does_not_leave_with_its_author(city: City) -> None:
    directive = begun(city)
    colleague = city["colleague"]
    assert (titles(city["drafter"]), titles(colleague)) == (["Soạn thảo"], [])
    assert clock.release_desks() == 0
    end_appointment(city.seat(city["drafter"]), on=DAY, by=None, at=AT)
    assert clock.release_desks() == 1
    assert titles(colleague) == ["Soạn thảo"]
    steps.submit(directive, by=colleague, at=AT)
    assert Directive.objects.get(pk=directive.pk).status == Directive.Status.SUBMITTED


# Accounts


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


# Whatever happens, guardian says what the rows say


class AfterAnySequence(TestCase):
    """Appointments, absences and accounts in any order leave the grants that the rows of the day explain."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["appoint", "end", "absent", "back", "stop", "open"]),
                st.integers(0, 3),
                st.integers(0, 2),
                st.integers(-10, 10),
                st.integers(1, 12),
            ),
            max_size=14,
        ),
        st.integers(-15, 15),
    )
    def test_grants_are_those_that_the_rows_of_the_day_explain(self, acts: list[tuple[str, int, int, int, int]], later: int) -> None:
        unit = add_units([committee("u", "quận Một", OrgUnit.Level.DISTRICT)])["u"]
        roles = (Post.Role.HEAD, Post.Role.OFFICER, Post.Role.CLERK)
        posts = [add_post(unit, title=str(role.label), role=role) for role in roles]
        people = [newcomer(f"p{n}") for n in range(4)]
        for act, who, where, offset, length in acts:
            first = DAY + timedelta(days=offset)
            with suppress(OrgError):  # a refusal is an answer
                self.do(act, people[who], people[(who + 1) % 4], posts[where], first, first + timedelta(days=length))
            people = list(Person.objects.order_by("pk"))
        assert agree(DAY)
        day = DAY + timedelta(days=later)
        refresh_grants(today=day)
        assert agree(day)
        heads = Appointment.objects.filter(post=posts[0], valid_from__lte=day).exclude(valid_to__lte=day)
        assert heads.count() <= 1
        for person in people:
            explained = {a.post for a in queries.posts_of(person, on=day)} if person.is_active else set()
            away = queries.standing_in(day).filter(substitute=person).select_related("appointment__post")
            explained |= {absence.appointment.post for absence in away}
            assert {group.post for group in person.groups.select_related("post")} == explained

    def do(self, act: str, person: Person, other: Person, post: Post, first: date, end: date) -> None:
        held = Appointment.objects.filter(person=person, post=post).first()
        match act:
            case "appoint":
                appoint_many([AppointmentRow(person, post, first, end)], by=None, at=AT)
            case "end" if held:
                end_appointment(held, on=first, by=None, at=AT)
            case "absent" if held:
                set_absence(held, substitute=other, valid_from=first, valid_to=end, reason="ốm", by=None, at=AT)
            case "back" if absence := Absence.objects.filter(appointment=held).first():
                end_absence(absence, on=first, by=None, at=AT)
            case "stop":
                deactivate(person, reason="thử", by=None, at=AT)
            case "open":
                reactivate(person, by=None, at=AT)
