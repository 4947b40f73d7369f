"""The same act on many at once: taken in by a clerk, extended, recalled, taken out, added; each as one, and no row forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task

from campaigns import rollup
from campaigns.models import Assignment
from campaigns.services import Part
from directives.models import Directive, Recipient, RegisterEntry
from org_hierarchy.services import UnitRow
from records.models import Event, Job
from workflows import bulk, clock, steps
from workflows.flows import AssignmentFlow
from workflows.tasks import run_job

from .city import AT, DAY, DUE, FIRST_DAY, City, copy_of, delivered, draft, draft_for_districts, duty, grouped, later, named, refused

pytestmark = pytest.mark.django_db

Status = Assignment.Status
REASON = "Điều chỉnh theo chỉ đạo mới"


def ids(**wanted: Any) -> list[int]:
    return list(Assignment.objects.filter(**wanted).order_by("pk").values_list("pk", flat=True))


def statuses() -> dict[str, int]:
    rows = Assignment.objects.values_list("status", flat=True)
    return {status: list(rows).count(status) for status in rows}


def open_nodes() -> dict[str, int]:
    names = [task.flow_task.name for task in Task.objects.filter(finished=None, process__flow_class=AssignmentFlow)]
    return {name: names.count(name) for name in names}


@pytest.fixture
def directive(city: City) -> Directive:
    return delivered(city, draft_for_districts(city, tasks=2))


def test_a_clerk_takes_in_several_documents_each_once_with_all_their_work(city: City, directive: Directive) -> None:
    second = delivered(city, draft_for_districts(city))
    district = city.units["BD"]
    chosen = ids(unit=district)[:1] + ids(unit=district, campaign__directive=second) + ids(unit=city.units["HK"])
    taken = steps.receive_many(chosen, by=city["clerk"], at=AT, today=DAY)
    assert (taken.documents, taken.assignments, taken.refused) == (2, 3, ())
    assert set(Assignment.objects.filter(unit=district).values_list("status", flat=True)) == {Status.RECEIVED}
    assert set(Assignment.objects.exclude(unit=district).values_list("status", flat=True)) == {Status.ISSUED}
    numbers = RegisterEntry.objects.filter(recipient__unit=district).order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2]
    again = steps.receive_many(chosen, by=city["clerk"], at=AT, today=DAY)
    assert (again.documents, again.assignments) == (0, 0)
    assert not clock.astray()


def test_a_document_that_is_asked_back_stays_and_stops_no_other(city: City, directive: Directive) -> None:
    second = delivered(city, draft_for_districts(city))
    copy = copy_of(directive, city.units["BD"])
    steps.ask_back(directive, copies=[copy.pk], reason="Gửi nhầm", by=city["city_clerk"], at=later(hours=1))
    taken = steps.receive_many(ids(unit=city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    assert taken.documents == 1
    assert [directive.designation in reason for reason in taken.refused] == [True]
    assert copy_of(second, city.units["BD"]).status == Recipient.Status.RECEIVED


def test_many_without_a_document_of_their_own_are_taken_in_by_a_handful_of_statements(city: City, directive: Directive) -> None:
    Recipient.objects.all().delete()
    counts = []
    for codes in (("BD",), ("HK", "TT")):
        for code in codes:
            city.person(code, "clerk")
        by = city["clerk"] if codes == ("BD",) else clerk_of_all(city)
        with CaptureQueriesContext(connection) as captured:
            taken = steps.receive_many(ids(unit__code__in=codes), by=by, at=AT, today=DAY)
        assert taken.assignments == 2 * len(codes)
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert open_nodes() == {"report": 6}
    assert Event.objects.filter(action="campaigns.received").count() == 6
    assert not clock.astray()


def clerk_of_all(city: City) -> Any:
    """Somebody who is clerk of both other districts."""
    first, second = city.person("HK", "clerk"), city.person("TT", "clerk")
    for group in second.groups.all():
        first.groups.add(group)
    return first


def test_one_day_for_all_extends_only_what_is_due_before_it(city: City, directive: Directive) -> None:
    Assignment.objects.filter(unit=city.units["TT"]).update(due_date=date(2021, 5, 1))
    day = DUE + timedelta(days=10)
    campaign = directive.campaign
    moved = steps.extend_all(campaign, ids(), due_date=day, reason=REASON, by=city["chairman"], at=later(hours=1), today=DAY)
    assert moved == 4
    assert set(Assignment.objects.values_list("due_date", flat=True)) == {day, date(2021, 5, 1)}
    assert set(Assignment.objects.exclude(unit=city.units["TT"]).values_list("original_due_date", flat=True)) == {DUE}
    event = Event.objects.get(action="campaigns.extended")
    assert (event.subject_id, event.after["count"], event.after["reason"]) == (campaign.pk, 4, REASON)
    refused(
        "date_wrong",
        lambda: steps.extend_all(campaign, ids(), due_date=DAY - timedelta(days=1), reason=REASON, by=city["chairman"], at=AT, today=DAY),
    )


def test_recalled_are_all_that_were_chosen_with_what_was_given_on_from_them(city: City, directive: Directive) -> None:
    district = Assignment.objects.select_related("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "task").filter(
        unit=city.units["BD"]
    )[0]
    steps.receive_assignment(district, by=city["clerk"], at=AT, today=DAY)
    district.refresh_from_db()
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    count = steps.recall_all(directive.campaign, [district.pk], reason=REASON, by=city["chairman"], at=later(hours=1))
    assert count == 2
    assert statuses() == {Status.RECALLED: 2, Status.RECEIVED: 1, Status.ISSUED: 4}
    assert set(Assignment.objects.filter(status=Status.RECALLED).values_list("refusal_reason", flat=True)) == {REASON}
    event = Event.objects.get(action="campaigns.recalled")
    assert (event.after["count"], event.after["reason"]) == (2, REASON)
    assert steps.recall_all(directive.campaign, [district.pk], reason=REASON, by=city["chairman"], at=later(hours=2)) == 0
    refused("reason_required", lambda: steps.recall_all(directive.campaign, ids(), reason=" ", by=city["chairman"], at=AT))
    assert not clock.astray()


def test_a_unit_that_is_taken_out_is_expected_no_more_and_what_it_finished_stays(city: City, directive: Directive) -> None:
    done, still = Assignment.objects.filter(unit=city.units["BD"]).order_by("pk")
    Assignment.objects.filter(pk=done.pk).update(status=Status.ACCEPTED)
    clock.mend(at=AT)
    assert steps.remove_units(directive.campaign, [done.pk], reason=REASON, by=city["chairman"], at=later(hours=1)) == 1
    still.refresh_from_db()
    done.refresh_from_db()
    assert (done.status, still.status) == (Status.ACCEPTED, Status.RECALLED)
    counts = rollup.of(directive.campaign, today=DAY)
    assert (counts.total, counts.refused, counts.done) == (5, 1, 1)


def test_a_unit_is_added_with_its_copy_its_work_and_its_process(city: City, directive: Directive) -> None:
    campaign = directive.campaign
    tasks = list(campaign.tasks.order_by("position"))
    units = [city.units["SYT"], city.units["BD"]]
    created = steps.add_units(
        campaign, units=units, tasks=tasks[:1], due_date=None, reason=REASON, by=city["chairman"], at=later(hours=1), today=DAY
    )
    (added,) = Assignment.objects.filter(pk__in=created)
    assert (added.unit, added.due_date, added.reviewer, added.parent) == (city.units["SYT"], DUE, city.units["HN"], None)
    assert copy_of(directive, city.units["SYT"]).status == Recipient.Status.SENT
    assert rollup.of(campaign, today=DAY).total == 7
    steps.receive_assignment(added, by=city.person("SYT"), at=later(hours=2), today=DAY)
    assert not clock.astray()

    def add(**changes: Any) -> Any:
        values = {"units": units, "tasks": tasks[:1], "due_date": None, "reason": REASON, "at": AT, "today": DAY, "by": city["chairman"]}
        return lambda: steps.add_units(campaign, **values | changes)

    refused("has_it", add())
    refused("nothing_chosen", add(units=[]))
    refused("nothing_chosen", add(tasks=[]))
    refused("reason_required", add(reason=""))
    refused("date_required", add(units=[city.units["STTTT"]], today=date(2021, 4, 5)))
    refused("date_passed", add(due_date=date(2021, 3, 1)))


def test_a_unit_that_was_taken_out_can_be_added_again(city: City, directive: Directive) -> None:
    campaign = directive.campaign
    district = city.units["BD"]
    steps.remove_units(campaign, ids(unit=district), reason=REASON, by=city["chairman"], at=later(hours=1))
    steps.add_units(
        campaign, units=[district], tasks=list(campaign.tasks.all()), due_date=None, reason=REASON, by=city["chairman"], at=later(hours=2),
        today=DAY,
    )  # fmt: skip
    assert statuses() == {Status.ISSUED: 6}
    assert open_nodes() == {"receive": 6}
    assert not clock.astray()


def test_only_who_steers_the_campaign_does_this(city: City, directive: Directive) -> None:
    campaign = directive.campaign
    for name in ("stranger", "officer", "drafter", "city_clerk", "city_officer"):
        by = city[name]
        refused("forbidden", lambda by=by: steps.recall_all(campaign, ids(), reason=REASON, by=by, at=AT))
        refused("forbidden", lambda by=by: steps.remove_units(campaign, ids(), reason=REASON, by=by, at=AT))
        refused("forbidden", lambda by=by: steps.extend_all(campaign, ids(), due_date=DUE, reason=REASON, by=by, at=AT, today=DAY))
        refused(
            "forbidden",
            lambda by=by: steps.add_units(
                campaign, units=[city.units["SYT"]], tasks=list(campaign.tasks.all()), due_date=None, reason=REASON, by=by, at=AT, today=DAY
            ),
        )
        refused("forbidden", lambda by=by: steps.order_group_act(campaign, "recall", ids(), by=by, at=AT, reason=REASON))


def test_a_monitor_that_consolidates_extends_what_it_reviews(city: City) -> None:
    tasks = (duty("Rà soát danh sách.", grouped(city.group()), deadline=DUE), duty("Hướng dẫn.", named(city.units["SYT"]), deadline=DUE))
    directive = delivered(city, draft(city, *tasks, monitor="BHXHHN", monitor_reviews=True))
    Assignment.objects.filter(unit=city.units["SYT"]).update(reviewer=city.units["HN"])
    head = city.person("BHXHHN", "head")
    day = DUE + timedelta(days=3)
    moved = steps.extend_all(directive.campaign, ids(), due_date=day, reason=REASON, by=head, at=AT, today=DAY)
    assert moved == 3
    assert Assignment.objects.get(unit=city.units["SYT"]).due_date == DUE
    refused("forbidden", lambda: steps.recall_all(directive.campaign, ids(), reason=REASON, by=head, at=AT))


@pytest.mark.parametrize("act", ["recall", "remove", "extend"])
def test_a_long_one_is_a_job_that_may_be_run_twice(city: City, directive: Directive, monkeypatch: pytest.MonkeyPatch, act: str) -> None:
    monkeypatch.setattr("workflows.steps.many.JOB_BATCH", 4)
    facts = {"reason": REASON} | ({"due_date": str(DUE + timedelta(days=9))} if act == "extend" else {})
    job = steps.order_group_act(directive.campaign, act, ids(), by=city["chairman"], at=later(hours=1), **facts)
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done_count, job.total_count) == (Job.Status.DONE, 6, 6), job.error
    if act == "extend":
        assert set(Assignment.objects.values_list("due_date", flat=True)) == {DUE + timedelta(days=9)}
    else:
        assert statuses() == {Status.RECALLED: 6}
        assert open_nodes() == {}
    events = Event.objects.count()
    Job.objects.update(status=Job.Status.QUEUED)
    run_job(job.pk)
    assert Event.objects.count() == events
    assert not clock.astray()


def test_a_thousand_are_recalled_by_as_many_statements_as_ten(city: City) -> None:
    city.add([UnitRow(f"Q{n}", f"UBND quận số {n}", "ubnd", "ubnd", "district", FIRST_DAY, parent="HN") for n in range(400)])
    directive = delivered(city)
    counts = []
    for some in (ids()[:10], ids()[10:]):
        with CaptureQueriesContext(connection) as captured:
            assert steps.recall_all(directive.campaign, some, reason=REASON, by=city["chairman"], at=AT) == len(some)
        counts.append(len(captured))
    assert counts[1] <= counts[0]
    assert Process.objects.filter(flow_class=AssignmentFlow, status="NEW").count() == 0


def test_who_waits_for_a_lost_child_is_woken_when_it_is_recalled_from_above(
    city: City, directive: Directive, django_capture_on_commit_callbacks: Any
) -> None:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "task")
    district = Assignment.objects.select_related(*loaded).filter(unit=city.units["BD"])[0]
    steps.receive_assignment(district, by=city["clerk"], at=AT, today=DAY)
    district.refresh_from_db()
    (child,) = steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    with django_capture_on_commit_callbacks(execute=True):
        steps.recall_all(directive.campaign, [child], reason=REASON, by=city["chairman"], at=later(hours=1))
    held = bulk.hold([district.pk], AssignmentFlow.report)
    assert list(held) == [district.pk]
