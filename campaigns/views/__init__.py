"""Campaigns as lists and trees of numbers, each number a way to the rows behind it; and what one unit owes."""

from campaigns.views.lists import campaign_list
from campaigns.views.page import campaign
from campaigns.views.papers import slip, slips_zip
from campaigns.views.tree import branch
from campaigns.views.units import unit, unit_carrying_rules

__all__ = ["branch", "campaign", "campaign_list", "slip", "slips_zip", "unit", "unit_carrying_rules"]
