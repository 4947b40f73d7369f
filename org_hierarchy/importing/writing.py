"""The files that an import gives out: the template of a sheet, and the uploaded rows with what is wrong with each."""

import io
from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from org_hierarchy.importing.columns import REASON, Column, Shape, Sheet
from org_hierarchy.importing.reading import Problem, Table, Upload, letters, shown

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GUIDE = "Hướng dẫn"
VALIDATED = 10_000  # rows of a template that Excel checks while they are typed
TEXT = 49  # the number of Excel's own format "@"
FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_SHAPES = {Shape.TEXT: "chữ", Shape.DATE: "ngày dd/mm/yyyy", Shape.CHOICE: "chọn trong danh sách", Shape.CODES: "các mã, cách nhau bằng ;"}


def template(sheet: Sheet) -> bytes:
    """An empty .xlsx of the sheet: headings, cells as text so that zeros in front stay, days and choices checked by Excel, and a guide."""
    made = io.BytesIO()
    with _workbook(made) as book:
        page, guide = book.add_worksheet(sheet.title[:31]), book.add_worksheet(GUIDE)
        text = book.add_format(FONT | {"num_format": TEXT})
        heads = {required: book.add_format(_head(required=required)) for required in (True, False)}
        page.freeze_panes(1, 1)
        page.set_row(0, 34)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width, text)
            page.write_string(0, place, _heading(column), heads[column.required])
            if column.shape == Shape.DATE:
                page.data_validation(1, place, VALIDATED, place, _day_check(column, place))
        lists = _write_guide(book, guide, sheet)
        for place, column in enumerate(sheet.columns):
            if column.key in lists:
                page.data_validation(1, place, VALIDATED, place, _choice_check(column, lists[column.key]))
    return made.getvalue()


def returned(upload: Upload, table: Table) -> bytes:
    """The uploaded rows where they stood, as text, each with why it was not imported; to be mended and sent again.

    Everything is written as text: what begins with = + - @ stays what it is and is never a formula.
    """
    reasons: dict[int, list[Problem]] = {}
    for problem in table.problems:
        reasons.setdefault(problem.row, []).append(problem)
    made = io.BytesIO()
    with _workbook(made) as book:
        page = book.add_worksheet(table.sheet.title[:31])
        text, wrong = book.add_format(FONT | {"num_format": TEXT}), book.add_format(FONT | {"num_format": TEXT, "bg_color": "#FDE7E7"})
        why = book.add_format(FONT | {"num_format": TEXT, "font_color": "#B42318", "text_wrap": True})
        heads = {required: book.add_format(_head(required=required)) for required in (True, False)}
        columns = sorted((place, column) for column in table.sheet.columns if (place := table.places.get(column.key)) is not None)
        for place, column in columns:
            page.set_column(place, place, column.width, text)
        last = columns[-1][0] + 1
        page.set_column(last, last, 70, why)
        page.freeze_panes(table.heading_row, 0)
        for number, cells in upload.cells():
            if number == table.heading_row:
                for place, column in columns:
                    page.write_string(number - 1, place, _heading(column), heads[column.required])
                page.write_string(number - 1, last, REASON, heads[False])
                continue
            found = reasons.get(number, [])
            keys = {problem.key for problem in found}
            for place, column in columns:
                if said := shown(cells[place]):
                    page.write_string(number - 1, place, said, wrong if column.key in keys else text)
                elif column.key in keys:
                    page.write_blank(number - 1, place, None, wrong)
            if found:
                page.write_string(number - 1, last, "; ".join(_reason(table, problem) for problem in found)[:32_000], why)
    return made.getvalue()


def _workbook(made: io.BytesIO) -> Workbook:
    return Workbook(made, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})


def _head(*, required: bool) -> dict[str, Any]:
    colours = {"bg_color": "#C8102E" if required else "#475467", "font_color": "#FFFFFF"}
    return FONT | colours | {"bold": True, "num_format": TEXT, "border": 1, "text_wrap": True, "valign": "vcenter"}


def _heading(column: Column) -> str:
    return f"{column.title} *" if column.required else column.title


def _reason(table: Table, problem: Problem) -> str:
    title = next((column.title for column in table.sheet.columns if column.key == problem.key), "")
    return f"{title}: {problem.reason}" if title else problem.reason


def _write_guide(book: Workbook, guide: Worksheet, sheet: Sheet) -> Mapping[str, str]:
    """What each column is, then the permitted words, one column of them per choice; returns where those stand, by column key."""
    head, text = book.add_format(_head(required=False)), book.add_format(FONT | {"num_format": TEXT, "text_wrap": True})
    rows: list[tuple[str, ...]] = [("Cột", "Bắt buộc", "Cách ghi", "Giải thích")]
    rows += [(c.title, "có" if c.required else "", _SHAPES[c.shape], c.note) for c in sheet.columns]
    for place, width in enumerate((24, 12, 24, 80)):
        guide.set_column(place, place, width)
    choices = [column for column in sheet.columns if column.choices]
    first = len(rows) + 2
    for number, row in enumerate(rows):
        _write_row(guide, number, row, head if number == 0 else text)
    if choices:
        _write_row(guide, first - 1, [f"Giá trị của cột {column.title}" for column in choices], head)
    for number, row in enumerate(zip_longest(*(column.choices.values() for column in choices), fillvalue=""), start=first):
        _write_row(guide, number, row, text)
    return {
        column.key: f"='{GUIDE}'!${letters(place)}${first + 1}:${letters(place)}${first + len(column.choices)}"
        for place, column in enumerate(choices)
    }


def _write_row(page: Worksheet, number: int, row: Iterable[str], look: Any) -> None:
    for place, text in enumerate(row):
        if text:
            page.write_string(number, place, text, look)


def _day_check(column: Column, place: int) -> dict[str, Any]:
    """dd/mm/yyyy as text: a cell in date format would take 01/07/2025 for the 7th of January wherever the machine is set to English."""
    cell = f"{letters(place)}2"
    looks = f'LEN({cell})=10,MID({cell},3,1)="/",MID({cell},6,1)="/",VALUE(LEFT({cell},2))<=31,VALUE(MID({cell},4,2))<=12'
    return {
        "validate": "custom",
        "value": f"=OR(ISNUMBER({cell}),IFERROR(AND({looks}),FALSE))",
        "input_title": column.title[:32],
        "input_message": column.note[:255],
        "error_title": column.title[:32],
        "error_message": "Hãy ghi ngày theo dạng dd/mm/yyyy, ví dụ 01/07/2025.",
    }


def _choice_check(column: Column, source: str) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": source,
        "error_title": column.title[:32],
        "error_message": "Hãy chọn một giá trị trong danh sách; xem trang Hướng dẫn.",
    }
