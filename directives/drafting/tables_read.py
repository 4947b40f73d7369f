"""Tables and appendices of a text that was read, as paragraphs of its draft: rows between strokes, and what stands behind the signature."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from typing import cast

from directives import grids
from directives.drafting.facts import APPENDIX_TITLE, ProvisionDraft
from directives.models import Provision
from directives.reading.head import LIBERTY, MOTTO, is_capitals, place_and_date, title_of
from directives.reading.lines import marker, table_line
from directives.reading.model import Provision as ReadProvision
from directives.reading.model import Reading, Span
from directives.reading.outline import build
from records.text import nfc

Kind = Provision.Kind
Drafted = Callable[[Sequence[ReadProvision]], tuple[ProvisionDraft, ...]]
_ORDINAL = r"(?:\s+(?:số\s+)?(?:[IVXLC]+|\d{1,2}(?:\.\d{1,2})?|[A-H])[A-H]?(?!\w))?"
_APPENDIX = re.compile(rf"phụ lục{_ORDINAL}\s*(?:[.:\-–]\s*(?P<title>.*)|(?P<reference>\(.*\bkèm theo\b.*))?", re.IGNORECASE)
_IN_CAPITALS = re.compile(rf"PHỤ LỤC{_ORDINAL}\s+(?P<title>.+)")
_REFERENCE = re.compile(r"\([^)]*\bkèm theo\b.*", re.IGNORECASE)
_CLOSED = re.compile(r"\((?:[^()]|\([^()]*\))*\)[\s.;/]*")
_MOST_OF_REFERENCE = 4
_MOST_OF_TITLE = 8
"""Lines from the name of a document that a decision issues to "(… kèm theo …)"."""
_MANY_COLUMNS = 7
"""From so many on a table is read on a page that is wide."""


@dataclass(frozen=True, slots=True)
class _Block:
    """A line of the text, or the rows of a table; `grid` is its cells as text."""

    span: Span
    text: str
    grid: str = ""


def with_tables(reading: Reading, drafted: Drafted) -> tuple[tuple[ProvisionDraft, ...], dict[int, int], list[tuple[Span, int]]]:
    """The paragraphs that were read as `drafted` makes them, the tables in their places and the appendices behind them; no words get lost.

    What a decision issues is an appendix that begins with the name of its type. The second says where each paragraph now stands, by its
    place in the reading, the third where each table that stood at a span does.
    """
    body, first = drafted(reading.provisions), reading.provisions[0].span[0] if reading.provisions else len(reading.text)
    ends = [one.span for one in (*reading.recipients, reading.archive, reading.signer) if one is not None and one.span is not None]
    tail = (min(start for start, _ in ends), max(end for _, end in ends)) if ends else (len(reading.text), len(reading.text))
    plan = next((one.span[0] for one in reading.provisions if one.span[0] > tail[1]), None)
    blocks = list(_blocks(reading.text))
    behind = [one for one in blocks if one.span[0] >= tail[1] and one.text.strip() and (plan is None or one.span[0] < plan)]
    inside = [
        one for one in blocks if one.grid and first < one.span[0] and (one.span[0] < tail[0] or (plan or len(reading.text)) < one.span[0])
    ]
    order = sorted(
        [(one.span[0], 0, number) for number, one in enumerate(reading.provisions)]
        + [(one.span[0], 1, number) for number, one in enumerate(inside)]
    )
    places: dict[int, int] = {}
    found: list[ProvisionDraft] = []
    tables: list[tuple[Span, int]] = []
    head: int | None = None
    for start, is_table, number in order:
        if plan is not None and start >= plan and head is None:
            for title, held in _appendices(behind, before_plan=True) or [("", [])]:
                head = len(found)
                tables += _added(found, title, held, drafted)
        if is_table:
            tables.append((inside[number].span, len(found)))
            found.append(ProvisionDraft(inside[number].grid, Kind.TABLE))
            continue
        places[number] = len(found)
        parent = body[number].parent_position
        one = replace(body[number], parent_position=None if parent is None else places[parent])
        found.append(one if head is None else _in_appendix(one, head))
    if plan is None:
        for title, held in _appendices(behind):
            tables += _added(found, title, held, drafted)
    return tuple(found), places, tables


def _in_appendix(one: ProvisionDraft, head: int) -> ProvisionDraft:
    """A paragraph of the body as one of the appendix that begins at `head`."""
    kind = Kind.TEXT if one.kind in {Kind.BASE, Kind.CLOSE} else one.kind
    holder = one.parent_position if one.parent_position is not None else head if kind != Kind.TEXT else None
    return replace(one, kind=kind, parent_position=holder)


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


def _appendices(behind: Sequence[_Block], *, before_plan: bool = False) -> list[tuple[str, list[_Block]]]:
    """The title and the blocks of each appendix; what stands before the first that is named is one of its own.

    `before_plan`: only the head of what a decision issues, whose paragraphs were read with the body.
    """
    found = []
    named = [place for place, one in enumerate(behind) if not one.grid and _named(one.text)]
    titles = {place + below for place in named for below in (1, 2)}
    issued = {place for place, one in enumerate(behind) if not one.grid and _is_issued(behind[place:], before_plan)}
    heads = sorted({*named, *(issued - titles)})
    if not heads or heads[0]:
        front = behind[: heads[0] if heads else None]
        if front and not (heads and heads[0] in issued and all(_is_of_head(one.text) for one in front)):
            found.append(_with_title("", front, only_capitals=True))
    for start, end in pairwise([*heads, len(behind)]):
        first, held = behind[start], behind[start + 1 : end]
        if start not in named:
            found.append(_issued(behind[start:end]))
            continue
        said = cast("re.Match[str]", _named(first.text)).groupdict()
        reference = said.get("reference")
        title, rest = _with_title(said["title"] or "", held)
        kept = [_Block(first.span, reference)] if reference and not _CLOSED.fullmatch(nfc(reference)) else []
        found.append((title, [*kept, *rest]))
    return found


def _named(text: str) -> re.Match[str] | None:
    """What a line says that begins an appendix: "Phụ lục I", "Phụ lục 2. Danh sách", "PHỤ LỤC I DANH SÁCH", "Phụ lục (Kèm theo …)"."""
    words = nfc(text)
    return _APPENDIX.fullmatch(words) or (_IN_CAPITALS.fullmatch(words) if words.isupper() else None)


def _is_issued(blocks: Sequence[_Block], before_plan: bool) -> bool:
    """Whether a document that a decision issues begins here: the name of a type in capitals, and soon "(… kèm theo …)" or its plan."""
    if title_of(nfc(blocks[0].text)) is None:
        return False
    below = takewhile(lambda one: not (one.grid or marker(nfc(one.text)) or _named(one.text)), blocks[1:_MOST_OF_TITLE])
    return before_plan or any(_REFERENCE.fullmatch(nfc(one.text)) for one in below)


def _issued(blocks: Sequence[_Block]) -> tuple[str, list[_Block]]:
    """The name and the subject of a document that a decision issues as its title, and its blocks."""
    at = next((place for place, one in enumerate(blocks) if _REFERENCE.fullmatch(nfc(one.text))), len(blocks))
    title, beyond = _cut(" ".join(nfc(one.text) for one in blocks[:at]))
    rest = blocks[at + _length_of_reference(blocks[at:]) :]
    return title, [*([_Block(blocks[0].span, beyond)] if beyond else []), *rest]


def _is_of_head(text: str) -> bool:
    """Whether the line is one of the head that stands over a document, which is printed anew."""
    words = nfc(text)
    return bool(MOTTO.match(words) or LIBERTY.match(words) or place_and_date(words) or (is_capitals(words) and not title_of(words)))


def _with_title(title: str, held: Sequence[_Block], *, only_capitals: bool = False) -> tuple[str, list[_Block]]:
    """The title with what of it stands on the next lines, and the blocks below it without the line that refers to the document."""
    title, beyond = _cut(title)
    at = 0
    while not beyond and at < len(held) and not held[at].grid and _is_title(held[at].text, title, only_capitals=only_capitals):
        title = f"{title} {nfc(held[at].text)}".strip()
        at += 1
    at += _length_of_reference(held[at:])
    return title, [*([_Block((0, 0), beyond)] if beyond else []), *held[at:]]


def _cut(title: str) -> tuple[str, str]:
    """As much of it as a title holds, cut at a blank, and what is beyond."""
    if len(title) <= APPENDIX_TITLE:
        return title, ""
    end = title.rfind(" ", 0, APPENDIX_TITLE + 1)
    end = end if end > 0 else APPENDIX_TITLE
    return title[:end], title[end:].strip()


def _is_title(text: str, before: str, *, only_capitals: bool) -> bool:
    """Whether the line is the title, or goes on with what of it stands above; a line with a label never is."""
    words = nfc(text)
    if marker(words) or len(f"{before} {words}".strip()) > APPENDIX_TITLE:
        return False
    return words.isupper() or (not only_capitals and not before and not words.startswith("(") and not words.endswith((".", ";", ":")))


def _length_of_reference(blocks: Sequence[_Block]) -> int:
    """How many lines "(… kèm theo …)" takes at the beginning; none where it is not closed or more stands behind it: then it is kept."""
    if not blocks or not _REFERENCE.fullmatch(nfc(blocks[0].text)):
        return 0
    words = ""
    for number, one in enumerate(blocks[:_MOST_OF_REFERENCE], start=1):
        if number > 1 and (one.grid or marker(nfc(one.text))):
            break
        words += one.text
        if _CLOSED.fullmatch(words.strip()):
            return number
    return 0


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
            parent = plain.parent_position
            found.append(_in_appendix(replace(plain, parent_position=None if parent is None else first + parent), head))
        texts = []
        if one.grid:
            tables.append((one.span, len(found)))
            found.append(ProvisionDraft(one.grid, Kind.TABLE))
    return tables
