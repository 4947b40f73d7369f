"""What the lines of a head say: the marks by which each is known."""

import re

from directives.reading.letters import CAPITALS
from directives.reading.wordlists import entries

MOTTO = re.compile(r"C[ỘO]NG\s+H[ÒO][ÀA]?A?\s+X[ÃA]\s+H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM", re.IGNORECASE)
LIBERTY = re.compile(r"Độc\s*lập\s*[-–—]?\s*Tự\s*do\s*[-–—]?\s*Hạnh\s*phúc\.?", re.IGNORECASE)
PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
NUMBER_LINE = re.compile(r"(?:Số|SỐ)\s*(?P<colon>[:.])?\s*(?P<rest>.*)$")
_PLACE_WORD = rf"(?:[{CAPITALS}][\w.']*|\d{{1,2}})"
_PLACE = rf"(?:(?:Thành phố|Thị xã|Thị trấn|Đặc khu)\s)?{_PLACE_WORD}(?:[ -]{{1,3}}{_PLACE_WORD}){{0,7}}"
DATE_LINE = re.compile(
    rf"(?P<place>{_PLACE})\s{{0,20}},?\s{{0,20}}ngày[.…_\s]{{0,40}}"
    r"(?P<day>\d{1,2})?[.…_\s]{0,40}tháng[.…_\s]{0,40}(?P<month>\d{1,2})?[.…_\s]{0,40}năm\s{0,9}(?P<year>\d{4}|\d{0,3}[.…_]{0,20})"
)
DATE_OPENING = re.compile(rf"{_PLACE}\s*,\s*ngày\b")
NUMERIC_DATE = re.compile(
    rf"(?P<place>{_PLACE})\s*,\s*(?:ngày\s*)?(?P<day>\d{{1,2}})"
    rf"[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}})$"
)
ABOUT_LINE = re.compile(r"(?:V/v|v/v|V\.v|Vv|Về việc|Trích yếu)\s*[:.]?\s*", re.IGNORECASE)
DEAR = re.compile(r"Kính\s+(?:gửi|gởi|trình)\b\s*:?\s*", re.IGNORECASE)
#: a telegram names its addressees after "… điện:" (NĐ 30/2020, Mẫu 1.6)
TELEGRAPHED = re.compile(r"\sđiện\s*:\s*$", re.IGNORECASE)
URGENCY = re.compile(
    r"(?:H[ỎO][ẢA]?A?\s+T[ỐO]C(?:\s+H[ẸE]N\s+GI[ỜO])?|THƯỢNG\s+KHẨN|KHẨN|DỰ THẢO|BẢN SAO|SAO Y|LƯU HÀNH NỘI BỘ|"
    r"XEM XONG TRẢ LẠI|CÔNG VĂN (?:ĐẾN|ĐI)|ĐẾN)[\s:.]*$",
    re.IGNORECASE,
)
SECRET = re.compile(r"[(\[\s]*(?:TUYỆT\s+MẬT|TỐI\s+MẬT|MẬT)[)\]\s.]*$")

TITLES = entries(
    """
    Nghị quyết; Quyết định; Chỉ thị; Quy chế; Quy định; Thông cáo; Thông báo; Hướng dẫn; Chương trình hành động; Chương trình công
    tác; Chương trình; Kế hoạch; Phương án; Đề án; Dự án; Báo cáo; Biên bản; Tờ trình; Hợp đồng; Công văn; Công điện; Bản ghi nhớ;
    Bản thỏa thuận; Giấy ủy quyền; Giấy mời; Giấy giới thiệu; Giấy nghỉ phép; Phiếu gửi; Phiếu chuyển; Phiếu báo; Thư công; Kết
    luận; Nghị định; Thông tư; Công điện khẩn; Công văn khẩn; Lời kêu gọi
    """
)
_TITLE = re.compile(
    "(?P<title>" + "|".join(sorted((re.escape(title.upper()) for title in TITLES), key=len, reverse=True)) + r")(?P<rest>\s.*|\s*:?)$"
)


def is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) >= 2 and all(char.isupper() for char in letters)


def title_of(text: str) -> tuple[str, str] | None:
    """("Kế hoạch", rest of the line) when the line is the name of a type in capitals: "KẾ HOẠCH", "KẾ HOẠCH Tuyên truyền …"."""
    match = _TITLE.match(text)
    if not match or (text.endswith(":") and len(text) < 20):
        return None
    name = match["title"].capitalize()
    rest = match["rest"].strip()
    if name.startswith("Chương trình"):
        name = "Chương trình"
    name = name.removesuffix(" khẩn")
    return name, rest
