"""TT-02, TT-03 and TT-15: Quốc hiệu, Tiêu ngữ, the agency's lines, stamps (NĐ 30/2020, Phụ lục I, II.1, II.2, III.2)."""

import re
from collections.abc import Iterator, Sequence

from directives.files.sheet import Paragraph
from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.type_face import Face, ill_set, lines_of, ruled_lengths, size_of, width_of
from records.text import nfc

MM = 72 / 25.4
NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
_NATION_SPELLINGS = frozenset((NATION, NATION.replace("HÒA", "HOÀ")))
_BESIDE = re.compile(r"^.*?(?:\t|\s{3,})(?=C[ỘO]NG|Độc)", re.IGNORECASE)
_STAMPS = {"HỎA TỐC": 30.0, "THƯỢNG KHẨN": 40.0, "KHẨN": 20.0}
_STAMP_HEIGHT = 8.0
_STAMP_SLACK = 1.5  # mm
_RED = re.compile(r"[C-F][0-9A-F][0-4][0-9A-F][0-4][0-9A-F]")
_SINGLE = 1.3
"""Lines: an exact spacing of a text is somewhat more than one line of a smaller type, and looks like one."""
_LEAST, _MOST = 0.25, 0.55
"""What of a line a rule of 1/3 to 1/2 may take, with what a hand does to it."""


