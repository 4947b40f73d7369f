"""Pages of a PDF: words with their places, ruled lines, and pictures of pages without words. Runs in the child process only."""

import ctypes
import math
from collections.abc import Iterator

import pypdfium2.raw as pdfium
from PIL import Image

from directives.files.contents import Page, Rule, Word
from directives.files.errors import ReadingError
from directives.files.legacy import encoding_of_font

MAX_PAGES = 300
MAX_CHARS = 40_000  # of one page
MAX_RULES = 2_000  # of one page
MAX_OBJECTS = 50_000  # of one page
_DPI = 300
_MOST_PIXELS = 25_000_000
_SOFT_HYPHENS = {0x2: 0x2D, 0xFFFE: 0x2D}  # how pdfium marks a hyphen at the end of a line


class Document:
    """An opened PDF. Raises `ReadingError`: "encrypted", "broken", "too_large"."""

    def __init__(self, source: bytes) -> None:
        pdfium.FPDF_InitLibrary()
        self._source = source  # pdfium reads from it as long as the document is open
        self._document = pdfium.FPDF_LoadMemDocument64(source, len(source), None)
        if not self._document:
            if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
                raise ReadingError("encrypted", "Tệp PDF được đặt mật khẩu, vui lòng bỏ mật khẩu rồi chọn lại.")
            raise ReadingError("broken", "Tệp PDF bị hỏng, vui lòng mở bằng trình đọc PDF, lưu lại rồi chọn lại.")
        self.page_count: int = pdfium.FPDF_GetPageCount(self._document)
        if self.page_count > MAX_PAGES:
            raise ReadingError("too_large", f"Tệp PDF có hơn {MAX_PAGES} trang, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
        if self.page_count < 1:
            raise ReadingError("broken", "Tệp PDF không có trang nào, vui lòng mở bằng trình đọc PDF, lưu lại rồi chọn lại.")

    def page(self, number: int) -> "PdfPage":
        """The page of that number, from 0."""
        handle = pdfium.FPDF_LoadPage(self._document, number)
        if not handle:
            raise ReadingError("broken", f"Trang {number + 1} của tệp PDF bị hỏng, vui lòng mở bằng trình đọc PDF, lưu lại rồi chọn lại.")
        return PdfPage(handle, number + 1)


class PdfPage:
    """One page, to be closed when done."""

    def __init__(self, handle: object, number: int) -> None:
        self._handle = handle
        self.number = number
        self.width = min(max(pdfium.FPDF_GetPageWidthF(handle), 1.0), 20_000.0)
        self.height = min(max(pdfium.FPDF_GetPageHeightF(handle), 1.0), 20_000.0)
        self._turns: int = pdfium.FPDFPage_GetRotation(handle)  # quarters, clockwise
        self._encodings: set[str] = set()
        edges = [ctypes.c_float() for _ in range(4)]
        box = [float(0), float(0), *((self.height, self.width) if self._turns % 2 else (self.width, self.height))]
        for read in (pdfium.FPDFPage_GetMediaBox, pdfium.FPDFPage_GetCropBox):
            if read(handle, *edges):
                left, bottom, right, top = (edge.value for edge in edges)
                if right > left and top > bottom:
                    box = [left, bottom, right, top]
        self._box = box

    def close(self) -> None:
        pdfium.FPDF_ClosePage(self._handle)

    def read(self) -> Page:
        """Its words and rules."""
        words, rules = list(self._words()), list(self._rules())
        return Page(self.number, self.width, self.height, words, rules, encodings=sorted(self._encodings))

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """From the page's own coordinates to those of the reader, from the upper left corner."""
        left, bottom, right, top = self._box
        return ((x - left, top - y), (y - bottom, x - left), (right - x, y - bottom), (top - y, right - x))[self._turns % 4]

    def _words(self) -> Iterator[Word]:
        text = pdfium.FPDFText_LoadPage(self._handle)
        if not text:
            return
        try:
            count = pdfium.FPDFText_CountChars(text)
            if count > MAX_CHARS:
                raise ReadingError("too_large", f"Trang {self.number} có quá nhiều chữ, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
            yield from self._words_of(text, max(count, 0))
        finally:
            pdfium.FPDFText_ClosePage(text)

    def _words_of(self, text: object, count: int) -> Iterator[Word]:
        rect, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        x, y = ctypes.c_double(), ctypes.c_double()
        straight = -math.radians(90 * self._turns)
        letters: list[int] = []
        first, left, right, line, size = 0, 0.0, 0.0, 0.0, 1.0

        def word() -> Word:
            # by the line it stands on and the size of its letters: boxes of single letters differ from font to font
            return Word(self._decoded(text, first, letters), left, right, line - 0.9 * size, line + 0.25 * size)

        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(text, index)
            code = _SOFT_HYPHENS.get(code, code)
            is_letter = code > 32 and code not in (0xA0, 0x3000) and pdfium.FPDFText_GetLooseCharBox(text, index, rect)
            if not is_letter or not pdfium.FPDFText_GetCharOrigin(text, index, x, y):
                if letters:
                    yield word()
                letters = []
                continue
            here = self._place(x.value, y.value)[1]
            ends = sorted((self._place(rect.left, rect.bottom)[0], self._place(rect.right, rect.top)[0]))
            if not all(-1e5 < place < 1e5 for place in (here, *ends)):
                continue
            if letters and (abs(here - line) > 0.5 * size or not -1.0 < (ends[0] - right) / size < 0.6):
                yield word()
                letters = []
            if not letters:
                if abs(math.remainder(pdfium.FPDFText_GetCharAngle(text, index) - straight, math.tau)) > 0.1:
                    continue  # a watermark across the page, a note in the margin
                first, left, right, line = index, ends[0], ends[1], here
                pdfium.FPDFText_GetMatrix(text, index, matrix)
                size = min(max(pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d), 1.0), 500.0)
            letters.append(code)
            right = max(right, ends[1])
        if letters:
            yield word()

    def _decoded(self, text: object, index: int, letters: list[int]) -> str:
        written = "".join(chr(code) for code in letters if code < 0x110000 and not 0xD800 <= code < 0xE000)
        if written.isascii():
            return written
        name = ctypes.create_string_buffer(80)
        pdfium.FPDFText_GetFontInfo(text, index, name, len(name), ctypes.c_int())
        encoding = encoding_of_font(name.value.decode("utf-8", "replace"))
        if encoding is None:
            return written
        self._encodings.add(encoding.name)
        return encoding.decode(written)

    def _rules(self) -> Iterator[Rule]:
        matrix, x, y = pdfium.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
        found = 0
        for index in range(min(pdfium.FPDFPage_CountObjects(self._handle), MAX_OBJECTS)):
            thing = pdfium.FPDFPage_GetObject(self._handle, index)
            if pdfium.FPDFPageObj_GetType(thing) != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPageObj_GetMatrix(thing, matrix):
                continue
            start = last = None
            for number in range(min(pdfium.FPDFPath_CountSegments(thing), 2_000)):
                segment = pdfium.FPDFPath_GetPathSegment(thing, number)
                if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                    continue
                here = self._place(matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
                if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO:
                    start = last = here
                    continue
                ends = [(last, here)] + ([(here, start)] if pdfium.FPDFPathSegment_GetClose(segment) else [])
                last = here
                for one, other in ends:
                    rule = _rule(one, other)
                    if rule:
                        yield rule
                        found += 1
                if found >= MAX_RULES:
                    return

    def is_picture(self) -> bool:
        """Whether a picture covers at least a third of the page."""
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        for index in range(min(pdfium.FPDFPage_CountObjects(self._handle), MAX_OBJECTS)):
            thing = pdfium.FPDFPage_GetObject(self._handle, index)
            is_image = pdfium.FPDFPageObj_GetType(thing) == pdfium.FPDF_PAGEOBJ_IMAGE
            if is_image and pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
                covered = abs((right.value - left.value) * (top.value - bottom.value))
                if 3 * covered > self.width * self.height:
                    return True
        return False

    def picture(self) -> Image.Image:
        """The page in grey at 300 dots per inch, less when it is larger than a sheet of A3."""
        scale = min(_DPI / 72, math.sqrt(_MOST_PIXELS / (self.width * self.height)))
        width, height = max(1, int(self.width * scale)), max(1, int(self.height * scale))
        bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
        if not bitmap:
            raise MemoryError
        try:
            pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
            pdfium.FPDF_RenderPageBitmap(bitmap, self._handle, 0, 0, width, height, 0, pdfium.FPDF_GRAYSCALE | pdfium.FPDF_ANNOT)
            stride = pdfium.FPDFBitmap_GetStride(bitmap)
            rows = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        finally:
            pdfium.FPDFBitmap_Destroy(bitmap)
        return Image.frombuffer("L", (width, height), rows, "raw", "L", stride, 1)


def _rule(one: tuple[float, float] | None, other: tuple[float, float] | None) -> Rule | None:
    """An upright or level line of at least 4 points, snapped straight."""
    if one is None or other is None:
        return None
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if not max(across, down) < 1e5 or max(across, down) < 4 or min(across, down) > 1:
        return None
    if across > down:
        return min(one[0], other[0]), one[1], max(one[0], other[0]), one[1]
    return one[0], min(one[1], other[1]), one[0], max(one[1], other[1])
