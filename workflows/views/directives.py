"""A directive's page and each step of its way: content, form, signature, number, dispatch, receipt, conclusion."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from itertools import dropwhile
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import rollup
from campaigns.models import Campaign
from campaigns.queries import sees_whole
from directives.documents import letter_facts
from directives.models import Directive, Recipient
from directives.queries import with_version
from org_hierarchy.access import person_of, require
from org_hierarchy.models import Person
from org_hierarchy.queries import BY_MANDATE, grants_of
from org_hierarchy.rights import Verdict, may
from org_hierarchy.services import Way, ways_to_sign, why_not
from records import events, jobs
from records.models import Event, Job
from records.text import grouped
from workflows import steps
from workflows.flows import DirectiveFlow
from workflows.views.forms import ReasonForm, SignForm
from workflows.views.pages import TimelineItem, awaited, happened, perform, posted, seen_version

Status = Directive.Status

LOADED = ("issuer__parent", "drafting_unit", "drafted_by", "monitor", "document", "source", "signer")
MOST_RECIPIENTS = 500
"""Nobody reads on; the campaign's own list is searched."""
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
}

EVENTS = {
    "directives.drafted": ("", "file-text", "Soạn dự thảo"),
    "directives.redrafted": ("", "pencil", "Sửa dự thảo"),
    "directives.submitted": ("", "send", "Trình duyệt"),
    "directives.content_approved": ("done", "circle-check", "Duyệt nội dung"),
    "directives.form_approved": ("done", "checks", "Xác nhận thể thức"),
    "directives.returned": ("returned", "arrow-back-up", "Trả lại người soạn"),
    "directives.signed": ("done", "signature", "Ký ban hành"),
    "directives.numbered": ("done", "hash", "Cấp số"),
    "directives.issued": ("done", "send", "Phát hành"),
    "directives.concluded": ("done", "flag", "Kết thúc"),
    "directives.view_granted": ("", "eye", "Cho xem theo ngoại lệ"),
    "directives.view_withdrawn": ("", "lock", "Bỏ ngoại lệ được xem"),
    "campaigns.opened": ("done", "list-check", "Mở đợt triển khai"),
    "campaigns.assigned": ("done", "users", "Giao nhiệm vụ"),
    "campaigns.concluded": ("done", "flag", "Chốt số liệu"),
    "campaigns.report_written": ("done", "report", "Lập báo cáo tổng hợp"),
}


INNER = {"directives.view_granted", "directives.view_withdrawn"}
"""Happens after the issue too, and is nobody's matter but the issuing side's."""


@dataclass(frozen=True)
class Action:
    """One thing that may be done now; a refused one says which rule refuses. `path` follows the directive's own address."""

    path: str
    label: str
    icon: str
    verdict: Verdict
    asks: str = ""  # "reason" or "sign": the form that it needs
    confirm: str = ""
    is_main: bool = True  # what the page is for now; else it can wait


@require_safe
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it prints, where it stands, who has it now, to whom it went and what came of it."""
    return directive_page(request, directive_of(request, pk))


def directive_of(request: HttpRequest, pk: int) -> Directive:
    """The directive with its `version`, for somebody who may see it."""
    found = get_object_or_404(with_version(Directive.objects.all()).select_related(*LOADED).defer("source_text"), pk=pk)
    require(request, "directive.view", found)
    return found


def directive_page(request: HttpRequest, found: Directive, *, status: int = 200, **forms: Any) -> HttpResponse:
    """`forms` replaces a form of the page by one with errors: reason_form, sign_form."""
    person, today = person_of(request), timezone.localdate()
    campaign = Campaign.objects.filter(directive=found).select_related("report").defer("snapshot").first()
    counts = rollup.of(campaign, today=today) if campaign else None
    now_with = steps.open_task(found)
    is_issuing = bool(may(person, "directive.view_drafting", found))
    context = {
        "directive": found,
        "look": LOOKS[Status(found.status)],
        "letter": letter_facts(found),
        "campaign": campaign,
        "counts": counts,
        "receipts": receipts(found),
        "recipients": recipients(found)[:MOST_RECIPIENTS] if campaign and sees_whole(person, campaign) else None,
        "duties": found.duties.prefetch_related("parties__unit").order_by("position"),
        "is_issuing": is_issuing,
        "timeline": timeline(found, campaign, now_with, is_issuing=is_issuing),
        "actions": actions(person, found, counts) if now_with and (now_with.unit or now_with.person) else [],
        "may_edit": may(person, "directive.edit", found),
        "now_with": now_with,
        "to_receive": to_receive(person, found),
        "jobs": unfinished_jobs(person, found, campaign),
        "reason_form": ReasonForm(),
        "sign_form": SignForm(ways=own_ways(person, found)) if found.status == Status.FORM_APPROVED else None,
    }
    return render(request, "workflows/directive.html", context | forms, status=status)


def receipts(found: Directive) -> dict[str, int]:
    """How many units it was sent to, how many received or refused it. One query."""
    return found.recipients.aggregate(
        sent=Count("pk"),
        received=Count("pk", filter=Q(status=Recipient.Status.RECEIVED)),
        refused=Count("pk", filter=Q(status=Recipient.Status.REFUSED)),
    )


def recipients(found: Directive) -> QuerySet[Recipient]:
    """The copies that units were sent: not received yet, then refused, then received; each with its unit, by name. One query."""
    order = Case(When(status=Recipient.Status.SENT, then=0), When(status=Recipient.Status.REFUSED, then=1), default=2)
    return found.recipients.select_related("unit").order_by(order, "unit__sort_name", "unit")


def to_receive(person: Person, found: Directive) -> Iterable[Recipient]:
    """The copies that the person's own units have not received yet."""
    mine = {unit_id for codename, unit_id in grants_of(person) if codename in {"register_for_unit", "act_for_unit"}}
    return found.recipients.filter(status=Recipient.Status.SENT, unit__in=mine).select_related("unit")


