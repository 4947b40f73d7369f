"""A picture of a page → its words, by Tesseract with Vietnamese data. Runs in the child process only."""

import io
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from statistics import median

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

from directives.files.contents import Page, Word
from directives.files.errors import ReadingError

MAX_PIXELS = 50_000_000
MAX_FRAMES = 60
FORMATS = ("PNG", "JPEG", "TIFF", "WEBP")
_SECONDS = 40  # for one page
#: of a sheet of A4: 240 dots per inch, a little blurred, gave the fewest wrong words of 200 to 360, sharp to more blurred
_WIDE = 2_000
_SOFTENED = ImageFilter.GaussianBlur(0.6)
_A4 = 595.0  # its width in points
_NOT_INSTALLED = ReadingError(
    "no_ocr",
    "Tệp là bản quét hoặc ảnh nhưng máy chủ chưa cài Tesseract với dữ liệu tiếng Việt, vui lòng dùng bản .docx, PDF có lớp chữ hoặc dán "
    "nội dung văn bản, và báo quản trị hệ thống cài gói tesseract-ocr-vie.",
)


class Reader:
    """Tesseract, looked for when the first picture comes."""

    def __init__(self) -> None:
        self._program: str | None = None

    def page(self, picture: Image.Image, *, number: int) -> Page:
        """The words of a page, upright and straight; its short side counts as that of A4. Raises `ReadingError` "no_ocr" or "timeout".

        A page without ink has no words, whether or not Tesseract is there.
        """
        page = _prepared(picture)
        words: list[Word] = []
        if _has_ink(page):
            program = self._find()
            page = _straightened(_turned(page, self._quarters(program, page)))
            words = list(_words(_run(program, page, "-l", "vie", "--psm", "4"), scale=_A4 / min(page.size)))
        scale = _A4 / min(page.size)
        return Page(number, page.width * scale, page.height * scale, words, is_scanned=bool(words))

    def _find(self) -> str:
        if self._program is None:
            program = shutil.which("tesseract")
            if program is None:
                raise _NOT_INSTALLED
            known = subprocess.run([program, "--list-langs"], capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - no input
            if b"vie" not in known.stdout.split():
                raise _NOT_INSTALLED
            self._program = program
        return self._program

    def _quarters(self, program: str, page: Image.Image) -> int:
        """By how many quarters clockwise the page must be turned to stand upright; 0 when that is not sure."""
        if page.width <= page.height:
            return 0
        told = _run(program, page.reduce(2), "--psm", "0", must_answer=False)
        values = dict(line.split(b": ", 1) for line in told.splitlines() if b": " in line)
        sure = float(values.get(b"Orientation confidence", b"0") or 0) > 1.0
        turn = values.get(b"Rotate", b"0").strip()
        return int(turn) // 90 % 4 if sure and turn.isdigit() else 0


def pictures(source: bytes) -> Iterator[tuple[Image.Image, int]]:
    """The pages of a picture file in grey, at most 60, each with how many there are. Raises `ReadingError` "broken" or "too_large"."""
    broken = ReadingError("broken", "Tệp ảnh bị hỏng, vui lòng quét hoặc chụp lại rồi chọn lại.")
    large = ReadingError("too_large", "Ảnh có kích thước quá lớn, vui lòng quét lại ở 300 dpi rồi chọn lại.")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(source), formats=FORMATS) as image:
                total = getattr(image, "n_frames", 1)
                if total > MAX_FRAMES:
                    raise ReadingError("too_large", f"Tệp ảnh có hơn {MAX_FRAMES} trang, vui lòng tách thành các tệp nhỏ hơn.")
                for number in range(total):
                    image.seek(number)
                    if image.width * image.height > MAX_PIXELS:
                        raise large
                    image.draft("L", image.size)
                    yield ImageOps.exif_transpose(_grey(image)), total
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise large from error
        except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, ZeroDivisionError, EOFError, OverflowError) as error:
            raise broken from error


