"""Every act: who may do it, what it leaves behind, and that a refused one leaves nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Report
from directives import services as directives
from directives.models import Directive
from records import jobs
from records.events import timeline
from records.models import Event, Job
from workflows import clock, steps
from workflows.flows import AssignmentFlow, DirectiveFlow
from workflows.tasks import MOST_ATTEMPTS, run_job

from .city import AT, DAY, DUE, City, begun, copy_of, delivered, dispatched, draft_for_districts, footprint, later, numbered, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment(city: City) -> Assignment:
    """The first district's, not received yet."""
    directive = delivered(city)
    return Assignment.objects.select_related("campaign__directive", "unit", "reviewer", "task").get(
        unit=city.districts[0], campaign__directive=directive
    )


def received(city: City, assignment: Assignment) -> Assignment:
    steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=DAY)
    assignment.refresh_from_db()
    return assignment


def reported(city: City, assignment: Assignment) -> Report:
    return steps.report(
        received(city, assignment), kind=Report.Kind.FINAL, text="Đã rà soát xong.", by=city["officer"], at=later(days=1), today=DAY
    )


def who_has(artifact: Any) -> tuple[str, str] | None:
    task = steps.open_task(artifact)
    return (task.title, task.who) if task else None


# The directive


def test_the_whole_way_of_a_directive(city: City) -> None:
    directive = begun(city)
    assert who_has(directive) == ("Soạn thảo", "Người VX.officer")
    steps.submit(directive, by=city["drafter"], at=AT)
    assert who_has(directive) == ("Duyệt nội dung", city.units["VX"].name)
    steps.approve_content(directive, by=city["division_head"], at=AT)
    assert who_has(directive) == ("Kiểm tra thể thức", city.units["HN"].name)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert who_has(directive) == ("Ký văn bản", city.units["HN"].name)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    assert who_has(directive) == ("Cấp số", city.units["HN"].name)
    entry = steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    assert (entry.number, entry.register.year) == (1, 2021)
    assert who_has(directive) == ("Phát hành", city.units["HN"].name)
    job = steps.dispatch(directive, by=city["city_clerk"], at=AT)
    assert who_has(directive) == ("Gửi đến các đơn vị", "Hệ thống")
    run_job(job.pk)
    assert who_has(directive) == ("Theo dõi, kết thúc", city.units["HN"].name)
    report_job = steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    assert who_has(directive) is None
    run_job(report_job.pk)
    report_job.refresh_from_db()
    campaign = Campaign.objects.get()
    assert (report_job.status, report_job.result) == (Job.Status.DONE, campaign.report)
    assert campaign.report is not None
    assert campaign.report.name.endswith(".docx")
    process = Process.objects.get(flow_class=DirectiveFlow)
    assert (process.status, process.data) == ("DONE", {})
    doers = {task.flow_task.name: task.owner for task in process.task_set.filter(owner__isnull=False)}
    assert doers == {
        "draft": city["drafter"],
        "approve_content": city["division_head"],
        "approve_form": city["office_head"],
        "sign": city["chairman"],
        "number": city["city_clerk"],
        "dispatch": city["city_clerk"],
        "follow": city["chairman"],
    }


