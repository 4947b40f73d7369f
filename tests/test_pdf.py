"""What we write as PDF: with the shipped fonts inside, ended in time, and a clear word where LibreOffice is missing."""

import hashlib
import io
import socket
import subprocess
import tempfile
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageFont

from directives.writing import pdf, write_letter
from directives.writing.pdf import PdfError, pdf_of
from tests.generated import letters

FONTS = Path(pdf.__file__).parent / "fonts"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
VIETNAMESE = [*map(chr, range(0x1EA0, 0x1EFA)), *"ĂăÂâĐđÊêÔôƠơƯưÀÁÃÈÉÌÍÒÓÕÙÚÝàáãèéìíòóõùúýĨĩŨũ–—“”‘’…•×≥≤₫"]


def test_shipped_fonts_are_those_of_the_lock_with_their_licence() -> None:
    [package] = tomllib.loads((FONTS / "LOCK.toml").read_text("utf-8"))["package"]
    locked = {file["path"]: file["sha256"] for file in package["file"]}
    assert locked == {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FONTS.glob("*.ttf")}
    assert len(locked) == 4
    assert "SIL OPEN FONT LICENSE" in (FONTS / package["licence_file"]).read_text("utf-8")


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_shipped_fonts_have_every_vietnamese_letter(path: Path) -> None:
    font = ImageFont.truetype(path, 40)
    missing = bytes(font.getmask("\uffff"))
    assert [letter for letter in VIETNAMESE if bytes(font.getmask(letter)) == missing] == []


def test_machine_without_libreoffice_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PdfError, match="chưa cài LibreOffice") as refusal:
        pdf_of(b"")
    assert refusal.value.code == "missing"


@pytest.mark.services
def test_pdf_has_the_text_and_the_shipped_fonts_inside(tmp_path: Path) -> None:
    printed = tmp_path / "printed.pdf"
    printed.write_bytes(pdf_of(write_letter(letters()["KH-appendix"])))
    fonts = subprocess.run(["pdffonts", printed], check=True, capture_output=True, text=True).stdout.splitlines()[2:]
    assert {line.split()[0].partition("+")[2] for line in fonts} == {path.stem.replace("-Regular", "") for path in FONTS.glob("*.ttf")}
    assert all(line.split()[-5:-2] == ["yes", "yes", "yes"] for line in fonts)
    document = pypdfium2.PdfDocument(printed)
    sizes = [tuple(round(side / 72 * 25.4) for side in document[page].get_size()) for page in range(len(document))]
    assert sizes == [(210, 297), (297, 210), (297, 210), (210, 297)]
    text = document[0].get_textpage().get_text_range()
    assert "Triển khai ứng dụng bảo hiểm xã hội số trên địa bàn Thành phố" in text


@pytest.mark.services
def test_printing_that_takes_too_long_is_ended_with_all_that_it_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(PdfError) as refusal:
        pdf_of(write_letter(letters()["CV-short"]), seconds=0.3)
    assert refusal.value.code == "timeout"
    assert not [process for process in Path("/proc").glob("[0-9]*") if str(tmp_path).encode() in _command(process)]
    assert not list(tmp_path.iterdir())


@pytest.mark.services
def test_what_is_no_document_gives_no_pdf() -> None:
    with pytest.raises(PdfError) as refusal:
        pdf_of(b"PK\x03\x04 broken")
    assert refusal.value.code == "broken"


@pytest.mark.services
def test_printing_fetches_no_picture_from_elsewhere() -> None:
    with socket.create_server(("127.0.0.1", 0)) as elsewhere:
        elsewhere.setblocking(False)
        address = f"http://127.0.0.1:{elsewhere.getsockname()[1]}/picture.png"
        assert pdf_of(_with_linked_picture(write_letter(letters()["CV-short"]), address)).startswith(b"%PDF-")
        with pytest.raises(BlockingIOError):
            elsewhere.accept()


@pytest.mark.services
def test_printing_at_the_same_time_does_not_meet() -> None:
    documents = [write_letter(letters()[name]) for name in ("CV-short", "KH-short", "QC-short")]
    with ThreadPoolExecutor(3) as at_once:
        printed = [pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range() for pdf in at_once.map(pdf_of, documents)]
    assert [number in text for number, text in zip(("05/UBND-KGVX", "05/KH-UBND", "05/QC-UBND"), printed, strict=True)] == [True] * 3


def _with_linked_picture(document: bytes, address: str) -> bytes:
    """The .docx with a picture in its text that lies at an address."""
    parts = {
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="far" Type="{_OFFICE}/relationships/image" Target="{address}" TargetMode="External"/></Relationships>',
        ),
        "word/document.xml": (
            "<w:body>",
            f'<w:body><w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main">'
            f'<wp:extent cx="900000" cy="900000"/><wp:docPr id="9" name="far"/><a:graphic><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="0" name="far"/><pic:cNvPicPr/></pic:nvPicPr>'
            '<pic:blipFill><a:blip r:link="far"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="900000" cy="900000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
            "</a:graphic></wp:inline></w:drawing></w:r></w:p>",
        ),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            for old, new in [parts[name]] if name in parts else []:
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            target.writestr(name, content)
    return stream.getvalue()


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
