"""Two at once, on PostgreSQL with threads: one wins, the other is told, nothing is doubled."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone
from viewflow.workflow.exceptions import FlowLockFailed
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from campaigns import services as campaigns
from campaigns.models import Assignment, Report
from directives import services as directives
from directives.models import Register, RegisterEntry
from org_hierarchy.models import Person
from records import jobs
from records.models import Job
from workflows import bulk, clock, desk, steps
from workflows.flows import AssignmentFlow
from workflows.locks import ProcessRowLock
from workflows.steps import StepError
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, at_once, copy_of, delivered, dispatched, draft_for_districts, later

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


def together(*acts: Callable[[], object]) -> list[str]:
    """For each act begun at the same moment "done" or the code of its StepError."""
    raised = at_once(*acts)
    assert all(error is None or isinstance(error, StepError) for error in raised), raised
    return [error.code if isinstance(error, StepError) else "done" for error in raised]


LATE = {"not_open", "busy", "stale"}


def assert_one_won(results: list[str]) -> None:
    assert results.count("done") == 1, results
    assert set(results) - {"done"} <= LATE, results


def test_two_clerks_receiving_one_document_leave_one_receipt(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=3))
    copies = [copy_of(directive, city.districts[0]) for _ in range(2)]
    assert_one_won(
        together(
            lambda: steps.receive(copies[0], by=city["clerk"], at=AT, today=DAY),
            lambda: steps.receive(copies[1], by=city["second_clerk"], at=AT, today=DAY),
        )
    )
    assert RegisterEntry.objects.filter(recipient=copies[0]).count() == 1
    assert Task.objects.filter(flow_task=AssignmentFlow.receive, status=STATUS.DONE).count() == 3
    assert Task.objects.filter(flow_task=AssignmentFlow.report).count() == 3


def test_a_receipt_beside_a_delivery_receives_nothing_whose_process_it_does_not_hold(city: City) -> None:
    """The document is there before its assignments: the clerk's receipt waits for the book while the delivery commits them."""
    directive, _ = dispatched(city)
    directives.issue_directive(directive, by=city["city_clerk"], at=AT)
    campaign = campaigns.open_campaign(directive, by=city["city_clerk"], at=AT, today=DAY)
    unit = city.districts[0]
    book = Register.objects.create(unit=unit, direction=Register.Direction.IN, year=DAY.year)
    copy = copy_of(directive, unit)
    taken, delivered = threading.Event(), threading.Event()

    def receive_another_document() -> None:
        with transaction.atomic():
            Register.objects.filter(pk=book.pk).update(last_number=1)
            taken.set()
            delivered.wait(timeout=10)

    def receive() -> None:
        taken.wait(timeout=10)
        steps.receive(copy, by=city["clerk"], at=AT, today=DAY)

    def deliver() -> None:
        taken.wait(timeout=10)
        while not someone_waits():
            time.sleep(0.01)
        with transaction.atomic():
            bulk.start(campaigns.assign_next(campaign, at=AT))
        delivered.set()

    assert together(receive_another_document, receive, deliver) == ["done", "stale", "done"]
    assert set(Assignment.objects.values_list("status", flat=True)) == {Assignment.Status.ISSUED}
    steps.receive(copy_of(directive, unit), by=city["clerk"], at=AT, today=DAY)
    assert Task.objects.filter(flow_task=AssignmentFlow.report).count() == 1
    assert not clock.astray()


