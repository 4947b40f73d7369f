"""From a list of who is late or silent to the draft of a letter on its author's desk."""

from datetime import date, datetime

from django.db.models import QuerySet

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign
from directives.models import Directive
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.rights import may
from workflows.steps.claiming import act, allow
from workflows.steps.directives import begin_directive


def draft_chase(
    campaign: Campaign,
    among: QuerySet[Assignment],
    *,
    sender: OrgUnit,
    drafting_unit: OrgUnit,
    deadline: date,
    by: Person,
    at: datetime,
    today: date,
) -> Directive:
    """Draft the công văn đôn đốc about what is owed among these assignments; pressed twice it is one draft.

    A directive like any other from here on; it gives no task of its own, so that nothing is counted twice.
    """
    with act():
        allow(may(by, "campaign.remind", campaign), campaign)
        written = campaigns.write_chase(campaign, among, sender=sender, drafting_unit=drafting_unit, deadline=deadline, today=today)
        if present := campaigns.same_draft(campaign, written, by=by, today=today):
            return present
        directive = begin_directive(sender, content=written.content, by=by, at=at)
        campaigns.keep_chase(campaign, directive, written, by=by, at=at, today=today)
        return directive
