"""Vietnamese text: one normal form, folding for search, and a key for sorting."""

import re
import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # ngang huyền hỏi ngã sắc nặng
_LETTER_MARKS = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn belong to the letter
_RANK = {letter: index for index, letter in enumerate(ALPHABET)}


def nfc(text: str) -> str:
    """The text in NFC with runs of white space made one space and the ends trimmed."""
    normal = " ".join(unicodedata.normalize("NFC", text).split())  # a fifth of what a pattern takes
    return text if text == normal else normal  # the one object: of 100,000 rows copies would take 25 MB


def fold(text: str) -> str:
    """The text for searching: no marks, đ as d, casefolded, single spaces. `fold("Đức Hoà") == "duc hoa"`."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().replace("đ", "d").split())


def grouped(number: int) -> str:
    """A whole number in groups of three: 1234567 as "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def sort_key(text: str) -> str:
    """A string whose plain byte order is the Vietnamese order: letters first, then tones, then case.

    Each letter becomes one character of the alphabet's rank; tones and case follow after a separator, so that
    "ba, bà, bá, bạ, băn" sort as a dictionary has them. Numbers sort by value: "Phường 5" before "Phường 11". ASCII output, so every
    database collates it alike under C.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for cluster in re.findall(r"[0-9]+|[^\u0300-\u036f][\u0300-\u036f]*", unicodedata.normalize("NFD", text.strip())):
        letter, tone, case = _weights(cluster)
        letters.append(letter)
        tones.append(tone)
        cases.append(case)
    return "".join(letters) + " " + "".join(tones) + " " + "".join(cases)


@lru_cache(maxsize=5_000)  # of a long list of names the letters are few
def _weights(cluster: str) -> tuple[str, str, str]:
    """The rank, tone and case of one letter with its marks, or of one number."""
    base, marks = cluster[0], cluster[1:]
    if base in "0123456789":
        return _number(cluster), "0" * len(cluster), "0" * len(cluster)
    letter = unicodedata.normalize("NFC", base.casefold() + "".join(m for m in marks if m in _LETTER_MARKS))
    rank = _RANK.get(letter)
    tone = str(max((TONES.get(m, 0) for m in marks), default=0))
    return f"{rank + 40:02d}" if rank is not None else _outside_the_alphabet(base), tone, "1" if base != base.casefold() else "0"


def _number(figures: str) -> str:
    """Its figures without zeros in front; of two and more, after how many there are: behind every number of fewer, before the letters."""
    plain = figures.lstrip("0") or "0"
    return (f"{30 + min(len(plain), 9)}" if len(plain) > 1 else "") + "".join(str(20 + int(figure)) for figure in plain)


def _outside_the_alphabet(character: str) -> str:
    """Two digits: space first, then signs, then digits by value; all before the letters."""
    if character.isspace():
        return "00"
    if character.isdigit():
        return f"{20 + int(unicodedata.digit(character, 0)):02d}"
    return "10"
