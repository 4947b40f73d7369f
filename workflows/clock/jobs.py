"""Which jobs nobody works on, and the names of units that follow a decision."""

from datetime import datetime

from django.utils import timezone

from org_hierarchy.services import refresh_due_names
from records import jobs
from records.models import Job
from records.text import grouped


def sweep_jobs(*, at: datetime) -> int:
    """Send the jobs again that wait too long or whose worker is silent; returns how many."""
    stale = jobs.stale(at=at)
    jobs.resend(stale, at=at)
    return len(stale)


def refresh_names(job: Job) -> None:
    """Let the names of units follow a decision, some at a time, until none is due."""
    done = 0
    while some := refresh_due_names():
        done += some
        jobs.beat(job, at=timezone.now(), done=done, total=done, message=f"Đã cập nhật tên {grouped(done)} đơn vị")
