"""The page of one directive: the document as it prints, where it stands, who has it now, to whom it went and what came of it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import queries, rollup
from campaigns.models import Campaign
from campaigns.rollup import Counts
from directives.documents import letter_facts
from directives.limits import limit_of
from directives.models import Attachment, Directive, Recipient
from directives.queries import duplicates_of, office_rules, visible_to, with_version
from directives.services import DirectiveError, copies_of
from directives.services.formalities import layout_of
from org_hierarchy.access import Refused, person_of, require
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from records import jobs
from records.models import Job
from workflows import steps
from workflows.flows import DirectiveFlow
from workflows.views.directives.dispatching import dispatch_notes, outside_rows
from workflows.views.directives.history import timeline
from workflows.views.directives.next_steps import actions, own_ways, stated_in
from workflows.views.directives.receipts import (
    PER_PAGE,
    given_back,
    given_back_page,
    may_see_all,
    own_copies,
    receipts,
    recipients,
    told,
)
from workflows.views.directives.related import related
from workflows.views.discussing.parts import discussion
from workflows.views.forms.attaching import AttachForm
from workflows.views.forms.steps import NumberForm, ReasonForm, SignedCopyForm, SignForm
from workflows.views.pages import desk_of

Status = Directive.Status

LOADED = (
    "issuer__parent",
    "drafting_unit",
    "drafted_by",
    "monitor",
    "document",
    "source",
    "signer",
    "signed_copy",
    "pdf",
    "content_approved_by",
    "form_approved_by",
)
CHECKED = {Status.CONTENT_APPROVED, Status.FORM_APPROVED}
"""Where somebody has to judge the layout next, or signs what is laid out so."""
LOOKS = {
    Status.DRAFT: "doing",
    Status.RETURNED: "returned",
    Status.SUBMITTED: "review",
    Status.CONTENT_APPROVED: "review",
    Status.FORM_APPROVED: "review",
    Status.SIGNED: "review",
    Status.NUMBERED: "review",
    Status.ISSUED: "done",
    Status.CONCLUDED: "done",
    Status.SUPERSEDED: "done",
    Status.RECALLED: "returned",
}


@require_safe
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it prints, where it stands, who has it now, to whom it went and what came of it; for the people of a unit that has
    refused it or given it back, only that."""
    try:
        found = directive_of(request, pk)
    except Refused:
        if copies := given_back(person_of(request), pk):
            return given_back_page(request, pk, copies)
        raise
    return directive_page(request, found)


def directive_of(request: HttpRequest, pk: int) -> Directive:
    """The directive with its `version`, for somebody who may see it."""
    found = get_object_or_404(with_version(Directive.objects.all()).select_related(*LOADED).defer("source_text"), pk=pk)
    require(request, "directive.view", found)
    return found


