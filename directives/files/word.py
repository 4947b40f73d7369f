"""A .docx file → text, one line per paragraph: tables in place, text boxes, automatic numbers written out, deleted text left out.

The package is read directly: a document of unknown origin is hostile, so sizes are limited before anything is unpacked and no
entity is resolved.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from directives.files.contents import Text
from directives.files.errors import ReadingError
from directives.files.legacy import Encoding, encoding_of_font

MAX_ENTRIES = 2_000
MAX_UNPACKED = 150 * 1024 * 1024
MAX_PART = 40 * 1024 * 1024
MAX_RATIO = 250
_MOST_SPANNED = 30  # columns of a grid under one cell
#: more XML than this is parsed in a process of its own
LARGE = 4 * 1024 * 1024
_BROKEN = ReadingError("broken", "Tệp .docx bị hỏng, vui lòng mở bằng Word, lưu lại rồi chọn lại.")

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
#: bullets of the fonts Symbol and Wingdings, which have no letters of their own
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "►", 0xF076: "•", 0xF0FC: "✓", 0xF02D: "-", 0xF02B: "+", 0xF0E0: "→"}
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def is_large(source: bytes) -> bool:
    """Whether the parts that are parsed unpack to more than a request should carry."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            return sum(entry.file_size for entry in package.infolist() if entry.filename.endswith(".xml")) > LARGE
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return False


def text_of_docx(source: bytes) -> Text:
    """The text of the document part. Raises `ReadingError`: "broken", "encrypted", "macro", "zip_bomb", "not_supported", "too_large"."""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as package:
            entries = package.infolist()
            _check(entries)
            names = {entry.filename for entry in entries}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise ReadingError("macro", "Tệp có chứa macro, vui lòng lưu lại thành .docx không có macro.")
            main = _main_part(package, names)
            document = _parse(_part(package, main))
            folder = main.rsplit("/", 1)[0] + "/" if "/" in main else ""
            numbering = _parse(_part(package, folder + "numbering.xml")) if folder + "numbering.xml" in names else None
            styles = _parse(_part(package, folder + "styles.xml")) if folder + "styles.xml" in names else None
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        ValueError,
        KeyError,
        etree.XMLSyntaxError,
    ) as error:
        raise _BROKEN from error
    body = document.find(f"{_W}body")
    if body is None:
        raise _BROKEN
    writer = _Writer(_Numbering(numbering, styles), _Fonts.of(styles))
    text = "\n".join(writer.blocks(body)).translate(_SYMBOLS)
    return Text(text, sorted(writer.encodings))


def _check(entries: list[zipfile.ZipInfo]) -> None:
    bomb = ReadingError("zip_bomb", "Tệp nén bất thường nên không được mở, vui lòng lưu lại văn bản thành tệp .docx mới.")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise bomb
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise ReadingError("encrypted", "Tệp được đặt mật khẩu, vui lòng bỏ mật khẩu rồi chọn lại.")
        if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise bomb


