"""The editor of the text: its paragraphs as they were sent, what its buttons do, and each paragraph beside its tasks."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import takewhile
from typing import Any

from django.http import QueryDict

from directives import citing, grids, structuring
from directives.drafting import SECTION, Draft, DutyDraft, ProvisionDraft
from directives.editing import EditingError
from directives.grids import Grid
from directives.invitations import behind_invitation, invitation_of
from directives.lineage import found_among
from directives.models import Directive, Provision
from directives.queries import OUT, visible_to
from directives.structuring import Change, Piece
from directives.writing import how_many_issued
from org_hierarchy.models import Person

ACT = "doan"
"""What the editor's buttons begin with: "doan-up"."""
MOST_OFFERED = 12
_VERSIONS_ASIDE = 20
_SENT = re.compile(r"p-(\d{1,6})-(text|same)")
KINDS = [(value, label) for value, label in Provision.Kind.choices if value != Provision.Kind.TABLE]
"""What a paragraph may be made of by choosing."""
_SHOWN_ROWS = 6
_LOST = "\0"
"""In place of a table whose cells are kept nowhere; no cell can hold it."""
_SHORT: Mapping[str, str] = {
    Provision.Kind.TEXT: "¶",
    Provision.Kind.BASE: "CC",
    Provision.Kind.CLOSE: "./.",
    Provision.Kind.DASH: "-",
    Provision.Kind.TABLE: "Bảng",
}


@dataclass(frozen=True)
class PartTask:
    """A task beside its paragraph: its number on the page, for whom, by when."""

    number: int
    words: str


@dataclass
class Part:
    """A paragraph in the editor; `level` is how far in it is shown."""

    piece: Piece
    level: int
    label: str = ""
    tasks: list[PartTask] = field(default_factory=list)

    @property
    def kind_label(self) -> str:
        """What sort of paragraph it is, in words."""
        return str(Provision.Kind(self.piece.kind).label)

    @property
    def mark(self) -> str:
        """Its number, or a sign where it has none."""
        return self.label or self.piece.label or _SHORT.get(self.piece.kind, "•")

    @cached_property
    def grid(self) -> Grid:
        """The cells of a table."""
        return grids.grid_of(self.piece.text)

    @property
    def shown(self) -> Grid:
        """Its first rows."""
        return grids.printed(replace(self.grid, rows=self.grid.rows[:_SHOWN_ROWS]))

    @property
    def size(self) -> str:
        """How large the table is, in words."""
        return grids.said_of(self.grid)

    @property
    def same(self) -> str:
        """By what the page names the cells of a table, which it does not send."""
        return digest_of(self.piece.text)


def digest_of(text: str) -> str:
    """A short name of a text that no other one has."""
    return sha256(text.encode()).hexdigest()[:24]


def task_words(number: int, values: Mapping[str, Any]) -> PartTask:
    """A task as its paragraph shows it: the first unit and how many more, and by when."""
    names = [line for line in str(values["responsible"] or "").splitlines() if line.strip()]
    who = f"{names[0]}{f' và {len(names) - 1} nơi khác' if len(names) > 1 else ''}" if names else "chưa giao đơn vị"
    due = values["deadline"] or values["deadline_text"] or ""
    due = f"{due:%d/%m}/{due.year}" if isinstance(due, date) else due
    return PartTask(number, f"{who}, hạn {due}" if due else who)


def fields_of(provisions: Sequence[ProvisionDraft], directive: Directive) -> dict[str, str]:
    """The text of a giấy mời as values of its form."""
    found = invitation_of(provisions[: behind_invitation(provisions)], inviter=directive.issuer.name)
    names = ("inviter", "invited", "meeting", "chair", "time", "venue")
    return {name: getattr(found, name) for name in names} | {"notes": "\n".join(found.notes)}


def sent_pieces(post: QueryDict, directive: Directive) -> tuple[Piece, ...]:
    """The paragraphs that the page sent, in its order; a kind that there is none of is plain text.

    Of a table it sends what names its cells: those saved now, or in a version. One without them any more is `_LOST` (`refuse_lost`).
    Without tables no query, else one or two.
    """
    names = {str(post[name]) for name in post if name.endswith("-same")}
    tables = tables_named(directive, names) if names else {}
    pieces = []
    for name in post:
        if found := _SENT.fullmatch(name):
            kind, _, label = post.get(f"p-{found[1]}-as", "").partition("|")
            words = str(post[name]).replace("\r\n", "\n")
            if found[2] == "same":
                pieces.append(Piece(found[1], str(Provision.Kind.TABLE), tables.get(words, _LOST)))
                continue
            known = kind if kind in Provision.Kind.values and kind != Provision.Kind.TABLE else Provision.Kind.TEXT
            pieces.append(Piece(found[1], str(known), words, label[:20]))
    return tuple(pieces)


def tables_named(directive: Directive, names: set[str]) -> dict[str, str]:
    """The texts of these tables by name."""
    saved = directive.provisions.filter(kind=Provision.Kind.TABLE).values_list("text", flat=True)
    found = {name: text for text in saved if (name := digest_of(text)) in names}
    if len(found) == len(names):
        return found
    for version in directive.versions.order_by("-number").only("content")[:_VERSIONS_ASIDE]:
        texts = (one["text"] for one in version.content["provisions"] if one["kind"] == Provision.Kind.TABLE)
        found |= {name: text for text in texts if (name := digest_of(text)) in names}
    return found


