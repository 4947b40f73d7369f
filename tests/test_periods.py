"""Reports for a period: made for all units when it begins, ended by a report, judged by its day, and counted as freshness."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns import freshness, services
from campaigns.models import Assignment, Campaign, CampaignTask, CarryingRules, Report, ReportDue, Suspension
from campaigns.services.periods import rounds_of
from org_hierarchy.calendar import Calendar, Cycle, Every, in_words
from records.models import Event
from workflows import steps

from .city import AT, DAY, City, DutyDraft, at, delivered, draft, duty, grouped, launched, refused, signed_in

pytestmark = pytest.mark.django_db

Due = ReportDue.Status
MONTHLY = "trước ngày 25 hằng tháng"
FIRST, SECOND, THIRD = date(2021, 3, 24), date(2021, 4, 24), date(2021, 5, 24)


def monthly(city: City, **fields: Any) -> DutyDraft:
    return duty("Báo cáo tình hình.", grouped(city.group()), **({"deadline_text": MONTHLY, "period": "monthly"} | fields))


def dues_of(assignment: Assignment) -> list[date]:
    return list(assignment.dues.order_by("due_date").values_list("due_date", flat=True))


def make(day: date) -> int:
    return services.make_dues(at=at(day), today=day)


# Made


def test_the_first_report_is_owed_when_the_work_is_given(city: City) -> None:
    campaign = launched(city, monthly(city), duty("Không định kỳ.", grouped(city.group())))
    rows = ReportDue.objects.values_list("assignment__unit__code", "due_date", "period_start", "period_end", "status")
    assert sorted(rows) == [(code, FIRST, DAY, FIRST, Due.DUE) for code in ("BD", "HK", "TT")]
    assert Event.objects.get(action="campaigns.dues_made").after == {"count": 3}
    assert campaign.assignments.count() == 6


def test_the_next_one_is_owed_when_the_day_of_the_last_has_passed(city: City) -> None:
    work = city.assignment(launched(city, monthly(city)), "BD")
    assert make(FIRST) == 0
    assert make(FIRST + timedelta(days=1)) == 3
    assert make(FIRST + timedelta(days=1)) == 0
    assert dues_of(work) == [FIRST, SECOND]
    second = work.dues.get(due_date=SECOND)
    assert (second.period_start, second.period_end) == (DAY, date(2021, 4, 14))
    make(SECOND + timedelta(days=1))
    third = work.dues.get(due_date=THIRD)
    assert (third.period_start, third.period_end) == (date(2021, 4, 15), date(2021, 5, 14))  # as Decree 09/2019 draws a month


def test_after_an_outage_what_was_missed_is_owed_too(city: City) -> None:
    work = city.assignment(launched(city, monthly(city)), "BD")
    assert make(THIRD) == 6
    assert dues_of(work) == [FIRST, SECOND, THIRD]


def test_a_unit_that_came_later_owes_nothing_of_before(city: City) -> None:
    campaign = launched(city, monthly(city))
    late = city.assignment(campaign, "HK")
    late.dues.all().delete()
    Assignment.objects.filter(pk=late.pk).update(issued_at=at(SECOND))
    make(THIRD)
    assert dues_of(late) == [SECOND, THIRD]


def test_what_has_ended_or_stands_still_owes_nothing_new(city: City) -> None:
    campaign = launched(city, monthly(city))
    done, still, going = (city.assignment(campaign, code) for code in ("BD", "HK", "TT"))
    Assignment.objects.filter(pk=done.pk).update(status=Assignment.Status.ACCEPTED)
    Assignment.objects.filter(pk=still.pk).update(status=Assignment.Status.SUSPENDED)
    make(THIRD)
    assert [dues_of(row) for row in (done, still, going)] == [[FIRST], [FIRST], [FIRST, SECOND, THIRD]]


def test_what_fell_due_during_a_standstill_is_never_owed(city: City) -> None:
    work = city.assignment(launched(city, monthly(city)), "BD")
    Suspension.objects.create(
        assignment=work, status=Suspension.Status.ENDED, reason="Dịch.", asked_by=city["officer"], asked_at=AT,
        agreed_date=SECOND - timedelta(days=3), ended_at=at(SECOND + timedelta(days=5)), ended_by=city["officer"],
    )  # fmt: skip
    make(THIRD)
    assert dues_of(work) == [FIRST, THIRD]


def test_a_concluded_campaign_owes_nothing_new(city: City) -> None:
    campaign = launched(city, monthly(city))
    Campaign.objects.filter(pk=campaign.pk).update(status=Campaign.Status.CONCLUDED)
    assert make(THIRD) == 0


def test_no_report_is_owed_after_the_tasks_own_last_day(city: City) -> None:
    work = city.assignment(launched(city, monthly(city, deadline=date(2021, 4, 30))), "BD")
    make(THIRD)
    assert dues_of(work) == [FIRST, SECOND]


def test_the_issuer_says_whether_the_day_named_counts(city: City) -> None:
    CarryingRules.objects.create(unit=city.units["HN"], inclusive_deadlines=True)
    work = city.assignment(launched(city, monthly(city)), "BD")
    assert dues_of(work) == [date(2021, 3, 25)]


def test_a_sweep_without_work_asks_a_fixed_number_of_questions(city: City) -> None:
    launched(city, *(monthly(city) for _ in range(2)))

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert make(FIRST) == 0
        return len(captured)

    few = statements()
    launched(city, *(monthly(city) for _ in range(9)), number=777)
    assert statements() == few


# Against a slow reference: day by day, unit by unit


def said(term: Every) -> Iterator[tuple[date, int]]:
    """Every day on which the term is due as written, and the number of its round, counted without the calendar's own way."""
    day, round_number = date(2021, 1, 1), 0
    while day < date(2023, 1, 1):
        following = day + timedelta(days=1)
        if term.cycle is Cycle.WEEK:
            is_due = day.isoweekday() == (term.day or 5)
        else:
            months = int(term.cycle)
            place = (day.month - 1) % months + 1
            wanted = term.month or (1 if term.day is not None else months)
            is_last = following.month != day.month
            is_due = place == wanted and (is_last if term.day is None else day.day == term.day or (is_last and day.day < term.day))
        if is_due:
            round_number += 1
            yield day, round_number
        day = following


