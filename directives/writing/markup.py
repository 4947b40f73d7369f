"""Runs, paragraphs, rules and cells as WordprocessingML; text is made safe and escaped here, in one place."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from directives.writing.page import GAP, PORTRAIT_TEXT, Style
from directives.writing.text import balanced_width, line_of, printed_width

_FRAMED_LINE = 294
"""8 mm less two spaces of 3 points and two lines of 1."""


def run(text: str, *, bold: bool | None = None) -> str:
    """A run in the paragraph's style; `bold` overrules the style. The text keeps its spaces: pass it through `line_of` first."""
    marks = "" if bold is None else f'<w:rPr><w:b w:val="{int(bold)}"/><w:bCs w:val="{int(bold)}"/></w:rPr>'
    return f'<w:r>{marks}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(
    style: Style,
    *runs: str,
    keep_next: bool = False,
    before: int | None = None,
    left: int | None = None,
    right: int = 0,
    hanging: int = 0,
    align: str = "",
) -> str:
    """A paragraph of that style from runs; the rest overrules the style: space before, indents and hanging first line, in twips."""
    properties = "<w:keepNext/>" * keep_next
    if before is not None:
        properties += f'<w:spacing w:before="{before}"/>'
    if left is not None:
        further = f' w:right="{right}"' if right else ""
        properties += f'<w:ind w:left="{left}"{further} w:hanging="{hanging}"/>'
    if align:
        properties += f'<w:jc w:val="{align}"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/>{properties}</w:pPr>{"".join(runs)}</w:p>'


def line(style: Style, text: str, *, keep_next: bool = False, before: int | None = None) -> str:
    """A paragraph of one text; nothing for an empty text."""
    clean = line_of(text)
    return paragraph(style, run(clean), keep_next=keep_next, before=before) if clean else ""


def lines(style: Style, texts: Iterable[str]) -> str:
    return "".join(line(style, text) for text in texts)


def balanced(style: Style, text: str, column: int) -> str:
    """A centred text in a column of that width; one too long for a line is indented on both sides until its lines are of a length."""
    clean = line_of(text)
    if printed_width(clean, style.size) <= column:
        return line(style, clean)
    indent = max(0, (column - balanced_width(clean, style.size, column) * 102 // 100) // 2)
    return paragraph(style, run(clean), left=indent, right=indent)


def rule(length: int, column: int, *, gap: int = 40, after: int = 0) -> str:
    """A solid line of that length, centred in a column: the upper border of a paragraph 3 points high, indented on both sides.

    A drawn shape was the alternative; it floats, and each word processor puts it elsewhere.
    """
    indent = max(0, (column - length) // 2)
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{GAP.id}"/><w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="{gap}" w:after="{after}" w:line="60" w:lineRule="exact"/>'
        f'<w:ind w:left="{indent}" w:right="{indent}"/></w:pPr></w:p>'
    )


def framed(style: Style, text: str, *, width: int, column: int, offset: int = 0) -> str:
    """A text in a single-line frame of that width and 8 mm high, centred in a column that begins `offset` from the left.

    The frame has the style's colour; its height is an exact line, 3 points above and below it and the lines of 1 point.
    """
    clean = line_of(text)
    if not clean:
        return ""
    indent = max(0, (column - width) // 2)
    border = f'w:val="single" w:sz="8" w:color="{style.colour}"'
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{style.id}"/><w:pBdr><w:top {border} w:space="3"/><w:left {border} w:space="0"/>'
        f'<w:bottom {border} w:space="3"/><w:right {border} w:space="0"/></w:pBdr>'
        f'<w:spacing w:line="{_FRAMED_LINE}" w:lineRule="exact"/>'
        f'<w:ind w:left="{offset + indent}" w:right="{(PORTRAIT_TEXT - offset - column if offset else 0) + indent}"/></w:pPr>'
        f"{run(clean)}</w:p>"
    )


def gap(points: float) -> str:
    """An empty paragraph of that height, for what must stand between two tables or after one."""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{GAP.id}"/><w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'
        "</w:pPr></w:p>"
    )


def layout_table(widths: tuple[int, ...], rows: Iterable[tuple[str, ...]], *, keep_rows: bool = True) -> str:
    """A borderless table that only places things; each cell is a string of paragraphs. `keep_rows` forbids a row to break over pages."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    split = "<w:trPr><w:cantSplit/></w:trPr>" * keep_rows
    body = "".join(
        f"<w:tr>{split}"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell or gap(1)}</w:tc>'
            for width, cell in zip(widths, row, strict=True)
        )
        + "</w:tr>"
        for row in rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )
