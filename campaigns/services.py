"""A directive is carried out: its campaign is opened, units are assigned, receive, report and are reviewed, and it is concluded.

Every act is one conditional UPDATE of the status it starts from, with its event in the same transaction; who comes second is told so.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.db import connection, transaction
from django.db.models import Case, F, Max, Q, QuerySet, Value, When
from django.utils import timezone

from campaigns import documents
from campaigns.models import Assignment, Campaign, CampaignTask, Figure, Indicator, Partner, Phase, Report
from directives.models import Directive, Duty, DutyParty, Recipient
from org_hierarchy.calendar import last_day_on_time
from org_hierarchy.models import Person, UnitVersion, valid_on
from org_hierarchy.names import Group, members
from records.events import digest, record, record_many
from records.files import store_file
from records.models import StoredFile
from records.text import nfc

Status = Assignment.Status

REVIEW_AFTER = timedelta(days=30)
"""When a task without a date is looked at again, counted from the day of issue: the interval of the monthly report (VAS §4.1), so that
nothing rots for longer than one reporting month (domain rule 7)."""

LARGEST_FIGURE = 10**12
"""More than anything an office counts; the sums of a million such figures still fit the database's integers."""

LONGEST_TEXT = 20_000
LONGEST_NOTE = 1_000
ROWS_AT_ONCE = 5_000  # of six values each; SQLite takes 32,766
TASKS_AT_ONCE = 100  # branches of one UNION; SQLite takes 500

_ASKS_REPORT = re.compile(r"\bbáo cáo\b", re.IGNORECASE)
_ASKS_REPORT_IF = re.compile(r"\bnếu\b[^.;]*\bbáo cáo\b", re.IGNORECASE)


