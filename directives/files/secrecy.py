"""Marks of state secrecy: a paragraph, a cell or a box that is only MẬT, TỐI MẬT or TUYỆT MẬT. Such a file must not enter (VAS §8).

Words about secrecy are no mark, nor is a mark behind an empty box, to choose from in a form: `mentions` finds them for a person to judge.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from directives.files.contents import Page, Word
from directives.files.errors import ReadingError
from directives.files.faces import Faces, is_on, symbol_of
from directives.files.opening import W, parts_of

#: parts of Office packages in which something stands on the page: Word's text, heads and notes, Excel's texts and pages, drawings of both
_PRINTED_PARTS = re.compile(
    r"word/(?!comments|fontTable|numbering|people|settings|styles|webSettings)[^/]+\.xml"
    r"|xl/(sharedStrings|worksheets/[^/]+|drawings/[\w.]+)\.(xml|vml)"
)
_STYLES = re.compile(r"word/styles\d*\.xml")
_PLAIN = Faces.of(None)
_STAMP = re.compile(r"(?i:ĐỘMẬT)?(TUYỆTMẬT|TỐIMẬT|MẬT)")
#: a line that goes on in the next: ĐỘ MẬT, BÍ MẬT, BẢO MẬT in a narrow cell are words
_GOES_ON = re.compile(r"\b(độ|bí|bảo|cơ)[^\S\n]*\n", re.IGNORECASE)
#: boxes of a form, and those of the fonts Wingdings, which have no letters of their own
_EMPTY = r"[☐□◻◽▢❏❐❑❒\uf06f\uf071\uf072\uf0a8\uf0a3]|\[\s*\]|\(\s*\)"
_TICKED = r"[☑☒✓✔✕✖✗✘√\uf0fb-\uf0fe\uf050-\uf054]|[(\[]\s*[xX✓✔✕✖✗✘√]\s*[)\]]|(?<![\w.])[xX](?![\w.])"
_BOX = re.compile(f"({_EMPTY}|{_TICKED})")
_IS_EMPTY = re.compile(_EMPTY)
#: a box that stands apart from the words which it is for
_APART = re.compile(rf"(?m)^([^\S\n]*(?:{_EMPTY}|{_TICKED})[^\S\n]*)\n")
_MENTION = re.compile(
    r"\b(?:độ mật|tối mật|tuyệt mật|bí mật nhà nước|(?:tài liệu|văn bản) mật)\b"
    rf"|(?:{_EMPTY})\s*\bmật\b|(?<!bảo )(?<!bí )(?<!cơ )\bmật\b\s*(?:{_EMPTY})",
    re.IGNORECASE,
)
_LONGEST = 80
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_TEXTS = frozenset({f"{W}t", f"{_A}t", f"{_X}t"})
_HOLDERS = frozenset({f"{W}p", f"{W}tc", f"{W}txbxContent", f"{_A}p", f"{_A}txBody", f"{_X}si", f"{_X}is", f"{_X}c"})
_BREAKS = frozenset({f"{W}br", f"{W}cr", f"{W}tab"})
_SIGN, _CHECK = f"{W}sym", f"{W}checkBox"
_EDGES = frozenset(f"{_X}{which}{edge}" for which in ("odd", "even", "first") for edge in ("Header", "Footer"))
#: what sets a part of the head of a printed sheet: its side, font, size and colour
_SETTING = re.compile(r'&(?:[LCR]|"[^"]*"|\d+|K[0-9A-F]{6}|[BIUSEXY])')


def is_stamp(text: str) -> bool:
    """Whether these words are a mark and nothing else, however they are spaced and framed; or boxes to choose by, and a mark is ticked."""
    if "Ậ" not in (text := unicodedata.normalize("NFC", text)):  # a table has a thousand cells, and every mark this letter
        return False
    lead, *rest = _BOX.split(text)
    boxes, words = rest[::2], [_is_mark(each) for each in rest[1::2]]
    if _is_mark(lead):  # each box behind its words
        boxes, words = [*boxes, ""], [True, *words]
    return any(mark and not _IS_EMPTY.match(box) for box, mark in zip(boxes, words, strict=True))


def _is_mark(text: str) -> bool:
    return len(text) < _LONGEST and _STAMP.fullmatch(re.sub(r"[\s\W_]", "", text)) is not None


def carries_stamp(text: str) -> bool:
    """Whether a line, or a cell of a line, is a mark."""
    return any(is_stamp(cell) for cell in parted(re.sub(r"[\t|]|\s{3,}", "\n", text)))


def parted(text: str) -> list[str]:
    """The lines, each with the box that stands apart before it."""
    return _APART.sub(r"\1 ", text).split("\n")


def mentions(text: str) -> list[tuple[int, int]]:
    """Where the text speaks of secrecy."""
    return [found.span() for found in _MENTION.finditer(text)]


def new_mentions(texts: Iterable[str], known: str = "") -> list[str]:
    """The words with which these texts speak of secrecy, each once; without those that the known text, of which was told, has too."""
    told = {known[start:end].casefold() for start, end in mentions(known)}
    found = (text[start:end] for text in texts for start, end in mentions(text))
    return list(dict.fromkeys(words for words in found if words.casefold() not in told))


def refuse_stamps(texts: Iterable[str]) -> None:
    """Raises `ReadingError` "secret" where one of them is a mark."""
    if any(is_stamp(text) for text in texts):
        raise ReadingError("secret", "Văn bản có dấu chỉ độ mật, vui lòng xử lý ngoài hệ thống theo quy định về bảo vệ bí mật nhà nước.")


def alone_in_package(package: zipfile.ZipFile) -> Iterator[str]:
    """What stands alone anywhere in an Office package that is printed, as its letters look there."""
    faces = Faces.of(next(parts_of(package, _STYLES), None))
    for part in parts_of(package, _PRINTED_PARTS):
        yield from alone_in_part(part, faces)


def alone_in_part(root: etree._Element, faces: Faces = _PLAIN) -> Iterator[str]:
    """What stands alone in a part of an Office package: paragraphs and their lines, cells, boxes, letters drawn as a picture, heads of
    printed sheets."""
    held: dict[etree._Element, list[etree._Element]] = {}
    for element in root.iter():
        if element.tag in _TEXTS or element.tag in (_SIGN, _CHECK) or (element.tag == f"{_X}v" and element.getparent().get("t") == "str"):
            for holder in element.iterancestors(*_HOLDERS):
                pieces = held.setdefault(holder, [])
                if len(pieces) <= _LONGEST or holder.tag == f"{W}p":  # more is no mark, though a line of a paragraph may be
                    pieces.append(element)
                if holder.tag == f"{W}txbxContent":
                    break  # what a box holds is no part of the paragraph that it hangs on
        elif element.tag in _BREAKS and element.getparent().tag == f"{W}r":  # of a tab there are settings too
            held.setdefault(next(element.iterancestors(f"{W}p"), root), []).append(element)
        elif element.tag == f"{_V}textpath":
            yield element.get("string", "")
        elif element.tag in _EDGES:
            yield from _SETTING.split(element.text or "")
    for pieces in held.values():
        lines = "".join(_letters(element) for element in pieces)
        if len(lines) < _LONGEST or "\n" in lines:  # what is longer is no mark, whatever it looks like
            lines = "".join(_piece(element, faces) for element in pieces)
        yield lines
        if "\n" in lines:
            yield from parted(_GOES_ON.sub(r"\1 ", unicodedata.normalize("NFC", lines)))


def _piece(element: etree._Element, faces: Faces) -> str:
    """The letters of a text as they look, a line break for what parts them."""
    text, run = _letters(element), element.getparent()
    if element.tag not in _TEXTS or run is None or run.tag != f"{W}r" or len(text) >= _LONGEST:
        return text
    paragraph = next(run.iterancestors(f"{W}p"), None)
    return faces.shown(text, run, paragraph.find(f"{W}pPr") if paragraph is not None else None)


def _letters(element: etree._Element) -> str:
    """The letters of a text, a line break for what parts them, the box of a form as one that is ticked or empty."""
    if element.tag in _BREAKS:
        return "\n"
    if element.tag == _CHECK:
        states = [element.find(f"{W}{name}") for name in ("checked", "default")]
        return "☒" if is_on(next((state for state in states if state is not None), None)) else "☐"
    return symbol_of(element.get(f"{W}char", "")) if element.tag == _SIGN else element.text or ""


def alone_on_page(page: Page) -> Iterator[str]:
    """Words of a page that have none beside them: each row, cut where a gap is wider than a letter is high."""
    row: list[Word] = []
    for word in sorted(page.words, key=lambda word: word.middle):
        if row and word.middle - row[0].middle > 0.5 * max(word.height, row[0].height):
            yield from parted("\n".join(_cells(row)))
            row = []
        row.append(word)
    yield from parted("\n".join(_cells(row)))


def _cells(row: Sequence[Word]) -> Iterator[str]:
    cell: list[Word] = []
    for word in sorted(row, key=lambda word: word.left):
        if cell and word.left - cell[-1].right > word.height:
            yield " ".join(one.text for one in cell)
            cell = []
        cell.append(word)
    if cell:
        yield " ".join(one.text for one in cell)