@st.composite
def terms(drawn: st.DrawFn) -> Every:
    cycle = drawn(st.sampled_from(Cycle))
    day = drawn(st.none() | st.integers(1, 7 if cycle is Cycle.WEEK else 31))
    month = drawn(st.integers(1, cycle)) if day is not None and cycle > Cycle.MONTH else None
    return Every(cycle, day, month, strictly_before=day is not None and drawn(st.booleans()))


@given(term=terms(), begun=st.integers(0, 400), swept=st.integers(0, 300), ends=st.none() | st.integers(0, 300))
def test_the_rounds_are_those_of_a_calendar_read_day_by_day(term: Every, begun: int, swept: int, ends: int | None) -> None:
    first = date(2021, 1, 3) + timedelta(days=begun)
    today = first + timedelta(days=swept)
    end = None if ends is None else first + timedelta(days=ends)
    task = CampaignTask(deadline_text=in_words(term), strictly_before=term.strictly_before, due_date=end)
    last_days = [day - timedelta(days=1) if term.strictly_before else day for day, _ in said(term)]
    if end is not None and term.strictly_before:
        end -= timedelta(days=1)
    wanted: list[date] = []
    for day in last_days:
        if day < first or (end is not None and day > end):
            continue
        wanted.append(day)
        if day >= today:
            break
    found = rounds_of(task, Campaign(opened_date=first), today=today, calendar=Calendar({}, first, today))
    assert [one.due for one in found] == wanted
    for one in found:
        assert first <= one.first <= one.last
        assert one.last <= one.due or term.cycle is Cycle.WEEK
    assert all(earlier.last < later.last for earlier, later in pairwise(found))


