"""How a document comes in: received, read, registered with its số đến, corrected, or sent back to where it came from."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from directives.incoming.facts import AGENCY, NUMBER, SUBJECT, SYMBOL, TYPE_NAME, Facts, facts_of, facts_of_directive, identity_of
from directives.incoming.queries import OPEN
from directives.models import Directive, IncomingDocument, Recipient, Register, RegisterEntry
from directives.services.errors import DirectiveError
from directives.services.incoming.moving import MARKED, Status, move, refuse_marked, stale
from directives.services.moving import given_reason
from directives.services.registers import draw, enter, register_of
from directives.services.rows import one_line, within
from org_hierarchy.calendar.dates import YEARS
from org_hierarchy.models import OrgUnit, Person
from records.events import record
from records.files import discard_file
from records.models import StoredFile
from records.text import fold


@transaction.atomic
def receive_incoming(unit: OrgUnit, *, facts: Facts, source: StoredFile | None, by: Person, at: datetime) -> IncomingDocument:
    """Keep a document that came from outside the system, before it has a number; what it says may still be blank.

    Raises DirectiveError: `secret`, `too_long`, `bad_value`.
    """
    incoming = IncomingDocument.objects.create(unit=unit, source=source, received_at=at, received_by=by, step_since=at, **_values_of(facts))
    after = {"channel": incoming.channel, "file": source.name if source else ""}
    record("directives.incoming_received", incoming, by=by, at=at, after=after)
    return incoming


@transaction.atomic
def keep_reading(incoming: IncomingDocument, *, facts: Facts, reading: dict[str, Any], at: datetime) -> bool:
    """Keep what was read of its file, unless it was registered or sent back meanwhile; whether it was kept. No status moves."""
    values = _values_of(facts)
    waiting = IncomingDocument.objects.filter(pk=incoming.pk, status=Status.RECEIVED, reading__isnull=True)
    if waiting.update(reading=reading, **values) != 1:
        return False
    record("directives.incoming_read", incoming, by=None, at=at, after={"subject": values["subject"]})
    return True


@transaction.atomic
def register_incoming(incoming: IncomingDocument, *, facts: Facts, by: Person, at: datetime, today: date) -> RegisterEntry:
    """Enter it in the unit's register of documents received, with the next số đến of the year (NĐ 30/2020, Điều 22).

    Raises DirectiveError: `incomplete` (the message lists what is missing), `secret`, `too_long`, `bad_value`, `stale`.
    """
    values = _values_of(facts)
    refuse_incomplete(facts, today=today)
    register = register_of(incoming.unit_id, Register.Direction.IN, today.year)
    number = draw(register)
    entry = enter(register, number, by=by, at=at)
    move(incoming, [Status.RECEIVED], Status.REGISTERED, at=at, entry=entry, **values)
    record("directives.incoming_registered", incoming, by=by, at=at, after={"number": number, "year": register.year})
    return entry


def take_in(recipient: Recipient, entry: RegisterEntry, *, by: Person | None, at: datetime) -> IncomingDocument:
    """The document that a copy of a directive is for the unit that has just received it. In the caller's transaction."""
    incoming = IncomingDocument.objects.create(
        unit_id=recipient.unit_id,
        recipient=recipient,
        entry=entry,
        status=Status.REGISTERED,
        step_since=at,
        received_at=at,
        received_by=by,
        **_values_of(facts_of_directive(recipient.directive)),
    )
    after = {"number": entry.number, "year": entry.register.year}
    record("directives.incoming_registered", incoming, by=by, at=at, after=after)
    return incoming


@transaction.atomic
def correct_incoming(incoming: IncomingDocument, *, facts: Facts, by: Person, at: datetime) -> None:
    """Put right what the register says of a document from outside; its number stays.

    Raises DirectiveError: `incomplete`, `secret`, `too_long`, `bad_value`, `of_system` (a directive says itself what it is), `stale`.
    """
    if incoming.recipient_id is not None:
        raise DirectiveError("of_system", "Văn bản này ban hành trên hệ thống nên thông tin lấy từ chính văn bản đó, không sửa ở đây.")
    refuse_incomplete(facts, today=None)
    before, values = facts_of(incoming), _values_of(facts)
    numbered = [status for status in OPEN if status != Status.RECEIVED]
    if IncomingDocument.objects.filter(pk=incoming.pk, status__in=numbered).update(**values) != 1:
        raise stale(incoming)
    for name, value in values.items():
        setattr(incoming, name, value)
    now = facts_of(incoming)
    changed = {name for name, value in asdict(now).items() if value != getattr(before, name)}
    if changed:
        told = [{name: str(getattr(facts, name) or "") for name in sorted(changed)} for facts in (before, now)]
        record("directives.incoming_corrected", incoming, by=by, at=at, before=told[0], after=told[1])


