"""The body of a draft as its editor has it: paragraphs that are added, moved and nested, and the numbers that follow from where they stand.

Numbers are made, never typed (NĐ 30/2020, Phụ lục I, II.6 and IV): Phần, Chương and Điều run through the whole text, everything else begins
anew under what holds it. A text from outside keeps the way in which it numbers ("1)", "1.1.") and where it begins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from directives.drafting import Draft, DutyDraft, ProvisionDraft
from directives.editing import EditingError
from directives.models import Provision
from directives.outline import provisions_of

Kind = Provision.Kind
LABELLED = (Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE, Kind.ROMAN, Kind.CLAUSE, Kind.CLAUSE_TITLE, Kind.POINT, Kind.DASH)
MOST_PARAGRAPHS = 3000
_DEPTH: dict[str, int] = {
    Kind.PART: 0, Kind.CHAPTER: 10, Kind.SECTION: 20, Kind.ARTICLE: 30, Kind.ROMAN: 40, Kind.CLAUSE: 50, Kind.CLAUSE_TITLE: 50,
    Kind.POINT: 60, Kind.DASH: 70,
}  # fmt: skip
_NO_DEPTH = 99  # of paragraphs that hold nothing and stand in nothing
_THROUGH_THE_TEXT = {Kind.PART, Kind.CHAPTER, Kind.ARTICLE}
_ROMAN, _LETTERS = re.compile(r"[IVXLC]+"), "abcdđeghiklmnopqrstuvxy"
_WORDS = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_LABEL = re.compile(r"(?P<before>.*?(?:\d+\.)*)(?P<ordinal>[IVXLC]+|\d+|[a-zđ]|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười)(?P<after>[.):]?)")
_FIRST: dict[str, str] = {
    Kind.PART: "Phần I", Kind.CHAPTER: "Chương I", Kind.SECTION: "Mục 1", Kind.ARTICLE: "Điều 1.", Kind.ROMAN: "I.", Kind.CLAUSE: "1.",
    Kind.CLAUSE_TITLE: "1.", Kind.POINT: "a)", Kind.DASH: "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph on the page. `key` names it there wherever it is moved; `label` is the number that it has, "" while it has none."""

    key: str
    kind: str
    text: str
    label: str = ""

    @property
    def depth(self) -> int:
        """How far in it stands; "1.1." further than "1."."""
        own = _DEPTH.get(self.kind, _NO_DEPTH)
        return own + len(re.findall(r"\d\.(?=\d)", self.label)) if own == _DEPTH[Kind.CLAUSE] else own


@dataclass(frozen=True, slots=True)
class Change:
    """The paragraphs after a change, and the key of the one to go on with."""

    pieces: tuple[Piece, ...]
    at: str


def pieces_of(provisions: Sequence[ProvisionDraft]) -> tuple[Piece, ...]:
    """The paragraphs of a draft for the page, each with its place as its key."""
    return tuple(Piece(str(place), one.kind, one.text, one.label) for place, one in enumerate(provisions))


def provisions_from(pieces: Sequence[Piece], before: Sequence[ProvisionDraft]) -> tuple[ProvisionDraft, ...]:
    """The paragraphs of the page for a draft. Where no kind and no number changed they stay nested as they were, else by their kinds."""
    if [(p.kind, p.label) for p in pieces] == [(p.kind, p.label) for p in before]:
        return tuple(replace(one, text=piece.text) for one, piece in zip(before, pieces, strict=True))
    places = {piece.key: place for place, piece in enumerate(pieces)}
    parents = [places.get(key) if key else None for key in _holders(pieces)]
    return tuple(ProvisionDraft(p.text, p.kind, p.label, parent) for p, parent in zip(pieces, parents, strict=True))


def without_empty(content: Draft) -> Draft:
    """The draft without paragraphs that say nothing; numbered anew where one is gone."""
    pieces = pieces_of(content.provisions)
    kept = tuple(piece for piece in pieces if piece.text.strip())
    return content if len(kept) == len(pieces) else with_pieces(content, pieces, renumbered(pieces, kept))


def with_pieces(content: Draft, before: Sequence[Piece], after: Sequence[Piece]) -> Draft:
    """The draft with its paragraphs changed; each task stays with the paragraph that it stood in, if it is there."""
    places = {piece.key: place for place, piece in enumerate(after)}

    def moved(duty: DutyDraft) -> DutyDraft:
        at = duty.provision_position
        key = before[at].key if at is not None and at < len(before) else ""
        return replace(duty, provision_position=places.get(key))

    duties = tuple(moved(duty) for duty in content.duties)
    return replace(content, provisions=provisions_from(after, content.provisions), duties=duties)


