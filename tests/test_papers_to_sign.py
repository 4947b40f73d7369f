"""What an office that signs on paper prints: its document before the issue, what its appendices belong to, its foot."""

import dataclasses
import io

import pytest
from django.urls import reverse
from docx import Document

from directives.documents import letter_docx, letter_facts
from directives.drafting import Draft, ProvisionDraft
from directives.layout import check
from directives.models import Directive, OfficeRules
from directives.writing import write_letter
from workflows import steps

from .city import AT, DAY, City, Role, begun, delivered, draft_for_districts, drafted, numbered, signed, signed_in
from .generated import letters
from .test_pages_drafting import fields

pytestmark = pytest.mark.django_db


def printed(city: City, directive: Directive, who: str = "city_clerk") -> str:
    """The words of the paper, its tables first."""
    answer = signed_in(city[who]).get(reverse("directives:paper", args=[directive.pk]))
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*cells, *(paragraph.text for paragraph in document.paragraphs)])


def faults(directive: Directive) -> set[str]:
    return {found.rule for found in check(letter_docx(directive), today=DAY, unit=directive.issuer).findings}


def with_appendix(city: City) -> Draft:
    content = draft_for_districts(city)
    own = (ProvisionDraft("Mẫu báo cáo", "appendix"), ProvisionDraft("Đơn vị ghi số liệu đến cuối tháng."))
    said = ProvisionDraft("Báo cáo theo Phụ lục kèm theo./.", "close")
    return dataclasses.replace(content, provisions=(*content.provisions[:-1], said, *own))


def test_the_paper_to_sign_is_printed_before_the_issue(city: City) -> None:
    OfficeRules.objects.filter(unit=city.units["HN"]).update(paper_signature=True)
    directive = signed(city, draft_for_districts(city), way=steps)
    url = reverse("directives:paper", args=[directive.pk])
    page = signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert page.count(url) == 2  # above the page, and beside the place for the scan
    assert f"Số:       /{directive.symbol}".replace(" ", "") in printed(city, directive).replace(" ", "")
    assert directive.signature["name"] in printed(city, directive)
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    directive.refresh_from_db()
    assert directive.designation in printed(city, directive)


def test_a_draft_is_printed_for_those_who_see_how_it_comes_about_and_for_nobody_else(city: City) -> None:
    directive = begun(city)
    assert "Nơi nhận" in printed(city, directive, "drafter")
    url = reverse("directives:paper", args=[directive.pk])
    assert signed_in(city["stranger"]).get(url).status_code == 403
    assert signed_in(city["officer"]).get(url).status_code == 403


def test_what_is_issued_is_its_file_and_receivers_print_no_other(city: City) -> None:
    directive = delivered(city)
    url = reverse("directives:paper", args=[directive.pk])
    assert url not in signed_in(city["city_clerk"]).get(directive.get_absolute_url()).content.decode()
    assert signed_in(city["officer"]).get(url).status_code == 403


def test_an_appendix_of_a_paper_says_what_it_belongs_to_once_that_has_its_number(city: City) -> None:
    OfficeRules.objects.filter(unit=city.units["HN"]).update(paper_signature=True)
    directive = signed(city, with_appendix(city), way=steps)
    assert "(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)" in printed(city, directive)
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    directive.refresh_from_db()
    day = f"ngày {DAY:%d} tháng {DAY.month} năm {DAY.year}"
    said = f"(Kèm theo Văn bản số {directive.designation} {day} của Ủy ban nhân dân thành phố Hà Nội)"
    assert said in printed(city, directive)
    assert faults(directive) == {"TT-11"}  # nobody is addressed in this draft


def test_an_electronic_document_leaves_those_places_open(city: City) -> None:
    directive = numbered(city, with_appendix(city), way=steps)
    assert "(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)" in printed(city, directive)


def test_a_regulation_on_paper_says_the_decision_that_issues_it() -> None:
    decision = dataclasses.replace(letters()["QĐ-appendix"], on_paper=True)
    document = Document(io.BytesIO(write_letter(decision)))
    said = "(Kèm theo Quyết định số 05/QĐ-UBND ngày 08 tháng 3 năm 2027 của Ủy ban nhân dân thành phố Hà Nội)"
    assert said in [paragraph.text for paragraph in document.paragraphs]


def test_the_drafters_mark_and_the_address_are_printed_and_freeze_with_the_signature(city: City) -> None:
    foot = "Địa chỉ: số 12 phố Lê Lai, phường Hoàn Kiếm\nĐiện thoại: 024 3825 3536; thư điện tử: vanthu@hanoi.example"
    OfficeRules.objects.filter(unit=city.units["HN"]).update(address=foot)
    directive = signed(city, dataclasses.replace(draft_for_districts(city), drafter_mark="pl.(300)"), way=steps)
    OfficeRules.objects.filter(unit=city.units["HN"]).update(address="")
    document = Document(io.BytesIO(letter_docx(directive)))
    assert [each.text for each in document.sections[0].first_page_footer.paragraphs][-2:] == foot.splitlines()
    assert "- Lưu: VT, KGVX. PL.(300)." in printed(city, directive)
    assert faults(directive) == {"TT-11"}  # nobody is addressed in this draft


@pytest.mark.parametrize("mark", ["PL.(300)", "PL", "(300)", "NV AN (30)", "PL. 300 BẢN"])
def test_however_the_drafter_writes_the_mark_it_is_no_fault(mark: str) -> None:
    written = write_letter(dataclasses.replace(letters()["KH-short"], archive="VT", drafter_mark=mark))
    assert "TT-12" not in {found.rule for found in check(written, today=DAY).findings}


def test_only_a_letter_prints_the_address(city: City) -> None:
    OfficeRules.objects.filter(unit=city.units["HN"]).update(address="Địa chỉ: số 12 phố Lê Lai")
    plan = drafted(city, dataclasses.replace(draft_for_districts(city), kind="KH", symbol="KH-UBND", addressees=()))
    assert letter_facts(plan).address == ()


def test_the_drafter_types_the_mark(city: City) -> None:
    directive = begun(city)
    url = reverse("workflows:draft", args=[directive.pk])
    client = signed_in(city["drafter"])
    sent = fields(client.get(url).content.decode()) | {"drafter_mark": "pl.(300)", "save": "1"}
    assert client.post(url, sent).status_code == 302
    directive.refresh_from_db()
    assert directive.drafter_mark == "PL.(300)"
    assert "Lưu: VT, KGVX. PL.(300)." in client.get(directive.get_absolute_url()).content.decode()


def test_the_administrator_says_the_address(city: City) -> None:
    unit = city.units["HN"]
    client = signed_in(city.person("HN", Role.ADMINISTRATOR))
    url = reverse("directives:office_rules", args=[unit.pk])
    assert client.post(url, {"form_sign_off": "on", "address": "một\nhai\nba\nbốn"}).status_code == 400
    assert client.post(url, {"form_sign_off": "on", "address": " Địa chỉ:  số 12\r\n\r\nFax: 024 "}).status_code == 302
    assert OfficeRules.objects.get(unit=unit).address == "Địa chỉ: số 12\nFax: 024"
