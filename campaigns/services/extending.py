"""Gia hạn: more time is asked for before it has run out, and granted or refused by whoever reviews; the original date stays."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet

from campaigns.models import Assignment, Campaign, Extension
from campaigns.queries import carrying_rules_in
from campaigns.services.moves import CampaignError, check_open, hold, move, note_of, stale
from org_hierarchy.models import Person
from records.batches import batches
from records.events import digest, record

Status = Assignment.Status
MAY_ASK_MORE_TIME = (Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED)
ROWS_AT_ONCE = 5_000


@transaction.atomic
def ask_extension(assignment: Assignment, *, proposed_date: date, reason: str, by: Person, at: datetime, today: date) -> Extension:
    """The unit asks for a later last day, on its last day at the latest.

    Whether that day lies behind the one of whoever delegated it is for that unit to see (`decide_extension`).
    Raises CampaignError: `reason_required`, `too_long`, `not_with_unit` (not received, or reported already), `no_date`, `too_late`,
    `date_wrong`, `limit_reached` (CarryingRules.extension_limit of the issuer), `asked_already`, `concluded`.
    """
    reason = note_of(reason, "lý do xin gia hạn")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do xin gia hạn để cơ quan giao việc xem xét.")
    hold(assignment)
    check_open(assignment)
    if assignment.status not in MAY_ASK_MORE_TIME:
        raise CampaignError(
            "not_with_unit", "Chỉ xin gia hạn khi đơn vị đã tiếp nhận và đang thực hiện; hãy tiếp nhận, hoặc chờ duyệt báo cáo đã gửi."
        )
    if assignment.due_date is None:
        raise CampaignError("no_date", "Việc này không định hạn nên không cần gia hạn.")
    if today > assignment.due_date:
        said = f"Đã quá hạn ngày {assignment.due_date:%d/%m/%Y} nên không xin gia hạn được nữa; hãy báo cáo và nêu rõ lý do chậm."
        raise CampaignError("too_late", said)
    if proposed_date <= assignment.due_date:
        raise CampaignError("date_wrong", f"Hạn đề nghị phải sau hạn hiện nay ({assignment.due_date:%d/%m/%Y}).")
    if Extension.objects.filter(assignment=assignment, status=Extension.Status.ASKED).exists():
        raise CampaignError("asked_already", "Đơn vị đã xin gia hạn và đang chờ quyết định; hãy rút đề nghị đó rồi xin lại nếu cần.")
    _check_limit(assignment)
    extension = Extension.objects.create(
        assignment=assignment, previous_date=assignment.due_date, proposed_date=proposed_date, reason=reason, asked_by=by, asked_at=at
    )
    after = {"extension": extension.pk, "proposed_date": str(proposed_date), "reason": reason}
    record("campaigns.extension_asked", assignment, by=by, at=at, after=after)
    return extension


@transaction.atomic
def withdraw_extension(extension: Extension, *, by: Person, at: datetime) -> None:
    """The unit needs it no more. Raises CampaignError `stale`."""
    _decide(extension, Extension.Status.WITHDRAWN, by=by, at=at)
    record("campaigns.extension_withdrawn", extension.assignment, by=by, at=at, after={"extension": extension.pk})


@transaction.atomic
def grant_extension(extension: Extension, *, by: Person, at: datetime, granted_date: date | None = None, note: str = "") -> None:
    """The reviewer grants the proposed day or another later one.

    Raises CampaignError: `own_request`, `date_wrong`, `beyond_parent` (its last day comes first: `pass_on` asks for that), `limit_reached`,
    `too_long`, `stale`, `closed`, `concluded`.
    """
    note = note_of(note, "ý kiến")
    _refuse_own(extension, by)
    assignment = extension.assignment
    hold(assignment)
    granted = granted_date or extension.proposed_date
    if assignment.due_date is None or granted <= assignment.due_date:
        said = f" ({assignment.due_date:%d/%m/%Y})" if assignment.due_date else ""
        raise CampaignError("date_wrong", f"Hạn mới phải sau hạn hiện nay{said}.")
    refuse_beyond_parent(assignment, granted)
    _check_limit(assignment)
    _decide(extension, Extension.Status.GRANTED, by=by, at=at, granted_date=granted, decision_note=note)
    if assignment.status not in Assignment.OPEN:
        raise CampaignError("closed", "Việc này đã kết thúc nên không gia hạn được nữa; hãy tải lại trang.")
    before = {"due_date": str(assignment.due_date)}
    move(assignment, Assignment.OPEN, due_date=granted, extension_count=F("extension_count") + 1)
    assignment.refresh_from_db(fields=["extension_count"])
    after = {"extension": extension.pk, "due_date": str(granted), "note": note}
    record("campaigns.extension_granted", assignment, by=by, at=at, before=before, after=after)


@transaction.atomic
def refuse_extension(extension: Extension, *, note: str, by: Person, at: datetime) -> None:
    """The reviewer says no, and why. Raises CampaignError: `own_request`, `note_required`, `too_long`, `stale`."""
    note = note_of(note, "lý do không đồng ý")
    _refuse_own(extension, by)
    if not note:
        raise CampaignError("note_required", "Hãy ghi lý do không đồng ý để đơn vị biết phải làm gì.")
    _decide(extension, Extension.Status.REFUSED, by=by, at=at, decision_note=note)
    record("campaigns.extension_refused", extension.assignment, by=by, at=at, after={"extension": extension.pk, "note": note})


@transaction.atomic
def pass_on(extension: Extension, *, by: Person, at: datetime, today: date) -> Extension:
    """Whoever delegated the work asks for the same day first, for its own part; the request below waits until that is decided.

    Raises CampaignError: `not_delegated`, `stale`, and what `ask_extension` raises for the parent.
    """
    parent = extension.assignment.parent
    if parent is None:
        raise CampaignError("not_delegated", "Việc này không do đơn vị khác giao tiếp; hãy quyết định đồng ý hoặc không đồng ý.")
    if not Extension.objects.filter(pk=extension.pk, status=Extension.Status.ASKED).exists():
        raise stale("Đề nghị gia hạn")
    reason = f"{extension.assignment.unit} xin gia hạn: {extension.reason}"[:1000]
    return ask_extension(parent, proposed_date=extension.proposed_date, reason=reason, by=by, at=at, today=today)


@transaction.atomic
def extend_many(
    campaign: Campaign, assignments: QuerySet[Assignment], *, due_date: date, reason: str, by: Person | None, at: datetime
) -> int:
    """Give one later last day to those of a campaign's assignments, among these, that are open and due before it; returns how many.

    What was delegated never goes beyond its parent's day: parents first, then what they now allow. A request for that day or an earlier one
    is granted with it; the others go on waiting. One event with the digest; some six statements per level and 5,000 rows.
    Raises CampaignError: `reason_required`, `too_long`.
    """
    reason = note_of(reason, "lý do gia hạn")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do gia hạn để các đơn vị biết.")
    wanted = assignments.filter(
        campaign=campaign, campaign__status=Campaign.Status.OPEN, status__in=Assignment.OPEN, due_date__lt=due_date
    ).filter(Q(parent=None) | Q(parent__due_date=None) | Q(parent__due_date__gte=due_date))
    extended: list[int] = []
    while some := list(wanted.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        for pks in batches(some, 500):
            asked = Extension.objects.filter(assignment__in=pks, status=Extension.Status.ASKED, proposed_date__lte=due_date)
            answered = list(asked.values_list("assignment", flat=True))
            asked.update(status=Extension.Status.GRANTED, granted_date=due_date, decided_by=by, decided_at=at, decision_note=reason)
            Assignment.objects.filter(pk__in=answered).update(extension_count=F("extension_count") + 1)
            Assignment.objects.filter(pk__in=pks, status__in=Assignment.OPEN).update(due_date=due_date)
        extended += some
    if extended:
        after = {"count": len(extended), "digest": digest(extended), "due_date": str(due_date), "reason": reason}
        record("campaigns.extended", campaign, by=by, at=at, after=after)
    return len(extended)


def refuse_beyond_parent(assignment: Assignment, day: date) -> None:
    """Raises CampaignError `beyond_parent` when whoever delegated the assignment has to be done before that day (domain rule 7)."""
    if assignment.parent_id is None:
        return
    own = Assignment.objects.values_list("due_date", flat=True).get(pk=assignment.parent_id)
    if own is not None and day > own:
        said = f"Hạn mới ({day:%d/%m/%Y}) sau hạn của đơn vị giao việc ({own:%d/%m/%Y})"
        said = f"{said}; hãy chọn ngày sớm hơn, hoặc xin gia hạn việc đó trước."
        raise CampaignError("beyond_parent", said)


def _check_limit(assignment: Assignment) -> None:
    limit = carrying_rules_in(assignment.campaign_id).extension_limit
    granted = Assignment.objects.values_list("extension_count", flat=True).get(pk=assignment.pk)
    if granted >= limit:
        said = (
            f"Việc này đã gia hạn {granted} lần; cơ quan ban hành cho gia hạn nhiều nhất {limit} lần"
            if limit
            else ("Cơ quan ban hành không cho gia hạn từng việc")
        )
        raise CampaignError("limit_reached", f"{said}. Hãy báo cáo tiến độ và nêu rõ vướng mắc.")


def _refuse_own(extension: Extension, by: Person) -> None:
    if extension.asked_by_id == by.pk:
        raise CampaignError("own_request", "Người xin gia hạn không tự quyết định; hãy để người khác của cơ quan giao việc quyết định.")


def _decide(extension: Extension, status: str, *, by: Person, at: datetime, **values: object) -> None:
    """The one conditional UPDATE of a decision; then the row in hand is the same."""
    decided = {"status": status, "decided_by": by, "decided_at": at, **values}
    if Extension.objects.filter(pk=extension.pk, status=Extension.Status.ASKED).update(**decided) != 1:
        raise stale("Đề nghị gia hạn")
    for name, value in decided.items():
        setattr(extension, name, value)
