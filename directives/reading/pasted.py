"""Lists that were pasted into one paragraph: "… thực hiện: 1. Sở A: a, Rà soát …; b, Báo cáo …. 2. Sở B …" → one paragraph per item."""

import re
from collections.abc import Iterator
from itertools import pairwise

from directives.reading.letters import CAPITALS

_NUMBER = re.compile(rf"(?:^|(?<=[:.;])\s+)(?P<n>\d{{1,3}})(?P<mark>[.)])\s+(?=[{CAPITALS}][^\W\d])")
_LETTER = re.compile(r"(?:^|(?<=[:.;])\s+)(?P<n>[a-eđg-h])(?P<mark>[.),])\s+(?=[^\W\d]{2})")
_LETTERS = "abcdđegh"
#: a shorter paragraph holds no list
_SHORT = 60


def items(paragraph: str) -> Iterator[str]:
    """The paragraph, or its parts that begin with 1, 2, … or a, b, … in order; there must be two of them."""
    if len(paragraph) < _SHORT:
        yield paragraph
        return
    for part in _split(paragraph, _NUMBER):
        yield from _split(part, _LETTER)


def _split(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Cut before each label that counts on from the one before it; a paragraph that begins with a label counts on from that."""
    cuts: list[int] = []
    last, mark = 0, ""
    for match in pattern.finditer(text):
        number = int(match["n"]) if match["n"].isdigit() else _LETTERS.index(match["n"]) + 1
        if match.start("n") == 0:
            last, mark, cuts = number, match["mark"], [0]
        elif number == last + 1 and mark in ("", match["mark"]):
            cuts.append(match.start("n"))
            last, mark = number, match["mark"]
    if len(cuts) < 2:
        yield text
        return
    for start, end in pairwise([*([] if cuts[0] == 0 else [0]), *cuts, len(text)]):
        yield text[start:end].strip()
