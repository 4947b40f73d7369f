"""Many assignments are taken in at once."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.services.dating import date_on_receipt
from org_hierarchy.models import Person
from records.batches import batches
from records.events import record_many

Status = Assignment.Status


@transaction.atomic
def receive_many(assignments: Collection[int], *, by: Person, at: datetime) -> list[int]:
    """Take in those of these assignments that are not received yet, in campaigns that go on: issued → received; their ids in order.

    As `receive` does with one; an event for each, because each has a timeline. Some five statements per 5,000, and one for each task whose
    deadline counts from the receipt.
    """
    received: list[int] = []
    for some in batches(sorted(assignments), 5_000):
        waiting = Assignment.objects.filter(pk__in=some, status=Status.ISSUED, campaign__status=Campaign.Status.OPEN)
        rows = list(waiting.select_related("task").select_for_update(of=("self",)).order_by("pk"))
        pks = [row.pk for row in rows]
        Assignment.objects.filter(pk__in=pks, status=Status.ISSUED).update(status=Status.RECEIVED, received_at=at, received_by=by)
        date_on_receipt(rows, received=timezone.localdate(at))
        record_many("campaigns.received", rows, by=by, at=at, after={"status": Status.RECEIVED})
        received += pks
    return received