STATES = st.sampled_from(["issued", "received", "in_progress", "returned", "reported", "accepted", "recalled", "suspended"])


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    issued=st.lists(st.integers(0, 60), min_size=3, max_size=3),
    sweeps=st.lists(st.tuples(st.integers(0, 120), st.lists(STATES, min_size=3, max_size=3)), min_size=1, max_size=4),
)
def test_whatever_happens_between_the_sweeps_each_unit_owes_what_one_by_one_says(
    city: City, issued: list[int], sweeps: list[tuple[int, list[str]]]
) -> None:
    term = Every(Cycle.WEEK, 5)
    Report.objects.all().delete()
    ReportDue.objects.all().delete()
    campaign = Campaign.objects.first() or launched(city, duty("Tuần.", grouped(city.group()), deadline_text=in_words(term)))
    ReportDue.objects.all().delete()
    rows = list(campaign.assignments.order_by("pk"))
    begun = [DAY + timedelta(days=days) for days in issued]
    for row, day in zip(rows, begun, strict=True):
        Assignment.objects.filter(pk=row.pk).update(issued_at=at(day, 23))
    wanted: list[set[date]] = [set(), set(), set()]
    for days, states in sorted(sweeps, key=lambda sweep: sweep[0]):
        today = DAY + timedelta(days=days)
        for row, state in zip(rows, states, strict=True):
            Assignment.objects.filter(pk=row.pk).update(status=state)
        make(today)
        fridays = [day for day, _ in said(term) if day >= DAY]
        coming = next(day for day in fridays if day >= today)
        for place, state in enumerate(states):
            if state in ("issued", "received", "in_progress", "returned"):
                wanted[place] |= {day for day in fridays if begun[place] <= day <= coming}
    assert [set(dues_of(row)) for row in rows] == wanted


# Reported


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's assignment, received, owing its first report."""
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, monthly(city))))
    found = city.assignment(campaign, "BD")
    steps.receive_assignment(found, by=city["clerk"], at=AT, today=DAY)
    return city.assignment(campaign, "BD")


def sent(city: City, work: Assignment, due: ReportDue | None, *, on: date = DAY, kind: str = "interim", **fields: Any) -> Report:
    work.refresh_from_db()
    return steps.report(work, kind=kind, text="Kết quả kỳ này.", by=city["officer"], at=at(on, 11), today=on, due=due, **fields)


def test_a_report_for_the_period_ends_what_was_owed_and_not_the_work(city: City, work: Assignment) -> None:
    due = work.dues.get()
    report = sent(city, work, due)
    due.refresh_from_db()
    assert (due.status, due.reported_date, report.due) == (Due.SUBMITTED, DAY, due)
    steps.review(report, accept=True, note="", by=city["chairman"], at=at(DAY, 15))
    due.refresh_from_db()
    work.refresh_from_db()
    assert (due.status, work.status) == (Due.ACCEPTED, Assignment.Status.IN_PROGRESS)


def test_a_returned_report_is_owed_again(city: City, work: Assignment) -> None:
    due = work.dues.get()
    steps.review(sent(city, work, due), accept=False, note="Thiếu số liệu.", by=city["chairman"], at=at(DAY, 15))
    due.refresh_from_db()
    assert due.status == Due.RETURNED
    assert list(services.owed(work)) == [due]
    again = sent(city, work, due, on=FIRST)
    steps.review(again, accept=True, note="", by=city["chairman"], at=at(FIRST, 15))
    due.refresh_from_db()
    assert (due.status, due.reported_date) == (Due.ACCEPTED, FIRST)


def test_one_report_per_period_waits(city: City, work: Assignment) -> None:
    due = work.dues.get()
    sent(city, work, due)
    refused("stale", lambda: sent(city, work, ReportDue.objects.get(pk=due.pk)))


def test_another_units_period_is_not_ended(city: City, work: Assignment) -> None:
    other = ReportDue.objects.exclude(assignment=work).first()
    refused("wrong_period", lambda: sent(city, work, other))


def test_the_day_of_the_written_reply_is_that_of_the_period_too(city: City, work: Assignment) -> None:
    due = work.dues.get()
    sent(city, work, due, on=FIRST + timedelta(days=2), reply_number="12/BC", reply_date=FIRST)
    due.refresh_from_db()
    assert due.reported_date == FIRST


def test_a_final_report_answers_for_all_that_is_owed(city: City, work: Assignment) -> None:
    make(THIRD)
    report = sent(city, work, None, on=THIRD, kind="final")
    assert set(work.dues.values_list("status", flat=True)) == {Due.SUBMITTED}
    assert report.due is not None
    assert report.due.due_date == THIRD
    steps.review(report, accept=False, note="Chưa đủ.", by=city["chairman"], at=at(THIRD, 15))
    assert set(work.dues.values_list("status", flat=True)) == {Due.RETURNED}
    steps.review(sent(city, work, None, on=THIRD, kind="final"), accept=True, note="", by=city["chairman"], at=at(THIRD, 16))
    assert set(work.dues.values_list("status", flat=True)) == {Due.ACCEPTED}


