"""Numbers and symbols of documents (NĐ 30/2020, Phụ lục I, II.3 and Phụ lục III): "15/KH-UBND", "30/2020/NĐ-CP", "28-NQ/TW"."""

import re

from directives.reading.wordlists import entries

#: the 29 types of Điều 7 and the other documents that letters cite, by abbreviation
TYPES = {
    "NQ": "Nghị quyết",
    "QĐ": "Quyết định",
    "CT": "Chỉ thị",
    "QC": "Quy chế",
    "QyĐ": "Quy định",
    "TC": "Thông cáo",
    "TB": "Thông báo",
    "HD": "Hướng dẫn",
    "CTr": "Chương trình",
    "KH": "Kế hoạch",
    "PA": "Phương án",
    "ĐA": "Đề án",
    "DA": "Dự án",
    "BC": "Báo cáo",
    "BB": "Biên bản",
    "TTr": "Tờ trình",
    "HĐ": "Hợp đồng",
    "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ",
    "BTT": "Bản thỏa thuận",
    "GUQ": "Giấy ủy quyền",
    "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu",
    "GNP": "Giấy nghỉ phép",
    "PG": "Phiếu gửi",
    "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
    "CV": "Công văn",
}
CITED_TYPES = entries(
    """
    Nghị quyết; Quyết định; Chỉ thị; Quy chế; Quy định; Thông cáo; Thông báo; Hướng dẫn; Chương trình; Kế hoạch; Phương án; Đề án;
    Dự án; Báo cáo; Biên bản; Tờ trình; Công văn; Công điện; Nghị định; Thông tư liên tịch; Thông tư; Luật; Bộ luật; Pháp lệnh; Kết
    luận; Văn bản; Lệnh; Sắc lệnh; Hợp đồng; Phiếu chuyển; Giấy mời; Chỉ lệnh; Công thư; Thư; Phiếu trình; Phiếu báo
    """
)

_LETTER = r"[^\W\d_]"
_GROUP = rf"(?:{_LETTER}|&|\.(?={_LETTER}))(?:{_LETTER}|\d|&|\.(?={_LETTER}|\d))*"
#: "776/UBND-KGVX", "45/2016/QĐ-UBND", "161/2024/NĐ-CP", "04/TTr-BHXH", "128/2020/QH14"
STATE = rf"\d{{1,6}}[a-z]?\s?/\s?(?:(?:19|20)\d\d\s?/\s?)?{_GROUP}(?:\s?[-–]\s?{_GROUP}){{0,4}}(?:\s?/\s?{_GROUP}(?:-{_GROUP})?)?"
#: "28-NQ/TW", "1400-CV/VPTU"
PARTY = rf"\d{{1,6}}\s?[-–]\s?{_LETTER}{{1,5}}\s?/\s?{_GROUP}(?:-{_GROUP})?"
NUMBER = rf"(?:{PARTY}|{STATE})"

_PLAUSIBLE = re.compile(r"[A-ZĐ]")


def tidy(symbol: str) -> str:
    """The symbol without blanks around its dashes and strokes, long dashes made short: "UBND – KGVX" → "UBND-KGVX"."""
    return re.sub(r"\s*([-–/])\s*", lambda match: "-" if match[1] == "–" else match[1], symbol.strip()).strip(".,;: ")


def is_symbol(text: str) -> bool:
    """Whether the part after the number can be a symbol: it has capitals and is no date or measure ("24/7", "m/s")."""
    return _PLAUSIBLE.search(text) is not None


def type_of(symbol: str) -> str | None:
    """The type that the symbol names: "KH-UBND" → "Kế hoạch"; "UBND-VX" → "Công văn"; None for an unknown one.

    The first group decides: a type's abbreviation before the issuer's, or the issuer's alone, which is a công văn.
    """
    first = (
        symbol.split("-", maxsplit=1)[0].rsplit("/", maxsplit=1)[-1]
        if not re.match(r"(?:19|20)\d\d/", symbol)
        else symbol.split("/", 1)[1].split("-", maxsplit=1)[0]
    )
    if "-" not in symbol and "/" not in symbol:
        return None
    for abbreviation, name in TYPES.items():
        if first == abbreviation or (first.upper() == abbreviation.upper() and abbreviation != "QyĐ"):
            return name
    return "Công văn" if len(first) >= 2 and first[:1].isupper() else None
