"""Enumerations of units → the names of the units, as written.

"các Sở: Nội vụ, Y tế" are "Sở Nội vụ" and "Sở Y tế"; "UBND các huyện, thị xã" stays one group; "các cơ quan, đơn vị" stays one group.
"""

import re

from directives.reading.names.ends import MOSTLY_NOUNS, boundary_of, ends_by_itself, without_tail
from directives.reading.names.splitting import Piece, split_names
from directives.reading.names.words import PERSONS, in_small_letters, is_lower_unit, is_unit_start
from directives.reading.verbs import tokens, verb_at

__all__ = [
    "MOSTLY_NOUNS",
    "PERSONS",
    "Piece",
    "ends_by_itself",
    "in_small_letters",
    "is_lower_unit",
    "is_unit_start",
    "read_names",
    "split_names",
]


def read_names(text: str, start: int, end: int | None = None, *, loose: bool = False, semicolons: bool = False) -> tuple[list[Piece], int]:
    """The units enumerated from `start` on, and where the enumeration ends.

    Nothing is found, ([], start), unless a unit begins there; with `loose` (after "phối hợp với") any noun phrase may. With `semicolons` a
    ";" between two units goes on, as in the subject of an order; after "phối hợp với" it ends the partners.
    """
    stop = len(text) if end is None else end
    opening = text[start : min(stop, start + 80)]
    if not (is_unit_start(opening) or is_lower_unit(opening) or (loose and not _no_partner(opening))):
        return [], start
    boundary = boundary_of(text, tokens(text, start, min(stop, start + 1500)), start, semicolons)
    segment_end = boundary
    while segment_end > start and text[segment_end - 1] in " ,;:.…-–":
        segment_end -= 1
    segment_end = without_tail(text, start, segment_end)
    return split_names(text, start, segment_end), boundary


_NO_PARTNER = re.compile(
    r"(?:việc|công tác|nhau|nội dung|hoạt động|kế hoạch|chặt|tốt|đồng bộ|các nội dung|các hoạt động|những nội dung|các hình thức|"
    r"các biện pháp|quá trình|thực tế|tình hình|trong|theo|để|một|giữa|\W)(?!\w)",
    re.IGNORECASE,
)


def _no_partner(opening: str) -> bool:
    found = tokens(opening)
    return (
        not found
        or bool(_NO_PARTNER.match(opening))
        or bool(verb_at(found, 0) and not is_unit_start(opening) and not is_lower_unit(opening))
    )
