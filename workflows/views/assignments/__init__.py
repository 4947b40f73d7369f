"""One assignment: its page, and what is done on it."""

from workflows.views.assignments.acting import receive, refuse, report, review
from workflows.views.assignments.extending import ask_extension, decide_extension, withdraw_extension
from workflows.views.assignments.page import assignment

__all__ = [
    "ask_extension",
    "assignment",
    "decide_extension",
    "receive",
    "refuse",
    "report",
    "review",
    "withdraw_extension",
]
