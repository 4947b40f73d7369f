"""Units that are taken out of a campaign: expected from then on no more, in no later phase either (domain rule 11)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from campaigns.models import Campaign, Removal
from campaigns.services.moves import hold_campaign
from org_hierarchy.models import Person
from records.events import record


@transaction.atomic
def leave_out(campaign: Campaign, units: Collection[int], *, recalled: int, reason: str, by: Person, at: datetime) -> None:
    """Give these units (ids) nothing more in the campaign, until they are added again.

    No delivery goes on meanwhile. Where `recalled` says that nothing of theirs was open, the event is written here. Three statements.
    """
    hold_campaign(campaign)
    out = set(Removal.objects.filter(campaign=campaign, unit__in=units).values_list("unit", flat=True))
    fresh = sorted(set(units) - out)
    Removal.objects.bulk_create([Removal(campaign=campaign, unit_id=unit, removed_at=at) for unit in fresh])
    if fresh and not recalled:
        record("campaigns.units_removed", campaign, by=by, at=at, after={"count": 0, "units": fresh[:100], "reason": reason})
