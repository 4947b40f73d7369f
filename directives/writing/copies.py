"""Sao y, sao lục, trích sao on paper (NĐ 30/2020, Phụ lục I, Phần II)."""

from __future__ import annotations

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Literal

from directives.writing.facts import AgencyHead, Letter, RecipientNote, Signature
from directives.writing.head import agency_part, number_text, place_and_date
from directives.writing.letter import letter_sections, letter_title
from directives.writing.markup import gap, layout_table, line, paragraph, rule, run
from directives.writing.package import Package
from directives.writing.page import COPY_FORM, LANDSCAPE_TEXT, NUMBER, PLACE_DATE, PORTRAIT_TEXT
from directives.writing.recipients import closing_part
from directives.writing.text import line_of

CopyForm = Literal["SY", "SL", "TrS"]
COPY_FORMS: dict[CopyForm, str] = {"SY": "SAO Y", "SL": "SAO LỤC", "TrS": "TRÍCH SAO"}
"""Code in the number of a copy → the words over it: of the original, of a copy, of a part."""

_COLUMNS = (PORTRAIT_TEXT * 2 // 5, PORTRAIT_TEXT - PORTRAIT_TEXT * 2 // 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """What the copying agency adds to a document; `agency` is its short name in the symbol, as "UBND" in "07/SY-UBND".

    All three forms draw from one series of numbers.
    """

    form: CopyForm
    head: AgencyHead
    agency: str
    place: str
    number: int | None = None
    date: datetime.date | None = None
    recipients: tuple[RecipientNote, ...] = ()
    archive: str = "VT"
    signature: Signature | None = None


def write_copy(facts: Letter, copy: Copy) -> bytes:
    """The document with the copying agency's block behind its last part, under a rule as wide as the text; the same facts, the same bytes.

    An extract (TrS) is the document with only the part of its text that is copied. Raises WritingError as `write_letter` does.
    """
    package = Package()
    *before, last = letter_sections(facts, package)
    width = LANDSCAPE_TEXT if last.landscape else PORTRAIT_TEXT
    last = dataclasses.replace(last, content=last.content + gap(12) + _copy_block(copy, width=width))
    return package.pack([*before, last], title=f"{COPY_FORMS[copy.form]} {letter_title(facts)}")


def _copy_block(copy: Copy, *, width: int) -> str:
    symbol = "-".join(filter(None, (copy.form, line_of(copy.agency))))
    number = paragraph(NUMBER, run(f"Số: {number_text(copy.number, symbol)}"))
    place_date = paragraph(PLACE_DATE, run(place_and_date(copy.place, copy.date)))
    own = AgencyHead((), copy.head.issuer_lines)
    head = [(agency_part(own, column=_COLUMNS[0]), line(COPY_FORM, COPY_FORMS[copy.form])), (number, place_date)]
    return (
        rule(width, width)
        + layout_table(_COLUMNS, head)
        + gap(6)
        + closing_part(copy.recipients, archive=copy.archive, signature=copy.signature)
    )
