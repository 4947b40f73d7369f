"""The check of layout: strangers' files, our units, hostile files, the command and the page."""

import dataclasses
import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given, settings
from hypothesis import strategies as st

from directives.files import opening
from directives.layout import Level, ReadingError, Report, check
from directives.writing import (
    Copy,
    Handling,
    IncomingNote,
    Letter,
    RecipientNote,
    Signature,
    Slip,
    SlipTask,
    write_copy,
    write_incoming_note,
    write_letter,
    write_slip,
)
from records.models import StoredFile

from . import strangers
from .city import DAY, City, signed_in
from .generated import CITY, INSURANCE, letters

TODAY = date(2027, 3, 8)
LETTERS = letters()
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

pytestmark = pytest.mark.django_db


def found(report: Report) -> list[str]:
    return [each.rule for each in report.findings]


def details(report: Report) -> list[tuple[str, str, str]]:
    return [(each.rule, each.component, each.found) for each in report.findings]


def saved(document: OpenDocument) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


# Strangers' files


def test_strangers_letter_is_understood_however_its_rules_and_stamps_are_drawn() -> None:
    report = check(strangers.letter(), today=TODAY)
    assert details(report) == []
    assert (report.kind, report.type_name, report.issuer) == ("CV", "Công văn", "SỞ NỘI VỤ")


def test_rule_that_needs_our_units_says_so_of_an_unknown_issuer() -> None:
    assert [each.rule for each in check(strangers.letter(), today=TODAY).not_checked] == ["TT-04", "TT-05", "TT-10"]


def line_drawn(points: float) -> Callable[[OpenDocument], None]:
    """Another line under the issuer."""

    def plant(document: OpenDocument) -> None:
        issuer = document.tables[0].cell(0, 0).paragraphs[1]
        issuer._p.remove(issuer._p.findall(qn("w:r"))[-1])
        issuer._p.append(parse_xml(strangers.drawn_line(points)))

    return plant


def old_line(document: OpenDocument) -> None:
    issuer = document.tables[0].cell(0, 0).paragraphs[1]
    issuer._p.remove(issuer._p.findall(qn("w:r"))[-1])
    issuer.add_run()._r.append(parse_xml(strangers.vml_line(70)))


def small_box(document: OpenDocument) -> None:
    about = document.tables[0].cell(0, 0).paragraphs[4]
    about._p.remove(about._p.findall(qn("w:r"))[-1])
    about._p.append(parse_xml(strangers.text_box("HOẢ TỐC", width_mm=50, height_mm=8)))


def theme_font(document: OpenDocument) -> None:
    fonts = document.paragraphs[3].runs[0]._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:asciiTheme"), "minorHAnsi")
    fonts.set(qn("w:hAnsiTheme"), "minorHAnsi")


def bold_twice(document: OpenDocument) -> None:
    """Bold in the paragraph's style and in the run's cancel each other: what is asked bold is not."""
    strong = document.styles.add_style("Dam trong dong", 2)
    heavy = document.styles.add_style("Dam ca doan", 1)
    strong.font.bold = heavy.font.bold = True
    heavy.base_style = document.styles["Normal"]
    name = document.tables[1].cell(0, 1).paragraphs[-1]
    name.style, name.runs[0].style, name.runs[0].bold = heavy, strong, None