def renumbered(before: Sequence[Piece], after: Sequence[Piece], moved: str = "") -> tuple[Piece, ...]:
    """The paragraphs with their numbers: each sequence goes on as it began in `before`, and one that began anew amid others does so again,
    unless it is `moved`."""
    firsts, anew = _sequences(before)
    last: dict[tuple[str, int], str] = {}
    done: list[Piece] = []
    for piece, group in zip(after, _groups(after), strict=True):
        if piece.kind not in _FIRST or piece.kind == Kind.DASH:
            label = piece.label if piece.kind == Kind.DASH else ""
        elif group not in last:
            label = firsts.get(group) or _first(piece)
        elif piece.key in anew and piece.key != moved:
            label = piece.label
        else:
            label = _next(last[group])
        if group[1] > _DEPTH[Kind.CLAUSE] and piece.kind in {Kind.CLAUSE, Kind.CLAUSE_TITLE} and done:
            label = _under(label, next((one.label for one in reversed(done) if one.key == group[0]), ""))
        last[group] = label
        done.append(replace(piece, label=label))
    return tuple(done)


def change(pieces: Sequence[Piece], act: str, key: str, *, kind: str = "", cut: int | None = None) -> Change:
    """What the editor's buttons do to the paragraph of that key: "add" one behind it (with its words from `cut` on), "drop", "up", "down",
    "in", "out", "kind" (make it of this kind), "split" its lines into paragraphs. What it holds goes with it.

    Raises EditingError for a key that is not there, an act or a kind that there is none of, and for too many paragraphs.
    """
    at = next((place for place, piece in enumerate(pieces) if piece.key == key), None)
    if at is None or act not in _ACTS:
        raise EditingError("Vui lòng chọn một đoạn (bấm vào đoạn, hoặc nút tròn trước đoạn) rồi làm lại.")
    if act == "kind":
        if kind not in Kind.values:
            raise EditingError("Vui lòng chọn kiểu đoạn trong danh sách.")
        after, on = _of_kind(pieces, at, kind), at
    elif act == "add":
        after, on = _added(pieces, at, cut)
    else:
        after, on = _ACTS[act](list(pieces), at)
    if len(after) > MOST_PARAGRAPHS:
        raise EditingError(f"Văn bản có quá {MOST_PARAGRAPHS} đoạn. Vui lòng tách phần chi tiết thành phụ lục hoặc văn bản kèm theo.")
    focus = after[on].key if after else ""
    return Change(renumbered(pieces, after, moved=key if act in {"up", "down", "in", "out", "kind"} else ""), focus)


def end_of(pieces: Sequence[Piece], at: int) -> int:
    """The place behind a paragraph and all that it holds."""
    end = at + 1
    while end < len(pieces) and pieces[at].depth < pieces[end].depth < _NO_DEPTH:
        end += 1
    return end


def _added(pieces: Sequence[Piece], at: int, cut: int | None) -> tuple[list[Piece], int]:
    """A paragraph like the one at hand behind it; behind the opening and the căn cứ a plain one."""
    one = pieces[at]
    text = one.text.replace("\r\n", "\n")
    head, tail = (text[:cut].rstrip(), text[cut:].lstrip()) if cut is not None and 0 <= cut < len(text) else (text, "")
    like = one.kind if one.kind not in {Kind.CLOSE, Kind.CLAUSE_TITLE} else Kind.CLAUSE if one.kind == Kind.CLAUSE_TITLE else Kind.TEXT
    new = Piece(new_key(pieces), like, tail, one.label)
    place = at + 1 if tail or cut == len(text) else end_of(pieces, at)
    return [*pieces[:at], replace(one, text=head), *pieces[at + 1 : place], new, *pieces[place:]], place