def refuse_lost(pieces: Sequence[Piece]) -> None:
    """Raises EditingError where the cells of a table on the page are kept nowhere any more."""
    if any(piece.is_table and piece.text == _LOST for piece in pieces):
        raise EditingError("Một bảng trên trang này đã được sửa ở nơi khác. Vui lòng mở lại dự thảo để sửa tiếp trên bảng mới nhất.")


def shown_pieces(provisions: Sequence[ProvisionDraft]) -> tuple[Piece, ...]:
    """The paragraphs for the page; of an empty text one to begin with."""
    return structuring.pieces_of(provisions) or (Piece("0", Provision.Kind.TEXT, ""),)


def parts_of(pieces: Sequence[Piece], tasks: Iterable[tuple[int | None, PartTask]], *, kind: str, behind: int) -> list[Part]:
    """The paragraphs with the tasks that stand in them; a task is given with the key of its paragraph. `kind` is the type of the document,
    `behind` how many appendices the system put behind the text."""
    depths = sorted({piece.depth for piece in pieces if piece.kind in structuring.LABELLED})
    parts = [Part(piece, min(depths.index(piece.depth), 5) if piece.kind in structuring.LABELLED else 0) for piece in pieces]
    appendices = [part for part in parts if part.piece.is_appendix]
    body = " ".join(part.piece.text for part in takewhile(lambda part: not part.piece.is_appendix, parts) if not part.piece.is_table)
    titles = ["" if part.piece.kind == Provision.Kind.LANDSCAPE else part.piece.text for part in appendices]
    issued = how_many_issued(kind, body, titles)
    for ordinal, part in enumerate(appendices, start=1):
        part.label = structuring.appendix_label(ordinal, len(appendices) + behind, issued)
    by_key = {part.piece.key: part for part in parts}
    for key, task in tasks:
        if holder := by_key.get(str(key)):
            holder.tasks.append(task)
    return parts


def changed(content: Draft, pieces: Sequence[Piece], post: QueryDict, act: str, *, by: Person) -> tuple[Draft, Change]:
    """The draft after a button of the editor, pressed for the paragraph that is chosen: of the text itself, or "base-12", "cite-12" (cite
    the directive of that id) and "unbase-0" (unlink the basis of that place). Raises EditingError."""
    typed, key = post.get("p-cut", ""), post.get("p-at", "")
    cut = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else None
    act, _, named = act.partition("-")
    number = int(named) if named.isascii() and named.isdecimal() and len(named) < 19 else -1
    if act == "base":
        return citing.with_basis(content, pieces, citable(by, number))
    if act == "cite":
        if any(piece.key == key and piece.is_table for piece in pieces):
            raise EditingError("Văn bản được viện dẫn trong đoạn văn, không trong bảng. Vui lòng chọn một đoạn rồi làm lại.")
        return citing.with_citation(content, pieces, citable(by, number), key, cut)
    if act == "unbase":
        return citing.without_basis(content, number), Change(tuple(pieces), key)
    kind = post.get("p-kind", "")
    if "inv-inviter" not in post or post.get("body", "").strip():
        done = structuring.change(pieces, act, key, kind=kind, cut=cut)
        done = replace(done, pieces=citing.in_order(content.bases, done.pieces))
        return structuring.with_pieces(content, pieces, done.pieces), done
    # what the fields of an invitation say stands before, and nothing gets between
    saved = structuring.pieces_of(content.provisions)
    front = tuple(replace(piece, key=f"v{piece.key}") for piece in saved[: len(saved) - len(pieces)])
    done = structuring.change((*front, *pieces), act, key, kind=kind, cut=cut)
    if done.pieces[: len(front)] != front:
        return content, Change(tuple(pieces), key)
    return structuring.with_pieces(content, (*front, *pieces), done.pieces), replace(done, pieces=done.pieces[len(front) :])


def to_cite(directive: Directive, person: Person, words: str) -> list[Directive]:
    """The issued directives that the person sees with every word in number, symbol or subject, the latest first. One query; none without
    words."""
    if not words.strip():
        return []
    seen = visible_to(person).filter(status__in=OUT).exclude(pk=directive.pk).select_related("issuer").defer("source_text", "facts")
    return list(found_among(seen, words[:200]).order_by("-issued_date", "-pk")[:MOST_OFFERED])


def citable(person: Person, pk: int) -> Directive:
    """The directive that was picked. Raises EditingError for one that the person does not see, or that is not issued."""
    found = visible_to(person).filter(pk=pk, status__in=OUT).select_related("issuer").first()
    if found is None:
        raise EditingError("Không tìm thấy văn bản đó trong các văn bản đã phát hành mà bạn xem được. Vui lòng tìm lại.")
    return found


def with_task(content: Draft, pieces: Sequence[Piece], key: str) -> tuple[Draft, int]:
    """The draft with a new task behind those of the paragraphs before: the words of that paragraph. The second is its place.

    Raises EditingError where no paragraph is chosen, or an empty one.
    """
    place = next((number for number, piece in enumerate(pieces) if piece.key == key and piece.text.strip()), None)
    if place is not None and pieces[place].is_table:
        raise EditingError("Nhiệm vụ được giao từ một đoạn văn. Với bảng, vui lòng bấm Thêm nhiệm vụ rồi ghi nội dung của dòng.")
    if place is None:
        raise EditingError("Vui lòng chọn một đoạn có nội dung rồi bấm Giao nhiệm vụ.")
    duties = content.duties
    at = sum(duty.provision_position is None or duty.provision_position <= place for duty in duties)
    piece = pieces[place]
    new = DutyDraft(text=piece.text, section=piece.label.rstrip(".)")[:SECTION], provision_position=place)
    return replace(content, duties=(*duties[:at], new, *duties[at:])), at
