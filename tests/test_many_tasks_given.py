"""A directive with hundreds of tasks is given batch by batch, each batch behind the one before."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import services
from campaigns.models import Assignment, Campaign, ReportDue
from campaigns.services.assigning import TASKS_AT_ONCE

from .city import AT, DAY, City, draft, duty, grouped, issued
from .test_periods import MONTHLY

pytestmark = pytest.mark.django_db

TASKS = 2 * TASKS_AT_ONCE + 20
LIMIT = 150


@pytest.fixture
def campaign(city: City) -> Campaign:
    """As many tasks of the three districts, every tenth one reported by months; nothing given yet."""
    parties = grouped(city.group())
    duties = [duty(f"Việc {n}.", parties, **({"deadline_text": MONTHLY, "period": "monthly"} if n % 10 == 0 else {})) for n in range(TASKS)]
    found = services.open_campaign(issued(city, draft(city, *duties)), by=None, at=AT, today=DAY)
    assert found is not None
    return found


def given(campaign: Campaign) -> list[tuple[int, str]]:
    return list(campaign.assignments.order_by("pk").values_list("task__position", "path"))


def test_batches_give_the_same_rows_in_the_same_order_and_each_costs_the_same(campaign: Campaign) -> None:
    costs: list[int] = []
    batch: Sequence[int] = ()
    while True:
        with CaptureQueriesContext(connection) as caught:
            batch = services.assign_next(campaign, at=AT, limit=LIMIT, after=batch)
        if not batch:
            break
        costs.append(len([query for query in caught if not query["sql"].startswith("INSERT INTO")]))
    wanted = [
        (position, path)
        for first in range(0, TASKS, TASKS_AT_ONCE)
        for path in sorted(set(Assignment.objects.values_list("path", flat=True)))
        for position in campaign.tasks.order_by("position").values_list("position", flat=True)[first : first + TASKS_AT_ONCE]
    ]
    assert given(campaign) == wanted
    assert len(wanted) == TASKS * 3
    assert max(costs) - min(costs) <= 6, "a few more where one hundred ends, and none for the tasks before it"
    assert ReportDue.objects.count() == TASKS // 10 * 3


def test_what_is_missing_before_the_last_batch_is_found_at_the_end(campaign: Campaign) -> None:
    first = services.assign_next(campaign, at=AT, limit=LIMIT)
    batch: Sequence[int] = services.assign_next(campaign, at=AT, limit=LIMIT, after=first)
    Assignment.objects.filter(pk=first[3]).delete()
    while batch := services.assign_next(campaign, at=AT, limit=LIMIT, after=batch):
        last = batch
    assert len(last) == 1
    assert campaign.assignments.count() == TASKS * 3
    assert services.assign_next(campaign, at=AT) == []
