"""TT-04 and TT-05: number and symbol, place and date (NĐ 30/2020, Phụ lục I, II.3 and II.4)."""

import re
from collections.abc import Iterator
from datetime import date

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, NotChecked, finding
from directives.layout.issuer import Issuer
from directives.layout.type_face import Face, ill_set
from directives.reading.symbols import TYPES
from records.text import nfc

_LETTER = r"[^\W\d_]"
_LINE = re.compile(r"(?P<word>số)\s*(?P<colon>:)?\s*(?P<number>\d*)(?P<suffix>[a-zđ]?)(?P<gap>[\s.…_]*)/(?P<symbol>.*)$", re.IGNORECASE)
_GROUPS = re.compile(rf"(?:{_LETTER}|&|\d)+(?:-(?:{_LETTER}|&|\d)+)+")
_ONE = re.compile(rf"(?:{_LETTER}|&|\d)+")
_WITHOUT_TYPE = frozenset(("CV", "ThC"))
_ABBREVIATIONS = frozenset(TYPES) - {"CV"}
_BLANK = r"[\s.…_]*"
_DATE = re.compile(
    rf"(?P<place>.*?)(?P<comma>,?)\s*ngày\s*(?P<day>\d{{1,2}}|{_BLANK})\s*tháng\s*(?P<month>\d{{1,2}}|{_BLANK})\s*năm\s*(?P<year>\d{{4}}|{_BLANK})\.?$"
)
_SHORTENED = re.compile(r"(?:TP|Tp|T\.P|TX|Tx|TT|Tt|T|H|Q|P|X)(?:\.\s?|\s)|[A-ZĐ.]{2,6}$")
"""Kinds of areas cut short: a place is the official name, and one that is a number or a person is written out (II.4)."""
_UNDATED = frozenset(("BB", "book"))
"""Types whose specimen has no place and date in the head: minutes say when they begin (Mẫu 1.9)."""


def number(anatomy: Anatomy, issuer: Issuer) -> Iterator[Finding | NotChecked]:
    """TT-04."""
    if anatomy.number is None and anatomy.is_slip:
        return
    if anatomy.number is None:
        yield finding("TT-04", "Số, ký hiệu", "không có", "“Số: …/…” dưới tên cơ quan ban hành", *anatomy.issuer[-1:])
        return
    paragraph = anatomy.number
    yield from ill_set("TT-04", "Số, ký hiệu", [paragraph], Face(13, 13, bold=False, align="center"))
    line = _LINE.match(nfc(paragraph.text))
    if line is None:
        yield finding("TT-04", "Số, ký hiệu", f"“{nfc(paragraph.text)}”", "“Số: ” rồi số, dấu gạch chéo và ký hiệu", paragraph)
        return
    if not line["colon"] or line["word"] != "Số":
        yield finding(
            "TT-04", "Số, ký hiệu", f"“{line['word']}{line['colon'] or ''}”", "từ “Số” in thường, sau đó có dấu hai chấm", paragraph
        )
    if line["number"] and int(line["number"]) < 10 and len(line["number"]) < 2:
        yield finding("TT-04", "Số", line["number"], f"số nhỏ hơn 10 ghi thêm số 0: {int(line['number']):02d}", paragraph)
    elif line["number"].startswith("00") or (line["number"].startswith("0") and int(line["number"]) >= 10):
        yield finding("TT-04", "Số", line["number"], f"chỉ số nhỏ hơn 10 có số 0 phía trước: {int(line['number']):02d}", paragraph)
    symbol = line["symbol"].strip()
    spaced = (
        re.search(r"\s", symbol) is not None
        or (line["number"] and re.search(r"\s", line["gap"]))
        or line["symbol"][:1] == " "
        or "–" in symbol
    )
    if spaced:
        yield finding("TT-04", "Ký hiệu", f"“{nfc(paragraph.text)}”", "các nhóm chữ nối bằng “/”, “-” và không cách chữ", paragraph)
    yield from _symbol(anatomy, issuer, paragraph, re.sub(r"\s", "", symbol).replace("–", "-"))


