"""Tables and appendices of a file are read to the same cells and words, and whatever stands behind the signature is kept."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as OpenDocument
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st

from directives import grids
from directives.drafting.tables_read import with_tables as with_tables_read
from directives.grids import Grid
from directives.models import Provision
from directives.reading import read
from directives.writing import AgencyHead, Appendix, Letter, Paragraph, RecipientNote, Signature, Table, write_letter

from .city import DAY
from .drawn_tables import Kind, as_read, grid

WORDS = st.lists(st.sampled_from(["Ba Đình", "Hoàn Kiếm", "1.200", "95,5%", "mở", "thư viện", "khu", "Ưu tiên"]), max_size=3).map(" ".join)


def written(body: Grid, behind: Grid) -> Letter:
    def table(one: Grid) -> Table:
        return grids.facts_of(one, width_mm=155)

    return Letter(
        kind="CV",
        head=AgencyHead((), ("Ủy ban nhân dân", "thành phố Hà Nội")),
        symbol="UBND-VX",
        place="Hà Nội",
        subject="mở thư viện",
        number=12,
        date=DAY,
        addressees=("Sở Y tế", "UBND quận Ba Đình"),
        body=(
            Paragraph("text", "", "UBND Thành phố yêu cầu các đơn vị rà soát danh mục sau:"),
            table(body),
            Paragraph("text", "", "Yêu cầu các đơn vị thực hiện theo Phụ lục kèm theo."),
        ),
        recipients=(RecipientNote("Như trên"), RecipientNote("Sở Nội vụ")),
        archive="VT, VX",
        signature=Signature(("TM. ỦY BAN NHÂN DÂN",), "Chủ tịch", "Nguyễn Văn An"),
        appendices=(Appendix("Danh mục thư viện", (Paragraph("clause", "1.", "Các quận mở thư viện."), table(behind))),),
    )


@settings(max_examples=60)
@given(grid(least=3, cells=WORDS, in_each_row="Một"), grid(least=3, cells=WORDS, in_each_row="Hai"))
def test_the_cells_of_any_table_come_back_from_its_file(body: Grid, behind: Grid) -> None:
    """From the facts through the writer to Word, and by reading back to the paragraphs of a draft."""
    before, after = (grids.numbered_by_itself(one) for one in (body, behind))
    file = write_letter(written(before, after))
    document = Document(io.BytesIO(file))
    cells = [[tuple(cell.text for cell in row.cells) for row in table.rows] for table in document.tables]
    for one in (before, after):
        shown = grids.printed(one)
        assert [shown.columns, *shown.rows] in cells
    found, places, tables = with_tables_read(read(file, name="van-ban.docx"), as_read)
    assert [grids.grid_of(one.text) for one in found if one.kind == Kind.TABLE] == [before, after]
    assert [one.text for one in found if one.kind in Provision.APPENDICES] == ["DANH MỤC THƯ VIỆN"]
    assert found[-2].text == "Các quận mở thư viện."
    assert [found[place].kind for _, place in tables] == [Kind.TABLE, Kind.TABLE]
    assert places == {0: 0, 1: 2}


SIGNED_TEXT = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: 12/UBND-VX
Hà Nội, ngày 25 tháng 3 năm 2021
Kính gửi: Sở Y tế
UBND Thành phố yêu cầu Sở Y tế rà soát thư viện.
Nơi nhận:
- Như trên;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn An"""


def behind_signature(*lines: str) -> list[tuple[str, str]]:
    """The kinds and words of what is drafted of these lines behind a signature; of tables their first row."""
    reading = read(SIGNED_TEXT.replace("\n", "\n\n").encode(), name="van-ban.txt")
    reading = replace(reading, text="\n".join([reading.text, *lines]))
    found, _, _ = with_tables_read(reading, as_read)
    return [(str(one.kind), f"{one.label} {one.text}".strip().partition("\n")[0]) for one in found[len(reading.provisions) :]]


@pytest.mark.parametrize(
    ("reference", "kept"),
    [
        (["(Ban hành kèm theo Công văn số 12/UBND-VX)."], []),
        (["(Kèm theo Công văn số 12/UBND-VX", "ngày 25/3/2021 (bản chính) của UBND)./."], []),
        (["(Kèm theo Công văn số 12/UBND-VX"], ["(Kèm theo Công văn số 12/UBND-VX"]),
        (["(Kèm theo công văn này) Các quận mở thư viện (nếu có)."], ["(Kèm theo công văn này) Các quận mở thư viện (nếu có)."]),
        (["(2) Bản sao kèm theo đơn."], ["(2) Bản sao kèm theo đơn."]),
    ],
)
def test_no_words_of_an_appendix_are_lost_with_the_line_that_refers_to_its_letter(reference: list[str], kept: list[str]) -> None:
    rest = ["1. Chuẩn bị (nếu có).", "2. Tiếp nhận.", "3. Tặng sách.", "4. Tổng kết."]
    found = behind_signature("PHỤ LỤC", "HƯỚNG DẪN TẶNG SÁCH", *reference, *rest)
    assert [text for _, text in found] == ["HƯỚNG DẪN TẶNG SÁCH", *kept, *rest]


