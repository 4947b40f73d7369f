"""What a decision issues has a head and a page of its own, is called by its name, and is no appendix."""

import io
from dataclasses import replace

import pytest
from django.urls import reverse
from docx import Document

from directives.documents import letter_docx
from directives.drafting import Draft, ProvisionDraft, RecipientDraft
from directives.layout import Level
from directives.services.formalities import layout_of
from directives.writing import how_many_issued

from .city import DAY, City, begun, draft, duty, named, signed, signed_in
from .drawn_tables import Kind


def decision(city: City, article: str, *behind: ProvisionDraft) -> Draft:
    provisions = (
        ProvisionDraft("Căn cứ Luật Tổ chức chính quyền địa phương;", "base"),
        ProvisionDraft(article, "article", "Điều 1."),
        ProvisionDraft("Các quận chịu trách nhiệm thi hành Quyết định này./.", "article", "Điều 2."),
        *behind,
    )
    work = duty("Thi hành.", named(city.units["BD"]), provision_position=2)
    about = {"kind": "QĐ", "symbol": "QĐ-UBND", "addressees": (), "recipients": (RecipientDraft("Sở Y tế"),)}
    return draft(city, work, provisions=provisions, subject="Ban hành Quy chế phối hợp mở thư viện", **about)


REGULATION = (
    ProvisionDraft("Quy chế phối hợp mở thư viện", Kind.APPENDIX),
    ProvisionDraft("Phạm vi điều chỉnh", "article", "Điều 1.", 3),
    ProvisionDraft("Quy chế này quy định việc phối hợp mở thư viện.", "text"),
)


def test_what_a_decision_issues_has_its_own_head_and_page_and_is_no_numbered_appendix(city: City) -> None:
    """NĐ 30/2020, Phụ lục III, Mẫu 1.3."""
    article = "Ban hành kèm theo Quyết định này Quy chế phối hợp mở thư viện và Phụ lục danh sách thư viện."
    content = decision(city, article, *REGULATION, ProvisionDraft("Danh sách thư viện", Kind.APPENDIX), ProvisionDraft("Ba Đình.", "text"))
    directive = signed(city, content)
    assert [one for one in layout_of(directive, today=DAY).findings if one.level == Level.ERROR] == []
    document = Document(io.BytesIO(letter_docx(directive)))
    assert len(document.sections) == 3
    assert len([table for table in document.tables if "CỘNG HÒA" in table.cell(0, 1).text]) == 2
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    at = lines.index("QUY CHẾ")
    assert lines[at : at + 4] == [
        "QUY CHẾ", "Phối hợp mở thư viện", "(Kèm theo Quyết định số …/QĐ-… ngày … tháng … năm … của …)", "Điều 1. Phạm vi điều chỉnh",
    ]  # fmt: skip
    assert "Phụ lục" in lines
    assert "Phụ lục I" not in lines


def test_who_decides_is_printed_once_when_the_text_of_a_file_says_it_too(city: City) -> None:
    content = decision(city, "Mở thư viện.")
    twice = replace(content, provisions=(ProvisionDraft("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"), *content.provisions))
    lines = [paragraph.text for paragraph in Document(io.BytesIO(letter_docx(begun(city, twice)))).paragraphs]
    assert lines.count("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI") == 1
    other = replace(content, provisions=(ProvisionDraft("HỘI ĐỒNG THI ĐUA"), *content.provisions))
    lines = [paragraph.text for paragraph in Document(io.BytesIO(letter_docx(begun(city, other)))).paragraphs]
    assert "HỘI ĐỒNG THI ĐUA" in lines


def test_the_pages_of_a_draft_call_what_it_issues_by_its_name(city: City) -> None:
    content = decision(city, "Ban hành kèm theo Quyết định này Quy chế phối hợp mở thư viện.", *REGULATION)
    directive = begun(city, content)
    client = signed_in(city["drafter"])
    draft_page, sheet = (client.get(reverse(f"workflows:{page}", args=[directive.pk])).content.decode() for page in ("draft", "directive"))
    assert "<span>Kèm theo</span>" in draft_page
    assert "Kèm theo<br>QUY CHẾ PHỐI HỢP MỞ THƯ VIỆN" in sheet


@pytest.mark.parametrize(
    ("kind", "text", "titles", "count"),
    [
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc và các Phụ lục.", ["QUY CHẾ LÀM VIỆC", "Danh sách"], 1),
        ("NQ", "Thông qua Đề án thư viện.", ["Đề án thư viện"], 1),
        ("QĐ", "Phê duyệt Kế hoạch vốn tại Phụ lục.", ["Kế hoạch vốn"], 0),
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Danh sách", "Quy chế làm việc"], 0),
        ("CV", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Quy chế làm việc"], 0),
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Quy chếch"], 0),
    ],
)
def test_only_what_the_text_says_it_issues_is_no_appendix(kind: str, text: str, titles: list[str], count: int) -> None:
    assert how_many_issued(kind, text, titles) == count
