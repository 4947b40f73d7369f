"""What the clock finds: each thing once, however often it looks, whatever it missed, and whoever fails."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, CarryingRules, Difficulty, Extension, ReportDue, Suspension
from campaigns.services import Part
from org_hierarchy.models import OrgUnit
from records.models import Job
from workflows import clock, steps
from workflows.clock import SWEEPS, Planned, moving, sweeping
from workflows.models import Notice, Reminder, Sweep
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, Level, at, committee, delivered, draft, duty, grouped, launched

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind


def district_work(city: City, *, due: date | None = DUE, **fields: Any) -> Campaign:
    """One task for the three districts."""
    return launched(city, duty("Rà soát danh sách người tham gia", grouped(city.group()), deadline=due, **fields))


def minute(day: date, hour: int = 9, minutes: int = 0) -> list[Sweep]:
    return clock.sweep_all(at=at(day, hour) + timedelta(minutes=minutes))


def said(**about: Any) -> list[tuple[str, int, bool]]:
    """(kind, step, passed over) of each reminder as a deadline meets them; silence and news only where asked for."""
    rows = Reminder.objects.filter(**about).order_by("made_at", "-passed_over", "pk")
    rows = rows if "kind" in about else rows.exclude(kind__in=[Kind.SILENT, Kind.OVER, Kind.GIVEN, Kind.RECALLED])
    return [(row.kind, row.step, row.passed_over) for row in rows]


def of(city: City, code: str) -> dict[str, Any]:
    return {"assignment__unit": city.units[code]}


def what_is_there() -> tuple[Any, ...]:
    fields = ("kind", "subject_id", "day", "step", "passed_over")
    return sorted(Reminder.objects.values_list(*fields)), sorted(Notice.objects.values_list("key", "title", "day", "path", "count"))


def test_nothing_is_said_before_three_working_days_are_left(city: City) -> None:
    district_work(city)  # due on Wednesday 31/3/2021
    minute(date(2021, 3, 25))
    assert said() == []
    minute(date(2021, 3, 26))  # Friday: Monday, Tuesday, Wednesday are left
    assert said() == [(Kind.SOON, 0, False)] * 3


def test_each_stage_of_a_deadline_is_said_once_on_its_day(city: City) -> None:
    district_work(city)
    for days in range(-6, 30):
        minute(DUE + timedelta(days=days))
        minute(DUE + timedelta(days=days), 15)
    stages = [(Kind.SOON, 0), (Kind.TODAY, 0), *((Kind.OVERDUE, step) for step in (0, 3, 7, 14, 21, 28))]
    assert said(**of(city, "BD")) == [(kind, step, False) for kind, step in stages]
    made = Reminder.objects.filter(**of(city, "BD"), kind__in=[Kind.SOON, Kind.TODAY, Kind.OVERDUE]).order_by("pk")
    days = [timezone.localdate(row.made_at) for row in made]
    assert days == [DUE + timedelta(days=after) for after in (-5, 0, 1, 3, 7, 14, 21, 28)]


def test_the_same_sweep_twice_changes_nothing(city: City) -> None:
    district_work(city)
    minute(DUE)
    before = what_is_there()
    minute(DUE)
    minute(DUE, minutes=1)
    minute(DUE, 17)
    assert what_is_there() == before
    assert before[0]


def test_after_an_outage_only_the_newest_stage_is_told_and_the_others_are_noted(city: City) -> None:
    district_work(city)
    minute(date(2021, 3, 24))
    minute(DUE + timedelta(days=4))  # the clock stood still for eleven days
    assert said(**of(city, "BD")) == [
        (Kind.SOON, 0, True),
        (Kind.TODAY, 0, True),
        (Kind.OVERDUE, 0, True),
        (Kind.OVERDUE, 3, False),
    ]
    assert set(Notice.objects.filter(**of(city, "BD")).values_list("kind", "step")) == {(Kind.OVERDUE, 3)}
    sweep = Sweep.objects.get(name="work", planned_for=at(DUE + timedelta(days=4)))
    assert (sweep.count, sweep.passed_count) == (3, 9)


def test_work_given_when_it_was_nearly_due_has_missed_nothing(city: City) -> None:
    district_work(city)
    Assignment.objects.update(issued_at=at(DUE, 8))
    minute(DUE + timedelta(days=1))
    assert said(**of(city, "BD")) == [(Kind.TODAY, 0, True), (Kind.OVERDUE, 0, False)]


def test_a_later_date_begins_the_ladder_anew(city: City) -> None:
    district_work(city)
    minute(DUE)
    Assignment.objects.update(due_date=DUE + timedelta(days=20))
    before = said()
    minute(DUE + timedelta(days=1))
    assert said() == before
    minute(DUE + timedelta(days=20))
    assert Counter(said(day=DUE + timedelta(days=20), passed_over=False)) == {(Kind.TODAY, 0, False): 3}


def test_what_is_reported_suspended_or_taken_back_is_left_alone(city: City) -> None:
    campaign = district_work(city)
    for code, status in zip(("BD", "HK", "TT"), ("reported", "suspended", "recalled"), strict=True):
        Assignment.objects.filter(unit=city.units[code]).update(status=status)
    minute(DUE + timedelta(days=5))
    assert said() == []
    Assignment.objects.update(status="received")
    Campaign.objects.filter(pk=campaign.pk).update(status="concluded")
    minute(DUE + timedelta(days=6))
    assert said() == []


def test_a_periodic_report_has_its_own_deadline(city: City) -> None:
    campaign = district_work(city, due=date(2021, 12, 31))
    assignment = city.assignment(campaign, "BD")
    owed = ReportDue.objects.create(assignment=assignment, period_start=DAY, period_end=DUE, due_date=DUE)
    minute(DUE)
    assert said(kind__startswith="period") == [(Kind.PERIOD_SOON, 0, True), (Kind.PERIOD_TODAY, 0, False)]
    minute(DUE + timedelta(days=3))
    assert Notice.objects.filter(kind=Kind.PERIOD_OVERDUE, assignment=assignment, closed_at=None).exists()
    owed.status = ReportDue.Status.SUBMITTED
    owed.save()
    minute(DUE + timedelta(days=4))
    assert not Notice.objects.filter(assignment=assignment, closed_at=None).exists()


def test_a_unit_is_called_silent_once_half_of_its_time_is_over_and_nothing_came(city: City) -> None:
    campaign = district_work(city, due=date(2021, 5, 17))  # sixty days
    city.report(city.assignment(campaign, "HK"), kind="interim")
    minute(DAY + timedelta(days=29))
    assert said(kind=Kind.SILENT) == []
    minute(DAY + timedelta(days=30))
    minute(DAY + timedelta(days=31))
    assert said(kind=Kind.SILENT) == [(Kind.SILENT, 0, False)] * 2
    assert not Reminder.objects.filter(kind=Kind.SILENT, **of(city, "HK")).exists()


def test_a_unit_whose_last_word_is_too_old_is_reminded_as_often_as_the_issuer_says(city: City) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], stale_days=10)
    campaign = district_work(city, due=date(2021, 12, 31))
    city.report(city.assignment(campaign, "BD"), kind="interim")
    for days in range(26):
        minute(DAY + timedelta(days=days))
    assert said(kind=Kind.STALE) == [(Kind.STALE, 10, False), (Kind.STALE, 20, False)]
    city.report(city.assignment(campaign, "BD"), kind="interim", on=DAY + timedelta(days=26))
    minute(DAY + timedelta(days=30))
    assert len(said(kind=Kind.STALE)) == 2


def test_work_without_a_date_is_looked_at_on_its_review_date_and_every_month_from_there(city: City) -> None:
    district_work(city, due=None)
    review = campaigns.REVIEW_AFTER
    for days in (0, 1, 29, 30, 45, 60):
        minute(DAY + review + timedelta(days=days))
    assert Counter(step for _, step, _ in said(kind=Kind.REVIEW)) == {0: 3, 30: 3, 60: 3}


def test_a_request_for_more_time_that_nobody_answers_comes_back_to_the_reviewer(city: City) -> None:
    campaign = district_work(city, due=date(2021, 12, 31))
    asked = {"previous_date": date(2021, 12, 31), "proposed_date": date(2022, 1, 31), "asked_by": city["officer"], "asked_at": AT}
    Extension.objects.create(assignment=city.assignment(campaign, "BD"), reason="Thiếu người", **asked)
    minute(date(2021, 3, 25))  # Thursday: five working days since Thursday
    assert not said(kind=Kind.EXTENSION)
    minute(date(2021, 3, 26))
    minute(date(2021, 3, 29))
    assert said(kind=Kind.EXTENSION) == [(Kind.EXTENSION, 7, False)]
    told = set(Notice.objects.filter(kind=Kind.EXTENSION).values_list("person__username", flat=True))
    assert {city["office_head"].username, city["chairman"].username} <= told
    assert city["city_officer"].username not in told
    assert city["officer"].username not in told


def test_a_standstill_and_a_difficulty_that_wait_too_long_come_back_to_whoever_decides(city: City) -> None:
    campaign = district_work(city, due=date(2021, 12, 31))
    assignment, by = city.assignment(campaign, "BD"), city["officer"]
    Suspension.objects.create(assignment=assignment, reason="Chờ hướng dẫn", asked_by=by, asked_at=AT)
    answering = {"at_unit": city.units["BHXHHN"], "answer_date": date(2021, 3, 25)}
    Difficulty.objects.create(assignment=assignment, text="Chưa rõ mẫu biểu", raised_by=by, raised_at=AT, **answering)
    minute(date(2021, 3, 26))
    assert {kind for kind, _, _ in said()} == {Kind.SUSPENSION, Kind.DIFFICULTY}
    told = set(Notice.objects.values_list("kind", "person__username"))
    assert {(Kind.DIFFICULTY, city["monitor"].username), (Kind.SUSPENSION, city["office_head"].username)} <= told
    assert (Kind.DIFFICULTY, city["city_officer"].username) not in told


def test_the_issuer_is_told_once_that_everything_is_done(city: City) -> None:
    campaign = district_work(city)
    for code in ("BD", "HK"):
        city.accept(city.report(city.assignment(campaign, code)))
    minute(DAY + timedelta(days=1))
    assert not said(kind=Kind.ALL_DONE)
    city.accept(city.report(city.assignment(campaign, "TT")))
    minute(DAY + timedelta(days=2))
    minute(DAY + timedelta(days=9))
    assert said() == [(Kind.ALL_DONE, 0, False)]
    told = set(Notice.objects.filter(kind=Kind.ALL_DONE).values_list("person__username", flat=True))
    assert {city["office_head"].username, city["drafter"].username} <= told
    assert set(Notice.objects.values_list("path", flat=True)) == {f"/dot/{campaign.pk}/"}


def test_the_issuer_is_told_once_that_the_last_deadline_has_passed(city: City) -> None:
    campaign = district_work(city)
    city.accept(city.report(city.assignment(campaign, "BD")))
    minute(DUE)
    assert not said(kind=Kind.OVER)
    minute(DUE + timedelta(days=1))
    minute(DUE + timedelta(days=8))
    assert said(kind=Kind.OVER) == [(Kind.OVER, 0, False)]


def test_a_sweep_that_fails_says_so_and_the_next_minute_it_is_tried_again(city: City) -> None:
    district_work(city)

    def broken(sweep: Sweep, **_: Any) -> sweeping.Done:
        raise ValueError("bảng lịch hỏng")

    plan = {"broken": Planned(broken, sweeping.EVERY_HOUR, "Hỏng"), "work": SWEEPS["work"]}
    first, second = sweeping.run_due(plan, at=at(DUE))
    assert (first.ended_at, first.error, first.failed_count) == (None, "ValueError: bảng lịch hỏng", 1)
    assert second.ended_at
    assert len(said(passed_over=False)) == 3
    again = sweeping.run_due(plan, at=at(DUE) + timedelta(minutes=1))
    assert [sweep.name for sweep in again] == ["broken", "work"]


def test_one_row_that_fails_is_left_for_the_next_sweep_and_the_others_are_done(city: City) -> None:
    done: list[str] = []

    def act(unit: OrgUnit) -> bool:
        if unit.code == "HK":
            raise ValueError("không khóa được")
        done.append(unit.code)
        return True

    result = sweeping.each(city.districts, act)
    assert done == ["BD", "TT"]
    assert (result.count, result.failed, result.error) == (2, 1, "ValueError: không khóa được")


def test_what_had_nothing_to_do_is_forgotten_the_next_day_but_never_the_last_good_run(city: City) -> None:
    district_work(city)
    for minutes in range(3):
        minute(date(2021, 3, 22), minutes=minutes)
    minute(DUE)
    assert Sweep.objects.filter(name="work").count() == 1
    minute(date(2021, 4, 12))
    kept = Sweep.objects.filter(Q(name="work") | Q(name="silent")).order_by("planned_for").values_list("name", "planned_for")
    assert ("work", at(DUE)) in set(kept)


def test_forgetting_looks_at_what_it_forgets_and_keeps_what_told_somebody(city: City) -> None:
    campaign = district_work(city)
    old = [Sweep(name="x", planned_for=AT + timedelta(minutes=n), begun_at=AT, ended_at=AT) for n in range(20)]
    killed, *_, last = Sweep.objects.bulk_create(old)
    unit = {"kind": Kind.SOON, "unit": city.units["BD"], "day": DUE, "made_at": AT}
    Reminder.objects.create(sweep=killed, campaign=campaign, subject_id=1, **unit)

    def statements(hour: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            ran = clock.run("forget", SWEEPS["forget"], at=at(DUE, hour))
        assert not ran.error, ran.error
        return len(queries)

    first = statements(9)
    assert set(Sweep.objects.filter(name="x").values_list("pk", flat=True)) == {killed.pk, last.pk}
    assert statements(10) < first, "what told somebody is not asked about again"


def test_a_sweep_costs_as_many_statements_for_many_units_as_for_three(city: City) -> None:
    district_work(city)
    other = date(2021, 9, 15)

    def statements(day: date) -> int:
        with CaptureQueriesContext(connection) as queries:
            clock.run("work", SWEEPS["work"], at=at(day))
        return len(queries)

    few = statements(DUE)
    city.add(committee(f"Q{number}", f"quận {number}", Level.DISTRICT, "HN") for number in range(100))
    launched(city, *(duty(f"Việc {n}", grouped(city.group()), deadline=other) for n in range(2)), number=777)
    Assignment.objects.filter(due_date=DUE).update(status="accepted")
    assert statements(other) == few <= 20
    assert Reminder.objects.filter(kind=Kind.TODAY, day=other).count() == 206
    assert statements(other + timedelta(days=7)) <= 30


def test_a_report_that_nobody_reviews_comes_back_to_the_reviewer(city: City) -> None:
    campaign = district_work(city)
    city.report(city.assignment(campaign, "BD"))
    minute(date(2021, 3, 25))
    assert not said(kind=Kind.UNREVIEWED)
    for day in (26, 29, 31):
        minute(date(2021, 3, day))
    assert said(kind=Kind.UNREVIEWED) == [(Kind.UNREVIEWED, 7, False)]
    minute(date(2021, 4, 1))
    assert [step for _, step, _ in said(kind=Kind.UNREVIEWED)] == [7, 14]
    assert city["city_officer"].username in set(Notice.objects.filter(kind=Kind.UNREVIEWED).values_list("person__username", flat=True))


# What time alone moves


def test_the_clock_writes_down_the_reports_of_a_period_that_begins(city: City) -> None:
    campaign = district_work(city, due=None, period="monthly")
    owed = ReportDue.objects.filter(assignment__campaign=campaign)
    before = owed.count()
    minute(DAY + timedelta(days=40))
    after = owed.count()
    assert after > before
    minute(DAY + timedelta(days=40), minutes=1)
    assert owed.count() == after
    assert Sweep.objects.get(name="dues", planned_for=at(DAY + timedelta(days=40))).count == after - before


def test_the_clock_gives_tasks_on_the_first_day_of_their_phase(city: City) -> None:
    directive = delivered(city, draft(city, duty("Đợt hai", grouped(city.group()), start_date=DUE, deadline=DUE + timedelta(days=30))))
    assert not Assignment.objects.exists()
    minute(DUE - timedelta(days=1))
    assert not Assignment.objects.exists()
    minute(DUE)
    run_job(Job.objects.get(key=f"deliver:{directive.pk}:{DUE}").pk)
    assert Assignment.objects.count() == 3
    minute(DUE, minutes=1)
    assert Job.objects.filter(key__startswith="deliver:").count() == 2


def test_what_fails_for_all_together_is_done_for_one_after_the_other(city: City) -> None:
    sweep = Sweep.objects.create(name="x", planned_for=AT, begun_at=AT)
    done: list[str] = []

    def one(unit: OrgUnit) -> int:
        if unit.code == "BD":
            raise ValueError("hỏng")
        done.append(unit.code)
        return 1

    def together() -> int:
        raise ValueError("cả lượt hỏng vì một đơn vị")

    result = moving.together_or_each(sweep, together, lambda: city.districts, one)
    assert (done, result.count, result.failed) == (["HK", "TT"], 2, 1)


def test_the_clock_gives_work_back_to_a_unit_whose_message_was_lost(city: City) -> None:
    delivered(city, draft(city, duty("Rà soát", grouped(city.group()), deadline=date(2021, 12, 31))))
    mine = Assignment.objects.select_related("campaign__directive", "unit", "task").get(unit=city.units["BD"])
    steps.receive_assignment(mine, by=city["officer"], at=AT, today=DAY)
    mine.refresh_from_db()
    (below,) = steps.delegate(mine, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    minute(DAY + timedelta(days=1))
    mine.refresh_from_db()
    assert mine.waits_for_children
    Assignment.objects.filter(pk=below).update(status="recalled")  # and nobody was told
    minute(DAY + timedelta(days=2))
    mine.refresh_from_db()
    assert not mine.waits_for_children
    assert Sweep.objects.get(name="wake", planned_for=at(DAY + timedelta(days=2))).count == 1
