"""What we write as PDF: with the shipped fonts inside, ended in time, and a clear word where LibreOffice is missing."""

import hashlib
import subprocess
import tempfile
import tomllib
from pathlib import Path

import pypdfium2
import pytest
from PIL import ImageFont

from directives.writing import pdf, write_letter
from directives.writing.pdf import PdfError, pdf_of
from tests.generated import letters

FONTS = Path(pdf.__file__).parent / "fonts"
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


def _command(process: Path) -> bytes:
    try:
        return (process / "cmdline").read_bytes()
    except OSError:
        return b""
