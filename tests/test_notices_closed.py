"""What many were told of together is closed when nothing of it is open any more, and comes back when something new of the day does."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaigns.models import Campaign, Difficulty, Extension, Suspension
from org_hierarchy.models import Person
from workflows import clock, steps
from workflows.models import Delivery, Notice, Reminder

from .city import DAY, DUE, City, at, delivered, draft, draft_for_districts, duty, grouped, later, named
from .test_news import LOADED, decided, of, received, sent

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind
ABOUT = [f"assignment__{name}" for name in LOADED]


def hear(moment: datetime, *names: str) -> None:
    for name in (*names, "close_together"):
        ran = clock.run(name, clock.SWEEPS[name], at=moment + timedelta(minutes=30))
        assert not ran.error, ran.error


def still_told(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind, closed_at=None).values_list("person__username", flat=True))


def test_new_work_is_closed_for_a_unit_when_it_has_received_it(city: City, settings: Any) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    Person.objects.filter(pk=city["officer"].pk).update(email="canbo@example.vn")
    delivered(city, draft_for_districts(city, tasks=2))
    hear(later(hours=0), "given")
    letter = Delivery.objects.get(person=city["officer"])
    assert letter.status == "waiting"
    hear(later(hours=1), "given")
    assert city["officer"].username in still_told(Kind.GIVEN)
    received(city)
    hear(later(hours=2), "given")
    assert city["officer"].username not in still_told(Kind.GIVEN)
    assert city["other_officer"].username in still_told(Kind.GIVEN)
    letter.refresh_from_db()
    assert letter.status == "skipped"


def test_new_work_of_the_afternoon_is_counted_without_what_was_received_in_the_morning(city: City) -> None:
    campaign = campaign_of_two(city)
    mine = Notice.objects.filter(kind=Kind.GIVEN, person=city["officer"])
    assert [told.count for told in mine] == [2]
    received(city)
    hear(later(hours=1), "given")
    assert not mine.filter(closed_at=None).exists()
    give_more(city, campaign, hours=2)
    hear(later(hours=2), "given")
    [again] = mine.all()
    assert (again.count, again.closed_at) == (1, None)
    assert Notice.objects.get(kind=Kind.GIVEN, person=city["other_officer"]).count == 3


def test_new_work_is_counted_with_what_still_waits_and_is_unread_again(city: City) -> None:
    campaign = campaign_of_two(city)
    mine = Notice.objects.filter(kind=Kind.GIVEN, person=city["officer"])
    mine.update(read_at=later(hours=1))
    give_more(city, campaign, hours=2)
    hear(later(hours=2), "given")
    [again] = mine.all()
    assert (again.count, again.read_at) == (3, None)


def campaign_of_two(city: City) -> Campaign:
    """Two tasks for every district, told of; a third for Hoàn Kiếm alone, told too."""
    everybody, one = grouped(city.group()), named(city.units["HK"])
    delivered(city, draft(city, duty("Rà soát.", everybody), duty("Báo cáo.", everybody), duty("Niêm yết.", one)))
    hear(later(hours=0), "given")
    return of(city).campaign


def give_more(city: City, campaign: Campaign, *, hours: int) -> None:
    task = campaign.tasks.get(content="Niêm yết.")
    about: dict[str, Any] = {"due_date": DUE, "reason": "bổ sung", "by": city["chairman"], "at": later(hours=hours), "today": DAY}
    steps.add_units(campaign, units=[city.units["BD"]], tasks=[task], **about)


def test_a_report_that_was_decided_is_told_no_more_and_the_next_one_opens_it_again(city: City) -> None:
    delivered(city)
    reports = [sent(city, code) for code in ("BD", "HK") if received(city, code)]
    hear(later(hours=1), "sent")
    decided(city, reports[0])
    hear(later(hours=2), "sent")
    assert city["city_officer"].username in still_told(Kind.SENT)
    decided(city, reports[1])
    hear(later(hours=3), "sent")
    assert still_told(Kind.SENT) == set()
    received(city, "TT")
    sent(city, "TT", at=later(hours=4))
    hear(later(hours=4), "sent")
    assert Notice.objects.get(kind=Kind.SENT, person=city["city_officer"]).count == 3
    assert city["city_officer"].username in still_told(Kind.SENT)


def test_what_was_asked_is_closed_with_its_answer(city: City) -> None:
    delivered(city)
    received(city)
    by = city["officer"]
    sweeps = ("raised", "wants_time", "wants_rest")
    hear(later(hours=0), *sweeps)
    steps.ask_extension(of(city), proposed_date=DUE + timedelta(days=3), reason="x", by=by, at=later(hours=1), today=DAY)
    steps.raise_difficulty(of(city), text="Thiếu biểu mẫu.", by=by, at=later(hours=1), today=DAY)
    steps.ask_suspension(of(city), reason="x", by=by, at=later(hours=1))
    hear(later(hours=1), *sweeps)
    kinds = (Kind.WANTS_TIME, Kind.WANTS_REST, Kind.RAISED)
    assert all(still_told(kind) for kind in kinds)
    word: dict[str, Any] = {"by": city["chairman"], "at": later(hours=2)}
    steps.refuse_request(Extension.objects.select_related(*ABOUT).get(), note="cần ngay", **word)
    steps.refuse_request(Suspension.objects.select_related(*ABOUT).get(), note="cần ngay", **word)
    steps.answer_difficulty(Difficulty.objects.select_related(*ABOUT).get(), answer="Dùng mẫu 1.", publish=False, **word)
    hear(later(hours=2), *sweeps)
    assert not any(still_told(kind) for kind in kinds)


def test_what_those_above_were_told_is_closed_when_the_last_unit_has_reported(city: City) -> None:
    delivered(city)
    for code in ("BD", "HK", "TT"):
        received(city, code)
    late = DUE + timedelta(days=8)
    hear(at(late), "work")
    assert {city["drafter"].username, city["chairman"].username} <= still_told(Kind.OVERDUE)
    for code in ("BD", "HK"):
        sent(city, code, at=at(late, 10))
    hear(at(late, 11), "close")
    assert city["drafter"].username in still_told(Kind.OVERDUE)
    sent(city, "TT", at=at(late, 12))
    hear(at(late, 13), "close")
    assert still_told(Kind.OVERDUE) == set()


def test_a_day_of_review_is_told_no_more_once_somebody_has_looked(city: City) -> None:
    delivered(city, draft(city, duty("Phổ biến tài liệu.", grouped(city.group()))))
    received(city)
    task, day = of(city).task, of(city).review_date
    assert day is not None
    hear(at(day), "reviews")
    assert {city["officer"].username, city["city_officer"].username} <= still_told(Kind.REVIEW)
    hear(at(day, 10), "close")
    assert {city["officer"].username, city["city_officer"].username} <= still_told(Kind.REVIEW)
    steps.look_again(task, next_date=day + timedelta(days=20), due_date=None, note="", by=city["chairman"], at=at(day, 11), today=day)
    hear(at(day, 12), "close")
    assert still_told(Kind.REVIEW) == set()


def test_a_concluded_campaign_closes_what_was_told_of_it(city: City) -> None:
    directive = delivered(city)
    hear(later(hours=0), "refused", "remarked")
    steps.refuse(of(city), reason="sai nơi nhận", by=city["officer"], at=later(hours=1))
    steps.remark(of(city, "HK"), text="Cần thêm số liệu.", by=city["other_officer"], at=later(hours=1))
    hear(later(hours=2), "refused", "remarked", "given")
    assert Notice.objects.filter(campaign__isnull=False).values("kind").distinct().count() == 3
    steps.conclude(directive, by=city["chairman"], at=later(hours=3), today=DAY)
    hear(later(hours=4))
    assert not Notice.objects.filter(campaign__isnull=False, closed_at=None).exists()
