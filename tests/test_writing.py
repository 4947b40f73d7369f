"""Facts in, .docx out: what NĐ 30/2020 asks of a document, read back from the file."""

import dataclasses
import datetime
import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from itertools import pairwise

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdfium2 import PdfDocument

from directives.writing import (
    AgencyHead,
    Appendix,
    Chart,
    Letter,
    Paragraph,
    RecipientNote,
    Series,
    Signature,
    Slip,
    SlipTask,
    Table,
    WritingError,
    number_text,
    pdf_of,
    place_and_date,
    write_letter,
    write_slip,
)
from directives.writing.facts import PLAIN_CODES, TYPE_NAMES
from directives.writing.text import line_of, lines_of, printed_width

CITY = AgencyHead((), ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"))
RESULTS = Table(
    title="Kết quả theo nhóm đơn vị",
    columns=("TT", "Nhóm đơn vị", "Đúng hạn"),
    rows=(("1", "Sở, ban, ngành", "20"), ("2", "Quận, huyện", "1.234")),
    total=("", "Tổng cộng", "1.254"),
    widths_mm=(10, 100, 45),
    centred=(0,),
    numeric=(2,),
    note="Số liệu đến ngày 31/3/2021.",
)
STATES = Chart(
    "Trạng thái theo khu vực",
    ("Đông Hưng", "Yên Mỹ"),
    (Series("Hoàn thành", "1B7F5C", (16, 7)), Series("Chờ duyệt", "c9ced6", (0, 4))),
)
LETTER = Letter(
    kind="CV",
    head=CITY,
    number=5,
    symbol="UBND-KGVX",
    place="Hà Nội",
    date=datetime.date(2021, 3, 8),
    subject="triển khai ứng dụng bảo hiểm xã hội số",
    addressees=("Các Sở, ban, ngành", "UBND các quận, huyện, thị xã"),
    body=(
        Paragraph("base", "", "Căn cứ Luật Bảo hiểm xã hội"),
        Paragraph("base", "", "Thực hiện Kế hoạch số 36/KH-UBND;"),
        Paragraph("text", "", "Ủy ban nhân dân Thành phố yêu cầu:"),
        Paragraph("clause_title", "1.", "Các Sở, ban, ngành:"),
        Paragraph("dash", "", "Cài đặt ứng dụng trước ngày 31/3/2021;"),
        Paragraph("point", "a)", "Báo cáo kết quả hàng tháng."),
        Paragraph("close", "", "Yêu cầu các đơn vị nghiêm túc thực hiện."),
    ),
    recipients=(RecipientNote("BHXH Việt Nam", "để b/c"), RecipientNote("Sở Nội vụ")),
    archive="VT, KGVX",
    signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Nguyễn Văn Mẫu"),
)
PLAN = dataclasses.replace(
    LETTER,
    kind="KH",
    symbol="KH-UBND",
    addressees=(),
    subject="Triển khai ứng dụng",
    body=(Paragraph("roman", "I.", "Mục đích"), *LETTER.body),
)
REPORT = dataclasses.replace(
    LETTER,
    kind="BC",
    symbol="BC-UBND",
    addressees=("Thủ tướng Chính phủ",),
    body=(Paragraph("roman", "I.", "Kết quả"), RESULTS, STATES, *LETTER.body[-1:]),
    appendices=(
        Appendix("Số liệu theo đơn vị", (RESULTS,), landscape=True, reference="(Kèm theo Báo cáo số 05/BC-UBND)"),
        Appendix("Đơn vị chưa báo cáo", (Paragraph("dash", "", "Đơn vị A."),)),
    ),
)
SLIP = Slip(
    head=AgencyHead(("UBND THÀNH PHỐ HÀ NỘI",), ("VĂN PHÒNG",)),
    number=7,
    place="Hà Nội",
    date=datetime.date(2021, 3, 9),
    basis="Công văn số 05/UBND-KGVX",
    issued_by="Chủ tịch Ủy ban nhân dân Thành phố",
    lead_unit="UBND quận Ba Đình",
    partners=("BHXH quận Ba Đình", "Bưu điện quận Ba Đình"),
    tasks=(SlipTask("Cài đặt ứng dụng", "Báo cáo số liệu", "Trước ngày 31/3/2021"), SlipTask("Tuyên truyền")),
    reporting="Hàng tháng, trước ngày 25",
    follow_up="BHXH thành phố Hà Nội",
    link="https://chidao.example/7",
    signature=Signature(("TL. CHỦ TỊCH",), "CHÁNH VĂN PHÒNG", "Phạm Văn Mẫu"),
)
EVERYTHING = {"letter": write_letter(LETTER), "plan": write_letter(PLAN), "report": write_letter(REPORT), "slip": write_slip(SLIP)}


def opened(facts: Letter | Slip) -> OpenDocument:
    return Document(io.BytesIO(write_slip(facts) if isinstance(facts, Slip) else write_letter(facts)))


def every_paragraph(document: OpenDocument) -> list[DocxParagraph]:
    """All paragraphs in reading order, those in cells too."""
    return [DocxParagraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def texts(document: OpenDocument) -> list[str]:
    return [paragraph.text for paragraph in every_paragraph(document) if paragraph.text]


def found(document: OpenDocument, beginning: str) -> DocxParagraph:
    return next(paragraph for paragraph in every_paragraph(document) if paragraph.text.startswith(beginning))


def type_of(paragraph: DocxParagraph) -> tuple[float, bool, bool]:
    """Size in points, bold, italic of the first run, through its style."""
    font, style = paragraph.runs[0].font, paragraph.style.font
    bold = style.bold if font.bold is None else font.bold
    return (font.size or style.size).pt, bool(bold), bool(style.italic if font.italic is None else font.italic)


def alignment(paragraph: DocxParagraph) -> WD_ALIGN_PARAGRAPH:
    return paragraph.style.paragraph_format.alignment if paragraph.alignment is None else paragraph.alignment


def space_before(paragraph: DocxParagraph) -> float:
    own = paragraph.paragraph_format.space_before
    return (paragraph.style.paragraph_format.space_before if own is None else own).pt


def keeps_with_next(paragraph: DocxParagraph) -> bool:
    return bool(paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next)


def rules(document: OpenDocument, column: int) -> list[int]:
    """The lengths in twips of the solid rules, in reading order, in a column of that width."""
    lengths = []
    for paragraph in every_paragraph(document):
        sides = paragraph._p.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}/*")
        if [side.tag for side in sides] == [qn("w:top")]:
            form = paragraph.paragraph_format
            lengths.append(column - form.left_indent.twips - form.right_indent.twips)
    return lengths


def bordered_table(document: OpenDocument, ordinal: int = 0) -> DocxTable:
    return [table for table in document.tables if table._tbl.tblPr.find(qn("w:tblBorders")) is not None][ordinal]


@pytest.mark.parametrize("name", EVERYTHING)
def test_page_is_a4_with_the_margins_of_the_decree(name: str) -> None:
    for section in Document(io.BytesIO(EVERYTHING[name])).sections:
        assert {round(section.page_width.mm), round(section.page_height.mm)} == {210, 297}
        margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin, section.header_distance)
        assert [round(margin.mm) for margin in margins] == [25, 20, 20, 35, 10]


@pytest.mark.parametrize("name", EVERYTHING)
def test_no_font_but_times_new_roman_is_named_anywhere(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(EVERYTHING[name])) as archive:
        assert not [part for part in archive.namelist() if "theme" in part]
        fonts = 0
        for part in archive.namelist():
            if not part.endswith(".xml"):
                continue
            root = etree.fromstring(archive.read(part))
            for element in root.iter(qn("w:rFonts")):
                assert set(element.attrib) == {qn(f"w:{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")}
                assert set(element.attrib.values()) == {"Times New Roman"}
                fonts += 1
            faces = {element.get("typeface") for element in root.iter("{*}latin", "{*}ea", "{*}cs")}
            assert faces <= {"Times New Roman"}
            if part.startswith("word/charts/chart"):
                assert faces
        assert fonts > 20


@pytest.mark.parametrize("name", EVERYTHING)
def test_everything_is_black(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(EVERYTHING[name])) as archive:
        document, header = archive.read("word/document.xml").decode(), archive.read("word/header1.xml").decode()
    assert set(re.findall(r'w:color="(\w+)"', document)) <= {"000000"}
    assert "<w:color" not in document + header
    for style in Document(io.BytesIO(EVERYTHING[name])).styles:
        if style.name != "Dấu chỉ mức độ khẩn" and style.element.rPr is not None:
            assert style.font.color.rgb == RGBColor(0, 0, 0)


def test_components_stand_in_the_order_of_the_decree() -> None:
    read = "\n".join(texts(opened(LETTER)))
    expected = (
        "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HÀ NỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nSố: 05/UBND-KGVX\n"
        "V/v triển khai ứng dụng bảo hiểm xã hội số\nHà Nội, ngày 08 tháng 3 năm 2021\n"
        "Kính gửi:\n- Các Sở, ban, ngành;\n- UBND các quận, huyện, thị xã.\n"
        "Căn cứ Luật Bảo hiểm xã hội;\nThực hiện Kế hoạch số 36/KH-UBND.\nỦy ban nhân dân Thành phố yêu cầu:\n"
        "1. Các Sở, ban, ngành:\n- Cài đặt ứng dụng trước ngày 31/3/2021;\na) Báo cáo kết quả hàng tháng.\n"
        "Yêu cầu các đơn vị nghiêm túc thực hiện./.\n"
        "Nơi nhận:\n- Như trên;\n- BHXH Việt Nam (để b/c);\n- Sở Nội vụ;\n- Lưu: VT, KGVX.\n"
        "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nNguyễn Văn Mẫu"
    )
    assert read == expected


@pytest.mark.parametrize(
    ("beginning", "size", "bold", "italic", "align"),
    [
        ("CỘNG HÒA", 12, True, False, "CENTER"),
        ("Độc lập", 13, True, False, "CENTER"),
        ("BẢO HIỂM XÃ HỘI VIỆT NAM", 12, False, False, "CENTER"),
        ("BẢO HIỂM XÃ HỘI TỈNH", 12, True, False, "CENTER"),
        ("Số: ", 13, False, False, "CENTER"),
        ("V/v ", 12, False, False, "CENTER"),
        ("Hà Nội, ngày", 13, False, True, "CENTER"),
        ("Căn cứ", 14, False, True, "JUSTIFY"),
        ("Ủy ban nhân dân", 14, False, False, "JUSTIFY"),
        ("1. Các Sở", 14, True, False, "JUSTIFY"),
        ("a) Báo cáo", 14, False, False, "JUSTIFY"),
        ("- Các Sở", 14, False, False, "LEFT"),
        ("Nơi nhận:", 12, True, True, "LEFT"),
        ("- Như trên;", 11, False, False, "LEFT"),
        ("TM. ", 14, True, False, "CENTER"),
        ("Nguyễn Văn Mẫu", 14, True, False, "CENTER"),
    ],
)
def test_each_component_has_the_type_of_the_decree(beginning: str, size: float, bold: bool, italic: bool, align: str) -> None:
    head = AgencyHead(("Bảo hiểm xã hội Việt Nam",), ("BẢO HIỂM XÃ HỘI TỈNH A",))
    paragraph = found(opened(dataclasses.replace(LETTER, head=head)), beginning)
    assert type_of(paragraph) == (size, bold, italic)
    assert alignment(paragraph) == WD_ALIGN_PARAGRAPH[align]


def test_text_is_indented_spaced_and_not_more_than_one_and_a_half_lines() -> None:
    document = opened(LETTER)
    for beginning in ("Căn cứ", "Ủy ban nhân dân", "1. Các Sở", "- Cài đặt", "a) Báo cáo"):
        form = found(document, beginning).style.paragraph_format
        assert round(form.first_line_indent.cm, 2) == 1.27
        assert form.space_before >= Pt(6)
        assert 1 <= form.line_spacing <= 1.5


def test_motto_has_a_rule_as_long_as_itself_and_the_agency_one_of_a_third_to_a_half() -> None:
    document = opened(LETTER)
    agency, _ = rules(document, 3936)
    assert 1 / 3 <= agency / printed_width("THÀNH PHỐ HÀ NỘI", 12) <= 1 / 2
    _, motto = rules(document, 5846)
    assert motto == pytest.approx(printed_width("Độc lập - Tự do - Hạnh phúc", 13), abs=1)
    assert motto == pytest.approx(3178, rel=0.01)  # measured in the metrics of Times New Roman Bold


def test_named_type_has_name_subject_and_rule_and_no_line_under_the_number() -> None:
    document = opened(PLAN)
    name, subject = found(document, "KẾ HOẠCH"), found(document, "Triển khai ứng dụng")
    assert type_of(name) == type_of(subject) == (14, True, False)
    assert texts(document).index("KẾ HOẠCH") + 1 == texts(document).index("Triển khai ứng dụng")
    assert not [text for text in texts(document) if text.startswith("V/v")]
    assert 1 / 3 <= rules(document, 8788)[-1] / printed_width("Triển khai ứng dụng", 14) <= 1 / 2


def test_subject_of_an_official_letter_stands_six_points_under_its_number() -> None:
    document = opened(dataclasses.replace(LETTER, subject="V/v triển khai"))
    marks = document.tables[0].cell(1, 0).paragraphs
    assert [paragraph.text for paragraph in marks] == ["Số: 05/UBND-KGVX", "V/v triển khai"]
    assert space_before(marks[1]) == 6


@pytest.mark.parametrize("kind", [*TYPE_NAMES, *PLAIN_CODES])
def test_each_of_the_29_types_prints_its_name(kind: str) -> None:
    name = TYPE_NAMES[PLAIN_CODES.get(kind, kind)]
    assert (name in texts(opened(dataclasses.replace(LETTER, kind=kind)))) is bool(name)
    assert len(TYPE_NAMES) == 29


def test_unknown_type_is_refused() -> None:
    with pytest.raises(WritingError) as refusal:
        write_letter(dataclasses.replace(LETTER, kind="XX"))
    assert refusal.value.code == "unknown_kind"


def test_head_table_is_borderless_with_the_official_columns() -> None:
    table = opened(LETTER).tables[0]
    assert [column.width.twips for column in table.columns] == [3936, 5846]
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is None


def test_single_addressee_shares_the_line_and_several_hang_under_the_colon() -> None:
    one = opened(dataclasses.replace(LETTER, addressees=("Bộ Tài chính.",)))
    assert "Kính gửi: Bộ Tài chính" in texts(one)
    several = opened(dataclasses.replace(LETTER, addressees=("- Bộ Tài chính;", "", "Bộ Nội vụ")))
    assert texts(several)[7:10] == ["Kính gửi:", "- Bộ Tài chính;", "- Bộ Nội vụ."]
    label, first = found(several, "Kính gửi:").paragraph_format, found(several, "- Bộ Tài").paragraph_format
    colon = label.left_indent.twips + 1000  # the width of "Kính gửi" at 14 points
    assert first.left_indent.twips + first.first_line_indent.twips == colon
    assert first.first_line_indent < 0


def test_recipients_do_not_begin_with_as_above_when_nothing_is_above() -> None:
    assert "- Như trên;" not in texts(opened(PLAN))
    assert [text for text in texts(opened(LETTER)) if "Như trên" in text] == ["- Như trên;"]
    stated = dataclasses.replace(LETTER, recipients=(RecipientNote("Như trên"), *LETTER.recipients))
    assert [text for text in texts(opened(stated)) if "Như trên" in text] == ["- Như trên;"]


def test_recipients_and_signature_stand_level_in_one_unbroken_row() -> None:
    table = opened(LETTER).tables[-1]
    left, right = table.rows[0].cells
    assert left.paragraphs[0].text == "Nơi nhận:"
    assert right.paragraphs[0].text == "TM. ỦY BAN NHÂN DÂN"
    assert space_before(left.paragraphs[0]) == space_before(right.paragraphs[0])
    assert table._tbl.tblPr.find(qn("w:tblBorders")) is None
    assert table.rows[0]._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


@pytest.mark.parametrize("last", [(), (RESULTS,), (STATES,)])
def test_signature_keeps_the_end_of_the_text_on_its_page(last: tuple[Table | Chart, ...]) -> None:
    flow = every_paragraph(opened(dataclasses.replace(LETTER, body=(*LETTER.body, *last))))
    block = next(index for index, paragraph in enumerate(flow) if paragraph.text == "Nơi nhận:")
    assert all(keeps_with_next(paragraph) for paragraph in flow[block - 2 : block])


def test_every_heading_stays_with_its_text() -> None:
    document = opened(PLAN)
    assert keeps_with_next(found(document, "I. MỤC ĐÍCH"))
    assert keeps_with_next(found(document, "1. Các Sở"))


def test_text_ends_with_its_closing_mark_once() -> None:
    for ending in ("thực hiện", "thực hiện.", "thực hiện./.", "thực hiện;"):
        document = opened(dataclasses.replace(LETTER, body=(Paragraph("close", "", f"Yêu cầu {ending}"),)))
        assert "Yêu cầu thực hiện./." in texts(document)
    heading = opened(dataclasses.replace(LETTER, body=(Paragraph("roman", "I.", "Kết quả"),)))
    assert "I. KẾT QUẢ" in texts(heading)
    noted = opened(
        dataclasses.replace(LETTER, body=(Paragraph("close", "", "Yêu cầu thực hiện./."), Paragraph("text", "", "(Gửi kèm mẫu.)")))
    )
    assert {"Yêu cầu thực hiện./.", "(Gửi kèm mẫu.)"} <= set(texts(noted))


def test_divisions_are_centred_capitals_and_articles_are_bold_up_to_their_sentence() -> None:
    document = opened(
        dataclasses.replace(
            LETTER,
            kind="QĐ",
            body=(
                Paragraph("part", "", "Quyết định:"),
                Paragraph("chapter", "Chương I", "Quy định chung"),
                Paragraph("article", "Điều 1.", "Phạm vi"),
                Paragraph("text", "", "Như sau."),
                Paragraph("article", "Điều 2.", "Chánh Văn phòng thi hành Quyết định này."),
            ),
        )
    )
    for text in ("QUYẾT ĐỊNH:", "Chương I", "QUY ĐỊNH CHUNG"):
        assert type_of(found(document, text)) == (14, True, False)
        assert alignment(found(document, text)) == WD_ALIGN_PARAGRAPH.CENTER
    title, sentence = found(document, "Điều 1."), found(document, "Điều 2.")
    assert len(title.runs) == 1
    assert type_of(title)[1]
    assert [(run.text, bool(run.bold)) for run in sentence.runs] == [
        ("Điều 2. ", True),
        ("Chánh Văn phòng thi hành Quyết định này./.", False),
    ]


def test_line_breaks_become_paragraphs_and_other_blanks_single_spaces() -> None:
    body = (Paragraph("clause", "1.", "Dòng  đầu\t\x07;\r\n\n Dòng sau\x0b"), Paragraph("text", "", " \n "), Paragraph("close", "", "Hết"))
    read = texts(opened(dataclasses.replace(LETTER, body=body, subject="một\nhai")))
    assert "V/v một hai" in read
    start = read.index("1. Dòng đầu ;")
    assert read[start : start + 3] == ["1. Dòng đầu ;", "Dòng sau", "Hết./."]


def test_invisible_and_reordering_characters_are_dropped() -> None:
    assert line_of("Hà\u200b Nội\u202e \ud800x\ufeff") == "Hà Nội x"
    assert line_of(unicodedata.normalize("NFD", "Đường Lý Thường Kiệt")) == "Đường Lý Thường Kiệt"


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


@pytest.mark.parametrize(("urgency", "width"), [("HỎA TỐC", 30), ("THƯỢNG KHẨN", 40), ("KHẨN", 20)])
def test_urgency_is_framed_in_red_and_has_the_width_of_the_stamp(urgency: str, width: int) -> None:
    for facts in (dataclasses.replace(LETTER, urgency=urgency), dataclasses.replace(SLIP, urgency=urgency)):
        stamp = found(opened(facts), urgency)
        assert stamp.style.font.color.rgb == RGBColor(0xFF, 0, 0)
        assert type_of(stamp) == (13, True, False)
        sides = stamp._p.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}/*")
        assert [side.get(qn("w:color")) for side in sides] == ["FF0000"] * 4
        form = stamp.paragraph_format
        assert Mm(width).twips == pytest.approx(3936 - form.left_indent.twips - form.right_indent.twips, abs=2)


def test_circulation_is_framed_in_black_over_the_motto_of_page_1_alone() -> None:
    document = opened(dataclasses.replace(REPORT, circulation="Lưu hành nội bộ"))
    first, *appendices = document.sections
    frame = first.first_page_header.paragraphs[0]
    assert frame.text == "LƯU HÀNH NỘI BỘ"
    assert type_of(frame) == (13, True, False)
    assert {side.get(qn("w:color")) for side in frame._p.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}/*")} == {"000000"}
    middle = (frame.paragraph_format.left_indent.twips + 8788 - frame.paragraph_format.right_indent.twips) / 2
    assert middle == pytest.approx(3936 - (3936 + 5846 - 8788) / 2 + 5846 / 2, abs=2)
    assert [section.first_page_header.paragraphs[0].text for section in appendices] == ["", ""]
    assert not any(section.first_page_header.is_linked_to_previous for section in appendices)


def test_drafters_mark_and_number_of_copies_end_the_line_of_what_is_kept() -> None:
    document = opened(dataclasses.replace(LETTER, drafter_mark="PL.(300)"))
    kept = document.tables[-1].rows[0].cells[0].paragraphs[-1]
    assert kept.text == "- Lưu: VT, KGVX. PL.(300)."
    assert type_of(kept)[0] == 11
    alone = opened(dataclasses.replace(LETTER, addressees=(), recipients=(), archive="", drafter_mark="PL.(300)"))
    assert alone.tables[-1].rows[0].cells[0].paragraphs[-1].text == "PL.(300)."


def test_what_is_empty_is_not_printed() -> None:
    bare = Letter(kind="CV", head=AgencyHead((), ()), symbol="UBND", place="", subject="", body=())
    document = opened(bare)
    assert texts(document) == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số:      /UBND",
        "ngày      tháng      năm     ",
    ]
    assert len(document.tables) == 1
    full = opened(
        dataclasses.replace(LETTER, body=(*LETTER.body[:-1], Paragraph("text"), dataclasses.replace(STATES, series=()), LETTER.body[-1]))
    )
    assert texts(full) == texts(opened(LETTER))


def test_slip_says_who_gives_what_to_whom_by_when() -> None:
    document = opened(SLIP)
    read = texts(document)
    assert read[5:12] == [
        "PHIẾU GIAO VIỆC",
        "Phiếu số: 07",
        "Căn cứ: Công văn số 05/UBND-KGVX",
        "Người giao: Chủ tịch Ủy ban nhân dân Thành phố",
        "Đơn vị chủ trì: UBND quận Ba Đình",
        "Đơn vị phối hợp: BHXH quận Ba Đình; Bưu điện quận Ba Đình",
        "TT",
    ]
    rows = [[cell.text for cell in row.cells] for row in bordered_table(document).rows]
    assert rows == [
        ["TT", "Nội dung công việc", "Sản phẩm, kết quả", "Thời hạn"],
        ["1", "Cài đặt ứng dụng", "Báo cáo số liệu", "Trước ngày 31/3/2021"],
        ["2", "Tuyên truyền", "", ""],
    ]
    assert read[-7:] == [
        "Chế độ báo cáo: Hàng tháng, trước ngày 25",
        "Đơn vị theo dõi, đôn đốc: BHXH thành phố Hà Nội",
        "Báo cáo kết quả tại: https://chidao.example/7",
        "ĐƠN VỊ NHẬN VIỆC",
        "TL. CHỦ TỊCH",
        "CHÁNH VĂN PHÒNG",
        "Phạm Văn Mẫu",
    ]


def test_same_facts_give_the_same_bytes_whatever_the_clock_says() -> None:
    again = {"letter": write_letter(LETTER), "plan": write_letter(PLAN), "report": write_letter(REPORT), "slip": write_slip(SLIP)}
    assert again == EVERYTHING
    with zipfile.ZipFile(io.BytesIO(EVERYTHING["report"])) as archive:
        workbook = archive.read("word/embeddings/chart1.xlsx")
        inner = zipfile.ZipFile(io.BytesIO(workbook))
        assert {entry.date_time[:3] for entry in archive.infolist() + inner.infolist()} == {(1980, 1, 1)}
        properties = archive.read("docProps/core.xml").decode() + inner.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\d", properties)) == {"2020-01-01"}


def test_a_letter_takes_less_than_60_milliseconds() -> None:
    def seconds() -> Iterator[float]:
        for _ in range(5):
            start = time.perf_counter()
            write_letter(LETTER)
            yield time.perf_counter() - start

    assert min(seconds()) < 0.06


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)
WORDS = st.tuples(ANY_TEXT, ANY_TEXT)


def comparable(text: str) -> str:
    return unicodedata.normalize("NFKC", text.upper().casefold().upper())


@settings(max_examples=60, deadline=None)
@given(
    head=WORDS,
    words=WORDS,
    names=WORDS,
    signs=WORDS,
    body=st.tuples(*[ANY_TEXT] * 6),
    cells=st.tuples(*[ANY_TEXT] * 3),
    kind=st.sampled_from(["CV", "BC"]),
)
def test_any_text_is_found_again_in_the_document(
    head: tuple[str, str],
    words: tuple[str, str],
    names: tuple[str, str],
    signs: tuple[str, str],
    body: tuple[str, ...],
    cells: tuple[str, ...],
    kind: str,
) -> None:
    kinds = ("base", "text", "article", "clause_title", "point", "text")
    document = opened(
        Letter(
            kind=kind,
            head=AgencyHead(head[:1], head[1:]),
            symbol=words[0],
            place=words[1],
            subject=words[0],
            addressees=names,
            body=(
                *(Paragraph(paragraph_kind, "", text) for paragraph_kind, text in zip(kinds, body, strict=True)),
                Table(title=words[1], columns=cells, rows=(cells,), note=words[0]),
                Chart(words[0], cells, (Series(words[1], "000000", (1, 2, 3)),)),
            ),
            recipients=(RecipientNote(*names),),
            signature=Signature(signs[:1], signs[1], names[0]),
            appendices=(Appendix(words[0], (Paragraph("chapter", body[0], body[1]),), reference=words[1]),),
            drafter_mark=signs[0],
        )
    )
    read = comparable("\n".join(texts(document)))
    for text in (*head, *words, *signs, *cells, *body):
        for expected in lines_of(text):
            assert comparable(expected.rstrip(" ;.")) in read
    for name in names:
        assert comparable(line_of(name).strip(" -–;,.")) in read


@given(number=st.integers(min_value=1, max_value=99999), symbol=st.sampled_from(["UBND-VX", "KH-BHXH"]))
def test_numbers_under_ten_are_padded_to_two_digits(number: int, symbol: str) -> None:
    digits, rest = number_text(number, symbol).split("/")
    assert rest == symbol
    assert int(digits) == number
    assert digits.startswith("0") is (number < 10)
    assert len(digits) == max(2, len(str(number)))


def test_number_not_yet_given_leaves_room() -> None:
    assert number_text(None, "UBND-VX") == "     /UBND-VX"
    assert number_text(5, "UBND-VX") == "05/UBND-VX"
    assert "Số:      /UBND-KGVX" in texts(opened(dataclasses.replace(LETTER, number=None)))


@given(on=st.dates(min_value=datetime.date(1976, 1, 1)))
def test_days_under_ten_and_months_one_and_two_are_padded_and_no_other(on: datetime.date) -> None:
    match = re.fullmatch(r"Hà Nội, ngày (\d+) tháng (\d+) năm (\d+)", place_and_date("Hà Nội", on))
    assert match
    day, month, year = match.groups()
    assert datetime.date(int(year), int(month), int(day)) == on
    assert day.startswith("0") is (on.day < 10)
    assert month.startswith("0") is (on.month in {1, 2})


def test_place_and_date_are_those_of_the_decree() -> None:
    assert place_and_date("Hà Nội", datetime.date(2020, 1, 5)) == "Hà Nội, ngày 05 tháng 01 năm 2020"
    assert place_and_date("Thành phố Hồ Chí Minh", datetime.date(2019, 6, 29)) == "Thành phố Hồ Chí Minh, ngày 29 tháng 6 năm 2019"
    assert place_and_date("", datetime.date(2026, 9, 3)) == "ngày 03 tháng 9 năm 2026"


@pytest.mark.services
@pytest.mark.parametrize(("name", "pages"), [("letter", 1), ("report", 3), ("slip", 1)])
def test_word_processor_lays_it_out_on_the_pages_expected(name: str, pages: int) -> None:
    assert len(PdfDocument(pdf_of(EVERYTHING[name]))) == pages
