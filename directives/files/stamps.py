"""Marks of urgency and of restricted circulation: words in a frame of their own, which a Word file may keep in the margin of its first
page (NĐ 30/2020, Phụ lục I, III.1, III.2 and IV: ô số 10b and 11)."""

import re
import unicodedata

URGENT = re.compile(r"(?:H[ỎO][ẢA]?\s*T[ỐO]C(?:\s+H[ẸE]N\s+GI[ỜO])?|THƯỢNG\s+KHẨN|KHẨN)")
RESTRICTED = re.compile(r"(?:LƯU\s+HÀNH\s+NỘI\s+BỘ|XEM\s+XONG\s+TRẢ\s+LẠI)")
_LONGEST = 60


def is_mark(text: str) -> bool:
    """Whether these words are such a mark, in capitals, and nothing else."""
    words = re.sub(r"[\s\W_]+", " ", unicodedata.normalize("NFC", text[:_LONGEST])).strip()
    return len(text) < _LONGEST and any(mark.fullmatch(words) for mark in (URGENT, RESTRICTED))
