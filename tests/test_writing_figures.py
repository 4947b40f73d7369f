"""Page numbers, appendices, tables and charts of a written document, read back from the file."""

import dataclasses
import io
import zipfile
from itertools import pairwise

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from lxml import etree

from directives.writing import Appendix, Chart, Series, Table, WritingError, write_letter

from .written import LETTER, REPORT, RESULTS, STATES, alignment, bordered_table, found, opened, texts, type_of


def test_page_number_is_centred_in_the_top_margin_and_hidden_on_the_first_page_of_each_section() -> None:
    document = opened(REPORT)
    assert len(document.sections) == 3
    for section in document.sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
        number = section.header.paragraphs[0]
        assert "PAGE" in "".join(element.text for element in number._p.iter(qn("w:instrText")))
        assert number.style.font.size == Pt(14)
        assert not number.style.font.bold
        assert not number.style.font.italic
        assert alignment(number) == WD_ALIGN_PARAGRAPH.CENTER
        assert section.first_page_header.paragraphs[0].text == ""


def test_appendices_are_sections_numbered_in_roman_and_turned_when_asked() -> None:
    document = opened(REPORT)
    letter, figures, silent = document.sections
    assert [section.orientation for section in (letter, figures, silent)] == [
        WD_ORIENT.PORTRAIT,
        WD_ORIENT.LANDSCAPE,
        WD_ORIENT.PORTRAIT,
    ]
    assert figures.page_width > figures.page_height
    read = texts(document)
    first = read.index("Phụ lục I")
    assert read[first : first + 3] == ["Phụ lục I", "SỐ LIỆU THEO ĐƠN VỊ", "(Kèm theo Báo cáo số 05/BC-UBND)"]
    second = read.index("Phụ lục II")
    assert read[second + 1 :] == ["ĐƠN VỊ CHƯA BÁO CÁO", "(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)", "- Đơn vị A./."]
    assert type_of(found(document, "Phụ lục I")) == type_of(found(document, "SỐ LIỆU")) == (14, True, False)
    assert type_of(found(document, "(Kèm theo")) == (14, False, True)


def test_single_appendix_has_no_number() -> None:
    assert "Phụ lục" in texts(opened(dataclasses.replace(REPORT, appendices=REPORT.appendices[:1])))


def test_table_repeats_its_head_keeps_its_rows_whole_and_aligns_its_columns() -> None:
    table = bordered_table(opened(REPORT))
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False, False, False]
    assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)
    assert [cell.text for cell in table.rows[2].cells] == ["2", "Quận, huyện", "1.234"]
    assert [alignment(cell.paragraphs[0]).name for cell in table.rows[2].cells] == ["CENTER", "LEFT", "RIGHT"]
    assert [alignment(cell.paragraphs[0]).name for cell in table.rows[0].cells] == ["CENTER"] * 3
    assert type_of(table.rows[0].cells[1].paragraphs[0]) == (12, True, False)
    assert type_of(table.rows[1].cells[1].paragraphs[0]) == (12, False, False)
    assert type_of(table.rows[3].cells[1].paragraphs[0]) == (12, True, False)
    assert [round(column.width.mm) for column in table.columns] == [10, 100, 45]


@pytest.mark.parametrize(("landscape", "room"), [(False, 155), (True, 242)])
def test_table_never_exceeds_the_text_area(landscape: bool, room: int) -> None:
    wide = dataclasses.replace(RESULTS, widths_mm=(100, 300, 200))
    appendices = (Appendix("Số liệu", (wide, dataclasses.replace(RESULTS, widths_mm=())), landscape=landscape),)
    document = opened(dataclasses.replace(LETTER, appendices=appendices))
    for ordinal in (0, 1):
        assert room - 1 <= sum(column.width.mm for column in bordered_table(document, ordinal).columns) <= room


def test_neighbouring_tables_stay_apart() -> None:
    body = opened(
        dataclasses.replace(LETTER, addressees=(), subject="", body=(RESULTS, dataclasses.replace(RESULTS, title="", note="")))
    ).element.body
    assert not [pair for pair in pairwise(body) if pair[0].tag == pair[1].tag == qn("w:tbl")]
    assert len(body.findall(qn("w:tbl"))) == 4


@pytest.mark.parametrize(
    ("block", "code"),
    [
        (dataclasses.replace(RESULTS, rows=(("1",),)), "ragged_table"),
        (dataclasses.replace(RESULTS, total=("1",)), "ragged_table"),
        (dataclasses.replace(RESULTS, widths_mm=(1,)), "ragged_table"),
        (dataclasses.replace(STATES, categories=("một",)), "bad_chart"),
        (dataclasses.replace(STATES, series=(Series("a", "đỏ", (1, 2)),)), "bad_chart"),
        (dataclasses.replace(STATES, series=(Series("a", "1B7F5C", (1, float("nan"))),)), "bad_chart"),
    ],
)
def test_figures_that_do_not_fit_are_refused(block: Table | Chart, code: str) -> None:
    with pytest.raises(WritingError) as refusal:
        write_letter(dataclasses.replace(LETTER, body=(block,)))
    assert refusal.value.code == code


def test_chart_is_native_and_its_workbook_holds_the_same_figures_as_text_and_numbers() -> None:
    facts = dataclasses.replace(STATES, categories=("=1+1", "Yên Mỹ"))
    with zipfile.ZipFile(io.BytesIO(write_letter(dataclasses.replace(LETTER, body=(facts, STATES))))) as archive:
        chart = etree.fromstring(archive.read("word/charts/chart1.xml"))
        workbook = archive.read("word/embeddings/chart1.xlsx")
        assert "word/charts/chart2.xml" in archive.namelist()
        assert "chart1.xlsx" in archive.read("word/charts/_rels/chart1.xml.rels").decode()
        drawn = etree.fromstring(archive.read("word/document.xml")).findall(".//{*}docPr")
        assert [element.get("id") for element in drawn] == ["1", "2"]
    assert chart.find(".//{*}barDir").get("val") == "bar"
    assert chart.find(".//{*}grouping").get("val") == "stacked"
    assert chart.find(".//{*}catAx/{*}scaling/{*}orientation").get("val") == "maxMin"
    assert [element.get("val") for element in chart.iterfind(".//{*}ser/{*}spPr//{*}srgbClr")] == ["1B7F5C", "C9CED6"]
    assert [element.text for element in chart.iterfind(".//{*}ser/{*}val//{*}v")] == ["16", "7", "0", "4"]
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        strings = ["".join(item.itertext()) for item in etree.fromstring(archive.read("xl/sharedStrings.xml"))]
        cells = etree.fromstring(archive.read("xl/worksheets/sheet1.xml")).iter("{*}c")
        sheet = {cell.get("r"): strings[int(cell[0].text)] if cell.get("t") == "s" else cell[0].text for cell in cells}
    assert sheet == {
        "B1": "Hoàn thành",
        "C1": "Chờ duyệt",
        "A2": "=1+1",
        "B2": "16",
        "C2": "0",
        "A3": "Yên Mỹ",
        "B3": "7",
        "C3": "4",
    }
