"""The 29 types, what is attached to them and their copies, each after its specimen in NĐ 30/2020, Phụ lục III."""

import dataclasses
import datetime
import hashlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import PdfDocument

from directives.writing import (
    AgencyHead,
    Attachment,
    Copy,
    Handling,
    IncomingNote,
    Letter,
    Overdue,
    Paragraph,
    RecipientNote,
    Reminder,
    Signature,
    pdf_of,
    write_copy,
    write_incoming_note,
    write_letter,
)
from directives.writing.decisions import authority_of
from directives.writing.text import balanced_width, lines_of, printed_width
from tests.generated import CHAIRMAN, CITY, letters
from tests.written import ANY_TEXT, alignment, comparable, every_paragraph, found, opened, rules, texts, type_of

LETTERS = letters()
COPY = Copy(
    form="SY",
    head=AgencyHead(("Bảo hiểm xã hội Việt Nam",), ("Bảo hiểm xã hội", "thành phố Hà Nội")),
    agency="BHXH",
    place="Hà Nội",
    number=7,
    date=datetime.date(2027, 3, 9),
    recipients=(RecipientNote("BHXH các quận"),),
    signature=Signature(("TL. GIÁM ĐỐC",), "CHÁNH VĂN PHÒNG", "Lê Thị Mẫu"),
)


def read(document: bytes) -> OpenDocument:
    return Document(io.BytesIO(document))


@pytest.mark.parametrize("name", LETTERS)
def test_every_type_opens_and_has_the_same_bytes_again(name: str) -> None:
    facts = LETTERS[name]
    written = write_letter(facts)
    assert written == write_letter(letters()[name])
    document = read(written)
    assert len(document.sections) == 1 + len(facts.attachments) + len(facts.appendices)
    names = {style.name for style in document.styles}
    assert {paragraph.style.name for paragraph in every_paragraph(document)} <= names


def test_decision_says_who_decides_before_its_grounds_and_orders_after_them() -> None:
    document = opened(LETTERS["QĐ-short"])
    written = texts(document)
    start = written.index("QUYẾT ĐỊNH")
    assert written[start + 1 : start + 4] == [
        "Về việc kiện toàn Tổ công tác thực hiện chính sách bảo hiểm xã hội",
        "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI",
        "Căn cứ Luật Tổ chức chính quyền địa phương;",
    ]
    order = written.index("QUYẾT ĐỊNH:")
    assert written[order - 1].startswith("Theo đề nghị của Giám đốc Sở Nội vụ")
    assert written[order - 1].endswith(".")
    assert written[order + 1].startswith("Điều 1. ")
    for text in ("QUYẾT ĐỊNH:", "QUYẾT ĐỊNH", "ỦY BAN NHÂN DÂN THÀNH PHỐ"):
        assert type_of(found(document, text)) == (14, True, False)
        assert alignment(found(document, text)) == WD_ALIGN_PARAGRAPH.CENTER
    assert "QUYẾT NGHỊ:" in texts(opened(LETTERS["NQ-short"]))


def test_order_that_the_author_typed_is_printed_once() -> None:
    typed = (
        Paragraph("base", "", "Căn cứ Luật Việc làm"),
        Paragraph("text", "", "Quyết định:"),
        Paragraph("article", "Điều 1.", "Ban hành."),
    )
    document = opened(dataclasses.replace(LETTERS["QĐ-short"], body=typed))
    assert [text for text in texts(document) if text.startswith("QUYẾT ĐỊNH")] == ["QUYẾT ĐỊNH", "QUYẾT ĐỊNH:"]


