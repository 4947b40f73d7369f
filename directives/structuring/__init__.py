"""The body of a draft as its editor has it: paragraphs that are added, moved and nested, and the numbers that follow from where they stand.

Numbers are made, never typed (NĐ 30/2020, Phụ lục I, II.6 and IV): Phần, Chương and Điều run through the whole text or appendix, everything
else begins anew under what holds it. A text from outside keeps the way in which it numbers ("1)", "1.1.") and where it begins.
"""

from collections.abc import Sequence
from dataclasses import replace

from directives.drafting import Draft, DutyDraft, ProvisionDraft
from directives.structuring.acts import MOST_PARAGRAPHS, change
from directives.structuring.numbering import appendix_label, renumbered
from directives.structuring.pieces import LABELLED, Change, Piece, end_of, holders, new_key

__all__ = [
    "LABELLED",
    "MOST_PARAGRAPHS",
    "Change",
    "Piece",
    "appendix_label",
    "change",
    "end_of",
    "new_key",
    "pieces_of",
    "provisions_from",
    "renumbered",
    "with_pieces",
    "without_empty",
]


def pieces_of(provisions: Sequence[ProvisionDraft]) -> tuple[Piece, ...]:
    """The paragraphs of a draft for the page, each with its place as its key."""
    return tuple(Piece(str(place), one.kind, one.text, one.label) for place, one in enumerate(provisions))


def provisions_from(pieces: Sequence[Piece], before: Sequence[ProvisionDraft]) -> tuple[ProvisionDraft, ...]:
    """The paragraphs of the page for a draft. Where no kind and no number changed they stay nested as they were, else by their kinds."""
    if [(p.kind, p.label) for p in pieces] == [(p.kind, p.label) for p in before]:
        return tuple(replace(one, text=piece.text) for one, piece in zip(before, pieces, strict=True))
    places = {piece.key: place for place, piece in enumerate(pieces)}
    parents = [places.get(key) if key else None for key in holders(pieces)]
    return tuple(ProvisionDraft(p.text, p.kind, p.label, parent) for p, parent in zip(pieces, parents, strict=True))


def without_empty(content: Draft) -> Draft:
    """The draft without paragraphs that say nothing; numbered anew where one is gone. An appendix without a title still holds others."""
    pieces = pieces_of(content.provisions)
    kept = tuple(piece for piece in pieces if piece.text.strip() or piece.is_appendix or piece.is_table)
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
