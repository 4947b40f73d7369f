"""Words that stand on one height of a page, as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from directives.files.contents import Word


@dataclass(slots=True)
class Row:
    """Words beside each other, from left to right."""

    words: list[Word]
    page: int = 0

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return max(word.right for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def size(self) -> float:
        return median(word.height for word in self.words)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words whose middles lie on one height, as rows from the top."""
    rows: list[list[Word]] = []
    middles: list[float] = []
    for word in sorted(words, key=lambda word: (word.middle, word.left)):
        reach = 0.45 * word.height
        if rows and abs(word.middle - middles[-1]) <= reach:
            rows[-1].append(word)
            middles[-1] += (word.middle - middles[-1]) / len(rows[-1])
        else:
            rows.append([word])
            middles.append(word.middle)
    return [Row(sorted(row, key=lambda word: word.left)) for row in rows]
