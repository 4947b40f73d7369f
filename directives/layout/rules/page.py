"""TT-01 and TT-14: paper, margins, letters, page numbers (NĐ 30/2020, Phụ lục I, phần I, mục I)."""

from collections.abc import Iterator

from directives.files.sheet import Band, Paragraph, Section
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.type_face import Face, ill_set, lettered
from records.text import fold

MM = 72 / 25.4
_A4 = (210.0, 297.0)
_SLACK = 0.6  # mm: what rounding to twips and inches does
_MARGINS = (("trên", "top", 20, 25), ("dưới", "bottom", 20, 25), ("trái", "left", 30, 35), ("phải", "right", 15, 20))
_FONT = "times new roman"
_BLACK = frozenset(("", "000000", "AUTO"))
_PAGE_OF_LETTERS = 3_200
"""More letters than any single page holds at 13 points."""


def paper(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-01 of every section: A4 and the four margins."""
    for ordinal, section in enumerate(anatomy.sheet.sections):
        width, height = section.width / MM, section.height / MM
        if any(abs(given - wanted) > _SLACK for given, wanted in zip(sorted((width, height)), _A4, strict=True)):
            yield finding("TT-01", "Khổ giấy", f"{width:.0f} × {height:.0f} mm", "khổ A4 (210 × 297 mm)", section=ordinal)
        for name, side, least, most in _margins_of(section):
            if not _is_within(section, side, least, most):
                yield finding("TT-01", f"Lề {name}", f"{getattr(section, side) / MM:.0f} mm", f"{least}–{most} mm", section=ordinal)


def _margins_of(section: Section) -> tuple[tuple[str, str, int, int], ...]:
    """The margins of an upright page; a page on its side may be bound at its left or at its top."""
    if section.width <= section.height:
        return _MARGINS
    turned = {"top": "left", "right": "top", "bottom": "right", "left": "bottom"}
    limits = {side: (least, most) for _, side, least, most in _MARGINS}
    at_its_top = tuple((name, side, *limits[turned[side]]) for name, side, _, _ in _MARGINS)
    return min(_MARGINS, at_its_top, key=lambda margins: sum(not _is_within(section, *margin[1:]) for margin in margins))


def _is_within(section: Section, side: str, least: int, most: int) -> bool:
    return least - _SLACK <= getattr(section, side) / MM <= most + _SLACK


def letters(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-01 of every run: Times New Roman, black on white; stamps are red, and the decree names no colour for those of circulation."""
    stamps = {id(each) for each in (*anatomy.urgency, *anatomy.circulation)}
    for paragraph in _everywhere(anatomy):
        fonts = {name for run in lettered(paragraph) for name in run.font.split(", ") if name and not fold(name).startswith(_FONT)}
        if fonts:
            yield finding("TT-01", "Phông chữ", ", ".join(sorted(fonts)), "Times New Roman", paragraph)
        colours = {run.colour for run in lettered(paragraph) if run.colour not in _BLACK}
        if colours and id(paragraph) not in stamps:
            yield finding("TT-01", "Màu chữ", ", ".join(f"#{colour}" for colour in sorted(colours)), "màu đen", paragraph)
        if any(run.is_marked for run in lettered(paragraph)):
            yield finding("TT-01", "Màu nền", "chữ được tô nền", "chữ màu đen, không tô nền", paragraph)


def _everywhere(anatomy: Anatomy) -> Iterator[Paragraph]:
    yield from anatomy.sheet.paragraphs
    for section in anatomy.sheet.sections:
        for band in section.bands:
            yield from band.paragraphs


def numbers(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-14: in the middle of the top margin, from page 2 on, each appendix anew."""
    is_numbered = any(each.has_page_number for section in anatomy.sheet.sections for band in section.bands for each in band.paragraphs)
    seen: set[tuple[int, ...]] = set()
    for ordinal, section in enumerate(anatomy.sheet.sections):
        key = tuple(each.number for each in anatomy.sheet.paragraphs if each.section == ordinal)[:1]
        if key in seen:
            continue
        seen.add(key)
        shown = [band for band in section.bands if any(each.has_page_number for each in band.paragraphs)]
        if not shown:
            letters = sum(len(each.text) for each in anatomy.sheet.paragraphs if each.section == ordinal)
            if letters > _PAGE_OF_LETTERS or (ordinal == 0 and not is_numbered and _is_long(anatomy)):
                yield finding("TT-14", "Số trang", "không có số trang", "đánh số từ trang 2, giữa lề trên", section=ordinal)
            continue
        yield from _placed(section, shown, ordinal, starts=ordinal == 0)
    yield from _counted_anew(anatomy)


def _is_long(anatomy: Anatomy) -> bool:
    sheet = anatomy.sheet
    count = sum(len(each.text) for each in sheet.paragraphs)
    return sheet.pages > 1 or len(sheet.sections) > 1 or count > _PAGE_OF_LETTERS


def _placed(section: Section, shown: list[Band], ordinal: int, *, starts: bool) -> Iterator[Finding]:
    for band in shown:
        for paragraph in (each for each in band.paragraphs if each.has_page_number):
            if band.is_footer:
                yield finding("TT-14", "Số trang", "ở lề dưới", "ở giữa lề trên", section=ordinal)
            elif not (paragraph.align == "center" or paragraph.text.startswith("\t")):
                yield finding("TT-14", "Số trang", "không căn giữa", "canh giữa theo chiều ngang trong lề trên", section=ordinal)
            for fault in ill_set("TT-14", "Số trang", [paragraph], Face(13, 14, bold=False, italic=False)):
                yield finding("TT-14", fault.component, fault.found, fault.asked, section=ordinal)
    hidden = section.has_first and not any(band.kind == "first" for band in shown)
    if starts and not hidden:
        yield finding("TT-14", "Số trang", "hiển thị ở trang thứ nhất", "không hiển thị số trang ở trang thứ nhất", section=ordinal)
    if section.number_format not in ("decimal", ""):
        yield finding("TT-14", "Số trang", "không phải chữ số Ả Rập", "chữ số Ả Rập, bắt đầu từ 1", section=ordinal)
    if starts and section.first_number not in (None, 1):
        yield finding("TT-14", "Số trang", f"bắt đầu từ {section.first_number}", "bắt đầu từ 1", section=ordinal)


def _counted_anew(anatomy: Anatomy) -> Iterator[Finding]:
    """Each appendix has pages of its own."""
    for part in anatomy.parts:
        ordinal = part.paragraphs[0].section
        if not part.is_appendix or ordinal >= len(anatomy.sheet.sections):
            continue
        section = anatomy.sheet.sections[ordinal]
        numbered = any(each.has_page_number for band in section.bands for each in band.paragraphs)
        if numbered and section.first_number != 1:
            yield finding(
                "TT-14", "Số trang của phụ lục", "đánh tiếp theo văn bản", "mỗi phụ lục đánh số trang riêng, từ 1", part.paragraphs[0]
            )
