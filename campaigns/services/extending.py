"""Gia hạn: more time is asked for before it has run out, and granted or refused by whoever reviews; the original date stays."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Extension
from campaigns.queries import carrying_rules_in
from campaigns.services.bounds import day_of_giver, refuse_beyond_parent
from campaigns.services.moves import CampaignError, hold, move, note_of, stale
from campaigns.services.requests import decide, keep_asked, reason_to_ask, word_on
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from records.batches import batches
from records.events import fan_out, record

ROWS_AT_ONCE = 5_000
CALENDAR_AHEAD = timedelta(days=60)


@transaction.atomic
def ask_extension(assignment: Assignment, *, proposed_date: date, reason: str, by: Person, at: datetime, today: date) -> Extension:
    """The unit asks for a later last day, on its last day at the latest.

    Whether that day lies behind the one of whoever delegated it is for that unit to see (`grant_extension`).
    Raises CampaignError: what `reason_to_ask` raises, and `no_date`, `too_late`, `date_wrong`, `limit_reached`
    (CarryingRules.extension_limit of the issuer).
    """
    reason = reason_to_ask(Extension, assignment, reason)
    if assignment.due_date is None:
        raise CampaignError("no_date", "Việc này không định hạn nên không cần gia hạn.")
    if today > assignment.due_date:
        said = f"Đã quá hạn ngày {assignment.due_date:%d/%m/%Y} nên không xin gia hạn được nữa; hãy báo cáo và nêu rõ lý do chậm."
        raise CampaignError("too_late", said)
    if proposed_date <= assignment.due_date:
        raise CampaignError("date_wrong", f"Hạn đề nghị phải sau hạn hiện nay ({assignment.due_date:%d/%m/%Y}).")
    _check_limit(assignment)
    extension = Extension(assignment=assignment, previous_date=assignment.due_date, proposed_date=proposed_date, reason=reason)
    return keep_asked(extension, by=by, at=at, proposed_date=str(proposed_date))


@transaction.atomic
def grant_extension(extension: Extension, *, by: Person, at: datetime, granted_date: date | None = None, note: str = "") -> None:
    """The reviewer grants the proposed day or another later one, from today on.

    Raises CampaignError: `own_request`, `date_wrong`, `beyond_parent` (its last day comes first: `pass_on` asks for that), `limit_reached`,
    `too_long`, `stale`, `closed`, `concluded`.
    """
    note = word_on(extension, note, by=by)
    assignment, today = extension.assignment, timezone.localdate(at)
    hold(assignment)
    granted = granted_date or extension.proposed_date
    if assignment.due_date is None or granted <= assignment.due_date:
        said = f" ({assignment.due_date:%d/%m/%Y})" if assignment.due_date else ""
        raise CampaignError("date_wrong", f"Hạn mới phải sau hạn hiện nay{said}.")
    if granted < today:
        said = f"Ngày {granted:%d/%m/%Y} đã qua khi quyết định; hãy chọn hạn mới từ hôm nay trở đi"
        raise CampaignError("date_wrong", f"{said}, chẳng hạn {day_to_grant(extension, today=today):%d/%m/%Y}.")
    refuse_beyond_parent(assignment, granted)
    _check_limit(assignment)
    decide(extension, Extension.Status.GRANTED, by=by, at=at, granted_date=granted, decision_note=note)
    if assignment.status not in Assignment.OPEN:
        raise CampaignError("closed", "Việc này đã kết thúc nên không gia hạn được nữa; hãy tải lại trang.")
    before = {"due_date": str(assignment.due_date)}
    move(assignment, Assignment.OPEN, due_date=granted, extension_count=F("extension_count") + 1)
    assignment.refresh_from_db(fields=["extension_count"])
    after = {"extension": extension.pk, "due_date": str(granted), "note": note}
    record("campaigns.extension_granted", assignment, by=by, at=at, before=before, after=after)


def day_to_grant(extension: Extension, *, today: date) -> date:
    """The proposed day; where it has passed before anybody decided, as many working days from today as were asked for.

    Not beyond the last day of whoever delegated the work, as long as that is still to come. At most three queries.
    """
    if extension.proposed_date >= today:
        return extension.proposed_date
    calendar = Calendar.load(extension.previous_date, today + (extension.proposed_date - extension.previous_date) + CALENDAR_AHEAD)
    asked = calendar.working_days_between(extension.previous_date, extension.proposed_date)
    day = calendar.add_working_days(today, max(1, asked))
    own = day_of_giver(extension.assignment)
    return min(day, own) if own is not None and own >= today else day


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
    campaign: Campaign,
    assignments: QuerySet[Assignment],
    *,
    due_date: date,
    reason: str,
    by: Person | None,
    at: datetime,
    parent: Assignment | None = None,
) -> int:
    """Give one later last day to those of a campaign's assignments, among these, that are open and due before it; returns how many.

    What was delegated never goes beyond its parent's day: parents first, then what they now allow. A request for that day or an earlier one
    is granted with it; the others go on waiting. `parent`: whose unit gives them the day, of what it gave on. One event with the digest;
    some six statements per level and 5,000 rows.
    Raises CampaignError: `reason_required`, `too_long`, `beyond_own` (behind the last day of the parent).
    """
    reason = note_of(reason, "lý do gia hạn")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do gia hạn để các đơn vị biết.")
    if parent is not None and parent.due_date is not None and due_date > parent.due_date:
        said = f"Hạn mới ({due_date:%d/%m/%Y}) sau hạn của đơn vị giao tiếp ({parent.due_date:%d/%m/%Y})"
        raise CampaignError("beyond_own", f"{said}; hãy chọn ngày sớm hơn, hoặc xin gia hạn việc của đơn vị trước.")
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
        after = fan_out(extended) | {"due_date": str(due_date), "reason": reason}
        after |= {"parent": parent.pk, "unit": parent.unit.name} if parent is not None else {}
        record("campaigns.extended", campaign, by=by, at=at, after=after)
    return len(extended)


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
