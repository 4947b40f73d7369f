"""Khó khăn, vướng mắc: raised from an assignment, handed up the line that gave it, answered in time, published to all with the task."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Assignment, Campaign, Difficulty, Report
from campaigns.queries import carrying_rules_in
from campaigns.services.moves import CampaignError, check_open, hold, keep_open, kept_words, note_of, stale
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person
from records.events import record, record_many
from records.text import fold

Status = Difficulty.Status
CALENDAR_AHEAD = timedelta(days=120)


@transaction.atomic
def raise_difficulty(
    assignment: Assignment, *, text: str, by: Person, at: datetime, today: date, report: Report | None = None
) -> Difficulty:
    """A unit says what stands in its way; whoever reviews its reports has to answer within the issuer's set time.

    `report`: the one that it stands in. Raises CampaignError: `text_required`, `too_long`, `not_received`, `closed`, `raised_already` (the
    same words wait for their answer), `concluded`.
    """
    text = kept_words(text, "khó khăn, vướng mắc")
    if not text:
        raise CampaignError("text_required", "Hãy ghi khó khăn, vướng mắc cần được tháo gỡ.")
    hold(assignment)
    check_open(assignment)
    if assignment.status == Assignment.Status.ISSUED:
        raise CampaignError("not_received", "Đơn vị chưa tiếp nhận việc này; hãy tiếp nhận trước khi nêu vướng mắc.")
    if assignment.status not in Assignment.OPEN:
        raise CampaignError("closed", "Việc này đã kết thúc; nếu cần, hãy liên hệ cơ quan giao việc.")
    if Difficulty.objects.filter(assignment=assignment, status=Status.OPEN, text=text).exists():
        raise CampaignError("raised_already", "Vướng mắc này đã được nêu và đang chờ trả lời.")
    difficulty = Difficulty.objects.create(
        assignment=assignment,
        report=report,
        text=text,
        raised_by=by,
        raised_at=at,
        at_unit_id=assignment.reviewer_id,
        answer_date=_answer_date(assignment.campaign_id, today),
    )
    after = {"difficulty": difficulty.pk, "at_unit": difficulty.at_unit_id, "answer_date": str(difficulty.answer_date)}
    record("campaigns.difficulty_raised", assignment, by=by, at=at, after=after)
    return difficulty


def raise_from_report(report: Report, *, by: Person, at: datetime, today: date) -> None:
    """What a report names is raised with it; words that were raised before, and stand in the next report again, are not raised anew."""
    known = Difficulty.objects.filter(assignment=report.assignment_id, text=report.difficulties).exclude(status=Status.WITHDRAWN)
    if report.difficulties and not known.exists():
        raise_difficulty(report.assignment, text=report.difficulties, by=by, at=at, today=today, report=report)


@transaction.atomic
def withdraw_difficulty(difficulty: Difficulty, *, by: Person, at: datetime) -> None:
    """It has gone by itself. Raises CampaignError `stale`, `concluded`: the report says what was left without an answer."""
    keep_open(difficulty.assignment.campaign_id)
    _move(difficulty, status=Status.WITHDRAWN)
    record("campaigns.difficulty_withdrawn", difficulty.assignment, by=by, at=at, after={"difficulty": difficulty.pk})


@transaction.atomic
def forward_difficulty(difficulty: Difficulty, *, note: str, by: Person, at: datetime, today: date) -> OrgUnit:
    """Whoever cannot answer hands it to the next one up the line that gave the work, and the time begins anew; that unit is returned.

    Raises CampaignError: `top` (nobody stands above), `too_long`, `stale`, `concluded`.
    """
    keep_open(difficulty.assignment.campaign_id)
    note = note_of(note, "ý kiến chuyển")
    above = next_above(difficulty)
    if above is None:
        raise CampaignError("top", "Không còn cấp nào ở trên để chuyển; hãy trả lời.")
    before = {"at_unit": difficulty.at_unit_id}
    _move(difficulty, at_unit=above, answer_date=_answer_date(difficulty.assignment.campaign_id, today))
    after = {"difficulty": difficulty.pk, "at_unit": above.pk, "to": above.name, "note": note}
    record("campaigns.difficulty_forwarded", difficulty.assignment, by=by, at=at, before=before, after=after)
    return above


@transaction.atomic
def answer_difficulty(difficulty: Difficulty, *, answer: str, publish: bool, by: Person, at: datetime) -> int:
    """Answer it, and with it all that wait at the same unit on the same task with the same words; returns how many.

    `publish`: all who have the same task read it from now on, without the name of whoever asked.
    Once the campaign is concluded nothing is answered any more: its report, with what was left open, is written.
    Raises CampaignError: `text_required`, `too_long`, `stale`, `concluded`.
    """
    keep_open(difficulty.assignment.campaign_id)
    answer = kept_words(answer, "trả lời")
    if not answer:
        raise CampaignError("text_required", "Hãy ghi nội dung trả lời.")
    rows = [row for row in alike(difficulty).select_for_update(of=("self",)).order_by("pk") if fold(row.text) == fold(difficulty.text)]
    if difficulty.pk not in {row.pk for row in rows}:
        raise stale("Vướng mắc")
    given = {"status": Status.ANSWERED, "answer": answer, "answered_by": by, "answered_at": at, "published_at": at if publish else None}
    Difficulty.objects.filter(pk__in=[row.pk for row in rows], status=Status.OPEN).update(**given)
    for name, value in given.items():
        setattr(difficulty, name, value)
    after = {"difficulty": difficulty.pk, "published": publish}
    record_many("campaigns.difficulty_answered", {row.assignment_id: row.assignment for row in rows}.values(), by=by, at=at, after=after)
    return len(rows)


@transaction.atomic
def publish_answer(difficulty: Difficulty, *, by: Person, at: datetime) -> None:
    """Let all who have the same task read an answer that was given to one. Raises CampaignError `stale`, `concluded`."""
    keep_open(difficulty.assignment.campaign_id)
    answered = Difficulty.objects.filter(pk=difficulty.pk, status=Status.ANSWERED, published_at=None)
    if answered.update(published_at=at) != 1:
        raise stale("Câu trả lời")
    difficulty.published_at = at
    record("campaigns.difficulty_published", difficulty.assignment, by=by, at=at, after={"difficulty": difficulty.pk})


def alike(difficulty: Difficulty) -> QuerySet[Difficulty]:
    """What waits at the same unit on the same task."""
    waiting = Difficulty.objects.filter(status=Status.OPEN, at_unit=difficulty.at_unit_id, assignment__task=difficulty.assignment.task_id)
    return waiting.select_related("assignment")


def next_above(difficulty: Difficulty) -> OrgUnit | None:
    """Who may answer when whoever has it cannot: who gave the work to that unit, up to the issuer, then who stands above the issuer."""
    line: list[int] = []
    step: Assignment | None = difficulty.assignment
    while step is not None:
        line.append(step.reviewer_id)
        step = step.parent
    unit: OrgUnit | None = Campaign.objects.select_related("issuer").get(pk=difficulty.assignment.campaign_id).issuer
    while unit is not None:
        line.append(unit.pk)
        unit = unit.parent
    line = list(dict.fromkeys(line))
    place = line.index(difficulty.at_unit_id) + 1 if difficulty.at_unit_id in line else 0
    return OrgUnit.objects.get(pk=line[place]) if place < len(line) else None


def _answer_date(campaign_id: int, today: date) -> date:
    days = carrying_rules_in(campaign_id).answer_days
    return Calendar.load(today, today + CALENDAR_AHEAD).add_working_days(today, days)


def _move(difficulty: Difficulty, **values: object) -> None:
    mine = Difficulty.objects.filter(pk=difficulty.pk, status=Status.OPEN, at_unit=difficulty.at_unit_id)
    if mine.update(**values) != 1:
        raise stale("Vướng mắc")
    for name, value in values.items():
        setattr(difficulty, name, value)
