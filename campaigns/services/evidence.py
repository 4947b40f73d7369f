"""Files that came with a report, and what becomes of one that may not be kept."""

from datetime import datetime

from django.db import transaction

from campaigns.models import Report
from records.events import record
from records.files import discard_file
from records.models import StoredFile


@transaction.atomic
def drop_marked_evidence(report: Report, file: StoredFile, *, at: datetime) -> bool:
    """Take off a report a file in which a mark of state secrecy was found, and keep no byte of it; whether it was there.

    At any status of the report, which stays; the event says which file is gone. Some eight statements.
    """
    Report.objects.select_for_update().only("pk").get(pk=report.pk)
    if not report.files.filter(pk=file.pk).exists():
        return False
    report.files.remove(file)
    discard_file(file)
    before = {"file": file.name, "sha256": file.sha256, "report": report.sequence}
    record("campaigns.marked_file_dropped", report.assignment, by=None, at=at, before=before)
    return True
