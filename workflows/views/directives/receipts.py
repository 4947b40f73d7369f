"""The copies that units were sent, and the clerk's receipt of one."""

from collections.abc import Iterable

from django.db.models import Case, Count, Q, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from directives.models import Directive, Recipient
from org_hierarchy.access import person_of, require
from org_hierarchy.models import Person
from org_hierarchy.queries import grants_of
from workflows import steps
from workflows.views.pages import perform


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
