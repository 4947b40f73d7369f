"""The pages of campaigns, by URL: every number leads to its rows, nobody sees more than the rules give, and cost does not grow."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns import services
from campaigns.models import Campaign
from records import jobs
from records.files import store_file

from .city import AT, DAY, City, Level, at, committee, duty, grouped, launched, signed_in, unknown
from .test_campaigns_services import install

pytestmark = pytest.mark.django_db

PAST = date(2021, 3, 31)


def page(city: City, code: str, url: str, role: str = "officer", status: int = 200) -> str:
    client = signed_in(city.person(code, role))
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", response.content.decode())


def listed(html: str) -> list[str]:
    """The units in the list of assignments."""
    return re.findall(r'<a class="cd-title" href="/viec/\d+/">([^<]+)</a>', html)


def names(city: City, *codes: str) -> list[str]:
    return [city.units[code].name for code in codes]


def running(city: City) -> Campaign:
    campaign = launched(
        city, install(city), duty("Việc của phường.", grouped(city.group("KM", "TB")), unknown("các Tổ công tác")), monitor="BHXHHN"
    )
    first = city.report(city.assignment(campaign, "BD"), on=DAY, numerator=30, denominator=40)
    city.accept(first, on=DAY)
    city.report(city.assignment(campaign, "HK"), on=PAST, numerator=9, denominator=10)
    return campaign


def test_a_stranger_is_refused_everywhere_with_the_rule(city: City) -> None:
    campaign = running(city)
    for url in (campaign.get_absolute_url(), f"/dot/{campaign.pk}/cay/{city.units['HN'].pk}/"):
        assert "Bạn chỉ xem được đợt triển khai" in page(city, "HP", url, status=403)
        assert Client().get(url).status_code == 302
    assert "Chưa có đợt triển khai nào" in page(city, "HP", "/dot/")
    unit_page = page(city, "HP", city.units["BD"].get_absolute_url())
    assert "Chưa có việc nào của đơn vị này mà bạn được xem." in unit_page
    assert "install" not in unit_page
    assert listed(unit_page) == []


def test_the_page_says_what_the_numbers_are_of(city: City) -> None:
    html = page(city, "HN", running(city).get_absolute_url())
    assert "lượt giao việc cho 5 đơn vị" in html
    assert "1 trên tổng số 5 lượt giao" in html
    assert "Hoàn thành 1 trên tổng số 3 đơn vị được giao (33,3%)" in html
    assert "<b>75%</b> (30/40, số liệu đã duyệt của 1 trên tổng số 3 đơn vị); tính cả báo cáo chờ duyệt 78% (39/50)." in html
    assert "“các Tổ công tác”" in html
    assert "Chưa xác định được đơn vị nào." in html


def test_each_number_leads_to_its_rows(city: City) -> None:
    html = page(city, "HN", running(city).get_absolute_url())
    links = dict(re.findall(r'</svg>([^<]+)</span> <b[^>]*><a class="text-reset" href="([^"]+)">', html))
    url = f"/dot/{Campaign.objects.get().pk}/"

    def rows(label: str) -> list[str]:
        return listed(page(city, "HN", url + links[label].partition("#")[0].replace("&amp;", "&")))

    assert sorted(rows("Đã giao")) == sorted(names(city, "BD", "HK", "TT", "KM", "TB"))
    assert rows("Hoàn thành") == names(city, "BD")
    assert rows("Chờ duyệt") == names(city, "HK")
    assert rows("Quá hạn") == names(city, "TT")
    assert rows("Chưa báo cáo") == names(city, "TT", "KM", "TB")


def test_the_list_is_narrowed_by_unit_task_and_name(city: City) -> None:
    campaign = running(city)
    url, last = campaign.get_absolute_url(), campaign.tasks.order_by("position").last()
    assert last is not None
    assert listed(page(city, "HN", f"{url}?duoi={city.units['BD'].pk}")) == names(city, "KM", "TB", "BD")
    assert listed(page(city, "HN", f"{url}?nhiem_vu={last.pk}")) == names(city, "KM", "TB")
    assert listed(page(city, "HN", f"{url}?q=hoan kiem")) == names(city, "HK")
    assert listed(page(city, "HN", f"{url}?duoi={city.units['BD'].pk}&trang_thai=overdue")) == []


@pytest.mark.parametrize(
    "query",
    [
        "?nhiem_vu=x",
        "?nhiem_vu=999999999999999999999",
        "?trang_thai=x",
        "?duoi=x",
        "?trang=x",
        "?trang=99",
        "?trang=999999999999999999",
        "?trang=²",
        "?sap-xep=x",
        "?per_page=-5",
    ],
)
def test_an_impossible_choice_breaks_nothing(city: City, query: str) -> None:
    campaign = running(city)
    page(city, "HN", campaign.get_absolute_url() + query)
    is_no_task = "nhiem_vu" in query  # the branch of a task that there is none of
    page(city, "HN", f"/dot/{campaign.pk}/cay/{city.units['HN'].pk}/{query}", status=404 if is_no_task else 200)
    page(city, "HN", f"/dot/{query}")
    page(city, "HN", f"{city.units['BD'].get_absolute_url()}{query}")


def tree(html: str) -> list[tuple[str, str]]:
    """The rows of the tree: (level, name)."""
    return re.findall(r'<td class="cd-level-(\d)">.*?<a href="[^"]+#danh-sach">([^<]+)</a>', html)


def test_the_tree_opens_to_the_first_level_with_work_and_fetches_the_rest(city: City) -> None:
    campaign = running(city)
    html = page(city, "HN", campaign.get_absolute_url())
    assert tree(html) == [("0", city.units["HN"].name), *(("1", name) for name in names(city, "TT", "BD", "HK"))]
    assert f'hx-get="/dot/{campaign.pk}/cay/{city.units["BD"].pk}/' in html
    below = page(city, "HN", f"/dot/{campaign.pk}/cay/{city.units['BD'].pk}/")
    assert tree(below) == [("2", name) for name in names(city, "KM", "TB")]
    assert f'data-parent="{city.units["BD"].pk}"' in below


def test_of_a_tree_of_many_rows_the_page_shows_what_stands_above_them(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaigns.views.tree.MOST_BRANCHES", 3)
    campaign = running(city)
    html = page(city, "HN", campaign.get_absolute_url())
    assert tree(html) == [("0", city.units["HN"].name)]
    assert f'hx-get="/dot/{campaign.pk}/cay/{city.units["HN"].pk}/' in html


def test_a_participant_sees_its_own_part_and_is_told_so(city: City) -> None:
    campaign = running(city)
    html = page(city, "BD", campaign.get_absolute_url())
    assert "chỉ gồm phần bạn được xem" in html
    assert listed(html) == names(city, "KM", "TB", "BD")
    assert city.units["HK"].name not in html
    assert "lượt giao việc cho 3 đơn vị" in html
    assert "phần của đơn vị bạn" in page(city, "BD", "/dot/")
    assert "Hoàn thành 1 trên tổng số 3 lượt giao" in page(city, "BD", "/dot/")
    assert "Hoàn thành 1 trên tổng số 5 lượt giao" in page(city, "BHXHHN", "/dot/")


def test_a_concluded_campaign_offers_its_report_to_who_sees_it_whole_and_keeps_its_last_day(city: City) -> None:
    campaign = running(city)
    by = city["chairman"]
    services.conclude_campaign(campaign, by=by, at=at(PAST, 12), today=PAST)
    stored = services.store_report(campaign, by=None, at=at(PAST, 13))
    html = page(city, "BHXHHN", campaign.get_absolute_url())
    assert f'href="{stored.get_absolute_url()}"' in html
    assert "số liệu chốt ngày 31/03/2021" in html
    assert stored.get_absolute_url() not in page(city, "BD", campaign.get_absolute_url())
    for code, status in (("BHXHHN", 200), ("HN", 200), ("BD", 403), ("HP", 403)):
        client = signed_in(city.person(code))
        assert client.get(stored.get_absolute_url()).status_code == status
    assert "Hoàn thành 1 trên tổng số 5 lượt giao" in page(city, "BHXHHN", "/dot/")


def test_evidence_is_for_who_sees_the_assignment(city: City) -> None:
    campaign = launched(city, install(city))
    by = city["officer"]
    stored = store_file(b"anh", name="anh.png", content_type="image/png", by=by, at=AT)
    city.report(city.assignment(campaign, "BD"), on=DAY, numerator=1, denominator=1, files=[stored])
    for code, status in (("BD", 200), ("HN", 200), ("HK", 403), ("HP", 403)):
        client = signed_in(city.person(code, "head"))
        assert client.get(stored.get_absolute_url()).status_code == status


def test_a_report_in_the_making_shows_how_far_it_is(city: City) -> None:
    campaign = running(city)
    by = city["chairman"]
    job = jobs.enqueue(
        "consolidated_report",
        key=f"consolidated_report:{campaign.pk}",
        title="Báo cáo tổng hợp 776",
        arguments={"campaign": campaign.pk},
        by=by,
        at=timezone.now(),
    )
    assert f'hx-get="{job.get_absolute_url()}"' in page(city, "HN", campaign.get_absolute_url(), role="head")
    others = page(city, "BHXHHN", campaign.get_absolute_url())
    assert "Báo cáo tổng hợp 776" in others
    assert job.get_absolute_url() not in others


def test_a_unit_page_shows_what_is_open_and_late_to_who_may_see_it(city: City) -> None:
    campaign = running(city)
    url = city.units["TT"].get_absolute_url()
    html = page(city, "HN", url)
    assert "Hoàn thành 0 trên tổng số 1 việc được giao mà bạn được xem" in html
    assert "Quá hạn" in html
    assert "Yêu cầu 100% công chức cài đặt ứng dụng." in page(city, "TT", f"{url}?trang_thai=overdue")
    assert listed(page(city, "TT", f"{url}?trang_thai=done")) == []
    assert "Thông tin đơn vị" in html
    assert campaign.directive.designation in html


def test_wrong_addresses_are_not_found(city: City) -> None:
    for url in ("/dot/999/", "/dot/999/cay/1/", f"/dot/{running(city).pk}/cay/99999/", "/don-vi/99999/"):
        page(city, "HN", url, status=404)


def test_pages_cost_the_same_for_three_units_and_three_hundred(city: City) -> None:
    wards = [f"W{number}" for number in range(303)]
    city.add(committee(ward, f"phường {ward}", Level.COMMUNE, "BD") for ward in wards)

    def spent(campaign: Campaign) -> dict[tuple[str, str], int]:
        task = campaign.tasks.order_by("position").last()
        assert task is not None
        urls = {
            "list": "/dot/",
            "campaign": f"/dot/{campaign.pk}/",
            "narrowed": f"/dot/{campaign.pk}/?nhiem_vu={task.pk}&trang_thai=overdue&duoi={city.units['BD'].pk}",
            "branch": f"/dot/{campaign.pk}/cay/{city.units['BD'].pk}/",
            "unit": city.units["BD"].get_absolute_url(),
        }
        found = {}
        for code in ("HN", "BD"):
            client = signed_in(city.person(code))
            for name, url in urls.items():
                client.get(url)  # what a process reads only once is read now
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                found[name, code] = len(captured)
        return found

    few = spent(launched(city, install(city), duty("Việc.", grouped(city.group(*wards[:3])), target_percent=90), number=1))
    many = spent(launched(city, install(city), duty("Việc.", grouped(city.group(*wards[3:])), target_percent=90), number=2))
    assert many == few
    assert max(many.values()) <= 40
