"""Names of types as they stand over a subject."""

from directives.writing.facts import TYPE_NAMES
from records.text import fold

_CODES = {fold(name): code for code, name in TYPE_NAMES.items() if name}
_CODES |= {"ban thoa thuan": "BTT", "giay uy quyen": "GUQ"}
_OTHER_TITLES = {
    "phieu giao viec": "slip",
    "phieu giai quyet van ban den": "slip",
    "so dang ky van ban di": "book",
    "so dang ky van ban den": "book",
    "so theo doi giai quyet van ban den": "book",
    "so gui van ban di buu dien": "book",
    "so su dung ban luu": "book",
    **dict.fromkeys(("luat", "phap lenh", "nghi dinh", "thong tu", "thong tu lien tich", "ket luan", "lenh", "hien phap"), "other"),
}


def title_code(text: str) -> str:
    """The code of the type whose name the line is; "slip" or "book" of Phụ lục IV, "other" for none of the 29; "" for another line."""
    plain = fold(text).strip(" :.")
    return _CODES.get(plain, "") or _OTHER_TITLES.get(plain, "")
