"""Reading of directives: a file or a pasted text → `Reading`, by rules alone, without network or model.

Any bytes are safe to give: what cannot be read raises `ReadingError` with a stable code and a Vietnamese sentence.
"""

from directives.reading.assembly import read_text
from directives.reading.model import (
    Citation,
    Field,
    Head,
    Name,
    Provision,
    Reading,
    ReadingError,
    ReadingWarning,
    RecipientLine,
    Signer,
    Task,
)
from directives.reading.source import text_of

__all__ = [
    "Citation",
    "Field",
    "Head",
    "Name",
    "Provision",
    "Reading",
    "ReadingError",
    "ReadingWarning",
    "RecipientLine",
    "Signer",
    "Task",
    "read",
    "read_text",
]


def read(source: bytes, *, name: str) -> Reading:
    """Read a directive from the bytes of a file: .docx or plain text, told apart by content first, then by the suffix of `name`.

    Raises `ReadingError` with the code "empty", "too_large", "not_supported", "broken", "encrypted", "macro", "zip_bomb",
    "not_directive" or "secret". Twenty pages and more a second.
    """
    return read_text(text_of(source, name=name))
