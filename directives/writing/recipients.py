"""Kính gửi above the text, Nơi nhận and the signatures below it (NĐ 30/2020, Phụ lục I, II.7-II.9)."""

from __future__ import annotations

from functools import lru_cache

from directives.writing.facts import RecipientNote, Signature
from directives.writing.markup import layout_table, line, lines, paragraph, run
from directives.writing.page import ADDRESSEE, ATTESTATION, PORTRAIT_TEXT, POST, RECIPIENT, RECIPIENTS, SIGNER
from directives.writing.text import line_of, printed_width

_LABEL = "Kính gửi:"
_LABEL_INDENT = 1418
_UNDER_COLON = _LABEL_INDENT + 1000
"""Where the colon of the label stands: "Kính gửi" is 1000 twips wide at 14 points."""
_HYPHEN = 164
"""The width of "- " at 14 points, so that a second line hangs under the first."""
_SIGNING_ROOM = 1500
"""Between title and name, where the signature's picture goes: 26 mm."""
_ROW = 322
"""A line of a title: single spacing at 14 points."""
_LONGEST_UNBROKEN = 40
"""More lines of Nơi nhận than this and the block may break: it would hardly fit a page."""
_COLUMNS = (3940, PORTRAIT_TEXT - 3940)
_HALVES = (PORTRAIT_TEXT // 2, PORTRAIT_TEXT - PORTRAIT_TEXT // 2)


def addressees_part(addressees: tuple[str, ...], *, sender: str = "") -> str:
    """One addressee on the line of "Kính gửi:"; several below it, each after a hyphen under the colon, ";" between and "." at the end.

    A công điện says "<sender> điện:" instead, in the middle of the page, and every addressee below it.
    """
    names = [name for text in addressees if (name := line_of(text).lstrip("-– ").rstrip(" ;,."))]
    if not names:
        return ""
    if sender:
        return paragraph(ADDRESSEE, run(f"{line_of(sender)} điện:"), before=240, align="center", keep_next=True) + _listed(names)
    if len(names) == 1:
        single = f"{_LABEL} {names[0]}"
        if printed_width(single, ADDRESSEE.size) <= PORTRAIT_TEXT:
            return paragraph(ADDRESSEE, run(single), before=240)
        return _left(single, left=_LABEL_INDENT, hanging=0, before=240)
    return _left(_LABEL, left=_LABEL_INDENT, hanging=0, before=240) + _listed(names)


def _listed(names: list[str]) -> str:
    ends = [";"] * (len(names) - 1) + ["."]
    return "".join(_left(f"- {name}{end}", left=_UNDER_COLON + _HYPHEN, hanging=_HYPHEN) for name, end in zip(names, ends, strict=True))


def closing_part(
    recipients: tuple[RecipientNote, ...],
    *,
    archive: str,
    signature: Signature | None,
    second_signature: Signature | None = None,
    first_note: str = "",
    drafter_mark: str = "",
    attestation: str = "",
) -> str:
    """Nơi nhận on the left, who signs on the right, level with each other; nothing when all is empty.

    Where two sign they stand side by side and Nơi nhận below them. `first_note` ("Như trên", "Như Điều 3") comes first unless the
    recipients already begin with such words; `archive` makes the last line, "- Lưu: VT, KGVX." with the drafter's mark behind it.
    `attestation` is the title over the room for what another office confirms, below Nơi nhận.
    """
    notes = _recipient_lines(recipients, archive=archive, first_note=first_note, drafter_mark=drafter_mark)
    left = line(RECIPIENTS, "Nơi nhận:", before=240) + lines(RECIPIENT, notes) if notes else ""
    if second_signature:
        both = (second_signature, signature)
        rows_of_titles = max(len(_titles(each)) for each in both if each)
        signed = [tuple(signature_block(each, rows_of_titles) if each else "" for each in both)]
        return layout_table(_HALVES, signed) + (layout_table(_COLUMNS, [(left, "")]) if left else "")
    right = signature_block(signature) if signature else ""
    if not left and not right:
        return ""
    rows = [(left, right)]
    if attestation:
        rows.append((line(ATTESTATION, attestation, before=240) + line(ATTESTATION, "(Chữ ký, dấu)", before=_SIGNING_ROOM // 3), ""))
    return layout_table(_COLUMNS, rows, keep_rows=len(notes) <= _LONGEST_UNBROKEN)


def _recipient_lines(recipients: tuple[RecipientNote, ...], *, archive: str, first_note: str, drafter_mark: str) -> list[str]:
    notes = [text for recipient in recipients if (text := _recipient_text(recipient))]
    if first_note and not (notes and notes[0].casefold().startswith(("như trên", "như điều"))):
        notes.insert(0, first_note)
    kept, mark = line_of(archive).removeprefix("Lưu:").strip(" .;"), line_of(drafter_mark).rstrip(" .;")
    if kept:
        notes.append(f"Lưu: {kept}")
    written = [f"- {text};" for text in notes[:-1]] + [f"- {text}." for text in notes[-1:]]
    if mark:
        written[-1:] = [f"{text} {mark}." for text in written[-1:]] or [f"{mark}."]
    return written


def _recipient_text(recipient: RecipientNote) -> str:
    name = line_of(recipient.name).lstrip("-– ").rstrip(" ;,.")
    note = line_of(recipient.note)
    if note and not (note.startswith("(") and note.endswith(")")):
        note = f"({note})"
    return f"{name} {note}".strip()


def _titles(signature: Signature) -> list[str]:
    """The marks of authority and the title, a line each."""
    return [text for words in (*signature.authority_lines, signature.title) if (text := line_of(words).upper())]


@lru_cache(maxsize=64)
def signature_block(signature: Signature, rows: int = 0) -> str:
    """The marks of authority and the title in capitals, room for the signature, the post in the own agency if it is another, the name.

    `rows`: how many lines of titles stand beside it at most, so that the names of both stand on one line.
    """
    titles = _titles(signature)
    room = _SIGNING_ROOM + max(0, rows - len(titles)) * _ROW
    office = line(POST, signature.office.upper(), before=room)
    return (
        "".join(line(POST, text, before=None if index else 240) for index, text in enumerate(titles))
        + office
        + line(SIGNER, signature.name, before=0 if office else room)
    )


def _left(text: str, *, left: int, hanging: int, before: int | None = None) -> str:
    """A line of Kính gửi at a given indent, flush left."""
    return paragraph(ADDRESSEE, run(text), left=left, hanging=hanging, before=before, align="left")
