"""Tables and appendices in the text of a draft: written as text, kept as text, printed as tables, read back to the same cells."""

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from docx import Document
from docx.document import Document as OpenDocument
from docx.table import Table as DocxTable
from hypothesis import given, settings
from hypothesis import strategies as st

from directives import grids
from directives.documents import letter_docx, letter_facts
from directives.drafting import Draft, ProvisionDraft, RecipientDraft
from directives.drafting.saved import saved_draft
from directives.drafting.tables_read import with_tables as with_tables_read
from directives.editing import EditingError
from directives.freezing import frozen, thawed
from directives.grids import Grid
from directives.layout import Level
from directives.models import Provision
from directives.outline import provisions_of
from directives.packing import packed, unpacked
from directives.reading import read
from directives.reading.model import Provision as ReadProvision
from directives.services.formalities import layout_of
from directives.structuring import Piece, change, provisions_from, without_empty
from directives.writing import AgencyHead, Appendix, Letter, Paragraph, RecipientNote, Signature, Table, how_many_issued, write_letter
from workflows import steps

from .city import DAY, City, begun, draft, duty, later, named, signed, signed_in

Kind = Provision.Kind
GRID = Grid(("STT", "Đơn vị", "Số người"), (("", "Ba Đình", "1.200"), ("", "Hoàn Kiếm", "950")))
CELL = st.text(st.sampled_from("aăâđếữỢ1 29.,%\"'|\n\tBĐ"), max_size=12)


@st.composite
def grid(draw: Any, *, least: int = 1, cells: Any = CELL, in_each_row: str = "") -> Grid:
    width = draw(st.integers(least, 5))
    row = st.tuples(*[cells] * width).map(lambda said: said if any(said) else (in_each_row, *said[1:]))
    return grids.within_limits(Grid(draw(row), tuple(draw(st.lists(row, max_size=6)))))


def with_tables(city: City, **changes: Any) -> Draft:
    """A letter with a table in its body, an appendix of text and a table, and a wide one of a table alone."""
    table = grids.text_of(GRID)
    provisions = (
        ProvisionDraft("Yêu cầu các đơn vị thực hiện các nội dung tại Phụ lục kèm theo:"),
        ProvisionDraft("Các quận mở thư viện theo số người sau:", "clause", "1."),
        ProvisionDraft(table, Kind.TABLE),
        ProvisionDraft("Các phường tặng sách.", "clause", "2."),
        ProvisionDraft("Yêu cầu nghiêm túc thực hiện./.", "close"),
        ProvisionDraft("Hướng dẫn tặng sách", Kind.APPENDIX),
        ProvisionDraft("Chuẩn bị.", "clause", "1.", 5),
        ProvisionDraft("Tiếp nhận.", "clause", "2.", 5),
        ProvisionDraft(table, Kind.TABLE),
        ProvisionDraft("Danh sách thư viện", Kind.LANDSCAPE),
        ProvisionDraft(table, Kind.TABLE),
    )
    return draft(city, duty("Mở thư viện.", named(city.units["BD"]), provision_position=1), provisions=provisions, **changes)


# Tables as text


@given(grid())
def test_a_table_is_the_same_when_it_is_read_from_its_text(table: Grid) -> None:
    text = grids.text_of(table)
    assert grids.grid_of(text) == table
    assert grids.kept(text) == text, "what was kept once is kept as it is"


@given(st.text(st.sampled_from('a"\t\n'), max_size=40))
def test_any_text_is_some_table(text: str) -> None:
    table = grids.grid_of(text)
    assert {len(row) for row in table.rows} <= {len(table.columns)}


def test_what_a_spreadsheet_copies_becomes_the_same_cells() -> None:
    copied = 'STT\tNội dung\tGhi chú\r\n1\t"Dòng một\r\nDòng ""hai"""\t\r\n2\tHai 5"\tx\r\n'
    table = grids.pasted(copied)
    assert table.rows == (("", 'Dòng một\nDòng "hai"', ""), ("", 'Hai 5"', "x")), "what numbers itself is not kept as a number"
    assert [row[0] for row in grids.printed(table).rows] == ["1", "2"]


def test_rows_number_themselves_anew_behind_a_typed_number() -> None:
    table = Grid(("TT", "Việc"), (("I", "Nhóm"), ("", "a"), ("", "b"), ("II", "Nhóm"), ("", "c")))
    assert [row[0] for row in grids.printed(table).rows] == ["I", "1", "2", "II", "1"]
    assert grids.numbered_by_itself(grids.printed(table)) == table
    odd = Grid(("STT", "Việc"), (("1", "a"), ("3", "b")))
    assert grids.numbered_by_itself(odd) == odd, "numbers of somebody's own stay"
    total = Grid(("STT", "Việc"), (("1", "a"), ("2", "b"), ("", "Tổng cộng")))
    assert grids.printed(grids.numbered_by_itself(total)) == total, "a row that had no number gets none"