def test_the_first_heading_of_an_appendix_is_none_of_its_title_and_a_long_title_is_not_cut_away() -> None:
    assert behind_signature("PHỤ LỤC I", "DANH MỤC", "I. LĨNH VỰC Y TẾ", "1. Kiểm tra hồ sơ", "Phụ lục II", "1. Nhận hồ sơ")[:2] == [
        ("appendix", "DANH MỤC"), ("text", "I. LĨNH VỰC Y TẾ"),
    ]  # fmt: skip
    assert [text for _, text in behind_signature("Phụ lục II", "1. Nhận hồ sơ")] == ["", "1. Nhận hồ sơ"]
    long = "THƯ VIỆN " * 30
    for lines in (["PHỤ LỤC", long, long], [f"Phụ lục: {long}{long}"]):
        found = [text for _, text in behind_signature(*lines)]
        assert len(found[0]) <= 300
        assert " ".join(found).split() == (long * 2).split()


def test_a_table_between_the_signature_and_the_first_appendix_is_an_appendix_of_its_own() -> None:
    found = behind_signature("Số liệu cũ.", "| STT | Tên | Số |", "| 1 | Ba Đình | 5 |", "Phụ lục I", "DANH MỤC", "1. Nhận hồ sơ.")
    assert [kind for kind, _ in found] == ["appendix", "text", "table", "appendix", "text"]
    assert {"Số liệu cũ.", "STT\tTên\tSố", "DANH MỤC", "1. Nhận hồ sơ."} <= {text for _, text in found}


# From Word files of others


def outside_letter() -> OpenDocument:
    """A letter up to its last order, head in a table."""
    document = Document()
    in_columns(document, [("SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc")])
    in_columns(document, [("Số: 31/SYT-NVY", "Sơn Hải, ngày 14 tháng 3 năm 2026")])
    document.add_paragraph("Kính gửi: Trung tâm Y tế các xã")
    document.add_paragraph("Sở Y tế yêu cầu các Trung tâm:")
    document.add_paragraph("1. Rà soát tủ thuốc.")
    return document


def in_columns(document: OpenDocument, rows: Sequence[Sequence[str]], *, style: str | None = None) -> DocxTable:
    table = document.add_table(rows=len(rows), cols=len(rows[0]), style=style)
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    return table


def signed_with(document: OpenDocument, *lines: str) -> OpenDocument:
    """With its end, and these paragraphs behind it."""
    in_columns(document, [("Nơi nhận:\n- Như trên;\n- Lưu: VT.", "GIÁM ĐỐC\n\n\nNguyễn Thị Lan")])
    for line in lines:
        document.add_paragraph(line)
    return document


def drafted_from(document: OpenDocument) -> list[tuple[str, str]]:
    """The kinds and words of the draft behind its opening and its first order."""
    stream = io.BytesIO()
    document.save(stream)
    found, _, _ = with_tables_read(read(stream.getvalue(), name="a.docx"), as_read)
    return [(str(one.kind), f"{one.label} {one.text}".strip(" ")) for one in found[2:]]


def test_text_between_the_signature_and_the_first_appendix_is_kept_as_an_appendix() -> None:
    document = signed_with(outside_letter(), "Ghi chú: mẫu gửi sau.", "Đầu mối: ông Tám", "Phụ lục", "HƯỚNG DẪN", "1. Chuẩn bị.")
    assert drafted_from(document) == [
        ("appendix", ""), ("text", "Ghi chú: mẫu gửi sau."), ("text", "Đầu mối: ông Tám"), ("appendix", "HƯỚNG DẪN"),
        ("text", "1. Chuẩn bị."),
    ]  # fmt: skip
    assert drafted_from(signed_with(outside_letter(), "MẪU BÁO CÁO", "1. Kết quả.")) == [
        ("appendix", "MẪU BÁO CÁO"), ("text", "1. Kết quả."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "title", "kept"),
    [
        (["Phụ lục I. Danh sách điểm tiêm"], "Danh sách điểm tiêm", []),
        (["PHỤ LỤC I DANH SÁCH ĐIỂM TIÊM"], "DANH SÁCH ĐIỂM TIÊM", []),
        (["PHỤ LỤC DANH SÁCH ĐIỂM TIÊM"], "DANH SÁCH ĐIỂM TIÊM", []),
        (["Phụ lục số 1A: Danh sách"], "Danh sách", []),
        (["Phụ lục 1 (Kèm theo Công văn số 31/SYT-NVY)", "DANH SÁCH"], "DANH SÁCH", []),
        (["Phụ lục 1 (kèm theo công văn này"], "", ["(kèm theo công văn này"]),
        (["Phụ lục", "(Ban hành kèm theo Công văn số 31/SYT-NVY", "của Sở Y tế"], "", [
            "(Ban hành kèm theo Công văn số 31/SYT-NVY của Sở Y tế",
        ]),
    ],
)  # fmt: skip
def test_an_appendix_has_its_title_however_its_label_was_written(lines: list[str], title: str, kept: list[str]) -> None:
    found = drafted_from(signed_with(outside_letter(), *lines, "1. Chuẩn bị."))
    assert found == [("appendix", title), *[("text", words) for words in kept], ("text", "1. Chuẩn bị.")]


