"""Numbers without a document, and numbers given up: each stays a line of its register with its reason and is never given again."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from directives.freezing import thawed
from directives.models import Directive, IncomingDocument, Register, RegisterEntry
from directives.queries import COPIES, live_entry, series_in_use
from directives.services.errors import DirectiveError
from directives.services.moving import given_reason, move
from directives.services.registers import LONGEST_NOTE, draw, enter, hold_year, register_of
from directives.services.rows import folded, one_line, within
from org_hierarchy.models import OrgUnit, Person
from records.events import record


@transaction.atomic
def reserve_number(unit: OrgUnit, *, direction: str, series: str, note: str, by: Person | None, at: datetime, today: date) -> RegisterEntry:
    """Give the next number of this year's book to a paper that is not in the system; `note` says which.

    Raises DirectiveError: `note_missing`, `too_long`, `bad_value` (a series that the unit does not have, or that of copies).
    """
    note = within("Ghi chú", one_line(note), LONGEST_NOTE)
    if not note:
        raise DirectiveError("note_missing", "Hãy ghi số này dùng cho giấy tờ nào để về sau còn tra được.")
    if series == COPIES or series not in series_in_use(unit, today.year, direction):
        raise DirectiveError("bad_value", f"Đơn vị không có sổ “{series}”. Hãy chọn lại sổ.")
    if direction == Register.Direction.OUT:
        hold_year(unit.pk, today.year)
    register = register_of(unit.pk, direction, today.year, series)
    entry = enter(register, draw(register), note=note, by=by, at=at)
    record("directives.number_reserved", entry, by=by, at=at, after={"number": entry.number, "year": register.year, "note": note})
    return entry


@transaction.atomic
def void_entry(entry: RegisterEntry, *, reason: str, by: Person | None, at: datetime) -> RegisterEntry:
    """Give up the number of a paper that was spoiled, or of a copy. The number of a directive is given up by `void_number`.

    Raises DirectiveError: `reason_missing`, `too_long`, `bears_document` (a document sent or received), `left_out` (numbers that were never
    given, and may be yet), `stale` (voided before).
    """
    if entry.through is not None:
        words = "Dòng này là số bỏ trống, chưa cấp cho văn bản nào nên không có gì để hủy"
        raise DirectiveError("left_out", f"{words}. Văn bản giấy mang số này thì nhập số đó khi cấp số.")
    if IncomingDocument.objects.filter(entry=entry).exists() or (entry.copy_id is None and entry.directive_id is not None):
        words = "Số này gắn với một văn bản. Số của văn bản đi chưa phát hành thì hủy ở trang văn bản đó; số khác không hủy được."
        raise DirectiveError("bears_document", words)
    return _void(entry, reason=reason, by=by, at=at)


@transaction.atomic
def void_number(directive: Directive, *, reason: str, by: Person | None, at: datetime) -> RegisterEntry:
    """Give up the number of a directive that has not gone out; it waits for a number again, as it did after the signature.

    Its number and day are blank then, as both are given anew; what is not to go out at all goes back to its drafter when the signature is
    taken back (`take_signature_back`).
    Raises DirectiveError: `reason_missing`, `too_long`, `stale` (not numbered, or issued).
    """
    directive.refresh_from_db()
    back: dict[str, Any] = {"number": None, "issued_date": None}
    move(directive, [Directive.Status.NUMBERED], Directive.Status.SIGNED, at=at, **back)
    entry = live_entry(directive)
    if entry is None:
        raise DirectiveError("stale", "Văn bản này không còn số nào trong sổ. Hãy tải lại trang.")
    directive.folded_subject = folded(directive.designation, directive.subject)
    directive.save(update_fields=["folded_subject"])
    _void(entry, reason=reason, by=by, at=at)
    after = {"number": entry.number, "year": entry.register.year, "reason": entry.void_reason}
    record("directives.number_voided", directive, by=by, at=at, after=after)
    return entry


@transaction.atomic
def take_signature_back(directive: Directive, *, reason: str, by: Person, at: datetime) -> Directive:
    """Whoever signs for the issuer takes back the signature under a text that has no number yet; it goes back to its drafter.

    The block, the scan and what was frozen with the signature leave the text; the event keeps them by name.
    Raises DirectiveError: `reason_missing`, `too_long`, `stale`.
    """
    return drop_signature(directive, reason=given_reason(reason, "Hãy ghi lý do rút chữ ký để người soạn biết cần làm gì."), by=by, at=at)


def drop_signature(directive: Directive, *, reason: str, by: Person | None, at: datetime) -> Directive:
    """Let the signature leave a text that has no number; in the caller's transaction. Raises DirectiveError `stale`."""
    directive.refresh_from_db()
    before = {"signer": directive.signer_id, "signature": directive.signature, "signed_copy": directive.signed_copy_id}
    nothing: dict[str, Any] = {"signer": None, "signature": {}, "signed_at": None, "facts": None, "signed_copy": None}
    unseen: dict[str, Any] = {"content_approved_by": None, "form_approved_by": None}
    if directive.facts is not None:  # what the text came with is a draft's again
        letter = thawed(directive.facts)
        nothing |= {"number": letter.number, "issued_date": letter.date}
    move(directive, [Directive.Status.SIGNED], Directive.Status.RETURNED, at=at, return_reason=reason, **nothing, **unseen)
    record("directives.signature_taken_back", directive, by=by, at=at, before=before, after={"reason": reason})
    return directive


def _void(entry: RegisterEntry, *, reason: str, by: Person | None, at: datetime) -> RegisterEntry:
    reason = within("Lý do", given_reason(reason, "Hãy ghi lý do hủy số; lý do được in trong sổ."), LONGEST_NOTE)
    values = {"voided_at": at, "voided_by": by, "void_reason": reason}
    if RegisterEntry.objects.filter(pk=entry.pk, voided_at=None).update(**values) != 1:
        raise DirectiveError("stale", "Số này đã được hủy trước đó. Hãy tải lại trang.")
    for name, value in values.items():
        setattr(entry, name, value)
    record("directives.entry_voided", entry, by=by, at=at, after={"number": entry.number, "reason": reason})
    return entry
