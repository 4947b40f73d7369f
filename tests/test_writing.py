"""Facts in, .docx out: what NĐ 30/2020 asks of the components of a document, read back from the file."""

import dataclasses
import io
import re
import unicodedata
import zipfile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from lxml import etree

from directives.writing import AgencyHead, Chart, Paragraph, RecipientNote, Table, WritingError, write_letter
from directives.writing.facts import PLAIN_CODES, TYPE_NAMES
from directives.writing.text import line_of, printed_width

from .written import EVERYTHING, LETTER, PLAN, RESULTS, STATES, alignment, every_paragraph, found, opened, rules, texts, type_of


def space_before(paragraph: DocxParagraph) -> float:
    own = paragraph.paragraph_format.space_before
    return (paragraph.style.paragraph_format.space_before if own is None else own).pt


def keeps_with_next(paragraph: DocxParagraph) -> bool:
    return bool(paragraph.paragraph_format.keep_with_next or paragraph.style.paragraph_format.keep_with_next)


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
