"""Carrying out, where two rules meet: what was taken back and given again, taken up again, opened again, or handed up to its own giver."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from campaigns import delegation
from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Report, ReportDue
from campaigns.queries import assignments_visible_to
from campaigns.services import Part
from directives.models import Recipient
from org_hierarchy.models import Post
from org_hierarchy.services import Merge, UnitRow
from records.models import Job
from workflows import clock, desk, inbox, notices, steps
from workflows.flows import DirectiveFlow
from workflows.models import Notice, Reminder
from workflows.tasks import run_job

from .city import (
    AT,
    DAY,
    DUE,
    FIRST_DAY,
    City,
    appointed,
    at,
    at_once,
    copy_of,
    delivered,
    draft,
    draft_for_districts,
    duty,
    grouped,
    later,
    named,
    signed_in,
)
from .succession import DECIDED, NOW, move, reorganise

pytestmark = pytest.mark.django_db

Status = Assignment.Status
FIRST, SECOND, THIRD = date(2021, 3, 24), date(2021, 4, 24), date(2021, 5, 24)
MONTHLY = {"deadline_text": "trước ngày 25 hằng tháng", "period": "monthly"}


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def received(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def given(city: City, *parts: str, code: str = "BD") -> Assignment:
    """What the unit has received and given on."""
    mine = received(city, code)
    steps.delegate(mine, parts=[Part(city.units[part].pk) for part in parts], by=city.person(code), at=later(hours=1), today=DAY)
    return of(city, code)


def accepted(city: City, code: str, *, on: date = DAY) -> Report:
    mine = of(city, code)
    if mine.status == Status.ISSUED:
        mine = received(city, code)
    sent = steps.report(mine, kind="final", text="Xong.", by=city.person(code), at=at(on, 11), today=on)
    found = Report.objects.select_related("assignment__unit", "assignment__reviewer", "assignment__campaign__issuer").get(pk=sent.pk)
    by = city.person(mine.reviewer.code, Post.Role.HEAD)
    return steps.review(found, accept=True, note="", by=by, at=at(on, 15))


@pytest.fixture
def monthly(city: City) -> Assignment:
    """Ba Đình's, received; its first report is owed until 24/3."""
    delivered(city, draft(city, duty("Báo cáo tình hình.", grouped(city.group()), **MONTHLY)))
    return received(city)


def dues_of(assignment: Assignment) -> list[tuple[date, str]]:
    return list(assignment.dues.order_by("due_date").values_list("due_date", "status"))


def test_a_difficulty_of_work_that_was_taken_back_troubles_nobody(city: City) -> None:
    delivered(city, draft_for_districts(city))
    mine = received(city)
    raised = campaigns.raise_difficulty(mine, text="Thiếu mẫu biểu.", by=city["officer"], at=AT, today=DAY)
    steps.recall_all(mine.campaign, [mine.pk], reason="Giao nhầm.", by=city["chairman"], at=later(hours=2))
    clock.sweep_all(at=at(raised.answer_date + timedelta(days=10)))
    assert not Reminder.objects.filter(kind=Reminder.Kind.DIFFICULTY).exists()


def test_the_report_that_fell_due_in_a_standstill_is_not_owed_after_it(city: City, monthly: Assignment) -> None:
    assert dues_of(monthly) == [(FIRST, ReportDue.Status.DUE)]
    asked = steps.ask_suspension(monthly, reason="Dịch bệnh.", by=city["officer"], at=later(hours=2))
    steps.agree_suspension(asked, note="", by=city["chairman"], at=later(days=1), today=DAY + timedelta(days=1))
    back = SECOND + timedelta(days=5)
    steps.resume(of(city), by=city["officer"], at=at(back), today=back)
    campaigns.make_dues(at=at(back), today=back)
    assert dues_of(monthly) == [(THIRD, ReportDue.Status.DUE)]


def test_a_report_of_before_the_standstill_is_still_owed_after_it(city: City, monthly: Assignment) -> None:
    late = FIRST + timedelta(days=2)
    asked = steps.ask_suspension(monthly, reason="Dịch bệnh.", by=city["officer"], at=at(late))
    steps.agree_suspension(asked, note="", by=city["chairman"], at=at(late, 10), today=late)
    back = late + timedelta(days=5)
    steps.resume(of(city), by=city["officer"], at=at(back), today=back)
    assert dues_of(monthly) == [(FIRST, ReportDue.Status.DUE)]


def test_what_is_opened_anew_owes_no_report_of_while_it_was_closed(city: City, monthly: Assignment) -> None:
    accepted(city, "BD")
    back = SECOND + timedelta(days=5)
    steps.reopen(of(city), reason="Chưa đủ.", new_due_date=None, by=city["chairman"], at=at(back), today=back)
    campaigns.make_dues(at=at(back, 10), today=back)
    answered = [(FIRST, ReportDue.Status.ACCEPTED), (SECOND, ReportDue.Status.ACCEPTED)]  # by the report that was accepted then
    assert dues_of(monthly) == [*answered, (THIRD, ReportDue.Status.DUE)]


