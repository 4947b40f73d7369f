"""What has no day comes up again and again, until somebody gives it one or it is done (domain rule 7)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from campaigns.models import Assignment, Campaign, CampaignTask
from campaigns.services.bounds import refuse_before_children
from campaigns.services.moves import CampaignError, note_of
from org_hierarchy.models import Person
from records.batches import batches
from records.events import fan_out, record


@transaction.atomic
def look_again(
    task: CampaignTask,
    *,
    next_date: date | None,
    due_date: date | None,
    reviewers: Collection[int],
    note: str = "",
    by: Person,
    at: datetime,
    today: date,
) -> int:
    """The reviewer has looked at a task without a day: it comes up again on `next_date`, or has to be done by `due_date`.

    For all units that are still at it and report to one of these `reviewers` (ids), and those to whom they gave it on; returns how many.
    Nobody keeps its own work without a day: that is for whoever reviews it. One whose giver has a nearer last day has to be done by that.
    One event with their digest; some eight statements, and two for each level of what others review.
    Raises CampaignError: `date_required` (one of the two, not both), `date_wrong`, `before_children` (what was given on with a day, and is
    open, has a later one), `too_long`.
    """
    note = note_of(note, "ý kiến")
    if (next_date is None) == (due_date is None):
        raise CampaignError("date_required", "Hãy chọn ngày rà soát tiếp theo, hoặc đặt hạn hoàn thành: một trong hai.")
    if next_date is not None and next_date <= today:
        raise CampaignError("date_wrong", "Ngày rà soát tiếp theo phải sau hôm nay.")
    if due_date is not None and due_date < today:
        raise CampaignError("date_wrong", "Hạn hoàn thành phải từ hôm nay trở đi.")
    undated = still_undated(task, reviewers)
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


def still_undated(task: CampaignTask, reviewers: Collection[int]) -> QuerySet[Assignment]:
    """The open work on the task without a day that reports to one of these units (ids), and what was given on from it, without a day too.

    A query now, and one for each level of what others review.
    """
    undated = Assignment.objects.filter(task=task, campaign__status=Campaign.Status.OPEN, status__in=Assignment.OPEN, due_date=None)
    return undated.exclude(pk__in=_of_others(undated, reviewers))


def _of_others(undated: QuerySet[Assignment], reviewers: Collection[int]) -> list[int]:
    """Those that report to other units, mostly the one that these reviewers owe themselves, and what was given on from them."""
    level = list(undated.filter(parent=None).exclude(reviewer__in=reviewers).values_list("pk", flat=True))
    found: list[int] = []
    while level:
        found += level
        level = [pk for some in batches(level, 5_000) for pk in undated.filter(parent__in=some).values_list("pk", flat=True)]
    return found
