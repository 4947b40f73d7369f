"""TT-11 and TT-12: Kính gửi and Nơi nhận (NĐ 30/2020, Phụ lục I, II.9)."""

import re
from collections.abc import Iterator

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.rules.numbering import item_of
from directives.layout.type_face import Face, ill_set
from directives.reading import head
from records.text import nfc

_ADDRESSED = frozenset(("CV", "TTr", "BC"))
_IN_ARTICLES = frozenset(("QĐ", "NQ"))
_OPTIONAL = frozenset(("BB", ""))
_KEPT = re.compile(r"[-–•+]?\s*Lưu\b", re.IGNORECASE)
_ARCHIVE = re.compile(r"- Lưu: VT(?:, [^;:]+?)?(?:\s?\(\d{1,4}\))?\.(?:\s*[^;:]{1,30}\.?)?")
"""Behind it the drafter's mark and the number of copies, of which the decree fixes no form."""
_AS_ABOVE = re.compile(r"[-–]?\s*Như trên\b")
_ARTICLE = re.compile(r"[-–]?\s*Như (?:các )?[Đđ]iều (?P<numbers>\d{1,3}(?:(?:, | và )(?:Điều )?\d{1,3})*)(?: [^;]{1,60})?[;.]?")
_DASHES = ("-", "–", "•", "+")
_FACE = Face(13, 14, bold=False, align=None)


