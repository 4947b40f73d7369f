"""Work that is reported by periods stands in the inbox by the next day that its unit has to keep."""

import json
import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from campaigns import services
from campaigns.models import Assignment, Campaign, Report, ReportDue, Suspension
from workflows import inbox, steps

from .city import AT, DAY, City, Level, at, at_once, committee, delivered, draft, duty, grouped, launched, signed_in
from .commands import managed
from .test_periods import FIRST, MONTHLY, SECOND, THIRD, make, monthly
from .test_upgrade import LONG_SINCE, TAKEN_IN
from .test_worker_kill import wait_until

pytestmark = pytest.mark.django_db

WHOLE, SOONER = date(2021, 6, 30), date(2021, 4, 5)


@pytest.fixture
def rows(city: City) -> list[Assignment]:
    """Ba Đình's work, received: a monthly report until the end of June, and something else until the fifth of April."""
    directive = delivered(
        city, draft(city, monthly(city, deadline=WHOLE), duty("Rà soát danh sách.", grouped(city.group()), deadline=SOONER))
    )
    campaign = Campaign.objects.get(directive=directive)
    steps.receive_assignment(city.assignment(campaign, "BD"), by=city["clerk"], at=AT, today=DAY)
    return [city.assignment(campaign, "BD", position) for position in (0, 1)]


def sent(city: City, work: Assignment, due: ReportDue | None, *, on: date) -> Report:
    work.refresh_from_db()
    kind = Report.Kind.FINAL if due is None else Report.Kind.INTERIM
    return steps.report(work, kind=kind, text="Kết quả.", by=city["officer"], at=at(on, 11), today=on, due=due)


def next_day(work: Assignment) -> date | None:
    """The day that the row keeps, which is that of its oldest owed report."""
    work.refresh_from_db()
    oldest = services.owed(work).first()
    assert work.period_due_date == (oldest.due_date if oldest else None)
    return work.period_due_date


def test_the_report_due_tomorrow_stands_before_what_is_due_next_week(city: City, rows: list[Assignment]) -> None:
    by_month, other = rows
    assert list(inbox.assignments(city["officer"], "doing", today=FIRST)) == [by_month, other]
    sent(city, by_month, by_month.dues.get(), on=FIRST)
    assert list(inbox.assignments(city["officer"], "doing", today=FIRST)) == [other, by_month]
    make(FIRST + timedelta(days=1))
    assert list(inbox.assignments(city["officer"], "doing", today=FIRST)) == [other, by_month], "the next one is due after it"


def test_a_missed_report_makes_its_work_overdue_until_it_is_sent(city: City, rows: list[Assignment]) -> None:
    by_month, after = rows[0], FIRST + timedelta(days=1)
    counts = inbox.counts(city["officer"], today=after)
    assert (counts["overdue"], counts["doing"]) == (1, 1)
    assert list(inbox.assignments(city["officer"], "overdue", today=after)) == [by_month]
    assert inbox.counts(city["officer"], today=FIRST)["overdue"] == 0, "its last day is on time"
    make(after)
    sent(city, by_month, by_month.dues.get(due_date=FIRST), on=after)
    assert inbox.counts(city["officer"], today=after)["overdue"] == 0


def test_the_page_the_row_and_the_api_say_the_same_of_a_missed_report(city: City, rows: list[Assignment]) -> None:
    Assignment.objects.update(due_date=None)
    client = signed_in(city["officer"])
    html = client.get(reverse("workflows:inbox"), {"hang": "overdue"}).content.decode()
    assert html.count("cd-row-late") == 1
    assert "Báo cáo tình hình." in html
    assert "Rà soát danh sách." not in html.partition('id="found"')[2]
    page = client.get(rows[0].get_absolute_url()).content.decode()  # type: ignore[attr-defined]
    assert "Quá hạn" in page.partition("Trạng thái")[2].partition("</dd>")[0]
    found = client.get("/api/assignments", {"state": "overdue"}).json()["items"]
    assert [(one["id"], one["state"], one["state_label"]) for one in found] == [(rows[0].pk, "overdue", "Quá hạn")]


def test_the_filter_of_the_next_days_finds_the_report_of_the_period(city: City, rows: list[Assignment]) -> None:
    Assignment.objects.filter(pk=rows[0].pk).update(period_due_date=timezone.localdate() + timedelta(days=2))
    html = signed_in(city["officer"]).get(reverse("workflows:inbox"), {"han": "3"}).content.decode()
    listed = html.partition('id="found"')[2]
    assert "Báo cáo tình hình." in listed
    assert "Rà soát danh sách." not in listed


