"""An enumeration of units → the names as written: "các Sở: Nội vụ, Y tế" are "Sở Nội vụ" and "Sở Y tế"."""

import re
from dataclasses import dataclass

from directives.reading.letters import CAPITALS
from directives.reading.names.words import AREAS, BARE_POST, FIELD, LONE_GROUP_NOUN, PAIR_GROUP_NOUN, is_lower_unit, is_unit_start
from directives.reading.verbs import phrase, tokens

PROVINCES = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,6}?)(?:[Cc]ác\s+)(?:tỉnh,\s+thành phố|tỉnh và thành phố|"
    r"thành phố,\s+tỉnh)(?P<rest>\s+trực thuộc [Tt]rung ương)?\s*:\s*(?=[" + CAPITALS + r"])"
)
#: cities directly under the central government, before and after 2025
_CITIES = ("Hà Nội", "Hồ Chí Minh", "Hải Phòng", "Đà Nẵng", "Cần Thơ", "Huế")
SHARED_HEAD = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,4}?)(?:[Cc]ác\s+)(?P<head>Sở|sở|Bộ|bộ|Phòng|phòng|Cục|Ban|Chi cục|Công ty|Trường|trường|Hội|"
    r"[Hh]uyện|[Xx]ã|[Pp]hường|[Qq]uận|[Tt]hị xã|[Tt]ỉnh|[Tt]hành phố|[Tt]rung tâm|[Tt]ổ|[Đđ]ơn vị|[Cc]ơ quan)(?P<colon>\s*:\s*|"
    r"\s+)(?=[" + CAPITALS + r"])"
)
GROUP_COLON = re.compile(
    r"^(?P<before>(?:[^\s,;:]+\s+){0,4}?)(?:[Cc]ác\s+)?(?P<group>(?:[Ss]ở|[Bb]ộ)\s*,[^:]{0,40}?)\s*:\s*(?=[" + CAPITALS + r"])"
)


@dataclass(frozen=True, slots=True)
class Piece:
    name: str
    start: int
    end: int


def split_names(text: str, start: int, end: int) -> list[Piece]:
    """Split text[start:end], known to be an enumeration of units, into the names as written."""
    segment = text[start:end]
    shared = SHARED_HEAD.match(segment)
    if shared and (shared["colon"].strip() or _two_fields(segment, shared.end())):
        return _expanded(segment, start, shared["before"].strip(), shared["head"], shared.end())
    provinces = PROVINCES.match(segment)
    if provinces:
        before = provinces["before"].strip()
        return [
            Piece(f"{before} {'thành phố' if piece.name.startswith(_CITIES) else 'tỉnh'} {piece.name}".strip(), piece.start, piece.end)
            for piece in _listed(segment, provinces.end(), start)
        ]
    group = GROUP_COLON.match(segment)
    if group:
        return _expanded(segment, start, group["before"].strip(), "Sở" if group["group"][0] in "Ss" else "Bộ", group.end())
    pieces = []
    cursor = 0
    for cut, following in _cuts(segment):
        pieces.append((cursor, cut))
        cursor = following
    pieces.append((cursor, len(segment)))
    names: list[Piece] = []
    for left, right in pieces:
        piece = _trimmed(segment, left, right, start)
        if piece is None:
            continue
        inner = SHARED_HEAD.match(piece.name)
        if len(pieces) > 1 and inner and inner["colon"].strip():
            names.extend(_expanded(piece.name, piece.start, inner["before"].strip(), inner["head"], inner.end()))
        else:
            names.append(piece)
    return names


def _listed(segment: str, cursor: int, offset: int) -> list[Piece]:
    """The words between commas and the last "và", one by one."""
    found = []
    for match in re.finditer(r"(?:[^,;(]|\([^)]*\))+?(?=\s*[,;]|\s+và\s+|$)", segment[cursor:]):
        piece = _trimmed(segment, cursor + match.start(), cursor + match.end(), offset)
        if piece:
            joiner = re.match(r"và\s+", piece.name)
            found.append(Piece(piece.name[joiner.end() :], piece.start + joiner.end(), piece.end) if joiner else piece)
    return found


def _two_fields(segment: str, position: int) -> bool:
    """Two fields in a row share the head before them: "các Sở Nội vụ, Tài chính"."""
    first = FIELD.match(segment, position)
    joiner = re.compile(r"\s*,\s*|\s+và\s+").match(segment, first.end()) if first else None
    return joiner is not None and FIELD.match(segment, joiner.end()) is not None


def _trimmed(segment: str, left: int, right: int, offset: int) -> Piece | None:
    while left < right and segment[left] in " ,;:.-–…":
        left += 1
    while right > left and segment[right - 1] in " ,;:.…":
        right -= 1
    return Piece(segment[left:right], offset + left, offset + right) if left < right else None


_SEPARATOR = re.compile(r"\s*[,;…]\s*(?:và\s+|cùng\s+|hoặc\s+|với\s+)?|\s+(?:và|cùng với|cùng|hoặc)\s+")


def _cuts(segment: str) -> list[tuple[int, int]]:
    """Where the enumeration is cut: (end of the name before, beginning of the next), brackets left whole."""
    cuts = []
    depth = 0
    position = 0
    piece_start = 0
    for match in _SEPARATOR.finditer(segment):
        depth += segment.count("(", position, match.start()) - segment.count(")", position, match.start())
        position = match.start()
        if depth > 0:
            continue
        if _opens_name(
            segment[piece_start : match.start()],
            segment[match.end() : match.end() + 60],
            "," in match[0] or ";" in match[0] or "…" in match[0],
        ):
            cuts.append((match.start(), match.end()))
            piece_start = match.end()
    return cuts


