"""Work that was accepted is opened anew, for one unit, or for one of its periods: by the issuer, with a reason."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.models import Assignment, ReportDue
from campaigns.services.bounds import refuse_before_children, refuse_beyond_parent
from campaigns.services.moves import CampaignError, hold, keep_open, move, note_of, stale
from campaigns.services.periods import answer_while_done, keep_nearest
from org_hierarchy.models import Person
from records.events import record

Status = Assignment.Status


@transaction.atomic
def reopen(assignment: Assignment, *, reason: str, new_due_date: date | None, by: Person, at: datetime, today: date) -> Assignment:
    """Give an accepted assignment back to its unit, with the reason and a new last day; the original date and all reports stay.

    Its accepted figures count until a newer report is accepted, and its accepted report answers for the periods that have passed since.
    Raises CampaignError: `reason_required`, `too_long`, `date_required` (it had one), `date_wrong`, `giver_done` (whoever gave it on has
    ended), `beyond_parent` (and has to be done before), `before_children` (what it gave on and is open has a later day), `stale`,
    `concluded`.
    """
    reason = _reason(reason)
    keep_open(assignment.campaign_id)
    _hold_with_giver(assignment)
    if new_due_date is None and assignment.original_due_date is not None:
        raise CampaignError("date_required", "Việc này có hạn; hãy đặt hạn mới cho lần làm lại.")
    if new_due_date is not None and new_due_date < today:
        raise CampaignError("date_wrong", "Hạn mới phải từ hôm nay trở đi.")
    if new_due_date is not None:
        refuse_beyond_parent(assignment, new_due_date)
        refuse_before_children(new_due_date, Assignment.objects.filter(pk=assignment.pk))
    before = {"status": assignment.status, "due_date": str(assignment.due_date or "")}
    assignment.refresh_from_db(fields=["accepted_at", "reported_date"])
    if assignment.accepted_at is not None:
        done = timezone.localdate(assignment.accepted_at)
        answer_while_done(assignment, done=done, reported_date=assignment.reported_date, today=today)
    move(assignment, [Status.ACCEPTED], status=Status.RETURNED, due_date=new_due_date, accepted_at=None, waits_for_children=False)
    after = {"status": Status.RETURNED, "due_date": str(new_due_date or ""), "reason": reason}
    record("campaigns.reopened", assignment, by=by, at=at, before=before, after=after)
    return assignment


@transaction.atomic
def reopen_due(due: ReportDue, *, reason: str, new_due_date: date, by: Person, at: datetime, today: date) -> ReportDue:
    """Ask for the report of one period anew, with the reason and a new last day.

    Raises CampaignError: `reason_required`, `too_long`, `date_wrong`, `date_taken` (another period ends on that day), `not_with_unit` (the
    assignment itself has ended), `reported` (its final report waits, beside which nobody reports), `stale`, `concluded`.
    """
    reason = _reason(reason)
    assignment = due.assignment
    hold(assignment)
    keep_open(assignment.campaign_id)
    if assignment.status not in Assignment.OPEN:
        raise CampaignError("not_with_unit", "Việc này đã kết thúc; hãy mở lại cả việc rồi mới mở lại từng kỳ.")
    if assignment.status == Status.REPORTED:
        raise CampaignError("reported", "Báo cáo hoàn thành của việc này đang chờ duyệt; hãy trả lại báo cáo đó rồi mới mở lại từng kỳ.")
    if new_due_date < today:
        raise CampaignError("date_wrong", "Hạn mới phải từ hôm nay trở đi.")
    accepted = ReportDue.objects.filter(pk=due.pk, status=ReportDue.Status.ACCEPTED)
    before = {"due": due.pk, "due_date": str(due.due_date)}
    try:
        with transaction.atomic():
            if accepted.update(status=ReportDue.Status.RETURNED, due_date=new_due_date, reported_date=None) != 1:
                raise stale("Kỳ báo cáo")
    except IntegrityError as error:
        raise CampaignError("date_taken", "Một kỳ báo cáo khác của đơn vị cũng có hạn ngày đó; hãy chọn ngày khác.") from error
    keep_nearest([assignment.pk])
    due.status, due.due_date, due.reported_date = ReportDue.Status.RETURNED, new_due_date, None
    after = {"due": due.pk, "due_date": str(new_due_date), "reason": reason}
    record("campaigns.period_reopened", assignment, by=by, at=at, before=before, after=after)
    return due


def _hold_with_giver(assignment: Assignment) -> None:
    """Hold it and whoever gave it on, in their order: that one must still be at it, and must not end meanwhile."""
    list(Assignment.objects.filter(pk__in=[assignment.pk, assignment.parent_id]).order_by("pk").select_for_update().values_list("pk"))
    hold(assignment)
    if assignment.parent_id is None:
        return
    giver = Assignment.objects.select_related("unit").get(pk=assignment.parent_id)
    if giver.status not in Assignment.OPEN:
        said = f"{giver.unit} giao tiếp việc này và phần của đơn vị đó đã kết thúc ({giver.get_status_display().lower()})"
        raise CampaignError("giver_done", f"{said}; hãy mở lại việc của đơn vị giao trước.")


def _reason(reason: str) -> str:
    reason = note_of(reason, "lý do mở lại")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do mở lại để đơn vị biết phải làm gì.")
    return reason
