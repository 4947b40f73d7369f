"""What comes back lies on the desk of whoever had sent it; a colleague takes it over by one act that is recorded, and nothing is stuck."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment, Report
from campaigns.services import Part
from directives.models import Directive
from org_hierarchy.models import Person
from org_hierarchy.services import end_appointment, set_absence
from records import events
from workflows import clock, inbox, steps
from workflows.models import Notice, NoticeChoice

from .city import AT, DAY, City, Role, begun, delivered, draft_for_districts, later, refused, signed_in

pytestmark = pytest.mark.django_db

LOADED = ("campaign__directive", "campaign__issuer", "unit", "reviewer", "task", "parent")


def open_tasks(about: Assignment | Directive) -> list[tuple[str, Person | None]]:
    found = Task.objects.filter(process__artifact_object_id=about.pk, finished=None).select_related("owner")
    return [(task.status, task.owner) for task in found if task.flow_task.flow_class.artifact_class is type(about)]


def fresh(about: Assignment) -> Assignment:
    return Assignment.objects.select_related(*LOADED).get(pk=about.pk)


def sent_back(city: City, work: Assignment, *, by: Person) -> Assignment:
    """Reported by this person, and returned."""
    sent = steps.report(fresh(work), kind="final", text="Xong.", by=by, at=later(hours=1), today=DAY)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=False, note="Thiếu biểu", new_due_date=None, by=city["chairman"], at=later(hours=2))
    return fresh(work)


def report_again(work: Assignment, by: Person) -> Callable[[], object]:
    return lambda: steps.report(fresh(work), kind="final", text="Đủ biểu.", by=by, at=later(hours=4), today=DAY)


@pytest.fixture
def colleague(city: City) -> Person:
    return city.person("BD", Role.OFFICER, 2)


@pytest.fixture
def returned(city: City, colleague: Person) -> Assignment:
    """Ba Đình's, sent by its officer and sent back."""
    delivered(city, draft_for_districts(city))
    work = Assignment.objects.select_related(*LOADED).get(unit=city.units["BD"])
    assert open_tasks(work) == [(STATUS.NEW, None)]
    steps.receive_assignment(work, by=colleague, at=AT, today=DAY)
    assert open_tasks(work) == [(STATUS.NEW, None)], "before it was ever sent it is everybody's"
    return sent_back(city, work, by=city["officer"])


def test_a_returned_report_lies_on_the_desk_of_whoever_sent_it(city: City, returned: Assignment, colleague: Person) -> None:
    officer = city["officer"]
    assert open_tasks(returned) == [(STATUS.ASSIGNED, officer)]
    assert inbox.tasks(officer).filter(process__artifact_object_id=returned.pk).exists()
    assert not inbox.tasks(colleague).filter(flow_task__endswith="AssignmentFlow.report").exists()
    assert report_again(returned, officer)()
    assert fresh(returned).status == Assignment.Status.REPORTED


def test_a_colleague_sends_it_or_gives_it_on_only_after_taking_it_over(city: City, returned: Assignment, colleague: Person) -> None:
    officer = city["officer"]
    assert str(officer) in str(refused("on_desk", report_again(returned, colleague)))
    given = [Part(city.units["KM"].pk)]
    refused("on_desk", lambda: steps.delegate(fresh(returned), parts=given, by=colleague, at=later(hours=3), today=DAY))
    steps.report(returned, kind="interim", text="Đang bổ sung.", by=colleague, at=later(hours=3), today=DAY)  # leaves the task where it is
    steps.take_over(returned, of=officer, by=colleague, at=later(hours=3))
    assert open_tasks(returned) == [(STATUS.ASSIGNED, colleague)]
    *_, told = events.timeline(returned)
    assert (told.action, told.by, told.before["name"], told.after["name"]) == (steps.TAKEN_OVER, colleague, str(officer), str(colleague))
    refused("on_desk", report_again(returned, officer))
    assert report_again(returned, colleague)()


def test_it_comes_back_to_who_sent_it_last(city: City, returned: Assignment, colleague: Person) -> None:
    steps.take_over(returned, of=city["officer"], by=colleague, at=later(hours=3))
    assert open_tasks(sent_back(city, returned, by=colleague)) == [(STATUS.ASSIGNED, colleague)]