#: one office serves two bodies: "Văn phòng HĐND và UBND"
_JOINT_OFFICE = re.compile(
    r"(?:(?:Phó )?(?:Chánh|Trưởng) |Lãnh đạo )?(?:Văn phòng|VP)\s.*(?:HĐND|Hội đồng nhân dân|ĐBQH|Đại biểu Quốc hội|Quốc hội)"
)
#: "Trung tâm Y tế quận, huyện": one group of two kinds of areas
_ENDS_AT_AREA = re.compile(r"\b(?:tỉnh|huyện|quận|xã|phường|thị xã|thành phố|thị trấn|đặc khu)$")
_BARE_AREA = re.compile(
    r"(?:tỉnh|huyện|quận|xã|phường|thị xã|thành phố|thị trấn|đặc khu)(?!\s(?:ủy|uỷ|đoàn|đội|hội|viên))(?!\s[" + CAPITALS + r"])(?!\w)"
)


#: "các phòng", "Sở, ban", but not "Ban Quản trị"
_MANY = re.compile(r"\b(?:[Cc]ác|[Nn]hững|[Mm]ọi|ban|sở|(?:Ban|Sở)(?!\s))\b")


def _opens_name(current: str, following: str, comma: bool) -> bool:
    """Whether what follows a comma or "và" is a unit of its own and not the rest of the name before it."""
    if BARE_POST.fullmatch(current.strip()):
        return False  # "Giám đốc, Thủ trưởng các sở": two posts of the same units
    if not comma and _JOINT_OFFICE.fullmatch(current.strip()) and following.startswith(("UBND", "HĐND", "Ủy ban nhân", "Hội đồng nhân")):
        return False
    if is_unit_start(following):
        return True
    if not is_lower_unit(following) or (_ENDS_AT_AREA.search(current) and _BARE_AREA.match(following)):
        return False
    found = tokens(following)
    one, two = phrase(found, 0, 1), phrase(found, 0, 2)
    if current.rstrip().endswith("liên quan"):
        return True
    plural = _MANY.search(current) is not None
    if not plural:
        return True
    if two in PAIR_GROUP_NOUN or one in LONE_GROUP_NOUN:
        if re.match(r"tổ chức (?:chính trị|đoàn thể|xã hội -)", following) and comma and " bộ, ngành" in " " + current:
            return True
        after = found[2] if two in PAIR_GROUP_NOUN and len(found) > 2 else found[1] if one in LONE_GROUP_NOUN and len(found) > 1 else None
        is_area = any(following.startswith(area) for area in AREAS)
        own = (
            after is not None
            and after.capital
            and not is_area
            and not re.match(r"(?:Thành|Tỉnh|Trung|Việt|Huyện|Quận|TP|Đảng|Nhà)", after.text)
        )
        return (own and one in ("phòng", "trường", "hội", "trạm", "viện", "vụ", "cục")) or (
            own and two in PAIR_GROUP_NOUN and two in ("trung tâm", "công ty", "bệnh viện", "chi cục")
        )
    return True


def _expanded(segment: str, offset: int, before: str, head: str, cursor: int) -> list[Piece]:
    """ "các Sở: A, B và C" → "Sở A", "Sở B", "Sở C"; fields that contain "và" stay whole; other units keep their own name."""
    names: list[Piece] = []
    size = len(segment)
    while cursor < size:
        while cursor < size and segment[cursor] in " ,;:.":
            cursor += 1
        joiner = re.match(r"(?:và|cùng|hoặc)\s+", segment[cursor:])
        if joiner:
            cursor += joiner.end()
        if cursor >= size:
            break
        rest = segment[cursor:]
        field = FIELD.match(rest)
        if (is_unit_start(rest) and not field) or is_lower_unit(rest):
            names.extend(split_names_plain(segment, cursor, offset))
            break
        if field:
            stop = field.end()
            bracket = re.match(r"\s*\([^)]*\)", rest[stop:])
            stop += bracket.end() if bracket else 0
            tail = re.match(r"(?:\s+(?!và\b|cùng\b)[^\s,;]+){0,6}", rest[stop:])
            stop += tail.end() if tail else 0
        else:
            match = re.match(r"(?:\([^)]*\)|[^,;(]){1,200}?(?=\s*[,;]|\s+(?:và|cùng)\s+|$)", rest)
            stop = match.end() if match else len(rest)
        name = rest[:stop].strip(" ,;:.")
        if name:
            whole = (
                name
                if re.match(rf"{head}\b", name, re.IGNORECASE)
                else f"{head[:1].upper() + head[1:] if not before and head[:1].islower() and head in ('sở', 'bộ') else head} {name}"
            )
            names.append(Piece(f"{before} {whole}".strip(), offset + cursor, offset + cursor + len(rest[:stop].rstrip(" ,;:."))))
        cursor += max(stop, 1)
    return names


def split_names_plain(segment: str, cursor: int, offset: int) -> list[Piece]:
    """The remaining names of an enumeration whose shared head has ended."""
    rest = segment[cursor:]
    return [Piece(piece.name, piece.start + cursor + offset, piece.end + cursor + offset) for piece in split_names(rest, 0, len(rest))]
