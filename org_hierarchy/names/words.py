"""The words of a unit's name in one form, however they were typed: case, tone placement, abbreviations and punctuation no longer matter.

A word becomes its letters with the tone at the end ("hoà" and "hòa" are both "hoa1"); an abbreviation that stands for other words becomes
one atom per letter ("GD" is "·g ·d"), which any word with that first letter answers to.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from records.text import TONES, fold, nfc

INITIAL = "·"
COMMA = ","
COLON = ":"


class Token(NamedTuple):
    """One word: its form for comparing, and the word as written (spelled out when it was an abbreviation)."""

    atom: str
    written: str


# Abbreviations that mean one thing in any office; all others are matched by their initials.
SPELLED_OUT = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "mttqvn": "mặt trận tổ quốc việt nam",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ubmttqvn": "ủy ban mặt trận tổ quốc việt nam",
    "ub": "ủy ban",
    "bhxh": "bảo hiểm xã hội",
    "bhyt": "bảo hiểm y tế",
    "bhtn": "bảo hiểm thất nghiệp",
    "tp": "thành phố",
    "tphcm": "thành phố hồ chí minh",
    "hcm": "hồ chí minh",
    "tx": "thị xã",
    "tw": "trung ương",
    "vn": "việt nam",
    "vp": "văn phòng",
    "thpt": "trung học phổ thông",
    "thcs": "trung học cơ sở",
    "cty": "công ty",
    "tnhh": "trách nhiệm hữu hạn",
}
_AREA_LETTERS = {"Q": "quận", "H": "huyện", "P": "phường", "X": "xã", "T": "tỉnh"}
_AREA_LETTER = re.compile(r"(?<!\w)([QHPXT])(?:\.\s*(?=\w)|\s?(?=\d))")  # "Q.10", "Q10", "P. Hàng Bạc"
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[,;:]")
_VOWELS = frozenset("aeiouy")


def tokens(text: str) -> list[Token]:
    """The words of a text in order, with "," and ":" as tokens of their own ("," for ";" too) and "và" kept."""
    text = _AREA_LETTER.sub(lambda match: _AREA_LETTERS[match[1]] + " ", nfc(text))
    shouted = text.isupper()
    found: list[Token] = []
    for piece in _TOKEN.findall(text):
        if piece in ",;":
            found.append(Token(COMMA, ","))
        elif piece == ":":
            found.append(Token(COLON, ":"))
        elif (spelled := SPELLED_OUT.get(piece.casefold())) is not None:
            found += [Token(word(part), part) for part in spelled.split()]
        elif _is_abbreviation(piece, shouted=shouted):
            found += [Token(INITIAL + letter, letter) for letter in piece.casefold()]
        else:
            found.append(Token(word(piece), piece))
    return found


def atoms(words: Sequence[Token]) -> tuple[str, ...]:
    """The atoms that a name is compared by: no punctuation, no "và"."""
    return tuple(token.atom for token in words if token.atom not in {COMMA, COLON, AND})


@lru_cache(maxsize=50_000)
def of(text: str) -> tuple[str, ...]:
    """The atoms of a text: `of("Uỷ ban Nhân dân TP. Hà Nội") == of("ủy ban nhân dân thành phố Hà Nội")`."""
    return atoms(tokens(text))


@lru_cache(maxsize=20_000)
def word(written: str) -> str:
    """One word with its tone moved to the end, and i for y where both are written (kĩ, kỹ); a number without leading zeros."""
    if written.isdecimal():
        return written.lstrip("0") or "0"
    tone = 0
    letters: list[str] = []
    for character in unicodedata.normalize("NFD", written.casefold()):
        if character in TONES:
            tone = TONES[character]
        else:
            letters.append(character)
    bare = unicodedata.normalize("NFC", "".join(letters))
    if len(bare) > 1 and bare[-1] == "y" and bare[-2] not in _VOWELS:
        bare = f"{bare[:-1]}i"
    return f"{bare}{tone}" if tone else bare


AND = word("và")


@lru_cache(maxsize=20_000)
def _is_abbreviation(piece: str, *, shouted: bool) -> bool:
    """Capitals among ordinary words, or letters that no syllable has: GDĐT, LĐ, TB, XH."""
    if len(piece) < 2 or piece.isdecimal():
        return False
    plain = fold(piece)
    if not _VOWELS.intersection(plain):
        return True
    has_tone = any(mark in TONES for mark in unicodedata.normalize("NFD", piece))
    return piece.isupper() and not shouted and not has_tone


@lru_cache(maxsize=50_000)
def bare(atom: str) -> str:
    """The atom without marks and tone, as a search would type it."""
    return fold(atom.removeprefix(INITIAL).rstrip("0123456789")) or atom


def skeleton(name: Sequence[str]) -> str:
    """The first letters of the atoms, without marks; two names that may be the same have the same skeleton. Numbers count whole."""
    return " ".join(atom if atom[0].isdecimal() else bare(atom)[0] for atom in name)


def ends(name: Sequence[str]) -> str:
    """The last letters of the atoms, for a word whose first letter went wrong. Numbers count whole."""
    return " ".join(atom if atom[0].isdecimal() else bare(atom)[-1] for atom in name)


_CONFUSED = str.maketrans({"0": "o", "1": "i", "l": "i", "y": "i", "5": "s", "8": "b"})
_DOUBLED = re.compile(r"([^\W\d_ioly])\1+")  # not those that a scan writes for 0 and 1: "ll" may be 11


@lru_cache(maxsize=50_000)
def _loose(text: str) -> str:
    return _DOUBLED.sub(r"\1", text).translate(_CONFUSED).replace("rn", "m")


@lru_cache(maxsize=50_000)
def loose(name: tuple[str, ...]) -> str:
    """The letters alone, with those that a scan mixes up as one: no marks, no spaces, 0 as o, 1 and l as i, rn as m, no doubled letter."""
    return _loose("".join(bare(atom) for atom in name))


def has_initials(name: Sequence[str]) -> bool:
    """Whether some of its words are known by their first letter only."""
    return any(atom[0] == INITIAL for atom in name)


def has_words(name: Sequence[str]) -> bool:
    """Whether not all of it are initials, which alone name nothing."""
    return any(atom[0] != INITIAL for atom in name)


def abbreviates(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names of the same skeleton are the same when initials stand for words; initials alone name nothing."""
    pairs = list(zip(one, other, strict=True))
    by_letter = all(a == b or (INITIAL in {a[0], b[0]} and a.removeprefix(INITIAL)[0] == b.removeprefix(INITIAL)[0]) for a, b in pairs)
    return by_letter and any(a == b and a[0] != INITIAL for a, b in pairs)


def resembles(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two names with as many words differ only by marks, or by one slip in one word, as scanned text does."""
    pairs = [(bare(a), bare(b)) for a, b in zip(one, other, strict=True) if INITIAL not in {a[0], b[0]}]
    differing = [(a, b) for a, b in pairs if a != b and _loose(a) != _loose(b)]
    return bool(pairs) and (not differing or (len(differing) == 1 < len(pairs) and _one_slip_apart(*differing[0])))


def _one_slip_apart(one: str, other: str) -> bool:
    """Whether one letter was lost, added, misread or swapped with the next; never in a number."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1 or len(other) < 2 or (one + other).isdecimal():
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start : start + 2] == other[start : start + 2][::-1] and one[start + 2 :] == other[start + 2 :]
    return swapped or (len(one) > 2 and one[start + 1 :] == other[start + 1 :])
