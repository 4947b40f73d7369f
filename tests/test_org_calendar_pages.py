"""The page of the calendar: a year of it, what administrators change, and how a deadline is counted."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from org_hierarchy.models import CalendarDay, Person
from org_hierarchy.services import load_decided_days, set_day
from records.models import Event

from .city import AT, City, Role, footprint, signed_in

pytestmark = pytest.mark.django_db

URL = reverse("org_hierarchy:calendar")
SET, SWAP = reverse("org_hierarchy:calendar_set"), reverse("org_hierarchy:calendar_swap")
STORM = {"day": "24/09/2021", "is_working": "0", "reason": "Nghỉ tránh bão", "decision": ""}
EXCHANGE = {"off": "24/09/2021", "worked": "02/10/2021", "decision": "Công văn số 1/VPCP"}


@pytest.fixture
def reader(city: City) -> Client:
    return signed_in(city["stranger"])


@pytest.fixture
def administrator(city: City) -> Client:
    return signed_in(city.person("BHXHVN", Role.ADMINISTRATOR))


def shown(response: Any) -> str:
    return " ".join(response.content.decode().split())


def cell(response: Any, day: date) -> Any:
    cells = [cell for week in response.context["months"][day.month - 1].weeks for cell in week if cell]
    return cells[day.day - 1]


def test_everybody_sees_the_year_with_each_day_off_in_words(reader: Client) -> None:
    load_decided_days(at=AT)
    response = reader.get(URL, {"nam": "2026"})
    assert len(response.context["months"]) == 12
    assert [cell(response, day).mark for day in (date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 10), date(2026, 1, 11))] == [
        "lễ",
        "nghỉ",
        "bù",
        "",
    ]
    assert cell(response, date(2026, 1, 2)).facts.is_overridden
    assert "Văn bản số 12729/VPCP-KGVX" in shown(response)
    assert response.context["months"][0].working == 21
    assert "Ghi một ngày" not in shown(response)
    assert "Xoá" not in shown(response)


@pytest.mark.parametrize("year", ["1900", "2101", "abc", "-1", "²⁰²¹", "20211"])
def test_a_year_outside_the_calendar_is_not_found(reader: Client, year: str) -> None:
    assert reader.get(URL, {"nam": year}).status_code == 404


@pytest.mark.parametrize("year", ["1901", "2024", "2100"])
def test_the_first_the_leap_and_the_last_year_are_shown_whole(reader: Client, year: str) -> None:
    response = reader.get(URL, {"nam": year})
    days = [cell for month in response.context["months"] for week in month.weeks for cell in week if cell]
    assert len(days) == (366 if year == "2024" else 365)
    assert all(len(week) == 7 for month in response.context["months"] for week in month.weeks)


def test_a_year_costs_the_same_however_many_days_are_set(reader: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert reader.get(URL, {"nam": "2021"}).status_code == 200
        return len(caught)

    before = queries()
    load_decided_days(at=AT)
    assert queries() == before


def test_an_administrator_sets_a_day_and_clears_it(city: City, administrator: Client) -> None:
    response = administrator.post(SET, STORM, follow=True)
    assert response.redirect_chain == [(f"{URL}?nam=2021#main", 302)]
    assert "Đã ghi ngày 24/09/2021" in shown(response)
    assert cell(response, date(2021, 9, 24)).words == "nghỉ theo quyết định: Nghỉ tránh bão"
    assert Event.objects.get(action="org_hierarchy.calendar_day_set").by == city.person("BHXHVN", Role.ADMINISTRATOR)
    day = CalendarDay.objects.get()
    response = administrator.post(reverse("org_hierarchy:calendar_clear", args=[day.pk]), follow=True)
    assert "trở lại như lịch chung" in shown(response)
    assert not CalendarDay.objects.exists()
    assert administrator.post(reverse("org_hierarchy:calendar_clear", args=[day.pk])).status_code == 404


def test_an_administrator_swaps_two_days(administrator: Client) -> None:
    response = administrator.post(SWAP, EXCHANGE, follow=True)
    assert [cell(response, day).mark for day in (date(2021, 9, 24), date(2021, 10, 2))] == ["nghỉ", "bù"]


@pytest.mark.parametrize(
    ("url", "typed", "told"),
    [
        (SET, STORM | {"day": "31/02/2021"}, "dd/mm/yyyy"),
        (SET, STORM | {"reason": ""}, "Vui lòng ghi lý do."),
        (SET, STORM | {"day": "25/09/2021"}, "vốn đã là ngày nghỉ"),
        (SET, STORM | {"day": "24/09/2999"}, "đến năm 2100"),
        (SET, STORM | {"is_working": "x"}, "không phải"),
        (SWAP, EXCHANGE | {"worked": "27/09/2021"}, "vốn đã làm việc"),
        (SWAP, EXCHANGE | {"decision": " "}, "Vui lòng ghi văn bản."),
        (SWAP, {}, "Vui lòng ghi mục “Nghỉ ngày làm việc”."),
    ],
)
def test_what_cannot_be_set_is_said_and_nothing_typed_is_lost(administrator: Client, url: str, typed: dict[str, str], told: str) -> None:
    before = footprint()
    response = administrator.post(f"{url}?nam=2021", typed)
    assert response.status_code == 400
    assert response.context["day_form" if url == SET else "swap_form"].errors
    page = shown(response)
    assert told in page
    assert all(value in page for name, value in typed.items() if name in ("day", "off", "worked"))
    assert (footprint(), CalendarDay.objects.count()) == (before, 0)


def test_only_administrators_of_a_central_office_change_the_calendar(city: City) -> None:
    day = set_day(date(2021, 9, 24), is_working=False, reason="Bão", by=None, at=AT)
    for person in (city["stranger"], city["chairman"], city.person("HN", Role.ADMINISTRATOR)):
        client = signed_in(person)
        for url, typed in ((SET, STORM), (SWAP, EXCHANGE), (reverse("org_hierarchy:calendar_clear", args=[day.pk]), {})):
            response = client.post(url, typed)
            assert response.status_code == 403
            assert "chỉ quản trị của cơ quan trung ương" in shown(response)
    assert CalendarDay.objects.count() == 1


def test_a_superuser_changes_it_before_there_is_any_unit(client: Client) -> None:
    client.force_login(Person.objects.create_superuser("root", password="x"))
    assert client.post(SET, STORM).status_code == 302


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("10", "Ngày cuối đúng hạn: thứ hai, 10/05/2021"),
        ("05 ngày làm việc", "Hiểu là: trong 05 ngày làm việc kể từ ngày ban hành"),
        ("trong 10 ngày", "Ngày cuối 02/05/2021 là ngày nghỉ cuối tuần"),
        ("trong 10 ngày", "Ngày cuối đúng hạn: thứ ba, 04/05/2021"),
        ("10", "30/04/2021: nghỉ lễ, tết"),
        ("chậm nhất ngày 01/5", "hạn ghi bằng ngày thì không dời"),
        ("trước ngày 25 hằng tháng", "24/05/2021"),
        ("trước ngày 25 hằng tháng", "từ 15/03/2021 đến 14/04/2021"),
        ("quý II", "Ngày cuối đúng hạn: thứ tư, 30/06/2021"),
        ("trong 03 ngày kể từ khi có kết quả", "tính từ một sự việc chưa ghi ngày"),
        ("trong 02 ngày làm việc kể từ ngày 10/5/2021", "Không tính ngày 10/05/2021"),
    ],
)
def test_a_deadline_is_counted_and_says_how(reader: Client, words: str, told: str) -> None:
    response = reader.get(URL, {"tu": "22/04/2021", "han": words})
    assert told in shown(response)


@pytest.mark.parametrize(
    ("asked", "last", "first_day", "last_day"),
    [
        ("trước ngày 25 hằng tháng", "24/11/2026", "15/10/2026", "14/11/2026"),
        ("chậm nhất ngày 5 hằng tháng", "05/12/2026", "15/10/2026", "14/11/2026"),
        ("chậm nhất ngày 20 tháng cuối quý", "20/12/2026", "15/09/2026", "14/12/2026"),
    ],
)
def test_a_report_has_the_figures_that_closed_before_it_is_due(
    reader: Client, asked: str, last: str, first_day: str, last_day: str
) -> None:
    told = shown(reader.get(URL, {"tu": "20/11/2026", "han": asked}))
    assert f"Số liệu của báo cáo có hạn {last}: từ {first_day} đến {last_day}" in told


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"tu": "22/04/2021", "han": "khẩn trương"}, "Chưa hiểu cách ghi hạn này"),
        ({"tu": "22/13/2021", "han": "10"}, "dd/mm/yyyy"),
        ({"tu": "22/04/9999", "han": "10"}, "đến năm 2100"),
        ({"tu": "", "han": ""}, "is-invalid"),
        ({"tu": "31/12/2100", "han": "trong 999 tháng"}, "31/03/2184"),
        ({"tu": "22/04/2021", "han": "0"}, "Chưa hiểu cách ghi hạn này"),
        ({"tu": "22/04/2021", "han": "<script>"}, "&lt;script&gt;"),
    ],
)
def test_what_is_no_deadline_is_said(reader: Client, asked: dict[str, str], told: str) -> None:
    response = reader.get(URL, asked)
    assert response.status_code == 200
    assert told in shown(response)
