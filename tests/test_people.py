"""Who holds which post and who is away: what rights follow, and who finds the open work."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.models import Assignment
from directives.models import Directive
from org_hierarchy import queries
from org_hierarchy.models import Absence, Appointment, OrgUnit, Person
from org_hierarchy.services import add_post, add_units, appoint, deactivate, end_absence, end_appointment, refresh_grants, set_absence
from records.models import Event
from workflows import clock, inbox, steps

from .city import AT, DAY, FIRST_DAY, City, Role, at, at_once, begun, committee, delivered, refused
from .people import agree, newcomer

WEEK = timedelta(days=7)


def titles(person: Person) -> list[str]:
    return [item.title for item in inbox.items(inbox.tasks(person))]


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
