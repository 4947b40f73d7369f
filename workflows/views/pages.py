"""What the pages of this room share: how events read on a timeline, and one answer to an act that could not be done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from org_hierarchy.access import Refused
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import Person
from org_hierarchy.queries import stands_in
from org_hierarchy.rights import may
from records.models import Event
from workflows.steps import OpenTask, StepError

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
    kind, icon, title = words.get(event.action, ("", "dots", "Có thay đổi"))
    return TimelineItem(kind, icon, title, text, event.at, str(event.by) if event.by else "Hệ thống")


def awaited(now_with: OpenTask | None) -> list[TimelineItem]:
    """The end of a timeline: who must act now; nothing when it has come to its end."""
    return [TimelineItem("current", "clock", f"Đang chờ: {now_with.title}", "", now_with.since, now_with.who)] if now_with else []


def desk_of(person: Person, artifact: Model, on_desk: tuple[Person, str] | None) -> Person | None:
    """The colleague from whose desk this person may take the open step over; None: it is one's own, everybody's, or not one's business.

    `on_desk`: as `workflows.desk.on_desk` has it.
    """
    if on_desk is None:
        return None
    owner, right = on_desk
    if owner.pk == person.pk or not may(person, right, artifact):
        return None
    return None if stands_in(person, owner, on=timezone.localdate()) else owner


def posted(page: str) -> Callable[[Step], Step]:
    """A step is a POST. Who comes to its address otherwise (after signing in anew, by a reload) is led to the page of that name."""

    def decorate(step: Step) -> Step:
        @wraps(step)
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            return step(request, pk) if request.method == "POST" else redirect(page, pk)

        return view

    return decorate


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that the posted form wants to come back to; an address elsewhere is no page of ours."""
    back = request.POST.get("back", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else otherwise


def seen_version(request: HttpRequest) -> int | None:
    """The version of the text that the posted page showed; None when it names none, and 0, which no text has, for what is no number."""
    named = request.POST.get("version")
    if named is None:
        return None
    return int(named) if named.isascii() and named.isdecimal() and len(named) < 19 else 0


def refuse_list(request: HttpRequest, sentence: str, *, back: str) -> HttpResponse:
    """An act on a list whose address says something that cannot be: nothing is done, never all of it instead."""
    return render(request, "workflows/refused_list.html", {"reason": sentence, "url": back}, status=400)


def perform(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    done: str | Callable[[], str],
    then: str,
    form: RefusableForm | None = None,
    page: Callable[[], HttpResponse] | None = None,
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Do one act and go to the page `then`, which says what was `done`: words, or what tells them once it is.

    Refused by a right: 403 with the rule. Taken by somebody else meanwhile: 409, and what was `typed` (label → words) is handed back to be
    copied. Refused by another rule: the `form` says why on its own `page`; an act without a form says it on the page `then`.
    """
    try:
        act()
    except StepError as error:
        if error.code == "forbidden":
            raise Refused(str(error), error.about) from error
        if error.code in TAKEN:
            return render(request, "workflows/taken.html", {"reason": str(error), "url": then, "typed": typed or {}}, status=409)
        if form is not None and page is not None:
            form.refuse(str(error), error.code)
            return page()
        messages.error(request, str(error))
        return redirect(then)
    messages.success(request, done if isinstance(done, str) else done())
    return redirect(then)
