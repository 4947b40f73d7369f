"""Text typed with fonts from before Unicode: the letters of TCVN3 (ABC) and VNI stood where other alphabets have theirs."""

import re
import unicodedata
from dataclasses import dataclass

_TONES = "\u0300\u0301\u0309\u0303\u0323"  # huyền, sắc, hỏi, ngã, nặng


def _toned(base: str, codes: str) -> dict[str, str]:
    """The five letters with tones of one vowel, by the five characters that stood for them."""
    return {code: unicodedata.normalize("NFC", base + tone) for code, tone in zip(codes, _TONES, strict=True)}


# TCVN 5712:1993 (VN3). Capitals with tones have no places: fonts for capitals (.VnTimeH) show the small ones.
_TCVN3 = {
    **dict(zip("¡¢§£¤¥¦", "ĂÂĐÊÔƠƯ", strict=True)),
    **dict(zip("¨©®ª«¬\u00ad", "ăâđêôơư", strict=True)),
    **_toned("a", "µ¸¶·¹"),
    **_toned("ă", "»¾¼½Æ"),
    **_toned("â", "ÇÊÈÉË"),
    **_toned("e", "ÌÐÎÏÑ"),
    **_toned("ê", "ÒÕÓÔÖ"),
    **_toned("i", "×ÝØÜÞ"),
    **_toned("o", "ßãáâä"),
    **_toned("ô", "åèæçé"),
    **_toned("ơ", "êíëìî"),
    **_toned("u", "ïóñòô"),
    **_toned("ư", "õøö÷ù"),
    **_toned("y", "úýûüþ"),
}

# VNI writes a vowel, then its marks as a second character.
_VNI_MARKS = {
    "ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "à": "\u0302\u0300", "á": "\u0302\u0301", "å": "\u0302\u0309", "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "è": "\u0306\u0300", "é": "\u0306\u0301", "ú": "\u0306\u0309", "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_VNI_SINGLE = {
    "ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ",
}  # fmt: skip
_VNI_SINGLE |= {old.upper(): new.upper() for old, new in _VNI_SINGLE.items()}
_VNI_MARKS |= {old.upper(): new for old, new in _VNI_MARKS.items()}
_VNI = re.compile(rf"([aeouyAEOUYôöÔÖ])([{''.join(_VNI_MARKS)}])|([{''.join(_VNI_SINGLE)}])")


@dataclass(frozen=True, slots=True)
class Encoding:
    """One of the old encodings; `are_capitals`: the font showed small letters as capitals."""

    name: str
    are_capitals: bool = False

    def decode(self, text: str) -> str:
        """The text in Unicode."""
        if self.name == "TCVN3":
            decoded = "".join(_TCVN3.get(char, char) for char in text)
            return decoded.upper() if self.are_capitals else decoded
        return _VNI.sub(_vni_letter, text)


def _vni_letter(match: re.Match[str]) -> str:
    if match[3]:
        return _VNI_SINGLE[match[3]]
    base = _VNI_SINGLE.get(match[1], match[1])
    return unicodedata.normalize("NFC", base + _VNI_MARKS[match[2]])


def encoding_of_font(name: str) -> Encoding | None:
    """What the name of a font says: ".VnTime" and ".VnTimeH" are TCVN3, "VNI-Times" is VNI; a prefix of a subset is passed over."""
    bare = name.rpartition("+")[2].lstrip("/").lower()
    if bare.startswith((".vn", "vn")) and not bare.startswith(("vni", "vntime new roman")):
        return Encoding("TCVN3", bare.split(",")[0].split("-")[0].endswith("h"))
    return Encoding("VNI") if bare.startswith("vni") else None
