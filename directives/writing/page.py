"""The page and the type of NĐ 30/2020, Phụ lục I: lengths, and one named style for each component of a document."""

from dataclasses import dataclass
from typing import Literal

MM = 1440 / 25.4
"""Twips in a millimetre; every length of this package is in twips (1/20 point) unless its name says otherwise."""

PAPER_WIDTH, PAPER_HEIGHT = 11906, 16838
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = round(25 * MM), round(20 * MM), round(35 * MM), round(20 * MM)
HEADER_DISTANCE = round(10 * MM)
PORTRAIT_TEXT = PAPER_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
LANDSCAPE_TEXT = PAPER_HEIGHT - MARGIN_LEFT - MARGIN_RIGHT
FIRST_LINE = 720
"""1.27 cm."""

FONT = "Times New Roman"
FONT_XML = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style, whole in itself so that nothing is left to inheritance; spacing and indents in twips, `line` in 1/240 lines."""

    id: str
    name: str
    size: float
    bold: bool = False
    italic: bool = False
    align: Literal["left", "center", "right", "both"] = "center"
    first_line: int = 0
    left: int = 0
    hanging: int = 0
    before: int = 0
    after: int = 0
    line: int = 240
    keep_next: bool = False
    colour: str = "000000"
    outline: int | None = None

    def xml(self) -> str:
        marks = "<w:b/><w:bCs/>" * self.bold + "<w:i/><w:iCs/>" * self.italic
        first = f'w:hanging="{self.hanging}"' if self.hanging else f'w:firstLine="{self.first_line}"'
        sort, based = ('w:default="1"', "") if self.id == "Normal" else ('w:customStyle="1"', '<w:basedOn w:val="Normal"/>')
        outline = "" if self.outline is None else f'<w:outlineLvl w:val="{self.outline}"/>'
        return (
            f'<w:style w:type="paragraph" {sort} w:styleId="{self.id}"><w:name w:val="{self.name}"/>{based}<w:qFormat/>'
            f"<w:pPr>{'<w:keepNext/>' * self.keep_next}"
            f'<w:spacing w:before="{self.before}" w:after="{self.after}" w:line="{self.line}" w:lineRule="auto"/>'
            f'<w:ind w:left="{self.left}" w:right="0" {first}/><w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f'<w:rPr>{FONT_XML}{marks}<w:color w:val="{self.colour}"/>{_size_xml(self.size)}</w:rPr></w:style>'
        )


def _size_xml(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


NORMAL = Style("Normal", "Normal", 14, align="left")
PAGE_NUMBER = Style("SoTrang", "Số trang", 14)
NATION = Style("QuocHieu", "Quốc hiệu", 12, bold=True)
MOTTO = Style("TieuNgu", "Tiêu ngữ", 13, bold=True)
SUPERIOR = Style("CoQuanChuQuan", "Cơ quan chủ quản", 12)
ISSUER = Style("CoQuanBanHanh", "Cơ quan ban hành", 12, bold=True)
NUMBER = Style("SoKyHieu", "Số, ký hiệu", 13, before=60)
PLACE_DATE = Style("DiaDanhNgayThang", "Địa danh, ngày tháng", 13, italic=True, before=60)
LETTER_SUBJECT = Style("TrichYeuCongVan", "Trích yếu công văn", 12, before=120)
URGENCY = Style("DoKhan", "Dấu chỉ mức độ khẩn", 13, bold=True, before=200, colour="FF0000")
CIRCULATION = Style("PhamViLuuHanh", "Phạm vi lưu hành", 13, bold=True)
TYPE_NAME = Style("TenLoai", "Tên loại", 14, bold=True, before=240)
SUBJECT = Style("TrichYeu", "Trích yếu", 14, bold=True)
AUTHORITY = Style("ThamQuyen", "Thẩm quyền ban hành", 14, bold=True, before=240, after=60, keep_next=True)
ADDRESSEE = Style("KinhGui", "Kính gửi", 14, after=60)
BASE = Style("CanCu", "Căn cứ", 14, italic=True, align="both", first_line=FIRST_LINE, before=120, line=264)
TEXT = Style("NoiDung", "Nội dung", 14, align="both", first_line=FIRST_LINE, before=120, line=264)
CENTRED = Style("DongGiua", "Dòng canh giữa", 14, before=120, line=264, keep_next=True)
DIVISION = Style("PhanChuongMuc", "Phần, chương, mục", 14, bold=True, before=120, line=264, keep_next=True, outline=0)
HEADING = Style("TieuDe", "Tiêu đề", 14, bold=True, align="both", first_line=FIRST_LINE, before=120, line=264, keep_next=True, outline=1)
WRITTEN_ON = Style("NgayChoYKien", "Ngày cho ý kiến", 14, italic=True, align="right", before=120)
ATTESTATION = Style("XacNhan", "Xác nhận", 12, italic=True)
COPY_FORM = Style("HinhThucSao", "Hình thức sao", 14, bold=True)
ADDRESS = Style("DiaChi", "Địa chỉ cơ quan", 11, align="left")
RECIPIENTS = Style("NoiNhan", "Nơi nhận", 12, bold=True, italic=True, align="left")
RECIPIENT = Style("DanhSachNoiNhan", "Danh sách nơi nhận", 11, align="left")
POST = Style("ChucVu", "Quyền hạn, chức vụ", 14, bold=True)
SIGNER = Style("HoTen", "Họ và tên", 14, bold=True)
APPENDIX = Style("PhuLuc", "Phụ lục", 14, bold=True, keep_next=True, outline=0)
APPENDIX_TITLE = Style("TenPhuLuc", "Tên phụ lục", 14, bold=True, keep_next=True)
APPENDIX_REFERENCE = Style("KemTheo", "Kèm theo văn bản", 14, italic=True, keep_next=True)
CAPTION = Style("TenBang", "Tên bảng, biểu đồ", 13, bold=True, before=120, after=60, keep_next=True)
COLUMN_HEAD = Style("DauCot", "Đầu cột", 12, bold=True, before=40, after=40)
CELL = Style("OBang", "Ô bảng", 12, align="left", before=30, after=30)
TABLE_NOTE = Style("GhiChuBang", "Ghi chú bảng", 12, italic=True, align="left", before=40, after=120)
PICTURE = Style("BieuDo", "Biểu đồ", 12, after=120)
GAP = Style("KhoangTrong", "Khoảng trống", 1, keep_next=True)

STYLES = (
    NORMAL,
    PAGE_NUMBER,
    NATION,
    MOTTO,
    SUPERIOR,
    ISSUER,
    NUMBER,
    PLACE_DATE,
    LETTER_SUBJECT,
    URGENCY,
    CIRCULATION,
    TYPE_NAME,
    SUBJECT,
    AUTHORITY,
    ADDRESSEE,
    BASE,
    TEXT,
    CENTRED,
    DIVISION,
    HEADING,
    RECIPIENTS,
    RECIPIENT,
    POST,
    SIGNER,
    WRITTEN_ON,
    ATTESTATION,
    COPY_FORM,
    ADDRESS,
    APPENDIX,
    APPENDIX_TITLE,
    APPENDIX_REFERENCE,
    CAPTION,
    COLUMN_HEAD,
    CELL,
    TABLE_NOTE,
    PICTURE,
    GAP,
)


def styles_xml() -> str:
    """The whole styles part; Word's own styles are absent, so none can bring a font of the theme."""
    return (
        f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{FONT_XML}"
        f'<w:color w:val="000000"/>{_size_xml(NORMAL.size)}'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/>'
        '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        f"{''.join(style.xml() for style in STYLES)}</w:styles>"
    )


def section_xml(*, landscape: bool, references: str, has_foot: bool = False) -> str:
    """The page set-up of one section: numbered from 1, the number hidden on its first page.

    `references` are those to its headers and footers; `has_foot` keeps what stands at the foot of page 1 above the lower margin.
    """
    size = f'w:w="{PAPER_WIDTH}" w:h="{PAPER_HEIGHT}"'
    if landscape:
        size = f'w:w="{PAPER_HEIGHT}" w:h="{PAPER_WIDTH}" w:orient="landscape"'
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/><w:pgSz {size}/>'
        f'<w:pgMar w:top="{MARGIN_TOP}" w:right="{MARGIN_RIGHT}" w:bottom="{MARGIN_BOTTOM}" w:left="{MARGIN_LEFT}" '
        f'w:header="{HEADER_DISTANCE}" w:footer="{MARGIN_BOTTOM if has_foot else HEADER_DISTANCE}" w:gutter="0"/>'
        '<w:pgNumType w:start="1"/><w:titlePg/></w:sectPr>'
    )
