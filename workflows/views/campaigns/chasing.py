"""One click drafts the letter that urges whoever is in the list."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns import queries
from campaigns.filters import AssignmentFilter
from campaigns.models import Campaign
from directives.drafting.parts import drafting_unit_for
from directives.models import Directive
from org_hierarchy.access import Refused, person_of, require
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit, Person
from workflows import steps
from workflows.views.drafting.beginning import issuers_for
from workflows.views.pages import perform, posted, refuse_list

WORKING_DAYS = 5
"""Until the new deadline that the draft proposes; its drafter writes another where that does not suit."""
NO_SENDER = "Chỉ người soạn thảo văn bản của cơ quan ban hành hoặc của đơn vị theo dõi đợt này mới soạn được công văn đôn đốc."


@posted("campaigns:campaign")
def chase(request: HttpRequest, pk: int) -> HttpResponse:
    """Draft the công văn đôn đốc about what is owed in the list that the address describes, or among its rows that were chosen, and lead
    to the draft."""
    found = get_object_or_404(
        queries.slim(Campaign.objects.select_related("directive__issuer", "issuer__parent", "monitor__parent")), pk=pk
    )
    require(request, "campaign.view", found)
    require(request, "campaign.remind", found)
    person, now = person_of(request), timezone.now()
    today = timezone.localdate(now)
    sender = sender_for(person, found, on=today)
    unit = drafting_unit_for(person, sender, on=today) if sender is not None else None
    if sender is None or unit is None:
        raise Refused(NO_SENDER, found)
    filters = AssignmentFilter(request.GET, queryset=queries.assignments_in(found, seen_by=person), campaign=found, today=today)
    if filters.refusal:
        return refuse_list(request, filters.refusal, back=f"{resolve_url(found)}#danh-sach")
    among = filters.qs
    if chosen := [int(pk) for pk in request.POST.getlist("chosen") if pk.isascii() and pk.isdecimal() and len(pk) < 19]:
        among = among.filter(pk__in=chosen)
    drafted: list[Directive] = []
    answer = perform(
        request,
        lambda: drafted.append(
            steps.draft_chase(
                found,
                among,
                sender=sender,
                drafting_unit=unit,
                deadline=_deadline(today),
                by=person,
                at=now,
                today=today,
            )
        ),
        done="Đã soạn công văn đôn đốc kèm phụ lục. Vui lòng xem lại hạn mới, nơi nhận rồi trình ký.",
        then=f"{resolve_url(found)}?{request.GET.urlencode()}#danh-sach",
    )
    return redirect("workflows:draft", drafted[0].pk) if drafted else answer


def sender_for(person: Person, campaign: Campaign, *, on: date) -> OrgUnit | None:
    """In whose name the person may draft the letter: the issuer's, else the monitor's. Two queries."""
    mine = set(issuers_for(person, on=on).values_list("pk", flat=True))
    return next((unit for unit in (campaign.issuer, campaign.monitor) if unit is not None and unit.pk in mine), None)


def _deadline(today: date) -> date:
    return Calendar.load(today, today + timedelta(days=30)).add_working_days(today, WORKING_DAYS)
