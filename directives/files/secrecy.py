"""Marks of state secrecy: a paragraph, a cell or a box that is only MẬT, TỐI MẬT or TUYỆT MẬT. Such a file must not enter (VAS §8).

Words about secrecy are no mark: `mentions` finds them for a person to judge.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from lxml import etree

from directives.files.contents import Page, Word
from directives.files.errors import ReadingError
from directives.files.faces import Faces
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
_MENTION = re.compile(r"\b(?:độ mật|tối mật|tuyệt mật|bí mật nhà nước|(?:tài liệu|văn bản) mật)\b", re.IGNORECASE)
_LONGEST = 80
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_TEXTS = frozenset({f"{W}t", f"{_A}t", f"{_X}t"})
_HOLDERS = frozenset({f"{W}p", f"{W}tc", f"{W}txbxContent", f"{_A}p", f"{_A}txBody", f"{_X}si", f"{_X}is", f"{_X}c"})
_BREAKS = frozenset({f"{W}br", f"{W}cr", f"{W}tab"})
_EDGES = frozenset(f"{_X}{which}{edge}" for which in ("odd", "even", "first") for edge in ("Header", "Footer"))
#: what sets a part of the head of a printed sheet: its side, font, size and colour
_SETTING = re.compile(r'&(?:[LCR]|"[^"]*"|\d+|K[0-9A-F]{6}|[BIUSEXY])')


def is_stamp(text: str) -> bool:
    """Whether these words are a mark and nothing else, however they are spaced and framed."""
    return len(text) < _LONGEST and _STAMP.fullmatch(re.sub(r"[\s\W_]", "", unicodedata.normalize("NFC", text))) is not None


def carries_stamp(text: str) -> bool:
    """Whether a line, or a cell of a line, is a mark."""
    if "Ậ" not in unicodedata.normalize("NFC", text):  # a table has a thousand cells, and every mark this letter
        return False
    return any(is_stamp(cell) for cell in re.split(r"[\n\t|]|\s{3,}", text))


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
        if element.tag in _TEXTS or (element.tag == f"{_X}v" and element.getparent().get("t") == "str"):
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
        lines = "".join("\n" if element.tag in _BREAKS else element.text or "" for element in pieces)
        if len(lines) < _LONGEST or "\n" in lines:  # what is longer is no mark, whatever it looks like
            lines = "".join(_piece(element, faces) for element in pieces)
        yield lines
        if "\n" in lines:
            yield from _GOES_ON.sub(r"\1 ", unicodedata.normalize("NFC", lines)).split("\n")


def _piece(element: etree._Element, faces: Faces) -> str:
    """The letters of a text as they look, a line break for what parts them."""
    if element.tag in _BREAKS:
        return "\n"
    text, run = element.text or "", element.getparent()
    if run is None or run.tag != f"{W}r" or len(text) >= _LONGEST:
        return text
    paragraph = next(run.iterancestors(f"{W}p"), None)
    return faces.shown(text, run, paragraph.find(f"{W}pPr") if paragraph is not None else None)


def alone_on_page(page: Page) -> Iterator[str]:
    """Words of a page that have none beside them: each row, cut where a gap is wider than a letter is high."""
    row: list[Word] = []
    for word in sorted(page.words, key=lambda word: word.middle):
        if row and word.middle - row[0].middle > 0.5 * max(word.height, row[0].height):
            yield from _cells(row)
            row = []
        row.append(word)
    yield from _cells(row)


def _cells(row: Sequence[Word]) -> Iterator[str]:
    cell: list[Word] = []
    for word in sorted(row, key=lambda word: word.left):
        if cell and word.left - cell[-1].right > word.height:
            yield " ".join(one.text for one in cell)
            cell = []
        cell.append(word)
    if cell:
        yield " ".join(one.text for one in cell)
