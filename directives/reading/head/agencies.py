"""The agencies of the left column: the superior and the issuer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

AGENCY_HEAD = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HỘI ĐỒNG|HĐND|ỦY BAN MẶT TRẬN|SỞ|BỘ|BAN(?! NHÂN DÂN)|CỤC|CHI CỤC|TỔNG CỤC|VĂN PHÒNG|PHÒNG(?!,? CHỐNG)|"
    r"BẢO HIỂM XÃ HỘI|BHXH|TRƯỜNG|TRUNG TÂM|THANH TRA|CÔNG AN|TỈNH ỦY|TỈNH UỶ|THÀNH ỦY|THÀNH UỶ|HUYỆN ỦY|QUẬN ỦY|ĐẢNG ỦY|ĐẢNG BỘ|"
    r"HỘI(?! ĐỒNG)|"
    r"LIÊN ĐOÀN|LIÊN MINH|CÔNG TY|TỔNG CÔNG TY|TẬP ĐOÀN|NGÂN HÀNG|KHO BẠC|VIỆN|HỌC VIỆN|ĐẠI HỌC|TÒA ÁN|TOÀ ÁN|QUỐC HỘI|CHÍNH PHỦ|"
    r"THỦ TƯỚNG|CHỦ TỊCH|ĐOÀN|TỈNH ĐOÀN|BỆNH VIỆN|BCĐ|BCH|TỔ CÔNG TÁC|TỔNG LIÊN ĐOÀN|ĐÀI|KIỂM TOÁN|THUẾ|HẢI QUAN|QUỸ|MẶT TRẬN|MTTQ|"
    r"TIỂU BAN|TỔ (?!CHỨC)|CÔNG ĐOÀN|CẢNG VỤ|BỆNH XÁ|TRẠM|VIỄN THÔNG|BƯU ĐIỆN|XÃ ĐOÀN|CÔNG ĐIỆN LỰC|KHU QUẢN LÝ)(?![\w])"
)
_AREA = re.compile(r"(?:TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|XÃ|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|VIỆT NAM|KHU VỰC|CƠ SỞ|TRUNG ƯƠNG)(?![\w])")
_AREA_INSIDE = re.compile(r"(?<!\w)(?:TỈNH|THÀNH PHỐ|TP\.?|QUẬN|HUYỆN|XÃ(?! HỘI)|PHƯỜNG|THỊ XÃ|THỊ TRẤN|ĐẶC KHU|VIỆT NAM|CƠ SỞ)(?!\w)")
_WANTS_AREA = re.compile(
    r"(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND|HĐND|HỘI ĐỒNG NHÂN DÂN|BẢO HIỂM XÃ HỘI|BHXH|CÔNG AN|HỘI NÔNG DÂN|"
    r"KHO BẠC NHÀ NƯỚC|THANH TRA|CỤC THUẾ|LIÊN ĐOÀN LAO ĐỘNG|VIỆN KIỂM SÁT NHÂN DÂN|TÒA ÁN NHÂN DÂN|"
    r"BỘ CHỈ HUY QUÂN SỰ)$"
)
#: a board is named by its field, which may be an agency's word: "BAN CHỈ ĐẠO THỰC HIỆN CHÍNH SÁCH" + "BẢO HIỂM XÃ HỘI"
_WANTS_FIELD = re.compile(
    r"(?:BAN|TIỂU BAN|TỔ|HỘI ĐỒNG)\s.*\b(?:THỰC HIỆN|TRIỂN KHAI|CHÍNH SÁCH|CÔNG TÁC|CHƯƠNG TRÌNH|PHÁT TRIỂN|CẢI CÁCH|ĐỔI MỚI|SẮP XẾP|"
    r"THU|PHÒNG,? CHỐNG|VỀ)$"
)
#: the insurance, not the office: "BẢO HIỂM XÃ HỘI, BẢO HIỂM Y TẾ"
_INSURANCES = re.compile(r"(?:BẢO HIỂM XÃ HỘI|BHXH)(?:,| VÀ) ?(?:BẢO HIỂM|BH)")


@dataclass(frozen=True, slots=True)
class Agencies:
    superior: str | None
    issuer: str | None
    #: index of the line with which the issuer's name begins
    issuer_at: int = 0


def agencies(names: Sequence[str]) -> Agencies:
    """Superior agency and issuer from the lines of the left column, in order.

    A line that names only an area completes the one before it ("ỦY BAN NHÂN DÂN" + "TỈNH CÀ MAU"); a line that opens with an
    agency's word is a unit of its own; the last one issues.
    """
    units: list[str] = []
    begins: list[int] = []
    for index, raw in enumerate(names):
        line = re.sub(r"\s{2,}", " ", raw).strip(" -_*:")
        if not line:
            continue
        upper = line.upper()
        if units and not _starts_unit(units[-1].upper(), upper):
            units[-1] = f"{units[-1]} {line}"
        else:
            units.append(line)
            begins.append(index)
    if not units:
        return Agencies(None, None)
    return Agencies(" ".join(units[:-1]) or None if len(units) > 1 else None, units[-1], begins[-1])


def _starts_unit(before: str, line: str) -> bool:
    if before in (
        "ỦY",
        "UỶ",
        "ỦY BAN",
        "UỶ BAN",
        "HỘI",
        "BẢO HIỂM",
        "BẢO",
        "VĂN",
        "CÔNG",
        "BAN CHỈ",
        "THÀNH",
        "SỞ",
        "BỘ",
        "BAN",
        "CỤC",
        "PHÒNG",
        "TRUNG TÂM",
        "TRƯỜNG",
    ) or before.endswith((" VÀ", ",", " CỦA", "-", "–")):
        return False
    if line.startswith(("VÀ ", "BAN NHÂN DÂN", "NHÂN DÂN")) or _WANTS_FIELD.match(before) or _INSURANCES.match(line):
        return False
    if _AREA.match(line) and not re.match(r"TRUNG ƯƠNG HỘI", line) and not AGENCY_HEAD.match(line):
        return False
    if _WANTS_AREA.search(before) and not _AREA_INSIDE.search(before) and not AGENCY_HEAD.match(line):
        return False
    if re.match(r"(?:BAN CHỈ ĐẠO|BAN CHỈ HUY|HỘI ĐỒNG|TỔ|TỔ CÔNG TÁC|VĂN PHÒNG)$", before):
        return False
    return AGENCY_HEAD.match(line) is not None
