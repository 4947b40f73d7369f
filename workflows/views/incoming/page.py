"""The page of one document that came: what it says, where it stands and since when, what was said of it, and what may be done now."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns.models import Assignment
from directives.documents import DOCX
from directives.incoming.facts import facts_of
from directives.incoming.limits import limit_of, review_day_of
from directives.incoming.note import note_name, note_of
from directives.incoming.queries import MOST_DUPLICATES, OPEN, directions_of, duplicates_of, implemented_by, seen_by
from directives.models import Directive, IncomingDocument
from directives.queries import HELD, OUT, visible_to
from org_hierarchy.access import person_of, require
from org_hierarchy.calendar import Calendar
from org_hierarchy.forms.fields import RefusableForm
from org_hierarchy.models import Person
from org_hierarchy.rights import Verdict, may
from records import events, jobs
from workflows import incoming_intake, steps
from workflows.views.forms.incoming import AssignForm, CloseForm, DirectForm, FactsForm, FileForm, PresentForm, ProposalForm
from workflows.views.forms.steps import ReasonForm
from workflows.views.incoming.looks import EVENTS, LOOKS, words_of
from workflows.views.pages import awaited, happened

Status = IncomingDocument.Status
LOADED = (
    "unit__parent",
    "entry__register",
    "source",
    "recipient__directive__issuer",
    "presented_to",
    "lead_unit",
    "handler",
    "received_by",
)


@dataclass(frozen=True)
class Act:
    """One thing that may be done now; a refused one says which rule refuses. `name` is that of its address, `form` what it asks for."""

    name: str
    label: str
    icon: str
    verdict: Verdict
    form: RefusableForm | None = None
    confirm: str = ""
    is_main: bool = False
    note: str = ""


@require_safe
def incoming(request: HttpRequest, pk: int) -> HttpResponse:
    """What it says, where it stands, who has it since when, and what comes next."""
    return incoming_page(request, document_of(request, pk))


@require_safe
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """The phiếu giải quyết, filled from what was said so far."""
    found = document_of(request, pk)
    headers = {"Content-Disposition": f'attachment; filename="{note_name(found)}"'}
    return HttpResponse(note_of(found), content_type=DOCX, headers=headers)


def document_of(request: HttpRequest, pk: int) -> IncomingDocument:
    """The document, for somebody who may see it."""
    found = get_object_or_404(IncomingDocument.objects.select_related(*LOADED).defer("recipient__directive__source_text"), pk=pk)
    require(request, "incoming.view", found)
    return found


def incoming_page(request: HttpRequest, found: IncomingDocument, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` replaces a form of the page by one with errors: facts_form, or one by the name of its act."""
    person, today = person_of(request), timezone.localdate()
    now_with = steps.open_task(found)
    job = incoming_intake.job_of(found)
    progress = jobs.progress(job) if job else None
    directive = found.recipient.directive if found.recipient is not None else None
    implemented = list(implemented_by(found))
    shown = {one.pk for one in visible_to(person).filter(pk__in=[one.pk for one in [directive, *implemented] if one])}
    may_keep = may(person, "incoming.register", found)
    context = {
        "incoming": found,
        "look": LOOKS[Status(found.status)],
        "directive": directive,
        "may_open_directive": directive is not None and directive.pk in shown,
        "work": _work_of(found, directive),
        "directions": directions_of(found),
        "implemented": [(one, one.pk in shown) for one in implemented],
        "duplicates": duplicates_of(found).filter(pk__in=seen_by(person).values("pk"))[:MOST_DUPLICATES],
        "now_with": now_with,
        "limit": limit_of(found, today=today, calendar=Calendar.load(today, today)),
        "review_day": review_day_of(found, today=today),
        "today": today,
        "timeline": [happened(event, EVENTS, words_of(event)) for event in events.timeline(found)] + awaited(now_with),
        "acts": acts(person, found, implemented, forms),
        "facts_form": forms.get("facts_form") or (FactsForm(known=facts_of(found)) if may_keep and _is_typed(found) else None),
        "may_keep": may_keep,
        "job": progress,
        "job_url": reverse("records:job", args=[job.pk]) if job else "",
        "is_being_read": progress is not None and progress.is_active,
    }
    return render(request, "workflows/incoming.html", context, status=status)