def _dropped(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    """Without it; what it held is held by what stands before it."""
    after = [*pieces[:at], *pieces[at + 1 :]] or [Piece(new_key(pieces), Kind.TEXT, "")]
    return after, max(at - 1, 0)


def _raised(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    if at == 0:
        return pieces, at
    end, to = end_of(pieces, at), at - 1
    while to > 0 and pieces[at].depth < pieces[to].depth < _NO_DEPTH:
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
    if one.kind not in _DEPTH:
        like = next((p.kind for p in reversed(pieces[:at]) if p.kind in _DEPTH), Kind.CLAUSE)
        return [*pieces[:at], Piece(one.key, like, one.text), *pieces[at + 1 :]], at
    return _shifted(pieces, at, 1), at


def _outdented(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    one, ladder = pieces[at], _ladder(pieces)
    if one.kind in _DEPTH and _rung(one, ladder) == 0:
        return [*pieces[:at], Piece(one.key, Kind.TEXT, one.text), *pieces[at + 1 :]], at
    return (_shifted(pieces, at, -1) if one.kind in _DEPTH else pieces), at


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
    one = pieces[at]
    same = {one.kind, kind} <= {Kind.CLAUSE, Kind.CLAUSE_TITLE}
    return [*pieces[:at], Piece(one.key, kind, one.text, one.label if same else ""), *pieces[at + 1 :]]


def _split(pieces: list[Piece], at: int) -> tuple[list[Piece], int]:
    """Each line a paragraph: the first stays what it is, the others are what their own numbers say."""
    first, *others = [line for line in pieces[at].text.splitlines() if line.strip()] or [""]
    made = [replace(pieces[at], text=first)]
    for one in provisions_of("\n".join(others)):
        plain = Kind.TEXT if one.kind == Kind.CLOSE and at + 1 < len(pieces) else one.kind
        made.append(Piece(new_key([*pieces, *made]), plain, one.text, one.label))
    return [*pieces[:at], *made, *pieces[at + 1 :]], at + len(made) - 1


_ACTS = {"drop": _dropped, "up": _raised, "down": _lowered, "in": _indented, "out": _outdented, "split": _split} | dict.fromkeys(
    ("add", "kind"), _dropped
)


def new_key(pieces: Sequence[Piece]) -> str:
    """A name that none of the paragraphs has."""
    return str(max((int(piece.key) for piece in pieces if piece.key.isdecimal()), default=-1) + 1)


def _holders(pieces: Sequence[Piece]) -> list[str]:
    """The key of the paragraph that holds each; "" for one that stands by itself."""
    open_above: list[Piece] = []
    found = []
    for piece in pieces:
        if piece.depth == _NO_DEPTH:
            found.append("")
            continue
        while open_above and open_above[-1].depth >= piece.depth:
            open_above.pop()
        found.append(open_above[-1].key if open_above else "")
        open_above.append(piece)
    return found


def _groups(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    """The sequence of numbers that each belongs to: what holds it, and how far in it stands."""
    return [
        ("" if piece.kind in _THROUGH_THE_TEXT else holder, piece.depth) for piece, holder in zip(pieces, _holders(pieces), strict=True)
    ]


def _sequences(pieces: Sequence[Piece]) -> tuple[dict[tuple[str, int], str], set[str]]:
    """The first number of each sequence, and the keys of those that begin one anew amid others."""
    firsts: dict[tuple[str, int], str] = {}
    anew = set()
    for piece, group in zip(pieces, _groups(pieces), strict=True):
        if group in firsts and _ordinal(piece.label) == 1:
            anew.add(piece.key)
        firsts.setdefault(group, piece.label)
    return firsts, anew


def _first(piece: Piece) -> str:
    """The number of the first of a sequence, in the way of the one that it had."""
    found = _LABEL.fullmatch(piece.label)
    return f"{found['before']}{_written(1, found['ordinal'])}{found['after']}" if found else _FIRST[piece.kind]


def _next(label: str) -> str:
    found, ordinal = _LABEL.fullmatch(label), _ordinal(label)
    return f"{found['before']}{_written(ordinal + 1, found['ordinal'])}{found['after']}" if found and ordinal else label


def _under(label: str, holder: str) -> str:
    """ "1.2." under what has become "3.": "3.2."."""
    found = _LABEL.fullmatch(label)
    return f"{holder.rstrip('.')}.{found['ordinal']}{found['after']}" if found and re.fullmatch(r"[\d.]+", holder) else label


def _ordinal(label: str) -> int:
    """ "Chương IV" → 4; 0 for what is no number."""
    found = _LABEL.fullmatch(label)
    if found is None:
        return 0
    ordinal = found["ordinal"]
    if ordinal in _WORDS:
        return _WORDS.index(ordinal) + 1
    if ordinal.isdecimal():
        return int(ordinal)
    if _ROMAN.fullmatch(ordinal):
        values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[digit] for digit in ordinal]
        return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
    return _LETTERS.find(ordinal) + 1


def _written(number: int, like: str) -> str:
    """The number in the way of another: in words, as a figure, a Roman numeral or a letter of the alphabet."""
    if like in _WORDS and number <= len(_WORDS):
        return _WORDS[number - 1]
    if _ROMAN.fullmatch(like):
        text = ""
        for value, digits in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
            text += digits * (number // value)
            number %= value
        return text
    if like in _LETTERS:
        return (
            _LETTERS[number - 1]
            if number <= len(_LETTERS)
            else f"{_LETTERS[(number - 1) // len(_LETTERS) - 1]}{_LETTERS[(number - 1) % len(_LETTERS)]}"
        )
    return str(number)
