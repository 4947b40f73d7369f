"""The desk of a draft: its forms as saved or as posted, and what each answer shows of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import reswap, retarget

from directives import drafting
from directives.drafting.saved import saved_provisions
from directives.files.secrecy import new_mentions
from directives.invitations import behind_invitation, invitation_of, is_invitation, missing_of
from directives.models import Basis, Directive, Duty, DutyParty, Proposal
from directives.queries import duplicates_of, visible_to
from directives.skeletons import open_places
from directives.structuring import Change, pieces_of
from org_hierarchy.access import person_of
from org_hierarchy.models import Person
from org_hierarchy.names import Directory
from org_hierarchy.rights import may
from records import jobs
from records.models import Event, Job
from workflows.desk import on_desk
from workflows.views.directives.dispatching import dispatch_notes
from workflows.views.drafting.body import (
    ACT,
    KINDS,
    Part,
    fields_of,
    parts_of,
    refuse_lost,
    sent_pieces,
    shown_pieces,
    task_words,
    to_cite,
)
from workflows.views.drafting.content import (
    DraftForms,
    cleaned_values,
    content_of,
    duty_values,
    head_values,
)
from workflows.views.drafting.marks import Read, Reads, Span, marked, note_spans
from workflows.views.drafting.names import Named, Names
from workflows.views.forms.drafting import DutyForm, DutyFormSet, HeadForm, InvitationForm, PickForm, lines, numbers
from workflows.views.forms.kept import as_sent
from workflows.views.pages import desk_of, seen_version

_WRITTEN = ("subject", "addressees", "recipients", "archive", "drafter_mark")


def number_of(value: Any) -> int | None:
    """A place in the text from a hidden field, whatever the browser sent."""
    text = "" if value is None else str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@dataclass(frozen=True)
class Row:
    """A task on the page: its form, its number, what its names are, how it was read, and when it was checked by whom."""

    form: DutyForm
    number: int
    names: list[Named]
    reads: dict[str, Read]
    duty: Duty | None

    @property
    def is_unsure(self) -> bool:
        """Whether anything of it must be compared with the text."""
        return any(read.is_unsure for read in self.reads.values())


def saved_duties(directive: Directive) -> list[Duty]:
    """The tasks of the draft with all that the page shows of them. Three queries."""
    return list(directive.duties.select_related("provision", "checked_by").prefetch_related("parties__unit").order_by("position"))


class Desk:
    """The draft with its forms: as saved, or as posted."""

    def __init__(self, request: HttpRequest, directive: Directive, job: Job | None) -> None:
        self.request, self.directive, self.job = request, directive, job
        self.duties = saved_duties(directive)
        self._directories: dict[date, Directory] = {}
        named = ((duty.kind, party) for duty in self.duties for party in duty.parties.all())
        self.names = self.names_of(directive.addressees, named)
        self.is_posted = request.method == "POST"
        if self.is_posted:
            post = request.POST
            known = {as_sent(duty_values(duty)): cleaned_values(duty) for duty in self.duties}
            self.pieces = sent_pieces(post, directive)
            tasks = DutyFormSet(post, prefix="duty", known=known)  # type: ignore[call-arg]  # of KeepingFormSet
            head = HeadForm(post)
            is_of_the_text = post.get("act", "").startswith(f"{ACT}-")
            head.fields["subject"].required = not (self.is_by_itself or is_of_the_text)  # it is often written last
            is_filled_in = is_invitation(directive.kind) and "inv-inviter" in post
            invitation = InvitationForm(post, prefix="inv") if is_filled_in else None
            self.forms = DraftForms(head, tasks, PickForm(post, questions=self.names.questions), invitation)
        else:
            saved = saved_provisions(directive)
            invitation = InvitationForm(initial=fields_of(saved, directive), prefix="inv") if is_invitation(directive.kind) else None
            self.pieces = pieces_of(saved)[behind_invitation(saved) :] if invitation else shown_pieces(saved)
            tasks = DutyFormSet(initial=[duty_values(duty) for duty in self.duties], prefix="duty")
            self.forms = DraftForms(HeadForm(initial=head_values(directive)), tasks, PickForm(questions=self.names.questions), invitation)

    @property
    def is_by_itself(self) -> bool:
        """Whether the page saves itself, of its own accord or for a button of the editor; what it asks for is only a fragment."""
        post = self.request.POST
        is_by_the_editor = self.request.headers.get("HX-Request") == "true" and post.get("act", "").startswith(f"{ACT}-")
        return "auto" in post or is_by_the_editor

    def directory(self, day: date | None) -> Directory:
        """The names of the day of issue, one book of them for all that is looked up on that day."""
        on = day or timezone.localdate()
        if on not in self._directories:
            self._directories[on] = Directory(self.directive.issuer, on=on)
        return self._directories[on]

    def names_of(self, addressees: Iterable[str], parties: Iterable[tuple[str, DutyParty | drafting.PartyDraft]]) -> Names:
        """What these phrases are on the day of issue."""
        day = self.directive.issued_date
        return Names(addressees, parties, self.directory(day), on=day or timezone.localdate())

    def content(self) -> drafting.Draft:
        """The draft as the page has it. Raises UnknownMonitorError, and EditingError for a table whose cells are kept nowhere."""
        refuse_lost(self.pieces)
        day = self.forms.head.cleaned_data["issued_date"]
        return content_of(self.directive, self.forms, self.pieces, self.directory(day))

    def parts(self) -> list[Part]:
        """The paragraphs of the editor with their tasks."""
        if self.is_posted and self.forms.duties.is_valid():
            tasks = [(number, form.cleaned_data) for number, form in self.forms.kept_duties()]
        else:
            shown = ("provision", "responsible", "deadline", "deadline_text", "DELETE")
            each = [{name: form[name].value() for name in shown} for form in self.forms.duties]
            tasks = [(number, values) for number, values in enumerate(each, start=1) if not values["DELETE"]]
        words = [(number_of(values["provision"]), task_words(number, values)) for number, values in tasks]
        return parts_of(self.pieces, words, kind=self.directive.kind, behind=len(self.made_by_system))

    @cached_property
    def made_by_system(self) -> list[str]:
        """The titles of the appendices that the system put behind the text. One query."""
        return list(self.directive.appendix_tables.order_by("position").values_list("title", flat=True))

    @property
    def person(self) -> Person:
        """Who sits at it."""
        return person_of(self.request)

    @property
    def version(self) -> int | None:
        """Of the text that was changed: the one that the page showed, or the later one that its reader chose to overwrite."""
        if "over" in self.request.POST:
            over = self.request.POST["over"]
            return int(over) if over.isascii() and over.isdecimal() and len(over) < 19 else 0
        return seen_version(self.request)

    def rows(self, only: set[int] | None = None) -> list[Row]:
        """The tasks in the order of the page; `only`: those of these numbers."""
        proposal = Reads(self._proposal())
        found = []
        for index, form in enumerate(self.forms.duties):
            if only is not None and index + 1 not in only:
                continue
            phrases = [*lines(form["responsible"].value() or ""), *lines(form["coordinating"].value() or "")]
            duty = self.duties[index] if not self.is_posted and index < len(self.duties) else None
            reads = proposal.task(index + 1, numbers(str(form["read_from"].value() or "")))
            found.append(Row(form, index + 1, self.names.of(phrases), reads, duty))
        return found

    def page(self, *, version: int | None, conflict: Event | None = None, status: int = 200) -> HttpResponse:
        """The whole page; `version` is that of the text in the forms: as loaded, or as the page said that sent them."""
        proposal = Reads(self._proposal())
        spans = proposal.head_spans()
        for number, form in enumerate(self.forms.duties, start=1):
            start, end = (number_of(form[name].value()) for name in ("span_start", "span_end"))
            if start is not None and end is not None:
                spans.append(Span(start, end, str(number), f"nhiem-vu-{number}"))
            spans += proposal.task_spans(number, numbers(str(form["read_from"].value() or "")))
        dropped = proposal.dropped(numbers(str(form["read_from"].value() or "")) for form in self.forms.duties)
        spans += note_spans(self.directive.source_notes) + proposal.dropped_spans(dropped)
        focus = self.request.GET.get("nhiem-vu", "")
        context = self._context(version) | {
            "job": jobs.progress(self.job) if self.job else None,
            "job_url": reverse("records:job", args=[self.job.pk]) if self.job else "",
            "paragraphs": marked(self.directive.source_text, spans),
            "reads": proposal.head(),
            "focus": int(focus) if focus.isascii() and focus.isdecimal() and len(focus) < 5 else 0,
            "dropped": dropped,
            "unfilled": self._unfilled(),
            "words": self.request.GET.get("tim", "")[:200],
            "citable": to_cite(self.directive, self.person, self.request.GET.get("tim", "")),
            "conflict": conflict,
            "desk_of": desk_of(self.person, self.directive, on_desk(self.directive)),
            "may_submit": may(self.person, "directive.submit", self.directive),
            "comments": self.directive.comments.filter(closed_at=None).select_related("by").order_by("at", "pk"),
            "duplicates": duplicates_of(self.directive).filter(pk__in=visible_to(self.person).values("pk"))[:5],
            "dispatch_notes": dispatch_notes(self.directive, on=timezone.localdate()),
        }
        return render(self.request, "workflows/draft.html", context, status=status)

    def not_saved(self, mistakes: list[str], conflict: Event | None = None) -> HttpResponse:
        """The answer to a page that could not save itself."""
        context = {"directive": self.directive, "version": self.version, "mistakes": mistakes, "conflict": conflict}
        response = render(self.request, "workflows/_autosave.html", context, status=422)
        return reswap(retarget(response, "#tu-luu"), "innerHTML")

    def saved_by_itself(self, content: drafting.Draft, *, at: datetime, version: int | None) -> HttpResponse:
        """The answer to a page that saved itself: what its names are now.

        Of the tasks whose names the page says were touched ("0" for none); of all, where it does not say.
        """
        self.names = self.names_of(content.addressees, ((duty.kind, party) for duty in content.duties for party in duty.parties))
        # the paragraphs that the page's tasks name are gone when another text was pasted over them
        is_renumbered = bool(content.duties) and bool(self.forms.head.cleaned_data["body"].strip())
        self.forms.picks = PickForm(self.request.POST, questions=self.names.questions)
        touched = self.request.POST.get("touched")
        context = {
            "directive": self.directive,
            "forms": self.forms,
            "rows": self.rows(None if touched is None else set(numbers(touched))),
            "names": self.names,
            "version": version,
            "saved_at": at,
            "renumbered": self.forms.duties if is_renumbered else (),
        }
        return render(self.request, "workflows/_autosaved.html", context | self._of_texts())

    def body_changed(self, change: Change, *, at: datetime, version: int | None) -> HttpResponse:
        """The answer to a button of the editor: its paragraphs as they now stand, and that the page is saved."""
        self.pieces = change.pieces
        context = self._of_texts() | {
            "directive": self.directive,
            "parts": self.parts(),
            "kinds": KINDS,
            "at": change.at,
            "forms": self.forms,
            "bases": self.bases(),
        }
        return render(self.request, "workflows/_body_changed.html", context | {"version": version, "saved_at": at})

    def _context(self, version: int | None) -> dict[str, Any]:
        return self._of_texts() | {
            "directive": self.directive,
            "forms": self.forms,
            "rows": self.rows(),
            "names": self.names,
            "version": version,
            "parts": self.parts(),
            "kinds": KINDS,
            "at": self.request.GET.get("doan", ""),
            "bases": self.bases(),
            "lacking": self._lacking(),
        }

    def bases(self) -> list[Basis]:
        """What the saved draft rests on. One query."""
        return list(self.directive.bases.select_related("cited").defer("cited__source_text", "cited__facts").order_by("position"))

    def _lacking(self) -> list[str]:
        """What the saved invitation does not say yet; nothing for another type of document."""
        if not is_invitation(self.directive.kind):
            return []
        saved = saved_provisions(self.directive)
        return missing_of(invitation_of(saved[: behind_invitation(saved)], inviter=self.directive.issuer.name))

    def _unfilled(self) -> list[str]:
        """The places of the skeleton that are still open, as the page has them."""
        return open_places(self._texts())

    def _of_texts(self) -> dict[str, Any]:
        """What is told of the words on the page as they are typed, and the appendices that nobody types."""
        texts = self._sent_texts() if self.is_posted else self._texts()
        return {"mentions": new_mentions(texts, self.directive.source_text), "made_by_system": self.made_by_system}

    def _sent_texts(self) -> list[str]:
        """All that was written on the page, without a form for each of many tasks that came back as they were."""
        sent = (str(value) for name, value in self.request.POST.items() if name in _WRITTEN or name.endswith("-text"))
        return [*sent, *(piece.text for piece in self.pieces if piece.is_table)]

    def _texts(self) -> list[str]:
        """All that is written on the page."""
        named = [self.forms.head[name].value() or "" for name in _WRITTEN]
        if self.forms.invitation is not None:
            named += [str(field.value() or "") for field in self.forms.invitation]
        return [*named, *(piece.text for piece in self.pieces), *(str(form["text"].value() or "") for form in self.forms.duties)]

    def _proposal(self) -> Proposal | None:
        return getattr(self.directive, "proposal", None)
