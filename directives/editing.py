"""Cutting a proposed task in two, making one of two, taking a dropped one back, without losing their words."""

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.drafting import Draft, DutyDraft, PartyDraft
from directives.grids import EditingError

__all__ = ["EditingError", "merge_duties", "restore_duty", "split_duty"]

_SENTENCE = re.compile(r"[.;]\s+|\n+")


def split_duty(content: Draft, position: int, *, cut: int | None = None) -> Draft:
    """The draft with that task as two, both for the same units with the same terms, neither checked.

    It is cut before the character `cut` of its text, or else after the sentence that ends nearest to its middle.
    Raises EditingError where that would leave nothing on one side.
    """
    duty = content.duties[position]
    text = duty.text.replace("\r\n", "\n")
    if cut is None or not 0 < cut < len(text):
        ends = [found.end() for found in _SENTENCE.finditer(text) if found.end() < len(text)]
        cut = min(ends, key=lambda end: abs(end - len(text) // 2), default=0)
    pieces = [text[:cut].strip(), text[cut:].strip()]
    if not all(pieces):
        raise EditingError(f"Chưa biết tách nhiệm vụ {position + 1} ở đâu. Vui lòng đặt con trỏ vào chỗ cần tách rồi bấm Tách.")
    spans = _spans_of(pieces, duty, content.source_text)
    made = [replace(duty, text=piece, span=span, is_checked=False) for piece, span in zip(pieces, spans, strict=True)]
    return replace(content, duties=(*content.duties[:position], *made, *content.duties[position + 1 :]))


def merge_duties(content: Draft, position: int) -> Draft:
    """The draft with that task and the one before it as one: both texts, every unit once, the terms of the first where it has any.

    Raises EditingError for the first task, and where both have deadlines that are not the same: one of them would be lost.
    """
    if position < 1:
        raise EditingError("Nhiệm vụ đầu tiên không có nhiệm vụ nào đứng trước để gộp.")
    first, second = content.duties[position - 1 : position + 1]
    if first.deadline and second.deadline and (first.deadline, first.strictly_before) != (second.deadline, second.strictly_before):
        raise EditingError(f"Nhiệm vụ {position} và {position + 1} có thời hạn khác nhau. Vui lòng sửa cho giống nhau rồi gộp.")
    dated = first if first.deadline or first.deadline_text else second
    spans = [duty.span for duty in (first, second) if duty.span]
    both = replace(
        first,
        text=f"{first.text}\n{second.text}",
        span=(min(start for start, _ in spans), max(end for _, end in spans)) if spans else None,
        deadline=dated.deadline,
        deadline_text=dated.deadline_text,
        strictly_before=dated.strictly_before,
        start_date=first.start_date or second.start_date,
        period=first.period or second.period,
        target_percent=first.target_percent if first.target_percent is not None else second.target_percent,
        parties=_each_once((*first.parties, *second.parties)),
        read_from=tuple(sorted({*first.read_from, *second.read_from})),
        is_checked=False,
    )
    return replace(content, duties=(*content.duties[: position - 1], both, *content.duties[position + 1 :]))


def restore_duty(content: Draft, duty: DutyDraft) -> tuple[Draft, int]:
    """The draft with a task that was dropped back behind those read before it, in the paragraph that holds its words, and its position."""
    number = duty.read_from[0]
    position = max(
        (place for place, other in enumerate(content.duties, start=1) if other.read_from and other.read_from[0] < number), default=0
    )
    holder = next((place for place, provision in enumerate(content.provisions) if duty.text in provision.text), None)
    back = replace(duty, provision_position=holder, is_checked=False)
    return replace(content, duties=(*content.duties[:position], back, *content.duties[position:])), position


def _each_once(parties: tuple[PartyDraft, ...]) -> tuple[PartyDraft, ...]:
    """Responsible ones first, as they are kept; who is responsible for one of the two is no partner of both."""
    found: dict[str, PartyDraft] = {}
    for party in sorted(parties, key=lambda party: party.part != "responsible"):
        found.setdefault(party.phrase.casefold(), party)
    return tuple(found.values())


def _spans_of(pieces: Sequence[str], duty: DutyDraft, source: str) -> list[tuple[int, int] | None]:
    """Where the pieces stand, one after the other, within the words of the whole task; a piece that was reworded has all of these."""
    if duty.span is None:
        return [None] * len(pieces)
    spans: list[tuple[int, int] | None] = []
    at, end = duty.span
    for piece in pieces:
        found = source.find(piece, at, end)
        spans.append((found, found + len(piece)) if found >= 0 else duty.span)
        at = found + len(piece) if found >= 0 else at
    return spans
