"""A directive is carried out: its campaign is opened, units are assigned, receive, report and are reviewed, and it is concluded.

Every act is one conditional UPDATE of the status it starts from, with its event in the same transaction; who comes second is told so.
"""

from campaigns.services.adding import add_units, addable_tasks
from campaigns.services.assigning import REVIEW_AFTER, assign_next, count_expected
from campaigns.services.bounds import day_to_mend
from campaigns.services.chasing import ChaseDraft, keep_chase, owing, same_draft, write_chase
from campaigns.services.concluding import conclude_campaign, store_report
from campaigns.services.dating import date_on_receipt, dates_on_receipt
from campaigns.services.delegating import Part, delegate, stop_waiting, wake, why_too_late
from campaigns.services.difficulties import (
    answer_difficulty,
    forward_difficulty,
    next_above,
    publish_answer,
    raise_difficulty,
    withdraw_difficulty,
)
from campaigns.services.evidence import drop_marked_evidence
from campaigns.services.extending import ask_extension, day_to_grant, extend_many, grant_extension, pass_on
from campaigns.services.giving import Gift, give
from campaigns.services.giving_again import give_again
from campaigns.services.looking_again import look_again, still_undated
from campaigns.services.moves import LONGEST_NOTE, CampaignError, hold_campaign
from campaigns.services.opening import open_campaign
from campaigns.services.periods import make_dues, owed
from campaigns.services.recalling import reason_to_recall, recall_open
from campaigns.services.receiving import receive_many
from campaigns.services.remarking import LONGEST_REMARK, remark
from campaigns.services.removing import leave_out
from campaigns.services.reopening import reopen, reopen_due
from campaigns.services.report_drafts import FIELDS as REPORT_FIELDS
from campaigns.services.report_drafts import save_report_draft
from campaigns.services.reporting import receive, receive_all, refuse, review_report, submit_report
from campaigns.services.requests import refuse_request, withdraw_request
from campaigns.services.rules import set_carrying_rules
from campaigns.services.suspending import agree_suspension, ask_suspension, resume, why_not_to_rest

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_REMARK",
    "REPORT_FIELDS",
    "REVIEW_AFTER",
    "CampaignError",
    "ChaseDraft",
    "Gift",
    "Part",
    "add_units",
    "addable_tasks",
    "agree_suspension",
    "answer_difficulty",
    "ask_extension",
    "ask_suspension",
    "assign_next",
    "conclude_campaign",
    "count_expected",
    "date_on_receipt",
    "dates_on_receipt",
    "day_to_grant",
    "day_to_mend",
    "delegate",
    "drop_marked_evidence",
    "extend_many",
    "forward_difficulty",
    "give",
    "give_again",
    "grant_extension",
    "hold_campaign",
    "keep_chase",
    "leave_out",
    "look_again",
    "make_dues",
    "next_above",
    "open_campaign",
    "owed",
    "owing",
    "pass_on",
    "publish_answer",
    "raise_difficulty",
    "reason_to_recall",
    "recall_open",
    "receive",
    "receive_all",
    "receive_many",
    "refuse",
    "refuse_request",
    "remark",
    "reopen",
    "reopen_due",
    "resume",
    "review_report",
    "same_draft",
    "save_report_draft",
    "set_carrying_rules",
    "still_undated",
    "stop_waiting",
    "store_report",
    "submit_report",
    "wake",
    "why_not_to_rest",
    "why_too_late",
    "withdraw_difficulty",
    "withdraw_request",
    "write_chase",
]
