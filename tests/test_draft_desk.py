"""The clerk's page in a real browser, by keys alone and by touch: words and tasks light each other up, nothing typed is lost."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from org_hierarchy.models import Person

from .test_journey import PASSWORD, PHONE, Visitor, chromium, letter, visit

__all__ = ["chromium", "visit"]
pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SCROLLING_MS = 1000
FOCUS = "document.activeElement.name"
LIT = "[...document.querySelectorAll('mark.cd-lit')].map((mark) => mark.textContent).join('')"


def at_the_desk(visitor: Visitor) -> Directive:
    """A pasted text, read, on the desk of who pasted it."""
    visitor.go("/van-ban/moi/")
    visitor.page.get_by_label("Hoặc dán nội dung").fill(letter(timezone.now()))
    visitor.press("Đọc văn bản")
    return Directive.objects.get()


def saved_by_itself(visitor: Visitor) -> None:
    visitor.page.get_by_text("Đã tự lưu lúc").wait_for()


def act(visitor: Visitor, keys: str) -> None:
    """An act that comes back to the page."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press(keys)
    visitor.look()


def test_a_draft_is_worked_through_by_keys_alone(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    page, keys = drafter.page, drafter.page.keyboard
    texts = list(directive.duties.order_by("position").values_list("text", flat=True))

    page.locator("textarea[name=duty-0-text]").focus()
    assert page.evaluate(LIT) == texts[0], "whoever writes in a task sees its words"
    keys.press("Alt+ArrowDown")
    assert page.evaluate(FOCUS) == "duty-1-text"
    keys.press("Alt+KeyV")
    assert page.evaluate("document.activeElement.closest('mark')?.dataset.spanId.split(' ')[0]") == "2"
    keys.press("Enter")
    assert page.evaluate(FOCUS) == "duty-1-text", "and back from the words to the task"

    keys.press("Alt+ArrowUp")
    keys.press("Alt+Enter")
    assert page.evaluate(FOCUS) == "duty-1-text", "checked, and on to the next"
    keys.press("End")
    keys.type(" Xong sớm.")
    saved_by_itself(drafter)
    assert page.evaluate(FOCUS) == "duty-1-text", "saving takes no focus away"
    assert directive.duties.get(position=0).checked_by == Person.objects.get(username="hn.chuyenvien")
    assert "Xong sớm." in directive.duties.get(position=1).text

    keys.press("Alt+ArrowUp")
    page.evaluate("document.activeElement.setSelectionRange(9, 9)")
    act(drafter, "Alt+KeyS")
    assert page.evaluate(FOCUS) == "duty-1-text", "the second half is at hand"
    assert [d.text for d in directive.duties.order_by("position")[:2]] == [texts[0][:9].strip(), texts[0][9:].strip()]
    act(drafter, "Alt+KeyG")
    assert page.evaluate(FOCUS) == "duty-0-text"
    assert directive.duties.count() == len(texts)

    keys.press("Alt+KeyX")
    assert page.evaluate(FOCUS) == "duty-0-DELETE"
    saved_by_itself(drafter)
    assert directive.duties.count() == len(texts) - 1
    keys.press("Alt+KeyX")
    page.get_by_text("Có thay đổi chưa lưu").wait_for()
    saved_by_itself(drafter)
    assert directive.duties.count() == len(texts), "struck out is not lost while the page is open"

    keys.press("Alt+KeyN")
    assert page.evaluate(FOCUS) == f"duty-{len(texts)}-text"
    keys.type("Tặng sách cho học sinh.")
    page.get_by_text("Có thay đổi chưa lưu").wait_for()
    saved_by_itself(drafter)
    assert directive.duties.count() == len(texts) + 1
    assert directive.corrections.filter(field="task.added", after="Tặng sách cho học sinh.").exists()
    drafter.look()
    page.locator(".cd-keys summary").click()
    page.get_by_text("Phần đầu, nơi nhận").click()
    page.get_by_role("heading", name="Nội dung", exact=True).click()
    drafter.look()


def test_words_chosen_in_the_text_become_a_task(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    words = "Để việc chi trả được kịp thời"
    drafter.page.evaluate(
        """(words) => {
          const place = [...document.querySelectorAll("[data-at]")].find((p) => p.textContent.includes(words)).firstChild;
          const at = place.textContent.indexOf(words);
          window.getSelection().setBaseAndExtent(place, at, place, at + words.length);
        }""",
        words,
    )
    drafter.page.keyboard.press("Alt+KeyN")
    saved_by_itself(drafter)
    added = directive.duties.order_by("-position")[0]
    assert (added.text, directive.source_text[added.span_start : added.span_end]) == (words, words)


def test_a_doubt_leads_to_its_words_and_a_dropped_task_comes_back(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien", PHONE)
    directive = at_the_desk(drafter)
    page = drafter.page
    page.locator(".cd-notes a").first.focus()
    assert page.evaluate(LIT) == "Số: /UBND-KGVX"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Số: /UBND-KGVX"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('li')?.id") == "doi-chieu-1", "and back"
    first = directive.duties.get(position=0).text
    page.locator("[name=duty-0-DELETE]").check()
    saved_by_itself(drafter)
    page.reload()
    page.locator("#da-bo summary").click()
    drafter.look()
    with page.expect_navigation():
        page.get_by_role("button", name="Lấy lại").click()
    assert (page.evaluate(FOCUS), directive.duties.get(position=0).text) == ("duty-0-text", first)


def test_enter_in_a_line_saves_and_splits_nothing(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    at_the_desk(drafter)
    drafter.page.get_by_text("Phần đầu, nơi nhận").click()
    drafter.page.locator("[name=place]").focus()
    act(drafter, "Enter")
    drafter.page.get_by_text("Đã lưu dự thảo.").wait_for()


def test_words_typed_without_a_connection_are_saved_when_it_is_back(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    page = drafter.page
    drafter.context.set_offline(True)
    page.locator("textarea[name=duty-0-text]").click()
    page.keyboard.press("Control+A")
    page.keyboard.type("Gõ khi mất mạng.")
    page.get_by_text("Chưa lưu: mất kết nối.").wait_for()
    page.get_by_role("button", name="Lưu dự thảo").click()
    assert page.locator("textarea[name=duty-0-text]").input_value() == "Gõ khi mất mạng.", "the page stays"
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("window.location.assign('/')")
    page.wait_for_timeout(SCROLLING_MS)
    assert asked == ["beforeunload"]
    drafter.context.set_offline(False)
    saved_by_itself(drafter)
    assert directive.duties.get(position=0).text == "Gõ khi mất mạng."
    drafter.trouble.clear()  # what the browser says of the lost connection


def test_whoever_was_signed_out_signs_in_elsewhere_and_loses_nothing(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    page = drafter.page
    drafter.context.clear_cookies()
    page.locator("textarea[name=duty-0-text]").fill("Gõ khi phiên đã hết.")
    page.get_by_text("Chưa lưu: phiên làm việc đã hết.").wait_for()
    other = drafter.context.new_page()
    other.goto(drafter.address)
    other.get_by_label("Tên đăng nhập").fill("hn.chuyenvien")
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    with other.expect_navigation():
        other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    saved_by_itself(drafter)
    assert directive.duties.get(position=0).text == "Gõ khi phiên đã hết."
    drafter.trouble.clear()  # the refused save, which the browser calls an error


def test_submitting_asks_about_tasks_that_nobody_checked(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    drafter.page.get_by_role("button", name="Trình duyệt").click()
    question = drafter.page.locator("#cd-confirm-question")
    assert f"Còn {directive.duties.count()} nhiệm vụ chưa được đánh dấu" in question.inner_text()
    drafter.page.get_by_role("button", name="Vẫn trình duyệt").click()
    drafter.page.get_by_text("Đã trình duyệt nội dung.").wait_for()
    directive.refresh_from_db()
    assert directive.status == Directive.Status.SUBMITTED


def test_a_colleague_is_not_overwritten_unseen(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    directive = at_the_desk(drafter)
    colleague = visit("hn.truongphong")
    colleague.go(reverse("workflows:draft", args=[directive.pk]))
    for visitor, words in ((colleague, "Lời của đồng nghiệp."), (drafter, "Lời của tôi.")):
        visitor.page.locator("textarea[name=duty-0-text]").fill(words)
        if visitor is colleague:
            saved_by_itself(visitor)
    drafter.page.get_by_text("Văn bản đã có người sửa và lưu").wait_for()
    assert directive.duties.get(position=0).text == "Lời của đồng nghiệp."
    assert drafter.page.locator("textarea[name=duty-0-text]").input_value() == "Lời của tôi.", "what was typed stays"
    drafter.page.get_by_role("button", name="Ghi đè bằng bản của tôi").click()
    with drafter.page.expect_navigation():
        drafter.page.get_by_role("button", name="Ghi đè", exact=True).click()
    assert directive.duties.get(position=0).text == "Lời của tôi."
    drafter.trouble.clear()  # the refused save, which the browser calls an error


def test_on_a_phone_a_tap_on_words_leads_to_their_task_and_back(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien", PHONE)
    at_the_desk(drafter)
    page = drafter.page
    page.locator("#doan-2 a").click()
    assert page.evaluate(FOCUS) == "duty-1-text"
    page.wait_for_timeout(SCROLLING_MS)
    assert page.evaluate("document.activeElement.getBoundingClientRect().bottom < innerHeight")
    page.locator("#nhiem-vu-1 .cd-to-text").click()
    page.wait_for_timeout(SCROLLING_MS)
    assert page.evaluate("document.activeElement.closest('#doan-1').getBoundingClientRect().top >= 0")
    drafter.look()


def test_a_text_is_written_paragraph_by_paragraph_by_keys_alone(visit: Callable[..., Visitor]) -> None:
    drafter = visit("hn.chuyenvien")
    drafter.go("/van-ban/moi/")
    drafter.press("Soạn văn bản")
    page, keys = drafter.page, drafter.page.keyboard
    directive = Directive.objects.latest("pk")

    def text() -> list[str]:
        return [f"{row.label} {row.text}".strip() for row in directive.provisions.order_by("position")]

    def press(chord: str) -> None:
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            keys.press(chord)
        page.locator(
            "html:not(:has(.htmx-request)) .cd-part textarea:focus"
        ).wait_for()  # asked in CSS: the page's policy evaluates no words

    page.locator(".cd-part textarea").click()
    keys.type("Yêu cầu các đơn vị:")
    press("Enter")
    keys.type("Các quận mở thư viện. Các phường tặng sách.")
    press("Alt+ArrowRight")
    page.evaluate("document.activeElement.setSelectionRange(21, 21)")
    press("Enter")
    assert text() == ["Yêu cầu các đơn vị:", "1. Các quận mở thư viện.", "2. Các phường tặng sách."]
    keys.type("Mọi nơi: ")
    press("Alt+Shift+ArrowUp")
    assert text()[1:] == ["1. Mọi nơi: Các phường tặng sách.", "2. Các quận mở thư viện."]
    press("Alt+ArrowLeft")
    assert text()[1:] == ["I. Mọi nơi: Các phường tặng sách.", "1. Các quận mở thư viện."]
    drafter.look()