class CampaignError(Exception):
    """What cannot be done to a campaign, an assignment or a report; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


# Opening


@transaction.atomic
def open_campaign(directive: Directive, *, by: Person | None, at: datetime, today: date) -> Campaign:
    """Set in motion what an issued directive orders: its phases, tasks with partners and indicators, and what nobody answers to.

    Once per directive: a second call gives the same campaign. `today` is the day of issue on which groups are resolved and the hierarchy
    is frozen (domain rules 3 and 4). Tasks become CampaignTasks, milestones Phases; a general order becomes a task when it asks for a
    report and names who owes it; activities and advice to individuals stay text (domain rule 6). Assignments come from `assign_next`.

    Raises CampaignError `not_issued`.
    """
    directive = Directive.objects.select_for_update(of=("self",)).select_related("issuer", "monitor").get(pk=directive.pk)
    existing = Campaign.objects.filter(directive=directive).select_related("directive", "issuer", "monitor").first()
    if existing is not None:
        return existing
    if directive.status not in (Directive.Status.ISSUED, Directive.Status.CONCLUDED):
        raise CampaignError("not_issued", f"Văn bản {directive.designation} chưa phát hành; hãy phát hành rồi triển khai.")
    campaign = Campaign.objects.create(
        directive=directive,
        name=directive.subject,
        issuer=directive.issuer,
        monitor=directive.monitor,
        opened_at=at,
        opened_date=today,
    )
    duties = list(directive.duties.order_by("position").prefetch_related("parties"))
    parties = _Parties([party for duty in duties for party in duty.parties.all()], on=today)
    Phase.objects.bulk_create(
        Phase(campaign=campaign, position=duty.position, name=nfc(duty.text)[:500], start_date=duty.start_date, end_date=duty.deadline)
        for duty in duties
        if duty.kind == Duty.Kind.MILESTONE
    )
    reviewer = directive.monitor if directive.monitor_reviews and directive.monitor else directive.issuer
    to_carry_out = [duty for duty in duties if _is_task(duty, parties)]
    tasks = CampaignTask.objects.bulk_create(
        CampaignTask(
            campaign=campaign,
            duty=duty,
            position=duty.position,
            section=duty.section,
            content=duty.text,
            role=duty.role,
            deadline_text=duty.deadline_text,
            due_date=duty.deadline,
            strictly_before=duty.strictly_before,
            period=duty.period,
            reviewer=reviewer,
        )
        for duty in to_carry_out
    )
    Indicator.objects.bulk_create(
        Indicator(task=task, name=f"Tỷ lệ thực hiện so với chỉ tiêu {target}%", target_percent=target)
        for task, duty in zip(tasks, to_carry_out, strict=True)
        if (target := duty.target_percent) is not None
    )
    Partner.objects.bulk_create(
        Partner(task=task, unit_id=unit_id)
        for task, duty in zip(tasks, to_carry_out, strict=True)
        for unit_id in parties.units(duty, DutyParty.Part.COORDINATING)
    )
    campaign.unresolved = parties.unresolved(duties)
    campaign.save(update_fields=["unresolved"])
    record("campaigns.opened", campaign, by=by, at=at, after={"tasks": len(tasks), "unresolved": len(campaign.unresolved)})
    return campaign


def _is_task(duty: Duty, parties: "_Parties") -> bool:
    if duty.kind == Duty.Kind.TASK:
        return True
    if duty.kind != Duty.Kind.GENERAL or not _asks_report(duty.text):
        return False
    return any(parties.trouble(party) == "" for party in duty.parties.all() if party.part == DutyParty.Part.RESPONSIBLE)


def _asks_report(text: str) -> bool:
    """Whether a general order asks for a report from everybody, not only from who meets with a difficulty ("nếu vướng mắc, báo cáo")."""
    plain = nfc(text)
    return bool(_ASKS_REPORT.search(plain)) and not _ASKS_REPORT_IF.search(plain)


class _Parties:
    """The parties of a directive's duties, each looked up once: which units exist on the day, which groups have members then."""

    def __init__(self, parties: Sequence[DutyParty], *, on: date) -> None:
        self._on = on
        named = {party.unit_id for party in parties if party.unit_id is not None}
        self._existing = set(UnitVersion.objects.filter(valid_on(on), unit__in=named).values_list("unit", flat=True))
        self._members: dict[str, list[int]] = {}
        self._is_empty: dict[str, bool] = {}
        for party in parties:
            if party.group is not None and (key := _key(party.group)) not in self._is_empty:
                self._is_empty[key] = not members(Group.from_json(party.group), on=on).exists()

    def trouble(self, party: DutyParty) -> str:
        """Why no unit answers to this phrase on that day; blank when one does."""
        if party.unit_id is not None:
            return "" if party.unit_id in self._existing else "Đơn vị này không tồn tại vào ngày ban hành."
        if party.group is not None:
            return "Không có đơn vị nào thuộc nhóm này vào ngày ban hành." if self._is_empty[_key(party.group)] else ""
        if party.duty.kind == Duty.Kind.INDIVIDUAL:
            return "Hướng dẫn cho cá nhân, không giao cho đơn vị."
        return "Chưa xác định được đơn vị nào."

    def units(self, duty: Duty, part: str) -> list[int]:
        """The ids of the units named in one part of a duty, members of groups included, each once."""
        found: dict[int, None] = {}
        for party in duty.parties.all():
            if party.part != part or self.trouble(party):
                continue
            if party.unit_id is not None:
                found[party.unit_id] = None
            elif party.group is not None:
                found |= dict.fromkeys(self._members_of(party.group))
        return list(found)

    def unresolved(self, duties: Iterable[Duty]) -> list[dict[str, str]]:
        """What no unit answers to, in the order of the text, the same phrase of the same section once."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for duty in duties:
            if duty.kind == Duty.Kind.NOTE:  # a note of the office that received the paper, not the directive's own words
                continue
            for party in sorted(duty.parties.all(), key=lambda party: (party.part != DutyParty.Part.RESPONSIBLE, party.position)):
                if reason := self.trouble(party):
                    row = {"phrase": party.phrase, "section": duty.section, "reason": reason}
                    found.setdefault((party.phrase, duty.section), row)
        return list(found.values())

    def _members_of(self, group: dict[str, Any]) -> list[int]:
        key = _key(group)
        if key not in self._members:
            self._members[key] = list(members(Group.from_json(group), on=self._on).order_by("path").values_list("pk", flat=True))
        return self._members[key]


def _key(group: dict[str, Any]) -> str:
    return json.dumps(group, sort_keys=True)


# Assigning


@transaction.atomic
def assign_next(campaign: Campaign, *, at: datetime, limit: int = 1000) -> list[int]:
    """Create the next assignments that are missing, at most `limit`, and give their ids; an empty list: every task has all its units.

    Unit by unit in the order of the hierarchy, and a batch ends with a whole unit unless one unit alone has more tasks than the limit.
    Groups have the members of the day of issue, so batches agree however far apart they are, and a worker that was killed is followed by
    another. Who reviews, the path and the deadline are frozen here. About 8 queries and one per group, then one INSERT per 5,000 rows.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=campaign.pk)  # one at a time assigns
    if locked.status != Campaign.Status.OPEN:
        return []
    tasks = {task.pk: task for task in CampaignTask.objects.filter(campaign=locked).order_by("position")}
    pairs = _missing(locked, list(tasks.values()), limit)
    rows = _new_assignments(locked, tasks, pairs)
    created = [pk for first in range(0, len(rows), ROWS_AT_ONCE) for pk in _insert(locked, rows[first : first + ROWS_AT_ONCE], at=at)]
    if created:
        # One event for the batch, its members under a digest (domain rule 13).
        after = {"count": len(created), "digest": digest(created)}
        record("campaigns.assigned", locked, by=None, at=at, after=after)
    return created


