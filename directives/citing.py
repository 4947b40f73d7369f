"""A directive of the system cited in a draft: complete where it is named first, then by type and number (NĐ 30/2020, Phụ lục I, II.6).

What is cited stands in the text as words and among the draft's bases as a link, so that the lineage shows.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from directives.drafting import BASIS_ISSUER, BasisDraft, Draft
from directives.editing import EditingError
from directives.models import Directive, Provision
from directives.structuring import Change, Piece, new_key, with_pieces
from records.text import nfc

MOST_BASES = 200
_LAST = re.compile(r"(Theo|Xét) đề nghị\b", re.IGNORECASE)
_ABOUT = re.compile(r"(về|v/v)\s", re.IGNORECASE)


def first_citation(cited: Directive) -> str:
    """Type, number, day, agency and subject."""
    return complete(later_citation(cited), cited.issued_date, cited.issuer.name, cited.subject)


def later_citation(cited: Directive) -> str:
    """Type and number."""
    return f"{cited.get_kind_display()} số {cited.designation}"


def complete(named: str, day: date | None, agency: str, subject: str) -> str:
    """A document named by type and number with its day, agency and subject; an abbreviation that begins the subject stays in capitals."""
    about = subject if subject[:2].isupper() else subject[:1].lower() + subject[1:]
    about = "" if not about else f" {about}" if _ABOUT.match(about) else f" về việc {about}"
    dated = f" ngày {day.day:02d} tháng {day.month:0{2 if day.month < 3 else 1}d} năm {day.year}" if day else ""
    return f"{named}{dated} của {agency}{about}"


def with_basis(content: Draft, pieces: Sequence[Piece], cited: Directive) -> tuple[Draft, Change]:
    """The draft resting on that document too: a căn cứ behind the others and before "Theo đề nghị …", and its link.

    Raises EditingError when it rests on it already, or on too many.
    """
    if any(basis.cited_id == cited.pk for basis in content.bases) and any(
        piece.kind == Provision.Kind.BASE and _names(piece.text, cited) for piece in pieces
    ):
        raise EditingError(f"Văn bản đã có căn cứ {cited.designation}.")
    bases = [place for place, piece in enumerate(pieces) if piece.kind == Provision.Kind.BASE]
    last = next((place for place in bases if _LAST.match(nfc(pieces[place].text))), None)
    at = last if last is not None else bases[-1] + 1 if bases else 0
    words = f"Căn cứ {_citation(pieces[:at], cited)}{'.' if last is None else ';'}"
    new = Piece(new_key(pieces), Provision.Kind.BASE, words)
    before = [replace(piece, text=f"{piece.text.rstrip().rstrip('.;,')};") if n in bases else piece for n, piece in enumerate(pieces[:at])]
    linked = _linked(content, cited)
    after = in_order(linked.bases, (*before, new, *pieces[at:]))
    return with_pieces(linked, pieces, after), Change(after, new.key)


def with_citation(content: Draft, pieces: Sequence[Piece], cited: Directive, key: str, cut: int | None) -> tuple[Draft, Change]:
    """The draft with that document cited in the paragraph of this key, before the character `cut` or else at its end, and its link.

    Raises EditingError for a key that is not there.
    """
    place = next((number for number, piece in enumerate(pieces) if piece.key == key), None)
    if place is None:
        raise EditingError("Vui lòng chọn đoạn cần viện dẫn (bấm vào đoạn) rồi làm lại.")
    text = pieces[place].text
    at = cut if cut is not None and 0 <= cut <= len(text) else len(text)
    words = _citation([*pieces[:place], replace(pieces[place], text=text[:at])], cited)
    joined = f"{text[:at].rstrip()} {words} {text[at:].lstrip()}".strip()
    joined = re.sub(rf"({re.escape(words)}) (?=[.,;:/)])", r"\1", joined)
    linked = _linked(content, cited)
    after = in_order(linked.bases, (*pieces[:place], replace(pieces[place], text=joined), *pieces[place + 1 :]))
    return with_pieces(linked, pieces, after), Change(after, key)


def in_order(bases: Sequence[BasisDraft], pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The paragraphs with each linked document complete where it is first named and by type and number below, whatever was added last.

    Only the words that picking writes are changed; a citation in words of one's own counts as the first and stays.
    """
    after = list(pieces)
    for basis in bases:
        if basis.cited_id is None:
            continue
        short = f"{basis.kind} số {basis.number}"
        whole = complete(short, basis.date, basis.issuer, basis.subject)
        named = re.compile(rf"{re.escape(whole)}|{re.escape(short)}(?![\w-]| ngày\b)|(?<!\d){re.escape(basis.number)}(?![\w-])")
        is_named = False
        for place, piece in enumerate(after):
            words, end = "", 0
            for found in () if piece.is_table else named.finditer(piece.text):
                is_picked = found[0] in {whole, short}
                words += piece.text[end : found.start()] + ((short if is_named else whole) if is_picked else found[0])
                end, is_named = found.end(), True
            if end:
                after[place] = replace(piece, text=words + piece.text[end:])
    return tuple(after)


def without_basis(content: Draft, position: int) -> Draft:
    """The draft whose link of that place is gone; its words stay where they are. Raises EditingError."""
    if not 0 <= position < len(content.bases):
        raise EditingError("Căn cứ này đã được bỏ. Vui lòng tải lại trang.")
    return replace(content, bases=(*content.bases[:position], *content.bases[position + 1 :]))


def _citation(before: Sequence[Piece], cited: Directive) -> str:
    return later_citation(cited) if any(_names(piece.text, cited) for piece in before) else first_citation(cited)


def _names(text: str, cited: Directive) -> bool:
    """Whether the number and symbol stand in the text, whatever its spaces."""
    return re.search(rf"(?<!\d){re.escape(cited.designation)}(?![\w-])", re.sub(r"\s*([/-])\s*", r"\1", text), re.IGNORECASE) is not None


def _linked(content: Draft, cited: Directive) -> Draft:
    """With the document among the bases, once."""
    if any(basis.cited_id == cited.pk for basis in content.bases):
        return content
    if len(content.bases) >= MOST_BASES:
        raise EditingError(f"Văn bản đã có {MOST_BASES} căn cứ, viện dẫn. Vui lòng bỏ bớt.")
    basis = BasisDraft(
        kind=cited.get_kind_display(),
        number=cited.designation,
        date=cited.issued_date,
        issuer=cited.issuer.name[:BASIS_ISSUER],
        subject=cited.subject,
        cited_id=cited.pk,
    )
    return replace(content, bases=(*content.bases, basis))
