"""TT-09: parts, chapters, articles, clauses and points: their numbers and their headings (NĐ 30/2020, Phụ lục I, II.6)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.type_face import Face, faults, ill_set, lettered
from directives.reading.head import is_capitals
from records.text import nfc

ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_FORMS = (
    (
        "part",
        re.compile(
            r"(?P<word>phần)\s+(?:thứ\s+)?(?P<number>[IVXLC]+|\d{1,3}|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?!\w)(?P<rest>[.:]?.*)$",
            re.IGNORECASE,
        ),
    ),
    ("chapter", re.compile(r"(?P<word>chương)\s+(?P<number>[IVXLC]+|\d{1,3})(?!\w)(?P<rest>[.:]?.*)$", re.IGNORECASE)),
    ("subsection", re.compile(r"(?P<word>tiểu mục)\s+(?P<number>[IVXLC]+|\d{1,3})(?!\w)(?P<rest>[.:]?.*)$", re.IGNORECASE)),
    ("section", re.compile(r"(?P<word>mục)\s+(?P<number>[IVXLC]+|\d{1,3})(?!\w)(?P<rest>[.:]?.*)$", re.IGNORECASE)),
    ("article", re.compile(r"(?P<word>điều)\s+(?P<number>\d{1,3})\s*(?P<rest>[.:].*)$", re.IGNORECASE)),
    ("roman", re.compile(r"(?P<word>)(?P<number>[IVXLC]{1,7})(?P<rest>\s?[./)]\s.*)$")),
    ("decimal", re.compile(r"(?P<word>)(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})(?P<rest>[.)]?\s.*)$")),
    ("clause", re.compile(r"(?P<word>)(?P<number>\d{1,2})(?P<rest>[.]\s.*)$")),
    ("point", re.compile(r"(?P<word>)(?P<number>[a-zđ])(?P<rest>\s?\)\s?.*)$")),
)
_MAY_BEGIN = re.compile(r"phần|chương|tiểu|mục|điều|[IVXLC\d]|[a-zđ]\s?\)", re.IGNORECASE)
_RANK = {
    name: rank for rank, name in enumerate(("part", "chapter", "section", "subsection", "article", "roman", "clause", "decimal", "point"))
}
_NAMES = {
    "part": "Phần", "chapter": "Chương", "section": "Mục", "subsection": "Tiểu mục", "article": "Điều", "roman": "Mục La Mã",
    "clause": "Khoản", "decimal": "Khoản", "point": "Điểm",
}  # fmt: skip
_AFTER_NUMBER = re.compile(r"\w+\s+\d+\s*([.:])")
_DIVISIONS = frozenset(("part", "chapter", "section", "subsection"))
_RUN_ON = frozenset(("article",))  # numbered through the whole document
_MAY_RUN_ON = frozenset(("chapter", "roman"))  # the decree leaves open whether they begin anew


@dataclass(frozen=True, slots=True)
class Item:
    """A paragraph that begins with a number. `value` counts from 1, 0 when it is no number of the kind."""

    kind: str
    label: str
    value: int
    rest: str

    @property
    def is_division(self) -> bool:
        return self.kind in _DIVISIONS

    @property
    def is_heading(self) -> bool:
        return self.is_division or self.kind in ("roman", "article")


def item_of(paragraph: Paragraph) -> Item | None:
    """What number it begins with, None for none. "Điều 5 của Luật …" begins with none: a full stop follows a number of our own."""
    text = nfc(paragraph.text)
    if _MAY_BEGIN.match(text) is None:  # nearly always
        return None
    for kind, pattern in _FORMS:
        match = pattern.match(text)
        if match is None:
            continue
        rest = match["rest"].strip()
        if kind in _DIVISIONS and rest and rest[0] not in ".:" and not is_capitals(rest):
            continue  # "Mục 3 của Kế hoạch này …"
        number = match["number"]
        label = f"{match['word']} {number}".strip()
        return Item(kind, label, _value(number, kind), rest.lstrip(".:/) "))
    return None


def _value(number: str, kind: str) -> int:
    if kind == "point":
        return ALPHABET.find(number) + 1
    if number.isdecimal():
        return int(number)
    if kind == "decimal":
        return int(number.rsplit(".", 1)[1])
    if number.lower() in _ORDINALS:
        return _ORDINALS[number.lower()]
    total = 0
    upper = number.upper()
    for letter, following in zip(upper, upper[1:] + " ", strict=True):
        worth = _ROMAN[letter]
        total += -worth if following != " " and _ROMAN[following] > worth else worth
    return total


def numbering(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-09, of the text and of each part that follows it."""
    for paragraphs in (anatomy.body, *(part.body for part in anatomy.parts)):
        running = [each for each in paragraphs if each.text.strip() and not (each.cell and each.cell.is_ruled)]
        yield from _continuous(running)
        yield from _headings(running)


