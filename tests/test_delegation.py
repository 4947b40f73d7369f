"""A unit gives its work on, to wards, to schools, to the other line; it waits for them, stays accountable and sees all below."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from viewflow.workflow.models import Process, Task

from campaigns import delegation, queries, rollup
from campaigns.models import Assignment, Extension, Report
from campaigns.queries import assignments_visible_to
from campaigns.services import Part
from directives.models import Directive, Recipient
from org_hierarchy.models import OrgUnit, Post
from org_hierarchy.services import UnitRow
from records import events
from workflows import clock, steps
from workflows.flows import AssignmentFlow
from workflows.steps import StepError

from .city import AT, DAY, DUE, FIRST_DAY, City, copy_of, delivered, draft, draft_for_districts, duty, grouped, later, named, refused

pytestmark = pytest.mark.django_db

Status = Assignment.Status


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Around an act: what it does after its commit is done too."""

    @contextmanager
    def run() -> Iterator[None]:
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return run


@pytest.fixture
def district(city: City) -> Assignment:
    """Ba Đình's, received."""
    delivered(city, draft_for_districts(city, target=90))
    return received(city, "BD")


def of(code: str, city: City) -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def received(city: City, code: str) -> Assignment:
    steps.receive_assignment(of(code, city), by=city.person(code), at=AT, today=DAY)
    return of(code, city)


def delegate(city: City, assignment: Assignment, *codes: str, **more: Any) -> list[Assignment]:
    parts = more.pop("parts", None) or [Part(city.units[code].pk) for code in codes]
    created = steps.delegate(assignment, parts=parts, by=city.person(assignment.unit.code), at=later(hours=1), today=DAY, **more)
    assignment.refresh_from_db()
    return [Assignment.objects.select_related("campaign__directive", "unit", "reviewer", "parent").get(pk=pk) for pk in created]


def report(city: City, code: str, *, accept: bool = True, **fields: Any) -> Report:
    """The unit's officer receives if need be and reports; the head of the reviewing unit decides."""
    mine = of(code, city)
    if mine.status == Status.ISSUED:
        mine = received(city, code)
    values = {"kind": "final", "text": "Đã rà soát.", "numerator": 9, "denominator": 10} | fields
    sent = steps.report(mine, by=city.person(code), at=later(hours=2), today=DAY, **values)
    if accept:
        sent = Report.objects.select_related("assignment__unit", "assignment__reviewer", "assignment__campaign__issuer").get(pk=sent.pk)
        by = city.person(mine.reviewer.code, Post.Role.HEAD)
        steps.review(sent, accept=True, note="", by=by, at=later(hours=3))
    return sent


def stands_at(assignment: Assignment) -> str:
    process = Process.objects.filter(artifact_object_id=assignment.pk, flow_class=AssignmentFlow, status="NEW").first()
    return process.task_set.get(finished=None).flow_task.name if process else ""


def test_a_district_gives_its_task_on_to_its_wards_and_waits(city: City, district: Assignment) -> None:
    kim_ma, truc_bach = delegate(city, district, "KM", "TB", note="Rà soát từng tổ dân phố.")
    assert (district.status, district.waits_for_children, stands_at(district)) == (Status.IN_PROGRESS, True, "await_children")
    for child in (kim_ma, truc_bach):
        assert (child.parent, child.reviewer, child.task_id) == (district, city.units["BD"], district.task_id)
        assert (child.status, child.due_date, child.original_due_date) == (Status.ISSUED, DUE, DUE)
        assert (child.note, child.path) == ("Rà soát từng tổ dân phố.", child.unit.path)
        assert stands_at(child) == "receive"
        assert copy_of(district.campaign.directive, child.unit).status == Recipient.Status.SENT
    assert [event.action for event in events.timeline(district)][-1] == "campaigns.delegated"
    assert not clock.astray()


def test_the_ward_takes_the_document_in_with_its_own_number_and_the_work_with_it(city: City, district: Assignment) -> None:
    (child,) = delegate(city, district, "KM")
    received(city, "KM")
    copy = Recipient.objects.get(directive=child.campaign.directive, unit=child.unit)
    assert (copy.status, copy.register_entry.number) == (Recipient.Status.RECEIVED, 1)
    assert of("KM", city).status == Status.RECEIVED


