"""What a page shows to whom: how a text came about to the side that issues it, what came of it to everybody whom it was sent to.

And of the inbox: only what is a page of it, with the receipt at hand.
"""

import re
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse

from campaigns.documents.slip import slip_facts
from campaigns.models import Assignment
from directives import services
from directives.models import Directive
from directives.outline import provisions_of
from org_hierarchy.models import Person
from org_hierarchy.names import Directory
from org_hierarchy.rights import may
from records.files import store_file
from workflows import steps
from workflows.tasks import run_job
from workflows.views.inbox import PER_PAGE

from .city import AT, DAY, City, begun, copy_of, delivered, draft_for_districts, drafted, later, signed_in

pytestmark = pytest.mark.django_db

INNER = ("Soạn dự thảo", "Sửa dự thảo", "Trình duyệt", "Duyệt nội dung", "Trả lại người soạn", "Ký ban hành", "Cấp số")
REASON = "Mục 2 còn vênh với ý kiến nội bộ."


def page(person: Person, directive: Directive) -> str:
    response = signed_in(person).get(reverse("workflows:directive", args=[directive.pk]))
    assert response.status_code == 200
    return response.content.decode()


def happenings(html: str) -> str:
    return html.split("Diễn biến</h2>", maxsplit=1)[1].split("</section>", maxsplit=1)[0]


@pytest.fixture
def sent(city: City) -> Directive:
    """Returned once with an inner reason, then issued to the districts, with BHXH Hà Nội as monitor; its source is a file."""
    source = store_file(b"goc", name="goc.txt", content_type="text/plain", by=city["drafter"], at=AT)
    content = replace(draft_for_districts(city), monitor_id=city.units["BHXHHN"].pk, source_id=source.pk)
    directive = drafted(city, content, way=steps)
    steps.submit(directive, by=city["drafter"], at=AT)
    steps.return_draft(directive, reason=REASON, by=city["division_head"], at=later(minutes=1))
    steps.revise(directive, content=content, by=city["drafter"], at=later(minutes=2))
    steps.submit(directive, by=city["drafter"], at=later(minutes=3))
    steps.approve_content(directive, by=city["division_head"], at=later(minutes=4))
    steps.approve_form(directive, by=city["office_head"], at=later(minutes=5))
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=later(minutes=6))
    steps.number(directive, by=city["city_clerk"], at=later(minutes=7), today=later(minutes=7).date())
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=later(minutes=8)).pk)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.ISSUED
    return directive


@pytest.mark.parametrize("name", ["officer", "clerk", "other_officer", "monitor"])
def test_receivers_and_the_monitor_see_a_text_from_its_issue_on(city: City, sent: Directive, name: str) -> None:
    shown = page(city[name], sent)
    assert REASON not in shown
    told = happenings(shown)
    assert not [title for title in INNER if title in told]
    for title in ("Phát hành", "Mở đợt triển khai", "Giao nhiệm vụ"):
        assert title in told, title


@pytest.mark.parametrize("name", ["drafter", "division_head", "city_officer", "city_clerk", "chairman"])
def test_the_issuing_side_sees_how_its_text_came_about(city: City, sent: Directive, name: str) -> None:
    told = happenings(page(city[name], sent))
    assert REASON in told
    assert not [title for title in (*INNER, "Phát hành", "Giao nhiệm vụ") if title not in told]


def test_the_source_is_the_issuing_sides_and_the_issued_text_everybodys_who_sees_it(city: City, sent: Directive) -> None:
    def answers(name: str) -> tuple[int, int]:
        client = signed_in(city[name])
        return client.get(sent.source.get_absolute_url()).status_code, client.get(sent.document.get_absolute_url()).status_code

    for name in ("drafter", "colleague", "division_head", "city_officer", "city_clerk"):
        assert answers(name) == (200, 200), name
    for name in ("officer", "clerk", "other_officer", "monitor"):
        assert answers(name) == (403, 200), name
    assert answers("stranger") == (403, 403)


