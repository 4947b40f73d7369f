"""One table as a spreadsheet, to be worked on elsewhere and copied back."""

from io import BytesIO

import xlsxwriter

from directives.writing.facts import Table

_MOST_WIDE = 60


def write_sheet(facts: Table) -> bytes:
    """The head and the rows as texts, which no spreadsheet takes for a formula or an address."""
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet("Bảng")
        head = book.add_format({"bold": True, "text_wrap": True, "align": "center", "valign": "vcenter", "border": 1})
        cell = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        for column, name in enumerate(facts.columns):
            longest = max((len(line) for row in (facts.columns, *facts.rows) for line in row[column].split("\n")), default=1)
            sheet.set_column(column, column, min(longest + 2, _MOST_WIDE))
            sheet.write_string(0, column, name, head)
        for number, row in enumerate(facts.rows, start=1):
            for column, words in enumerate(row):
                sheet.write_string(number, column, words, cell)
        sheet.freeze_panes(1, 0)
    return made.getvalue()
