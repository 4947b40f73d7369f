"""The sender asks units for their copies back, and each agrees or keeps its own (QĐ 28/2018/QĐ-TTg; codes 13, 15, 16)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F

from directives.models import Directive, Recipient
from directives.services.errors import DirectiveError
from directives.services.moving import given_reason
from org_hierarchy.models import Person
from records.events import digest, record

Status = Recipient.Status
MOST_AT_ONCE = 10_000


@transaction.atomic
def ask_back(directive: Directive, *, copies: Collection[int], reason: str, by: Person, at: datetime) -> int:
    """Ask the units of these copies (ids) to give them back; returns how many. All or none: one UPDATE and one event with their digest.

    Raises DirectiveError: `reason_missing`, `too_long`, `nobody` (none was named), `stale` (one is refused, asked back, or given back).
    """
    reason = given_reason(reason, "Hãy ghi lý do lấy lại để đơn vị nhận biết.")
    wanted = set(copies)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise DirectiveError("nobody", f"Hãy chọn từ 1 đến {MOST_AT_ONCE} đơn vị để đề nghị trả lại văn bản.")
    held = Recipient.objects.filter(directive=directive, pk__in=wanted, status__in=[Status.SENT, Status.RECEIVED])
    if held.update(status_before=F("status"), status=Status.TAKING_BACK, reason=reason) != len(wanted):
        raise DirectiveError(
            "stale", "Có đơn vị đã từ chối, đã trả lại hoặc đang được đề nghị trả lại văn bản. Hãy tải lại trang rồi chọn lại."
        )
    record("directives.asked_back", directive, by=by, at=at, after={"count": len(wanted), "digest": digest(wanted), "reason": reason})
    return len(wanted)


@transaction.atomic
def ask_all_back(directive: Directive, *, reason: str, by: Person | None, at: datetime) -> int:
    """Ask every unit that holds a copy to give it back, as the recall of a document does (NĐ 30/2020, Điều 18); returns how many.

    Set-based: three statements and one event with their digest, whatever the number; those that are asked already stay as they were.
    Raises DirectiveError `reason_missing`, `too_long`.
    """
    reason = given_reason(reason, "Hãy ghi lý do lấy lại để đơn vị nhận biết.")
    held = Recipient.objects.filter(directive=directive, status__in=[Status.SENT, Status.RECEIVED])
    asked = list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not asked:
        return 0
    Recipient.objects.filter(pk__in=asked).update(status_before=F("status"), status=Status.TAKING_BACK, reason=reason)
    record("directives.asked_back", directive, by=by, at=at, after={"count": len(asked), "digest": digest(asked), "reason": reason})
    return len(asked)


@transaction.atomic
def give_back(recipient: Recipient, *, by: Person, at: datetime) -> Recipient:
    """The unit gives its copy back, and it is frozen so. Raises DirectiveError `stale` when it is not asked for it."""
    _answer(recipient, Status.TAKEN_BACK)
    record("directives.given_back", recipient, by=by, at=at, after={"directive": recipient.directive_id})
    return recipient


@transaction.atomic
def keep_copy(recipient: Recipient, *, reason: str, by: Person, at: datetime) -> Recipient:
    """The unit keeps its copy, and says why; all is as before it was asked. Raises DirectiveError `reason_missing`, `too_long`, `stale`."""
    reason = given_reason(reason, "Hãy ghi lý do không trả lại để cơ quan gửi biết.")
    recipient.refresh_from_db(fields=["status", "status_before"])
    before = recipient.status_before if recipient.status == Status.TAKING_BACK else ""
    _answer(recipient, before or Status.RECEIVED, status_before=Status.TAKING_BACK, reason=reason)
    record("directives.kept", recipient, by=by, at=at, after={"directive": recipient.directive_id, "reason": reason})
    return recipient


def _answer(recipient: Recipient, status: str, **values: str) -> None:
    if Recipient.objects.filter(pk=recipient.pk, status=Status.TAKING_BACK).update(status=status, **values) != 1:
        raise DirectiveError("stale", "Văn bản này không còn chờ đơn vị trả lời đề nghị lấy lại. Hãy tải lại trang.")
    for name, value in {"status": status, **values}.items():
        setattr(recipient, name, value)
