"""Both sides of a report are told that a file of it bore a mark of state secrecy and is gone."""

from datetime import datetime

from django.shortcuts import resolve_url
from django.utils import timezone

from campaigns.models import Report
from workflows.models import Notice, Reminder
from workflows.notices.audience import ACTS, REVIEWS, people_of
from workflows.notices.making import of_an_act, write

NOTE = "Tệp “{}” kèm báo cáo có dấu chỉ độ mật nên đã bị bỏ. Mở việc để biết cách xử lý."


def tell_of_mark(report: Report, *, file_name: str, at: datetime) -> int:
    """Tell the unit that reports and the one that reviews, their leaders too; how many notices. The name of the file is on the page only.

    In the caller's transaction. Five statements, and one for each way out.
    """
    assignment, today = report.assignment, timezone.localdate(at)
    unit = people_of({assignment.unit_id}, ACTS, leaders=True, on=today).get(assignment.unit_id, set())
    reviewer = people_of({assignment.reviewer_id}, REVIEWS, leaders=True, on=today).get(assignment.reviewer_id, set())
    sweep = of_an_act(1, at=at)
    made = (
        Notice(
            person_id=person,
            kind=Reminder.Kind.MARKED,
            title=assignment.campaign.name,
            note=NOTE.format(file_name),
            subject_id=assignment.pk,
            day=today,
            path=resolve_url(assignment),
            key=f"mark:{report.pk}:{sweep.pk}:{person}",
        )
        for person in sorted(unit | reviewer)
    )
    return write(made, sweep, at=at)
