"""What an assignment took over from units that its unit continues, and into which it went itself."""

from datetime import date
from typing import Any

from campaigns.models import Assignment, Report, ReportDraft
from org_hierarchy.models import Person


def succession_part(found: Assignment, person: Person, today: date) -> dict[str, Any]:  # noqa: ARG001 - the shape of every part
    """Variables of workflows/_taken_over.html. Three queries, one more with files."""
    merged = list(found.merged.select_related("unit").order_by("unit__sort_name", "pk"))
    if not merged:
        return {"goes_on_in": found.merged_into} if found.merged_into_id else {}
    reports = Report.objects.filter(assignment__in=merged).select_related("submitted_by", "figure", "assignment__unit")
    begun = ReportDraft.objects.filter(assignment__in=merged).select_related("assignment__unit", "saved_by")
    return {
        "taken_over": merged,
        "taken_over_reports": reports.prefetch_related("files").order_by("assignment__unit__sort_name", "-pk"),
        "taken_over_drafts": begun.order_by("assignment__unit__sort_name", "pk"),
    }
