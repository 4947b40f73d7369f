"""TT-13: appendices (NĐ 30/2020, Phụ lục I, III.1)."""

import re
from collections.abc import Iterator

from directives.layout.anatomy import Anatomy, Part
from directives.layout.findings import Finding, finding
from directives.layout.issuer import Issuer
from directives.layout.type_face import Face, ill_set
from records.text import fold, nfc

_NUMERALS = (
    "",
    "I",
    "II",
    "III",
    "IV",
    "V",
    "VI",
    "VII",
    "VIII",
    "IX",
    "X",
    "XI",
    "XII",
    "XIII",
    "XIV",
    "XV",
    "XVI",
    "XVII",
    "XVIII",
    "XIX",
    "XX",
)
_REFERS = re.compile(r"\b(?:phu luc|kem theo|dinh kem|phu bieu)\b")
_NUMBERED = re.compile(r"số\s+(?P<number>\d+)\s*/\s*(?P<symbol>[^\s,;)]+)", re.IGNORECASE)
_DATED = re.compile(r"ngày\s+(?P<day>\d{1,2})\s*(?:tháng|/)\s*(?P<month>\d{1,2})\s*(?:năm|/)\s*(?P<year>\d{4})")


def appendices(anatomy: Anatomy, issuer: Issuer) -> Iterator[Finding]:
    """TT-13."""
    found = anatomy.appendices
    if anatomy.parts and not anatomy.is_enclosure and not _REFERS.search(fold(" ".join(each.text for each in anatomy.body))):
        yield finding(
            "TT-13", "Phụ lục", "nội dung văn bản không nhắc đến phụ lục", "văn bản có chỉ dẫn về phụ lục", anatomy.parts[0].paragraphs[0]
        )
    for ordinal, part in enumerate(found, start=1):
        yield from _label(part, ordinal, len(found), alone=anatomy.is_enclosure)
        yield from ill_set("TT-13", "Tên phụ lục", part.title, Face(13, 14, bold=True, capitals=True, align="center"))
        if not part.title:
            yield finding("TT-13", "Tên phụ lục", "không có", "tên phụ lục dưới chữ “Phụ lục”, in hoa, đậm, căn giữa", *part.paragraphs[:1])
    for part in anatomy.parts:
        yield from _reference(part, issuer)


def _label(part: Part, ordinal: int, count: int, *, alone: bool) -> Iterator[Finding]:
    if part.label is None:
        return
    yield from ill_set("TT-13", "Số thứ tự phụ lục", [part.label], Face(14, 14, bold=True, capitals=False, align="center"))
    if alone:  # how many appendices the document has is not said here
        return
    wanted = _NUMERALS[ordinal] if count > 1 and ordinal < len(_NUMERALS) else ""
    if part.numbered.upper() != wanted and (count == 1 or ordinal < len(_NUMERALS)):
        asked = f"“Phụ lục {wanted}”: chữ số La Mã, theo thứ tự" if wanted else "“Phụ lục”: chỉ đánh số khi có từ hai phụ lục"
        yield finding("TT-13", "Số thứ tự phụ lục", f"“{nfc(part.label.text)}”", asked, part.label)


def _reference(part: Part, issuer: Issuer) -> Iterator[Finding]:
    asked = "“(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)”, trong ngoặc đơn, nghiêng, căn giữa"
    if not part.reference:
        yield finding("TT-13", "Dòng “Kèm theo văn bản”", "không có", asked, part.paragraphs[0])
        return
    yield from ill_set("TT-13", "Dòng “Kèm theo văn bản”", part.reference, Face(13, 14, bold=False, italic=True, align="center"))
    text = nfc(" ".join(each.text for each in part.reference))
    first = part.reference[0]
    if not (text.startswith("(") and text.endswith(")")):
        yield finding("TT-13", "Dòng “Kèm theo văn bản”", f"“{text}”", "trong ngoặc đơn", first)
    numbered, dated = _NUMBERED.search(text), _DATED.search(text)
    own = f"{int(issuer.number)}/{issuer.symbol}" if issuer.number.isdecimal() else ""
    if numbered and own and f"{int(numbered['number'])}/{numbered['symbol']}" != own:
        yield finding(
            "TT-13",
            "Dòng “Kèm theo văn bản”",
            f"“{numbered[0]}”",
            f"số, ký hiệu của chính văn bản này: {issuer.number}/{issuer.symbol}",
            first,
        )
    if (
        dated
        and issuer.day
        and (int(dated["day"]), int(dated["month"]), int(dated["year"])) != (issuer.day.day, issuer.day.month, issuer.day.year)
    ):
        yield finding(
            "TT-13", "Dòng “Kèm theo văn bản”", f"“{dated[0]}”", f"ngày ban hành của chính văn bản này: {issuer.day:%d/%m/%Y}", first
        )
    if dated and not numbered:
        yield finding(
            "TT-13",
            "Dòng “Kèm theo văn bản”",
            f"“{text}”",
            "điền đủ số và ngày (văn bản giấy) hoặc để trống cả hai (văn bản điện tử)",
            first,
        )
