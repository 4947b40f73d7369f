"""Tables and appendices of a text that was read, as paragraphs of its draft: rows between strokes, and what stands behind the signature."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from directives import grids
from directives.drafting.facts import APPENDIX_TITLE, ProvisionDraft
from directives.models import Provision
from directives.reading.lines import marker, table_line
from directives.reading.model import Provision as ReadProvision
from directives.reading.model import Reading, Span
from directives.reading.outline import build
from records.text import nfc

Kind = Provision.Kind
Drafted = Callable[[Sequence[ReadProvision]], tuple[ProvisionDraft, ...]]
_APPENDIX = re.compile(r"phụ lục(?:\s+(?:số\s+)?(?:[IVXLC]+|\d{1,2}))?\s*(?:[.:\-–]\s*(?P<title>.*))?", re.IGNORECASE)
_REFERENCE = re.compile(r"\([^)]*\bkèm theo\b.*", re.IGNORECASE)
_CLOSED = re.compile(r"\((?:[^()]|\([^()]*\))*\)[\s.;/]*")
_MOST_OF_REFERENCE = 4
_MANY_COLUMNS = 7
"""From so many on a table is read on a page that is wide."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A line of the text, or the rows of a table; `grid` is its cells as text."""

    span: Span
    text: str
    grid: str = ""


def with_tables(reading: Reading, drafted: Drafted) -> tuple[tuple[ProvisionDraft, ...], dict[int, int], list[tuple[Span, int]]]:
    """The paragraphs that were read as `drafted` makes them, the tables in their places and the appendices behind them.

    The second says where each paragraph now stands, by its place in the reading, the third where each table that stood at a span does.
    """
    body, first = drafted(reading.provisions), reading.provisions[0].span[0] if reading.provisions else len(reading.text)
    ends = [one.span for one in (*reading.recipients, reading.archive, reading.signer) if one is not None and one.span is not None]
    tail = (min(start for start, _ in ends), max(end for _, end in ends)) if ends else (len(reading.text), len(reading.text))
    has_plan = any(one.span[0] > tail[1] for one in reading.provisions)
    blocks = list(_blocks(reading.text))
    inside = [one for one in blocks if one.grid and first < one.span[0] and (one.span[0] < tail[0] or has_plan)]
    order = sorted(
        [(one.span[0], 0, number) for number, one in enumerate(reading.provisions)]
        + [(one.span[0], 1, number) for number, one in enumerate(inside)]
    )
    places = {number: place for place, (_, is_table, number) in enumerate(order) if not is_table}
    found: list[ProvisionDraft] = []
    tables: list[tuple[Span, int]] = []
    for _, is_table, number in order:
        if is_table:
            tables.append((inside[number].span, len(found)))
            found.append(ProvisionDraft(inside[number].grid, Kind.TABLE))
            continue
        parent = body[number].parent_position
        found.append(replace(body[number], parent_position=None if parent is None else places[parent]))
    if not has_plan:
        behind = [one for one in blocks if one.span[0] >= tail[1] and one.text.strip()]
        for title, held in _appendices(behind):
            tables += _added(found, title, held, drafted)
    return tuple(found), places, tables


def _blocks(text: str) -> Iterator[_Block]:
    """The lines in order; those of a table that a draft can hold together."""
    at = 0
    rows: list[_Block] = []
    for line in [*text.split("\n"), ""]:
        block = _Block((at, at + len(line)), line)
        at += len(line) + 1
        if table_line(line):
            rows.append(block)
            continue
        if rows:
            span = (rows[0].span[0], rows[-1].span[1])
            yield _Block(span, text[slice(*span)], _cells([row.text for row in rows]))
            rows = []
        yield block


def _cells(rows: Sequence[str]) -> str:
    """The rows as the text of a table; "" where it is too large to be one."""
    cells = [[cell.strip() for cell in row.strip().strip("|").split("|")] for row in rows]
    width = max(len(row) for row in cells)
    first, *others = [(*row, *[""] * (width - len(row))) for row in cells]
    try:
        return grids.text_of(grids.numbered_by_itself(grids.within_limits(grids.Grid(first, tuple(others)))))
    except grids.EditingError:
        return ""