def test_what_is_given_again_owes_no_report_of_before(city: City, monthly: Assignment) -> None:
    steps.recall_all(monthly.campaign, [monthly.pk], reason="Giao nhầm.", by=city["chairman"], at=later(hours=2))
    back = SECOND + timedelta(days=5)
    facts = {"due_date": None, "reason": "Giao lại.", "by": city["chairman"], "at": at(back), "today": back}
    steps.add_units(monthly.campaign, units=[city.units["BD"]], tasks=[monthly.task], **facts)
    campaigns.make_dues(at=at(back, 10), today=back)
    assert dues_of(monthly) == [(THIRD, ReportDue.Status.DUE)]


def test_work_is_never_given_on_to_whoever_gave_it(city: City) -> None:
    areas = tuple(served.area for served in city.units["BD"].served.select_related("area"))
    city.add([UnitRow("BHXHBD", "BHXH quận Ba Đình", "bhxh", "bhxh", "district", FIRST_DAY, parent="BHXHHN", areas=areas)])
    appointed(city.units, [("BHXHBD", Post.Role.OFFICER, 1)])
    delivered(city, draft(city, duty("Rà soát.", grouped(city.group()), deadline=DUE), monitor="BHXHHN"))
    district = given(city, "BHXHBD")
    steps.receive_assignment(of(city, "BHXHBD"), by=city.person("BHXHBD"), at=later(hours=1), today=DAY)
    steps.recall_all(district.campaign, [district.pk], reason="Giao nhầm.", by=city["chairman"], at=later(days=1))
    offered = delegation.offered_to(of(city, "BHXHBD"), on=DAY)
    assert city.units["KM"] in offered
    assert city.units["BD"] not in offered