def _main_part(package: zipfile.ZipFile, names: set[str]) -> str:
    if "word/document.xml" in names:
        return "word/document.xml"
    if "_rels/.rels" in names and "[Content_Types].xml" in names:
        relations = _parse(_part(package, "_rels/.rels"))
        for relation in relations:
            if str(relation.get("Type", "")).endswith("/officeDocument"):
                target = str(relation.get("Target", "")).lstrip("/")
                if target in names and target.endswith(".xml") and "word" in target:
                    return target
    raise ReadingError("not_supported", "Đây không phải tệp Word, vui lòng lưu văn bản thành .docx hoặc .txt rồi chọn lại.")


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        data = stream.read(MAX_PART + 1)
    if len(data) > MAX_PART:
        raise ReadingError("too_large", "Văn bản quá lớn, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
    return data


def _parse(data: bytes) -> etree._Element:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        raise _BROKEN
    if _STRICT in data:
        data = data.replace(_STRICT, _W[1:-1].encode())
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    return etree.fromstring(data, parser)


# -- numbering ------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass(slots=True)
class _Numbering:
    """Numbers of lists as Word would print them; counters run on through the document."""

    numbering: etree._Element | None
    styles: etree._Element | None
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        abstract: dict[str, dict[int, _Level]] = {}
        if self.numbering is not None:
            for element in self.numbering.findall(f"{_W}abstractNum"):
                abstract[element.get(f"{_W}abstractNumId", "")] = {
                    _int(level.get(f"{_W}ilvl")): _level(level) for level in element.findall(f"{_W}lvl")
                }
            for element in self.numbering.findall(f"{_W}num"):
                number = element.get(f"{_W}numId", "")
                base = element.find(f"{_W}abstractNumId")
                name = base.get(f"{_W}val", "") if base is not None else ""
                levels = dict(abstract.get(name, {}))
                overridden = False
                for override in element.findall(f"{_W}lvlOverride"):
                    at = _int(override.get(f"{_W}ilvl"))
                    replacement = override.find(f"{_W}lvl")
                    start = override.find(f"{_W}startOverride")
                    old = levels.get(at, _Level())
                    levels[at] = _level(replacement) if replacement is not None else _Level(old.format, old.text, old.start)
                    if start is not None:
                        levels[at].start = _int(start.get(f"{_W}val"))
                        overridden = True
                self.levels[number] = levels
                self.shared[number] = f"own {number}" if overridden else name
        if self.styles is not None:
            self._read_styles(self.styles)

    def _read_styles(self, styles: etree._Element) -> None:
        parents: dict[str, str] = {}
        own: dict[str, tuple[str, int]] = {}
        for style in styles.findall(f"{_W}style"):
            name = style.get(f"{_W}styleId", "")
            based = style.find(f"{_W}basedOn")
            if based is not None:
                parents[name] = based.get(f"{_W}val", "")
            properties = style.find(f"{_W}pPr/{_W}numPr")
            if properties is not None:
                own[name] = _num_pr(properties)
        for name in set(parents) | set(own):
            cursor, steps = name, 0
            while cursor not in own and cursor in parents and steps < 20:
                cursor, steps = parents[cursor], steps + 1
            if cursor in own:
                self.of_style[name] = own[cursor]

    def label(self, properties: etree._Element | None) -> str:
        """The number or bullet of a paragraph with a blank after it, or ""."""
        if properties is None:
            return ""
        number, level = "", 0
        style = properties.find(f"{_W}pStyle")
        if style is not None:
            number, level = self.of_style.get(style.get(f"{_W}val", ""), ("", 0))
        direct = properties.find(f"{_W}numPr")
        if direct is not None:
            written, level_written = _num_pr(direct)
            number, level = (written or number), (level_written if direct.find(f"{_W}ilvl") is not None else level)
        if not number or number == "0" or number not in self.levels:
            return ""
        levels = self.levels[number]
        definition = levels.get(level)
        if definition is None or definition.format == "none":
            return ""
        counters = self.counters.setdefault(self.shared[number], {})
        counters[level] = counters.get(level, definition.start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        if definition.format == "bullet":
            return "+ " if definition.text.strip() == "+" else "- "

        def figure(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            holder = levels.get(at, _Level())
            return _figure(counters.get(at, holder.start), holder.format)

        return re.sub(r"%([1-9])", figure, definition.text).strip() + " "


def _int(value: str | None) -> int:
    try:
        return max(0, min(int(value or 0), 100_000))
    except ValueError:
        return 0


def _num_pr(element: etree._Element) -> tuple[str, int]:
    number, level = element.find(f"{_W}numId"), element.find(f"{_W}ilvl")
    return (number.get(f"{_W}val", "") if number is not None else ""), (_int(level.get(f"{_W}val")) if level is not None else 0)


def _level(element: etree._Element) -> _Level:
    kind, text, start = element.find(f"{_W}numFmt"), element.find(f"{_W}lvlText"), element.find(f"{_W}start")
    return _Level(
        kind.get(f"{_W}val", "decimal") if kind is not None else "decimal",
        text.get(f"{_W}val", "") if text is not None else "",
        _int(start.get(f"{_W}val")) if start is not None else 1,
    )


def _figure(number: int, kind: str) -> str:
    if kind == "upperRoman":
        return _roman(number)
    if kind == "lowerRoman":
        return _roman(number).lower()
    if kind in ("lowerLetter", "upperLetter"):
        letters = "abcdefghijklmnopqrstuvwxyz"
        letter = letters[(number - 1) % 26] * ((number - 1) // 26 % 5 + 1) if number > 0 else "a"
        return letter.upper() if kind == "upperLetter" else letter
    if kind == "decimalZero":
        return f"{number:02d}"
    return str(number)


def _roman(number: int) -> str:
    if not 0 < number < 400:
        return str(number)
    result = ""
    for value, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            result += letters
            number -= value
    return result


# -- text -----------------------------------------------------------------------------------------------------------------------------

_SKIPPED = frozenset(
    f"{_W}{name}"
    for name in (
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "pPr",
        "rPr",
        "commentReference",
        "footnoteReference",
        "endnoteReference",
        "sectPr",
        "fldData",
    )
)


@dataclass(frozen=True, slots=True)
class _Fonts:
    """Which styles are set in fonts from before Unicode."""

    default: Encoding | None
    of_style: dict[str, Encoding | None]

    @classmethod
    def of(cls, styles: etree._Element | None) -> "_Fonts":
        if styles is None:
            return cls(None, {})
        own: dict[str, Encoding | None] = {}
        parents: dict[str, str] = {}
        for style in styles.findall(f"{_W}style"):
            name = style.get(f"{_W}styleId", "")
            based = style.find(f"{_W}basedOn")
            if based is not None:
                parents[name] = based.get(f"{_W}val", "")
            fonts = style.find(f"{_W}rPr/{_W}rFonts")
            if fonts is not None:
                own[name] = _encoding(fonts)
        found = {}
        for name in set(parents) | set(own):
            cursor, steps = name, 0
            while cursor not in own and cursor in parents and steps < 20:
                cursor, steps = parents[cursor], steps + 1
            if cursor in own:
                found[name] = own[cursor]
        fonts = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}rFonts")
        usual = next((style.get(f"{_W}styleId", "") for style in styles.findall(f"{_W}style") if style.get(f"{_W}default") == "1"), "")
        return cls(found.get(usual, _encoding(fonts) if fonts is not None else None), found)

    def of_run(self, run: etree._Element, paragraph: etree._Element | None) -> Encoding | None:
        """The encoding of a run: its own font, that of its style, of the paragraph's, of the document."""
        fonts = run.find(f"{_W}rPr/{_W}rFonts")
        if fonts is not None and fonts.get(f"{_W}ascii"):
            return _encoding(fonts)
        for style in (run.find(f"{_W}rPr/{_W}rStyle"), paragraph.find(f"{_W}pStyle") if paragraph is not None else None):
            if style is not None and style.get(f"{_W}val", "") in self.of_style:
                return self.of_style[style.get(f"{_W}val", "")]
        return self.default


def _encoding(fonts: etree._Element) -> Encoding | None:
    return encoding_of_font(fonts.get(f"{_W}ascii") or fonts.get(f"{_W}hAnsi") or "")


@dataclass(slots=True)
class _Writer:
    numbering: _Numbering
    fonts: _Fonts
    encodings: set[str] = field(default_factory=set)

    def blocks(self, container: etree._Element) -> Iterator[str]:
        """The lines of a body, a cell or a text box, in order."""
        for element in container:
            if element.tag == f"{_W}p":
                yield from self.paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self.table(element)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag", f"{_W}moveTo"):
                yield from self.blocks(element)
            elif element.tag == f"{_MC}AlternateContent":
                chosen = _chosen(element)
                if chosen is not None:
                    yield from self.blocks(chosen)

    def paragraph(self, element: etree._Element) -> Iterator[str]:
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        self._collect(element, pieces, boxes, element.find(f"{_W}pPr"), None)
        text = "".join(pieces)
        for box in boxes:
            yield from self.blocks(box)
        properties = element.find(f"{_W}pPr")
        if text.strip():
            label = self.numbering.label(properties)
            first, *others = text.split("\n")
            yield label + first.strip("\n")
            yield from others
        else:
            yield ""

    def _collect(
        self,
        element: etree._Element,
        pieces: list[str],
        boxes: list[etree._Element],
        paragraph: etree._Element | None,
        encoding: Encoding | None,
    ) -> None:
        """`paragraph` are the properties of the paragraph, `encoding` that of the run that the element lies in."""
        for child in element:
            tag = child.tag
            if tag in _SKIPPED:
                continue
            if tag == f"{_W}t":
                text = (child.text or "").replace("\n", " ")
                if encoding is not None and not text.isascii():
                    self.encodings.add(encoding.name)
                pieces.append(encoding.decode(text) if encoding is not None else text)
            elif tag == f"{_W}sym":
                pieces.append(_symbol(child.get(f"{_W}char", "")))
            elif tag == f"{_W}tab":
                pieces.append("\t")
            elif tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
            elif tag == f"{_W}noBreakHyphen":
                pieces.append("-")
            elif tag == f"{_W}txbxContent":
                boxes.append(child)
            elif tag == f"{_MC}AlternateContent":
                chosen = _chosen(child)
                if chosen is not None:
                    self._collect(chosen, pieces, boxes, paragraph, encoding)
            elif tag == f"{_W}r":
                hidden = child.find(f"{_W}rPr/{_W}vanish")
                if hidden is None or hidden.get(f"{_W}val") in ("0", "false"):
                    self._collect(child, pieces, boxes, paragraph, self.fonts.of_run(child, paragraph))
            else:
                self._collect(child, pieces, boxes, paragraph, encoding)

    def table(self, element: etree._Element) -> Iterator[str]:
        """A table of two columns is layout (head, signature): cell after cell. A wider one is data: a row per line between strokes."""
        rows = [
            [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tbl")) is element]
            for row in element.iter(f"{_W}tr")
            if next(row.iterancestors(f"{_W}tbl")) is element
        ]
        texts = [[list(self.blocks(cell)) for cell in row] for row in rows]
        wide = sum(len(row) >= 3 for row in texts) * 2 > len(texts)
        above: list[str] = []
        for row, cells in zip(rows, texts, strict=True):
            in_row = _across(row, cells, above) if wide else []
            if len(in_row) >= 3:
                yield "| " + " | ".join(in_row) + " |"
                above = in_row
            else:
                for cell_text in cells:
                    yield from cell_text
                    yield ""


def _across(row: list[etree._Element], texts: list[list[str]], above: list[str]) -> list[str]:
    """The cells of a row by columns of the grid: one over several columns fills the first, one over several rows counts for each."""
    cells: list[str] = []
    for cell, lines in zip(row, texts, strict=True):
        text = " ".join(part.strip() for part in lines if part.strip()).replace("|", "/")
        merged = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merged is not None and merged.get(f"{_W}val") != "restart" and not text and len(cells) < len(above):
            text = above[len(cells)]
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = min(max(_int(span.get(f"{_W}val")), 1), _MOST_SPANNED) if span is not None else 1
        cells += [text] + [""] * (width - 1)
    return cells


def _symbol(code: str) -> str:
    """The letter of a w:sym by its number in hexadecimal."""
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not 0xD800 <= int(code, 16) < 0xE000 else ""


def _chosen(element: etree._Element) -> etree._Element | None:
    """One of the alternatives of the same drawing, never both."""
    choice = element.find(f"{_MC}Choice")
    return choice if choice is not None else element.find(f"{_MC}Fallback")
