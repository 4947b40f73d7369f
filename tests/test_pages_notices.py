"""What people see of notices: the bell, one's own list, how one wants to be told, and for administrators the proof."""

import re
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Assignment
from org_hierarchy.models import Person
from records.models import Event
from records.sealing import seal_all
from workflows import clock, notices
from workflows.models import Delivery, Notice, NoticeChoice, Sweep

from .city import DUE, City, at, duty, grouped, launched, signed_in

pytestmark = pytest.mark.django_db

URL, CHOICE, PROOF = "/thong-bao/", "/thong-bao/cach-nhan/", "/quan-tri/nhac-viec/"


def page(person: Person, url: str = URL) -> str:
    response = signed_in(person).get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def due_today(city: City, tasks: int = 1) -> Any:
    campaign = launched(city, *(duty(f"Việc {n}", grouped(city.group()), deadline=DUE) for n in range(tasks)))
    clock.sweep_all(at=at(DUE))
    return campaign


def bell(html: str) -> str:
    found = re.search(r'class="btn btn-icon btn-ghost-secondary cd-bell".*?</a>', html)
    assert found is not None
    return re.sub(r"<svg.*?</svg>|<[^>]*>", "", found[0].partition(">")[2]).strip()


def an_administrator(city: City, code: str = "HN") -> Person:
    return city.person(code, "administrator")


def test_the_bell_counts_what_is_unread_on_every_page(city: City) -> None:
    assert bell(page(city["officer"], "/hop-viec/")) == "Thông báo"
    due_today(city, tasks=3)
    for url in ("/hop-viec/", "/van-ban/", URL):
        assert bell(page(city["officer"], url)) == "Thông báo, chưa đọc:3"


def test_opening_a_notice_reads_it_and_leads_to_its_work(city: City) -> None:
    campaign = due_today(city)
    notice = Notice.objects.get(person=city["officer"])
    assert campaign.name[1:] in page(city["officer"])
    response = signed_in(city["officer"]).post(f"{URL}{notice.pk}/")
    assert (response.status_code, response.url) == (302, f"/viec/{city.assignment(campaign, 'BD').pk}/")  # type: ignore[attr-defined]
    assert "Không có thông báo nào chưa đọc" in page(city["officer"])
    assert "đã đọc" in page(city["officer"], f"{URL}?xem=tat-ca")


