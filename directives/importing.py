"""The last numbers of many books at once, from one .xlsx or .csv file: all of them are taken over, or every row that is wrong is named.

The columns stand in any order under a heading: "Sổ" (đi, đến, bản sao), "Dãy số" (blank: the shared one), "Năm", "Số cuối cùng"; with
"Mã đơn vị" the file may be of several units.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from python_calamine import CalamineError, load_workbook

from directives.drafting import HIGHEST_NUMBER
from directives.models import Register
from directives.queries import COPIES, SHARED_SERIES, series_in_use
from directives.services import DirectiveError, start_register
from directives.services.series import LAST_YEAR
from org_hierarchy.importing.package import safe_package
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from org_hierarchy.services import OrgError
from records.text import fold, nfc

MOST_ROWS = 2_000
MOST_BYTES = 2 * 1024 * 1024
_HEADINGS = {
    "so": "book", "loai so": "book", "day so": "series", "bo so": "series", "nam": "year", "so cuoi cung": "last", "so cuoi": "last",
    "ma don vi": "unit", "don vi": "unit",
}  # fmt: skip
_BOOKS = {
    "di": Register.Direction.OUT, "van ban di": Register.Direction.OUT, "den": Register.Direction.IN, "van ban den": Register.Direction.IN,
    "sao": COPIES, "ban sao": COPIES,
}  # fmt: skip
_NEEDED = {"book": "Sổ", "year": "Năm", "last": "Số cuối cùng"}


@dataclass(frozen=True, slots=True)
class LastNumber:
    """One row that is right: the last number that was given in a book of a year."""

    row: int
    unit: OrgUnit
    direction: str
    series: str
    year: int
    last: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A row that is wrong, by its number in the file (0: the file itself), and why."""

    row: int
    reason: str


