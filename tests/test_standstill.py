"""Work rests only when the issuer agrees; the clock stands with it, and goes on from where it stood."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment, Report, Suspension
from campaigns.queries import due_state, state, state_of
from campaigns.services import Part
from campaigns.waiting import suspensions_to_decide
from records import events
from workflows import clock, steps
from workflows.flows import AssignmentFlow

from .city import AT, DAY, DUE, City, at, delivered, later, refused, signed_in

pytestmark = pytest.mark.django_db

Status = Assignment.Status
REASON = "Chờ hướng dẫn của Bộ"


@pytest.fixture
def district(city: City) -> Assignment:
    """Ba Đình's, received."""
    delivered(city)
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    return of(city)


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def asked(city: City, assignment: Assignment) -> Suspension:
    found = steps.ask_suspension(assignment, reason=REASON, by=city["officer"], at=later(hours=1))
    assert found.assignment == assignment
    return found


def agreed(city: City, assignment: Assignment, *, on: date = DAY) -> None:
    steps.agree_suspension(asked(city, assignment), note="Đồng ý", by=city["chairman"], at=at(on, 15), today=on)
    assignment.refresh_from_db()


def stands_at(assignment: Assignment) -> str:
    return Process.objects.get(artifact_object_id=assignment.pk, flow_class=AssignmentFlow).task_set.get(finished=None).flow_task.name


def test_a_request_stops_nothing_until_the_issuer_agrees(city: City, district: Assignment) -> None:
    suspension = asked(city, district)
    district.refresh_from_db()
    assert (district.status, stands_at(district), suspension.status) == (Status.RECEIVED, "report", Suspension.Status.ASKED)
    steps.agree_suspension(suspension, note="", by=city["chairman"], at=later(hours=2), today=DAY)
    district.refresh_from_db()
    assert (district.status, stands_at(district)) == (Status.SUSPENDED, "rest")
    task = Task.objects.get(process__artifact_object_id=district.pk, process__flow_class=AssignmentFlow, finished=None)
    assert task.status == STATUS.SCHEDULED
    assert not clock.astray()


def test_what_stands_still_is_never_overdue_and_nobody_reports_on_it(city: City, district: Assignment) -> None:
    agreed(city, district)
    day = date(2021, 6, 1)
    assert state_of(district, today=day) == "doing"
    assert due_state(district, today=day) == "none"
    assert Assignment.objects.filter(state("doing", today=day), pk=district.pk).exists()
    error = refused(
        "not_open",
        lambda: steps.report(district, kind="final", text="Xong.", by=city["officer"], at=later(days=2), today=DAY),
    )
    assert "Tạm dừng" in str(error)


@pytest.mark.parametrize(
    ("resumed", "days", "due"),
    [
        (DAY, 0, DUE),  # the same day
        (date(2021, 3, 19), 1, date(2021, 4, 1)),  # a Thursday that did not count
        (date(2021, 3, 22), 2, date(2021, 4, 2)),  # over a weekend
        (date(2021, 4, 30), 30, date(2021, 5, 17)),  # neither Giỗ Tổ, 21 April, nor 30 April and 3 May count
    ],
)
def test_the_last_day_moves_by_the_working_days_that_it_stood(
    city: City, district: Assignment, resumed: date, days: int, due: date
) -> None:
    agreed(city, district)
    steps.resume(district, by=city["officer"], at=at(resumed, 10), today=resumed)
    district.refresh_from_db()
    assert (district.status, district.due_date, district.original_due_date) == (Status.IN_PROGRESS, due, DUE)
    assert stands_at(district) == "report"
    assert events.timeline(district).last().after["days"] == days  # type: ignore[union-attr]
    assert Suspension.objects.get().status == Suspension.Status.ENDED
    assert not clock.astray()


