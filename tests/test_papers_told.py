"""What papers of the system say in full: the phiếu of a document that came, a warning about equal form, a table with its note."""

import io
import zipfile

import pytest
from docx import Document

from directives.models import Directive, Effect
from directives.writing import AgencyHead, Handling, IncomingNote, Letter, Paragraph, Table, write_incoming_note, write_letter
from directives.writing.body import punctuated

HEAD = AgencyHead((), ("Ủy ban nhân dân", "xã An Bình"))


def words(made: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs]


def note(**said: Handling) -> list[str]:
    return words(write_incoming_note(IncomingNote(head=HEAD, place="An Bình", document="Công văn số 12/BNV-VP", **said)))


def test_a_blank_note_asks_each_leader_who_leads_who_takes_part_and_until_when() -> None:
    said = note()
    labels = [line.rstrip("…").rstrip(": ") for line in said if line.startswith("- ")]
    assert labels == [
        "- Giao đơn vị, cá nhân chủ trì",
        "- Giao các đơn vị, cá nhân tham gia phối hợp giải quyết",
        "- Thời hạn giải quyết",
        "- Giao cho cá nhân",
        "- Thời hạn giải quyết",
    ]
    assert all(line.endswith("…") for line in said if line.startswith("- "))


def test_what_was_said_is_written_and_only_what_is_open_is_asked() -> None:
    said = note(by_agency=Handling("Phòng Văn hóa", deadline="20/3/2027"), by_unit=Handling("Bà An"))
    assert "- Giao đơn vị, cá nhân chủ trì: Phòng Văn hóa." in said
    assert "- Thời hạn giải quyết: 20/3/2027." in said
    assert not any("phối hợp" in line for line in said), "who was given it alone has no partners"
    assert "- Giao cho cá nhân: Bà An." in said
    assert [line for line in said if line.endswith("…")] == [f"- Thời hạn giải quyết: {'…' * 20}"]


@pytest.mark.parametrize(("kind", "asked"), [("QĐ", "hãy dùng quyết định (NĐ"), ("KH", "hãy dùng kế hoạch hoặc quyết định (NĐ")])
def test_a_doubt_about_equal_form_names_each_form_once(kind: str, asked: str) -> None:
    effect = Effect(directive=Directive(kind="CV"), target=Directive(kind=kind), kind=Effect.Kind.REPLACES)
    assert asked in effect.doubt


def test_the_note_of_a_table_stands_with_its_last_row() -> None:
    table = Table(columns=("TT", "Đơn vị"), rows=(("1", "Phòng A"), ("2", "Phòng B")), note="Nguồn: báo cáo của các đơn vị.")
    letter = Letter(kind="BC", head=HEAD, symbol="BC-UBND", place="An Bình", subject="Kết quả", body=(Paragraph("text", "", "Sau:"), table))
    rows = Document(io.BytesIO(write_letter(letter))).tables[1].rows
    kept = [all(paragraph.paragraph_format.keep_with_next for cell in row.cells for paragraph in cell.paragraphs) for row in rows]
    assert kept == [False, False, True]


def test_parts_of_a_text_have_the_marks_of_the_whole_and_no_others() -> None:
    whole = (Paragraph("base", "", "Căn cứ Luật A"), Paragraph("base", "", "Căn cứ Luật B"), Paragraph("text", "", "Thực hiện"))
    marked = punctuated(whole)
    assert [one.text for one in marked if isinstance(one, Paragraph)] == ["Căn cứ Luật A;", "Căn cứ Luật B.", "Thực hiện./."]
    part = Letter(kind="CV", head=HEAD, symbol="UBND-VP", place="An Bình", subject="x", body=marked[:1], is_part=True)
    with zipfile.ZipFile(io.BytesIO(write_letter(part))) as package:
        text = package.read("word/document.xml").decode()
    assert "Căn cứ Luật A;<" in text
    assert "./." not in text
