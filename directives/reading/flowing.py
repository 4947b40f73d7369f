"""Rows of one column of text → its paragraphs: which rows go on, and where one begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from directives.files.contents import Word
from directives.files.stamps import is_mark
from directives.reading.lines import glue, is_open, marker, wants_more
from directives.reading.rows import Row, rows_of

#: to see from them where the text of a page begins and ends
_ENOUGH_ROWS = 8


def paragraphs_of(rows: Sequence[Row]) -> Iterator[str]:
    """Join the rows of each paragraph of one column of text."""
    if not rows:
        return
    frames = _frames(rows)
    group: list[Row] = []
    for row in rows:
        if group and _begins(group, row, frames[group[-1].page], frames[row.page]):
            yield joined(group)
            if row.page == group[-1].page and row.top - group[-1].top > 1.8 * frames[row.page].step:
                yield ""
            group = []
        group.append(row)
    yield joined(group)


def _frames(rows: Sequence[Row]) -> dict[int, "_Frame"]:
    """The frame of each page; one with a few rows has that of the fullest."""
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    fullest = max(by_page.values(), key=len)
    return {page: _Frame.around(held if len(held) >= _ENOUGH_ROWS else fullest) for page, held in by_page.items()}


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the text of a page begins and ends, its height of letters, and the usual step from line to line."""

    left: float
    right: float
    size: float
    step: float
    #: whether paragraphs begin further right than their other lines
    is_indented: bool

    @classmethod
    def around(cls, rows: Sequence[Row]) -> "_Frame":
        size = median(row.size for row in rows)
        lefts = sorted(row.left for row in rows)
        rights = sorted(row.right for row in rows)
        # a few rows stand out: a number in the margin, a stamp
        left, right = lefts[len(lefts) // 20], rights[-1 - len(rights) // 20]
        steps = [after.top - before.top for before, after in pairwise(rows) if 0 < after.top - before.top < 3 * size]
        marked = [row for row in rows if marker(row.text)]
        inner = [row for row in marked if row.left > left + 0.8 * size]
        return cls(left, right, size, median(steps) if steps else 1.3 * size, 2 * len(inner) > len(marked))

    def is_full(self, row: Row, following: Row) -> bool:
        """Whether the next word would not have fitted behind the row."""
        first = following.words[0]
        return row.right + 0.25 * self.size + (first.right - first.left) > self.right - 0.15 * self.size

    def is_centred(self, row: Row) -> bool:
        before, after = row.left - self.left, self.right - row.right
        return min(before, after) > 2 * self.size and abs(before - after) < 1.5 * self.size


def _begins(group: Sequence[Row], row: Row, before: _Frame, here: _Frame) -> bool:
    """Whether the row begins a new paragraph after the rows of the one before it."""
    previous = group[-1]
    last, text = previous.text, row.text
    if is_mark(text) or is_mark(last):  # a stamp stands for itself, wherever on the page there was room for it
        return True
    if before.is_centred(previous) or here.is_centred(row):
        return True
    is_full = before.is_full(previous, row)
    indent = row.left - here.left
    same_page = previous.page == row.page
    gap = row.top - previous.top if same_page else 0.0
    found = marker(text)
    if found:
        at_margin = indent < 0.5 * here.size
        return not (is_full and at_margin and here.is_indented and is_open(last) and not last.endswith(",") and gap < 1.35 * here.step)
    if gap > 1.8 * here.step:
        return not (is_full and text[:1].islower())
    if not is_full:
        return not (text[:1].islower() or (wants_more(last) and not last.endswith("-")))
    own = group[0].left - before.left
    if indent > 0.8 * here.size:
        # behind a number or a dash the other lines may hang
        hangs = indent > own - 0.5 * here.size and (marker(group[0].text) or len(group) > 1) and abs(indent - own) > 0.3 * here.size
        hangs = hangs or (len(group) > 1 and abs(row.left - previous.left) < 0.4 * here.size and previous.left > group[0].left)
        return not (hangs or text[:1].islower() or wants_more(last))
    if not is_open(last) and here.is_indented and own < 0.5 * here.size and same_page and gap > 1.25 * here.step:
        return True
    return not is_open(last) and not here.is_indented and gap > 1.15 * here.step


def joined(group: Sequence[Row]) -> str:
    text = group[0].text
    for row in group[1:]:
        text += glue(text, row.text) + row.text
    return text


def cell_text(words: Sequence[Word]) -> str:
    lines = [row.text for row in rows_of(words)]
    text = lines[0] if lines else ""
    for line in lines[1:]:
        text += glue(text, line) + line
    return text
