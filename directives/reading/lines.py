"""Raw lines as they come from a file, a crawl or the clipboard → clean lines, and the rule that joins wrapped lines to paragraphs."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from directives.reading.letters import CAPITALS
from directives.reading.syllables import is_consonants, is_syllable, joined
from directives.reading.wordlists import entries

#: no paragraph of a directive is longer; what is gets cut at a blank, so that no rule ever meets an endless line
MAX_LINE = 6_000

_SPACES = str.maketrans(
    {
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u3000": " ",
        "\t": "    ",
        "\u00ad": "",
        "\u200b": "",
        "\u200c": "",
        "\u200d": "",
        "\ufeff": "",
        "\u2060": "",
        "\u2011": "-",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        "\x0c": "\n\n",
        "\u0085": "\n",
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_RULE = re.compile(r"[\s\-–—_=*.·•~|]{3,}")
_EDGE_RULE = re.compile(r"^[-–—_=*]{4,}\s*|\s*[-–—_=*]{4,}$")
# Lines that web pages and signing programs leave around a letter, never part of it.
_TRAILER = re.compile(
    r"^(?:tải (?:văn bản|về|xuống|file|tài liệu)\b|in văn bản|file đính kèm|tệp đính kèm|(?:ký|người ký|được ký) (?:bởi|số)\s*:|"
    r"người ký\s*:|thời gian ký\s*:|ngày ký\s*:.*\+07|signature (?:not verified|valid)|digitally signed|email\s*:\s*\S+@\S+$|"
    r"cơ quan\s*:\s*\S.*,\s*tỉnh\b)",
    re.IGNORECASE,
)
_HEADING_MARKS = re.compile(r"^\s{0,3}#{1,6}\s+")
_EMPHASIS = re.compile(r"\*{2,3}|_{2,3}(?=\w)|(?<=\w)_{2,3}(?!_)")
_ITALIC = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400}?)(?<=\S)\*(?![\w*])")
_ESCAPES = re.compile(r"\\([-+.()*#_\[\]|>])")

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
    r"|(?P<muc>(?:Mục|MỤC)\s+(?:[IVX]{1,5}|\d{1,2})\s*[.:])(?=\s|$)"
    r"|(?P<roman>[IVX]{1,5}\s{0,2}[./)-])(?=\s{0,3}[^\W\d_a-z])"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2}){1,3}[.)/]?(?=\s)|\d{1,2}\s{0,2}[.)](?=\s|["
    + CAPITALS
    + r"])|\d{1,2}\s?/(?=\s)|\d{1,2}\s?[-–](?=\s+["
    + CAPITALS
    + r"]))"
    r"|(?P<letter>[a-zđ]\s{0,1}\))|(?P<letterdot>[a-zđ]\.)(?=\s+[" + CAPITALS + r"])"
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


@dataclass(slots=True)
class Cleaned:
    lines: list[Line] = field(default_factory=list)
    #: pieces of text where torn letters were joined
    repaired: list[str] = field(default_factory=list)


def clean(text: str) -> Cleaned:
    """Normalise to NFC, drop marks of other formats and lines of the web page, join torn letters and dates."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").translate(_SPACES))
    text = _CONTROL.sub("", text)
    result = Cleaned()
    pending_break = True
    for raw in _bounded(text.split("\n")):
        raw = raw.rstrip()
        indent = len(raw) - len(raw.lstrip())
        plain = _without_marks(raw.strip())
        if not plain or (_RULE.fullmatch(plain) and plain != "..." and not plain.strip("-–— ")):
            pending_break = True
            continue
        if _RULE.fullmatch(plain) and len(set(plain) - {" "}) == 1 and plain[0] in "_=*~|":
            pending_break = True
            continue
        if _TRAILER.match(plain):
            continue
        if not plain.strip("| "):
            pending_break = True
            continue
        result.lines.append(Line(plain, indent, pending_break))
        pending_break = False
    _join_hanging(result.lines)
    _drop_page_numbers(result.lines)
    _join_torn(result)
    return result


