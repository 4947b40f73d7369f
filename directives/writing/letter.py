"""One administrative document of any type, from head to appendices."""

from __future__ import annotations

from directives.writing.body import body_part
from directives.writing.decisions import ORDERS, agency_of, authority_of, first_note, with_issued, with_order, without_authority
from directives.writing.facts import PLAIN_CODES, TYPE_NAMES, Appendix, Attachment, Letter, WritingError
from directives.writing.head import (
    circulation_mark,
    day_in_words,
    head_table,
    name_part,
    number_text,
    place_and_date,
    reference_part,
    title_part,
)
from directives.writing.markup import balanced, gap, line, rule
from directives.writing.package import Package, Section
from directives.writing.page import (
    ADDRESS,
    APPENDIX,
    APPENDIX_TITLE,
    AUTHORITY,
    LANDSCAPE_TEXT,
    PORTRAIT_TEXT,
)
from directives.writing.recipients import addressees_part, closing_part
from directives.writing.text import line_of

_BLANK_REFERENCE = "(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)"
_BLANK_ORDER = "(Kèm theo {order} số …/{kind}-… ngày … tháng … năm … của …)"
_REFERENCE = "(Kèm theo {document} số {number} {day} của {agency})"


def write_letter(facts: Letter) -> bytes:
    """The document as .docx, laid out by NĐ 30/2020, Phụ lục I; the same facts give the same bytes.

    About 1 ms, and 4 ms for each chart.
    Raises WritingError: `unknown_kind`; `ragged_table` and `bad_chart` for a table or chart whose rows do not fit its columns.
    """
    package = Package()
    return package.pack(letter_sections(facts, package), title=letter_title(facts))


def letter_title(facts: Letter) -> str:
    """The type's name and the subject, for the properties of the file."""
    return " ".join(filter(None, (type_name(facts.kind), line_of(facts.subject))))


def letter_sections(facts: Letter, package: Package) -> list[Section]:
    """The sections of the document: itself, what it issues, its appendices."""
    facts = with_issued(facts)
    first = Section(
        _main_content(facts, package),
        first_header=circulation_mark(facts.circulation),
        first_footer=_address(facts.address),
    )
    attached = [_attachment_section(attachment, facts, package) for attachment in facts.attachments]
    return [first, *attached, *(_appendix_section(facts, ordinal, package) for ordinal in range(len(facts.appendices)))]


def type_name(kind: str) -> str:
    """The name printed for a type. Raises WritingError `unknown_kind`."""
    try:
        return TYPE_NAMES[PLAIN_CODES.get(kind, kind)]
    except KeyError:
        raise WritingError(
            "unknown_kind", f"Không có loại văn bản “{kind}”; hãy chọn một trong 29 loại của Nghị định 30/2020/NĐ-CP."
        ) from None


def _main_content(facts: Letter, package: Package) -> str:
    kind = PLAIN_CODES.get(facts.kind, facts.kind)
    name, subject = type_name(kind), line_of(facts.subject)
    is_minutes = kind == "BB"
    head = head_table(
        facts.head,
        number=number_text(facts.number, facts.symbol) if facts.number or line_of(facts.symbol) else "",
        place_date="" if is_minutes else place_and_date(facts.place, facts.date),
        letter_subject="" if name or not subject else f"V/v {subject.removeprefix('V/v').lstrip()}",
        urgency=facts.urgency,
    )
    title = title_part(name, subject) if name else ""
    authority = line(AUTHORITY, authority_of(facts).upper()) if kind in ORDERS else ""
    addressees = addressees_part(facts.addressees, sender=authority_of(facts) if kind == "CĐ" else "")
    if addressees:
        addressees += gap(6)
    body = body_part(with_order(kind, without_authority(facts)), width=PORTRAIT_TEXT, package=package, signed=True, as_is=facts.is_part)
    closing = closing_part(
        facts.recipients,
        archive=facts.archive,
        signature=facts.signature,
        second_signature=facts.second_signature,
        first_note=first_note(kind, facts.body, addressed=bool(addressees)),
        drafter_mark=facts.drafter_mark,
        attestation=facts.attestation,
    )
    return head + gap(6) + title + authority + addressees + body + closing


def _address(lines: tuple[str, ...]) -> str:
    """The agency's address at the foot of page 1, under a rule as wide as the text (NĐ 30/2020, Phụ lục I, III.4)."""
    texts = "".join(line(ADDRESS, text) for text in lines)
    return rule(PORTRAIT_TEXT, PORTRAIT_TEXT, gap=120) + texts if texts else ""


def _attachment_section(facts: Attachment, letter: Letter, package: Package) -> Section:
    """A regulation that the letter issues, in its own section: head without number and date, name, reference, text."""
    kind = PLAIN_CODES.get(letter.kind, letter.kind)
    kind = kind if kind in ORDERS else "QĐ"
    order = type_name(kind).capitalize()
    said = _reference(letter, document=order) or _BLANK_ORDER.format(order=order, kind=kind)
    content = (
        head_table(letter.head)
        + gap(6)
        + name_part(type_name(facts.kind), facts.subject)
        + reference_part(facts.reference or said, width=PORTRAIT_TEXT)
        + body_part(facts.body, width=PORTRAIT_TEXT, package=package)
    )
    return Section(content)


def _appendix_section(letter: Letter, ordinal: int, package: Package) -> Section:
    """The appendix of that ordinal from 0, in its own section (NĐ 30/2020, Phụ lục I, III.1); numbered when it is not the only one."""
    facts: Appendix = letter.appendices[ordinal]
    label = f"Phụ lục {_roman(ordinal + 1)}" if len(letter.appendices) > 1 else "Phụ lục"
    width = LANDSCAPE_TEXT if facts.landscape else PORTRAIT_TEXT
    content = (
        line(APPENDIX, label)
        + balanced(APPENDIX_TITLE, facts.title.upper(), width)
        + reference_part(facts.reference or _reference(letter, document="Văn bản") or _BLANK_REFERENCE, width=width)
        + body_part(facts.body, width=width, package=package)
    )
    return Section(content, facts.landscape)


def _reference(letter: Letter, *, document: str) -> str:
    """ "(Kèm theo Văn bản số 05/KH-UBND ngày 08 tháng 3 năm 2027 của …)" of a document on paper that has number and day; else nothing."""
    if not (letter.on_paper and letter.number and letter.date):
        return ""
    number = number_text(letter.number, letter.symbol)
    return _REFERENCE.format(document=document, number=number, day=day_in_words(letter.date), agency=agency_of(letter.head))


def _roman(number: int) -> str:
    """1 → "I"; for the number of an appendix."""
    text = ""
    for value, digits in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += digits * (number // value)
        number %= value
    return text