def _grey(image: Image.Image) -> Image.Image:
    """In grey on white: what is transparent counts as paper."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        whole = image.convert("RGBA")
        paper = Image.new("RGBA", whole.size, "white")
        return Image.alpha_composite(paper, whole).convert("L")
    return image.convert("L")


def _prepared(picture: Image.Image) -> Image.Image:
    """In the size of letters that Tesseract knows best, with black text on white."""
    page = picture if picture.mode == "L" else picture.convert("L")
    narrow = min(page.size)
    if not 0.8 * _WIDE < narrow < 1.1 * _WIDE:
        scale = min(_WIDE / narrow, 2.0, (MAX_PIXELS / 2 / (page.width * page.height)) ** 0.5)
        page = page.resize((max(1, int(page.width * scale)), max(1, int(page.height * scale))), Image.Resampling.LANCZOS)
    if ImageStat.Stat(page).mean[0] < 90:
        page = ImageChops.invert(page)
    return ImageOps.autocontrast(page, cutoff=(0, 1)).filter(_SOFTENED)


def _has_ink(page: Image.Image) -> bool:
    """Whether anything darker than dust stands on the page."""
    return sum(page.histogram()[:128]) > 40


def _turned(page: Image.Image, quarters: int) -> Image.Image:
    turns = {1: Image.Transpose.ROTATE_270, 2: Image.Transpose.ROTATE_180, 3: Image.Transpose.ROTATE_90}
    return page.transpose(turns[quarters]) if quarters in turns else page


def _straightened(page: Image.Image) -> Image.Image:
    """Turned by the angle, up to five degrees, at which lines of text stand out most from the white between them."""
    small = page.resize((600, max(1, 600 * page.height // page.width)), Image.Resampling.BOX) if page.height < 4 * page.width else page
    if small is page:
        return page
    ink = ImageChops.invert(small).point(lambda value: 255 if value > 100 else 0)

    def sharpness(angle: float) -> float:
        rows = ink.rotate(angle, Image.Resampling.BILINEAR).resize((1, ink.height), Image.Resampling.BOX)
        return ImageStat.Stat(rows).var[0]

    coarse = max((step * 0.5 for step in range(-10, 11)), key=sharpness)
    angle = max((coarse + step * 0.1 for step in range(-4, 5)), key=sharpness)
    if abs(angle) < 0.15 or sharpness(angle) < 1.05 * sharpness(0.0):
        return page
    return page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255)


def _run(program: str, page: Image.Image, *options: str, must_answer: bool = True) -> bytes:
    given = io.BytesIO()
    page.save(given, "PPM")
    kind = ("tsv",) if must_answer else ()
    try:
        done = subprocess.run(  # noqa: S603 - our own words, and a picture on the input
            [program, "stdin", "stdout", "--dpi", "300", *options, *kind],
            input=given.getvalue(),
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise ReadingError("timeout", "Nhận dạng chữ quá lâu nên đã dừng, vui lòng quét lại rõ hơn hoặc dùng bản .docx.") from error
    if done.returncode and must_answer:
        raise ReadingError("broken", "Không nhận dạng được chữ trong ảnh, vui lòng quét lại ở 300 dpi rồi chọn lại.")
    return done.stdout


def _words(table: bytes, *, scale: float) -> Iterator[Word]:
    """The words of Tesseract's table. All of one line get its height: their own boxes are as high as their letters happen to be."""
    lines: dict[tuple[str, ...], list[Word]] = {}
    for row in table.decode("utf-8", "replace").splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        text, confidence = cells[11].strip(), float(cells[10])
        left, top, width, height = (int(cell) * scale for cell in cells[6:10])
        if not any(char.isalnum() for char in text) and (width > 15 or text.strip("-–—+•*&.,;:/()%“”\"'…")):
            continue  # a rule, a stamp, dust
        lines.setdefault(tuple(cells[1:5]), []).append(Word(text, left, left + width, top, top + max(height, 1.0), confidence))
    for words in lines.values():
        lettered = [word for word in words if any(char.isalnum() for char in word.text)] or words
        middle, height = median(word.middle for word in lettered), median(word.height for word in lettered)
        for word in words:
            word.top, word.bottom = middle - 0.6 * height, middle + 0.6 * height
        yield from words
