"""What stands beside the document itself: appendices, documents issued with it, the block of a copy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from directives.files.sheet import Paragraph
from directives.layout.titles import title_code
from directives.layout.type_face import is_rule
from directives.reading.tail import RECIPIENTS
from records.text import nfc

NATION = re.compile(r"c[ộo]ng\s+h[òo][àa]?a?\s+x[ãa]\s+h[ộo]i\b", re.IGNORECASE)
SIGNED_ON = re.compile(r"\d{1,2}[:h]\d{2}(?::\d{2})?")
ENCLOSED = re.compile(r"\(?\s*(?:ban hành\s+)?(?:kèm\s+theo|đính kèm)\b", re.IGNORECASE)
_APPENDIX = re.compile(r"(?:phụ lục|phụ biểu)(?:\s+(?:số\s+)?(?P<number>[IVXLC]{1,7}|\d{1,3}|[A-Z]))?\s*[:.]?$", re.IGNORECASE)
_COPY = re.compile(r"SAO Y(?: BẢN CHÍNH)?|SAO LỤC|TRÍCH SAO|BẢN (?:SAO Y|SAO LỤC|TRÍCH SAO)")
_ENCLOSED_BY = 8  # paragraphs within which an enclosure says to what it belongs
_TITLE_LONGEST = 6
_HEAD_LONGEST = 60  # paragraphs in which a head is looked for


@dataclass(slots=True)
class Part:
    """What follows the signature: an appendix, or a document that is issued with it. `numbered` is what its label says after "Phụ lục"."""

    paragraphs: list[Paragraph]
    label: Paragraph | None = None
    numbered: str = ""
    title: list[Paragraph] = field(default_factory=list)
    reference: list[Paragraph] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)

    @property
    def is_appendix(self) -> bool:
        return self.label is not None

    @property
    def is_titled(self) -> bool:
        """Whether it begins as a document issued with this one does."""
        return bool(self.reference) or any(title_code(nfc(each.text)) for each in self.title[:1])


def enclosure(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The text of a file that holds only an appendix or a document issued with another, below the line of its digital signature."""
    filled = [each for each in paragraphs if each.text.strip()]
    if filled and filled[0].cell is None and SIGNED_ON.search(nfc(filled[0].text)):
        filled = filled[1:]
    if not filled or any(NATION.search(each.text) for each in filled[:_HEAD_LONGEST]):
        return []
    titled = _APPENDIX.match(nfc(filled[0].text)) or title_code(nfc(filled[0].text))
    return filled if titled and any(ENCLOSED.match(nfc(each.text)) for each in filled[:_ENCLOSED_BY]) else []


def copy_at(paragraphs: Sequence[Paragraph]) -> int:
    """Where the block of an agency that copied the document begins, the end without one: its form is that of copies, not of letters."""
    signed = next((index for index, each in enumerate(paragraphs) if RECIPIENTS.match(nfc(each.text))), len(paragraphs))
    for index in range(signed, len(paragraphs)):
        if _COPY.fullmatch(nfc(paragraphs[index].text)):
            cell = paragraphs[index].cell
            while cell is not None and (above := paragraphs[index - 1].cell) is not None and above.table == cell.table:
                index -= 1
            return index
    return len(paragraphs)


def is_blank(paragraph: Paragraph) -> bool:
    """Whether it prints no letter."""
    return not paragraph.text.strip()


def divided(rest: Sequence[Paragraph]) -> list[list[Paragraph]]:
    """The parts after the signature: each label "Phụ lục", new section or page that begins with a title opens one."""
    parts: list[list[Paragraph]] = []
    section = rest[0].section if rest else 0
    fresh = True
    for paragraph in rest:
        if is_blank(paragraph):
            fresh = fresh or paragraph.breaks_page
            continue
        opens = _APPENDIX.match(nfc(paragraph.text)) is not None and not (paragraph.cell and paragraph.cell.is_ruled)
        if not parts or opens or paragraph.section != section or (fresh and title_code(nfc(paragraph.text))):
            parts.append([])
        parts[-1].append(paragraph)
        section, fresh = paragraph.section, False
    return parts


def part_of(paragraphs: list[Paragraph]) -> Part:
    first = paragraphs[0]
    label = _APPENDIX.match(nfc(first.text))
    part = Part(paragraphs, first if label else None, (label["number"] or "") if label else "")
    at = 1 if label else next((i for i, each in enumerate(paragraphs[:20]) if title_code(nfc(each.text))), 0)
    titled = list(takewhile(lambda each: not ENCLOSED.match(nfc(each.text)) and not each.cell and each.align == "center", paragraphs[at:]))
    part.title = titled[:_TITLE_LONGEST]
    at += len(part.title)
    for paragraph in paragraphs[at : at + 4]:
        if is_rule(paragraph) or not (ENCLOSED.match(nfc(paragraph.text)) or is_unclosed(part.reference)):
            break
        part.reference.append(paragraph)
        at += 1
    part.body = paragraphs[at:]
    return part


def is_unclosed(reference: Sequence[Paragraph]) -> bool:
    """Whether "(Kèm theo …" goes on in the next paragraph."""
    text = nfc(" ".join(each.text for each in reference))
    return text.startswith("(") and not text.endswith(")")
