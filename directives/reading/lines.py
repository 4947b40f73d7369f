"""Clean lines → paragraphs: what opens a line, and the rule that joins wrapped lines."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from directives.reading.letters import CAPITALS
from directives.reading.verbs import tokens, verb_at
from directives.reading.wordlists import entries

#: no paragraph of a directive is longer; what is gets cut at a blank, so that no rule ever meets an endless line
MAX_LINE = 6_000

CONNECTORS = frozenset(
    entries(
        """
    của; và; với; về; cho; các; những; tại; từ; đến; trong; theo; do; bởi; để; là; có; được; không; ngày; tháng; năm; số; quý; điểm;
    khoản; điều; mục; phần; hoặc; hay; cùng; trên; dưới; ngoài; trước; sau; giữa; bằng; qua; thông; tại; nhằm; khi; nếu; mà; như;
    vào; ra; lên; việc; một; hai; ba; mỗi; từng; cấp; thuộc; đối
        """
    )
)

MARKER = re.compile(
    r"(?P<dieu>Điều\s+\d{1,3}\s*[.:]?)(?=\s|$)"
    r"|(?P<buoc>Bước\s+\d{1,2}\s*[.:])(?=\s|$)"
    r"|(?P<phan>(?:Phần|PHẦN|Chương|CHƯƠNG)\s+(?:[IVX]{1,5}|thứ\s+\S+|\d{1,2})\b\s*[.:]?)"
    r"|(?P<section>[A-HK-U]\s?[.)](?=\s+[" + CAPITALS + r"]{2})|[A-E]\.(?=\s+[" + CAPITALS + r"][^.\s]))"
    r"|(?P<muc>(?:Mục|MỤC)\s+(?:[IVX]{1,5}|\d{1,2})\s*[.:])(?=\s|$)"
    r"|(?P<roman>[IVX]{1,5}\s{0,2}[./)-])(?=\s{0,3}[^\W\d_a-z])"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}[.)/]?(?=\s)|\d{1,2}\s{0,2}[.)](?=\s|["
    + CAPITALS
    + r"])|\d{3}[.)](?=\s+["
    + CAPITALS
    + r"])|\d{1,2}\s?/(?=\s)|\d{1,2},(?=\s+(?!Điều|Khoản|Mục)["
    + CAPITALS
    + r"][^\W\d])|\d{1,2}\s?[-–](?=\s+["
    + CAPITALS
    + r"]))"
    r"|(?P<letter>[a-zđ]\s{0,1}\)|[a-hđ]\s?[,/](?=\s+(?!Khoản|Điều|Mục|khoản)[^\W\d]{2}))|(?P<letterdot>[a-zđ]\.)(?=\s+[" + CAPITALS + r"])"
    r"|(?P<dash>[-–—−](?![-–—\d]))"
    r"|(?P<bullet>[•▪●○◦■□►·✓])|(?P<plus>\+(?!\d))|(?P<star>\*{1,2}(?=\s))"
)


@dataclass(slots=True)
class Line:
    """One physical line: its text without outer blanks, how far it was indented, whether a break came before it."""

    text: str
    indent: int = 0
    break_before: bool = False
    last_length: int = 0

    def __post_init__(self) -> None:
        self.last_length = self.last_length or len(self.text)


def bounded(lines: Iterable[str]) -> Iterator[str]:
    """The same lines, those longer than `MAX_LINE` cut at a blank."""
    for line in lines:
        while len(line) > MAX_LINE:
            cut = line.rfind(" ", MAX_LINE // 2, MAX_LINE)
            cut = cut if cut > 0 else MAX_LINE
            yield line[:cut]
            line = line[cut:]
        yield line


LAST_WORD = re.compile(r"(\w+)$")
FIRST_WORD = re.compile(r"^(\w+)")


def word(pattern: re.Pattern[str], text: str) -> str:
    """The first or last word of a text, "" where it begins or ends with a mark."""
    match = pattern.search(text[-40:] if pattern is LAST_WORD else text[:40])
    return match[1] if match else ""


def marker(text: str) -> re.Match[str] | None:
    """The bullet, letter, number or article that opens a line."""
    return MARKER.match(text)


_COUNTED = re.compile(r"(\d{1,3})\s*(\D)")
#: how many labels a long list may leave out
_LEFT_OUT = 5


class Count:
    """The markers of consecutive lines; a label of three digits is one only where it counts on: after "99." comes "100.".

    Elsewhere it is the end of a sentence that fell to the next line: "… gọi số" / "115. Các đơn vị …".
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def marker(self, text: str) -> re.Match[str] | None:
        """As `marker`, of the line that comes next."""
        found = marker(text)
        counted = _COUNTED.fullmatch(found["number"]) if found and found["number"] else None
        if counted is None:
            return found
        number, mark = int(counted[1]), counted[2]
        if number >= 100 and not 0 < number - self._last.get(mark, 0) <= _LEFT_OUT:
            return None
        self._last[mark] = number
        return found


