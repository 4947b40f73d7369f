"""Words with their places on pages → text: columns apart, rows of tables as rows, wrapped lines joined, page numbers left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.files.contents import Page, Word
from directives.files.stamps import is_mark
from directives.reading.flowing import cell_text, joined, paragraphs_of
from directives.reading.head import ABOUT_LINE, DEAR, MOTTO, is_capitals, place_and_date, title_of
from directives.reading.rows import Row, rows_of
from directives.reading.ruled import Table, tables_of
from directives.reading.tail import RECIPIENTS, is_person, starts_signature

#: narrower than this no blank strip parts two columns
_GUTTER = 7.0
#: the part of the height that is margin: at least 20 mm of 297 (NĐ 30/2020, Phụ lục I)
_MARGIN = 0.067
#: neither a head nor a signature block is longer
_MOST_ROWS = 80
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:Trang\s*)?\d{1,4}\s*(?:/\s*\d{1,4})?[-–—\s.]*$", re.IGNORECASE)


@dataclass(slots=True)
class Columns:
    """A left and a right column, to be read one after the other."""

    left: list[Row]
    right: list[Row]
    is_tail: bool = False


Block = Row | Table | Columns


def text_of_pages(pages: Sequence[Page]) -> str:
    """The text of all pages in reading order, one paragraph per line; blank lines stand between columns."""
    bodies = [_body(page) for page in pages]
    _drop_running(pages, bodies)
    blocks: list[Block] = []
    in_tail = False
    for page, (rows, tables) in zip(pages, bodies, strict=True):
        found = list(_blocks(page, rows, tables, is_first=not blocks, in_tail=in_tail))
        columns = next((block for block in reversed(found) if isinstance(block, Columns) and block.is_tail), None)
        # a signature block that the page broke goes on over the page
        in_tail = columns is not None and columns is found[-1] and not any(is_person(row.text) for row in columns.right)
        blocks.extend(found)
    return "\n".join(_lines(blocks))


# -- pages ------------------------------------------------------------------------------------------------------------------------------


def _body(page: Page) -> tuple[list[Row], list[Table]]:
    """The rows outside of tables and the filled tables of a page."""
    tables = tables_of(page.rules)
    free = [word for word in page.words if not any(table.take(word) for table in tables)]
    rows = rows_of(free)
    for row in rows:
        row.page = page.number
    return rows, [table for table in tables if table.cells]


def _drop_running(pages: Sequence[Page], bodies: Sequence[tuple[list[Row], list[Table]]]) -> None:
    """Page numbers, and what stands in the margin over or under at least three pages and half of all of them."""

    def masked(row: Row) -> str:
        return re.sub(r"[0-9]+", "#", row.text)

    def in_margin(page: Page, rows: list[Row]) -> list[Row]:
        return [row for row in [*rows[:2], *rows[2:][-2:]] if row.bottom < _MARGIN * page.height or row.top > (1 - _MARGIN) * page.height]

    counts = Counter(masked(row) for page, (rows, _) in zip(pages, bodies, strict=True) for row in in_margin(page, rows))
    for page, (rows, _) in zip(pages, bodies, strict=True):
        running = [row for row in in_margin(page, rows) if counts[masked(row)] >= max(3, (len(pages) + 1) // 2)]
        numbers = [row for row in rows[:1] + rows[1:][-1:] if len(pages) > 1 and _PAGE_NUMBER.match(row.text)]
        rows[:] = [row for row in rows if row not in running and row not in numbers]


def _blocks(page: Page, rows: list[Row], tables: list[Table], *, is_first: bool, in_tail: bool) -> Iterator[Block]:
    index = 0
    if rows and (is_first or in_tail):
        top = min((table.top for table in tables), default=page.height)
        end = _head_end(page, rows, top) if is_first else next((i for i, row in enumerate(rows) if row.top > top), len(rows))
        columns, index = _columns(rows, 0, end)
        if columns and (in_tail or _is_head(columns)):
            columns.is_tail = in_tail
            yield columns
        else:
            index = 0
    waiting = sorted(tables, key=lambda table: table.top)
    while index < len(rows) or waiting:
        if waiting and (index >= len(rows) or waiting[0].top <= rows[index].top):
            yield waiting.pop(0)
            continue
        start = _tail_start(rows, index)
        if start == index:
            limit = next((i for i in range(index, len(rows)) if waiting and rows[i].top > waiting[0].top), len(rows))
            columns, after = _columns(rows, index, limit)
            if columns:
                columns.is_tail = True
                yield columns
                index = after
                continue
        yield rows[index]
        index += 1


def _head_end(page: Page, rows: Sequence[Row], top_of_table: float) -> int:
    """Up to which row the two columns of the head may go: the addressees, or the name of the type in the middle of the page."""
    for index, row in enumerate(rows[:40]):
        if DEAR.match(row.text) or row.top > top_of_table:
            return index
        if title_of(row.text) and abs((row.left + row.right) / 2 - page.width / 2) < 0.09 * page.width and index > 1:
            return index
    return min(40, len(rows))


def _tail_start(rows: Sequence[Row], index: int) -> int:
    """`index` when the block of Nơi nhận and the signature begins there: the signature may begin a few lines higher."""
    for ahead in range(index, min(index + 4, len(rows))):
        if RECIPIENTS.match(rows[ahead].text):
            return index
        if not (starts_signature(rows[ahead].text) or (ahead > index and is_capitals(rows[ahead].text))):
            break
    return -1


def _is_head(columns: Columns) -> bool:
    """Whether the columns are a head: the right one holds the motto or the date."""
    return any(MOTTO.match(row.text) or place_and_date(row.text) or "ngày" in row.text for row in columns.right)


def _columns(rows: Sequence[Row], start: int, end: int) -> tuple[Columns | None, int]:
    """As many rows from `start` on as one blank strip parts, and the index after them."""
    words: list[Word] = []
    gutter: tuple[float, float] | None = None
    index = start
    while index < min(end, start + _MOST_ROWS):
        found = _gutter([*words, *rows[index].words], within=gutter)
        if found is None and gutter is not None and index - start > 1:  # one row alone may have a gap of its own
            break
        words, gutter = [*words, *rows[index].words], found
        index += 1
    if gutter is None:
        return None, start
    left = rows_of([word for word in words if word.right <= gutter[1]])
    right = rows_of([word for word in words if word.right > gutter[1]])
    for row in left + right:
        row.page = rows[start].page
    return Columns(left, right), index


def _gutter(words: Sequence[Word], *, within: tuple[float, float] | None) -> tuple[float, float] | None:
    """The widest strip that no word crosses, inside the one found so far."""
    low, high = within or (0.0, float("inf"))
    found: tuple[float, float] | None = None
    reach = 0.0
    for word in sorted(words, key=lambda word: word.left):
        strip = max(reach, low), min(word.left, high)
        if reach and strip[1] - strip[0] >= _GUTTER and (found is None or strip[1] - strip[0] > found[1] - found[0]):
            found = strip
        reach = max(reach, word.right)
    return found


# -- text -------------------------------------------------------------------------------------------------------------------------------


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    flow: list[Row] = []
    held: list[str] = []

    for index, block in enumerate(blocks):
        if isinstance(block, Row):
            flow.append(block)
            continue
        yield from paragraphs_of(flow)
        flow = []
        if isinstance(block, Table):
            yield from block.lines(cell_text)
            continue
        yield from _left_column(block.left)
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        right = [row.text for row in block.right]
        if block.is_tail and isinstance(following, Columns) and following.is_tail:
            held += right
            continue
        yield ""
        yield from held + right
        held = []
        yield ""
    yield from paragraphs_of(flow)


def _left_column(rows: Sequence[Row]) -> Iterator[str]:
    """The lines of a left column; of a head, what follows "V/v" under the number is one paragraph, but for the stamps below it."""
    for index, row in enumerate(rows):
        if ABOUT_LINE.match(row.text):
            stamps = [other for other in rows[index:] if is_mark(other.text)]
            yield joined([other for other in rows[index:] if other not in stamps])
            yield from (stamp.text for stamp in stamps)
            return
        yield row.text
