"""The letters of Vietnamese as classes of a pattern: Unicode mixes capitals and small letters, so a range of them matches both."""

import unicodedata

_SMALL = "".join(
    sorted(
        {
            unicodedata.normalize("NFC", base + tone)
            for base in "aăâeêioôơuưy"
            for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
        }
        - set("aeiouy")
    )
)
#: to stand inside brackets: f"[{CAPITALS}]"
CAPITALS = "A-ZĐ" + _SMALL.upper()
SMALL = "a-zđ" + _SMALL
