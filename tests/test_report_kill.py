"""What writes a report, a unit's own or the consolidated one, is killed where it writes: nothing of it is left, and it is written once."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, transaction
from django.utils import timezone
from docx import Document
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment, Campaign, Report
from records.files import open_file
from records.models import Event, Job, StoredFile
from workflows import steps
from workflows.flows import AssignmentFlow
from workflows.tasks import sweep_jobs

from .city import AT, DAY, DUE, City, copy_of, delivered, later
from .test_clock_kill import a_process, kill, somebody_waits_for
from .test_worker_kill import queue, wait_until, worker

__all__ = ["queue"]
pytestmark = [pytest.mark.services, pytest.mark.kill, pytest.mark.django_db(transaction=True)]

REPORT = """
import django
django.setup()
from datetime import date, datetime
from campaigns.models import Assignment, Report
from org_hierarchy.models import Person
from workflows import steps
steps.report(
    Assignment.objects.get(pk={work}), kind=Report.Kind.FINAL, text="Đã xong.", by=Person.objects.get(pk={by}),
    at=datetime.fromisoformat({at!r}), today=date.fromisoformat({today!r}),
)
"""


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Whoever would write into the table waits."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def test_a_report_killed_wherever_it_writes_leaves_nothing_and_is_there_once_when_sent_again(city: City) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    work = Assignment.objects.get(unit=city.districts[0])
    told = {"work": work.pk, "by": city["officer"].pk, "at": later(days=1).isoformat(), "today": DAY.isoformat()}
    events, steps_before = Event.objects.count(), Task.objects.count()
    for table in ("campaigns_report", "campaigns_assignment", "viewflow_task", "records_event"):
        with locked(table):
            process = a_process(REPORT.format(**told))
            assert wait_until(lambda table=table: somebody_waits_for(table), seconds=60), table
            kill(process)
        work.refresh_from_db()
        assert (work.status, Report.objects.count()) == (Assignment.Status.RECEIVED, 0), table
        assert (Event.objects.count(), Task.objects.count()) == (events, steps_before), table
    assert a_process(REPORT.format(**told)).wait() == 0
    assert a_process(REPORT.format(**told)).wait() != 0  # sent once more
    work.refresh_from_db()
    assert (work.status, Report.objects.count()) == (Assignment.Status.REPORTED, 1)
    open_here = Task.objects.filter(process__artifact_object_id=work.pk, flow_task=AssignmentFlow.review)
    assert list(open_here.values_list("status", flat=True)) == [STATUS.NEW]


def test_a_worker_killed_while_it_writes_the_consolidated_report_is_followed_by_one_that_writes_it_once(
    queue: str, city: City, settings: LazySettings
) -> None:
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": Path(settings.DATA_DIR) / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": disk}  # where the workers keep theirs
    directive = delivered(city)
    job = steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    files = StoredFile.objects.count()
    for table in ("records_storedfile", "records_event"):
        with locked(table), worker(queue) as first:
            assert wait_until(lambda table=table: somebody_waits_for(table), seconds=60), table
            os.killpg(first.pid, signal.SIGKILL)
        job.refresh_from_db()
        assert (job.status, job.result, StoredFile.objects.count()) == (Job.Status.RUNNING, None, files), table
        Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))  # a minute of silence, without the wait
        sweep_jobs()
    with worker(queue):
        assert wait_until(lambda: Job.objects.filter(pk=job.pk, status=Job.Status.DONE).exists(), seconds=60)
    job.refresh_from_db()
    campaign = Campaign.objects.get(directive=directive)
    assert job.attempt_count == 3
    assert job.result == campaign.report is not None
    assert StoredFile.objects.count() == files + 1
    assert Event.objects.filter(action="campaigns.report_written").count() == 1
    with open_file(job.result) as content:
        assert any("BÁO CÁO" in line.text for line in Document(content).paragraphs)
