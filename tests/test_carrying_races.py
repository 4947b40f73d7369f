"""Two at once on one assignment, on PostgreSQL with threads: one wins, the other is told, and the engine stands where the row is."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from viewflow.workflow.models import Process, Task

from campaigns.models import Assignment, Report, Suspension
from campaigns.services import CampaignError, Part
from org_hierarchy.models import Person
from records.models import Event
from workflows import clock, steps
from workflows.flows import AssignmentFlow
from workflows.steps import StepError

from .city import AT, DAY, City, at_once, copy_of, delivered, later

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

LATE = {"not_open", "busy", "stale", "not_with_unit", "has_it"}
Status = Assignment.Status


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def together(*acts: Callable[[], object]) -> list[str]:
    """For each act begun at the same moment "done" or the code that it was refused with, in words."""
    raised = at_once(*acts)
    assert all(error is None or isinstance(error, StepError | CampaignError) for error in raised), raised
    assert all(error is None or str(error) for error in raised)
    return [getattr(error, "code", "done") for error in raised]


def assert_one_won(results: list[str]) -> None:
    assert results.count("done") == 1, results
    assert set(results) - {"done"} <= LATE, results


def received(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def final(city: City, code: str = "BD") -> Callable[[], Report]:
    mine, by = of(city, code), city.person(code)
    return lambda: steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=by, at=later(hours=2), today=DAY)


def on_the_way(city: City) -> Report:
    """Ba Đình's final report, waiting for its review."""
    received(city)
    sent = final(city)()
    return Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)


def give_on(city: City, *codes: str, by: Person | None = None) -> Callable[[], list[int]]:
    mine, parts = of(city), [Part(city.units[code].pk) for code in codes]
    return lambda: steps.delegate(mine, parts=parts, by=by or city["officer"], at=later(hours=2), today=DAY)


@pytest.mark.parametrize("attempt", range(3))
def test_a_delegation_and_a_final_report_at_once_leave_one_of_them(city: City, attempt: int) -> None:
    delivered(city)
    received(city)
    results = together(give_on(city, "KM"), final(city))
    assert_one_won(results)
    assert Assignment.objects.filter(parent__isnull=False).count() == (1 if results[0] == "done" else 0)
    assert of(city).status == (Status.IN_PROGRESS if results[0] == "done" else Status.REPORTED)
    assert not clock.astray()


def test_two_officers_giving_the_same_ward_the_same_work_leave_it_once(city: City) -> None:
    delivered(city)
    received(city)
    colleague = city.person("BD", "officer", 2)
    assert_one_won(together(give_on(city, "KM"), give_on(city, "KM", by=colleague)))
    assert Assignment.objects.filter(unit=city.units["KM"]).count() == 1
    assert Process.objects.filter(flow_class=AssignmentFlow, status="NEW").count() == 4
    assert not clock.astray()


@pytest.mark.parametrize("attempt", range(3))
def test_a_recall_and_a_report_at_once_agree(city: City, attempt: int) -> None:
    """Whoever is second: a report that came first is recalled with the row, one that comes after is refused."""
    delivered(city)
    mine = received(city)
    campaign = mine.campaign
    results = together(lambda: steps.recall_all(campaign, [mine.pk], reason="Thôi", by=city["chairman"], at=later(hours=2)), final(city))
    assert results[0] == "done", results
    assert results[1] in {"done"} | LATE
    assert of(city).status == Status.RECALLED
    assert Report.objects.count() == (1 if results[1] == "done" else 0)
    assert not clock.astray()


@pytest.mark.parametrize("attempt", range(3))
def test_a_recall_and_a_receipt_at_once_agree(city: City, attempt: int) -> None:
    directive = delivered(city)
    mine, copy = of(city), copy_of(directive, city.units["BD"])
    results = together(
        lambda: steps.recall_all(mine.campaign, [mine.pk], reason="Thôi", by=city["chairman"], at=later(hours=2)),
        lambda: steps.receive(copy, by=city["clerk"], at=later(hours=2), today=DAY),
    )
    assert results[0] == "done", results
    assert of(city).status == Status.RECALLED
    assert not Process.objects.filter(flow_class=AssignmentFlow, artifact_object_id=mine.pk, status="NEW").exists()
    assert not clock.astray()


def test_an_acceptance_and_a_recall_at_once_agree(city: City) -> None:
    delivered(city)
    report = on_the_way(city)
    campaign, pk = report.assignment.campaign, report.assignment_id
    results = together(
        lambda: steps.review(report, accept=True, note="", by=city["chairman"], at=later(hours=3)),
        lambda: steps.recall_all(campaign, [pk], reason="Thôi", by=city["office_head"], at=later(hours=3)),
    )
    assert "done" in results
    assert set(results) <= {"done", "forbidden"} | LATE
    assert of(city).status == (Status.ACCEPTED if results[0] == "done" else Status.RECALLED)
    assert not clock.astray()


