"""What a person is offered is exactly what the person may do, and a page costs the same however long it is."""

from datetime import timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import LazySettings
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from viewflow.workflow.models import Task

from campaigns import waiting
from campaigns.models import Assignment, Report
from directives.models import Directive
from org_hierarchy.models import Appointment
from org_hierarchy.rights import may
from records.jobs import RUN_JOB
from workflows import inbox, steps
from workflows.nodes import HumanTask
from workflows.tasks import refresh_grants, run_job

from .city import AT, DAY, DUE, City, begun, copy_of, delivered, draft_for_districts, later

pytestmark = pytest.mark.django_db


def titles(city: City, name: str) -> list[str]:
    return [item.title for item in inbox.items(inbox.tasks(city[name]))]


def assert_offers_what_rights_allow(city: City) -> None:
    """For every open task of a person and everybody in the cast: in the inbox if and only if the act is allowed.

    A draft lies on its author's desk alone, though a colleague may take it over.
    """
    for task in Task.objects.filter(finished=None).select_related("process", "owner"):
        node: Any = task.flow_task
        if not isinstance(node, HumanTask):
            continue
        artifact: Any = task.process.artifact
        for name, person in city.people.items():
            offered = inbox.tasks(person).filter(pk=task.pk).exists()
            allowed = bool(may(person, node.act, artifact)) and task.owner in {None, person}
            assert offered == allowed, f"{node.name} for {name}: offered {offered}, allowed {allowed}"


def test_at_every_step_the_inbox_offers_exactly_what_rights_allow(city: City) -> None:
    directive = begun(city)
    assert_offers_what_rights_allow(city)
    assert titles(city, "drafter") == ["Soạn thảo"]
    steps.submit(directive, by=city["drafter"], at=AT)
    assert_offers_what_rights_allow(city)
    assert titles(city, "drafter") == []
    assert titles(city, "division_head") == ["Duyệt nội dung"]
    steps.approve_content(directive, by=city["division_head"], at=AT)
    assert_offers_what_rights_allow(city)
    steps.approve_form(directive, by=city["office_head"], at=AT)
    assert_offers_what_rights_allow(city)
    steps.sign(directive, appointment=city.seat(city["chairman"]), by=city["chairman"], at=AT)
    assert_offers_what_rights_allow(city)
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    assert_offers_what_rights_allow(city)
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=AT).pk)
    assert_offers_what_rights_allow(city)
    assert titles(city, "clerk") == ["Tiếp nhận"]
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    assert_offers_what_rights_allow(city)
    mine = Assignment.objects.get(unit=city.districts[0])
    report = steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=1), today=DAY)
    assert_offers_what_rights_allow(city)
    assert titles(city, "clerk") == ["Trình văn bản đến"]
    assert titles(city, "city_officer") == ["Duyệt báo cáo"]
    assert sorted(titles(city, "office_head")) == ["Duyệt báo cáo", "Theo dõi, kết thúc"]
    steps.review(report, accept=True, note="", by=city["city_officer"], at=later(days=2))
    assert_offers_what_rights_allow(city)
    steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    assert not any(titles(city, name) for name in city.people)


def test_a_person_who_left_is_offered_nothing(city: City) -> None:
    begun(city)
    drafter = city["drafter"]
    drafter.is_active = False
    drafter.save()
    assert titles(city, "drafter") == []
    assert inbox.counts(drafter, today=DAY) == dict.fromkeys(inbox.QUEUES, 0)


def test_a_right_begins_and_ends_with_its_appointment_by_the_clock_alone(city: City) -> None:
    today = timezone.localdate()
    begun(city)
    Appointment.objects.filter(person=city["drafter"]).update(valid_to=today)
    Appointment.objects.filter(person=city["colleague"]).update(valid_from=today + timedelta(days=1))
    refresh_grants()
    assert titles(city, "drafter") == []  # not even what lies on the own desk
    assert not may(city["drafter"], "directive.draft", city.units["VX"])
    assert not may(city["colleague"], "directive.draft", city.units["VX"])
    Appointment.objects.filter(person=city["colleague"]).update(valid_from=today)
    refresh_grants()
    assert may(city["colleague"], "directive.draft", city.units["VX"])


def test_the_clock_runs_everything_that_is_its_to_run(settings: LazySettings) -> None:
    ours = {name for name in current_app.tasks if name.startswith("workflows.")}
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} == ours - {RUN_JOB}


def test_an_item_shows_its_directive_or_its_assignment(city: City) -> None:
    directive = begun(city)
    [item] = inbox.items(inbox.tasks(city["drafter"]))
    assert (item.artifact, item.is_directive, item.is_mine) == (directive, True, True)
    delivered(city)
    [item] = inbox.items(inbox.tasks(city["clerk"]))
    assert (item.artifact, item.is_directive, item.is_mine) == (Assignment.objects.get(unit=city.districts[0]), False, False)


