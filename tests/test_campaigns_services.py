"""How a directive is carried out: what is opened, who is assigned, and what each side may do and may not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import queries, services
from campaigns.models import Assignment, Campaign, CampaignTask, Partner, Report
from directives.models import Directive, Recipient
from directives.services import issue_directive, number_directive
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import add_unit
from records.events import timeline
from records.models import Event

from .city import (
    AT,
    DAY,
    DUE,
    FIRST_DAY,
    City,
    Level,
    at,
    committee,
    draft,
    duty,
    grouped,
    issued,
    launched,
    named,
    refused,
    signed,
    unknown,
)

pytestmark = pytest.mark.django_db

Status = Assignment.Status
LAST_DAY = date(2021, 3, 30)


def install(city: City, **fields: object):
    """The main task of the first seed: a share to reach before a day, by every district."""
    values = {"deadline": DUE, "strictly_before": True, "deadline_text": "trước ngày 31/3/2021", "target_percent": 100} | fields
    return duty("Yêu cầu 100% công chức cài đặt ứng dụng.", grouped(city.group()), **values)


# Opening


def test_a_directive_is_opened_once(city: City) -> None:
    directive = issued(city, draft(city, install(city)))
    first = services.open_campaign(directive, by=None, at=AT, today=DAY)
    second = services.open_campaign(directive, by=None, at=AT, today=DAY + timedelta(days=5))
    assert second == first
    assert second.opened_date == DAY
    assert CampaignTask.objects.count() == 1
    assert [event.action for event in timeline(first)] == ["campaigns.opened"]


def test_a_directive_that_is_not_issued_opens_nothing(city: City) -> None:
    directive = issued(city, draft(city, install(city)))
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.NUMBERED)
    refused("not_issued", lambda: services.open_campaign(directive, by=None, at=AT, today=DAY))
    assert not Campaign.objects.exists()


def test_a_term_from_the_signature_runs_from_the_day_that_the_document_bears(city: City) -> None:
    """Neither from the day that its draft expected nor from the day on which it was delivered."""
    words = "trong 12 ngày kể từ ngày ký"
    expected, delivered = DAY - timedelta(days=6), DAY + timedelta(days=4)
    directive = issued(city, draft(city, install(city, deadline=None, deadline_text=words), issued_date=expected))
    campaign = services.open_campaign(directive, by=None, at=at(delivered), today=delivered)
    services.assign_next(campaign, at=at(delivered))
    assert campaign.opened_date == delivered
    assert CampaignTask.objects.get().due_date == date(2021, 3, 30)
    assert set(Assignment.objects.values_list("due_date", "original_due_date")) == {(date(2021, 3, 30), date(2021, 3, 30))}


def test_a_number_entered_from_paper_brings_the_day_from_which_terms_run(city: City) -> None:
    directive = signed(city, draft(city, install(city, deadline=None, deadline_text="trong 12 ngày kể từ ngày ký")))
    after = DAY + timedelta(days=4)
    number_directive(directive, by=city["city_clerk"], at=at(after), today=after, number=776, reason="Đã cấp trên giấy", issued_date=DAY)
    issue_directive(directive, by=city["city_clerk"], at=at(after))
    services.open_campaign(directive, by=None, at=at(after), today=after)
    assert CampaignTask.objects.get().due_date == date(2021, 3, 30)


def test_each_kind_of_duty_becomes_what_it_is(city: City) -> None:
    campaign = launched(
        city,
        install(city),
        duty("Đợt 1: khối cơ quan.", kind="milestone", start_date=DAY, deadline=DUE),
        duty("Tổ chức tập huấn.", named(city.units["HN"]), kind="activity"),
        duty("Tải ứng dụng trên điện thoại.", unknown("người tham gia"), kind="individual"),
        duty("Các đơn vị báo cáo kết quả về thành phố.", grouped(city.group()), kind="general"),
        duty("Nếu có vướng mắc, các đơn vị báo cáo để được hướng dẫn.", grouped(city.group()), kind="general"),
        duty("Yêu cầu các đơn vị nghiêm túc thực hiện.", grouped(city.group()), kind="general"),
        duty("Chuyển phòng chuyên môn.", unknown("phòng chuyên môn"), kind="but_phe"),
    )
    assert [task.content for task in campaign.tasks.order_by("position")] == [
        "Yêu cầu 100% công chức cài đặt ứng dụng.",
        "Các đơn vị báo cáo kết quả về thành phố.",
    ]
    [phase] = campaign.phases.all()
    assert (phase.name, phase.start_date, phase.end_date) == ("Đợt 1: khối cơ quan.", DAY, DUE)
    assert campaign.assignments.count() == 6
    assert [row["phrase"] for row in campaign.unresolved] == ["người tham gia"]


def test_what_nobody_answers_to_is_listed_and_never_guessed(city: City) -> None:
    gone = add_unit(
        city.units["HN"],
        code="CU",
        name="Sở đã giải thể",
        kind="so_nganh",
        line="ubnd",
        level="province",
        valid_from=FIRST_DAY,
        valid_to=date(2021, 1, 1),
    )
    campaign = launched(
        city,
        duty("Việc.", unknown("các Tổ công tác"), named(gone), grouped(city.group(kinds=("buu_dien",))), section="1"),
        duty("Việc khác.", named(city.units["STTTT"]), unknown("cán bộ phụ trách", "coordinating"), section="2"),
    )
    assert [(row["phrase"], row["section"]) for row in campaign.unresolved] == [
        ("các Tổ công tác", "1"),
        ("Sở đã giải thể", "1"),
        ("các đơn vị", "1"),
        ("cán bộ phụ trách", "2"),
    ]
    assert all(row["reason"] for row in campaign.unresolved)
    assert [assignment.unit.code for assignment in campaign.assignments.all()] == ["STTTT"]


def test_partners_see_the_task_and_owe_nothing(city: City) -> None:
    campaign = launched(city, duty("Việc.", named(city.units["STTTT"]), named(city.units["BHXHHN"], "coordinating")))
    assert [partner.unit.code for partner in Partner.objects.all()] == ["BHXHHN"]
    assert [assignment.unit.code for assignment in campaign.assignments.all()] == ["STTTT"]
    assert queries.assignments_visible_to(city.person("BHXHHN")).count() == 1


# Assigning


def test_every_member_of_a_group_gets_its_assignment_and_no_one_twice(city: City) -> None:
    campaign = launched(
        city,
        install(city),
        duty("Chung.", grouped(city.group()), grouped(city.group("BD", "STTTT")), named(city.units["BD"])),
    )
    by_task = [sorted(a.unit.code for a in task.assignments.all()) for task in campaign.tasks.order_by("position")]
    assert by_task == [["BD", "HK", "TT"], ["BD", "HK", "STTTT", "TT"]]
    assert services.assign_next(campaign, at=AT) == []


def test_the_deadline_before_a_day_ends_the_day_before(city: City) -> None:
    campaign = launched(city, install(city), duty("Chậm nhất ngày 31/3.", named(city.units["STTTT"]), deadline=DUE))
    strict, plain = city.assignment(campaign, "BD"), city.assignment(campaign, "STTTT", task=1)
    assert (strict.due_date, strict.original_due_date, strict.review_date) == (LAST_DAY, LAST_DAY, None)
    assert plain.due_date == DUE


def test_a_task_without_a_date_gets_a_day_to_look_at_it_again(city: City) -> None:
    campaign = launched(city, duty("Phổ biến tài liệu.", named(city.units["STTTT"]), deadline_text="khẩn trương"))
    assignment = city.assignment(campaign, "STTTT")
    assert (assignment.due_date, assignment.review_date) == (None, DAY + services.REVIEW_AFTER)


def test_the_monitor_reviews_where_it_consolidates_but_never_itself(city: City) -> None:
    duties = (install(city), duty("Theo dõi, đôn đốc, tổng hợp báo cáo.", named(city.units["BHXHHN"]), role="theo_doi"))
    campaign = launched(city, *duties, monitor="BHXHHN", monitor_reviews=True)
    assert city.assignment(campaign, "BD").reviewer.code == "BHXHHN"
    assert city.assignment(campaign, "BHXHHN", task=1).reviewer.code == "HN"


def test_the_issuer_reviews_where_nobody_consolidates(city: City) -> None:
    campaign = launched(city, install(city), monitor="BHXHHN")
    assert city.assignment(campaign, "BD").reviewer.code == "HN"


def test_the_issuers_own_work_is_not_its_own_to_review(city: City) -> None:
    campaign = launched(city, duty("Việc.", named(city.units["HN"])), monitor="BHXHHN")
    assert city.assignment(campaign, "HN").reviewer.code == "BHXHHN"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_batches_end_on_whole_units_and_lose_nobody(city: City, limit: int) -> None:
    directive = issued(
        city, draft(city, install(city), duty("Hai.", grouped(city.group())), duty("Ba.", grouped(city.group("HK", "STTTT"))))
    )
    campaign = services.open_campaign(directive, by=None, at=AT, today=DAY)
    batches = []
    while batch := services.assign_next(campaign, at=AT, limit=limit):
        assert len(batch) <= limit
        batches.append(list(Assignment.objects.filter(pk__in=batch).values_list("unit_id", flat=True)))
    assert sum(len(batch) for batch in batches) == 8
    assert campaign.assignments.count() == 8
    if limit >= 3:
        assert all(set(one).isdisjoint(two) for i, one in enumerate(batches) for two in batches[i + 1 :])


def test_a_batch_that_was_lost_is_made_good(city: City) -> None:
    campaign = launched(city, install(city))
    lost = city.assignment(campaign, "BD")
    lost.delete()
    [pk] = services.assign_next(campaign, at=AT)
    again = Assignment.objects.get(pk=pk)
    assert again.unit_id == lost.unit_id
    assert again.path == lost.path


def test_a_unit_founded_after_the_issue_is_not_assigned(city: City) -> None:
    directive = issued(city, draft(city, install(city)))
    campaign = services.open_campaign(directive, by=None, at=AT, today=DAY)
    services.assign_next(campaign, at=AT, limit=1)
    add_unit(
        city.units["HN"],
        code="QM",
        name="Ủy ban nhân dân quận Mới",
        kind="ubnd",
        line="ubnd",
        level="district",
        valid_from=DAY + timedelta(days=1),
    )
    services.assign_next(campaign, at=at(DAY + timedelta(days=9)))
    assert sorted(a.unit.code for a in campaign.assignments.all()) == ["BD", "HK", "TT"]


def test_a_fan_out_is_one_event_with_a_digest_of_its_members(city: City) -> None:
    launched(city, install(city))
    [event] = Event.objects.filter(action="campaigns.assigned")
    assert event.after["count"] == 3
    assert len(event.after["digest"]) == 64


@pytest.mark.parametrize("size", [3, 60])
def test_assigning_takes_the_same_statements_for_few_and_many(city: City, size: int) -> None:
    codes = [f"W{number}" for number in range(size)]
    city.add(committee(code, f"phường {code}", Level.COMMUNE, "BD") for code in codes)
    wards = grouped(city.group(*codes))
    directive = issued(city, draft(city, duty("Một.", wards), duty("Hai.", wards)))
    campaign = services.open_campaign(directive, by=None, at=AT, today=DAY)
    with CaptureQueriesContext(connection) as captured:
        assert len(services.assign_next(campaign, at=AT)) == size * 2
    assert len([query for query in captured if not query["sql"].startswith("INSERT INTO")]) == 6  # rows go in by the hundred


# Receiving


def test_the_document_once_received_receives_all_its_assignments(city: City) -> None:
    campaign = launched(city, install(city), duty("Hai.", grouped(city.group())))
    recipient = Recipient.objects.get(directive=campaign.directive, unit=city.units["BD"])
    received = services.receive_all(recipient, by=city["clerk"], at=at(DAY, 11))
    assert [a.task.content for a in received] == ["Yêu cầu 100% công chức cài đặt ứng dụng.", "Hai."]
    kept = Assignment.objects.filter(unit=city.units["BD"])
    assert {(a.status, a.received_by) for a in kept} == {(Status.RECEIVED, city["clerk"])}
    assert not Assignment.objects.exclude(unit=city.units["BD"]).exclude(status=Status.ISSUED).exists()
    assert services.receive_all(recipient, by=city["officer"], at=at(DAY, 12)) == []
    assert Event.objects.filter(action="campaigns.received").count() == 2


def test_a_second_receipt_is_told_that_somebody_was_faster(city: City) -> None:
    campaign = launched(city, install(city))
    mine, theirs = city.assignment(campaign, "BD"), city.assignment(campaign, "BD")
    services.receive(mine, by=city["clerk"], at=AT)
    refused("stale", lambda: services.receive(theirs, by=city["officer"], at=AT))
    assert Event.objects.filter(action="campaigns.received").count() == 1


def test_a_wrong_recipient_says_why_and_is_no_longer_expected(city: City) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    by = city["clerk"]
    refused("reason_required", lambda: services.refuse(assignment, reason="  ", by=by, at=AT))
    services.refuse(assignment, reason="Không thuộc địa bàn.", by=by, at=AT)
    kept = city.assignment(campaign, "BD")
    assert (kept.status, kept.refusal_reason) == (Status.REFUSED, "Không thuộc địa bàn.")
    refused("stale", lambda: services.refuse(kept, reason="Lại.", by=by, at=AT))


def test_who_has_begun_cannot_refuse_any_more(city: City) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    city.report(assignment, on=DAY, kind="interim")
    refused("begun", lambda: services.refuse(assignment, reason="Nhầm.", by=city["officer"], at=AT))


# Reporting


def final(city: City, assignment: Assignment, **fields: object) -> Callable[[], Report]:
    values = {"on": DAY, "numerator": 8, "denominator": 10} | fields
    return lambda: city.report(assignment, **values)  # type: ignore[arg-type]


def test_a_final_report_waits_for_its_reviewer(city: City) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    report = final(city, assignment, text="  Đã xong.\x00\r\nTốt.  ", difficulties="Thiếu máy.")()
    kept = city.assignment(campaign, "BD")
    assert (kept.status, kept.reported_date, kept.reported_at) == (Status.REPORTED, DAY, report.submitted_at)
    assert (report.text, report.difficulties, report.figure.numerator, report.figure.denominator) == ("Đã xong.\nTốt.", "Thiếu máy.", 8, 10)


def test_an_interim_report_closes_nothing_and_may_wait_beside_the_final_one(city: City) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    first = city.report(assignment, on=DAY, kind="interim")
    assert city.assignment(campaign, "BD").status == Status.IN_PROGRESS
    last = final(city, assignment)()
    assert (first.sequence, last.sequence) == (1, 2)
    services.review_report(first, accept=True, note="", by=city["chairman"], at=AT)
    assert city.assignment(campaign, "BD").status == Status.REPORTED


def test_two_final_reports_cannot_wait_at_once(city: City) -> None:
    campaign = launched(city, install(city))
    mine, theirs = city.assignment(campaign, "BD"), None
    services.receive(mine, by=city["officer"], at=AT)
    theirs = city.assignment(campaign, "BD")
    final(city, mine)()
    refused("stale", final(city, theirs))
    assert Report.objects.count() == 1


def test_what_was_not_received_cannot_be_reported(city: City) -> None:
    campaign = launched(city, install(city))
    values = {
        "kind": "final",
        "text": "Xong.",
        "numerator": 1,
        "denominator": 1,
        "by": city["officer"],
        "at": AT,
        "today": DAY,
    }
    refused("not_received", lambda: services.submit_report(city.assignment(campaign, "BD"), **values))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"numerator": None, "denominator": None}, "figure_required"),
        ({"numerator": 1, "denominator": None}, "figure_wrong"),
        ({"numerator": 0, "denominator": 0}, "figure_wrong"),
        ({"numerator": 11, "denominator": 10}, "figure_wrong"),
        ({"numerator": -1, "denominator": 10}, "figure_wrong"),
        ({"numerator": 1, "denominator": 10**12 + 1}, "figure_wrong"),
        ({"text": " \n "}, "text_required"),
        ({"text": "x" * 20_001}, "too_long"),
        ({"reply_number": "x" * 61}, "too_long"),
        ({"kind": "other"}, "unknown_kind"),
        ({"reply_date": DAY + timedelta(days=1)}, "reply_date_wrong"),
        ({"reply_date": DAY - timedelta(days=1)}, "reply_date_wrong"),
    ],
)
def test_a_wrong_report_is_refused_and_leaves_nothing_behind(city: City, fields: dict[str, object], code: str) -> None:
    campaign = launched(city, install(city))
    assignment = city.assignment(campaign, "BD")
    services.receive(assignment, by=city["officer"], at=AT)
    refused(code, final(city, assignment, **fields))
    assert not Report.objects.exists()
    assert city.assignment(campaign, "BD").status == Status.RECEIVED


def test_a_figure_that_nobody_asked_for_is_refused(city: City) -> None:
    assignment = city.assignment(launched(city, install(city, target_percent=None)), "BD")
    services.receive(assignment, by=city["officer"], at=AT)
    refused("figure_not_asked", final(city, assignment))


def test_on_time_is_judged_by_the_day_of_the_written_reply(city: City) -> None:
    campaign = launched(city, install(city))
    clicked = LAST_DAY + timedelta(days=3)
    final(city, city.assignment(campaign, "BD"), on=clicked, reply_number="12/UBND", reply_date=LAST_DAY)()
    final(city, city.assignment(campaign, "HK"), on=clicked)()
    early, late = city.assignment(campaign, "BD"), city.assignment(campaign, "HK")
    assert (early.reported_date, early.reported_at) == (LAST_DAY, at(clicked, 11))
    assert [queries.due_state(a, today=clicked) for a in (early, late)] == ["on_time", "late"]


# Reviewing


def reported(city: City, **fields: object) -> Report:
    return final(city, city.assignment(launched(city, install(city)), "BD"), **fields)()


def test_an_accepted_final_report_ends_the_assignment(city: City) -> None:
    report = reported(city)
    city.accept(report, on=DAY)
    kept = Assignment.objects.get(pk=report.assignment_id)
    assert (kept.status, kept.accepted_at) == (Status.ACCEPTED, at(DAY, 12))
    assert [event.action for event in timeline(kept)] == ["campaigns.received", "campaigns.reported", "campaigns.accepted"]


def test_nobody_reviews_an_own_report(city: City) -> None:
    report = reported(city)
    refused("own_report", lambda: services.review_report(report, accept=True, note="", by=city["officer"], at=AT))
    assert Report.objects.get().status == Report.Status.SUBMITTED


def test_a_return_says_why_and_goes_back_with_a_new_day(city: City) -> None:
    report = reported(city)
    by = city["chairman"]
    refused("note_required", lambda: services.review_report(report, accept=False, note=" ", by=by, at=AT))
    new = LAST_DAY + timedelta(days=7)
    services.review_report(report, accept=False, note="Thiếu số liệu.", by=by, at=AT, new_due_date=new)
    kept = Assignment.objects.get(pk=report.assignment_id)
    assert (kept.status, kept.return_count, kept.due_date, kept.original_due_date) == (Status.RETURNED, 1, new, LAST_DAY)
    again = final(city, kept, on=DAY + timedelta(days=1))()
    assert again.sequence == 2
    assert Assignment.objects.get(pk=kept.pk).status == Status.REPORTED


def test_what_an_old_row_in_hand_says_reaches_neither_the_event_nor_the_deadline(city: City) -> None:
    campaign = launched(city, install(city, target_percent=None))
    old = city.assignment(campaign, "BD")
    report = city.report(city.assignment(campaign, "BD"))
    Assignment.objects.filter(pk=old.pk).update(due_date=LAST_DAY + timedelta(days=7))  # extended meanwhile
    report.assignment = old
    services.review_report(report, accept=False, note="Bổ sung số liệu.", by=city["city_officer"], at=at(LAST_DAY))
    old.refresh_from_db()
    assert old.due_date == LAST_DAY + timedelta(days=7)
    assert list(timeline(old))[-1].before == {"status": Status.REPORTED}


@pytest.mark.parametrize(("accept", "days"), [(False, -1), (True, 5)])
def test_a_new_day_must_lie_ahead_and_come_with_a_return(city: City, accept: bool, days: int) -> None:
    report = reported(city)
    asked = {"accept": accept, "note": "Xem lại.", "by": city["chairman"], "at": AT, "new_due_date": DAY + timedelta(days=days)}
    refused("due_date_wrong", lambda: services.review_report(report, **asked))


def test_a_second_decision_is_told_that_somebody_was_faster(city: City) -> None:
    report = reported(city)
    same, deputy = Report.objects.get(pk=report.pk), city.person("HN", "deputy")
    city.accept(report, on=DAY)
    refused("stale", lambda: services.review_report(same, accept=False, note="Không.", by=deputy, at=AT))
    assert Report.objects.get().status == Report.Status.ACCEPTED


def test_an_interim_report_sent_back_leaves_the_assignment_as_it_is(city: City) -> None:
    campaign = launched(city, install(city))
    report = city.report(city.assignment(campaign, "BD"), on=DAY, kind="interim", numerator=1, denominator=4)
    services.review_report(report, accept=False, note="Ghi rõ hơn.", by=city["chairman"], at=AT)
    kept = city.assignment(campaign, "BD")
    assert (kept.status, kept.return_count) == (Status.IN_PROGRESS, 0)


# Concluding


def test_a_concluded_campaign_takes_nothing_more(city: City) -> None:
    campaign = launched(city, install(city))
    waiting = final(city, city.assignment(campaign, "BD"))()
    interim = city.report(city.assignment(campaign, "HK"), on=DAY, kind="interim")
    by = city["chairman"]
    services.conclude_campaign(campaign, by=by, at=at(LAST_DAY), today=LAST_DAY)
    open_one, begun = city.assignment(campaign, "TT"), city.assignment(campaign, "HK")
    refused("concluded", lambda: services.receive(open_one, by=by, at=at(LAST_DAY)))
    refused("concluded", final(city, begun))
    refused("concluded", lambda: services.review_report(waiting, accept=True, note="", by=by, at=at(LAST_DAY)))
    refused("concluded", lambda: services.review_report(interim, accept=True, note="", by=by, at=at(LAST_DAY)))
    refused("stale", lambda: services.conclude_campaign(campaign, by=by, at=at(LAST_DAY), today=LAST_DAY))
    assert set(Report.objects.values_list("status", flat=True)) == {Report.Status.SUBMITTED}
    recipient = Recipient.objects.get(directive=campaign.directive, unit=open_one.unit)
    assert services.receive_all(recipient, by=by, at=at(LAST_DAY)) == []
    assert services.assign_next(campaign, at=at(LAST_DAY)) == []


# Deadlines, silence, sight


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        (None, "none"),
        (date(2021, 4, 29), "on_time"),  # four working days: the 23rd, 26th, 27th, 28th … with the 21st a holiday
        (date(2021, 4, 22), "soon"),
        (date(2021, 4, 16), "soon"),
        (date(2021, 4, 15), "overdue"),
    ],
)
def test_due_is_derived_in_working_days(city: City, due: date | None, expected: str) -> None:
    row = Assignment(status=Status.RECEIVED, due_date=due)
    today = date(2021, 4, 16)  # a Friday; the 21st is Giỗ Tổ
    assert queries.due_state(row, today=today) == expected
    assert queries.due_state(row, today=today, calendar=Calendar.load(today, today)) == expected


def test_the_silent_are_those_from_whom_nothing_came(city: City) -> None:
    campaign = launched(city, install(city))
    city.report(city.assignment(campaign, "BD"), on=DAY, kind="interim")
    services.refuse(city.assignment(campaign, "HK"), reason="Nhầm.", by=city["other_officer"], at=AT)
    assert [unit.code for unit in queries.silent(campaign)] == ["TT"]


def test_overdue_is_what_units_have_not_reported_by_their_last_day(city: City) -> None:
    campaign = launched(city, install(city))
    final(city, city.assignment(campaign, "BD"))()
    assert list(queries.overdue(today=LAST_DAY, campaign=campaign)) == []
    assert [a.unit.code for a in queries.overdue(today=DUE)] == ["TT", "HK"]


def test_each_sees_its_own_part(city: City) -> None:
    """The issuer, the drafter and the monitor all of it; a participant its own and below; a stranger nothing."""
    wards = grouped(city.group("KM", "TB"))
    campaign = launched(
        city, install(city), duty("Việc của phường.", wards), duty("Chỉ của một phường.", named(city.units["TB"])), monitor="BHXHHN"
    )

    def seen(code: str) -> list[str]:
        person = city.person(code)
        rows = queries.assignments_visible_to(person).filter(campaign=campaign)
        assert set(rows) == set(queries.assignments_in(campaign, seen_by=person))
        assert queries.visible_to(person).filter(pk=campaign.pk).exists() == rows.exists()
        return sorted(a.unit.code for a in rows)

    everyone = ["BD", "HK", "KM", "TB", "TB", "TT"]
    assert [seen(code) for code in ("HN", "VX", "BHXHHN")] == [everyone] * 3
    assert seen("BD") == ["BD", "KM", "TB", "TB"]
    assert seen("HK") == ["HK"]
    assert seen("KM") == ["KM"]
    assert [seen(code) for code in ("BHXHVN", "STTTT", "HP")] == [[]] * 3


def test_a_superior_that_takes_no_part_does_not_see_what_is_below(city: City) -> None:
    campaign = launched(city, duty("Việc của phường.", grouped(city.group("KM"))))
    assert not queries.visible_to(city["officer"]).filter(pk=campaign.pk).exists()


def test_who_was_dismissed_sees_nothing(city: City) -> None:
    launched(city, install(city))
    person = city["city_officer"]
    person.is_active = False
    person.save()
    assert not queries.visible_to(person).exists()
    assert not queries.assignments_visible_to(person).exists()


def test_a_unit_keeps_its_place_of_the_day_of_issue(city: City) -> None:
    campaign = launched(city, duty("Việc.", grouped(city.group("KM", "BD"))))
    path = city.assignment(campaign, "KM").path
    OrgUnit.objects.filter(pk=city.units["KM"].pk).update(path="000000001")
    assert path == city.units["KM"].path
    assert sorted(a.unit.code for a in queries.assignments_visible_to(city["officer"])) == ["BD", "KM"]
