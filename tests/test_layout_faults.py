"""One fault planted in a clean document is found as what it is, and as nothing else."""

import dataclasses
import io
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH

from directives.layout import check
from directives.writing import Paragraph, write_letter

from .generated import letters
from .planting import (
    aligned,
    at,
    black_stamp,
    blue,
    bold,
    both,
    capped,
    centred,
    circulation,
    dense,
    doubled,
    everywhere,
    flush,
    followed_by,
    heavy,
    heavy_number,
    in_arial,
    in_the_theme,
    italic,
    letter_paper,
    letter_unnumbered,
    margin,
    marked,
    narrow_beside,
    near_subject,
    nothing_about_appendices,
    number_at_the_foot,
    number_on_page_one,
    number_on_the_right,
    pages_run_on,
    parted,
    retyped,
    reworded,
    rule_indented,
    shaded,
    shouted,
    sized,
    small_number,
    spaced,
    text_set,
    underlined,
    underlined_motto,
    unframed_in_the_margin,
    unframed_stamp,
    wide_stamp,
    without,
    without_rule,
)

TODAY = date(2027, 3, 8)
LETTERS = letters()

pytestmark = pytest.mark.django_db


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
    # What an auditor planted
    ("TT-01", "a yellow ground behind words", "CV-short", at("Để thực hiện", marked)),
    ("TT-01", "words that are shaded", "CV-short", at("Để thực hiện", shaded)),
    ("TT-01", "a narrow left margin of an appendix on its side", "CV-appendix", narrow_beside),
    ("TT-02", "double spacing under Quốc hiệu", "CV-short", spaced("CỘNG HÒA", 2.0)),
    ("TT-02", "double spacing of Tiêu ngữ", "CV-short", spaced("Độc lập", 2.0)),
    ("TT-02", "no Quốc hiệu", "CV-short", without("CỘNG HÒA")),
    ("TT-04", "no number and symbol", "CV-short", without("Số:")),
    ("TT-04", "no number and symbol of a plan", "KH-short", without("Số:")),
    ("TT-05", "a place cut short", "CV-short", retyped("Hà Nội, ngày", "Hà Nội,", "TP Hà Nội,")),
    ("TT-05", "a place cut short with a full stop", "CV-short", retyped("Hà Nội, ngày", "Hà Nội,", "TP. Hà Nội,")),
    ("TT-05", "a place in capitals cut short", "BC-short", retyped("Thành phố Hồ Chí Minh, ngày", "Thành phố Hồ Chí Minh", "TPHCM")),
    ("TT-06", "no name of the type", "QĐ-short", without("QUYẾT ĐỊNH")),
    ("TT-06", "no name of the type of a plan", "KH-short", without("KẾ HOẠCH")),
    ("TT-06", "the type misspelt", "QĐ-short", retyped("QUYẾT ĐỊNH", "ĐỊNH", "ĐINH")),
    ("TT-06", "the type with a letter lost", "QĐ-short", retyped("QUYẾT ĐỊNH", "ĐỊNH", "ĐỊN")),
    ("TT-06", "the type of a plan misspelt", "KH-short", retyped("KẾ HOẠCH", "HOẠCH", "HOACHJ")),
    ("TT-07", "a basis with a hyphen", "QĐ-short", retyped("Căn cứ Luật Bảo hiểm", "Căn cứ", "- Căn cứ")),
    ("TT-07", "all bases with hyphens", "NQ-short", both(*(retyped("Căn cứ", "Căn cứ", "- Căn cứ") for _ in range(3)))),
    ("TT-08", "a centred paragraph", "CV-short", at("Để thực hiện", centred)),
    ("TT-08", "a centred text", "CV-short", everywhere(centred, first="Để thực hiện", last="Yêu cầu")),
    ("TT-08", "a text in bold", "CV-short", everywhere(heavy, first="Để thực hiện", last="Yêu cầu")),
    ("TT-08", "a lead-in in bold", "CV-short", at("Để thực hiện", heavy)),
    ("TT-08", "a point in bold", "CV-short", at("a) Rà soát", heavy)),
    ("TT-08", "an underlined text", "CV-short", everywhere(underlined, first="Để thực hiện", last="Yêu cầu")),
    ("TT-08", "a text typed in capitals", "CV-short", at("Để thực hiện", shouted)),
    ("TT-08", "a point typed in capitals", "CV-long", reworded("b) ", "b) TỔ CHỨC TUYÊN TRUYỀN ĐẾN TỪNG TỔ DÂN PHỐ.")),
    ("TT-08", "a text set in capitals", "CV-short", at("Để thực hiện", capped)),
    ("TT-08", "thirty empty paragraphs", "CV-short", parted("Để thực hiện", 30)),
    ("TT-08", "thirty empty paragraphs before the signature", "CV-short", parted("Yêu cầu", 30)),
    ("TT-08", "a whole article in bold", "QĐ-short", bold("Điều 1.", on=True)),
    (
        "TT-08",
        "an article of one sentence in bold without its full stop",
        "QĐ-short",
        both(retyped("Điều 3.", "Quyết định này.", "Quyết định này"), bold("Điều 3.", on=True)),
    ),
    ("TT-09", "a colon after the number of an article", "QĐ-short", retyped("Điều 2.", "Điều 2.", "Điều 2:")),
    ("TT-10", "Ông before the name", "CV-short", retyped("Nguyễn Văn An", "Nguyễn", "Ông Nguyễn")),
    ("TT-10", "Bà before the name", "CV-long", retyped("Trần Thị Bình", "Trần", "Bà Trần")),
    ("TT-10", "a degree behind the name", "CV-short", retyped("Nguyễn Văn An", "An", "An, ThS")),
    ("TT-10", "two degrees behind the name", "CV-short", retyped("Nguyễn Văn An", "An", "An (PGS.TS)")),
    ("TT-10", "a mark that is none", "CV-short", retyped("TM. ỦY BAN", "TM.", "TU.")),
    ("TT-10", "the committee's name cut short", "CV-short", retyped("TM. ỦY BAN", "ỦY BAN NHÂN DÂN", "UBND")),
    ("TT-11", "no Kính gửi", "CV-short", without("Kính gửi:")),
    ("TT-11", "no Kính gửi over many", "CV-long", without("Kính gửi:")),
    ("TT-12", "a line below Lưu", "CV-short", followed_by("- Lưu:", "- Sở Tài chính;")),
    ("TT-12", "a last line below Lưu", "QĐ-short", followed_by("- Lưu:", "- Sở Tài chính.")),
    ("TT-12", "Như trên twice", "CV-short", followed_by("- Như trên", "- Như trên;")),
    ("TT-12", "Như trên again below", "CV-short", followed_by("- BHXH Việt Nam", "- Như trên;")),
    ("TT-12", "an article that there is not", "QĐ-short", retyped("- Như Điều", "Điều 3", "Điều 9")),
    ("TT-12", "a recipient without a hyphen", "CV-short", retyped("- BHXH Việt Nam", "- ", "")),
    ("TT-12", "a hyphen without a blank", "CV-short", retyped("- BHXH Việt Nam", "- ", "-")),
    ("TT-12", "the first line without a hyphen", "CV-short", retyped("- Như trên", "- ", "")),
    ("TT-12", "Lưu without a hyphen", "CV-short", retyped("- Lưu:", "- ", "")),
    ("TT-14", "a number in bold", "CV-short", heavy_number),
    ("TT-15", "a stamp of circulation without a frame", "CT-long", circulation(framed=False, coloured=True)),
    ("TT-15", "a black stamp of circulation without a frame", "CT-long", circulation(framed=False, coloured=False)),
    ("TT-15", "a stamp of circulation in the margin without a frame", "HD-long", unframed_in_the_margin),
    ("TT-16", "a city in small letters", "CV-short", retyped("a) Rà soát", "trên địa bàn", "trên địa bàn thành phố hồ chí minh")),
    ("TT-16", "a city half in small letters", "CV-short", retyped("a) Rà soát", "trên địa bàn", "tại Thành phố Hồ chí minh")),
    ("TT-16", "Nhà nước in small letters", "CV-short", retyped("Để thực hiện", "chính sách", "chính sách của nhà nước")),
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


