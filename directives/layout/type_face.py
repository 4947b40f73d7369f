"""Comparing how a component is set with how it ought to be, and lines that are ruled under it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from directives.files.sheet import Paragraph, Run
from directives.layout.findings import Finding, finding
from directives.reading.head import is_capitals
from directives.writing.text import printed_width
from records.text import nfc

TWIPS = 20
_UNDERSCORES = re.compile(r"[_─—-]{4,}|\*{3,}")
_RAISED = 0.65
"""What is left of the size of a raised letter."""
_ALIGN = {"center": "căn giữa", "both": "căn đều hai lề", "left": "căn trái", "right": "căn phải"}


@dataclass(frozen=True, slots=True)
class Face:
    """How a component is to be set; None is left open."""

    smallest: float
    largest: float
    bold: bool | None = None
    italic: bool | None = False
    capitals: bool | None = None
    align: str | None = None

    def __str__(self) -> str:
        size = f"{self.smallest:g}" if self.smallest == self.largest else f"{self.smallest:g}–{self.largest:g}"
        words = [
            {True: "in hoa", False: "in thường", None: ""}[self.capitals],
            f"cỡ {size}",
            {True: "nghiêng", False: "đứng", None: ""}[self.italic],
            {True: "đậm", False: "không đậm", None: ""}[self.bold],
            _ALIGN.get(self.align or "", ""),
        ]
        return ", ".join(filter(None, words))


def lettered(paragraph: Paragraph) -> list[Run]:
    """The runs that print letters or figures, without the raised marks of notes."""
    return [run for run in paragraph.runs if not run.is_raised and any(map(str.isalnum, run.text))]


def is_bold(paragraph: Paragraph) -> bool:
    """Whether all of it is."""
    runs = lettered(paragraph)
    return bool(runs) and all(run.is_bold for run in runs)


def is_italic(paragraph: Paragraph) -> bool:
    """Whether all of it is."""
    runs = lettered(paragraph)
    return bool(runs) and all(run.is_italic for run in runs)


def is_underlined(paragraph: Paragraph) -> bool:
    """Whether all of it is."""
    runs = lettered(paragraph)
    return bool(runs) and all(run.is_underlined for run in runs)


def size_of(paragraph: Paragraph) -> float:
    """The largest size of its letters, 0 for none."""
    return max((run.size for run in lettered(paragraph)), default=0.0)


def lines_of(paragraph: Paragraph) -> float:
    """Its line spacing, in lines of its type."""
    if paragraph.line_rule == "auto":
        return paragraph.line
    lines = paragraph.line / (size_of(paragraph) or 14) / 1.15
    return max(lines, 1.0) if paragraph.line_rule == "atLeast" else lines


def faults(paragraph: Paragraph, face: Face) -> list[str]:
    """What differs, in Vietnamese."""
    runs = lettered(paragraph)
    if not runs:
        return []
    found = []
    sizes = sorted({run.size for run in runs if not face.smallest <= run.size <= face.largest})
    if sizes:
        found.append("cỡ " + ", ".join(f"{size:g}" for size in sizes))
    if face.bold is not None and any(run.is_bold != face.bold for run in runs):
        found.append("không đậm" if face.bold else "đậm")
    if face.italic is not None and any(run.is_italic != face.italic for run in runs):
        found.append("không nghiêng" if face.italic else "nghiêng")
    text = nfc(paragraph.text)
    if face.capitals is True and not is_capitals(text):
        found.append("in thường")
    if face.capitals is False and is_capitals(text) and len(text) > 4:
        found.append("in hoa")
    if face.align is not None and paragraph.align != face.align and "\t" not in paragraph.text and not paragraph.box:
        found.append(_ALIGN.get(paragraph.align, f"căn “{paragraph.align}”"))
    return found


def ill_set(rule: str, component: str, paragraphs: Iterable[Paragraph], face: Face) -> Iterator[Finding]:
    """A finding for each paragraph of the component that is set otherwise."""
    for paragraph in paragraphs:
        if differing := faults(paragraph, face):
            yield finding(rule, component, ", ".join(differing), str(face), paragraph)


# -- rules under a component ------------------------------------------------------------------------------------------------------


def ruled_lengths(paragraphs: Sequence[Paragraph]) -> list[float]:
    """The lengths in points of the level lines among the paragraphs: borders, drawn lines, underlined letters, rows of hyphens."""
    found: list[float] = []
    for paragraph in paragraphs:
        found += paragraph.drawn
        sides = paragraph.borders.split()
        if sides and not {"left", "right"} & set(sides):
            found.append(max(paragraph.width - paragraph.left - paragraph.right, 0.0))
        underlined = "".join(run.text for run in paragraph.runs if run.is_underlined).strip()
        if underlined:
            found.append(width_of(underlined, size_of(paragraph) or 12))
        elif (row := _UNDERSCORES.fullmatch(paragraph.text.strip())) is not None:
            first = paragraph.runs[0]
            found.append(len(row[0]) * first.size / 2 * (_RAISED if first.is_raised else 1))
    return found


def is_rule(paragraph: Paragraph) -> bool:
    """Whether it only draws a line."""
    text = paragraph.text.strip()
    return (not text and bool(paragraph.borders or paragraph.drawn)) or _UNDERSCORES.fullmatch(text) is not None


def width_of(text: str, size: float) -> float:
    """How wide a bold line of Times New Roman is, in points."""
    return printed_width(nfc(text), size) / TWIPS
