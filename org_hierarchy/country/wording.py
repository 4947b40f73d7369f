"""How an office bears its area's name: in its own, and as the place of its documents (NĐ 30/2020, Phụ lục I, II.4; Phụ lục II, III.1)."""

from functools import cache

from org_hierarchy.country.places import DATA, TYPES


def split_type(name: str) -> tuple[str, str]:
    """An area's type and its own name: "Thị xã Sơn Tây" → ("Thị xã", "Sơn Tây")."""
    kind = next(kind for kind in TYPES if name.startswith(f"{kind} "))
    return kind, name.removeprefix(f"{kind} ")


def in_text(name: str) -> str:
    """The area's name inside an agency's: "quận Hoàn Kiếm", but "Quận 10", "Phường Điện Biên Phủ" and "Thành phố Hồ Chí Minh"."""
    kind, own = split_type(name)
    return name if _stays_with_type(own) else f"{kind.lower()} {own}"


def place_name(name: str) -> str:
    """Địa danh: "Hà Nội", "Hoàn Kiếm", but "Quận 10", "Phường Điện Biên Phủ" and "Thành phố Hồ Chí Minh" in full."""
    own = split_type(name)[1]
    return name if _stays_with_type(own) else own


def _stays_with_type(own: str) -> bool:
    return own[0].isdigit() or own in _named_after()


@cache
def _named_after() -> frozenset[str]:
    lines = (DATA / "named_after.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
