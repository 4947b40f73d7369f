"""Đề nghị: one way in which a unit asks for something, takes that back, and is told yes or no.

What it asks for, and what a yes does, is said by the modules of the kinds: `extending`, `suspending`.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import Exists

from campaigns.models import Assignment, Campaign, Extension, Request, Suspension
from campaigns.queries import AT_WORK
from campaigns.services.moves import CampaignError, check_open, hold, note_of, stale
from org_hierarchy.models import Person
from records.events import record

Asked = TypeVar("Asked", bound=Request)


def reason_to_ask(kind: type[Request], assignment: Assignment, reason: str) -> str:
    """The reason as it is kept, of a unit that may ask; the assignment is held from then on.

    Raises CampaignError: `reason_required`, `too_long`, `not_with_unit` (not received, or reported already), `asked_already`, `concluded`.
    """
    asking = f"đề nghị {kind._meta.verbose_name}"
    reason = note_of(reason, f"lý do {asking}")
    if not reason:
        raise CampaignError("reason_required", f"Hãy ghi lý do {asking} để {kind.decider} xem xét.")
    hold(assignment)
    check_open(assignment)
    refuse_elsewhere(kind, assignment)
    if kind.about(assignment).filter(status=kind.Status.ASKED).exists():
        raise CampaignError("asked_already", f"Đơn vị đã {asking} và đang chờ quyết định; hãy rút đề nghị đó rồi gửi lại nếu cần.")
    return reason


def keep_asked(request: Asked, *, by: Person, at: datetime, **told: str) -> Asked:
    """Write down what was checked; `told` is what the event says besides the reason."""
    request.asked_by, request.asked_at = by, at
    request.save(force_insert=True)
    after = {request.kind: request.pk, **told, "reason": request.reason}
    record(f"campaigns.{request.kind}_asked", request.assignment, by=by, at=at, after=after)
    return request


@transaction.atomic
def withdraw_request(request: Request, *, by: Person, at: datetime) -> None:
    """The unit asks no more. Raises CampaignError `stale`, `concluded`."""
    decide(request, request.Status.WITHDRAWN, by=by, at=at)
    record(f"campaigns.{request.kind}_withdrawn", request.assignment, by=by, at=at, after={request.kind: request.pk})


@transaction.atomic
def refuse_request(request: Request, *, note: str, by: Person, at: datetime) -> None:
    """Whoever decides says no, and why. Raises CampaignError: `own_request`, `note_required`, `too_long`, `stale`, `concluded`."""
    note = word_on(request, note, by=by)
    if not note:
        raise CampaignError("note_required", "Hãy ghi lý do không đồng ý để đơn vị biết phải làm gì.")
    decide(request, request.Status.REFUSED, by=by, at=at, decision_note=note)
    record(f"campaigns.{request.kind}_refused", request.assignment, by=by, at=at, after={request.kind: request.pk, "note": note})


def word_on(request: Request, note: str, *, by: Person) -> str:
    """The words that go with a decision, as they are kept. Raises CampaignError: `own_request`, `too_long`."""
    if request.asked_by_id == by.pk:
        said = f"Người đề nghị {request._meta.verbose_name} không tự quyết định"
        raise CampaignError("own_request", f"{said}; hãy để người khác của {request.decider} quyết định.")
    return note_of(note, "ý kiến, lý do")


def end_requests(assignments: Collection[int], *, by: Person | None, at: datetime, note: str = "") -> None:
    """What is still asked of work that has ended is asked no more, and what stands still does so no longer. Three statements."""
    for kind in (Extension, Suspension):
        asked = kind.objects.filter(assignment__in=assignments, status=kind.Status.ASKED)
        asked.update(status=kind.Status.WITHDRAWN, decided_by=by, decided_at=at, decision_note=note)
    standing = Suspension.objects.filter(assignment__in=assignments, status=Suspension.Status.AGREED)
    standing.update(status=Suspension.Status.ENDED, ended_at=at, ended_by=by)


def end_asked(campaign: Campaign, *, by: Person | None, at: datetime, note: str) -> int:
    """What is still asked in a campaign that ends waits for nobody's word any more; returns how many. Two statements.

    What stands still by agreement stays so, as the work does in the frozen figures.
    """
    ended = {"decided_by": by, "decided_at": at, "decision_note": note}
    work = Assignment.objects.filter(campaign=campaign)  # no join: what is decided meanwhile must not match once it is seen
    return sum(
        kind.objects.filter(assignment__in=work, status=kind.Status.ASKED).update(status=kind.Status.WITHDRAWN, **ended)
        for kind in (Extension, Suspension)
    )


def decide(request: Request, status: str, *, by: Person, at: datetime, **values: object) -> None:
    """The one conditional UPDATE of a decision, in a campaign that goes on; then the row in hand is the same.

    Raises CampaignError `stale`, `concluded`.
    """
    decided = {"status": status, "decided_by": by, "decided_at": at, **values}
    waiting = request.about(request.assignment).filter(pk=request.pk, status=request.Status.ASKED)
    goes_on = Exists(Campaign.objects.filter(pk=request.assignment.campaign_id, status=Campaign.Status.OPEN))
    if waiting.filter(goes_on).update(**decided) != 1:  # no join: PostgreSQL would not look again at a row that another has decided
        check_open(request.assignment)
        raise stale(f"Đề nghị {request._meta.verbose_name}")
    for name, value in decided.items():
        setattr(request, name, value)


def refuse_elsewhere(kind: type[Request], assignment: Assignment) -> None:
    """Raises CampaignError `not_with_unit`."""
    if assignment.status not in AT_WORK:
        said = f"Chỉ {kind._meta.verbose_name} được việc mà đơn vị đã tiếp nhận và đang thực hiện"
        raise CampaignError("not_with_unit", f"{said}; hãy tiếp nhận, hoặc chờ duyệt báo cáo đã gửi.")
