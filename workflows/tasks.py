"""What the workers are told to do, by name. The rows of `records.Job` say what that is."""

import logging
from collections.abc import Callable, Mapping

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from campaigns.services import CampaignError
from directives import books
from directives.reading import ReadingError
from directives.services import DirectiveError
from org_hierarchy import importing, services
from org_hierarchy.services import OrgError
from records import jobs
from records.files import FileError
from records.models import Job, StoredFile
from records.sealing import seal_all
from workflows import clock, incoming_intake, intake, notices, steps

JOBS: Mapping[str, Callable[[Job], StoredFile | None]] = {
    "deliver_directive": steps.deliver,
    "consolidated_report": steps.consolidate,
    steps.EMAIL_KIND: steps.send_email,
    steps.PDF: steps.print_pdf,
    steps.GROUP_ACT: steps.do_group_act,
    steps.MARK_KIND: steps.look_for_mark,
    steps.EVIDENCE_KIND: steps.look_for_mark,
    steps.MOVE_WORK: steps.move_work,
    intake.KIND: intake.read_source,
    incoming_intake.KIND: incoming_intake.read_source,
    importing.KIND: importing.import_rows,
    books.KIND: books.print_register,
    services.NAMES_KIND: clock.refresh_names,
    notices.KIND: notices.send_due,
}
MOST_ATTEMPTS = 5
"""After so many in a row that ended without a word (the worker was killed, the database did not answer) a job is given up and says so."""

logger = logging.getLogger(__name__)


@shared_task(name="workflows.run_job")
def run_job(job_id: int) -> None:
    """Do one job, unless another worker has it."""
    job = jobs.claim(job_id, at=timezone.now())
    if job is None:
        return
    if job.attempt_count % (MOST_ATTEMPTS + 1):
        _run(job)
    else:  # each run that a person asks for has as many attempts again
        _fail(job, "Hệ thống nhiều lần dừng giữa chừng khi làm tác vụ này. Vui lòng thử chạy lại sau ít phút.")


@shared_task(name="workflows.sweep_jobs")
def sweep_jobs() -> None:
    """Send again what no worker works on, and have the names written that an upgrade has left."""
    now = timezone.now()
    services.refresh_left_names(at=now)
    clock.sweep_jobs(at=now)


@shared_task(name="workflows.sweep")
def sweep() -> None:
    """Find what is due, and tell whom it concerns."""
    clock.sweep_all(at=timezone.now())


@shared_task(name="workflows.mend_processes")
def mend_processes() -> None:
    """Bring processes to where their domain rows are."""
    clock.mend(at=timezone.now())


@shared_task(name="workflows.refresh_grants")
def refresh_grants() -> None:
    """What a new day brings: reorganisations come into force and work follows them, then rights follow the appointments, absences and
    mandates that have begun or ended, and who left leaves an empty desk.
    """
    now = timezone.now()
    services.settle_units(today=timezone.localdate(now), at=now)
    steps.order_moves(at=now)
    services.refresh_keepings(today=timezone.localdate(now))
    services.refresh_grants(today=timezone.localdate(now))
    clock.release_desks()


@shared_task(name="workflows.seal_events")
def seal_events() -> None:
    """Seal what has happened since the last time."""
    seal_all(at=timezone.now())


def _run(job: Job) -> None:
    """Whatever happens, the job's row tells: done, failed with a sentence, or running without heartbeat until the sweep sends it again."""
    try:
        result = JOBS[job.kind](job)
        jobs.finish(job, at=timezone.now(), result=result, message="Đã xong")
    except jobs.JobError as error:
        logger.warning("job %s left to another worker: %s", job.pk, error.code)
    except (OrgError, DirectiveError, CampaignError, ReadingError, FileError, steps.StepError) as error:
        _fail(job, str(error))
    except (OperationalError, InterfaceError):
        logger.exception("job %s stopped by the database in attempt %s", job.pk, job.attempt_count)
    except Exception:
        logger.exception("job %s failed", job.pk)
        _fail(job, f"Hệ thống gặp lỗi ngoài dự kiến. Vui lòng chạy lại; nếu vẫn lỗi, báo quản trị hệ thống số tác vụ {job.pk}.")


def _fail(job: Job, error: str) -> None:
    try:
        jobs.fail(job, at=timezone.now(), error=error)
    except (jobs.JobError, OperationalError, InterfaceError):
        logger.exception("job %s could not be marked as failed", job.pk)
