"""TT-16: the first citation of a document, and capitals (NĐ 30/2020, Phụ lục I, II.6; Phụ lục II)."""

import re
from collections.abc import Iterator

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.reading import citations
from directives.reading.model import Citation
from records.text import nfc

_ABOUT = re.compile(
    r"[\s,(]*(?:\S+\s){0,14}?(?:về|quy định|hướng dẫn|phê duyệt|ban hành|V/v|sửa đổi|triển khai|tổ chức|thực hiện|tăng cường|ý kiến|"
    r"đẩy mạnh)\b",
    re.IGNORECASE,
)
_PARTY = re.compile(r"\d+\s?-")
_INSIDE = r"(?<=[a-zà-ỹđ,;] )"  # not at the beginning of a sentence
_CAPITALS = (
    (re.compile(rf"{_INSIDE}(?:khoản \d{{1,2}} |điểm [a-zđ] )*(?P<found>điều \d{{1,3}})\b"), "viện dẫn “Điều” viết hoa"),
    (re.compile(rf"{_INSIDE}(?P<found>Khoản \d{{1,2}})(?= Điều)"), "viện dẫn “khoản” không viết hoa"),
    (re.compile(rf"{_INSIDE}(?P<found>Điểm [a-zđ])(?= [Kk]hoản)"), "viện dẫn “điểm” không viết hoa"),
    (re.compile(rf"{_INSIDE}(?P<found>thủ đô Hà Nội)"), "“Thủ đô Hà Nội” viết hoa"),
    (
        re.compile(r"\b(?P<found>(?!Thành phố Hồ Chí Minh|THÀNH PHỐ HỒ CHÍ MINH)[Tt][Hh]ành [Pp]hố [Hh]ồ [Cc]hí [Mm]inh)\b"),
        "“Thành phố Hồ Chí Minh” viết hoa",
    ),
    (re.compile(r"\b(?:của|Đảng và|Đảng,) (?P<found>nhà nước|nhân dân)\b"), "“Nhà nước”, “Nhân dân” viết hoa"),
    (
        re.compile(rf"{_INSIDE}(?P<found>(?:quận|phường) \d{{1,2}})\b"),
        "đơn vị hành chính đặt tên bằng số viết hoa: “Quận 1”, “Phường 3”",
    ),
    (
        re.compile(
            rf"(?P<found>[ủỦ]y ban Nhân dân|[ủỦ]y Ban [nN]hân [dD]ân|"
            rf"{_INSIDE}ủy ban nhân dân(?= (?:tỉnh|thành phố|huyện|quận|xã|phường)\b))"
        ),
        "“Ủy ban nhân dân”",
    ),
)


def citing(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-16."""
    seen: set[str] = set()
    for paragraph in anatomy.body:
        if paragraph.cell is not None and paragraph.cell.is_ruled:
            continue
        text = nfc(paragraph.text)
        for cited in citations.find(text, 0):
            if cited.number not in seen:
                seen.add(cited.number)
                yield from _complete(paragraph, text, cited)
        for pattern, asked in _CAPITALS:
            for match in pattern.finditer(text):
                yield finding("TT-16", "Viết hoa", f"“{match['found']}”", asked, paragraph)


def _complete(paragraph: Paragraph, text: str, cited: Citation) -> Iterator[Finding]:
    after = text[cited.span[1] :]
    lacking = []
    if not cited.type and not _PARTY.match(cited.number):
        lacking.append("tên loại")
    if cited.date is None:
        lacking.append("thời gian ban hành")
    if cited.issuer is None and not _issued(text[: cited.span[0]]):
        lacking.append("tên cơ quan ban hành")
    if not _ABOUT.match(after.split(";")[0]):
        lacking.append("trích yếu nội dung")
    if lacking:
        asked = "viện dẫn lần đầu ghi đủ tên loại, số, ký hiệu, thời gian, cơ quan ban hành và trích yếu nội dung"
        yield finding("TT-16", "Viện dẫn lần đầu", f"“{cited.number}” thiếu {', '.join(lacking)}", asked, paragraph)


def _issued(before: str) -> bool:
    """Whether the issuer stands before it: "… Giám đốc Sở Nội vụ tại Tờ trình số"."""
    return re.search(r"\b(?:đề nghị của|của|do)\s[^;:]{4,120}\s(?:tại|ban hành)\s[^;]{0,20}$", before) is not None
