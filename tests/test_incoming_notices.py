"""Whoever has a document that came before them hears of it, of the last day of its step, and when that has passed."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives.models import IncomingDocument
from org_hierarchy.models import Person
from workflows import clock, steps
from workflows.models import Delivery, Notice, Sweep

from .city import AT, DAY, City, at, later
from .test_incoming import FACTS, close, directed, entered, in_work, leader, presented

pytestmark = pytest.mark.django_db


def sweep(name: str, moment: datetime) -> Sweep:
    ran = clock.run(name, clock.SWEEPS[name], at=moment)
    assert not ran.error, ran.error
    return ran


def told(found: IncomingDocument, *, only_open: bool = True) -> list[tuple[str, str]]:
    rows = Notice.objects.filter(subject_id=found.pk, key__startswith="incoming:").order_by("pk").select_related("person")
    return [(row.kind, row.person.username) for row in (rows.filter(closed_at=None) if only_open else rows)]


def test_each_who_gets_it_before_them_is_told_once(city: City) -> None:
    found = presented(city)
    sweep("arrivals", later(minutes=1))
    sweep("arrivals", later(minutes=2))
    assert told(found) == [("arrived", leader(city).username)]
    notice = Notice.objects.get(subject_id=found.pk)
    assert (notice.path, notice.title) == (f"/van-ban-den/{found.pk}/", f"Văn bản đến số {found.entry.number}: {found.subject}")  # type: ignore[union-attr]
    steps.direct_document(
        found, lead_unit=city.units["BD"], handler=city["officer"], partners=[], due_date=None, no_limit=True, opinion="", by=leader(city),
        at=later(hours=1), today=DAY,
    )  # fmt: skip
    sweep("arrivals", later(hours=1, minutes=1))
    assert told(found) == [("arrived", city["officer"].username)], "what is over is told no more"
    close(found, city["officer"])
    sweep("arrivals", later(hours=4))
    assert told(found) == []


def test_who_entered_it_is_not_told_to_present_it_and_the_other_clerk_is(city: City) -> None:
    found = entered(city)
    sweep("arrivals", later(minutes=1))
    assert told(found) == [("arrived", city["second_clerk"].username)]


def test_whoever_gives_it_out_in_the_unit_that_leads_is_told(city: City) -> None:
    head = city.person("KM", "head")
    found = directed(city)
    sweep("arrivals", later(hours=2))
    assert ("arrived", head.username) in told(found)


def test_a_document_that_is_handed_back_is_told_anew(city: City) -> None:
    found = in_work(city)
    sweep("arrivals", later(hours=2))
    steps.hand_document_back(found, reason="Không thuộc nhiệm vụ của tôi.", by=city["officer"], at=later(hours=3))
    sweep("arrivals", later(hours=3, minutes=1))
    assert told(found) == [("arrived", leader(city).username)]


@pytest.mark.parametrize(
    ("urgency", "last_day"),
    [("", date(2021, 3, 19)), ("khan", DAY)],  # a Friday; urgent ones on their day
)
def test_the_last_day_of_a_step_is_told_and_that_it_has_passed(city: City, urgency: str, last_day: date) -> None:
    found = presented(city, urgency=urgency)
    by = leader(city).username
    sweep("late_arrivals", at(DAY, 17))
    assert told(found) == [], "who was told of it today knows"
    sweep("late_arrivals", at(date(2021, 3, 19), 8))
    assert told(found) == [("today" if last_day > DAY else "overdue", by)]
    sweep("late_arrivals", at(date(2021, 3, 20), 8))
    assert told(found).count(("overdue", by)) == 1
    sweep("late_arrivals", at(last_day + timedelta(days=6), 8))
    assert told(found).count(("overdue", by)) == 1
    sweep("late_arrivals", at(last_day + timedelta(days=7), 8))
    assert told(found).count(("overdue", by)) == 2, "every week anew"


def test_work_is_told_of_on_the_day_that_the_leader_named(city: City) -> None:
    found = in_work(city)
    assert found.due_date == date(2021, 3, 31)
    for day, kinds in (
        (date(2021, 3, 30), ["soon"]),
        (date(2021, 3, 31), ["soon", "today"]),
        (date(2021, 4, 1), ["soon", "today", "overdue"]),
    ):
        sweep("late_arrivals", at(day, 8))
        assert [kind for kind, _ in told(found)] == kinds


def test_one_not_entered_yet_is_late_for_every_clerk(city: City) -> None:
    found = steps.receive_document(city.units["BD"], facts=FACTS, source=None, by=city["clerk"], at=AT)
    sweep("arrivals", later(minutes=1))
    assert told(found) == []
    sweep("late_arrivals", at(date(2021, 3, 22), 8))
    assert set(told(found)) == {("overdue", city["clerk"].username), ("overdue", city["second_clerk"].username)}


def test_it_leaves_by_mail_and_what_is_done_before_is_not_sent(city: City, settings: Any) -> None:
    settings.EMAIL_HOST = "127.0.0.1"
    found = presented(city)
    Person.objects.filter(pk=leader(city).pk).update(email="chutich@example.vn")
    sweep("arrivals", later(minutes=1))
    letter = Delivery.objects.get(notice__subject_id=found.pk)
    assert (letter.channel, letter.status) == ("email", "waiting")
    steps.file_document(found, opinion="", by=leader(city), at=later(minutes=2))
    sweep("arrivals", later(minutes=3))
    letter.refresh_from_db()
    assert letter.status == "skipped"


def test_many_cost_as_few_queries_as_one(city: City) -> None:
    def cost(moment: datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            sweep("arrivals", moment)
        return len(queries)

    presented(city)
    few = cost(later(minutes=1))
    for _ in range(20):
        presented(city)
    assert cost(later(minutes=2)) <= few + 1
