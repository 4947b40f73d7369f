"""What the beat asks every minute, hour or day: what is due now, and what is not where it should be. Nothing is lost with a message:
a sweep finds it again."""

from workflows.clock.jobs import refresh_names, sweep_jobs
from workflows.clock.mending import STANDS_AT, astray, mend, release_desks, unknown_references
from workflows.clock.plan import SWEEPS, sweep_all
from workflows.clock.sweeping import Planned, run

__all__ = [
    "STANDS_AT",
    "SWEEPS",
    "Planned",
    "astray",
    "mend",
    "refresh_names",
    "release_desks",
    "run",
    "sweep_all",
    "sweep_jobs",
    "unknown_references",
]
