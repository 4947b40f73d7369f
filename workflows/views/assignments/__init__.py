"""One assignment: its page, and what is done on it."""

from workflows.views.assignments.acting import receive, refuse, report, review
from workflows.views.assignments.page import assignment

__all__ = ["assignment", "receive", "refuse", "report", "review"]
