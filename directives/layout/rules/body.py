"""TT-07 and TT-08: căn cứ and how the text is set (NĐ 30/2020, Phụ lục I, II.6)."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.rules.numbering import Item, item_of
from directives.layout.type_face import Face, is_bold, is_italic, is_rule, is_underlined, lettered, lines_of, size_of, width_of
from directives.reading.head import is_capitals
from records.text import nfc

_CM = 72 / 2.54
_INDENTS = (1.0, 1.27)
_SLACK = 1.6  # points
_LEAST_GAP = 5.9
_LINES = (0.98, 1.52)
_BASIS = re.compile(r"(?:Căn cứ|Xét|Theo đề nghị|Thực hiện|Theo|Thi hành|Trên cơ sở)\b")
_DASHED = re.compile(r"[-–+•]\s*(?=Căn cứ\b)")
_MOST_EMPTY = 5
_LONGEST_TITLE = 150
"""Letters: two lines of 14 points; a longer sentence of an article is none of a title."""
_SHORT = 60
_LINE = 155 * 72 / 25.4
"""Points of a line between the margins, where a paragraph does not say its own."""
_CENTRED_LINES = frozenset(("GM", "GGT", "CĐ", ""))
"""Types whose specimens open with a centred sentence (Mẫu 1.6–1.8)."""
_SIZES = Face(13, 14)


def bases_of(anatomy: Anatomy) -> list[Paragraph]:
    """The căn cứ: the paragraphs that open the text, each with one basis; a sentence that goes on to order something is none."""
    found: list[Paragraph] = []
    for paragraph in anatomy.body:
        text = _DASHED.sub("", nfc(paragraph.text))
        if not text or (is_capitals(text) and not found) or is_rule(paragraph):
            continue  # who decides stands above them
        slanted = is_italic(paragraph)
        opens = not text.endswith(":") and (_BASIS.match(text) is not None or (slanted and (text.endswith(";") or bool(found))))
        listed = text.endswith(";") or bool(found and nfc(found[-1].text).endswith(";"))
        alone = slanted or (text.startswith("Căn cứ ") and (anatomy.kind in ("QĐ", "NQ") or bool(found)))
        if not opens or not (listed or alone):
            break
        found.append(paragraph)
    return found


def bases(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-07."""
    lines = bases_of(anatomy)
    for index, paragraph in enumerate(lines):
        text = nfc(paragraph.text)
        if _DASHED.match(text):
            yield finding("TT-07", "Căn cứ", "có gạch đầu dòng", "mỗi căn cứ một dòng, không có gạch đầu dòng", paragraph)
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
    has_centred_line = anatomy.kind in _CENTRED_LINES
    yield from _set(anatomy.body, based, has_centred_line=has_centred_line)
    yield from _empty(anatomy.body)
    for part in anatomy.parts:
        yield from _set(part.body, set(), has_centred_line=has_centred_line)


def _set(paragraphs: Sequence[Paragraph], based: set[int], *, has_centred_line: bool) -> Iterator[Finding]:
    plain = _plain(paragraphs)
    items = [item_of(each) for each in plain]
    centred = [_is_centred_heading(each, item, has_line=has_centred_line) for each, item in zip(plain, items, strict=True)]
    known = {id(each): item for each, item in zip(plain, items, strict=True)}
    following_of = {id(above): each for above, each in pairwise(each for each in paragraphs if each.text.strip())}
    for index, paragraph in enumerate(plain):
        following = following_of.get(id(paragraph))
        is_titling = following is not None and ((item := known.get(id(following))) is None or item.kind != "article")
        if id(paragraph) in based:
            yield from _spread(paragraph)
            if paragraph.cell is None:
                yield from _shape(paragraph, None)
            continue
        yield from _face(paragraph, items[index], is_centred=centred[index], is_titling=is_titling)
        if paragraph.cell is None and not centred[index]:
            yield from _shape(paragraph, items[index])
        yield from _spread(paragraph)
    for index, (above, below) in enumerate(pairwise(plain)):
        gap = above.after + below.before
        together = below.number == above.number + 1 and not below.is_continued and above.cell is None and below.cell is None
        if together and not (centred[index] and centred[index + 1]) and gap < _LEAST_GAP:
            yield finding("TT-08", "Khoảng cách giữa các đoạn", f"{gap:g} pt", "tối thiểu 6 pt", below)


