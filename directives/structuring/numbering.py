"""The numbers of paragraphs, which follow from where they stand."""

from collections.abc import Sequence
from dataclasses import replace

from directives.numerals import first_like, following, ordinal_of, under, written
from directives.structuring.pieces import DEPTH, Kind, Piece, groups

_FIRST: dict[str, str] = {
    Kind.PART: "Phần I", Kind.CHAPTER: "Chương I", Kind.SECTION: "Mục 1", Kind.ARTICLE: "Điều 1.", Kind.ROMAN: "I.", Kind.CLAUSE: "1.",
    Kind.CLAUSE_TITLE: "1.", Kind.POINT: "a)", Kind.DASH: "",
}  # fmt: skip


def renumbered(before: Sequence[Piece], after: Sequence[Piece], moved: str = "") -> tuple[Piece, ...]:
    """The paragraphs with their numbers: each sequence goes on as it began in `before`, and one that began anew amid others does so again,
    unless it is `moved`."""
    firsts, anew = _sequences(before)
    last: dict[tuple[str, int], str] = {}
    done: list[Piece] = []
    for piece, group in zip(after, groups(after), strict=True):
        if piece.kind not in _FIRST or piece.kind == Kind.DASH:
            label = piece.label if piece.kind == Kind.DASH else ""
        elif group not in last:
            label = firsts.get(group) or first_like(piece.label) or _FIRST[piece.kind]
        elif piece.key in anew and piece.key != moved:
            label = piece.label
        else:
            label = following(last[group])
        if group[1] > DEPTH[Kind.CLAUSE] and piece.kind in {Kind.CLAUSE, Kind.CLAUSE_TITLE} and done:
            label = under(label, next((one.label for one in reversed(done) if one.key == group[0]), ""))
        last[group] = label
        done.append(replace(piece, label=label))
    return tuple(done)


def appendix_label(ordinal: int, count: int, issued: int = 0) -> str:
    """What stands over the appendix of that ordinal, from 1: numbered where it is not the only one (NĐ 30/2020, Phụ lục I, III.1).

    The first `issued` are no appendices but documents that a decision issues, and bear no number.
    """
    if ordinal <= issued:
        return "Kèm theo"
    return f"Phụ lục {written(ordinal - issued, 'I')}" if count - issued > 1 else "Phụ lục"


def _sequences(pieces: Sequence[Piece]) -> tuple[dict[tuple[str, int], str], set[str]]:
    """The first number of each sequence, and the keys of those that begin one anew amid others."""
    firsts: dict[tuple[str, int], str] = {}
    anew = set()
    for piece, group in zip(pieces, groups(pieces), strict=True):
        if group in firsts and ordinal_of(piece.label) == 1:
            anew.add(piece.key)
        firsts.setdefault(group, piece.label)
    return firsts, anew