def _continuous(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    counters: dict[str, int] = {}
    ever: dict[str, int] = {}
    meant: dict[str, int] = {}
    prefix = ""
    for paragraph in paragraphs:
        item = item_of(paragraph)
        if item is None:
            continue
        key = item.kind if item.kind != "decimal" else f"decimal{item.label.count('.')}"
        before = counters.get(key, ever.get(key, 0) if item.kind in _RUN_ON else 0)
        expected = {before + 1}
        if key in meant and meant[key] != before and before:
            expected.add(meant[key] + 1)  # a wrong number was one slip, whether or not those after it go on from there
        if item.kind in _MAY_RUN_ON and key not in counters:
            expected.add(ever.get(key, 0) + 1)
        if item.kind == "decimal":
            above = item.label.rsplit(".", 1)[0]
            if above != prefix:
                expected, prefix = {1}, above
        if item.value not in expected:
            yield _out_of_order(paragraph, item, before, min(expected))
        rank = _RANK[item.kind]
        counters = {
            name: value
            for name, value in counters.items()
            if _RANK[name.rstrip("123456789")] < rank or (item.kind == "decimal" and name == "clause")
        }
        if item.kind == "clause":
            prefix = ""
        meant[key] = item.value if item.value in expected else before + 1
        counters[key] = ever[key] = item.value or before + 1


def _out_of_order(paragraph: Paragraph, item: Item, before: int, expected: int) -> Finding:
    name = _NAMES[item.kind]
    asked = _printed(item, expected)
    there = f"“{item.label}”" + (f" sau “{_printed(item, before)}”" if before else " ở đầu")
    tail = "; chữ cái tiếng Việt theo thứ tự a, b, c, d, đ, e, g, h, i, k, …" if item.kind == "point" else ""
    return finding("TT-09", f"Thứ tự {name.lower()}", there, f"“{asked}”{tail}", paragraph)


def _printed(item: Item, value: int) -> str:
    if item.kind == "point":
        return ALPHABET[value - 1] if 0 < value <= len(ALPHABET) else "a"
    word = item.label.rsplit(" ", 1)[0] + " " if " " in item.label else ""
    number = item.label.rsplit(" ", 1)[-1]
    if item.kind == "decimal":
        return f"{number.rsplit('.', 1)[0]}.{value}"
    return f"{word}{value}" if number.isdecimal() else f"{word}{_roman(value)}"


def _roman(value: int) -> str:
    text = ""
    for worth, letters in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += letters * (value // worth)
        value %= worth
    return text


def _headings(paragraphs: Sequence[Paragraph]) -> Iterator[Finding]:
    for index, paragraph in enumerate(paragraphs):
        item = item_of(paragraph)
        if item is None:
            continue
        name = _NAMES[item.kind]
        if item.is_division:
            yield from ill_set("TT-09", name, [paragraph], Face(13, 14, bold=True, align="center"))
            number = item.label.rsplit(" ", 1)[-1]
            roman = item.kind in ("part", "chapter")
            if roman == number.isdecimal() and number.lower() not in _ORDINALS:
                yield finding("TT-09", name, f"“{item.label}”", "chữ số La Mã" if roman else "chữ số Ả Rập", paragraph)
            if item.rest:
                yield finding("TT-09", name, "số và tiêu đề cùng một dòng", "tiêu đề ở dòng dưới, in hoa, căn giữa", paragraph)
            elif index + 1 < len(paragraphs) and item_of(paragraphs[index + 1]) is None:
                titled = Face(13, 14, bold=True, capitals=True, align="center")
                yield from ill_set("TT-09", f"Tiêu đề {name.lower()}", [paragraphs[index + 1]], titled)
        elif item.kind == "roman" and len(item.rest) <= 200 and not item.rest.endswith((";", ".")):
            differing = faults(paragraph, Face(13, 14, bold=True, capitals=True))
            if differing:
                yield finding("TT-09", "Tiêu đề mục", ", ".join(differing), "in hoa, cỡ 13–14, đứng, đậm", paragraph)
        elif item.kind == "article":
            yield from _article(paragraph, item)


def _article(paragraph: Paragraph, item: Item) -> Iterator[Finding]:
    if not _label_is_bold(paragraph, item.label):
        yield finding("TT-09", "Điều", f"“{item.label}” không đậm", "“Điều”, số thứ tự và tiêu đề: đứng, đậm", paragraph)
    if (mark := _AFTER_NUMBER.match(nfc(paragraph.text))) is not None and mark[1] != ".":
        yield finding("TT-09", "Điều", f"“{mark[0]}”", "sau số thứ tự của điều có dấu chấm: “Điều 1.”", paragraph)


def _label_is_bold(paragraph: Paragraph, label: str) -> bool:
    length = 0
    for run in lettered(paragraph):
        if length < len(label) and not run.is_bold:
            return False
        length += len(run.text)
    return True
