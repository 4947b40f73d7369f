"""A report in a real browser: it saves itself while it is typed, colleagues hear of each other, nothing is lost without a network."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from campaigns import services
from campaigns.models import Assignment, Campaign, Difficulty, Extension, ReportDraft
from workflows import steps

from .city import AT, DAY, PASSWORD, City, delivered, draft_for_districts
from .test_journey import DESKTOP, PHONE, Visitor, chromium

__all__ = ["chromium"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SAVED = "Đã tự lưu bản nháp"


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's assignment, received, due some days from today."""
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city, target=100)))
    found = city.assignment(campaign, "BD")
    steps.receive_assignment(found, by=city["clerk"], at=AT, today=DAY)
    Assignment.objects.update(due_date=timezone.localdate() + timedelta(days=20))
    return city.assignment(campaign, "BD")


@pytest.fixture
def visit(city: City, chromium: Browser, live_server: LiveServer, settings: Any) -> Iterator[Callable[..., Visitor]]:
    """One of the cast signs in."""
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ALLOWED_HOSTS = ["*"]
    visitors: list[Visitor] = []

    def arrive(name: str, viewport: dict[str, int] = DESKTOP) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, city[name].username, viewport, PASSWORD))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leave()


def kept() -> str:
    return str(ReportDraft.objects.get().values.get("text"))


def test_what_is_typed_is_there_when_the_page_is_opened_again(work: Assignment, visit: Callable[..., Visitor]) -> None:
    officer = visit("officer", PHONE)
    officer.go(work.get_absolute_url())
    officer.page.get_by_label("Kết quả thực hiện").fill("Đã rà soát 3 phường.")
    officer.page.get_by_text(SAVED).wait_for()
    officer.look()
    assert kept() == "Đã rà soát 3 phường."
    officer.go(work.get_absolute_url())
    assert officer.page.get_by_label("Kết quả thực hiện").input_value() == "Đã rà soát 3 phường."
    assert officer.page.get_by_label("Chụp ảnh hiện trường").get_attribute("capture") == "environment"


def test_a_colleague_with_an_older_page_is_told_and_may_write_over(city: City, work: Assignment, visit: Callable[..., Visitor]) -> None:
    officer = visit("officer")
    officer.go(work.get_absolute_url())
    steps.save_report_draft(work, values={"text": "Của đồng nghiệp."}, version=0, by=city.person("BD", "head"), at=timezone.now())
    officer.page.get_by_label("Kết quả thực hiện").fill("Của tôi.")
    officer.page.get_by_text("đã lưu bản nháp này").wait_for()
    assert kept() == "Của đồng nghiệp."
    assert officer.page.get_by_label("Kết quả thực hiện").input_value() == "Của tôi."
    officer.page.get_by_role("button", name="Ghi đè bằng bản của tôi").click()
    officer.page.get_by_text(SAVED).wait_for()
    assert kept() == "Của tôi."


def test_what_was_typed_without_a_network_is_saved_when_it_is_back(work: Assignment, visit: Callable[..., Visitor]) -> None:
    officer = visit("officer")
    officer.go(work.get_absolute_url())
    officer.context.set_offline(True)
    officer.page.get_by_label("Kết quả thực hiện").fill("Ở vùng không sóng.")
    officer.page.get_by_text("mất kết nối").wait_for()
    officer.context.set_offline(False)
    officer.page.get_by_text(SAVED).wait_for()
    assert kept() == "Ở vùng không sóng."


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_what_is_asked_and_answered_keeps_every_promise_of_a_page(
    city: City, work: Assignment, visit: Callable[..., Visitor], viewport: dict[str, int]
) -> None:
    now = timezone.now()
    today = timezone.localdate(now)
    by = city["officer"]
    services.ask_extension(work, proposed_date=today + timedelta(days=40), reason="Chờ danh sách.", by=by, at=now, today=today)
    services.raise_difficulty(work, text="Chưa có máy quét. " * 8, by=by, at=now, today=today)
    services.make_dues(at=now, today=today)
    officer, chairman = visit("officer", viewport), visit("chairman", viewport)
    officer.go(work.get_absolute_url())
    for address in ("/hop-viec/", "/kho-khan/", f"/kho-khan/{Difficulty.objects.get().pk}/", work.get_absolute_url()):
        chairman.go(address)
    chairman.page.get_by_label("Đồng ý", exact=True).check()
    chairman.press("Ghi quyết định gia hạn")
    assert Extension.objects.get().status == Extension.Status.GRANTED