def _appendices(behind: Sequence[_Block]) -> Iterator[tuple[str, list[_Block]]]:
    """The title and the blocks of each appendix; what has no title is one where it holds a table."""
    heads = [place for place, one in enumerate(behind) if not one.grid and _APPENDIX.fullmatch(nfc(one.text))]
    if any(one.grid for one in behind[: heads[0] if heads else None]):
        heads, behind = [0, *(place + 1 for place in heads)], [_Block((0, 0), "Phụ lục"), *behind]
    for start, end in pairwise([*heads, len(behind)]):
        named = _APPENDIX.fullmatch(nfc(behind[start].text))
        title, beyond = _cut((named and named["title"]) or "")
        at = start + 1
        while not beyond and at < end and not behind[at].grid and _is_title(behind[at].text, title):
            title = f"{title} {nfc(behind[at].text)}".strip()
            at += 1
        at += _length_of_reference(behind[at:end])
        yield title, [*([_Block(behind[start].span, beyond)] if beyond else []), *behind[at:end]]


def _cut(title: str) -> tuple[str, str]:
    """As much of it as a title holds, cut at a blank, and what is beyond."""
    if len(title) <= APPENDIX_TITLE:
        return title, ""
    end = title.rfind(" ", 0, APPENDIX_TITLE + 1)
    end = end if end > 0 else APPENDIX_TITLE
    return title[:end], title[end:].strip()


def _is_title(text: str, before: str) -> bool:
    """Whether the line is the title, or goes on with what of it stands above; a line with a label never is."""
    words = nfc(text)
    if marker(words) or len(f"{before} {words}".strip()) > APPENDIX_TITLE:
        return False
    return words.isupper() or (not before and not words.startswith("(") and not words.endswith((".", ";", ":")))


def _length_of_reference(blocks: Sequence[_Block]) -> int:
    """How many lines "(… kèm theo …)" takes at the beginning; one where it is not closed, none where more stands behind it."""
    if not blocks or not _REFERENCE.fullmatch(nfc(blocks[0].text)):
        return 0
    words = ""
    for number, one in enumerate(blocks[:_MOST_OF_REFERENCE], start=1):
        if number > 1 and (one.grid or marker(nfc(one.text))):
            break
        words += one.text
        if _CLOSED.fullmatch(words.strip()):
            return number
    return int(")" not in blocks[0].text)


def _added(found: list[ProvisionDraft], title: str, held: Sequence[_Block], drafted: Drafted) -> list[tuple[Span, int]]:
    """The appendix put behind what was found; where its tables stand, by their spans."""
    widest = max((len(grids.grid_of(one.grid).columns) for one in held if one.grid), default=0)
    head = len(found)
    found.append(ProvisionDraft(title, Kind.LANDSCAPE if widest >= _MANY_COLUMNS else Kind.APPENDIX))
    tables: list[tuple[Span, int]] = []
    texts: list[_Block] = []
    for one in [*held, _Block((0, 0), "")]:
        if one.text.strip() and not one.grid:
            texts.append(one)
            continue
        nodes = build([(text.span[0], text.text) for text in texts])
        first = len(found)
        for plain in drafted([ReadProvision(node.label, node.kind, node.text, (node.start, node.end), node.parent) for node in nodes]):
            kind = Kind.TEXT if plain.kind in {Kind.BASE, Kind.CLOSE} else plain.kind
            parent = plain.parent_position
            holder = first + parent if parent is not None else head if kind != Kind.TEXT else None
            found.append(replace(plain, kind=kind, parent_position=holder))
        texts = []
        if one.grid:
            tables.append((one.span, len(found)))
            found.append(ProvisionDraft(one.grid, Kind.TABLE))
    return tables
