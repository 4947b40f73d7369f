"""Work belongs to posts: whoever holds one, or stands in, goes on with it, and who leaves and who begins are told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Campaign
from directives.incoming.facts import Facts
from directives.models import IncomingDocument
from org_hierarchy.models import Person, Post
from org_hierarchy.services import (
    AppointmentRow,
    Merge,
    appoint_many,
    end_absence,
    end_appointment,
    hand_over,
    refresh_grants,
    set_absence,
)
from workflows import clock, inbox, steps
from workflows.clock import SWEEPS
from workflows.models import Notice, Reminder

from .city import AT, DAY, City, appointed, at, begun, refused, signed_in
from .succession import DECIDED, NOW, Status, launched_campaign, reorganise, with_wards

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind
STAFF = (Kind.APPOINTED, Kind.LEFT_POST, Kind.AWAY, Kind.BACK)


@pytest.fixture
def city(city: City) -> City:
    return with_wards(city)


@pytest.fixture
def campaign(city: City) -> Campaign:
    """Each district has two pieces of work."""
    return launched_campaign(city)


def told(person: Person) -> list[tuple[str, int, str]]:
    rows = Notice.objects.filter(person=person, kind__in=STAFF).order_by("pk")
    return list(rows.values_list("kind", "count", "note"))


def the_clock_tells(*, on: date, hour: int = 0) -> None:
    """Midnight of a day, or an hour later: rights first, then words."""
    refresh_grants(today=on)
    clock.run("staff", SWEEPS["staff"], at=at(on, hour))


def away(city: City, person: Person, substitute: Person | None, *, days: int = 3) -> Any:
    today = timezone.localdate()
    return set_absence(
        city.seat(person), substitute=substitute, valid_from=today, valid_to=today + timedelta(days=days), reason="Đi họp", by=None,
        at=timezone.now(),
    )  # fmt: skip


def test_work_follows_whoever_holds_the_post_and_whoever_stands_in(city: City, campaign: Campaign) -> None:
    officer = city["other_officer"]
    (newcomer,) = appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    steps.receive_assignment(city.assignment(campaign, "HK", 0), by=officer, at=AT, today=DAY)

    def waiting(person: Any) -> int:
        return sum(item.artifact.unit.code == "HK" for item in inbox.items(inbox.tasks(person)))

    assert (waiting(officer), waiting(newcomer)) == (2, 0)
    now, today = timezone.now(), timezone.localdate()
    absence = {"valid_from": today, "valid_to": today + timedelta(days=3), "reason": "Đi họp", "by": None, "at": now}
    set_absence(city.seat(officer), substitute=newcomer, **absence)
    assert (waiting(officer), waiting(newcomer)) == (2, 2)
    hand_over(city.seat(officer), successor=newcomer, on=today, by=None, at=now)
    assert (waiting(officer), waiting(newcomer)) == (0, 2)
    steps.report(city.assignment(campaign, "HK", 0), kind="final", text="Xong.", by=newcomer, at=NOW, today=DECIDED)
    assert city.assignment(campaign, "HK", 0).status == Status.REPORTED


def test_whoever_stands_in_and_whoever_is_away_are_told_on_the_first_day(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    away(city, officer, newcomer)
    the_clock_tells(on=today)
    ((kind, count, note),) = told(newcomer)
    assert (kind, count) == (Kind.AWAY, 2)
    assert f"{officer}" in note
    ((kind, count, note),) = told(officer)
    assert (kind, count) == (Kind.AWAY, 2)
    assert f"{newcomer} làm thay bạn" in note
    the_clock_tells(on=today, hour=1)
    assert len(told(newcomer)) == 1
    notice = Notice.objects.get(person=newcomer, kind=Kind.AWAY)
    assert signed_in(newcomer).post(f"/thong-bao/{notice.pk}/").url == "/hop-viec/"


def test_both_are_told_when_the_absence_ends(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    away(city, officer, newcomer)
    the_clock_tells(on=today)
    the_clock_tells(on=today + timedelta(days=3))
    assert [kind for kind, _, _ in told(officer)] == [kind for kind, _, _ in told(newcomer)] == [Kind.AWAY, Kind.BACK]
    assert "lại do bạn" in told(officer)[1][2]
    assert "thôi làm thay" in told(newcomer)[1][2]


def test_an_absence_that_is_cut_short_is_told_on_its_new_last_day(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    absence = away(city, officer, newcomer, days=20)
    the_clock_tells(on=today)
    end_absence(absence, on=today + timedelta(days=1), by=None, at=timezone.now())
    the_clock_tells(on=today + timedelta(days=1))
    assert [kind for kind, _, _ in told(officer)] == [Kind.AWAY, Kind.BACK]


def test_where_nobody_stands_in_the_colleagues_are_told(city: City, campaign: Campaign) -> None:
    colleague = city.person("HK", Post.Role.OFFICER, 2)
    away(city, city["other_officer"], None)
    the_clock_tells(on=timezone.localdate())
    ((kind, count, note),) = told(colleague)
    assert (kind, count) == (Kind.AWAY, 2)
    assert "không có người làm thay" in note


def test_who_leaves_and_who_begins_are_told_on_the_day(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    hand_over(city.seat(officer), successor=newcomer, on=today, by=None, at=timezone.now())
    the_clock_tells(on=today)
    assert [(kind, count) for kind, count, _ in told(officer)] == [(Kind.LEFT_POST, 2)]
    assert {kind for kind, _, _ in told(newcomer)} == {Kind.APPOINTED, Kind.LEFT_POST}
    assert all(count == 2 for _, count, _ in told(newcomer))
    before = Notice.objects.count()
    the_clock_tells(on=today, hour=2)
    assert Notice.objects.count() == before


def test_where_nobody_follows_the_colleagues_go_on_and_are_told(city: City, campaign: Campaign) -> None:
    colleague = city.person("HK", Post.Role.OFFICER, 2)
    today = timezone.localdate()
    end_appointment(city.seat(city["other_officer"]), on=today, by=None, at=timezone.now())
    the_clock_tells(on=today)
    ((kind, count, note),) = told(colleague)
    assert (kind, count) == (Kind.LEFT_POST, 2)
    assert str(city["other_officer"]) in note


def test_who_goes_on_in_the_same_post_and_who_has_nothing_open_hear_nothing(city: City) -> None:
    officer = city["other_officer"]
    today = timezone.localdate()
    hand_over(city.seat(officer), successor=officer, on=today, by=None, at=timezone.now())  # appointed anew
    end_appointment(city.seat(city["officer"]), on=today, by=None, at=timezone.now())  # nothing is open
    the_clock_tells(on=today)
    assert told(officer) == told(city["officer"]) == []


def test_what_ended_with_its_unit_is_told_with_its_work_alone(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    the_clock_tells(on=DECIDED)
    assert told(city["other_officer"]) == []


def test_a_change_on_a_day_to_come_is_told_on_that_day(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    hand_over(city.seat(officer), successor=newcomer, on=today + timedelta(days=2), by=None, at=timezone.now())
    the_clock_tells(on=today)
    assert told(officer) == told(newcomer) == []
    the_clock_tells(on=today + timedelta(days=2))
    assert told(officer)
    assert told(newcomer)


def test_a_change_that_is_entered_weeks_late_is_told_when_it_is_entered_and_once(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    the_clock_tells(on=today)
    hand_over(city.seat(officer), successor=newcomer, on=today - timedelta(days=30), by=city["chairman"], at=timezone.now())
    the_clock_tells(on=today, hour=1)
    assert [(kind, count) for kind, count, _ in told(officer)] == [(Kind.LEFT_POST, 2)]
    assert {kind for kind, _, _ in told(newcomer)} == {Kind.APPOINTED, Kind.LEFT_POST}
    before = Notice.objects.count()
    for hour in (2, 3):
        the_clock_tells(on=today, hour=hour)
    the_clock_tells(on=today + timedelta(days=1))
    assert Notice.objects.count() == before


def test_an_absence_that_is_entered_late_is_told_while_it_lasts(city: City, campaign: Campaign) -> None:
    officer, (newcomer,) = city["other_officer"], appointed(city.units, [("P2", Post.Role.OFFICER, 1)])
    today = timezone.localdate()
    days = ((today - timedelta(days=90), today - timedelta(days=60)), (today - timedelta(days=20), today + timedelta(days=5)))
    for first, back in days:
        set_absence(
            city.seat(officer), substitute=newcomer, valid_from=first, valid_to=back, reason="Đi học", by=city["chairman"],
            at=timezone.now(),
        )  # fmt: skip
    the_clock_tells(on=today)
    ((kind, _, note),) = told(newcomer)
    assert kind == Kind.AWAY
    assert f"đến hết ngày {today + timedelta(days=4):%d/%m/%Y}" in note
    end_absence(officer.appointments.get().absences.latest("pk"), on=today - timedelta(days=10), by=city["chairman"], at=timezone.now())
    the_clock_tells(on=today, hour=1)
    assert [kind for kind, _, _ in told(officer)] == [kind for kind, _, _ in told(newcomer)] == [Kind.AWAY, Kind.BACK]


def test_people_whom_the_system_loads_with_days_long_gone_are_told_nothing(city: City, campaign: Campaign) -> None:
    row = AppointmentRow(city["stranger"], city.seat(city["other_officer"]).post, date(2020, 1, 1))
    appoint_many([row], by=None, at=timezone.now())
    the_clock_tells(on=timezone.localdate())
    assert told(city["stranger"]) == []


def given_out(city: City) -> IncomingDocument:
    """A document that came to Hoàn Kiếm lies on its officer's own desk."""
    facts = Facts(agency="Bộ Y tế", type_name="Công văn", number="12", symbol="BYT-BH", issued_date=DAY, subject="rà soát thẻ bảo hiểm")
    clerk, head = city["other_clerk"], city.person("HK", Post.Role.HEAD)
    incoming = steps.receive_document(city.units["HK"], facts=facts, source=None, by=clerk, at=AT)
    steps.register_document(incoming, facts=facts, by=clerk, at=AT, today=DAY)
    steps.present_document(incoming, leader=head, by=clerk, at=AT)
    steps.direct_document(
        incoming, lead_unit=city.units["HK"], handler=city["other_officer"], partners=[], due_date=None, no_limit=True, opinion="Xử lý.",
        by=head, at=AT, today=DAY,
    )  # fmt: skip
    return incoming


