"""A .docx file → its `Sheet`: paragraphs in the order of the text, with headers and sections, each as it is really set.

Deleted and hidden text is left out, of a drawing with two spellings one is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from directives.files.errors import ReadingError
from directives.files.formatting import Formatting, measure, paragraph_properties, value_of
from directives.files.lettering import Letters
from directives.files.numbering import Numbering, whole
from directives.files.opening import BROKEN, MC, W, WordFile, is_large, opened
from directives.files.secrecy import alone_in_package, refuse_stamps
from directives.files.sheet import Band, Box, Cell, Paragraph, Section, Sheet
from directives.files.word import chosen

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_CONTAINERS = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "customXml", "smartTag", "moveTo"))
_PAPER = (612.0, 792.0)  # Word's own when a file says none: Letter
_CELL_PADDING = 5.4
_BANDS = 6  # heads and feet that a section may have
TOO_LONG = ReadingError(
    "too_long", "Văn bản quá dài để kiểm tra ngay trên trang, vui lòng tách phụ lục thành tệp riêng rồi kiểm tra từng tệp."
)
_PARAGRAPH = frozenset(
    (
        "align",
        "left",
        "right",
        "first_line",
        "before",
        "after",
        "line",
        "line_rule",
        "borders",
        "border_colour",
        "border_space",
        "breaks_page",
    )
)


def sheet_of_docx(source: bytes, *, most: int | None = None) -> Sheet:
    """How the file is set. Raises `ReadingError` as `opened` does, and "too_long" for one of more pieces than `most` (None: any number):
    paragraphs, line breaks and runs, of heads and feet for each section; "secret" wherever a mark stands. About 10 ms for a letter of five
    pages."""
    with opened(source) as word:
        if most is not None and is_large(source):
            raise TOO_LONG
        document = word.document()
        styles, numbering, theme = word.beside("styles.xml"), word.beside("numbering.xml"), word.beside("theme/theme1.xml")
        bands = _bands(word)
        facts = word.part("docProps/app.xml")
        settings = word.beside("settings.xml")
        if most is not None and _pieces(document) + _sections_in(document) * _BANDS * max(map(_pieces, bands.values()), default=0) > most:
            raise TOO_LONG
        refuse_stamps(alone_in_package(word.package))
    body = document.find(f"{W}body")
    if body is None:
        raise BROKEN
    setter = _Setter(Formatting.of(styles, theme), Numbering(numbering, styles))
    setter.walk(body, _Where())
    last = body.find(f"{W}sectPr")
    properties = [*setter.section_properties, last if last is not None else etree.Element(f"{W}sectPr")]
    even = settings is not None and settings.find(f"{W}evenAndOddHeaders") is not None
    sections = _sections(properties, bands, setter, even=even)
    for paragraph in setter.paragraphs:
        section = sections[min(paragraph.section, len(sections) - 1)]
        if not paragraph.width:
            paragraph.width = section.width - section.left - section.right
    pages = next((whole(each.text) for each in facts if etree.QName(each).localname == "Pages"), 0) if facts is not None else 0
    return Sheet(setter.paragraphs, sections, pages)


def _pieces(part: etree._Element) -> int:
    return sum(1 for _ in part.iter(f"{W}p", f"{W}r", f"{W}br", f"{W}cr"))


def _sections_in(document: etree._Element) -> int:
    return sum(1 for _ in document.iter(f"{W}sectPr"))


def _bands(word: WordFile) -> dict[str, etree._Element]:
    """The headers and footers by their relationships."""
    name = word.main.rsplit("/", 1)[-1]
    relations = word.beside(f"_rels/{name}.rels")
    found = {}
    for relation in relations if relations is not None else ():
        if str(relation.get("Type", "")).endswith(("/header", "/footer")):
            target = str(relation.get("Target", ""))
            part = word.part(target.lstrip("/")) if target.startswith("/") else word.beside(target)
            if part is not None:
                found[str(relation.get("Id", ""))] = part
    return found


def _sections(properties: list[etree._Element], bands: dict[str, etree._Element], setter: "_Setter", *, even: bool) -> list[Section]:
    """The sections in order; a header that one does not name is that of the section before."""
    found: list[Section] = []
    named: dict[tuple[bool, str], str] = {}
    for ordinal, element in enumerate(properties):
        size, margins, numbers = (element.find(f"{W}{name}") for name in ("pgSz", "pgMar", "pgNumType"))

        def length(of: etree._Element | None, name: str, usual: float) -> float:
            given = measure(value_of(of, name))
            return usual if given is None else given

        start = value_of(numbers, "start")
        title = element.find(f"{W}titlePg")
        section = Section(
            width=length(size, "w", _PAPER[0]),
            height=length(size, "h", _PAPER[1]),
            top=abs(length(margins, "top", 72)),
            bottom=abs(length(margins, "bottom", 72)),
            left=length(margins, "left", 72) + length(margins, "gutter", 0),
            right=length(margins, "right", 72),
            has_first=title is not None and value_of(title) not in ("0", "false", "off"),
            first_number=whole(start) if start else None,
            number_format=value_of(numbers, "fmt") or "decimal",
        )
        for reference in element:
            if reference.tag in (f"{W}headerReference", f"{W}footerReference"):
                kind = value_of(reference, "type") or "default"
                named[(reference.tag == f"{W}footerReference", kind)] = str(reference.get(f"{_R}id", ""))
        for (is_footer, kind), relation in named.items():
            if relation in bands and (kind != "even" or even):
                section.bands.append(Band(kind, is_footer, setter.apart(bands[relation], ordinal)))
        found.append(section)
    return found


@dataclass(frozen=True, slots=True)
class _Where:
    """What the walk is inside of."""

    cell: Cell | None = None
    box: Box | None = None
    table_style: str = ""
    width: float = 0.0


@dataclass(slots=True)
class _Setter:
    """Walks a body, a header or a box and sets its paragraphs."""

    formatting: Formatting
    numbering: Numbering
    paragraphs: list[Paragraph] = field(default_factory=list)
    section_properties: list[etree._Element] = field(default_factory=list)
    count: int = 0
    tables: int = 0

    def apart(self, container: etree._Element, section: int) -> list[Paragraph]:
        """The paragraphs of a header or footer, counted by themselves."""
        inner = _Setter(self.formatting, self.numbering)
        inner.walk(container, _Where())
        for paragraph in inner.paragraphs:
            paragraph.section = section
        return inner.paragraphs

    def walk(self, container: etree._Element, where: _Where) -> None:
        for element in container:
            if element.tag == f"{W}p":
                self.paragraph(element, where)
            elif element.tag == f"{W}tbl":
                self.table(element, where)
            elif element.tag in _CONTAINERS:
                self.walk(element, where)
            elif element.tag == f"{MC}AlternateContent" and (taken := chosen(element)) is not None:
                self.walk(taken, where)

    # -- paragraphs -------------------------------------------------------------------------------------------------------------

    def paragraph(self, element: etree._Element, where: _Where) -> None:
        self.count += 1
        own = element.find(f"{W}pPr")
        listed = paragraph_properties(self.numbering.indents(own))
        label = self.numbering.label(own)
        set_as = self.formatting.of_paragraph(own, table=where.table_style, listed=listed)
        frame = own.find(f"{W}framePr") if own is not None else None
        if frame is not None and value_of(frame, "xAlign") == "center":
            set_as["align"] = "center"
        style = value_of(own.find(f"{W}pStyle")) if own is not None else ""
        made = Paragraph(
            number=self.count,
            section=len(self.section_properties),
            cell=where.cell,
            box=where.box,
            width=where.width,
            **{name: value for name, value in set_as.items() if name in _PARAGRAPH},
        )
        letters = Letters(self.formatting, style, where.table_style)
        letters.collect(element, None)
        if label and letters.lines[0]:
            letters.lines[0].insert(0, replace(letters.lines[0][0], text=label))
        made.drawn = letters.drawn
        made.has_page_number = letters.has_page_number
        made.breaks_page = made.breaks_page or letters.breaks_page
        self._keep_apart(made, own)
        self.paragraphs.append(made)
        made.runs = letters.lines[0]
        if len(letters.lines) > 1:
            last_after, made.after = made.after, 0.0
            for runs in letters.lines[1:]:
                self.paragraphs.append(replace(made, runs=runs, is_continued=True, drawn=[], before=0.0, after=0.0))
            self.paragraphs[-1].after = last_after
        for content, box in letters.boxes:
            self.walk(content, replace(where, box=box, width=box.width))
        if own is not None and (section := own.find(f"{W}sectPr")) is not None:
            self.section_properties.append(section)

    def _keep_apart(self, made: Paragraph, own: etree._Element | None) -> None:
        """No space between two paragraphs of one style that both ask for none."""
        style = value_of(own.find(f"{W}pStyle")) if own is not None else ""
        contextual = self.formatting.of_paragraph(own, table="", listed={}).get("contextual", False)
        above = self.paragraphs[-1] if self.paragraphs else None
        if contextual and above is not None and self._last == (style, True) and above.cell == made.cell:
            above.after = made.before = 0.0
        self._last = (style, bool(contextual))

    _last: tuple[str, bool] = ("", False)

    # -- tables -----------------------------------------------------------------------------------------------------------------

    def table(self, element: etree._Element, where: _Where) -> None:
        self.tables += 1
        ordinal = self.tables
        properties = element.find(f"{W}tblPr")
        style = value_of(properties.find(f"{W}tblStyle")) if properties is not None else ""
        grid = [measure(value_of(column, "w")) or 0.0 for column in element.findall(f"{W}tblGrid/{W}gridCol")]
        padding = _padding(properties)
        is_ruled = _is_ruled(element, properties, style)
        for row_ordinal, row in enumerate(_parts(element, f"{W}tr"), start=1):
            cells = list(_parts(row, f"{W}tc"))
            at = 0
            for column, cell in enumerate(cells, start=1):
                span = max(1, whole(value_of(cell.find(f"{W}tcPr/{W}gridSpan"))) or 1)
                width = sum(grid[at : at + span]) or measure(value_of(cell.find(f"{W}tcPr/{W}tcW"), "w")) or 0.0
                at += span
                place = Cell(ordinal, row_ordinal, column, len(cells), is_ruled)
                inner = max(width - padding, 0.0) if width else where.width
                self.walk(cell, _Where(place, where.box, style, inner))


def _parts(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table or the cells of a row, those inside of controls too, those of inner tables not."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag in _CONTAINERS:
            yield from _parts(child, tag)


def _padding(properties: etree._Element | None) -> float:
    """Left and right of the text in a cell together."""
    given = properties.find(f"{W}tblCellMar") if properties is not None else None
    sides = []
    for names in (("left", "start"), ("right", "end")):
        found = [measure(value_of(given.find(f"{W}{name}"), "w")) for name in names] if given is not None else []
        sides.append(next((length for length in found if length is not None), _CELL_PADDING))
    return sum(sides)


def _is_ruled(element: etree._Element, properties: etree._Element | None, style: str) -> bool:
    """Whether the table or most of its cells draw lines: then it shows data, and no layout."""
    borders = properties.find(f"{W}tblBorders") if properties is not None else None
    if borders is not None:
        inner = [value_of(borders.find(f"{W}{side}")) for side in ("insideV", "insideH", "left")]
        if any(value not in ("", "nil", "none") for value in inner):
            return True
    elif style and "grid" in style.lower():
        return True
    cells = list(element.iter(f"{W}tcPr"))
    drawn = [cell for cell in cells if any(value_of(side) not in ("", "nil", "none") for side in cell.iterfind(f"{W}tcBorders/*"))]
    return len(drawn) * 2 > len(cells) > 0
