"""A directive is carried out: its campaign is opened, units are assigned, receive, report and are reviewed, and it is concluded.

Every act is one conditional UPDATE of the status it starts from, with its event in the same transaction; who comes second is told so.
"""

from campaigns.services.assigning import REVIEW_AFTER, assign_next
from campaigns.services.chasing import ChaseDraft, keep_chase, owing, same_draft, write_chase
from campaigns.services.concluding import conclude_campaign, store_report
from campaigns.services.extending import (
    MAY_ASK_MORE_TIME,
    ask_extension,
    extend_many,
    grant_extension,
    pass_on,
    refuse_beyond_parent,
    refuse_extension,
    withdraw_extension,
)
from campaigns.services.moves import CampaignError
from campaigns.services.opening import open_campaign
from campaigns.services.recalling import recall_open
from campaigns.services.reporting import receive, receive_all, refuse, review_report, start_work, submit_report
from campaigns.services.rules import set_carrying_rules

__all__ = [
    "MAY_ASK_MORE_TIME",
    "REVIEW_AFTER",
    "CampaignError",
    "ChaseDraft",
    "ask_extension",
    "assign_next",
    "conclude_campaign",
    "extend_many",
    "grant_extension",
    "keep_chase",
    "open_campaign",
    "owing",
    "pass_on",
    "recall_open",
    "receive",
    "receive_all",
    "refuse",
    "refuse_beyond_parent",
    "refuse_extension",
    "review_report",
    "same_draft",
    "set_carrying_rules",
    "start_work",
    "store_report",
    "submit_report",
    "withdraw_extension",
    "write_chase",
]
