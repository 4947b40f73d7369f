"""Units that the issuer adds to a campaign after the day of issue: counted from then on (domain rule 11)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from campaigns.models import Campaign, CampaignTask, Removal
from campaigns.queries import unresolved_without
from campaigns.services.assigning import REVIEW_AFTER, reviewers_of
from campaigns.services.giving import Gift, give
from campaigns.services.moves import CampaignError, note_of
from org_hierarchy.calendar import last_day_on_time
from org_hierarchy.models import OrgUnit, Person, UnitVersion, valid_on
from records.events import fan_out, record

NAMED = 5


@transaction.atomic
def add_units(
    campaign: Campaign,
    *,
    units: Collection[OrgUnit],
    tasks: Collection[CampaignTask],
    due_date: date | None = None,
    reason: str,
    phrase: str = "",
    by: Person,
    at: datetime,
    today: date,
) -> list[int]:
    """Give these tasks of the campaign to these units, each its own assignment; returns the ids of what they did not have yet.

    Their last day is the task's, or `due_date`, which a task needs whose own last day has passed. A task that opens on a later day is given
    on that day to those whom the text names, never before. A unit that had been taken out is expected again, in later phases too.
    `phrase`: what the text calls them, where nobody knew which units are meant; that is settled then, as far as these tasks go. One event;
    about ten statements, whatever the numbers.

    Raises CampaignError: `nothing_chosen`, `reason_required`, `too_long`, `not_there` (a unit that does not exist today), `opens_later`,
    `date_required`, `date_passed`, `has_it` (all of them have all of it), `concluded`.
    """
    reason = note_of(reason, "lý do bổ sung")
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("issuer").get(pk=campaign.pk)
    if locked.status != Campaign.Status.OPEN:
        raise CampaignError("concluded", "Đợt triển khai này đã kết thúc nên không bổ sung đơn vị được nữa.")
    if not units or not tasks:
        raise CampaignError("nothing_chosen", "Hãy chọn ít nhất một đơn vị và một nhiệm vụ.")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do bổ sung đơn vị để các bên biết.")
    there = set(UnitVersion.objects.filter(valid_on(today), unit__in=[unit.pk for unit in units]).values_list("unit", flat=True))
    if gone := [unit.name for unit in units if unit.pk not in there]:
        raise CampaignError("not_there", f"{', '.join(gone[:NAMED])} không còn tồn tại vào hôm nay; hãy bỏ chọn.")
    if any(task.opens_date is not None and task.opens_date > today for task in tasks):
        raise CampaignError("opens_later", "Có nhiệm vụ chưa đến ngày giao; hãy bổ sung đơn vị từ ngày đó.")
    if due_date is not None and due_date < today:
        raise CampaignError("date_passed", "Hạn hoàn thành phải từ hôm nay trở đi.")
    dates = {task.pk: due_date or _last_day(task) for task in tasks}
    if any(day is not None and day < today for day in dates.values()):
        raise CampaignError("date_required", "Hạn trong văn bản đã qua; hãy đặt hạn cho các đơn vị được bổ sung.")
    gifts = []
    for task in tasks:
        first, second = reviewers_of(locked, task)
        day = dates[task.pk]
        review_date = None if day else today + REVIEW_AFTER
        gifts += [Gift(task.pk, unit.pk, second if first == unit.pk else first, day, review_date) for unit in units]
    created = sorted(give(locked, gifts, parent=None, at=at).values())
    back, _ = Removal.objects.filter(campaign=locked, unit__in=[unit.pk for unit in units]).delete()
    unresolved = unresolved_without(locked, phrase, in_tasks=tasks) if phrase else locked.unresolved
    is_settled = len(unresolved) < len(locked.unresolved)
    if is_settled:
        Campaign.objects.filter(pk=locked.pk).update(unresolved=unresolved)
    if not created and not back and not is_settled:
        raise CampaignError("has_it", "Các đơn vị được chọn đã có mọi nhiệm vụ được chọn.")
    after = fan_out(created) | {"units": sorted(unit.pk for unit in units)[:100], "reason": reason}
    after |= {"phrase": phrase} if is_settled else {}
    record("campaigns.units_added", locked, by=by, at=at, after=after)
    return created


def _last_day(task: CampaignTask) -> date | None:
    return last_day_on_time(task.due_date, task.strictly_before) if task.due_date else None


def addable_tasks(campaign: Campaign, *, today: date) -> list[CampaignTask]:
    """The tasks that may be given to more units today, in their order. One query."""
    opened = Q(opens_date=None) | Q(opens_date__lte=today)
    return list(CampaignTask.objects.filter(opened, campaign=campaign).order_by("position"))
