"""Where acts of carrying out touch: days above and below, requests decided late, work given again, answers after the end."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns import freshness, services
from campaigns.models import Assignment, Campaign, Difficulty, Extension, Report, ReportDue, Suspension
from campaigns.queries import published_answers
from campaigns.services import Part
from org_hierarchy.models import Person, Post
from records.models import Event
from workflows import steps

from .city import AT, DAY, DUE, City, at, delivered, draft, duty, grouped, later, refused, signed_in

pytestmark = pytest.mark.django_db

Status = Assignment.Status
LOADED = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent__unit")
DAYS = timedelta(days=1)


def of(city: City, code: str = "BD") -> Assignment:
    return Assignment.objects.select_related(*LOADED).get(unit=city.units[code])


def received(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def given_on(city: City, *codes: str, due_date: date | None = None) -> None:
    """Ba Đình, which has received its task, gives it on."""
    parts = [Part(city.units[code].pk) for code in codes]
    steps.delegate(of(city), parts=parts, due_date=due_date, by=city["officer"], at=AT, today=DAY)


@pytest.fixture
def work(city: City) -> Assignment:
    """Ba Đình's assignment, received, due on DUE."""
    delivered(city)
    return received(city)


# A child's day is never later than its parent's


@pytest.fixture
def reported(city: City, work: Assignment) -> Report:
    """Ba Đình gave it on until some days before its own day, and reports itself meanwhile."""
    given_on(city, "KM", due_date=DUE - 3 * DAYS)
    given_on(city, "TB", due_date=DUE - 5 * DAYS)
    steps.report_anyway(of(city), by=city["officer"], at=AT)
    sent = steps.report(of(city), kind="final", text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    return Report.objects.select_related("assignment__campaign__issuer", "assignment__reviewer", "assignment__unit").get(pk=sent.pk)


def test_a_report_is_not_returned_with_a_day_before_that_of_what_was_given_on(city: City, reported: Report) -> None:
    values = {"accept": False, "note": "Thiếu.", "by": city["chairman"], "at": later(days=1)}
    error = refused("before_children", lambda: steps.review(reported, **values, new_due_date=DUE - 4 * DAYS))
    assert f"muộn nhất {DUE - 3 * DAYS:%d/%m/%Y}" in str(error)
    assert of(city).status == Status.REPORTED
    steps.review(reported, **values, new_due_date=DUE - 3 * DAYS)
    assert (of(city).status, of(city).due_date) == (Status.RETURNED, DUE - 3 * DAYS)


def test_what_was_given_on_and_has_ended_holds_nobody_back(city: City, reported: Report) -> None:
    km = of(city, "KM")
    head = city.person("BD", Post.Role.HEAD)
    steps.recall_delegated(of(city), children=[km.pk], reason="Đơn vị tự làm.", by=head, at=later(hours=2))
    new = DUE - 5 * DAYS
    steps.review(reported, accept=False, note="Thiếu.", by=city["chairman"], at=later(days=1), new_due_date=new)
    assert of(city).due_date == new


def test_a_report_that_is_returned_after_its_day_begins_with_a_new_one(city: City, reported: Report) -> None:
    work, today = reported.assignment, date(2021, 4, 5)  # a Monday
    assert services.day_to_mend(work, today=DUE) is None, "the own day is still to come"
    assert services.day_to_mend(work, today=today) == date(2021, 4, 12)
    Assignment.objects.filter(parent=work).update(due_date=DUE - timedelta(days=1))
    child = of(city, "KM")
    assert services.day_to_mend(child, today=today) is None, "nor may its giver's be passed by"
    Assignment.objects.filter(pk=work.pk).update(due_date=today + timedelta(days=2))
    assert services.day_to_mend(child, today=today) == today + timedelta(days=2)
    Assignment.objects.filter(pk=work.pk).update(due_date=DUE)
    page = signed_in(city["chairman"]).get(work.get_absolute_url()).content.decode()
    ahead = services.day_to_mend(Assignment.objects.get(pk=work.pk), today=timezone.localdate())
    assert ahead is not None
    assert f'name="new_due_date" value="{ahead:%d/%m/%Y}"' in page
    assert "Hạn cũ đã qua" in page


def test_the_page_keeps_what_the_reviewer_typed(city: City, reported: Report) -> None:
    today = timezone.localdate()
    Assignment.objects.filter(parent__isnull=False).update(due_date=today + 9 * DAYS)
    sooner = f"{today + 2 * DAYS:%d/%m/%Y}"
    values = {"decision": "return", "note": "Còn thiếu biểu 2.", "new_due_date": sooner}
    answer = signed_in(city["chairman"]).post(reverse("workflows:review", args=[reported.pk]), values)
    page = answer.content.decode()
    assert answer.status_code == 400
    for said in ("Còn thiếu biểu 2.", sooner, f"muộn nhất {today + 9 * DAYS:%d/%m/%Y}"):
        assert said in page


def looked_at(city: City, work: Assignment, day: date) -> Any:
    values = {"next_date": None, "due_date": day, "note": "", "by": city["chairman"], "at": later(days=1), "today": DAY + DAYS}
    return lambda: steps.look_again(work.task, **values)


@pytest.fixture
def undated(city: City) -> Assignment:
    """Ba Đình's assignment without a day."""
    delivered(city, draft(city, duty("Rà soát.", grouped(city.group()), deadline=None)))
    return received(city)


def test_a_task_without_a_day_gets_none_before_that_of_what_was_given_on(city: City, undated: Assignment) -> None:
    given_on(city, "KM", due_date=DUE)
    error = refused("before_children", looked_at(city, undated, DUE - DAYS))
    assert f"{DUE:%d/%m/%Y}" in str(error)
    assert of(city).due_date is None
    looked_at(city, undated, DUE)()
    assert (of(city).due_date, of(city, "KM").due_date) == (DUE, DUE)


def test_a_day_for_all_goes_for_nobody_beyond_that_of_who_gave_it(city: City, undated: Assignment) -> None:
    given_on(city, "KM", "TB")
    received(city, "KM")
    Assignment.objects.filter(unit=city.units["BD"]).update(due_date=DUE - 2 * DAYS)
    looked_at(city, undated, DUE)()
    assert {of(city, code).due_date for code in ("KM", "TB")} == {DUE - 2 * DAYS}
    assert of(city, "HK").due_date == DUE


# A request that is decided late


def asked(city: City, work: Assignment, days: int = 2) -> Extension:
    proposed = DUE + days * DAYS
    found = steps.ask_extension(work, proposed_date=proposed, reason="Chờ số liệu.", by=city["officer"], at=at(DUE, 9), today=DUE)
    found.assignment = of(city)
    return found


def test_no_day_that_has_passed_is_granted_and_one_to_come_is_named(city: City, work: Assignment) -> None:
    extension, decided = asked(city, work), DUE + 10 * DAYS
    valid = services.day_to_grant(extension, today=decided)
    error = refused(
        "date_wrong", lambda: steps.grant_extension(extension, granted_date=None, note="", by=city["chairman"], at=at(decided, 9))
    )
    assert f"{valid:%d/%m/%Y}" in str(error)
    assert valid > decided
    steps.grant_extension(extension, granted_date=valid, note="", by=city["chairman"], at=at(decided, 9))
    assert of(city).due_date == valid


def test_the_day_that_was_asked_for_stays_the_proposal_while_it_is_to_come(city: City, work: Assignment) -> None:
    extension = asked(city, work)
    assert services.day_to_grant(extension, today=extension.proposed_date) == extension.proposed_date


def test_the_page_proposes_a_day_to_come_within_that_of_who_gave_it(city: City, work: Assignment) -> None:
    today = timezone.localdate()
    extension = asked(city, work)
    Extension.objects.update(previous_date=today - 9 * DAYS, proposed_date=today - 3 * DAYS)
    Assignment.objects.update(due_date=today - 9 * DAYS)
    extension.refresh_from_db()
    chairman, url = signed_in(city["chairman"]), reverse("workflows:decide_extension", args=[extension.pk])
    page = chairman.get(work.get_absolute_url()).content.decode()
    proposed = services.day_to_grant(Extension.objects.get(), today=today)
    assert f'value="{proposed:%d/%m/%Y}"' in page
    late = chairman.post(url, {"decision": "grant", "granted_date": "", "note": "Đồng ý một lần."})
    assert late.status_code == 400
    assert "Đồng ý một lần." in late.content.decode()
    assert "đã qua khi quyết định" in late.content.decode()
    assert chairman.post(url, {"decision": "grant", "granted_date": f"{proposed:%d/%m/%Y}", "note": ""}).status_code == 302
    assert of(city).due_date == proposed


# Nothing is told before one's right is asked


@pytest.mark.parametrize("kind", ["extension", "suspension"])
@pytest.mark.parametrize("act", ["withdraw", "decide"])
def test_the_address_of_a_request_tells_a_stranger_nothing(city: City, work: Assignment, kind: str, act: str) -> None:
    found = asked(city, work) if kind == "extension" else steps.ask_suspension(work, reason="Bão.", by=city["officer"], at=AT)
    url = reverse(f"workflows:{act}_{kind}", args=[found.pk])
    stranger = signed_in(city["stranger"])
    for answer in (stranger.get(url), stranger.post(url, {})):
        assert answer.status_code == 403
        assert work.get_absolute_url() not in answer.content.decode()
    assert signed_in(city["officer"]).get(url).url == work.get_absolute_url()  # type: ignore[attr-defined]
    assert stranger.get(reverse(f"workflows:{act}_{kind}", args=[10**9])).status_code == 404


def test_the_addresses_of_a_report_and_of_a_difficulty_tell_a_stranger_nothing(city: City, work: Assignment) -> None:
    report = steps.report(work, kind="interim", text="Đang làm.", by=city["officer"], at=AT, today=DAY)
    difficulty = steps.raise_difficulty(work, text="Thiếu máy.", by=city["officer"], at=AT, today=DAY)
    for name, pk in (("review", report.pk), ("withdraw_difficulty", difficulty.pk)):
        url = reverse(f"workflows:{name}", args=[pk])
        assert signed_in(city["stranger"]).get(url).status_code == 403
        assert signed_in(city["officer"]).get(url).status_code == 302


def test_both_kinds_of_request_are_refused_and_told_alike(city: City, work: Assignment) -> None:
    asks = (
        lambda reason, by: steps.ask_extension(of(city), proposed_date=DUE + DAYS, reason=reason, by=by, at=AT, today=DAY),
        lambda reason, by: steps.ask_suspension(of(city), reason=reason, by=by, at=AT),
    )
    for kind, ask in zip((Extension, Suspension), asks, strict=True):
        name = kind._meta.model_name
        refused("reason_required", lambda ask=ask: ask(" ", city["officer"]))
        refused("too_long", lambda ask=ask: ask("x" * 1001, city["officer"]))
        refused("forbidden", lambda ask=ask: ask("Lý do.", city["stranger"]))
        first = ask("Lý do.", city["officer"])
        refused("asked_already", lambda ask=ask: ask("Lý do.", city["officer"]))
        refused("forbidden", lambda first=first: steps.withdraw_request(first, by=city["stranger"], at=AT))
        steps.withdraw_request(first, by=city["officer"], at=AT)
        refused("stale", lambda first=first: steps.refuse_request(first, note="Không.", by=city["chairman"], at=AT))
        second = ask("Lý do.", city["officer"])
        refused("note_required", lambda second=second: steps.refuse_request(second, note=" ", by=city["chairman"], at=AT))
        steps.refuse_request(second, note="Không.", by=city["chairman"], at=AT)
        told = Event.objects.filter(action__startswith=f"campaigns.{name}_").order_by("pk").values_list("action", flat=True)
        assert [action.removeprefix(f"campaigns.{name}_") for action in told] == ["asked", "withdrawn", "asked", "refused"]


# Work that is given again


MONTHLY = {"deadline_text": "trước ngày 25 hằng tháng", "period": "monthly"}
FIRST, SECOND = date(2021, 3, 24), date(2021, 4, 24)


@pytest.fixture
def monthly(city: City) -> Assignment:
    """Kim Mã's part of a monthly task, which Ba Đình gave on; two periods are reported, the first one is returned."""
    campaign = Campaign.objects.get(directive=delivered(city, draft(city, duty("Báo cáo.", grouped(city.group()), **MONTHLY))))
    received(city)
    given_on(city, "KM")
    services.make_dues(at=at(DAY, 12), today=DAY, campaign=campaign)
    received(city, "KM")
    ward, head = city.person("KM"), city.person("BD", Post.Role.HEAD)
    report_for(city, ward, FIRST, on=DAY)
    steps.review(Report.objects.select_related("assignment").get(), accept=False, note="Thiếu.", by=head, at=at(DAY, 16))
    services.make_dues(at=at(FIRST + DAYS), today=FIRST + DAYS, campaign=campaign)
    report_for(city, ward, SECOND, on=FIRST + DAYS)
    return of(city, "KM")


def report_for(city: City, by: Person, due: date, *, on: date) -> None:
    period = ReportDue.objects.get(assignment=of(city, "KM"), due_date=due)
    steps.report(of(city, "KM"), kind="interim", text="Kỳ này.", by=by, at=at(on, 15), today=on, due=period)


def given_again(city: City, work: Assignment, on: date) -> None:
    head = city.person("BD", Post.Role.HEAD)
    steps.recall_delegated(of(city), children=[work.pk], reason="Nhầm.", by=head, at=at(on, 8))
    steps.delegate(of(city), parts=[Part(work.unit_id)], by=city["officer"], at=at(on, 9), today=on)


def test_given_again_a_unit_owes_what_is_still_to_come_and_nothing_of_before(city: City, monthly: Assignment) -> None:
    given_again(city, monthly, FIRST + 5 * DAYS)
    first, second = monthly.dues.order_by("due_date")
    assert (first.status, first.due_date) == (ReportDue.Status.FORGIVEN, FIRST)
    assert (second.status, second.due_date, second.reported_date) == (ReportDue.Status.RETURNED, SECOND, None)
    assert list(services.owed(of(city, "KM"))) == [second]
    assert set(Report.objects.values_list("status", flat=True)) == {Report.Status.RETURNED}
    received(city, "KM")
    report_for(city, city.person("KM"), SECOND, on=SECOND)
    assert monthly.dues.get(due_date=SECOND).status == ReportDue.Status.SUBMITTED


def test_given_again_after_both_days_nothing_of_before_is_owed_or_counted(city: City, monthly: Assignment) -> None:
    later_day = SECOND + 3 * DAYS
    given_again(city, monthly, later_day)
    assert set(monthly.dues.values_list("status", flat=True)) == {ReportDue.Status.FORGIVEN}
    assert not services.owed(monthly).exists()
    mine = Assignment.objects.filter(pk=monthly.pk)
    assert freshness.of(monthly.campaign, today=later_day, among=mine).owing == 0
    services.make_dues(at=at(later_day, 12), today=later_day, campaign=monthly.campaign)
    assert services.owed(monthly).get().due_date > later_day


def test_an_accepted_period_stays_accepted_when_the_work_is_given_again(city: City, monthly: Assignment) -> None:
    head = city.person("BD", Post.Role.HEAD)
    waiting = Report.objects.select_related("assignment").get(status=Report.Status.SUBMITTED)
    steps.review(waiting, accept=True, note="", by=head, at=at(FIRST + 2 * DAYS))
    given_again(city, monthly, FIRST + 5 * DAYS)
    assert monthly.dues.get(due_date=SECOND).status == ReportDue.Status.ACCEPTED
    page = signed_in(city.person("KM")).get(monthly.get_absolute_url()).content.decode()
    assert "Không còn phải báo cáo" in page


# What stands in the way


def answered(city: City, work: Assignment, number: int) -> None:
    found = steps.raise_difficulty(work, text=f"Vướng mắc số {number}.", by=city.person(work.unit.code), at=AT, today=DAY)
    found.assignment = work
    steps.answer_difficulty(found, answer=f"Trả lời số {number}.", publish=True, by=city["chairman"], at=later(minutes=number))


def test_every_published_answer_is_reached_from_the_page(city: City, work: Assignment, django_assert_max_num_queries: Any) -> None:
    other = received(city, "HK")
    for number in range(1, 54):
        answered(city, other, number)
    officer = signed_in(city["officer"])
    page = officer.get(work.get_absolute_url()).content.decode()
    assert "Trả lời số 53." in page
    assert "Trả lời số 33." not in page
    whole = reverse("workflows:published", args=[work.pk])
    assert whole in page
    with django_assert_max_num_queries(30):
        first = officer.get(whole).content.decode()
    pages = [first, *(officer.get(whole, {"trang": str(number)}).content.decode() for number in (2, 3))]
    found = [number for shown in pages for number in range(1, 54) if f"Trả lời số {number}." in shown]
    assert sorted(found) == list(range(1, 54))
    assert signed_in(city["stranger"]).get(whole).status_code == 403
    assert published_answers(other).count() == 0, "its own it has above"


def test_few_answers_need_no_page_of_their_own(city: City, work: Assignment) -> None:
    answered(city, received(city, "HK"), 1)
    page = signed_in(city["officer"]).get(work.get_absolute_url()).content.decode()
    assert "Trả lời số 1." in page
    assert reverse("workflows:published", args=[work.pk]) not in page


def test_after_the_conclusion_nothing_is_answered_handed_up_or_published(city: City, work: Assignment) -> None:
    answered(city, work, 1)
    Difficulty.objects.update(published_at=None)
    steps.raise_difficulty(work, text="Thiếu máy.", by=city["officer"], at=AT, today=DAY)
    done, left = Difficulty.objects.select_related("assignment", "at_unit").order_by("pk")
    steps.conclude(work.campaign.directive, by=city["chairman"], at=later(days=30), today=DUE)
    values = {"by": city["chairman"], "at": later(days=31)}
    refused("concluded", lambda: steps.answer_difficulty(left, answer="Chậm.", publish=True, **values))
    refused("concluded", lambda: steps.forward_difficulty(left, note="", today=DUE + DAYS, **values))
    refused("concluded", lambda: steps.publish_answer(done, **values))
    chairman = signed_in(city["chairman"])
    late = chairman.post(reverse("workflows:answer_difficulty", args=[left.pk]), {"answer": "Dùng tạm máy của quận.", "act": "answer"})
    assert late.status_code == 409
    assert "Dùng tạm máy của quận." in late.content.decode(), "what was typed is handed back"
    page = chairman.get(reverse("workflows:difficulty", args=[left.pk])).content.decode()
    assert "Đợt triển khai đã kết thúc" in page
    assert "<textarea" not in page
    assert "Chưa được trả lời" in signed_in(city["officer"]).get(work.get_absolute_url()).content.decode()


# A word for each unit


def delegating(city: City, work: Assignment, **typed: str) -> Any:
    values = {"units": city.units["KM"].pk, "confirm": "1"} | typed
    return signed_in(city["officer"]).post(reverse("workflows:delegate", args=[work.pk]), values)


def test_a_long_word_for_one_unit_is_kept_whole(city: City, work: Assignment) -> None:
    Assignment.objects.update(due_date=timezone.localdate() + 30 * DAYS)
    unit, word = city.units["KM"], "Rà từng tổ. " * 60
    assert delegating(city, work, **{f"note-{unit.pk}": word}).status_code == 302
    assert of(city, "KM").note == word.strip()


def test_a_word_that_is_too_long_is_said_with_its_unit_and_stays_on_the_page(city: City, work: Assignment) -> None:
    Assignment.objects.update(due_date=timezone.localdate() + 30 * DAYS)
    unit, word = city.units["KM"], "x" * 300
    answer = delegating(city, work, note="y" * 700, **{f"note-{unit.pk}": word, f"target-{unit.pk}": "77"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Ý kiến riêng dài 300 ký tự" in page.split(f'id="wrong-note-{unit.pk}"')[1].split("</div>")[0]
    for typed in (word, "y" * 700, 'value="77"'):
        assert typed in page
    assert not Assignment.objects.filter(unit=unit).exists()
