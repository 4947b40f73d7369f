"""Tables as text: a row per line and a tab between cells, as spreadsheets copy them; the first row is the head.

A cell with a line break stands in quotation marks. Such a text is kept as the words of a paragraph (`Provision.Kind.TABLE`), so that
whatever holds for words holds for cells too: versions, comparison, marks of secrecy, places that are still open.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from directives.writing.facts import Table
from directives.writing.page import CELL, MM
from directives.writing.text import printed_width
from records.text import fold, grouped

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL, LONGEST = 2_000, 20, 2_000, 500_000
_CELL = re.compile(r'"((?:[^"]|"")*)"(?=[\t\n]|\Z)|([^\t\n]*)')
_NUMBER = re.compile(r"[-+]?\d[\d.,]*\s?%?")
_DAY = re.compile(r"\d{1,2}/\d{1,2}(/\d{4})?")
_MARKER = re.compile(r"|\d{1,3}(\.\d{1,3})*[.)]|[a-zđ][.)]|[IVXLC]{1,6}\.|[-–+*•▪►✓]|Điều \d+\.?", re.IGNORECASE)
"""What a word processor puts before a tab at the beginning of a paragraph."""
_ORDINAL_HEADS = {"stt", "tt", "so tt", "so thu tu"}
Line = TypeVar("Line")
_MM_OF_PADDING, _LONGEST_LINE = 3.5, 70


class EditingError(Exception):
    """A change of the text or its tasks that cannot be made; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its head, and rows of as many cells."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def is_numbered(self) -> bool:
        """Whether its first column numbers the rows."""
        return fold(self.columns[0]) in _ORDINAL_HEADS


EMPTY = Grid(("STT", "Nội dung", "Ghi chú"), (("", "", ""),) * 3)
"""What a new table is."""


def grid_of(text: str) -> Grid:
    """The table that was kept as this text; short rows are filled up with empty cells."""
    rows = _cells(text)
    width = max(len(row) for row in rows)
    first, *others = [(*row, *[""] * (width - len(row))) for row in rows]
    return Grid(first, tuple(others))