Pair = tuple[str, int, int, int]  # path, task position, task id, unit id


def _missing(campaign: Campaign, tasks: list[CampaignTask], limit: int) -> list[Pair]:
    wanted = _expected(campaign, tasks)
    # Batches go up the paths, so what is missing is mostly behind the last one; only when nothing is, all is looked through once more.
    last = Assignment.objects.filter(campaign=campaign).aggregate(last=Max("path"))["last"]
    for start in [last, ""] if last else [""]:
        for first in range(0, len(wanted), TASKS_AT_ONCE):
            branches = [_still_missing(branch, task, start) for branch, task in wanted[first : first + TASKS_AT_ONCE]]
            rows: QuerySet[Any, Any] = branches[0].union(*branches[1:], all=True) if branches[1:] else branches[0]
            if found := list(rows.order_by("path", "position")[: limit + 1]):
                return _whole_units(found, limit)
    return []


def _still_missing(expected: QuerySet[UnitVersion, Any], task: CampaignTask, start: str) -> QuerySet[UnitVersion, Any]:
    """What is expected from a path on and not there yet.

    NOT IN over the rows from that path on is one hash, whatever the planner believes; NOT EXISTS was tried: PostgreSQL, which has no
    statistics yet of what a delivery is just writing, loops over all of it for every unit.
    """
    there = Assignment.objects.filter(task=task, path__gte=start).values("unit")
    return expected.filter(path__gte=start).exclude(unit__in=there)


def _expected(campaign: Campaign, tasks: list[CampaignTask]) -> list[tuple[QuerySet[UnitVersion, Any], CampaignTask]]:
    """For each task the (path, position, task, unit) of the units that should have it on the day of issue."""
    day = campaign.opened_date
    by_duty: dict[int, Q] = {task.duty_id: Q(pk__in=[]) for task in tasks}
    for party in DutyParty.objects.filter(duty__in=list(by_duty), part=DutyParty.Part.RESPONSIBLE).order_by("duty", "position"):
        if party.unit_id is not None:
            by_duty[party.duty_id] |= Q(unit=party.unit_id)
        elif party.group is not None:
            by_duty[party.duty_id] |= Q(unit__in=members(Group.from_json(party.group), on=day).order_by().values("pk"))
    return [
        (
            UnitVersion.objects.filter(valid_on(day))
            .filter(by_duty[task.duty_id])
            .annotate(position=Value(task.position), task=Value(task.pk))
            .values_list("path", "position", "task", "unit"),
            task,
        )
        for task in tasks
    ]


def _whole_units(rows: list[Pair], limit: int) -> list[Pair]:
    """The rows up to the limit, without the unit that goes on behind it; all of them when that unit is the only one."""
    if len(rows) <= limit:
        return rows
    goes_on = rows[limit][3]
    whole = [row for row in rows[:limit] if row[3] != goes_on]
    return whole or rows[:limit]


def _new_assignments(campaign: Campaign, tasks: Mapping[int, CampaignTask], pairs: Iterable[Pair]) -> list[tuple[Any, ...]]:
    """task, unit, path, reviewer, due date, review date: what differs from one new assignment to the next; worked out once per task."""
    dates = {
        pk: (str(last_day_on_time(task.due_date, task.strictly_before)), None)
        if task.due_date
        else (None, str(campaign.opened_date + REVIEW_AFTER))
        for pk, task in tasks.items()
    }
    reviewers = {pk: _reviewers_of(campaign, task) for pk, task in tasks.items()}
    rows = []
    for path, _, task, unit in pairs:
        first, second = reviewers[task]
        rows.append((task, unit, path, first if first != unit else second, *dates[task]))
    return rows