def test_the_last_of_them_wakes_the_district_and_not_the_one_before(city: City, district: Assignment, committed: Any) -> None:
    delegate(city, district, "KM", "TB")
    with committed():
        report(city, "KM")
    assert stands_at(district) == "await_children"
    with committed():
        report(city, "TB")
    district.refresh_from_db()
    assert (district.waits_for_children, stands_at(district)) == (False, "report")
    assert [event.action for event in events.timeline(district)][-1] == "campaigns.woken"
    assert delegation.summed_figures(district) == (18, 20)
    report(city, "BD")
    assert of("BD", city).status == Status.ACCEPTED
    assert not clock.astray()


@pytest.mark.parametrize("end", ["refused", "recalled"])
def test_a_ward_that_falls_away_wakes_the_district_too(city: City, district: Assignment, committed: Any, end: str) -> None:
    (child,) = delegate(city, district, "KM")
    with committed():
        if end == "refused":
            steps.refuse(child, reason="Không thuộc địa bàn", by=city.person("KM"), at=later(hours=2))
        else:
            steps.recall_delegated(district, children=[child.pk], reason="Giao nhầm", by=city["officer"], at=later(hours=2))
    child.refresh_from_db()
    assert (child.status, stands_at(child)) == (end, "")
    assert stands_at(district) == "report"