def test_delivery_gives_every_district_its_assignment_and_process(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    assert directive.status == Directive.Status.ISSUED
    job = Job.objects.get(kind="deliver_directive")
    assert (job.status, job.done_count) == (Job.Status.DONE, 6)
    assert {a.unit_id for a in Assignment.objects.all()} == {unit.pk for unit in city.districts}
    about = Process.objects.filter(flow_class=AssignmentFlow).values_list("artifact_object_id", flat=True)
    assert sorted(about) == sorted(Assignment.objects.values_list("pk", flat=True))
    assert Task.objects.filter(flow_task=AssignmentFlow.receive, status=STATUS.NEW).count() == 6


def test_a_finished_delivery_delivered_again_changes_nothing(city: City) -> None:
    _, job = dispatched(city)
    run_job(job.pk)
    before = footprint()
    run_job(job.pk)
    Job.objects.update(status=Job.Status.QUEUED)
    run_job(job.pk)
    assert footprint() == before
    job.refresh_from_db()
    assert (job.status, job.done_count) == (Job.Status.DONE, 3)


class Killed(BaseException):
    """What no handler of ours catches."""


@pytest.mark.parametrize("attempt", range(0, 100, 5))
def test_a_delivery_killed_before_any_statement_is_finished_by_the_next_worker(
    city: City, monkeypatch: pytest.MonkeyPatch, attempt: int
) -> None:
    monkeypatch.setattr(steps, "BATCH", 2)
    directive, job = dispatched(city, draft_for_districts(city, tasks=2))
    left = attempt

    def killer(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1:  # once: what is rolled back goes through
            raise Killed
        return execute(sql, params, many, context)

    with connection.execute_wrapper(killer), pytest.raises(Killed):
        run_job(job.pk)
    assert Assignment.objects.count() == Process.objects.filter(flow_class=AssignmentFlow).count()
    Job.objects.filter(status=Job.Status.RUNNING).update(heartbeat_at=AT)  # long ago: silent for more than a minute
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.error) == (Job.Status.DONE, "")
    assert Assignment.objects.count() == Process.objects.filter(flow_class=AssignmentFlow).count() == 6
    assert Task.objects.filter(flow_task=AssignmentFlow.receive, status=STATUS.NEW).count() == 6
    assert directive.recipients.filter(role="thuc_hien").count() == 3
    assert Event.objects.filter(action="directives.issued").count() == Campaign.objects.count() == 1
    assert who_has(directive) == ("Theo dõi, kết thúc", city.units["HN"].name)


def test_a_worker_that_lost_its_job_writes_nothing(city: City) -> None:
    _, job = dispatched(city)
    slow = jobs.claim(job.pk, at=timezone.now() - timedelta(minutes=5))
    assert slow is not None
    assert jobs.claim(job.pk, at=timezone.now()) is not None  # the sweep's worker
    with pytest.raises(jobs.JobError) as caught:
        steps.deliver(slow)
    assert caught.value.code == "lost"
    assert not Campaign.objects.exists()


def test_a_job_that_another_worker_has_is_left_alone(city: City) -> None:
    _, job = dispatched(city)
    Job.objects.update(status=Job.Status.RUNNING, attempt_count=1, heartbeat_at="2999-01-01T00:00:00Z")
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.attempt_count) == (Job.Status.RUNNING, 1)
    assert not Assignment.objects.exists()


def test_a_failed_delivery_says_why_keeps_no_variables_and_can_be_run_again(city: City) -> None:
    directive, job = dispatched(city)
    Directive.objects.update(status=Directive.Status.SIGNED)  # from a shell
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "Văn bản" in job.error
    assert not Task.objects.exclude(data={}).exists()
    Directive.objects.update(status=Directive.Status.NUMBERED)
    Job.objects.update(status=Job.Status.QUEUED)
    run_job(job.pk)
    assert Assignment.objects.count() == 3
    assert who_has(directive) == ("Theo dõi, kết thúc", city.units["HN"].name)


def test_a_job_whose_workers_die_one_after_another_is_given_up_and_has_as_many_attempts_when_run_again(city: City) -> None:
    directive, job = dispatched(city)
    for attempt in range(1, MOST_ATTEMPTS + 1):  # each claims it and is never heard of again
        assert jobs.claim(job.pk, at=timezone.now() + timedelta(minutes=2 * attempt)) is not None
    Job.objects.update(heartbeat_at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, "chạy lại" in job.error) == (Job.Status.FAILED, True)
    jobs.retry(job, at=timezone.now())
    run_job(job.pk)
    job.refresh_from_db()
    assert job.status == Job.Status.DONE
    assert who_has(directive) == ("Theo dõi, kết thúc", city.units["HN"].name)


def test_an_unknown_kind_of_job_fails_with_a_sentence(city: City) -> None:
    job = Job.objects.create(kind="nonsense", key="nonsense", title="Lạ", created_at=AT, heartbeat_at=AT)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, str(job.pk) in job.error) == (Job.Status.FAILED, True)


@pytest.mark.parametrize("waits_for", ["content", "form", "signature"])
def test_a_returned_draft_lies_on_its_drafters_desk_and_goes_the_whole_way_again(city: City, waits_for: str) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    judge = "division_head"
    if waits_for != "content":
        steps.approve_content(directive, by=city["division_head"], at=AT)
        judge = "office_head"
    if waits_for == "signature":
        steps.approve_form(directive, by=city["office_head"], at=AT)
        judge = "chairman"
    steps.return_draft(directive, reason="Bổ sung căn cứ", by=city[judge], at=AT)
    assert who_has(directive) == ("Soạn thảo", "Người VX.officer")
    steps.revise(directive, content=draft_for_districts(city, tasks=2), by=city["drafter"], at=AT)
    assert directive.duties.count() == 2
    steps.submit(directive, by=city["drafter"], at=AT)
    assert who_has(directive) == ("Duyệt nội dung", city.units["VX"].name)


