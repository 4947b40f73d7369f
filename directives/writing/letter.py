"""One administrative document of any type, from head to appendices."""

from __future__ import annotations

from directives.writing.body import body_part
from directives.writing.facts import PLAIN_CODES, TYPE_NAMES, Appendix, Letter, WritingError
from directives.writing.head import head_table, number_text, place_and_date, title_part
from directives.writing.markup import gap, line
from directives.writing.package import Package
from directives.writing.page import APPENDIX, APPENDIX_REFERENCE, APPENDIX_TITLE, LANDSCAPE_TEXT, PORTRAIT_TEXT
from directives.writing.recipients import addressees_part, closing_part
from directives.writing.text import line_of

_BLANK_REFERENCE = "(Kèm theo Văn bản số …/… ngày … tháng … năm … của …)"


def write_letter(facts: Letter) -> bytes:
    """The document as .docx, laid out by NĐ 30/2020, Phụ lục I; the same facts give the same bytes.

    About 1 ms, and 4 ms for each chart.
    Raises WritingError: `unknown_kind`; `ragged_table` and `bad_chart` for a table or chart whose rows do not fit its columns.
    """
    type_name = _type_name(facts.kind)
    subject = line_of(facts.subject)
    package = Package()
    head = head_table(
        facts.head,
        number=number_text(facts.number, facts.symbol),
        place_date=place_and_date(facts.place, facts.date),
        letter_subject="" if type_name or not subject else f"V/v {subject.removeprefix('V/v').lstrip()}",
        urgency=facts.urgency,
        circulation=facts.circulation,
    )
    addressees = addressees_part(facts.addressees)
    title = title_part(type_name, subject) if type_name else ""
    body = body_part(facts.body, width=PORTRAIT_TEXT, package=package, closing=True)
    closing = closing_part(
        facts.recipients,
        archive=facts.archive,
        signature=facts.signature,
        as_above=bool(addressees),
        drafter_mark=facts.drafter_mark,
    )
    sections = [(head + gap(6) + title + addressees + body + closing, False)]
    numbers = range(1, len(facts.appendices) + 1)
    for ordinal, appendix in zip(numbers, facts.appendices, strict=True):
        label = f"Phụ lục {_roman(ordinal)}" if len(facts.appendices) > 1 else "Phụ lục"
        sections.append((_appendix(appendix, label=label, package=package), appendix.landscape))
    return package.pack(sections, title=" ".join(filter(None, (type_name, subject))))


def _type_name(kind: str) -> str:
    try:
        return TYPE_NAMES[PLAIN_CODES.get(kind, kind)]
    except KeyError:
        raise WritingError(
            "unknown_kind", f"Không có loại văn bản “{kind}”; hãy chọn một trong 29 loại của Nghị định 30/2020/NĐ-CP."
        ) from None


def _appendix(facts: Appendix, *, label: str, package: Package) -> str:
    """An appendix's own section (NĐ 30/2020, Phụ lục I, III.1)."""
    width = LANDSCAPE_TEXT if facts.landscape else PORTRAIT_TEXT
    return (
        line(APPENDIX, label)
        + line(APPENDIX_TITLE, facts.title.upper())
        + line(APPENDIX_REFERENCE, facts.reference or _BLANK_REFERENCE)
        + body_part(facts.body, width=width, package=package, closing=False)
    )


def _roman(number: int) -> str:
    """1 → "I"; for the number of an appendix."""
    text = ""
    for value, digits in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        text += digits * (number // value)
        number %= value
    return text
