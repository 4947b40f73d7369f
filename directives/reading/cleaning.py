"""Raw lines as they come from a file, a crawl or the clipboard → clean lines: without marks of other formats, torn letters joined."""

import re
import unicodedata
from dataclasses import dataclass, field

from directives.reading.lines import FIRST_WORD, LAST_WORD, Line, bounded, glue, is_open, marker, word
from directives.reading.stacked import in_rows
from directives.reading.syllables import is_consonants, is_syllable, joined

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
#: the rule under the heading row of a table: "|---|:---:|"
_TABLE_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?")
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
    for raw in bounded(text.split("\n")):
        raw = raw.rstrip()
        indent = len(raw) - len(raw.lstrip())
        bare = raw.strip()
        if _TABLE_RULE.fullmatch(bare):
            continue
        plain = "" if len(bare) > 3 and not bare.strip("_") else _without_marks(bare)
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
    result.lines = in_rows(result.lines)
    _drop_page_numbers(result.lines)
    _join_torn(result)
    return result


#: a whole name of an office below its superior's
_OFFICE = re.compile(r"VĂN PHÒNG|THANH TRA|VĂN PHÒNG (?:UBND|ỦY BAN NHÂN DÂN|HĐND).*|SỞ .*|PHÒNG .*|BAN QUẢN LÝ .*")


def _join_hanging(lines: list[Line]) -> None:
    """Some crawls indent the second half of a broken line: it is so when nearly all indented lines follow an unfinished one."""
    indented = [index for index in range(1, len(lines)) if 0 < lines[index].indent <= 4]
    hanging = [
        index
        for index in indented
        if not lines[index].break_before
        and is_open(lines[index - 1].text)
        and not marker(lines[index].text)
        and not _OFFICE.fullmatch(lines[index].text)
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


def _join_torn(result: Cleaned) -> None:
    joined_lines: list[Line] = []
    lines = result.lines
    index = 0
    while index < len(lines):
        line = lines[index]
        before = joined_lines[-1] if joined_lines else None
        if before is not None and len(line.text) <= 2 and index + 1 < len(lines):
            right = lines[index + 1]
            how = joined(word(LAST_WORD, before.text), line.text, word(FIRST_WORD, right.text))
            if how:
                middle = ("" if how[0] else " ") + line.text + ("" if how[1] else " ")
                result.repaired.append(
                    (word(LAST_WORD, before.text) if how[0] else "") + line.text + (word(FIRST_WORD, right.text) if how[1] else "")
                )
                before.text += middle + right.text
                before.last_length = max(right.last_length, before.last_length)
                index += 2
                continue
        if before is not None and not line.break_before:
            left, right_word = word(LAST_WORD, before.text), word(FIRST_WORD, line.text)
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
