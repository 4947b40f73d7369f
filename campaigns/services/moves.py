"""How an assignment moves from one status to the next, and the words that go with it."""

import unicodedata
from collections.abc import Sequence
from typing import Any

from django.db import connection

from campaigns.models import Assignment, Campaign

LONGEST_TEXT = 20_000
LONGEST_NOTE = 1_000


class CampaignError(Exception):
    """What cannot be done to a campaign, an assignment or a report; `code` is stable, the message tells the user what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def move(assignment: Assignment, expected: Sequence[str], **values: Any) -> None:
    """The one conditional UPDATE of an act, on the status it starts from and in a campaign that goes on; then the row in hand is the same.

    Raises CampaignError `concluded` or `stale`.
    """
    mine = Assignment.objects.filter(pk=assignment.pk, status__in=expected, campaign__status=Campaign.Status.OPEN)
    if mine.update(**values) != 1:
        check_open(assignment)
        raise stale("Việc")
    for name, value in values.items():
        setattr(assignment, name, value)


def hold(assignment: Assignment) -> None:
    """Bring the row in hand to what it is now and keep it so until the transaction ends: an event must say what truly was before."""
    now = Assignment.objects.select_for_update().filter(pk=assignment.pk).values("status", "due_date").get()
    for name, value in now.items():
        setattr(assignment, name, value)


def check_open(assignment: Assignment) -> None:
    if not Campaign.objects.filter(pk=assignment.campaign_id, status=Campaign.Status.OPEN).exists():
        raise _concluded()


def keep_open(campaign_id: int) -> None:
    """Let nobody conclude the campaign until this transaction ends: for whatever begins work in it, which its conclusion could not see.

    Many may at once. The conclusion waits for them (`hold_campaign`); rows that only name the campaign wait for neither. SQLite has one
    writer.
    Raises CampaignError `concluded`. One statement.
    """
    lock = "FOR SHARE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM campaigns_campaign WHERE id = %s AND status = %s {lock}",  # noqa: S608 - a constant
            [campaign_id, Campaign.Status.OPEN],
        )
        if cursor.fetchone() is None:
            raise _concluded()


def hold_campaign(campaign: Campaign) -> None:
    """Let nobody begin work in the campaign until this transaction ends; waits for whoever is just doing so (`keep_open`)."""
    Campaign.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=campaign.pk)


def _concluded() -> CampaignError:
    return CampaignError("concluded", "Đợt triển khai này đã kết thúc; nếu cần bổ sung, hãy liên hệ cơ quan ban hành.")


def stale(what: str) -> CampaignError:
    return CampaignError("stale", f"{what} này đã được người khác xử lý; hãy tải lại trang để xem kết quả.")


def kept_words(text: str, label: str) -> str:
    """Words of several lines, in NFC, without what the database cannot keep."""
    clean = unicodedata.normalize("NFC", text).replace("\x00", "").replace("\r\n", "\n").strip()
    if len(clean) > LONGEST_TEXT:
        raise CampaignError("too_long", f"Phần {label} dài quá {LONGEST_TEXT} ký tự; hãy rút gọn và đính kèm tệp chi tiết.")
    return clean


def note_of(text: str, label: str) -> str:
    clean = kept_words(text, label)
    if len(clean) > LONGEST_NOTE:
        raise CampaignError("too_long", f"Phần {label} dài quá {LONGEST_NOTE} ký tự; hãy rút gọn.")
    return clean
