"""Báo cáo đang soạn: what a unit has typed and not sent yet, kept so that nothing is lost and two colleagues hear of each other."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from campaigns.models import Assignment, ReportDraft
from campaigns.queries import AT_WORK
from campaigns.services.moves import LONGEST_TEXT, CampaignError, check_open
from org_hierarchy.models import Person
from records.text import nfc

FIELDS = ("kind", "due", "numerator", "denominator", "text", "difficulties", "reply_number", "reply_date")
LONGEST = {"text": LONGEST_TEXT, "difficulties": LONGEST_TEXT}
LONGEST_LINE = 200


@transaction.atomic
def save_report_draft(assignment: Assignment, *, values: Mapping[str, str], version: int, by: Person, at: datetime) -> ReportDraft:
    """Keep what is typed so far, as typed, right or wrong; files are not kept. `version` is the one that was changed, 0 for none.

    Raises CampaignError: `too_long`, `not_with_unit` (nothing is to be reported now), `stale` (a colleague has saved or sent meanwhile; the
    draft as it is now is on the page), `concluded`.
    """
    check_open(assignment)
    now = Assignment.objects.select_for_update().values_list("status", flat=True).get(pk=assignment.pk)
    if now not in AT_WORK:
        raise CampaignError("not_with_unit", "Việc này hiện không chờ đơn vị báo cáo; hãy tải lại trang để xem kết quả.")
    kept = {name: nfc(values[name].replace("\x00", "")) for name in FIELDS if values.get(name)}
    for name, text in kept.items():
        if len(text) > LONGEST.get(name, LONGEST_LINE):
            raise CampaignError("too_long", f"Nội dung dài quá {LONGEST.get(name, LONGEST_LINE)} ký tự nên chưa lưu được; hãy rút gọn.")
    if version == 0 and not ReportDraft.objects.filter(assignment=assignment).exists():
        return ReportDraft.objects.create(assignment=assignment, values=kept, saved_by=by, saved_at=at)
    mine = ReportDraft.objects.filter(assignment=assignment, version=version)
    if mine.update(values=kept, version=version + 1, saved_by=by, saved_at=at) != 1:
        raise CampaignError("stale", "Bản nháp đã được đồng nghiệp lưu hoặc gửi; nội dung bạn gõ vẫn còn trên trang nhưng chưa được lưu.")
    return ReportDraft.objects.get(assignment=assignment)


def drop_report_draft(assignment: Assignment) -> None:
    """The report was sent: its draft has done its work."""
    ReportDraft.objects.filter(assignment=assignment).delete()