def test_open_work_does_not_end_in_what_its_heir_had_refused(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    campaign = Campaign.objects.select_related("directive", "issuer").get(directive=directive)
    steps.refuse(of(city, "BD"), reason="Không thuộc thẩm quyền.", by=city["officer"], at=AT)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    steps.hand_on(campaign, city.units["HK"], to=city.units["BD"], by=city["chairman"], at=NOW, today=DECIDED)
    assert (of(city, "HK").status, of(city, "BD").status) == (Status.RECALLED, Status.ISSUED)
    assert of(city, "BD").due_date == of(city, "HK").due_date
    assert not clock.astray()


def test_an_heir_that_had_refused_the_document_has_it_anew_with_the_work_of_the_other(city: City) -> None:
    duties = (duty("Rà soát.", named(city.units["BD"])), duty("Tổng hợp.", named(city.units["HK"])))
    directive = delivered(city, draft(city, *duties))
    steps.refuse_document(copy_of(directive, city.units["BD"]), reason="Không thuộc thẩm quyền.", by=city["clerk"], at=AT)
    steps.receive_assignment(of(city, "HK"), by=city.person("HK"), at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    moved = Assignment.objects.get(task__content="Tổng hợp.")
    assert (moved.unit.code, moved.status) == ("BD", Status.RECEIVED)
    assert copy_of(directive, city.units["BD"]).status == Recipient.Status.SENT
    assert moved in assignments_visible_to(city["officer"])


def test_a_share_of_five_thousand_digits_is_no_number(city: City) -> None:
    delivered(city, draft_for_districts(city, target=90))
    mine = received(city)
    ward = city.units["KM"].pk
    answer = signed_in(city["officer"]).post(f"/viec/{mine.pk}/giao-tiep/", {"units": [ward], "confirm": "1", f"target-{ward}": "9" * 5000})
    assert answer.status_code == 400
    assert "không phải số" in answer.content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_waiting_unit_at_which_somebody_is_at_work_is_not_woken_under_his_hands(city: City) -> None:
    assert connection.vendor == "postgresql"
    delivered(city, draft_for_districts(city))
    mine = given(city, "KM")
    Assignment.objects.filter(parent=mine).update(status=Status.RECALLED)
    with transaction.atomic(), desk.held(mine):
        assert at_once(lambda: steps.wake_parents(at=later(hours=2), today=DAY)) == [None]
    mine.refresh_from_db()
    assert mine.waits_for_children
    assert steps.wake_parents(at=later(hours=3), today=DAY) == 1
    assert mine not in clock.astray()


def test_somebody_elses_receipt_of_many_documents_is_no_page_of_mine(city: City) -> None:
    delivered(city, draft_for_districts(city))
    job = steps.order_receipt([of(city).pk], by=city["officer"], at=AT)
    assert signed_in(city["officer"]).get(f"/tac-vu/{job.pk}/").status_code == 200
    assert signed_in(city["stranger"]).get(f"/tac-vu/{job.pk}/").status_code in {403, 404}


def test_a_unit_added_on_the_first_day_of_a_phase_does_not_keep_the_others_waiting(city: City) -> None:
    delivered(city, draft(city, duty("Đợt hai.", grouped(city.group("BD", "HK")), start_date=DUE, deadline=DUE + timedelta(days=30))))
    campaign = Campaign.objects.select_related("directive", "issuer").get()
    facts = {"due_date": None, "reason": "Bổ sung.", "by": city["chairman"], "at": at(DUE, 0), "today": DUE}
    steps.add_units(campaign, units=[city.units["TT"]], tasks=list(campaign.tasks.all()), **facts)
    assert steps.open_phases(at=at(DUE), today=DUE) == 1
    run_job(Job.objects.get(key=f"deliver:{campaign.directive_id}:{DUE}").pk)
    assert set(campaign.assignments.values_list("unit__code", flat=True)) == {"BD", "HK", "TT"}
    assert steps.open_phases(at=at(DUE, 10), today=DUE) == 0


def test_a_campaign_is_not_offered_for_its_conclusion_while_a_phase_is_still_to_come(city: City) -> None:
    begins = timezone.localdate() + timedelta(days=30)
    delivered(city, draft(city, duty("Đợt hai.", grouped(city.group()), start_date=begins, deadline=begins + timedelta(days=30))))
    assert inbox.tasks(city["chairman"]).filter(flow_task=DirectiveFlow.follow).exists()
    assert not inbox.ready(city["chairman"]).exists()


def test_the_last_deadline_is_that_of_what_is_still_expected(city: City) -> None:
    delivered(city, draft_for_districts(city))
    mine = of(city)
    steps.extend_all(mine.campaign, [mine.pk], due_date=DUE + timedelta(days=60), reason="Dịch.", by=city["chairman"], at=AT, today=DAY)
    steps.recall_all(mine.campaign, [mine.pk], reason="Giao nhầm.", by=city["chairman"], at=AT)
    clock.sweep_all(at=at(DUE + timedelta(days=2)))
    assert Reminder.objects.get(kind=Reminder.Kind.OVER).day == DUE


@pytest.mark.parametrize("day", ["9999-12-31", "2101-01-01", "0001-01-01"])
def test_no_program_sets_a_day_beyond_the_calendar(city: City, day: str) -> None:
    delivered(city, draft_for_districts(city))
    mine = received(city)
    sent = steps.report(mine, kind="final", text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    body = {"report_id": sent.pk, "accept": False, "note": "Làm lại.", "new_due_date": day}
    answer = signed_in(city["chairman"]).post(f"/api/assignments/{mine.pk}/review", json.dumps(body), content_type="application/json")
    assert answer.status_code == 400
    assert of(city).status == Status.REPORTED


def test_whoever_has_many_documents_received_hears_which_could_not_be(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    steps.ask_back(directive, copies=[copy_of(directive, city.units["BD"]).pk], reason="Sai phụ lục.", by=city["city_clerk"], at=AT)
    job = steps.order_receipt([of(city).pk], by=city["officer"], at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert directive.designation in job.error
    assert "lấy lại" in job.error


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_work_at_which_somebody_is_is_left_with_a_word_when_many_are_received(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    mine = of(city)
    Recipient.objects.filter(pk=copy_of(directive, city.units["BD"]).pk).update(status=Recipient.Status.RECEIVED)
    answers: list[Any] = []
    client = signed_in(city["officer"])
    with transaction.atomic(), desk.held(mine):
        at_once(lambda: answers.append(client.post("/hop-viec/tiep-nhan/", {"chosen": [mine.pk]}, follow=True)))
    assert [answer.status_code for answer in answers] == [200]
    assert "đang xử lý việc này" in answers[0].content.decode()
    assert of(city).status == Status.ISSUED


def told(city: City, code: str) -> list[int]:
    """How much moved work each of the notices is about."""
    found = Notice.objects.filter(person=city.person(code), kind=Reminder.Kind.MOVED, path__startswith="/dot/")
    return list(found.values_list("count", flat=True))


def test_an_heir_is_told_of_work_of_which_the_other_was_reminded_the_same_day(city: City) -> None:
    delivered(city, draft(city, duty("Rà soát.", named(city.units["BD"])), duty("Tổng hợp.", named(city.units["HK"]))))
    moved = of(city, "HK")
    now = timezone.now()
    notices.remind(Assignment.objects.filter(pk=moved.pk), by=city["chairman"], at=now)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    assert told(city, "BD") == [1]
    assert notices.remind(Assignment.objects.filter(pk=moved.pk), by=city["chairman"], at=now) == 0


def test_an_heir_is_told_that_work_of_another_went_into_its_own(city: City) -> None:
    delivered(city, draft_for_districts(city))
    reorganise(city, Merge(("HK",), "BD"))
    move()
    assert told(city, "BD") == [1]
