"""Work that ends before it is done, because its order was taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Assignment, Campaign
from campaigns.services.moves import CampaignError, note_of
from campaigns.services.requests import end_requests
from org_hierarchy.models import Person
from records.batches import batches
from records.events import fan_out, record

AT_ONCE = 5_000


@transaction.atomic
def recall_open(
    campaign: Campaign,
    assignments: QuerySet[Assignment],
    *,
    by: Person | None,
    at: datetime,
    reason: str,
    parent: Assignment | None = None,
    action: str = "campaigns.recalled",
) -> int:
    """Recall those of a campaign's assignments, among these, that are still open; returns how many. One event with their digest.

    The event is the campaign's, or that of the `parent` whose unit takes back what it gave on. What a unit has reported stays with its row,
    with the reason; what it asked for and is not decided is withdrawn. In a concluded campaign nothing changes. Five statements per 5,000.
    """
    reason = note_of(reason, "lý do thu hồi")
    going_on = assignments.filter(campaign=campaign, campaign__status=Campaign.Status.OPEN, status__in=Assignment.OPEN)
    recalled = list(going_on.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    if not recalled:
        return 0
    for pks in batches(recalled, AT_ONCE):
        Assignment.objects.filter(campaign=campaign, pk__in=pks, status__in=Assignment.OPEN).update(
            status=Assignment.Status.RECALLED, refusal_reason=reason, waits_for_children=False
        )
        end_requests(pks, by=by, at=at, note=reason)
    after = fan_out(recalled) | {"reason": reason}
    record(action, parent or campaign, by=by, at=at, after=after)
    return len(recalled)


def reason_to_recall(reason: str) -> str:
    """The reason as it is kept. Raises CampaignError `reason_required`, `too_long`."""
    reason = note_of(reason, "lý do thu hồi")
    if not reason:
        raise CampaignError("reason_required", "Hãy ghi lý do thu hồi để đơn vị biết.")
    return reason
