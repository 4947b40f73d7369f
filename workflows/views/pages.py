"""What the pages of this room share: who is asking, and one answer to an act that could not be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from campaigns.models import Assignment
from campaigns.queries import STATES, due_state, state_of
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records.models import Event
from workflows.steps import OpenTask, StepError
from workflows.views.forms import RefusableForm

Step = Callable[[HttpRequest, int], HttpResponse]

TAKEN = {"stale", "not_open", "busy", "concluded"}
"""Codes of a StepError that say: in the meantime somebody else, or the way itself, has gone on."""


@dataclass(frozen=True)
class TimelineItem:
    """What happened, as ui/_timeline.html shows it; `by` is a name."""

    kind: str
    icon: str
    title: str
    text: str
    time: datetime
    by: str


Words = Mapping[str, tuple[str, str, str]]
"""Action of an event → (dot, icon, title) of its item."""


def happened(event: Event, words: Words, text: str) -> TimelineItem:
    """What one event says; `text` is what its facts say beyond the title."""
    kind, icon, title = words.get(event.action, ("", "dots", event.action))
    return TimelineItem(kind, icon, title, text, event.at, str(event.by) if event.by else "Hệ thống")


def awaited(now_with: OpenTask | None) -> list[TimelineItem]:
    """The end of a timeline: who must act now; nothing when it has come to its end."""
    return [TimelineItem("current", "clock", f"Đang chờ: {now_with.title}", "", now_with.since, now_with.who)] if now_with else []


@dataclass(frozen=True)
class Standing:
    """How an assignment stands today, in the words of the tags `status` and `due`; `is_late` is what a page marks red."""

    look: str
    label: str
    due_date: date | None
    due: str
    reported_date: date | None  # set when the deadline is judged by it
    today: date

    @property
    def is_late(self) -> bool:
        return self.look == "late"


def standing_of(assignment: Assignment, *, today: date, calendar: Calendar | None = None) -> Standing:
    """A list passes a calendar from today on; without it one is loaded (see `campaigns.queries.due_state`)."""
    state = state_of(assignment, today=today)
    due = due_state(assignment, today=today, calendar=calendar)
    return Standing(
        look={"overdue": "late", "refused": "recalled"}.get(state, state),
        label=assignment.get_status_display() if state == "refused" else STATES[state],
        due_date=assignment.due_date,
        due={"soon": "due_soon", "overdue": "late", "none": "no_date"}.get(due, due),
        reported_date=assignment.reported_date if state in {"review", "done"} else None,
        today=today,
    )


def person_of(request: HttpRequest) -> Person:
    """The signed-in person; every page stands behind LoginRequiredMiddleware."""
    return cast(Person, request.user)


def require(request: HttpRequest, act: str, obj: models.Model) -> None:
    """Raises PermissionDenied with the rule's own words when the person may not."""
    if not (verdict := may(person_of(request), act, obj)):
        raise PermissionDenied(verdict.reason)


def posted(page: str) -> Callable[[Step], Step]:
    """A step is a POST. Who comes to its address otherwise (after signing in anew, by a reload) is led to the page of that name."""

    def decorate(step: Step) -> Step:
        @wraps(step)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return step(request, pk) if request.method == "POST" else redirect(page, pk)

        return view

    return decorate


def perform(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    done: str,
    then: str,
    form: RefusableForm | None = None,
    page: Callable[[], HttpResponse] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do one act and go to the page `then`, which says what was done.

    Refused by a right: 403 with the rule. Taken by somebody else meanwhile: 409, and what was `typed` (label → words) is handed back to be
    copied. Refused by another rule: the `form` says why on its own `page`; an act without a form says it on the page `then`.
    """
    try:
        act()
    except StepError as error:
        if error.code == "forbidden":
            raise PermissionDenied(str(error)) from error
        if error.code in TAKEN:
            return render(request, "workflows/taken.html", {"reason": str(error), "url": then, "typed": typed or {}}, status=409)
        if form is not None and page is not None:
            form.refuse(str(error))
            return page()
        messages.error(request, str(error))
        return redirect(then)
    messages.success(request, done)
    return redirect(then)