def _symbol(anatomy: Anatomy, issuer: Issuer, paragraph: Paragraph, symbol: str) -> Iterator[Finding | NotChecked]:
    kind = anatomy.kind
    if anatomy.is_slip or anatomy.is_book or anatomy.is_other or not kind:
        return
    form = "tên cơ quan-đơn vị soạn thảo, ví dụ UBND-VX" if kind in _WITHOUT_TYPE else f"{kind}-tên cơ quan, ví dụ {kind}-UBND"
    first = symbol.split("-", maxsplit=1)[0]
    is_whole = _GROUPS.fullmatch(symbol) or (kind == "ThC" and _ONE.fullmatch(symbol))  # the decree has no specimen of a letter of thanks
    if not is_whole or not symbol[:1].isupper():
        yield finding("TT-04", "Ký hiệu", f"“{symbol}”", form, paragraph)
    elif kind in _WITHOUT_TYPE and first in _ABBREVIATIONS:
        yield finding("TT-04", "Ký hiệu", f"“{symbol}” có chữ viết tắt tên loại “{first}”", form, paragraph)
    elif kind not in _WITHOUT_TYPE and first != kind:
        yield finding("TT-04", "Ký hiệu", f"“{symbol}”", form, paragraph)
    elif issuer.version is None:
        yield NotChecked("TT-04", "Cơ quan ban hành không có trong danh mục đơn vị nên không đối chiếu được chữ viết tắt trong ký hiệu.")
    elif not issuer.version.symbol:
        yield NotChecked("TT-04", f"{issuer.version.name} chưa khai báo ký hiệu nên không đối chiếu được chữ viết tắt trong ký hiệu.")
    else:
        yield from _known(issuer, paragraph, symbol.split("-") if kind in _WITHOUT_TYPE else symbol.split("-")[1:], kind)


def _known(issuer: Issuer, paragraph: Paragraph, groups: list[str], kind: str) -> Iterator[Finding]:
    """Whether the abbreviations are those of our units."""
    if groups[0] not in issuer.symbols_above():
        own = issuer.version.symbol if issuer.version else ""
        yield finding("TT-04", "Chữ viết tắt tên cơ quan", f"“{groups[0]}”", f"“{own}” theo danh mục đơn vị", paragraph)
    if kind in _WITHOUT_TYPE:
        below = issuer.symbols_below()
        for group in groups[1:]:
            if group not in below:
                yield finding(
                    "TT-04",
                    "Chữ viết tắt tên đơn vị soạn thảo",
                    f"“{group}”",
                    "ký hiệu của một đơn vị, lĩnh vực của cơ quan ban hành",
                    paragraph,
                )


def place_and_date(anatomy: Anatomy, issuer: Issuer) -> Iterator[Finding | NotChecked]:
    """TT-05."""
    paragraph = anatomy.date
    if paragraph is None:
        if anatomy.kind not in _UNDATED:
            asked = "“Hà Nội, ngày 05 tháng 01 năm 2020” trên cùng một dòng với số, ký hiệu"
            yield finding("TT-05", "Địa danh và thời gian", "không có", asked, *([anatomy.number] if anatomy.number else []))
        return
    yield from ill_set("TT-05", "Địa danh và thời gian", [paragraph], Face(13, 14, bold=False, italic=True, align="center"))
    written = _DATE.match(nfc(paragraph.text).rpartition("\t")[2])
    if written is None:
        yield finding("TT-05", "Thời gian ban hành", f"“{nfc(paragraph.text)}”", "“địa danh, ngày … tháng … năm …”", paragraph)
        return
    if not written["comma"]:
        yield finding("TT-05", "Địa danh", f"“{nfc(paragraph.text)}”", "dấu phẩy sau địa danh", paragraph)
    yield from _day(paragraph, *(written[name].strip(" .…_") for name in ("day", "month", "year")))
    place = written["place"].strip()
    if issuer.version is None and (short := _SHORTENED.match(place)) is not None:
        yield finding("TT-05", "Địa danh", f"“{place}”", f"tên chính thức viết đầy đủ, không viết tắt “{short[0].strip()}”", paragraph)
    elif issuer.version is None:
        yield NotChecked("TT-05", "Cơ quan ban hành không có trong danh mục đơn vị nên không đối chiếu được địa danh.")
    elif not issuer.version.place:
        yield NotChecked("TT-05", f"{issuer.version.name} chưa khai báo địa danh nên không đối chiếu được.")
    elif place != nfc(issuer.version.place):
        asked = f"“{issuer.version.place}”, địa danh của {issuer.version.name} vào ngày {issuer.on:%d/%m/%Y}"
        yield finding("TT-05", "Địa danh", f"“{place}”", asked, paragraph)


def _day(paragraph: Paragraph, day: str, month: str, year: str) -> Iterator[Finding]:
    if day and len(day) < 2:
        yield finding("TT-05", "Ngày", day, f"ngày nhỏ hơn 10 ghi thêm số 0: {int(day):02d}", paragraph)
    if month and int(month) < 3 and len(month) < 2:
        yield finding("TT-05", "Tháng", month, f"tháng 1, 2 ghi thêm số 0: {int(month):02d}", paragraph)
    if month and int(month) >= 3 and month.startswith("0"):
        yield finding("TT-05", "Tháng", month, f"chỉ tháng 1, 2 có số 0 phía trước: {int(month)}", paragraph)
    if day and month and year and not _is_day(int(day), int(month), int(year)):
        yield finding("TT-05", "Ngày", f"{day}/{month}/{year}", "một ngày có trong lịch", paragraph)


def _is_day(day: int, month: int, year: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
