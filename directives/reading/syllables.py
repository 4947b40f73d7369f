"""Vietnamese syllables, so that letters which a scan or a crawl has torn apart can be joined again.

"trư" + "ờ" + "ng" reads "trường", because the three pieces make one syllable and "ng" alone makes none.
"""

import re
import unicodedata
from functools import lru_cache

_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}

_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_CLOSED = r"(?:iê|yê|uyê|uâ|ươ|uô|oă|oa|oe|uy|uê|ie|[aăâeêioôơuưy])(?:ch|nh|ng|[cmnpt])"
_OPEN = (
    r"(?:uyu|oai|oay|oao|oeo|uay|uây|iêu|yêu|uôi|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oi|ôi|ơi|oa|oe|ua|ui|uê|uơ|uy|uya|ưa|ưi|ưu|ya|"
    r"[aeêioôơuưy])"
)
_SYLLABLE = re.compile(f"{_ONSET}(?:{_CLOSED}|{_OPEN})")
_CONSONANTS = re.compile(r"(?:ngh|ng|nh|ch|gh|kh|ph|th|tr|[bcdđghklmnpqrstvx])")


def without_tone(word: str) -> str:
    """The word in lower case without its tone mark; ă, â, ê, ô, ơ, ư and đ stay."""
    kept = "".join(letter for letter in unicodedata.normalize("NFD", word.lower()) if letter not in _TONES)
    return unicodedata.normalize("NFC", kept)


def _tone_count(word: str) -> int:
    return sum(letter in _TONES for letter in unicodedata.normalize("NFD", word))


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Whether the word can be one Vietnamese syllable."""
    return len(word) <= 7 and _tone_count(word) <= 1 and _SYLLABLE.fullmatch(without_tone(word)) is not None


@lru_cache(maxsize=4096)
def is_consonants(word: str) -> bool:
    """Whether the word is only the consonants of a syllable, which no word of the language is."""
    return word.islower() and _CONSONANTS.fullmatch(word) is not None


def joined(left: str, piece: str, right: str) -> tuple[bool, bool] | None:
    """How a lone piece belongs to its neighbours: (glued to the left, glued to the right), or None when it is no torn piece.

    ("t", "ổ", "chức") is (True, False); ("khai tri"'s "tri", "ể", "n") is (True, True); ("Các", "đ", "ơn") is (False, True).
    """
    if not (piece.isalpha() and piece.islower() and len(piece) <= 2):
        return None
    if is_consonants(piece):
        if right.islower() and right and not is_consonants(right) and is_syllable(piece + right):
            return False, True
        return (True, False) if left and is_syllable(left + piece) else None
    if without_tone(piece) == piece and piece in "aeiouy":
        return None
    if left and right and is_consonants(right) and is_syllable(left + piece + right):
        return True, True
    if left and is_consonants(left.lower()) and is_syllable(left + piece):
        return True, False
    if right and is_consonants(right) and is_syllable(piece + right):
        return False, True
    return None
