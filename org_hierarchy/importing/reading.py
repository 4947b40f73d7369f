"""A checked workbook → rows of values by column, and what is wrong with single cells."""

import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, load_workbook

from org_hierarchy.importing.columns import REASON, Column, Shape, Sheet
from org_hierarchy.importing.package import safe_package
from org_hierarchy.services import OrgError
from records.text import fold, nfc

HEADING_WITHIN = 10  # rows from the top
MOST_MERGED = 200_000
STEP = 5_000  # rows between two reports of progress
EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})")
_BETWEEN_CODES = re.compile(r"[;,\s]+")

Values = dict[str, Any]
Tick = Callable[[int], None]
"""Hears how many rows are done."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty: its number in the sheet, and what its cells say by column key; blank cells are absent."""

    number: int
    values: Values

    def text(self, key: str) -> str:
        return self.values.get(key, "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be imported, and in which column ("" for the row as a whole)."""

    row: int
    key: str
    reason: str


@dataclass(slots=True)
class Table:
    """An uploaded sheet: its heading's row, where each column stands, its rows in order, and what is wrong so far."""

    sheet: Sheet
    heading_row: int
    places: Mapping[str, int]
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, row: Row, key: str, reason: str) -> None:
        self.problems.append(Problem(row.number, key, reason))

    def is_required(self, key: str) -> bool:
        return any(column.key == key and column.required for column in self.sheet.columns)

    def cell(self, problem: Problem) -> str:
        """Where a problem is, as its reader finds it: "Dòng 17, cột D (Tên đơn vị)"."""
        column = next((column for column in self.sheet.columns if column.key == problem.key), None)
        if column is None:
            return f"Dòng {problem.row}"
        if column.key not in self.places:
            return f"Dòng {problem.row}, cột {column.title}"
        return f"Dòng {problem.row}, cột {letters(self.places[column.key])} ({column.title})"


class Upload:
    """An uploaded file that has the sheet's headings; `table` reads its rows, `cells` gives them back as they are.

    Raises OrgError as `safe_package` does, and `no_headings`, `unknown_headings`, `repeated_headings`, `missing_headings`, `merged`,
    `no_rows`.
    """

    def __init__(self, content: bytes, sheet: Sheet) -> None:
        self.sheet = sheet
        try:
            self._cells = _pick(load_workbook(io.BytesIO(safe_package(content))), sheet)
            self._first_column = self._cells.start[1] if self._cells.start else 0
            self.heading_row, self.places = self._headings()
        except CalamineError as error:
            raise OrgError("broken", "Tệp bị hỏng; hãy mở bằng Excel, lưu lại thành .xlsx rồi gửi lại.") from error
        self._last_row = self._cells.end[0] + 1 if self._cells.end else 0
        self.row_count = max(self._last_row - self.heading_row, 0)
        if not self.row_count:
            raise OrgError("no_rows", "Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề.")

    def cells(self) -> Iterator[tuple[int, list[Any]]]:
        """Every row from the heading on: its number, and its cells from column A on; merged cells say what their top one says.

        A row that has nothing but merged cells stays blank.
        """
        tops = self._merged()
        said: dict[tuple[int, int], Any] = {}
        for number, found in enumerate(self._cells.iter_rows(), start=1):
            if number < self.heading_row:
                continue
            row = [""] * self._first_column + found
            for column in tops.get(number, ()) if any(cell != "" for cell in found) else ():
                top = tops[number][column]
                row[column] = said.setdefault((top, column), row[column])
            yield number, row

    def table(self, *, tick: Tick) -> Table:
        """The rows that are not empty, each cell read by its column's shape; what cannot be read is a problem of its row."""
        table = Table(self.sheet, self.heading_row, self.places)
        columns = [(column, self.places[column.key]) for column in self.sheet.columns if column.key in self.places]
        for number, cells in islice(self.cells(), 1, None):
            row = Row(number, {})
            problems: list[Problem] = []
            for column, place in columns:
                given = cells[place] if place < len(cells) else ""
                try:
                    value = read_cell(given, column)
                except ValueError as error:
                    problems.append(Problem(number, column.key, str(error)))
                    continue
                if value:
                    row.values[column.key] = value
            if row.values or problems:
                missing = [c for c, _ in columns if c.required and c.key not in row.values and all(p.key != c.key for p in problems)]
                table.problems += [*problems, *(Problem(number, column.key, "ô này bắt buộc mà còn trống") for column in missing)]
                table.rows.append(row)
            if (number - self.heading_row) % STEP == 0:
                tick(number - self.heading_row)
        if not table.rows:
            raise OrgError("no_rows", "Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề.")
        return table

    def _headings(self) -> tuple[int, dict[str, int]]:
        """The number of the first row that has headings of the sheet, and the place of each column, A being 0."""
        for number, found in enumerate(islice(self._cells.iter_rows(), HEADING_WITHIN), start=1):
            texts = [nfc(str(cell)) for cell in found]
            known = [self.sheet.heading(text) if text else None for text in texts]
            if sum(column is not None for column in known) >= 2:
                return number, self._placed(texts, known)
        wanted = ", ".join(column.title for column in self.sheet.columns if column.required)
        raise OrgError("no_headings", f"Không tìm thấy dòng tiêu đề của mẫu {self.sheet.title}; cần có các cột: {wanted}.")

    def _placed(self, texts: Sequence[str], known: Sequence[Column | None]) -> dict[str, int]:
        unknown = [text for text, column in zip(texts, known, strict=True) if text and column is None and fold(text) != fold(REASON)]
        if unknown:
            named = ", ".join(f"“{text[:60]}”" for text in unknown[:10])
            raise OrgError("unknown_headings", f"Mẫu {self.sheet.title} không có cột {named}; hãy sửa tiêu đề hoặc xóa cột đó.")
        places: dict[str, int] = {}
        for place, column in enumerate(known, start=self._first_column):
            if column is not None and places.setdefault(column.key, place) != place:
                raise OrgError("repeated_headings", f"Cột “{column.title}” có hai lần; hãy xóa bớt một cột.")
        missing = [column.title for column in self.sheet.columns if column.required and column.key not in places]
        if missing:
            raise OrgError("missing_headings", f"Thiếu cột {', '.join(missing)}; hãy thêm cột, hoặc điền vào tệp mẫu.")
        return places

    def _merged(self) -> dict[int, dict[int, int]]:
        """By row and column of each merged cell, the row of the top one in the same column."""
        tops: dict[int, dict[int, int]] = {}
        count = 0
        for (first, column), (last, _) in self._cells.merged_cell_ranges or ():
            if column not in self.places.values():
                continue
            last = min(last, self._last_row - 1)
            count += max(last - first, 0)
            if count > MOST_MERGED:
                raise OrgError("merged", "Tệp có quá nhiều ô gộp; hãy bỏ gộp ô rồi gửi lại.")
            for row in range(max(first, self.heading_row), last + 1):
                tops.setdefault(row + 1, {})[column] = first + 1
        return tops