def test_a_colleague_may_finish_the_draft_of_an_absent_drafter(city: City) -> None:
    directive = begun(city)
    refused("on_desk", lambda: steps.submit(directive, by=city["colleague"], at=AT))
    steps.take_over(directive, of=city["drafter"], by=city["colleague"], at=AT)
    steps.submit(directive, by=city["colleague"], at=AT)
    assert Task.objects.get(flow_task=DirectiveFlow.draft).owner == city["colleague"]


def test_nobody_drafts_for_a_unit_that_is_not_theirs(city: City) -> None:
    error = refused(
        "forbidden", lambda: steps.begin_directive(city.units["HN"], content=draft_for_districts(city), by=city["stranger"], at=AT)
    )
    assert error.verdict is not None
    assert error.verdict.rule == "act_for_unit"


def test_nobody_drafts_for_an_office_that_their_unit_is_no_part_of(city: City) -> None:
    content = replace(draft_for_districts(city), drafting_unit_id=city.units["BD"].pk)  # a district under the city is not a part of it
    error = refused("other_office", lambda: steps.begin_directive(city.units["HN"], content=content, by=city["officer"], at=AT))
    assert city.units["HN"].name in str(error)
    beside = replace(content, drafting_unit_id=city.units["VX"].pk)
    refused("other_office", lambda: steps.begin_directive(city.units["BD"], content=beside, by=city["drafter"], at=AT))
    assert not Directive.objects.exists()
    assert steps.begin_directive(city.units["BD"], content=content, by=city["officer"], at=AT).issuer == city.units["BD"]


def test_each_step_refuses_the_stranger_and_whoever_has_another_part(city: City) -> None:
    directive = begun(city)
    refused("forbidden", lambda: steps.submit(directive, by=city["stranger"], at=AT))
    steps.submit(directive, by=city["drafter"], at=AT)
    for name in ("stranger", "drafter", "colleague", "clerk", "chairman"):
        refused("forbidden", lambda name=name: steps.approve_content(directive, by=city[name], at=AT))
        refused("forbidden", lambda name=name: steps.return_draft(directive, reason="x", by=city[name], at=AT))
    steps.approve_content(directive, by=city["division_head"], at=AT)
    for name in ("stranger", "drafter", "division_head", "city_clerk"):
        refused("forbidden", lambda name=name: steps.approve_form(directive, by=city[name], at=AT))
    steps.approve_form(directive, by=city["office_head"], at=AT)
    for name in ("stranger", "office_head", "city_clerk"):
        own = city.seat(city[name])
        refused("forbidden", lambda name=name, own=own: steps.sign(directive, appointment=own, by=city[name], at=AT))
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    for name in ("stranger", "chairman", "clerk"):
        refused("forbidden", lambda name=name: steps.number(directive, by=city[name], at=AT, today=DAY))
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    refused("forbidden", lambda: steps.dispatch(directive, by=city["stranger"], at=AT))
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=AT).pk)
    for name in ("stranger", "clerk", "city_clerk", "city_officer"):
        refused("forbidden", lambda name=name: steps.conclude(directive, by=city[name], at=AT, today=DAY))


def test_a_second_signature_is_refused_and_says_who_has_it_now(city: City) -> None:
    directive = numbered(city, draft_for_districts(city), way=steps)
    error = refused("not_open", lambda: steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT))
    assert "Phát hành" in str(error)
    assert city.units["HN"].name in str(error)


def test_a_directive_is_dispatched_once(city: City) -> None:
    directive, _ = dispatched(city)
    refused("not_open", lambda: steps.dispatch(directive, by=city["city_clerk"], at=AT))
    assert Job.objects.count() == 1


