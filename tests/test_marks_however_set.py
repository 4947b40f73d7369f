"""A mark of state secrecy is one by how it looks: letters shown as capitals, fonts from before Unicode, a line of a paragraph."""

import io
from collections.abc import Callable
from datetime import date

import pytest
import xlsxwriter
from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.style import WD_STYLE_TYPE

from directives.files import ReadingError, contents_of, refuse_secret
from directives.layout import check

pytestmark = pytest.mark.django_db

Plant = Callable[[OpenDocument], object]


def with_run(text: str, *, font: str = "", **shown: bool) -> Plant:
    def plant(document: OpenDocument) -> None:
        run = document.add_paragraph().add_run(text)
        run.font.name = font or None
        for name, value in shown.items():
            setattr(run.font, name, value)

    return plant


def with_style(document: OpenDocument) -> None:
    """Capitals by the style that the paragraph's style is based on."""
    above = document.styles.add_style("Dấu", WD_STYLE_TYPE.PARAGRAPH)
    above.font.all_caps = True
    own = document.styles.add_style("Dấu riêng", WD_STYLE_TYPE.PARAGRAPH)
    own.base_style = above
    document.add_paragraph("Tuyệt mật", style=own)


def on_a_line(document: OpenDocument) -> None:
    run = document.add_paragraph().add_run("MẬT")
    run.add_break()
    run.add_text("Số: 12/UBND-VX")


def over_lines(*lines: str) -> Plant:
    """In a narrow cell."""

    def plant(document: OpenDocument) -> None:
        document.add_table(1, 1).cell(0, 0).text = "\n".join(lines)

    return plant


def in_the_head_of_pages(document: OpenDocument) -> None:
    document.sections[0].header.paragraphs[0].text = "TỐI MẬT"


MARKED: dict[str, Plant] = {
    "shown as capitals": with_run("Mật", all_caps=True),
    "shown as small capitals": with_run("Tối mật", small_caps=True),
    "shown as capitals by a style": with_style,
    "in a capital font of TCVN3": with_run("mËt", font=".VnTimeH"),
    "in a font of VNI": with_run("MAÄT", font="VNI-Times"),
    "on a line of its own": on_a_line,
    "over two lines": over_lines("TUYỆT", "MẬT"),
    "below what it is": over_lines("ĐỘ MẬT:", "MẬT"),
    "before a tab": lambda document: document.add_paragraph("MẬT\tSố: 05/UBND-VX"),
    "behind what it is": lambda document: document.add_paragraph("Độ mật: MẬT"),
    "in the head of the pages": in_the_head_of_pages,
}
PLAIN: dict[str, Plant] = {
    "a small word": lambda document: document.add_paragraph("Mật"),
    "capitals that a run takes back": with_run("Mật", all_caps=False),
    "a mention": lambda document: document.add_paragraph("Giữ bí mật nhà nước; tài liệu mật\tgửi riêng"),
    "a head of a column over two lines": over_lines("MỨC ĐỘ", "MẬT"),
    "a heading over two lines": over_lines("AN TOÀN, BẢO", "MẬT"),
    "other letters in an old font": with_run("Một", font="VNI-Times"),
}


def document(plant: Plant) -> bytes:
    made, stream = Document(), io.BytesIO()
    made.add_paragraph("Nội dung văn bản.")
    plant(made)
    made.save(stream)
    return stream.getvalue()


READERS: dict[str, Callable[[bytes], object]] = {
    "reading": lambda content: contents_of(content, name="a.docx"),
    "evidence": refuse_secret,
    "layout": lambda content: check(content, name="a.docx", today=date(2026, 11, 21)),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("how", MARKED)
def test_a_mark_is_found_however_it_is_set(how: str, reader: str) -> None:
    with pytest.raises(ReadingError) as told:
        READERS[reader](document(MARKED[how]))
    assert told.value.code == "secret"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("how", PLAIN)
def test_what_looks_otherwise_is_no_mark(how: str, reader: str) -> None:
    READERS[reader](document(PLAIN[how]))


def test_a_mark_that_a_formula_gives_is_one() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet().write_formula("A1", '="MẬT"', None, "MẬT")
    with pytest.raises(ReadingError) as told:
        refuse_secret(stream.getvalue())
    assert told.value.code == "secret"