class LastNumbersError(Exception):
    """Nothing was taken over; `mistakes` names every row."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"dòng {one.row}: {one.reason}" if one.row else one.reason for one in mistakes))
        self.mistakes = mistakes


def import_last_numbers(unit: OrgUnit, *, content: bytes, name: str, by: Person, at: datetime) -> list[LastNumber]:
    """Begin the books of a file behind their last numbers. Raises LastNumbersError with every row that is wrong; then nothing is kept."""
    rows, mistakes = last_numbers(unit, rows_of(content, name), by=by)
    try:
        with transaction.atomic():
            for row in rows:
                try:
                    start_register(row.unit, direction=row.direction, series=row.series, year=row.year, first=row.last + 1, by=by, at=at)
                except DirectiveError as error:
                    mistakes.append(Mistake(row.row, str(error)))
            if mistakes:
                raise LastNumbersError(sorted(mistakes, key=lambda one: one.row))
    except LastNumbersError:
        raise
    return rows


def last_numbers(unit: OrgUnit, rows: Sequence[Sequence[str]], *, by: Person) -> tuple[list[LastNumber], list[Mistake]]:
    """The rows under the heading that say a last number, and what is wrong. One query for the units, those of a right for
    each, and two for each year of one."""
    heading = next(
        (place for place, row in enumerate(rows[:10]) if len({_HEADINGS.get(fold(cell)) for cell in row} & _NEEDED.keys()) > 1), None
    )
    if heading is None:
        return [], [Mistake(0, f"Tệp không có dòng tiêu đề với các cột {', '.join(_NEEDED.values())}. Hãy dùng tệp mẫu.")]
    places = {key: place for place, cell in enumerate(rows[heading]) if (key := _HEADINGS.get(fold(cell)))}
    missing = [label for key, label in _NEEDED.items() if key not in places]
    if missing:
        return [], [Mistake(heading + 1, f"Thiếu cột {', '.join(missing)}.")]
    below = [(number, row) for number, row in enumerate(rows[heading + 1 :], start=heading + 2) if any(cell.strip() for cell in row)]
    if not below:
        return [], [Mistake(0, "Tệp không có dòng số liệu nào dưới dòng tiêu đề.")]
    below = [(number, row) for number, row in below if len(row) > places["last"] and row[places["last"]].strip()]
    codes = {row[places["unit"]].strip() for _, row in below if "unit" in places and places["unit"] < len(row)} - {""}
    units = {one.code: one for one in OrgUnit.objects.filter(code__in=codes)}
    allowed = {one.pk: bool(may(by, "register.start", one)) for one in {*units.values(), unit}}
    found: list[LastNumber] = []
    mistakes: list[Mistake] = []
    known: dict[tuple[int, int], set[str]] = {}
    seen: dict[tuple[int, str, str, int], int] = {}
    for number, row in below:
        cells = {key: nfc(row[place]) if place < len(row) else "" for key, place in places.items()}
        read = _read(number, cells, unit, units, allowed)
        if isinstance(read, Mistake):
            mistakes.append(read)
            continue
        if (read.unit.pk, read.year) not in known:
            known[read.unit.pk, read.year] = {COPIES, *series_in_use(read.unit, read.year, Register.Direction.OUT)}
        if read.series not in known[read.unit.pk, read.year]:
            mistakes.append(Mistake(number, f"Đơn vị không đánh số theo dãy “{read.series}” trong năm {read.year}; xem Cách đánh số."))
            continue
        same = (read.unit.pk, read.direction, read.series, read.year)
        if same in seen:
            mistakes.append(Mistake(number, f"Sổ này của năm {read.year} đã có ở dòng {seen[same]}."))
            continue
        seen[same] = number
        found.append(read)
    return found, mistakes


def rows_of(content: bytes, name: str) -> list[list[str]]:
    """The cells of the first sheet as texts. Raises LastNumbersError for what is no such file, and for one that is too large."""
    if len(content) > MOST_BYTES:
        raise LastNumbersError([Mistake(0, "Tệp lớn hơn 2 MB. Hãy tách thành nhiều tệp.")])
    rows = _workbook(content) if name.lower().endswith(".xlsx") else _lines(content)
    if len(rows) > MOST_ROWS:
        raise LastNumbersError([Mistake(0, f"Tệp có hơn {MOST_ROWS} dòng. Hãy tách thành nhiều tệp.")])
    return rows


def _read(
    number: int, cells: Mapping[str, str], unit: OrgUnit, units: Mapping[str, OrgUnit], allowed: Mapping[int, bool]
) -> LastNumber | Mistake:
    code = cells.get("unit", "")
    owner = units.get(code) if code else unit
    if owner is None or not allowed[owner.pk]:
        return Mistake(number, f"Mã đơn vị “{code or unit.code}” không có, hoặc bạn không giữ sổ của đơn vị đó.")
    book = _BOOKS.get(fold(cells["book"]))
    if book is None:
        return Mistake(number, f"Sổ “{cells['book']}” không rõ; hãy ghi đi, đến hoặc bản sao.")
    year, last = _whole(cells["year"]), _whole(cells["last"])
    if year is None or not 1945 <= year <= LAST_YEAR:
        return Mistake(number, f"Năm “{cells['year']}” không dùng được; hãy ghi từ 1945 đến {LAST_YEAR}.")
    if last is None or not 1 <= last < HIGHEST_NUMBER:
        return Mistake(number, f"Số cuối cùng “{cells['last']}” không dùng được; hãy ghi số nguyên từ 1 đến {HIGHEST_NUMBER - 1}.")
    series = cells.get("series", "")
    series = SHARED_SERIES if fold(series) in {"", "chung", "so chung"} else series
    if len(series) > 20:
        return Mistake(number, f"Dãy số “{series}” dài quá 20 ký tự.")
    if book == COPIES:
        return LastNumber(number, owner, Register.Direction.OUT, COPIES, year, last)
    if book == Register.Direction.IN and series != SHARED_SERIES:
        return Mistake(number, "Sổ văn bản đến chỉ có một dãy số mỗi năm; hãy để trống cột dãy số.")
    return LastNumber(number, owner, str(book), series, year, last)


def _whole(text: str) -> int | None:
    """ "345" and, of a spreadsheet, "345.0"."""
    digits = text.strip().removesuffix(".0")
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 9 else None


def _workbook(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(safe_package(content)))
        cells = book.get_sheet_by_index(0).to_python()
    except OrgError as error:
        raise LastNumbersError([Mistake(0, str(error))]) from error
    except (CalamineError, IndexError) as error:
        raise LastNumbersError([Mistake(0, "Không mở được tệp. Hãy lưu lại thành .xlsx rồi gửi lại.")]) from error
    return [[str(cell) for cell in row] for row in cells]


def _lines(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LastNumbersError([Mistake(0, "Tệp .csv phải lưu dạng UTF-8. Hãy lưu lại thành .xlsx hoặc CSV UTF-8.")]) from error
    first = text.partition("\n")[0]
    try:
        if "\x00" in text:  # no text file has one, and PostgreSQL keeps none
            raise csv.Error
        return list(csv.reader(io.StringIO(text), delimiter=max(";,\t", key=first.count)))
    except csv.Error as error:
        raise LastNumbersError([Mistake(0, "Tệp .csv không đọc được. Hãy lưu lại thành .xlsx rồi gửi lại.")]) from error
