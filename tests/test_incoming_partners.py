"""Who has to help with a document that came is told so and of its day; what has no day comes up again and again."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from directives.incoming.limits import review_day_of
from directives.models import IncomingDocument
from org_hierarchy.models import Absence, Person, Post
from workflows import clock, steps
from workflows.models import Notice

from .city import AT, DAY, DUE, City, at, later, refused, signed_in
from .succession import DECIDED
from .test_incoming import close, directed, in_work, leader, presented
from .test_incoming_notices import sweep, told

pytestmark = pytest.mark.django_db
Role = Post.Role


def helping(person: Person, *, only_open: bool = True) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(person=person, key__startswith="partner:").order_by("pk")
    return [(row.kind, row.title) for row in (rows.filter(closed_at=None) if only_open else rows)]


def kinds(person: Person) -> list[str]:
    return [kind for kind, _ in helping(person)]


def without_limit(city: City, *, partners: tuple[str, ...] = ()) -> IncomingDocument:
    found = presented(city)
    steps.direct_document(
        found, lead_unit=city.units["BD"], handler=city["officer"], partners=[city.units[code] for code in partners], due_date=None,
        no_limit=True, opinion="", by=leader(city), at=later(hours=1), today=DAY,
    )  # fmt: skip
    return found


@pytest.mark.parametrize("partners", [[], ["TB"]])
@pytest.mark.parametrize(("unit", "handler"), [("KM", None), ("BD", "officer")])
def test_a_direction_names_its_day_or_says_that_there_is_none(city: City, unit: str, handler: str | None, partners: list[str]) -> None:
    found = presented(city)
    given: dict[str, Any] = {
        "lead_unit": city.units[unit], "handler": city[handler] if handler else None, "partners": [city.units[one] for one in partners],
        "due_date": None, "opinion": "", "by": leader(city), "at": AT, "today": DAY,
    }  # fmt: skip
    error = refused("due_missing", lambda: steps.direct_document(found, **given))
    assert str(error) == "Hãy ghi thời hạn giải quyết, hoặc chọn “Không đặt thời hạn”."
    steps.direct_document(found, no_limit=True, **given)
    assert found.directions.get().due_date is None


def test_who_gives_it_out_inside_says_so_too(city: City) -> None:
    found, head, officer = directed(city, due=None), city.person("KM", Role.HEAD), city.person("KM")
    act: dict[str, Any] = {"handler": officer, "due_date": None, "opinion": "", "by": head, "at": AT, "today": DAY}
    refused("due_missing", lambda: steps.assign_document(found, **act))
    steps.assign_document(found, no_limit=True, **act)
    assert found.handler == officer


def test_whoever_takes_part_is_told_once_of_its_part_with_the_day(city: City) -> None:
    head = city.person("TB", Role.HEAD)
    found = directed(city)
    number = found.entry.number  # type: ignore[union-attr]
    expected = [("arrived", f"Phối hợp giải quyết văn bản đến số {number}, hạn 31/03/2021: {found.subject}")]
    sweep("arrivals", later(hours=2))
    sweep("arrivals", later(hours=2, minutes=1))
    assert helping(head) == expected
    notice = Notice.objects.get(person=head)
    assert signed_in(head).get(notice.path).status_code == 200
    steps.assign_document(
        found, handler=city.person("KM"), due_date=DUE, opinion="", by=city.person("KM", Role.HEAD), at=later(hours=3), today=DAY
    )
    sweep("arrivals", later(hours=4))
    assert helping(head, only_open=False) == expected, "that the unit that leads gives it to somebody is nothing new"


def test_where_nobody_decides_for_a_unit_that_helps_whoever_acts_for_it_is_told(city: City) -> None:
    officer = city.person("TB")
    directed(city)
    sweep("arrivals", later(hours=2))
    assert kinds(officer) == ["arrived"]


def test_both_who_leads_and_who_helps_are_told_before_on_and_after_the_day(city: City) -> None:
    """The last day is a Wednesday; three working days before it is the Friday of the week before."""
    head = city.person("TB", Role.HEAD)
    found = directed(city, unit="BD", handler=city["officer"])
    expected: list[str] = []
    for day, kind in (
        (date(2021, 3, 25), ""),
        (date(2021, 3, 26), "soon"),
        (date(2021, 3, 29), ""),
        (DUE, "today"),
        (DUE + timedelta(days=1), "overdue"),
        (DUE + timedelta(days=6), ""),
        (DUE + timedelta(days=7), "overdue"),
    ):
        sweep("late_arrivals", at(day, 8))
        sweep("late_arrivals", at(day, 9))
        expected += [kind] if kind else []
        assert kinds(head) == expected, day
        assert [one for one, who in told(found) if who == city["officer"].username] == expected, day


def test_a_day_that_was_near_when_the_work_was_given_is_not_told_as_near(city: City) -> None:
    directed(city, due=date(2021, 3, 22))
    head = city.person("TB", Role.HEAD)
    sweep("late_arrivals", at(date(2021, 3, 19), 8))
    assert kinds(head) == []
    sweep("late_arrivals", at(date(2021, 3, 22), 8))
    assert kinds(head) == ["today"]


def test_who_helps_is_told_no_more_once_it_is_done_or_given_to_others(city: City) -> None:
    head, other = city.person("TB", Role.HEAD), city.person("KM", Role.HEAD)
    found = directed(city, unit="BD", handler=city["officer"])
    sweep("arrivals", later(hours=2))
    steps.take_document_back(found, reason="Đổi đơn vị phối hợp.", by=leader(city), at=later(hours=3))
    sweep("arrivals", later(hours=3, minutes=1))
    assert kinds(head) == []
    steps.direct_document(
        found, lead_unit=city.units["BD"], handler=city["officer"], partners=[city.units["KM"]], due_date=DUE, opinion="",
        by=leader(city), at=later(hours=4), today=DAY,
    )  # fmt: skip
    sweep("arrivals", later(hours=4, minutes=1))
    sweep("late_arrivals", at(DUE, 8))
    assert (kinds(head), kinds(other)) == ([], ["arrived", "today"])
    close(found, city["officer"], at=later(hours=5))
    sweep("arrivals", later(hours=5, minutes=1))
    assert kinds(other) == []


def test_work_without_a_limit_comes_before_whoever_has_it_and_the_leader_every_thirty_days(city: City) -> None:
    found = without_limit(city, partners=("TB",))
    both = {city["officer"].username, leader(city).username}
    for days, rungs in ((29, 0), (30, 1), (31, 1), (59, 1), (60, 2), (125, 3)):
        today = DAY + timedelta(days=days)
        sweep("late_arrivals", at(today, 8))
        asked = [who for kind, who in told(found) if kind == "review"]
        assert sorted(asked) == sorted([*both] * rungs), days
        expected = DAY + timedelta(days=-(-days // 30) * 30)
        assert review_day_of(found, today=today) == expected
    assert kinds(city.person("TB", Role.HEAD)) == []
    close(found, city["officer"], at=at(today, 10), today=today)
    sweep("arrivals", at(today, 11))
    assert told(found) == []
    assert review_day_of(found, today=today) is None


def test_the_page_says_when_work_without_a_limit_comes_up_again(city: City) -> None:
    found = without_limit(city)
    IncomingDocument.objects.filter(pk=found.pk).update(step_since=timezone.now() - timedelta(days=31))
    day = timezone.localdate() + timedelta(days=29)
    shown = signed_in(city["officer"]).get(f"/van-ban-den/{found.pk}/").content.decode()
    assert f"hỏi lại người giải quyết và lãnh đạo ngày {day:%d/%m/%Y}" in shown


def test_what_lies_before_somebody_who_has_left_the_post_is_told_to_those_who_may_act_now(city: City) -> None:
    found, chief = presented(city), city.person("BD", Role.OFFICE_HEAD)
    seat = city.seat(leader(city))
    seat.post.group.user_set.remove(seat.person)
    sweep("arrivals", later(minutes=1))
    assert told(found) == [("arrived", chief.username)]


def test_who_stands_in_for_somebody_is_told_of_what_comes_before_that_one(city: City) -> None:
    second = city.person("BD", Role.OFFICER, 2)
    Absence.objects.create(appointment=city.seat(city["officer"]), substitute=second, valid_from=DAY, valid_to=DECIDED)
    other = city.person("BD", Role.OFFICER, 3)
    found = in_work(city)
    sweep("arrivals", later(hours=2))
    assert {who for kind, who in told(found) if kind == "arrived"} == {city["officer"].username, second.username}
    assert other.username not in {who for _, who in told(found)}
    assert clock.astray() == []