def test_work_opened_anew_comes_back_to_who_had_reported_it(city: City, returned: Assignment) -> None:
    sent = steps.report(fresh(returned), kind="final", text="Đủ.", by=city["officer"], at=later(hours=3), today=DAY)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=True, note="", by=city["chairman"], at=later(hours=4))
    done = fresh(returned)
    steps.reopen(done, reason="Số liệu sai.", new_due_date=DAY, by=city["chairman"], at=later(hours=5), today=DAY)
    assert open_tasks(done) == [(STATUS.ASSIGNED, city["officer"])]


def test_nobody_takes_over_from_a_desk_on_which_it_does_not_lie(city: City, returned: Assignment, colleague: Person) -> None:
    officer, third = city["officer"], city.person("BD", Role.OFFICER, 3)
    refused("forbidden", lambda: steps.take_over(returned, of=officer, by=city["stranger"], at=later(hours=3)))
    refused("stale", lambda: steps.take_over(returned, of=officer, by=officer, at=later(hours=3)))
    steps.take_over(returned, of=officer, by=third, at=later(hours=3))
    assert str(third) in str(refused("stale", lambda: steps.take_over(returned, of=officer, by=colleague, at=later(hours=3))))
    report_again(returned, third)()
    refused("not_open", lambda: steps.take_over(fresh(returned), of=third, by=colleague, at=later(hours=5)))


def test_what_would_lie_on_the_desk_of_somebody_who_has_left_is_everybodys_at_once(city: City, colleague: Person) -> None:
    delivered(city, draft_for_districts(city))
    work = Assignment.objects.select_related(*LOADED).get(unit=city.units["BD"])
    steps.receive_assignment(work, by=colleague, at=AT, today=DAY)
    sent = steps.report(fresh(work), kind="final", text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    end_appointment(city.seat(city["officer"]), on=DAY, by=None, at=AT)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=False, note="Thiếu biểu", new_due_date=None, by=city["chairman"], at=later(hours=2))
    assert open_tasks(work) == [(STATUS.NEW, None)]
    assert inbox.tasks(colleague).filter(process__artifact_object_id=work.pk).exists()
    assert report_again(work, colleague)()


def test_who_leaves_later_keeps_nothing_and_blocks_nobody(city: City, returned: Assignment, colleague: Person) -> None:
    end_appointment(city.seat(city["officer"]), on=DAY, by=None, at=AT)
    assert clock.release_desks() == 1
    assert open_tasks(returned) == [(STATUS.NEW, None)]
    assert report_again(returned, colleague)()


def test_a_substitute_has_the_desk_and_without_one_it_is_everybodys(city: City, returned: Assignment, colleague: Person) -> None:
    today = timezone.localdate()
    seat = city.seat(city["officer"])
    substitute, week = city.person("BD", Role.OFFICER, 3), today + timedelta(days=7)
    set_absence(seat, substitute=substitute, valid_from=today, valid_to=week, reason="ốm", by=None, at=AT)
    assert clock.release_desks() == 0
    assert inbox.tasks(substitute).filter(process__artifact_object_id=returned.pk).exists()
    refused("on_desk", report_again(returned, colleague))
    assert report_again(returned, substitute)()


def test_a_substitute_who_has_left_keeps_nothing_either(city: City, returned: Assignment, colleague: Person) -> None:
    today, substitute = timezone.localdate(), city.person("BD", Role.OFFICER, 3)
    week = today + timedelta(days=7)
    set_absence(city.seat(city["officer"]), substitute=substitute, valid_from=today, valid_to=week, reason="ốm", by=None, at=AT)
    Person.objects.filter(pk=substitute.pk).update(is_active=False)
    assert clock.release_desks() == 1
    assert inbox.tasks(colleague).filter(process__artifact_object_id=returned.pk).exists()


def test_who_is_away_without_a_substitute_keeps_nothing(city: City, returned: Assignment, colleague: Person) -> None:
    today = timezone.localdate()
    week = today + timedelta(days=7)
    set_absence(city.seat(city["officer"]), substitute=None, valid_from=today, valid_to=week, reason="nghỉ phép", by=None, at=AT)
    assert clock.release_desks() == 1
    assert inbox.tasks(colleague).filter(process__artifact_object_id=returned.pk).exists()
    assert report_again(returned, colleague)()


