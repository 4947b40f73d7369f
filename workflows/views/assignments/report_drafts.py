"""The report's form saves itself while it is typed, and tells two colleagues of each other."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from campaigns.models import Assignment, ReportDraft
from campaigns.services import REPORT_FIELDS
from org_hierarchy.access import Refused, person_of
from workflows import steps
from workflows.views.assignments.page import assignment_of
from workflows.views.pages import posted


@posted("workflows:assignment")
def save_report_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """A fragment that says that it is kept, or why not; everything typed stays on the page. `over`: the version to be overwritten."""
    found = assignment_of(request, pk)
    now, person = timezone.now(), person_of(request)
    version = _version(request.POST.get("over") or request.POST.get("draft_version", ""))
    values = {name: request.POST.get(name, "") for name in REPORT_FIELDS}
    try:
        draft = steps.save_report_draft(found, values=values, version=version, by=person, at=now)
    except steps.StepError as error:
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        return _not_saved(request, found, error, version)
    return render(request, "workflows/_report_autosave.html", {"assignment": found, "draft_version": draft.version, "saved_at": now})


def _not_saved(request: HttpRequest, found: Assignment, error: steps.StepError, version: int) -> HttpResponse:
    other = ReportDraft.objects.filter(assignment=found).select_related("saved_by").first() if error.code == "stale" else None
    context = {"assignment": found, "draft_version": version, "mistake": str(error), "other": other}
    return render(request, "workflows/_report_autosave.html", context, status=422)


def _version(text: str) -> int:
    """The version that the page names; -1, which no draft has, for what is no number."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