def before(person: Person) -> set[object]:
    return {item.artifact for item in inbox.items(inbox.tasks(person))}


def test_what_lies_on_the_desk_of_somebody_away_is_before_who_stands_in_and_before_no_other(city: City) -> None:
    incoming, directive = given_out(city), begun(city)
    substitute, colleague = city.person("HK", Post.Role.OFFICER, 2), city.person("HK", Post.Role.OFFICER, 3)
    assert incoming not in before(substitute)
    away(city, city["other_officer"], substitute)
    away(city, city["drafter"], city["colleague"])
    assert incoming in before(substitute)
    assert incoming not in before(colleague)
    assert directive in before(city["colleague"])
    result = {"result": "Đã trả lời.", "reply_number": "", "reply_date": None, "at": NOW, "today": DECIDED}
    refused("forbidden", lambda: steps.close_document(incoming, by=colleague, **result))
    steps.close_document(incoming, by=substitute, **result)
    incoming.refresh_from_db()
    assert incoming.status == IncomingDocument.Status.DONE


def test_what_lies_on_the_desk_of_somebody_gone_is_its_colleagues_within_the_minute(city: City) -> None:
    incoming, colleague = given_out(city), city.person("HK", Post.Role.OFFICER, 2)
    end_appointment(city.seat(city["other_officer"]), on=timezone.localdate(), by=None, at=timezone.now())
    assert incoming not in before(colleague)
    clock.run("desks", SWEEPS["desks"], at=timezone.now())
    assert incoming in before(colleague)
    steps.close_document(incoming, result="Xong.", reply_number="", reply_date=None, by=colleague, at=NOW, today=DECIDED)
