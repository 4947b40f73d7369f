"""The campaigns that one sees, with how far each is."""

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from campaigns import queries, rollup
from campaigns.filters import CampaignFilter
from campaigns.rollup import Counts
from campaigns.tables import CampaignTable
from campaigns.views.shared import in_pages
from org_hierarchy.access import person_of


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns that the person sees, those that go on first. A fixed number of queries, whatever the number of rows."""
    person, today = person_of(request), timezone.localdate()
    rows = queries.visible_to(person).select_related("directive", "issuer").annotate(frozen=F("snapshot__counts"))
    found = CampaignFilter(request.GET, queryset=queries.slim(rows).order_by("-status", "-opened_date", "-pk"))
    table = in_pages(request, CampaignTable(found.qs))
    campaigns = [row.record for row in table.page.object_list]
    counts = rollup.by_campaign([c.pk for c in campaigns], today=today, among=queries.assignments_visible_to(person))
    whole = queries.whole_among(person, [c.pk for c in campaigns])
    for campaign in campaigns:
        # A concluded campaign's numbers are those of its last day, where the reader sees all of them.
        campaign.counts = Counts(**campaign.frozen) if campaign.frozen and campaign.pk in whole else counts.get(campaign.pk, Counts())
        campaign.is_part = campaign.pk not in whole
    return render(request, "campaigns/list.html", {"table": table, "form": found.form, "refusal": found.refusal})
