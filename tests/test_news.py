"""Nobody is forgotten: whoever gave work and whoever has it hear of each other's acts, once, however long the clock stood still."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from campaigns import services as campaigns
from campaigns.models import Assignment, Campaign, Difficulty, Extension, Report, ReportDue, Suspension
from campaigns.services import Part
from workflows import clock, inbox, steps
from workflows.models import Notice, Reminder, Sweep

from .city import AT, DAY, DUE, City, Role, at, delivered, draft, draft_for_districts, duty, grouped, later, launched, signed_in

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind
LOADED = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent__unit")


def of(city: City, code: str = "BD") -> Assignment:
    return Assignment.objects.select_related(*LOADED).order_by("pk").filter(unit=city.units[code])[0]


def received(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def sent(city: City, code: str = "BD", kind: str = "final", **fields: Any) -> Report:
    about: dict[str, Any] = {"kind": kind, "text": "Đã thực hiện.", "by": city.person(code), "at": later(hours=1), "today": DAY}
    report = steps.report(of(city, code), **(about | fields))
    return Report.objects.select_related(*(f"assignment__{name}" for name in LOADED)).get(pk=report.pk)


def decided(city: City, report: Report, *, accept: bool = True, hours: float = 2) -> None:
    by = city.person(report.assignment.reviewer.code, Role.HEAD)
    steps.review(report, accept=accept, note="" if accept else "Thiếu số liệu.", by=by, at=later(hours=hours))


def given_on(city: City, *codes: str) -> None:
    parts = [Part(city.units[code].pk) for code in codes]
    steps.delegate(of(city), parts=parts, by=city["officer"], at=later(minutes=5), today=DAY)


def hear(hours: float = 4, **more: float) -> None:
    """The clock runs thrice from so long after the issue on: what it says twice, it would say thrice."""
    for minutes in (0, 10, 130):
        clock.sweep_all(at=later(hours=hours, minutes=minutes, **more))


def heard(kind: str) -> dict[str, int]:
    """Who was told of this kind, and of how many pieces of work; a person twice would be in one row too many."""
    rows = list(Notice.objects.filter(kind=kind).values_list("person__username", "count"))
    assert len(rows) == len(dict(rows)), rows
    return dict(rows)


def unit(city: City) -> dict[str, int]:
    """The staff of Ba Đình, each once: whoever acts for it."""
    return {city[name].username: 1 for name in ("officer", "clerk", "second_clerk")}


def answerers(city: City, count: int = 1) -> dict[str, int]:
    """The staff of the city that reviews and answers, each once."""
    return {city[name].username: count for name in ("city_officer", "office_head")}


def test_recalled_work_is_told_to_its_unit_once_for_a_campaign(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    campaign = of(city).campaign
    hear(0)
    rows = list(campaign.assignments.filter(unit=city.units["BD"]).values_list("pk", flat=True))
    steps.recall_all(campaign, rows, reason="giao nhầm", by=city["chairman"], at=later(hours=3))
    hear()
    told = heard(Kind.RECALLED)
    assert told[city["officer"].username] == 2
    assert city["other_officer"].username not in told
    assert not Notice.objects.filter(kind=Kind.RECALLED, note__gt="").exists()  # no more than title and date leaves the page


def test_work_recalled_and_given_again_on_one_day_is_told_again(city: City) -> None:
    delivered(city)
    campaign, mine = of(city).campaign, of(city)
    hear(0)
    for hour in (3, 6):
        steps.recall_all(campaign, [mine.pk], reason="chưa rõ", by=city["chairman"], at=later(hours=hour))
        hear(hour)
        tasks = list(campaign.tasks.all())
        about: dict[str, Any] = {
            "due_date": None,
            "reason": "giao lại",
            "by": city["chairman"],
            "at": later(hours=hour + 2.5),
            "today": DAY,
        }
        steps.add_units(campaign, units=[city.units["BD"]], tasks=tasks, **about)
        hear(hour + 2.5)
    mine_told = Notice.objects.filter(person=city["officer"])
    assert mine_told.filter(kind=Kind.GIVEN).count() == 3
    assert mine_told.filter(kind=Kind.RECALLED).count() == 2
    assert Notice.objects.filter(person=city["other_officer"], kind=Kind.GIVEN).count() == 1


def test_reopened_work_and_a_reopened_period_are_told_each_time(city: City) -> None:
    delivered(city, draft(city, duty("Báo cáo hằng tuần", grouped(city.group()), deadline_text="hằng tuần, trước thứ sáu")))
    hear(0)
    received(city)
    due = ReportDue.objects.filter(assignment=of(city)).order_by("due_date")[0]
    decided(city, sent(city, kind="interim", due=due))
    due = ReportDue.objects.select_related("assignment__campaign").get(pk=due.pk)
    due.assignment = of(city)
    steps.reopen_due(due, reason="sai số liệu", new_due_date=DUE, by=city["chairman"], at=later(hours=3), today=DAY)
    hear()
    assert heard(Kind.PERIOD_ANEW) == unit(city)
    decided(city, sent(city, at=later(hours=7)), hours=8)
    steps.reopen(of(city), reason="sai", new_due_date=DUE, by=city["chairman"], at=later(hours=9), today=DAY)
    hear(10)
    assert heard(Kind.REOPENED) == unit(city)
    assert Reminder.objects.get(kind=Kind.REOPENED).day == DUE
    decided(city, sent(city, at=later(days=1)), hours=25)
    hear(25.5)
    assert not Notice.objects.filter(kind=Kind.REOPENED, closed_at=None).exists()
    steps.reopen(of(city), reason="vẫn sai", new_due_date=DUE, by=city["chairman"], at=later(hours=26), today=DAY)
    hear(27)
    assert Notice.objects.filter(kind=Kind.REOPENED, person=city["officer"]).count() == 2


def test_a_returned_report_is_no_reopening(city: City) -> None:
    delivered(city)
    received(city)
    decided(city, sent(city), accept=False)
    hear()
    assert heard(Kind.RETURNED) == unit(city)
    assert heard(Kind.REOPENED) == {}


def test_a_list_that_gets_another_day_is_told_it_but_not_whoever_asked_for_it(city: City) -> None:
    delivered(city)
    campaign = of(city).campaign
    received(city)
    asked = steps.ask_extension(
        of(city), proposed_date=DUE + timedelta(days=5), reason="bão", by=city["officer"], at=later(hours=1), today=DAY
    )
    hear(1)
    rows = list(campaign.assignments.values_list("pk", flat=True))
    day = DUE + timedelta(days=9)
    steps.extend_all(campaign, rows, due_date=day, reason="bão", by=city["chairman"], at=later(hours=3), today=DAY)
    hear()
    assert Extension.objects.get(pk=asked.pk).status == Extension.Status.GRANTED
    assert heard(Kind.EXTENDED) == unit(city)
    told = heard(Kind.NEW_DATE)
    assert city["other_officer"].username in told
    assert city["officer"].username not in told
    assert set(Reminder.objects.filter(kind=Kind.NEW_DATE).values_list("day", flat=True)) == {day}


def test_whose_work_is_taken_up_again_by_the_issuer_hears_until_when_it_has_to_be_done(city: City) -> None:
    delivered(city)
    received(city)
    asked = steps.ask_suspension(of(city), reason="bão", by=city["officer"], at=later(hours=1))
    steps.agree_suspension(asked, note="", by=city["chairman"], at=later(hours=2), today=DAY)
    hear(3)
    assert heard(Kind.NEW_DATE) == {}
    resumed = DAY + timedelta(days=6)
    steps.resume(of(city), by=city["chairman"], at=at(resumed), today=resumed)
    clock.sweep_all(at=at(resumed, 10))
    assert heard(Kind.NEW_DATE) == unit(city)
    assert Reminder.objects.get(kind=Kind.NEW_DATE).day == of(city).due_date
    clock.sweep_all(at=at(resumed, 11))
    assert Reminder.objects.filter(kind=Kind.NEW_DATE).count() == 1


def test_work_without_a_last_day_that_is_taken_up_again_has_none_to_tell(city: City) -> None:
    delivered(city, draft(city, duty("Phổ biến tài liệu.", grouped(city.group()))))
    received(city)
    assert of(city).due_date is None
    asked = steps.ask_suspension(of(city), reason="bão", by=city["officer"], at=later(hours=1))
    steps.agree_suspension(asked, note="", by=city["chairman"], at=later(hours=2), today=DAY)
    hear(3)
    steps.resume(of(city), by=city["chairman"], at=later(hours=6), today=DAY)
    hear(7)
    assert heard(Kind.NEW_DATE) == {}
    assert not Sweep.objects.filter(failed_count__gt=0).exists()


def test_what_was_said_of_a_last_day_is_closed_when_there_is_another(city: City) -> None:
    delivered(city)
    campaign = of(city).campaign
    clock.sweep_all(at=at(DUE))
    rows = list(campaign.assignments.values_list("pk", flat=True))
    assert Notice.objects.filter(kind=Kind.TODAY, closed_at=None).exists()
    day = DUE + timedelta(days=9)
    steps.extend_all(campaign, rows, due_date=day, reason="bão", by=city["chairman"], at=at(DUE, 10), today=DUE)
    clock.sweep_all(at=at(DUE, 11))
    assert not Notice.objects.filter(kind=Kind.TODAY, closed_at=None).exists()
    assert Notice.objects.filter(kind=Kind.NEW_DATE, closed_at=None).exists()


def test_a_refusal_is_told_to_who_gave_the_work_and_follows_it_together_by_day(city: City) -> None:
    delivered(city, draft(city, *draft_for_districts(city).duties, monitor="BHXHHN"))
    hear(0)
    steps.refuse(of(city), reason="sai nơi nhận", by=city["officer"], at=later(hours=2.5))
    hear(3)
    told = heard(Kind.REFUSED)
    assert {city[name].username for name in ("city_officer", "drafter", "monitor")} <= set(told)
    assert set(told.values()) == {1}
    Notice.objects.update(read_at=later(hours=5))
    steps.refuse(of(city, "HK"), reason="sai nơi nhận", by=city["other_officer"], at=later(hours=6))
    hear(7)
    assert heard(Kind.REFUSED) == dict.fromkeys(told, 2)  # the same notice, unread again
    assert not Notice.objects.filter(kind=Kind.REFUSED, read_at__isnull=False).exists()
    steps.refuse(of(city, "TT"), reason="sai nơi nhận", by=city.person("TT"), at=later(days=1))
    hear(1, days=1)
    assert Notice.objects.filter(kind=Kind.REFUSED, person=city["drafter"]).count() == 2


def test_a_part_that_is_refused_is_told_to_its_giver_while_the_others_go_on(city: City) -> None:
    delivered(city)
    received(city)
    given_on(city, "KM", "TB")
    hear(0.5)
    steps.refuse(of(city, "KM"), reason="sai", by=city.person("KM"), at=later(hours=3))
    hear()
    told = heard(Kind.REFUSED)
    assert city["officer"].username in told
    assert city["drafter"].username not in told  # what was given further is for who gave it
    assert of(city).waits_for_children


def test_a_part_that_is_reported_is_told_to_its_giver_and_the_giver_when_it_is_woken(city: City) -> None:
    delivered(city)
    received(city)
    given_on(city, "KM")
    received(city, "KM")
    report = sent(city, "KM")
    hear(1.5)
    assert heard(Kind.SENT) == {city["officer"].username: 1}
    decided(city, report)
    hear(5)
    assert heard(Kind.WOKEN) == unit(city)
    given_on(city, "TB")
    received(city, "TB")
    decided(city, sent(city, "TB", at=later(hours=8)), hours=9)
    hear(10)
    assert Notice.objects.filter(kind=Kind.WOKEN, person=city["officer"]).count() == 2


def test_what_a_unit_asks_is_told_once_to_who_decides_and_the_answer_to_the_unit(city: City) -> None:
    delivered(city)
    hear(0)
    received(city)
    by = city["officer"]
    steps.ask_extension(of(city), proposed_date=DUE + timedelta(days=3), reason="x", by=by, at=later(hours=1), today=DAY)
    steps.raise_difficulty(of(city), text="Thiếu biểu mẫu.", by=by, at=later(hours=1), today=DAY)
    steps.ask_suspension(of(city), reason="x", by=by, at=later(hours=1))
    hear(2)
    assert heard(Kind.RAISED) == answerers(city)
    for kind in (Kind.WANTS_TIME, Kind.WANTS_REST):  # of these a head decides
        assert heard(kind) == {city["office_head"].username: 1}, kind
    about = [f"assignment__{name}" for name in LOADED]
    extension = Extension.objects.select_related(*about).get()
    rest = Suspension.objects.select_related(*about).get()
    word: dict[str, Any] = {"by": city["chairman"], "at": later(hours=5)}
    steps.grant_extension(extension, granted_date=None, note="", **word)
    steps.refuse_request(rest, note="cần ngay", **word)
    steps.answer_difficulty(Difficulty.objects.select_related(*about).get(), answer="Dùng mẫu 1.", publish=False, **word)
    hear(6)
    for kind in (Kind.EXTENDED, Kind.SUSPENDED, Kind.ANSWERED):
        assert heard(kind) == unit(city), kind


def test_a_difficulty_handed_up_is_told_there(city: City) -> None:
    delivered(city)
    hear(0)
    received(city)
    given_on(city, "KM")
    received(city, "KM")
    steps.raise_difficulty(of(city, "KM"), text="Thiếu mẫu.", by=city.person("KM"), at=later(hours=1), today=DAY)
    hear(2)
    assert heard(Kind.RAISED) == {city["officer"].username: 1}
    raised = Difficulty.objects.select_related("assignment__campaign", "assignment__parent").get()
    campaigns.forward_difficulty(raised, note="", by=city["officer"], at=later(hours=5), today=DAY)
    hear(6)
    assert heard(Kind.RAISED) == {city["officer"].username: 1} | answerers(city)


def test_after_ten_days_without_a_clock_what_still_holds_is_told_by_its_newest_stage(city: City) -> None:
    campaign = launched(city, duty("Rà soát danh sách", grouped(city.group()), deadline=DAY + timedelta(days=90)))
    before = AT - timedelta(hours=1)
    clock.sweep_all(at=before)  # the last good run lies before the issue
    by = city["officer"]
    work = city.assignment(campaign, "BD")
    campaigns.receive(work, by=by, at=later(hours=1))
    campaigns.ask_extension(work, proposed_date=DAY + timedelta(days=99), reason="x", by=by, at=later(hours=2), today=DAY)
    city.report(city.assignment(campaign, "HK"), kind="interim")
    ten = at(DAY + timedelta(days=10))
    clock.sweep_all(at=ten)
    clock.sweep_all(at=ten + timedelta(hours=1))
    said = Counter(Reminder.objects.filter(passed_over=False).values_list("kind", flat=True))
    assert said == {Kind.GIVEN: 1, Kind.EXTENSION: 1, Kind.INTERIM_WAITS: 1}  # not also that they were just asked


def test_a_report_for_a_period_is_in_the_queue_of_its_reviewer_until_it_is_decided(city: City) -> None:
    delivered(city, draft(city, duty("Báo cáo hằng tuần", grouped(city.group()), deadline_text="hằng tuần, trước thứ sáu")))
    received(city)
    due = ReportDue.objects.filter(assignment=of(city)).order_by("due_date")[0]
    report = sent(city, kind="interim", due=due)
    boss = city["chairman"]
    assert [row.unit.code for row in inbox.assignments(boss, "review", today=DAY)] == ["BD"]
    assert inbox.counts(boss, today=DAY)["review"] == 1
    assert sum(inbox.counts(boss, today=DAY).values()) == inbox.assignments(boss, today=DAY).count() == 1
    assert inbox.counts(city["officer"], today=DAY) == dict.fromkeys(inbox.QUEUES, 0) | {"doing": 1}  # the unit goes on
    page = signed_in(boss).get("/hop-viec/", {"hang": "review"}).content.decode()
    assert "Báo cáo hằng tuần" in page
    assert "Báo cáo tiến độ chờ duyệt" in page
    hear(2)
    assert heard(Kind.SENT) == answerers(city)
    for days in range(20):
        clock.sweep_all(at=at(DAY + timedelta(days=days), 15))
    waits = Reminder.objects.filter(kind=Kind.INTERIM_WAITS).order_by("step").values_list("step", flat=True)
    assert list(waits) == [7, 14]
    assert Notice.objects.filter(kind=Kind.INTERIM_WAITS, person=boss).exists()
    decided(city, report, hours=30)
    assert inbox.counts(boss, today=DAY)["review"] == 0
    assert ReportDue.objects.get(pk=due.pk).status == ReportDue.Status.ACCEPTED


def test_who_steers_a_thousand_units_has_one_notice_of_a_kind_and_campaign_a_day(city: City) -> None:
    campaign: Campaign = launched(city, duty("Rà soát", grouped(city.group()), deadline=date(2021, 12, 31)))
    for hour, code in enumerate(("BD", "HK", "TT")):
        city.report(city.assignment(campaign, code), kind="interim", at=later(hours=hour))
        clock.sweep_all(at=later(hours=hour, minutes=10))
    assert heard(Kind.SENT) == answerers(city, 3)


def test_what_is_recalled_later_the_same_day_is_counted_in_and_read_anew(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=2))
    campaign = of(city).campaign
    hear(0)
    rows = list(campaign.assignments.filter(unit=city.units["BD"]).order_by("pk").values_list("pk", flat=True))
    for hour, pk in zip((3, 6), rows, strict=True):
        steps.recall_all(campaign, [pk], reason="giao nhầm", by=city["chairman"], at=later(hours=hour))
        hear(hour)
        told = Notice.objects.get(person=city["officer"], kind=Kind.RECALLED)
        assert told.read_at is None
        Notice.objects.filter(pk=told.pk).update(read_at=later(hours=hour + 1))
    assert told.count == 2


def test_a_remark_is_told_to_the_other_side(city: City) -> None:
    delivered(city)
    steps.remark(of(city), text="Cần thêm số liệu.", by=city["officer"], at=later(hours=1))
    hear(2)
    assert heard(Kind.REMARKED).keys() >= {city["office_head"].username}
    assert city["officer"].username not in heard(Kind.REMARKED)
    steps.remark(of(city), text="Số liệu đã gửi.", by=city["chairman"], at=later(hours=3))
    hear(4)
    assert heard(Kind.REMARKED)[city["officer"].username] == 1


def test_the_first_look_of_a_sweep_tells_nothing_old_and_every_later_one_what_is_new(city: City) -> None:
    """As after an upgrade: what units have refused, asked and said for years is no news."""
    delivered(city, draft_for_districts(city, tasks=2))
    for code in ("BD", "HK"):
        received(city, code)
        steps.raise_difficulty(of(city, code), text="Thiếu biểu mẫu.", by=city.person(code), at=later(hours=1), today=DAY)
        second = Assignment.objects.select_related(*LOADED).filter(unit=city.units[code]).latest("pk")
        steps.refuse(second, reason="Không có đối tượng.", by=city.person(code), at=later(hours=1))
        steps.remark(of(city, code), text="Xin mẫu biểu.", by=city.person(code), at=later(hours=1))
    campaign = of(city).campaign
    rows = list(campaign.assignments.filter(unit=city.units["TT"]).values_list("pk", flat=True)[:1])
    steps.recall_all(campaign, rows, reason="giao nhầm", by=city["chairman"], at=later(hours=3))
    hear(days=300)
    for kind in (Kind.RAISED, Kind.REFUSED, Kind.REMARKED, Kind.RECALLED, Kind.GIVEN):
        assert heard(kind) == {}, kind
    work = of(city, "TT")
    left = campaign.assignments.select_related(*LOADED).get(unit=work.unit, status=Assignment.Status.ISSUED)
    steps.refuse(left, reason="Không có đối tượng.", by=city.person("TT"), at=later(days=301))
    hear(days=301, hours=1)
    assert heard(Kind.REFUSED).items() >= answerers(city).items()
    assert Reminder.objects.filter(kind=Kind.REFUSED, passed_over=False).count() == 1


def test_an_answer_for_all_is_told_to_every_unit_with_the_task_once_however_often_it_was_asked(city: City) -> None:
    delivered(city)
    hear(0)
    for code in ("BD", "HK"):
        received(city, code)
        steps.raise_difficulty(of(city, code), text="Thiếu biểu mẫu.", by=city.person(code), at=later(hours=1), today=DAY)
    other = city.person("TT")
    first = Difficulty.objects.select_related(*(f"assignment__{name}" for name in LOADED)).order_by("pk")[0]
    steps.answer_difficulty(first, answer="Dùng mẫu 1.", publish=False, by=city["chairman"], at=later(hours=3))
    hear(4)
    assert heard(Kind.PUBLISHED) == {}
    steps.publish_answer(first, by=city["chairman"], at=later(hours=7))
    hear(8)
    assert heard(Kind.PUBLISHED) == {other.username: 1}, "who asked has had the answer"
    notice = Notice.objects.get(kind=Kind.PUBLISHED)
    assert notice.path == f"/viec/{of(city, 'TT').pk}/"


def test_work_at_rest_is_spoken_of_every_thirty_days_while_it_rests(city: City) -> None:
    delivered(city)
    received(city)
    steps.ask_suspension(of(city), reason="Chờ hướng dẫn.", by=city["officer"], at=later(hours=1))
    rest = Suspension.objects.select_related(*(f"assignment__{name}" for name in LOADED)).get()
    steps.agree_suspension(rest, note="", by=city["chairman"], at=later(hours=2), today=DAY)
    for days in (1, 29, 30, 31, 59, 60, 95):
        clock.sweep_all(at=at(DAY + timedelta(days=days)))
    assert list(Reminder.objects.filter(kind=Kind.RESTS).order_by("step").values_list("step", "day")) == [(30, DAY), (60, DAY), (90, DAY)]
    page = f"/viec/{of(city).pk}/"
    for person in (city["officer"], city["office_head"], city["drafter"]):
        mine = Notice.objects.filter(kind=Kind.RESTS, person=person)
        assert [(one.path, one.closed_at) for one in mine.filter(step=90)] == [(page, None)], person
        assert mine.count() == 3
    steps.resume(of(city), by=city["officer"], at=at(DAY + timedelta(days=96)), today=DAY + timedelta(days=96))
    clock.sweep_all(at=at(DAY + timedelta(days=97)))
    assert not Notice.objects.filter(kind=Kind.RESTS, closed_at=None).exists()
    assert "Chờ hướng dẫn." in signed_in(city["office_head"]).get(page).content.decode()
