"""A signed directive gets its number, goes out to its recipients, and is concluded in the end."""

from datetime import date, datetime

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
from directives.services.registers import book_for, draw, enter, take
from directives.services.rows import folded
from org_hierarchy.models import Person
from records.events import digest, record
from records.files import store_file


@transaction.atomic
def number_directive(directive: Directive, *, by: Person, at: datetime, today: date) -> RegisterEntry:
    """Enter a signed directive in its issuer's register of documents sent, of its type and the year of its date (NĐ 30/2020, Điều 15).

    A number that came with the text is kept, and later ones go on after it; else the next one is drawn that no signed text bears. A text
    without a date gets today's. Nothing is drawn by an act that fails.
    Raises DirectiveError: `number_taken`, `date_ahead` (dated after today), `stale`.
    """
    directive.refresh_from_db()
    issued_date = directive.issued_date or today
    if issued_date > today:
        raise DirectiveError("date_ahead", f"Văn bản ghi ngày {issued_date:%d/%m/%Y}, chưa tới. Hãy cấp số vào ngày đó.")
    # Names are looked up before the book is held, where others wait for their numbers.
    settle_outside(directive, dispatch_of(directive, on=today).outside)
    # The status first: whoever comes second is told so before a number is touched, given or drawn.
    move(directive, [Directive.Status.SIGNED], Directive.Status.NUMBERED, at=at, issued_date=issued_date)
    register = book_for(directive, issued_date.year)
    number = take(register, directive.number) if directive.number else draw(register)
    entry = enter(register, number, directive=directive, by=by, at=at)
    directive.number = number
    directive.folded_subject = folded(directive.designation, directive.subject)
    directive.save(update_fields=["number", "folded_subject"])
    record("directives.numbered", directive, by=by, at=at, after={"number": number, "year": register.year, "series": register.series})
    return entry


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
