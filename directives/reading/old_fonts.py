"""Text in an encoding from before Unicode, known by its words alone where no font tells → Unicode."""

import re

from directives.files.legacy import Encoding
from directives.reading.syllables import is_syllable


def repaired(text: str) -> tuple[str, Encoding | None]:
    """The text in Unicode, and the encoding that it was in; only when nearly all of its marked words become syllables by that."""
    marked = [word for word in re.split(r"[\s,.;:()\"/]+", text[:60_000]) if word[:1].isalpha() and not word.isascii()]
    if len(marked) < 20:
        return text, None
    before = _share(marked)
    if before > 0.5:
        return text, None
    for encoding in (Encoding("TCVN3"), Encoding("VNI")):
        if _share([encoding.decode(word) for word in marked]) > max(0.8, before + 0.3):
            return encoding.decode(text), encoding
    return text, None


def _share(words: list[str]) -> float:
    """How many of the words are syllables of Vietnamese, 0 to 1."""
    letters = [bare for word in words if (bare := word.strip("-–“”\"'().,;:"))]
    return sum(is_syllable(word.lower()) for word in letters) / max(len(letters), 1)
