"""What begins a line of the head, and where the subject ends and the body begins."""

import re
from collections.abc import Sequence

from directives.files.stamps import is_mark
from directives.reading.head.agencies import AGENCY_HEAD
from directives.reading.head.words import (
    ABOUT_LINE,
    DATE_LINE,
    DATE_OPENING,
    DEAR,
    LIBERTY,
    MOTTO,
    NUMBER_LINE,
    NUMERIC_DATE,
    PARTY,
    TELEGRAPHED,
    URGENCY,
    is_capitals,
    title_of,
)
from directives.reading.letters import CAPITALS
from directives.reading.lines import Line, marker, wants_more
from directives.reading.symbols import STATE


def kind_of(lines: Sequence[Line], index: int) -> str | None:
    """What a line of the head begins, or None when it can only go on with the one before it."""
    text = lines[index].text
    if MOTTO.match(text) or LIBERTY.match(text) or PARTY.fullmatch(text):
        return "motto"
    if NUMBER_LINE.match(text) and (
        re.match(r"(?:Số|SỐ)\s*[:.]", text) or re.match(rf"(?:Số|SỐ)\s+{STATE}", text) or re.match(r"Số\s+\d+\s?-", text)
    ):
        return "number"
    if URGENCY.match(text) or is_mark(text):
        return "stamp"
    if DEAR.match(text):
        return "dear"
    lookahead = " ".join(line.text for line in lines[index : index + 4])
    if (DATE_OPENING.match(lookahead) and not re.match(r"Ngày\b", text)) or DATE_LINE.match(text) or NUMERIC_DATE.fullmatch(text):
        return "date"
    if ABOUT_LINE.match(text) and re.match(r"(?:V/v|v/v|V\.v|Vv|Trích yếu)", text, re.IGNORECASE):
        return "about"
    if title_of(text):
        return "title"
    found = marker(text)
    if found and found.lastgroup in ("number", "dash", "bullet", "letter", "plus"):
        return "item"
    return None


_PREAMBLE = re.compile(
    r"(?:Ngày \d{1,2}[/ ]|Căn cứ (?:Luật|Nghị|Quyết|Chỉ|Kế|Công|Thông|Bộ|Hiến)|Thực hiện (?:Nghị|Quyết|Chỉ thị|Công|"
    r"Kế|Thông|Kết|Luật|Đề án|chỉ đạo|ý kiến|văn bản|các))"
)
BODY_OPENING = re.compile(
    r"(?:Thực hiện|Căn cứ|Ngày \d|Sáng ngày|Chiều ngày|Theo|Để|Nhằm|Trong (?:thời gian|những|các|bối|quá|năm|tháng|tuần|đợt|giai|khi|\d)|"
    r"Thời gian|Sau khi|Sau (?:hơn|gần|một)|Xét|Hiện nay|Qua|Tiếp (?:theo|tục|nhận)|Triển khai|Trên cơ sở|Phúc đáp|Trước (?:tình|diễn|"
    r"nguy)|Từ ngày|Tại (?:cuộc|buổi|phiên|Hội)|Được sự|Nhận được|Trả lời|Tính đến|Đến nay|Vừa qua|"
    r"CHỦ TỊCH|ỦY BAN|UỶ BAN|HỘI ĐỒNG|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|TỔNG GIÁM|CHÁNH|CỤC TRƯỞNG|TRƯỞNG|HIỆU TRƯỞNG|I\.|1\.|Phần|Chương|Mục|"
    r"Kính gửi|Năm \d{4}|Những (?:năm|ngày|tháng)|Bên cạnh|Nước ta|Tình hình|Công tác|Thi hành|Mùa|Chấp hành|Do ảnh hưởng|Trên địa bàn|"
    r"UBND|Ủy ban)(?!\w)"
)

#: how the forms begin that have no subject, or may have none (NĐ 30/2020, Mẫu 1.7, 1.8 and 1.10)
_FORM = re.compile(r"Xét [Đđ]ơn đề nghị nghỉ phép\b|.{2,160}\btrân trọng (?:giới thiệu|kính mời)\b")


def opens_body(text: str) -> bool:
    """Whether the line begins as preambles do: "Căn cứ …", "Thực hiện …", "Ngày 05/6/2026 …"."""
    return BODY_OPENING.match(text) is not None and not re.match(r"(?:UBND|Ủy ban|CHỦ TỊCH|GIÁM ĐỐC|ỦY BAN)\b", text)


def subject_length(lines: Sequence[Line], start: int, limit: int, has_rest: bool) -> int:
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
        kind = kind_of(lines, index)
        if (
            kind in ("number", "date", "dear", "motto", "item")
            or (marker(text) and kind not in ("about", "title"))
            or TELEGRAPHED.search(text)
            or _FORM.match(text)
        ):
            break
        if length == 0 and not has_rest:
            if (
                BODY_OPENING.match(text)
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
            BODY_OPENING.match(text)
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
