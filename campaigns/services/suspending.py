"""Tạm dừng: the clock stands still only when the issuer agrees, and goes on from where it stood."""

from datetime import date, datetime, timedelta

from django.db import transaction

from campaigns.models import Assignment, Report, Suspension
from campaigns.queries import AT_WORK
from campaigns.services.moves import CampaignError, hold, move, stale
from campaigns.services.periods import forgive
from campaigns.services.requests import decide, keep_asked, reason_to_ask, refuse_elsewhere, word_on
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.events import record

Status = Assignment.Status
DAY = timedelta(days=1)


@transaction.atomic
def ask_suspension(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> Suspension:
    """The unit asks to let the work rest. Raises CampaignError: what `reason_to_ask` raises, and `delegated` (others work on it)."""
    reason = reason_to_ask(Suspension, assignment, reason)
    _refuse_delegated(assignment)
    return keep_asked(Suspension(assignment=assignment, reason=reason), by=by, at=at)


@transaction.atomic
def agree_suspension(suspension: Suspension, *, note: str, by: Person, at: datetime, today: date) -> Assignment:
    """The issuer agrees: the assignment is suspended, and today is the first day that does not count.

    Raises CampaignError: `own_request`, `too_long`, `not_with_unit`, `delegated`, `stale`, `concluded`.
    """
    note = word_on(suspension, note, by=by)
    assignment = suspension.assignment
    hold(assignment)
    refuse_elsewhere(Suspension, assignment)
    _refuse_delegated(assignment)
    decide(suspension, Suspension.Status.AGREED, by=by, at=at, decision_note=note, agreed_date=today)
    before = assignment.status
    move(assignment, AT_WORK, status=Status.SUSPENDED)
    after = {"status": Status.SUSPENDED, "suspension": suspension.pk, "note": note}
    record("campaigns.suspended", assignment, by=by, at=at, before={"status": before}, after=after)
    return assignment


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


def why_not_to_rest(assignment: Assignment) -> str:
    """Why a standstill that was asked for cannot be agreed to now; blank while it can. At most a query."""
    if assignment.status not in AT_WORK:
        said = f"Việc đang ở trạng thái “{assignment.get_status_display().lower()}” nên chưa đồng ý tạm dừng được"
        return f"{said}; nếu đơn vị đã báo cáo, hãy duyệt hoặc trả lại báo cáo trước."
    if _is_given_on(assignment):
        return "Đơn vị đã giao tiếp việc này và các đơn vị đó đang làm nên chưa đồng ý tạm dừng được; đơn vị cần thu hồi phần đó trước."
    return ""


def _is_given_on(assignment: Assignment) -> bool:
    return Assignment.objects.filter(parent=assignment, status__in=Assignment.OPEN).exists()


def _refuse_delegated(assignment: Assignment) -> None:
    if _is_given_on(assignment):
        said = "Việc này đã giao tiếp và các đơn vị đó đang làm"
        raise CampaignError("delegated", f"{said}; hãy thu hồi phần đã giao tiếp trước, hoặc để đơn vị nào cần thì tự đề nghị tạm dừng.")