def test_a_page_costs_the_same_however_long_it_is(city: City, django_assert_num_queries: Any) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    for length in (2, 40):
        found = inbox.tasks(city["clerk"])
        with django_assert_num_queries(2):  # the grants were asked when the list was made
            page = inbox.items(found[:50])
            assert len(page) == length
            for item in page:
                artifact: Any = item.artifact
                campaign = artifact.campaign
                assert all([artifact.unit.name, artifact.task.content, campaign.directive.designation, campaign.issuer.name])
        with django_assert_num_queries(2):
            assert inbox.counts(city["clerk"], today=DAY)["new"] == length
        with django_assert_num_queries(2):
            assert len(inbox.assignments(city["clerk"], "new", today=DAY)) == length
        with django_assert_num_queries(3):  # together: the grants once
            rows, counts = inbox.queue_and_counts(city["clerk"], "new", today=DAY)
            assert len(rows) == counts["new"] == length
        if length == 2:
            delivered(city, draft_for_districts(city, tasks=38))


def test_the_queues_are_those_of_ones_units_and_of_what_one_reviews(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    nothing = dict.fromkeys(inbox.QUEUES, 0)
    assert inbox.counts(city["clerk"], today=DAY) == nothing | {"new": 2}
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    assert inbox.counts(city["officer"], today=DAY) == nothing | {"doing": 2}
    first, second = Assignment.objects.filter(unit=city.districts[0]).order_by("pk")
    report = steps.report(first, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(days=1), today=DAY)
    assert inbox.counts(city["officer"], today=DAY) == nothing | {"doing": 1, "review": 1}
    assert inbox.counts(city["city_officer"], today=DAY) == nothing | {"review": 1}
    assert inbox.counts(city["city_clerk"], today=DAY) == nothing  # a clerk acts for the city but reviews nothing
    assert list(inbox.assignments(city["city_officer"], "review", today=DAY)) == [first]
    steps.review(report, accept=False, note="Thiếu", by=city["city_officer"], at=later(days=2))
    assert inbox.counts(city["officer"], today=DAY) == nothing | {"doing": 1, "returned": 1}
    after = later(days=60).date()
    assert inbox.counts(city["officer"], today=after) == nothing | {"overdue": 2}
    assert list(inbox.assignments(city["officer"], "overdue", today=after)) == [first, second]
    again = steps.report(first, kind=Report.Kind.FINAL, text="Đủ.", by=city["officer"], at=later(days=3), today=DAY)
    steps.review(again, accept=True, note="", by=city["city_officer"], at=later(days=4))
    steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    assert inbox.counts(city["officer"], today=after) == nothing | {"done": 1}


def test_an_unknown_queue_is_an_error(city: City) -> None:
    with pytest.raises(KeyError):
        inbox.assignments(city["clerk"], "refused", today=DAY)


def test_the_nearest_deadline_comes_first_and_no_deadline_last(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=3))
    rows = list(Assignment.objects.filter(unit=city.districts[0]).order_by("pk"))
    for row, due in zip(rows, (None, later(days=9).date(), later(days=3).date()), strict=True):
        Assignment.objects.filter(pk=row.pk).update(due_date=due)
    assert list(inbox.assignments(city["clerk"], "new", today=DAY)) == [rows[2], rows[1], rows[0]]
    assert not Directive.objects.filter(status="draft").exists()


def plan_of(rows: QuerySet[Any]) -> str:
    """How the database means to find the rows; PostgreSQL, for which a small table is read whole in any case, without that way."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_what_waits_is_looked_up_among_what_waits_and_not_among_all_that_ever_was(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    plan = plan_of(inbox.ready(city["chairman"]))
    assert "workflows_task_inbox" in plan, "of the tasks, the open ones"
    assert "assignment_open" in plan, "whether a campaign goes on, among what is open"
    assert "assignment_undated" in plan_of(waiting.tasks_to_look_at(city["chairman"], today=DAY))


def test_whoever_reviews_nothing_that_waits_has_one_list_of_ones_units_alone(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    mine = inbox.work_of(city["officer"], today=DAY)
    assert mine.reporting is None
    assert "assignment_of_unit" in plan_of(mine.rows)
    steps.receive(copy_of(directive, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    work = Assignment.objects.filter(unit=city.districts[0]).earliest("pk")
    steps.report(work, kind=Report.Kind.INTERIM, text="Đang làm.", by=city["officer"], at=later(days=1), today=DAY)
    reviewer = inbox.work_of(city["city_officer"], today=DAY)
    assert reviewer.counts() == dict.fromkeys(inbox.QUEUES, 0) | {"review": 1}
    assert "report_on_the_way" in plan_of(reviewer.rows)
    assert inbox.work_of(city["officer"], today=DAY).counts() == dict.fromkeys(inbox.QUEUES, 0) | {"doing": 2}