def test_the_issuer_may_end_it_too_and_nobody_else(city: City, district: Assignment) -> None:
    agreed(city, district)
    for name in ("stranger", "other_officer", "monitor", "drafter", "city_officer"):
        refused("forbidden", lambda name=name: steps.resume(district, by=city[name], at=later(days=1), today=DAY))
    steps.resume(district, by=city["chairman"], at=later(days=1), today=DAY)
    refused("not_open", lambda: steps.resume(district, by=city["officer"], at=later(days=2), today=DAY))


def test_only_the_issuer_decides_and_never_who_asked(city: City, district: Assignment) -> None:
    suspension = asked(city, district)
    for name in ("stranger", "officer", "city_officer", "monitor"):
        refused("forbidden", lambda name=name: steps.agree_suspension(suspension, note="", by=city[name], at=AT, today=DAY))
        refused("forbidden", lambda name=name: steps.refuse_request(suspension, note="Không", by=city[name], at=AT))
    refused("note_required", lambda: steps.refuse_request(suspension, note=" ", by=city["chairman"], at=AT))
    steps.refuse_request(suspension, note="Việc gấp", by=city["chairman"], at=later(hours=2))
    suspension.refresh_from_db()
    assert (suspension.status, suspension.decision_note) == (Suspension.Status.REFUSED, "Việc gấp")
    refused("stale", lambda: steps.agree_suspension(suspension, note="", by=city["chairman"], at=AT, today=DAY))
    own = steps.ask_suspension(district, reason=REASON, by=city["officer"], at=later(hours=3))
    Suspension.objects.filter(pk=own.pk).update(asked_by=city["chairman"])
    own.refresh_from_db()
    refused("own_request", lambda: steps.agree_suspension(own, note="", by=city["chairman"], at=AT, today=DAY))


def test_one_request_waits_at_a_time_and_may_be_withdrawn(city: City, district: Assignment) -> None:
    suspension = asked(city, district)
    refused("asked_already", lambda: steps.ask_suspension(district, reason=REASON, by=city["officer"], at=AT))
    refused("forbidden", lambda: steps.withdraw_request(suspension, by=city["stranger"], at=AT))
    steps.withdraw_request(suspension, by=city["officer"], at=later(hours=2))
    refused("stale", lambda: steps.withdraw_request(suspension, by=city["officer"], at=AT))
    asked(city, district)


def test_it_is_asked_with_a_reason_of_what_the_unit_has(city: City) -> None:
    delivered(city)
    refused("not_with_unit", lambda: steps.ask_suspension(of(city), reason=REASON, by=city["officer"], at=AT))
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    refused("reason_required", lambda: steps.ask_suspension(of(city), reason=" ", by=city["officer"], at=AT))
    refused("forbidden", lambda: steps.ask_suspension(of(city), reason=REASON, by=city["other_officer"], at=AT))


def test_what_others_are_at_does_not_rest(city: City, district: Assignment) -> None:
    suspension = asked(city, district)
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=later(hours=2), today=DAY)
    refused("not_open", lambda: steps.agree_suspension(suspension, note="", by=city["chairman"], at=AT, today=DAY))
    steps.report_anyway(district, by=city["officer"], at=later(hours=3))
    refused("delegated", lambda: steps.agree_suspension(suspension, note="", by=city["chairman"], at=AT, today=DAY))


def test_a_child_never_moves_beyond_whoever_gave_it_on(city: City, district: Assignment) -> None:
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=later(hours=2), today=DAY)
    ward = city.person("KM")
    steps.receive_assignment(of(city, "KM"), by=ward, at=AT, today=DAY)
    suspension = steps.ask_suspension(of(city, "KM"), reason=REASON, by=ward, at=AT)
    steps.agree_suspension(suspension, note="", by=city["chairman"], at=AT, today=DAY)
    steps.resume(of(city, "KM"), by=ward, at=later(days=7), today=date(2021, 3, 25))
    assert of(city, "KM").due_date == DUE


def test_a_returned_report_is_still_to_be_mended_after_it(city: City, district: Assignment) -> None:
    sent = steps.report(district, kind="final", text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    report = Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=sent.pk)
    steps.review(report, accept=False, note="Thiếu số liệu", by=city["chairman"], at=later(hours=2))
    agreed(city, of(city))
    steps.resume(of(city), by=city["officer"], at=later(days=1), today=DAY)
    assert of(city).status == Status.RETURNED


