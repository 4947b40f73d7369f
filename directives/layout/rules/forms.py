"""PG-01 and SO-01: slips and the printed books of registers have forms of their own (NĐ 30/2020, Phụ lục IV)."""

import re
from collections.abc import Iterator

from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from records.text import fold, nfc

_SLIP = (
    ("đơn vị hoặc người chủ trì", ("chu tri", "giai quyet")),
    ("nội dung công việc", ("noi dung", "y kien")),
    ("thời hạn", ("thoi han", "han giai quyet", "thoi gian")),
)
_COLUMNS = {
    "so dang ky van ban di": (
        "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản", "Người ký", "Nơi nhận văn bản",
        "Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ),
    "so dang ky van ban den": (
        "Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu văn bản", "Ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
        "Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
    ),
    "so theo doi giai quyet van ban den": (
        "Số đến", "Tên loại, số, ký hiệu, ngày tháng và tên cơ quan ban hành", "Đơn vị hoặc người nhận", "Thời hạn giải quyết",
        "Tiến độ giải quyết", "Số, ký hiệu văn bản trả lời", "Ghi chú",
    ),
    "so gui van ban di buu dien": (
        "Ngày chuyển", "Số, ký hiệu văn bản", "Nơi nhận văn bản", "Số lượng bì", "Ký nhận và dấu bưu điện", "Ghi chú",
    ),
    "so su dung ban luu": (
        "Ngày tháng", "Họ và tên người sử dụng", "Số, ký hiệu, ngày tháng văn bản", "Tên loại và trích yếu nội dung văn bản",
        "Số và ký hiệu HS", "Ký nhận", "Ngày trả", "Người cho phép", "Ghi chú",
    ),
}  # fmt: skip
_FOR_A_PEN = re.compile(r":\s*[….]{3,}\s*$")
_COVER = (("năm", "nam"), ("từ ngày … đến ngày …", "tu ngay"), ("từ số … đến số …", "tu so"), ("quyển số", "quyen so"))


def slip(anatomy: Anatomy) -> Iterator[Finding]:
    """PG-01: what a slip must name, dots for a pen being no name; a phiếu giải quyết that nobody has filled in yet names nothing."""
    words = fold(" ".join(each.text for each in anatomy.sheet.paragraphs if not _FOR_A_PEN.search(each.text)))
    given = "phieu giao viec" in words or re.search(r"\b(?:chu tri|ca nhan): ?\w", words) is not None
    for what, any_of in _SLIP if given else ():
        if not any(each in words for each in any_of):
            yield finding(
                "PG-01", "Nội dung phiếu", f"không có {what}", f"phiếu ghi rõ {what}", *([anatomy.title] if anatomy.title else [])
            )


def book(anatomy: Anatomy) -> Iterator[Finding]:
    """SO-01: the cover, and the columns in their order; more columns may follow."""
    if anatomy.title is None:
        return
    name = fold(anatomy.title.text).strip(" :.")
    words = [nfc(each.text) for each in anatomy.sheet.paragraphs if each.cell is not None and each.cell.is_ruled]
    at = 0
    folded = [fold(each) for each in words]
    for column in _COLUMNS.get(name, ()):
        wanted = fold(column)
        place = next((index for index in range(at, len(folded)) if _is_column(folded[index], wanted)), None)
        if place is None:
            yield finding("SO-01", "Cột của sổ", f"không có cột “{column}” đúng thứ tự", f"cột “{column}”", anatomy.title)
        else:
            at = place + 1
    outside = fold(" ".join(each.text for each in anatomy.sheet.paragraphs if each.cell is None or not each.cell.is_ruled))
    for what, sign in _COVER:
        if sign not in outside:
            yield finding("SO-01", "Bìa sổ", f"không ghi {what}", f"bìa sổ ghi {what}", anatomy.title)


def _is_column(printed: str, wanted: str) -> bool:
    """Whether a head says the column's name, shortened or not."""
    return bool(printed) and (printed.startswith(wanted) or (len(printed) >= 5 and wanted.startswith(printed)))
