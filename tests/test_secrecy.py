"""Marks of state secrecy are refused at the door, wherever in a file they stand; words about secrecy are pointed out."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import docx
import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx.document import Document
from docx.oxml import parse_xml

from directives.files import Page, ReadingError, Word, contents_of
from directives.files.secrecy import alone_on_page, is_stamp
from directives.models import Directive
from directives.reading import read
from records.models import StoredFile
from workflows.views.forms.uploads import ManyFilesField

from .city import City, signed_in

NAMESPACES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
LETTER = """ỦY BAN NHÂN DÂN
THÀNH PHỐ HÀ NỘI
Số: 12/UBND-VX
Hà Nội, ngày 05 tháng 6 năm 2026
Kính gửi: Sở Y tế
UBND Thành phố giao Sở Y tế rà soát thuốc, báo cáo trước ngày 30/6/2026.
Nơi nhận:
- Như trên;
- Lưu: VT."""


def drawn(inner: str) -> Any:
    return parse_xml(f"<w:r {NAMESPACES}><w:pict><v:shape>{inner}</v:shape></w:pict></w:r>")


def in_a_paragraph(document: Document) -> None:
    document.add_paragraph("M Ậ T")


def in_a_text_box(document: Document) -> None:
    runs = "<w:r><w:t>TỐI </w:t></w:r><w:r><w:t>MẬT</w:t></w:r>"
    document.paragraphs[2]._p.append(drawn(f"<v:textbox><w:txbxContent><w:p>{runs}</w:p></w:txbxContent></v:textbox>"))


def in_a_text_box_of_two_lines(document: Document) -> None:
    lines = "<w:p><w:r><w:t>TỐI</w:t></w:r></w:p><w:p><w:r><w:t>MẬT</w:t></w:r></w:p>"
    document.paragraphs[2]._p.append(drawn(f"<v:textbox><w:txbxContent>{lines}</w:txbxContent></v:textbox>"))


def in_a_cell(document: Document) -> None:
    table = document.add_table(2, 4)
    for cell in table._cells:
        cell.text = "12 người"
    table.cell(1, 2).text = "TUYỆT\nMẬT"


def in_the_header(document: Document) -> None:
    document.sections[0].header.paragraphs[0].text = "(TUYỆT MẬT)"


def in_the_footer(document: Document) -> None:
    document.sections[0].footer.paragraphs[0].text = "ĐỘ MẬT: MẬT"


def in_a_watermark(document: Document) -> None:
    document.sections[0].header.paragraphs[0]._p.append(drawn('<v:textpath string="MẬT"/>'))


PLACES = [
    in_a_paragraph,
    in_a_text_box,
    in_a_text_box_of_two_lines,
    in_a_cell,
    in_the_header,
    in_the_footer,
    in_a_watermark,
]


def word_file(*changes: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    for line in LETTER.splitlines():
        document.add_paragraph(line)
    for change in changes:
        change(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def workbook(cell: str, header: str = "") -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(3, 2, cell)
        sheet.set_header(header)
    return made.getvalue()


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_a_mark_anywhere_in_a_word_file_is_refused(place: Callable[[Document], None]) -> None:
    for taken in (lambda content: read(content, name="van-ban.docx"), lambda content: evidence("van-ban.docx", content)):
        taken(word_file())
        with pytest.raises((ReadingError, ValidationError), match="dấu chỉ độ mật"):
            taken(word_file(place))


def evidence(name: str, content: bytes) -> None:
    ManyFilesField().clean([SimpleUploadedFile(name, content)])


@pytest.mark.parametrize(("cell", "header"), [("TỐI MẬT", ""), ("12 người", "&LBiểu 2&R&12MẬT")])
def test_a_mark_in_a_workbook_is_refused(cell: str, header: str) -> None:
    evidence("so-lieu.xlsx", workbook("Mật độ dân số", "&CBáo cáo"))
    with pytest.raises(ValidationError, match=r"“so-lieu\.xlsx” có dấu chỉ độ mật"):
        evidence("so-lieu.xlsx", workbook(cell, header))


def placed(*texts: tuple[str, float, float]) -> Page:
    """Each text with its left and its top, a word every few points."""
    words = []
    for text, left, top in texts:
        for word in text.split():
            words.append(Word(word, left, left + 8.0 * len(word), top, top + 14))
            left += 8.0 * len(word) + 4
    return Page(1, 595, 842, words)


def test_on_a_printed_page_a_mark_has_no_words_beside_it() -> None:
    head = ("ỦY BAN NHÂN DÂN", 60.0, 60.0)
    for stamp in (("TỐI MẬT", 60.0, 110.0), ("MẬT", 400.0, 61.0)):
        assert any(is_stamp(text) for text in alone_on_page(placed(head, stamp)))
    assert not any(is_stamp(text) for text in alone_on_page(placed(head, ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", 60.0, 110.0))))


def test_evidence_that_cannot_be_looked_through_is_refused() -> None:
    with pytest.raises(ValidationError, match=r"Không xem được bên trong tệp “bien-ban\.pdf”"):
        evidence("bien-ban.pdf", b"%PDF-1.7 ...")
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("word/document.xml", "<!DOCTYPE x><w/>")
    with pytest.raises(ValidationError, match=r"Không xem được bên trong tệp “bien-ban\.docx”"):
        evidence("bien-ban.docx", broken.getvalue())


@pytest.mark.django_db
def test_a_marked_source_leaves_no_file_and_no_draft(city: City) -> None:
    data = {"issuer": city.units["HN"].pk, "source": SimpleUploadedFile("a.docx", word_file(in_the_header))}
    response = signed_in(city["drafter"]).post(reverse("workflows:new"), data)
    assert (response.status_code, Directive.objects.count(), StoredFile.objects.count()) == (400, 0, 0)
    assert "dấu chỉ độ mật" in response.content.decode()


@pytest.mark.django_db
def test_words_about_secrecy_are_pointed_out_beside_the_draft(city: City) -> None:
    pasted = LETTER.replace("\nNơi nhận:", "\nCác đơn vị không gửi tài liệu mật qua thư điện tử; mật độ trạm y tế tính theo xã.\nNơi nhận:")
    assert signed_in(city["drafter"]).post(reverse("workflows:new"), {"issuer": city.units["HN"].pk, "pasted": pasted}).status_code == 302
    directive = Directive.objects.get()
    (note,) = [note for note in directive.source_notes if "văn bản mật" in note["message"]]
    assert directive.source_text[note["start"] : note["end"]] == "tài liệu mật"


def test_a_file_of_text_with_a_mark_is_refused_as_a_pasted_one_is() -> None:
    assert contents_of(LETTER.encode(), name="a.txt")
    with pytest.raises(ReadingError, match="dấu chỉ độ mật"):
        read(f"MẬT\n{LETTER}".encode(), name="a.txt")
