"""Whether a .docx is laid out as NĐ 30/2020/NĐ-CP, Phụ lục I asks, whoever wrote it: rules TT-01 to TT-16 (VAS §11)."""

from collections.abc import Iterator
from datetime import date

from directives.files import ReadingError, sheet_of
from directives.layout.anatomy import Anatomy, anatomy_of
from directives.layout.findings import RULES, SHOWN, Finding, Level, NotChecked, Place, Report, merged
from directives.layout.issuer import Issuer, issuer_of
from directives.layout.rules import appendix, body, citing, forms, head, number, numbering, page, recipients, signature, title
from directives.writing.facts import TYPE_NAMES
from org_hierarchy.models import OrgUnit

__all__ = ["MOST_PIECES", "RULES", "SHOWN", "Finding", "Level", "NotChecked", "Place", "ReadingError", "Report", "check"]

MOST_PIECES = 15_000
"""Paragraphs, breaks and runs of a file that is checked while its reader waits: half a second of work, some hundred and fifty pages."""
WITHOUT_SPECIMEN = frozenset(("HĐ", "BGN", "BTT", "ThC"))
"""Types for which Phụ lục III shows no specimen: the common rules alone bind them."""
_FORMS = {"slip": "Phiếu giải quyết công việc", "book": "Sổ văn bản", "enclosure": "Phụ lục, văn bản kèm theo"}


def check(
    content: bytes,
    *,
    name: str = "",
    today: date,
    unit: OrgUnit | None = None,
    among_units: bool = True,
    most: int | None = None,
) -> Report:
    """Everything in a .docx that differs from the decree, by place, and what could not be checked.

    `today` stands in for the day of a document that has none; `unit` is who issues it, when that is known and need not be found by its
    name. Our units, their symbols, places, posts and mandates are those of the document's day. `among_units` False: there is no database of
    units, and what needs one is not checkable. `most`: how many pieces (paragraphs, breaks, runs) the file may have for the answer to be
    waited for; None: as many as it has.

    About 20 ms for a letter of five pages, and at most ten queries and five for each person who may sign. Raises `ReadingError`: "empty",
    "too_large", "too_long", "not_supported", "broken", "encrypted", "macro", "zip_bomb", "timeout", "secret".
    """
    anatomy = anatomy_of(sheet_of(content, name=name, most=most))
    issuer = issuer_of(anatomy, today=today, unit=unit, among_units=among_units)
    said = list(_said(anatomy, issuer))
    type_name = (
        (anatomy.title.text.strip() if anatomy.is_other and anatomy.title else "")
        or TYPE_NAMES.get(anatomy.kind)
        or ("CÔNG VĂN" if anatomy.kind == "CV" else "")
    )
    return Report(
        kind="" if anatomy.is_other or anatomy.is_enclosure else anatomy.kind,
        type_name=_FORMS.get(anatomy.kind, type_name.capitalize()),
        issuer=issuer.name,
        findings=merged(each for each in said if isinstance(each, Finding)),
        not_checked=tuple(dict.fromkeys(each for each in said if isinstance(each, NotChecked))),
    )


def _said(anatomy: Anatomy, issuer: Issuer) -> Iterator[Finding | NotChecked]:
    yield from page.letters(anatomy)
    yield from page.paper(anatomy)
    yield from page.numbers(anatomy)
    if anatomy.is_book:
        yield from forms.book(anatomy)
        return
    if anatomy.is_enclosure:
        if anatomy.nation:
            yield from head.nation(anatomy)
            yield from head.agencies(anatomy)
            yield from title.title(anatomy)
        yield from body.text(anatomy)
        yield from numbering.numbering(anatomy)
        yield from appendix.appendices(anatomy, issuer)
        return
    yield from head.nation(anatomy)
    yield from head.agencies(anatomy)
    yield from head.stamps(anatomy)
    yield from number.number(anatomy, issuer)
    yield from number.place_and_date(anatomy, issuer)
    if anatomy.is_slip:
        yield from forms.slip(anatomy)
        return
    yield from body.text(anatomy)
    yield from numbering.numbering(anatomy)
    yield from appendix.appendices(anatomy, issuer)
    yield from citing.citing(anatomy)
    if anatomy.kind in WITHOUT_SPECIMEN or anatomy.is_other:
        what = TYPE_NAMES.get(anatomy.kind, "loại văn bản này").lower()
        for rule in ("TT-06", "TT-07", "TT-10", "TT-11", "TT-12"):
            yield NotChecked(rule, f"Nghị định 30/2020/NĐ-CP không có mẫu cho {what}; chỉ kiểm tra các quy định chung.")
        return
    yield from title.title(anatomy)
    yield from body.bases(anatomy)
    yield from signature.signature(anatomy, issuer)
    yield from recipients.addressees(anatomy)
    yield from recipients.recipients(anatomy)