def test_every_act_keeps_the_day_of_the_oldest_report_that_is_owed(city: City, rows: list[Assignment]) -> None:
    work, chairman = rows[0], city["chairman"]
    assert next_day(work) == FIRST
    make(THIRD)
    assert next_day(work) == FIRST
    first = sent(city, work, work.dues.get(due_date=FIRST), on=THIRD)
    assert next_day(work) == SECOND
    steps.review(first, accept=False, note="Thiếu số liệu.", by=chairman, at=at(THIRD, 12))
    assert next_day(work) == FIRST
    final = sent(city, work, None, on=THIRD)
    assert next_day(work) is None
    steps.review(final, accept=False, note="Chưa đủ.", by=chairman, at=at(THIRD, 13))
    assert next_day(work) == FIRST
    interim = sent(city, work, work.dues.get(due_date=THIRD), on=THIRD)
    steps.review(interim, accept=True, note="", by=chairman, at=at(THIRD, 14))
    for day in (FIRST, SECOND):
        sent(city, work, work.dues.get(due_date=day), on=THIRD)
    assert next_day(work) is None
    anew = THIRD + timedelta(days=5)
    steps.reopen_due(work.dues.get(due_date=THIRD), reason="Số sai.", new_due_date=anew, by=chairman, at=at(THIRD, 15), today=THIRD)
    assert next_day(work) == anew


def test_a_rest_that_was_agreed_takes_the_days_that_passed_away(city: City, rows: list[Assignment]) -> None:
    work = rows[0]
    asked = steps.ask_suspension(work, reason="Dịch bệnh.", by=city["officer"], at=AT)
    steps.agree_suspension(Suspension.objects.get(pk=asked.pk), note="", by=city["chairman"], at=at(DAY, 12), today=DAY)
    after = FIRST + timedelta(days=3)
    assert inbox.counts(city["officer"], today=after)["overdue"] == 0, "nothing is late while it rests"
    steps.resume(city.assignment(work.campaign, "BD"), by=city["officer"], at=at(after), today=after)
    assert next_day(work) is None
    make(after)
    assert next_day(work) == SECOND


def test_what_is_given_anew_owes_nothing_of_before(city: City, rows: list[Assignment]) -> None:
    work = rows[0]
    Assignment.objects.filter(pk=work.pk).update(status=Assignment.Status.RECALLED)
    gift = services.giving.Gift(work.task_id, work.unit_id, work.reviewer_id, WHOLE)
    services.giving.give(work.campaign, [gift], parent=None, at=at(FIRST + timedelta(days=1)))
    assert next_day(work) is None


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_report_beside_the_clock_loses_no_day(city: City, rows: list[Assignment]) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    work, due = rows[0], rows[0].dues.get()
    report: Callable[[], object] = lambda: sent(city, work, due, on=FIRST)  # noqa: E731
    assert at_once(report, lambda: make(FIRST + timedelta(days=1))) == [None, None]
    assert next_day(work) == SECOND


WAITS = """
    SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN
        (SELECT pid FROM pg_locks JOIN pg_database ON oid = database WHERE datname = current_database())
"""


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_clock_that_waits_for_a_row_holds_none_behind_it(city: City) -> None:
    """Acts that hold several rows take them in their order: whoever had a later one would wait for the clock, and it for them."""
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    codes = [f"Q{number}" for number in range(40)]
    city.add(committee(code, f"quận {code}", Level.DISTRICT, "HN") for code in codes)
    campaign = launched(city, duty("Báo cáo.", grouped(city.group(*codes)), deadline_text=MONTHLY, period="monthly"))
    works, is_held = campaign.assignments.order_by("pk"), Event()
    works.filter(pk=works.first().pk).update(note="Viết sau cùng, nên nằm cuối bảng.")  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    def hold() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            held = list(works.select_for_update(no_key=True)[:1])
            is_held.set()
            assert wait_until(lambda: cursor.execute(WAITS) and cursor.fetchone() is not None, seconds=20)
            behind = works.exclude(pk__in=[one.pk for one in held]).select_for_update(no_key=True, skip_locked=True)
            assert len(behind) == len(codes) - 1

    assert at_once(hold, lambda: is_held.wait() and make(FIRST + timedelta(days=1))) == [None, None]
    assert list(works.values_list("period_due_date", flat=True).distinct().order_by()) == [FIRST]
    assert ReportDue.objects.filter(due_date=SECOND).count() == len(codes)


OWED = """
    INSERT INTO campaigns_reportdue (assignment_id, period_start, period_end, due_date, status)
        SELECT 3, '2021-03-18', day, day, status FROM (SELECT '2021-03-24' AS day, 'accepted' AS status
        UNION SELECT '2021-04-24', 'returned' UNION SELECT '2021-05-24', 'due');
"""
ASK = """
import json
from campaigns.models import Assignment
print(json.dumps([str(day) for day in Assignment.objects.order_by("pk").values_list("period_due_date", flat=True)]))
"""


def test_the_days_of_the_release_before_are_there_after_the_upgrade(tmp_path: Path) -> None:
    managed(tmp_path, "migrate", "workflows", "0004")
    managed(tmp_path, "migrate", "campaigns", "0006")
    with sqlite3.connect(tmp_path / "chi-dao.sqlite3") as database:
        database.executescript(TAKEN_IN + LONG_SINCE + OWED)
    managed(tmp_path, "migrate", "campaigns")
    assert json.loads(managed(tmp_path, "shell", "-c", ASK).splitlines()[-1]) == ["None", "None", "2021-04-24"]
