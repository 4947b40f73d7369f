"""Work that a unit refused with the document itself is the unit's again, once the document was sent to it once more."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.services.giving import Gift, give
from campaigns.services.moves import CampaignError
from directives.models import Recipient
from org_hierarchy.models import Person
from records.events import fan_out, record


@transaction.atomic
def give_again(recipient: Recipient, *, due_date: date | None = None, by: Person, at: datetime) -> list[int]:
    """Give the unit of this copy anew what it had refused of the directive's work, each until the day that it had; returns the ids.

    Where that day has passed it is `due_date` (inclusive), so that nothing is late before anybody can begin. What another unit had given on
    to it stays with that unit, which gives it on once more where it wants to. Five statements, and one event where there is such work.
    Raises CampaignError: `date_required`, `date_passed`, `concluded`.
    """
    today = timezone.localdate(at)
    if due_date is not None and due_date < today:
        raise CampaignError("date_passed", "Hạn của việc giao lại phải từ hôm nay trở đi.")
    campaign = Campaign.objects.filter(directive=recipient.directive_id, status=Campaign.Status.OPEN).first()
    if campaign is None:
        return []
    refused = Assignment.objects.filter(campaign=campaign, unit=recipient.unit_id, parent=None, status=Assignment.Status.REFUSED)
    values = refused.order_by("pk").values_list("task", "unit", "reviewer", "due_date", "review_date", "note", "target")
    gifts = [Gift(*row) for row in values]
    late = [gift.due_date for gift in gifts if gift.due_date is not None and gift.due_date < today]
    if late and due_date is None:
        raise CampaignError("date_required", f"Hạn của việc đã từ chối ({min(late):%d/%m/%Y}) đã qua; hãy ghi hạn mới rồi gửi lại.")
    gifts = [replace(gift, due_date=due_date) if gift.due_date is not None and gift.due_date < today else gift for gift in gifts]
    given = sorted(give(campaign, gifts, parent=None, at=at).values())
    if given:
        after = fan_out(given) | {"unit": recipient.unit.name}
        record("campaigns.given_again", campaign, by=by, at=at, after=after)
    return given
