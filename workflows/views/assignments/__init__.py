"""One assignment: its page, and what is done on it."""

from workflows.views.assignments.acting import receive, refuse, report, review
from workflows.views.assignments.delegating import delegate, recall_delegated, report_anyway
from workflows.views.assignments.page import assignment
from workflows.views.assignments.remarks import remark
from workflows.views.assignments.reopening import reopen, reopen_due, resume
from workflows.views.assignments.report_drafts import save_report_draft
from workflows.views.assignments.requests import (
    ask_extension,
    ask_suspension,
    decide_extension,
    decide_suspension,
    withdraw_extension,
    withdraw_suspension,
)

__all__ = [
    "ask_extension",
    "ask_suspension",
    "assignment",
    "decide_extension",
    "decide_suspension",
    "delegate",
    "recall_delegated",
    "receive",
    "refuse",
    "remark",
    "reopen",
    "reopen_due",
    "report",
    "report_anyway",
    "resume",
    "review",
    "save_report_draft",
    "withdraw_extension",
    "withdraw_suspension",
]
