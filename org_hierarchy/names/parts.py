"""Enumerations: "Sở A, Sở B và UBND các quận, huyện" → the clauses of their parts, or the parts that are not clear."""

import re
from collections.abc import Callable, Sequence

from org_hierarchy.names.answers import Answer
from org_hierarchy.names.group import Clause
from org_hierarchy.names.phrases import separators, strip_marker
from org_hierarchy.names.words import COLON, Token

MOST_PARTS = 24
LONGEST_PART = 6  # pieces between commas, where the parts that are not clear are looked for
_SEPARATOR = re.compile(r"[,;]|(?<!\w)và(?!\w)", re.IGNORECASE)

Ask = Callable[[Sequence[Token]], Answer]


class Parts:
    """Cuts enumerations; `ask` answers for one part."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def find(self, phrase: Sequence[Token]) -> tuple[Clause, ...]:
        """The clauses of an enumeration whose every part is sure, else none. "Các Sở: A, B" and "các Sở A, B" mean "Sở A", "Sở B"."""
        return next((tuple(dict.fromkeys(found)) for pieces in _ways(phrase) if (found := self._cut(pieces))), ())

    def unclear(self, phrase: Sequence[Token], text: str) -> tuple[str, ...]:
        """The parts of an enumeration that are not sure, as written in `text`, as few as can be; none unless another part is sure."""
        for pieces in _ways(phrase):
            failing = self._failing(pieces)
            if len(failing) < sum(map(bool, pieces.own)):
                return _as_written(failing, pieces, text)
        return ()

    def _cut(self, pieces: "_Pieces") -> tuple[Clause, ...]:
        """Cut so that every part is sure, each as long as can be; blank when it cannot."""
        count = len(pieces.own)
        after: dict[int, tuple[Clause, ...]] = {count: ()}
        for first in reversed(range(count)):
            for last in reversed(range(first, count)):
                if last + 1 not in after or pieces.is_all(first, last):
                    continue
                part = pieces.between(first, last)
                if not part:  # two separators in a row: ", và"
                    after[first] = after[last + 1]
                    break
                answer = self._ask([*pieces.prefix, *part])
                if answer.is_sure:
                    own = answer.clauses if answer.unit_id is None else (Clause(unit_ids=(answer.unit_id,)),)
                    after[first] = (*own, *after[last + 1])
                    break
        return after.get(0, ())

    def _failing(self, pieces: "_Pieces") -> tuple[int, ...]:
        """The pieces that no sure part holds, when it is cut so that they are as few as can be."""
        count = len(pieces.own)
        best: dict[int, tuple[int, ...]] = {count: ()}
        for first in reversed(range(count)):
            best[first] = (first, *best[first + 1]) if pieces.own[first] else best[first + 1]
            for last in range(first, min(count, first + LONGEST_PART)):
                is_fewer = len(best[last + 1]) < len(best[first]) and pieces.own[first] and not pieces.is_all(first, last)
                if is_fewer and self._ask([*pieces.prefix, *pieces.between(first, last)]).is_sure:
                    best[first] = best[last + 1]
        return best[0]


class _Pieces:
    """A phrase between its separators; `prefix` stands before every part."""

    def __init__(self, phrase: Sequence[Token], prefix: Sequence[Token]) -> None:
        self.prefix, self._phrase = prefix, phrase
        cuts = separators(phrase)
        self._starts, self._ends = [0, *(cut + 1 for cut in cuts)], [*cuts, len(phrase)]
        self.own = [self.between(place, place) for place in range(len(self._ends))]

    def between(self, first: int, last: int) -> Sequence[Token]:
        """The words from one piece to another, with the separators between them."""
        return self._phrase[self._starts[first] : self._ends[last]]

    def is_all(self, first: int, last: int) -> bool:
        """Whether this would be the whole phrase again."""
        return first == 0 and last == len(self._ends) - 1 and not self.prefix


def _ways(phrase: Sequence[Token]) -> list[_Pieces]:
    """The ways to see a phrase as an enumeration: as it is, and with what stands before a colon or after "các" before every part."""
    colon = next((place for place, token in enumerate(phrase) if token.atom == COLON), None)
    prefix: Sequence[Token] = ()
    if colon is not None:
        prefix, phrase = strip_marker(phrase[:colon])[0], phrase[colon + 1 :]
    if len(separators(phrase)) >= MOST_PARTS:
        return []
    rest, _, marked = strip_marker(phrase)
    ways = [_Pieces(phrase, prefix)]
    if not prefix and marked and len(rest) > 1:
        ways.append(_Pieces(rest[1:], rest[:1]))
    return ways


def _as_written(failing: Sequence[int], pieces: _Pieces, text: str) -> tuple[str, ...]:
    """Pieces side by side as one: a name may hold "và" itself."""
    text = text.split(":", 1)[-1] if pieces.prefix else text
    cuts = [match.span() for match in _SEPARATOR.finditer(text)]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    if len(starts) != len(pieces.own):
        return tuple(" ".join(token.written for token in pieces.own[place]) for place in failing)
    runs: list[list[int]] = []
    for place in failing:
        if runs and runs[-1][1] + 1 == place:
            runs[-1][1] = place
        else:
            runs.append([place, place])
    return tuple(text[starts[first] : ends[last]].strip() for first, last in runs)
