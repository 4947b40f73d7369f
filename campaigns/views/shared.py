"""What the pages of this room share."""

from datetime import date

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django_tables2 import LazyPaginator, Table

from campaigns import queries
from campaigns.models import Campaign
from org_hierarchy.access import require
from org_hierarchy.calendar import Calendar
from records.paging import paged

PER_PAGE = 25


def in_pages(request: HttpRequest, table: Table) -> Table:
    """The table at the page asked for, without counting all rows: how many there are, the numbers above it say."""
    return paged(table, request, per_page=PER_PAGE, paginator_class=LazyPaginator)


def stand(table: Table, known: dict[int, date], today: date) -> None:
    """Put on each row of the page how it stands, on the last day of its campaign when that is concluded. One query."""
    calendar = Calendar.load(today, today)
    for row in table.page.object_list:
        record = row.record
        day = known.get(record.campaign_id) or queries.as_of(record.campaign, today)
        record.standing = queries.standing(record, today=day, calendar=calendar)


def campaign_or_403(request: HttpRequest, pk: int) -> Campaign:
    """The campaign, for somebody who may see it."""
    found = get_object_or_404(queries.slim(Campaign.objects.select_related("directive", "issuer", "monitor", "report")), pk=pk)
    require(request, "campaign.view", found)
    return found
