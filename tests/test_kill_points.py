"""A worker is killed at ten points of a great delivery, from its first moment to its last; each time the next one leaves the same rows."""

import os
import signal
import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from campaigns.models import Assignment, Campaign
from directives.models import Directive, Recipient
from records.events import digest
from records.models import Event, Job
from workflows import steps
from workflows.flows import AssignmentFlow
from workflows.tasks import sweep_jobs

from .city import AT, City, Level, committee, draft_for_districts, numbered
from .test_worker_kill import queue, wait_until, worker

__all__ = ["queue"]
pytestmark = [pytest.mark.services, pytest.mark.kill, pytest.mark.long, pytest.mark.django_db(transaction=True)]

UNITS = 10_000
POINTS = 10


def test_a_delivery_killed_at_ten_points_ends_each_time_with_the_same_rows(queue: str, city: City) -> None:
    city.add(committee(f"Q{number}", f"quận {number}", Level.DISTRICT, "HN") for number in range(UNITS - len(city.districts)))
    _analyse()
    killed_amid = 0
    with ExitStack() as workers:
        running = workers.enter_context(worker(queue))
        directive, seconds = _delivered(city)
        _check(directive)
        for point in range(POINTS):
            directive = numbered(city, draft_for_districts(city), way=steps)
            job = steps.dispatch(directive, by=city["city_clerk"], at=AT)
            assert wait_until(lambda job=job: Job.objects.filter(pk=job.pk, attempt_count=1).exists(), seconds=60)
            time.sleep(seconds * point / POINTS)
            os.killpg(running.pid, signal.SIGKILL)
            running.wait()
            running = workers.enter_context(worker(queue))
            job.refresh_from_db()
            if job.status != Job.Status.DONE:
                killed_amid += 1
                Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
                sweep_jobs()
            assert wait_until(lambda job=job: Job.objects.filter(pk=job.pk, status=Job.Status.DONE).exists(), seconds=120)
            _check(directive)
    assert killed_amid > POINTS // 2


def _delivered(city: City) -> tuple[Directive, float]:
    """A delivery that nothing disturbs, and the seconds that it took from the moment at which the worker, once it was up, began."""
    directive = numbered(city, draft_for_districts(city), way=steps)
    job = steps.dispatch(directive, by=city["city_clerk"], at=AT)
    assert wait_until(lambda: Job.objects.filter(pk=job.pk, attempt_count=1).exists(), seconds=60)
    began = time.monotonic()
    assert wait_until(lambda: Job.objects.filter(pk=job.pk, status=Job.Status.DONE).exists(), seconds=120)
    return directive, time.monotonic() - began


def _analyse() -> None:
    """Nothing else does in a test: read as if the tables were empty, the first delivery takes several times the others, a count minutes."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _check(directive: Directive) -> None:
    """One campaign, one copy, one assignment and one process at its first step for each unit, and events that cover each of them once."""
    _analyse()
    directive.refresh_from_db()
    assert directive.status == Directive.Status.ISSUED
    campaign = Campaign.objects.get(directive=directive)
    assert Recipient.objects.filter(directive=directive, role=Recipient.Role.EXECUTE).count() == UNITS
    given = Assignment.objects.filter(campaign=campaign)
    assert given.count() == given.values("unit").distinct().count() == UNITS
    processes = Process.objects.filter(flow_class=AssignmentFlow, status=PROCESS.NEW, artifact_object_id__in=given.values("pk"))
    assert processes.count() == processes.values("artifact_object_id").distinct().count() == UNITS
    tasks = Task.objects.filter(process__in=processes.order_by().values("pk"))
    assert tasks.filter(flow_task=AssignmentFlow.receive, status=STATUS.NEW).count() == UNITS
    assert tasks.filter(flow_task=AssignmentFlow.start, status=STATUS.DONE).count() == UNITS
    batches = Event.objects.filter(action="campaigns.assigned", subject_id=campaign.pk).order_by("pk")
    rows = iter(given.order_by("pk").values_list("pk", flat=True))
    for batch in batches:
        assert batch.after["digest"] == digest(next(rows) for _ in range(batch.after["count"]))
    assert next(rows, None) is None
