"""Work of thousands of units moves set-based, in batches, and a killed run is finished by the next."""

from datetime import timedelta
from time import process_time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Assignment, Campaign
from campaigns.services import succession
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import Merge
from records.models import Event, Job
from workflows import steps
from workflows.steps import succession as moving
from workflows.tasks import refresh_grants, run_job

from .city import City, committee, delivered, draft_for_districts
from .succession import CLOCK, DECIDED, NOW, Status, assert_whole, launched_campaign, move, reorganise, standing, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


def test_a_second_run_changes_nothing_and_a_killed_one_is_finished_by_the_next(city: City, campaign: Campaign, monkeypatch: Any) -> None:
    reorganise(city, Merge(("HK",), "P1"), Merge(("TT",), "P2"))
    monkeypatch.setattr(moving, "BATCH", 1)
    found = moving._heirs(moving._leading(DECIDED), today=DECIDED)
    first, _ = list(moving._together(found.all, dict.fromkeys(found.all, 2)))
    moving._move_all(moving._among(found, first), at=NOW)  # and then it is killed
    assert sum(code in {"HK", "TT"} for code, _ in standing(campaign)) == 2
    assert move() is not None
    assert {code for code, _ in standing(campaign)} == {"BD", "P1", "P2"}
    events = Event.objects.count()
    assert move() is None
    assert Event.objects.count() == events
    assert_whole()


def test_the_hour_brings_it_without_anybody_asking(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    refresh_grants()
    job = Job.objects.get(kind=steps.MOVE_WORK)
    refresh_grants()
    assert Job.objects.filter(kind=steps.MOVE_WORK).count() == 1
    run_job(job.pk)
    assert standing(campaign)["P1", 0] == (Status.ISSUED, None)


def statements(city: City, count: int) -> int:
    """Of moving the work of so many wards into as many others."""
    codes = [f"{count}x{number}" for number in range(count)]
    city.add(committee(f"A{code}", f"phường A{code}", OrgUnit.Level.DISTRICT, "HN") for code in codes)
    delivered(city, draft_for_districts(city, tasks=2))
    city.add(committee(f"B{code}", f"phường B{code}", OrgUnit.Level.COMMUNE, "HN") for code in codes)
    reorganise(city, *[Merge((f"A{code}",), f"B{code}") for code in codes], day=DECIDED + timedelta(days=count))
    job = steps.order_moves(at=CLOCK)
    assert job is not None
    with CaptureQueriesContext(connection) as captured:
        run_job(job.pk)
    assert Assignment.objects.filter(unit__code__startswith=f"B{count}x").count() == 2 * count
    return len(captured)


def test_the_statements_do_not_grow_with_the_units(city: City) -> None:
    few = statements(city, 2)
    assert statements(city, 15) <= few + 2


@pytest.mark.long
def test_five_thousand_open_assignments_move_within_a_minute(city: City) -> None:
    city.add(committee(f"A{number}", f"phường A{number}", OrgUnit.Level.DISTRICT, "HN") for number in range(2_500))
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city, tasks=2)))
    city.add(committee(f"B{number}", f"phường B{number}", OrgUnit.Level.COMMUNE, "HN") for number in range(1_250))
    reorganise(city, *[Merge((f"A{2 * number}", f"A{2 * number + 1}"), f"B{number}") for number in range(1_250)])
    begun_at = process_time()
    job = steps.order_moves(at=CLOCK)
    assert job is not None
    with CaptureQueriesContext(connection) as captured:
        run_job(job.pk)
    print(f"5.000 việc: {process_time() - begun_at:.1f} s CPU, {len(captured)} câu lệnh")  # noqa: T201 - the figure is read, not asserted
    open_now = campaign.assignments.filter(status__in=Assignment.OPEN)
    assert open_now.filter(unit__code__startswith="B").count() >= 2_500
    assert succession.stranded(campaign, today=DECIDED) == []
    assert len(captured) < 750
    assert_whole()