def _pick(workbook: CalamineWorkbook, sheet: Sheet) -> CalamineSheet:
    """The sheet of the template's name, else the first."""
    named = next((name for name in workbook.sheet_names if fold(name) == fold(sheet.title[:31])), None)
    if named is None and not workbook.sheet_names:
        raise OrgError("no_headings", "Tệp không có trang tính nào; hãy điền vào tệp mẫu rồi gửi lại.")
    return workbook.get_sheet_by_name(named) if named else workbook.get_sheet_by_index(0)


def letters(place: int) -> str:
    """The name of a column: A for 0, Z for 25, AA for 26."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def read_cell(given: Any, column: Column) -> str | date | tuple[str, ...]:
    """What a cell says in its column's shape, falsy when it is blank. Raises ValueError with what its reader can do."""
    if column.shape == Shape.DATE:
        return _date(given)
    text = _text(given)
    if not text:
        return ""
    if column.shape == Shape.CHOICE:
        return _choice(text, column)
    if column.shape == Shape.CODES:
        return tuple(dict.fromkeys(filter(None, _BETWEEN_CODES.split(text))))
    if len(text) > column.limit:
        raise ValueError(f"dài {len(text)} ký tự, tối đa {column.limit}")
    return text


def shown(given: Any) -> str:
    """A cell as text, as it is given back."""
    if isinstance(given, datetime):
        return given.strftime("%d/%m/%Y %H:%M") if given.time() != datetime.min.time() else given.strftime("%d/%m/%Y")
    if isinstance(given, date):
        return given.strftime("%d/%m/%Y")
    if isinstance(given, float) and given.is_integer():
        return str(int(given))
    return str(given)


def _text(given: Any) -> str:
    if isinstance(given, float) and abs(given) >= EXACT:
        raise ValueError("số quá dài nên Excel đã làm tròn; hãy định dạng ô là Văn bản (Text) rồi ghi lại")
    if isinstance(given, bool):
        raise ValueError("ô này cần chữ, không phải TRUE/FALSE")
    text = nfc(shown(given))
    return text if text.isprintable() else nfc("".join(c for c in text if c.isprintable()))


def _date(given: Any) -> date | str:
    if isinstance(given, datetime):
        given = given.date()
    if not isinstance(given, date):
        text = _text(given)
        if not text:
            return ""
        found = _DATE.fullmatch(text)
        try:
            given = date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:
            given = None
        if given is None:
            raise ValueError(f"“{text[:40]}” không phải ngày; hãy ghi dd/mm/yyyy, ví dụ 01/07/2025")
    if not EARLIEST <= given < LATEST:
        raise ValueError(f"năm {given.year} không hợp lý; hãy ghi dd/mm/yyyy, ví dụ 01/07/2025")
    return given


@lru_cache(maxsize=1000)
def _choice(text: str, column: Column) -> str:
    wanted = fold(text)
    for value, label in column.choices.items():
        if wanted in (fold(label), value):
            return value
    raise ValueError(f"“{text[:60]}” không có trong danh sách: {'; '.join(column.choices.values())}")