def text_of(grid: Grid) -> str:
    """The table as text; `grid_of` gives it back."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in (grid.columns, *grid.rows))


def kept(text: str) -> str:
    """The text of a table as it is kept: every row of a length, cells without what nobody can read. Raises EditingError for a table that
    is too large."""
    return text_of(within_limits(grid_of(text)))


def within_limits(grid: Grid) -> Grid:
    """The table with its cells cleaned. Raises EditingError where it is too large."""
    if len(grid.columns) > MOST_COLUMNS:
        raise EditingError(f"Bảng có {len(grid.columns)} cột, chỉ được {MOST_COLUMNS}. Vui lòng bỏ bớt cột hoặc chia thành nhiều bảng.")
    if len(grid.rows) > MOST_ROWS:
        raise EditingError(
            f"Bảng có {grouped(len(grid.rows))} dòng, chỉ được {grouped(MOST_ROWS)}. Vui lòng chia thành nhiều bảng hoặc kèm tệp bảng tính."
        )
    clean = Grid(tuple(map(_clean, grid.columns)), tuple(tuple(map(_clean, row)) for row in grid.rows))
    length = 0
    for number, row in enumerate((clean.columns, *clean.rows)):
        for cell in row:
            length += len(cell)
            if len(cell) > LONGEST_CELL:
                where = f"dòng {number}" if number else "dòng tiêu đề"
                raise EditingError(f"Một ô ở {where} dài {grouped(len(cell))} ký tự, chỉ được {grouped(LONGEST_CELL)}. Vui lòng rút gọn.")
    if length > LONGEST:
        raise EditingError(f"Bảng có {grouped(length)} ký tự, chỉ được {grouped(LONGEST)}. Vui lòng chia thành nhiều bảng.")
    return clean


def is_pasted_table(text: str) -> bool:
    """Whether these words were copied from a spreadsheet: two rows or more, each of several cells."""
    first, _, others = text.strip("\n").partition("\n")
    second = others.partition("\n")[0]
    cells = [row.split("\t") for row in (first, second)]
    if len(cells[0]) < 2 or (len(cells[0]) != len(cells[1]) and '"' not in text):
        return False
    return len(cells[0]) > 2 or not any(_MARKER.fullmatch(row[0].strip()) for row in cells)


def pasted(text: str) -> Grid:
    """What was copied from a spreadsheet as a table; numbers of rows that the table gives by itself are left to it. Raises EditingError."""
    return numbered_by_itself(within_limits(pasted_rows(text)))


def pasted_at(grid: Grid, text: str, row: int, column: int) -> Grid:
    """The table with what was copied written over it from that cell on (row -1: the head), and as much larger as that takes.

    Raises EditingError."""
    over = _all_rows(pasted_rows(text))
    rows = _all_rows(grid)
    height, width = max(len(rows), row + 1 + len(over)), max(len(grid.columns), column + len(over[0]))
    if height - 1 > MOST_ROWS or width > MOST_COLUMNS:
        within_limits(Grid(("",) * width, (("",) * width,) * (height - 1)))
    cells = [[*line, *[""] * (width - len(line))] for line in rows] + [[""] * width for _ in range(height - len(rows))]
    for down, line in enumerate(over):
        for across, cell in enumerate(line):
            cells[row + 1 + down][column + across] = cell
    first, *others = map(tuple, cells)
    return numbered_by_itself(within_limits(Grid(first, tuple(others))))


def pasted_rows(text: str) -> Grid:
    """What was copied, its first row as the head whatever it says. Raises EditingError."""
    typed = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not typed.strip():
        raise EditingError("Chưa có nội dung để dán. Vui lòng chép ô từ bảng tính rồi dán vào ô này.")
    return grid_of(typed)


def change(grid: Grid, act: str, row: int, column: int) -> tuple[Grid, int, int]:
    """What the buttons of a table do to that row (from 0; -1: the head) or column, and the cell to go on with: "row-add" one behind it,
    "row-drop", "row-up", "row-down", "column-add", "column-drop", "column-left", "column-right".

    Raises EditingError where there is no such act, row or column, and where nothing would be left.
    """
    what, _, to = act.partition("-")
    if what == "row" and to in {"add", "drop", "up", "down"} and -1 <= row < len(grid.rows):
        rows, row = _changed(grid.rows, to, row, ("",) * len(grid.columns))
        return within_limits(replace(grid, rows=tuple(rows))), row, column
    if what == "column" and to in {"add", "drop", "left", "right"} and 0 <= column < len(grid.columns):
        if to == "drop" and len(grid.columns) == 1:
            raise EditingError("Bảng phải còn ít nhất một cột. Muốn bỏ cả bảng, vui lòng dùng nút Bỏ bảng.")
        step = {"left": "up", "right": "down"}.get(to, to)
        turned = [_changed(line, step, column, "") for line in _all_rows(grid)]
        first, *others = [tuple(cells) for cells, _ in turned]
        return within_limits(Grid(first, tuple(others))), row, turned[0][1]
    raise EditingError("Vui lòng chọn một ô của bảng rồi làm lại.")


def numbered_by_itself(grid: Grid) -> Grid:
    """The table without those numbers in its first column that `printed` gives again."""
    if not grid.is_numbered:
        return grid
    bare = replace(grid, rows=tuple(("" if row[0].isdecimal() else row[0], *row[1:]) for row in grid.rows))
    return bare if printed(bare) == grid else grid


def printed(grid: Grid) -> Grid:
    """The table as it is read: rows without a number in a column of numbers have theirs, from 1 on again behind a letter or Roman numeral.

    Where figures were typed the numbers are somebody's own, and a row without one ("Tổng cộng") is meant to have none.
    """
    if not grid.is_numbered or any(row[0].isdecimal() for row in grid.rows):
        return grid
    rows, number = [], 0
    for first, *others in grid.rows:
        number = 0 if first else number + 1
        rows.append((first or str(number), *others))
    return replace(grid, rows=tuple(rows))


def facts_of(grid: Grid, *, width_mm: float) -> Table:
    """The table for the writers, as wide as the text area: figures to the right, numbers and days of rows in the middle."""
    shown = printed(grid)
    figures, middle = [], [0] if grid.is_numbered else []
    for place, cells in enumerate(zip(*shown.rows, strict=True)):
        said = [cell for cell in cells if cell]
        if said and all(_DAY.fullmatch(cell) for cell in said):
            middle.append(place)
        elif said and place not in middle and all(_NUMBER.fullmatch(cell) for cell in said):
            figures.append(place)
    return Table(shown.columns, shown.rows, widths_mm=_widths(shown, width_mm), numeric=tuple(figures), centred=tuple(middle))


def said_of(grid: Grid) -> str:
    """How large it is, in words."""
    return f"{grouped(len(grid.rows))} dòng, {len(grid.columns)} cột"


def _widths(grid: Grid, width_mm: float) -> tuple[int, ...]:
    """Each column as wide as its longest word, and what is left by how long its lines are."""
    least, wanted = [], []
    for head, *cells in zip(*_all_rows(grid), strict=True):
        words = (_longest(head.split()), _longest(word for cell in cells for word in cell.split()))
        line = _longest(line for cell in (head, *cells) for line in cell.split("\n"))[:_LONGEST_LINE]
        least.append(max(map(_mm, words)) + _MM_OF_PADDING)
        wanted.append(max(_mm(line) + _MM_OF_PADDING - least[-1], 1.0))
    left = max(width_mm - sum(least), 0.0)
    return tuple(max(int(one + left * more / sum(wanted)), 1) for one, more in zip(least, wanted, strict=True))


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


def _mm(text: str) -> float:
    return printed_width(text, CELL.size) / MM


def _changed(lines: Sequence[Line], to: str, place: int, new: Line) -> tuple[list[Line], int]:
    found = list(lines)
    if to == "add":
        found.insert(place + 1, new)
        return found, place + 1
    if place < 0:
        raise EditingError("Dòng tiêu đề luôn đứng đầu bảng. Vui lòng chọn một dòng khác.")
    if to == "drop":
        del found[place]
        return found, min(place, len(found) - 1)
    other = place + (1 if to == "down" else -1)
    if not 0 <= other < len(found):
        return found, place
    found[place], found[other] = found[other], found[place]
    return found, other


def _all_rows(grid: Grid) -> list[tuple[str, ...]]:
    return [grid.columns, *grid.rows]


def _cells(text: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    at = 0
    while True:
        found = cast("re.Match[str]", _CELL.match(text, at))  # the second way fits anything
        rows[-1].append(found[1].replace('""', '"') if found[1] is not None else found[2])
        at = found.end()
        if at >= len(text):
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _quoted(cell: str) -> str:
    if "\n" in cell or "\t" in cell or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _clean(cell: str) -> str:
    """Lines that say something, in NFC, without control and invisible characters."""
    if cell.isascii() and cell.isprintable():
        return " ".join(cell.split())
    if "\n" not in cell:
        return _line(cell)
    return "\n".join(line for part in cell.split("\n") if (line := _line(part)))


def _line(text: str) -> str:
    if not text.isprintable():
        text = "".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)
    return " ".join(unicodedata.normalize("NFC", text).split())
