"""What stands in a report's form when it is opened: what was reported last, what was typed and not sent, a number known already."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from campaigns.models import Assignment, Campaign, Figure, Report, ReportDraft
from campaigns.products import asks_document
from campaigns.queries import slim
from campaigns.services import owed
from records.text import fold

LOOKED_AT = 200
OFFERED = 3


@dataclass(frozen=True)
class Start:
    """The form's first values, the draft that they come from (None: from none), and numbers of other work that count the same."""

    initial: dict[str, Any]
    draft: ReportDraft | None
    offers: list[Figure]
    asks_document: bool


def start_of(request: HttpRequest, found: Assignment, reports: Sequence[Report], below: dict[str, Any]) -> Start:
    """`reports` are newest first, `below` the sums of what was given on. Two queries, one more where the task counts something, and one
    where the last report was returned.

    A draft goes before what was reported; a number that the reader chose (`so`, the id of one of the offers) before both.
    """
    draft = ReportDraft.objects.filter(assignment=found).select_related("saved_by").first()
    offers = same_measures(found) if hasattr(found.task, "indicator") else []
    told = last_values(reports) | (last_reply(found, reports[0]) if reports else {})
    was_done = bool(reports) and reports[0].kind == Report.Kind.FINAL  # returned, or opened anew: its words and its numbers belong together
    initial = (below | told if was_done else told | below) | (draft.values if draft else {})
    chosen = next((figure for figure in offers if str(figure.pk) == request.GET.get("so")), None)
    if chosen is not None:
        initial |= {"numerator": chosen.numerator, "denominator": chosen.denominator}
    return Start(initial, draft, offers, asks_document(found.task.content))


def last_values(reports: Sequence[Report]) -> dict[str, Any]:
    """What was reported last, so that only what changed is typed; `reports` are newest first. Without its written reply (`last_reply`)."""
    if not reports:
        return {}
    last = reports[0]
    values = {name: getattr(last, name) for name in ("text", "difficulties")}
    if figure := getattr(last, "figure", None):
        values |= {"numerator": figure.numerator, "denominator": figure.denominator}
    return values


def last_reply(found: Assignment, last: Report) -> dict[str, Any]:
    """Number and day of the reply, where the last report was returned and the form begins with the same one: the whole, or that period.

    Elsewhere an old day would make a late report one on time. At most one query.
    """
    if last.status != Report.Status.RETURNED:
        return {}
    due = owed(found).first()
    is_same = due is None if last.kind == Report.Kind.FINAL else due is not None and due.pk == last.due_id
    return {"reply_number": last.reply_number, "reply_date": last.reply_date} if is_same else {}


def same_measures(found: Assignment) -> list[Figure]:
    """The newest numbers of the unit's other open work that counts the same, by its words: one entry serves many reports. One query."""
    figures = Figure.objects.filter(
        report__assignment__unit=found.unit_id,
        report__assignment__campaign__status=Campaign.Status.OPEN,
        report__assignment__status__in=(*Assignment.OPEN, Assignment.Status.ACCEPTED),
    ).exclude(report__status=Report.Status.RETURNED)
    figures = figures.exclude(report__assignment__task=found.task_id).order_by("-report__submitted_at", "-pk")
    rows = figures.select_related("report__assignment__task", "report__assignment__campaign__directive")
    newest: dict[int, Figure] = {}
    for figure in slim(rows, "report__assignment__campaign")[:LOOKED_AT]:
        if measure(figure.report.assignment.task.content) == measure(found.task.content):
            newest.setdefault(figure.report.assignment_id, figure)
    return list(newest.values())[:OFFERED]


def measure(content: str) -> str:
    """What makes two tasks count the same: their words, without numbers, days and marks."""
    return re.sub(r"[\W\d]+", " ", fold(content)).strip()