def of(*body: Paragraph) -> bytes:
    """A plan with these paragraphs before its end."""
    end = Paragraph("close", "", "Đề nghị các đơn vị phối hợp và triển khai thực hiện.")
    return write_letter(dataclasses.replace(LETTERS["KH-short"], body=(*body, end)))


SENTENCE = "Giao Sở Nội vụ chủ trì, phối hợp với các cơ quan, đơn vị liên quan hướng dẫn, kiểm tra việc thực hiện và báo cáo"


@pytest.mark.parametrize(
    "body",
    [
        (Paragraph("base", "", "Thực hiện Kế hoạch số 36/KH-UBND ngày 05/3/2027 của UBND tỉnh Sơn La về cải cách hành chính;"),),
        (Paragraph("base", "", "Để triển khai Luật Bảo hiểm xã hội;"), Paragraph("base", "", "Căn cứ Luật Bảo hiểm y tế.")),
        (Paragraph("base", "", "Căn cứ Luật Bảo hiểm xã hội, Ủy ban nhân dân Thành phố yêu cầu:"), Paragraph("clause", "1.", "Rà soát.")),
        (Paragraph("article", "Điều 1.", SENTENCE), Paragraph("article", "Điều 2.", "Kế hoạch này có hiệu lực từ ngày ký")),
        (Paragraph("article", "Điều 1.", f"{SENTENCE}, {SENTENCE}"), Paragraph("clause", "1.", "Rà soát.")),
        (
            Paragraph("article", "Điều 1.", "Trách nhiệm của Sở Nội vụ trong hướng dẫn, kiểm tra"),
            Paragraph("clause", "1.", "Rà soát."),
        ),
    ],
)
def test_grounds_and_articles_are_set_as_the_check_asks(body: tuple[Paragraph, ...]) -> None:
    report = check(of(*body), today=TODAY)
    assert [(each.rule, each.found) for each in report.findings] == []