def timeline(found: Directive, campaign: Campaign | None, now_with: steps.OpenTask | None, *, is_issuing: bool) -> list[TimelineItem]:
    """What happened to it and its campaign, and at the end what is awaited; for whom it was sent to, from the issue on and without what
    is the issuing side's own."""
    seen: Iterable[Event] = events.timeline(*([found, campaign] if campaign else [found]))
    if not is_issuing:
        seen = dropwhile(lambda event: event.action != "directives.issued", seen)
        seen = (event for event in seen if event.action not in INNER)
    return [happened(event, EVENTS, words_of(event)) for event in once_a_sitting(seen)] + awaited(now_with)


def once_a_sitting(seen: Iterable[Event]) -> list[Event]:
    """The events with one for all that one person wrote in a row, the last: a draft saves itself many times while it is worked on."""
    told: list[Event] = []
    for event in seen:
        if told and event.action == told[-1].action == "directives.redrafted" and event.by_id == told[-1].by_id:
            told.pop()
        told.append(event)
    return told


def words_of(event: Event) -> str:
    """What the event's facts say beyond its title."""
    after = event.after
    match event.action:
        case "directives.returned":
            return str(after["reason"])
        case "directives.signed":
            return str(after["title"])
        case "directives.numbered":
            return f"Số {after['number']:02d} năm {after['year']}"
        case "directives.issued":
            return f"{grouped(after['count'])} nơi nhận"
        case "directives.view_granted":
            return f"{after['name']}: {after['reason']}"
        case "directives.view_withdrawn":
            return str(event.before["name"])
        case "campaigns.opened":
            unresolved = f", {after['unresolved']} tên đơn vị chưa xác định" if after["unresolved"] else ""
            return f"{after['tasks']} nhiệm vụ{unresolved}"
        case "campaigns.assigned":
            return f"{grouped(after['count'])} việc"
        case _:
            return ""


def unfinished_jobs(person: Person, found: Directive, campaign: Campaign | None) -> list[jobs.Progress]:
    """The delivery and the consolidated report while they are being made, for whoever may ask for them."""
    keys = [f"{DirectiveFlow.deliver.name}:{found.pk}"]
    if campaign:
        keys.append(f"consolidated_report:{campaign.pk}")
    unfinished = Job.objects.filter(key__in=keys).exclude(status=Job.Status.DONE).select_related("result").order_by("pk")
    return [jobs.progress(job) for job in unfinished if jobs.may_view(person, job)]


def own_ways(person: Person, found: Directive) -> list[Way]:
    """The ways in which this person may sign the document for its issuer today."""
    return ways_to_sign(person, found.issuer, kind=found.kind, on=timezone.localdate())


def may_sign(person: Person, found: Directive) -> Verdict:
    """Whether a way to sign this type of document is left to whoever signs for the issuer, by post or mandate; else why not."""
    verdict = may(person, "directive.sign", found)
    if own_ways(person, found) if verdict else verdict.rule != BY_MANDATE:
        return verdict
    error = why_not(person, found.issuer, kind=found.kind, on=timezone.localdate())
    return Verdict(False, f"signing.{error.code}", str(error))


