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
from org_hierarchy.services import UnitRow
from records import jobs
from records.files import store_file
from tests.campaigns_world import ISSUED, LONG_AGO, World, at, build_world, duty, grouped, unknown
from tests.test_campaigns_services import install

pytestmark = pytest.mark.django_db

PAST = date(2021, 3, 31)


@pytest.fixture
def world() -> World:
    return build_world()


def page(world: World, code: str, url: str, role: str = "officer", status: int = 200) -> str:
    client = Client()
    client.force_login(world.person(code, role))
    response = client.get(url)
    assert response.status_code == status, response.content.decode()[:2000]
    return re.sub(r"\s+", " ", response.content.decode())


def listed(html: str) -> list[str]:
    """The units in the list of assignments."""
    return re.findall(r'<a class="cd-title" href="/viec/\d+/">([^<]+)</a>', html)


def names(world: World, *codes: str) -> list[str]:
    return [world.units[code].name for code in codes]


def running(world: World) -> Campaign:
    campaign = world.launch(
        install(world), duty("Việc của phường.", grouped(world.group("PA", "PB")), unknown("các Tổ công tác")), monitor="BH"
    )
    first = world.report(world.assignment(campaign, "QA"), on=ISSUED, numerator=30, denominator=40)
    world.accept(first, on=ISSUED)
    world.report(world.assignment(campaign, "QB"), on=PAST, numerator=9, denominator=10)
    return campaign


def test_a_stranger_is_refused_everywhere_with_the_rule(world: World) -> None:
    campaign = running(world)
    for url in (campaign.get_absolute_url(), f"/dot/{campaign.pk}/cay/{world.units['HN'].pk}/"):
        assert "Bạn chỉ xem được đợt triển khai" in page(world, "XA", url, status=403)
        assert Client().get(url).status_code == 302
    assert "Chưa có đợt triển khai nào" in page(world, "XA", "/dot/")
    unit_page = page(world, "XA", world.units["QA"].get_absolute_url())
    assert "Chưa có việc nào của đơn vị này mà bạn được xem." in unit_page
    assert "install" not in unit_page
    assert listed(unit_page) == []


def test_the_page_says_what_the_numbers_are_of(world: World) -> None:
    html = page(world, "HN", running(world).get_absolute_url())
    assert "lượt giao việc cho 5 đơn vị" in html
    assert "1 trên tổng số 5 lượt giao" in html
    assert "Hoàn thành 1 trên tổng số 3 đơn vị được giao (33,3%)" in html
    assert "<b>75%</b> (30/40, số liệu đã duyệt của 1 trên tổng số 3 đơn vị); tính cả báo cáo chờ duyệt 78% (39/50)." in html
    assert "“các Tổ công tác”" in html
    assert "Chưa xác định được đơn vị nào." in html


def test_each_number_leads_to_its_rows(world: World) -> None:
    html = page(world, "HN", running(world).get_absolute_url())
    links = dict(re.findall(r'</svg>([^<]+)</span> <b[^>]*><a class="text-reset" href="([^"]+)">', html))
    url = f"/dot/{Campaign.objects.get().pk}/"

    def rows(label: str) -> list[str]:
        return listed(page(world, "HN", url + links[label].partition("#")[0].replace("&amp;", "&")))

    assert sorted(rows("Đã giao")) == sorted(names(world, "QA", "QB", "QC", "PA", "PB"))
    assert rows("Hoàn thành") == names(world, "QA")
    assert rows("Chờ duyệt") == names(world, "QB")
    assert rows("Quá hạn") == names(world, "QC")
    assert rows("Chưa báo cáo") == names(world, "PA", "PB", "QC")


def test_the_list_is_narrowed_by_unit_task_and_name(world: World) -> None:
    campaign = running(world)
    url, last = campaign.get_absolute_url(), campaign.tasks.order_by("position").last()
    assert last is not None
    assert listed(page(world, "HN", f"{url}?duoi={world.units['QA'].pk}")) == names(world, "PA", "PB", "QA")
    assert listed(page(world, "HN", f"{url}?nhiem_vu={last.pk}")) == names(world, "PA", "PB")
    assert listed(page(world, "HN", f"{url}?q=cau giay")) == names(world, "QB")
    assert listed(page(world, "HN", f"{url}?duoi={world.units['QA'].pk}&trang_thai=overdue")) == []


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
def test_an_impossible_choice_breaks_nothing(world: World, query: str) -> None:
    campaign = running(world)
    page(world, "HN", campaign.get_absolute_url() + query)
    page(world, "HN", f"/dot/{campaign.pk}/cay/{world.units['HN'].pk}/{query}")
    page(world, "HN", f"/dot/{query}")
    page(world, "HN", f"{world.units['QA'].get_absolute_url()}{query}")


def tree(html: str) -> list[tuple[str, str]]:
    """The rows of the tree: (level, name)."""
    return re.findall(r'<td class="cd-level-(\d)">.*?<a href="[^"]+#danh-sach">([^<]+)</a>', html)


def test_the_tree_opens_to_the_first_level_with_work_and_fetches_the_rest(world: World) -> None:
    campaign = running(world)
    html = page(world, "HN", campaign.get_absolute_url())
    assert tree(html) == [("0", world.units["HN"].name), *(("1", name) for name in names(world, "QA", "QB", "QC"))]
    assert f'hx-get="/dot/{campaign.pk}/cay/{world.units["QA"].pk}/' in html
    below = page(world, "HN", f"/dot/{campaign.pk}/cay/{world.units['QA'].pk}/")
    assert tree(below) == [("2", name) for name in names(world, "PA", "PB")]
    assert f'data-parent="{world.units["QA"].pk}"' in below