def test_an_act_that_the_domain_refuses_leaves_the_task_open(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    refused("reason_missing", lambda: steps.return_draft(directive, reason=" ", by=city["division_head"], at=AT))
    assert who_has(directive) == ("Duyệt nội dung", city.units["VX"].name)


def test_a_row_moved_behind_the_engine_refuses_the_act(city: City) -> None:
    directive = begun(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    directives.approve_content(directive, by=city["division_head"], at=AT)  # a shell
    refused("stale", lambda: steps.approve_content(directive, by=city["division_head"], at=AT))


# The unit


def test_receiving_the_document_once_receives_all_its_assignments(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=3))
    copy = copy_of(directive, city.districts[0])
    assignments = steps.receive(copy, by=city["clerk"], at=AT, today=DAY)
    assert [a.status for a in assignments] == ["received"] * 3
    assert copy.register_entry.number == 1
    assert {who_has(a) for a in assignments} == {("Thực hiện, báo cáo", city.districts[0].name)}
    others = Assignment.objects.filter(campaign__directive=directive).exclude(unit=city.districts[0])
    assert set(others.values_list("status", flat=True)) == {"issued"}
    refused("stale", lambda: steps.receive(copy, by=city["second_clerk"], at=AT, today=DAY))


def test_receiving_one_assignment_takes_the_document_in(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    first = Assignment.objects.filter(unit=city.districts[0]).first()
    assert first is not None
    steps.receive_assignment(first, by=city["officer"], at=AT, today=DAY)
    assert copy_of(directive, city.districts[0]).status == "received"
    assert set(Assignment.objects.filter(unit=city.districts[0]).values_list("status", flat=True)) == {"received"}


def test_an_assignment_left_over_is_received_by_itself(city: City, assignment: Assignment) -> None:
    directives.receive_directive(copy_of(assignment.campaign.directive, assignment.unit), by=city["clerk"], at=AT, today=DAY)
    steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=DAY)
    assert who_has(assignment) == ("Thực hiện, báo cáo", assignment.unit.name)


@pytest.mark.parametrize("name", ["stranger", "other_clerk", "city_clerk", "chairman"])
def test_nobody_receives_reports_or_refuses_for_another_unit(city: City, assignment: Assignment, name: str) -> None:
    copy = copy_of(assignment.campaign.directive, assignment.unit)
    refused("forbidden", lambda: steps.receive(copy, by=city[name], at=AT, today=DAY))
    refused("forbidden", lambda: steps.receive_assignment(assignment, by=city[name], at=AT, today=DAY))
    refused("forbidden", lambda: steps.refuse(assignment, reason="Nhầm", by=city[name], at=AT))
    received(city, assignment)
    refused("forbidden", lambda: steps.report(assignment, kind=Report.Kind.FINAL, text="Xong", by=city[name], at=AT, today=DAY))


def test_a_document_that_gives_the_unit_nothing_to_do_is_received_too(city: City) -> None:
    directive = delivered(city)
    Process.objects.filter(flow_class=AssignmentFlow).delete()
    Assignment.objects.all().delete()
    copy = copy_of(directive, city.districts[0])
    refused("forbidden", lambda: steps.receive(copy, by=city["stranger"], at=AT, today=DAY))
    assert steps.receive(copy, by=city["clerk"], at=AT, today=DAY) == []
    assert copy_of(directive, city.districts[0]).status == "received"


def test_an_interim_report_leaves_the_task_with_the_unit(city: City, assignment: Assignment) -> None:
    received(city, assignment)
    steps.report(assignment, kind=Report.Kind.INTERIM, text="Được một nửa.", by=city["officer"], at=later(days=1), today=DAY)
    assert who_has(assignment) == ("Thực hiện, báo cáo", assignment.unit.name)
    assignment.refresh_from_db()
    assert assignment.status == "in_progress"


def test_an_interim_report_is_noted_while_the_unit_goes_on(city: City, assignment: Assignment) -> None:
    received(city, assignment)
    interim = steps.report(assignment, kind=Report.Kind.INTERIM, text="Được một nửa.", by=city["officer"], at=later(days=1), today=DAY)
    refused("forbidden", lambda: steps.review(interim, accept=True, note="", by=city["stranger"], at=later(days=2)))
    steps.review(interim, accept=True, note="", by=city["city_officer"], at=later(days=2))
    assert who_has(assignment) == ("Thực hiện, báo cáo", assignment.unit.name)
    steps.report(assignment, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=3), today=DAY)
    assert who_has(assignment) == ("Duyệt báo cáo", city.units["HN"].name)


def test_a_final_report_is_not_held_up_by_an_interim_one_that_nobody_noted(city: City, assignment: Assignment) -> None:
    received(city, assignment)
    steps.report(assignment, kind=Report.Kind.INTERIM, text="Được một nửa.", by=city["officer"], at=later(days=1), today=DAY)
    final = steps.report(assignment, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=3), today=DAY)
    steps.review(final, accept=True, note="", by=city["city_officer"], at=later(days=4))
    assert who_has(assignment) is None


