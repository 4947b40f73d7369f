"""From a file to a draft by its pages: what is read is proposed, what is unsure is asked, and nothing typed is lost."""

import io
import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from directives.documents import letter_facts
from directives.models import Directive, DutyParty
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.names import Group, members
from org_hierarchy.services import add_post, appoint
from records.models import StoredFile
from workflows import steps

from .city import AT, FIRST_DAY, City, Level, Role, begun, committee, later, signed_in

pytestmark = pytest.mark.django_db

LETTER = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: /UBND-KGVX
V/v tổ chức tuần lễ đọc sách
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hà Nội, ngày     tháng     năm
Kính gửi:
- UBND quận Ba Đình;
- Hội Những người yêu sách.
Nhân dịp Ngày Sách, UBND Thành phố yêu cầu các đơn vị thực hiện:
1. UBND quận Ba Đình tổ chức tuần lễ đọc sách tại các thư viện, hoàn thành trước ngày 30/6/2027.
2. UBND phường Hoa Mai rà soát tủ sách của phường, báo cáo kết quả trước ngày 15/7/2027.
Yêu cầu các đơn vị nghiêm túc thực hiện./.
Nơi nhận:
- Như trên;
- Lưu: VT, KGVX.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
"""


@pytest.fixture(autouse=True)
def namesakes(city: City) -> None:
    """Two wards of one name, so that the name alone says neither."""
    city.add(committee(code, "phường Hoa Mai", Level.COMMUNE, parent) for code, parent in (("HM1", "BD"), ("HM2", "HK")))


def new(person: Person, **data: Any) -> Any:
    return signed_in(person).post(reverse("workflows:new"), data)


def drafted(city: City, **data: Any) -> Directive:
    """A draft begun on the page."""
    response = new(city["drafter"], issuer=city.units["HN"].pk, **data)
    assert response.status_code == 302, unescape(response.content.decode())
    return Directive.objects.latest("pk")


def page(person: Person, directive: Directive) -> str:
    response = signed_in(person).get(reverse("workflows:draft", args=[directive.pk]))
    assert response.status_code == 200
    return response.content.decode()


def fields(html: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    visible = re.sub(r"<template.*?</template>", "", html, flags=re.DOTALL)
    form = re.search(r'<form method="post" novalidate[^>]*>(.*?)</form>', visible, re.DOTALL)
    assert form is not None
    sent: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form[1]):
        values = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if values["type"] != "checkbox" or " checked" in tag:
            sent[values["name"]] = unescape(values.get("value", "on" if values["type"] == "checkbox" else ""))
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form[1], re.DOTALL):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', form[1], re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent[name] = unescape(chosen[1]) if chosen else ""
    return sent


def save(person: Person, directive: Directive, button: str = "save", **changed: str) -> Any:
    """Open the page, change some fields, press a button."""
    sent = fields(page(person, directive)) | changed | {button: "1"}
    return signed_in(person).post(reverse("workflows:draft", args=[directive.pk]), sent)


def facts(directive: Directive) -> list[tuple[Any, ...]]:
    """Everything of the tasks that a page could lose."""
    rows = directive.duties.order_by("position").prefetch_related("parties")
    names = ("text", "section", "kind", "role", "deadline", "deadline_text", "strictly_before", "start_date", "period", "target_percent")
    return [
        (
            *(getattr(duty, name) for name in (*names, "span_start", "span_end")),
            duty.provision.position if duty.provision else None,
            [(party.part, party.phrase, party.unit_id, party.group) for party in duty.parties.order_by("position")],
        )
        for duty in rows
    ]


# Beginning


def test_a_pasted_text_becomes_a_draft_beside_its_words(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    assert directive.subject == "tổ chức tuần lễ đọc sách"
    assert directive.drafting_unit == city.units["VX"]
    assert directive.duties.count() >= 2
    shown = page(city["drafter"], directive)
    marks = re.findall(r'<mark data-span-id="([^"]+)"[^>]*><a href="#([^"]+)"[^>]*>([^<]*)</a></mark>', shown)
    assert {"1", "2"} <= {keys.split(" ")[0] for keys, _, _ in marks}
    for keys, target, words in marks:
        for key in keys.split(" "):
            assert f'data-span="{key}"' in shown, "whatever is marked lights up its value"
        assert f'id="{target}"' in shown, "and leads to it"
        if keys.split(" ")[0].isdecimal():
            duty = directive.duties.get(position=int(keys.split(" ")[0]) - 1)
            assert unescape(words) in directive.source_text[duty.span_start : duty.span_end]


@pytest.mark.parametrize("name", ["van-ban.docx", "van-ban.txt"])
def test_a_file_becomes_a_draft_and_is_kept_as_its_source(city: City, name: str) -> None:
    content = LETTER.encode()
    if name.endswith("docx"):
        document, made = Document(), io.BytesIO()
        for line in LETTER.splitlines():
            document.add_paragraph(line)
        document.save(made)
        content = made.getvalue()
    directive = drafted(city, source=SimpleUploadedFile(name, content, "text/html"))
    assert directive.subject == "tổ chức tuần lễ đọc sách"
    assert directive.source is not None
    assert (directive.source.name, directive.source.size) == (name, len(content))
    assert directive.source.content_type != "text/html"
    assert directive.source.get_absolute_url() in page(city["drafter"], directive)


def test_an_empty_page_brings_its_symbol_and_place(city: City) -> None:
    directive = drafted(city, blank="1")
    assert (directive.place, directive.symbol.split("-")[0], directive.duties.count()) == ("Hà Nội", "UBND", 0)
    shown = page(city["drafter"], directive)
    assert "Văn bản đã đọc" not in shown
    assert '<details class="card" open>' in shown


WRONG = [
    ({}, "Vui lòng chọn tệp hoặc dán nội dung văn bản."),
    ({"source": SimpleUploadedFile("a.rtf", b"{\\rtf1 chu}")}, "Chỉ đọc được tệp .docx, .pdf, .txt"),
    ({"source": SimpleUploadedFile("a.docx", b"PK\x03\x04 hong")}, "Vui lòng"),
    ({"source": SimpleUploadedFile("a.txt", b"")}, "Tệp này trống."),
    ({"source": SimpleUploadedFile("a.txt", b"chu"), "pasted": "Văn bản dán"}, "Vui lòng chọn một cách"),
    ({"pasted": f"MẬT\n{LETTER}"}, "dấu chỉ độ mật"),
]


def test_what_cannot_be_read_says_why_and_keeps_nothing(city: City) -> None:
    for data, why in WRONG:
        response = new(city["drafter"], issuer=city.units["HN"].pk, **data)
        assert response.status_code == 400, why
        shown = unescape(response.content.decode())
        assert why in shown
        if pasted := data.get("pasted"):
            assert str(pasted).strip().splitlines()[-1] in shown, "what was pasted is still there"
    assert not Directive.objects.exists()
    assert not StoredFile.objects.exists()


def test_one_drafts_for_the_own_unit_and_what_it_is_a_part_of_and_for_no_other(city: City) -> None:
    shown = signed_in(city["drafter"]).get(reverse("workflows:new")).content.decode()
    assert re.findall(r'<option value="(\d+)"', shown) == [str(city.units["HN"].pk)]
    assert new(city["drafter"], issuer=city.districts[0].pk, blank="1").status_code == 400
    district_head = Person.objects.create(username="chu-tich-quan", full_name="Chủ tịch quận")
    appoint(district_head, add_post(city.districts[0], title="Chủ tịch", role=Role.HEAD), valid_from=FIRST_DAY, by=None, at=AT)
    shown = signed_in(district_head).get(reverse("workflows:new")).content.decode()
    assert re.findall(r'<option value="(\d+)"', shown) == [str(city.districts[0].pk)], "a district is no part of its city"
    assert not Directive.objects.exists()


def test_nobody_drafts_where_nobody_can_sign(city: City) -> None:
    response = signed_in(city["monitor"]).get(reverse("workflows:new"))
    assert response.status_code == 403
    assert "thẩm quyền ký" in response.content.decode()


def test_a_text_of_another_office_is_pointed_out(city: City) -> None:
    text = LETTER.replace("ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI", "BẢO HIỂM XÃ HỘI\nTHÀNH PHỐ HÀ NỘI")
    response = signed_in(city["drafter"]).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "pasted": text}, follow=True)
    assert "khác cơ quan đã chọn" in response.content.decode()


# Working on it


def test_saving_without_a_change_changes_nothing(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    before = (facts(directive), [(p.kind, p.label, p.text, p.parent_id is None) for p in directive.provisions.order_by("position")])
    assert save(city["drafter"], directive).status_code == 302
    directive.refresh_from_db()
    after = (facts(directive), [(p.kind, p.label, p.text, p.parent_id is None) for p in directive.provisions.order_by("position")])
    assert after == before
    assert directive.addressees == ["UBND quận Ba Đình", "Hội Những người yêu sách"]
    assert directive.archive == "VT, KGVX"


def ward(city: City, number: int) -> OrgUnit:
    return city.units[f"HM{number}"]


def parties(directive: Directive) -> dict[str, int | None]:
    return dict(DutyParty.objects.filter(duty__directive=directive).values_list("phrase", "unit"))


def test_an_unsure_unit_is_asked_and_the_answer_stays(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    assert parties(directive) == {"UBND quận Ba Đình": city.districts[0].pk, "UBND phường Hoa Mai": None}
    shown = unescape(page(city["drafter"], directive))
    assert "Đơn vị cần xác nhận" in shown
    assert "Ủy ban nhân dân phường Hoa Mai (Ủy ban nhân dân quận Hoàn Kiếm)" in shown
    assert "<b>Nơi nhận ngoài hệ thống:</b> Hội Những người yêu sách." in shown, "what nobody answers to is shown too"
    (pick,) = [name for name in fields(shown) if name.startswith("pick-")]
    assert save(city["drafter"], directive, **{pick: str(ward(city, 2).pk)}).status_code == 302
    assert parties(directive)["UBND phường Hoa Mai"] == ward(city, 2).pk
    assert save(city["drafter"], directive).status_code == 302
    assert parties(directive)["UBND phường Hoa Mai"] == ward(city, 2).pk, "a second save keeps it"
    assert save(city["drafter"], directive, **{pick: ""}).status_code == 302
    assert parties(directive)["UBND phường Hoa Mai"] is None


def test_all_that_a_phrase_may_mean_can_be_chosen_together(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    (pick,) = [name for name in fields(page(city["drafter"], directive)) if name.startswith("pick-")]
    for _ in range(2):  # a second save keeps it
        assert save(city["drafter"], directive, **{pick: "all"}).status_code == 302
        party = DutyParty.objects.get(duty__directive=directive, phrase="UBND phường Hoa Mai")
        assert party.group is not None
        chosen = members(Group.from_json(party.group), on=AT.date())
        assert set(chosen) == {ward(city, 1), ward(city, 2)}
        assert fields(page(city["drafter"], directive))[pick] == "all"
    assert "Cả 2 đơn vị được gợi ý" in page(city["drafter"], directive)


def test_only_what_was_offered_can_be_chosen(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    (pick,) = [name for name in fields(page(city["drafter"], directive)) if name.startswith("pick-")]
    response = save(city["drafter"], directive, **{pick: str(city.districts[2].pk)})
    assert response.status_code == 400
    assert parties(directive)["UBND phường Hoa Mai"] is None


def test_a_task_is_corrected_added_and_struck_out(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    count = directive.duties.count()
    added = {
        "duty-TOTAL_FORMS": str(count + 1),
        f"duty-{count}-text": "Tặng sách cho học sinh.",
        f"duty-{count}-kind": "task",
        f"duty-{count}-role": "thuc_hien",
        f"duty-{count}-responsible": "UBND quận Hoàn Kiếm\nUBND huyện Thanh Trì",
        f"duty-{count}-deadline": "31/7/2027",
        f"duty-{count}-period": "monthly",
        f"duty-{count}-target_percent": "80",
    }
    response = save(city["drafter"], directive, **{"duty-0-text": "Mở tuần lễ đọc sách.", "duty-1-DELETE": "on"}, **added)
    assert response.status_code == 302
    texts = list(directive.duties.order_by("position").values_list("text", flat=True))
    assert len(texts) == count
    assert (texts[0], texts[-1]) == ("Mở tuần lễ đọc sách.", "Tặng sách cho học sinh.")
    last = directive.duties.get(position=count - 1)
    assert (f"{last.deadline}", last.period, last.target_percent) == ("2027-07-31", "monthly", 80)
    assert set(last.parties.values_list("unit", flat=True)) == {city.districts[1].pk, city.districts[2].pk}


def test_a_new_task_left_empty_is_no_task(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    count = directive.duties.count()
    empty = {"duty-TOTAL_FORMS": str(count + 1), f"duty-{count}-kind": "task", f"duty-{count}-role": "thuc_hien", f"duty-{count}-text": ""}
    assert save(city["drafter"], directive, **empty).status_code == 302
    assert directive.duties.count() == count


WRONG_DRAFT = [
    ({"subject": ""}, "Vui lòng ghi trích yếu."),
    ({"number": "0"}, "ghi số từ 1 trở lên"),
    ({"issued_date": "2027-13-01"}, "dd/mm/yyyy"),
    ({"monitor": "Hội Những người yêu sách"}, "Chưa xác định được đơn vị này."),
    ({"duty-0-text": ""}, "Vui lòng ghi nhiệm vụ."),
    ({"duty-0-deadline": "30/02/2027"}, "dd/mm/yyyy"),
    ({"duty-0-start_date": "01/07/2027"}, "Thời hạn không thể trước ngày bắt đầu."),
    ({"duty-0-target_percent": "101"}, "ghi số không quá 100"),
    ({"body": "TUYỆT MẬT\nKế hoạch"}, "dấu chỉ độ mật"),
]


def test_a_wrong_draft_says_why_and_keeps_everything_typed(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    before = facts(directive)
    typed = {"duty-0-responsible": "UBND huyện Thanh Trì", "addressees": "Sở <Văn hóa>"}
    for changed, why in WRONG_DRAFT:
        response = save(city["drafter"], directive, **(typed | changed))
        assert response.status_code == 400, why
        shown = response.content.decode()
        assert why in unescape(shown), why
        sent = fields(shown)
        for name, value in (typed | changed).items():
            assert sent[name].strip() == value, f"{why}: {name}"
    assert facts(directive) == before


def test_a_draft_that_lacks_something_is_not_submitted_and_not_half_saved(city: City) -> None:
    directive = drafted(city, blank="1")
    typed = {"subject": "tổ chức hội sách", "body": "1. Các đơn vị mở hội sách.", "symbol": "UBND", "place": "Hà Nội"}
    response = save(city["drafter"], directive, "submit", **typed)
    assert response.status_code == 400
    assert "Ký hiệu công văn “UBND” chưa có chữ viết tắt" in unescape(response.content.decode())
    assert fields(response.content.decode())["body"] == typed["body"]
    directive.refresh_from_db()
    assert (directive.status, directive.subject) == (Directive.Status.DRAFT, "")


def test_saved_and_submitted_at_once(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    response = save(city["drafter"], directive, "submit", subject="mở hội sách mùa hè")
    assert response.url == directive.get_absolute_url()  # type: ignore[attr-defined]
    directive.refresh_from_db()
    assert (directive.status, directive.subject) == (Directive.Status.SUBMITTED, "mở hội sách mùa hè")


def test_a_draft_that_has_gone_on_meanwhile_hands_the_words_back(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    sent = fields(page(city["colleague"], directive)) | {"save": "1", "duty-0-text": "Bản sửa dở của tôi."}
    steps.submit(directive, by=city["drafter"], at=later(days=1))
    response = signed_in(city["colleague"]).post(reverse("workflows:draft", args=[directive.pk]), sent)
    assert response.status_code == 409
    assert "Bản sửa dở của tôi." in response.content.decode()
    directive.refresh_from_db()
    assert directive.status == Directive.Status.SUBMITTED
    assert signed_in(city["drafter"]).get(reverse("workflows:draft", args=[directive.pk])).status_code == 403


def test_only_the_drafting_unit_works_on_a_draft(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    sent = fields(page(city["drafter"], directive)) | {"save": "1", "subject": "của người khác"}
    for name in set(city.people) - {"drafter", "colleague", "division_head"}:
        client = signed_in(city[name])
        assert client.get(reverse("workflows:draft", args=[directive.pk])).status_code == 403, name
        assert client.post(reverse("workflows:draft", args=[directive.pk]), sent).status_code == 403, name
    directive.refresh_from_db()
    assert directive.subject == "tổ chức tuần lễ đọc sách"


def test_a_text_typed_anew_is_nested_by_its_labels(city: City) -> None:
    directive = drafted(city, pasted=LETTER)
    body = "Căn cứ Luật Thư viện;\n1. Các quận:\na) Mở thư viện.\nb) Tặng sách.\n2. Các phường rà soát tủ sách."
    assert save(city["drafter"], directive, body=body).status_code == 302
    rows = list(directive.provisions.order_by("position").values_list("label", "parent__label"))
    assert rows == [("", None), ("1.", None), ("a)", "1."), ("b)", "1."), ("2.", None)]
    shown = fields(page(city["drafter"], directive))
    assert [shown[f"p-{place}-text"] for place in range(5)][2:4] == ["Mở thư viện.", "Tặng sách."]
    assert (shown["p-2-as"], shown["body"]) == ("point|a)", ""), "what was pasted is in the paragraphs now"


def test_a_restriction_of_circulation_is_chosen_at_the_desk_and_printed(city: City) -> None:
    directive = begun(city)
    save(city["drafter"], directive, circulation="noi_bo")
    directive.refresh_from_db()
    assert letter_facts(directive).circulation == "LƯU HÀNH NỘI BỘ"
