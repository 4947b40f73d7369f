"""TT-07 and TT-08: căn cứ and how the text is set (NĐ 30/2020, Phụ lục I, II.6)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.rules.numbering import Item, item_of
from directives.layout.type_face import Face, is_bold, is_italic, is_rule, lettered, size_of
from directives.reading.head import is_capitals
from records.text import nfc

_CM = 72 / 2.54
_INDENTS = (1.0, 1.27)
_SLACK = 1.6  # points
_LEAST_GAP = 5.9
_LINES = (0.98, 1.52)
_BASIS = re.compile(r"(?:Căn cứ|Xét|Theo đề nghị|Thực hiện|Theo|Thi hành|Trên cơ sở)\b")
_SIZES = Face(13, 14)


def bases_of(anatomy: Anatomy) -> list[Paragraph]:
    """The căn cứ: the paragraphs that open the text, each with one basis; a sentence that goes on to order something is none."""
    found: list[Paragraph] = []
    for paragraph in anatomy.body:
        text = nfc(paragraph.text)
        if not text or (is_capitals(text) and not found) or is_rule(paragraph):
            continue  # who decides stands above them
        opens = _BASIS.match(text) is not None and not text.endswith(":")
        listed = text.endswith(";") or bool(found and nfc(found[-1].text).endswith(";"))
        alone = text.startswith("Căn cứ ") and (anatomy.kind in ("QĐ", "NQ") or is_italic(paragraph) or bool(found))
        if not opens or not (listed or alone):
            break
        found.append(paragraph)
    return found


def bases(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-07."""
    lines = bases_of(anatomy)
    for index, paragraph in enumerate(lines):
        text = nfc(paragraph.text)
        if not is_italic(paragraph):
            yield finding("TT-07", "Căn cứ", "không nghiêng", "chữ in thường, kiểu nghiêng", paragraph)
        if any(run.is_bold for run in lettered(paragraph)):
            yield finding("TT-07", "Căn cứ", "đậm", "chữ in thường, kiểu nghiêng, không đậm", paragraph)
        sizes = sorted({run.size for run in lettered(paragraph) if not 13 <= run.size <= 14})
        if sizes:
            yield finding("TT-07", "Căn cứ", "cỡ " + ", ".join(f"{size:g}" for size in sizes), "cỡ 13–14", paragraph)
        mark = "." if index == len(lines) - 1 else ";"
        if not text.endswith(mark):
            words = "dấu chấm" if mark == "." else "dấu chấm phẩy"
            where = "dòng cuối cùng kết thúc bằng" if mark == "." else "cuối mỗi căn cứ có"
            yield finding("TT-07", "Căn cứ", f"“…{text[-30:]}”", f"{where} {words}", paragraph)


def text(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-08, of the text and of what is issued with it."""
    based = {id(each) for each in bases_of(anatomy)}
    yield from _set(anatomy.body, based)
    for part in anatomy.parts:
        yield from _set(part.body, set())


def _set(paragraphs: Sequence[Paragraph], based: set[int]) -> Iterator[Finding]:
    plain = _plain(paragraphs)
    for paragraph in plain:
        item = item_of(paragraph)
        centred = _is_centred_heading(paragraph, item)
        yield from _face(paragraph, item, is_basis=id(paragraph) in based)
        if paragraph.cell is None and not centred:
            yield from _shape(paragraph, item)
        yield from _spread(paragraph)
    for above, below in pairwise(plain):
        gap = above.after + below.before
        together = below.number == above.number + 1 and not below.is_continued and above.cell is None and below.cell is None
        heading = _is_centred_heading(above, item_of(above)) and _is_centred_heading(below, item_of(below))
        if together and not heading and gap < _LEAST_GAP:
            yield finding("TT-08", "Khoảng cách giữa các đoạn", f"{gap:g} pt", "tối thiểu 6 pt", below)


def _plain(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The paragraphs of running text: no tables of data, nor what stands right over and under one."""
    found = []
    filled = [each for each in paragraphs if each.text.strip() and not is_rule(each)]
    for index, paragraph in enumerate(filled):
        beside = [filled[at] for at in (index - 1, index + 1) if 0 <= at < len(filled)]
        if paragraph.box is not None or (paragraph.cell is not None and paragraph.cell.is_ruled):
            continue
        if any(each.cell is not None and each.cell.is_ruled for each in beside) and (size_of(paragraph) < 13 or paragraph.align != "both"):
            continue
        found.append(paragraph)
    return found


def _is_centred_heading(paragraph: Paragraph, item: Item | None) -> bool:
    """Phần, chương, mục and their titles; who decides; "QUYẾT ĐỊNH:"; a caption; a lead-in with a colon."""
    words = nfc(paragraph.text)
    if item is not None and item.is_division:
        return True
    return paragraph.align == "center" and (is_bold(paragraph) or is_capitals(words) or words.endswith(":"))


def _face(paragraph: Paragraph, item: Item | None, *, is_basis: bool) -> Iterator[Finding]:
    words = nfc(paragraph.text)
    sizes = sorted({run.size for run in lettered(paragraph) if not _SIZES.smallest <= run.size <= _SIZES.largest})
    if sizes and not is_basis:
        yield finding("TT-08", "Cỡ chữ nội dung", ", ".join(f"{size:g}" for size in sizes), "cỡ 13–14", paragraph)
    if is_basis:
        return
    if is_italic(paragraph) and not words.startswith(("(", "Ghi chú")):
        yield finding("TT-08", "Kiểu chữ nội dung", "nghiêng", "chữ in thường, kiểu đứng", paragraph)
    ended = words.endswith((".", ";", "./.")) and len(words) > 60
    if is_bold(paragraph) and item is None and ended:
        yield finding("TT-08", "Kiểu chữ nội dung", "đậm", "chữ in thường, kiểu đứng, không đậm", paragraph)


def _shape(paragraph: Paragraph, item: Item | None) -> Iterator[Finding]:
    """Alignment and the first line; a heading may be flush left."""
    if paragraph.align != "both" and not (item is not None and item.is_heading and paragraph.align == "left"):
        there = {"left": "căn trái", "center": "căn giữa", "right": "căn phải"}.get(paragraph.align, paragraph.align)
        if paragraph.align != "center" or not nfc(paragraph.text).endswith(":"):
            yield finding("TT-08", "Căn lề nội dung", there, "căn đều cả hai lề", paragraph)
    if paragraph.is_continued:
        return
    start = paragraph.left + paragraph.first_line
    tabbed = paragraph.text.startswith("\t")
    if not tabbed and not any(abs(start - each * _CM) <= _SLACK for each in _INDENTS):
        asked = "chữ đầu dòng lùi vào 1 cm hoặc 1,27 cm"
        yield finding("TT-08", "Lùi đầu dòng", f"{start / _CM:.2f} cm".replace(".", ","), asked, paragraph)


def _spread(paragraph: Paragraph) -> Iterator[Finding]:
    size = size_of(paragraph) or 14
    lines = paragraph.line if paragraph.line_rule == "auto" else paragraph.line / size / 1.15
    least = _LINES[0] if paragraph.line_rule == "auto" else 0.86
    if paragraph.line_rule == "atLeast":
        lines = max(lines, 1.0)
    if not least <= lines <= _LINES[1]:
        there = f"{lines:.2g} dòng".replace(".", ",") if paragraph.line_rule == "auto" else f"{paragraph.line:g} pt"
        yield finding("TT-08", "Khoảng cách dòng", there, "từ dòng đơn đến 1,5 dòng", paragraph)
