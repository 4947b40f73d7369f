"""A letter as offices type it in Word: built on Word's own template, its rules drawn or underlined, its stamp in a text box."""

import io
from collections.abc import Callable

from docx import Document
from docx.document import Document as OpenDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

CENTER, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACES = (
    f'xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
EMU = 12_700
LINES = (
    ("Thực hiện Kế hoạch số 36/KH-UBND ngày 05/3/2027 của UBND tỉnh Sơn La về cải cách hành chính năm 2027, Sở Nội vụ đề nghị các cơ quan, "
     "đơn vị triển khai các nội dung sau:"),
    "1. Rà soát thủ tục hành chính thuộc phạm vi quản lý, hoàn thành trước ngày 31/3/2027.",
    "2. Các việc phải làm ngay:",
    "a) Công khai thủ tục tại bộ phận một cửa;",
    "b) Phân công người tiếp nhận hồ sơ.",
    "Đề nghị các cơ quan, đơn vị quan tâm thực hiện./.",
)  # fmt: skip


def drawn_line(points: float) -> str:
    """A level line as Word 2010 and later draw it, with its old spelling beside it."""
    extent = round(points * EMU)
    return (
        f'<w:r {_SPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="{extent}" cy="0"/>'
        '<wp:docPr id="7" name="Straight Connector 7"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{extent}" cy="0"/></a:xfrm>'
        '<a:prstGeom prst="line"/><a:ln w="9525"/></wps:spPr><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'
        f"</mc:Choice><mc:Fallback>{vml_line(points)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def vml_line(points: float) -> str:
    return f'<w:pict {_SPACES}><v:line from="40pt,2pt" to="{40 + points:g}pt,2.2pt" strokeweight=".75pt"/></w:pict>'


def text_box(text: str, *, width_mm: float, height_mm: float) -> str:
    """A framed text box in red, twice spelt."""
    content = (
        f'<w:txbxContent><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/><w:color w:val="FF0000"/><w:sz w:val="26"/></w:rPr>'
        f"<w:t>{text}</w:t></w:r></w:p></w:txbxContent>"
    )
    width, height = round(width_mm * 36_000), round(height_mm * 36_000)
    return (
        f'<w:r {_SPACES}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:extent cx="{width}" cy="{height}"/>'
        '<wp:docPr id="8" name="Text Box 8"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/>'
        '</a:xfrm><a:prstGeom prst="rect"/><a:ln w="12700"><a:solidFill><a:srgbClr val="FF0000"/></a:solidFill></a:ln></wps:spPr>'
        f"<wps:txbx>{content}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f'<mc:Fallback><w:pict><v:rect style="width:{width_mm}mm;height:{height_mm}mm"><v:textbox>{content}</v:textbox></v:rect></w:pict>'
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def letter(change: Callable[[OpenDocument], None] | None = None) -> bytes:
    """A công văn of a department that is none of ours, right in all; `change` plants a fault."""
    document = Document()
    _page(document)
    _head(document)
    for index, (text, dash) in enumerate((("Kính gửi:", False), ("- Các sở, ban, ngành;", True), ("- UBND các xã, phường.", True))):
        paragraph = document.add_paragraph(text)
        paragraph.paragraph_format.left_indent = Cm(4 if dash else 2.5)
        paragraph.paragraph_format.space_before = Pt(12 if not index else 0)
    for text in LINES:
        paragraph = document.add_paragraph(text)
        paragraph.alignment = JUSTIFY
        form = paragraph.paragraph_format
        form.first_line_indent, form.space_after, form.line_spacing = Cm(1), Pt(6), Pt(18)
    _closing(document)
    if change:
        change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _page(document: OpenDocument) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:cs"), "Times New Roman")
    normal.paragraph_format.space_after = Pt(0)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(20), Mm(20), Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.alignment = CENTER
    header._p.append(parse_xml(f'<w:fldSimple xmlns:w="{_W}" w:instr=" PAGE   \\* MERGEFORMAT "><w:r><w:t>2</w:t></w:r></w:fldSimple>'))


def _head(document: OpenDocument) -> None:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    left, right = table.rows[0].cells
    _typed(left, "UBND TỈNH SƠN LA", 13)
    issuer = _typed(left, "SỞ NỘI VỤ", 13, bold=True)
    issuer._p.append(parse_xml(drawn_line(32)))
    _typed(left, "")
    _typed(left, "Số: 128/SNV-VP", 13)
    about = _typed(left, "V/v rà soát thủ tục hành chính", 12)
    about.paragraph_format.space_before = Pt(6)
    about._p.append(parse_xml(text_box("HOẢ TỐC", width_mm=30, height_mm=8)))
    _typed(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True)
    _typed(right, "Độc lập - Tự do - Hạnh phúc", 13, bold=True).runs[0].underline = True
    _typed(right, "")
    _typed(right, "Sơn La, ngày 09 tháng 3 năm 2027", 13).runs[0].italic = True


def _typed(cell: _Cell, text: str, size: float = 14, *, bold: bool = False) -> Paragraph:
    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.text else cell.add_paragraph()
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    paragraph.alignment = CENTER
    return paragraph


def _closing(document: OpenDocument) -> None:
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    label = _typed(left, "Nơi nhận:", 12, bold=True)
    label.runs[0].italic = True
    label.alignment = None
    for text in ("- Như trên;", "- Giám đốc Sở (b/c);", "- Lưu: VT, VP."):
        _typed(left, text, 11).alignment = None
    for text in ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "", "", "", "Lò Văn Thành"):
        _typed(right, text, 14, bold=True)
