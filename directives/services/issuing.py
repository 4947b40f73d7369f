"""A signed directive gets its number, goes out to its recipients, and is concluded in the end."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from directives.documents import DOCX, letter_docx, letter_name
from directives.models import Directive, Recipient, RegisterEntry
from directives.queries import office_rules
from directives.services.effects import apply_effects
from directives.services.errors import DirectiveError
from directives.services.moving import move
from directives.services.outside import settle_outside
from directives.services.recipients import STRONGEST_FIRST, dispatch_of
from directives.services.registers import book_for, draw, enter, give
from directives.services.rows import folded
from directives.writing import short_date
from org_hierarchy.models import Person
from records.events import digest, record
from records.files import store_file


@transaction.atomic
def number_directive(
    directive: Directive,
    *,
    by: Person,
    at: datetime,
    today: date,
    number: int | None = None,
    reason: str = "",
    issued_date: date | None = None,
) -> RegisterEntry:
    """Enter a signed directive in its issuer's register of documents sent, of its type and the year of its date (NĐ 30/2020, Điều 15).

    Number and date are given here, whatever the text said: the next number, and today. A paper that bears them already is entered as it
    is: `number`, with a `reason` where it leaves numbers out; `issued_date`, from the signature on, within this year. An act that fails
    draws nothing.
    Raises DirectiveError: `bad_date`, `bad_value`, `reason_missing`, `too_long`, `number_taken`, `issuer_ended`, `stale`.
    """
    directive.refresh_from_db()
    day = issued_date or today
    _refuse_bad_date(directive, day, today)
    if directive.issuer.valid_to is not None and directive.issuer.valid_to <= today:
        words = f"{directive.issuer.name} đã kết thúc hoạt động từ ngày {directive.issuer.valid_to:%d/%m/%Y} nên không cấp số được nữa"
        raise DirectiveError("issuer_ended", f"{words}; văn bản trở về dự thảo của đơn vị kế thừa.")
    # Names are looked up before the book is held, where others wait for their numbers.
    settle_outside(directive, dispatch_of(directive, on=today).outside)
    # The status first: whoever comes second is told so before a number is touched, given or drawn.
    move(directive, [Directive.Status.SIGNED], Directive.Status.NUMBERED, at=at, issued_date=day)
    register = book_for(directive, day.year)
    said: dict[str, Any] = {}
    if number is None:
        number = draw(register)
    else:
        said = give(register, number, reason=reason, by=by, at=at)
    entry = enter(register, number, directive=directive, note=said.get("filled", ""), by=by, at=at)
    directive.number = number
    directive.folded_subject = folded(directive.designation, directive.subject)
    directive.save(update_fields=["number", "folded_subject"])
    after = {"number": number, "year": register.year, "series": register.series} | said
    record("directives.numbered", directive, by=by, at=at, after=after)
    return entry


def _refuse_bad_date(directive: Directive, day: date, today: date) -> None:
    """A document is dated when it is numbered; one that bears its date on paper not before its signature, and never in a past year."""
    new_year = date(today.year, 1, 1)
    signed = timezone.localdate(directive.signed_at) if directive.signed_at is not None else new_year
    first = max(new_year, signed)
    if not first <= day <= today:
        words = f"từ ngày ký {short_date(first)} đến hôm nay {short_date(today)}" if first < today else f"là hôm nay, {short_date(today)}"
        if signed < new_year < today:
            words = f"từ {first:%d/%m/%Y} đến hôm nay {short_date(today)} và không thuộc năm trước"
        raise DirectiveError("bad_date", f"Ngày ban hành phải {words}. Hãy để trống để lấy ngày cấp số.")


def refuse_unsigned_paper(directive: Directive) -> None:
    """Raises DirectiveError `scan_missing`: the issuer signs on paper (`OfficeRules`), and the scan of it is not attached yet."""
    if directive.signed_copy_id is None and office_rules(directive.issuer).paper_signature:
        raise DirectiveError(
            "scan_missing",
            "Cơ quan ký giấy nên cần kèm bản quét văn bản đã ký, đóng dấu trước khi phát hành. Hãy tải bản quét lên rồi phát hành.",
        )


@transaction.atomic
def issue_directive(directive: Directive, *, by: Person | None, at: datetime) -> Directive:
    """Send a numbered directive: its recipients are frozen as they stand on the day of `at`, and its .docx is written, once.

    Sent to: whom it is addressed to and whom its duties make responsible, and its monitor (EXECUTE); the partners (COORDINATE); the lines
    of Nơi nhận that name a unit (REPORT when "để b/c", else KNOW). One row per unit, with its strongest role. A phrase that nobody answers
    to is kept as an outside recipient. What it says of earlier ones
    happens to them. Raises DirectiveError `stale`.
    Queries: a fixed number, one per different group, one INSERT per 1,000 units.
    """
    directive.refresh_from_db()
    stored = store_file(letter_docx(directive), name=letter_name(directive), content_type=DOCX, by=None, at=at)
    move(directive, [Directive.Status.NUMBERED], Directive.Status.ISSUED, at=at, issued_at=at, document=stored)
    dispatch = dispatch_of(directive, on=timezone.localdate(at))
    roles = dispatch.roles
    settle_outside(directive, dispatch.outside)
    Recipient.objects.bulk_create(
        [Recipient(directive=directive, unit_id=unit_id, role=role, sent_at=at) for unit_id, role in sorted(roles.items())],
        batch_size=1000,
        ignore_conflicts=True,
    )
    counts = {role: sum(1 for given in roles.values() if given == role) for role in STRONGEST_FIRST}
    apply_effects(directive, by=by, at=at)
    record("directives.issued", directive, by=by, at=at, after={"count": len(roles), "digest": digest(roles), "roles": counts})
    return directive


@transaction.atomic
def conclude_directive(directive: Directive, *, by: Person, at: datetime) -> Directive:
    """Close an issued directive. Raises DirectiveError `stale`."""
    move(directive, [Directive.Status.ISSUED], Directive.Status.CONCLUDED, at=at, concluded_at=at)
    record("directives.concluded", directive, by=by, at=at)
    return directive
