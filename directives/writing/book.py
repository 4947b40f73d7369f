"""The books of registers as printed (NĐ 30/2020, Phụ lục IV): a cover, then every line in all columns, as .docx and as .xlsx.

Lines are written as they come, so that a book of a year takes no more memory than one page of it.
"""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from xml.sax.saxutils import escape

import xlsxwriter

from directives.writing.facts import AgencyHead
from directives.writing.head import short_date
from directives.writing.markup import gap, line, paragraph
from directives.writing.package import Package, Section
from directives.writing.page import CELL, CENTRED, COLUMN_HEAD, ISSUER, LANDSCAPE_TEXT, MM, SUPERIOR, TYPE_NAME
from directives.writing.text import line_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROWS = "<!--rows-->"
_MAIN = "word/document.xml"
_PADDING = 57
_TITLE_SIZE, _CELL_SIZE = 28, 11
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_BLANK = "……"
_FONT = {"font_name": "Times New Roman", "font_size": 11, "valign": "top", "text_wrap": True, "num_format": "@"}
_CHARACTERS = 2.1
"""Millimetres that a character of a spreadsheet's column takes."""


@dataclass(frozen=True, slots=True)
class BookColumn:
    """One column: its head, its width in millimetres of the 242 that a line has, and whether its cells are centred."""

    name: str
    width: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line of a book: a text for each column; when its number was voided all but the last, which says why, is struck out."""

    cells: tuple[str, ...]
    is_voided: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCover:
    """What the cover says; numbers and days are those of the first and the last line, None in an empty book. `series` names one of several
    books of a year, `volume` the quyển; blank leaves room for a pen."""

    head: AgencyHead
    title: str
    year: int
    series: str = ""
    first_day: datetime.date | None = None
    last_day: datetime.date | None = None
    first_number: int | None = None
    last_number: int | None = None
    volume: str = ""

    def lines(self) -> tuple[str, ...]:
        """The lines under the title."""
        days = [short_date(day) if day else _BLANK for day in (self.first_day, self.last_day)]
        numbers = [f"{number:02d}" if number is not None else _BLANK for number in (self.first_number, self.last_number)]
        return (
            *([f"(Sổ: {self.series})"] if self.series else []),
            f"Năm {self.year}",
            f"Từ ngày {days[0]} đến ngày {days[1]}",
            f"Từ số {numbers[0]} đến số {numbers[1]}",
            f"Quyển số: {self.volume or _BLANK}",
        )


def write_book(cover: BookCover, columns: tuple[BookColumn, ...], lines: Iterable[BookLine]) -> bytes:
    """The book as .docx, A4 landscape, the heads of the columns on every page; the same facts give the same bytes.

    About 40 µs for each line.
    """
    widths = _widths(columns)
    shell = Package().pack(
        [Section(_cover_part(cover), landscape=True), Section(_table_part(columns, widths), landscape=True)],
        title=f"{cover.title} năm {cover.year}",
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(shell)) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name in parts.namelist():
            if name == _MAIN:
                before, _, after = parts.read(name).decode().partition(_ROWS)
                _write(book, name, chain([before], _batched(_row(said, columns, widths) for said in lines), [after]))
            else:
                _write(book, name, (parts.read(name).decode(),))
    return made.getvalue()


def write_book_sheet(cover: BookCover, columns: tuple[BookColumn, ...], lines: Iterable[BookLine]) -> bytes:
    """The book as .xlsx: the cover on a sheet, the lines on another, every cell a text; what begins with = + - @ is never a formula."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": f"{cover.title} năm {cover.year}", "created": datetime.datetime(cover.year, 1, 1, 0, 0)})  # noqa: DTZ001 - an xlsx has no zone
        front, sheet = book.add_worksheet("Bìa"), book.add_worksheet("Sổ")
        large = book.add_format({"font_name": "Times New Roman", "font_size": 20, "bold": True, "align": "center"})
        plain = book.add_format({"font_name": "Times New Roman", "font_size": 14, "align": "center"})
        front.set_column(0, 0, 100)
        agency = [line_of(text).upper() for text in (*cover.head.superior_lines, *cover.head.issuer_lines)]
        for place, text in enumerate([*agency, "", cover.title, *cover.lines()]):
            front.write_string(place, 0, text, large if text == cover.title else plain)
        head = book.add_format(_FONT | {"bold": True, "border": 1, "align": "center"})
        looks = {
            (centred, voided): book.add_format(
                _FONT | {"border": 1, "align": "center" if centred else "left"} | ({"font_strikeout": True} if voided else {})
            )
            for centred in (True, False)
            for voided in (True, False)
        }
        for sheet_page in (front, sheet):
            sheet_page.set_landscape()
            sheet_page.set_paper(9)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width / _CHARACTERS)
            sheet.write_string(0, place, column.name, head)
        for row, said in enumerate(lines, start=1):
            for place, (text, column) in enumerate(zip(said.cells, columns, strict=True)):
                sheet.write_string(row, place, line_of(text)[:32_000], looks[column.centred, said.is_voided and place + 1 < len(columns)])
    return made.getvalue()