def nation(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-02."""
    if not anatomy.nation:
        yield finding("TT-02", "Quốc hiệu", "không có", f"“{NATION}” ở trên cùng, bên phải trang đầu")
    if not anatomy.motto:
        yield finding("TT-02", "Tiêu ngữ", "không có", f"“{MOTTO}” dưới Quốc hiệu", *anatomy.nation[:1])
    yield from _spread(anatomy)
    for paragraph in anatomy.nation[:1]:
        words = _own(paragraph)
        if words not in _NATION_SPELLINGS:
            yield finding("TT-02", "Quốc hiệu", f"“{words}”", f"“{NATION}”, in hoa", paragraph)
        yield from ill_set("TT-02", "Quốc hiệu", [paragraph], Face(12, 13, bold=True, align="center"))
    for paragraph in anatomy.motto[:1]:
        words = _own(paragraph)
        if words != MOTTO:
            yield finding("TT-02", "Tiêu ngữ", f"“{words}”", f"“{MOTTO}”, giữa các cụm từ có gạch nối và cách chữ", paragraph)
        yield from ill_set("TT-02", "Tiêu ngữ", [paragraph], Face(13, 14, bold=True, align="center"))
        yield from _motto_rule(anatomy, paragraph)


def _spread(anatomy: Anatomy) -> Iterator[Finding]:
    """The two lines stand a single space apart."""
    for paragraph in (*anatomy.nation[:1], *anatomy.motto[:1]):
        lines = lines_of(paragraph)
        if lines > _SINGLE:
            there = f"cách {lines:.2g} dòng".replace(".", ",")
            yield finding("TT-02", "Quốc hiệu và Tiêu ngữ", there, "hai dòng cách nhau dòng đơn", paragraph)


def _own(paragraph: Paragraph) -> str:
    """The right column's words of a line that two columns share."""
    return nfc(_BESIDE.sub("", paragraph.text))


def _motto_rule(anatomy: Anatomy, motto: Paragraph) -> Iterator[Finding]:
    asked = "đường kẻ ngang nét liền, dài bằng dòng chữ Tiêu ngữ"
    lengths = ruled_lengths(anatomy.motto_rule)
    wanted = width_of(_own(motto), size_of(motto))
    if not lengths:
        yield finding("TT-02", "Đường kẻ dưới Tiêu ngữ", "không có", asked, motto)
    elif not any(0.85 * wanted <= length <= 1.15 * wanted for length in lengths):
        length = min(lengths, key=lambda each: abs(each - wanted))
        yield finding("TT-02", "Đường kẻ dưới Tiêu ngữ", _measured(length, wanted, "dòng chữ"), asked, motto)


def agencies(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-03."""
    if not anatomy.issuer:
        yield finding("TT-03", "Tên cơ quan ban hành", "không có", "tên cơ quan ở trên cùng, bên trái trang đầu, in hoa, đậm")
        return
    alone = [each for each in anatomy.superior if each not in anatomy.nation]
    yield from ill_set("TT-03", "Tên cơ quan chủ quản", alone, Face(12, 13, bold=False, capitals=True, align="center"))
    yield from ill_set("TT-03", "Tên cơ quan ban hành", anatomy.issuer, Face(12, 13, bold=True, capitals=True, align="center"))
    asked = "đường kẻ ngang nét liền, dài 1/3 đến 1/2 dòng chữ, ở giữa"
    lengths = ruled_lengths(anatomy.issuer_rule)
    if not lengths:
        yield finding("TT-03", "Đường kẻ dưới tên cơ quan", "không có", asked, anatomy.issuer[-1])
    elif not _shortened(lengths, anatomy.issuer):
        wanted = max(width_of(each.text, size_of(each)) for each in anatomy.issuer)
        yield finding("TT-03", "Đường kẻ dưới tên cơ quan", _measured(lengths[0], wanted, "dòng chữ"), asked, anatomy.issuer[-1])


def _shortened(lengths: Sequence[float], lines: Sequence[Paragraph]) -> bool:
    """Whether some rule is 1/3 to 1/2 of some line as printed."""
    for line in lines:
        whole = width_of(line.text, size_of(line) or 13)
        room = max(line.width - line.left - line.right, 0.0) or whole
        printed = {min(whole, room), whole % room if whole > room else whole}
        if any(_LEAST * each <= length <= _MOST * each for each in printed for length in lengths):
            return True
    return False


def subject_rule(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-06, of the line under the subject."""
    if anatomy.title is None:
        return
    asked = "đường kẻ ngang nét liền, dài 1/3 đến 1/2 dòng chữ, ở giữa"
    lines = anatomy.subject or [anatomy.title]
    lengths = ruled_lengths(anatomy.subject_rule)
    if not lengths:
        yield finding("TT-06", "Đường kẻ dưới trích yếu", "không có", asked, lines[-1])
    elif not _shortened(lengths, lines):
        wanted = min(max(width_of(each.text, size_of(each) or 14) for each in lines), lines[-1].width or 439)
        yield finding("TT-06", "Đường kẻ dưới trích yếu", _measured(lengths[0], wanted, "dòng chữ"), asked, lines[-1])


def _measured(length: float, wanted: float, of: str) -> str:
    return f"dài {length / MM:.0f} mm, bằng {length / wanted:.0%} {of}".replace("%", " %") if wanted else f"dài {length / MM:.0f} mm"


def stamps(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-15: the words of urgency and circulation, and their frames."""
    for paragraph in anatomy.urgency:
        words = nfc(paragraph.text).strip(" .")
        plain = words.upper().replace("HOẢ", "HỎA")
        if plain not in _STAMPS:
            yield finding("TT-15", "Dấu chỉ mức độ khẩn", f"“{words}”", "một trong ba mức: “HỎA TỐC”, “THƯỢNG KHẨN”, “KHẨN”", paragraph)
            continue
        yield from ill_set("TT-15", "Dấu chỉ mức độ khẩn", [paragraph], Face(13, 14, bold=True, capitals=True))
        if any(not _RED.fullmatch(run.colour) for run in paragraph.runs if run.text.strip()):
            yield finding("TT-15", "Màu dấu khẩn", "không phải màu đỏ", "mực màu đỏ tươi", paragraph)
        yield from _framed(paragraph, "Dấu chỉ mức độ khẩn", _STAMPS[plain])
    for paragraph in anatomy.circulation:
        yield from ill_set("TT-15", "Chỉ dẫn phạm vi lưu hành", [paragraph], Face(13, 14, bold=True, capitals=True))
        yield from _framed(paragraph, "Chỉ dẫn phạm vi lưu hành", None)


def _framed(paragraph: Paragraph, component: str, width: float | None) -> Iterator[Finding]:
    asked = "đóng khung hình chữ nhật viền đơn" + (f" {width:g} × {_STAMP_HEIGHT:g} mm" if width else "")
    box = paragraph.box
    if box is not None and box.is_outlined:
        size = (box.width / MM, box.height / MM)
    elif {"top", "bottom", "left", "right"} <= set(paragraph.borders.split()):
        line = paragraph.line if paragraph.line_rule != "auto" else paragraph.line * 1.15 * (size_of(paragraph) or 13)
        size = ((paragraph.width - paragraph.left - paragraph.right) / MM, (line + paragraph.border_space) / MM)
    elif paragraph.cell is not None and paragraph.cell.is_ruled:
        size = (paragraph.width / MM, _STAMP_HEIGHT)
    else:
        yield finding("TT-15", component, "không có khung", asked, paragraph)
        return
    if width and size[0] and (abs(size[0] - width) > _STAMP_SLACK or abs(size[1] - _STAMP_HEIGHT) > _STAMP_SLACK):
        yield finding("TT-15", component, f"khung {size[0]:.0f} × {size[1]:.0f} mm", asked, paragraph)
