"""PDF files and pictures from anywhere: what is refused with one sentence, and that no parser hangs, swells or stays behind."""

import io
import os
import resource
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from directives.files import Text, child, contents_of, sandbox, scan
from directives.reading import ReadingError, read

PRINTED = sorted((Path(__file__).parent / "printed").glob("*.pdf"))


def pdf(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R%b>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, trailer, start))


def stream(content: bytes, *, filters: bytes = b"") -> bytes:
    return b"<</Length %d%b>>\nstream\n%b\nendstream" % (len(content), filters, content)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, count + 3))
    return pdf(CATALOGUE, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, kids), *[b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"] * count)


def one_page(content: bytes, *, filters: bytes = b"") -> bytes:
    return pdf(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", PAGE, stream(content, filters=filters))


def with_password() -> bytes:
    lock = b"<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>" % (b"41" * 32, b"42" * 32)
    identity = b"/Encrypt 3 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    return pdf(CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>", lock, trailer=identity)


def picture(kind: str, size: tuple[int, int] = (60, 40), *, frames: int = 1) -> bytes:
    page, out = Image.new("L", size, "white"), io.BytesIO()
    ImageDraw.Draw(page).text((4, 4), "VT")
    more = {"save_all": True, "append_images": [page] * (frames - 1)} if kind == "TIFF" else {}
    page.save(out, kind, **more)
    return out.getvalue()


def endless_png() -> bytes:
    """A picture of 60,000 by 60,000 points in a few bytes."""
    out = b"\x89PNG\r\n\x1a\n"
    for chunk in (b"IHDR" + (60_000).to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0]), b"IDAT" + zlib.compress(bytes(60_001))):
        out += (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    return out


@pytest.mark.parametrize(
    ("source", "name", "code"),
    [
        (with_password(), "khoa.pdf", "encrypted"),
        (many_pages(10_000), "dai.pdf", "too_large"),
        (pdf(CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>"), "khong-trang.pdf", "broken"),
        (PRINTED[0].read_bytes()[:5_000], "cut.pdf", "broken"),
        (b"%PDF-1.7\n" + bytes(1000), "rong.pdf", "broken"),
        (one_page(b""), "trang.pdf", "empty"),
        (endless_png(), "lon.png", "too_large"),
        (picture("TIFF", frames=scan.MAX_FRAMES + 1), "nhieu.tiff", "too_large"),
        (picture("PNG")[:60], "hong.png", "broken"),
        (b"\xff\xd8\xff\xe0 nothing", "hong.jpg", "broken"),
        (b"II*\x00\x08\x00\x00\x00\xff\xff", "hong.tif", "broken"),
        (b"GIF89a", "a.gif", "not_supported"),
        (b"RIFF1234WEBP", "a.webp", "broken"),
        (b"anything", "a.heic", "not_supported"),
    ],
)  # fmt: skip
def test_files_that_are_refused(source: bytes, name: str, code: str) -> None:
    began = time.monotonic()
    with pytest.raises(ReadingError) as refused:
        read(source, name=name)
    assert refused.value.code == code
    assert str(refused.value).endswith(".")
    assert "vui lòng" in str(refused.value)
    assert time.monotonic() - began < 20


def test_a_page_that_unpacks_to_400_megabytes_takes_the_child_with_it_and_nothing_else() -> None:
    packer, packed = zlib.compressobj(1), b""
    for _ in range(400):
        packed += packer.compress(b"q\n" * 512 * 1024)
    packed += packer.flush()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReadingError) as refused:
        read(one_page(packed, filters=b"/Filter/FlateDecode"), name="bom.pdf")
    assert refused.value.code in {"broken", "too_large", "empty"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_large_word_file_is_parsed_in_the_child() -> None:
    paragraph = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
    words = "Sở Y tế yêu cầu các bệnh viện rà soát thuốc. " * 40
    body = "".join(paragraph.format(f"{number}{words}") for number in range(3_000))
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as package:
        package.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    text = contents_of(out.getvalue(), name="lon.docx")
    assert isinstance(text, Text)
    assert text.text.count("\n") == 2_999


def test_reading_ends_when_its_time_is_over() -> None:
    began = time.monotonic()
    with pytest.raises(ReadingError) as refused:
        sandbox.parsed_apart(PRINTED[0].read_bytes(), kind="pdf", whole=0.01)
    assert (refused.value.code, time.monotonic() - began < 5) == ("timeout", True)


def running(words: str) -> bool:
    """Whether a process goes on with these words in its command line: one that was just killed may take a moment to leave."""
    deadline = time.monotonic() + 5
    while any(words.encode() in line for line in command_lines()):
        if time.monotonic() > deadline:
            return True
    return False


def command_lines() -> Iterator[bytes]:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield entry.read_bytes().replace(b"\0", b" ")


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole search path for programs."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_without_tesseract_a_scan_is_refused_with_what_to_do(programs: Path) -> None:
    with pytest.raises(ReadingError) as refused:
        read(picture("PNG", (900, 1200)), name="quet.png")
    assert refused.value.code == "no_ocr"
    assert "tesseract-ocr-vie" in str(refused.value)


def test_a_pdf_with_text_needs_no_tesseract(programs: Path) -> None:
    assert read(PRINTED[0].read_bytes(), name="a.pdf").head.number.value == "776"


def test_a_recogniser_that_hangs_is_ended_with_the_child(programs: Path) -> None:
    program = programs / "tesseract"
    program.write_text('#!/bin/sh\n[ "$1" = --list-langs ] && { echo vie; exit; }\nexec /bin/sleep 98765\n')
    program.chmod(0o755)
    began = time.monotonic()
    with pytest.raises(ReadingError) as refused:
        sandbox.parsed_apart(picture("PNG", (900, 1200)), kind="picture", silence=4)
    assert (refused.value.code, time.monotonic() - began < 20) == ("timeout", True)
    assert not running("sleep 98765")


def test_who_follows_the_reading_may_end_it() -> None:
    class EnoughError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise EnoughError

    with pytest.raises(EnoughError):
        read(PRINTED[0].read_bytes(), name="a.pdf", progress=stop)


def test_the_child_is_told_no_secret_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "hidden")
    monkeypatch.setenv("DATABASE_URL", "hidden")
    assert "hidden" not in sandbox.environment().values()
    assert set(sandbox.environment()) <= {"LC_ALL", "OMP_THREAD_LIMIT", "PATH", "TESSDATA_PREFIX", "LD_LIBRARY_PATH"}


def mutated(content: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with some changed, and the end cut off or not."""

    def change(changes: list[tuple[float, int]], kept: float) -> bytes:
        damaged = bytearray(content)
        for place, value in changes:
            damaged[int(place * (len(damaged) - 1))] = value
        return bytes(damaged[: max(8, int(kept * len(damaged)))])

    places = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=30)
    return st.builds(change, places, st.one_of(st.just(1.0), st.floats(0.05, 1)))


_PICTURES = {"a.png": picture("PNG"), "a.jpg": picture("JPEG"), "a.tif": picture("TIFF")}
DAMAGED = st.one_of(
    *(st.tuples(st.just("a.pdf"), mutated(path.read_bytes())) for path in PRINTED),
    *(st.tuples(st.just(name), mutated(content)) for name, content in _PICTURES.items()),
)


def survives(name: str, content: bytes) -> None:
    """Read or refused, in its time, without growing: neither we nor the child."""
    before, began = grown(), time.monotonic()
    with suppress(ReadingError):
        read(content, name=name)
    assert time.monotonic() - began < 60
    for now, then in zip(grown(), before, strict=True):
        assert now < max(then, 0) + 300 * 1024


def grown() -> Iterator[int]:
    """The highest memory of us and of our largest child, in KiB."""
    return iter([resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)])


@given(DAMAGED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_damaged_files_never_crash(damaged: tuple[str, bytes]) -> None:
    survives(*damaged)


@pytest.mark.long
@given(DAMAGED)
@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_thousand_damaged_files_never_crash(damaged: tuple[str, bytes]) -> None:
    survives(*damaged)


def test_the_child_limits_itself() -> None:
    limits = {name: getattr(resource, f"RLIMIT_{name}") for name in ("DATA", "CPU", "CORE", "FSIZE")}
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        child._limit()
        os.write(writing, repr({name: resource.getrlimit(limit)[0] for name, limit in limits.items()}).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    assert eval(os.read(reading, 1000)) == {"DATA": child.MEMORY, "CPU": child.CPU_SECONDS, "CORE": 0, "FSIZE": 0}  # noqa: S307 - our own words