def write_plain_sheet(name: str, rows: Iterable[tuple[str, ...]]) -> bytes:
    """A sheet of texts with a heading, to be filled in."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime.datetime(2020, 1, 1, 0, 0)})  # noqa: DTZ001 - an xlsx has no zone
        sheet, bold = book.add_worksheet(name), book.add_format({"bold": True})
        sheet.set_column(0, 9, 22)
        for row, cells in enumerate(rows):
            for place, text in enumerate(cells):
                sheet.write_string(row, place, text, bold if row == 0 else None)
    return made.getvalue()


WRITERS: dict[str, Callable[[BookCover, tuple[BookColumn, ...], Iterable[BookLine]], bytes]] = {
    "docx": write_book,
    "xlsx": write_book_sheet,
}


def _cover_part(cover: BookCover) -> str:
    return (
        "".join(line(SUPERIOR, text.upper()) for text in cover.head.superior_lines)
        + "".join(line(ISSUER, text.upper()) for text in cover.head.issuer_lines)
        + gap(120)
        + paragraph(TYPE_NAME, _run(cover.title, size=_TITLE_SIZE))
        + gap(24)
        + "".join(line(CENTRED, text) for text in cover.lines())
    )


def _table_part(columns: tuple[BookColumn, ...], widths: tuple[int, ...]) -> str:
    heads = "".join(
        _cell(paragraph(COLUMN_HEAD, _run(column.name, size=_CELL_SIZE)), width) for column, width in zip(columns, widths, strict=True)
    )
    ordinals = "".join(
        _cell(paragraph(COLUMN_HEAD, _run(f"({place})", size=_CELL_SIZE)), width) for place, width in enumerate(widths, start=1)
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    repeated = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{_BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_PADDING}" w:type="dxa"/><w:right w:w="{_PADDING}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr>{repeated}{heads}</w:tr><w:tr>{repeated}{ordinals}</w:tr>"
        f"{_ROWS}</w:tbl>"
    )


def _widths(columns: tuple[BookColumn, ...]) -> tuple[int, ...]:
    """In twips, as wide together as the text of a landscape page."""
    scale = LANDSCAPE_TEXT / sum(column.width * MM for column in columns)
    return tuple(int(column.width * MM * scale) for column in columns)


def _row(said: BookLine, columns: tuple[BookColumn, ...], widths: tuple[int, ...]) -> str:
    last = len(columns) - 1
    cells = []
    for place, (text, column, width) in enumerate(zip(said.cells, columns, widths, strict=True)):
        words = _run(text, size=_CELL_SIZE, struck=said.is_voided and place < last)
        cells.append(_cell(paragraph(CELL, words, align="center" if column.centred else ""), width))
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _cell(content: str, width: int) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'


def _run(text: str, *, size: int, struck: bool = False) -> str:
    marks = f'{"<w:strike/>" * struck}<w:sz w:val="{size * 2}"/><w:szCs w:val="{size * 2}"/>'
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{escape(line_of(text))}</w:t></w:r>'


def _batched(rows: Iterable[str], size: int = 200) -> Iterator[str]:
    """Some rows at a time: each writing into the file has a cost of its own."""
    some: list[str] = []
    for row in rows:
        some.append(row)
        if len(some) == size:
            yield "".join(some)
            some.clear()
    yield "".join(some)


def _write(book: zipfile.ZipFile, name: str, texts: Iterable[str]) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
    with book.open(entry, "w") as part:
        for text in texts:
            part.write(text.encode())