def test_the_rule_that_hides_how_a_text_came_about_says_whose_matter_it_is(city: City, sent: Directive) -> None:
    verdict = may(city["monitor"], "directive.view_drafting", sent)
    assert (verdict.allowed, verdict.rule) == (False, "directive.issuing_side")
    assert "đơn vị soạn thảo" in verdict.reason


# The inbox


def inbox(person: Person, **query: str) -> str:
    response = signed_in(person).get("/hop-viec/", query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("per_page", ["-5", "0", "1", "1000000", "abc", "9" * 30])
def test_the_address_does_not_say_how_many_rows_a_page_of_the_inbox_has(city: City, per_page: str) -> None:
    delivered(city, draft_for_districts(city, tasks=PER_PAGE + 1))
    assert inbox(city["officer"], per_page=per_page).count('<a class="cd-title" href="/viec/') == PER_PAGE


@pytest.mark.parametrize("name", ["trang", "buoc"])
@pytest.mark.parametrize("number", ["-5", "0", "abc", "²", "9" * 7, "9" * 30, "9" * 5000])
def test_no_page_number_breaks_the_inbox(city: City, name: str, number: str) -> None:
    delivered(city)
    begun(city)
    for who in ("officer", "drafter"):
        assert "Hộp việc" in inbox(city[who], **{name: number})


def receive_forms(html: str) -> list[tuple[str, str]]:
    """The address and the way back of each form that receives."""
    return re.findall(r'action="(/viec/\d+/tiep-nhan/)">.*?name="back" value="([^"]*)"', html, re.DOTALL)


def test_what_is_not_received_is_received_right_from_the_inbox_and_the_reader_stays_there(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    client = signed_in(city["clerk"])
    first, second = receive_forms(client.get("/hop-viec/?hang=overdue&q=ra+soat").content.decode())
    assert first[1] == "/hop-viec/?hang=overdue&amp;q=ra+soat"
    response = client.post(first[0], {"back": unescape(first[1])}, follow=True)
    assert response.redirect_chain == [("/hop-viec/?hang=overdue&q=ra+soat", 302)]
    assert "Đã tiếp nhận văn bản 01/UBND-KGVX và các nhiệm vụ của đơn vị." in response.content.decode()
    assert receive_forms(client.get("/hop-viec/").content.decode()) == [], "the document is received once, with all that it asks"
    again = client.post(second[0], {"back": unescape(second[1])})
    assert again.status_code == 409
    assert f'href="{second[1]}"' in again.content.decode()


def test_a_row_offers_receipt_to_the_unit_alone(city: City) -> None:
    delivered(city)
    assert len(receive_forms(inbox(city["officer"]))) == 1
    for name in ("city_officer", "chairman", "monitor", "drafter"):
        assert receive_forms(inbox(city[name])) == [], name


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "javascript:alert(1)", "", "\\\\example.org"])
def test_a_receipt_leads_to_no_page_but_ours(city: City, back: str) -> None:
    assignment = Assignment.objects.get(campaign__directive=delivered(city), unit=city.units["BD"])
    response = signed_in(city["clerk"]).post(reverse("workflows:receive_assignment", args=[assignment.pk]), {"back": back})
    assert (response.status_code, response["Location"]) == (302, assignment.get_absolute_url())


# To whom it was sent


def listed(html: str) -> list[tuple[str, ...]]:
    """The rows under Nơi nhận: unit, role, status, moment."""
    section = html.split('<h2 class="card-title">Nơi nhận', maxsplit=1)[1].split("</details>", maxsplit=1)[0]
    rows = re.findall(r"<tr>\s*(<td.*?)</tr>", section, re.DOTALL)
    return [tuple(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)) for row in rows]