def test_a_returned_final_report_leaves_alone_what_another_report_answers(city: City, work: Assignment) -> None:
    make(SECOND)
    first = work.dues.get(due_date=FIRST)
    sent(city, work, first)
    final = sent(city, work, None, on=SECOND, kind="final")
    steps.review(final, accept=False, note="Chưa đủ.", by=city["chairman"], at=at(SECOND, 15))
    assert dict(work.dues.values_list("due_date", "status")) == {FIRST: Due.SUBMITTED, SECOND: Due.RETURNED}


def test_an_accepted_final_report_answers_for_what_came_back_while_it_waited(city: City, work: Assignment) -> None:
    make(SECOND)
    interim = sent(city, work, work.dues.get(due_date=FIRST))
    final = sent(city, work, None, on=SECOND, kind="final")
    steps.review(interim, accept=False, note="Thiếu số liệu.", by=city["chairman"], at=at(SECOND, 14))
    assert work.dues.get(due_date=FIRST).status == Due.RETURNED
    steps.review(final, accept=True, note="", by=city["chairman"], at=at(SECOND, 15))
    rows = work.dues.order_by("due_date").values_list("status", "reported_date")
    assert list(rows) == [(Due.ACCEPTED, DAY), (Due.ACCEPTED, SECOND)], "nobody can report on it any more, so nobody owes it"
    assert freshness.of(work.campaign, today=THIRD, among=Assignment.objects.filter(pk=work.pk)) == freshness.Freshness(1, 1)


# Counted


def test_freshness_is_who_reported_for_the_last_period_that_has_passed(city: City, work: Assignment) -> None:
    campaign = work.campaign
    assert freshness.of(campaign, today=FIRST) == freshness.Freshness(0, 0)
    assert freshness.of(campaign, today=FIRST).ratio is None
    after = FIRST + timedelta(days=1)
    sent(city, work, work.dues.get())
    assert freshness.of(campaign, today=after) == freshness.Freshness(1, 3)
    Assignment.objects.filter(unit=city.units["HK"]).update(status=Assignment.Status.RECALLED)
    assert freshness.of(campaign, today=after) == freshness.Freshness(1, 2)
    make(after)
    assert freshness.of(campaign, today=SECOND + timedelta(days=1)).fresh == 0


def test_what_was_given_on_is_not_counted_twice(city: City, work: Assignment) -> None:
    unit = city.units["KM"]
    child = Assignment.objects.create(
        campaign=work.campaign, task=work.task, unit=unit, path=unit.path, reviewer=work.unit, parent=work, issued_at=AT
    )
    ReportDue.objects.create(assignment=child, period_start=DAY, period_end=FIRST, due_date=FIRST)
    assert freshness.of(work.campaign, today=SECOND).owing == 3


# On the pages


def test_the_unit_reports_for_the_oldest_period_that_it_owes(city: City, work: Assignment) -> None:
    make(SECOND)
    client = signed_in(city["officer"])
    page = client.get(work.get_absolute_url()).content.decode()
    assert "Kỳ báo cáo" in page
    first, second = work.dues.order_by("due_date")
    answer = client.post(reverse("workflows:report", args=[work.pk]), {"kind": "interim", "due": first.pk, "text": "Kỳ một."})
    assert answer.status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == (Due.SUBMITTED, Due.DUE)
    again = client.post(reverse("workflows:report", args=[work.pk]), {"kind": "interim", "due": first.pk, "text": "Lại."})
    assert again.status_code == 400
    assert "Lại." in again.content.decode()


def test_the_campaigns_page_shows_the_three_measures(city: City, work: Assignment) -> None:
    sent(city, work, work.dues.get())
    page = signed_in(city["chairman"]).get(reverse("campaigns:campaign", args=[work.campaign_id])).content.decode()
    assert "Báo cáo kỳ gần nhất" in page
    assert "1 trên tổng số 3 việc báo cáo định kỳ" in page
