"""A directive's page and each step of its way: content, form, signature, number, dispatch, receipt, conclusion."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from campaigns import rollup
from campaigns.models import Campaign
from directives.documents import letter_facts
from directives.models import Directive, Recipient
from org_hierarchy.models import Person
from org_hierarchy.queries import grants_of, signatories
from org_hierarchy.rights import Verdict, may
from records import events, jobs
from records.models import Event, Job
from workflows import steps
from workflows.views.forms import ReasonForm, SignForm
from workflows.views.pages import perform, person_of, require

Status = Directive.Status


@dataclass(frozen=True)
class Action:
    """One thing that may be done now; a refused one says which rule refuses."""

    name: str
    label: str
    icon: str
    verdict: Verdict
    asks: str = ""  # "reason" or "sign": what the form asks for
    confirm: str = ""


@dataclass(frozen=True)
class TimelineItem:
    """An event as the timeline shows it."""

    kind: str
    icon: str
    title: str
    text: str
    time: Any
    by: str


# action of the event → (dot, icon, words)
WORDS = {
    "directives.drafted": ("", "file-text", "Soạn dự thảo"),
    "directives.redrafted": ("", "pencil", "Sửa dự thảo"),
    "directives.submitted": ("", "send", "Trình duyệt"),
    "directives.content_approved": ("done", "circle-check", "Duyệt nội dung"),
    "directives.form_approved": ("done", "circle-check", "Kiểm tra thể thức"),
    "directives.returned": ("returned", "arrow-back-up", "Trả lại người soạn"),
    "directives.signed": ("done", "signature", "Ký ban hành"),
    "directives.numbered": ("done", "hash", "Cấp số"),
    "directives.issued": ("done", "send", "Phát hành"),
    "directives.received": ("", "inbox", "Tiếp nhận"),
    "directives.refused": ("late", "ban", "Từ chối tiếp nhận"),
    "directives.concluded": ("done", "flag", "Kết thúc"),
    "campaigns.opened": ("done", "send", "Giao nhiệm vụ"),
    "campaigns.concluded": ("done", "flag", "Kết thúc đợt triển khai"),
}


@require_safe
def directive(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it prints, where it stands, who has it now, to whom it went and what came of it."""
    found = get_object_or_404(
        Directive.objects.select_related("issuer__parent", "drafting_unit", "drafted_by", "monitor", "document", "source", "signer"), pk=pk
    )
    require(request, "directive.view", found)
    person, today = person_of(request), timezone.localdate()
    campaign = Campaign.objects.filter(directive=found).select_related("report", "monitor", "issuer").first()
    counts = rollup.of(campaign, today=today) if campaign else None
    subjects = [found, campaign] if campaign else [found]
    context = {
        "directive": found,
        "letter": letter_facts(found),
        "campaign": campaign,
        "counts": counts,
        "receipts": receipts(found),
        "duties": found.duties.prefetch_related("parties__unit").order_by("position"),
        "timeline": timeline(events.timeline(*subjects)),
        "actions": actions(person, found, campaign),
        "now_with": steps.open_task(found),
        "to_receive": Recipient.objects.filter(directive=found, status=Recipient.Status.SENT, unit__in=acting_units(person)).select_related(
            "unit"
        ),
        "job": running_job(person, found),
        "reason_form": ReasonForm(),
        "sign_form": SignForm(appointments=own_signatures(person, found)) if found.status == Status.FORM_APPROVED else None,
        "today": today,
    }
    return render(request, "workflows/directive.html", context)


def acting_units(person: Person) -> list[int]:
    return [unit_id for codename, unit_id in grants_of(person) if codename == "act_for_unit"]


def receipts(found: Directive) -> dict[str, int]:
    """How many units it was sent to, how many received or refused it. One query."""
    return found.recipients.aggregate(
        sent=Count("pk"),
        received=Count("pk", filter=Q(status=Recipient.Status.RECEIVED)),
        refused=Count("pk", filter=Q(status=Recipient.Status.REFUSED)),
    )


def timeline(rows: Any) -> list[TimelineItem]:
    return [item_of(event) for event in rows]


def item_of(event: Event) -> TimelineItem:
    kind, icon, title = WORDS.get(event.action, ("", "dots", event.action))
    text = event.after.get("reason") or event.after.get("designation") or ""
    if count := event.after.get("count"):
        text = f"{count} đơn vị"
    return TimelineItem(kind, icon, title, text, event.at, str(event.by) if event.by else "Hệ thống")


def running_job(person: Person, found: Directive) -> Job | None:
    """The delivery under way, for whoever started it."""
    job = Job.objects.filter(key=f"deliver:{found.pk}").exclude(status=Job.Status.DONE).select_related("created_by").first()
    return job if job and jobs.may_view(person, job) else None


def own_signatures(person: Person, found: Directive) -> list[Any]:
    return [appointment for appointment in signatories(found.issuer, on=timezone.localdate()) if appointment.person_id == person.pk]


