"""The head block: agencies, number and symbol, place and date, type, subject (NĐ 30/2020, Phụ lục I, II.1–II.5).

It comes as two columns of a table, as one column after the other, or with the columns run together; lines are cut apart by what they say.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from directives.reading.dates import make
from directives.reading.letters import CAPITALS
from directives.reading.lines import Line, glue, marker, table_line, wants_more
from directives.reading.symbols import STATE, is_symbol, tidy, type_of
from directives.reading.wordlists import entries

MOTTO = re.compile(r"C[ỘO]NG\s+H[ÒO][ÀA]?A?\s+X[ÃA]\s+H[ỘO]I\s+CH[ỦU]\s+NGH[ĨI]A\s+VI[ỆE]T\s+NAM", re.IGNORECASE)
_MOTTO_LETTERS = "CỘNGHÒAXÃHỘICHỦNGHĨAVIỆTNAM"
_LIBERTY = re.compile(r"Độc\s*lập\s*[-–—]?\s*Tự\s*do\s*[-–—]?\s*Hạnh\s*phúc\.?", re.IGNORECASE)
_PARTY = re.compile(r"ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM")
NUMBER_LINE = re.compile(r"(?:Số|SỐ)\s*(?P<colon>[:.])?\s*(?P<rest>.*)$")
_PLACE_WORD = rf"(?:[{CAPITALS}][\w.']*|\d{{1,2}})"
_PLACE = rf"(?:(?:Thành phố|Thị xã|Thị trấn|Đặc khu)\s)?{_PLACE_WORD}(?:[ -]{{1,3}}{_PLACE_WORD}){{0,7}}"
DATE_LINE = re.compile(
    rf"(?P<place>{_PLACE})\s{{0,20}},?\s{{0,20}}ngày[.…_\s]{{0,40}}"
    r"(?P<day>\d{1,2})?[.…_\s]{0,40}tháng[.…_\s]{0,40}(?P<month>\d{1,2})?[.…_\s]{0,40}năm\s{0,9}(?P<year>\d{4}|\d{0,3}[.…_]{0,20})"
)
_DATE_OPENING = re.compile(rf"{_PLACE}\s*,\s*ngày\b")
_NUMERIC_DATE = re.compile(
    rf"(?P<place>{_PLACE})\s*,\s*(?:ngày\s*)?(?P<day>\d{{1,2}})"
    rf"[/.-](?P<month>\d{{1,2}})[/.-](?P<year>\d{{4}})$"
)
ABOUT_LINE = re.compile(r"(?:V/v|v/v|V\.v|Vv|Về việc|Trích yếu)\s*[:.]?\s*", re.IGNORECASE)
DEAR = re.compile(r"Kính\s+(?:gửi|gởi|trình)\b\s*:?\s*", re.IGNORECASE)
#: a telegram names its addressees after "… điện:" (NĐ 30/2020, Mẫu 1.6)
TELEGRAPHED = re.compile(r"\sđiện\s*:\s*$", re.IGNORECASE)
_URGENCY = re.compile(
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

AGENCY_HEAD = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|ỦY BAN MẶT TRẬN|SỞ|BỘ|BAN(?! NHÂN DÂN)|CỤC|CHI CỤC|TỔNG CỤC|VĂN PHÒNG|PHÒNG(?!,? CHỐNG)|"
    r"BẢO HIỂM XÃ HỘI|BHXH|TRƯỜNG|TRUNG TÂM|THANH TRA|CÔNG AN|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ|HUYỆN ỦY|QUẬN ỦY|ĐẢNG ỦY|ĐẢNG BỘ|"
    r"HỘI(?! ĐỒNG)|"
    r"LIÊN ĐOÀN|LIÊN MINH|CÔNG TY|TỔNG CÔNG TY|TẬP ĐOÀN|NGÂN HÀNG|KHO BẠC|VIỆN|HỌC VIỆN|ĐẠI HỌC|TÒA ÁN|TOÀ ÁN|QUỐC HỘI|CHÍNH PHỦ|"
    r"THỦ TƯỚNG|CHỦ TỊCH|ĐOÀN|TỈNH ĐOÀN|BỆNH VIỆN|BCĐ|BCH|TỔ CÔNG TÁC|TỔNG LIÊN ĐOÀN|ĐÀI|KIỂM TOÁN|THUẾ|HẢI QUAN|QUỸ|MẶT TRẬN|MTTQ|"
    r"TIỂU BAN|TỔ (?!CHỨC)|CÔNG ĐOÀN|CẢNG VỤ|BỆNH XÁ|TRẠM|VIỄN THÔNG|BƯU ĐIỆN|XÃ ĐOÀN|CÔNG ĐIỆN LỰC|KHU QUẢN LÝ)(?![\w])"
)
_AREA = re.compile(r"(?:TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|XÃ|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|VIỆT NAM|KHU VỰC|CƠ SỞ|TRUNG ƯƠNG)(?![\w])")
_AREA_INSIDE = re.compile(r"(?<!\w)(?:TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|XÃ(?! HỘI)|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|VIỆT NAM|CƠ SỞ)(?!\w)")
_WANTS_AREA = re.compile(
    r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HĐND|HỘI ĐỒNG NHÂN DÂN|BẢO HIỂM XÃ HỘI|BHXH|CÔNG AN|HỘI NÔNG DÂN|"
    r"KHO BẠC NHÀ NƯỚC|THANH TRA|CỤC THUẾ|LIÊN ĐOÀN LAO ĐỘNG|VIỆN KIỂM SÁT NHÂN DÂN|TÒA ÁN NHÂN DÂN|"
    r"BỘ CHỈ HUY QUÂN SỰ)$"
)


@dataclass(slots=True)
class HeadLine:
    """One logical line of the head: what it is and its text."""

    kind: str
    text: str


@dataclass(slots=True)
class HeadBlock:
    lines: list[HeadLine] = field(default_factory=list)
    #: how many physical lines were taken
    used: int = 0

    def of(self, kind: str) -> list[HeadLine]:
        return [line for line in self.lines if line.kind == kind]


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


def split_columns(lines: Sequence[Line]) -> list[Line]:
    """Cut lines where the two columns of the head ran together, and put the letters of the motto in one line."""
    cut: list[Line] = []
    for line in lines:
        if table_line(line.text):
            cut.append(line)
            continue
        first = True
        for part in _column_parts(line.text):
            cut.append(Line(part, line.indent if first else 0, line.break_before and first))
            first = False
    return _whole_motto(cut)


def _column_parts(text: str) -> list[str]:
    parts = [part.strip() for part in re.split(r"\s{3,}|\s*\|\s*", text) if part.strip()] if ("   " in text or "|" in text) else [text]
    # figures spaced out by hand stay together: "ngày     tháng 3 năm 2026", "Số:      /UBND-VX"
    merged: list[str] = []
    for part in parts:
        if merged and (
            re.match(r"(?:tháng|năm|ngày|/)", part) or re.fullmatch(r"\d{1,4}", part) or re.search(r"(?:ngày|tháng|năm|Số:?)$", merged[-1])
        ):
            merged[-1] += " " + part
        else:
            merged.append(part)
    result: list[str] = []
    for part in merged:
        for pattern in (MOTTO, _LIBERTY):
            match = pattern.search(part)
            if match and match.start() > 3:
                result.append(part[: match.start()].strip())
                part = part[match.start() :]
        number = re.match(r"(?:Số|SỐ)\s*[:.]?\s*", part)
        place = _DATE_OPENING.search(part, number.end() if number else 0)
        if number and place and place.start() > 0:
            # "Số: 5/UBND-VX Hà Nội, ngày …": the symbol is one word, the place begins after it
            symbol = re.match(rf"(?:Số|SỐ)\s*[:.]?\s*(?:{STATE}|[.…_\s]*/?\s?\S*)", part)
            at = symbol.end() if symbol else place.start()
            rest = _DATE_OPENING.search(part, at)
            if rest:
                result.extend([part[: rest.start()].strip(), part[rest.start() :].strip()])
                continue
        result.append(part)
    return [part for part in result if part]


def _whole_motto(lines: list[Line]) -> list[Line]:
    result: list[Line] = []
    index = 0
    while index < len(lines):
        for count in range(1, 5):
            whole = " ".join(line.text for line in lines[index : index + count])
            if MOTTO.fullmatch(whole.strip(" -_")):
                result.append(Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 0, lines[index].break_before))
                index += count
                break
        else:
            result.append(lines[index])
            index += 1
    return result


def _kind(lines: Sequence[Line], index: int) -> str | None:
    """What a line of the head begins, or None when it can only go on with the one before it."""
    text = lines[index].text
    if MOTTO.match(text) or _LIBERTY.match(text) or _PARTY.fullmatch(text):
        return "motto"
    if NUMBER_LINE.match(text) and (
        re.match(r"(?:Số|SỐ)\s*[:.]", text) or re.match(rf"(?:Số|SỐ)\s+{STATE}", text) or re.match(r"Số\s+\d+\s?-", text)
    ):
        return "number"
    if _URGENCY.match(text):
        return "stamp"
    if DEAR.match(text):
        return "dear"
    lookahead = " ".join(line.text for line in lines[index : index + 4])
    if (_DATE_OPENING.match(lookahead) and not re.match(r"Ngày\b", text)) or DATE_LINE.match(text) or _NUMERIC_DATE.fullmatch(text):
        return "date"
    if ABOUT_LINE.match(text) and re.match(r"(?:V/v|v/v|V\.v|Vv|Trích yếu)", text, re.IGNORECASE):
        return "about"
    if title_of(text):
        return "title"
    found = marker(text)
    if found and found.lastgroup in ("number", "dash", "bullet", "letter", "plus"):
        return "item"
    return None


def read_block(lines: Sequence[Line], limit: int, *, addressed: bool) -> HeadBlock:
    """The logical lines of the head from the first `limit` physical lines, up to the addressees or the first line of the body.

    Numbered lines belong to the head only where addressees follow (`addressed`): a receiving office wrote them above "Kính gửi".
    After the name of the type comes the subject, and after it the body: see `_subject_length`.
    """
    block = HeadBlock()
    index = 0
    seen_number = seen_date = False
    while index < limit:
        line = lines[index]
        kind = _kind(lines, index)
        current = block.lines[-1] if block.lines else None
        if kind == "dear":
            break
        title = title_of(line.text) if kind == "title" else None
        if title:
            if block.of("title") or not (seen_number or seen_date or index < 14):
                break
            rest = title[1]
            block.lines.append(HeadLine("title", line.text[: len(line.text) - len(rest)].strip() if rest else line.text))
            length = _subject_length(lines, index + 1, limit, bool(rest))
            parts = ([Line(rest)] if rest else []) + list(lines[index + 1 : index + 1 + length])
            if parts:
                block.lines.append(HeadLine("subject", _joined(parts)))
            index += 1 + length
            if not _head_goes_on(lines, index, limit):
                break
            continue
        if kind is None:
            if (
                is_capitals(line.text)
                and not seen_number
                and (current is None or current.kind in ("motto", "agency", "stamp") or line.break_before)
            ):
                block.lines.append(HeadLine("agency", line.text)) if not (
                    current and current.kind == "agency" and line.indent and not line.break_before and not AGENCY_HEAD.match(line.text)
                ) else _extend(current, line)
            elif (
                current is not None and current.kind in ("about", "date", "number", "item") and not _opens_body(lines, index, current)
            ) or (
                current is not None
                and current.kind == "agency"
                and (line.indent or line.text[:1].islower() or is_capitals(line.text))
                and not seen_number
            ):
                _extend(current, line)
            elif (
                not seen_number
                and not seen_date
                and (
                    is_capitals(line.text)
                    or not block.lines
                    or (AGENCY_HEAD.match(line.text.upper()) and len(line.text) < 70)
                    or (current is not None and current.kind == "agency" and len(line.text) < 50)
                )
            ):
                block.lines.append(
                    HeadLine("agency" if AGENCY_HEAD.match(line.text.upper()) or is_capitals(line.text) else "other", line.text)
                )
            elif is_capitals(line.text) and len(line.text) < 120 and (not seen_number or not seen_date):
                block.lines.append(HeadLine("agency" if not seen_number else "other", line.text))
            elif current is not None and current.kind == "about" and line.break_before is False:
                _extend(current, line)
            else:
                break
            index += 1
            continue
        if kind == "date" and current is not None and current.kind == "date" and "tháng" not in current.text:
            _extend(current, line)
            index += 1
            continue
        if kind == "item":
            if not addressed:
                if (
                    current is not None
                    and current.kind == "about"
                    and line.text.startswith(("-", "–"))
                    and not line.break_before
                    and (wants_more(current.text) or line.text[1:2] != " ")
                ):
                    _extend(current, line)
                    index += 1
                    continue
                break
            block.lines.append(HeadLine("item", line.text))
            index += 1
            continue
        seen_number = seen_number or kind == "number"
        seen_date = seen_date or kind == "date"
        block.lines.append(HeadLine(kind, line.text))
        index += 1
    block.used = index
    return block


def _extend(current: HeadLine, line: Line) -> None:
    current.text = (current.text + glue(current.text, line.text) + line.text).strip()


def _joined(parts: Sequence[Line]) -> str:
    text = parts[0].text
    for part in parts[1:]:
        text += glue(text, part.text) + part.text
    return re.sub(r"\s{2,}", " ", text).strip()


def _head_goes_on(lines: Sequence[Line], index: int, limit: int) -> bool:
    """After the subject a number, a date or the addressees may still follow (some sources give the right column last)."""
    return any(_kind(lines, position) in ("number", "date", "dear", "motto") for position in range(index, min(limit, index + 3)))


def _opens_body(lines: Sequence[Line], index: int, current: HeadLine) -> bool:
    """Whether the line starts the body of a letter that has no "Kính gửi": the head line before it is whole."""
    line = lines[index]
    if current.kind == "date":
        return (
            DATE_LINE.search(current.text) is not None
            and (current.text[-1:].isdecimal() or current.text[-1:] in ".…")
            and not re.match(r"\d{1,3}$", line.text)
        )
    if current.kind == "number":
        whole = re.search(r"/\s?\S+-\S+$|/\s?\S{3,}$", current.text) is not None
        return (whole and not re.match(r"[-–/A-ZĐ&]{1,20}$", line.text)) or line.break_before
    if current.kind == "item":
        return line.break_before and not line.text[:1].islower()
    if wants_more(current.text) or line.text[:1].islower():
        return False
    return _BODY_OPENING.match(line.text) is not None or (line.break_before and len(line.text) > 60)


_PREAMBLE = re.compile(
    r"(?:Ngày \d{1,2}[/ ]|Căn cứ (?:Luật|Nghị|Quyết|Chỉ|Kế|Công|Thông|Bộ|Hiến)|Thực hiện (?:Nghị|Quyết|Chỉ thị|Công|"
    r"Kế|Thông|Kết|Luật|Đề án|chỉ đạo|ý kiến|văn bản|các))"
)
_BODY_OPENING = re.compile(
    r"(?:Thực hiện|Căn cứ|Ngày \d|Sáng ngày|Chiều ngày|Theo|Để|Nhằm|Trong (?:thời gian|những|các|bối|quá|năm|tháng|tuần|đợt|giai|khi|\d)|"
    r"Thời gian|Sau khi|Sau (?:hơn|gần|một)|Xét|Hiện nay|Qua|Tiếp (?:theo|tục|nhận)|Triển khai|Trên cơ sở|Phúc đáp|Trước (?:tình|diễn|"
    r"nguy)|Từ ngày|Tại (?:cuộc|buổi|phiên|Hội)|Được sự|Nhận được|Trả lời|Tính đến|Đến nay|Vừa qua|"
    r"CHỦ TỊCH|ỦY BAN|UỶ BAN|HỘI ĐỒNG|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|TỔNG GIÁM|CHÁNH|CỤC TRƯỞNG|TRƯỞNG|HIỆU TRƯỞNG|I\.|1\.|Phần|Chương|Mục|"
    r"Kính gửi|Năm \d{4}|Những (?:năm|ngày|tháng)|Bên cạnh|Nước ta|Tình hình|Công tác|Thi hành|Mùa|Chấp hành|Do ảnh hưởng|Trên địa bàn|"
    r"UBND|Ủy ban)(?!\w)"
)


def opens_body(text: str) -> bool:
    """Whether the line begins as preambles do: "Căn cứ …", "Thực hiện …", "Ngày 05/6/2026 …"."""
    return _BODY_OPENING.match(text) is not None and not re.match(r"(?:UBND|Ủy ban|CHỦ TỊCH|GIÁM ĐỐC|ỦY BAN)\b", text)


def _subject_length(lines: Sequence[Line], start: int, limit: int, has_rest: bool) -> int:
    """How many lines after the name of the type are the subject, at most nine.

    It ends at a break, at a line of another column, or where a sentence of the body begins: a word that opens preambles, or a capital on a
    full line after a line that can end a title.
    """
    full = max((line.last_length for line in lines[start : min(len(lines), start + 40)]), default=0)
    length = 0
    while start + length < min(limit, start + 9):
        index = start + length
        line = lines[index]
        text = line.text
        kind = _kind(lines, index)
        if (
            kind in ("number", "date", "dear", "motto", "item")
            or (marker(text) and kind not in ("about", "title"))
            or TELEGRAPHED.search(text)
        ):
            break
        if length == 0 and not has_rest:
            if (
                _BODY_OPENING.match(text)
                and not line.break_before
                and text[:6] != "Về việ"
                and not is_capitals(text)
                and len(text) > 0.7 * full
                and not text.startswith(("Triển khai", "Tiếp tục", "Thực hiện", "Công tác"))
            ):
                break
            length += 1
            continue
        before = lines[index - 1].text
        if line.break_before and not (wants_more(before) and text[:1].islower()):
            # a title broken by empty lines goes on only in small letters
            if text[:1].islower() and before[-1:] not in ".;:":
                length += 1
                continue
            break
        if _PREAMBLE.match(text):
            break
        if wants_more(before) or text[:1].islower() or text[:1] == "(":
            length += 1
            continue
        if (
            is_capitals(text)
            and is_capitals(before)
            and not re.match(
                r"(?:CHỦ TỊCH|ỦY BAN|UỶ BAN|HỘI ĐỒNG|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|"
                r"TỔNG GIÁM|CHÁNH|CỤC TRƯỞNG|HIỆU TRƯỞNG)",
                text,
            )
        ):
            length += 1
            continue
        if (
            _BODY_OPENING.match(text)
            or is_capitals(before)
            or (is_capitals(text) and AGENCY_HEAD.match(text))
            or _sentence_begins(before, lines, index, full)
        ):
            break
        length += 1
    return length


def _sentence_begins(before: str, lines: Sequence[Line], index: int, full: int) -> bool:
    text = lines[index].text
    words = text.split()
    score = 0.0
    if len(words) > 1 and (words[1][:1].islower() or words[1][:1].isdecimal()):
        score += 1
    if words and is_capitals(words[0]) and len(words[0]) > 1:
        score -= 1
    if re.search(
        r"(?:năm \d{4}|\d{4}\s?[-–]\s?\d{4}|[)”\"]|(?:tỉnh|thành phố|huyện|quận|xã|phường|thị xã)"
        rf"(?: [{CAPITALS}][\w-]*){{1,4}})$",
        before,
    ):
        score += 1
    if len(text) >= 0.8 * full or text.endswith((".", ";", ":")):
        score += 1
    else:
        score -= 1
    following = lines[index + 1] if index + 1 < len(lines) else None
    if following is not None and following.text[:1].islower() and not following.break_before:
        score += 0.5
    return score >= 2.5


@dataclass(frozen=True, slots=True)
class Agencies:
    superior: str | None
    issuer: str | None


def agencies(names: Sequence[str]) -> Agencies:
    """Superior agency and issuer from the lines of the left column, in order.

    A line that names only an area completes the one before it ("ỦY BAN NHÂN DÂN" + "TỈNH CÀ MAU"); a line that opens with an
    agency's word is a unit of its own; the last one issues.
    """
    units: list[str] = []
    for raw in names:
        line = re.sub(r"\s{2,}", " ", raw).strip(" -_*:")
        if not line:
            continue
        upper = line.upper()
        if units and not _starts_unit(units[-1].upper(), upper):
            units[-1] = f"{units[-1]} {line}"
        else:
            units.append(line)
    if not units:
        return Agencies(None, None)
    return Agencies(" ".join(units[:-1]) or None if len(units) > 1 else None, units[-1])


def _starts_unit(before: str, line: str) -> bool:
    if before in (
        "ỦY",
        "UỶ",
        "ỦY BAN",
        "UỶ BAN",
        "HỘI",
        "BẢO HIỂM",
        "BẢO",
        "VĂN",
        "CÔNG",
        "BAN CHỈ",
        "THÀNH",
        "SỞ",
        "BỘ",
        "BAN",
        "CỤC",
        "PHÒNG",
        "TRUNG TÂM",
        "TRƯỜNG",
    ) or before.endswith((" VÀ", ",", " CỦA", "-", "–")):
        return False
    if line.startswith(("VÀ ", "BAN NHÂN DÂN", "NHÂN DÂN")):
        return False
    if _AREA.match(line) and not re.match(r"TRUNG ƯƠNG HỘI", line) and not AGENCY_HEAD.match(line):
        return False
    if _WANTS_AREA.search(before) and not _AREA_INSIDE.search(before) and not AGENCY_HEAD.match(line):
        return False
    if re.match(r"(?:BAN CHỈ ĐẠO|BAN CHỈ HUY|HỘI ĐỒNG|TỔ|TỔ CÔNG TÁC|VĂN PHÒNG)$", before):
        return False
    return AGENCY_HEAD.match(line) is not None


@dataclass(frozen=True, slots=True)
class Numbered:
    number: str | None
    symbol: str | None


def number_and_symbol(text: str) -> Numbered | None:
    """ "Số: 08 /UBND-VX" → ("08", "UBND-VX"); a blank left for the number gives None for it; "Số:" alone gives (None, None)."""
    match = NUMBER_LINE.match(text)
    if not match:
        return None
    rest = match["rest"].strip()
    whole = re.match(
        r"(?P<number>\d[\d\s]{0,7}\d|\d+)?(?P<suffix>[a-zđ](?=\s?/))?[\s.…_]*(?:/\s*(?P<symbol>[^\s,;()][^,;()]{0,60}))?", rest
    )
    party = re.match(r"(?P<number>\d+)\s?[-–]\s?(?P<symbol>[A-ZĐa-z]{1,5}\s?/\s?[A-ZĐ][\w-]*)", rest)
    if party:
        return Numbered(party["number"], tidy(party["symbol"]))
    if not whole:
        return Numbered(None, None)
    symbol = whole["symbol"]
    if symbol:
        # nothing after the symbol's groups belongs to it
        kept = re.match(r"(?:(?:19|20)\d\d\s?/\s?)?[^\W\d_][\w&.]*(?:\s?[-–/]\s?[^\W_][\w&.]*)*", symbol)
        symbol = tidy(kept[0]) if kept else None
    if symbol and not is_symbol(symbol):
        symbol = None
    number = re.sub(r"\s", "", whole["number"]) if whole["number"] else None
    return Numbered(f"{number}{whole['suffix'] or ''}" if number else None, symbol)


@dataclass(frozen=True, slots=True)
class Dated:
    place: str | None
    day: date | None
    partial: str | None
    #: the month was written "03": only 01 and 02 have the zero (NĐ 30/2020, Phụ lục I, II.4)
    month_with_zero: bool


def place_and_date(text: str) -> Dated | None:
    match = DATE_LINE.search(text) or _NUMERIC_DATE.search(text)
    if not match:
        return None
    place = match["place"].strip(" ,.")
    day, month, year = (match[name].strip() if match[name] else "" for name in ("day", "month", "year"))
    zero = len(month) == 2 and month.startswith("0") and month not in ("01", "02")
    if day.isdecimal() and month.isdecimal() and len(year) == 4 and year.isdecimal():
        return Dated(place, make(int(day), int(month), int(year)), None, zero)
    if len(year) == 4 and year.isdecimal():
        partial = f"{year}-{int(month):02d}" if month.isdecimal() and 1 <= int(month) <= 12 else year
        return Dated(place, None, partial, zero)
    return Dated(place, None, None, zero)


def type_by_symbol(symbol: str | None) -> str | None:
    return type_of(symbol) if symbol else None
