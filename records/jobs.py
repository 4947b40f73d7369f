"""Long work as rows. The row is the truth: the message only makes it start sooner, and a sweep finds what no message reached.

Every attempt has a number, `attempt_count`. A worker that was thought dead and writes after another has taken over is refused by it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Case, F, Q, When
from kombu.exceptions import ChannelError, KombuError

from records.models import Job, StoredFile

QUEUED_TOO_LONG = timedelta(seconds=30)
SILENT_TOO_LONG = timedelta(seconds=60)
RESENT_AT_ONCE = 500  # what more waits than this is not hurried by repeating it
RUN_JOB = "workflows.run_job"
Overseer = Callable[[Any, Job], bool]  # the person first; this room does not know the user model

_overseers: dict[str, Overseer] = {}

logger = logging.getLogger(__name__)


class JobError(Exception):
    """A job that cannot go on; `code` is stable, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Progress:
    """A job as a bar shows it: `percent` is 0 to 100, None while the total is unknown; `result_url` is empty without a result."""

    pk: int
    title: str
    percent: int | None
    done: int
    total: int
    message: str
    status: str
    status_label: str
    is_active: bool
    result_url: str
    error: str


def enqueue(kind: str, *, key: str, title: str, arguments: dict[str, Any], by: AbstractBaseUser | None, at: datetime) -> Job:
    """Ask for one piece of work in the caller's transaction; the same key gives the job that is already there, whatever its state.

    The worker hears of it on commit. A broker that is down is only logged: the sweep sends the job again.
    """
    job, is_new = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "title": title[:200],
            "arguments": arguments,
            "created_by_id": by.pk if by else None,
            "created_at": at,
            "heartbeat_at": at,
        },
    )
    if is_new:
        transaction.on_commit(partial(_send, job.pk, job.kind))
    return job


def claim(job_id: int, *, at: datetime) -> Job | None:
    """Take a job that waits, or whose worker has been silent for 60 seconds; None when there is nothing to take."""
    waiting = Q(status=Job.Status.QUEUED) | Q(status=Job.Status.RUNNING, heartbeat_at__lt=at - SILENT_TOO_LONG)
    with transaction.atomic():  # the row stays ours until its attempt number is read
        taken = Job.objects.filter(waiting, pk=job_id).update(
            status=Job.Status.RUNNING, heartbeat_at=at, attempt_count=F("attempt_count") + 1, error=""
        )
        return Job.objects.select_related("created_by").get(pk=job_id) if taken else None


def beat(job: Job, *, at: datetime, done: int, total: int, message: str = "") -> None:
    """Say that this attempt is alive and how far it is, in units of the work. Raises JobError "lost" when another worker has taken over."""
    _write(job, heartbeat_at=at, done_count=done, total_count=total, message=message[:300])


def finish(job: Job, *, at: datetime, result: StoredFile | None = None, message: str = "") -> None:
    """End this attempt well. Raises JobError "lost" when another worker has taken over."""
    _write(job, status=Job.Status.DONE, heartbeat_at=at, finished_at=at, result=result, message=message[:300], error="")


def fail(job: Job, *, at: datetime, error: str) -> None:
    """End this attempt with what the user should know. Raises JobError "lost" when another worker has taken over."""
    _write(job, status=Job.Status.FAILED, heartbeat_at=at, finished_at=at, error=error[:500])


def retry(job: Job, *, at: datetime) -> None:
    """Queue a failed job once more; it goes on where its rows say it stopped. Raises JobError "stale" when it has not failed."""
    moved = Job.objects.filter(pk=job.pk, status=Job.Status.FAILED).update(
        status=Job.Status.QUEUED, heartbeat_at=at, finished_at=None, error=""
    )
    if moved != 1:
        raise JobError("stale", "Tác vụ này không ở trạng thái lỗi nên không cần chạy lại. Hãy tải lại trang để xem tiến độ.")
    job.refresh_from_db()
    transaction.on_commit(partial(_send, job.pk, job.kind))


def stale(*, at: datetime) -> list[int]:
    """The jobs to send again: waiting for more than 30 seconds, or running and silent for more than 60. At most 500, those that somebody
    waits for first, then the oldest.
    """
    overdue = Q(status=Job.Status.QUEUED, heartbeat_at__lt=at - QUEUED_TOO_LONG) | Q(
        status=Job.Status.RUNNING, heartbeat_at__lt=at - SILENT_TOO_LONG
    )
    is_behind = Case(When(kind__in=list(settings.JOB_QUEUES), then=1), default=0)
    found = Job.objects.filter(overdue).order_by(is_behind, "heartbeat_at", "pk")
    return list(found.values_list("pk", flat=True)[:RESENT_AT_ONCE])


def resend(job_ids: list[int], *, at: datetime) -> None:
    """Tell the workers again, and let what waits wait as long again first, so that all that waits has its turn. A message too many does
    no harm: only one of them can claim the job.
    """
    kinds = dict(Job.objects.filter(pk__in=job_ids).values_list("pk", "kind"))
    for job_id in job_ids:
        _send(job_id, kinds.get(job_id, ""))
    Job.objects.filter(pk__in=job_ids, status=Job.Status.QUEUED).update(heartbeat_at=at)


def progress(job: Job) -> Progress:
    """What the progress bar of a job shows now."""
    is_active = job.status in {Job.Status.QUEUED, Job.Status.RUNNING}
    percent = min(100, job.done_count * 100 // job.total_count) if job.total_count else None
    return Progress(
        pk=job.pk,
        title=job.title,
        percent=100 if job.status == Job.Status.DONE else percent,
        done=job.done_count,
        total=job.total_count,
        message=job.message,
        status=job.status,
        status_label=job.get_status_display(),
        is_active=is_active,
        result_url=job.result.get_absolute_url() if job.result else "",
        error=job.error,
    )


def register_overseer(check: Overseer, *kinds: str) -> None:
    """Say who may follow and retry jobs of these kinds and fetch what comes of them, whoever asked for one: the rights of now decide, also
    for somebody who asked and has lost them since. Called once for each kind, at start."""
    _overseers.update(dict.fromkeys(kinds, check))


def may_view(person: AbstractBaseUser, job: Job) -> bool:
    """Whether the rule of its kind lets the person follow and retry the job; of a kind without a rule, who asked for it. At most the
    queries of that rule."""
    if rule := _overseers.get(job.kind):
        return rule(person, job)
    return job.created_by_id is not None and job.created_by_id == person.pk


def sees_result(person: Any, stored: StoredFile) -> bool:
    """Whether the file came of a job that the person may follow. One query, and those of the rule of each such job."""
    return any(may_view(person, job) for job in Job.objects.filter(result=stored))


def _write(job: Job, **values: Any) -> None:
    mine = Job.objects.filter(pk=job.pk, status=Job.Status.RUNNING, attempt_count=job.attempt_count)
    if mine.update(**values) != 1:
        raise JobError("lost", "Tác vụ này đã được một tiến trình khác tiếp quản; hãy theo dõi tiến độ ở trang tác vụ.")
    for name, value in values.items():
        setattr(job, name, value)


def _send(job_id: int, kind: str) -> None:
    """By a signature, not `app.send_task`, which would go to the broker even when tasks are to run in this process."""
    try:
        current_app.signature(RUN_JOB, args=[job_id]).apply_async(
            queue=settings.JOB_QUEUES.get(kind),
            retry_policy={"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2},
        )
    except (KombuError, ChannelError, OSError) as error:
        logger.warning("job %s waits for the sweep: the broker did not take its message (%s)", job_id, error)
