"""What an assignment owes period by period, on its page."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, ReportDue
from org_hierarchy.models import Person

SHOWN = 12
LOOKS = {
    ReportDue.Status.DUE: "new",
    ReportDue.Status.SUBMITTED: "review",
    ReportDue.Status.ACCEPTED: "done",
    ReportDue.Status.RETURNED: "returned",
}


def periods_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_periods.html: the newest periods, each with its look and whether it is late. One query."""
    rows = []
    for due in found.dues.order_by("-due_date")[:SHOWN]:
        is_owed = due.status in (ReportDue.Status.DUE, ReportDue.Status.RETURNED) and found.status in Assignment.OPEN
        is_late = due.due_date < (due.reported_date or today) if not is_owed else due.due_date < today
        look = "late" if is_owed and is_late else LOOKS[ReportDue.Status(due.status)]
        label = "Quá hạn" if look == "late" else due.get_status_display()
        rows.append({"due": due, "look": look, "label": f"{label}, muộn" if is_late and not is_owed else label})
    return {"periods": rows}
