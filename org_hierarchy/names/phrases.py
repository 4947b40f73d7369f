"""The grammar of phrases that mean several units: "UBND các quận, huyện, thị xã", "Các phòng, ban thuộc …", "UBND 14 phường".

Words only: nothing here knows which units exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from org_hierarchy.names import words
from org_hierarchy.names.spelling import AREA_TYPES, Name
from org_hierarchy.names.words import AND, COMMA, Token

COMMITTEE = words.of("Ủy ban nhân dân")
SOCIAL_INSURANCE = words.of("Bảo hiểm xã hội")


class Family(Enum):
    """What a plural noun counts."""

    DEPARTMENT = "cơ quan chuyên môn"
    SERVICE = "đơn vị sự nghiệp"
    MASS = "đoàn thể"
    PARTY = "cơ quan Đảng"
    TEAM = "tổ, phòng nội bộ"
    EMPLOYER = "đơn vị sử dụng lao động"
    FIRM = "doanh nghiệp"
    ANY = "đơn vị"


@dataclass(frozen=True, slots=True)
class Noun:
    """A plural noun; `head` is how the folded names of its units begin, blank when it covers the whole family."""

    family: Family
    head: str = ""


NOUNS: dict[Name, Noun] = {
    words.of(text): noun
    for text, noun in {
        "sở": Noun(Family.DEPARTMENT, "so "),
        "phòng": Noun(Family.DEPARTMENT, "phong "),
        "ban": Noun(Family.DEPARTMENT, "ban "),
        "ngành": Noun(Family.DEPARTMENT),
        "phòng chuyên môn": Noun(Family.DEPARTMENT, "phong "),
        "cơ quan chuyên môn": Noun(Family.DEPARTMENT),
        "đơn vị sự nghiệp": Noun(Family.SERVICE),
        "đơn vị sự nghiệp công lập": Noun(Family.SERVICE),
        "đoàn thể": Noun(Family.MASS),
        "đoàn thể chính trị xã hội": Noun(Family.MASS),
        "tổ chức đoàn thể": Noun(Family.MASS),
        "tổ chức chính trị xã hội": Noun(Family.MASS),
        "ban xây dựng đảng": Noun(Family.PARTY, "ban "),
        "ban đảng": Noun(Family.PARTY, "ban "),
        "cơ quan đảng": Noun(Family.PARTY),
        "tổ": Noun(Family.TEAM, "to "),
        "tổ nghiệp vụ": Noun(Family.TEAM, "to "),
        "phòng nghiệp vụ": Noun(Family.TEAM, "phong "),
        "bộ phận nghiệp vụ": Noun(Family.TEAM),
        "đơn vị sử dụng lao động": Noun(Family.EMPLOYER),
        "cơ quan sử dụng lao động": Noun(Family.EMPLOYER),
        "tổ chức sử dụng lao động": Noun(Family.EMPLOYER),
        "doanh nghiệp sử dụng lao động": Noun(Family.EMPLOYER),
        "người sử dụng lao động": Noun(Family.EMPLOYER),
        "doanh nghiệp": Noun(Family.FIRM),
        "cơ quan": Noun(Family.ANY),
        "đơn vị": Noun(Family.ANY),
        "tổ chức": Noun(Family.ANY),
        "địa phương": Noun(Family.ANY),
    }.items()
}
_LONGEST_NOUN = max(map(len, NOUNS))

MARKERS = frozenset(words.of("các những mỗi từng"))
_ALL = (words.of("tất cả"), words.of("toàn bộ"), words.of("toàn thể"))
_TAIL_WORDS = frozenset(words.of("trực thuộc của tại ở trên trong đóng cấp"))
_BOTH_LEVELS = frozenset({"Tỉnh", "Thành phố"})


@dataclass(frozen=True, slots=True)
class GroupPhrase:
    """A phrase taken apart: either one core over types of areas ("UBND" over quận, huyện, thị xã), or nouns; then what limits them."""

    core: tuple[Token, ...]
    types: tuple[str, ...]
    nouns: tuple[Noun, ...]
    count: int | None
    tail: tuple[Token, ...]


def parse_group(phrase: Sequence[Token]) -> GroupPhrase | None:
    """Take a phrase apart, or None when it is not of these forms. Whether its tail makes sense is for the caller to find out."""
    rest, count, marked = strip_marker(phrase)
    for split in range(len(rest)):
        core, after = rest[:split], rest[split:]
        if any(token.atom == COMMA for token in core):
            break
        inner, inner_count, inner_marked = strip_marker(after) if split else (after, None, False)
        types, tail = _types(inner)
        if types and _may_stand_over(words.atoms(core), marked=marked, parted=inner_marked or len(types) > 1):
            return GroupPhrase(tuple(core), types, (), count if inner_count is None else inner_count, tuple(tail))
    if not marked:
        return None
    nouns, tail = _nouns(rest)
    return GroupPhrase((), (), nouns, count, tuple(tail)) if nouns else None


def _may_stand_over(core: Name, *, marked: bool, parted: bool) -> bool:
    """Whether a core may be counted by the types of areas after it.

    "UBND các quận" and "các UBND phường" are such; in "các đơn vị sự nghiệp quận" the type only says whose.
    """
    if core in NOUNS or _TAIL_WORDS.intersection(core):
        return False
    return parted or (marked and core in {(), COMMITTEE, SOCIAL_INSURANCE})


def strip_marker(phrase: Sequence[Token]) -> tuple[Sequence[Token], int | None, bool]:
    """The phrase without the words that make it plural ("Tất cả các", "14"); the number, if one stands there; whether there was any."""
    start = 0
    for everything in _ALL:
        if words.atoms(phrase[:2]) == everything:
            start = 2
    marked = start > 0
    if start < len(phrase) and phrase[start].atom in MARKERS:
        start, marked = start + 1, True
    count: int | None = None
    if start < len(phrase) and phrase[start].written.isdecimal() and len(phrase[start].written) < 6:
        count, start, marked = int(phrase[start].written), start + 1, True
    return phrase[start:], count, marked


def separators(phrase: Sequence[Token]) -> list[int]:
    """Where a phrase may be cut into parts: its commas and its "và"."""
    return [place for place, token in enumerate(phrase) if token.atom in {COMMA, AND}]


def _skip_separator(phrase: Sequence[Token], place: int) -> int:
    while place < len(phrase) and phrase[place].atom in {COMMA, AND}:
        place += 1
    return place


def _type_at(phrase: Sequence[Token], place: int) -> int:
    """How many tokens of a type of area stand there; 0 for none."""
    return next((n for n in (2, 1) if place + n <= len(phrase) and _plain(phrase[place : place + n]) in AREA_TYPES), 0)


def _types(phrase: Sequence[Token]) -> tuple[tuple[str, ...], Sequence[Token]]:
    """The types of areas that a phrase begins with, and the rest.

    "quận, huyện, thị xã Thành phố": a last type that no comma sets off, or that a name follows ("thành phố Hà Nội"), limits the others.
    """
    found: list[str] = []
    place = 0
    while True:
        start = _skip_separator(phrase, place) if found else place
        length = _type_at(phrase, start)
        if not length:
            break
        kind = AREA_TYPES[_plain(phrase[start : start + length])]
        following = start + length
        ends = following == len(phrase) or phrase[following].atom in {COMMA, AND, *_TAIL_WORDS} or _type_at(phrase, following) > 0
        if not ends or (found and start == place and kind in _BOTH_LEVELS):
            break
        found.append(kind)
        place = following
    return tuple(dict.fromkeys(found)), phrase[place:]


def _nouns(phrase: Sequence[Token]) -> tuple[tuple[Noun, ...], Sequence[Token]]:
    found: list[Noun] = []
    place = 0
    while True:
        start = _skip_separator(phrase, place) if found else place
        if start < len(phrase) and found and phrase[start].atom in MARKERS and start > place:
            start += 1  # "các phòng, ban, các đoàn thể"
        length = next(
            (n for n in range(_LONGEST_NOUN, 0, -1) if start + n <= len(phrase) and _plain(phrase[start : start + n]) in NOUNS), 0
        )
        if not length:
            return tuple(found), phrase[place:]
        found.append(NOUNS[_plain(phrase[start : start + length])])
        place = start + length


def _plain(phrase: Sequence[Token]) -> Name:
    return tuple(token.atom for token in phrase)