def test_a_draft_is_handed_in_by_whose_desk_it_lies_on_and_written_by_all(city: City) -> None:
    directive, drafter, colleague = begun(city), city["drafter"], city["colleague"]
    refused("on_desk", lambda: steps.submit(directive, by=colleague, at=AT))
    steps.take_over(directive, of=drafter, by=colleague, at=AT)
    steps.submit(directive, by=colleague, at=later(minutes=1))
    steps.return_draft(directive, reason="Thiếu căn cứ.", by=city["division_head"], at=later(minutes=2))
    assert open_tasks(directive) == [(STATUS.ASSIGNED, colleague)], "it comes back to who handed it in"
    assert directive.drafted_by == drafter, "who wrote it first is who wrote it first"


def test_the_pages_offer_it_to_colleagues_and_say_who_took_it_over(city: City, returned: Assignment, colleague: Person) -> None:
    Assignment.objects.update(due_date="2099-12-31", original_due_date="2099-12-31")
    officer, page = city["officer"], returned.get_absolute_url()
    own, other = signed_in(officer), signed_in(colleague)
    assert "Gửi báo cáo</button>" in own.get(page).content.decode()
    shown = other.get(page).content.decode()
    assert f"đang ở bàn của <b>{officer}</b>" in shown
    assert "Gửi báo cáo</button>" not in shown
    assert f"Ở bàn của {officer}:</b> báo cáo bị trả lại" in other.get("/hop-viec/?hang=returned").content.decode()
    address = reverse("workflows:take_over_report", args=[returned.pk])
    answer = other.post(address, {"of": officer.pk}, follow=True)
    assert "Bạn đã nhận làm thay" in answer.content.decode()
    assert "Gửi báo cáo</button>" in answer.content.decode()
    assert f"{officer} → {colleague}" in answer.content.decode()
    assert "<b>Của bạn:</b> báo cáo bị trả lại" in other.get("/hop-viec/?hang=returned").content.decode()
    late = own.post(reverse("workflows:report", args=[returned.pk]), {"kind": "final", "text": "Chữ đã gõ của tôi."})
    assert late.status_code == 400
    assert "Chữ đã gõ của tôi." in late.content.decode()
    assert f"đang ở bàn của {colleague}" in late.content.decode()
    again = signed_in(city.person("BD", Role.OFFICER, 3)).post(address, {"of": officer.pk})
    assert again.status_code == 409
    assert other.post(address, {"of": "không phải số"}).status_code == 404


def test_a_draft_is_taken_over_on_its_page(city: City) -> None:
    directive, colleague = begun(city), signed_in(city["colleague"])
    assert "Ở bàn của" in colleague.get(reverse("workflows:draft", args=[directive.pk])).content.decode()
    page = colleague.get(directive.get_absolute_url()).content.decode()
    assert "Nhận làm thay" in page
    assert "Trình duyệt</button>" not in page
    answer = colleague.post(reverse("workflows:take_over_draft", args=[directive.pk]), {"of": city["drafter"].pk}, follow=True)
    assert answer.redirect_chain == [(reverse("workflows:draft", args=[directive.pk]), 302)]
    assert "Trình duyệt" in answer.content.decode()
    assert open_tasks(directive) == [(STATUS.ASSIGNED, city["colleague"])]


def test_giving_it_on_is_offered_once_it_lies_on_the_own_desk(city: City, returned: Assignment, colleague: Person) -> None:
    Assignment.objects.update(due_date="2099-12-31", original_due_date="2099-12-31")
    address, officer = reverse("workflows:delegate", args=[returned.pk]), city["officer"]
    own, other = signed_in(officer), signed_in(colleague)
    assert f'href="{address}"' in own.get(returned.get_absolute_url()).content.decode()
    shown = other.get(returned.get_absolute_url()).content.decode()
    assert f'href="{address}"' not in shown
    assert f"Việc đang ở bàn của {officer}. Muốn giao tiếp" in shown
    asked = other.get(address).content.decode()
    assert f"đang ở bàn của <b>{officer}</b>" in asked
    assert 'name="note"' not in asked
    typed = {"units": city.units["KM"].pk, "note": "Rà từng tổ.", "confirm": "1"}
    refused_page = other.post(address, typed)
    assert refused_page.status_code == 400
    assert "Rà từng tổ." in refused_page.content.decode()
    take = reverse("workflows:take_over_report", args=[returned.pk])
    assert f'action="{take}"' in refused_page.content.decode()
    answer = other.post(take, {"of": officer.pk, "back": address}, follow=True)
    assert answer.redirect_chain == [(address, 302)]
    assert 'name="note"' in answer.content.decode()
    assert other.post(address, typed).status_code == 302
    assert Assignment.objects.filter(parent=returned, unit=city.units["KM"]).exists()


