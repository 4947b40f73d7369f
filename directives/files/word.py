"""A .docx file → text, one line per paragraph: tables in place, text boxes, automatic numbers written out, deleted text left out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from directives.files.contents import Text
from directives.files.faces import Faces, symbol_of
from directives.files.legacy import Encoding
from directives.files.listed import is_list
from directives.files.numbering import Numbering, whole
from directives.files.opening import BROKEN, MC, W, opened, parts_of
from directives.files.secrecy import alone_in_package, alone_in_part, refuse_stamps
from directives.files.stamps import is_mark

_MARGINS = re.compile(r"word/header\d*\.xml")
_MOST_SPANNED = 30  # columns of a grid under one cell
#: bullets of the fonts Symbol and Wingdings, which have no letters of their own
_SYMBOLS = {0xF0B7: "•", 0xF0A7: "▪", 0xF0D8: "►", 0xF076: "•", 0xF0FC: "✓", 0xF02D: "-", 0xF02B: "+", 0xF0E0: "→"}


def text_of_docx(source: bytes) -> Text:
    """The text of the document part, before it the marks in the margins over it. Raises `ReadingError` as `opened` does, and "secret",
    wherever in the file the mark stands."""
    with opened(source) as word:
        refuse_stamps(alone_in_package(word.package))
        marks = [text.strip() for part in parts_of(word.package, _MARGINS) for text in alone_in_part(part) if is_mark(text)]
        document, numbering, styles = word.document(), word.beside("numbering.xml"), word.beside("styles.xml")
    body = document.find(f"{W}body")
    if body is None:
        raise BROKEN
    writer = _Writer(Numbering(numbering, styles), Faces.of(styles), _Borders.of(styles))
    text = "\n".join([*dict.fromkeys(marks), *writer.blocks(body)]).translate(_SYMBOLS)
    return Text(text, sorted(writer.encodings), [line.translate(_SYMBOLS) for line in writer.repeated])


_SKIPPED = frozenset(
    f"{W}{name}"
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
class _Borders:
    """Which styles of tables draw lines between their rows."""

    of_style: frozenset[str]

    @classmethod
    def of(cls, styles: etree._Element | None) -> "_Borders":
        found = styles.findall(f"{W}style") if styles is not None else []
        return cls(frozenset(one.get(f"{W}styleId", "") for one in found if _drawn(one.find(f"{W}tblPr/{W}tblBorders/{W}insideH"))))

    def are_drawn(self, table: etree._Element) -> bool:
        """Whether there are lines between the rows: as the table says, else its cells, else its style."""
        own = table.find(f"{W}tblPr/{W}tblBorders/{W}insideH")
        if own is not None:
            return _drawn(own)
        if any(_drawn(side) for name in ("top", "bottom") for side in table.iterfind(f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders/{W}{name}")):
            return True
        style = table.find(f"{W}tblPr/{W}tblStyle")
        return style is not None and style.get(f"{W}val", "") in self.of_style


def _drawn(side: etree._Element | None) -> bool:
    return side is not None and side.get(f"{W}val", "") not in ("", "nil", "none")


@dataclass(slots=True)
class _Writer:
    numbering: Numbering
    fonts: Faces
    borders: "_Borders"
    encodings: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)

    def blocks(self, container: etree._Element) -> Iterator[str]:
        """The lines of a body, a cell or a text box, in order."""
        for element in container:
            if element.tag == f"{W}p":
                yield from self.paragraph(element)
            elif element.tag == f"{W}tbl":
                yield from self.table(element)
            elif element.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml", f"{W}smartTag", f"{W}moveTo"):
                yield from self.blocks(element)
            elif element.tag == f"{MC}AlternateContent":
                alternative = chosen(element)
                if alternative is not None:
                    yield from self.blocks(alternative)

    def paragraph(self, element: etree._Element) -> Iterator[str]:
        pieces: list[str] = []
        boxes: list[etree._Element] = []
        self._collect(element, pieces, boxes, element.find(f"{W}pPr"), None)
        text = "".join(pieces)
        for box in boxes:
            yield from self.blocks(box)
        properties = element.find(f"{W}pPr")
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
            if tag == f"{W}t":
                text = (child.text or "").replace("\n", " ")
                if encoding is not None and not text.isascii():
                    self.encodings.add(encoding.name)
                pieces.append(encoding.decode(text) if encoding is not None else text)
            elif tag == f"{W}sym":
                pieces.append(symbol_of(child.get(f"{W}char", "")))
            elif tag == f"{W}tab":
                pieces.append("\t")
            elif tag in (f"{W}br", f"{W}cr"):
                pieces.append("\n")
            elif tag == f"{W}noBreakHyphen":
                pieces.append("-")
            elif tag == f"{W}txbxContent":
                boxes.append(child)
            elif tag == f"{MC}AlternateContent":
                alternative = chosen(child)
                if alternative is not None:
                    self._collect(alternative, pieces, boxes, paragraph, encoding)
            elif tag == f"{W}r":
                hidden = child.find(f"{W}rPr/{W}vanish")
                if hidden is None or hidden.get(f"{W}val") in ("0", "false"):
                    self._collect(child, pieces, boxes, paragraph, self.fonts.of_run(child, paragraph))
            else:
                self._collect(child, pieces, boxes, paragraph, encoding)

    def table(self, element: etree._Element) -> Iterator[str]:
        """A row per line between strokes, one of two cells with two at its end; what is layout (head, signature) cell after cell."""
        rows = [
            [cell for cell in row.iter(f"{W}tc") if next(cell.iterancestors(f"{W}tbl")) is element]
            for row in element.iter(f"{W}tr")
            if next(row.iterancestors(f"{W}tbl")) is element
        ]
        texts = [[list(self.blocks(cell)) for cell in row] for row in rows]
        wide = sum(len(row) >= 3 for row in texts) * 2 > len(texts)
        least = 3 if wide else 2
        is_data = wide or is_list(texts, is_ruled=self.borders.are_drawn(element))
        above: list[str] = []
        is_first = True
        for row, cells in zip(rows, texts, strict=True):
            in_row, repeats = _across(row, cells, above) if is_data else ([], False)
            if len(in_row) >= least:
                line = "| " + " | ".join(in_row) + (" |" if len(in_row) > 2 else " ||")
                if repeats and is_first:
                    self.repeated.append(line)
                    is_first = False
                yield line
                above = in_row
            else:
                for cell_text in cells:
                    yield from cell_text
                    yield ""


def _across(row: list[etree._Element], texts: list[list[str]], above: list[str]) -> tuple[list[str], bool]:
    """The cells of a row by columns of the grid, and whether words of the row above are repeated.

    A cell over several columns fills the first, one over several rows counts for each.
    """
    cells: list[str] = []
    repeats = False
    for cell, lines in zip(row, texts, strict=True):
        text = " ".join(part.strip() for part in lines if part.strip()).replace("|", "/")
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        if merged is not None and merged.get(f"{W}val") != "restart" and not text and len(cells) < len(above):
            text = above[len(cells)]
            repeats = repeats or bool(text)
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = min(max(whole(span.get(f"{W}val")), 1), _MOST_SPANNED) if span is not None else 1
        cells += [text] + [""] * (width - 1)
    return cells, repeats


def chosen(element: etree._Element) -> etree._Element | None:
    """One of the alternatives of the same drawing, never both."""
    choice = element.find(f"{MC}Choice")
    return choice if choice is not None else element.find(f"{MC}Fallback")