@pytest.mark.parametrize("style", ["Table Grid", None])
def test_a_list_in_two_columns_is_a_table_and_head_and_signature_are_none(style: str | None) -> None:
    rows = [("Đơn vị", "Số liều"), ("Trạm Đông", "120"), ("Trạm Tây", "")]
    document = outside_letter()
    in_columns(document, rows, style=style)
    document.add_paragraph("2. Báo cáo.")
    signed_with(document, "Phụ lục", "SỐ LIỀU")
    in_columns(document, rows, style=style)
    table = ("table", "Đơn vị\tSố liều\nTrạm Đông\t120\nTrạm Tây\t")
    assert drafted_from(document) == [table, ("text", "2. Báo cáo."), ("appendix", "SỐ LIỀU"), table]


def test_texts_beside_each_other_stay_paragraphs() -> None:
    document = outside_letter()
    in_columns(document, [("BÊN GIAO", "BÊN NHẬN"), ("", ""), ("Kho Đông", "Kho Tây")])
    in_columns(document, [("Một.\nHai.\nBa.\nBốn.", "Năm."), ("Sáu.", "Bảy.")], style="Table Grid")
    assert drafted_from(signed_with(document)) == [
        ("text", words) for words in ("BÊN GIAO", "BÊN NHẬN", "Kho Đông", "Kho Tây", "Một.", "Hai.", "Ba.", "Bốn.", "Năm.", "Sáu.", "Bảy.")
    ]


def test_cells_over_several_rows_are_repeated_and_said_to_be() -> None:
    document = outside_letter()
    table = in_columns(document, [("Việc", "Số", "Chủ trì"), ("Mua", "5", "Sở A"), ("Tiêm", "", "Sở B")], style="Table Grid")
    table.cell(1, 1).merge(table.cell(2, 1))
    stream = io.BytesIO()
    signed_with(document).save(stream)
    reading = read(stream.getvalue(), name="a.docx")
    [warning] = [one for one in reading.warnings if one.code == "cells_merged"]
    assert reading.text[slice(*warning.span)] == "| Tiêm | 5 | Sở B |"


def test_what_a_decision_issues_is_an_appendix_with_its_name_and_its_head_is_printed_anew() -> None:
    head = ("SỞ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    name = ("QUY CHẾ", "Phối hợp tiêm chủng", "(Ban hành kèm theo Quyết định số 31/QĐ-SYT", "ngày 14/3/2026 của Sở Y tế)")
    text = ("Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "Quy chế này quy định việc phối hợp.", "Phụ lục", "KẾ HOẠCH VỐN",
            "(Kèm theo Quy chế)", "1. Tiền.")  # fmt: skip
    found = drafted_from(signed_with(outside_letter(), *head, *name, *text))
    assert [words for kind, words in found if kind == "appendix"] == ["QUY CHẾ Phối hợp tiêm chủng", "KẾ HOẠCH VỐN"]
    assert [words for kind, words in found if kind == "text"] == ["Chương I QUY ĐỊNH CHUNG", "Điều 1 Phạm vi", text[3], text[-1]]


def test_the_plan_that_a_decision_issues_begins_an_appendix_and_keeps_its_tasks_in_place() -> None:
    lines = ("KẾ HOẠCH", "Tiêm chủng năm 2026", "(Ban hành kèm theo Quyết định số 31/QĐ-SYT ngày 14/3/2026 của Sở Y tế)",
             "I. NHIỆM VỤ", "1. Sở Y tế rà soát trẻ chưa tiêm, hoàn thành trước ngày 31/5/2026.")  # fmt: skip
    stream = io.BytesIO()
    signed_with(outside_letter(), *lines).save(stream)
    reading = read(stream.getvalue(), name="a.docx")
    found, places, _ = with_tables_read(reading, as_read)
    assert [(one.kind, one.text) for one in found[2:]] == [
        ("appendix", "KẾ HOẠCH Tiêm chủng năm 2026"), ("text", "NHIỆM VỤ"), ("text", reading.tasks[-1].text),
    ]  # fmt: skip
    assert found[places[reading.tasks[-1].provision]].text == reading.tasks[-1].text
