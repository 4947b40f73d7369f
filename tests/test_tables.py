"""Tables and appendices in the text of a draft: written as text, kept as text, printed as tables."""

import io
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from directives import grids
from directives.documents import letter_docx, letter_facts
from directives.drafting.saved import saved_draft
from directives.editing import EditingError
from directives.freezing import frozen, thawed
from directives.grids import Grid
from directives.layout import Level
from directives.outline import provisions_of
from directives.packing import packed, unpacked
from directives.services.formalities import layout_of
from directives.structuring import Piece, change, provisions_from, without_empty
from directives.writing import Paragraph, Table
from workflows import steps

from .city import DAY, City, begun, later, signed
from .drawn_tables import GRID, Kind, grid, with_tables

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
