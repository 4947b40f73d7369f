"""A real worker on Redis and PostgreSQL is killed in the middle of a delivery; another finishes it, nothing lost, nothing doubled."""

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from campaigns.models import Assignment, Campaign
from directives.models import Directive, Recipient
from records.models import Job
from workflows import steps
from workflows.flows import AssignmentFlow
from workflows.tasks import sweep_jobs

from .city import AT, City, Level, committee, draft_for_districts, numbered

pytestmark = [pytest.mark.services, pytest.mark.kill, pytest.mark.django_db(transaction=True)]

UNITS = 2 * steps.BATCH


@pytest.fixture
def queue() -> Iterator[str]:
    """A queue of its own on the broker that CELERY_BROKER_URL names, for the messages of this process."""
    assert settings.CELERY_BROKER_URL.startswith("redis://"), "CELERY_BROKER_URL must name a Redis server"
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    before, name = current_app.conf.task_default_queue, f"kill-{uuid.uuid4().hex}"
    current_app.conf.task_default_queue = name
    current_app.amqp.__dict__.pop("queues", None)
    yield name
    current_app.conf.task_default_queue = before
    current_app.amqp.__dict__.pop("queues", None)


@contextmanager
def worker(queue: str) -> Iterator[subprocess.Popen[bytes]]:
    database = connection.settings_dict
    address = f"{database['USER'] or ''}{':' + database['PASSWORD'] if database['PASSWORD'] else ''}@{database['HOST'] or '127.0.0.1'}"
    url = f"postgresql://{address}:{database['PORT'] or 5432}/{database['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", queue, "--concurrency", "2", "--loglevel", "WARNING"],
        env=os.environ | {"DATABASE_URL": url, "CELERY_BROKER_URL": settings.CELERY_BROKER_URL, "DATA_DIR": str(settings.DATA_DIR)},
        cwd=Path(__file__).parent.parent,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.005)
    return False


def test_a_killed_worker_is_followed_by_another_and_nothing_is_lost_or_doubled(queue: str, city: City) -> None:
    city.add(committee(f"Q{number}", f"quận {number}", Level.DISTRICT, "HN") for number in range(UNITS - len(city.districts)))
    directive = numbered(city, draft_for_districts(city), way=steps)
    with worker(queue) as first:
        job = steps.dispatch(directive, by=city["city_clerk"], at=AT)
        assert wait_until(lambda: 0 < Assignment.objects.count() < UNITS, seconds=60)
        os.killpg(first.pid, signal.SIGKILL)
    done_before = Assignment.objects.count()
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.RUNNING, 1)
    assert 0 < done_before < UNITS
    assert Process.objects.filter(flow_class=AssignmentFlow).count() == done_before

    # a minute of silence, without the wait
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    sweep_jobs()
    with worker(queue):
        assert wait_until(lambda: Job.objects.filter(pk=job.pk, status=Job.Status.DONE).exists(), seconds=60)

    job.refresh_from_db()
    assert job.attempt_count == 2
    assert Directive.objects.get().status == Directive.Status.ISSUED
    assert Campaign.objects.count() == 1
    assert Recipient.objects.filter(role=Recipient.Role.EXECUTE).count() == UNITS
    assert Assignment.objects.count() == Assignment.objects.values("unit").distinct().count() == UNITS
    processes = Process.objects.filter(flow_class=AssignmentFlow, status=PROCESS.NEW)
    assert processes.count() == processes.values("artifact_object_id").distinct().count() == UNITS
    assert Task.objects.filter(flow_task=AssignmentFlow.receive, status=STATUS.NEW).count() == UNITS
    assert Task.objects.filter(flow_task=AssignmentFlow.start, status=STATUS.DONE).count() == UNITS
    task = steps.open_task(directive)
    assert task is not None
    assert task.title == "Theo dõi, kết thúc"
