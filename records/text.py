"""Vietnamese text: one normal form, folding for search, and a key for sorting."""

import re
import unicodedata

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}  # ngang huyền hỏi ngã sắc nặng
_LETTER_MARKS = {"\u0302", "\u0306", "\u031b"}  # circumflex, breve, horn belong to the letter
_RANK = {letter: index for index, letter in enumerate(ALPHABET)}


def nfc(text: str) -> str:
    """The text in NFC with runs of white space made one space and the ends trimmed."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """The text for searching: no marks, đ as d, casefolded, single spaces. `fold("Đức Hoà") == "duc hoa"`."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.casefold().replace("đ", "d")).strip()


def grouped(number: int) -> str:
    """A whole number in groups of three: 1234567 as "1.234.567"."""
    return f"{number:,}".replace(",", ".")


def sort_key(text: str) -> str:
    """A string whose plain byte order is the Vietnamese order: letters first, then tones, then case.

    Each letter becomes one character of the alphabet's rank; tones and case follow after a separator, so that
    "ba, bà, bá, bạ, băn" sort as a dictionary has them. ASCII output, so every database collates it alike under C.
    """
    letters: list[str] = []
    tones: list[str] = []
    cases: list[str] = []
    for cluster in re.findall(r"[^\u0300-\u036f][\u0300-\u036f]*", unicodedata.normalize("NFD", text.strip())):
        base, marks = cluster[0], cluster[1:]
        letter = unicodedata.normalize("NFC", base.casefold() + "".join(m for m in marks if m in _LETTER_MARKS))
        rank = _RANK.get(letter)
        letters.append(f"{rank + 40:02d}" if rank is not None else _outside_the_alphabet(base))
        tones.append(str(max((TONES.get(m, 0) for m in marks), default=0)))
        cases.append("1" if base != base.casefold() else "0")
    return "".join(letters) + " " + "".join(tones) + " " + "".join(cases)


def _outside_the_alphabet(character: str) -> str:
    """Two digits: space first, then signs, then digits by value; all before the letters."""
    if character.isspace():
        return "00"
    if character.isdigit():
        return f"{20 + int(unicodedata.digit(character, 0)):02d}"
    return "10"