@pytest.mark.parametrize(
    ("head", "signature", "expected"),
    [
        (CITY, CHAIRMAN, "Ủy ban nhân dân thành phố Hà Nội"),
        (CITY, Signature(("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH", "A"), "CHỦ TỊCH Ủy ban nhân dân thành phố Hà Nội"),
        (CITY, Signature((), "CHỦ TỊCH", "A"), "CHỦ TỊCH Ủy ban nhân dân thành phố Hà Nội"),
        (CITY, None, "Ủy ban nhân dân thành phố Hà Nội"),
        (AgencyHead(("UBND tỉnh Lào Cai",), ("Sở Y tế",)), Signature((), "Q. GIÁM ĐỐC", "A"), "GIÁM ĐỐC Sở Y tế tỉnh Lào Cai"),
        (
            AgencyHead(("UBND tỉnh Lào Cai",), ("Sở Y tế",)),
            Signature(("TUQ. GIÁM ĐỐC",), "CHÁNH VĂN PHÒNG", "A"),
            "GIÁM ĐỐC Sở Y tế tỉnh Lào Cai",
        ),
        (
            AgencyHead(("UBND thành phố Hà Nội",), ("Văn phòng Ủy ban nhân dân Thành phố",)),
            Signature(("KT. CHÁNH VĂN PHÒNG",), "PHÓ CHÁNH VĂN PHÒNG", "A"),
            "CHÁNH VĂN PHÒNG Ủy ban nhân dân thành phố Hà Nội",
        ),
        (AgencyHead(("UBND Quận 10",), ("Phòng Nội vụ",)), Signature((), "TRƯỞNG PHÒNG", "A"), "TRƯỞNG PHÒNG Nội vụ Quận 10"),
        (AgencyHead(("UBND tỉnh Lào Cai",), ("Thanh tra tỉnh",)), Signature((), "CHÁNH THANH TRA", "A"), "CHÁNH THANH TRA tỉnh Lào Cai"),
        (
            AgencyHead(("UBND xã Mường Hum",), ("Trường Tiểu học",)),
            Signature((), "HIỆU TRƯỞNG", "A"),
            "HIỆU TRƯỞNG Trường Tiểu học xã Mường Hum",
        ),
    ],
)
def test_who_decides_follows_from_the_head_and_the_signature(head: AgencyHead, signature: Signature | None, expected: str) -> None:
    assert authority_of(dataclasses.replace(LETTERS["QĐ-short"], head=head, signature=signature)) == expected


def test_recipients_begin_as_the_type_asks() -> None:
    def first(name: str) -> str:
        written = texts(opened(LETTERS[name]))
        return written[written.index("Nơi nhận:") + 1]

    assert [first(f"{kind}-short") for kind in ("CV", "TTr", "BC", "GGT")] == ["- Như trên;"] * 4
    assert [first("QĐ-short"), first("NQ-long"), first("QĐ-long")] == ["- Như Điều 3;", "- Như Điều 10;", "- Như Điều 10;"]
    assert {first(f"{kind}-short") for kind in ("CĐ", "QC", "KH", "GM")} == {"- BHXH Việt Nam (để b/c);"}


def test_telegram_names_who_wires_above_its_addressees() -> None:
    document = opened(LETTERS["CĐ-short"])
    written = texts(document)
    start = written.index("Ủy ban nhân dân thành phố Hà Nội điện:")
    assert written[start + 1 : start + 3] == ["- Sở Nội vụ;", "- UBND các xã, phường."]
    assert alignment(found(document, "Ủy ban nhân dân thành phố Hà Nội điện:")) == WD_ALIGN_PARAGRAPH.CENTER
    assert not [text for text in written if text.startswith("Kính gửi")]


def test_invitation_introduction_and_leave_have_the_words_of_their_forms() -> None:
    invitation = texts(opened(LETTERS["GM-short"]))
    start = next(at for at, text in enumerate(invitation) if "trân trọng kính mời:" in text)
    assert [text.split(":")[0] for text in invitation[start + 2 : start + 5]] == ["Chủ trì", "Thời gian", "Địa điểm"]
    introduction = opened(LETTERS["GGT-short"])
    opening = found(introduction, "Bảo hiểm xã hội Thành phố Hồ Chí Minh trân trọng giới thiệu:")
    assert alignment(opening) == WD_ALIGN_PARAGRAPH.CENTER
    assert "Giấy này có giá trị đến hết ngày 31/3/2027./." in texts(introduction)
    leave = opened(LETTERS["GNP-short"])
    written = texts(leave)
    assert "Ông (bà): Phạm Văn Minh" in written
    assert written[-2:] == ["Xác nhận của chính quyền địa phương nơi nghỉ phép", "(Chữ ký, dấu)"]
    assert type_of(found(leave, "Xác nhận"))[2]


def test_minutes_have_no_place_and_date_and_two_sign_above_the_recipients() -> None:
    document = opened(LETTERS["BB-short"])
    written = texts(document)
    assert not [text for text in written[: written.index("BIÊN BẢN")] if "ngày" in text]
    signed, kept = document.tables[-2:]
    left, right = signed.rows[0].cells
    assert [paragraph.text for paragraph in left.paragraphs] == ["THƯ KÝ", "Lê Quốc Cường"]
    assert [paragraph.text for paragraph in right.paragraphs] == ["CHỦ TỌA", "Trần Thị Bình"]
    assert kept.rows[0].cells[0].paragraphs[0].text == "Nơi nhận:"


@pytest.mark.parametrize("kind", ["HĐ", "BGN", "BTT"])
def test_both_parties_sign_an_agreement_side_by_side(kind: str) -> None:
    left, right = opened(LETTERS[f"{kind}-short"]).tables[-2].rows[0].cells
    assert left.paragraphs[0].text == "ĐẠI DIỆN BÊN A"
    assert right.paragraphs[0].text == "ĐẠI DIỆN BÊN B"


def test_regulation_that_a_decision_issues_has_a_head_and_pages_of_its_own() -> None:
    document = opened(LETTERS["QĐ-appendix"])
    assert len(document.sections) == 2
    assert document.sections[1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    written = texts(document)
    start = len(written) - 1 - written[::-1].index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert written[start - 2 : start + 5] == [
        "ỦY BAN NHÂN DÂN",
        "THÀNH PHỐ HÀ NỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "QUY CHẾ",
        "Phối hợp thực hiện chính sách bảo hiểm xã hội",
        "(Kèm theo Quyết định số …/QĐ-… ngày … tháng … năm … của …)",
    ]
    assert written[-1].endswith("./.")
    stated = dataclasses.replace(
        LETTERS["QĐ-appendix"], attachments=(Attachment("QyĐ", "Thử", (), reference="(Kèm theo Quyết định số 05/QĐ-UBND)"),)
    )
    assert "(Kèm theo Quyết định số 05/QĐ-UBND)" in texts(opened(stated))


def test_divisions_go_down_to_points_in_the_vietnamese_alphabet() -> None:
    document = opened(LETTERS["QC-long"])
    written = texts(document)
    for label, title in (("Phần I", "QUY ĐỊNH CHUNG"), ("Chương II", "TRÁCH NHIỆM CỦA CÁC CƠ QUAN"), ("Mục 1", "CƠ QUAN CHUYÊN MÔN")):
        assert written[written.index(label) + 1] == title
    assert [text[:2] for text in written if re.match(r"\w\) ", text)][:10] == [f"{letter})" for letter in "abcdđeghik"]
    assert alignment(found(document, "Tiểu mục 1")) == WD_ALIGN_PARAGRAPH.CENTER


def test_address_stands_at_the_foot_of_page_1_under_a_rule_as_wide_as_the_text() -> None:
    document = opened(LETTERS["CV-long"])
    section = document.sections[0]
    ruled, *lines = section.first_page_footer.paragraphs
    assert [line.style.font.size.pt for line in lines] == [11, 11]
    assert lines[0].text.startswith("Địa chỉ: ")
    assert ruled.paragraph_format.left_indent.twips == ruled.paragraph_format.right_indent.twips == 0
    assert ruled._p.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}") is not None
    assert round(section.footer_distance.mm) == round(section.bottom_margin.mm) == 20
    assert [paragraph.text for paragraph in section.footer.paragraphs] == [""]


def test_urgency_frame_is_eight_millimetres_high() -> None:
    stamp = found(opened(LETTERS["CV-long"]), "THƯỢNG KHẨN")
    form = stamp.paragraph_format
    sides = stamp._p.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}/*")
    heights = [int(side.get(qn("w:space"))) + int(side.get(qn("w:sz"))) / 8 for side in sides if side.tag in (qn("w:top"), qn("w:bottom"))]
    assert form.line_spacing.pt + sum(heights) == pytest.approx(Mm(8).pt, abs=0.1)
    assert stamp.style.font.color.rgb == RGBColor(0xFF, 0, 0)


def test_post_in_the_own_agency_stands_over_the_name() -> None:
    document = opened(LETTERS["KH-long"])
    right = document.tables[-1].rows[0].cells[1]
    assert [paragraph.text for paragraph in right.paragraphs] == [
        "KT. TRƯỞNG BAN",
        "PHÓ TRƯỞNG BAN",
        "GIÁM ĐỐC BẢO HIỂM XÃ HỘI TỈNH",
        "Vũ Thị Hạnh",
    ]


def test_subject_that_needs_a_second_line_is_indented_until_its_lines_are_of_a_length() -> None:
    words = "Về việc thông qua kế hoạch phát triển đối tượng tham gia bảo hiểm y tế năm 2027"
    document = opened(dataclasses.replace(LETTERS["NQ-short"], subject=words))
    subject = found(document, "Về việc thông qua")
    indent = subject.paragraph_format.left_indent.twips
    assert indent == subject.paragraph_format.right_indent.twips
    room = 8788 - 2 * indent
    assert room < 8788 * 0.7
    assert 1 <= printed_width(words, 14) / room <= 2
    assert 1 / 3 <= rules(document, 8788)[-1] / room <= 1 / 2
    assert found(opened(LETTERS["CT-short"]), "Về việc tăng cường").paragraph_format.left_indent is None


@given(words=st.lists(st.text("aăâMW1-", min_size=1, max_size=12), max_size=30), column=st.integers(1000, 9000))
def test_narrower_column_never_takes_another_line(words: list[str], column: int) -> None:
    def lines(width: int) -> int:
        count, used = 0, width + 1
        for word in words:
            used += printed_width(" ", 14) + printed_width(word, 14)
            if used > width:
                count, used = count + 1, printed_width(word, 14)
        return count

    narrow = balanced_width(" ".join(words), 14, column)
    assert narrow <= column
    assert lines(narrow + len(words)) <= max(1, lines(column))  # words are rounded one by one, a whole line at once


def test_long_list_of_recipients_may_break_over_pages_and_a_short_one_may_not() -> None:
    def is_whole(count: int) -> bool:
        many = tuple(RecipientNote(f"UBND xã {number}") for number in range(count))
        row = opened(dataclasses.replace(LETTERS["CV-short"], recipients=many)).tables[-1].rows[0]
        return row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None

    assert (is_whole(30), is_whole(300)) == (True, False)


def test_copy_on_paper_stands_behind_the_last_part_under_a_full_rule() -> None:
    document = read(write_copy(LETTERS["CV-short"], COPY))
    written = texts(document)
    signed = written.index("Nguyễn Văn An")
    assert written[signed + 1 :] == [
        "BẢO HIỂM XÃ HỘI",
        "THÀNH PHỐ HÀ NỘI",
        "SAO Y",
        "Số: 07/SY-BHXH",
        "Hà Nội, ngày 09 tháng 3 năm 2027",
        "Nơi nhận:",
        "- BHXH các quận;",
        "- Lưu: VT.",
        "TL. GIÁM ĐỐC",
        "CHÁNH VĂN PHÒNG",
        "Lê Thị Mẫu",
    ]
    assert type_of(found(document, "SAO Y")) == (14, True, False)
    assert 8788 in rules(document, 8788)


def test_extract_is_numbered_as_one_and_ends_the_last_appendix() -> None:
    document = read(write_copy(LETTERS["QC-appendix"], dataclasses.replace(COPY, form="TrS")))
    written = texts(document)
    assert written.index("TRÍCH SAO") > written.index("DANH MỤC NHIỆM VỤ")
    assert "Số: 07/TrS-BHXH" in written
    assert len(document.sections) == 2


def test_reminder_counts_what_is_late_and_lists_it_in_its_appendix() -> None:
    rows = tuple(
        Overdue(unit, "Cài đặt ứng dụng", "776/UBND-KGVX", datetime.date(2027, 3, 30), "Đang thực hiện")
        for unit in ("UBND phường Ba Đình", "UBND phường Cửa Nam", "UBND phường Ba Đình")
    )
    reminder = Reminder(
        head=CITY,
        symbol="UBND-KGVX",
        place="Hà Nội",
        agency="Ủy ban nhân dân Thành phố",
        order="Công văn số 776/UBND-KGVX ngày 18/3/2027 của Ủy ban nhân dân Thành phố về việc cài đặt ứng dụng",
        work="cài đặt ứng dụng",
        overdue=rows,
        as_of=datetime.date(2027, 4, 5),
        deadline="17 giờ ngày 09/4/2027",
        signature=CHAIRMAN,
    )
    document = opened(reminder.letter())
    written = texts(document)
    assert "V/v đôn đốc cài đặt ứng dụng" in written
    assert written[written.index("Kính gửi:") + 1 :][:2] == ["- UBND phường Ba Đình;", "- UBND phường Cửa Nam."]
    late = "Tuy nhiên, đến ngày 05/4/2027, còn 03 nhiệm vụ quá hạn của 02 cơ quan, đơn vị (chi tiết tại Phụ lục kèm theo)."
    assert late in written
    table = document.tables[-1]
    assert [cell.text for cell in table.rows[1].cells] == [
        "1", "UBND phường Ba Đình", "Cài đặt ứng dụng", "776/UBND-KGVX", "30/3/2027", "6", "Đang thực hiện",
    ]  # fmt: skip
    assert document.sections[1].page_width > document.sections[1].page_height


def test_note_of_an_incoming_document_leaves_room_where_nothing_is_written() -> None:
    facts = IncomingNote(
        head=AgencyHead((), ("Văn phòng",)),
        place="Hà Nội",
        document="Công văn số 12/BNV-VP ngày 08/3/2027 của Bộ Nội vụ về việc rà soát hồ sơ",
        by_agency=Handling("Phòng Nội chính", ("Sở Nội vụ", "Sở Tài chính"), "trước ngày 20/3/2027", "Báo cáo.", datetime.date(2027, 3, 9)),
    )
    written = texts(read(write_incoming_note(facts)))
    start = written.index("PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN")
    assert written[start + 2 :] == [
        "1. Ý kiến của lãnh đạo cơ quan, tổ chức",
        "- Giao đơn vị, cá nhân chủ trì: Phòng Nội chính.",
        "- Giao các đơn vị, cá nhân tham gia phối hợp giải quyết: Sở Nội vụ; Sở Tài chính.",
        "- Thời hạn giải quyết: trước ngày 20/3/2027.",
        "Báo cáo.",
        "ngày 09 tháng 3 năm 2027",
        "2. Ý kiến của lãnh đạo đơn vị",
        f"- Giao cho cá nhân: {'…' * 20}",
        f"- Thời hạn giải quyết: {'…' * 20}",
        "ngày      tháng      năm     ",
        "3. Ý kiến đề xuất của người giải quyết",
        "ngày      tháng      năm     ",
    ]
    assert write_incoming_note(facts) == write_incoming_note(facts)


def test_letter_that_is_given_neither_number_nor_symbol_prints_no_line_for_them() -> None:
    bare = Letter(kind="ThC", head=CITY, symbol="", place="Hà Nội", subject="", body=(Paragraph("text", "", "Kính chúc."),))
    assert not [text for text in texts(opened(bare)) if text.startswith("Số")]


def test_another_process_in_another_place_writes_the_same_bytes(tmp_path: Path) -> None:
    code = (
        "import hashlib; from directives.writing import write_letter; from tests.generated import letters;"
        "print(hashlib.sha256(b''.join(map(write_letter, letters().values()))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Lima", "LC_ALL": "C", "PYTHONPATH": str(Path(__file__).parents[1])}
    answer = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == hashlib.sha256(b"".join(map(write_letter, LETTERS.values()))).hexdigest()


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(["QĐ", "CĐ", "GNP", "HĐ"]), words=st.tuples(*[ANY_TEXT] * 8))
def test_any_text_is_found_again_wherever_a_type_puts_it(kind: str, words: tuple[str, ...]) -> None:
    authority, post, name, office, attestation, subject, address, circulation = words
    facts = dataclasses.replace(
        LETTERS[f"{kind}-short"],
        authority=authority,
        second_signature=Signature((), post, name, office) if kind == "HĐ" else None,
        attestation=attestation,
        attachments=(Attachment("QyĐ", subject, (Paragraph("centred", "", subject),), reference=attestation),),
        address=(address,),
        circulation=circulation,
    )
    document = read(write_copy(facts, dataclasses.replace(COPY, agency=name, place=post)))
    margins = (document.sections[0].first_page_header, document.sections[0].first_page_footer)
    written = comparable("\n".join([*texts(document), *(each.text for margin in margins for each in margin.paragraphs)]))
    expected = [subject, address, circulation, name, post]
    expected += {"QĐ": [authority], "CĐ": [authority], "GNP": [attestation], "HĐ": [office]}[kind]
    for text in expected:
        for each in lines_of(text):
            assert comparable(each.rstrip(" ;.,")) in written


@pytest.mark.services
@pytest.mark.parametrize(("name", "pages"), [("QĐ-short", 1), ("QĐ-appendix", 5), ("BB-short", 1), ("GNP-long", 1), ("KH-appendix", 4)])
def test_signatures_regulations_and_appendices_fall_on_the_pages_expected(name: str, pages: int) -> None:
    assert len(PdfDocument(pdf_of(write_letter(LETTERS[name])))) == pages
