"""A file → the text that is read, and doubts about how it was got."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from directives.files import Page, Progress, ReadingError, Text, Word, contents_of
from directives.reading.layout import text_of_pages
from directives.reading.old_fonts import repaired
from directives.reading.rows import rows_of
from directives.reading.scanned import mend

#: a word of which the scan is less sure is shown to the clerk
UNSURE = 75
_ODD = re.compile(r"[^\W\d_][\[\]|{}<>~^_!”]|[\[\]|{}<>~^_!“][^\W\d_]|Ï|ï")
_MOST_NOTES = 40


@dataclass(frozen=True, slots=True)
class Note:
    """A doubt about the text; `words` is the stretch of it that is meant, "" for the whole."""

    code: str
    message_vi: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file, a paragraph or a row of a table per line."""

    text: str
    notes: tuple[Note, ...] = ()


def source_of(content: bytes, *, name: str, progress: Progress | None = None) -> Source:
    """The text of the file. Raises `ReadingError` as `directives.reading.read` does."""
    found = contents_of(content, name=name, progress=progress)
    pages = [] if isinstance(found, Text) else found
    mend(pages)
    text, encoding = repaired(found.text if isinstance(found, Text) else text_of_pages(pages))
    if not text.strip():
        raise ReadingError("empty", "Không có chữ nào trong tệp, vui lòng chọn tệp khác hoặc dán nội dung văn bản.")
    old = {name for held in (found if isinstance(found, list) else [found]) for name in held.encodings}
    old |= {encoding.name} if encoding else set()
    repeated = [_of_repeated(line) for line in found.repeated[:_MOST_NOTES]] if isinstance(found, Text) else []
    return Source(text, (*(_of_old_font(name) for name in sorted(old)), *repeated, *_doubts(pages)))


def _of_old_font(name: str) -> Note:
    return Note("old_font", f"Văn bản dùng phông chữ cũ ({name}) đã được chuyển sang Unicode, vui lòng đối chiếu với bản gốc.")


def _of_repeated(line: str) -> Note:
    words = "Ô gộp nhiều dòng của bảng được chép lại ở từng dòng, vui lòng đối chiếu với bản gốc, nhất là số liệu chung cho các dòng đó."
    return Note("cells_merged", words, words=line)


def _doubts(pages: Sequence[Page]) -> list[Note]:
    return list(_each_doubt(pages))[:_MOST_NOTES]


def _each_doubt(pages: Sequence[Page]) -> Iterator[Note]:
    """What to compare with the original: the scan as a whole, and each line with words that are hard to read."""
    if any(page.is_scanned for page in pages):
        yield Note("scanned", "Văn bản được nhận dạng từ bản quét, vui lòng đối chiếu số, ngày, thời hạn và tên đơn vị với bản gốc.")
    for page in pages:
        if page.is_illegible:
            yield Note("illegible", f"Lớp chữ của trang {page.number} không đọc được đầy đủ, vui lòng đối chiếu với bản gốc.")
        if not page.is_scanned:
            continue
        for number, row in enumerate(rows_of(page.words), start=1):
            unsure = [word.text for word in row.words if _is_unsure(word)]
            if unsure:
                words = " ".join(unsure)[:80]
                yield Note("scan_unclear", f"Chữ quét khó đọc ở dòng {number}, trang {page.number}: “{words}”.", words=row.text)


def _is_unsure(word: Word) -> bool:
    return any(char.isalnum() for char in word.text) and (word.confidence < UNSURE or _ODD.search(word.text) is not None)
