"""TT-11 and TT-12: Kính gửi and Nơi nhận (NĐ 30/2020, Phụ lục I, II.9)."""

import re
from collections.abc import Iterator

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.type_face import Face, ill_set
from directives.reading import head
from records.text import nfc

_ADDRESSED = frozenset(("CV", "TTr", "BC"))
_IN_ARTICLES = frozenset(("QĐ", "NQ"))
_OPTIONAL = frozenset(("BB", ""))
_ARCHIVE = re.compile(r"- Lưu: VT(?:, [^;:]+?)?(?:\s?\(\d{1,4}\))?\.(?:\s*\S{1,12}\s?\(\d{1,5}\)\.?)?")
_ARTICLE = re.compile(r"- Như (?:các )?[Đđ]iều \d{1,3}(?:(?:, | và )(?:Điều )?\d{1,3})*(?: [^;]{1,60})?;")
_FACE = Face(13, 14, bold=False, align=None)


def addressees(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-11."""
    if not anatomy.dear:
        if anatomy.kind == "CV":
            yield finding(
                "TT-11", "Kính gửi", "không có", "“Kính gửi:” trên nội dung công văn", *([anatomy.number] if anatomy.number else [])
            )
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
    if anatomy.kind in _ADDRESSED and anatomy.dear and not text.startswith("- Như trên"):
        yield finding("TT-12", "Dòng đầu nơi nhận", f"“{text}”", "“- Như trên;”", first)
    elif anatomy.kind in _IN_ARTICLES and not _ARTICLE.fullmatch(text):
        yield finding("TT-12", "Dòng đầu nơi nhận", f"“{text}”", "“- Như Điều …;” (điều nói về trách nhiệm thi hành)", first)


def _lines(lines: list[Paragraph]) -> Iterator[Finding]:
    entries: list[tuple[Paragraph, str]] = []
    for paragraph in lines:
        text = nfc(paragraph.text)
        if entries and not text.startswith(("-", "–", "•", "+", "Lưu")):
            before, words = entries[-1]
            entries[-1] = (before, f"{words} {text}")
        else:
            entries.append((paragraph, text))
    for paragraph, text in entries[:-1]:
        if not text.startswith("- "):
            yield finding("TT-12", "Danh sách nơi nhận", f"“{text}”", "đầu dòng có gạch đầu dòng và cách chữ: “- ”", paragraph)
        elif not text.endswith(";"):
            yield finding("TT-12", "Danh sách nơi nhận", f"“{text}”", "cuối dòng có dấu chấm phẩy", paragraph)
    last, text = entries[-1]
    if not _ARCHIVE.fullmatch(text):
        yield finding("TT-12", "Dòng lưu", f"“{text}”", "“- Lưu: VT, tên viết tắt đơn vị soạn thảo.”", last)
