"""The whole way in a real browser: a clerk's text becomes a directive, wards report from a phone, the issuer concludes.

Every page on the way is held to the same promises: no error in the console, nothing fetched from outside, no sideways scrolling, no WCAG
2.1 A/AA violation that axe can see.
"""

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from docx import Document
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from campaigns.models import Assignment, Campaign
from directives.models import Directive
from fixtures.world import load_units
from org_hierarchy.models import OrgUnit

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

# Playwright's own loop runs in this thread, which Django would take for an asynchronous caller.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

PASSWORD = "một mật khẩu dài cho buổi thử"
DESKTOP, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
CHROMIUM = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-background-networking", "--disable-quic"]}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**CHROMIUM)  # type: ignore[arg-type]
        yield browser
        browser.close()


class Visitor:
    """One person at one screen, who notices what no page may do."""

    def __init__(self, browser: Browser, address: str, username: str, viewport: dict[str, int], password: str) -> None:
        self.address = address
        self.context: BrowserContext = browser.new_context(viewport=viewport, locale="vi-VN")  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.trouble: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith(("data:", address)) else self.trouble.append(request.url))
        self.go("/")
        self.page.get_by_label("Tên đăng nhập").fill(username)
        self.page.get_by_label("Mật khẩu").fill(password)
        self.press("Đăng nhập")

    def hear(self, message: ConsoleMessage) -> None:
        """Errors are trouble; a form that comes back with its mistakes marked is an answer, though the browser calls its 400 one."""
        if message.type == "error" and not (" 400 " in message.text and message.location["url"] == self.page.url):
            self.trouble.append(message.text)

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.look()

    def press(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
        self.look()

    def follow(self, name: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).locator("visible=true").first.click()
        self.look()

    def agree(self, name: str) -> None:
        """Press, and say yes to the question that is asked first."""
        self.page.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()
        with self.page.expect_navigation():
            self.page.locator("dialog[open] [data-confirm-go]").click()
        self.look()

    def look(self) -> None:
        """Whatever stands here now keeps every promise."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= self.page.viewport_size["width"], f"{self.page.url} scrolls sideways: {width}"  # type: ignore[index]
        found = Axe().run(self.page, options=RULES)
        assert not found.response["violations"], f"{self.page.url}\n{found.generate_report()}"
        assert self.trouble == [], f"{self.page.url}: {self.trouble}"

    def leave(self) -> None:
        self.context.close()


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer, settings: Any) -> Iterator[Callable[..., Visitor]]:
    """Somebody of today's demo world signs in; jobs run in the server's own process."""
    settings.CELERY_TASK_ALWAYS_EAGER = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = False
    settings.ALLOWED_HOSTS = ["*"]
    now = timezone.now()
    load_units(today=timezone.localdate(now), at=now, password=PASSWORD)
    visitors: list[Visitor] = []

    def arrive(username: str, viewport: dict[str, int] = DESKTOP, password: str = PASSWORD) -> Visitor:
        visitors.append(Visitor(chromium, live_server.url, username, viewport, password))
        return visitors[-1]

    yield arrive
    for visitor in visitors:
        visitor.leave()


def letter(now: datetime) -> str:
    """A directive of today in our own words, with one target for all wards and one order to a department."""
    due = timezone.localdate(now) + timedelta(days=20)
    today = timezone.localdate(now)
    return f"""ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: /UBND-KGVX
V/v cập nhật thông tin người hưởng trợ cấp

Hà Nội, ngày {today.day:02d} tháng {today.month} năm {today.year}

Kính gửi:
- Sở Y tế;
- UBND các xã, phường.

Để việc chi trả được kịp thời, UBND Thành phố yêu cầu các đơn vị thực hiện một số nội dung sau:
1. UBND các xã, phường:
- Cập nhật thông tin của 100% người hưởng trợ cấp trên địa bàn, hoàn thành trước ngày {due.day:02d}/{due.month}/{due.year}.
2. Sở Y tế:
- Hướng dẫn các cơ sở y tế đối chiếu dữ liệu.
Yêu cầu các đơn vị nghiêm túc triển khai thực hiện./.

Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""


def words_of(docx: bytes) -> str:
    """Every word of a document, tables included."""
    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def test_a_text_becomes_a_directive_that_a_ward_reports_on_and_the_issuer_concludes(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    drafter = visit("hn.chuyenvien")
    drafter.go("/van-ban/moi/")
    drafter.page.get_by_label("Hoặc dán nội dung").fill(letter(timezone.now()))
    drafter.press("Đọc văn bản")
    proposed = drafter.page.get_by_label("Nhiệm vụ 1", exact=True)
    assert proposed.get_by_label("Chỉ tiêu (%)").input_value() == "100"
    assert "nhóm 126 đơn vị" in proposed.inner_text()
    directive = Directive.objects.get()
    drafter.agree("Trình duyệt")  # asked, for nobody has ticked the tasks as checked
    assert drafter.page.locator(".errorlist").all_inner_texts() == []

    for username, button in (
        ("hn.truongphong", "Duyệt nội dung"),
        ("hn.chanhvanphong", "Xác nhận đúng thể thức"),
        ("hn.chutich", "Ký ban hành"),
    ):
        person = visit(username)
        person.go(directive.get_absolute_url())
        if button == "Ký ban hành":
            person.page.get_by_label("Mật khẩu của bạn").fill(PASSWORD)
        person.press(button)
        person.leave()

    clerk = visit("hn.vanthu")
    clerk.go(directive.get_absolute_url())
    clerk.press("Cấp số, vào sổ")
    clerk.agree("Phát hành")
    campaign = Campaign.objects.get(directive=directive)
    assert campaign.assignments.count() == 127
    assert campaign.unresolved == []

    directive.refresh_from_db()
    with clerk.page.expect_download() as download:
        clerk.page.get_by_role("link", name="Tải .docx").click()
    printed = tmp_path / "letter.docx"
    download.value.save_as(printed)
    assert "cập nhật thông tin người hưởng trợ cấp" in words_of(printed.read_bytes())

    assignment = Assignment.objects.get(campaign=campaign, unit__name="Ủy ban nhân dân phường Hoàn Kiếm")
    ward = visit("p.hoan-kiem.vanthu", PHONE)
    ward.go(assignment.get_absolute_url())
    ward.press("Tiếp nhận văn bản và nhiệm vụ")

    officer = visit("p.hoan-kiem.chuyenvien", PHONE)
    officer.go("/hop-viec/")
    officer.go(assignment.get_absolute_url())
    officer.page.get_by_label("Kết quả thực hiện").fill("Đã cập nhật xong trên địa bàn phường.")
    officer.press("Gửi báo cáo")
    assert "Báo cáo hoàn thành cần số liệu này." in officer.page.content(), "a figure is asked for, and nothing typed is lost"
    assert officer.page.get_by_label("Kết quả thực hiện").input_value() == "Đã cập nhật xong trên địa bàn phường."
    officer.page.get_by_label("Đã thực hiện").fill("480")
    officer.page.get_by_label("Trên tổng số").fill("500")
    officer.press("Gửi báo cáo")

    reviewer = visit("hn.chuyenvien")
    reviewer.go(assignment.get_absolute_url())
    reviewer.page.get_by_label("Trả lại", exact=True).check()
    reviewer.page.get_by_label("Nhận xét, lý do").fill("Đề nghị rà soát 20 trường hợp còn lại.")
    reviewer.press("Ghi quyết định")
    officer.go(assignment.get_absolute_url())
    assert "Đề nghị rà soát 20 trường hợp còn lại." in officer.page.content()
    officer.page.get_by_label("Đã thực hiện").fill("500")
    officer.press("Gửi báo cáo")
    reviewer.go(assignment.get_absolute_url())
    reviewer.page.get_by_label("Duyệt", exact=True).check()
    reviewer.press("Ghi quyết định")
    assignment.refresh_from_db()
    assert assignment.status == Assignment.Status.ACCEPTED
    assert assignment.return_count == 1

    for path in (
        "/hop-viec/",
        "/van-ban/",
        "/so-van-ban/",
        "/dot/",
        campaign.get_absolute_url(),
        "/don-vi/",
        assignment.unit.get_absolute_url(),
    ):
        reviewer.go(path)
        officer.go(path) if path != "/so-van-ban/" else None

    head = visit("hn.chutich")
    head.go(directive.get_absolute_url())
    head.agree("Kết thúc đợt triển khai")
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.CONCLUDED
    assert campaign.report is not None
    head.go(campaign.get_absolute_url())
    with campaign.report.content.open("rb") as file:
        assert "500" in words_of(file.read())


def test_an_administrator_opens_an_office_and_its_clerk_signs_in_with_the_password_given_once(visit: Callable[..., Visitor]) -> None:
    admin = visit("hn.quantri")
    admin.go("/don-vi/")
    admin.follow("Quản trị")
    admin.go(OrgUnit.objects.get(code="hn").get_absolute_url())
    admin.follow("Thêm đơn vị dưới")
    admin.press("Thêm đơn vị")
    assert len(admin.page.locator(".errorlist").all()) > 1, "an empty form says what is missing"
    admin.page.get_by_label("Tên đầy đủ").fill("Trung tâm Chuyển đổi số thành phố Hà Nội")
    admin.page.get_by_label("Mã đơn vị").fill("hn.ttcds")
    admin.page.get_by_label("Loại", exact=False).select_option("su_nghiep")
    admin.page.get_by_label("Địa bàn phụ trách").fill("ha noi")
    admin.page.get_by_label("Thành phố Hà Nội").first.check()
    admin.press("Thêm đơn vị")
    unit = OrgUnit.objects.get(code="hn.ttcds")
    assert [served.area.name for served in unit.served.select_related("area")] == ["Thành phố Hà Nội"]

    admin.follow("Thêm chức vụ")
    admin.page.get_by_label("Tên chức vụ").fill("Văn thư")
    admin.page.get_by_label("Văn thư", exact=True).check()
    admin.press("Thêm rồi bổ nhiệm")
    admin.follow("Tạo tài khoản cho người mới")
    admin.page.get_by_label("Họ và tên").fill("Lê Thị Hoà")
    admin.page.get_by_label("Tên đăng nhập").fill("hn.ttcds.vanthu")
    admin.press("Tạo tài khoản")
    password = admin.page.locator("#password").inner_text()
    admin.follow("Bổ nhiệm Văn thư")
    assert admin.page.get_by_label("Lê Thị Hoà").is_checked(), "who was just made is chosen"
    admin.press("Bổ nhiệm")
    assert "Lê Thị Hoà" in admin.page.locator(".cd-seats").inner_text()

    clerk = visit("hn.ttcds.vanthu", PHONE, password)
    assert clerk.page.url.endswith("/mat-khau/"), "nothing is open before the password is one's own"
    clerk.go("/hop-viec/")
    assert clerk.page.url.endswith("/mat-khau/")
    for field, words in (("old", password), ("new", PASSWORD), ("again", PASSWORD)):
        clerk.page.locator(f"#id_{field}").fill(words)
    clerk.page.locator("main").get_by_role("button").last.click()
    clerk.page.wait_for_url("**/hop-viec/")
    clerk.look()
    assert "Trung tâm Chuyển đổi số" in clerk.page.locator("body").inner_text()

    held = unit.posts.get().appointments.get()
    for viewport in (DESKTOP, PHONE):
        keeper = visit("hn.quantri", viewport)
        for path in (
            "/quan-tri/",
            "/quan-tri/nguoi/?trang_thai=dang-giu",
            f"/quan-tri/nguoi/{held.person_id}/",
            f"/quan-tri/bo-nhiem/{held.pk}/",
            f"/quan-tri/bo-nhiem/{held.pk}/thay/",
            f"/quan-tri/bo-nhiem/{held.pk}/vang-mat/",
            f"/quan-tri/don-vi/{unit.pk}/",
            f"/quan-tri/don-vi/{unit.pk}/giao-ky/",
            f"/don-vi/{unit.pk}/?ngay=2021-03-18",
            "/don-vi/?ngay=2025-06-30",
            "/don-vi/?q=hoan+kiem",
        ):
            keeper.go(path)
