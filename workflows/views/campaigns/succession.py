"""The issuer says who goes on with the work of a unit that has ended."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone

from campaigns import queries
from campaigns.models import Campaign
from campaigns.services.succession import stranded
from org_hierarchy.access import person_of, require
from org_hierarchy.forms.fields import Asking
from org_hierarchy.models import OrgUnit
from records.text import grouped
from workflows import steps
from workflows.views.pages import perform, posted


class HandOnForm(Asking, forms.Form):
    """Of which unit, to which."""

    don_vi = forms.ModelChoiceField(OrgUnit.objects.all(), label="Đơn vị")
    ke_thua = forms.ModelChoiceField(OrgUnit.objects.all(), label="Đơn vị kế thừa")


@posted("campaigns:campaign")
def hand_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Give all that the unit left open in the campaign to the one that was chosen."""
    found = get_object_or_404(queries.slim(Campaign.objects.select_related("directive", "issuer", "monitor")), pk=pk)
    require(request, "campaign.view", found)
    require(request, "campaign.steer", found)
    now, back = timezone.now(), f"{resolve_url(found)}#ke-thua"
    form = HandOnForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Vui lòng chọn một đơn vị kế thừa trong danh sách.")
        return redirect(back)
    unit, heir = form.cleaned_data["don_vi"], form.cleaned_data["ke_thua"]
    count = next((row.count for row in stranded(found, today=timezone.localdate(now)) if row.unit == unit), 0)
    return perform(
        request,
        lambda: steps.hand_on(found, unit, to=heir, by=person_of(request), at=now, today=timezone.localdate(now)),
        done=f"Đã chuyển {grouped(count)} việc của {unit} sang {heir}.",
        then=back,
    )
