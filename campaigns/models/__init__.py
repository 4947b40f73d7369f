"""Carrying out: what a directive sets in motion, for whom, and what they report."""

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Campaign, CampaignTask, CarryingRules, Indicator, Partner, Phase, Removal
from campaigns.models.chase import Chase
from campaigns.models.remark import Remark
from campaigns.models.report import Figure, Report, ReportDraft, ReportDue
from campaigns.models.request import Difficulty, Extension, Request, Suspension

__all__ = [
    "Assignment",
    "Campaign",
    "CampaignTask",
    "CarryingRules",
    "Chase",
    "Difficulty",
    "Extension",
    "Figure",
    "Indicator",
    "Partner",
    "Phase",
    "Remark",
    "Removal",
    "Report",
    "ReportDraft",
    "ReportDue",
    "Request",
    "Suspension",
]
