"""What a PDF or a picture holds: words and ruled lines with their places, page by page.

Places are in points from the upper left corner of the page, as it is held to be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

#: a straight line: left, top, right, bottom; one of the two lengths is 0
Rule = tuple[float, float, float, float]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Text:
    """What a file of running text holds, a paragraph or a row of a table per line; `encodings` as of a page.

    `repeated`: of each table with cells over several rows the first line that repeats the words of one.
    """

    text: str
    encodings: Sequence[str] = ()
    repeated: Sequence[str] = ()


@dataclass(slots=True)
class Word:
    """A word and its box. `confidence` is that of the scan, 0 to 100."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    confidence: float = 100.0

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(slots=True)
class Page:
    """What stands on one page, counted from 1: its words in any order, and the ruled lines.

    `is_scanned`: the words were recognised in its picture. `is_illegible`: most of them are no words, and no better ones were to be had.
    `encodings`: the old encodings, by name, that its words stood in.
    """

    number: int
    width: float
    height: float
    words: list[Word]
    rules: list[Rule] = field(default_factory=list)
    is_scanned: bool = False
    is_illegible: bool = False
    encodings: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values, to cross from one process to another."""
        return {
            "number": self.number,
            "width": self.width,
            "height": self.height,
            "words": [[w.text, *(round(v, 2) for v in (w.left, w.right, w.top, w.bottom, w.confidence))] for w in self.words],
            "rules": [[round(v, 2) for v in rule] for rule in self.rules],
            "is_scanned": self.is_scanned,
            "is_illegible": self.is_illegible,
            "encodings": sorted(self.encodings),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Page":
        """The inverse of `as_json`."""
        words = [Word(*word) for word in values["words"]]
        rules = [(rule[0], rule[1], rule[2], rule[3]) for rule in values["rules"]]
        return cls(**values | {"words": words, "rules": rules})
