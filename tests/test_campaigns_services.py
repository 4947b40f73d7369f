"""How a directive is carried out: what is opened, who is assigned, and what each side may do and may not."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import queries, services
from campaigns.models import Assignment, Campaign, CampaignTask, Partner, Report
from campaigns.services import CampaignError
from directives.models import Directive, Recipient
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import UnitRow, add_unit
from records.events import timeline
from records.models import Event
from tests.campaigns_world import ISSUED, LONG_AGO, World, at, build_world, duty, grouped, named, unknown

pytestmark = pytest.mark.django_db

Status = Assignment.Status
DUE = date(2021, 3, 31)
LAST_DAY = date(2021, 3, 30)


@pytest.fixture
def world() -> World:
    return build_world()


def install(world: World, **fields: object):
    """The main task of the first seed: a share to reach before a day, by every district."""
    values = {"deadline": DUE, "strictly_before": True, "deadline_text": "trước ngày 31/3/2021", "target_percent": 100} | fields
    return duty("Yêu cầu 100% công chức cài đặt ứng dụng.", grouped(world.districts), **values)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(CampaignError) as caught:
        act()
    assert str(caught.value)
    return caught.value.code


# Opening


def test_a_directive_is_opened_once(world: World) -> None:
    directive = world.issue(install(world))
    first = services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED)
    second = services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED + timedelta(days=5))
    assert second == first
    assert second.opened_date == ISSUED
    assert CampaignTask.objects.count() == 1
    assert [event.action for event in timeline(first)] == ["campaigns.opened"]


def test_a_directive_that_is_not_issued_opens_nothing(world: World) -> None:
    directive = world.issue(install(world))
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.NUMBERED)
    assert refused(lambda: services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED)) == "not_issued"
    assert not Campaign.objects.exists()


def test_each_kind_of_duty_becomes_what_it_is(world: World) -> None:
    campaign = world.launch(
        install(world),
        duty("Đợt 1: khối cơ quan.", kind="milestone", start_date=ISSUED, deadline=DUE),
        duty("Tổ chức tập huấn.", named(world.units["HN"]), kind="activity"),
        duty("Tải ứng dụng trên điện thoại.", unknown("người tham gia"), kind="individual"),
        duty("Các đơn vị báo cáo kết quả về thành phố.", grouped(world.districts), kind="general"),
        duty("Nếu có vướng mắc, các đơn vị báo cáo để được hướng dẫn.", grouped(world.districts), kind="general"),
        duty("Yêu cầu các đơn vị nghiêm túc thực hiện.", grouped(world.districts), kind="general"),
        duty("Chuyển phòng chuyên môn.", unknown("phòng chuyên môn"), kind="but_phe"),
    )
    assert [task.content for task in campaign.tasks.order_by("position")] == [
        "Yêu cầu 100% công chức cài đặt ứng dụng.",
        "Các đơn vị báo cáo kết quả về thành phố.",
    ]
    [phase] = campaign.phases.all()
    assert (phase.name, phase.start_date, phase.end_date) == ("Đợt 1: khối cơ quan.", ISSUED, DUE)
    assert campaign.assignments.count() == 6
    assert [row["phrase"] for row in campaign.unresolved] == ["người tham gia"]


def test_what_nobody_answers_to_is_listed_and_never_guessed(world: World) -> None:
    gone = add_unit(
        world.units["HN"],
        code="CU",
        name="Sở đã giải thể",
        kind="so_nganh",
        line="ubnd",
        level="province",
        valid_from=LONG_AGO,
        valid_to=date(2020, 1, 1),
    )
    campaign = world.launch(
        duty("Việc.", unknown("các Tổ công tác"), named(gone), grouped(world.group(kinds=("buu_dien",))), section="1"),
        duty("Việc khác.", named(world.units["TT"]), unknown("cán bộ phụ trách", "coordinating"), section="2"),
    )
    assert [(row["phrase"], row["section"]) for row in campaign.unresolved] == [
        ("các Tổ công tác", "1"),
        ("Sở đã giải thể", "1"),
        ("nhóm", "1"),
        ("cán bộ phụ trách", "2"),
    ]
    assert all(row["reason"] for row in campaign.unresolved)
    assert [assignment.unit.code for assignment in campaign.assignments.all()] == ["TT"]


def test_partners_see_the_task_and_owe_nothing(world: World) -> None:
    campaign = world.launch(duty("Việc.", named(world.units["TT"]), named(world.units["BH"], "coordinating")))
    assert [partner.unit.code for partner in Partner.objects.all()] == ["BH"]
    assert [assignment.unit.code for assignment in campaign.assignments.all()] == ["TT"]
    assert queries.assignments_visible_to(world.person("BH")).count() == 1


# Assigning


def test_every_member_of_a_group_gets_its_assignment_and_no_one_twice(world: World) -> None:
    campaign = world.launch(
        install(world),
        duty("Chung.", grouped(world.districts), grouped(world.group("QA", "TT")), named(world.units["QA"])),
    )
    by_task = [sorted(a.unit.code for a in task.assignments.all()) for task in campaign.tasks.order_by("position")]
    assert by_task == [["QA", "QB", "QC"], ["QA", "QB", "QC", "TT"]]
    assert services.assign_next(campaign, at=at(ISSUED)) == []


def test_the_deadline_before_a_day_ends_the_day_before(world: World) -> None:
    campaign = world.launch(install(world), duty("Chậm nhất ngày 31/3.", named(world.units["TT"]), deadline=DUE))
    strict, plain = world.assignment(campaign, "QA"), world.assignment(campaign, "TT", task=1)
    assert (strict.due_date, strict.original_due_date, strict.review_date) == (LAST_DAY, LAST_DAY, None)
    assert plain.due_date == DUE


def test_a_task_without_a_date_gets_a_day_to_look_at_it_again(world: World) -> None:
    campaign = world.launch(duty("Phổ biến tài liệu.", named(world.units["TT"]), deadline_text="trong 10 ngày"))
    assignment = world.assignment(campaign, "TT")
    assert (assignment.due_date, assignment.review_date) == (None, ISSUED + services.REVIEW_AFTER)


def test_the_monitor_reviews_where_it_consolidates_but_never_itself(world: World) -> None:
    duties = (install(world), duty("Theo dõi, đôn đốc, tổng hợp báo cáo.", named(world.units["BH"]), role="theo_doi"))
    campaign = world.launch(*duties, monitor="BH", monitor_reviews=True)
    assert world.assignment(campaign, "QA").reviewer.code == "BH"
    assert world.assignment(campaign, "BH", task=1).reviewer.code == "HN"


def test_the_issuer_reviews_where_nobody_consolidates(world: World) -> None:
    campaign = world.launch(install(world), monitor="BH")
    assert world.assignment(campaign, "QA").reviewer.code == "HN"


def test_the_issuers_own_work_is_not_its_own_to_review(world: World) -> None:
    campaign = world.launch(duty("Việc.", named(world.units["HN"])), monitor="BH")
    assert world.assignment(campaign, "HN").reviewer.code == "BH"


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 100])
def test_batches_end_on_whole_units_and_lose_nobody(world: World, limit: int) -> None:
    directive = world.issue(install(world), duty("Hai.", grouped(world.districts)), duty("Ba.", grouped(world.group("QB", "TT"))))
    campaign = services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED)
    batches = []
    while batch := services.assign_next(campaign, at=at(ISSUED), limit=limit):
        assert len(batch) <= limit
        batches.append([assignment.unit_id for assignment in batch])
    assert sum(len(batch) for batch in batches) == 8
    assert campaign.assignments.count() == 8
    if limit >= 3:
        assert all(set(one).isdisjoint(two) for i, one in enumerate(batches) for two in batches[i + 1 :])


def test_a_batch_that_was_lost_is_made_good(world: World) -> None:
    campaign = world.launch(install(world))
    lost = world.assignment(campaign, "QA")
    lost.delete()
    [again] = services.assign_next(campaign, at=at(ISSUED))
    assert again.unit_id == lost.unit_id
    assert again.path == lost.path


def test_a_unit_founded_after_the_issue_is_not_assigned(world: World) -> None:
    directive = world.issue(install(world))
    campaign = services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED)
    services.assign_next(campaign, at=at(ISSUED), limit=1)
    add_unit(
        world.units["HN"],
        code="QM",
        name="Ủy ban nhân dân quận Mới",
        kind="ubnd",
        line="ubnd",
        level="district",
        valid_from=ISSUED + timedelta(days=1),
    )
    services.assign_next(campaign, at=at(ISSUED + timedelta(days=9)))
    assert sorted(a.unit.code for a in campaign.assignments.all()) == ["QA", "QB", "QC"]


def test_a_fan_out_is_one_event_with_a_digest_of_its_members(world: World) -> None:
    world.launch(install(world))
    [event] = Event.objects.filter(action="campaigns.assigned")
    assert event.after["count"] == 3
    assert len(event.after["digest"]) == 64


@pytest.mark.parametrize("size", [3, 60])
def test_assigning_takes_the_same_statements_for_few_and_many(size: int) -> None:
    codes = [f"W{number}" for number in range(size)]
    world = build_world(UnitRow(code, f"Phường {code}", "ubnd", "ubnd", "commune", LONG_AGO, parent="QA") for code in codes)
    wards = grouped(world.group(*codes))
    directive = world.issue(duty("Một.", wards), duty("Hai.", wards))
    campaign = services.open_campaign(directive, by=None, at=at(ISSUED), today=ISSUED)
    with CaptureQueriesContext(connection) as captured:
        assert len(services.assign_next(campaign, at=at(ISSUED))) == size * 2
    assert len([query for query in captured if not query["sql"].startswith("INSERT INTO")]) == 7  # rows go in by the hundred


# Receiving


def test_the_document_once_received_receives_all_its_assignments(world: World) -> None:
    campaign = world.launch(install(world), duty("Hai.", grouped(world.districts)))
    recipient = Recipient.objects.get(directive=campaign.directive, unit=world.units["QA"])
    received = services.receive_all(recipient, by=world.person("QA", "clerk"), at=at(ISSUED, 4))
    assert [a.task.content for a in received] == ["Yêu cầu 100% công chức cài đặt ứng dụng.", "Hai."]
    kept = Assignment.objects.filter(unit=world.units["QA"])
    assert {(a.status, a.received_by) for a in kept} == {(Status.RECEIVED, world.person("QA", "clerk"))}
    assert not Assignment.objects.exclude(unit=world.units["QA"]).exclude(status=Status.ISSUED).exists()
    assert services.receive_all(recipient, by=world.person("QA"), at=at(ISSUED, 5)) == []
    assert Event.objects.filter(action="campaigns.received").count() == 2


def test_a_second_receipt_is_told_that_somebody_was_faster(world: World) -> None:
    campaign = world.launch(install(world))
    mine, theirs = world.assignment(campaign, "QA"), world.assignment(campaign, "QA")
    services.receive(mine, by=world.person("QA", "clerk"), at=at(ISSUED))
    assert refused(lambda: services.receive(theirs, by=world.person("QA"), at=at(ISSUED))) == "stale"
    assert Event.objects.filter(action="campaigns.received").count() == 1


def test_work_begins_once_and_only_after_receipt(world: World) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    by = world.person("QA")
    assert refused(lambda: services.start_work(assignment, by=by, at=at(ISSUED))) == "stale"
    services.receive(assignment, by=by, at=at(ISSUED))
    services.start_work(assignment, by=by, at=at(ISSUED))
    assert assignment.status == Status.IN_PROGRESS
    assert refused(lambda: services.start_work(world.assignment(campaign, "QA"), by=by, at=at(ISSUED))) == "stale"


def test_a_wrong_recipient_says_why_and_is_no_longer_expected(world: World) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    by = world.person("QA", "clerk")
    assert refused(lambda: services.refuse(assignment, reason="  ", by=by, at=at(ISSUED))) == "reason_required"
    services.refuse(assignment, reason="Không thuộc địa bàn.", by=by, at=at(ISSUED))
    kept = world.assignment(campaign, "QA")
    assert (kept.status, kept.refusal_reason) == (Status.REFUSED, "Không thuộc địa bàn.")
    assert refused(lambda: services.refuse(kept, reason="Lại.", by=by, at=at(ISSUED))) == "stale"


def test_who_has_begun_cannot_refuse_any_more(world: World) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    world.report(assignment, on=ISSUED, kind="interim")
    assert refused(lambda: services.refuse(assignment, reason="Nhầm.", by=world.person("QA"), at=at(ISSUED))) == "begun"


# Reporting


def final(world: World, assignment: Assignment, **fields: object) -> Callable[[], Report]:
    values = {"on": ISSUED, "numerator": 8, "denominator": 10} | fields
    return lambda: world.report(assignment, **values)  # type: ignore[arg-type]


def test_a_final_report_waits_for_its_reviewer(world: World) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    report = final(world, assignment, text="  Đã xong.\x00\r\nTốt.  ", difficulties="Thiếu máy.")()
    kept = world.assignment(campaign, "QA")
    assert (kept.status, kept.reported_date, kept.reported_at) == (Status.REPORTED, ISSUED, report.submitted_at)
    assert (report.text, report.difficulties, report.figure.numerator, report.figure.denominator) == ("Đã xong.\nTốt.", "Thiếu máy.", 8, 10)


def test_an_interim_report_closes_nothing_and_may_wait_beside_the_final_one(world: World) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    first = world.report(assignment, on=ISSUED, kind="interim")
    assert world.assignment(campaign, "QA").status == Status.IN_PROGRESS
    last = final(world, assignment)()
    assert (first.sequence, last.sequence) == (1, 2)
    services.review_report(first, accept=True, note="", by=world.person("HN", "head"), at=at(ISSUED))
    assert world.assignment(campaign, "QA").status == Status.REPORTED


def test_two_final_reports_cannot_wait_at_once(world: World) -> None:
    campaign = world.launch(install(world))
    mine, theirs = world.assignment(campaign, "QA"), None
    services.receive(mine, by=world.person("QA"), at=at(ISSUED))
    theirs = world.assignment(campaign, "QA")
    final(world, mine)()
    assert refused(final(world, theirs)) == "stale"
    assert Report.objects.count() == 1


def test_what_was_not_received_cannot_be_reported(world: World) -> None:
    campaign = world.launch(install(world))
    values = {
        "kind": "final",
        "text": "Xong.",
        "numerator": 1,
        "denominator": 1,
        "by": world.person("QA"),
        "at": at(ISSUED),
        "today": ISSUED,
    }
    assert refused(lambda: services.submit_report(world.assignment(campaign, "QA"), **values)) == "not_received"


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
        ({"reply_date": ISSUED + timedelta(days=1)}, "reply_date_wrong"),
        ({"reply_date": ISSUED - timedelta(days=1)}, "reply_date_wrong"),
    ],
)
def test_a_wrong_report_is_refused_and_leaves_nothing_behind(world: World, fields: dict[str, object], code: str) -> None:
    campaign = world.launch(install(world))
    assignment = world.assignment(campaign, "QA")
    services.receive(assignment, by=world.person("QA"), at=at(ISSUED))
    assert refused(final(world, assignment, **fields)) == code
    assert not Report.objects.exists()
    assert world.assignment(campaign, "QA").status == Status.RECEIVED


def test_a_figure_that_nobody_asked_for_is_refused(world: World) -> None:
    campaign = world.launch(install(world, target_percent=None))
    assert refused(final(world, world.assignment(campaign, "QA"))) == "figure_not_asked"


def test_on_time_is_judged_by_the_day_of_the_written_reply(world: World) -> None:
    campaign = world.launch(install(world))
    clicked = LAST_DAY + timedelta(days=3)
    final(world, world.assignment(campaign, "QA"), on=clicked, reply_number="12/UBND", reply_date=LAST_DAY)()
    final(world, world.assignment(campaign, "QB"), on=clicked)()
    early, late = world.assignment(campaign, "QA"), world.assignment(campaign, "QB")
    assert (early.reported_date, early.reported_at) == (LAST_DAY, at(clicked, 4))
    assert [queries.due_state(a, today=clicked) for a in (early, late)] == ["on_time", "late"]


# Reviewing


def reported(world: World, **fields: object) -> Report:
    return final(world, world.assignment(world.launch(install(world)), "QA"), **fields)()


def test_an_accepted_final_report_ends_the_assignment(world: World) -> None:
    report = reported(world)
    world.accept(report, on=ISSUED)
    kept = Assignment.objects.get(pk=report.assignment_id)
    assert (kept.status, kept.accepted_at) == (Status.ACCEPTED, at(ISSUED, 5))
    assert [event.action for event in timeline(kept)] == ["campaigns.received", "campaigns.reported", "campaigns.accepted"]


def test_nobody_reviews_an_own_report(world: World) -> None:
    report = reported(world)
    act = lambda: services.review_report(report, accept=True, note="", by=world.person("QA"), at=at(ISSUED))  # noqa: E731
    assert refused(act) == "own_report"
    assert Report.objects.get().status == Report.Status.SUBMITTED


def test_a_return_says_why_and_goes_back_with_a_new_day(world: World) -> None:
    report = reported(world)
    by = world.person("HN", "head")
    assert refused(lambda: services.review_report(report, accept=False, note=" ", by=by, at=at(ISSUED))) == "note_required"
    new = LAST_DAY + timedelta(days=7)
    services.review_report(report, accept=False, note="Thiếu số liệu.", by=by, at=at(ISSUED), new_due_date=new)
    kept = Assignment.objects.get(pk=report.assignment_id)
    assert (kept.status, kept.return_count, kept.due_date, kept.original_due_date) == (Status.RETURNED, 1, new, LAST_DAY)
    again = final(world, kept, on=ISSUED + timedelta(days=1))()
    assert again.sequence == 2
    assert Assignment.objects.get(pk=kept.pk).status == Status.REPORTED


@pytest.mark.parametrize(("accept", "days"), [(False, -1), (True, 5)])
def test_a_new_day_must_lie_ahead_and_come_with_a_return(world: World, accept: bool, days: int) -> None:
    report = reported(world)
    new = ISSUED + timedelta(days=days)
    act = lambda: services.review_report(  # noqa: E731
        report, accept=accept, note="Xem lại.", by=world.person("HN", "head"), at=at(ISSUED), new_due_date=new
    )
    assert refused(act) == "due_date_wrong"


def test_a_second_decision_is_told_that_somebody_was_faster(world: World) -> None:
    report = reported(world)
    same = Report.objects.get(pk=report.pk)
    world.accept(report, on=ISSUED)
    act = lambda: services.review_report(same, accept=False, note="Không.", by=world.person("HN", "deputy"), at=at(ISSUED))  # noqa: E731
    assert refused(act) == "stale"
    assert Report.objects.get().status == Report.Status.ACCEPTED


def test_an_interim_report_sent_back_leaves_the_assignment_as_it_is(world: World) -> None:
    campaign = world.launch(install(world))
    report = world.report(world.assignment(campaign, "QA"), on=ISSUED, kind="interim", numerator=1, denominator=4)
    services.review_report(report, accept=False, note="Ghi rõ hơn.", by=world.person("HN", "head"), at=at(ISSUED))
    kept = world.assignment(campaign, "QA")
    assert (kept.status, kept.return_count) == (Status.IN_PROGRESS, 0)


# Concluding


def test_a_concluded_campaign_takes_nothing_more(world: World) -> None:
    campaign = world.launch(install(world))
    waiting = final(world, world.assignment(campaign, "QA"))()
    interim = world.report(world.assignment(campaign, "QB"), on=ISSUED, kind="interim")
    by = world.person("HN", "head")
    services.conclude_campaign(campaign, by=by, at=at(LAST_DAY), today=LAST_DAY)
    open_one, begun = world.assignment(campaign, "QC"), world.assignment(campaign, "QB")
    assert refused(lambda: services.receive(open_one, by=by, at=at(LAST_DAY))) == "concluded"
    assert refused(final(world, begun)) == "concluded"
    assert refused(lambda: services.review_report(waiting, accept=True, note="", by=by, at=at(LAST_DAY))) == "concluded"
    assert refused(lambda: services.review_report(interim, accept=True, note="", by=by, at=at(LAST_DAY))) == "concluded"
    assert refused(lambda: services.conclude_campaign(campaign, by=by, at=at(LAST_DAY), today=LAST_DAY)) == "stale"
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
def test_due_is_derived_in_working_days(world: World, due: date | None, expected: str) -> None:
    row = Assignment(status=Status.RECEIVED, due_date=due)
    today = date(2021, 4, 16)  # a Friday; the 21st is Giỗ Tổ
    assert queries.due_state(row, today=today) == expected
    assert queries.due_state(row, today=today, calendar=Calendar.load(today, today)) == expected


def test_the_silent_are_those_from_whom_nothing_came(world: World) -> None:
    campaign = world.launch(install(world))
    world.report(world.assignment(campaign, "QA"), on=ISSUED, kind="interim")
    services.refuse(world.assignment(campaign, "QB"), reason="Nhầm.", by=world.person("QB"), at=at(ISSUED))
    assert [unit.code for unit in queries.silent(campaign)] == ["QC"]


def test_overdue_is_what_units_have_not_reported_by_their_last_day(world: World) -> None:
    campaign = world.launch(install(world))
    final(world, world.assignment(campaign, "QA"))()
    assert list(queries.overdue(today=LAST_DAY, campaign=campaign)) == []
    assert [a.unit.code for a in queries.overdue(today=DUE)] == ["QB", "QC"]


def test_who_sees_what(world: World) -> None:
    """The issuer, the drafter and the monitor all of it; a participant its own and below; a stranger nothing."""
    wards = grouped(world.group("PA", "PB"))
    campaign = world.launch(
        install(world), duty("Việc của phường.", wards), duty("Chỉ của một phường.", named(world.units["PB"])), monitor="BH"
    )

    def seen(code: str) -> list[str]:
        person = world.person(code)
        rows = queries.assignments_visible_to(person).filter(campaign=campaign)
        assert set(rows) == set(queries.assignments_in(campaign, seen_by=person))
        assert queries.visible_to(person).filter(pk=campaign.pk).exists() == rows.exists()
        return sorted(a.unit.code for a in rows)

    everyone = ["PA", "PB", "PB", "QA", "QB", "QC"]
    assert [seen(code) for code in ("HN", "VP", "BH")] == [everyone] * 3
    assert seen("QA") == ["PA", "PB", "PB", "QA"]
    assert seen("QB") == ["QB"]
    assert seen("PA") == ["PA"]
    assert [seen(code) for code in ("BV", "TT", "XA")] == [[]] * 3


def test_a_superior_that_takes_no_part_does_not_see_what_is_below(world: World) -> None:
    campaign = world.launch(duty("Việc của phường.", grouped(world.group("PA"))))
    assert not queries.visible_to(world.person("QA")).filter(pk=campaign.pk).exists()


def test_who_was_dismissed_sees_nothing(world: World) -> None:
    world.launch(install(world))
    person = world.person("HN")
    person.is_active = False
    person.save()
    assert not queries.visible_to(person).exists()
    assert not queries.assignments_visible_to(person).exists()


def test_a_unit_keeps_its_place_of_the_day_of_issue(world: World) -> None:
    campaign = world.launch(duty("Việc.", grouped(world.group("PA", "QA"))))
    path = world.assignment(campaign, "PA").path
    OrgUnit.objects.filter(pk=world.units["PA"].pk).update(path="000000001")
    assert path == world.units["PA"].path
    assert sorted(a.unit.code for a in queries.assignments_visible_to(world.person("QA"))) == ["PA", "QA"]
