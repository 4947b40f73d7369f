"""Tables whose cells a web page put one below the other → rows with strokes, as `tables` reads them."""

import re
from collections.abc import Sequence

from directives.reading.lines import Line
from directives.reading.tables import heading_of

_FIRST_COLUMN = re.compile(r"(?:Số\s)?(?:TT|STT|Stt)\.?$")
_SECTION = re.compile(r"(?:[IVX]{1,5}|Điều \d+|Phần \S+)\s?[./]\s|Nơi nhận")
_MOST_COLUMNS = 8
_LONGEST_TITLE = 60


def in_rows(lines: Sequence[Line]) -> list[Line]:
    """The lines with each such table put into rows; what has not as many lines in every row as in its heading stays as it is."""
    kept: list[Line] = []
    index = 0
    while index < len(lines):
        table, after = _table_at(lines, index) if _FIRST_COLUMN.match(lines[index].text) else ([], index)
        if table:
            kept += table
            index = after
        else:
            kept.append(lines[index])
            index += 1
    return kept


def _table_at(lines: Sequence[Line], start: int) -> tuple[list[Line], int]:
    """The rows of the table whose first heading cell stands at `start`, and the index after them; ([], start) where there is none."""
    first = next((at for at in range(start + 3, min(start + _MOST_COLUMNS + 1, len(lines))) if _is_number(lines[at].text, 1)), None)
    if first is None or any(len(line.text) > _LONGEST_TITLE for line in lines[start:first]):
        return [], start
    columns = first - start
    rows = [_row(lines[start:first])]
    if heading_of([(0, line.text) for line in lines[start:first]]) is None:
        return [], start
    index = first
    while index < len(lines) and _is_number(lines[index].text, len(rows)):
        end = _row_end(lines, index, columns, len(rows) + 1)
        if end is None:
            break
        rows.append(_row(_cells(lines[index:end], columns)))
        index = end
    return (rows, index) if len(rows) > 1 else ([], start)


def _is_number(text: str, number: int) -> bool:
    return text.strip(" .)").lstrip("0") == str(number)


def _row_end(lines: Sequence[Line], start: int, columns: int, following: int) -> int | None:
    """Where the row ends: before the next number, in the last row after as many lines as the heading has; None when cells are missing."""
    end = next((at for at in range(start + 2, min(start + 4 * columns, len(lines))) if _is_number(lines[at].text, following)), None)
    if end is None:
        end = start + columns
    fits = end <= len(lines) and len(_cells(lines[start:end], columns)) == columns
    return end if fits and not any(_SECTION.match(line.text) for line in lines[start:end]) else None


def _cells(lines: Sequence[Line], columns: int) -> list[Line]:
    """The lines; too many: those joined that go on with a small letter or after a comma; too few: an empty cell for each empty line."""
    if len(lines) == columns:
        return list(lines)
    if len(lines) < columns:
        return [cell for at, line in enumerate(lines) for cell in ([Line(""), line] if at > 1 and line.break_before else [line])]
    joined: list[Line] = []
    for line in lines:
        if len(joined) > 1 and (line.text[:1].islower() or joined[-1].text.endswith((",", " và"))):
            joined[-1] = Line(f"{joined[-1].text} {line.text}")
        else:
            joined.append(line)
    return joined


def _row(cells: Sequence[Line]) -> Line:
    return Line("| " + " | ".join(cell.text.replace("|", " ") for cell in cells) + " |", break_before=True)