def test_article_without_its_full_stop_is_no_title() -> None:
    document = Document(io.BytesIO(of(Paragraph("article", "Điều 1.", SENTENCE), Paragraph("article", "Điều 2.", "Có hiệu lực."))))
    first = next(each for each in document.paragraphs if each.text.startswith("Điều 1."))
    assert [(run.text, bool(run.bold)) for run in first.runs] == [("Điều 1. ", True), (SENTENCE, False)]


@pytest.mark.parametrize(
    ("name", "plant"),
    [
        ("CV-long", text_set(size=13)),
        ("CV-long", text_set(indent_cm=1.0)),
        ("QĐ-long", text_set(exactly=18)),
        ("CV-short", retyped("Số:", "05/", "     /")),
        ("CV-short", retyped("Số:", "Số: ", "Số:")),
        ("CV-short", retyped("Hà Nội, ngày", "ngày 08", "ngày      ")),
        ("CV-short", retyped("TM. ỦY BAN", "ỦY", "UỶ")),
        ("CV-short", retyped("CỘNG HÒA", "HÒA", "HOÀ")),
        ("GUQ-short", retyped("GIẤY ỦY QUYỀN", "ỦY", "UỶ")),
        ("CV-short", underlined_motto),
        ("CV-short", retyped("Nguyễn Văn An", "Nguyễn Văn An", "Ông Ích Khiêm")),
        ("CT-long", circulation(framed=True, coloured=True)),
        ("CV-short", parted("Để thực hiện", 2)),
        ("CV-short", retyped("Để thực hiện", "chính sách", "chính sách của cơ quan nhà nước")),
        ("TB-appendix", both(reworded("(Kèm", "(Kèm theo Văn bản số …/…"), followed_by("(Kèm", "ngày … tháng … năm … của …)"))),
        ("TB-appendix", letter_unnumbered),
    ],
)
def test_what_the_decree_allows_is_no_fault(name: str, plant: Callable[[OpenDocument], None]) -> None:
    report = check(planted(name, plant), today=TODAY)
    assert [(each.rule, each.component, each.found) for each in report.findings] == []
