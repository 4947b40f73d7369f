"""Whoever goes on with work of a unit that has ended is told that it is theirs."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.queries import WITH_UNIT
from records.batches import batches
from workflows.models import Reminder, Sweep
from workflows.notices.making import tell
from workflows.notices.rows import insert_from

NOTE = "Việc chuyển đến từ đơn vị trước khi sắp xếp."
CHUNK = 5_000


@transaction.atomic
def tell_moved(assignments: Sequence[int], *, at: datetime) -> int:
    """Tell the units of these assignments, those that have to act, that the work is theirs now, or that more went into it; how many.

    A dozen statements for each 5,000.
    """
    count = 0
    for some in batches(assignments, CHUNK):
        sweep = Sweep.objects.create(name="asked", planned_for=at, begun_at=at, ended_at=at)
        rows = Assignment.objects.filter(pk__in=some, status__in=WITH_UNIT, campaign__status=Campaign.Status.OPEN)
        told = insert_from(
            Reminder,
            rows,
            kind=Reminder.Kind.ASKED,
            campaign=F("campaign"),
            assignment=F("pk"),
            unit=F("unit"),
            subject_id=F("pk"),
            day=timezone.localdate(at),
            step=F("unit"),  # the unit before it may have been reminded today
            note=NOTE,
            made_at=at,
            sweep=sweep,
        )
        Sweep.objects.filter(pk=sweep.pk).update(count=told)
        tell(sweep, at=at)
        count += told
    return count