def test_rows_and_columns_are_added_moved_and_dropped() -> None:
    assert grids.change(GRID, "row-add", 0, 1)[0].rows[1] == ("", "", "")
    assert grids.change(GRID, "row-up", 1, 0) == (Grid(GRID.columns, GRID.rows[::-1]), 0, 0)
    assert grids.change(GRID, "row-down", 1, 0)[0] == GRID, "the last stays the last"
    assert grids.change(GRID, "row-drop", 0, 0)[0].rows == GRID.rows[1:]
    assert grids.change(GRID, "column-right", 0, 0)[0].columns == ("Đơn vị", "STT", "Số người")
    assert grids.change(GRID, "column-add", 0, 2)[0].columns == ("STT", "Đơn vị", "Số người", "")
    assert grids.change(GRID, "column-drop", 0, 1)[0].rows == (("", "1.200"), ("", "950"))
    alone = Grid(("Tên",), (("a",),))
    for table, act, row, column in ((GRID, "row-up", -1, 0), (GRID, "boil", 0, 0), (GRID, "row-up", 9, 0), (alone, "column-drop", 0, 0)):
        with pytest.raises(EditingError):
            grids.change(table, act, row, column)


def test_pasting_into_a_cell_enlarges_the_table() -> None:
    table = grids.pasted_at(GRID, "Tây Hồ\t1\nThanh Trì\t2\nĐông Anh\t3\t4", 1, 1)
    assert table.rows[1:] == (("", "Tây Hồ", "1", ""), ("", "Thanh Trì", "2", ""), ("", "Đông Anh", "3", "4"))
    assert grids.pasted_at(GRID, "Số hộ", -1, 2).columns == ("STT", "Đơn vị", "Số hộ")


def test_a_table_beyond_its_limits_is_refused_in_words() -> None:
    for text, words in (
        ("\t".join("a" * 30), "20"),
        ("a\tb\n" * 2002, "2.000"),
        ("a\tb\n" + "x" * 2001 + "\tc", "dòng 1"),
        ("\n".join("x" * 1900 + "\tc" for _ in range(300)), "500.000"),
        ("", "dán"),
    ):
        with pytest.raises(EditingError, match=words):
            grids.pasted(text)


# In the text


def test_pasted_rows_are_a_table_and_marked_paragraphs_are_not() -> None:
    found = provisions_of("Yêu cầu:\nSTT\tViệc\n1\tMột\n2\tHai\nXong.")
    assert [one.kind for one in found] == [Kind.TEXT, Kind.TABLE, Kind.CLOSE]
    assert grids.grid_of(found[1].text).rows == (("", "Một"), ("", "Hai"))
    assert [one.kind for one in provisions_of("1.\tCác quận.\n2.\tCác phường.")] == [Kind.CLAUSE, Kind.CLAUSE]
    before = (Piece("0", "text", "Tên\tSố\nBa Đình\t12"), Piece("1", "close", "Xong./."))
    assert [one.kind for one in change(before, "split", "0").pieces] == [Kind.TABLE, Kind.CLOSE]


def found(*kinds: str) -> tuple[Piece, ...]:
    return tuple(Piece(str(place), kind, f"Đoạn {place}") for place, kind in enumerate(kinds))


def told(pieces: Any) -> list[str]:
    return [f"{piece.label} {piece.text}".strip() for piece in pieces]


def test_an_appendix_numbers_for_itself_and_moves_with_what_it_holds() -> None:
    before = change(found("article", "clause", "appendix", "article", "clause", "landscape", "article"), "down", "6").pieces
    assert told(before) == ["Điều 1. Đoạn 0", "1. Đoạn 1", "Đoạn 2", "Điều 1. Đoạn 3", "1. Đoạn 4", "Đoạn 5", "Điều 1. Đoạn 6"]
    assert told(change(before, "up", "5").pieces)[2:] == ["Đoạn 5", "Điều 1. Đoạn 6", "Đoạn 2", "Điều 1. Đoạn 3", "1. Đoạn 4"]
    assert told(change(before, "up", "2").pieces) == told(before), "no appendix stands before the text"
    assert told(change(before, "drop", "2").pieces) == ["Điều 1. Đoạn 0", "1. Đoạn 1", "Đoạn 5", "Điều 1. Đoạn 6"]
    assert [one.kind for one in change(before, "appendix", "0").pieces][-1] == Kind.APPENDIX, "behind all others"
    assert [one.kind for one in change(before, "appendix", "3").pieces][5] == Kind.APPENDIX, "behind the one at hand"
    assert [one.kind for one in change(before, "add", "2").pieces][3] == Kind.TEXT
    assert change(before, "appendix", "").pieces[-1].text == ""