def directive_page(request: HttpRequest, found: Directive, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` replaces a form of the page by one with errors: reason_form, sign_form, number_form, scan_form; outside_forms those of
    outside copies; copy_form that of the unit's answer which `copy_answered` names (act, copy)."""
    person, today = person_of(request), timezone.localdate()
    campaign = Campaign.objects.filter(directive=found).select_related("report").defer("snapshot").first()
    if campaign:
        campaign.directive = found
    counts = rollup.of(campaign, today=today) if campaign else None
    sees_all = bool(campaign and queries.sees_whole(person, campaign))
    now_with = steps.open_task(found)
    desk = desk_of(person, found, now_with.on_desk) if now_with else None
    is_issuing = bool(may(person, "directive.view_drafting", found))
    may_print = is_issuing or bool(may(person, "directive.print", found))
    own = own_copies(person, found)
    made = copies_of(found, seen_by=None if is_issuing else person) if found.issued_at else []
    letter = letter_facts(found)
    calendar = Calendar.load(today, today)
    context = discussion(person, found, letter, is_inner=is_issuing, today=today) | {
        "directive": found,
        "look": LOOKS[Status(found.status)],
        "letter": letter,
        "attachments": attachments(found, is_issuing=is_issuing),
        "attach_form": AttachForm() if may(person, "directive.attach", found) else None,
        "campaign": campaign,
        "sees_all": sees_all,
        "nameless": queries.nameless(campaign) if campaign and is_issuing and campaign.status == Campaign.Status.OPEN else [],
        "results": counts if sees_all else _own_results(person, campaign, today),
        "receipts": receipts(found),
        "recipients": told(recipients(found)[:PER_PAGE]) if found.issued_at and may_see_all(person, found) else None,
        "duties": found.duties.prefetch_related("parties__unit").order_by("position"),
        "is_issuing": is_issuing,
        "may_print": may_print,
        "outside": outside_rows(person, found, forms.pop("outside_forms", {})) if is_issuing else [],
        "no_mail_server": not settings.EMAIL_HOST,
        "related": related(person, found, is_inner=is_issuing),
        "dispatch_notes": dispatch_notes(found, on=today) if may_print else None,
        "timeline": timeline(found, campaign, now_with, is_issuing=is_issuing, copies={copy.pk for copy in made}, calendar=calendar),
        "actions": actions(person, found, counts) if now_with and (now_with.unit or now_with.person) and not desk else [],
        "desk_of": desk,
        "may_edit": may(person, "directive.edit", found),
        "now_with": now_with,
        "to_receive": own[Recipient.Status.SENT],
        "to_return": own[Recipient.Status.TAKING_BACK],
        "given_back": [*own[Recipient.Status.REFUSED], *own[Recipient.Status.TAKEN_BACK]],
        "copy_form": ReasonForm(),
        "copy_answered": ("", 0),
        "copies": made,
        "may_copy": found.status in {Status.ISSUED, Status.CONCLUDED} and bool(may(person, "directive.copy", found)),
        "duplicates": duplicates_of(found).filter(pk__in=visible_to(person).values("pk")).select_related("issuer")[:5],
        "jobs": unfinished_jobs(person, found, campaign),
        **(_layout(found, today) if may_print and found.status in CHECKED else {}),
        "limit": limit_of(found, today=today, calendar=calendar),
        "scan_form": scan_form(person, found),
        "stated": stated_in(found),
        "number_form": NumberForm(),
        "reason_form": ReasonForm(),
        "sign_form": SignForm(ways=own_ways(person, found)) if found.status == Status.FORM_APPROVED else None,
    }
    if answer := forms.pop("answer_form", None):
        context["to_answer"] = [answer if one.opinion == answer.opinion else one for one in context["to_answer"]]
    return render(request, "workflows/directive.html", context | forms, status=status)


def _own_results(person: Person, campaign: Campaign | None, today: date) -> Counts | None:
    """The counts of the part of the campaign that the person sees; None for whoever may not open it, as one who is only told of its
    document."""
    if campaign is None or not queries.visible_to(person).filter(pk=campaign.pk).exists():
        return None
    return rollup.of(campaign, today=today, among=queries.assignments_in(campaign, seen_by=person))


def _layout(found: Directive, today: date) -> dict[str, Any]:
    """What the check of layout says of it, or why it cannot say anything."""
    try:
        return {"layout": layout_of(found, today=today)}
    except DirectiveError as error:
        return {"layout_unsaid": str(error)}


def attachments(found: Directive, *, is_issuing: bool) -> list[Attachment]:
    """The files that go with it, in order; for the issuing side with what is to be said of marks of secrecy in them. Two queries."""
    rows = list(found.attachments.select_related("file", "added_by").order_by("position"))
    said = steps.looks_into(rows) if is_issuing else {}
    for row in rows:
        row.looked = said.get(row.pk, "")  # type: ignore[attr-defined]
    return rows


def scan_form(person: Person, found: Directive) -> SignedCopyForm | None:
    """Where the issuer signs on paper: the place for the scan, for whoever sends it, from the signature to the issue."""
    if found.status not in {Status.SIGNED, Status.NUMBERED} or not office_rules(found.issuer).paper_signature:
        return None
    return SignedCopyForm() if may(person, "directive.dispatch", found) else None


def unfinished_jobs(person: Person, found: Directive, campaign: Campaign | None) -> list[jobs.Progress]:
    """The delivery, the PDF and the consolidated report while they are being made, for whoever may ask for them."""
    keys = [f"{DirectiveFlow.deliver.name}:{found.pk}", f"{steps.PDF}:{found.pk}"]
    if campaign:
        keys.append(f"consolidated_report:{campaign.pk}")
    unfinished = Job.objects.filter(key__in=keys).exclude(status=Job.Status.DONE).select_related("result").order_by("pk")
    return [jobs.progress(job) for job in unfinished if jobs.may_view(person, job)]
