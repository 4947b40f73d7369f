"""Kính gửi above the text, Nơi nhận and the signature below it (NĐ 30/2020, Phụ lục I, II.7-II.9)."""

from __future__ import annotations

from directives.writing.facts import RecipientNote, Signature
from directives.writing.markup import layout_table, line, lines, paragraph, run
from directives.writing.page import ADDRESSEE, AUTHORITY, PORTRAIT_TEXT, RECIPIENT, RECIPIENTS, SIGNER
from directives.writing.text import line_of, printed_width

_LABEL = "Kính gửi:"
_LABEL_INDENT = 1418
_UNDER_COLON = _LABEL_INDENT + 1000
"""Where the colon of the label stands: "Kính gửi" is 1000 twips wide at 14 points."""
_HYPHEN = 164
"""The width of "- " at 14 points, so that a second line hangs under the first."""
_SIGNING_ROOM = 1500
"""Between title and name, where the signature's picture goes: 26 mm."""
_LONGEST_UNBROKEN = 40
"""More lines of Nơi nhận than this and the block may break: it would hardly fit a page."""
_COLUMNS = (3940, PORTRAIT_TEXT - 3940)


def addressees_part(addressees: tuple[str, ...]) -> str:
    """One addressee on the line of "Kính gửi:"; several below it, each after a hyphen under the colon, ";" between and "." at the end."""
    names = [name for text in addressees if (name := line_of(text).lstrip("-– ").rstrip(" ;,."))]
    if not names:
        return ""
    if len(names) == 1:
        single = f"{_LABEL} {names[0]}"
        if printed_width(single, ADDRESSEE.size) <= PORTRAIT_TEXT:
            return paragraph(ADDRESSEE, run(single), before=240)
        return _left(single, left=_LABEL_INDENT, hanging=0, before=240)
    ends = [";"] * (len(names) - 1) + ["."]
    return _left(_LABEL, left=_LABEL_INDENT, hanging=0, before=240) + "".join(
        _left(f"- {name}{end}", left=_UNDER_COLON + _HYPHEN, hanging=_HYPHEN) for name, end in zip(names, ends, strict=True)
    )


def closing_part(
    recipients: tuple[RecipientNote, ...],
    *,
    archive: str,
    signature: Signature | None,
    as_above: bool,
    drafter_mark: str = "",
) -> str:
    """Nơi nhận on the left, who signs on the right, level with each other; nothing when both are empty.

    `as_above` puts "- Như trên;" first unless the recipients already begin with it; `archive` makes the last line, "- Lưu: VT, KGVX.".
    """
    notes = _recipient_lines(recipients, archive=archive, as_above=as_above)
    left = line(RECIPIENTS, "Nơi nhận:", before=240) + lines(RECIPIENT, notes) if notes else ""
    left += line(RECIPIENT, drafter_mark, before=60)
    right = signature_block(signature) if signature else ""
    if not left and not right:
        return ""
    return layout_table(_COLUMNS, [(left, right)], keep_rows=len(notes) <= _LONGEST_UNBROKEN)


def _recipient_lines(recipients: tuple[RecipientNote, ...], *, archive: str, as_above: bool) -> list[str]:
    notes = [text for recipient in recipients if (text := _recipient_text(recipient))]
    if as_above and not (notes and notes[0].casefold().startswith("như trên")):
        notes.insert(0, "Như trên")
    kept = line_of(archive).removeprefix("Lưu:").strip(" .;")
    if kept:
        notes.append(f"Lưu: {kept}")
    return [f"- {text};" for text in notes[:-1]] + [f"- {text}." for text in notes[-1:]]


def _recipient_text(recipient: RecipientNote) -> str:
    name = line_of(recipient.name).lstrip("-– ").rstrip(" ;,.")
    note = line_of(recipient.note)
    if note and not (note.startswith("(") and note.endswith(")")):
        note = f"({note})"
    return f"{name} {note}".strip()


def signature_block(signature: Signature) -> str:
    """The marks of authority and the title in capitals, room for the signature, the name."""
    titles = [text for words in (*signature.authority_lines, signature.title) if (text := line_of(words).upper())]
    return "".join(line(AUTHORITY, text, before=None if index else 240) for index, text in enumerate(titles)) + line(
        SIGNER, signature.name, before=_SIGNING_ROOM
    )


def _left(text: str, *, left: int, hanging: int, before: int | None = None) -> str:
    """A line of Kính gửi at a given indent, flush left."""
    return paragraph(ADDRESSEE, run(text), left=left, hanging=hanging, before=before, align="left")
