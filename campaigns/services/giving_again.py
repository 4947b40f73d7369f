"""Work that a unit refused with the document itself is the unit's again, once the document was sent to it once more."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Assignment, Campaign
from campaigns.services.giving import Gift, give
from directives.models import Recipient
from org_hierarchy.models import Person
from records.events import fan_out, record


@transaction.atomic
def give_again(recipient: Recipient, *, by: Person, at: datetime) -> list[int]:
    """Give the unit of this copy anew what it had refused of the directive's work, each until the day that it had; returns the ids.

    What another unit had given on to it stays with that unit, which gives it on once more where it wants to. Five statements, and one event
    where there is such work.
    """
    campaign = Campaign.objects.filter(directive=recipient.directive_id, status=Campaign.Status.OPEN).first()
    if campaign is None:
        return []
    refused = Assignment.objects.filter(campaign=campaign, unit=recipient.unit_id, parent=None, status=Assignment.Status.REFUSED)
    values = refused.order_by("pk").values_list("task", "unit", "reviewer", "due_date", "review_date", "note", "target")
    given = sorted(give(campaign, [Gift(*row) for row in values], parent=None, at=at).values())
    if given:
        after = fan_out(given) | {"unit": recipient.unit.name}
        record("campaigns.given_again", campaign, by=by, at=at, after=after)
    return given