def test_a_message_that_was_lost_is_found_by_the_sweep_once(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    report(city, "KM")  # nothing runs after the commit here
    assert stands_at(district) == "await_children"
    assert steps.wake_parents(at=later(hours=5), today=DAY) == 1
    assert stands_at(district) == "report"
    before = Task.objects.count()
    assert steps.wake_parents(at=later(hours=6), today=DAY) == 0
    assert Task.objects.count() == before


def test_the_clock_wakes_whoever_waits_three_working_days_before_the_own_last_day(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    assert steps.wake_parents(at=later(days=7), today=date(2021, 3, 25)) == 0
    assert steps.wake_parents(at=later(days=8), today=date(2021, 3, 26)) == 1  # a Friday; the last day is the Wednesday after
    assert stands_at(district) == "report"
    assert of("KM", city).status == Status.ISSUED


def test_the_sweep_costs_a_handful_of_statements(city: City) -> None:
    delivered(city, draft_for_districts(city))
    wards = {"HK": "P1", "TT": "P2"}
    for parent, code in wards.items():
        city.add([UnitRow(code, f"UBND {code}", "ubnd", "ubnd", "commune", FIRST_DAY, parent=parent)])
    for parent, code in [("BD", "KM"), *wards.items()]:
        delegate(city, received(city, parent), code)
    steps.wake_parents(at=AT, today=date(2021, 3, 30), only=[of("BD", city).pk])
    assert stands_at(of("BD", city)) == "report"
    with CaptureQueriesContext(connection) as few:
        assert steps.wake_parents(at=AT, today=date(2021, 3, 30)) == 2
    assert len(few) <= 20


def test_interim_reports_go_out_while_it_waits_and_a_final_one_does_not(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    report(city, "BD", kind="interim", accept=False, numerator=None, denominator=None)
    assert stands_at(district) == "await_children"
    error = refused("not_open", lambda: report(city, "BD"))
    assert "Chờ đơn vị được giao tiếp" in str(error)


def test_the_district_reports_itself_while_the_wards_go_on_and_they_end_with_it(city: City, district: Assignment) -> None:
    (child,) = delegate(city, district, "KM")
    received(city, "KM")
    steps.report_anyway(district, by=city["officer"], at=later(hours=2))
    assert (stands_at(district), stands_at(child)) == ("report", "report")
    report(city, "BD")
    child.refresh_from_db()
    assert (child.status, stands_at(child)) == (Status.RECALLED, "")
    assert child.refusal_reason
    assert not clock.astray()


def test_more_are_added_while_it_waits(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    delegate(city, district, "TB")
    assert stands_at(district) == "await_children"
    assert Task.objects.filter(process__artifact_object_id=district.pk, flow_task=AssignmentFlow.await_children).count() == 1


def test_work_goes_down_any_depth_and_comes_up_again(city: City, district: Assignment, committed: Any) -> None:
    city.add([UnitRow("TH", "Trường Tiểu học", "su_nghiep", "ubnd", "commune", FIRST_DAY, parent="KM")])
    city.add([UnitRow("TO", "Tổ chuyên môn", "to", "ubnd", "commune", FIRST_DAY, parent="TH")])
    for parent, child in (("BD", "KM"), ("KM", "TH"), ("TH", "TO")):
        delegate(city, district if parent == "BD" else received(city, parent), child)
    shown = delegation.below(district)
    assert [(one.assignment.unit.code, one.depth) for one in shown] == [("KM", 1), ("TH", 2), ("TO", 3)]
    for code, above in (("TO", "TH"), ("TH", "KM"), ("KM", "BD")):
        assert stands_at(of(above, city)) == "await_children"
        with committed():
            report(city, code)
        assert stands_at(of(above, city)) == "report"
    report(city, "BD")
    assert set(Assignment.objects.filter(parent__isnull=False).values_list("status", flat=True)) == {Status.ACCEPTED}


def test_a_recalled_parent_takes_all_below_with_it(city: City, district: Assignment) -> None:
    city.add([UnitRow("TH", "Trường Tiểu học", "su_nghiep", "ubnd", "commune", FIRST_DAY, parent="KM")])
    delegate(city, district, "KM", "TB")
    delegate(city, received(city, "KM"), "TH")
    copy = copy_of(district.campaign.directive, city.units["BD"])
    steps.ask_back(district.campaign.directive, copies=[copy.pk], reason="Gửi nhầm", by=city["city_clerk"], at=later(hours=3))
    copy.refresh_from_db()
    steps.give_back(copy, by=city["clerk"], at=later(hours=4))
    codes = ("BD", "KM", "TB", "TH")
    assert {code: (of(code, city).status, stands_at(of(code, city))) for code in codes} == dict.fromkeys(codes, (Status.RECALLED, ""))
    assert not clock.astray()


def test_a_child_is_never_due_after_its_parent(city: City, district: Assignment) -> None:
    after = DUE + timedelta(days=5)
    error = refused("beyond_own", lambda: delegate(city, district, "KM", due_date=after))
    assert "31/03/2021" in str(error)
    refused("date_passed", lambda: delegate(city, district, "KM", due_date=DAY - timedelta(days=1)))
    (child,) = delegate(city, district, "KM", due_date=DUE - timedelta(days=5))
    assert child.due_date == DUE - timedelta(days=5)


def test_the_own_extension_is_asked_in_the_same_act(city: City, district: Assignment) -> None:
    after = DUE + timedelta(days=5)
    (child,) = delegate(city, district, "KM", wanted_date=after, reason="Các phường cần thêm thời gian")
    asked = Extension.objects.get(assignment=district)
    assert (asked.proposed_date, asked.status, child.due_date) == (after, Extension.Status.ASKED, DUE)


def test_a_unit_that_has_the_task_is_not_given_it_again(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    error = refused("has_it", lambda: delegate(city, district, "KM", "TB"))
    assert city.units["KM"].name in str(error)
    assert city.units["TB"].name not in str(error)


def test_a_ward_from_which_it_was_taken_back_may_have_it_anew_with_what_it_reported(city: City, district: Assignment) -> None:
    (child,) = delegate(city, district, "KM")
    sent = report(city, "KM", accept=False)
    steps.recall_delegated(district, children=[child.pk], reason="Tạm thu", by=city["officer"], at=later(hours=3))
    steps.wake_parents(at=later(hours=3), today=DAY)
    (again,) = delegate(city, of("BD", city), "KM")
    assert (again.pk, again.status, again.received_at, again.refusal_reason) == (child.pk, Status.ISSUED, None, "")
    sent.refresh_from_db()
    assert sent.status == Report.Status.RETURNED
    report(city, "KM")
    assert of("KM", city).status == Status.ACCEPTED


def test_nobody_gives_work_to_who_is_not_below_and_not_named(city: City, district: Assignment) -> None:
    for code in ("HK", "SYT", "HP", "BHXHHN", "BD"):
        refused("not_offered", lambda code=code: delegate(city, district, code))
    refused("no_units", lambda: delegate(city, district))


def test_the_other_line_is_asked_where_the_directive_names_it_and_the_areas_meet(city: City) -> None:
    areas = {code: tuple(served.area for served in city.units[code].served.select_related("area")) for code in ("BD", "HK")}
    for code, name in (("BHXHBD", "Ba Đình"), ("BHXHHK", "Hoàn Kiếm")):
        city.add(
            [
                UnitRow(
                    code,
                    f"Bảo hiểm xã hội quận {name}",
                    OrgUnit.Kind.BHXH,
                    OrgUnit.Line.BHXH,
                    OrgUnit.Level.DISTRICT,
                    FIRST_DAY,
                    parent="BHXHHN",
                    areas=areas[code.removeprefix("BHXH")],
                )
            ]
        )
    task = duty("Rà soát danh sách.", grouped(city.group()), named(city.units["BHXHHN"], "coordinating"), deadline=DUE)
    delivered(city, draft(city, task))
    district = received(city, "BD")
    (child,) = delegate(city, district, "BHXHBD")
    assert child.reviewer == city.units["BD"]
    refused("not_offered", lambda: delegate(city, district, "BHXHHK"))
    refused("not_offered", lambda: delegate(city, district, "BHXHHN"))
    assert child in assignments_visible_to(city["officer"])


def test_who_gave_it_on_sees_all_below_also_in_the_other_line(city: City) -> None:
    areas = tuple(served.area for served in city.units["BD"].served.select_related("area"))
    city.add(
        [
            UnitRow("BHXHBD", "BHXH quận Ba Đình", "bhxh", "bhxh", "district", FIRST_DAY, parent="BHXHHN", areas=areas),
        ]
    )
    city.add([UnitRow("TOBH", "Tổ thu", "to", "bhxh", "district", FIRST_DAY, parent="BHXHBD")])
    delivered(city, draft(city, duty("Rà soát danh sách.", grouped(city.group()), deadline=DUE), monitor="BHXHHN"))
    delegate(city, received(city, "BD"), "BHXHBD")
    delegate(city, received(city, "BHXHBD"), "TOBH")
    team = of("TOBH", city)
    assert team in assignments_visible_to(city["officer"])
    assert team not in assignments_visible_to(city["other_officer"])
    assert [one.assignment for one in delegation.below(of("BD", city))][-1] == team


def test_a_unit_to_which_nobody_gave_a_share_says_its_total_anew_and_one_below_does_not(city: City, district: Assignment) -> None:
    kim_ma, truc_bach = (city.units[code].pk for code in ("KM", "TB"))
    delegate(city, district, parts=[Part(kim_ma, target=60)])
    assert of("BD", city).target == 60, "at first what was given on"
    wrong = refused("target_beyond", lambda: delegate(city, district, parts=[Part(truc_bach, target=41)]))
    assert "ghi lại tổng chỉ tiêu" in str(wrong)
    refused("target_beyond", lambda: delegate(city, district, parts=[Part(truc_bach, target=41)], total=100))
    refused("target_beyond", lambda: delegate(city, district, parts=[Part(truc_bach)], total=59))
    delegate(city, district, parts=[Part(truc_bach, target=41)], total=101)
    assert of("BD", city).target == 101
    city.add(
        [
            UnitRow(
                "TH",
                "Trường Tiểu học Kim Mã",
                OrgUnit.Kind.PUBLIC_SERVICE,
                OrgUnit.Line.COMMITTEE,
                OrgUnit.Level.COMMUNE,
                FIRST_DAY,
                parent="KM",
            )
        ]
    )
    ward = received(city, "KM")
    by = city.person("KM")
    values = {"by": by, "at": later(hours=2), "today": DAY, "total": 500}
    wrong = refused("target_beyond", lambda: steps.delegate(ward, parts=[Part(city.units["TH"].pk, target=61)], **values))
    assert "ghi lại tổng" not in str(wrong)


def test_targets_are_split_and_their_sum_is_checked(city: City, district: Assignment) -> None:
    kim_ma, truc_bach = city.units["KM"].pk, city.units["TB"].pk
    refused("target_beyond", lambda: delegate(city, district, parts=[Part(kim_ma, target=60), Part(truc_bach, target=50)], total=100))
    refused("target_missing", lambda: delegate(city, district, parts=[Part(kim_ma, target=60), Part(truc_bach)]))
    refused("bad_target", lambda: delegate(city, district, parts=[Part(kim_ma, target=-1)]))
    delegate(city, district, parts=[Part(kim_ma, target=60)], total=100)
    assert district.target == 100
    refused("target_beyond", lambda: delegate(city, district, parts=[Part(truc_bach, target=41)]))
    (second,) = delegate(city, district, parts=[Part(truc_bach, target=40, note="Gồm cả chợ")])
    assert (second.target, second.note) == (40, "Gồm cả chợ")
    assert delegation.given_target(district) == 100


def test_only_who_acts_for_the_unit_gives_its_work_on_or_takes_it_back(city: City, district: Assignment) -> None:
    (child,) = delegate(city, district, "KM")
    parts = [Part(city.units["TB"].pk)]
    for name in ("stranger", "other_officer", "chairman", "monitor"):
        refused("forbidden", lambda name=name: steps.delegate(district, parts=parts, by=city[name], at=AT, today=DAY))
        refused(
            "forbidden",
            lambda name=name: steps.recall_delegated(district, children=[child.pk], reason="x", by=city[name], at=AT),
        )
        refused("forbidden", lambda name=name: steps.report_anyway(district, by=city[name], at=AT))
    refused("reason_required", lambda: steps.recall_delegated(district, children=[child.pk], reason=" ", by=city["officer"], at=AT))


def test_what_is_not_received_or_is_reported_is_not_given_on(city: City) -> None:
    delivered(city)
    refused("not_open", lambda: delegate(city, of("BD", city), "KM"))
    report(city, "BD", accept=False, numerator=None, denominator=None)
    refused("not_open", lambda: delegate(city, of("BD", city), "KM"))


def test_hundreds_cost_no_more_statements_than_three(city: City) -> None:
    city.add([UnitRow(f"W{n}", f"Tổ dân phố {n}", "to", "ubnd", "commune", FIRST_DAY, parent="BD") for n in range(300)])
    delivered(city)
    district = received(city, "BD")
    with CaptureQueriesContext(connection) as few:
        steps.delegate(district, parts=[Part(city.units[f"W{n}"].pk) for n in range(3)], by=city["officer"], at=AT, today=DAY)
    parts = [Part(city.units[f"W{n}"].pk, note=f"Tổ {n}") for n in range(3, 300)]
    with CaptureQueriesContext(connection) as many:
        steps.delegate(district, parts=parts, by=city["officer"], at=AT, today=DAY)
    assert len(many) <= len(few) + 2
    assert Assignment.objects.filter(parent=district).count() == 300
    assert len(Process.objects.filter(flow_class=AssignmentFlow, status="NEW")) == 303
    assert not clock.astray()


def test_what_is_given_on_is_counted_apart_and_its_figures_only_once(city: City, district: Assignment) -> None:
    campaign = district.campaign
    before, figures_before = rollup.of(campaign, today=DAY), rollup.figures(campaign)
    delegate(city, district, "KM", "TB")
    report(city, "KM")
    assert rollup.of(campaign, today=DAY) == before
    assert rollup.figures(campaign) == figures_before == {}
    nodes = {node.unit.code: node for node in rollup.nodes(campaign, today=DAY)}
    assert (nodes["BD"].counts.total, nodes["BD"].delegated.total, nodes["BD"].delegated.done) == (1, 2, 1)
    assert (nodes["HN"].counts.total, nodes["HN"].delegated.total) == (3, 2)
    assert (nodes["KM"].counts.total, nodes["KM"].delegated.done) == (0, 1)
    assert nodes["BD"].has_children
    assert {unit.code for unit in queries.silent(campaign)} == {"BD", "HK", "TT"}


def test_who_sees_only_what_was_given_on_counts_that(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    seen = queries.assignments_in(district.campaign, seen_by=city.person("KM"))
    assert rollup.of(district.campaign, today=DAY, among=seen).total == 1
    whole = queries.assignments_in(district.campaign, seen_by=city["officer"])
    assert (whole.count(), rollup.of(district.campaign, today=DAY, among=whole).total) == (2, 1)


def test_a_concluded_campaign_leaves_nothing_open_below(city: City, district: Assignment) -> None:
    delegate(city, district, "KM")
    directive = Directive.objects.get()
    steps.conclude(directive, by=city["chairman"], at=later(days=30), today=DUE)
    assert not Process.objects.filter(flow_class=AssignmentFlow, status="NEW").exists()
    with pytest.raises(StepError) as caught:
        steps.delegate(district, parts=[Part(city.units["TB"].pk)], by=city["officer"], at=later(days=31), today=DUE)
    assert caught.value.code == "not_open"
