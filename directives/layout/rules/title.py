"""TT-06: name of the type and subject; "V/v" of a công văn (NĐ 30/2020, Phụ lục I, II.5)."""

from collections.abc import Iterator

from directives.layout.anatomy import Anatomy
from directives.layout.findings import Finding, finding
from directives.layout.rules.head import subject_rule
from directives.layout.titles import is_spelt
from directives.layout.type_face import Face, ill_set, ruled_lengths
from directives.writing.facts import TYPE_NAMES
from records.text import nfc

_WITHOUT_SUBJECT = frozenset(("GGT", "GNP", "slip", "book"))
"""Types whose specimen has none (Phụ lục III, Mẫu 1.8 and 1.10)."""
_GAP = 5.9


def title(anatomy: Anatomy) -> Iterator[Finding]:
    """TT-06."""
    if anatomy.kind == "CV":
        yield from _letter(anatomy)
    else:
        yield from _named(anatomy)


def _letter(anatomy: Anatomy) -> Iterator[Finding]:
    asked = "“V/v …” in thường, cỡ 12–13, đứng, dưới số, ký hiệu"
    if not anatomy.about:
        yield finding("TT-06", "Trích yếu công văn", "không có", asked, *([anatomy.number] if anatomy.number else []))
        return
    first = anatomy.about[0]
    if not nfc(first.text).startswith("V/v "):
        yield finding("TT-06", "Trích yếu công văn", f"“{nfc(first.text)[:30]}…”", "bắt đầu bằng “V/v”", first)
    yield from ill_set("TT-06", "Trích yếu công văn", anatomy.about, Face(12, 13, bold=False, capitals=False, align="center"))
    number = anatomy.number
    if number is not None and number.cell == first.cell and number.after + first.before < _GAP and number.number + 1 == first.number:
        yield finding(
            "TT-06", "Trích yếu công văn", f"cách số, ký hiệu {number.after + first.before:g} pt", "cách 6 pt với số, ký hiệu", first
        )
    if ruled_lengths(anatomy.about):
        yield finding("TT-06", "Trích yếu công văn", "có đường kẻ hoặc gạch chân", "không có đường kẻ bên dưới", first)


def _named(anatomy: Anatomy) -> Iterator[Finding]:
    if anatomy.about:
        name = TYPE_NAMES.get(anatomy.kind, "").lower() or "văn bản có tên loại"
        yield finding(
            "TT-06",
            "Trích yếu",
            "có “V/v” dưới số, ký hiệu",
            f"“V/v” chỉ dùng cho công văn; {name} ghi trích yếu dưới tên loại",
            anatomy.about[0],
        )
    if anatomy.title is None:
        name = TYPE_NAMES.get(anatomy.kind, "") or "tên loại"
        yield finding(
            "TT-06",
            "Tên loại",
            "không có",
            f"“{name}”, in hoa, cỡ 13–14, đứng, đậm, căn giữa",
            *([anatomy.number] if anatomy.number else []),
        )
        return
    words = nfc(anatomy.title.text)
    if not is_spelt(words, anatomy.kind):
        yield finding("TT-06", "Tên loại", f"“{words}”", f"“{TYPE_NAMES[anatomy.kind]}”", anatomy.title)
    yield from ill_set("TT-06", "Tên loại", [anatomy.title], Face(13, 14, bold=True, capitals=True, align="center"))
    if not anatomy.subject and anatomy.kind not in _WITHOUT_SUBJECT:
        yield finding("TT-06", "Trích yếu", "không có", "trích yếu nội dung ngay dưới tên loại, cỡ 13–14, đứng, đậm", anatomy.title)
    if anatomy.subject and nfc(anatomy.subject[0].text).lower().startswith("v/v"):
        yield finding("TT-06", "Trích yếu", f"“{nfc(anatomy.subject[0].text)[:30]}…”", "“V/v” chỉ dùng cho công văn", anatomy.subject[0])
    yield from ill_set("TT-06", "Trích yếu", anatomy.subject, Face(13, 14, bold=True, capitals=False, align="center"))
    yield from subject_rule(anatomy)
