"""One fault planted in a clean document is found as what it is, and as nothing else."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from directives.layout import check
from directives.writing import write_letter

from .generated import letters

TODAY = date(2027, 3, 8)
LETTERS = letters()

pytestmark = pytest.mark.django_db


def paragraphs(document: OpenDocument) -> list[Paragraph]:
    return [Paragraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def the(document: OpenDocument, start: str) -> Paragraph:
    """The paragraph that begins with these words."""
    return next(each for each in paragraphs(document) if each.text.startswith(start))


def all_of(document: OpenDocument, start: str) -> list[Paragraph]:
    return [each for each in paragraphs(document) if each.text.startswith(start)]


def below(paragraph: Paragraph) -> Paragraph:
    """The paragraph after it in its cell or page: the rule under a component."""
    return Paragraph(paragraph._p.getnext(), paragraph._parent)


def retyped(start: str, old: str, new: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        paragraph = the(document, start)
        run = next(run for run in paragraph.runs if old in run.text)
        run.text = run.text.replace(old, new, 1)

    return plant


def sized(start: str, points: float) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.size = Pt(points)

    return plant


def bold(start: str, *, on: bool) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.bold = on

    return plant


def italic(start: str, *, on: bool) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.italic = on

    return plant


def aligned(start: str, alignment: WD_ALIGN_PARAGRAPH) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        the(document, start).alignment = alignment

    return plant


def without(start: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        element = the(document, start)._p
        element.getparent().remove(element)

    return plant


def without_rule(start: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        rule = below(the(document, start))._p
        rule.pPr.remove(rule.pPr.find(qn("w:pBdr")))

    return plant


def rule_indented(start: str, millimetres: float) -> Callable[[OpenDocument], None]:
    """The rule under the component made longer or shorter."""

    def plant(document: OpenDocument) -> None:
        rule = below(the(document, start)).paragraph_format
        rule.left_indent = rule.right_indent = Mm(millimetres)

    return plant


def margin(name: str, millimetres: float) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        setattr(document.sections[0], name, Mm(millimetres))

    return plant


def letter_paper(document: OpenDocument) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Mm(216), Mm(279)


def in_arial(document: OpenDocument) -> None:
    fonts = the(document, "Để thực hiện").runs[0]._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Arial")


def in_the_theme(document: OpenDocument) -> None:
    """A character style in a font that only the styles name."""
    style = document.styles.add_style("Nhan manh", 2)
    style.font.name = "Calibri"
    the(document, "Để thực hiện").runs[0].style = style


def blue(document: OpenDocument) -> None:
    the(document, "Để thực hiện").runs[0].font.color.rgb = RGBColor(0, 0, 255)


def black_stamp(document: OpenDocument) -> None:
    the(document, "THƯỢNG KHẨN").runs[0].font.color.rgb = RGBColor(0, 0, 0)


def wide_stamp(document: OpenDocument) -> None:
    stamp = the(document, "THƯỢNG KHẨN").paragraph_format
    stamp.left_indent = stamp.right_indent = Mm(4)


def unframed_stamp(document: OpenDocument) -> None:
    properties = the(document, "THƯỢNG KHẨN")._p.pPr
    properties.remove(properties.find(qn("w:pBdr")))


def number_on_page_one(document: OpenDocument) -> None:
    document.sections[0].different_first_page_header_footer = False


def number_on_the_right(document: OpenDocument) -> None:
    document.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def number_at_the_foot(document: OpenDocument) -> None:
    section = document.sections[0]
    moved = section.header.paragraphs[0]._p
    moved.getparent().append(OxmlElement("w:p"))
    section.footer.is_linked_to_previous = False
    section.footer._element.append(moved)


def small_number(document: OpenDocument) -> None:
    for run in document.sections[0].header.paragraphs[0].runs:
        run.font.size = Pt(10)


def pages_run_on(document: OpenDocument) -> None:
    for section in list(document.sections)[1:]:
        section._sectPr.remove(section._sectPr.find(qn("w:pgNumType")))


def flush(document: OpenDocument) -> None:
    the(document, "Để thực hiện").paragraph_format.first_line_indent = Cm(0)


def dense(document: OpenDocument) -> None:
    the(document, "a) Rà soát").paragraph_format.space_before = Pt(0)


def doubled(document: OpenDocument) -> None:
    the(document, "Để thực hiện").paragraph_format.line_spacing = 2.0


def nothing_about_appendices(document: OpenDocument) -> None:
    element = the(document, "Nội dung chi tiết nêu tại")._p
    element.getparent().remove(element)


def near_subject(document: OpenDocument) -> None:
    the(document, "V/v").paragraph_format.space_before = Pt(0)


PLANTED: list[tuple[str, str, str, Callable[[OpenDocument], None]]] = [
    ("TT-01", "paper of another size", "CV-short", letter_paper),
    ("TT-01", "a wide left margin", "CV-short", margin("left_margin", 45)),
    ("TT-01", "a narrow right margin", "KH-short", margin("right_margin", 10)),
    ("TT-01", "a narrow top margin", "QĐ-short", margin("top_margin", 12)),
    ("TT-01", "a wide bottom margin", "QĐ-short", margin("bottom_margin", 30)),
    ("TT-01", "another font", "CV-short", in_arial),
    ("TT-01", "another font by a character style", "CV-short", in_the_theme),
    ("TT-01", "blue words", "CV-short", blue),
    ("TT-02", "Quốc hiệu misspelt", "CV-short", retyped("CỘNG HÒA", "VIỆT NAM", "VIÊT NAM")),
    ("TT-02", "Quốc hiệu of 11 points", "CV-short", sized("CỘNG HÒA", 11)),
    ("TT-02", "Quốc hiệu not bold", "CV-short", bold("CỘNG HÒA", on=False)),
    ("TT-02", "Tiêu ngữ without spaces round its hyphens", "CV-short", retyped("Độc lập", " - Tự do - ", "-Tự do-")),
    ("TT-02", "Tiêu ngữ in italics", "KH-short", italic("Độc lập", on=True)),
    ("TT-02", "no rule under Tiêu ngữ", "CV-short", without_rule("Độc lập")),
    ("TT-02", "a short rule under Tiêu ngữ", "CV-short", rule_indented("Độc lập", 40)),
    ("TT-02", "no Tiêu ngữ", "CV-short", without("Độc lập")),
    ("TT-03", "the superior agency bold", "BC-short", bold("BẢO HIỂM XÃ HỘI VIỆT NAM", on=True)),
    ("TT-03", "the issuer not bold", "BC-short", bold("THÀNH PHỐ HỒ CHÍ MINH", on=False)),
    ("TT-03", "the issuer in small letters", "CV-short", retyped("THÀNH PHỐ HÀ NỘI", "THÀNH PHỐ", "thành phố")),
    ("TT-03", "the issuer of 14 points", "QĐ-short", sized("THÀNH PHỐ HÀ NỘI", 14)),
    ("TT-03", "a rule as long as the issuer", "CV-short", rule_indented("THÀNH PHỐ HÀ NỘI", 5)),
    ("TT-03", "no rule under the issuer", "CV-short", without_rule("THÀNH PHỐ HÀ NỘI")),
    ("TT-04", "a number without its zero", "CV-short", retyped("Số:", "05/", "5/")),
    ("TT-04", "blanks in the symbol", "CV-short", retyped("Số:", "UBND-KGVX", "UBND - KGVX")),
    ("TT-04", "a công văn with the mark of a type", "CV-short", retyped("Số:", "UBND-KGVX", "TB-UBND")),
    ("TT-04", "the mark of another type", "QĐ-short", retyped("Số:", "QĐ-UBND", "KH-UBND")),
    ("TT-04", "no colon after Số", "KH-short", retyped("Số:", "Số:", "Số")),
    ("TT-04", "the number in bold", "KH-short", bold("Số:", on=True)),
    ("TT-05", "a day without its zero", "CV-short", retyped("Hà Nội, ngày", "ngày 08", "ngày 8")),
    ("TT-05", "a month with a zero too many", "CV-short", retyped("Hà Nội, ngày", "tháng 3", "tháng 03")),
    ("TT-05", "the place upright", "CV-short", italic("Hà Nội, ngày", on=False)),
    ("TT-05", "no comma after the place", "KH-short", retyped("Hà Nội, ngày", "Hà Nội, ", "Hà Nội ")),
    ("TT-06", "the type not bold", "KH-short", bold("KẾ HOẠCH", on=False)),
    ("TT-06", "the type in small letters", "KH-short", retyped("KẾ HOẠCH", "KẾ HOẠCH", "Kế hoạch")),
    ("TT-06", "the subject of 16 points", "QĐ-short", sized("Về việc kiện toàn", 16)),
    ("TT-06", "no rule under the subject", "KH-short", without_rule("Triển khai ứng dụng")),
    ("TT-06", "no V/v", "CV-short", without("V/v")),
    ("TT-06", "V/v in bold", "CV-short", bold("V/v", on=True)),
    ("TT-06", "V/v right under the number", "CV-short", near_subject),
    ("TT-06", "a subject that begins with V/v in a plan", "KH-short", retyped("Triển khai ứng dụng", "Triển khai", "V/v triển khai")),
    ("TT-07", "a basis upright", "QĐ-short", italic("Căn cứ Luật Bảo hiểm", on=False)),
    ("TT-07", "a basis that ends in a full stop", "QĐ-short", retyped("Căn cứ Luật Bảo hiểm", "hội;", "hội.")),
    ("TT-07", "the last basis ends in a semicolon", "NQ-short", retyped("Căn cứ Nghị định", "văn thư.", "văn thư;")),
    ("TT-08", "text of 12 points", "CV-short", sized("Để thực hiện", 12)),
    ("TT-08", "text flush left", "CV-short", aligned("Để thực hiện", WD_ALIGN_PARAGRAPH.LEFT)),
    ("TT-08", "no first-line indent", "CV-short", flush),
    ("TT-08", "no space between paragraphs", "CV-short", dense),
    ("TT-08", "double line spacing", "CV-short", doubled),
    ("TT-08", "text in italics", "CV-short", italic("Để thực hiện", on=True)),
    ("TT-09", "a clause left out", "CV-long", retyped("3. UBND", "3.", "4.")),
    ("TT-09", "e after d", "CV-long", retyped("đ) Kiểm tra", "đ)", "e)")),
    ("TT-09", "an article twice", "QĐ-short", retyped("Điều 2.", "Điều 2.", "Điều 1.")),
    ("TT-09", "a Roman numeral left out", "KH-short", retyped("II. ", "II.", "III.")),
    ("TT-09", "a heading in small letters", "KH-short", retyped("I. MỤC", "MỤC ĐÍCH, YÊU CẦU", "Mục đích, yêu cầu")),
    ("TT-09", "an article's number not bold", "QĐ-short", bold("Điều 2.", on=False)),
    ("TT-10", "a deputy without KT.", "CV-long", without("KT. CHỦ TỊCH")),
    ("TT-10", "a degree before the name", "CV-short", retyped("Nguyễn Văn An", "Nguyễn", "ThS. Nguyễn")),
    ("TT-10", "TM. in an office led by one head", "BC-short", retyped("Q. GIÁM ĐỐC", "Q. GIÁM ĐỐC", "TM. BAN GIÁM ĐỐC")),
    ("TT-10", "the mark written with a stroke", "KH-short", retyped("TM. ỦY BAN", "TM. ", "T/M ")),
    ("TT-10", "the title not bold", "KH-short", bold("CHỦ TỊCH", on=False)),
    ("TT-10", "the name in capitals", "KH-short", retyped("Nguyễn Văn An", "Nguyễn Văn An", "NGUYỄN VĂN AN")),
    ("TT-11", "addressees that end in commas", "CV-short", retyped("- Sở Nội vụ", ";", ",")),
    ("TT-11", "Kính gửi in bold", "CV-short", bold("Kính gửi:", on=True)),
    ("TT-12", "the first line left out", "CV-short", without("- Như trên")),
    ("TT-12", "Như trên in a decision", "QĐ-short", retyped("- Như Điều", "Điều 3", "trên")),
    ("TT-12", "Lưu without its colon", "CV-short", retyped("- Lưu:", "Lưu:", "Lưu")),
    ("TT-12", "a recipient without a semicolon", "CV-short", retyped("- BHXH Việt Nam", ";", "")),
    ("TT-12", "Nơi nhận upright", "KH-short", italic("Nơi nhận:", on=False)),
    ("TT-12", "a recipient of 13 points", "KH-short", sized("- Các Sở", 13)),
    ("TT-13", "an appendix that the text does not mention", "CV-appendix", nothing_about_appendices),
    ("TT-13", "an Arabic number", "CV-appendix", retyped("Phụ lục II", "Phụ lục II", "Phụ lục 2")),
    ("TT-13", "a number of an only appendix", "TB-appendix", retyped("Phụ lục", "Phụ lục", "Phụ lục I")),
    ("TT-13", "an appendix without its reference", "TB-appendix", without("(Kèm theo")),
    ("TT-13", "the reference upright", "TB-appendix", italic("(Kèm theo", on=False)),
    ("TT-13", "the reference to another document", "TB-appendix", retyped("(Kèm theo", "số …/…", "số 77/KH-UBND")),
    ("TT-14", "the number on page 1", "CV-short", number_on_page_one),
    ("TT-14", "the number on the right", "CV-short", number_on_the_right),
    ("TT-14", "the number at the foot", "CV-short", number_at_the_foot),
    ("TT-14", "a small number", "CV-short", small_number),
    ("TT-14", "pages that run on into an appendix", "TB-appendix", pages_run_on),
    ("TT-15", "a word that is none of three", "CT-long", retyped("THƯỢNG KHẨN", "THƯỢNG KHẨN", "KHẨN CẤP")),
    ("TT-15", "a black stamp", "CT-long", black_stamp),
    ("TT-15", "a stamp too wide", "CT-long", wide_stamp),
    ("TT-15", "a stamp without a frame", "CT-long", unframed_stamp),
    ("TT-16", "a citation without date and issuer", "QĐ-short", retyped("Căn cứ Nghị định", " ngày 05 tháng 3 năm 2020 của Chính phủ", "")),
    ("TT-16", "an article cited in small letters", "CV-short", retyped("a) Rà soát", "Rà soát", "Rà soát theo khoản 2 điều 5,")),
]


def planted(name: str, plant: Callable[[OpenDocument], None]) -> bytes:
    document = Document(io.BytesIO(write_letter(LETTERS[name])))
    plant(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(("rule", "fault", "name", "plant"), PLANTED, ids=[f"{rule} {fault}" for rule, fault, _, _ in PLANTED])
def test_planted_fault_is_found_and_nothing_else(rule: str, fault: str, name: str, plant: Callable[[OpenDocument], None]) -> None:
    report = check(planted(name, plant), today=TODAY)
    assert [each.rule for each in report.findings] == [rule], [(each.rule, each.component, each.found) for each in report.findings]
    assert report.findings[0].places[0].section


def test_every_rule_has_a_planted_fault() -> None:
    assert {rule for rule, *_ in PLANTED} == {f"TT-{number:02d}" for number in range(1, 17)}
    assert len(PLANTED) >= 40


@pytest.mark.parametrize("name", LETTERS)
def test_what_we_write_has_no_finding(name: str) -> None:
    report = check(write_letter(LETTERS[name]), today=TODAY)
    assert [(each.rule, each.component, each.found, each.asked) for each in report.findings] == []
    assert report.kind == LETTERS[name].kind