def test_somebody_elses_notice_is_not_there(city: City) -> None:
    due_today(city)
    theirs = Notice.objects.filter(person=city["other_officer"]).first()
    assert theirs is not None
    assert signed_in(city["officer"]).post(f"{URL}{theirs.pk}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_looking_at_the_list_reads_nothing_and_one_button_reads_all_of_ones_own(city: City) -> None:
    due_today(city, tasks=2)
    page(city["officer"])
    assert Notice.objects.filter(read_at=None).count() == Notice.objects.count()
    response = signed_in(city["officer"]).post(f"{URL}da-doc/", follow=True)
    assert "Đã đánh dấu đã đọc 2 thông báo." in response.content.decode()
    assert not Notice.objects.filter(person=city["officer"], read_at=None).exists()
    assert Notice.objects.filter(person=city["clerk"], read_at=None).count() == 2


def test_the_list_costs_the_same_for_two_notices_and_for_fifty(city: City) -> None:
    due_today(city, tasks=2)
    client = signed_in(city["officer"])
    client.get(URL)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    few = queries()
    like = Notice.objects.filter(person=city["officer"])[0]
    Notice.objects.bulk_create(
        Notice(person=like.person, kind=like.kind, title=like.title, day=like.day, path=like.path, key=f"k{n}", created_at=like.created_at)
        for n in range(50)
    )
    assert queries() == few
    assert "1–25 / 52" in page(city["officer"])


def test_everybody_chooses_how_to_be_told(city: City) -> None:
    chosen = {
        "telegram": " -100200 ", "zalo": "", "only_digest": "on", "digest_hour": "16", "quiet_from": "20", "quiet_to": "7", "budget": "5"
    }  # fmt: skip
    response = signed_in(city["officer"]).post(CHOICE, chosen, follow=True)
    assert "Đã lưu cách nhận thông báo." in response.content.decode()
    kept = NoticeChoice.objects.get(person=city["officer"])
    assert (kept.by_email, kept.telegram, kept.only_digest, kept.digest_hour, kept.budget) == (False, "-100200", True, 16, 5)
    signed_in(city["officer"]).post(CHOICE, chosen | {"budget": "6"})
    assert NoticeChoice.objects.get(person=city["officer"]).budget == 6


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("telegram", "@nguyenvana", "Mã này chỉ gồm chữ số"),
        ("zalo", "12 34", "Mã này chỉ gồm chữ số"),
        ("digest_hour", "25", ""),
        ("budget", "1000", ""),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stays_as_typed(city: City, field: str, value: str, said: str) -> None:
    chosen = {"telegram": "", "zalo": "", "digest_hour": "7", "quiet_from": "21", "quiet_to": "6", "budget": "10", field: value}
    response = signed_in(city["officer"]).post(CHOICE, chosen)
    html = response.content.decode()
    assert response.status_code == 400
    assert said in html
    assert "errorlist" in html
    assert value in html or field == "digest_hour"
    assert not NoticeChoice.objects.exists()


def test_the_proof_is_for_administrators(city: City) -> None:
    assert signed_in(city["officer"]).get(PROOF).status_code == 403
    assert "Chứng minh nhắc việc" not in page(city["officer"])
    assert "Chứng minh nhắc việc" in page(an_administrator(city))
    assert "14 ngày qua" in page(an_administrator(city), PROOF)


def cells(html: str, heading: str) -> list[list[str]]:
    """The rows of the table under that heading."""
    part = html.partition(f'id="{heading}"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", part.partition("<tbody")[2])
    return [[re.sub(r"<[^>]*>", "", one).strip() for one in re.findall(r"<td[^>]*>(.*?)</td>", row)] for row in rows]


def test_the_proof_counts_what_was_due_told_sent_tried_again_and_failed(city: City) -> None:
    launched(city, duty("Việc", grouped(city.group()), deadline=timezone.localdate()))
    clock.sweep_all(at=timezone.now())
    today = timezone.localdate()
    for status, attempts in [("sent", 1), ("sent", 2), ("failed", 6), ("waiting", 1), ("held", 0)]:
        delivery(city["officer"], status=status, attempt_count=attempts, error="451 đợi")
    html = page(an_administrator(city), PROOF)
    assert cells(html, "days")[0] == [f"{today:%d/%m/%Y}", "3", "3", "5", "2", "0", "2", "2", "0", "1"]
    assert [row[2] for row in cells(html, "failures")] == ["Sẽ gửi lại", "Không gửi được"]


def delivery(person: Person, **facts: Any) -> Delivery:
    """A message of today about a notice of another day."""
    now = timezone.now()
    notice = Notice.objects.create(
        person=person, kind="asked", title="x", path="/", key=uuid4().hex, day=DUE, created_at=now - timedelta(days=30)
    )
    values = {"channel": "email", "day": timezone.localdate(), "next_at": now, "created_at": now} | facts
    return Delivery.objects.create(person=person, notice=notice, **values)


def test_an_administrator_sees_only_what_went_to_the_staff_below(city: City) -> None:
    launched(city, duty("Việc", grouped(city.group()), deadline=timezone.localdate()))
    clock.sweep_all(at=timezone.now())
    for person in ("officer", "other_officer"):
        delivery(city[person], status="failed")
    html = page(an_administrator(city, "BD"), PROOF)
    assert [row[0] for row in cells(html, "failures")] == [city["officer"].full_name]
    assert cells(html, "days")[0][1] == "1"
    whole = page(an_administrator(city), PROOF)
    assert cells(whole, "days")[0][1] == "3"


def test_a_clock_that_stands_still_raises_an_alarm(city: City) -> None:
    administrator = an_administrator(city)
    assert "Đồng hồ đang im lặng" in page(administrator, PROOF)
    clock.sweep_all(at=timezone.now())
    html = page(administrator, PROOF)
    assert "Đồng hồ đang im lặng" not in html
    assert {row[1] for row in cells(html, "sweeps")} == {"Đang chạy tốt"}
    Sweep.objects.filter(name="work").update(ended_at=timezone.now() - timedelta(minutes=20))
    Sweep.objects.filter(name="stale").update(error="ValueError: bảng lịch hỏng")
    html = page(administrator, PROOF)
    assert "Đồng hồ đang im lặng. 1 lượt quét" in re.sub(r"<[^>]*>", "", html)
    states = {row[0]: row[1] for row in cells(html, "sweeps")}
    assert (states["Hạn của nhiệm vụ"], states["Đơn vị chậm cập nhật"]) == ("Im lặng", "Có lỗi")


def test_a_message_that_waits_too_long_raises_an_alarm(city: City) -> None:
    delivery(city["officer"], next_at=timezone.now() - timedelta(hours=2))
    assert "Có tin chờ gửi từ" in page(an_administrator(city), PROOF)


def test_events_that_nobody_seals_raise_an_alarm(city: City) -> None:
    Event.objects.create(at=timezone.now() - timedelta(hours=1), action="x.y", subject_type="x.y", subject_id=1)
    assert "chưa được niêm phong" in page(an_administrator(city), PROOF)
    seal_all(at=timezone.now())
    assert "chưa được niêm phong" not in page(an_administrator(city), PROOF)


def test_a_tasks_page_says_what_was_reminded_of_it_and_what_was_let_pass(city: City) -> None:
    campaign = launched(city, duty("Rà soát", grouped(city.group()), deadline=DUE))
    clock.sweep_all(at=at(DUE))
    work = city.assignment(campaign, "BD")
    notices.remind(Assignment.objects.filter(pk=work.pk), by=city["city_officer"], at=at(DUE, 10), text="Đề nghị gửi hôm nay")
    html = page(city["officer"], f"/viec/{work.pk}/").partition("Đã nhắc việc")[2]
    words = re.sub(r"<[^>]*>", "", html.partition("</details>")[0])
    first, second, third = (re.sub(r"\s+", " ", words).find(part) for part in ("Được nhắc việc", "Đến hạn hôm nay", "Sắp đến hạn"))
    assert 0 <= first < second < third
    assert "“Đề nghị gửi hôm nay”" in words
    assert f"{city['city_officer']} nhắc 31/03/2021 10:00; báo 3 người" in words
    assert "bỏ qua: đồng hồ chưa chạy lúc đó" in words


def test_the_proof_costs_the_same_for_few_and_for_many(city: City) -> None:
    administrator = an_administrator(city)
    client = signed_in(administrator)
    due_today(city)
    client.get(PROOF)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(PROOF)
        return len(captured)

    few = queries()
    for _ in range(30):
        delivery(city["officer"], status="failed")
    assert queries() == few
