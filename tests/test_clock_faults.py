"""A unit that cannot be written down stops no other: whatever the sweep, the others are told, and the one is named until it goes again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import connection
from viewflow.workflow.models import Task

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from org_hierarchy.models import Person
from workflows import clock, steps
from workflows.clock import reminding
from workflows.models import Delivery, Notice, NoticeChoice, Reminder, Sweep

from .city import AT, DAY, DUE, City, Level, at, committee, delivered, duty, grouped, later, launched, signed_in

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind


@contextmanager
def broken(unit: int, kind: str, *, is_database: bool = False) -> Iterator[None]:
    """No reminder of this kind can be written for this unit; the row is at fault, or, as it looks, the database."""
    when = f"NEW.unit_id = {unit} AND NEW.kind = '{kind}'"
    fault = "json('{' || NEW.kind)" if is_database else "RAISE(ABORT, 'cannot be written')"
    code = "query_canceled" if is_database else "raise_exception"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"CREATE TRIGGER broken BEFORE INSERT ON workflows_reminder WHEN {when} BEGIN SELECT {fault}; END")
        else:
            cursor.execute(
                "CREATE FUNCTION refuse_it() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE {code} USING MESSAGE = 'cannot be written'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT ON workflows_reminder FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_it()"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER broken" + ("" if connection.vendor == "sqlite" else " ON workflows_reminder"))


def work_of(city: City, due: date = DUE) -> Campaign:
    return launched(city, duty("Rà soát danh sách", grouped(city.group()), deadline=due))


def deadline(city: City) -> Callable[[int], None]:
    work_of(city)
    return lambda hour: sweep(at_day=DUE + timedelta(days=4), hour=hour)


def silence(city: City) -> Callable[[int], None]:
    work_of(city, date(2021, 5, 17))
    return lambda hour: sweep(at_day=DAY + timedelta(days=35), hour=hour)


def news(city: City) -> Callable[[int], None]:
    work_of(city, date(2021, 12, 31))
    return lambda hour: sweep(at_day=DAY, hour=hour)


def waiting(city: City) -> Callable[[int], None]:
    campaign = work_of(city, date(2021, 12, 31))
    for code in ("BD", "HK", "TT"):
        work = city.assignment(campaign, code)
        campaigns.receive(work, by=city.person(code), at=AT)
        campaigns.raise_difficulty(work, text=f"Vướng mắc của {code}.", by=city.person(code), at=AT, today=DAY)
    # each is answered by another unit, as after it was handed up
    for code, unit in (("BD", "HN"), ("HK", "SYT"), ("TT", "BHXHVN")):
        city.assignment(campaign, code).raised.update(at_unit=city.units[unit])
    return lambda hour: sweep(at_day=DAY + timedelta(days=20), hour=hour)


def sweep(at_day: date, hour: int) -> None:
    clock.sweep_all(at=at(at_day, hour))


CASES = [
    (deadline, "work", Kind.OVERDUE, "BD", {"HK", "TT"}),
    (silence, "silent", Kind.SILENT, "BD", {"HK", "TT"}),
    (news, "given", Kind.GIVEN, "BD", {"HK", "TT"}),
    (waiting, "difficulties", Kind.DIFFICULTY, "HN", {"SYT", "BHXHVN"}),
]


@pytest.mark.parametrize(("world", "name", "kind", "code", "others"), CASES, ids=[case[1] for case in CASES])
def test_only_the_unit_that_fails_is_left_out_and_named(
    city: City, world: Callable[[City], Callable[[int], None]], name: str, kind: str, code: str, others: set[str]
) -> None:
    run = world(city)
    said = Reminder.objects.filter(kind=kind, passed_over=False)
    with broken(city.units[code].pk, kind):
        run(9)
        run(11)
    assert set(said.values_list("unit__code", flat=True)) == others
    assert said.count() == len(others)  # the second run did not say it again
    last = Sweep.objects.filter(name=name).latest("pk")
    assert last.failed_count == 1
    assert "Ủy ban nhân dân quận Ba Đình" in last.error
    assert "cannot be written" in last.error
    run(13)
    assert set(said.values_list("unit__code", flat=True)) == others | {code}
    assert Sweep.objects.filter(name=name).latest("pk").error == ""


def test_those_above_hear_of_the_others_and_earlier_stages_are_noted_once(city: City) -> None:
    run = deadline(city)
    with broken(city.units["BD"].pk, Kind.OVERDUE):
        run(9)
    assert set(Notice.objects.filter(kind=Kind.OVERDUE, step=3, assignment=None).values_list("count", flat=True)) == {2}
    assert Reminder.objects.filter(passed_over=True).count() == 2 * 3
    run(10)
    assert set(Notice.objects.filter(kind=Kind.OVERDUE, step=3, assignment=None).values_list("count", flat=True)) == {3}
    assert Reminder.objects.filter(passed_over=True).count() == 3 * 3


def test_a_unit_that_failed_for_ten_days_is_told_when_it_goes_again(city: City) -> None:
    work_of(city, date(2021, 12, 31))
    with broken(city.units["BD"].pk, Kind.GIVEN):
        for days in range(10):
            sweep(DAY + timedelta(days=days), 10)
    assert Reminder.objects.filter(kind=Kind.GIVEN).count() == 2
    sweep(DAY + timedelta(days=10), 10)
    assert Reminder.objects.filter(kind=Kind.GIVEN).count() == 3


def test_one_that_fails_among_hundreds_is_found_by_halves(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.add([committee(f"W{number:03}", f"phường Số {number:03}", Level.COMMUNE, "BD") for number in range(300)])
    group = city.group(*(f"W{number:03}" for number in range(300)))
    launched(city, duty("Rà soát", grouped(group), deadline=DUE))
    monkeypatch.setattr(reminding, "PART", 200)
    with broken(city.units["W123"].pk, Kind.TODAY):
        sweep(DUE, 9)
    assert Reminder.objects.filter(kind=Kind.TODAY).count() == 299
    assert "phường Số 123" in Sweep.objects.get(name="work").error


def test_a_database_that_stops_answering_takes_back_only_the_part_at_hand(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    run = deadline(city)
    monkeypatch.setattr(reminding, "PART", 2)
    last = Assignment.objects.order_by("due_date", "pk").values_list("unit", flat=True).last()
    assert last is not None
    with broken(last, Kind.OVERDUE, is_database=True):
        run(9)
    told = Reminder.objects.filter(kind=Kind.OVERDUE, passed_over=False)
    above = Notice.objects.filter(kind=Kind.OVERDUE, step=3, assignment=None)
    assert told.exclude(unit=last).count() == told.count() == 2
    assert set(above.values_list("count", flat=True)) == {2}
    assert Sweep.objects.get(name="work").ended_at is None
    run(10)
    assert told.count() == 3
    assert set(above.values_list("count", flat=True)) == {3}


def test_the_budget_of_a_day_is_for_the_nearest_end_however_many_parts(
    city: City, monkeypatch: pytest.MonkeyPatch, settings: LazySettings
) -> None:
    settings.EMAIL_HOST = "thu.example.vn"
    Person.objects.filter(pk=city["officer"].pk).update(email="can-bo@example.vn")
    NoticeChoice.objects.create(person=city["officer"], budget=1)
    everybody = grouped(city.group())
    launched(city, duty("Lập dự toán", everybody, deadline=DUE + timedelta(days=2)), duty("Rà soát", everybody, deadline=DUE))
    monkeypatch.setattr(reminding, "PART", 2)
    sweep(DUE, 9)
    ordered = Delivery.objects.filter(person=city["officer"], notice__kind__in=[Kind.SOON, Kind.TODAY])
    assert dict(ordered.values_list("notice__kind", "status")) == {Kind.TODAY: "waiting", Kind.SOON: "held"}


def test_the_proof_page_names_what_failed(city: City) -> None:
    run = deadline(city)
    with broken(city.units["BD"].pk, Kind.OVERDUE):
        run(9)
    boss = city["chairman"]
    boss.is_superuser = True
    boss.save()
    page = signed_in(boss).get("/quan-tri/nhac-viec/").content.decode()
    assert "Ủy ban nhân dân quận Ba Đình: Rà soát danh sách" in page


@pytest.mark.parametrize("reference", ["", "followless", "workflows/flows", "workflows/flows.GoneFlow.draft", "a/b/c.d"])
def test_a_stored_step_that_is_no_name_is_named_as_lost(city: City, reference: str) -> None:
    delivered(city)
    task = Task.objects.latest("pk")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE viewflow_task SET flow_task = %s WHERE id = %s", [reference, task.pk])
    assert clock.unknown_references() == {reference: 1}


def test_what_is_open_in_a_concluded_campaign_is_found_and_ended(city: City) -> None:
    delivered(city)
    assert clock.astray() == []
    Campaign.objects.update(status=Campaign.Status.CONCLUDED)
    assert {row.unit.code for row in clock.astray()} == {"BD", "HK", "TT"}
    assert clock.mend(at=later(hours=1)) == 3
    assert clock.astray() == []
    assert steps.open_task(Campaign.objects.get().assignments.all()[0]) is None