def automatic_letters(document: OpenDocument) -> None:
    """The list of letters that Word itself counts: it knows no đ."""
    numbering = document.part.numbering_part.element
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    first = numbering.find(qn("w:num"))
    first.addprevious(
        parse_xml(
            f'<w:abstractNum {namespace} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>'
            '<w:lvlText w:val="%1)"/><w:pPr><w:ind w:left="0" w:firstLine="567"/></w:pPr></w:lvl></w:abstractNum>'
        )
    )
    numbering.append(parse_xml(f'<w:num {namespace} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    typed = [each for each in document.paragraphs if each.text.startswith(("a) ", "b) "))]
    for text in ("thứ nhất", "thứ hai", "thứ ba", "thứ tư", "thứ năm"):
        paragraph = document.add_paragraph(f"Việc {text} phải hoàn thành trong quý.")
        paragraph.paragraph_format.alignment, paragraph.paragraph_format.space_after = strangers.JUSTIFY, Pt(6)
        numbered = parse_xml(f'<w:numPr {namespace}><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>')
        paragraph._p.get_or_add_pPr().insert(0, numbered)
        typed[0]._p.addprevious(paragraph._p)
    for old in typed:
        old._p.getparent().remove(old._p)


@pytest.mark.parametrize(
    ("plant", "rule", "words"),
    [
        (line_drawn(80), "TT-03", "dài 28 mm"),
        (old_line, "TT-03", "dài 25 mm"),
        (small_box, "TT-15", "khung 50 × 8 mm"),
        (theme_font, "TT-01", "Cambria"),
        (bold_twice, "TT-10", "không đậm"),
    ],
)
def test_fault_in_a_strangers_file_is_found(plant: Callable[[OpenDocument], None], rule: str, words: str) -> None:
    report = check(strangers.letter(plant), today=TODAY)
    assert found(report) == [rule], details(report)
    assert words in report.findings[0].found


def test_letters_that_word_counts_by_itself_lack_the_vietnamese_one() -> None:
    report = check(strangers.letter(automatic_letters), today=TODAY)
    assert [(each.rule, each.asked.split(";")[0]) for each in report.findings] == [("TT-09", "“đ”")], details(report)


def test_head_without_a_table_is_read_too() -> None:
    document = Document()
    document.add_paragraph("UBND QUẬN 10\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    document.add_paragraph("PHÒNG NỘI VỤ\tĐộc lập - Tự do - Hạnh phúc")
    document.add_paragraph("Số: 05/PNV-VX")
    document.add_paragraph("Quận 10, ngày 05 tháng 01 năm 2021")
    document.add_paragraph("Kính gửi: Sở Nội vụ")
    buffer = io.BytesIO()
    document.save(buffer)
    report = check(buffer.getvalue(), today=TODAY)
    assert report.kind == "CV"
    assert not [each for each in report.findings if each.component in ("Quốc hiệu", "Tiêu ngữ") and "“" in each.found]


def test_finding_says_its_place_what_is_there_what_is_asked_and_where_the_decree_says_so() -> None:
    def small(document: OpenDocument) -> None:
        document.tables[0].cell(0, 1).paragraphs[0].runs[0].font.size = Pt(9)

    finding = check(strangers.letter(small), today=TODAY).findings[0]
    assert (finding.rule, finding.level, finding.component) == ("TT-02", Level.ERROR, "Quốc hiệu")
    assert (finding.found, finding.asked) == ("cỡ 9", "cỡ 12–13, đứng, đậm, căn giữa")
    assert finding.source == "NĐ 30/2020, Phụ lục I, II.1"
    assert (finding.places[0].cell, finding.places[0].words) == ((1, 1, 2), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def test_fault_at_many_places_is_one_finding_with_all_of_them() -> None:
    def blue(document: OpenDocument) -> None:
        for paragraph in document.paragraphs[3:6]:
            paragraph.runs[0].font.name = "Arial"

    (finding,) = check(strangers.letter(blue), today=TODAY).findings
    assert len(finding.places) == 3


# Types, slips, copies


@pytest.mark.parametrize("kind", ["HĐ", "BGN", "BTT", "ThC"])
def test_types_without_a_specimen_are_checked_by_the_common_rules_alone(kind: str) -> None:
    report = check(write_letter(LETTERS[f"{kind}-short"]), today=TODAY)
    assert report.findings == ()
    assert "không có mẫu" in {each.rule: each.reason for each in report.not_checked}["TT-06"]


def test_slips_have_a_rule_set_of_their_own() -> None:
    slip = Slip(
        head=INSURANCE, place="Hà Nội", issued_by="Giám đốc", lead_unit="Phòng Thu", number=7, date=date(2027, 3, 9),
        tasks=(SlipTask("Rà soát dữ liệu", deadline="trước ngày 31/3/2027"),), signature=Signature((), "GIÁM ĐỐC", "Đỗ Minh Đức"),
    )  # fmt: skip
    assert details(check(write_slip(slip), today=TODAY)) == []
    without = dataclasses.replace(slip, tasks=(SlipTask("Rà soát dữ liệu"),))
    assert found(check(write_slip(without), today=TODAY)) == ["PG-01"]
    note = IncomingNote(head=CITY, place="Hà Nội", document="Công văn số 12/BNV-VP", by_agency=Handling("Phòng Thu", deadline="20/3/2027"))
    assert details(check(write_incoming_note(note), today=TODAY)) == []
    assert details(check(write_incoming_note(dataclasses.replace(note, by_agency=Handling())), today=TODAY)) == []
    assert found(check(write_incoming_note(dataclasses.replace(note, by_agency=Handling("Phòng Thu"))), today=TODAY)) == ["PG-01"]


def book(columns: tuple[str, ...]) -> bytes:
    document = Document()
    strangers._page(document)
    for text in (
        "UBND TỈNH SƠN LA",
        "SỞ NỘI VỤ",
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI",
        "Năm: 2027",
        "Từ ngày 01/01 đến ngày 31/12",
        "Từ số 01 đến số 90",
        "Quyển số: 1",
    ):
        document.add_paragraph(text).alignment = strangers.CENTER
    table = document.add_table(rows=2, cols=len(columns), style="Table Grid")
    for index, text in enumerate(columns):
        table.cell(0, index).text = text
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


OUTGOING = (
    "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
)  # fmt: skip


def test_printed_books_have_the_columns_of_the_decree_in_their_order() -> None:
    assert details(check(book(OUTGOING), today=TODAY)) == []
    assert found(check(book((*OUTGOING[1::-1], *OUTGOING[2:])), today=TODAY)) == ["SO-01"]
    assert found(check(book(OUTGOING[:-1]), today=TODAY)) == ["SO-01"]


def test_copies_add_no_finding_to_the_document_that_they_copy() -> None:
    copy = Copy(
        form="SY", head=INSURANCE, agency="BHXH", place="Hà Nội", number=7, date=date(2027, 3, 9),
        recipients=(RecipientNote("BHXH các quận"),), signature=Signature(("TL. GIÁM ĐỐC",), "CHÁNH VĂN PHÒNG", "Lê Thị Mẫu"),
    )  # fmt: skip
    assert details(check(write_copy(LETTERS["CV-short"], copy), today=TODAY)) == []


def test_the_line_of_a_digital_signature_in_the_corner_is_no_finding() -> None:
    document = Document(io.BytesIO(write_letter(LETTERS["KH-short"])))
    first = document.sections[0].first_page_header
    note = first.paragraphs[0]
    note.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    note.add_run("SAO Y; Văn phòng; 18/03/2027; 08:30:05 +07:00").font.size = Pt(10)
    assert details(check(saved(document), today=TODAY)) == []


@pytest.mark.parametrize("name", ["BC-appendix", "QĐ-appendix"])
def test_file_that_holds_only_what_belongs_to_a_document_is_checked_as_that(name: str) -> None:
    document = Document(io.BytesIO(write_letter(LETTERS[name])))
    body = document.element.body
    before = list(body.iterchildren())
    end = next(place for place, element in enumerate(before) if element.find(".//" + qn("w:sectPr")) is not None)
    for element in before[: end + 1]:  # the letter itself
        body.remove(element)
    report = check(saved(document), today=TODAY)
    assert details(report) == []
    assert report.type_name == "Phụ lục, văn bản kèm theo"


def test_normative_document_is_none_of_the_29_types() -> None:
    def decree(document: OpenDocument) -> None:
        document.paragraphs[0]._p.addprevious(
            parse_xml('<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:r><w:t>NGHỊ ĐỊNH</w:t></w:r></w:p>')
        )

    report = check(strangers.letter(decree), today=TODAY)
    assert (report.kind, report.type_name) == ("", "Nghị định")
    assert {"TT-06", "TT-12"} <= {each.rule for each in report.not_checked}


# Our units


def of_the_city(city: City, **changes: object) -> bytes:
    """A công văn of the city's committee of 2021, signed by its chairman."""
    signature = Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", city["chairman"].full_name.replace(".head", " Văn An"))
    facts: Letter = dataclasses.replace(LETTERS["CV-short"], head=CITY, date=DAY, signature=signature, **changes)  # type: ignore[arg-type]
    return write_letter(facts)


@pytest.fixture
def ours(city: City) -> City:
    chairman = city["chairman"]
    chairman.full_name = chairman.full_name.replace(".head", " Văn An")
    chairman.save()
    return city


def test_document_of_ours_is_checked_to_the_end(ours: City) -> None:
    report = check(of_the_city(ours), today=DAY)
    assert details(report) == []
    assert report.not_checked == ()


@pytest.mark.parametrize(
    ("changes", "rule", "words"),
    [
        ({"symbol": "UBND-ABC"}, "TT-04", "“ABC”"),
        ({"symbol": "HĐND-KGVX"}, "TT-04", "“HĐND”"),
        ({"place": "Hải Phòng"}, "TT-05", "“Hải Phòng”"),
    ],
)
def test_symbol_and_place_are_those_of_our_units(ours: City, changes: dict[str, str], rule: str, words: str) -> None:
    report = check(of_the_city(ours, **changes), today=DAY)
    assert [(each.rule, each.found) for each in report.findings] == [(rule, words)]


def test_signature_is_checked_against_posts_of_the_day(ours: City) -> None:
    name = ours["chairman"].full_name
    deputy = dataclasses.replace(
        LETTERS["CV-short"], date=DAY, signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", name)
    )
    report = check(write_letter(deputy), today=DAY)
    assert found(report) == ["TT-10"]
    assert "TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH" in report.findings[0].asked
    nobody = dataclasses.replace(deputy, signature=Signature(("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH", "Phạm Văn Lạ"))
    assert found(check(write_letter(nobody), today=DAY)) == ["TT-10"]


@pytest.mark.parametrize(
    ("mark", "named"), [("TM. ỦY BAN NHÂN DÂN", "ThS. {}"), ("TM. ỦY BAN NHÂN DÂN", "{}, TS"), ("TM. UBND", "{}"), ("TU. ỦY BAN", "{}")]
)
def test_fault_in_the_words_of_a_signature_is_one_finding_where_we_know_who_signs(ours: City, mark: str, named: str) -> None:
    signature = Signature((mark,), "CHỦ TỊCH", named.format(ours["chairman"].full_name))
    assert found(check(write_letter(dataclasses.replace(LETTERS["CV-short"], date=DAY, signature=signature)), today=DAY)) == ["TT-10"]


def test_place_cut_short_is_one_finding_where_we_know_the_place(ours: City) -> None:
    assert found(check(of_the_city(ours, place="TP Hà Nội"), today=DAY)) == ["TT-05"]


def test_department_of_another_province_is_not_taken_for_ours(ours: City) -> None:
    ours.units["SYT"].versions.update(name="Sở Nội vụ", short_name="", folded_name="so noi vu")
    assert [each.rule for each in check(strangers.letter(), today=TODAY).not_checked] == ["TT-04", "TT-05", "TT-10"]


def test_issuer_that_is_given_need_not_be_found_by_its_name(ours: City) -> None:
    report = check(of_the_city(ours), today=DAY, unit=ours.units["HP"])
    assert ("TT-05", "Địa danh", "“Hà Nội”") in details(report)


# Hostile files


def zipped(parts: dict[str, bytes], *, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def of_paragraphs(count: int, *, words: str = "Rà soát.", breaks: int = 0) -> bytes:
    """A file of so many short paragraphs, each of one run."""
    run = f"<w:r>{'<w:br/>' * breaks}<w:t>{words}</w:t></w:r>"
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = f'<w:document xmlns:w="{space}"><w:body>{f"<w:p>{run}</w:p>" * count}</w:body></w:document>'
    return zipped({"word/document.xml": text.encode()}, compress=zipfile.ZIP_STORED)


ENTITY = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w">&x;</w:document>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"hello", "not_supported"),
        (b"%PDF-1.7 something", "not_supported"),
        (b"PK\x03\x04 not a zip at all", "broken"),
        (zipped({"word/document.xml": b"<broken"}), "broken"),
        (zipped({"word/document.xml": b"<a/>"}), "broken"),
        (zipped({"word/document.xml": ENTITY}), "broken"),
        (zipped({"word/document.xml": b" " * 60_000_000}), "zip_bomb"),
        (zipped({"word/document.xml": b"<a/>", "word/vbaProject.bin": b"x"}), "macro"),
        (zipped({"xl/workbook.xml": b"<a/>"}), "not_supported"),
    ],
)
def test_what_is_no_readable_word_file_is_refused_in_words(content: bytes, code: str) -> None:
    with pytest.raises(ReadingError) as refused:
        check(content, name="x.docx" if code == "broken" else "x", today=TODAY)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")


def test_mark_of_secrecy_is_refused() -> None:
    def secret(document: OpenDocument) -> None:
        document.tables[0].cell(0, 0).add_paragraph("TỐI MẬT")

    with pytest.raises(ReadingError) as refused:
        check(strangers.letter(secret), today=TODAY)
    assert refused.value.code == "secret"


def test_large_file_is_parsed_in_a_process_of_its_own_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    small = check(strangers.letter(old_line), today=TODAY)

    def long(document: OpenDocument) -> None:
        old_line(document)
        for part in document.part.package.iter_parts():
            if str(part.partname) == "/word/webSettings.xml":
                part._blob = b"<w>" + random.Random(7).randbytes(opening.LARGE).hex().encode() + b"</w>"

    large = strangers.letter(long)
    assert opening.is_large(large)
    assert check(large, today=TODAY) == small


@given(st.binary(max_size=2000), st.booleans())
@settings(max_examples=60)
def test_random_bytes_are_checked_or_refused(content: bytes, is_zip: bool) -> None:
    try:
        assert check((b"PK\x03\x04" if is_zip else b"") + content, name="x.docx", today=TODAY) is not None
    except ReadingError as error:
        refusal = error
        assert refusal.code


SOURCES = [write_letter(LETTERS[name]) for name in ("CV-long", "QĐ-appendix", "BB-short")] + [strangers.letter()]


@given(st.sampled_from(range(len(SOURCES))), st.integers(0, 10**9))
@settings(max_examples=40)
def test_damaged_documents_are_checked_or_refused(source: int, seed: int) -> None:
    draw = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(SOURCES[source])) as archive:
        parts = {name: bytearray(archive.read(name)) for name in archive.namelist()}
    name = draw.choice([each for each in sorted(parts) if each.endswith(".xml")])
    damaged = parts[name]
    for _ in range(draw.randint(1, 8)):
        at = draw.randrange(len(damaged))
        match draw.randrange(4):
            case 0:
                damaged[at] = draw.randrange(256)
            case 1:
                del damaged[at : at + draw.randrange(200)]
            case 2:
                damaged[at:at] = damaged[at - 100 : at + draw.randrange(300)]
            case _:
                damaged[:] = damaged.replace(b'w:val="', draw.choice((b'w:val="-', b'w:val="9999999999', b'w:val="x')), draw.randint(1, 30))
        if not damaged:
            damaged += b" "
    try:
        report = check(zipped({each: bytes(content) for each, content in parts.items()}), name="x.docx", today=TODAY)
        json.dumps(report.as_json())
    except ReadingError as error:
        refusal = error
        assert refusal.code


# The command


def test_command_tells_faults_by_its_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clean, faulty, broken = (tmp_path / f"{name}.docx" for name in ("clean", "faulty", "broken"))
    clean.write_bytes(strangers.letter())
    faulty.write_bytes(strangers.letter(old_line))
    broken.write_bytes(b"PK\x03\x04")
    call_command("check_layout", str(clean))
    assert "Không thấy chỗ nào khác quy định" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("check_layout", str(faulty), "--json")
    said = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert (said["kind"], said["counts"]) == ("CV", {"error": 1, "warn": 0, "info": 0})
    assert said["findings"][0]["places"][0]["cell"] == {"table": 1, "row": 1, "column": 1}
    for unreadable in (broken, tmp_path / "missing.docx"):
        with pytest.raises(SystemExit) as ended:
            call_command("check_layout", str(unreadable))
        assert ended.value.code == 2


def test_command_works_where_no_database_was_made_yet(tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(strangers.letter())
    root = Path(__file__).parent.parent
    environment = {**os.environ, "DATA_DIR": str(tmp_path / "var"), "DATABASE_URL": f"sqlite:///{tmp_path / 'none.sqlite3'}"}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check_layout", str(letter)], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Không thấy chỗ nào khác quy định" in ended.stdout
    assert "Không kiểm tra được TT-10" in ended.stdout


# The page


def posted(city: City, content: bytes, *, name: str = "cong-van.docx", who: str = "drafter"):  # type: ignore[no-untyped-def]
    return signed_in(city[who]).post(reverse("directives:check_layout"), {"document": SimpleUploadedFile(name, content, DOCX)})


def test_page_shows_findings_by_level_with_their_words_and_keeps_no_file(city: City) -> None:
    before = StoredFile.objects.count()
    page = posted(city, strangers.letter(old_line))
    assert page.status_code == 200
    text = page.content.decode()
    assert "Lỗi (1)" in text
    assert "SỞ NỘI VỤ" in text
    assert "Không kiểm tra được" in text
    assert StoredFile.objects.count() == before


def test_page_says_when_nothing_is_wrong(city: City) -> None:
    assert "Không thấy chỗ nào khác quy định" in posted(city, strangers.letter()).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.docx", b"PK\x03\x04", "bị hỏng"),
        ("x.pdf", b"%PDF-1.7", "Chỉ kiểm tra được tệp Word .docx"),
        ("x.docx", b"", "Tệp này trống"),
        ("x.docx", zipped({"word/document.xml": b" " * 60_000_000}), "Tệp nén bất thường"),
        ("x.docx", of_paragraphs(7_501), "quá dài để kiểm tra ngay trên trang"),
        ("x.docx", of_paragraphs(1, words="Rà soát. " * 500_000), "quá dài để kiểm tra ngay trên trang"),
        ("x.docx", of_paragraphs(1, breaks=15_000), "quá dài để kiểm tra ngay trên trang"),
    ],
)
def test_page_refuses_what_it_cannot_read_in_words(city: City, name: str, content: bytes, sentence: str) -> None:
    page = posted(city, content, name=name)
    assert page.status_code == 400
    assert sentence in page.content.decode()
    assert signed_in(city["stranger"]).post(reverse("directives:check_layout")).status_code == 400


def test_a_file_is_checked_up_to_as_many_pieces_as_one_may_wait_for() -> None:
    """Paragraphs and their runs; without a bound however many."""
    ten = of_paragraphs(10)
    assert check(ten, today=DAY, among_units=False, most=20) == check(ten, today=DAY, among_units=False)
    with pytest.raises(ReadingError) as caught:
        check(ten, today=DAY, among_units=False, most=19)
    assert caught.value.code == "too_long"


def test_page_is_for_those_who_sign_in(city: City, client) -> None:  # type: ignore[no-untyped-def]
    assert client.get(reverse("directives:check_layout")).status_code == 302
    assert signed_in(city["stranger"]).get(reverse("directives:check_layout")).status_code == 200


def test_name_of_a_file_and_words_in_it_are_escaped(city: City) -> None:
    def scripted(document: OpenDocument) -> None:
        document.tables[0].cell(0, 1).paragraphs[0].runs[0].text = "CỘNG HÒA XÃ HỘI <script>alert(1)</script>"

    text = posted(city, strangers.letter(scripted), name="<img src=x>.docx").content.decode()
    assert "<script>alert" not in text
    assert "<img src=x>" not in text
