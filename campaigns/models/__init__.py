"""Carrying out: what a directive sets in motion, for whom, and what they report."""

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Campaign, CampaignTask, CarryingRules, Indicator, Partner, Phase
from campaigns.models.chase import Chase
from campaigns.models.report import Figure, Report, ReportDraft, ReportDue
from campaigns.models.request import Difficulty, Extension, Suspension

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
    "Report",
    "ReportDraft",
    "ReportDue",
    "Suspension",
]