def someone_waits() -> bool:
    """Whether a session of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')")
        return bool(cursor.fetchone()[0])


def test_a_receipt_and_a_refusal_at_once_leave_one_of_them(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    one = Assignment.objects.filter(unit=city.districts[0]).latest("pk")
    results = together(
        lambda: steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY),
        lambda: steps.refuse(one, reason="Nhầm đơn vị", by=city["officer"], at=AT),
    )
    # refusing is allowed after receipt too; receiving all is not after one was refused in between
    assert results[1] == "done" or results[0] == "done"
    assert set(results) <= {"done"} | LATE
    assert not clock.astray()


def test_two_officers_reporting_at_once_leave_one_report(city: City) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    mine = Assignment.objects.get(unit=city.districts[0])

    def report(name: str) -> Callable[[], object]:
        own = Assignment.objects.get(pk=mine.pk)
        return lambda: steps.report(own, kind=Report.Kind.FINAL, text="Xong.", by=city[name], at=later(days=1), today=DAY)

    assert_one_won(together(report("officer"), report("clerk")))
    assert Report.objects.count() == 1
    assert Task.objects.filter(flow_task=AssignmentFlow.review).count() == 1


def test_an_acceptance_and_a_return_at_once_leave_one_decision(city: City) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    mine = Assignment.objects.get(unit=city.districts[0])
    report = steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=1), today=DAY)
    reports = [Report.objects.select_related("assignment").get(pk=report.pk) for _ in range(2)]
    assert_one_won(
        together(
            lambda: steps.review(reports[0], accept=True, note="", by=city["city_officer"], at=later(days=2)),
            lambda: steps.review(reports[1], accept=False, note="Thiếu", by=city["chairman"], at=later(days=2)),
        )
    )
    assert not clock.astray()


@pytest.mark.parametrize("attempt", range(3))
def test_a_report_and_the_conclusion_at_once_agree_on_the_figures(city: City, attempt: int) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    mine = Assignment.objects.get(unit=city.districts[0])
    results = together(
        lambda: steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE),
        lambda: steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=30), today=DUE),
    )
    assert results[0] == "done"
    mine.refresh_from_db()
    mine.campaign.refresh_from_db()
    counted = mine.campaign.snapshot["counts"]["review"]
    assert (mine.status == "reported") == (results[1] == "done") == (counted == 1)


def test_two_workers_with_one_message_do_the_job_once(city: City) -> None:
    _, job = dispatched(city)
    together(lambda: run_job(job.pk), lambda: run_job(job.pk))
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.DONE, 1)
    assert Assignment.objects.count() == Process.objects.filter(flow_class=AssignmentFlow).count() == 3


def test_a_worker_that_was_thought_dead_writes_nothing_more(city: City) -> None:
    """The second worker takes over in the middle of the first one's transaction and waits for it."""
    _, job = dispatched(city)
    slow = jobs.claim(job.pk, at=timezone.now() - timedelta(minutes=5))
    assert slow is not None
    together(lambda: run_job(job.pk), lambda: _swallow_lost(slow))
    assert Assignment.objects.count() == Process.objects.filter(flow_class=AssignmentFlow).count() == 3
    assert Task.objects.filter(flow_task=AssignmentFlow.receive, status=STATUS.NEW).count() == 3


def _swallow_lost(job: Job) -> None:
    try:
        steps.deliver(job)
    except jobs.JobError as error:
        assert error.code == "lost"  # noqa: PT017


@contextmanager
def held_elsewhere(hold: Callable[[], AbstractContextManager[Any]]) -> Iterator[None]:
    """Another connection holds it meanwhile, in a transaction of its own."""
    taken, release = threading.Event(), threading.Event()

    def keep() -> None:
        with transaction.atomic(), hold():
            taken.set()
            release.wait(timeout=20)
        connections.close_all()

    holder = threading.Thread(target=keep)
    holder.start()
    try:
        assert taken.wait(timeout=10)
        yield
    finally:
        release.set()
        holder.join()


def test_a_held_process_is_waited_for_only_so_long(city: City) -> None:
    delivered(city)
    process = Process.objects.filter(flow_class=AssignmentFlow).first()
    assert process is not None
    with held_elsewhere(lambda: AssignmentFlow.lock(process.pk)), transaction.atomic():
        Person.objects.filter(pk=city["clerk"].pk).update(phone="0900")
        with pytest.raises(FlowLockFailed), ProcessRowLock(timeout_ms=200)(AssignmentFlow, process.pk):
            pytest.fail("the lock was given twice")
        Task.objects.create(process=process, flow_task=AssignmentFlow.end, token=Token("start"))  # a mere reference does not wait
        Person.objects.filter(pk=city["clerk"].pk).update(email="clerk@example.org")
    clerk = Person.objects.get(pk=city["clerk"].pk)
    assert (clerk.phone, clerk.email) == ("0900", "clerk@example.org")  # the caller's transaction lived on


def test_an_act_on_a_busy_process_says_so(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    directive = delivered(city)
    mine = Assignment.objects.get(unit=city.districts[0])
    monkeypatch.setattr(AssignmentFlow, "lock_impl", ProcessRowLock(timeout_ms=200))
    with held_elsewhere(lambda: desk.held(Assignment.objects.get(pk=mine.pk))):
        with pytest.raises(StepError) as caught:
            steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
        assert caught.value.code == "busy"
