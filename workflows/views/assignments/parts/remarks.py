"""What was said about an assignment by those who have to do with it, on its page."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Campaign
from campaigns.queries import LEFT_OUT
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.views.forms.remarks import RemarkForm

MOST_SHOWN = 100


def remarks_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_remarks.html: the newest, the oldest of them first. Two queries, and those of a right."""
    newest = list(found.remarks.select_related("unit", "made_by").order_by("-pk")[:MOST_SHOWN])
    goes_on = found.campaign.status == Campaign.Status.OPEN and found.status not in LEFT_OUT
    return {
        "remarks": newest[::-1],
        "remarks_count": found.remarks.count(),
        "remark_form": RemarkForm() if goes_on and may(person, "assignment.remark", found) else None,
    }