def told_of_taking(person: Person) -> list[Notice]:
    return list(Notice.objects.filter(person=person, kind="taken_over", closed_at=None))


def test_whoever_had_the_report_is_told_who_took_it_over_until_it_is_sent(
    city: City, returned: Assignment, colleague: Person, settings: Any
) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    officer = city["officer"]
    Person.objects.filter(pk=officer.pk).update(email="canbo@example.vn")
    NoticeChoice.objects.create(person=officer, only_digest=True)
    steps.take_over(returned, of=officer, by=colleague, at=later(hours=3))
    [told] = told_of_taking(officer)
    assert (told.title, told.path, told.day) == (returned.campaign.name, returned.get_absolute_url(), DAY)
    assert told.deliveries.get().status == "held", "as that one wants to be told"
    page = signed_in(officer).get(reverse("workflows:notices")).content.decode()
    assert f"{colleague} đã nhận làm thay bạn." in page
    steps.take_over(returned, of=colleague, by=officer, at=later(hours=3.5))
    assert told_of_taking(officer) == [], "who took it back needs no word"
    assert len(told_of_taking(colleague)) == 1
    clock.run("close", clock.SWEEPS["close"], at=later(hours=3.6))
    assert len(told_of_taking(colleague)) == 1
    report_again(returned, officer)()
    clock.run("close", clock.SWEEPS["close"], at=later(hours=5))
    assert told_of_taking(colleague) == []


def test_whoever_had_the_draft_is_told_until_it_is_handed_in(city: City) -> None:
    directive, drafter, colleague = begun(city), city["drafter"], city["colleague"]
    steps.take_over(directive, of=drafter, by=colleague, at=later(hours=1))
    clock.run("close", clock.SWEEPS["close"], at=later(hours=2))
    [told] = told_of_taking(drafter)
    assert (told.title, told.path) == (directive.subject, directive.get_absolute_url())
    assert signed_in(drafter).post(reverse("workflows:open_notice", args=[told.pk])).url == told.path
    assert not signed_in(drafter).get(reverse("workflows:notices")).context["page"].object_list, "what was seen is not told again"
    steps.submit(directive, by=colleague, at=later(hours=3))
    clock.run("close", clock.SWEEPS["close"], at=later(hours=4))
    assert told_of_taking(drafter) == []


def test_who_acts_for_the_unit_no_more_is_told_nothing(city: City, returned: Assignment, colleague: Person) -> None:
    end_appointment(city.seat(city["officer"]), on=DAY, by=None, at=AT)
    steps.take_over(returned, of=city["officer"], by=colleague, at=later(hours=3))
    assert not Notice.objects.filter(kind="taken_over").exists()


def test_programs_take_over_too_and_are_told_who_was_faster(city: City, returned: Assignment, colleague: Person) -> None:
    client, address = signed_in(colleague), f"/api/assignments/{returned.pk}"
    assert client.get(address).json()["desk_of"] == city["officer"].pk
    whole = client.post(f"{address}/take-over", {"person_id": city["officer"].pk}, content_type="application/json")
    assert (whole.status_code, whole.json()["desk_of"]) == (200, colleague.pk)
    again = client.post(f"{address}/take-over", {"person_id": city["officer"].pk}, content_type="application/json")
    assert (again.status_code, again.json()["code"]) == (409, "stale")


def test_the_inbox_says_what_happened(city: City, returned: Assignment) -> None:
    Assignment.objects.update(due_date="2099-12-31", original_due_date="2099-12-31")
    client = signed_in(city["officer"])

    def said() -> str:
        return client.get("/hop-viec/?hang=returned").content.decode()

    assert "báo cáo bạn gửi bị trả lại<" in said()
    Assignment.objects.update(original_due_date="2099-12-01")
    assert "báo cáo bạn gửi bị trả lại; hạn đã đổi" in said()
    sent = steps.report(fresh(returned), kind="final", text="Đủ.", by=city["officer"], at=later(hours=3), today=DAY)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=True, note="", by=city["chairman"], at=later(hours=4))
    new = timezone.localdate() + timedelta(days=9)
    steps.reopen(fresh(returned), reason="Số sai.", new_due_date=new, by=city["chairman"], at=later(hours=5), today=DAY)
    assert "việc đã xong được mở lại" in said()
    assert "bị trả lại<" not in said()
