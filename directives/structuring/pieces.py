"""The paragraphs of a text as its editor has them, and what holds what.

An appendix begins with its title and holds whatever follows, to the next one; a table stands among the paragraphs as one of them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.models import Provision

Kind = Provision.Kind
LABELLED = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ROMAN, Kind.CLAUSE, Kind.CLAUSE_TITLE, Kind.POINT, Kind.DASH)
DEPTH: dict[str, int] = {
    Kind.PART: 0, Kind.CHAPTER: 10, Kind.SECTION: 20, Kind.ARTICLE: 30, Kind.ROMAN: 40, Kind.CLAUSE: 50, Kind.CLAUSE_TITLE: 50,
    Kind.POINT: 60, Kind.DASH: 70,
}  # fmt: skip
NO_DEPTH = 99  # of paragraphs that hold nothing and stand in nothing
_OF_APPENDICES = -10
_THROUGH_THE_TEXT = {Kind.PART, Kind.CHAPTER, Kind.ARTICLE}


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph on the page. `key` names it there wherever it is moved; `label` is the number that it has, "" while it has none."""

    key: str
    kind: str
    text: str
    label: str = ""

    @property
    def is_appendix(self) -> bool:
        """Whether an appendix begins here."""
        return self.kind in Provision.APPENDICES

    @property
    def is_table(self) -> bool:
        """Whether its words are a table (`directives.grids`)."""
        return self.kind == Kind.TABLE

    @property
    def depth(self) -> int:
        """How far in it stands; "1.1." further than "1."."""
        if self.is_appendix:
            return _OF_APPENDICES
        own = DEPTH.get(self.kind, NO_DEPTH)
        return own + len(re.findall(r"\d\.(?=\d)", self.label)) if own == DEPTH[Kind.CLAUSE] else own


@dataclass(frozen=True, slots=True)
class Change:
    """The paragraphs after a change, and the key of the one to go on with."""

    pieces: tuple[Piece, ...]
    at: str


def new_key(pieces: Sequence[Piece]) -> str:
    """A name that none of the paragraphs has."""
    return str(max((int(piece.key) for piece in pieces if piece.key.isdecimal()), default=-1) + 1)


def end_of(pieces: Sequence[Piece], at: int) -> int:
    """The place behind a paragraph and all that it holds."""
    end = at + 1
    if pieces[at].is_appendix:
        while end < len(pieces) and not pieces[end].is_appendix:
            end += 1
        return end
    while end < len(pieces) and pieces[at].depth < pieces[end].depth < NO_DEPTH:
        end += 1
    return end


def appendix_at(pieces: Sequence[Piece], at: int) -> int | None:
    """The place of the appendix in which that paragraph stands, or that it begins; None in the body."""
    return next((place for place in range(at, -1, -1) if pieces[place].is_appendix), None)


def holders(pieces: Sequence[Piece]) -> list[str]:
    """The key of the paragraph that holds each; "" for one that stands by itself."""
    open_above: list[Piece] = []
    found = []
    for piece in pieces:
        if piece.depth == NO_DEPTH:
            found.append("")
            continue
        while open_above and open_above[-1].depth >= piece.depth:
            open_above.pop()
        found.append(open_above[-1].key if open_above else "")
        open_above.append(piece)
    return found


def groups(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    """The sequence of numbers that each belongs to: what holds it, or the body or the appendix that it runs through, and how far in it
    stands."""
    return [
        (scope if piece.kind in _THROUGH_THE_TEXT else holder, piece.depth)
        for piece, holder, scope in zip(pieces, holders(pieces), _scopes(pieces), strict=True)
    ]


def _scopes(pieces: Sequence[Piece]) -> Iterator[str]:
    scope = ""
    for piece in pieces:
        scope = piece.key if piece.is_appendix else scope
        yield scope
