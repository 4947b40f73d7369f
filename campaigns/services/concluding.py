"""The end of a campaign: its figures are frozen, and its report is written from them."""

from datetime import date, datetime

from django.db import transaction

from campaigns import documents
from campaigns.models import Campaign
from campaigns.services.moves import CampaignError
from campaigns.services.requests import end_asked
from org_hierarchy.models import Person
from records.events import record
from records.files import store_file
from records.models import StoredFile


@transaction.atomic
def conclude_campaign(campaign: Campaign, *, by: Person | None, at: datetime, today: date) -> Campaign:
    """The issuer concludes: from now on nothing changes, and the figures of the consolidated report are frozen as they are.

    What is still open stays open in the figures; what units asked for and nobody has decided is asked no more. Raises CampaignError
    `stale` when it is concluded already.
    """
    going_on = Campaign.objects.filter(pk=campaign.pk, status=Campaign.Status.OPEN)
    if going_on.update(status=Campaign.Status.CONCLUDED, concluded_at=at) != 1:
        raise CampaignError("stale", "Đợt triển khai này đã được người khác kết thúc; hãy tải lại trang để xem báo cáo.")
    campaign.status, campaign.concluded_at = Campaign.Status.CONCLUDED, at
    campaign.snapshot = documents.take_snapshot(campaign, today=today)
    campaign.save(update_fields=["snapshot"])
    ended = end_asked(campaign, by=by, at=at, note="Đợt triển khai đã kết thúc.")
    after = {"status": campaign.status, "counts": campaign.snapshot["counts"], "requests_ended": ended}
    record("campaigns.concluded", campaign, by=by, at=at, before={"status": Campaign.Status.OPEN}, after=after)
    return campaign


@transaction.atomic
def store_report(campaign: Campaign, *, by: Person | None, at: datetime) -> StoredFile:
    """Write the consolidated report of a concluded campaign from its frozen figures and keep it; a second call gives the same file.

    Raises CampaignError `not_concluded`.
    """
    locked = Campaign.objects.select_for_update(of=("self",)).select_related("report").get(pk=campaign.pk)
    if locked.report is not None:
        return locked.report
    if locked.snapshot is None:
        raise CampaignError("not_concluded", "Đợt triển khai chưa kết thúc; hãy kết thúc rồi lập báo cáo tổng hợp.")
    stored = store_file(
        documents.report_docx(locked.snapshot), name=documents.report_name(locked), content_type=documents.DOCX_TYPE, by=by, at=at
    )
    locked.report = campaign.report = stored
    locked.save(update_fields=["report"])
    record("campaigns.report_written", locked, by=by, at=at, after={"file": stored.pk})
    return stored