def test_a_participant_sees_its_own_part_and_is_told_so(world: World) -> None:
    campaign = running(world)
    html = page(world, "QA", campaign.get_absolute_url())
    assert "chỉ gồm phần bạn được xem" in html
    assert listed(html) == names(world, "PA", "PB", "QA")
    assert world.units["QB"].name not in html
    assert "lượt giao việc cho 3 đơn vị" in html
    assert "phần của đơn vị bạn" in page(world, "QA", "/dot/")
    assert "Hoàn thành 1 trên tổng số 3 lượt giao" in page(world, "QA", "/dot/")
    assert "Hoàn thành 1 trên tổng số 5 lượt giao" in page(world, "BH", "/dot/")


def test_a_concluded_campaign_offers_its_report_to_who_sees_it_whole_and_keeps_its_last_day(world: World) -> None:
    campaign = running(world)
    by = world.person("HN", "head")
    services.conclude_campaign(campaign, by=by, at=at(PAST, 5), today=PAST)
    stored = services.store_report(campaign, by=None, at=at(PAST, 6))
    html = page(world, "BH", campaign.get_absolute_url())
    assert f'href="{stored.get_absolute_url()}"' in html
    assert "số liệu chốt ngày 31/03/2021" in html
    assert stored.get_absolute_url() not in page(world, "QA", campaign.get_absolute_url())
    for code, status in (("BH", 200), ("HN", 200), ("QA", 403), ("XA", 403)):
        client = Client()
        client.force_login(world.person(code))
        assert client.get(stored.get_absolute_url()).status_code == status
    assert "Hoàn thành 1 trên tổng số 5 lượt giao" in page(world, "BH", "/dot/")


def test_evidence_is_for_who_sees_the_assignment(world: World) -> None:
    campaign = world.launch(install(world))
    by = world.person("QA")
    stored = store_file(b"anh", name="anh.png", content_type="image/png", by=by, at=at(ISSUED))
    world.report(world.assignment(campaign, "QA"), on=ISSUED, numerator=1, denominator=1, files=[stored])
    for code, status in (("QA", 200), ("HN", 200), ("QB", 403), ("XA", 403)):
        client = Client()
        client.force_login(world.person(code, "head"))
        assert client.get(stored.get_absolute_url()).status_code == status


def test_a_report_in_the_making_shows_how_far_it_is(world: World) -> None:
    campaign = running(world)
    by = world.person("HN", "head")
    job = jobs.enqueue(
        "consolidated_report",
        key=f"consolidated_report:{campaign.pk}",
        title="Báo cáo tổng hợp 776",
        arguments={},
        by=by,
        at=timezone.now(),
    )
    assert f'hx-get="{job.get_absolute_url()}"' in page(world, "HN", campaign.get_absolute_url(), role="head")
    others = page(world, "BH", campaign.get_absolute_url())
    assert "Báo cáo tổng hợp 776" in others
    assert job.get_absolute_url() not in others


def test_a_unit_page_shows_what_is_open_and_late_to_who_may_see_it(world: World) -> None:
    campaign = running(world)
    url = world.units["QC"].get_absolute_url()
    html = page(world, "HN", url)
    assert "Hoàn thành 0 trên tổng số 1 việc được giao mà bạn được xem" in html
    assert "Quá hạn" in html
    assert "Yêu cầu 100% công chức cài đặt ứng dụng." in page(world, "QC", f"{url}?trang_thai=overdue")
    assert listed(page(world, "QC", f"{url}?trang_thai=done")) == []
    assert "Thông tin đơn vị" in html
    assert campaign.directive.designation in html


def test_wrong_addresses_are_not_found(world: World) -> None:
    for url in ("/dot/999/", "/dot/999/cay/1/", f"/dot/{running(world).pk}/cay/99999/", "/don-vi/99999/"):
        page(world, "HN", url, status=404)


def test_pages_cost_the_same_for_three_units_and_three_hundred() -> None:
    wards = [f"W{number}" for number in range(303)]
    world = build_world(UnitRow(ward, f"Phường {ward}", "ubnd", "ubnd", "commune", LONG_AGO, parent="QA") for ward in wards)

    def spent(campaign: Campaign) -> dict[tuple[str, str], int]:
        task = campaign.tasks.order_by("position").last()
        assert task is not None
        urls = {
            "list": "/dot/",
            "campaign": f"/dot/{campaign.pk}/",
            "narrowed": f"/dot/{campaign.pk}/?nhiem_vu={task.pk}&trang_thai=overdue&duoi={world.units['QA'].pk}",
            "branch": f"/dot/{campaign.pk}/cay/{world.units['QA'].pk}/",
            "unit": world.units["QA"].get_absolute_url(),
        }
        found = {}
        for code in ("HN", "QA"):
            client = Client()
            client.force_login(world.person(code))
            for name, url in urls.items():
                client.get(url)  # what a process reads only once is read now
                with CaptureQueriesContext(connection) as captured:
                    assert client.get(url).status_code == 200
                found[name, code] = len(captured)
        return found

    few = spent(world.launch(install(world), duty("Việc.", grouped(world.group(*wards[:3])), target_percent=90), number=1))
    many = spent(world.launch(install(world), duty("Việc.", grouped(world.group(*wards[3:])), target_percent=90), number=2))
    assert many == few
    assert max(many.values()) <= 30
