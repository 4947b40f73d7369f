"""Tables of figures and of tasks: bordered, the head row on every page, rows whole."""

from __future__ import annotations

from directives.writing.facts import Table, WritingError
from directives.writing.markup import gap, line, paragraph, run
from directives.writing.page import CAPTION, CELL, COLUMN_HEAD, MM, TABLE_NOTE
from directives.writing.text import lines_of

_PADDING = 57
"""Left and right of the text in a cell: 1 mm, for every millimetre goes to the words of the rows."""


def table_part(facts: Table, *, width: int, keep_next: bool = False) -> str:
    """The title, the table centred in a text area of that width, its note; a table without columns prints nothing.

    `keep_next` keeps the last row and the note on the page of what follows.

    Raises WritingError `ragged_table` when a row has not one cell per column, or the widths are not one per column.
    """
    if not facts.columns:
        return ""
    _refuse_ragged(facts)
    widths = _widths(facts, width)
    content = [*facts.rows, *([] if facts.total is None else [facts.total])]
    rows = [_row(facts.columns, widths=widths, facts=facts, head=True)]
    for ordinal, cells in enumerate(content, start=1):
        rows.append(
            _row(
                cells,
                widths=widths,
                facts=facts,
                bold=ordinal > len(facts.rows),
                keep_next=(keep_next or bool(facts.note)) and ordinal == len(content),  # a note stands with its table
            )
        )
    borders = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in _SIDES)
    grid = "".join(f'<w:gridCol w:w="{column}"/>' for column in widths)
    table = (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{_PADDING}" w:type="dxa"/><w:right w:w="{_PADDING}" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    return line(CAPTION, facts.title) + table + (line(TABLE_NOTE, facts.note, keep_next=keep_next) or gap(6))


_SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")


def _refuse_ragged(facts: Table) -> None:
    count = len(facts.columns)
    rows = facts.rows if facts.total is None else (*facts.rows, facts.total)
    if any(len(row) != count for row in rows) or (facts.widths_mm and len(facts.widths_mm) != count):
        raise WritingError("ragged_table", f"Bảng “{facts.title}” có dòng không đủ {count} cột; hãy điền đủ các ô rồi tạo lại văn bản.")


def _widths(facts: Table, width: int) -> tuple[int, ...]:
    """Column widths in twips that never exceed the text area."""
    wanted = [value * MM for value in facts.widths_mm] or [width / len(facts.columns)] * len(facts.columns)
    scale = min(1.0, width / sum(wanted))
    return tuple(int(value * scale) for value in wanted)


def _row(
    cells: tuple[str, ...],
    *,
    widths: tuple[int, ...],
    facts: Table,
    head: bool = False,
    bold: bool = False,
    keep_next: bool = False,
) -> str:
    """A row that never breaks over pages; the head row comes again on each."""
    style, weight = (COLUMN_HEAD, None) if head else (CELL, bold or None)
    row = f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' * head}</w:trPr>"
    for index, (text, width) in enumerate(zip(cells, widths, strict=True)):
        align = "" if head else "right" if index in facts.numeric else "center" if index in facts.centred else ""
        texts = [paragraph(style, run(words, bold=weight), align=align, keep_next=keep_next) for words in lines_of(text)]
        content = "".join(texts) or paragraph(style, keep_next=keep_next)
        row += f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{content}</w:tc>'
    return f"{row}</w:tr>"