def test_what_an_order_rests_on_stands_in_its_body_alone() -> None:
    before = found("base", "text", "appendix", "text")
    assert [one.kind for one in change(before, "kind", "3", kind="base").pieces][3] == Kind.TEXT
    with pytest.raises(EditingError):
        change(found("text", "table"), "kind", "1", kind="text")
    with pytest.raises(EditingError):
        change(found("text", "table"), "kind", "0", kind="table")


ACTS = st.sampled_from(["add", "up", "down", "in", "out", "kind", "table", "appendix"])
KINDS = st.sampled_from(list(Kind.values))


@given(st.lists(KINDS, min_size=1, max_size=9), st.lists(st.tuples(ACTS, st.integers(0, 30), KINDS), max_size=12))
def test_whatever_is_pressed_no_words_and_no_tables_are_lost(kinds: list[str], pressed: list[tuple[str, int, str]]) -> None:
    pieces: tuple[Piece, ...] = found(*kinds)
    for act, number, kind in pressed:
        words = sorted((piece.text, piece.is_table) for piece in pieces)
        try:
            after = change(pieces, act, pieces[number % len(pieces)].key, kind=kind).pieces
        except EditingError:
            continue
        for one in words:
            assert one in [(piece.text, piece.is_table) for piece in after]
        assert len({piece.key for piece in after}) == len(after)
        first = next((place for place, piece in enumerate(after) if piece.is_appendix), len(after))
        assert act not in {"kind", "up", "down"} or all(piece.kind != Kind.BASE for piece in after[first + 1 :])
        drafted = provisions_from(after, ())
        assert all(one.parent_position is None or one.parent_position < place for place, one in enumerate(drafted))
        pieces = after


@pytest.mark.django_db
def test_tables_and_appendices_are_kept_and_come_back_as_they_were(city: City) -> None:
    directive = begun(city, with_tables(city))
    content = with_tables(city)
    again = saved_draft(directive)
    assert again.provisions == content.provisions
    assert packed(unpacked(packed(again))) == packed(again)
    steps.revise(directive, content=again, by=city["drafter"], at=later(minutes=1))
    assert directive.versions.count() == 1, "written anew without a change it is no other version"
    assert without_empty(content) == content


@pytest.mark.django_db
def test_what_is_printed_is_what_was_written(city: City) -> None:
    directive = begun(city, with_tables(city))
    letter = letter_facts(directive)
    assert [type(block) for block in letter.body] == [Paragraph, Paragraph, Table, Paragraph, Paragraph]
    assert [(one.title, one.landscape, len(one.body)) for one in letter.appendices] == [
        ("Hướng dẫn tặng sách", False, 3), ("Danh sách thư viện", True, 1),
    ]  # fmt: skip
    assert thawed(frozen(letter)) == letter
    document = Document(io.BytesIO(letter_docx(directive)))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]
    assert tables.count([["STT", "Đơn vị", "Số người"], ["1", "Ba Đình", "1.200"], ["2", "Hoàn Kiếm", "950"]]) == 3
    first, portrait, wide = document.sections
    assert first.page_width < first.page_height  # type: ignore[operator]
    assert portrait.page_width < portrait.page_height  # type: ignore[operator]
    assert wide.page_width > wide.page_height  # type: ignore[operator]
    words = [paragraph.text for paragraph in document.paragraphs]
    assert words.index("Phụ lục I") < words.index("HƯỚNG DẪN TẶNG SÁCH") < words.index("Phụ lục II") < words.index("DANH SÁCH THƯ VIỆN")


@pytest.mark.django_db
def test_the_layout_of_what_we_write_has_no_fault_and_signing_freezes_it(city: City) -> None:
    directive = signed(city, with_tables(city))
    assert [one for one in layout_of(directive, today=DAY).findings if one.level == Level.ERROR] == []
    assert [one for one in layout_of(directive, today=DAY).findings if one.rule == "TT-13"] == []
    directive.provisions.filter(kind=Kind.TABLE).update(text="Khác")
    assert letter_facts(directive).appendices[1].body[0].rows[0] == ("1", "Ba Đình", "1.200")  # type: ignore[union-attr]


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


def as_read(provisions: Sequence[ReadProvision]) -> tuple[ProvisionDraft, ...]:
    return tuple(ProvisionDraft(one.text, Kind.TEXT, one.label) for one in provisions)


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