def test_a_recalled_one_stands_still_no_more(city: City, district: Assignment) -> None:
    agreed(city, district)
    steps.recall_all(district.campaign, [district.pk], reason="Thôi", by=city["chairman"], at=later(days=1))
    assert Suspension.objects.get().status == Suspension.Status.ENDED
    assert not Process.objects.filter(artifact_object_id=district.pk, flow_class=AssignmentFlow, status="NEW").exists()


def test_the_pages_lead_from_the_request_to_the_day_on_which_it_goes_on(city: City, district: Assignment) -> None:
    unit, issuer = signed_in(city["officer"]), signed_in(city["chairman"])
    page = reverse("workflows:assignment", args=[district.pk])
    missing = unit.post(reverse("workflows:ask_suspension", args=[district.pk]), {"reason": ""})
    assert missing.status_code == 400
    assert unit.post(reverse("workflows:ask_suspension", args=[district.pk]), {"reason": REASON}).url == page  # type: ignore[attr-defined]
    assert list(suspensions_to_decide(city["chairman"])) == list(Suspension.objects.all())
    assert not suspensions_to_decide(city["officer"]).exists()
    inbox = issuer.get(reverse("workflows:inbox")).content.decode()
    assert "Đề nghị tạm dừng" in inbox
    assert REASON in inbox
    decide = reverse("workflows:decide_suspension", args=[Suspension.objects.get().pk])
    wrong = issuer.post(decide, {"decision": "refuse", "note": ""})
    assert wrong.status_code == 400
    assert "Vui lòng ghi lý do không đồng ý" in wrong.content.decode()
    issuer.post(decide, {"decision": "agree", "note": "Chờ đến khi có hướng dẫn"})
    shown = unit.get(page).content.decode()
    assert "Việc đang tạm dừng" in shown
    assert "Chờ đến khi có hướng dẫn" in shown
    unit.post(reverse("workflows:resume", args=[district.pk]))
    assert of(city).status == Status.IN_PROGRESS
    assert "Tiếp tục sau tạm dừng" in unit.get(page).content.decode()


@pytest.mark.parametrize("name", ["ask_suspension", "resume"])
def test_who_sees_the_task_and_may_not_is_told_which_rule(city: City, district: Assignment, name: str) -> None:
    if name == "resume":
        agreed(city, district)
    response: Any = signed_in(city["city_clerk"]).post(reverse(f"workflows:{name}", args=[district.pk]), {"reason": REASON})
    assert response.status_code == 403


def test_a_yes_is_offered_only_while_the_work_can_rest(city: City, district: Assignment) -> None:
    client, page = signed_in(city["chairman"]), district.get_absolute_url()
    decide = reverse("workflows:decide_suspension", args=[asked(city, district).pk])

    def offered() -> tuple[bool, bool]:
        shown = client.get(page).content.decode().split(f'action="{decide}"')[1].split("</form>")[0]
        return 'value="agree"' in shown, 'value="refuse"' in shown

    assert offered() == (True, True)
    steps.delegate(district, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=later(hours=2), today=DAY)
    assert offered() == (False, True)
    steps.report_anyway(of(city), by=city["officer"], at=later(hours=3))
    steps.recall_delegated(of(city), children=[of(city, "KM").pk], reason="Tự làm", by=city["officer"], at=later(hours=4))
    assert offered() == (True, True)
    steps.report(of(city), kind=Report.Kind.FINAL, text="Đã xong.", by=city["officer"], at=later(hours=5), today=DAY)
    assert offered() == (False, True)
    refusal = client.post(decide, {"decision": "agree", "note": "Nghỉ"})
    assert refusal.status_code == 400
    assert "hãy duyệt hoặc trả lại báo cáo trước" in refusal.content.decode()
    assert client.post(decide, {"decision": "refuse", "note": "Đã báo cáo"}).status_code == 302
