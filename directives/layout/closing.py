"""The end of a document: Nơi nhận, who signs, the drafter's mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directives.files.sheet import Paragraph
from directives.layout.type_face import is_bold
from directives.reading import tail
from directives.reading.head import is_capitals
from records.text import nfc

_MARK = re.compile(r"[A-ZĐ][A-ZĐ.]{0,7}\s?\.?\s?\(\d{1,5}\)\.?$")
_ARCHIVE = re.compile(r"[-–]?\s*lưu\b", re.IGNORECASE)
_RECIPIENT = re.compile(r"[-–—•+]|\(|lưu\b", re.IGNORECASE)
_DASHED = re.compile(r"[-–•+]\s*\w")
_SIGNED = re.compile(r"[(\[\s]*(?:đã ký|chữ ký|ký tên|ký, |ký và|dấu[/ ])", re.IGNORECASE)
_SIGNS = re.compile(r"(?:ĐẠI DIỆN|THƯ KÝ|CHỦ TỌA|CHỦ TRÌ|NGƯỜI|TM|KT|TL|TUQ|Q)\b")


@dataclass(slots=True)
class Closing:
    """`first` and `last` are indexes of paragraphs: where it begins, and where what follows it begins."""

    first: int = 0
    last: int = 0
    label: Paragraph | None = None
    recipients: list[Paragraph] = field(default_factory=list)
    mark: Paragraph | None = None
    signatures: list[list[Paragraph]] = field(default_factory=list)


def closing_of(paragraphs: Sequence[Paragraph], start: int) -> Closing:
    """The end of the document whose text begins at `start`; an empty one at the end of a text that is not signed."""
    label = next((i for i in range(start, len(paragraphs)) if _is_label(paragraphs[i])), None)
    if label is None:
        label = _signed_at(paragraphs, start)
        if label is None:
            return Closing(len(paragraphs), len(paragraphs))
    first = _first(paragraphs, label, start)
    last = _last(paragraphs, label)
    closing = Closing(first, last)
    blocks: dict[tuple[int, int] | None, list[Paragraph]] = {}
    in_list = False
    for paragraph in paragraphs[first:last]:
        text = nfc(paragraph.text)
        if not text or _SIGNED.match(text):
            continue
        if _is_label(paragraph) and closing.label is None:
            closing.label, in_list = paragraph, True
            if len(text) > len("Nơi nhận:") + 3:
                closing.recipients.append(paragraph)
        elif (
            closing.label is not None
            and (in_list or _DASHED.match(text))
            and _beside(paragraph, closing.label)
            and (_RECIPIENT.match(text) or _goes_on(closing, text))
        ):
            closing.recipients.append(paragraph)
            in_list = not _ARCHIVE.match(text)
        elif closing.label is not None and _beside(paragraph, closing.label) and _MARK.match(text):
            closing.mark, in_list = paragraph, False
        else:
            place = (paragraph.cell.table, paragraph.cell.column) if paragraph.cell else None
            blocks.setdefault(place, []).append(paragraph)
    closing.signatures = [block for block in blocks.values() if is_capitals(nfc(block[0].text)) or _looks_signed(block)]
    return closing


def _is_label(paragraph: Paragraph) -> bool:
    text = nfc(paragraph.text)
    match = tail.RECIPIENTS.match(text)
    return match is not None and (match.end() == len(text) or ":" in text[: match.end() + 1]) and len(text) < 160


def _beside(paragraph: Paragraph, label: Paragraph) -> bool:
    """Whether it stands in the column of the label."""
    if label.cell is None or paragraph.cell is None:
        return paragraph.cell == label.cell
    return (paragraph.cell.table, paragraph.cell.column) == (label.cell.table, label.cell.column)


def _in_table_of(paragraph: Paragraph, other: Paragraph) -> bool:
    """Whether both stand in one table."""
    return paragraph.cell is not None and other.cell is not None and paragraph.cell.table == other.cell.table


def _goes_on(closing: Closing, text: str) -> bool:
    """Whether a line without a hyphen is still one of the list, typed without it."""
    before = nfc(closing.recipients[-1].text) if closing.recipients else ""
    return not before.endswith(".") and not is_capitals(text) and not _MARK.match(text)


def _looks_signed(block: Sequence[Paragraph]) -> bool:
    """A block whose title was not typed in capitals is still a signature when a name in bold ends it."""
    return len(block) > 1 and tail.is_person(nfc(block[-1].text)) and is_bold(block[-1])


def _signed_at(paragraphs: Sequence[Paragraph], start: int) -> int | None:
    """The first line of the last signature, in a document without Nơi nhận."""
    for index in range(len(paragraphs) - 1, start, -1):
        text = nfc(paragraphs[index].text)
        named = tail.is_person(text) and not is_capitals(text) and is_bold(paragraphs[index])
        if not named:
            continue
        for above in range(index - 1, max(start, index - 12), -1):
            words = nfc(paragraphs[above].text)
            if words and is_capitals(words) and (tail.starts_signature(words) or _SIGNS.match(words)):
                return above
    return None


def _first(paragraphs: Sequence[Paragraph], label: int, start: int) -> int:
    """Where the closing begins: the table of the label, and the signatures above it."""
    first = label
    while first > start:
        above = paragraphs[first - 1]
        text = nfc(above.text)
        same = _in_table_of(above, paragraphs[first])
        signs = is_capitals(text) and len(text) < 90 and (tail.starts_signature(text) or _SIGNS.match(text) is not None)
        named = tail.is_person(text) and is_bold(above) and not is_capitals(text)
        layout = above.cell is not None and not above.cell.is_ruled and above.cell.columns <= 3
        blank_before_name = not text and first < label
        if (
            same
            or signs
            or (named and (layout or above.align == "center"))
            or (layout and not text and first < label)
            or (blank_before_name and not above.cell)
        ):
            first -= 1
        else:
            break
    while first < label and not paragraphs[first].text.strip() and paragraphs[first].cell is None:
        first += 1
    return first


def _last(paragraphs: Sequence[Paragraph], label: int) -> int:
    """Where the closing ends: with the table of the label and the signature below it."""
    last = label + 1
    named = False
    while last < len(paragraphs):
        paragraph = paragraphs[last]
        text = nfc(paragraph.text)
        same = _in_table_of(paragraph, paragraphs[label])
        if paragraph.section != paragraphs[label].section or (paragraph.breaks_page and not same and text):
            break
        if same or not text or _RECIPIENT.match(text) or _MARK.match(text):
            last += 1
            continue
        signs = is_capitals(text) and (tail.starts_signature(text) or _SIGNS.match(text) is not None)
        if not (
            signs
            or (tail.is_person(text) and not named)
            or (paragraph.cell and not paragraph.cell.is_ruled and paragraph.cell.columns <= 3)
        ):
            break
        named = named or (tail.is_person(text) and not is_capitals(text))
        last += 1
    return last
