"""A broken file that came by e-mail: the door says what to do, and neither row nor byte of it stays."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from directives.models import IncomingDocument
from records.models import StoredFile

from .city import City, footprint
from .test_pages_incoming import NEW, TODAY, letter, sent, upload

pytestmark = pytest.mark.django_db


def whole() -> bytes:
    return letter(due=TODAY() + timedelta(days=40), issued=TODAY())


def with_part(name: str, part: bytes) -> bytes:
    """The letter with another content of one of its parts."""
    made = BytesIO()
    with ZipFile(BytesIO(whole())) as old, ZipFile(made, "w") as new:
        for one in old.namelist():
            new.writestr(one, part if one == name else old.read(one))
    return made.getvalue()


BROKEN: dict[str, Callable[[], bytes]] = {
    "cat-giua.docx": lambda: whole()[:3000],
    "cat-cuoi.docx": lambda: whole()[:-40],
    "hong-xml.docx": lambda: with_part("word/document.xml", b"<w:document><dang do"),
    "khong-phai-word.docx": lambda: b"chi la chu",
    "chi-co-dau.pdf": lambda: b"%PDF-1.4 dang do",
    "khong-trang.pdf": lambda: b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    "khong-phai-pdf.pdf": lambda: b"chi la chu",
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_what_to_do_and_leaves_nothing(city: City, tmp_path: Path, name: str) -> None:
    before = footprint()
    response = sent(city["clerk"], NEW, unit=city.units["BD"].pk, channel="email", source=upload(BROKEN[name](), name))
    assert response.status_code == 400
    assert "lưu lại rồi chọn lại" in unescape(response.content.decode())
    assert footprint() == before
    assert not IncomingDocument.objects.exists()
    assert not StoredFile.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