def actions(person: Person, found: Directive, campaign: Campaign | None) -> list[Action]:
    """What comes next, allowed or with the rule that refuses; nothing for a person whom the step does not concern at all."""

    def action(name: str, label: str, icon: str, act: str, *, asks: str = "", confirm: str = "") -> Action:
        return Action(name, label, icon, may(person, act, found), asks, confirm)

    back = "directive.approve_content", "directive.approve_form", "directive.sign"
    match found.status:
        case Status.DRAFT | Status.RETURNED:
            return [action("trinh", "Trình duyệt", "send", "directive.edit")]
        case Status.SUBMITTED:
            return [
                action("duyet-noi-dung", "Duyệt nội dung", "circle-check", back[0]),
                action("tra-lai", "Trả lại", "arrow-back-up", back[0], asks="reason"),
            ]
        case Status.CONTENT_APPROVED:
            return [
                action("duyet-the-thuc", "Thể thức đúng", "circle-check", back[1]),
                action("tra-lai", "Trả lại", "arrow-back-up", back[1], asks="reason"),
            ]
        case Status.FORM_APPROVED:
            return [
                action("ky", "Ký ban hành", "signature", back[2], asks="sign"),
                action("tra-lai", "Trả lại", "arrow-back-up", back[2], asks="reason"),
            ]
        case Status.SIGNED:
            return [action("cap-so", "Cấp số", "hash", "directive.number")]
        case Status.NUMBERED:
            return [
                action(
                    "phat-hanh", "Phát hành", "send", "directive.dispatch", confirm="Phát hành văn bản tới mọi nơi nhận và giao nhiệm vụ?"
                )
            ]
        case Status.ISSUED if campaign and campaign.status == Campaign.Status.OPEN:
            return [
                action(
                    "ket-thuc",
                    "Kết thúc đợt",
                    "flag",
                    "directive.conclude",
                    confirm="Kết thúc đợt triển khai và lập báo cáo tổng hợp? Sau đó không nhận báo cáo nữa.",
                )
            ]
        case _:
            return []


def _act(request: HttpRequest, pk: int, step: Callable[[Directive], object], done: str) -> HttpResponse:
    found = get_object_or_404(Directive.objects.select_related("issuer", "drafting_unit", "drafted_by"), pk=pk)
    require(request, "directive.view", found)
    return perform(request, lambda: step(found), done=done, then=found.get_absolute_url())


@require_POST
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found: steps.submit(found, by=person_of(request), at=timezone.now()), "Đã trình duyệt nội dung.")


@require_POST
def approve_content(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found: steps.approve_content(found, by=person_of(request), at=timezone.now()), "Đã duyệt nội dung.")


@require_POST
def approve_form(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found: steps.approve_form(found, by=person_of(request), at=timezone.now()), "Đã xác nhận thể thức.")


@require_POST
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the drafter; the reason is asked on a page of its own when it was not given."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        found = get_object_or_404(Directive, pk=pk)
        require(request, "directive.view", found)
        return render(request, "workflows/reason.html", {"form": form, "directive": found, "title": "Trả lại người soạn"}, status=400)
    reason = form.cleaned_data["reason"]
    return _act(
        request,
        pk,
        lambda found: steps.return_draft(found, reason=reason, by=person_of(request), at=timezone.now()),
        "Đã trả lại người soạn.",
    )


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Directive.objects.select_related("issuer"), pk=pk)
    form = SignForm(request.POST, appointments=own_signatures(person_of(request), found))
    if not form.is_valid():
        raise PermissionDenied("Bạn không giữ chức vụ có thẩm quyền ký văn bản của cơ quan này.")
    appointment = form.cleaned_data["appointment"]
    return _act(request, pk, lambda d: steps.sign(d, appointment=appointment, by=person_of(request), at=timezone.now()), "Đã ký văn bản.")


@require_POST
def number(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _act(
        request, pk, lambda found: steps.number(found, by=person_of(request), at=now, today=timezone.localdate(now)), "Đã cấp số và vào sổ."
    )


@require_POST
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda found: steps.dispatch(found, by=person_of(request), at=timezone.now()),
        "Đang phát hành; tiến độ hiện trên trang này.",
    )


@require_POST
def conclude(request: HttpRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    return _act(
        request,
        pk,
        lambda found: steps.conclude(found, by=person_of(request), at=now, today=timezone.localdate(now)),
        "Đã kết thúc đợt triển khai; đang lập báo cáo tổng hợp.",
    )


@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk takes the document in once, and with it all that it asks of the unit. `pk` is the recipient's."""
    recipient = get_object_or_404(Recipient.objects.select_related("directive", "unit"), pk=pk)
    require(request, "directive.view", recipient.directive)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.receive(recipient, by=person_of(request), at=now, today=timezone.localdate(now)),
        done="Đã tiếp nhận và vào sổ văn bản đến.",
        then=recipient.directive.get_absolute_url(),
    )
