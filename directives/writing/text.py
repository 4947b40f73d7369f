"""Any text from outside made safe for a document, and how wide it prints."""

import re
import unicodedata
from functools import lru_cache

# Not allowed in XML 1.0, or invisible and able to reorder or hide what is read (bidirectional marks, zero-width characters).
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_LINE_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]+")
_BLANKS = re.compile("[ \t]+")
_UNCLEAN = re.compile(rf"{_UNPRINTABLE.pattern}|{_LINE_BREAK.pattern}|\s\s|^\s|\s\Z|\t")

_AREAS = re.compile(r"\b(?:thành phố|thị xã|thị trấn|đặc khu)\b", re.IGNORECASE)

# Widths of Times New Roman Bold in thousandths of the type size.
_WIDTHS = {
    character: width
    for width, characters in {
        220: "|",
        250: " \u00a0,.",
        278: "'/\\il",
        333: "!()-:;[]`fjt",
        389: "Is",
        394: "{}",
        444: "cerz",
        556: "Sbdhknpquđ",
        600: "ư",
        611: "FP",
        667: "BELTZ",
        722: "ACDNRUVXYwĐ",
        778: "GHKOQƠ",
        796: "Ư",
        833: "&m",
        944: "MW",
        1000: "%…",
    }.items()
    for character in characters
}
_OTHER_WIDTH = 500


def lines_of(text: str) -> list[str]:
    """The non-empty lines of a text, each NFC, free of characters that XML forbids or a reader cannot see, with single spaces."""
    if not _UNCLEAN.search(text) and unicodedata.is_normalized("NFC", text):  # nearly always, and four times as quick
        return [text] if text else []
    clean = unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))
    return [line for piece in _LINE_BREAK.split(clean) if (line := _BLANKS.sub(" ", piece).strip())]


def line_of(text: str) -> str:
    """The text on one line: what `lines_of` gives, joined by spaces."""
    return " ".join(lines_of(text))


@lru_cache(maxsize=1024)
def printed_width(text: str, size: float) -> int:
    """The width in twips of a line in bold Times New Roman of that size in points; within 1 % for Vietnamese."""
    return round(sum(_WIDTHS.get(_letter(character), _OTHER_WIDTH) for character in text) * size * 20 / 1000)


def unbroken(text: str, size: float, column: int) -> str:
    """The text with the two words for a kind of area held together, where it is too long for a line and might break between them."""
    if printed_width(text, size) <= column:
        return text
    return _AREAS.sub(lambda found: found[0].replace(" ", "\u00a0"), text)


def balanced_width(text: str, size: float, column: int) -> int:
    """The narrowest column in twips in which a bold text takes no more lines than in this one, so that no word stands alone on the last."""
    words = [printed_width(word, size) for word in text.split(" ")]
    blank = printed_width(" ", size)
    least, most = max(words, default=0), column
    count = _line_count(words, blank, column)
    if count < 2:
        return min(printed_width(text, size), column)
    while most - least > 20:
        middle = (least + most) // 2
        least, most = (least, middle) if _line_count(words, blank, middle) <= count else (middle, most)
    return min(most, column)


def _line_count(words: list[int], blank: int, column: int) -> int:
    count, used = 0, column + 1
    for width in words:
        used += blank + width
        if used > column:
            count, used = count + 1, width
    return count


def _letter(character: str) -> str:
    """The letter without its marks, but with the horn that widens it: "Ộ" → "O", "Ữ" → "Ư"."""
    if character.isascii():
        return character
    parts = unicodedata.normalize("NFD", character)
    return unicodedata.normalize("NFC", parts[0] + "\u031b") if "\u031b" in parts else parts[0]