def is_open(text: str) -> bool:
    """Whether the line stops in the middle of a sentence: no closing mark, or a word that wants another after it."""
    return not text.endswith((".", ";", ":", "!", "?", "…", "/."))


#: words of two syllables whose second is a connector alone: "Sở Thông tin và Truyền thông"
_COMPOUND = re.compile(r"(?:truyền|giao|phổ|viễn|hệ) thông$", re.IGNORECASE)


def wants_more(text: str) -> bool:
    """Whether the last word cannot end a sentence: "… theo quy định của", "…, ngành,"."""
    if text.endswith((",", "(", "-", "–", "“", "/")):
        return True
    last = word(LAST_WORD, text)
    return last.islower() and last in CONNECTORS and not text.endswith(".") and not _COMPOUND.search(text)


def glue(left: str, right: str) -> str:
    """What stands between two joined lines: nothing inside a symbol ("QĐ-" + "UBND") and before a closing mark, else a blank."""
    if re.match(r"[.;:,)]|/\.", right) or (re.match(r"/\d", right) and left[-1:].isdigit()):
        return ""
    if re.search(r"[A-ZĐ]-$", left) and re.match(r"[A-ZĐ]", right):
        return ""
    if re.search(r"/$", left) and re.match(r"[A-ZĐ\d]", right):
        return ""
    return " "


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide the lines of a wrapped text are; None when its lines are whole paragraphs."""

    first: float
    other: float


def widths(lines: Sequence[Line]) -> Widths | None:
    """Read off the lines that surely go on: unfinished, and the next begins with a small letter."""
    first: list[int] = []
    other: list[int] = []
    is_first = True
    for index in range(len(lines) - 1):
        line, following = lines[index], lines[index + 1]
        goes_on = is_open(line.text) and following.text[:1].islower() and not marker(following.text) and not following.break_before
        if goes_on:
            (first if is_first else other).append(line.last_length)
        is_first = not goes_on and (following.break_before or not is_open(line.text) or marker(following.text) is not None)
    count = len(first) + len(other)
    if count < 3 or count < 0.12 * len(lines):
        return None
    wide = median(other or first)
    return Widths(first=min(median(first or other), wide), other=wide)


_OPENING = re.compile(
    r"(?:Căn cứ|Thực hiện|Theo|Xét|Kính gửi|Nơi nhận|Trên đây|Trong quá trình|Nhận được|Yêu cầu|Đề nghị|Để|Nhằm|Ngày \d|Sau khi|Phụ lục|"
    r"PHỤ LỤC|"
    r"Bộ luật|Luật|Quá thời hạn|Nay)\b"
)
_CLOSING = re.compile(
    r"(?:Trên đây|Trong quá trình (?:triển khai|thực hiện|tổ chức)|Nhận được (?:văn bản|Công văn)|"
    r"(?:Yêu cầu|Đề nghị) (?:các|Thủ trưởng|Giám đốc|Quý)|"
    r"Căn cứ (?:Chỉ thị|nội dung|Kế hoạch|Công văn) (?:này|trên)|Quá thời hạn)\b"
)
#: what a number may complete; the "số" of "chuyển đổi số" is whole
_ENDED_BY_NUMBER_WORD = re.compile(
    r"\b(?:(?<!đổi )(?<!thuật )(?<!nghệ )(?<!liệu )(?<!kinh tế )(?<!xã hội )(?<!chữ ký )(?<!công dân )(?<!tảng )số|"
    r"điểm|khoản|mục|điều|phần|ngày|tháng|quý|năm|và|bước|tiết|phụ lục|bảng|mẫu)$",
    re.IGNORECASE,
)
#: a stage of a plan, which never goes on with the sentence before it
_STAGE = re.compile(r"(?:Giai đoạn|Đợt|Bước) (?:\d|[IVX])")


def begins_paragraph(paragraph: Sequence[Line], line: Line, found: re.Match[str] | None, wrapped: Widths | None) -> bool:
    """Whether the line, with the marker found in it, opens a new paragraph after the lines of the paragraph before it.

    A small letter goes on; a bullet or number opens; for the rest, a break was meant when the next word would still have fitted.
    """
    previous = paragraph[-1]
    before, text = previous.text, line.text
    if table_line(text) or table_line(before):
        return True
    if re.match(r"[.;:,)]|/\.", text) and len(text) < 4:
        return False
    if re.fullmatch(r"[-–•+]", before.strip()) or (before.endswith(" số:") and re.match(r"\d{1,6}\s?/", text)):
        return False
    if re.match(r"/\d", text) and before[-1:].isdigit():
        return False
    if found:
        if (
            found.lastgroup in ("number", "roman", "letter", "letterdot", "buoc", "dieu")
            and _ENDED_BY_NUMBER_WORD.search(before)
            and is_open(before)
        ):
            return line.break_before and not wrapped
        if found.lastgroup == "dash" and wrapped and not line.break_before and is_open(before) and not before.endswith(","):
            # "Lao động" / "- Thương binh và Xã hội": a full line, a capital before the dash, one after it.
            last = word(LAST_WORD, before)
            return not (previous.last_length >= 0.9 * wrapped.other and before.count(" ") > 6 and last[:1].isupper() and is_name_part(text))
        return True
    if text[:1].islower():
        if line.break_before and not is_open(before):
            return before.endswith((".", ":", ";"))
        return False
    if not line.break_before and re.match(r"\([a-zđ]", text) and is_open(before):
        return False
    if _is_title_of_unit(paragraph, text):
        return True
    if line.break_before:
        return not (is_open(before) and wants_more(before) and not before.endswith("/"))
    if wrapped is None:
        return not wants_more(before)
    if wants_more(before) or before.count("(") > before.count(")"):
        return False
    width = wrapped.first if len(paragraph) == 1 else wrapped.other
    fits = previous.last_length + 1 + len(text.split(" ", 1)[0])
    if before.endswith(("./.", "sau:", "sau đây:")):
        return True
    if not is_open(before):
        if _STAGE.match(text):
            return True
        if (_OPENING.match(text) and before.endswith((";", "/.", ":"))) or (_CLOSING.match(text) and before.endswith(".")):
            return True
        return fits <= 0.93 * wrapped.other if len(paragraph) > 1 else fits <= 0.93 * wrapped.first or before.endswith(":")
    head = marker(paragraph[0].text)
    if head and head.lastgroup in ("dash", "plus", "bullet", "star", "letter"):
        return fits < 0.45 * width
    return fits < 0.82 * width


#: "IV. Sở Y tế, Báo Hòa Bình", "3. Đối với các trường": what follows with a capital verb is the order
_UNIT_TITLE = re.compile(
    r"(?:[IVX]{1,5}|\d{1,3})\s?[.)]\s+(?:(?:Đối với|Đề nghị|Trách nhiệm của|Nhiệm vụ của)\s)?(?:các\s)?"
    r"(?:Sở|Bộ|Ban|UBND|Ủy ban|Phòng|Công an|BHXH|Bảo hiểm|Trung tâm|Văn phòng|Đài|Hội|Tỉnh đoàn|Đoàn|Cục|Chi cục|Trường|Mặt trận|"
    r"Kho bạc|Bưu điện|Thanh tra|sở|phòng|trường|đơn vị|cơ quan|xã|phường)\b"
)
_FIRST_VERBS = 60


def _is_title_of_unit(paragraph: Sequence[Line], text: str) -> bool:
    before = paragraph[-1].text
    if (
        len(paragraph) > 1
        or ":" in before
        or not text[:1].isupper()
        or not is_open(before)
        or wants_more(before)
        or not _UNIT_TITLE.match(before)
    ):
        return False
    words = tokens(text[:_FIRST_VERBS])
    if not words or verb_at(words, 0) is None or (len(words) > 1 and words[1].capital):
        return False
    found = tokens(before)[1:]
    return not any(verb_at(found, index) for index in range(1, len(found)) if not found[index].capital)


def is_name_part(text: str) -> bool:
    """A dash inside a unit's name that fell to the start of a line: one to five words follow it and a capital leads."""
    return bool(re.match(r"[-–]\s*(?:Thương binh|Xã hội|Du lịch|Môi trường|Cấp|Chi trả|Kiểm tra|Truyền hình|Hành chính|Công nghệ)", text))


def paragraphs(lines: Sequence[Line], wrapped: Widths | None) -> list[str]:
    """Join the lines of each paragraph; the result is in the order of the text."""
    groups: list[list[Line]] = []
    count = Count()
    for line in lines:
        found = count.marker(line.text)
        if groups and not begins_paragraph(groups[-1], line, found, wrapped):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [part.strip() for group in groups for part in bounded([joined_text(group)])]


def table_line(text: str) -> bool:
    """Whether the line is a row of a table: it begins with a stroke and has three cells, or two and another stroke behind them."""
    return text.startswith("|") and text.count("|") >= 4


def joined_text(group: Sequence[Line]) -> str:
    parts = [group[0].text]
    last = group[0].text
    for line in group[1:]:
        parts.append(glue(last, line.text) + line.text)
        last = line.text
    return re.sub(r" {2,}", " ", "".join(parts)).strip()
