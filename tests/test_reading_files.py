"""Files from outside: .docx in all its shapes, encodings of text, and what is refused; nothing may crash or hang."""

import io
import time
import unicodedata
import zipfile
from contextlib import suppress
from datetime import date

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directives.files import word
from directives.reading import ReadingError, read, read_text

HEAD = "SỞ Y TẾ\nSố: 7/SYT-NV\nSơn Hải, ngày 06 tháng 5 năm 2026\nKính gửi: Các bệnh viện\n"
BODY = "Sở Y tế yêu cầu các bệnh viện rà soát thuốc, báo cáo trước ngày 30/5/2026."


def saved(document: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def letter() -> docx.document.Document:
    """A letter as Word users write it: head and signature in tables, tasks numbered by style, an assignment table behind."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "UBND TỈNH SƠN HẢI\nSỞ Y TẾ"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số: 91/SYT-NVY\nV/v tiêm chủng bổ sung"
    table.cell(1, 1).text = "Sơn Hải, ngày 14 tháng 3 năm 2026"
    document.add_paragraph("Kính gửi: Trung tâm Y tế các xã, phường")
    document.add_paragraph("Thực hiện Công văn số 12/BYT-PB ngày 10/3/2026 của Bộ Y tế, Sở Y tế yêu cầu Trung tâm Y tế các xã, phường:")
    document.add_paragraph("Rà soát trẻ chưa tiêm, hoàn thành trước ngày 31/3/2026;", style="List Number")
    document.add_paragraph("Báo cáo kết quả về Sở Y tế.", style="List Number")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text = "Nơi nhận:\n- Như trên;\n- Lưu: VT, NVY."
    table.cell(0, 1).text = "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\n\nNguyễn Thị Lan"
    table = document.add_table(rows=2, cols=5)
    for column, words in enumerate(("STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành")):
        table.cell(0, column).text = words
    for column, words in enumerate(("1", "Mua vắc xin", "Phòng Nghiệp vụ Y", "Phòng Tài chính; Văn phòng Sở", "Quý II/2026")):
        table.cell(1, column).text = words
    return document


def refusal(source: bytes, name: str = "a.docx") -> str:
    with pytest.raises(ReadingError) as refused:
        read(source, name=name)
    assert str(refused.value).endswith(".")
    return refused.value.code


def test_word_letter_reads_back() -> None:
    reading = read(saved(letter()), name="thư.docx")
    head = reading.head
    assert (head.superior_agency.value, head.issuer.value, head.number.value, head.symbol.value) == (
        "UBND TỈNH SƠN HẢI",
        "SỞ Y TẾ",
        "91",
        "SYT-NVY",
    )
    assert (head.place.value, head.date, head.subject.value) == ("Sơn Hải", date(2026, 3, 14), "tiêm chủng bổ sung")
    assert (reading.signer.authority, reading.signer.title, reading.signer.name) == (("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC", "Nguyễn Thị Lan")
    assert [(line.name, line.note) for line in reading.recipients] == [("Như trên", None)]
    assert [(task.section, task.deadline, [name.name for name in task.responsible]) for task in reading.tasks] == [
        ("1", date(2026, 3, 31), ["Trung tâm Y tế các xã, phường"]),
        ("2", None, ["Trung tâm Y tế các xã, phường"]),
        ("bảng 1", date(2026, 6, 30), ["Phòng Nghiệp vụ Y"]),
    ]
    assert [name.name for name in reading.tasks[2].coordinating] == ["Phòng Tài chính", "Văn phòng Sở"]
    for task in reading.tasks:
        assert reading.text[slice(*task.span)] == task.text


def test_text_of_a_word_file_reads_as_the_file_does() -> None:
    reading = read(saved(letter()), name="a.docx")
    assert [task.text for task in read_text(reading.text).tasks] == [task.text for task in reading.tasks]


def test_tracked_changes_are_read_as_if_accepted() -> None:
    document = docx.Document()
    for line in HEAD.splitlines():
        document.add_paragraph(line)
    paragraph = document.add_paragraph("Sở Y tế yêu cầu các bệnh viện rà soát thuốc, báo cáo trước ngày ")
    for tag, words, holder in (("w:del", "15/5/2026", "w:delText"), ("w:ins", "30/5/2026", "w:t")):
        change, run, text = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(holder)
        change.set(qn("w:author"), "A")
        text.text = words
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    reading = read(saved(document), name="a.docx")
    assert [task.deadline for task in reading.tasks] == [date(2026, 5, 30)]
    assert "15/5/2026" not in reading.text


def test_text_boxes_are_read_once() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    alternatives = (
        OxmlElement("mc:AlternateContent") if "mc" in docx.oxml.ns.nsmap else paragraph._p.makeelement(word.MC + "AlternateContent")
    )
    for tag in ("Choice", "Fallback"):
        branch = paragraph._p.makeelement(f"{word.MC}{tag}")
        content, inner, run, text = (OxmlElement(name) for name in ("w:txbxContent", "w:p", "w:r", "w:t"))
        text.text = "Số: 44/SYT-VP"
        run.append(text)
        inner.append(run)
        content.append(inner)
        branch.append(content)
        alternatives.append(branch)
    paragraph.add_run()._r.append(alternatives)
    for line in [*HEAD.splitlines()[2:], BODY]:
        document.add_paragraph(line)
    reading = read(saved(document), name="a.docx")
    assert (reading.head.number.value, reading.text.count("44/SYT-VP")) == ("44", 1)


def test_automatic_numbers_are_written_out() -> None:
    document = docx.Document()
    for style in ("List Number", "List Number", "List Bullet", "List Number"):
        document.add_paragraph("Việc cần làm", style=style)
    assert text_of(document).split("\n") == ["1. Việc cần làm", "2. Việc cần làm", "- Việc cần làm", "3. Việc cần làm"]


def text_of(document: docx.document.Document) -> str:
    return word.text_of_docx(saved(document)).text


def test_runs_and_styles_in_old_fonts_become_unicode_with_a_warning() -> None:
    document = docx.Document()
    for line in HEAD.splitlines():
        document.add_paragraph(line)
    paragraph = document.add_paragraph()
    for font, words in (
        (".VnTimeH", "së y tÕ "),
        (".VnTime", "yªu cÇu c¸c bÖnh viÖn rµ so¸t thuèc, b¸o c¸o "),
        ("Times New Roman", "trước ngày 30/5/2026."),
    ):
        paragraph.add_run(words).font.name = font
    document.styles["List Number"].font.name = "VNI-Times"
    document.add_paragraph("Tieáp tuïc thöïc hieän.", style="List Number")
    reading = read(saved(document), name="cu.docx")
    assert "SỞ Y TẾ yêu cầu các bệnh viện rà soát thuốc, báo cáo trước ngày 30/5/2026." in reading.text
    assert "1. Tiếp tục thực hiện." in reading.text
    assert [warning.message_vi.split(" đã ")[0] for warning in reading.warnings if warning.code == "old_font"] == [
        "Văn bản dùng phông chữ cũ (TCVN3)",
        "Văn bản dùng phông chữ cũ (VNI)",
    ]


def test_bullets_of_symbol_fonts_are_bullets() -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run()
    symbol = OxmlElement("w:sym")
    symbol.set(qn("w:font"), "Symbol")
    symbol.set(qn("w:char"), "F0B7")
    run._r.append(symbol)
    run.add_text(" Rà soát")
    document.add_paragraph("\uf02d Báo cáo")
    assert text_of(document).split("\n") == ["• Rà soát", "- Báo cáo"]


def test_a_cell_over_several_rows_counts_for_each_and_one_over_columns_keeps_their_places() -> None:
    document = docx.Document()
    table = document.add_table(rows=4, cols=4)
    for row, words in enumerate(
        (("STT", "Nội dung", "Chủ trì", "Thời hạn"), ("1", "Mua", "Sở Y tế", "30/6"), ("2", "Tiêm", "", "31/7"), ("I. Y TẾ", "", "", ""))
    ):
        for column, text in enumerate(words):
            table.cell(row, column).text = text
    table.cell(1, 2).merge(table.cell(2, 2))
    table.cell(3, 0).merge(table.cell(3, 3))
    assert text_of(document).split("\n") == [
        "| STT | Nội dung | Chủ trì | Thời hạn |",
        "| 1 | Mua | Sở Y tế | 30/6 |",
        "| 2 | Tiêm | Sở Y tế | 31/7 |",
        "| I. Y TẾ |  |  |  |",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_decoded(encoding: str) -> None:
    assert [task.deadline for task in read((HEAD + BODY).encode(encoding), name="a.txt").tasks] == [date(2026, 5, 30)]


def test_old_windows_text_is_decoded() -> None:
    pieces = []
    for char in HEAD + BODY:
        # Windows-1258 writes most marked letters as a letter and a combining mark
        try:
            pieces.append(char.encode("cp1258"))
        except UnicodeEncodeError:
            base, *marks = unicodedata.normalize("NFD", char)
            letter_, tones = base, []
            for mark in marks:
                composed = unicodedata.normalize("NFC", letter_ + mark)
                try:
                    composed.encode("cp1258")
                    letter_ = composed if len(composed) == 1 else letter_
                    tones += [] if len(composed) == 1 else [mark]
                except UnicodeEncodeError:
                    tones.append(mark)
            pieces.append("".join([letter_, *tones]).encode("cp1258"))
    reading = read(b"".join(pieces), name="a.txt")
    assert reading.head.issuer.value == "SỞ Y TẾ"
    assert [task.deadline for task in reading.tasks] == [date(2026, 5, 30)]


def test_the_content_decides_before_the_name() -> None:
    assert read(saved(letter()), name="thư.txt").head.number.value == "91"
    assert read((HEAD + BODY).encode(), name="thư").head.number.value == "7"


def packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


DOCUMENT = (
    '<?xml version="1.0"?>{dtd}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
)
PLAIN = DOCUMENT.format(dtd="", text="x").encode()
REACHING_OUT = DOCUMENT.format(dtd='<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/hostname">]>', text="&amp;").encode()


@pytest.mark.parametrize(
    ("source", "name", "code"),
    [
        (b"", "a.docx", "empty"),
        (b" \n", "a.txt", "empty"),
        (b"PK\x03\x04 cut off", "a.docx", "broken"),
        (b"not a package", "a.docx", "broken"),
        (b"%PDF-1.7\n", "a.pdf", "broken"),
        (b"\x89PNG\r\n", "a.png", "broken"),
        (b"{\\rtf1 abc}", "a.rtf", "not_supported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old word", "a.doc", "not_supported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (b"anything", "a.docm", "macro"),
        (bytes(range(256)) * 40, "a.txt", "not_supported"),
        (b"x" * (20 * 1024 * 1024 + 1), "a.txt", "too_large"),
        (packed({"hello.txt": b"hello"}), "a.docx", "not_supported"),
        (packed({"word/document.xml": b"<broken"}), "a.docx", "broken"),
        (packed({"word/document.xml": PLAIN, "word/vbaProject.bin": b"x"}), "a.docx", "macro"),
        (packed({"word/document.xml": PLAIN, "word/media/a": bytes(60_000_000)}), "a.docx", "zip_bomb"),
        (packed({f"word/{number}": b"" for number in range(2_500)}), "a.docx", "zip_bomb"),
        (packed({"word/document.xml": REACHING_OUT}), "a.docx", "broken"),
    ],
)  # fmt: skip
def test_files_that_are_refused(source: bytes, name: str, code: str) -> None:
    assert refusal(source, name) == code


@given(st.binary(max_size=4_000), st.sampled_from(["a.txt", "a.docx", "a", "a.pdf"]))
@settings(max_examples=150, deadline=2_000)
def test_random_bytes_never_crash(source: bytes, name: str) -> None:
    with suppress(ReadingError):
        read(source, name=name)


LETTER_BYTES = saved(letter())


@given(st.data())
@settings(max_examples=60, deadline=4_000, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_word_files_never_crash(data: st.DataObject) -> None:
    damaged = bytearray(LETTER_BYTES[: data.draw(st.integers(1, len(LETTER_BYTES)))])
    for _ in range(data.draw(st.integers(0, 12))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadingError):
        read(bytes(damaged), name="a.docx")


@given(st.data())
@settings(max_examples=60, deadline=4_000)
def test_letters_with_words_shuffled_never_crash(data: st.DataObject) -> None:
    pieces = [
        "Sở Y tế",
        "chủ trì,",
        "phối hợp với",
        "các xã,",
        "trước ngày",
        "30/5/2026",
        ";",
        ".",
        ":",
        "\n- ",
        "\n1. ",
        "a) ",
        "(",
        ")",
        "100%",
        "hằng tháng",
        "Nơi nhận:",
        "KT. GIÁM ĐỐC",
        "Điều 1.",
        "từ ngày",
        "đến",
        "giao",
        "Căn cứ",
        "số 5/QĐ-BYT",
        "**",
        "Kính gửi:",
        "V/v",
        "KẾ HOẠCH",
        "\n| a | b | c |",
    ]
    words = data.draw(st.lists(st.sampled_from(pieces), max_size=120))
    with suppress(ReadingError):
        reading = read_text(HEAD + " ".join(words))
        assert all(reading.text[slice(*task.span)] == task.text for task in reading.tasks)


@pytest.mark.parametrize(
    "unit",
    [
        "phối hợp với ", "các Sở: A, ", "; giao Sở A làm ", "A-", "số 1/QĐ-UBND, ", "hàng tháng ", "ngày     ", "((", "\n- Sở A: ", "\n1. ",
        "t\nổ\n", "| a ",
    ],
)  # fmt: skip
def test_endless_repetition_does_not_hang(unit: str) -> None:
    began = time.perf_counter()
    with suppress(ReadingError):
        read_text(HEAD + unit * (40_000 // len(unit)))
    assert time.perf_counter() - began < 10
