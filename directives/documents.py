"""A directive as the document that is sent: its rows turned into the facts that the writers lay out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from directives.freezing import thawed, thawed_table
from directives.grids import facts_of, grid_of
from directives.models import Directive, Provision
from directives.queries import office_rules
from directives.specimens import as_specimen
from directives.writing.facts import AgencyHead, Appendix, Block, Letter, Paragraph, ParagraphKind, RecipientNote, Signature, Table, Urgency
from directives.writing.letter import write_letter
from directives.writing.page import LANDSCAPE_TEXT, MM, PORTRAIT_TEXT
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


def signature_of(kept: Mapping[str, Any]) -> Signature:
    """The block as it was kept with what was signed."""
    return Signature(tuple(kept["authority_lines"]), kept["title"], kept["name"], kept.get("office", ""))


def letter_facts(directive: Directive, *, signed_as: Signature | None = None) -> Letter:
    """What the document says; before it is numbered or signed those places are blank, unless `signed_as` says who would sign it.

    From the signature on these are the facts that were frozen with it, and only number and date are filled in. At most six queries.
    """
    if directive.facts is not None:
        return replace(thawed(directive.facts), number=directive.number, date=directive.issued_date)
    stored = directive.signature
    signature = signature_of(stored) if stored else signed_as
    body, appendices = _parts(directive.provisions.order_by("position"))
    rules = office_rules(directive.issuer)
    letter = Letter(
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
        body=body,
        recipients=tuple(RecipientNote(line.name, line.note) for line in directive.recipient_lines.order_by("position")),
        archive=directive.archive,
        drafter_mark=directive.drafter_mark,
        signature=signature,
        on_paper=rules.paper_signature,
        address=tuple(rules.address.splitlines()) if directive.kind == Directive.Kind.CV else (),  # Mẫu 1.5 alone has it
        appendices=(
            *appendices,
            *(
                Appendix(behind.title, (thawed_table(behind.table),), landscape=behind.landscape)
                for behind in directive.appendix_tables.order_by("position")
            ),
        ),
    )
    return as_specimen(letter)


def written_parts(directive: Directive, letter: Letter) -> list[Block | Appendix]:
    """The parts that people wrote, each at the place of its provision; appendices that the system made stand behind them. One query."""
    own = letter.appendices[: len(letter.appendices) - directive.appendix_tables.count()]
    return [*letter.body, *(part for appendix in own for part in (appendix, *appendix.body))]


def words_of(part: Block | Appendix) -> str:
    """What a part of a document is called where one is chosen from a list: its words; of a table its head, of an appendix its title."""
    if isinstance(part, Paragraph):
        return f"{part.label} {part.text}".strip()
    if isinstance(part, Appendix):
        return f"Phụ lục: {part.title}"
    return f"Bảng: {', '.join(filter(None, part.columns))}" if isinstance(part, Table) else ""


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


def _parts(provisions: Iterable[Provision]) -> tuple[tuple[Block, ...], list[Appendix]]:
    """The body, and the appendices behind it."""
    body: list[Block] = []
    appendices: list[tuple[Provision, list[Block]]] = []
    for provision in provisions:
        if provision.kind in Provision.APPENDICES:
            appendices.append((provision, []))
            continue
        title, blocks = appendices[-1] if appendices else (None, body)
        blocks.append(_block(provision, landscape=title is not None and title.kind == Provision.Kind.LANDSCAPE))
    return tuple(body), [
        Appendix(title.text, tuple(blocks), landscape=title.kind == Provision.Kind.LANDSCAPE) for title, blocks in appendices
    ]


def _block(provision: Provision, *, landscape: bool) -> Block:
    if provision.kind == Provision.Kind.TABLE:
        return facts_of(grid_of(provision.text), width_mm=(LANDSCAPE_TEXT if landscape else PORTRAIT_TEXT) / MM)
    return Paragraph(cast(ParagraphKind, provision.kind), provision.label, provision.text)
