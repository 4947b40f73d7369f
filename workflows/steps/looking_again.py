"""Tasks without a day: whoever reviews them looks at them again. The engine does not move."""

from datetime import date, datetime

from campaigns import services as campaigns
from campaigns.models import CampaignTask
from campaigns.waiting import reviewing_units
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.steps.claiming import act, allow


def look_again(
    task: CampaignTask, *, next_date: date | None, due_date: date | None, note: str, by: Person, at: datetime, today: date
) -> int:
    """Say when the task comes up again, or by when it has to be done; for all units that are still at it and report to the person's."""
    with act():
        allow(may(by, "task.look_again", task), task.campaign)
        reviewers = reviewing_units(by)
        return campaigns.look_again(task, next_date=next_date, due_date=due_date, reviewers=reviewers, note=note, by=by, at=at, today=today)
