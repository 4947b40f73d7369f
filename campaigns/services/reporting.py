"""What a unit does with what it was given, and what its reviewer decides."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Case, F, Max, Value, When
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Figure, Indicator, Report, ReportDue
from campaigns.products import asks_document
from campaigns.queries import AT_WORK
from campaigns.services.bounds import refuse_before_children, refuse_beyond_parent
from campaigns.services.dating import date_on_receipt
from campaigns.services.difficulties import raise_from_report
from campaigns.services.moves import CampaignError, check_open, hold, kept_words, move, note_of, stale
from campaigns.services.periods import answer_all, answer_due, settle_dues
from campaigns.services.report_drafts import drop_report_draft
from campaigns.services.requests import end_requests
from directives.models import Recipient
from org_hierarchy.models import Person
from records.events import record, record_many
from records.models import StoredFile
from records.text import nfc

Status = Assignment.Status

LARGEST_FIGURE = 10**12
"""More than anything an office counts; the sums of a million such figures still fit the database's integers."""


@transaction.atomic
def receive(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """The unit takes one assignment in: issued → received; a deadline that counts from the receipt gets its day.

    Raises CampaignError `stale`, `concluded`.
    """
    move(assignment, [Status.ISSUED], status=Status.RECEIVED, received_at=at, received_by=by)
    date_on_receipt([assignment], received=timezone.localdate(at))
    record("campaigns.received", assignment, by=by, at=at, before={"status": Status.ISSUED}, after={"status": Status.RECEIVED})
    return assignment


@transaction.atomic
def receive_all(recipient: Recipient, *, by: Person, at: datetime) -> list[Assignment]:
    """The clerk has received the document: all its assignments that the unit has not received yet are received with it.

    Returns those, in the order of the tasks; none when there is nothing left to receive. Four queries whatever their number, and one for
    each task whose deadline counts from the receipt.
    """
    waiting = Assignment.objects.filter(campaign__directive=recipient.directive_id, unit=recipient.unit_id, status=Status.ISSUED)
    rows = list(
        waiting.filter(campaign__status=Campaign.Status.OPEN)
        .select_related("task")
        .select_for_update(of=("self",))
        .order_by("pk")  # as everybody who takes several
    )
    if not rows:
        return []
    rows.sort(key=lambda row: row.task.position)
    Assignment.objects.filter(pk__in=[row.pk for row in rows], status=Status.ISSUED).update(
        status=Status.RECEIVED, received_at=at, received_by=by
    )
    for row in rows:
        row.status, row.received_at, row.received_by = Status.RECEIVED, at, by
    date_on_receipt(rows, received=timezone.localdate(at))
    record_many("campaigns.received", rows, by=by, at=at, after={"status": Status.RECEIVED, "recipient": recipient.pk})
    return rows


@transaction.atomic
def refuse(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> Assignment:
    """The unit is the wrong one and says why: issued or received → refused.

    Raises CampaignError: `reason_required`, `too_long`, `begun` (it has begun or reported, so it is its own), `stale`, `concluded`.
    """
    reason = note_of(reason, "lý do từ chối")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do từ chối để cơ quan giao việc biết và giao lại cho đúng đơn vị.")
    hold(assignment)
    before = assignment.status
    if before in (Status.IN_PROGRESS, Status.RETURNED):
        raise CampaignError("begun", "Đơn vị đã bắt tay thực hiện nên không từ chối được nữa; hãy báo cáo và nêu rõ vướng mắc.")
    move(assignment, [Status.ISSUED, Status.RECEIVED], status=Status.REFUSED, refusal_reason=reason)
    record("campaigns.refused", assignment, by=by, at=at, before={"status": before}, after={"status": Status.REFUSED, "reason": reason})
    return assignment


@transaction.atomic
def submit_report(
    assignment: Assignment,
    *,
    kind: str,
    text: str,
    by: Person,
    at: datetime,
    today: date,
    difficulties: str = "",
    reply_number: str = "",
    reply_date: date | None = None,
    numerator: int | None = None,
    denominator: int | None = None,
    files: Sequence[StoredFile] = (),
    due: ReportDue | None = None,
) -> Report:
    """The unit reports. A final report hands the assignment to its reviewer; an interim one closes nothing (domain rule 10).

    `due`: the period that an interim report is for, which ends with it; a final one answers for all that is still owed.
    On time is judged by `reply_date`, the day of the unit's written reply, or by `today` when there is none. A final report on a task with
    an indicator needs its figure, counted from the beginning; an interim one may bring it. A final one on a task that asks for a document
    (`products.asks_document`) needs a file, or the number of the reply that is it.

    Raises CampaignError: `stale`, `concluded`, `not_received`, `text_required`, `too_long`, `unknown_kind`, `figure_required`,
    `figure_wrong`, `figure_not_asked`, `reply_date_wrong`,
    `reply_number_required` (a day names no reply), `reply_used` (another report that counts carries the same reply), `document_required`,
    `wrong_period`.
    """
    if kind not in Report.Kind.values:
        raise CampaignError("unknown_kind", "Hãy chọn báo cáo tiến độ hoặc báo cáo hoàn thành.")
    text = kept_words(text, "kết quả thực hiện")
    if not text:
        raise CampaignError("text_required", "Hãy ghi kết quả thực hiện.")
    difficulties = kept_words(difficulties, "khó khăn, vướng mắc")
    reply_number = nfc(reply_number.replace("\x00", ""))
    if len(reply_number) > 60:
        raise CampaignError("too_long", "Số, ký hiệu văn bản trả lời dài quá 60 ký tự; hãy kiểm tra lại.")
    _check_reply_date(assignment, reply_date, due if kind == Report.Kind.INTERIM else None, today)
    if reply_date is not None and not reply_number:
        said = "Ghi ngày văn bản trả lời thì ghi cả số, ký hiệu của văn bản đó"
        raise CampaignError("reply_number_required", f"{said}; chưa có văn bản thì để trống cả hai, hạn được tính theo ngày gửi báo cáo.")
    if kind == Report.Kind.FINAL and not files and not reply_number and asks_document(assignment.task.content):
        raise CampaignError(
            "document_required", "Nhiệm vụ này cần sản phẩm là văn bản: hãy kèm tệp, hoặc ghi số, ký hiệu văn bản đã ban hành."
        )
    indicator = Indicator.objects.filter(task=assignment.task_id).first()
    figure = _figure(indicator, numerator, denominator, is_final=kind == Report.Kind.FINAL)

    hold(assignment)
    before = assignment.status
    if before == Status.ISSUED:
        raise CampaignError("not_received", "Đơn vị chưa tiếp nhận việc này; hãy tiếp nhận trước khi báo cáo.")
    _refuse_used_reply(assignment, reply_number, reply_date)
    if kind == Report.Kind.FINAL:
        move(assignment, AT_WORK, status=Status.REPORTED, reported_at=at, reported_by=by, reported_date=reply_date or today)
    else:
        move(assignment, AT_WORK, status=Case(When(status=Status.RETURNED, then=F("status")), default=Value(Status.IN_PROGRESS)))
        assignment.refresh_from_db(fields=["status"])
    reported_date = reply_date or today
    if kind == Report.Kind.FINAL:
        due = answer_all(assignment, reported_date=reported_date)
    elif due is not None:
        answer_due(due, assignment, reported_date=reported_date)
    last = Report.objects.filter(assignment=assignment).aggregate(last=Max("sequence"))["last"] or 0
    report = Report.objects.create(
        assignment=assignment,
        due=due,
        sequence=last + 1,
        kind=kind,
        text=text,
        difficulties=difficulties,
        reply_number=reply_number,
        reply_date=reply_date,
        submitted_at=at,
        submitted_by=by,
    )
    if figure is not None:
        figure.report = report
        figure.save()
    report.files.set(files)
    after = {"status": assignment.status, "report": report.pk, "kind": kind, "reply_date": str(reply_date or "")}
    if due is not None:
        after["period"] = str(due.due_date)
    record("campaigns.reported", assignment, by=by, at=at, before={"status": before}, after=after)
    drop_report_draft(assignment)
    raise_from_report(report, by=by, at=at, today=today)
    return report


def _check_reply_date(assignment: Assignment, reply_date: date | None, due: ReportDue | None, today: date) -> None:
    """`due`: the period that is reported on, which a reply of before cannot be about."""
    if reply_date is None:
        return
    if reply_date > today:
        said = f"Ngày văn bản trả lời ({reply_date:%d/%m/%Y}) sau ngày hôm nay; hãy ghi đúng ngày trên văn bản."
        raise CampaignError("reply_date_wrong", said)
    opened = Campaign.objects.values_list("opened_date", flat=True).get(pk=assignment.campaign_id)
    if reply_date < opened:
        said = f"Ngày văn bản trả lời ({reply_date:%d/%m/%Y}) trước ngày giao việc ({opened:%d/%m/%Y}); hãy ghi đúng ngày trên văn bản."
        raise CampaignError("reply_date_wrong", said)
    if due is not None and reply_date < due.period_start:
        said = f"Ngày văn bản trả lời ({reply_date:%d/%m/%Y}) trước ngày đầu kỳ báo cáo ({due.period_start:%d/%m/%Y})"
        raise CampaignError("reply_date_wrong", f"{said}; hãy ghi văn bản trả lời của kỳ này.")


def _refuse_used_reply(assignment: Assignment, number: str, day: date | None) -> None:
    """One reply answers once: by its day an old one would make a late report one on time."""
    counted = Report.objects.filter(assignment=assignment).exclude(status=Report.Status.RETURNED)
    if number and day and counted.filter(reply_number__iexact=number, reply_date=day).exists():
        said = f"Văn bản số {number} ngày {day:%d/%m/%Y} đã ghi trong báo cáo trước của việc này"
        raise CampaignError("reply_used", f"{said}; hãy ghi văn bản trả lời mới, hoặc để trống số và ngày.")


def _figure(indicator: Indicator | None, numerator: int | None, denominator: int | None, *, is_final: bool) -> Figure | None:
    """The figure to keep with a report, None when there is none; refuses a wrong one, and a final report that owes one."""
    if numerator is None and denominator is None:
        if indicator is not None and is_final:
            raise CampaignError("figure_required", "Nhiệm vụ này có chỉ tiêu: hãy ghi số đã thực hiện và tổng số phải thực hiện.")
        return None
    if indicator is None:
        raise CampaignError("figure_not_asked", "Nhiệm vụ này không có chỉ tiêu; hãy ghi số liệu vào phần kết quả thực hiện.")
    if numerator is None or denominator is None:
        raise CampaignError("figure_wrong", "Hãy ghi đủ hai số: số đã thực hiện và tổng số phải thực hiện.")
    if denominator <= 0:
        raise CampaignError("figure_wrong", "Tổng số phải thực hiện phải lớn hơn 0.")
    if denominator > LARGEST_FIGURE:
        raise CampaignError("figure_wrong", "Tổng số phải thực hiện quá lớn; hãy kiểm tra lại.")
    if not 0 <= numerator <= denominator:
        raise CampaignError("figure_wrong", "Số đã thực hiện phải từ 0 đến tổng số phải thực hiện; hãy kiểm tra lại hai số.")
    return Figure(indicator=indicator, numerator=numerator, denominator=denominator)


@transaction.atomic
def review_report(report: Report, *, accept: bool, note: str, by: Person, at: datetime, new_due_date: date | None = None) -> Report:
    """The reviewer accepts a report or returns it with a note, and perhaps with a new deadline; never its own author.

    Accepting a final report ends the assignment, returning it gives it back to the unit. An interim report is only noted or sent back:
    the assignment stays as it is. The original deadline is kept beside the new one.

    Raises CampaignError: `own_report`, `note_required`, `too_long`, `due_date_wrong`, `beyond_parent`, `before_children` (what the unit
    gave on and is open has a later day), `stale`, `concluded`.
    """
    note = note_of(note, "ý kiến")
    if report.submitted_by_id == by.pk:
        raise CampaignError("own_report", "Người lập báo cáo không duyệt báo cáo của chính mình; hãy để người khác trong cơ quan duyệt.")
    if not accept and not note:
        raise CampaignError("note_required", "Hãy ghi rõ lý do trả lại để đơn vị biết cần bổ sung gì.")
    if new_due_date is not None:
        if accept or report.kind != Report.Kind.FINAL:
            raise CampaignError("due_date_wrong", "Chỉ đặt hạn mới khi trả lại báo cáo hoàn thành.")
        if new_due_date < timezone.localdate(at):
            raise CampaignError("due_date_wrong", "Hạn mới phải từ hôm nay trở đi.")
    decided = Report.Status.ACCEPTED if accept else Report.Status.RETURNED
    waiting = Report.objects.filter(pk=report.pk, status=Report.Status.SUBMITTED)
    if waiting.update(status=decided, reviewed_at=at, reviewed_by=by, review_note=note) != 1:
        raise stale("Báo cáo")
    assignment = report.assignment
    hold(assignment)
    if new_due_date is not None:
        refuse_beyond_parent(assignment, new_due_date)
        refuse_before_children(new_due_date, Assignment.objects.filter(pk=assignment.pk))
    settle_dues(report, accept=accept)
    before = {"status": assignment.status}
    after = {"report": report.pk, "kind": report.kind, "note": note}
    if report.kind == Report.Kind.FINAL and accept:
        move(assignment, [Status.REPORTED], status=Status.ACCEPTED, accepted_at=at)
        end_requests([assignment.pk], by=by, at=at, note="Việc đã hoàn thành.")
    elif report.kind == Report.Kind.FINAL:
        if new_due_date is not None:
            before["due_date"] = str(assignment.due_date or "")
            after["due_date"] = str(new_due_date)
        due_date = assignment.due_date if new_due_date is None else new_due_date
        move(assignment, [Status.REPORTED], status=Status.RETURNED, return_count=F("return_count") + 1, due_date=due_date)
        assignment.refresh_from_db(fields=["return_count"])
    else:
        check_open(assignment)
    action = "campaigns.accepted" if accept else "campaigns.returned"
    record(action, assignment, by=by, at=at, before=before, after={"status": assignment.status, **after})
    report.status, report.reviewed_at, report.reviewed_by, report.review_note = decided, at, by, note
    return report