@transaction.atomic
def send_back_incoming(incoming: IncomingDocument, *, reason: str, by: Person, at: datetime) -> None:
    """Give a document back to where it came from: addressed wrongly, incomplete, not readable (NĐ 30/2020, Điều 21). Its number stays.

    Raises DirectiveError: `reason_missing`, `too_long`, `secret`, `of_system` (a copy is given back to its sender), `stale`.
    """
    if incoming.recipient_id is not None:
        words = "Văn bản này đến qua hệ thống và đã tiếp nhận; nếu nhận nhầm, hãy báo cơ quan gửi đề nghị lấy lại văn bản."
        raise DirectiveError("of_system", words)
    reason = given_reason(reason, "Hãy ghi lý do trả lại để nơi gửi và người tra sổ sau này biết.")
    refuse_marked(reason)
    seen = [status for status in (Status.RECEIVED, Status.REGISTERED) if status == incoming.status]  # by which its process is known
    move(incoming, seen, Status.SENT_BACK, at=at, reason=reason, done_at=at)
    record("directives.incoming_sent_back", incoming, by=by, at=at, after={"reason": reason})


@transaction.atomic
def refuse_secret_incoming(incoming: IncomingDocument, *, at: datetime) -> None:
    """Let go of a file in which a mark of secrecy was recognised: nothing of it is kept here but that it came."""
    source = incoming.source
    move(incoming, [Status.RECEIVED], Status.SENT_BACK, at=at, reason=MARKED, source=None, done_at=at)
    if source is not None:
        discard_file(source)
    record("directives.incoming_sent_back", incoming, by=None, at=at, after={"reason": MARKED})


@transaction.atomic
def withdraw_incoming(recipient: Recipient, *, by: Person | None, at: datetime) -> IncomingDocument | None:
    """End what the unit does about a copy that it has given back to its sender; None when there is nothing to end."""
    incoming = IncomingDocument.objects.filter(recipient=recipient, status__in=OPEN).first()
    if incoming is not None:
        move(incoming, OPEN, Status.SENT_BACK, at=at, reason=recipient.reason, done_at=at)
        record("directives.incoming_sent_back", incoming, by=by, at=at, after={"reason": recipient.reason})
    return incoming


def refuse_incomplete(facts: Facts, *, today: date | None) -> None:
    """What the register must be able to say (NĐ 30/2020, Phụ lục IV.V): who wrote it and what it is about."""
    missing = [words for words, value in (("cơ quan ban hành", facts.agency), ("trích yếu", facts.subject)) if not one_line(value)]
    if missing:
        raise DirectiveError("incomplete", f"Còn thiếu {' và '.join(missing)}. Hãy bổ sung rồi vào sổ.")
    if today is not None and facts.issued_date is not None and facts.issued_date > today:
        raise DirectiveError("bad_date", "Ngày văn bản ở sau hôm nay. Hãy kiểm tra lại ngày ghi trên văn bản.")


def _values_of(facts: Facts) -> dict[str, Any]:
    """The columns, as the rows keep them."""
    refuse_marked(facts.agency, facts.type_name, facts.number, facts.symbol, facts.subject)
    if facts.urgency not in Directive.Urgency.values or facts.channel not in IncomingDocument.Channel.values:
        raise DirectiveError("bad_value", "Độ khẩn hoặc cách đến không dùng được. Hãy chọn lại trong danh sách.")
    if facts.issued_date is not None and not YEARS[0] <= facts.issued_date.year <= YEARS[1]:
        raise DirectiveError("bad_value", f"Ngày văn bản không dùng được. Hãy ghi năm từ {YEARS[0]} đến {YEARS[1]}.")
    values: dict[str, Any] = {
        "agency": within("Cơ quan ban hành", one_line(facts.agency), AGENCY),
        "type_name": within("Tên loại", one_line(facts.type_name), TYPE_NAME),
        "number": within("Số", one_line(facts.number).replace(" ", ""), NUMBER),
        "symbol": within("Ký hiệu", one_line(facts.symbol).replace(" ", ""), SYMBOL),
        "issued_date": facts.issued_date,
        "subject": within("Trích yếu", one_line(facts.subject), SUBJECT),
        "urgency": facts.urgency,
        "channel": facts.channel,
    }
    kept = Facts(**values)
    words = f"{kept.number}/{kept.symbol} {kept.number} {kept.agency} {kept.type_name} {kept.subject}"
    return values | {"folded": fold(words)[:1000], "identity": identity_of(kept)}
