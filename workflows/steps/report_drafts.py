"""What a unit has typed of a report and not sent: kept by the page itself. The engine does not move."""

from collections.abc import Mapping
from datetime import datetime

from campaigns import services as campaigns
from campaigns.models import Assignment, ReportDraft
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from workflows.steps.claiming import act, allow


def save_report_draft(assignment: Assignment, *, values: Mapping[str, str], version: int, by: Person, at: datetime) -> ReportDraft:
    """Keep what is typed so far."""
    with act():
        allow(may(by, "assignment.report", assignment), assignment)
        return campaigns.save_report_draft(assignment, values=values, version=version, by=by, at=at)
