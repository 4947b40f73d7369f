"""Marks and slips: urgency, circulation, the drafters' mark, what is left out, and what a slip says."""

import dataclasses

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, RGBColor

from directives.writing import AgencyHead, Letter, Paragraph

from .written import LETTER, REPORT, SLIP, STATES, bordered_table, found, opened, texts, type_of


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
