"""Where a unit stood on the day of issue: paths in the hierarchy, frozen with the campaign (domain rule 3)."""

from django.db.models import Q

from campaigns.models import Campaign
from org_hierarchy.models import OrgUnit, UnitVersion, valid_on

DEEPEST = 10  # levels that Assignment.path has room for


def frozen_path(campaign: Campaign, unit: OrgUnit) -> str:
    """Where the unit stood in the hierarchy on the campaign's day of issue; where it stands now if it was not there yet. One query."""
    version = UnitVersion.objects.filter(valid_on(campaign.opened_date), unit=unit).values_list("path", flat=True).first()
    return version or unit.path


def below(campaign: Campaign, unit: OrgUnit) -> Q:
    """The assignments of the unit and of all that stood under it on the campaign's day of issue. One query, now."""
    return at_or_below(frozen_path(campaign, unit))


def at_or_below(path: str) -> Q:
    """The assignments on that path and on all below it."""
    return Q(path__gte=path, path__lt=path + ":")  # ':' follows '9'
