"""What a unit does with the copy that it was sent."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from directives.models import Directive, Recipient, Register, RegisterEntry
from directives.services.errors import DirectiveError
from directives.services.incoming.arriving import take_in
from directives.services.moving import given_reason
from directives.services.registers import draw, enter, register_of
from org_hierarchy.models import Person
from records.events import record


@transaction.atomic
def receive_directive(recipient: Recipient, *, by: Person | None, at: datetime, today: date) -> RegisterEntry:
    """Enter a copy in the unit's register of documents received, with the next số đến of the year (NĐ 30/2020, Điều 22); from then on it
    is one of the unit's documents that came, which waits to be presented.

    Raises DirectiveError `stale` when it was received or refused before.
    """
    register = register_of(recipient.unit_id, Register.Direction.IN, today.year)
    number = draw(register)
    _move_copy(recipient, Recipient.Status.RECEIVED, received_at=at, received_by=by)
    entry = enter(register, number, directive=recipient.directive, recipient=recipient, by=by, at=at)
    record("directives.received", recipient, by=by, at=at, after={"number": number, "year": register.year})
    take_in(recipient, entry, by=by, at=at)
    return entry


@transaction.atomic
def refuse_directive(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> Recipient:
    """Send a copy back that was addressed wrongly. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = given_reason(reason, "Hãy ghi lý do từ chối để cơ quan gửi biết.")
    _move_copy(recipient, Recipient.Status.REFUSED, reason=reason)
    record("directives.refused", recipient, by=by, at=at, after={"reason": reason})
    return recipient


@transaction.atomic
def send_copy_again(recipient: Recipient, *, by: Person, at: datetime) -> Recipient:
    """Send a copy that its unit had refused once more to the same unit, at once; why it was refused stays on the row.

    Raises DirectiveError: `not_in_force` (not issued, concluded, replaced or recalled), `stale` when the copy is not refused any more.
    """
    directive = Directive.objects.select_for_update(no_key=True).only("status").get(pk=recipient.directive_id)
    if directive.status != Directive.Status.ISSUED:
        raise DirectiveError("not_in_force", "Văn bản đã kết thúc, bị thay thế hoặc thu hồi nên không gửi lại được.")
    values: dict[str, Any] = {"status": Recipient.Status.SENT, "status_before": Recipient.Status.REFUSED, "sent_at": at}
    if Recipient.objects.filter(pk=recipient.pk, status=Recipient.Status.REFUSED).update(**values) != 1:
        raise DirectiveError("stale", "Nơi nhận này không còn ở tình trạng từ chối. Hãy tải lại trang.")
    for name, value in values.items():
        setattr(recipient, name, value)
    record("directives.sent_again", recipient, by=by, at=at, before={"reason": recipient.reason})
    return recipient


def _move_copy(recipient: Recipient, status: str, **values: Any) -> None:
    if Recipient.objects.filter(pk=recipient.pk, status=Recipient.Status.SENT).update(status=status, **values) != 1:
        raise DirectiveError("stale", "Văn bản này đã được đơn vị tiếp nhận hoặc từ chối trước đó. Hãy tải lại trang.")
    recipient.status = status
    for name, value in values.items():
        setattr(recipient, name, value)
