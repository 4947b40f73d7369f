"""Tables of two columns: lists, which are data, and texts that only stand beside each other (head, signature)."""

import re
from collections.abc import Sequence

_MOST_LINES, _LONGEST, _LONGEST_HEAD = 3, 400, 60
"""Of a cell: what holds more is a text laid out beside another."""
_LAID_OUT = re.compile(
    r"\s*(?:n[ơo]i\s+nh[ậa]n\b|c[ộo]ng\s+h[òo][àa]|đ[ộo]c\s+l[ậa]p\s*[-–]|s[ốo]\s*:|k[ií]nh\s+g[ửu]i\b|"
    r"(?:TM|KT|TL|TUQ|Q)\s*[./]\s*\S|.*, ngày\b.*\bnăm\b)",
    re.IGNORECASE,
)
"""What a line of a head or of the end of a document begins with."""
_NO_HEAD = re.compile(r"[-–•+*\d(]|.*:$")


def is_list(rows: Sequence[Sequence[Sequence[str]]], *, is_ruled: bool) -> bool:
    """Whether these cells by row, each its lines, are a list; without lines between its rows it must begin with a head row."""
    cells = [[[line.strip() for line in cell if line.strip()] for cell in row] for row in rows]
    said = [lines for row in cells for lines in row]
    if len(cells) < 2 or any(len(row) > 2 for row in cells) or not any(len(row) == 2 for row in cells):
        return False
    if any(len(lines) > _MOST_LINES or sum(map(len, lines)) > _LONGEST for lines in said):
        return False
    return not any(_LAID_OUT.match(line) for lines in said for line in lines) and (is_ruled or _has_head_row(cells))


def _has_head_row(cells: Sequence[Sequence[Sequence[str]]]) -> bool:
    """Whether the first of three rows or more says in a few words, not all in capitals, what stands below it."""
    head = [" ".join(lines) for lines in cells[0]]
    return (
        len(cells) >= 3
        and all(len(row) == 2 for row in cells)
        and all(0 < len(words) <= _LONGEST_HEAD and not words.isupper() and not _NO_HEAD.match(words) for words in head)
    )
