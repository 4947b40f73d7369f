"""What the tests of writing share: a letter, a plan, a report and a slip, and what a paragraph of their files looks like."""

import dataclasses
import datetime
import io
import unicodedata

from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph
from hypothesis import strategies as st

from directives.writing import (
    AgencyHead,
    Appendix,
    Chart,
    Letter,
    Paragraph,
    RecipientNote,
    Series,
    Signature,
    Slip,
    SlipTask,
    Table,
    write_letter,
    write_slip,
)

CITY = AgencyHead((), ("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HÀ NỘI"))
RESULTS = Table(
    title="Kết quả theo nhóm đơn vị",
    columns=("TT", "Nhóm đơn vị", "Đúng hạn"),
    rows=(("1", "Sở, ban, ngành", "20"), ("2", "Quận, huyện", "1.234")),
    total=("", "Tổng cộng", "1.254"),
    widths_mm=(10, 100, 45),
    centred=(0,),
    numeric=(2,),
    note="Số liệu đến ngày 31/3/2021.",
)
STATES = Chart(
    "Trạng thái theo khu vực",
    ("Đông Hưng", "Yên Mỹ"),
    (Series("Hoàn thành", "1B7F5C", (16, 7)), Series("Chờ duyệt", "c9ced6", (0, 4))),
)
LETTER = Letter(
    kind="CV",
    head=CITY,
    number=5,
    symbol="UBND-KGVX",
    place="Hà Nội",
    date=datetime.date(2021, 3, 8),
    subject="triển khai ứng dụng bảo hiểm xã hội số",
    addressees=("Các Sở, ban, ngành", "UBND các quận, huyện, thị xã"),
    body=(
        Paragraph("base", "", "Căn cứ Luật Bảo hiểm xã hội"),
        Paragraph("base", "", "Thực hiện Kế hoạch số 36/KH-UBND;"),
        Paragraph("text", "", "Ủy ban nhân dân Thành phố yêu cầu:"),
        Paragraph("clause_title", "1.", "Các Sở, ban, ngành:"),
        Paragraph("dash", "", "Cài đặt ứng dụng trước ngày 31/3/2021;"),
        Paragraph("point", "a)", "Báo cáo kết quả hàng tháng."),
        Paragraph("close", "", "Yêu cầu các đơn vị nghiêm túc thực hiện."),
    ),
    recipients=(RecipientNote("BHXH Việt Nam", "để b/c"), RecipientNote("Sở Nội vụ")),
    archive="VT, KGVX",
    signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Nguyễn Văn Mẫu"),
)
PLAN = dataclasses.replace(
    LETTER,
    kind="KH",
    symbol="KH-UBND",
    addressees=(),
    subject="Triển khai ứng dụng",
    body=(Paragraph("roman", "I.", "Mục đích"), *LETTER.body),
)
REPORT = dataclasses.replace(
    LETTER,
    kind="BC",
    symbol="BC-UBND",
    addressees=("Thủ tướng Chính phủ",),
    body=(Paragraph("roman", "I.", "Kết quả"), RESULTS, STATES, *LETTER.body[-1:]),
    appendices=(
        Appendix("Số liệu theo đơn vị", (RESULTS,), landscape=True, reference="(Kèm theo Báo cáo số 05/BC-UBND)"),
        Appendix("Đơn vị chưa báo cáo", (Paragraph("dash", "", "Đơn vị A."),)),
    ),
)
SLIP = Slip(
    head=AgencyHead(("UBND THÀNH PHỐ HÀ NỘI",), ("VĂN PHÒNG",)),
    number=7,
    place="Hà Nội",
    date=datetime.date(2021, 3, 9),
    basis="Công văn số 05/UBND-KGVX",
    issued_by="Chủ tịch Ủy ban nhân dân Thành phố",
    lead_unit="UBND quận Ba Đình",
    partners=("BHXH quận Ba Đình", "Bưu điện quận Ba Đình"),
    tasks=(SlipTask("Cài đặt ứng dụng", "Báo cáo số liệu", "Trước ngày 31/3/2021"), SlipTask("Tuyên truyền")),
    reporting="Hàng tháng, trước ngày 25",
    follow_up="BHXH thành phố Hà Nội",
    link="https://chidao.example/7",
    signature=Signature(("TL. CHỦ TỊCH",), "CHÁNH VĂN PHÒNG", "Phạm Văn Mẫu"),
)
EVERYTHING = {"letter": write_letter(LETTER), "plan": write_letter(PLAN), "report": write_letter(REPORT), "slip": write_slip(SLIP)}


def opened(facts: Letter | Slip) -> OpenDocument:
    return Document(io.BytesIO(write_slip(facts) if isinstance(facts, Slip) else write_letter(facts)))


def every_paragraph(document: OpenDocument) -> list[DocxParagraph]:
    """All paragraphs in reading order, those in cells too."""
    return [DocxParagraph(element, document) for element in document.element.body.iter(qn("w:p"))]


def texts(document: OpenDocument) -> list[str]:
    return [paragraph.text for paragraph in every_paragraph(document) if paragraph.text]


def found(document: OpenDocument, beginning: str) -> DocxParagraph:
    return next(paragraph for paragraph in every_paragraph(document) if paragraph.text.startswith(beginning))


def type_of(paragraph: DocxParagraph) -> tuple[float, bool, bool]:
    """Size in points, bold, italic of the first run, through its style."""
    font, style = paragraph.runs[0].font, paragraph.style.font
    bold = style.bold if font.bold is None else font.bold
    return (font.size or style.size).pt, bool(bold), bool(style.italic if font.italic is None else font.italic)


def alignment(paragraph: DocxParagraph) -> WD_ALIGN_PARAGRAPH:
    return paragraph.style.paragraph_format.alignment if paragraph.alignment is None else paragraph.alignment


def rules(document: OpenDocument, column: int) -> list[int]:
    """The lengths in twips of the solid rules, in reading order, in a column of that width."""
    lengths = []
    for paragraph in every_paragraph(document):
        sides = paragraph._p.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}/*")
        if [side.tag for side in sides] == [qn("w:top")]:
            form = paragraph.paragraph_format
            lengths.append(column - form.left_indent.twips - form.right_indent.twips)
    return lengths


def bordered_table(document: OpenDocument, ordinal: int = 0) -> DocxTable:
    return [table for table in document.tables if table._tbl.tblPr.find(qn("w:tblBorders")) is not None][ordinal]


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=40)


def comparable(text: str) -> str:
    return unicodedata.normalize("NFKC", text.upper().casefold().upper())
