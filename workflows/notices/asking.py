"""A person reminds units that somebody waits for them."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from campaigns.models import Assignment, Campaign
from campaigns.queries import WITH_UNIT
from org_hierarchy.models import Person
from records.events import digest, record
from workflows.models import Reminder
from workflows.notices.making import of_an_act
from workflows.notices.rows import insert_from
from workflows.notices.telling import tell


@transaction.atomic
def remind(assignments: QuerySet[Assignment], *, by: Person, at: datetime, text: str = "") -> int:
    """Tell the units of these assignments, those that still have to act, that somebody waits; how many assignments.

    Once a day for each: whoever reminds again the same day reminds nobody. One event per campaign, its members under a digest. Whether the
    person may is asked before. A dozen statements and one per campaign.
    """
    today = timezone.localdate(at)
    asked = assignments.filter(status__in=WITH_UNIT, campaign__status=Campaign.Status.OPEN)
    sweep = of_an_act(at=at)
    insert_from(
        Reminder,
        asked,
        kind=Reminder.Kind.ASKED,
        campaign=F("campaign"),
        assignment=F("pk"),
        unit=F("unit"),
        subject_id=F("pk"),
        day=today,
        note=text.strip()[:300],
        made_at=at,
        made_by=by,
        sweep=sweep,
    )
    members: dict[int, list[int]] = {}
    for campaign, assignment in sweep.reminders.values_list("campaign", "assignment"):
        members.setdefault(campaign, []).append(assignment or 0)
    for campaign, ids in sorted(members.items()):
        record(
            "campaigns.reminded", Campaign(pk=campaign), by=by, at=at, after={"count": len(ids), "digest": digest(ids), "text": text[:300]}
        )
    sweep.count = sum(map(len, members.values()))
    sweep.save(update_fields=["count"])
    tell(sweep, at=at)
    return sweep.count
