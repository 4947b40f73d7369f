"""Reading of directives: a file or a pasted text → `Reading`, by rules alone, without network or model.

Any bytes are safe to give: what cannot be read raises `ReadingError` with a stable code and a Vietnamese sentence.
"""

from directives.files import Progress, ReadingError
from directives.reading.assembly import read_text
from directives.reading.doubts import with_notes
from directives.reading.model import (
    Citation,
    Field,
    Head,
    Name,
    Provision,
    Reading,
    ReadingWarning,
    RecipientLine,
    Signer,
    Task,
)
from directives.reading.source import source_of

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


def read(source: bytes, *, name: str, progress: Progress | None = None) -> Reading:
    """Read a directive from the bytes of a file: .docx, PDF, a picture of it or plain text, told apart by content first, then by `name`.

    `progress` hears (done, total) in pages while a PDF or a picture is read, and may end that by raising. Raises `ReadingError` with the
    code "empty", "too_large", "not_supported", "broken", "encrypted", "macro", "zip_bomb", "no_ocr", "timeout", "not_directive" or
    "secret". Twenty pages and more a second, a page of a scan some seconds.
    """
    found = source_of(source, name=name, progress=progress)
    return with_notes(read_text(found.text), found.notes)
