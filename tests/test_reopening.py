"""Accepted work is opened anew by its issuer, for one unit or one of its periods: with a reason, and nothing of before is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from viewflow.workflow.models import Process

from campaigns import rollup
from campaigns.models import Assignment, Report, ReportDue
from campaigns.services import Part
from records import events
from workflows import clock, steps
from workflows.flows import AssignmentFlow

from .city import AT, DAY, DUE, City, at, delivered, draft_for_districts, later, refused, signed_in

pytestmark = pytest.mark.django_db

Status = Assignment.Status
REASON = "Số liệu chưa đủ các tổ dân phố"
NEW_DATE = date(2021, 4, 20)
THEN = at(date(2021, 4, 5))


def of(city: City, code: str = "BD") -> Assignment:
    loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")
    return Assignment.objects.select_related(*loaded).get(unit=city.units[code])


def report(city: City, numerator: int, *, by: Any = None) -> Report:
    """Ba Đình's officer reports, the city's chairman accepts."""
    sent = steps.report(
        of(city), kind="final", text="Xong.", numerator=numerator, denominator=10, by=by or city["officer"], at=later(days=1), today=DAY
    )
    loaded = ("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer")
    steps.review(Report.objects.select_related(*loaded).get(pk=sent.pk), accept=True, note="", by=city["chairman"], at=later(days=2))
    return sent


@pytest.fixture
def done(city: City) -> Assignment:
    """Ba Đình's, accepted."""
    delivered(city, draft_for_districts(city, target=90))
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    report(city, 7)
    return of(city)


def reopen(city: City, assignment: Assignment, **changes: Any) -> Any:
    values = {"reason": REASON, "new_due_date": NEW_DATE, "by": city["chairman"], "at": THEN, "today": date(2021, 4, 5)}
    return lambda: steps.reopen(assignment, **values | changes)


def test_it_goes_back_to_the_unit_with_reason_and_date_and_a_way_of_its_own(city: City, done: Assignment) -> None:
    reopen(city, done)()
    again = of(city)
    assert (again.status, again.due_date, again.original_due_date, again.accepted_at) == (Status.RETURNED, NEW_DATE, DUE, None)
    old, new = Process.objects.filter(artifact_object_id=done.pk, flow_class=AssignmentFlow).order_by("pk")
    assert (old.status, new.status) == ("DONE", "NEW")
    assert [task.flow_task.name for task in new.task_set.order_by("pk")] == ["start_again", "report"]
    assert events.timeline(done).last().action == "campaigns.reopened"  # type: ignore[union-attr]
    assert not clock.astray()


def test_what_was_accepted_counts_until_more_is(city: City, done: Assignment) -> None:
    (indicator,) = rollup.figures(done.campaign)
    reopen(city, done)()
    assert rollup.figures(done.campaign)[indicator].accepted.numerator == 7
    report(city, 9)
    assert rollup.figures(done.campaign)[indicator].accepted.numerator == 9
    assert of(city).status == Status.ACCEPTED
    assert Report.objects.filter(assignment=done).count() == 2
    reopen(city, of(city))()
    assert not clock.astray()


def test_only_the_issuer_opens_it_anew(city: City, done: Assignment) -> None:
    for name in ("stranger", "officer", "monitor", "drafter", "city_clerk"):
        refused("forbidden", reopen(city, done, by=city[name]))


def test_what_a_reopening_needs(city: City, done: Assignment) -> None:
    refused("reason_required", reopen(city, done, reason=" "))
    refused("date_required", reopen(city, done, new_due_date=None))
    refused("date_wrong", reopen(city, done, new_due_date=date(2021, 4, 4)))
    reopen(city, done)()
    refused("not_open", reopen(city, of(city)))
    other = of(city, "HK")
    refused("not_open", reopen(city, other))


def test_a_concluded_campaign_is_over(city: City, done: Assignment) -> None:
    steps.conclude(done.campaign.directive, by=city["chairman"], at=later(days=30), today=DUE)
    refused("concluded", reopen(city, of(city)))