def test_the_issuing_side_and_the_monitor_see_who_has_received_and_who_has_not(city: City, sent: Directive) -> None:
    steps.receive(copy_of(sent, city.units["BD"]), by=city["clerk"], at=later(hours=2), today=DAY)
    services.refuse_directive(copy_of(sent, city.units["HK"]), reason="Nhầm.", by=city["other_clerk"], at=later(hours=3))
    for name in ("drafter", "city_clerk", "monitor"):
        rows = listed(page(city[name], sent))
        assert [row[0].removesuffix(" Nhầm.") for row in rows] == [city.units[code].name for code in ("BHXHHN", "TT", "HK", "BD")]
        assert rows[2][0].endswith("Nhầm."), "a refusal says why"
        assert rows[0][1:] == ("Để thực hiện", "Đã đến, chưa tiếp nhận mã 01", "")
        assert rows[2][2:] == ("Từ chối tiếp nhận mã 02", "")
        assert rows[3][2:] == ("Đã tiếp nhận, vào sổ mã 03", "18/03/2021 11:00")
    for name in ("officer", "other_officer"):
        assert '<h2 class="card-title">Nơi nhận' not in page(city[name], sent), "they see the lines that are printed"


def test_a_draft_has_nobody_under_it_yet(city: City) -> None:
    assert '<h2 class="card-title">Nơi nhận' not in page(city["drafter"], begun(city))


# Small words


def test_a_subject_that_stands_alone_begins_with_a_capital(city: City, sent: Directive) -> None:
    client = signed_in(city["city_clerk"])
    for address in ("/van-ban/", "/so-van-ban/?nam=2021"):
        assert "Tổ chức rà soát danh sách người tham gia</a>" in client.get(address).content.decode(), address
    (slip,) = slip_facts(sent.campaign, [city.units["BD"]])
    assert slip.subject == "Tổ chức rà soát danh sách người tham gia"


def test_a_name_that_resembles_no_unit_is_to_be_corrected_for_there_is_nothing_to_choose(city: City) -> None:
    found = Directory(city.units["HN"], on=DAY).resolve("Hội Những người yêu sách")
    assert not found.candidates
    assert "hãy sửa lại tên hoặc bỏ tên này" in found.reason
    assert "chọn" not in found.reason


@pytest.mark.parametrize(
    ("opening", "bases"),
    [
        (["Thực hiện Kế hoạch số 1/KH-UBND;", "Căn cứ Luật Bảo hiểm xã hội;", "UBND Thành phố ban hành Kế hoạch:"], "BB-"),
        (["Căn cứ Luật Bảo hiểm xã hội;", "Thực hiện Kế hoạch số 1/KH-UBND.", "UBND Thành phố yêu cầu:"], "BB-"),
        (["Thực hiện Kế hoạch số 1/KH-UBND,", "Căn cứ Luật Bảo hiểm xã hội;"], "BB"),
        (["Xét đề nghị của Giám đốc Sở Y tế,"], "B"),
        (["Theo đề nghị của Giám đốc Sở Y tế."], "B"),
        (["Theo đề nghị của Bộ Tài chính, UBND tỉnh có ý kiến như sau:"], "-"),
        (["Thực hiện Công văn số 5/UBND, UBND quận đề nghị các đơn vị báo cáo."], "-"),
        (["Căn cứ Luật Bảo hiểm xã hội;", "Thực hiện Công văn số 5/UBND, UBND quận yêu cầu:"], "B-"),
        (["Theo báo cáo, tỷ lệ còn thấp.", "Thực hiện tốt công tác tuyên truyền."], "--"),
    ],
)
def test_bases_are_of_one_kind_however_they_begin(opening: list[str], bases: str) -> None:
    typed = provisions_of("\n".join([*opening, "1. Sở Y tế hướng dẫn.", "Thực hiện nghiêm;", "Các đơn vị thực hiện./."]))
    kinds = [provision.kind for provision in typed]
    assert "".join("B" if kind == "base" else "-" for kind in kinds[: len(opening)]) == bases
    assert kinds[len(opening) :] == ["clause", "text", "close"]
