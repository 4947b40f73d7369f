"""Names of types as they stand over a subject."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from directives.files.sheet import Paragraph
from directives.layout.type_face import is_bold, is_rule
from directives.reading import head
from directives.reading.lines import marker
from directives.writing.facts import TYPE_NAMES
from records.text import fold, nfc

_CODES = {fold(name): code for code, name in TYPE_NAMES.items() if name}
_CODES |= {"ban thoa thuan": "BTT", "giay uy quyen": "GUQ"}
_OTHER_TITLES = {
    "phieu giao viec": "slip",
    "phieu giai quyet van ban den": "slip",
    "so dang ky van ban di": "book",
    "so dang ky van ban den": "book",
    "so theo doi giai quyet van ban den": "book",
    "so gui van ban di buu dien": "book",
    "so su dung ban luu": "book",
    **dict.fromkeys(("luat", "phap lenh", "nghi dinh", "thong tu", "thong tu lien tich", "ket luan", "lenh", "hien phap"), "other"),
}
_SUBJECT_LONGEST = 6
_ALIKE = 0.75


@dataclass(slots=True)
class Titled:
    """The name of the type, the subject, what stands among and under them, and the index of what comes next."""

    title: Paragraph | None
    end: int
    subject: list[Paragraph] = field(default_factory=list)
    rule: list[Paragraph] = field(default_factory=list)


def title_code(text: str) -> str:
    """The code of the type whose name the line is; "slip" or "book" of Phụ lục IV, "other" for none of the 29; "" for another line."""
    plain = fold(text).strip(" :.")
    return _CODES.get(plain, "") or _OTHER_TITLES.get(plain, "")


def is_spelt(text: str, kind: str) -> bool:
    """Whether the line is the name of that type letter by letter, in capitals or not; HOÀ and HÒA are the same."""
    return kind not in TYPE_NAMES or _spelling(text.strip(" :.")) == _spelling(TYPE_NAMES[kind])


def _spelling(text: str) -> str:
    return nfc(text).upper().replace("UỶ", "ỦY").replace("OẢ", "ỎA")


def titled_at(paragraphs: Sequence[Paragraph], start: int, *, named: str) -> Titled:
    """What stands over the text that begins at `start`; `named` is the code of the type that the symbol says, "" or "CV" for none.

    Where the symbol names a type, a name like it is its name misspelt, and a subject may stand without any.
    """
    index = start
    while index < len(paragraphs) and not paragraphs[index].text.strip():
        index += 1
    if index == len(paragraphs):
        return Titled(None, start)
    first = paragraphs[index]
    text = nfc(first.text)
    is_named = title_code(text) != "" or (_is_set_as_title(first) and named in TYPE_NAMES and _is_like(text, TYPE_NAMES[named]))
    if not is_named and not (named not in ("", "CV") and _is_set_as_title(first) and not head.is_capitals(text)):
        return Titled(None, start)
    titled = Titled(first, index + 1, rule=[first]) if is_named else Titled(None, index)
    while titled.end < len(paragraphs):
        paragraph = paragraphs[titled.end]
        text = nfc(paragraph.text)
        if not text or is_rule(paragraph):
            titled.rule.append(paragraph)
            if is_rule(paragraph):
                titled.end += 1
                break
        elif len(titled.subject) < _SUBJECT_LONGEST and _is_subject(paragraph, text, titled.subject):
            titled.subject.append(paragraph)
            titled.rule.append(paragraph)
        else:
            break
        titled.end += 1
    return titled


def _is_set_as_title(paragraph: Paragraph) -> bool:
    return paragraph.align == "center" and paragraph.cell is None and is_bold(paragraph)


def _is_like(text: str, name: str) -> bool:
    return bool(name) and SequenceMatcher(None, fold(text), fold(name)).ratio() >= _ALIKE


def _is_subject(paragraph: Paragraph, text: str, before: Sequence[Paragraph]) -> bool:
    if head.DEAR.match(text) or head.TELEGRAPHED.search(text) or marker(text) or text.startswith("Căn cứ ") or paragraph.cell:
        return False
    if head.is_capitals(text) and before:
        return False  # who decides: "CHỦ TỊCH ỦY BAN NHÂN DÂN …"
    return paragraph.align == "center" or (is_bold(paragraph) and not text.endswith((".", ";", ":")) and len(text) < 200)
