"""A directive as the document that is sent: its rows turned into the facts that the writers lay out."""

import re
from dataclasses import replace
from typing import cast

from directives.freezing import thawed, thawed_table
from directives.models import Directive, Provision
from directives.writing.facts import AgencyHead, Appendix, Letter, Paragraph, ParagraphKind, RecipientNote, Signature, Urgency
from directives.writing.letter import write_letter
from org_hierarchy.models import OrgUnit
from records.files import file_name
from records.text import fold

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_COMMITTEE = "Ủy ban nhân dân"
_URGENCY: dict[str, Urgency] = {
    Directive.Urgency.NORMAL: "",
    Directive.Urgency.URGENT: "KHẨN",
    Directive.Urgency.VERY_URGENT: "THƯỢNG KHẨN",
    Directive.Urgency.FLASH: "HỎA TỐC",
}


_CIRCULATION: dict[str, str] = {
    Directive.Circulation.OPEN: "",
    Directive.Circulation.INTERNAL: "LƯU HÀNH NỘI BỘ",
    Directive.Circulation.READ_AND_RETURN: "XEM XONG TRẢ LẠI",
}


def letter_facts(directive: Directive) -> Letter:
    """What the document says; before it is numbered or signed those places are blank.

    From the signature on these are the facts that were frozen with it, and only number and date are filled in. At most five queries.
    """
    if directive.facts is not None:
        return replace(thawed(directive.facts), number=directive.number, date=directive.issued_date)
    signature = directive.signature
    return Letter(
        kind=directive.kind,
        head=agency_head(directive.issuer),
        symbol=directive.symbol,
        place=directive.place,
        subject=directive.subject,
        number=directive.number,
        date=directive.issued_date,
        urgency=_URGENCY[directive.urgency],
        circulation=_CIRCULATION[directive.circulation],
        addressees=tuple(directive.addressees),
        body=tuple(_paragraph(provision) for provision in directive.provisions.order_by("position")),
        recipients=tuple(RecipientNote(line.name, line.note) for line in directive.recipient_lines.order_by("position")),
        archive=directive.archive,
        signature=Signature(tuple(signature["authority_lines"]), signature["title"], signature["name"]) if signature else None,
        appendices=tuple(
            Appendix(behind.title, (thawed_table(behind.table),), landscape=behind.landscape)
            for behind in directive.appendix_tables.order_by("position")
        ),
    )


def letter_docx(directive: Directive) -> bytes:
    """The document as .docx; the same rows give the same bytes."""
    return write_letter(letter_facts(directive))


def letter_name(directive: Directive) -> str:
    """What its file is called: "776_UBND-KGVX.docx"."""
    return f"{file_name(directive.designation.replace('…', 'du-thao'))}.docx"


def agency_head(unit: OrgUnit) -> AgencyHead:
    """The agency lines over a unit's documents: its direct superior, then itself (NĐ 30/2020, Phụ lục I, II.2; VAS §5.4).

    A People's Committee stands alone, in two lines; a department under one leaves out the place that the committee's line says; an office
    of another line stands under its parent of the same line. One query unless the parent is loaded.
    """
    place = _place_of(unit)
    if unit.kind == OrgUnit.Kind.COMMITTEE and place:
        return AgencyHead((), (_COMMITTEE, place))
    superior = unit.parent
    if superior is None or superior.line != unit.line or unit.kind == OrgUnit.Kind.EMPLOYER:
        return AgencyHead((), (unit.name,))
    place = _place_of(superior)
    if place:
        return AgencyHead((f"UBND {place}",), (_without(unit.name, place),))
    return AgencyHead((superior.name,), (unit.name,))


def _place_of(committee: OrgUnit) -> str:
    """ "thành phố Hà Nội" of the People's Committee of that city; blank for another unit."""
    found = re.match(r"(ủy ban nhân dân|uỷ ban nhân dân|ubnd)\s+(.+)", committee.name, re.IGNORECASE)
    return found[2] if found and committee.kind == OrgUnit.Kind.COMMITTEE else ""


def _without(name: str, place: str) -> str:
    shortened = name[: -len(place)].strip() if fold(name).endswith(" " + fold(place)) else ""
    return shortened or name


def _paragraph(provision: Provision) -> Paragraph:
    return Paragraph(cast(ParagraphKind, provision.kind), provision.label, provision.text)
