"""A table is written in a real browser by keys alone, pasted from a spreadsheet, and worked on by touch on a phone and without scripts."""

from collections.abc import Callable
from typing import Any

import pytest

from directives import grids
from directives.models import Directive, Provision

from .test_journey import DESKTOP, PHONE, Visitor, chromium, visit

__all__ = ["chromium", "visit"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

FOCUS = "document.activeElement.name"
PASTE = """(text) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def begun(visitor: Visitor) -> Directive:
    """An empty draft with one line."""
    visitor.go("/van-ban/moi/")
    with visitor.page.expect_navigation():
        visitor.page.locator("button[name=blank]").click()
    visitor.look()
    visitor.page.locator(".cd-part textarea").first.fill("Yêu cầu thực hiện theo bảng và phụ lục kèm theo:")
    return Directive.objects.get()


def grid_at(directive: Directive, nth: int = 0) -> grids.Grid:
    return grids.grid_of(directive.provisions.filter(kind=Provision.Kind.TABLE).order_by("position")[nth].text)


def saved(visitor: Visitor) -> None:
    visitor.page.get_by_text("Đã tự lưu lúc").wait_for()


def test_a_table_is_added_filled_in_and_changed_by_keys_alone(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = begun(drafter)
    page, keys = drafter.page, drafter.page.keyboard
    page.locator(".cd-part textarea").first.focus()
    page.get_by_role("button", name="Thêm bảng").focus()
    with page.expect_navigation():
        keys.press("Enter")
    drafter.look()
    assert page.evaluate(FOCUS) == "c-0-1", "at once where the first words go"
    keys.type("Mở thư viện")
    keys.press("Tab")
    keys.type("Quý I")
    for _ in range(3):
        keys.press("Enter")
    keys.type("Thêm")
    assert page.evaluate(FOCUS) == "c-3-2", "a row behind the last one is there at once"
    saved(drafter)
    keys.press("Alt+Shift+ArrowUp")
    page.locator("[name=c-2-2]:focus").wait_for()
    keys.press("Alt+Shift+ArrowLeft")
    page.locator("[name=c-2-1]:focus").wait_for()
    keys.type("!")
    drafter.look()
    with page.expect_navigation():
        page.get_by_role("button", name="Xong, về dự thảo").press("Enter")
    drafter.look()
    assert grid_at(directive).columns == ("STT", "Ghi chú", "Nội dung")
    assert grid_at(directive).rows == (("", "Quý I", "Mở thư viện"), ("", "", ""), ("", "!Thêm", ""), ("", "", ""))


def test_what_a_spreadsheet_copied_is_pasted_into_a_cell(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = begun(drafter)
    page = drafter.page
    page.get_by_role("button", name="Thêm phụ lục").click()
    page.locator("[name=p-1-text]:focus").wait_for()
    page.keyboard.type("Danh mục thư viện")
    with page.expect_navigation():
        page.get_by_role("button", name="Thêm bảng").click()
    page.locator("[name=c-1-1]").focus()
    page.evaluate(PASTE, 'Tặng sách\tQuý III\tThêm\nĐọc sách\tQuý IV\tNữa\n"Hai\ndòng"\tx\t')
    page.locator("[name=c-3-3]").wait_for()
    assert grid_at(directive).rows == (
        ("", "", "", ""),
        ("", "Tặng sách", "Quý III", "Thêm"),
        ("", "Đọc sách", "Quý IV", "Nữa"),
        ("", "Hai\ndòng", "x", ""),
    )
    drafter.look()
    page.locator("[name=h-3]").fill("Kết quả")
    saved(drafter)
    drafter.press("Xong, về dự thảo")
    assert list(directive.provisions.order_by("position").values_list("kind", flat=True)) == ["text", "appendix", "table"]
    assert directive.provisions.get(position=1).text == "Danh mục thư viện"


@pytest.mark.parametrize("with_scripts", [True, False])
def test_a_table_is_worked_on_by_touch_on_a_phone_also_without_scripts(
    visit: Callable[..., Visitor], chromium: Any, with_scripts: bool
) -> None:
    drafter = visit("hn.chuyenvien", DESKTOP if not with_scripts else PHONE)
    directive = begun(drafter)
    saved(drafter)
    context = chromium.new_context(
        viewport=PHONE, locale="vi-VN", has_touch=True, java_script_enabled=with_scripts, storage_state=drafter.context.storage_state()
    )
    page = context.new_page()
    page.goto(f"{drafter.address}/van-ban/{directive.pk}/soan/")
    page.locator("[name=p-at]").first.check()
    page.get_by_role("button", name="Thêm bảng").tap()
    page.locator("[name=c-0-1]").fill("Bằng tay")
    page.get_by_role("radio", name="Chọn dòng 1", exact=True).check()
    page.get_by_role("radio", name="Chọn cột 2", exact=True).check()
    bar = page.locator(".cd-grid-acts").first
    bar.get_by_role("button", name="Xuống").tap()
    page.locator("[name=c-1-1]", has_text="Bằng tay").wait_for()
    page.locator("[data-paste-box] summary").tap()
    page.locator("#dan").fill("Tên\tSố\nBa Đình\t12")
    page.get_by_role("button", name="Thay cả bảng").tap()
    page.get_by_label("Tiêu đề cột 2").wait_for()
    page.locator("[name=h-0]", has_text="Tên").wait_for()
    if with_scripts:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Xong, về dự thảo").tap()
    page.get_by_role("button", name="Sửa bảng").wait_for()
    assert grid_at(directive) == grids.Grid(("Tên", "Số"), (("Ba Đình", "12"),))
    context.close()


def test_of_two_at_one_table_the_second_is_told_and_chooses(visit: Callable[..., Visitor]) -> None:
    first = visit("hn.chuyenvien")
    directive = begun(first)
    first.page.locator(".cd-part textarea").first.focus()
    with first.page.expect_navigation():
        first.page.get_by_role("button", name="Thêm bảng").click()
    other = first.context.new_page()
    other.goto(first.page.url)
    other.locator("[name=c-0-1]").fill("Của thẻ kia")
    other.get_by_text("Đã tự lưu lúc").wait_for()
    first.page.locator("[name=c-0-2]").fill("Của tôi")
    first.page.get_by_role("button", name="Ghi đè bằng bảng của tôi").wait_for()
    assert grid_at(directive).rows[0] == ("", "Của thẻ kia", "")
    first.page.get_by_role("button", name="Ghi đè bằng bảng của tôi").click()
    with first.page.expect_navigation():
        first.page.locator("dialog[open] [data-confirm-go]").click()
    assert grid_at(directive).rows[0][2] == "Của tôi"
