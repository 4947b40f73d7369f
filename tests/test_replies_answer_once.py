"""On time is judged by the day of the written reply, so an old reply stands for nothing that it did not answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from campaigns import services
from campaigns.models import Assignment, Report, ReportDue
from workflows import steps

from .city import AT, DAY, City, at, delivered, draft, draft_for_districts, duty, grouped, later, refused, signed_in

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2021, 3, 24), date(2021, 4, 24)
NUMBER = 'value="12/BC-UBND"'


def received(city: City) -> Assignment:
    found = Assignment.objects.get(unit=city.units["BD"])
    steps.receive_assignment(found, by=city["officer"], at=AT, today=DAY)
    return of(found)


def of(work: Assignment) -> Assignment:
    return Assignment.objects.select_related("campaign__directive", "unit", "reviewer", "task", "parent").get(pk=work.pk)


def sent(city: City, work: Assignment, *, on: date = DAY, **fields: Any) -> Report:
    values: dict[str, Any] = {"kind": "final", "text": "Đã rà soát.", "reply_number": "12/BC-UBND", "reply_date": DAY} | fields
    return steps.report(of(work), by=city["officer"], at=at(on, 10), today=on, **values)


def returned(city: City, report: Report) -> None:
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=report.pk)
    steps.review(report, accept=False, note="Thiếu số liệu.", by=city["city_officer"], at=later(hours=3))


def form_of(city: City, work: Assignment) -> str:
    html: str = signed_in(city["officer"]).get(reverse("workflows:assignment", args=[work.pk])).content.decode()
    assert 'name="reply_number"' in html
    return html


@pytest.fixture
def work(city: City) -> Assignment:
    delivered(city, draft_for_districts(city))
    return received(city)


@pytest.fixture
def monthly(city: City) -> Assignment:
    """Its first report is owed until FIRST, the second until SECOND."""
    content = draft(city, duty("Báo cáo.", grouped(city.group()), deadline_text="trước ngày 25 hằng tháng", period="monthly"))
    delivered(city, content)
    found = received(city)
    services.make_dues(at=at(FIRST + timedelta(days=1)), today=FIRST + timedelta(days=1))
    return found


def test_after_a_report_on_the_way_the_form_begins_without_its_reply(city: City, work: Assignment) -> None:
    report = sent(city, work, kind="interim")
    html = form_of(city, work)
    assert "Đã rà soát.</textarea>" in html
    assert NUMBER not in html
    returned(city, report)
    assert NUMBER not in form_of(city, work), "the form begins with the whole, which that reply did not answer"


def test_a_final_report_that_came_back_keeps_its_reply(city: City, work: Assignment) -> None:
    returned(city, sent(city, work))
    html = form_of(city, work)
    assert NUMBER in html
    assert 'value="18/03/2021"' in html


def test_a_report_for_a_period_keeps_its_reply_only_for_that_period(city: City, monthly: Assignment) -> None:
    first = ReportDue.objects.get(assignment=monthly, due_date=FIRST)
    report = sent(city, monthly, kind="interim", due=first)
    assert NUMBER not in form_of(city, monthly), "the next period is asked for now"
    returned(city, report)
    assert NUMBER in form_of(city, monthly)


def test_a_reply_that_a_report_carries_is_taken_for_no_other(city: City, work: Assignment) -> None:
    report = sent(city, work, kind="interim")
    wrong = refused("reply_used", lambda: sent(city, work, on=DAY + timedelta(days=30)))
    assert "hãy ghi văn bản trả lời mới" in str(wrong)
    refused("reply_used", lambda: sent(city, work, reply_number="12/bc-ubnd"))
    assert sent(city, work, kind="interim", reply_number="13/BC-UBND").pk
    returned(city, report)
    assert sent(city, work).pk, "of a report that came back the reply may be sent again"


def test_a_day_alone_names_no_reply_by_which_a_late_report_would_be_on_time(city: City, work: Assignment) -> None:
    late = DAY + timedelta(days=30)
    wrong = refused("reply_number_required", lambda: sent(city, work, on=late, reply_number=" "))
    assert "để trống cả hai" in str(wrong)
    values = {"kind": "final", "text": "Đã rà soát xong.", "reply_number": "", "reply_date": "18/03/2021"}
    answer = signed_in(city["officer"]).post(reverse("workflows:report", args=[work.pk]), values)
    assert answer.status_code == 400
    assert "ghi cả số, ký hiệu" in answer.content.decode()
    assert sent(city, work, on=late, reply_number="", reply_date=None).pk


def test_what_was_accepted_used_its_reply_too_and_the_form_says_so(city: City, work: Assignment) -> None:
    report = Report.objects.select_related("assignment__campaign__issuer").get(pk=sent(city, work, kind="interim").pk)
    steps.review(report, accept=True, note="", by=city["city_officer"], at=later(hours=3))
    values = {"kind": "final", "text": "Xong.", "reply_number": "12/BC-UBND", "reply_date": "18/03/2021"}
    answer = signed_in(city["officer"]).post(reverse("workflows:report", args=[work.pk]), values)
    assert answer.status_code == 400
    assert "đã ghi trong báo cáo trước của việc này" in answer.content.decode()
    assert Report.objects.count() == 1


def test_a_reply_of_before_a_period_is_not_about_it(city: City, monthly: Assignment) -> None:
    on = SECOND + timedelta(days=5)
    services.make_dues(at=at(on), today=on)
    third = monthly.dues.latest("due_date")
    assert third.period_start > DAY
    wrong = refused("reply_date_wrong", lambda: sent(city, monthly, kind="interim", due=third, on=on))
    assert f"trước ngày đầu kỳ báo cáo ({third.period_start:%d/%m/%Y})" in str(wrong)
    assert sent(city, monthly, kind="interim", due=third, on=on, reply_date=third.period_start).pk
