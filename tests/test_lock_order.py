"""Whoever holds several things takes them in one order, on PostgreSQL with threads: nobody is ended because two met the wrong way round."""

from collections.abc import Callable
from datetime import date
from threading import Event as Signal
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from campaigns.models import Assignment, Campaign
from directives.models import Recipient
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import Merge, decide_reorganisation, draft_reorganisation, set_changes
from records.models import Job
from workflows import bulk, clock, desk, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, at, at_once, committee, copy_of, delivered, draft_for_districts

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DECIDED = date(2025, 7, 1)
NOW = at(DECIDED, 8)


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


@pytest.fixture
def campaign(city: City) -> Campaign:
    """Two tasks for each district; Hoàn Kiếm has taken nothing in yet."""
    city.add([committee("P1", "phường Ngọc Hà", OrgUnit.Level.COMMUNE, "HN")])
    return Campaign.objects.get(directive=delivered(city, draft_for_districts(city, tasks=2)))


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def until_someone_waits(*, seconds: float = 10) -> None:
    end = monotonic() + seconds
    while not someone_waits() and monotonic() < end:
        sleep(0.02)


def meeting(first: Callable[[], object], second: Callable[[], object], *, holding: Assignment) -> list[Exception | None]:
    """The second act begins while the first one holds a process, and the first one goes on when the second one waits for it."""
    begun = Signal()

    def one() -> None:
        with transaction.atomic(), desk.held(holding):
            begun.set()
            until_someone_waits()
            first()

    def other() -> None:
        begun.wait(10)
        second()

    return at_once(one, other)


@pytest.mark.parametrize("into", ["P1", "BD"])
def test_work_that_moves_waits_for_a_clerk_who_takes_the_document_in(city: City, campaign: Campaign, into: str) -> None:
    decision = draft_reorganisation(city.units["HN"], title="NQ 1656", day=DECIDED, basis="NQ 1656/NQ-UBTVQH15", by=None, at=AT)
    set_changes(decision, [Merge(("HK",), into)], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=NOW, today=date(2025, 6, 1))
    clerk, copy, mine = city["other_clerk"], copy_of(campaign.directive, city.units["HK"]), city.assignment(campaign, "HK")
    job = steps.order_moves(at=NOW)
    assert job is not None
    raised = meeting(lambda: steps.receive(copy, by=clerk, at=AT, today=DAY), lambda: run_job(job.pk), holding=mine)
    assert raised == [None, None]
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    assert not campaign.assignments.filter(unit__code="HK", status__in=Assignment.OPEN).exists()
    assert not clock.astray()


def test_a_clerk_takes_in_while_all_is_recalled_whatever_order_the_rows_have(city: City, campaign: Campaign) -> None:
    """The work of one unit was begun in another order than it was given: the processes of the two tasks stand the other way round."""
    first, second = (city.assignment(campaign, "HK", task) for task in (0, 1))
    begun_later(first)
    clerk, copy = city["other_clerk"], copy_of(campaign.directive, city.units["HK"])
    everything = Assignment.objects.filter(campaign=campaign).values_list("pk", flat=True)
    values = {"reason": "Sửa lại.", "by": city["chairman"], "at": AT}
    raised = meeting(
        lambda: steps.receive(copy, by=clerk, at=AT, today=DAY),
        lambda: steps.recall_all(campaign, list(everything), **values),
        holding=second,
    )
    assert raised == [None, None]
    assert set(campaign.assignments.values_list("status", flat=True)) == {Assignment.Status.RECALLED}
    assert copy_of(campaign.directive, city.units["HK"]).status == Recipient.Status.RECEIVED
    assert not clock.astray()


def begun_later(work: Assignment) -> None:
    bulk.cancel(Assignment.objects.filter(pk=work.pk), at=AT)
    bulk.start([work.pk])


@pytest.mark.parametrize("turn", range(3))
def test_clerks_and_recalls_at_one_moment_are_done_one_after_the_other(city: City, campaign: Campaign, turn: int) -> None:
    begun_later(city.assignment(campaign, "HK", 0))
    begun_later(city.assignment(campaign, "BD", 0))
    acts = [
        lambda: steps.receive(copy_of(campaign.directive, city.units["HK"]), by=city["other_clerk"], at=AT, today=DAY),
        lambda: steps.receive(copy_of(campaign.directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY),
        lambda: steps.recall_all(
            campaign, list(campaign.assignments.values_list("pk", flat=True)), reason="Sửa lại.", by=city["chairman"], at=AT
        ),
    ]
    raised = at_once(*acts)
    assert raised[2] is None
    for error in raised[:2]:
        assert error is None or (isinstance(error, steps.StepError) and error.code != "busy"), error
    assert set(campaign.assignments.values_list("status", flat=True)) == {Assignment.Status.RECALLED}
    assert not clock.astray()