def decision(city: City, article: str, *behind: ProvisionDraft) -> Draft:
    provisions = (
        ProvisionDraft("Căn cứ Luật Tổ chức chính quyền địa phương;", "base"),
        ProvisionDraft(article, "article", "Điều 1."),
        ProvisionDraft("Các quận chịu trách nhiệm thi hành Quyết định này./.", "article", "Điều 2."),
        *behind,
    )
    work = duty("Thi hành.", named(city.units["BD"]), provision_position=2)
    about = {"kind": "QĐ", "symbol": "QĐ-UBND", "addressees": (), "recipients": (RecipientDraft("Sở Y tế"),)}
    return draft(city, work, provisions=provisions, subject="Ban hành Quy chế phối hợp mở thư viện", **about)


REGULATION = (
    ProvisionDraft("Quy chế phối hợp mở thư viện", Kind.APPENDIX),
    ProvisionDraft("Phạm vi điều chỉnh", "article", "Điều 1.", 3),
    ProvisionDraft("Quy chế này quy định việc phối hợp mở thư viện.", "text"),
)


def test_what_a_decision_issues_has_its_own_head_and_page_and_is_no_numbered_appendix(city: City) -> None:
    """NĐ 30/2020, Phụ lục III, Mẫu 1.3."""
    article = "Ban hành kèm theo Quyết định này Quy chế phối hợp mở thư viện và Phụ lục danh sách thư viện."
    content = decision(city, article, *REGULATION, ProvisionDraft("Danh sách thư viện", Kind.APPENDIX), ProvisionDraft("Ba Đình.", "text"))
    directive = signed(city, content)
    assert [one for one in layout_of(directive, today=DAY).findings if one.level == Level.ERROR] == []
    document = Document(io.BytesIO(letter_docx(directive)))
    assert len(document.sections) == 3
    assert len([table for table in document.tables if "CỘNG HÒA" in table.cell(0, 1).text]) == 2
    lines = [paragraph.text for paragraph in document.paragraphs if paragraph.text.strip()]
    at = lines.index("QUY CHẾ")
    assert lines[at : at + 4] == [
        "QUY CHẾ", "Phối hợp mở thư viện", "(Kèm theo Quyết định số …/QĐ-… ngày … tháng … năm … của …)", "Điều 1. Phạm vi điều chỉnh",
    ]  # fmt: skip
    assert "Phụ lục" in lines
    assert "Phụ lục I" not in lines


def test_who_decides_is_printed_once_when_the_text_of_a_file_says_it_too(city: City) -> None:
    content = decision(city, "Mở thư viện.")
    twice = replace(content, provisions=(ProvisionDraft("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI"), *content.provisions))
    lines = [paragraph.text for paragraph in Document(io.BytesIO(letter_docx(begun(city, twice)))).paragraphs]
    assert lines.count("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI") == 1
    other = replace(content, provisions=(ProvisionDraft("HỘI ĐỒNG THI ĐUA"), *content.provisions))
    lines = [paragraph.text for paragraph in Document(io.BytesIO(letter_docx(begun(city, other)))).paragraphs]
    assert "HỘI ĐỒNG THI ĐUA" in lines


def test_the_pages_of_a_draft_call_what_it_issues_by_its_name(city: City) -> None:
    content = decision(city, "Ban hành kèm theo Quyết định này Quy chế phối hợp mở thư viện.", *REGULATION)
    directive = begun(city, content)
    client = signed_in(city["drafter"])
    draft_page, sheet = (client.get(reverse(f"workflows:{page}", args=[directive.pk])).content.decode() for page in ("draft", "directive"))
    assert "<span>Kèm theo</span>" in draft_page
    assert "Kèm theo<br>QUY CHẾ PHỐI HỢP MỞ THƯ VIỆN" in sheet


@pytest.mark.parametrize(
    ("kind", "text", "titles", "count"),
    [
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc và các Phụ lục.", ["QUY CHẾ LÀM VIỆC", "Danh sách"], 1),
        ("NQ", "Thông qua Đề án thư viện.", ["Đề án thư viện"], 1),
        ("QĐ", "Phê duyệt Kế hoạch vốn tại Phụ lục.", ["Kế hoạch vốn"], 0),
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Danh sách", "Quy chế làm việc"], 0),
        ("CV", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Quy chế làm việc"], 0),
        ("QĐ", "Ban hành kèm theo Quyết định này Quy chế làm việc.", ["Quy chếch"], 0),
    ],
)
def test_only_what_the_text_says_it_issues_is_no_appendix(kind: str, text: str, titles: list[str], count: int) -> None:
    assert how_many_issued(kind, text, titles) == count


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
