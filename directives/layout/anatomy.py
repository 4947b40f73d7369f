"""The components of a document, found by where they stand and what they say, never by the names of its styles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from directives.files.sheet import Paragraph, Sheet
from directives.layout.closing import Closing, closing_of
from directives.layout.parts import ENCLOSED, NATION, SIGNED_ON, Part, copy_at, divided, enclosure, is_blank, part_of
from directives.layout.titles import title_code, titled_at
from directives.layout.type_face import is_bold, is_rule
from directives.reading import head
from directives.reading.letters import CAPITALS
from directives.reading.symbols import type_of
from directives.writing.facts import TYPE_NAMES
from records.text import fold, nfc

_MOTTO = re.compile(r"độc\s*lập\W{0,6}tự\s*do\W{0,6}hạnh\s*phúc", re.IGNORECASE)
_NUMBER = re.compile(r"số\s*[:.]|số\s+\d+\s*/", re.IGNORECASE)
_DATE = re.compile(rf"(?:^|,\s*)ngày[\s.…_\d]*tháng[\s.…_\d]*năm|^[{CAPITALS}][^,;:]{{1,60}},?\s*ngày\s[\s\d.…_/-]+", re.IGNORECASE)
_PLACE_DATE = re.compile(rf"[{CAPITALS}][^,;:]{{1,60}},\s*ngày[\s.…_\d]*tháng[\s.…_\d]*năm[\s.…_\d]*$")
_ABOUT = re.compile(r"v\s*/\s*v\b|v\.v\b|về việc\b", re.IGNORECASE)
_ABOUT_SHORT = re.compile(r"V/v\b")
_URGENCY = re.compile(r"\b(?:hỏa tốc|hoả tốc|thượng khẩn|khẩn|tối khẩn)\b", re.IGNORECASE)
_CIRCULATION = re.compile(r"(?:lưu hành nội bộ|xem xong trả lại|tài liệu thu hồi)\W*$", re.IGNORECASE)
_HEAD_LONGEST = 60  # paragraphs in which a head is looked for


@dataclass(slots=True)
class Anatomy:
    """A document in its components; what it has not is empty. Lists hold the printed lines, `*_rule` what stands beneath them.

    `undeared`: a list of addressees over the text, without Kính gửi.
    """

    sheet: Sheet
    kind: str = ""
    nation: list[Paragraph] = field(default_factory=list)
    motto: list[Paragraph] = field(default_factory=list)
    motto_rule: list[Paragraph] = field(default_factory=list)
    superior: list[Paragraph] = field(default_factory=list)
    issuer: list[Paragraph] = field(default_factory=list)
    issuer_rule: list[Paragraph] = field(default_factory=list)
    number: Paragraph | None = None
    date: Paragraph | None = None
    about: list[Paragraph] = field(default_factory=list)
    urgency: list[Paragraph] = field(default_factory=list)
    circulation: list[Paragraph] = field(default_factory=list)
    title: Paragraph | None = None
    subject: list[Paragraph] = field(default_factory=list)
    subject_rule: list[Paragraph] = field(default_factory=list)
    dear: list[Paragraph] = field(default_factory=list)
    undeared: list[Paragraph] = field(default_factory=list)
    body: list[Paragraph] = field(default_factory=list)
    closing: Closing = field(default_factory=Closing)
    parts: list[Part] = field(default_factory=list)

    @property
    def is_slip(self) -> bool:
        return self.kind == "slip"

    @property
    def is_book(self) -> bool:
        return self.kind == "book"

    @property
    def is_enclosure(self) -> bool:
        """A file that holds only what belongs to another document."""
        return self.kind == "enclosure"

    @property
    def is_other(self) -> bool:
        """A type that is none of the 29: a normative or Party document."""
        return self.kind == "other"

    @property
    def appendices(self) -> list[Part]:
        return [part for part in self.parts if part.is_appendix]

    def words(self, paragraphs: Sequence[Paragraph]) -> str:
        """The lines as one text."""
        return nfc(" ".join(each.text for each in paragraphs))


def anatomy_of(sheet: Sheet) -> Anatomy:
    """Takes a sheet apart."""
    found = Anatomy(sheet)
    if enclosed := enclosure(sheet.paragraphs):
        found.kind, found.parts = "enclosure", [part_of(each) for each in divided(enclosed)]
        return found
    paragraphs = sheet.paragraphs[: copy_at(sheet.paragraphs)]
    start = _read_head(found, paragraphs)
    start = _read_title(found, paragraphs, start)
    begins = next((index for index, each in enumerate(found.subject) if ENCLOSED.match(nfc(each.text))), None)
    if found.title is not None and found.number is None and begins is not None:
        reference, found.subject, found.kind = found.subject[begins:], found.subject[:begins], "enclosure"
        titles = [found.title, *found.subject]
        found.parts = [Part([*titles, *reference], title=titles, reference=reference, body=list(paragraphs[start:]))]
        return found
    for band in sheet.sections[0].bands:  # on top of page 1 is another place for it
        if not band.is_footer:
            found.circulation += [each for each in band.paragraphs if _CIRCULATION.fullmatch(nfc(each.text))]
    closing = closing_of(paragraphs, start)
    body = paragraphs[start : closing.first]
    found.closing = closing
    found.dear, found.body = _addressees(body)
    found.kind = _kind(found)
    if found.kind == "CV" and not found.dear:
        found.undeared, found.body = _listed_above(body)
    parts = [part_of(each) for each in divided(paragraphs[closing.last :])]
    found.parts = [each for each in parts if each.is_appendix or each.is_titled]  # what else stands there is the agency's address
    return found


# -- head -------------------------------------------------------------------------------------------------------------------------


def _read_head(found: Anatomy, paragraphs: Sequence[Paragraph]) -> int:
    """Fills the components above the title; answers where the head ends."""
    limit = min(_HEAD_LONGEST, len(paragraphs))
    nation = next((each for pattern in (NATION, _MOTTO) for each in paragraphs[:limit] if pattern.search(each.text)), None)
    table = nation.cell.table if nation and nation.cell else None
    left: list[Paragraph] = []
    index = 0
    while index < limit:
        paragraph = paragraphs[index]
        text = nfc(paragraph.text)
        inside = table is not None and paragraph.cell is not None and paragraph.cell.table == table
        if is_blank(paragraph):
            _keep_rule(found, paragraph, nation)
        elif not inside and SIGNED_ON.search(text):
            pass  # the line of a digital signature: number, day and hour
        elif NATION.search(text):
            _two_columns(found, paragraph, left)
        elif _MOTTO.search(text):
            found.motto.append(paragraph)
        elif not inside and (title_code(text) or head.DEAR.match(text)):
            break
        elif _is_stamp(paragraph, text):
            (found.circulation if _CIRCULATION.search(text) else found.urgency).append(paragraph)
        elif found.number is None and _NUMBER.match(text):
            found.number = paragraph
        elif _is_about(found, paragraph, text, inside=inside):  # before the date: "V/v tổ chức Ngày hội, ngày 20 tháng 11 năm 2026"
            found.about.append(paragraph)
        elif found.date is None and _DATE.search(text) and (inside or len(text) < 90):
            found.date = paragraph
        elif is_rule(paragraph):
            _keep_rule(found, paragraph, nation)
        elif found.number is None and len(text) < 160 and (inside or _may_be_agency(found, text, left)):
            left.append(paragraph)
        elif not inside:
            break
        index += 1
    _agencies(found, left)
    return index


def _is_about(found: Anatomy, paragraph: Paragraph, text: str, *, inside: bool) -> bool:
    """Whether the line begins the subject of a công văn, or goes on with it in its cell."""
    if found.about:
        return inside and found.about[-1].cell == paragraph.cell and not _PLACE_DATE.match(text)
    if found.number is None:  # its line was forgotten
        return inside and _ABOUT_SHORT.match(text) is not None
    return _ABOUT.match(text) is not None and (inside or (len(text) < 150 and not is_bold(paragraph)))


def _may_be_agency(found: Anatomy, text: str, left: list[Paragraph]) -> bool:
    """Whether a line outside of a table may name an agency: capitals, or the very first words of all."""
    return (len(text) < 80 and head.is_capitals(text)) or not (found.nation or left)


def _two_columns(found: Anatomy, paragraph: Paragraph, left: list[Paragraph]) -> None:
    """Quốc hiệu, which in a head without a table stands behind the superior agency on the same line."""
    found.nation.append(paragraph)
    if not NATION.match(paragraph.text.strip()):
        left.append(paragraph)


def _keep_rule(found: Anatomy, paragraph: Paragraph, nation: Paragraph | None) -> None:
    """Whose the line in an empty paragraph is: of the cell that it stands in, or of what stands above it."""
    if not (paragraph.borders or paragraph.drawn or not is_blank(paragraph)):
        return
    same_cell = (
        nation is not None and paragraph.cell is not None and nation.cell is not None and paragraph.cell.column == nation.cell.column
    )
    if paragraph.cell is not None:
        (found.motto_rule if same_cell else found.issuer_rule).append(paragraph)
    elif found.motto:
        found.motto_rule.append(paragraph)
        found.issuer_rule.append(paragraph)


def _is_stamp(paragraph: Paragraph, text: str) -> bool:
    """A word of urgency or circulation that stands alone, or capitals in a frame of their own."""
    if len(text) > 60 or _NUMBER.match(text):
        return False
    framed = {"top", "bottom", "left", "right"} <= set(paragraph.borders.split()) or (
        paragraph.box is not None and paragraph.box.is_outlined
    )
    alone = head.is_capitals(text) and (
        _CIRCULATION.fullmatch(text) is not None
        or re.fullmatch(rf"(?:{_URGENCY.pattern}\W*)+(?:HẸN GIỜ)?", text, re.IGNORECASE) is not None
    )
    return alone or (framed and (head.is_capitals(text) or _URGENCY.search(text) is not None or _CIRCULATION.search(text) is not None))


def _agencies(found: Anatomy, left: list[Paragraph]) -> None:
    """The superior's lines and the issuer's: as their weight says, else as their words do."""
    lines = [each for each in left if each not in found.nation]
    weights = [is_bold(each) for each in lines]
    first_bold = weights.index(True) if True in weights else len(lines)
    if 0 < first_bold < len(lines) and all(weights[first_bold:]):
        at = first_bold
    else:
        at = head.agencies([nfc(each.text).upper() for each in lines]).issuer_at
    found.superior, found.issuer = lines[:at], lines[at:]
    found.superior += [each for each in left if each in found.nation]
    found.issuer_rule += [each for each in left if each not in found.nation]
    found.motto_rule += found.motto


# -- title ------------------------------------------------------------------------------------------------------------------------


def _read_title(found: Anatomy, paragraphs: Sequence[Paragraph], start: int) -> int:
    """Fills the name of the type, the subject and the rule below; answers where the text begins."""
    titled = titled_at(paragraphs, start, named=_named_by_symbol(found))
    found.title, found.subject, found.subject_rule = titled.title, titled.subject, titled.rule
    return titled.end


def _kind(found: Anatomy) -> str:
    named = _named_by_symbol(found)
    if found.title is not None:
        return title_code(nfc(found.title.text)) or named
    if found.about:
        return "CV"
    if named:
        return named
    return "CV" if found.dear else ""


def _named_by_symbol(found: Anatomy) -> str:
    """The code of the type that the symbol names: "CV" for none of the 29, "" without a symbol."""
    numbered = head.number_and_symbol(nfc(found.number.text)) if found.number is not None else None
    name = type_of(numbered.symbol) if numbered and numbered.symbol else None
    if not name:
        return ""
    return next((code for code, printed in TYPE_NAMES.items() if fold(printed) == fold(name)), "CV")


# -- addressees -------------------------------------------------------------------------------------------------------------------


def _addressees(body: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines of Kính gửi or of a telegram's addressees, and the rest."""
    at = next((i for i, each in enumerate(body[:12]) if head.DEAR.match(nfc(each.text)) or head.TELEGRAPHED.search(nfc(each.text))), None)
    if at is None:
        return [], body
    lines = [body[at]]
    index = at + 1
    while index < len(body):
        paragraph, text = body[index], nfc(body[index].text)
        if (
            text
            and not text.startswith(("-", "–", "+", "•"))
            and not (paragraph.cell and paragraph.cell.table == (body[at].cell or paragraph.cell).table)
        ):
            break
        if text:
            lines.append(paragraph)
        index += 1
        if text.endswith((".", "./.")) and text.startswith(("-", "–")):
            break
    return lines, [*body[:at], *body[index:]]


def _listed_above(body: list[Paragraph]) -> tuple[list[Paragraph], list[Paragraph]]:
    """The lines "- …" that open the body and are not set as its text is, and the rest."""
    end = 0
    for index, paragraph in enumerate(body):
        if paragraph.text.strip():
            if not nfc(paragraph.text).startswith("- ") or paragraph.align == "both":
                break
            end = index + 1
    return [each for each in body[:end] if each.text.strip()], body[end:]