def actions(person: Person, found: Directive, counts: rollup.Counts | None) -> list[Action]:
    """What comes next, allowed or with the rule that refuses; nothing for people outside the issuer and the drafting unit.

    `counts` are its campaign's, None before there is one.
    """
    if {found.issuer_id, found.drafting_unit_id}.isdisjoint({unit_id for _, unit_id in grants_of(person)}):
        return []

    def action(path: str, label: str, icon: str, act: str, *, asks: str = "", confirm: str = "") -> Action:
        return Action(path, label, icon, may(person, act, found), asks, confirm)

    def with_return(main: Action) -> list[Action]:
        return [main, Action("tra-lai", "Trả lại người soạn", "arrow-back-up", main.verdict, asks="reason")]

    match found.status:
        case Status.DRAFT | Status.RETURNED:
            return [action("trinh", "Trình duyệt", "send", "directive.edit")]
        case Status.SUBMITTED:
            return with_return(action("duyet-noi-dung", "Duyệt nội dung", "circle-check", "directive.approve_content"))
        case Status.CONTENT_APPROVED:
            return with_return(action("duyet-the-thuc", "Xác nhận đúng thể thức", "checks", "directive.approve_form"))
        case Status.FORM_APPROVED:
            sign = Action("ky", "Ký ban hành", "signature", may_sign(person, found), asks="sign")
            return [sign, Action("tra-lai", "Trả lại người soạn", "arrow-back-up", may(person, "directive.sign", found), asks="reason")]
        case Status.SIGNED:
            return [action("cap-so", "Cấp số, vào sổ", "hash", "directive.number")]
        case Status.NUMBERED:
            confirm = "Phát hành văn bản tới mọi nơi nhận và giao nhiệm vụ?"
            return [action("phat-hanh", "Phát hành", "send", "directive.dispatch", confirm=confirm)]
        case Status.ISSUED if counts:
            left = counts.total - counts.done
            confirm = "Kết thúc đợt triển khai và lập báo cáo tổng hợp? Sau đó không nhận báo cáo nữa."
            confirm = f"Còn {grouped(left)} việc chưa hoàn thành. {confirm}" if left else confirm
            end = action("ket-thuc", "Kết thúc đợt triển khai", "flag", "directive.conclude", confirm=confirm)
            return [replace(end, is_main=not left)]
        case _:
            return []


# The steps. Each is one POST to an address under the directive's own.


def step(request: HttpRequest, pk: int, act: Callable[[Directive], object], done: str) -> HttpResponse:
    found = directive_of(request, pk)
    return perform(request, lambda: act(found), done=done, then=resolve_url(found))


def judge(request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
    """A step on the text as the page showed it."""
    version = seen_version(request)
    return step(request, pk, lambda found: act(found, by=person_of(request), at=timezone.now(), version=version), done)


@posted("workflows:directive")
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.submit, "Đã trình duyệt nội dung.")


@posted("workflows:directive")
def approve_content(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.approve_content, "Đã duyệt nội dung.")


@posted("workflows:directive")
def approve_form(request: HttpRequest, pk: int) -> HttpResponse:
    return judge(request, pk, steps.approve_form, "Đã xác nhận thể thức.")


@posted("workflows:directive")
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the drafter, with the reason."""
    found = directive_of(request, pk)
    form = ReasonForm(request.POST)
    page = partial(directive_page, request, found, status=400, reason_form=form)
    if not form.is_valid():
        return page()
    reason = form.cleaned_data["reason"]
    return perform(
        request,
        lambda: steps.return_draft(found, reason=reason, by=person_of(request), at=timezone.now(), version=seen_version(request)),
        done="Đã trả lại người soạn.",
        then=resolve_url(found),
        form=form,
        page=page,
        typed={"Lý do": reason},
    )


@posted("workflows:directive")
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in one of the person's own ways."""
    found, person = directive_of(request, pk), person_of(request)
    form = SignForm(request.POST, ways=own_ways(person, found))
    if not form.ways:
        raise PermissionDenied("Bạn không có thẩm quyền ký văn bản này.")
    if not form.is_valid():
        return directive_page(request, found, status=400, sign_form=form)
    capacity = form.chosen.capacity
    return perform(
        request,
        lambda: steps.sign(
            found,
            appointment=capacity.appointment,
            mandate=capacity.mandate,
            in_own_name=form.chosen.in_own_name,
            by=person,
            at=timezone.now(),
            version=seen_version(request),
        ),
        done="Đã ký văn bản.",
        then=resolve_url(found),
    )


@posted("workflows:directive")
def number(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    today = timezone.localdate(now)
    return step(
        request, pk, lambda found: steps.number(found, by=person_of(request), at=now, today=today), "Đã cấp số và vào sổ văn bản đi."
    )


@posted("workflows:directive")
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Order the delivery; its progress shows on the directive's page, which refreshes to the result."""
    return step(
        request, pk, lambda found: steps.dispatch(found, by=person_of(request), at=timezone.now()), "Đã nhận lệnh phát hành văn bản."
    )


@posted("workflows:directive")
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the campaign on its figures; the consolidated report is written meanwhile."""
    now = timezone.now()
    today = timezone.localdate(now)
    done = "Đã kết thúc đợt triển khai và chốt số liệu cho báo cáo tổng hợp."
    return step(request, pk, lambda found: steps.conclude(found, by=person_of(request), at=now, today=today), done)


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk takes the document in once, and with it all that it asks of the unit. `pk` is the recipient's."""
    recipient = get_object_or_404(Recipient.objects.select_related("directive", "unit").defer("directive__source_text"), pk=pk)
    if request.method != "POST":
        return redirect("workflows:directive", recipient.directive_id)
    require(request, "directive.view", recipient.directive)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.receive(recipient, by=person_of(request), at=now, today=timezone.localdate(now)),
        done=f"{recipient.unit} đã tiếp nhận và vào sổ văn bản đến.",
        then=resolve_url(recipient.directive),
    )
