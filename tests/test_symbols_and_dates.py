"""The symbol of a công văn that an office drafts itself, and a day inside "V/v" that is not the day of the document."""

from copy import deepcopy
from dataclasses import replace
from datetime import date

import pytest
from docx.document import Document as OpenDocument
from docx.text.paragraph import Paragraph as DocxParagraph

from directives.drafting import default_symbol
from directives.files import sheet_of
from directives.layout import check
from directives.layout.anatomy import anatomy_of
from directives.models import Directive, OfficeRules
from directives.reading import read
from directives.writing import write_letter
from records.text import nfc
from workflows import steps

from . import strangers
from .city import AT, City, begun, draft, later, refused, signed_in
from .generated import letters

DAY = date(2026, 10, 5)
LETTERS = letters()

SUBJECTS = [
    "tổ chức Ngày hội, ngày 20 tháng 11 năm 2026",
    "tổ chức Ngày hội Đại đoàn kết toàn dân tộc tại khu dân cư, ngày 18 tháng 11 năm 2026 và các hoạt động chào mừng",
    "báo cáo số liệu đến ngày 30 tháng 9 năm 2026",
    "ngày 20 tháng 10 năm 2026",
]


@pytest.mark.django_db
@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_day_in_the_subject_is_not_the_day_of_the_document(subject: str) -> None:
    document = write_letter(replace(LETTERS["CV-short"], subject=subject, date=DAY))
    report = check(document, today=DAY)
    assert [(each.rule, each.found) for each in report.findings] == []
    head = read(document, name="cong-van.docx").head
    assert head.subject
    assert (head.subject.value, head.date) == (subject, DAY)


@pytest.mark.parametrize(
    "lines",
    [
        ("V/v sơ kết phong trào, ngày 20 tháng 11 năm 2026",),
        ("V/v sơ kết phong trào thi đua tại khu dân cư", "ngày 20 tháng 11 năm 2026"),
    ],
)
@pytest.mark.django_db
def test_a_strangers_subject_keeps_its_day_and_the_place_is_still_found(lines: tuple[str, ...]) -> None:
    def retold(document: OpenDocument) -> None:
        about = next(each for each in document.tables[0].rows[0].cells[0].paragraphs if each.text.startswith("V/v"))
        about.runs[0].text = lines[0]
        for run in about.runs[1:]:
            run.text = ""
        for line in reversed(lines[1:]):
            copy = deepcopy(about._p)
            about._p.addnext(copy)
            DocxParagraph(copy, about._parent).runs[0].text = line

    anatomy = anatomy_of(sheet_of(strangers.letter(retold), name="la.docx"))
    assert [nfc(each.text) for each in anatomy.about] == list(lines)
    assert anatomy.date is not None
    assert nfc(anatomy.date.text).startswith("Sơn La, ngày")


@pytest.mark.parametrize(("fields", "symbol"), [("NC, VX", "UBND-NC"), ("VX", "UBND-VX"), ("", "UBND")])
@pytest.mark.django_db
def test_an_office_that_drafts_itself_names_the_first_of_its_fields(city: City, fields: str, symbol: str) -> None:
    OfficeRules.objects.filter(unit=city.units["BD"]).update(field_symbols=fields)
    assert default_symbol("CV", city.units["BD"], city.units["BD"]) == symbol
    assert default_symbol("KH", city.units["BD"], city.units["BD"]) == "KH-UBND"
    OfficeRules.objects.filter(unit=city.units["BD"]).delete()
    assert default_symbol("CV", city.units["BD"], city.units["BD"]) == "UBND"


@pytest.mark.django_db
def test_a_letter_that_names_no_unit_or_field_is_not_handed_in(city: City) -> None:
    directive = begun(city, draft(city, symbol="UBND"))
    error = refused("symbol_incomplete", lambda: steps.submit(directive, by=city["drafter"], at=AT))
    assert "UBND-VX" in str(error)
    steps.revise(directive, content=draft(city, symbol="UBND-NC"), by=city["drafter"], at=later(minutes=1))
    steps.submit(directive, by=city["drafter"], at=later(minutes=2))
    directive.refresh_from_db()
    assert directive.status == Directive.Status.SUBMITTED


@pytest.mark.django_db
def test_a_plan_of_the_office_is_handed_in_with_one_dash_or_none(city: City) -> None:
    directive = begun(city, draft(city, kind="KH", symbol="KH-UBND", addressees=()))
    steps.submit(directive, by=city["drafter"], at=AT)
    directive.refresh_from_db()
    assert directive.status == Directive.Status.SUBMITTED


@pytest.mark.django_db
def test_the_desk_begins_with_a_symbol_that_can_be_signed(city: City) -> None:
    person = city["city_officer"]
    response = signed_in(person).post("/van-ban/moi/", {"issuer": city.units["HN"].pk, "blank": "1"})
    assert response.status_code == 302
    assert Directive.objects.get(drafted_by=person).symbol == "UBND-NC"


@pytest.mark.django_db
@pytest.mark.parametrize(("symbol", "is_right"), [("UBND", True), ("UBND-VX", True), ("UBND - VX", False)])
def test_a_letter_of_thanks_may_do_without(symbol: str, is_right: bool) -> None:
    letter = replace(LETTERS["ThC-short"], symbol=symbol)
    assert ("TT-04" not in [each.rule for each in check(write_letter(letter), today=DAY).findings]) == is_right
