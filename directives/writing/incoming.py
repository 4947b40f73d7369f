"""Phiếu giải quyết văn bản đến: where leaders and officers write how a document that arrived is dealt with."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from directives.writing.facts import AgencyHead
from directives.writing.head import head_table, place_and_date, shortened_rule
from directives.writing.markup import balanced, gap, line, lines, paragraph, run
from directives.writing.package import Package, Section
from directives.writing.page import CENTRED, PORTRAIT_TEXT, TEXT, TYPE_NAME, WRITTEN_ON
from directives.writing.text import line_of, lines_of

_NAME = "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN"
_LEAD, _PERSON = "Giao đơn vị, cá nhân chủ trì", "Giao cho cá nhân"
_PARTNERS, _DEADLINE = "Giao các đơn vị, cá nhân tham gia phối hợp giải quyết", "Thời hạn giải quyết"
_DOTS = "…" * 20
_ROOM = 3
"""Empty lines under a heading where nothing is written yet, for a pen."""


@dataclass(frozen=True, slots=True)
class Handling:
    """One opinion on the document: who is given it, who takes part, by when, in words; and the day it was written."""

    lead: str = ""
    partners: tuple[str, ...] = ()
    deadline: str = ""
    opinion: str = ""
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingNote:
    """The phiếu of one incoming document (NĐ 30/2020, Phụ lục IV.VII).

    `document` says type, number, date, agency and subject of what arrived. The leader of the agency gives it to units, the leader of the
    unit to a person, who proposes what to do; what is not yet said has room for a pen.
    """

    head: AgencyHead
    place: str
    document: str
    date: datetime.date | None = None
    by_agency: Handling = Handling()
    by_unit: Handling = Handling()
    proposal: Handling = Handling()


def write_incoming_note(facts: IncomingNote) -> bytes:
    """The phiếu as .docx; the same facts give the same bytes. About 1 ms."""
    subject = f"({line_of(facts.document)})"
    content = (
        head_table(facts.head, place_date=place_and_date(facts.place, facts.date))
        + gap(6)
        + line(TYPE_NAME, _NAME)
        + balanced(CENTRED, subject, PORTRAIT_TEXT)
        + shortened_rule(subject, size=CENTRED.size, column=PORTRAIT_TEXT, after=120)
        + _part("1. Ý kiến của lãnh đạo cơ quan, tổ chức", facts.by_agency, asked=(_LEAD, _PARTNERS, _DEADLINE))
        + _part("2. Ý kiến của lãnh đạo đơn vị", facts.by_unit, asked=(_PERSON, _DEADLINE))
        + _part("3. Ý kiến đề xuất của người giải quyết", facts.proposal, asked=())
    )
    return Package().pack([Section(content)], title=f"{_NAME} {line_of(facts.document)}")


def _part(title: str, said: Handling, *, asked: tuple[str, ...]) -> str:
    """A heading and what is written under it; of what the decree asks there, a line for a pen where it is not said yet."""
    lead = asked[0] if asked else "Người giải quyết"
    fields = {lead: said.lead, _PARTNERS: "; ".join(filter(None, map(line_of, said.partners))), _DEADLINE: said.deadline}
    written = []
    is_blank = not (any(line_of(words) for words in fields.values()) or lines_of(said.opinion))
    for label, words in fields.items():
        if line_of(words):
            written.append(f"- {label}: {line_of(words)}.")
        elif label in asked and (is_blank or label != _PARTNERS):  # who was given it alone has no partners
            written.append(f"- {label}: {_DOTS}")
    written += lines_of(said.opinion)
    room = "".join(paragraph(TEXT) for _ in range(0 if written else _ROOM))
    return line(TEXT, title, keep_next=True) + lines(TEXT, written) + room + paragraph(WRITTEN_ON, run(place_and_date("", said.date)))