def test_an_acceptance_and_a_return_at_once_leave_one_decision(city: City) -> None:
    delivered(city)
    first = on_the_way(city)
    second = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=first.pk)
    assert_one_won(
        together(
            lambda: steps.review(first, accept=True, note="", by=city["chairman"], at=later(hours=3)),
            lambda: steps.review(second, accept=False, note="Thiếu", by=city["office_head"], at=later(hours=3)),
        )
    )
    assert not clock.astray()


@pytest.mark.parametrize("attempt", range(3))
def test_two_last_children_at_once_wake_their_parent_once(city: City, attempt: int) -> None:
    delivered(city)
    received(city)
    give_on(city, "KM", "TB")()
    reports = []
    for code in ("KM", "TB"):
        received(city, code)
        sent = final(city, code)()
        reports.append(
            Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
        )
    head, other = city.person("BD", "head"), city.person("BD", "deputy")
    results = together(
        lambda: steps.review(reports[0], accept=True, note="", by=head, at=later(hours=3)),
        lambda: steps.review(reports[1], accept=True, note="", by=other, at=later(hours=3)),
    )
    assert results == ["done", "done"]
    steps.wake_parents(at=later(hours=4), today=DAY)  # where the other's lock was met, the clock follows
    mine = of(city)
    assert (mine.waits_for_children, mine.status) == (False, Status.IN_PROGRESS)
    tasks = Task.objects.filter(process__artifact_object_id=mine.pk, process__flow_class=AssignmentFlow, finished=None)
    assert [task.flow_task.name for task in tasks] == ["report"]
    assert Event.objects.filter(action="campaigns.woken").count() == 1
    assert not clock.astray()


def test_the_sweep_and_the_unit_end_the_waiting_once(city: City) -> None:
    delivered(city)
    received(city)
    give_on(city, "KM")()
    Assignment.objects.filter(unit=city.units["KM"]).update(status=Status.ACCEPTED)
    mine = of(city)
    results = together(
        lambda: steps.report_anyway(mine, by=city["officer"], at=later(hours=3)),
        lambda: steps.wake_parents(at=later(hours=3), today=DAY),
    )
    assert results[1] == "done"
    assert results[0] in {"done"} | LATE
    assert Event.objects.filter(action__in=["campaigns.woken", "campaigns.waiting_ended"]).count() == 1
    clock.mend(at=later(hours=4))
    assert not clock.astray()


def test_an_agreed_standstill_and_a_report_at_once_leave_one_of_them(city: City) -> None:
    delivered(city)
    mine = received(city)
    asked = steps.ask_suspension(mine, reason="Chờ", by=city["officer"], at=later(hours=1))
    suspension = Suspension.objects.select_related("assignment__campaign__issuer", "assignment__unit").get(pk=asked.pk)
    results = together(lambda: steps.agree_suspension(suspension, note="", by=city["chairman"], at=later(hours=2), today=DAY), final(city))
    assert_one_won(results)
    assert of(city).status == (Status.SUSPENDED if results[0] == "done" else Status.REPORTED)
    assert not clock.astray()


def test_two_reopenings_at_once_begin_one_process(city: City) -> None:
    delivered(city)
    report = on_the_way(city)
    steps.review(report, accept=True, note="", by=city["chairman"], at=later(hours=3))
    values: dict[str, Any] = {"reason": "Thiếu", "new_due_date": of(city).due_date, "at": later(hours=4), "today": DAY}
    first, second = of(city), of(city)
    assert_one_won(
        together(
            lambda: steps.reopen(first, by=city["chairman"], **values),
            lambda: steps.reopen(second, by=city["office_head"], **values),
        )
    )
    assert Process.objects.filter(flow_class=AssignmentFlow, artifact_object_id=first.pk, status="NEW").count() == 1
    assert not clock.astray()


def came_back(city: City) -> Assignment:
    """Ba Đình's, on the desk of its officer, whose report was returned."""
    delivered(city)
    sent = on_the_way(city)
    steps.review(sent, accept=False, note="Thiếu biểu.", by=city["chairman"], at=later(hours=3))
    return of(city)


@pytest.mark.parametrize("attempt", range(3))
def test_two_colleagues_taking_over_at_once_leave_it_with_one_of_them(city: City, attempt: int) -> None:
    mine = came_back(city)
    both = [city.person("BD", "officer", nth) for nth in (2, 3)]
    results = together(*(lambda by=by: steps.take_over(mine, of=city["officer"], by=by, at=later(hours=4)) for by in both))
    assert_one_won(results)
    task = Task.objects.get(process__artifact_object_id=mine.pk, process__flow_class=AssignmentFlow, finished=None)
    assert task.owner == both[results.index("done")]
    assert Event.objects.filter(action=steps.TAKEN_OVER).count() == 1


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_and_a_take_over_at_once_agree(city: City, attempt: int) -> None:
    mine, colleague = came_back(city), city.person("BD", "officer", 2)
    results = together(final(city), lambda: steps.take_over(mine, of=city["officer"], by=colleague, at=later(hours=4)))
    assert results in (["done", "not_open"], ["on_desk", "done"]), results
    assert Report.objects.count() == (2 if results[0] == "done" else 1)
    assert of(city).status == (Status.REPORTED if results[0] == "done" else Status.RETURNED)
    assert not clock.astray()
