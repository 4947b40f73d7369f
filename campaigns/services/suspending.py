"""Tạm dừng: the clock stands still only when the issuer agrees, and goes on from where it stood."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from campaigns.models import Assignment, Report, Suspension
from campaigns.services.moves import CampaignError, check_open, hold, move, note_of, stale
from campaigns.services.periods import forgive
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.events import record

Status = Assignment.Status
WITH_UNIT = (Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED)
DAY = timedelta(days=1)


@transaction.atomic
def ask_suspension(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> Suspension:
    """The unit asks to let the work rest.

    Raises CampaignError: `reason_required`, `too_long`, `not_with_unit`, `delegated` (others work on it), `asked_already`, `concluded`.
    """
    reason = note_of(reason, "lý do đề nghị tạm dừng")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do đề nghị tạm dừng để cơ quan ban hành xem xét.")
    hold(assignment)
    check_open(assignment)
    _refuse_elsewhere(assignment)
    try:
        with transaction.atomic():
            suspension = Suspension.objects.create(assignment=assignment, reason=reason, asked_by=by, asked_at=at)
    except IntegrityError as error:
        raise CampaignError("asked_already", "Đơn vị đã đề nghị tạm dừng và đang chờ quyết định; hãy tải lại trang.") from error
    record("campaigns.suspension_asked", assignment, by=by, at=at, after={"suspension": suspension.pk, "reason": reason})
    return suspension


@transaction.atomic
def withdraw_suspension(suspension: Suspension, *, by: Person, at: datetime) -> None:
    """The unit asks no more. Raises CampaignError `stale`."""
    _decide(suspension, Suspension.Status.WITHDRAWN, by=by, at=at)
    record("campaigns.suspension_withdrawn", suspension.assignment, by=by, at=at, after={"suspension": suspension.pk})


@transaction.atomic
def agree_suspension(suspension: Suspension, *, note: str, by: Person, at: datetime, today: date) -> Assignment:
    """The issuer agrees: the assignment is suspended, and today is the first day that does not count.

    Raises CampaignError: `own_request`, `too_long`, `not_with_unit`, `delegated`, `stale`, `concluded`.
    """
    note = note_of(note, "ý kiến")
    _refuse_own(suspension, by)
    assignment = suspension.assignment
    hold(assignment)
    _refuse_elsewhere(assignment)
    _decide(suspension, Suspension.Status.AGREED, by=by, at=at, decision_note=note, agreed_date=today)
    before = assignment.status
    move(assignment, WITH_UNIT, status=Status.SUSPENDED)
    after = {"status": Status.SUSPENDED, "suspension": suspension.pk, "note": note}
    record("campaigns.suspended", assignment, by=by, at=at, before={"status": before}, after=after)
    return assignment


@transaction.atomic
def refuse_suspension(suspension: Suspension, *, note: str, by: Person, at: datetime) -> None:
    """The issuer does not agree, and says why. Raises CampaignError: `own_request`, `note_required`, `too_long`, `stale`."""
    note = note_of(note, "lý do không đồng ý")
    _refuse_own(suspension, by)
    if not note:
        raise CampaignError("note_required", "Hãy ghi lý do không đồng ý để đơn vị biết phải làm gì.")
    _decide(suspension, Suspension.Status.REFUSED, by=by, at=at, decision_note=note)
    record("campaigns.suspension_refused", suspension.assignment, by=by, at=at, after={"suspension": suspension.pk, "note": note})


@transaction.atomic
def resume(assignment: Assignment, *, by: Person, at: datetime, today: date) -> Assignment:
    """Take the work up again: the last day moves by as many working days as the work stood still, and today counts again.

    Not beyond the day of whoever gave it on (domain rule 7); the original date stays. A returned report is still to be mended. Reports for
    a period that fell due meanwhile are not owed.
    Raises CampaignError `stale`, `concluded`.
    """
    hold(assignment)
    standing = Suspension.objects.filter(assignment=assignment, status=Suspension.Status.AGREED).first()
    if standing is None or standing.agreed_date is None:
        raise stale("Việc tạm dừng")
    calendar = Calendar.load(standing.agreed_date, today)
    stood = max(0, calendar.working_days_between(standing.agreed_date - DAY, today - DAY))
    before = {"status": assignment.status, "due_date": str(assignment.due_date or "")}
    due_date = assignment.due_date and calendar.add_working_days(assignment.due_date, stood)
    own = assignment.parent.due_date if assignment.parent is not None else None
    if due_date is not None and own is not None and assignment.due_date is not None:
        due_date = max(assignment.due_date, min(due_date, own))
    review_date = assignment.review_date and calendar.add_working_days(assignment.review_date, stood)
    ended = Suspension.objects.filter(pk=standing.pk, status=Suspension.Status.AGREED)
    if ended.update(status=Suspension.Status.ENDED, ended_at=at, ended_by=by) != 1:
        raise stale("Việc tạm dừng")
    last = Report.objects.filter(assignment=assignment, kind=Report.Kind.FINAL).order_by("-sequence").first()
    status = Status.RETURNED if last is not None and last.status == Report.Status.RETURNED else Status.IN_PROGRESS
    move(assignment, [Status.SUSPENDED], status=status, due_date=due_date, review_date=review_date)
    forgive(assignment, since=standing.agreed_date, until=today)
    after = {"status": status, "due_date": str(due_date or ""), "days": stood}
    record("campaigns.resumed", assignment, by=by, at=at, before=before, after=after)
    return assignment


def _refuse_elsewhere(assignment: Assignment) -> None:
    if assignment.status not in WITH_UNIT:
        raise CampaignError("not_with_unit", "Chỉ tạm dừng được việc mà đơn vị đã tiếp nhận và đang thực hiện; hãy tải lại trang.")
    if Assignment.objects.filter(parent=assignment, status__in=Assignment.OPEN).exists():
        said = "Việc này đã giao tiếp và các đơn vị đó đang làm"
        raise CampaignError("delegated", f"{said}; hãy thu hồi phần đã giao tiếp trước, hoặc để đơn vị nào cần thì tự đề nghị tạm dừng.")


def _refuse_own(suspension: Suspension, by: Person) -> None:
    if suspension.asked_by_id == by.pk:
        raise CampaignError("own_request", "Người đề nghị tạm dừng không tự quyết định; hãy để người khác của cơ quan ban hành quyết định.")


def _decide(suspension: Suspension, status: str, *, by: Person, at: datetime, **values: object) -> None:
    """The one conditional UPDATE of a decision; then the row in hand is the same."""
    decided = {"status": status, "decided_by": by, "decided_at": at, **values}
    if Suspension.objects.filter(pk=suspension.pk, status=Suspension.Status.ASKED).update(**decided) != 1:
        raise stale("Đề nghị tạm dừng")
    for name, value in decided.items():
        setattr(suspension, name, value)