def acts(person: Person, found: IncomingDocument, implemented: list[Directive], forms: dict[str, Any]) -> list[Act]:
    """What comes next, allowed or with the rule that refuses; of what can wait only what is allowed."""

    def act(name: str, label: str, icon: str, right: str, form: Any = None, **more: Any) -> Act:
        verdict = may(person, right, found)
        made = (forms.get(name) or (form() if form else None)) if verdict else None
        return Act(name, label, icon, verdict, made, **more)

    def reason(name: str) -> ReasonForm:
        return ReasonForm(auto_id=f"id_{name}_%s")

    match found.status:
        case Status.RECEIVED | Status.REGISTERED:
            found_acts = [act("send_back", "Trả lại nơi gửi", "arrow-back-up", "incoming.send_back", lambda: reason("send_back"))]
            found_acts = found_acts if found.recipient_id is None else []
            if found.status == Status.REGISTERED:
                present = lambda: PresentForm(unit=found.unit)  # noqa: E731 - a form that is made only where it may be used
                found_acts = [act("present", "Trình lãnh đạo", "send", "incoming.present", present, is_main=True), *found_acts]
        case Status.PRESENTED:
            found_acts = [
                act("direct", "Giao giải quyết", "users", "incoming.direct", lambda: DirectForm(unit=found.unit), is_main=True),
                act("file", "Để biết, lưu", "archive", "incoming.direct", FileForm),
                act("implement", "Soạn văn bản triển khai", "file-text", "incoming.implement", note=IMPLEMENT),
            ]
        case Status.DIRECTED:
            lead, due = found.lead_unit, found.due_date
            assign = lambda: AssignForm(unit=lead, due_date=due)  # type: ignore[arg-type]  # noqa: E731 - a directed one has a lead
            found_acts = [
                act("assign", "Phân công", "user-check", "incoming.assign", assign, is_main=True),
                act("hand_back", "Trả lại lãnh đạo", "arrow-back-up", "incoming.assign", lambda: reason("hand_back")),
                act("take_back", "Lấy lại để giao nơi khác", "arrow-back-up", "incoming.direct", lambda: reason("take_back")),
                act("implement", "Soạn văn bản triển khai", "file-text", "incoming.implement", note=IMPLEMENT),
            ]
        case Status.IN_WORK:
            answered = next((one for one in reversed(implemented) if one.status in OUT), None)
            found_acts = [
                act("close", "Kết thúc", "flag", "incoming.handle", lambda: CloseForm(answered=answered), is_main=True),
                act("propose", "Đề xuất cách giải quyết", "message", "incoming.handle", ProposalForm),
                act("implement", "Soạn văn bản triển khai", "file-text", "incoming.implement", note=IMPLEMENT),
                act("hand_back", "Trả lại lãnh đạo", "arrow-back-up", "incoming.handle", lambda: reason("hand_back")),
                act("take_back", "Lấy lại để giao nơi khác", "arrow-back-up", "incoming.direct", lambda: reason("take_back")),
            ]
        case _:
            found_acts = []
    return [one for one in found_acts if one.verdict or one.is_main]


IMPLEMENT = "Lập dự thảo có sẵn căn cứ, nơi nhận và các nhiệm vụ liên quan đến đơn vị; hạn không muộn hơn văn bản đến."


def _is_typed(found: IncomingDocument) -> bool:
    """Whether a clerk answers for what the register says of it: not of a directive of the system."""
    return found.recipient_id is None and found.status in OPEN


def _work_of(found: IncomingDocument, directive: Directive | None) -> list[Assignment]:
    """What the directive gives the unit to do, while the unit has it. One query at most."""
    if directive is None or found.recipient is None or found.recipient.status not in HELD:
        return []
    given = Assignment.objects.filter(campaign__directive=directive, unit=found.unit_id).select_related("task")
    return list(given.order_by("task__position", "pk"))
