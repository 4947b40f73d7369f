"""What the buttons of the editor do to the paragraphs."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from directives import grids
from directives.editing import EditingError
from directives.outline import provisions_of
from directives.structuring.numbering import renumbered
from directives.structuring.pieces import DEPTH, NO_DEPTH, Change, Kind, Piece, appendix_at, end_of, new_key

MOST_PARAGRAPHS = 3000
_MOVES = {"up", "down", "in", "out", "kind"}


def change(pieces: Sequence[Piece], act: str, key: str, *, kind: str = "", cut: int | None = None) -> Change:
    """What the editor's buttons do to the paragraph of that key: "add" one behind it (with its words from `cut` on), "table" (one behind
    it), "appendix" (behind the one that it stands in, or else behind all), "drop", "up", "down", "in", "out", "kind" (make it of this
    kind), "split" its lines into paragraphs. What it holds goes with it; an appendix is dropped with all that it holds.

    Raises EditingError for a key that is not there, an act or a kind that there is none of, and for too many paragraphs.
    """
    at = next((place for place, piece in enumerate(pieces) if piece.key == key), None)
    if act == "appendix":
        after, on = _with_appendix(pieces, at)
    elif at is None or act not in {"add", "table", "kind", *_ACTS}:
        raise EditingError("Vui lòng chọn một đoạn (bấm vào đoạn, hoặc nút tròn trước đoạn) rồi làm lại.")
    elif act == "kind":
        after, on = _of_kind(pieces, at, kind), at
    elif act == "add":
        after, on = _added(pieces, at, cut)
    elif act == "table":
        after, on = _with_table(pieces, at)
    else:
        after, on = _ACTS[act](list(pieces), at)
    if len(after) > MOST_PARAGRAPHS:
        raise EditingError(f"Văn bản có quá {MOST_PARAGRAPHS} đoạn. Vui lòng tách phần chi tiết thành phụ lục hoặc văn bản kèm theo.")
    focus = after[on].key if after else ""
    return Change(renumbered(pieces, _without_late_bases(after), moved=key if act in _MOVES else ""), focus)


def _with_table(pieces: Sequence[Piece], at: int) -> tuple[list[Piece], int]:
    new = Piece(new_key(pieces), Kind.TABLE, grids.text_of(grids.EMPTY))
    return [*pieces[: at + 1], new, *pieces[at + 1 :]], at + 1


def _with_appendix(pieces: Sequence[Piece], at: int | None) -> tuple[list[Piece], int]:
    own = appendix_at(pieces, at) if at is not None else None
    place = end_of(pieces, own) if own is not None else len(pieces)
    return [*pieces[:place], Piece(new_key(pieces), Kind.APPENDIX, ""), *pieces[place:]], place


def _without_late_bases(pieces: Sequence[Piece]) -> list[Piece]:
    """What an order rests on stands in its body alone; in an appendix it is a paragraph like others."""
    first = next((place for place, piece in enumerate(pieces) if piece.is_appendix), len(pieces))
    return [replace(one, kind=Kind.TEXT) if place > first and one.kind == Kind.BASE else one for place, one in enumerate(pieces)]


def _added(pieces: Sequence[Piece], at: int, cut: int | None) -> tuple[list[Piece], int]:
    """A paragraph like the one at hand behind it; behind the opening, the căn cứ, a table and the title of an appendix a plain one."""
    one = pieces[at]
    if one.is_table:
        return [*pieces[: at + 1], Piece(new_key(pieces), Kind.TEXT, ""), *pieces[at + 1 :]], at + 1
    text = one.text.replace("\r\n", "\n")
    head, tail = (text[:cut].rstrip(), text[cut:].lstrip()) if cut is not None and 0 <= cut < len(text) else (text, "")
    like = Kind.CLAUSE if one.kind == Kind.CLAUSE_TITLE else Kind.TEXT if one.is_appendix or one.kind == Kind.CLOSE else one.kind
    new = Piece(new_key(pieces), like, tail, one.label)
    place = at + 1 if tail or cut == len(text) or one.is_appendix else end_of(pieces, at)
    return [*pieces[:at], replace(one, text=head), *pieces[at + 1 : place], new, *pieces[place:]], place


def _dropped(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    """Without it; what it held is held by what stands before it. An appendix goes with all that it holds."""
    end = end_of(pieces, at) if pieces[at].is_appendix else at + 1
    after = [*pieces[:at], *pieces[end:]] or [Piece(new_key(pieces), Kind.TEXT, "")]
    return after, min(max(at - 1, 0), len(after) - 1)


def _raised(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    before = appendix_at(pieces, at - 1) if pieces[at].is_appendix and at else at - 1
    if before is None or before < 0:
        return pieces, at
    end, to = end_of(pieces, at), before
    while to > 0 and pieces[at].depth < pieces[to].depth < NO_DEPTH:
        to -= 1
    return [*pieces[:to], *pieces[at:end], *pieces[to:at], *pieces[end:]], to


def _lowered(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    end = end_of(pieces, at)
    if end == len(pieces):
        return pieces, at
    to = end_of(pieces, end) if pieces[end].depth == pieces[at].depth else end + 1
    return [*pieces[:at], *pieces[end:to], *pieces[at:end], *pieces[to:]], at + to - end


def _indented(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    one = pieces[at]
    if one.is_appendix or one.is_table:
        return pieces, at
    if one.kind not in DEPTH:
        like = next((p.kind for p in reversed(pieces[:at]) if p.kind in DEPTH), Kind.CLAUSE)
        return [*pieces[:at], Piece(one.key, like, one.text), *pieces[at + 1 :]], at
    return _shifted(pieces, at, 1), at


def _outdented(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    one, ladder = pieces[at], _ladder(pieces)
    if one.kind in DEPTH and _rung(one, ladder) == 0:
        return [*pieces[:at], Piece(one.key, Kind.TEXT, one.text), *pieces[at + 1 :]], at
    return (_shifted(pieces, at, -1) if one.kind in DEPTH else pieces), at


def _shifted(pieces: list[Piece], at: int, by: int) -> list[Piece]:
    ladder, end = _ladder(pieces), end_of(pieces, at)

    def shift(piece: Piece) -> Piece:
        rung = min(max(_rung(piece, ladder) + by, 0), len(ladder) - 1)
        return Piece(piece.key, ladder[rung], piece.text)

    return [*pieces[:at], *(shift(piece) for piece in pieces[at:end]), *pieces[end:]]


def _ladder(pieces: Sequence[Piece]) -> list[str]:
    """The kinds from the outermost in, as this text uses them: with articles, or with Roman numerals."""
    used = {piece.kind for piece in pieces}
    outer = [kind for kind in (Kind.PART, Kind.CHAPTER, Kind.SECTION) if kind in used]
    return [*outer, Kind.ARTICLE if Kind.ARTICLE in used else Kind.ROMAN, Kind.CLAUSE, Kind.POINT, Kind.DASH]


def _rung(piece: Piece, ladder: Sequence[str]) -> int:
    kind = Kind.CLAUSE if piece.kind == Kind.CLAUSE_TITLE else piece.kind
    return ladder.index(kind) if kind in ladder else 0


def _of_kind(pieces: Sequence[Piece], at: int, kind: str) -> list[Piece]:
    if kind not in Kind.values:
        raise EditingError("Vui lòng chọn kiểu đoạn trong danh sách.")
    one = pieces[at]
    if (one.kind == Kind.TABLE) != (kind == Kind.TABLE):
        raise EditingError("Bảng không đổi thành đoạn văn được và ngược lại. Vui lòng thêm bảng hoặc đoạn mới, hoặc bỏ bảng này.")
    same = {one.kind, kind} <= {Kind.CLAUSE, Kind.CLAUSE_TITLE}
    return [*pieces[:at], Piece(one.key, kind, one.text, one.label if same else ""), *pieces[at + 1 :]]


def _split(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    """Each line a paragraph: the first stays what it is, the others are what their own numbers say; rows from a spreadsheet are a table."""
    one = pieces[at]
    if one.is_table:
        return pieces, at
    if grids.is_pasted_table(one.text) and not one.is_appendix:
        table, *others = provisions_of(one.text)
        made = [Piece(one.key, table.kind, table.text)]
    else:
        first, *lines = [line for line in one.text.splitlines() if line.strip()] or [""]
        made, others = [replace(one, text=first)], list(provisions_of("\n".join(lines)))
    for other in others:
        plain = Kind.TEXT if other.kind == Kind.CLOSE and at + 1 < len(pieces) else other.kind
        made.append(Piece(new_key([*pieces, *made]), plain, other.text, other.label))
    return [*pieces[:at], *made, *pieces[at + 1 :]], at + len(made) - 1


_ACTS: dict[str, Callable[[list[Piece], int], tuple[list[Piece], int]]] = {
    "drop": _dropped, "up": _raised, "down": _lowered, "in": _indented, "out": _outdented, "split": _split,
}  # fmt: skip
