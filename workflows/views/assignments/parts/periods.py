"""What an assignment owes period by period, on its page."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, ReportDue
from campaigns.queries import OWED
from org_hierarchy.models import Person

SHOWN = 12
LOOKS = {
    ReportDue.Status.DUE: "new",
    ReportDue.Status.SUBMITTED: "review",
    ReportDue.Status.ACCEPTED: "done",
    ReportDue.Status.RETURNED: "returned",
    ReportDue.Status.FORGIVEN: "recalled",
}


def periods_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_periods.html: the newest periods, each with its look and whether it is late. One query."""
    rows = []
    for due in found.dues.order_by("-due_date")[:SHOWN]:
        status = ReportDue.Status(due.status)
        if status in OWED and found.status not in Assignment.OPEN:
            status = ReportDue.Status.FORGIVEN
        is_late = status != ReportDue.Status.FORGIVEN and due.due_date < ((None if status in OWED else due.reported_date) or today)
        look = "late" if status in OWED and is_late else LOOKS[status]
        label = "Quá hạn" if look == "late" else status.label
        rows.append({"due": due, "look": look, "label": f"{label}, muộn" if is_late and look != "late" else label})
    return {"periods": rows}