def _insert(campaign: Campaign, rows: Sequence[tuple[Any, ...]], *, at: datetime) -> list[int]:
    """One INSERT of many new assignments, a tenth of the cost of the same rows as objects; their ids."""
    values = ", ".join(["(%s, %s, %s, %s, %s, %s)"] * len(rows))
    insert = f"""INSERT INTO campaigns_assignment (
            campaign_id, task_id, unit_id, path, reviewer_id, due_date, original_due_date, review_date, status,
            issued_at, return_count, refusal_reason)
        SELECT %s, column1, column2, column3, column4, {_as_date("column5")}, {_as_date("column5")}, {_as_date("column6")}, %s, %s, 0, ''
        FROM (VALUES {values}) AS new_rows RETURNING id"""  # noqa: S608 - placeholders only
    common: list[Any] = [campaign.pk, Status.ISSUED, connection.ops.adapt_datetimefield_value(at)]
    with connection.cursor() as cursor:
        cursor.execute(insert, [*common, *chain.from_iterable(rows)])
        return [pk for (pk,) in cursor.fetchall()]


def _as_date(column: str) -> str:
    """A date that was passed as text; SQLite keeps dates as text."""
    return column if connection.vendor == "sqlite" else f"CAST({column} AS date)"


def _reviewers_of(campaign: Campaign, task: CampaignTask) -> tuple[int, int]:
    """Who decides on the reports of a task, and who on that one's own: the issuer, else the monitor, else whoever stands above the issuer.

    Nobody reviews itself if another can.
    """
    first = task.reviewer_id
    others = (campaign.issuer_id, campaign.monitor_id, campaign.issuer.parent_id)
    return first, next((other for other in others if other is not None and other != first), first)


# The unit's acts