def addressees(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-11."""
    if not anatomy.dear:
        if anatomy.kind == "CV":
            at = [*anatomy.undeared, *([anatomy.number] if anatomy.number else [])][:1]
            yield finding("TT-11", "Kính gửi", "không có", "“Kính gửi:” trên nội dung công văn", *at)
        return
    first = anatomy.dear[0]
    telegraphed = head.TELEGRAPHED.search(nfc(first.text)) is not None
    if anatomy.kind not in _ADDRESSED and not telegraphed and anatomy.kind:
        yield finding("TT-11", "Kính gửi", "có “Kính gửi”", "chỉ công văn, và tờ trình, báo cáo gửi cấp trên có “Kính gửi”", first)
    yield from ill_set("TT-11", "Kính gửi", anatomy.dear, _FACE if not telegraphed else Face(13, 14, bold=None, italic=None))
    if telegraphed:
        yield from _list(anatomy.dear[1:])
        return
    text = nfc(first.text)
    dear = re.match(r"Kính gửi\s*:\s*", text)
    if dear is None:
        yield finding("TT-11", "Kính gửi", f"“{text[:20]}”", "“Kính gửi:” có dấu hai chấm", first)
        return
    same_line = text[dear.end() :]
    if same_line and (same_line.startswith("-") or ";" in same_line):
        yield finding("TT-11", "Kính gửi", f"“{text[:60]}”", "từ hai nơi nhận trở lên: mỗi nơi một dòng, đầu dòng có gạch đầu dòng", first)
    elif same_line and len(anatomy.dear) > 1:
        yield finding("TT-11", "Kính gửi", f"“{text[:60]}”", "nhiều nơi nhận: xuống dòng sau “Kính gửi:”", first)
    yield from _list(anatomy.dear[1:])


def _list(lines: list[Paragraph]) -> Iterator[Finding]:
    """The addressees below: "- …;", the last "- … .". A line without a hyphen goes on with the one before."""
    for index, paragraph in enumerate(lines):
        text = nfc(paragraph.text)
        last = index == len(lines) - 1
        following = nfc(lines[index + 1].text) if not last else "-"
        if not text.startswith("- ") and (text.startswith(("-", "–", "+", "•")) or index == 0):
            yield finding("TT-11", "Kính gửi", f"“{text[:40]}”", "đầu dòng có gạch đầu dòng và cách chữ: “- ”", paragraph)
        if following.startswith("-") and not text.endswith("." if last else ";"):
            mark = "dấu chấm" if last else "dấu chấm phẩy"
            yield finding("TT-11", "Kính gửi", f"“…{text[-25:]}”", f"cuối dòng có {mark}", paragraph)


def recipients(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-12."""
    closing = anatomy.closing
    if closing.label is None:
        if anatomy.kind not in _OPTIONAL:
            last = anatomy.body[-1:]
            yield finding("TT-12", "Nơi nhận", "không có", "“Nơi nhận:” bên trái, ngang hàng với chức vụ người ký", *last)
        return
    label = closing.label
    if nfc(label.text) != "Nơi nhận:" and label not in closing.recipients:
        yield finding("TT-12", "Nơi nhận", f"“{nfc(label.text)}”", "“Nơi nhận:”", label)
    yield from ill_set("TT-12", "Nơi nhận", [label], Face(12, 12, bold=True, italic=True))
    if label.align in ("center", "right"):
        yield finding("TT-12", "Nơi nhận", "không sát lề trái", "sát lề trái, ngang hàng với chức vụ người ký", label)
    yield from ill_set("TT-12", "Danh sách nơi nhận", closing.recipients, Face(11, 11, bold=False))
    if not closing.recipients:
        yield finding("TT-12", "Nơi nhận", "không có nơi nhận nào", "mỗi nơi nhận một dòng, dòng cuối “- Lưu: VT, ….”", label)
        return
    yield from _first(anatomy, closing.recipients[0])
    yield from _lines(closing.recipients)


def _first(anatomy: Anatomy, first: Paragraph) -> Iterator[Finding]:
    text = nfc(first.text)
    if anatomy.kind in _ADDRESSED and anatomy.dear and not _AS_ABOVE.match(text):
        yield finding("TT-12", "Dòng đầu nơi nhận", f"“{text}”", "“- Như trên;”", first)
    elif anatomy.kind in _IN_ARTICLES:
        asked = "“- Như Điều …;” (điều nói về trách nhiệm thi hành)"
        article = _ARTICLE.fullmatch(text)
        count = max((item.value for each in anatomy.body if (item := item_of(each)) and item.kind == "article"), default=0)
        if article is None:
            yield finding("TT-12", "Dòng đầu nơi nhận", f"“{text}”", asked, first)
        elif count and any(int(number) > count for number in re.findall(r"\d+", article["numbers"])):
            yield finding("TT-12", "Dòng đầu nơi nhận", f"“{text}”, văn bản có {count} điều", asked, first)


def _lines(lines: list[Paragraph]) -> Iterator[Finding]:
    entries = _entries(lines)
    kept = [index for index, (_, text) in enumerate(entries) if _KEPT.match(text)]
    for index, (paragraph, text) in enumerate(entries):
        last = index == len(entries) - 1
        if index in kept[-1:] and not last:
            yield finding(
                "TT-12", "Dòng lưu", f"“{text}” không ở dòng cuối", "“- Lưu: VT, tên viết tắt đơn vị soạn thảo.” ở dòng cuối", paragraph
            )
        elif last and not kept[:-1] and (index in kept or not kept):
            if not _ARCHIVE.fullmatch(text):
                yield finding("TT-12", "Dòng lưu", f"“{text}”", "“- Lưu: VT, tên viết tắt đơn vị soạn thảo.”", paragraph)
        elif not text.startswith("- "):
            yield finding("TT-12", "Danh sách nơi nhận", f"“{text}”", "đầu dòng có gạch đầu dòng và cách chữ: “- ”", paragraph)
        elif index and (_AS_ABOVE.match(text) or _ARTICLE.fullmatch(text)):
            yield finding("TT-12", "Danh sách nơi nhận", f"“{text}” ở dòng thứ {index + 1}", "chỉ ở dòng đầu, một lần", paragraph)
        elif not text.endswith(";") and not last:
            yield finding("TT-12", "Danh sách nơi nhận", f"“{text}”", "cuối dòng có dấu chấm phẩy", paragraph)


def _entries(lines: list[Paragraph]) -> list[tuple[Paragraph, str]]:
    """Who is named, each with the line where it begins: a line without a hyphen goes on with one that has no semicolon yet."""
    entries: list[tuple[Paragraph, str]] = []
    for paragraph in lines:
        text = nfc(paragraph.text)
        if entries and not text.startswith((*_DASHES, "Lưu")) and not entries[-1][1].endswith((";", ".")):
            before, words = entries[-1]
            entries[-1] = (before, f"{words} {text}")
        else:
            entries.append((paragraph, text))
    return entries
