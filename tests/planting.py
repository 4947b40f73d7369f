"""Faults to plant in a document: each function gives one that changes an open document in one thing."""

from collections.abc import Callable
from copy import deepcopy

from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph


def paragraphs(document: OpenDocument) -> list[Paragraph]:
    return [Paragraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def the(document: OpenDocument, start: str) -> Paragraph:
    """The paragraph that begins with these words."""
    return next(each for each in paragraphs(document) if each.text.startswith(start))


def all_of(document: OpenDocument, start: str) -> list[Paragraph]:
    return [each for each in paragraphs(document) if each.text.startswith(start)]


def below(paragraph: Paragraph) -> Paragraph:
    """The paragraph after it in its cell or page: the rule under a component."""
    return Paragraph(paragraph._p.getnext(), paragraph._parent)


def retyped(start: str, old: str, new: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        paragraph = the(document, start)
        run = next(run for run in paragraph.runs if old in run.text)
        run.text = run.text.replace(old, new, 1)

    return plant


def sized(start: str, points: float) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.size = Pt(points)

    return plant


def bold(start: str, *, on: bool) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.bold = on

    return plant


def italic(start: str, *, on: bool) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for run in the(document, start).runs:
            run.font.italic = on

    return plant


def aligned(start: str, alignment: WD_ALIGN_PARAGRAPH) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        the(document, start).alignment = alignment

    return plant


def without(start: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        element = the(document, start)._p
        element.getparent().remove(element)

    return plant


def without_rule(start: str) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        rule = below(the(document, start))._p
        rule.pPr.remove(rule.pPr.find(qn("w:pBdr")))

    return plant


def rule_indented(start: str, millimetres: float) -> Callable[[OpenDocument], None]:
    """The rule under the component made longer or shorter."""

    def plant(document: OpenDocument) -> None:
        rule = below(the(document, start)).paragraph_format
        rule.left_indent = rule.right_indent = Mm(millimetres)

    return plant


def margin(name: str, millimetres: float) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        setattr(document.sections[0], name, Mm(millimetres))

    return plant


def letter_paper(document: OpenDocument) -> None:
    document.sections[0].page_width, document.sections[0].page_height = Mm(216), Mm(279)


def in_arial(document: OpenDocument) -> None:
    fonts = the(document, "Để thực hiện").runs[0]._r.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), "Arial")


def in_the_theme(document: OpenDocument) -> None:
    """A character style in a font that only the styles name."""
    style = document.styles.add_style("Nhan manh", 2)
    style.font.name = "Calibri"
    the(document, "Để thực hiện").runs[0].style = style


def blue(document: OpenDocument) -> None:
    the(document, "Để thực hiện").runs[0].font.color.rgb = RGBColor(0, 0, 255)


def black_stamp(document: OpenDocument) -> None:
    the(document, "THƯỢNG KHẨN").runs[0].font.color.rgb = RGBColor(0, 0, 0)


def wide_stamp(document: OpenDocument) -> None:
    stamp = the(document, "THƯỢNG KHẨN").paragraph_format
    stamp.left_indent = stamp.right_indent = Mm(4)


def unframed_stamp(document: OpenDocument) -> None:
    properties = the(document, "THƯỢNG KHẨN")._p.pPr
    properties.remove(properties.find(qn("w:pBdr")))


def number_on_page_one(document: OpenDocument) -> None:
    document.sections[0].different_first_page_header_footer = False


def number_on_the_right(document: OpenDocument) -> None:
    document.sections[0].header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def number_at_the_foot(document: OpenDocument) -> None:
    section = document.sections[0]
    moved = section.header.paragraphs[0]._p
    moved.getparent().append(OxmlElement("w:p"))
    section.footer.is_linked_to_previous = False
    section.footer._element.append(moved)


def letter_unnumbered(document: OpenDocument) -> None:
    """No page numbers in the letter itself, which has one page; its appendix keeps its own."""
    properties = document.sections[0]._sectPr
    for reference in properties.findall(qn("w:headerReference")):
        properties.remove(reference)


def small_number(document: OpenDocument) -> None:
    for run in document.sections[0].header.paragraphs[0].runs:
        run.font.size = Pt(10)


def pages_run_on(document: OpenDocument) -> None:
    for section in list(document.sections)[1:]:
        section._sectPr.remove(section._sectPr.find(qn("w:pgNumType")))


def flush(document: OpenDocument) -> None:
    the(document, "Để thực hiện").paragraph_format.first_line_indent = Cm(0)


def dense(document: OpenDocument) -> None:
    the(document, "a) Rà soát").paragraph_format.space_before = Pt(0)


def doubled(document: OpenDocument) -> None:
    the(document, "Để thực hiện").paragraph_format.line_spacing = 2.0


def nothing_about_appendices(document: OpenDocument) -> None:
    element = the(document, "Nội dung chi tiết nêu tại")._p
    element.getparent().remove(element)


def near_subject(document: OpenDocument) -> None:
    the(document, "V/v").paragraph_format.space_before = Pt(0)


def everywhere(change: Callable[[Paragraph], None], *, first: str, last: str) -> Callable[[OpenDocument], None]:
    """The change at every paragraph of the text from the one to the other."""

    def plant(document: OpenDocument) -> None:
        inside = False
        for paragraph in paragraphs(document):
            inside = inside or paragraph.text.startswith(first)
            if inside:
                change(paragraph)
            if paragraph.text.startswith(last):
                return

    return plant


def centred(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def heavy(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.bold = True


def underlined(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.underline = True


def shouted(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.text = run.text.upper()


def capped(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.all_caps = True


def marked(paragraph: Paragraph) -> None:
    paragraph.runs[0].font.highlight_color = WD_COLOR_INDEX.YELLOW


def shaded(paragraph: Paragraph) -> None:
    ground = OxmlElement("w:shd")
    ground.set(qn("w:val"), "clear")
    ground.set(qn("w:fill"), "FFFF00")
    paragraph.runs[0]._r.get_or_add_rPr().append(ground)


def at(start: str, change: Callable[[Paragraph], None]) -> Callable[[OpenDocument], None]:
    return lambda document: change(the(document, start))


def spaced(start: str, lines: float) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        the(document, start).paragraph_format.line_spacing = lines

    return plant


def followed_by(start: str, text: str) -> Callable[[OpenDocument], None]:
    """A line like the one that begins so, below it."""

    def plant(document: OpenDocument) -> None:
        before = the(document, start)
        copied = deepcopy(before._p)
        before._p.addnext(copied)
        copy = Paragraph(copied, before._parent)
        for run in copy.runs[1:]:
            run._r.getparent().remove(run._r)
        copy.runs[0].text = text

    return plant


def parted(start: str, count: int) -> Callable[[OpenDocument], None]:
    """Empty paragraphs behind the one that begins so."""

    def plant(document: OpenDocument) -> None:
        for _ in range(count):
            the(document, start)._p.addnext(OxmlElement("w:p"))

    return plant


def reworded(start: str, text: str) -> Callable[[OpenDocument], None]:
    """Other words, set as the first of the old ones."""

    def plant(document: OpenDocument) -> None:
        paragraph = the(document, start)
        for run in paragraph.runs[1:]:
            run._r.getparent().remove(run._r)
        paragraph.runs[0].text = text

    return plant


def both(*plants: Callable[[OpenDocument], None]) -> Callable[[OpenDocument], None]:
    def plant(document: OpenDocument) -> None:
        for one in plants:
            one(document)

    return plant


def circulation(*, framed: bool, coloured: bool) -> Callable[[OpenDocument], None]:
    """The stamp of urgency made one of circulation."""

    def plant(document: OpenDocument) -> None:
        stamp = the(document, "THƯỢNG KHẨN")
        stamp.runs[0].text = "LƯU HÀNH NỘI BỘ"
        if not framed:
            stamp._p.pPr.remove(stamp._p.pPr.find(qn("w:pBdr")))
        if not coloured:
            stamp.runs[0].font.color.rgb = RGBColor(0, 0, 0)

    return plant


def unframed_in_the_margin(document: OpenDocument) -> None:
    stamp = next(each for each in document.sections[0].first_page_header.paragraphs if "LƯU HÀNH" in each.text)
    stamp._p.pPr.remove(stamp._p.pPr.find(qn("w:pBdr")))


def heavy_number(document: OpenDocument) -> None:
    for run in document.sections[0].header.paragraphs[0].runs:
        run.font.bold = True


def narrow_beside(document: OpenDocument) -> None:
    """The appendix that lies on its side."""
    section = next(each for each in document.sections if each.page_width > each.page_height)
    section.left_margin = Mm(10)


def text_set(*, size: float | None = None, indent_cm: float | None = None, exactly: float | None = None) -> Callable[[OpenDocument], None]:
    """The whole text otherwise, by its style."""

    def plant(document: OpenDocument) -> None:
        for name in ("Nội dung", "Căn cứ", "Tiêu đề"):
            style = document.styles[name]
            if size is not None:
                style.font.size = Pt(size)
            if indent_cm is not None:
                style.paragraph_format.first_line_indent = Cm(indent_cm)
            if exactly is not None:
                style.paragraph_format.line_spacing = Pt(exactly)

    return plant


def underlined_motto(document: OpenDocument) -> None:
    """The rule under Tiêu ngữ as an underline: a solid line as long as the words."""
    without_rule("Độc lập")(document)
    underlined(the(document, "Độc lập"))
