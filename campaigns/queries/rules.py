"""How the directives of a unit are carried out, as it has set it."""

from campaigns.models import CarryingRules
from org_hierarchy.models import OrgUnit


def carrying_rules(unit: OrgUnit) -> CarryingRules:
    """How the directives that the unit issues are carried out; what holds without any rules, when it has set none. One query."""
    return CarryingRules.objects.filter(unit=unit).first() or CarryingRules(unit=unit)


def carrying_rules_in(campaign_id: int) -> CarryingRules:
    """Those of the campaign's issuer. One query."""
    return CarryingRules.objects.filter(unit__campaigns=campaign_id).first() or CarryingRules()
