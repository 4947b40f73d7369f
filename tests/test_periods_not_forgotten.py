"""A report for a period that was not sent is found, urged and told: work without a last day is never overdue as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns import documents, queries, services
from campaigns.models import Assignment, Campaign
from campaigns.rollup import Counts
from directives.documents import letter_facts
from workflows import steps

from .city import AT, DAY, City, at, delivered, draft, duty, grouped, named, signed_in

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2021, 3, 24), date(2021, 4, 24)
TODAY = SECOND + timedelta(days=3)


@pytest.fixture
def campaign(city: City) -> Campaign:
    """A monthly report of the three districts, and a task of one without periods. Ba Đình has reported both months, Hoàn Kiếm the first,
    Thanh Trì none."""
    monthly = duty("Báo cáo tình hình.", grouped(city.group()), deadline_text="trước ngày 25 hằng tháng", period="monthly")
    delivered(city, draft(city, monthly, duty("Hướng dẫn.", named(city.units["SYT"]))))
    found = Campaign.objects.select_related("directive__issuer", "issuer", "monitor").get()
    services.make_dues(at=at(TODAY), today=TODAY)
    for code, days in (("BD", (FIRST, SECOND)), ("HK", (FIRST,)), ("SYT", (DAY,))):
        work = city.assignment(found, code, 1 if code == "SYT" else 0)
        services.receive(work, by=city.person(code), at=AT)
        for day in days:
            due = work.dues.filter(due_date=day).first()
            values = {"text": "Kết quả kỳ này.", "by": city.person(code), "at": at(day), "today": day}
            services.submit_report(work, kind="interim" if due else "final", due=due, **values)
    return found


def listed(city: City, campaign: Campaign, state: str, **more: Any) -> str:
    values = {"trang_thai": state} | more
    html: str = signed_in(city["chairman"]).get(campaign.get_absolute_url(), values).content.decode()
    return html[html.index('id="danh-sach"') :]


def test_who_owes_a_period_is_neither_overdue_nor_silent_and_still_found(city: City, campaign: Campaign) -> None:
    rows = Assignment.objects.filter(campaign=campaign)
    assert not queries.overdue(today=TODAY, campaign=campaign).exists()
    assert [unit.code for unit in queries.silent(campaign)] == ["TT"]
    owing = rows.filter(queries.owes_period(today=TODAY))
    assert sorted(owing.values_list("unit__code", flat=True)) == ["HK", "TT"]
    assert not rows.filter(queries.owes_period(today=FIRST)).exists(), "on the last day nothing is late yet"
    passed = queries.overdue_periods(rows, today=TODAY).values_list("assignment__unit__code", "due_date")
    assert sorted(passed) == [("HK", SECOND), ("TT", FIRST), ("TT", SECOND)]


def test_the_number_of_the_page_leads_to_who_owes_a_period(city: City, campaign: Campaign) -> None:
    html = signed_in(city["chairman"]).get(campaign.get_absolute_url()).content.decode()
    assert "trang_thai=owes_period#danh-sach" in html
    assert "trang_thai=unreceived#danh-sach" in html
    owing = listed(city, campaign, "owes_period")
    assert "Việc của từng đơn vị: nợ báo cáo kỳ" in owing
    assert "huyện Thanh Trì" in owing
    assert "Sở Y tế" not in owing
    unreceived = listed(city, campaign, "unreceived")
    assert "huyện Thanh Trì" in unreceived
    assert "quận Hoàn Kiếm" not in unreceived


def test_who_owes_a_period_is_urged_with_the_number_of_periods_and_the_oldest_day(city: City, campaign: Campaign) -> None:
    values = {"sender": campaign.issuer, "drafting_unit": city.units["VX"], "deadline": TODAY + timedelta(days=7)}
    letter = letter_facts(steps.draft_chase(campaign, Assignment.objects.all(), by=city["drafter"], at=at(TODAY), today=TODAY, **values))
    (table,) = letter.appendices[0].body
    assert [row[1:2] + row[4:] for row in table.rows] == [  # type: ignore[union-attr]
        ("Ủy ban nhân dân huyện Thanh Trì", "24/3/2021", "34", "Chưa tiếp nhận, chưa có báo cáo, nợ 2 kỳ báo cáo, từ kỳ hạn 24/3/2021"),
        ("Ủy ban nhân dân quận Hoàn Kiếm", "24/4/2021", "3", "Đang thực hiện, nợ 1 kỳ báo cáo, từ kỳ hạn 24/4/2021"),
    ]
    words = " ".join(part.text for part in letter.body if hasattr(part, "text"))
    assert "còn 02 nhiệm vụ quá hạn của 02 cơ quan, đơn vị" in words


def test_the_consolidated_report_says_who_owes_how_many_periods(city: City, campaign: Campaign) -> None:
    snapshot = documents.take_snapshot(campaign, today=TODAY)
    words = "\n".join(part.text for part in documents.report_facts(snapshot).body if hasattr(part, "text"))
    assert "Báo cáo định kỳ: 1/3 lượt giao việc đã báo cáo kỳ gần nhất (đạt 33,3%)." in words
    owed = "Ủy ban nhân dân huyện Thanh Trì (2 kỳ, hạn sớm nhất 24/3/2021); Ủy ban nhân dân quận Hoàn Kiếm (1 kỳ, hạn sớm nhất 24/4/2021)"
    assert f"2 đơn vị còn nợ báo cáo định kỳ đã quá hạn: {owed}." in words
    assert Counts(**snapshot["counts"]).overdue == 0
    snapshot["periods"]["owed"] *= 6
    tables = documents.report_facts(snapshot).appendices[-1].body
    assert [table.title for table in tables] == ["Đơn vị còn nợ báo cáo định kỳ đã quá hạn"]  # type: ignore[union-attr]
    del snapshot["periods"]
    assert documents.report_docx(snapshot), "figures that were frozen before periods were counted are still written"


def test_where_nothing_is_reported_by_periods_nothing_is_said_of_them(city: City) -> None:
    delivered(city, draft(city, duty("Hướng dẫn.", named(city.units["SYT"]))))
    campaign = Campaign.objects.select_related("directive__issuer", "issuer", "monitor").get()
    snapshot = documents.take_snapshot(campaign, today=TODAY)
    assert snapshot["periods"] is None
    assert not any("định kỳ" in part.text for part in documents.report_facts(snapshot).body if hasattr(part, "text"))


def test_the_periods_of_a_list_cost_one_query_whatever_its_length(city: City, campaign: Campaign) -> None:
    with CaptureQueriesContext(connection) as caught:
        list(services.owing(campaign, Assignment.objects.all(), today=TODAY))
    assert len(caught) == 1


def test_the_inbox_says_until_when_the_oldest_period_is_owed(city: City, campaign: Campaign) -> None:
    def row(name: str) -> str:
        html: str = signed_in(city.person(name)).get(reverse("workflows:inbox")).content.decode()
        return html[html.index("Báo cáo tình hình.") :].partition("</tr>")[0]

    late = row("TT")
    assert "Báo cáo kỳ" in late
    assert "24/03/2021" in late
    assert "Quá hạn" in late
    assert "Không hạn" not in late
    assert "24/04/2021" in row("HK")
    campaign.assignments.update(due_date=DAY)
    assert row("TT").count("cd-due-late") == 2, "both days are told where the whole has one too"
