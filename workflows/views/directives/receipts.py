"""The copies that units were sent: how far each is, taken in or refused by its unit, asked back by the sender and answered."""

from collections.abc import Collection, Iterable

from django.core.paginator import Paginator
from django.db.models import Case, Count, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone

from campaigns import receipts as ladder
from campaigns.models import Campaign
from directives.models import Directive, Recipient
from directives.queries import acting_units, given_back_by
from org_hierarchy.access import person_of, require
from org_hierarchy.models import Keeping, Person
from org_hierarchy.queries import grants_of
from org_hierarchy.rights import may
from records import events
from records.paging import Tab, address
from records.search import has_words
from workflows import steps
from workflows.views.forms.steps import SendAgainForm, TakeBackForm
from workflows.views.pages import perform

Status = Recipient.Status
PER_PAGE = 50
ANSWERS = ("directives.refused", "directives.given_back")
LOOKS = {
    "sent": "new",
    "refused": "returned",
    "received": "doing",
    "assigned": "doing",
    "processing": "doing",
    "done": "done",
    "takingback": "review",
    "taken_back": "recalled",
}


def receipts(found: Directive) -> dict[str, int]:
    """How many units it was sent to, and how many have taken it in, though it is asked back since, or refused it. One query."""
    taken_in = Q(status__in=[Status.RECEIVED, Status.TAKING_BACK], received_at__isnull=False)
    return found.recipients.aggregate(
        sent=Count("pk"), received=Count("pk", filter=taken_in), refused=Count("pk", filter=Q(status=Status.REFUSED))
    )


def recipients(found: Directive) -> QuerySet[Recipient]:
    """The copies that units were sent, each with its unit and step: not taken in yet, refused, asked back, then the others, by name.

    One query.
    """
    first = {Status.SENT: 0, Status.REFUSED: 1, Status.TAKING_BACK: 2}
    order = Case(*(When(status=status, then=place) for status, place in first.items()), default=3)
    return ladder.with_step(found.recipients.select_related("unit")).order_by(order, "unit__sort_name", "unit")


def told(rows: Iterable[Recipient]) -> list[Recipient]:
    """The copies with what a page says of each: code, word and look of its step, and what was answered to a request for it."""
    rows = list(rows)
    for row in rows:
        row.code, row.word = ladder.STEPS[row.step]  # type: ignore[attr-defined]
        row.look = LOOKS[row.step]  # type: ignore[attr-defined]
        row.again = row.status_before == Status.REFUSED and row.status != Status.REFUSED  # type: ignore[attr-defined]
        row.kept = ladder.KEPT if row.status_before == Status.TAKING_BACK else None  # type: ignore[attr-defined]
    return rows


def own_copies(person: Person, found: Directive) -> dict[str, list[Recipient]]:
    """The copies that the person's own units were sent and that wait for them, or were refused or given back, by status. Two queries."""
    mine = {unit_id for codename, unit_id in grants_of(person) if codename in {"register_for_unit", "act_for_unit"}}
    waiting: dict[str, list[Recipient]] = {status: [] for status in (Status.SENT, Status.TAKING_BACK, Status.REFUSED, Status.TAKEN_BACK)}
    for copy in found.recipients.filter(status__in=waiting, unit__in=mine).select_related("unit").order_by("pk"):
        waiting[copy.status].append(copy)
    return waiting


def given_back(person: Person, pk: int) -> list[Recipient]:
    """The copies of that directive that the person's units have refused or given back, in order. One query."""
    return list(given_back_by(person).filter(directive=pk).select_related("unit", "register_entry__register").order_by("pk"))