def _empty(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    """Rows of empty paragraphs, which push the text apart."""
    row: list[Paragraph] = []
    for paragraph in (*paragraphs, None):
        if paragraph is not None and not (paragraph.text.strip() or paragraph.drawn or paragraph.cell):
            row = [] if paragraph.breaks_page else [*row, paragraph]
            continue
        if len(row) > _MOST_EMPTY:
            yield finding("TT-08", "Dòng trống", f"{len(row)} dòng trống liền nhau", "các đoạn cách nhau bằng khoảng cách đoạn", row[0])
        row = []


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


def _is_centred_heading(paragraph: Paragraph, item: Item | None, *, has_line: bool) -> bool:
    """Phần, chương, mục and their titles; who decides; "QUYẾT ĐỊNH:"; a caption; a lead-in with a colon that has a line for itself."""
    if item is not None and item.is_division:
        return True
    if paragraph.align != "center":
        return False
    words = nfc(paragraph.text)
    is_line = has_line or width_of(words, size_of(paragraph)) <= (paragraph.width or _LINE)
    is_heading = is_bold(paragraph) or is_capitals(words)
    return (is_heading and not _is_sentence(words)) or (words.endswith(":") and is_line)


def _is_sentence(words: str) -> bool:
    return words.endswith((".", ";")) and len(words) > _SHORT


def _face(paragraph: Paragraph, item: Item | None, *, is_centred: bool, is_titling: bool) -> Iterator[Finding]:
    """The type of one that is no căn cứ; `is_titling`: text follows that it may be the title of."""
    words = nfc(paragraph.text)
    sizes = sorted({run.size for run in lettered(paragraph) if not _SIZES.smallest <= run.size <= _SIZES.largest})
    if sizes:
        yield finding("TT-08", "Cỡ chữ nội dung", ", ".join(f"{size:g}" for size in sizes), "cỡ 13–14", paragraph)
    if is_italic(paragraph) and not words.startswith(("(", "Ghi chú")):
        yield finding("TT-08", "Kiểu chữ nội dung", "nghiêng", "chữ in thường, kiểu đứng", paragraph)
    if is_underlined(paragraph):
        yield finding("TT-08", "Kiểu chữ nội dung", "gạch chân", "chữ in thường, kiểu đứng, không gạch chân", paragraph)
    is_named = is_centred or (item is not None and (item.is_division or item.kind == "roman"))
    if not is_named and len(words) > _SHORT // 2 and is_capitals(item.rest if item else words):
        yield finding("TT-08", "Kiểu chữ nội dung", "in hoa", "chữ in thường, kiểu đứng", paragraph)
    if not is_named and _is_bold_text(paragraph, item, words, is_titling=is_titling):
        yield finding("TT-08", "Kiểu chữ nội dung", "đậm", "chữ in thường, kiểu đứng, không đậm", paragraph)


def _is_bold_text(paragraph: Paragraph, item: Item | None, words: str, *, is_titling: bool) -> bool:
    """Whether bold is more than a title: a sentence, a point, a lead-in of several lines, or an article without text of its own."""
    if not is_bold(paragraph):
        return False
    if item is not None and item.kind == "article":
        return _is_sentence(words) or len(item.rest) > _LONGEST_TITLE or (len(words) > _SHORT and not is_titling)
    if item is not None and item.kind == "point":
        return words.endswith((".", ";"))
    is_lead_in = item is None and words.endswith(":") and width_of(words, size_of(paragraph)) > (paragraph.width or _LINE)
    return _is_sentence(words) or is_lead_in


def _shape(paragraph: Paragraph, item: Item | None) -> Iterator[Finding]:
    """Alignment and the first line; a heading may be flush left."""
    if paragraph.align != "both" and not (item is not None and item.is_heading and paragraph.align == "left"):
        there = {"left": "căn trái", "center": "căn giữa", "right": "căn phải"}.get(paragraph.align, paragraph.align)
        yield finding("TT-08", "Căn lề nội dung", there, "căn đều cả hai lề", paragraph)
    if paragraph.is_continued:
        return
    start = paragraph.left + paragraph.first_line
    tabbed = paragraph.text.startswith("\t")
    if not tabbed and not any(abs(start - each * _CM) <= _SLACK for each in _INDENTS):
        asked = "chữ đầu dòng lùi vào 1 cm hoặc 1,27 cm"
        yield finding("TT-08", "Lùi đầu dòng", f"{start / _CM:.2f} cm".replace(".", ","), asked, paragraph)


def _spread(paragraph: Paragraph) -> Iterator[Finding]:
    lines = lines_of(paragraph)
    least = _LINES[0] if paragraph.line_rule == "auto" else 0.86
    if not least <= lines <= _LINES[1]:
        there = f"{lines:.2g} dòng".replace(".", ",") if paragraph.line_rule == "auto" else f"{paragraph.line:g} pt"
        yield finding("TT-08", "Khoảng cách dòng", there, "từ dòng đơn đến 1,5 dòng", paragraph)
