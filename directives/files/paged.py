"""PDF files and pictures → their pages, one after the other. Runs in the child process only."""

import re
from collections.abc import Iterator, Sequence

from directives.files.contents import Page, Progress, Word
from directives.files.errors import ReadingError
from directives.files.pdf import Document, PdfPage
from directives.files.scan import Reader, pictures

MAX_SCANNED = 60
_FEW_WORDS = 15  # on a page of which a picture covers a third: a stamp, a signature, a page number over the scan
_LIKE_A_SYLLABLE = re.compile("[bcdđghklmnpqrstvx]{0,3}[aeiouyăâêôơưà-ãè-êìíĩò-õùúýĩũạ-ỹ]{1,3}[cghmnpt]{0,2}")


def pages_of_pdf(source: bytes, *, progress: Progress) -> Iterator[Page]:
    """The pages of a PDF; those without legible text are recognised from their picture."""
    document, reader, scanned = Document(source), Reader(), 0
    for index in range(document.page_count):
        found = document.page(index)
        try:
            page = found.read()
            if _is_legible(page.words) and (len(page.words) >= _FEW_WORDS or not found.is_picture()):
                progress(index + 1, document.page_count)
                yield page
                continue
            scanned += 1
            if scanned > MAX_SCANNED:
                raise ReadingError("too_large", f"Tệp có hơn {MAX_SCANNED} trang quét, vui lòng tách thành các tệp nhỏ hơn.")
            progress(index, document.page_count)
            yield _better(page, found, reader)
        finally:
            found.close()


def pages_of_picture(source: bytes, *, progress: Progress) -> Iterator[Page]:
    """The page of a picture, or the pages of a TIFF."""
    reader = Reader()
    for index, (picture, total) in enumerate(pictures(source)):
        progress(index, total)
        yield reader.page(picture, number=index + 1)


def _better(page: Page, found: PdfPage, reader: Reader) -> Page:
    """The page as recognised, or as it is where that says more."""
    try:
        recognised = reader.page(found.picture(), number=page.number)
    except ReadingError:
        if len(page.words) < _FEW_WORDS:
            raise
        page.is_illegible = True
        return page
    if page.words and _share(recognised.words) < _share(page.words):
        page.is_illegible = not _is_legible(page.words)
        return page
    return recognised


def _is_legible(words: Sequence[Word]) -> bool:
    return bool(words) and _share(words) >= 0.4


def _share(words: Sequence[Word]) -> float:
    """How many of the words made of letters look like Vietnamese syllables, 0 to 1; 1 where there are hardly any."""
    letters = [bare.lower() for word in words if (bare := word.text.strip("-–“”\"'().,;:…/")).isalpha()]
    return sum(_LIKE_A_SYLLABLE.fullmatch(word) is not None for word in letters) / len(letters) if len(letters) > 5 else 1.0