def given_back_page(request: HttpRequest, pk: int, copies: list[Recipient]) -> HttpResponse:
    """What a unit may still know of a document that it does not have any more: its head, as its own register keeps it, and what became of
    the copy."""
    head = ("kind", "number", "symbol", "issued_date", "subject", "issuer")
    found = Directive.objects.select_related("issuer").only(*head).get(pk=pk)
    answers = {event.subject_id: event for event in events.timeline(*copies) if event.action in ANSWERS}
    rows = [(copy, answers.get(copy.pk), getattr(copy, "register_entry", None)) for copy in copies]
    return render(request, "workflows/given_back.html", {"directive": found, "rows": rows})


def recipients_page(
    request: HttpRequest,
    found: Directive,
    *,
    form: TakeBackForm | None = None,
    again_form: SendAgainForm | None = None,
    chosen: Collection[int] = (),
    status: int = 200,
) -> HttpResponse:
    """Every unit that it was sent to, step by step, searched and paged; for who may, with the form that asks for copies back, of which
    those of `chosen` are ticked, and that of those that are sent again.

    A fixed number of queries, whatever the number of recipients.
    """
    step, words = request.GET.get("buoc", ""), request.GET.get("tim", "")[:200]
    counts = ladder.counts(found)
    rows = recipients(found).filter(has_words("unit__folded_name", words))
    if step == ladder.DECLINED:
        rows = rows.filter(ladder.IS_KEPT)
    elif step in ladder.STEPS:
        rows = rows.filter(Q(step=step))
    else:
        step = ""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("trang"))
    names = {**ladder.STEPS, ladder.DECLINED: ladder.KEPT}
    tabs = [Tab("Tất cả", address(request, buoc=""), not step, sum(counts[name] for name in ladder.STEPS))]
    tabs += [
        Tab(f"{code} {word}", address(request, buoc=name), step == name, counts[name])
        for name, (code, word) in names.items()
        if counts[name] or step == name
    ]
    context = {
        "directive": found,
        "recipients": told(page.object_list),
        "page": page,
        "before": address(request, trang=str(page.previous_page_number())) if page.has_previous() else "",
        "after": address(request, trang=str(page.next_page_number())) if page.has_next() else "",
        "tabs": tabs,
        "step": step,
        "words": words,
        "may_take_back": may(person_of(request), "directive.take_back", found),
        "form": form or TakeBackForm(),
        "again_form": again_form or SendAgainForm(),
        "has_refused": any(row.status == Status.REFUSED for row in page.object_list),
        "chosen": chosen,
        "query": request.GET.urlencode(),
    }
    return render(request, "workflows/recipients.html", context, status=status)


def copy_of(request: HttpRequest, pk: int) -> Recipient:
    """The copy, for somebody of its unit or who may see its directive."""
    recipient = get_object_or_404(Recipient.objects.select_related("directive", "unit").defer("directive__source_text"), pk=pk)
    require(request, "recipient.view", recipient)
    return recipient


def may_see_all(person: Person, found: Directive) -> bool:
    """Whether the person sees every unit's receipt: its issuer's, drafting unit's or monitor's people, whoever keeps the papers of one that
    has ended, and whoever leads its campaign by now. One query."""
    leading = [unit for unit in (found.issuer_id, found.drafting_unit_id, found.monitor_id) if unit is not None]
    of_campaign = Campaign.objects.filter(directive=found)
    mine = Q(content_object__in=leading) | Q(content_object__in=Keeping.objects.filter(unit__in=leading).values("keeper"))
    mine |= Q(content_object__in=of_campaign.values("issuer")) | Q(content_object__in=of_campaign.values("monitor"))
    return acting_units(person).filter(mine).exists()


def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """The clerk takes the document in once, and with it all that it asks of the unit. `pk` is the copy's, here and below."""
    recipient = copy_of(request, pk)
    if request.method != "POST":
        return redirect("workflows:directive", recipient.directive_id)
    now = timezone.now()
    return perform(
        request,
        lambda: steps.receive(recipient, by=person_of(request), at=now, today=timezone.localdate(now)),
        done=f"{recipient.unit} đã tiếp nhận và vào sổ văn bản đến.",
        then=resolve_url(recipient.directive),
    )
