"""How units and areas are called: whole, and without the area at the end, as an office that knows where it stands writes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from org_hierarchy.models.names import KEY
from org_hierarchy.names import words

Name = tuple[str, ...]  # atoms

AREA_TYPES: dict[Name, str] = {
    words.of(kind): kind
    for kind in ("Tỉnh", "Thành phố", "Quận", "Huyện", "Thị xã", "Phường", "Xã", "Thị trấn", "Đặc khu")
}  # fmt: skip
"""Atoms of an area's type → the type as area names begin with it."""

FRONT = words.of("Ủy ban Mặt trận Tổ quốc Việt Nam")
ALIASES: dict[Name, tuple[Name, ...]] = {
    FRONT: (words.of("Mặt trận Tổ quốc Việt Nam"), words.of("Ủy ban Mặt trận Tổ quốc"), words.of("Mặt trận Tổ quốc")),
    words.of("Đoàn Thanh niên Cộng sản Hồ Chí Minh"): (words.of("Đoàn Thanh niên"),),
    words.of("Hội Liên hiệp Phụ nữ Việt Nam"): (words.of("Hội Liên hiệp Phụ nữ"), words.of("Hội Phụ nữ")),
    words.of("Hội Liên hiệp Phụ nữ"): (words.of("Hội Phụ nữ"),),
}
"""Bodies that offices also call by a shorter name."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to call a unit; see the columns of `UnitName`."""

    key: str
    skeleton: str
    ends: str
    loose: str
    is_whole: bool
    is_placed: bool
    has_initials: bool


def key_of(name: Sequence[str]) -> str:
    """A name in atoms as the tables hold it."""
    return " ".join(name)[:KEY]


@lru_cache(maxsize=20_000)
def area_parts(name: str) -> tuple[str, Name]:
    """An area's type and its own name: "Quận 10" is ("Quận", ("10",)); a name without a type of ours has a blank one."""
    atoms = words.of(name)
    length = next((n for n in (1, 2) if atoms[:n] in AREA_TYPES and len(atoms) > n), 0)
    return AREA_TYPES.get(atoms[:length], ""), atoms[length:]


def spellings(name: str, short_name: str, areas: Iterable[tuple[str, Name]]) -> list[Spelling]:
    """Every way to call a unit that has these names and stands in these areas (each as `area_parts` has it)."""
    places = list(areas)
    found: dict[Name, Spelling] = {}
    cut: dict[Name, None] = {}
    for written in (name, short_name):
        atoms = words.of(written)
        if not atoms:
            continue
        cores = [core for place in places for core in _without_tail(atoms, place)]
        is_placed = any(core != atoms for core in cores)
        found.setdefault(atoms, _spelling(atoms, is_whole=True, is_placed=is_placed))
        for core in cores:
            cut |= dict.fromkeys((core, *ALIASES.get(core, ())))
    for core in cut:
        found.setdefault(core, _spelling(core, is_whole=False, is_placed=False))
    return list(found.values())


def _spelling(name: Name, *, is_whole: bool, is_placed: bool) -> Spelling:
    return Spelling(
        key=key_of(name),
        skeleton=words.skeleton(name)[:KEY],
        ends=words.ends(name)[:KEY],
        loose=words.loose(name)[:KEY],
        is_whole=is_whole,
        is_placed=is_placed,
        has_initials=words.has_initials(name),
    )


def _without_tail(name: Name, place: tuple[str, Name]) -> Iterator[Name]:
    """The name without the area at its end ("… quận Hồng Bàng", "… Hồng Bàng", "… quận"), unless nothing would be left; else as it is."""
    kind = words.of(place[0])
    for tail in (kind + place[1], place[1], kind):
        if tail and len(name) > len(tail) and name[-len(tail) :] == tail:
            yield name[: -len(tail)]
            return
    yield name
