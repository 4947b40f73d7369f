"""A unit gives an assignment on, to its subordinates or to the other line of command, and waits for them; it stays accountable."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from campaigns import delegation
from campaigns.models import Assignment
from campaigns.queries import AT_WORK
from campaigns.services.assigning import REVIEW_AFTER
from campaigns.services.giving import Gift, give
from campaigns.services.moves import CampaignError, check_open, hold, move, note_of
from org_hierarchy.models import OrgUnit, Person
from records.events import digest, record, record_many

Status = Assignment.Status
LARGEST_TARGET = 10**12
NAMED = 5


@dataclass(frozen=True, slots=True)
class Part:
    """What one unit is given: what is said to it besides the note for all, and its share of what the task counts."""

    unit_id: int
    note: str = ""
    target: int | None = None


@transaction.atomic
def delegate(
    assignment: Assignment,
    *,
    parts: Sequence[Part],
    due_date: date | None = None,
    note: str = "",
    total: int | None = None,
    by: Person,
    at: datetime,
    today: date,
) -> list[int]:
    """Give the task on to these units and wait for them; returns the ids of their assignments, in the order of the parts.

    They report to the unit that delegates, which may delegate more while it waits. `due_date` is theirs, inclusive; None: the own one. It
    is never later than that (domain rule 7), and work whose own day has passed waits for a new one before it is given on. Where the task
    counts something, the parts may have targets: all or none. Together with what was given before they are not more than the own target.
    That is what its giver said; where nobody did, what the unit says with `total`, now or anew (None: as before, at first their sum).

    Raises CampaignError: `no_units`, `not_with_unit` (not received, or reported already), `not_offered` (neither below it nor named by the
    directive), `has_it`, `own_passed`, `beyond_own`, `date_passed`, `target_missing`, `target_beyond`, `bad_target`, `too_long`, `stale`,
    `concluded`.
    About 15 queries, whatever the number of units.
    """
    note = note_of(note, "ý kiến giao việc")
    hold(assignment)
    check_open(assignment)
    if assignment.status not in AT_WORK:
        raise CampaignError("not_with_unit", "Chỉ giao tiếp được việc đã tiếp nhận và chưa báo cáo hoàn thành; hãy tải lại trang.")
    _check_units(assignment, [part.unit_id for part in parts], today)
    due_date = _due_date(assignment, due_date, today)
    _split(assignment, parts, total)
    review_date = None if due_date else assignment.review_date or today + REVIEW_AFTER
    gifts = [
        Gift(
            assignment.task_id, part.unit_id, assignment.unit_id, due_date, review_date, _note(note, part.note), part.target
        )
        for part in parts
    ]  # fmt: skip
    given = give(assignment.campaign, gifts, parent=assignment, at=at)
    if len(given) < len(parts):  # somebody else has just given it to one of them
        raise _has_it(delegation.who_have(assignment.task_id, [p.unit_id for p in parts if (assignment.task_id, p.unit_id) not in given]))
    before = assignment.status
    move(assignment, AT_WORK, status=Status.IN_PROGRESS, waits_for_children=True)
    created = [given[assignment.task_id, part.unit_id] for part in parts]
    after = {"count": len(created), "digest": digest(created), "due_date": str(due_date or ""), "note": note}
    record("campaigns.delegated", assignment, by=by, at=at, before={"status": before}, after=after | {"status": assignment.status})
    return created


@transaction.atomic
def stop_waiting(assignment: Assignment, *, by: Person, at: datetime) -> Assignment:
    """The unit reports itself, though not all to whom it gave the work are done. Raises CampaignError `stale`, `concluded`."""
    hold(assignment)
    waiting = Assignment.objects.filter(pk=assignment.pk, waits_for_children=True)
    if not waiting.exists():
        raise CampaignError("stale", "Việc này không còn chờ đơn vị được giao tiếp; hãy tải lại trang.")
    move(assignment, [Status.IN_PROGRESS], waits_for_children=False)
    record("campaigns.waiting_ended", assignment, by=by, at=at)
    return assignment


@transaction.atomic
def wake(assignments: Iterable[int], *, at: datetime, today: date) -> list[int]:
    """End the waiting of those of these assignments that need not wait longer (`delegation.to_wake`); returns their ids.

    One UPDATE, and one event each. The caller holds their processes.
    """
    due = list(delegation.to_wake(today=today).filter(pk__in=list(assignments)).select_for_update(of=("self",)).order_by("pk"))
    Assignment.objects.filter(pk__in=[row.pk for row in due], waits_for_children=True).update(waits_for_children=False)
    record_many("campaigns.woken", due, by=None, at=at)
    return [row.pk for row in due]


def _check_units(assignment: Assignment, unit_ids: Sequence[int], today: date) -> None:
    if not unit_ids or len(set(unit_ids)) < len(unit_ids):
        raise CampaignError("no_units", "Hãy chọn ít nhất một đơn vị để giao tiếp, mỗi đơn vị một lần.")
    offered = set(delegation.offered_to(assignment, on=today).filter(pk__in=unit_ids).values_list("pk", flat=True))
    if others := [pk for pk in unit_ids if pk not in offered]:
        said = f"{_names(OrgUnit.objects.filter(pk__in=others).order_by('sort_name', 'pk'))} không phải cấp dưới của đơn vị"
        raise CampaignError("not_offered", f"{said}, và văn bản không cho giao tới đó; hãy bỏ chọn.")
    if have := delegation.who_have(assignment.task_id, unit_ids):
        raise _has_it(have)


def _has_it(units: Sequence[OrgUnit]) -> CampaignError:
    return CampaignError("has_it", f"{_names(units)} đã có nhiệm vụ này; hãy bỏ chọn.")


def _names(units: Iterable[OrgUnit]) -> str:
    rows = [str(unit) for unit in units]
    return ", ".join(rows[:NAMED]) + (f" và {len(rows) - NAMED} đơn vị khác" if len(rows) > NAMED else "")


def why_too_late(assignment: Assignment, *, today: date) -> str:
    """Why the work is not given on any more that day: its own last day has passed; blank while it has not."""
    own = assignment.due_date
    if own is None or own >= today:
        return ""
    said = f"Hạn của đơn vị ({own:%d/%m/%Y}) đã qua nên đơn vị được giao tiếp sẽ quá hạn ngay khi nhận việc"
    return f"{said}; hãy đề nghị cơ quan giao việc gia hạn trước, hoặc tự làm và báo cáo, nêu rõ lý do chậm."


def _due_date(assignment: Assignment, wanted: date | None, today: date) -> date | None:
    own = assignment.due_date
    if late := why_too_late(assignment, today=today):
        raise CampaignError("own_passed", late)
    if wanted is None or wanted == own:
        return own
    if own is not None and wanted > own:
        said = f"Hạn giao tiếp ({wanted:%d/%m/%Y}) sau hạn của đơn vị ({own:%d/%m/%Y})"
        raise CampaignError("beyond_own", f"{said}; hãy chọn ngày sớm hơn, hoặc xin gia hạn việc của đơn vị, ít nhất đến ngày đó.")
    if wanted < today:
        raise CampaignError("date_passed", "Hạn giao tiếp phải từ hôm nay trở đi.")
    return wanted


def _split(assignment: Assignment, parts: Sequence[Part], total: int | None) -> None:
    """Check the targets against what the unit has to do, and write that down when it comes with them."""
    targets = [part.target for part in parts if part.target is not None]
    if any(not 0 <= number <= LARGEST_TARGET for number in [*targets, *([total] if total is not None else [])]):
        raise CampaignError("bad_target", "Chỉ tiêu giao phải là số từ 0 trở lên; hãy ghi lại.")
    own = Assignment.objects.values_list("target", flat=True).get(pk=assignment.pk)
    says_total = own is None or assignment.parent_id is None  # what its giver counted on is not its own to change
    if targets and len(targets) < len(parts):
        raise CampaignError("target_missing", "Hãy ghi chỉ tiêu cho mọi đơn vị được chọn, hoặc bỏ trống tất cả.")
    if not targets and total is None:
        return
    given = delegation.given_target(assignment, without=[part.unit_id for part in parts]) + sum(targets)
    whole = total if total is not None and says_total else own if own is not None else given
    if given > whole:
        others = ", hoặc ghi lại tổng chỉ tiêu của đơn vị" if says_total else ""
        said = f"Tổng chỉ tiêu giao ({given}) vượt chỉ tiêu của đơn vị ({whole})"
        raise CampaignError("target_beyond", f"{said}; hãy giảm chỉ tiêu của các đơn vị{others}.")
    if whole != own:
        Assignment.objects.filter(pk=assignment.pk).update(target=whole)
        assignment.target = whole


def _note(common: str, own: str) -> str:
    own = note_of(own, "ý kiến giao việc")
    return note_of("\n".join(words for words in (common, own) if words), "ý kiến giao việc")
