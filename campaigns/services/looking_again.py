"""What has no day comes up again and again, until somebody gives it one or it is done (domain rule 7)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from campaigns.models import Assignment, CampaignTask
from campaigns.services.bounds import refuse_before_children
from campaigns.services.moves import CampaignError, note_of
from org_hierarchy.models import Person
from records.events import fan_out, record


@transaction.atomic
def look_again(
    task: CampaignTask, *, next_date: date | None, due_date: date | None, note: str = "", by: Person, at: datetime, today: date
) -> int:
    """The reviewer has looked at a task without a day: it comes up again on `next_date`, or has to be done by `due_date`.

    For all units that are still at it, what was delegated too; returns how many. One event with their digest, six statements.
    One whose giver has a nearer last day has to be done by that. Raises CampaignError: `date_required` (one of the two, not both),
    `date_wrong`, `before_children` (what was given on with a day, and is open, has a later one), `too_long`.
    """
    note = note_of(note, "ý kiến")
    if (next_date is None) == (due_date is None):
        raise CampaignError("date_required", "Hãy chọn ngày rà soát tiếp theo, hoặc đặt hạn hoàn thành: một trong hai.")
    if next_date is not None and next_date <= today:
        raise CampaignError("date_wrong", "Ngày rà soát tiếp theo phải sau hôm nay.")
    if due_date is not None and due_date < today:
        raise CampaignError("date_wrong", "Hạn hoàn thành phải từ hôm nay trở đi.")
    undated = Assignment.objects.filter(task=task, campaign__status="open", status__in=Assignment.OPEN, due_date=None)
    rows = list(undated.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not rows:
        return 0
    mine = undated.filter(pk__lte=rows[-1])
    dates = {"review_date": next_date} if due_date is None else {"due_date": due_date, "original_due_date": due_date, "review_date": None}
    if due_date is not None:
        refuse_before_children(due_date, mine)
        giver = Subquery(Assignment.objects.filter(pk=OuterRef("parent")).values("due_date"))
        while mine.filter(parent__due_date__lt=due_date).update(due_date=giver, original_due_date=giver, review_date=None):
            pass  # level by level
    mine.update(**dates)
    after = fan_out(rows) | {"task": task.pk, "note": note}
    record("campaigns.looked_at", task.campaign, by=by, at=at, after=after | {name: str(day or "") for name, day in dates.items()})
    return len(rows)