@transaction.atomic
def receive(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """The unit takes one assignment in: issued → received. Raises CampaignError `stale`, `concluded`."""
    _move(assignment, [Status.ISSUED], status=Status.RECEIVED, received_at=at, received_by=by)
    record("campaigns.received", assignment, by=by, at=at, before={"status": Status.ISSUED}, after={"status": Status.RECEIVED})
    return assignment


@transaction.atomic
def receive_all(recipient: Recipient, *, by: Person, at: datetime) -> list[Assignment]:
    """The clerk has received the document: all its assignments that the unit has not received yet are received with it.

    Returns those, in the order of the tasks; none when there is nothing left to receive. Four queries whatever their number.
    """
    waiting = Assignment.objects.filter(campaign__directive=recipient.directive_id, unit=recipient.unit_id, status=Status.ISSUED)
    rows = list(waiting.filter(campaign__status=Campaign.Status.OPEN).select_for_update(of=("self",)).order_by("task__position"))
    if not rows:
        return []
    Assignment.objects.filter(pk__in=[row.pk for row in rows], status=Status.ISSUED).update(
        status=Status.RECEIVED, received_at=at, received_by=by
    )
    for row in rows:
        row.status, row.received_at, row.received_by = Status.RECEIVED, at, by
    record_many("campaigns.received", rows, by=by, at=at, after={"status": Status.RECEIVED, "recipient": recipient.pk})
    return rows


@transaction.atomic
def start_work(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """The unit says that it has begun: received → in progress. Raises CampaignError `stale`, `concluded`."""
    _move(assignment, [Status.RECEIVED], status=Status.IN_PROGRESS)
    record("campaigns.started", assignment, by=by, at=at, before={"status": Status.RECEIVED}, after={"status": Status.IN_PROGRESS})
    return assignment


@transaction.atomic
def refuse(assignment: Assignment, *, reason: str, by: Person, at: datetime) -> Assignment:
    """The unit is the wrong one and says why: issued or received → refused.

    Raises CampaignError: `reason_required`, `too_long`, `begun` (it has begun or reported, so it is its own), `stale`, `concluded`.
    """
    reason = _note(reason, "lý do từ chối")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do từ chối để cơ quan giao việc biết và giao lại cho đúng đơn vị.")
    before = assignment.status
    if before in (Status.IN_PROGRESS, Status.RETURNED):
        raise CampaignError("begun", "Đơn vị đã bắt tay thực hiện nên không từ chối được nữa; hãy báo cáo và nêu rõ vướng mắc.")
    _move(assignment, [Status.ISSUED, Status.RECEIVED], status=Status.REFUSED, refusal_reason=reason)
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
) -> Report:
    """The unit reports. A final report hands the assignment to its reviewer; an interim one closes nothing (domain rule 10).

    On time is judged by `reply_date`, the day of the unit's written reply, or by `today` when there is none. A final report on a task with
    an indicator needs its figure, counted from the beginning; an interim one may bring it.

    Raises CampaignError: `stale`, `concluded`, `not_received`, `text_required`, `too_long`, `unknown_kind`, `figure_required`,
    `figure_wrong`, `figure_not_asked`, `reply_date_wrong`.
    """
    if kind not in Report.Kind.values:
        raise CampaignError("unknown_kind", "Hãy chọn báo cáo tiến độ hoặc báo cáo hoàn thành.")
    text = _text(text, "kết quả thực hiện")
    if not text:
        raise CampaignError("text_required", "Hãy ghi kết quả thực hiện.")
    difficulties = _text(difficulties, "khó khăn, vướng mắc")
    reply_number = nfc(reply_number.replace("\x00", ""))
    if len(reply_number) > 60:
        raise CampaignError("too_long", "Số, ký hiệu văn bản trả lời dài quá 60 ký tự; hãy kiểm tra lại.")
    _check_reply_date(assignment, reply_date, today)
    indicator = Indicator.objects.filter(task=assignment.task_id).first()
    figure = _figure(indicator, numerator, denominator, is_final=kind == Report.Kind.FINAL)

    before = assignment.status
    if before == Status.ISSUED:
        raise CampaignError("not_received", "Đơn vị chưa tiếp nhận việc này; hãy tiếp nhận trước khi báo cáo.")
    reportable = [Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED]
    if kind == Report.Kind.FINAL:
        _move(assignment, reportable, status=Status.REPORTED, reported_at=at, reported_date=reply_date or today)
    else:
        _move(assignment, reportable, status=Case(When(status=Status.RETURNED, then=F("status")), default=Value(Status.IN_PROGRESS)))
        assignment.refresh_from_db(fields=["status"])
    last = Report.objects.filter(assignment=assignment).aggregate(last=Max("sequence"))["last"] or 0
    report = Report.objects.create(
        assignment=assignment,
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
    record("campaigns.reported", assignment, by=by, at=at, before={"status": before}, after=after)
    return report


def _check_reply_date(assignment: Assignment, reply_date: date | None, today: date) -> None:
    if reply_date is None:
        return
    if reply_date > today:
        said = f"Ngày văn bản trả lời ({reply_date:%d/%m/%Y}) sau ngày hôm nay; hãy ghi đúng ngày trên văn bản."
        raise CampaignError("reply_date_wrong", said)
    opened = Campaign.objects.values_list("opened_date", flat=True).get(pk=assignment.campaign_id)
    if reply_date < opened:
        said = f"Ngày văn bản trả lời ({reply_date:%d/%m/%Y}) trước ngày giao việc ({opened:%d/%m/%Y}); hãy ghi đúng ngày trên văn bản."
        raise CampaignError("reply_date_wrong", said)


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


# The reviewer's act


@transaction.atomic
def review_report(report: Report, *, accept: bool, note: str, by: Person, at: datetime, new_due_date: date | None = None) -> Report:
    """The reviewer accepts a report or returns it with a note, and perhaps with a new deadline; never its own author.

    Accepting a final report ends the assignment, returning it gives it back to the unit. An interim report is only noted or sent back:
    the assignment stays as it is. The original deadline is kept beside the new one.

    Raises CampaignError: `own_report`, `note_required`, `too_long`, `due_date_wrong`, `stale`, `concluded`.
    """
    note = _note(note, "ý kiến")
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
        raise _stale("Báo cáo")
    assignment = report.assignment
    before = {"status": assignment.status}
    after = {"report": report.pk, "kind": report.kind, "note": note}
    if report.kind == Report.Kind.FINAL and accept:
        _move(assignment, [Status.REPORTED], status=Status.ACCEPTED, accepted_at=at)
    elif report.kind == Report.Kind.FINAL:
        if new_due_date is not None:
            before["due_date"] = str(assignment.due_date or "")
            after["due_date"] = str(new_due_date)
        due_date = assignment.due_date if new_due_date is None else new_due_date
        _move(assignment, [Status.REPORTED], status=Status.RETURNED, return_count=F("return_count") + 1, due_date=due_date)
        assignment.refresh_from_db(fields=["return_count"])
    else:
        _check_open(assignment)
    action = "campaigns.accepted" if accept else "campaigns.returned"
    record(action, assignment, by=by, at=at, before=before, after={"status": assignment.status, **after})
    report.status, report.reviewed_at, report.reviewed_by, report.review_note = decided, at, by, note
    return report


# Concluding


@transaction.atomic
def conclude_campaign(campaign: Campaign, *, by: Person, at: datetime, today: date) -> Campaign:
    """The issuer concludes: from now on nothing changes, and the figures of the consolidated report are frozen as they are.

    What is still open stays open in the figures. Raises CampaignError `stale` when it is concluded already.
    """
    going_on = Campaign.objects.filter(pk=campaign.pk, status=Campaign.Status.OPEN)
    if going_on.update(status=Campaign.Status.CONCLUDED, concluded_at=at) != 1:
        raise CampaignError("stale", "Đợt triển khai này đã được người khác kết thúc; hãy tải lại trang để xem báo cáo.")
    campaign.status, campaign.concluded_at = Campaign.Status.CONCLUDED, at
    campaign.snapshot = documents.take_snapshot(campaign, today=today)
    campaign.save(update_fields=["snapshot"])
    after = {"status": campaign.status, "counts": campaign.snapshot["counts"]}
    record("campaigns.concluded", campaign, by=by, at=at, before={"status": Campaign.Status.OPEN}, after=after)
    return campaign


@transaction.atomic
def store_report(campaign: Campaign, *, by: Person | None, at: datetime) -> StoredFile:
    """Write the consolidated report of a concluded campaign from its frozen figures and keep it; a second call gives the same file.

    Raises CampaignError `not_concluded`.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("report").get(pk=campaign.pk)
    if locked.report is not None:
        return locked.report
    if locked.snapshot is None:
        raise CampaignError("not_concluded", "Đợt triển khai chưa kết thúc; hãy kết thúc rồi lập báo cáo tổng hợp.")
    stored = store_file(
        documents.report_docx(locked.snapshot), name=documents.report_name(locked), content_type=documents.DOCX_TYPE, by=by, at=at
    )
    locked.report = campaign.report = stored
    locked.save(update_fields=["report"])
    record("campaigns.report_written", locked, by=by, at=at, after={"file": stored.pk})
    return stored


# What the acts share


def _move(assignment: Assignment, expected: Sequence[str], **values: Any) -> None:
    """The one conditional UPDATE of an act, on the status it starts from and in a campaign that goes on; then the row in hand is the same.

    Raises CampaignError `concluded` or `stale`.
    """
    mine = Assignment.objects.filter(pk=assignment.pk, status__in=expected, campaign__status=Campaign.Status.OPEN)
    if mine.update(**values) != 1:
        _check_open(assignment)
        raise _stale("Việc")
    for name, value in values.items():
        setattr(assignment, name, value)


def _check_open(assignment: Assignment) -> None:
    if not Campaign.objects.filter(pk=assignment.campaign_id, status=Campaign.Status.OPEN).exists():
        raise CampaignError("concluded", "Đợt triển khai này đã kết thúc; nếu cần bổ sung, hãy liên hệ cơ quan ban hành.")


def _stale(what: str) -> CampaignError:
    return CampaignError("stale", f"{what} này đã được người khác xử lý; hãy tải lại trang để xem kết quả.")


def _text(text: str, label: str) -> str:
    """Words of several lines, in NFC, without what the database cannot keep."""
    clean = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\r\n", "\n").strip()
    if len(clean) > LONGEST_TEXT:
        raise CampaignError("too_long", f"Phần {label} dài quá {LONGEST_TEXT} ký tự; hãy rút gọn và đính kèm tệp chi tiết.")
    return clean


def _note(text: str, label: str) -> str:
    clean = _text(text, label)
    if len(clean) > LONGEST_NOTE:
        raise CampaignError("too_long", f"Phần {label} dài quá {LONGEST_NOTE} ký tự; hãy rút gọn.")
    return clean
