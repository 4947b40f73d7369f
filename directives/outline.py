"""The body of a draft from plain lines, one paragraph each: what a drafter types is nested by its labels.

Labels are those of NĐ 30/2020, Phụ lục I, II.6: Phần, Chương, Mục, Điều, I., 1., a), and the dash.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from directives import grids
from directives.drafting import ProvisionDraft, are_bases
from directives.models import Provision
from records.text import nfc

Kind = Provision.Kind

# What a line begins with, and what it then is; the order is the order of nesting.
_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.PART, re.compile(r"(Phần (?:thứ )?[IVXLC\w]{1,12}[.:]?)\s+(.+)", re.IGNORECASE)),
    (Kind.CHAPTER, re.compile(r"(Chương [IVXLC\d]{1,6}[.:]?)\s+(.+)", re.IGNORECASE)),
    (Kind.SECTION, re.compile(r"(Mục \d{1,3}[.:]?)\s+(.+)", re.IGNORECASE)),
    (Kind.ARTICLE, re.compile(r"(Điều \d{1,3}[.:])\s+(.+)", re.IGNORECASE)),
    (Kind.ROMAN, re.compile(r"([IVXL]{1,7}\.)\s+(.+)")),
    (Kind.CLAUSE, re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,3}[.)])\s+(.+)")),
    (Kind.POINT, re.compile(r"([a-zđ][.)])\s+(.+)")),
    (Kind.DASH, re.compile(r"([-–+•])\s*(.+)")),
)
_DEPTH = {kind: depth for depth, (kind, _) in enumerate(_LABELS)} | {Kind.CLAUSE_TITLE: 5}
_TITLE = re.compile(r".{1,120}:|[^.;,]{1,120}")


def provisions_of(text: str) -> tuple[ProvisionDraft, ...]:
    """The lines as provisions, nested by their labels; blank lines are dropped.

    Rows that were copied from a spreadsheet, two or more, are a table. Lines without a label before the first labelled one are căn cứ
    where they begin as such; the last line after labelled ones closes. Raises EditingError for a table that is too large.
    """
    drafted: list[ProvisionDraft] = []
    open_above: list[tuple[int, int]] = []  # (depth, position) of the labelled provisions that may still hold others
    rows = [block if "\t" in block else nfc(block) for block in _blocks(text)]
    bases = are_bases(list(takewhile(lambda row: "\t" not in row and _split(row)[0] is None, rows)))
    for number, row in enumerate(rows):
        if "\t" in row:
            drafted.append(ProvisionDraft(text=grids.text_of(grids.pasted(row)), kind=Kind.TABLE))
            continue
        kind, label, words = _split(row)
        if number < len(bases):
            drafted.append(ProvisionDraft(text=words, kind=Kind.BASE if bases[number] else Kind.TEXT))
            continue
        if kind is None:
            drafted.append(ProvisionDraft(text=words, kind=Kind.CLOSE if number == len(rows) - 1 else Kind.TEXT))
            continue
        depth = _DEPTH[kind]
        while open_above and open_above[-1][0] >= depth:
            open_above.pop()
        is_title = kind == Kind.CLAUSE and _TITLE.fullmatch(words) is not None and _has_children(rows[number + 1 :], depth)
        drafted.append(
            ProvisionDraft(
                text=words,
                kind=Kind.CLAUSE_TITLE if is_title else kind,
                label="" if kind == Kind.DASH else label,
                parent_position=open_above[-1][1] if open_above else None,
            )
        )
        open_above.append((depth, number))
    return tuple(drafted)


def _blocks(text: str) -> Iterator[str]:
    """The lines that say something; those that were copied from a spreadsheet together, with their tabs."""
    table: list[str] = []
    is_open = False
    for line in [*text.splitlines(), ""]:
        if "\t" in line or is_open:
            table.append(line)
            is_open ^= line.count('"') % 2 == 1  # a cell of several lines stands in quotation marks
            continue
        joined = "\n".join(table)
        yield from [joined] if grids.is_pasted_table(joined) else (row.replace("\t", " ") for row in table if row.strip())
        table = []
        if line.strip():
            yield line


def _split(row: str) -> tuple[Kind | None, str, str]:
    for kind, pattern in _LABELS:
        if found := pattern.fullmatch(row):
            return kind, found[1], found[2]
    return None, "", row


def _has_children(following: Iterable[str], depth: int) -> bool:
    """Whether the very next line is a labelled one further in."""
    kind = next((_split(row)[0] for row in following), None)
    return kind is not None and _DEPTH[kind] > depth