def test_a_part_that_was_given_on_keeps_within_the_day_of_who_gave_it(city: City) -> None:
    delivered(city)
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    (child,) = steps.delegate(of(city), parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    ward = city.person("KM")
    steps.receive_assignment(of(city, "KM"), by=ward, at=AT, today=DAY)
    sent = steps.report(of(city, "KM"), kind="final", text="Xong.", by=ward, at=later(hours=1), today=DAY)
    loaded = ("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer")
    sent = Report.objects.select_related(*loaded).get(pk=sent.pk)
    steps.review(sent, accept=True, note="", by=city.person("BD", "head"), at=later(hours=2))
    values = {"at": later(days=1), "today": DAY}
    refused("beyond_parent", reopen(city, of(city, "KM"), new_due_date=DUE + timedelta(days=1), **values))
    reopen(city, of(city, "KM"), new_due_date=DUE, **values)()
    assert of(city, "KM").pk == child
    assert not clock.astray()


@pytest.fixture
def ward_done(city: City) -> Assignment:
    """The ward's part of Ba Đình's, accepted by Ba Đình, which is still at it."""
    delivered(city)
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    steps.delegate(of(city), parts=[Part(city.units["KM"].pk)], by=city["officer"], at=AT, today=DAY)
    ward = city.person("KM")
    steps.receive_assignment(of(city, "KM"), by=ward, at=AT, today=DAY)
    accept(city, "KM", sender=ward, by=city.person("BD", "head"))
    return of(city, "KM")


def accept(city: City, code: str, *, sender: Any, by: Any) -> None:
    sent = steps.report(of(city, code), kind="final", text="Xong.", by=sender, at=later(hours=3), today=DAY)
    loaded = ("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer")
    steps.review(Report.objects.select_related(*loaded).get(pk=sent.pk), accept=True, note="", by=by, at=later(hours=4))


def test_a_part_is_opened_anew_only_while_whoever_gave_it_is_at_it(city: City, ward_done: Assignment) -> None:
    steps.wake_parents(at=later(hours=3), today=DAY)
    accept(city, "BD", sender=city["officer"], by=city["chairman"])
    day = date(2021, 4, 30)
    error = refused("giver_done", reopen(city, of(city, "KM"), new_due_date=day))
    assert "mở lại việc của đơn vị giao trước" in str(error)
    page = signed_in(city["chairman"]).post(
        reverse("workflows:reopen", args=[ward_done.pk]), {"reason": REASON, "new_due_date": "30/04/2099"}
    )
    assert "mở lại việc của đơn vị giao trước" in page.content.decode()
    reopen(city, of(city), new_due_date=day)()
    refused("beyond_parent", reopen(city, of(city, "KM"), new_due_date=day + timedelta(days=1)))
    reopen(city, of(city, "KM"), new_due_date=day)()
    assert [of(city, code).due_date for code in ("BD", "KM")] == [day, day]
    assert not clock.astray()


def test_work_is_not_opened_anew_until_before_the_day_of_what_was_given_on(city: City, done: Assignment) -> None:
    """As rows may stand that were opened before the rule held."""
    Assignment.objects.filter(unit=city.units["HK"]).update(parent=done, reviewer=done.unit, due_date=date(2021, 4, 30))
    refused("before_children", reopen(city, of(city), new_due_date=date(2021, 4, 15)))
    reopen(city, of(city), new_due_date=date(2021, 4, 30))()


def test_the_page_of_work_opened_anew_says_why_and_since_when_not_what_was_said_of_an_old_report(city: City) -> None:
    delivered(city)
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    sent = steps.report(of(city), kind="final", text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    loaded = ("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer")
    steps.review(
        Report.objects.select_related(*loaded).get(pk=sent.pk), accept=False, note="Thiếu biểu", by=city["chairman"], at=later(hours=2)
    )
    accept(city, "BD", sender=city["officer"], by=city["chairman"])
    reopen(city, of(city))()
    now_with = steps.open_task(of(city))
    assert now_with is not None
    assert now_with.since == THEN
    alert = signed_in(city["officer"]).get(of(city).get_absolute_url()).content.decode().split("cd-alert-warning")[1].split("</div>")[0]
    assert REASON in alert
    assert "05/04/2021" in alert
    assert "Thiếu biểu" not in alert
    sent = steps.report(of(city), kind="final", text="Đủ.", by=city["officer"], at=at(date(2021, 4, 6)), today=DAY)
    values = {"accept": False, "note": "Thiếu chữ ký", "by": city["chairman"], "at": at(date(2021, 4, 7))}
    steps.review(Report.objects.select_related(*loaded).get(pk=sent.pk), **values)
    alert = signed_in(city["officer"]).get(of(city).get_absolute_url()).content.decode().split("cd-alert-warning")[1].split("</div>")[0]
    assert "Thiếu chữ ký" in alert


@pytest.fixture
def due(city: City) -> ReportDue:
    """A period of Ba Đình's open work whose report was accepted."""
    delivered(city)
    steps.receive_assignment(of(city), by=city["officer"], at=AT, today=DAY)
    return ReportDue.objects.create(
        assignment=of(city),
        period_start=date(2021, 3, 1),
        period_end=date(2021, 3, 31),
        due_date=date(2021, 4, 2),
        status=ReportDue.Status.ACCEPTED,
        reported_date=date(2021, 4, 1),
    )


def reopen_due(city: City, due: ReportDue, **changes: Any) -> Any:
    values = {"reason": REASON, "new_due_date": NEW_DATE, "by": city["chairman"], "at": THEN, "today": date(2021, 4, 5)}
    return lambda: steps.reopen_due(due, **values | changes)


def test_one_period_is_asked_for_anew_and_the_work_goes_on(city: City, due: ReportDue) -> None:
    reopen_due(city, due)()
    due.refresh_from_db()
    assert (due.status, due.due_date, due.reported_date) == (ReportDue.Status.RETURNED, NEW_DATE, None)
    assert of(city).status == Status.RECEIVED
    refused("stale", reopen_due(city, due))


def test_what_the_reopening_of_a_period_needs(city: City, due: ReportDue) -> None:
    ReportDue.objects.create(assignment=due.assignment, period_start=DAY, period_end=DAY, due_date=NEW_DATE)
    refused("date_taken", reopen_due(city, due))
    refused("date_wrong", reopen_due(city, due, new_due_date=date(2021, 4, 1)))
    refused("reason_required", reopen_due(city, due, reason=""))
    for name in ("stranger", "officer", "monitor", "city_officer"):
        refused("forbidden", reopen_due(city, due, by=city[name]))
    Assignment.objects.filter(pk=due.assignment_id).update(status=Status.ACCEPTED)
    refused("not_with_unit", reopen_due(city, due))


def test_a_period_is_not_opened_anew_beside_a_final_report_that_waits(city: City, due: ReportDue) -> None:
    steps.report(of(city), kind="final", text="Xong.", by=city["officer"], at=THEN, today=date(2021, 4, 5))
    wrong = refused("reported", reopen_due(city, due))
    assert "hãy trả lại báo cáo đó" in str(wrong)
    shown = signed_in(city["chairman"]).get(reverse("workflows:assignment", args=[due.assignment_id])).content.decode()
    assert reverse("workflows:reopen_due", args=[due.assignment_id]) not in shown


def test_the_page_offers_it_to_the_issuer_and_says_it_to_the_unit(city: City, done: Assignment) -> None:
    issuer, unit = signed_in(city["chairman"]), signed_in(city["officer"])
    page = reverse("workflows:assignment", args=[done.pk])
    act = reverse("workflows:reopen", args=[done.pk])
    assert f'action="{act}"' in issuer.get(page).content.decode()
    assert f'action="{act}"' not in unit.get(page).content.decode()
    wrong = issuer.post(act, {"reason": REASON, "new_due_date": ""})
    assert wrong.status_code == 400
    assert REASON in wrong.content.decode()
    assert issuer.post(act, {"reason": REASON, "new_due_date": "20/04/2099"}).status_code == 302
    shown = unit.get(page).content.decode()
    assert "Mở lại" in shown
    assert REASON in shown
    assert 'id="bao-cao"' in shown


def test_the_page_offers_the_periods_that_were_accepted(city: City, due: ReportDue) -> None:
    issuer = signed_in(city["chairman"])
    act = reverse("workflows:reopen_due", args=[due.assignment_id])
    assert f'action="{act}"' in issuer.get(reverse("workflows:assignment", args=[due.assignment_id])).content.decode()
    issuer.post(act, {"due": due.pk, "reason": REASON, "new_due_date": "20/04/2099"})
    due.refresh_from_db()
    assert due.status == ReportDue.Status.RETURNED
