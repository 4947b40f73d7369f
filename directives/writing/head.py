"""The two-column head: agency, Quốc hiệu and Tiêu ngữ, number, place and date (NĐ 30/2020, Phụ lục I, II.1-II.5)."""

from __future__ import annotations

import datetime
from functools import lru_cache

from directives.writing.facts import AgencyHead, Urgency
from directives.writing.markup import balanced, framed, layout_table, line, paragraph, rule, run
from directives.writing.page import (
    APPENDIX_REFERENCE,
    CIRCULATION,
    ISSUER,
    LETTER_SUBJECT,
    MM,
    MOTTO,
    NATION,
    NUMBER,
    PLACE_DATE,
    PORTRAIT_TEXT,
    SUBJECT,
    SUPERIOR,
    TYPE_NAME,
    URGENCY,
)
from directives.writing.text import balanced_width, line_of, printed_width, unbroken

LEFT, RIGHT = 3936, 5846
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_STAMP_WIDTH_MM = {"HỎA TỐC": 30, "THƯỢNG KHẨN": 40, "KHẨN": 20}
_PADDING = 227
"""Room on both sides of a word inside a frame whose width the decree leaves open: 4 mm."""
_BLANK = " " * 4
"""Room for a day, a month or a year that is not yet known."""
_REFERENCE_RULE = 2000
"""Under "(Kèm theo …)", whose words are blanks: 35 mm."""


def number_text(number: int | None, symbol: str) -> str:
    """The number and symbol as printed: "05/UBND-VX"; a number not yet given leaves five spaces (NĐ 30/2020, Phụ lục I, II.3)."""
    digits = " " * 5 if number is None else f"{number:02d}"
    clean = line_of(symbol)
    return f"{digits}/{clean}" if clean else digits


def place_and_date(place: str, on: datetime.date | None) -> str:
    """The place and date as printed; days under 10 and months 1 and 2 are padded, month 3 is not (NĐ 30/2020, Phụ lục I, II.4)."""
    written = f"ngày {_BLANK} tháng {_BLANK} năm {_BLANK}" if on is None else day_in_words(on)
    clean = line_of(place)
    return f"{clean}, {written}" if clean else written


def day_in_words(on: datetime.date) -> str:
    """ "ngày 08 tháng 3 năm 2021"."""
    return f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}" if on.month < 3 else f"ngày {on.day:02d} tháng {on.month} năm {on.year}"


def short_date(on: datetime.date) -> str:
    """A date in running text, padded by the same rule: "08/3/2021", "15/01/2021"."""
    return f"{on.day:02d}/{on.month:02d}/{on.year}" if on.month < 3 else f"{on.day:02d}/{on.month}/{on.year}"


@lru_cache(maxsize=64)
def head_table(head: AgencyHead, *, number: str = "", place_date: str = "", letter_subject: str = "", urgency: Urgency = "") -> str:
    """The head of page 1; `number` and `place_date` as printed, `letter_subject` the whole "V/v …" line of a công văn.

    What a document issued by a decision has neither of, it leaves out: number, place and date. Kept for the next document with the same.
    """
    nation = line(NATION, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM") + line(MOTTO, _MOTTO) + rule(printed_width(_MOTTO, MOTTO.size), RIGHT)
    marks = (paragraph(NUMBER, run(f"Số: {number}")) if number else "") + balanced(LETTER_SUBJECT, letter_subject, LEFT)
    if urgency:
        marks += framed(URGENCY, urgency, width=round(_STAMP_WIDTH_MM[urgency] * MM), column=LEFT)
    dated = paragraph(PLACE_DATE, run(place_date)) if place_date else ""
    rows = [(agency_part(head, column=LEFT), nation)]
    return layout_table((LEFT, RIGHT), rows + [(marks, dated)] * bool(marks or dated))


def agency_part(head: AgencyHead, *, column: int) -> str:
    """The agency's lines and the rule under the last of them, in a column of that width."""
    issuer = [unbroken(line_of(text).upper(), ISSUER.size, column) for text in head.issuer_lines if line_of(text)]
    superior = [unbroken(line_of(text).upper(), SUPERIOR.size, column) for text in head.superior_lines]
    agency = "".join(balanced(SUPERIOR, text, column) for text in superior)
    agency += "".join(balanced(ISSUER, text, column) for text in issuer)
    return agency + shortened_rule(issuer[-1], size=ISSUER.size, column=column) if issuer else agency


def circulation_mark(text: str) -> str:
    """The framed restriction in the margin over Quốc hiệu (NĐ 30/2020, Phụ lục I, IV: ô số 11)."""
    restriction = line_of(text).upper()
    hanging = (LEFT + RIGHT - PORTRAIT_TEXT) // 2
    width = printed_width(restriction, CIRCULATION.size) + 2 * _PADDING
    return framed(CIRCULATION, restriction, width=width, column=RIGHT, offset=LEFT - hanging)


def title_part(name: str, subject: str) -> str:
    """Tên loại, the subject if there is one, and the rule below (NĐ 30/2020, Phụ lục I, II.5)."""
    return name_part(name, subject) + shortened_rule(line_of(subject) or name, size=SUBJECT.size, column=PORTRAIT_TEXT, after=120)


def name_part(name: str, subject: str) -> str:
    """Tên loại and the subject, without the rule."""
    return line(TYPE_NAME, name) + balanced(SUBJECT, subject, PORTRAIT_TEXT)


def reference_part(reference: str, *, width: int) -> str:
    """ "(Kèm theo Quyết định số …)" and the rule below it, in a text area of that width."""
    return line(APPENDIX_REFERENCE, reference) + rule(_REFERENCE_RULE, width, after=120)


def shortened_rule(text: str, *, size: float, column: int, after: int = 0) -> str:
    """The solid rule under an agency or a subject: 2/5 of the line above it, the decree asks for 1/3 to 1/2."""
    return rule(balanced_width(line_of(text), size, column) * 2 // 5, column, after=after)
