"""The inbox through the API."""

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import timezone
from ninja import Query, Router

from campaigns.models import Assignment
from directives.api import brief
from directives.models import Directive, IncomingDocument
from org_hierarchy.access import person_of
from org_hierarchy.calendar import Calendar
from records.api import REFUSALS, Turn, turned
from workflows import inbox
from workflows.api.answers import InboxPage, assignment_brief, incoming_brief

router = Router(tags=["Công việc"])


@router.get(
    "/inbox",
    response={200: InboxPage, **REFUSALS},
    summary="Hộp việc: những bước đang chờ tôi",
    description="Chờ lâu nhất trước; mỗi bước là của một văn bản, một việc được giao hoặc một văn bản đến.",
)
def waiting(request: HttpRequest, turn: Query[Turn]) -> dict[str, object]:
    """A fixed number of queries, whatever the number of rows."""
    numbers, rows = turned(inbox.ready(person_of(request)), turn)
    today = timezone.localdate()
    calendar = Calendar.load(today, today)
    items, found = inbox.items(rows), []
    prefetch_related_objects([item.artifact for item in items if isinstance(item.artifact, Assignment)], "campaign__directive__issuer")
    for item in items:
        artifact = item.artifact
        found.append(
            {
                "step": item.title,
                "since": item.since,
                "is_mine": item.is_mine,
                "directive": brief(artifact) if isinstance(artifact, Directive) else None,
                "assignment": assignment_brief(artifact, today, calendar) if isinstance(artifact, Assignment) else None,
                "incoming": incoming_brief(artifact) if isinstance(artifact, IncomingDocument) else None,
                "url": resolve_url(artifact),
            }
        )
    return {**numbers, "items": found}
