"""Sao y, sao lục, trích sao: a unit that has a directive makes a copy of it, with a number and a signature block of its own
(NĐ 30/2020, Điều 25-27)."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import cast

from django.db import transaction

from directives.documents import DOCX, agency_head, letter_facts, signature_of
from directives.lineage import having
from directives.models import Copy, Directive, Register
from directives.queries import COPIES, acting_units
from directives.services.errors import DirectiveError
from directives.services.registers import draw, enter, hold_year, register_of
from directives.services.rows import one_line, within
from directives.writing import Copy as CopyFacts
from directives.writing import CopyForm, Letter, RecipientNote, number_text, punctuated, write_copy
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import signatories
from org_hierarchy.services import Way, ways_to_sign
from records.events import record
from records.files import store_file

MOST_LINES = 100


def ways_to_copy(unit: OrgUnit, *, kind: str, on: date) -> list[Way]:
    """In which ways people may sign a copy of this kind for the unit on that day, the head first. Six queries or so for each of them."""
    people = {capacity.person.pk: capacity.person for capacity in signatories(unit, on=on, kind=kind)}
    return [way for person in people.values() for way in ways_to_sign(person, unit, kind=kind, on=on) if not way.in_own_name]


def has_directive(unit: OrgUnit, directive: Directive) -> bool:
    """Whether the unit has the directive to copy from, as `having` says. One query at most."""
    return unit.pk == directive.issuer_id or having(directive).filter(pk=unit.pk).exists()


@transaction.atomic
def make_copy(
    directive: Directive,
    *,
    unit: OrgUnit,
    kind: str,
    extract: Sequence[int] = (),
    recipients: Sequence[str] = (),
    way: Way,
    by: Person,
    at: datetime,
    today: date,
) -> Copy:
    """Make a copy of an issued directive for that unit: its number is the next of the unit's one series of copies of the year.

    `extract`: the positions of the provisions that a trích sao copies. `recipients`: the lines of Nơi nhận. `way`: in which way somebody
    signs it on paper (one of `ways_to_copy`).
    Raises DirectiveError: `not_issued`, `not_received`, `no_copy` (sao lục without a sao y), `extract_missing`, `bad_value`, `too_long`,
    `no_symbol` (the unit has none for the number), `not_signer`.
    """
    if directive.issued_at is None or directive.status not in (Directive.Status.ISSUED, Directive.Status.CONCLUDED):
        raise DirectiveError("not_issued", "Chỉ sao được văn bản đã phát hành và còn hiệu lực.")
    if not has_directive(unit, directive):
        raise DirectiveError("not_received", f"{unit.name} không ban hành và không được gửi văn bản này nên không sao được.")
    if kind not in Copy.Kind.values:
        raise DirectiveError("bad_value", "Hãy chọn sao y, sao lục hoặc trích sao.")
    earlier = Copy.objects.filter(directive=directive, kind=Copy.Kind.FULL, register_entry__voided_at=None)
    if kind == Copy.Kind.OF_COPY and not earlier.exists():
        raise DirectiveError("no_copy", "Sao lục là sao từ một bản sao y; văn bản này chưa có bản sao y nào. Hãy chọn sao y.")
    letter = _extract(letter_facts(directive), extract) if kind == Copy.Kind.EXTRACT else letter_facts(directive)
    lines = [text for line in recipients if (text := within("Nơi nhận", one_line(line), 300))]
    if len(lines) > MOST_LINES:
        raise DirectiveError("too_long", f"Nơi nhận có {len(lines)} dòng, chỉ được {MOST_LINES}. Hãy gộp các nơi nhận giống nhau.")
    agency = one_line(unit.symbol)
    if not agency:
        raise DirectiveError("no_symbol", f"{unit.name} chưa có ký hiệu để ghi số bản sao. Hãy nhờ quản trị bổ sung ký hiệu của đơn vị.")
    if way.capacity.unit != unit or way.key not in {one.key for one in ways_to_copy(unit, kind=kind, on=today)}:
        raise DirectiveError("not_signer", "Người ký bản sao không còn thẩm quyền ký cho đơn vị. Hãy tải lại trang rồi chọn lại.")
    hold_year(unit.pk, today.year)
    register = register_of(unit.pk, Register.Direction.OUT, today.year, COPIES)
    number = draw(register)
    block = way.block
    signature = block.as_json()
    facts = CopyFacts(
        form=cast(CopyForm, kind),
        head=agency_head(unit),
        agency=agency,
        place=unit.place,
        number=number,
        date=today,
        recipients=tuple(RecipientNote(line) for line in lines),
        signature=signature_of(signature),
    )
    name = f"{number_text(number, f'{kind}-{agency}')} {directive.designation}.docx"
    name = re.sub(r"[^0-9A-Za-zÀ-ỹĐđ&._-]+", "_", name)
    stored = store_file(write_copy(letter, facts), name=name, content_type=DOCX, by=None, at=at)  # seen by who sees the document
    copy = Copy.objects.create(
        kind=kind,
        directive=directive,
        unit=unit,
        extract=sorted(set(extract)) if kind == Copy.Kind.EXTRACT else [],
        recipients=lines,
        signer=way.capacity.person,
        signature=signature,
        document=stored,
        made_at=at,
        made_by=by,
    )
    enter(register, number, directive=directive, copy=copy, by=by, at=at)
    record("directives.copied", directive, by=by, at=at, after={"copy": copy.pk, "number": copy.designation, "unit": unit.name})
    return copy


def copies_of(directive: Directive, *, seen_by: Person | None = None) -> list[Copy]:
    """The copies of a directive in the order in which they were made, each with its unit, file and line of the register; of `seen_by` those
    that units of theirs made. One query."""
    made = directive.copies.select_related("unit", "document", "register_entry").order_by("pk")
    return list(made if seen_by is None else made.filter(unit__in=acting_units(seen_by)))


def _extract(letter: Letter, positions: Sequence[int]) -> Letter:
    """The letter with these parts of its text only."""
    chosen = sorted(set(positions))
    if not chosen:
        raise DirectiveError("extract_missing", "Trích sao cần chọn phần văn bản được sao. Hãy chọn ít nhất một đoạn.")
    if not 0 <= chosen[0] <= chosen[-1] < len(letter.body):
        raise DirectiveError("bad_value", "Có đoạn được chọn không thuộc văn bản này. Hãy tải lại trang rồi chọn lại.")
    body = punctuated(letter.body)  # a copy has the marks of what it copies and adds none (NĐ 30/2020, Điều 25)
    return replace(letter, body=tuple(body[place] for place in chosen), is_part=True, appendices=(), attachments=())


def units_to_copy_at(directive: Directive, units: Sequence[int]) -> list[OrgUnit]:
    """Those of these units that have the directive to copy from, by path. One query."""
    return list(having(directive).filter(pk__in=units).order_by("path"))
