"""A real worker is killed while it writes an import; nothing is half-imported, and the next one finishes it once."""

import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.utils import timezone

from org_hierarchy import importing
from org_hierarchy.importing import EMPLOYERS
from org_hierarchy.models import OrgUnit, UnitArea, UnitVersion
from records.models import Event, Job
from workflows.tasks import sweep_jobs

from .city import AT, City, Role
from .spreadsheets import employers
from .test_worker_kill import queue, wait_until, worker

__all__ = ["queue"]
pytestmark = [pytest.mark.services, pytest.mark.kill, pytest.mark.django_db(transaction=True)]

ROWS = 5_000


def test_a_worker_killed_while_it_writes_leaves_nothing_and_the_next_one_finishes_once(
    queue: str,
    city: City,
    settings: LazySettings,
) -> None:
    disk = settings.STORAGES["default"] | {"OPTIONS": {"location": Path(settings.DATA_DIR) / "files"}}
    settings.STORAGES = settings.STORAGES | {"default": disk}  # where the worker looks
    administrator = city.person("HN", Role.ADMINISTRATOR)
    added = OrgUnit.objects.filter(kind=OrgUnit.Kind.EMPLOYER)
    with worker(queue) as first:
        job = importing.begin(employers(ROWS), name="a.xlsx", sheet=EMPLOYERS, scope=city.units["HN"], by=administrator, at=AT)
        writing = Job.objects.filter(pk=job.pk, message="Đang ghi vào hệ thống")
        assert wait_until(writing.exists, seconds=120)
        os.killpg(first.pid, signal.SIGKILL)
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.RUNNING, 1)
    assert not added.exists()

    # a minute of silence, without the wait
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=61))
    sweep_jobs()
    with worker(queue):
        assert wait_until(lambda: Job.objects.filter(pk=job.pk, status=Job.Status.DONE).exists(), seconds=180)
    job.refresh_from_db()
    assert job.attempt_count == 2
    assert added.count() == added.values("code").distinct().count() == ROWS
    assert UnitVersion.objects.filter(unit__in=added).count() == UnitArea.objects.filter(unit__in=added).count() == ROWS
    assert Event.objects.filter(subject_id=job.pk, subject_type="records.job").count() == 1
