"""What has no day comes up again and again, until somebody gives it one or it is done (domain rule 7)."""

from datetime import date, datetime

from django.db import transaction

from campaigns.models import Assignment, CampaignTask
from campaigns.services.moves import CampaignError, note_of
from org_hierarchy.models import Person
from records.events import digest, record


@transaction.atomic
def look_again(
    task: CampaignTask, *, next_date: date | None, due_date: date | None, note: str = "", by: Person, at: datetime, today: date
) -> int:
    """The reviewer has looked at a task without a day: it comes up again on `next_date`, or has to be done by `due_date`.

    For all units that are still at it, what was delegated too; returns how many. One event with their digest, three statements.
    Raises CampaignError: `date_required` (one of the two, not both), `date_wrong`, `too_long`.
    """
    note = note_of(note, "ý kiến")
    if (next_date is None) == (due_date is None):
        raise CampaignError("date_required", "Hãy chọn ngày rà soát tiếp theo, hoặc đặt hạn hoàn thành: một trong hai.")
    if next_date is not None and next_date <= today:
        raise CampaignError("date_wrong", "Ngày rà soát tiếp theo phải sau hôm nay.")
    if due_date is not None and due_date < today:
        raise CampaignError("date_wrong", "Hạn hoàn thành phải từ hôm nay trở đi.")
    going_on = Assignment.objects.filter(task=task, campaign__status="open", status__in=Assignment.OPEN, due_date=None)
    rows = list(going_on.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not rows:
        return 0
    dates = {"review_date": next_date} if due_date is None else {"due_date": due_date, "original_due_date": due_date, "review_date": None}
    Assignment.objects.filter(task=task, due_date=None, status__in=Assignment.OPEN, pk__lte=rows[-1]).update(**dates)
    after = {"task": task.pk, "count": len(rows), "digest": digest(rows), "note": note}
    record("campaigns.looked_at", task.campaign, by=by, at=at, after=after | {name: str(day or "") for name, day in dates.items()})
    return len(rows)
