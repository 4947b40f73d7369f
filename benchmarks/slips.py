"""What hands and scanners do to a name: each slip changes one place of a text, or nothing where there is no such place."""

import re
import unicodedata
from collections.abc import Callable

from records.text import TONES, fold

Slip = Callable[[str, int], str]
TONE_MARKS = sorted(mark for mark in TONES if mark)


def no_marks(text: str, place: int) -> str:  # noqa: ARG001 - the shape of every slip
    """Typed without Vietnamese input: "Sở Y tế" as "So Y te"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


def lost_mark(text: str, place: int) -> str:
    """One letter lost its marks."""
    marked = [i for i, c in enumerate(text) if c.isalpha() and len(fold(c)) == 1 and fold(c) != c.casefold()]
    return _at(text, marked, place, lambda c: fold(c).upper() if c.isupper() else fold(c))


def other_tone(text: str, place: int) -> str:
    """One tone read as another: "để" as "đế"."""

    def change(letter: str) -> str:
        marks = unicodedata.normalize("NFD", letter)
        tone = next(mark for mark in marks if mark in TONE_MARKS)
        return unicodedata.normalize("NFC", marks.replace(tone, TONE_MARKS[(TONE_MARKS.index(tone) + 1 + place) % len(TONE_MARKS)]))

    return _at(text, [i for i, c in enumerate(text) if set(unicodedata.normalize("NFD", c)) & set(TONE_MARKS)], place, change)


def like_digit(text: str, place: int) -> str:
    """0 for o, 1 for l and i, inside a word."""
    digits = {"o": "0", "l": "1", "i": "1"}
    inside = [m.start() + 1 for m in re.finditer(r"(?<=\w)[oli](?=[^\W\d_])", text[1:])]
    return _at(text, inside, place, lambda c: digits[c])


def like_letter(text: str, place: int) -> str:
    """O for 0 and l for 1."""
    return _at(text, [i for i, c in enumerate(text) if c in "01"], place, lambda c: {"0": "O", "1": "l"}[c])


def torn_m(text: str, place: int) -> str:
    """An m read as rn."""
    return _at(text, [i for i, c in enumerate(text) if c == "m"], place, lambda _: "rn")


def doubled(text: str, place: int) -> str:
    """A letter twice."""
    return _at(text, _inner(text), place, lambda c: c + c)


def broken(text: str, place: int) -> str:
    """A space inside a word."""
    return _at(text, _inner(text), place, lambda c: f"{c} ")


def joined(text: str, place: int) -> str:
    """A space lost between two small words."""
    between = [m.start() + 1 for m in re.finditer(r"(?<=[a-zà-ỹ]) (?=[a-zà-ỹ])", text[1:])]
    return _at(text, between, place, lambda _: "")


def swapped(text: str, place: int) -> str:
    """Two letters inside a word in the other order."""
    inner = [i for i in _inner(text) if i + 1 in _inner(text) and text[i] != text[i + 1]]
    if not inner:
        return text
    i = inner[place % len(inner)]
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :]


def lost(text: str, place: int) -> str:
    """A letter of a longer word is missing."""
    longer = [m.start() + i for m in re.finditer(r"[^\W\d_]{4,}", text) for i in range(1, len(m[0])) if not m[0].isupper()]
    return _at(text, longer, place, lambda _: "")


SLIPS: tuple[Slip, ...] = (
    no_marks, lost_mark, other_tone, like_digit, like_letter, torn_m, doubled, broken, joined, swapped, lost,
)  # fmt: skip


def _inner(text: str) -> list[int]:
    """The places of letters that are neither first nor last of their word; abbreviations have none."""
    return [
        m.start() + i for m in re.finditer(r"[^\W\d_]{3,}", text) for i in range(1, len(m[0]) - 1) if not (m[0].isupper() and len(m[0]) > 1)
    ]


def _at(text: str, places: list[int], place: int, change: Callable[[str], str]) -> str:
    if not places:
        return text
    i = places[place % len(places)]
    return text[:i] + change(text[i]) + text[i + 1 :]
