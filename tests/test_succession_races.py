"""Work moves while people act on it, on PostgreSQL with threads: each act is done before the move or after, and nothing is lost between."""

from datetime import date

import pytest
from django.db import connection, transaction
from viewflow.workflow.models import Task

from campaigns.models import Assignment, Campaign, Report
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import Merge, decide_reorganisation, draft_reorganisation, set_changes
from records.models import Event, Job
from workflows import clock, steps
from workflows.models import Reminder
from workflows.steps import StepError
from workflows.steps import succession as moving
from workflows.tasks import run_job

from .city import AT, DAY, City, at, at_once, committee, copy_of, delivered, draft_for_districts

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

DECIDED = date(2025, 7, 1)
NOW = at(DECIDED, 8)
Status = Assignment.Status


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


@pytest.fixture
def campaign(city: City) -> Campaign:
    """Hoàn Kiếm has received its two tasks; from today on a ward continues it, but nothing has moved yet."""
    city.add([committee("P1", "phường Ngọc Hà", OrgUnit.Level.COMMUNE, "HN")])
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city, tasks=2)))
    steps.receive(copy_of(campaign.directive, city.units["HK"]), by=city["other_clerk"], at=AT, today=DAY)
    return campaign


def merged_tomorrow(city: City, into: str) -> dict[int, int]:
    """The decision is written, the rights of the old unit's people still hold: the worst moment to act."""
    decision = draft_reorganisation(city.units["HN"], title="NQ 1656", day=DECIDED, basis="NQ 1656/NQ-UBTVQH15", by=None, at=AT)
    set_changes(decision, [Merge(("HK",), into)], by=None, at=AT)
    decide_reorganisation(decision, by=None, at=NOW, today=date(2025, 6, 1))
    return {city.units["HK"].pk: city.units[into].pk}


def move(heirs: dict[int, int]) -> None:
    with transaction.atomic():
        moving._move_all(moving.Heirs(heirs, {}), at=NOW)


def assert_agrees() -> None:
    assert not clock.astray()
    for task in Task.objects.filter(finished=None, flow_task_type="HUMAN").select_related("process"):
        unit = getattr(task.process.artifact, task.flow_task.unit)
        assert task.owner_permission_obj_pk == str(unit.pk), task.flow_task


def reported_while_it_moves(city: City, campaign: Campaign, into: str) -> tuple[Assignment, bool]:
    """Hoàn Kiếm reports at the moment at which its work moves; its assignment, and whether the report was taken."""
    heirs = merged_tomorrow(city, into)
    assignment = city.assignment(campaign, "HK", 0)
    refused, stopped = at_once(
        lambda: steps.report(assignment, kind="final", text="Xong.", by=city["other_officer"], at=NOW, today=DECIDED),
        lambda: move(heirs),
    )
    assert stopped is None
    assert refused is None or isinstance(refused, StepError)
    assert Report.objects.filter(assignment=assignment).count() == (refused is None)
    assert_agrees()
    assignment.refresh_from_db()
    return assignment, refused is None


@pytest.mark.parametrize("turn", range(4))
def test_a_report_is_sent_before_the_work_moves_or_after(city: City, campaign: Campaign, turn: int) -> None:
    moved, was_taken = reported_while_it_moves(city, campaign, "P1")
    assert moved.unit == city.units["P1"]
    assert moved.status == (Status.REPORTED if was_taken else Status.RECEIVED)


@pytest.mark.parametrize("turn", range(4))
def test_a_report_on_work_that_is_merged_away_counts_before_or_is_refused(city: City, campaign: Campaign, turn: int) -> None:
    ended, _ = reported_while_it_moves(city, campaign, "BD")
    assert (ended.status, ended.merged_into) == (Status.RECALLED, city.assignment(campaign, "BD", 0))


def test_two_moves_at_once_move_everything_once(city: City, campaign: Campaign) -> None:
    heirs = merged_tomorrow(city, "P1")
    raised = at_once(*[lambda: move(heirs)] * 3)
    assert sum(error is None for error in raised) >= 1
    assert Event.objects.filter(action="campaigns.moved_on").count() == 2
    assert set(campaign.assignments.values_list("unit__code", flat=True)) == {"BD", "TT", "P1"}
    assert_agrees()


def test_a_job_that_meets_somebody_at_work_goes_on_behind_them(city: City, campaign: Campaign) -> None:
    merged_tomorrow(city, "P1")
    job = steps.order_moves(at=at(date(2025, 12, 1)))
    assert job is not None
    by = city["other_officer"]
    interim = [
        lambda number=number: steps.report(
            city.assignment(campaign, "HK", number), kind="interim", text="Đang làm.", by=by, at=NOW, today=DECIDED
        )
        for number in (0, 1)
    ]
    raised = at_once(lambda: run_job(job.pk), *interim)
    assert raised[0] is None
    job.refresh_from_db()
    assert job.status == Job.Status.DONE, job.error
    assert not campaign.assignments.filter(unit__code="HK").exists()
    assert_agrees()


def test_of_two_who_give_the_same_work_on_at_once_one_is_heard(city: City, campaign: Campaign) -> None:
    city.add([committee("P2", "phường Cửa Nam", OrgUnit.Level.COMMUNE, "HN"), committee("LE", "quận Lẻ", OrgUnit.Level.DISTRICT, "HN")])
    unit = city.units["LE"]
    Assignment.objects.filter(unit=city.units["HK"]).update(unit=unit)
    clock.mend(at=AT)
    OrgUnit.objects.filter(pk=unit.pk).update(valid_to=DECIDED)
    unit.refresh_from_db()
    raised = at_once(
        lambda: steps.hand_on(campaign, unit, to=city.units["P1"], by=city["chairman"], at=NOW, today=DECIDED),
        lambda: steps.hand_on(campaign, unit, to=city.units["P2"], by=city["office_head"], at=NOW, today=DECIDED),
    )
    (lost,) = [error for error in raised if error is not None]
    assert isinstance(lost, StepError)
    assert lost.code in {"stale", "nothing_left", "busy"}
    assert Event.objects.filter(action="campaigns.moved_on").count() == 2
    assert Reminder.objects.filter(kind=Reminder.Kind.MOVED).count() == 2
    assert len(set(campaign.assignments.filter(unit__code__in=["P1", "P2"]).values_list("unit", flat=True))) == 1
