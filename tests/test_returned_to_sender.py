"""A report that was returned is shown first to whoever sent it; colleagues may still mend it."""

import pytest

from campaigns.models import Assignment, Report
from workflows import steps

from .city import AT, DAY, City, Role, delivered, draft_for_districts, later, signed_in

pytestmark = pytest.mark.django_db


def test_a_returned_report_is_its_senders_first_and_may_be_mended_by_colleagues(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    loaded = ("campaign__directive", "campaign__issuer", "unit", "reviewer", "task")
    first, second = Assignment.objects.select_related(*loaded).filter(unit=city.units["BD"]).order_by("task__position")
    sender, colleague = city["officer"], city.person("BD", Role.OFFICER, 2)
    steps.receive_assignment(first, by=sender, at=AT, today=DAY)
    for work, by in ((first, colleague), (second, sender)):
        work.refresh_from_db()
        sent = steps.report(work, kind="final", text="Xong.", by=by, at=later(hours=1), today=DAY)
        report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
        steps.review(report, accept=False, note="Thiếu biểu", new_due_date=None, by=city["chairman"], at=later(hours=2))
    Assignment.objects.update(due_date="2099-12-31")
    for person, own in ((sender, second), (colleague, first)):
        answer = signed_in(person).get("/hop-viec/?hang=returned")
        assert [row.record.is_own for row in answer.context["table"].rows] == [True, False]
        assert answer.context["table"].rows[0].record == own
        assert answer.content.decode().count("báo cáo bạn gửi bị trả lại") == 1
    assert str(sender) in signed_in(colleague).get(second.get_absolute_url()).content.decode()
    second.refresh_from_db()
    assert steps.report(second, kind="final", text="Đủ biểu.", by=colleague, at=later(hours=3), today=DAY)
