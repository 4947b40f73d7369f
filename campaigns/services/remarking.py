"""Ý kiến phối hợp: what those who have to do with an assignment say to each other about it; never taken back, and no report."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Assignment, Remark
from campaigns.queries import LEFT_OUT
from campaigns.services.moves import CampaignError, check_open, hold, kept_words
from org_hierarchy.models import OrgUnit, Person
from records.events import record

LONGEST_REMARK = 2_000


@transaction.atomic
def remark(assignment: Assignment, *, unit: OrgUnit, text: str, by: Person, at: datetime) -> Remark:
    """Keep what a person says for `unit` about the assignment, for all who see it; its status does not matter while it counts.

    Raises CampaignError: `text_required`, `too_long`, `closed` (refused or recalled), `concluded`.
    """
    text = kept_words(text, "ý kiến")
    if not text:
        raise CampaignError("text_required", "Hãy ghi ý kiến.")
    if len(text) > LONGEST_REMARK:
        raise CampaignError("too_long", f"Ý kiến dài quá {LONGEST_REMARK} ký tự; hãy rút gọn.")
    hold(assignment)
    check_open(assignment)
    if assignment.status in LEFT_OUT:
        raise CampaignError("closed", "Việc này đã bị từ chối hoặc thu hồi nên không nhận ý kiến nữa.")
    made = Remark.objects.create(assignment=assignment, unit=unit, text=text, made_by=by, made_at=at)
    record("campaigns.remarked", assignment, by=by, at=at, after={"remark": made.pk, "name": unit.name})
    return made
