"""The logical lines of the head, from its physical ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directives.reading.head.agencies import AGENCY_HEAD
from directives.reading.head.subject import BODY_OPENING, kind_of, subject_length
from directives.reading.head.words import DATE_LINE, is_capitals, title_of
from directives.reading.lines import Line, glue, wants_more


@dataclass(slots=True)
class HeadLine:
    """One logical line of the head: what it is and its text."""

    kind: str
    text: str


@dataclass(slots=True)
class HeadBlock:
    lines: list[HeadLine] = field(default_factory=list)
    #: how many physical lines were taken
    used: int = 0

    def of(self, kind: str) -> list[HeadLine]:
        return [line for line in self.lines if line.kind == kind]

    def in_order(self) -> list[HeadLine]:
        """The lines with those of the agencies together, for the motto beside them may have come between: a name has one place."""
        agency = self.of("agency")
        return [
            other for line in self.lines for other in (agency if agency and line is agency[0] else [line] if line.kind != "agency" else [])
        ]


def read_block(lines: Sequence[Line], limit: int, *, addressed: bool) -> HeadBlock:
    """The logical lines of the head from the first `limit` physical lines, up to the addressees or the first line of the body.

    Numbered lines belong to the head only where addressees follow (`addressed`): a receiving office wrote them above "Kính gửi".
    After the name of the type comes the subject, and after it the body: see `_subject_length`.
    """
    block = HeadBlock()
    index = 0
    seen_number = seen_date = False
    while index < limit:
        line = lines[index]
        kind = kind_of(lines, index)
        current = block.lines[-1] if block.lines else None
        if kind == "dear":
            break
        title = title_of(line.text) if kind == "title" else None
        if title:
            if block.of("title") or not (seen_number or seen_date or index < 14):
                break
            rest = title[1]
            block.lines.append(HeadLine("title", line.text[: len(line.text) - len(rest)].strip() if rest else line.text))
            length = subject_length(lines, index + 1, limit, bool(rest))
            parts = ([Line(rest)] if rest else []) + list(lines[index + 1 : index + 1 + length])
            if parts:
                block.lines.append(HeadLine("subject", _joined(parts)))
            index += 1 + length
            if not _head_goes_on(lines, index, limit):
                break
            continue
        if kind is None:
            if (
                is_capitals(line.text)
                and not seen_number
                and (current is None or current.kind in ("motto", "agency", "stamp") or line.break_before)
            ):
                block.lines.append(HeadLine("agency", line.text)) if not (
                    current and current.kind == "agency" and line.indent and not line.break_before and not AGENCY_HEAD.match(line.text)
                ) else _extend(current, line)
            elif current is not None and current.kind == "date" and (about := _open_about(block, lines, index)):
                _extend(about, line)
            elif (
                current is not None and current.kind in ("about", "date", "number", "item") and not _opens_body(lines, index, current)
            ) or (
                current is not None
                and current.kind == "agency"
                and (line.indent or line.text[:1].islower() or is_capitals(line.text))
                and not seen_number
            ):
                _extend(current, line)
            elif (
                not seen_number
                and not seen_date
                and (
                    is_capitals(line.text)
                    or not block.lines
                    or (AGENCY_HEAD.match(line.text.upper()) and len(line.text) < 70)
                    or (current is not None and current.kind == "agency" and len(line.text) < 50)
                )
            ):
                block.lines.append(
                    HeadLine("agency" if AGENCY_HEAD.match(line.text.upper()) or is_capitals(line.text) else "other", line.text)
                )
            elif is_capitals(line.text) and len(line.text) < 120 and (not seen_number or not seen_date):
                block.lines.append(HeadLine("agency" if not seen_number else "other", line.text))
            elif current is not None and current.kind == "about" and line.break_before is False:
                _extend(current, line)
            else:
                break
            index += 1
            continue
        if kind == "date" and current is not None and current.kind == "date" and "tháng" not in current.text:
            _extend(current, line)
            index += 1
            continue
        if kind == "item":
            if not addressed:
                if (
                    current is not None
                    and current.kind == "about"
                    and line.text.startswith(("-", "–"))
                    and not line.break_before
                    and (wants_more(current.text) or line.text[1:2] != " ")
                ):
                    _extend(current, line)
                    index += 1
                    continue
                break
            block.lines.append(HeadLine("item", line.text))
            index += 1
            continue
        seen_number = seen_number or kind == "number"
        seen_date = seen_date or kind == "date"
        block.lines.append(HeadLine(kind, line.text))
        index += 1
    block.used = index
    return block


def _extend(current: HeadLine, line: Line) -> None:
    current.text = (current.text + glue(current.text, line.text) + line.text).strip()


def _joined(parts: Sequence[Line]) -> str:
    text = parts[0].text
    for part in parts[1:]:
        text += glue(text, part.text) + part.text
    return re.sub(r"\s{2,}", " ", text).strip()


def _head_goes_on(lines: Sequence[Line], index: int, limit: int) -> bool:
    """After the subject a number, a date or the addressees may still follow (some sources give the right column last)."""
    return any(kind_of(lines, position) in ("number", "date", "dear", "motto") for position in range(index, min(limit, index + 3)))


def _open_about(block: HeadBlock, lines: Sequence[Line], index: int) -> HeadLine | None:
    """The "V/v …" whose next line came after the date beside it: "V/v phòng, chống | Hà Nội, ngày …" over "bệnh bạch hầu"."""
    about, dated, line = block.of("about"), block.lines[-1], lines[index]
    whole = DATE_LINE.search(dated.text) is not None and dated.text[-1:].isdecimal()
    before_date = len(block.lines) > 1 and about and block.lines[-2] is about[-1]
    return about[-1] if before_date and whole and not line.break_before and line.text[:1].islower() else None


def _opens_body(lines: Sequence[Line], index: int, current: HeadLine) -> bool:
    """Whether the line starts the body of a letter that has no "Kính gửi": the head line before it is whole."""
    line = lines[index]
    if current.kind == "date":
        return (
            DATE_LINE.search(current.text) is not None
            and (current.text[-1:].isdecimal() or current.text[-1:] in ".…")
            and not re.match(r"\d{1,3}$", line.text)
        )
    if current.kind == "number":
        whole = re.search(r"/\s?\S+-\S+$|/\s?\S{3,}$", current.text) is not None
        return (whole and not re.match(r"[-–/A-ZĐ&]{1,20}$", line.text)) or line.break_before
    if current.kind == "item":
        return line.break_before and not line.text[:1].islower()
    if wants_more(current.text) or line.text[:1].islower():
        return False
    return BODY_OPENING.match(line.text) is not None or (line.break_before and len(line.text) > 60)
