"""Carrying out: what a directive sets in motion, for whom, and what they report."""

from campaigns.models.assignment import Assignment
from campaigns.models.campaign import Campaign, CampaignTask, Indicator, Partner, Phase
from campaigns.models.report import Figure, Report

__all__ = ["Assignment", "Campaign", "CampaignTask", "Figure", "Indicator", "Partner", "Phase", "Report"]
