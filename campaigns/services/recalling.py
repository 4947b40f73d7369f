"""Work that ends before it is done, because its order was taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Assignment, Campaign
from org_hierarchy.models import Person
from records.events import digest, record


@transaction.atomic
def recall_open(campaign: Campaign, assignments: QuerySet[Assignment], *, by: Person | None, at: datetime, reason: str) -> int:
    """Recall those of a campaign's assignments, among these, that are still open; returns how many. One event with their digest.

    What a unit has reported stays with its row; in a concluded campaign nothing changes. Three statements, whatever the number.
    """
    going_on = assignments.filter(campaign=campaign, campaign__status=Campaign.Status.OPEN, status__in=Assignment.OPEN)
    recalled = list(going_on.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not recalled:
        return 0
    Assignment.objects.filter(campaign=campaign, pk__in=recalled, status__in=Assignment.OPEN).update(status=Assignment.Status.RECALLED)
    record("campaigns.recalled", campaign, by=by, at=at, after={"count": len(recalled), "digest": digest(recalled), "reason": reason})
    return len(recalled)
