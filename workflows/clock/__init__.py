"""What the beat asks every minute, hour or day: what is due now, and what is not where it should be. Nothing is lost with a message:
a sweep finds it again."""

from workflows.clock.jobs import refresh_names, sweep_jobs
from workflows.clock.mending import STANDS_AT, astray, mend, release_desks, unknown_references

__all__ = ["STANDS_AT", "astray", "mend", "refresh_names", "release_desks", "sweep_jobs", "unknown_references"]