def _bounded(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        while len(line) > MAX_LINE:
            cut = line.rfind(" ", MAX_LINE // 2, MAX_LINE)
            cut = cut if cut > 0 else MAX_LINE
            yield line[:cut]
            line = line[cut:]
        yield line


def _join_hanging(lines: list[Line]) -> None:
    """Some crawls indent the second half of a broken line: it is so when nearly all indented lines follow an unfinished one."""
    indented = [index for index in range(1, len(lines)) if 0 < lines[index].indent <= 4]
    hanging = [
        index for index in indented if not lines[index].break_before and is_open(lines[index - 1].text) and not marker(lines[index].text)
    ]
    if len(hanging) < 2 or len(hanging) < 0.8 * len(indented):
        return
    for index in reversed(hanging):
        before = lines[index - 1]
        if before.indent == 0 or index - 1 in hanging:
            before.text += glue(before.text, lines[index].text) + lines[index].text
            before.last_length = lines[index].last_length if len(lines[index].text) > 30 else len(before.text)
            del lines[index]


def _without_marks(text: str) -> str:
    marked = _HEADING_MARKS.sub("", text)
    marked = _EMPHASIS.sub("", marked) if "**" in marked or "__" in marked else marked
    if marked.count("*") >= 2:
        marked = _ITALIC.sub(r"\1", marked)
    if "\\" in marked:
        marked = _ESCAPES.sub(r"\1", marked)
    marked = marked.removeprefix("> ")
    return _EDGE_RULE.sub("", marked).strip() if len(marked) < 400 else marked.strip()


def _drop_page_numbers(lines: list[Line]) -> None:
    """A page number stands alone, a page break before or after it, and counts on from the one before it."""
    expected = 2
    kept: list[Line] = []
    for index, line in enumerate(lines):
        if line.text.strip("-– ").isdecimal() and len(line.text) <= 7:
            number = int(line.text.strip("-– "))
            before = kept[-1].text.lower() if kept else ""
            after = lines[index + 1] if index + 1 < len(lines) else None
            in_date = before.endswith(("ngày", "tháng", "năm")) or bool(re.search(r"năm \d{1,3}$", before))
            alone = line.break_before or after is None or after.break_before
            if (
                not in_date
                and number in (expected, expected + 1)
                and (alone or before[-1:].isalpha())
                and not (after and after.text.startswith("tháng"))
            ):
                expected = number + 1
                if after is not None and not alone:
                    after.break_before = False
                elif after is not None:
                    after.break_before = after.break_before and line.break_before
                continue
        kept.append(line)
    lines[:] = kept


_LAST_WORD = re.compile(r"(\w+)$")
_FIRST_WORD = re.compile(r"^(\w+)")


def _word(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text[-40:] if pattern is _LAST_WORD else text[:40])
    return match[1] if match else ""


def _join_torn(result: Cleaned) -> None:
    joined_lines: list[Line] = []
    lines = result.lines
    index = 0
    while index < len(lines):
        line = lines[index]
        before = joined_lines[-1] if joined_lines else None
        if before is not None and len(line.text) <= 2 and index + 1 < len(lines):
            right = lines[index + 1]
            how = joined(_word(_LAST_WORD, before.text), line.text, _word(_FIRST_WORD, right.text))
            if how:
                middle = ("" if how[0] else " ") + line.text + ("" if how[1] else " ")
                result.repaired.append(
                    (_word(_LAST_WORD, before.text) if how[0] else "") + line.text + (_word(_FIRST_WORD, right.text) if how[1] else "")
                )
                before.text += middle + right.text
                before.last_length = max(right.last_length, before.last_length)
                index += 2
                continue
        if before is not None and not line.break_before:
            left, right_word = _word(_LAST_WORD, before.text), _word(_FIRST_WORD, line.text)
            if _tears(left, right_word):
                before.text += line.text
                before.last_length = line.last_length
                result.repaired.append(left + right_word)
                index += 1
                continue
            if re.search(r"năm \d{1,3}$", before.text) and re.match(r"\d{1,3}\b", line.text):
                year = re.search(r"(\d{1,3})$", before.text)
                digits = re.match(r"\d+", line.text)
                if year and digits and len(year[1]) + len(digits[0]) == 4:
                    before.text += line.text
                    index += 1
                    continue
        joined_lines.append(line)
        index += 1
    for line in joined_lines:
        line.text = _inline_torn(line.text, result.repaired)
    result.lines = joined_lines


def _tears(left: str, right: str) -> bool:
    """ "tr" at the end of a line before "ường": neither half is a word, together they are."""
    if not left or not right or not right.islower():
        return False
    if is_consonants(left) and left not in ("m", "g", "h", "đ", "v") and right[0] not in "bcdđghklmnpqrstvx":
        return is_syllable(left + right)
    return is_consonants(right) and right not in ("m", "g", "h", "đ", "v") and left.islower() and is_syllable(left + right)


_INLINE = re.compile(r"(?<![\w.,/&-])(\w{1,5}) ([^\W\d_a-zA-Z]) (\w{1,5})(?![\w.,/&])")


def _inline_torn(text: str, repaired: list[str]) -> str:
    """ "tri ể n" inside a line; only a single marked letter between two blanks gives itself away."""

    def join(match: re.Match[str]) -> str:
        how = joined(match[1], match[2], match[3]) if match[2].islower() and match[2] != "đ" else None
        if not how or not (how[0] and (how[1] or is_consonants(match[1]))):
            return match[0]
        whole = match[1] + match[2] + ("" if how[1] else " ") + match[3]
        repaired.append(whole)
        return whole

    return _INLINE.sub(join, text)


def marker(text: str) -> re.Match[str] | None:
    """The bullet, letter, number or article that opens a line."""
    return MARKER.match(text)


def is_open(text: str) -> bool:
    """Whether the line stops in the middle of a sentence: no closing mark, or a word that wants another after it."""
    return not text.endswith((".", ";", ":", "!", "?", "…", "/."))


def wants_more(text: str) -> bool:
    """Whether the last word cannot end a sentence: "… theo quy định của", "…, ngành,"."""
    if text.endswith((",", "(", "-", "–", "“", "/")):
        return True
    last = _word(_LAST_WORD, text)
    return last.islower() and last in CONNECTORS and not text.endswith(".")


def glue(left: str, right: str) -> str:
    """What stands between two joined lines: nothing inside a symbol ("QĐ-" + "UBND") and before a closing mark, else a blank."""
    if re.match(r"[.;:,)]|/\.", right):
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
_ENDED_BY_NUMBER_WORD = re.compile(r"\b(?:điểm|khoản|số|mục|điều|phần|ngày|tháng|quý|năm|và|bước|tiết|phụ lục|bảng|mẫu)$", re.IGNORECASE)


def begins_paragraph(paragraph: Sequence[Line], line: Line, wrapped: Widths | None) -> bool:
    """Whether the line opens a new paragraph after the lines of the paragraph before it.

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
    found = marker(text)
    if found:
        if (
            found.lastgroup in ("number", "roman", "letter", "letterdot", "buoc", "dieu")
            and _ENDED_BY_NUMBER_WORD.search(before)
            and is_open(before)
        ):
            return line.break_before and not wrapped
        if found.lastgroup == "dash" and wrapped and not line.break_before and is_open(before) and not before.endswith(","):
            # "Lao động" / "- Thương binh và Xã hội": a full line, a capital before the dash, one after it.
            last = _word(_LAST_WORD, before)
            return not (previous.last_length >= 0.9 * wrapped.other and before.count(" ") > 6 and last[:1].isupper() and is_name_part(text))
        return True
    if text[:1].islower():
        if line.break_before and not is_open(before):
            return before.endswith((".", ":", ";"))
        return False
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
        if (_OPENING.match(text) and before.endswith((";", "/.", ":"))) or (_CLOSING.match(text) and before.endswith(".")):
            return True
        return fits <= 0.93 * wrapped.other if len(paragraph) > 1 else fits <= 0.93 * wrapped.first or before.endswith(":")
    head = marker(paragraph[0].text)
    if head and head.lastgroup in ("dash", "plus", "bullet", "star", "letter"):
        return fits < 0.45 * width
    return fits < 0.82 * width


def is_name_part(text: str) -> bool:
    """A dash inside a unit's name that fell to the start of a line: one to five words follow it and a capital leads."""
    return bool(re.match(r"[-–]\s*(?:Thương binh|Xã hội|Du lịch|Môi trường|Cấp|Chi trả|Kiểm tra|Truyền hình|Hành chính|Công nghệ)", text))


def paragraphs(lines: Sequence[Line], wrapped: Widths | None) -> list[str]:
    """Join the lines of each paragraph; the result is in the order of the text."""
    groups: list[list[Line]] = []
    for line in lines:
        if groups and not begins_paragraph(groups[-1], line, wrapped):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [part.strip() for group in groups for part in _bounded([joined_text(group)])]


def table_line(text: str) -> bool:
    """Whether the line is a row of a table: it begins with a stroke and has at least three cells."""
    return text.startswith("|") and text.count("|") >= 4


def joined_text(group: Sequence[Line]) -> str:
    parts = [group[0].text]
    last = group[0].text
    for line in group[1:]:
        parts.append(glue(last, line.text) + line.text)
        last = line.text
    return re.sub(r" {2,}", " ", "".join(parts)).strip()