def test_an_accepted_report_ends_the_process(city: City, assignment: Assignment) -> None:
    report = reported(city, assignment)
    assert who_has(assignment) == ("Duyệt báo cáo", city.units["HN"].name)
    steps.review(report, accept=True, note="", by=city["city_officer"], at=later(days=2))
    assert who_has(assignment) is None
    process = Process.objects.get(flow_class=AssignmentFlow, artifact_object_id=assignment.pk)
    assert (process.status, process.data) == ("DONE", {})
    names = [task.flow_task.name for task in process.task_set.order_by("pk")]
    assert names == ["start", "receive", "check_received", "report", "check_report", "review", "check_reviewed", "end"]
    assert [event.action for event in timeline(assignment)][-1].endswith("accepted")


def test_a_returned_report_comes_back_to_the_unit_with_its_reason(city: City, assignment: Assignment) -> None:
    report = reported(city, assignment)
    refused("note_required", lambda: steps.review(report, accept=False, note="", by=city["city_officer"], at=later(days=2)))
    steps.review(report, accept=False, note="Thiếu số liệu", by=city["city_officer"], at=later(days=2))
    assert who_has(assignment) == ("Thực hiện, báo cáo", str(city["officer"])), "whoever sent it"
    again = steps.report(assignment, kind=Report.Kind.FINAL, text="Đã bổ sung.", by=city["officer"], at=later(days=3), today=DAY)
    steps.review(again, accept=True, note="", by=city["city_officer"], at=later(days=4))
    assert who_has(assignment) is None


@pytest.mark.parametrize("name", ["stranger", "officer", "city_clerk", "monitor"])
def test_a_report_is_reviewed_only_by_its_reviewers_people(city: City, assignment: Assignment, name: str) -> None:
    report = reported(city, assignment)
    refused("forbidden", lambda: steps.review(report, accept=True, note="", by=city[name], at=later(days=2)))


def test_a_report_is_reviewed_once(city: City, assignment: Assignment) -> None:
    report = reported(city, assignment)
    steps.review(report, accept=True, note="", by=city["city_officer"], at=later(days=2))
    error = refused("not_open", lambda: steps.review(report, accept=False, note="Muộn", by=city["chairman"], at=later(days=2)))
    assert "đã kết thúc" in str(error)


def test_a_wrong_recipient_refuses_with_a_reason(city: City, assignment: Assignment) -> None:
    refused("reason_required", lambda: steps.refuse(assignment, reason=" ", by=city["clerk"], at=AT))
    steps.refuse(assignment, reason="Không quản lý đối tượng này", by=city["clerk"], at=AT)
    assignment.refresh_from_db()
    assert (assignment.status, who_has(assignment)) == ("refused", None)


def test_a_wrong_recipient_may_find_out_after_receipt(city: City, assignment: Assignment) -> None:
    received(city, assignment)
    steps.refuse(assignment, reason="Không quản lý đối tượng này", by=city["officer"], at=AT)
    assert who_has(assignment) is None


def test_nothing_is_reported_before_receipt(city: City, assignment: Assignment) -> None:
    error = refused("not_open", lambda: steps.report(assignment, kind=Report.Kind.FINAL, text="Xong", by=city["officer"], at=AT, today=DAY))
    assert "Tiếp nhận" in str(error)


def test_after_the_conclusion_nothing_is_open_and_nothing_is_reported(city: City, assignment: Assignment) -> None:
    directive = assignment.campaign.directive
    received(city, assignment)
    steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    # what the unit received it goes on to direct and to file as its own
    assert [task.flow_task.name for task in Task.objects.filter(finished=None)] == ["present"]
    assert set(Process.objects.filter(flow_class=AssignmentFlow).values_list("status", flat=True)) == {"CANCELED"}
    refused(
        "not_open", lambda: steps.report(assignment, kind=Report.Kind.FINAL, text="Muộn", by=city["officer"], at=later(days=31), today=DUE)
    )
    other = copy_of(directive, city.districts[1])
    assert steps.receive(other, by=city["other_clerk"], at=later(days=31), today=DUE) == []


def test_the_domain_goes_without_the_engine_and_the_clock_mends(city: City, assignment: Assignment) -> None:
    directives.receive_directive(copy_of(assignment.campaign.directive, assignment.unit), by=city["clerk"], at=AT, today=DAY)
    campaigns.receive(assignment, by=city["clerk"], at=AT)  # a shell
    refused("stale", lambda: steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=DAY))
    assert clock.mend(at=AT) == 2  # the assignment, and the document that waits to be presented
    assert who_has(assignment) == ("Thực hiện, báo cáo", assignment.unit.name)
    assert who_has(assignment.unit.incoming_documents.get()) == ("Trình văn bản đến", assignment.unit.name)
    assert clock.mend(at=AT) == 0
