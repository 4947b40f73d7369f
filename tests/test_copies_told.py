"""A document that gives a unit no work is in no list of work: its clerk is told that it came, finds it in the inbox, and is told again
while nobody takes it in."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from campaigns import receipts
from directives.models import Directive, Recipient
from org_hierarchy.models import Post
from workflows import clock, inbox, steps
from workflows.models import Notice, Reminder

from .city import AT, DAY, City, copy_of, delivered, draft, signed_in

pytestmark = pytest.mark.django_db
Kind = Reminder.Kind


@pytest.fixture
def came(city: City) -> Recipient:
    """To BHXH Việt Nam, for report: no duty names it."""
    city.person("BHXHVN", Post.Role.CLERK)
    directive = delivered(city, draft(city))
    return copy_of(directive, city.units["BHXHVN"])


def look(at: datetime) -> None:
    for name in ("copies", "late_copies"):
        clock.run(name, clock.SWEEPS[name], at=at)


def told(copy: Recipient) -> list[tuple[str, int, bool]]:
    rows = Notice.objects.filter(key__startswith="copy:", subject_id=copy.pk).order_by("pk")
    return [(row.kind, row.step, row.closed_at is not None) for row in rows]


def test_who_takes_in_what_comes_is_told_at_once_and_then_when_its_day_has_passed(city: City, came: Recipient) -> None:
    look(AT + timedelta(minutes=1))
    look(AT + timedelta(minutes=2))
    assert told(came) == [(Kind.ARRIVED, 0, False)]
    notice = Notice.objects.get(key__startswith="copy:", subject_id=came.pk)
    assert came.directive.designation in notice.title
    assert notice.path == came.directive.get_absolute_url()
    look(AT + timedelta(days=1))
    assert told(came) == [(Kind.ARRIVED, 0, False)]
    for days in (4, 5):
        look(AT + timedelta(days=days))
    assert [row[:2] for row in told(came)] == [(Kind.ARRIVED, 0), (Kind.OVERDUE, 0)]
    look(AT + timedelta(days=14))
    assert told(came)[-1] == (Kind.OVERDUE, 7, False)


def test_idle_looks_that_the_clock_forgets_hide_no_copy_that_becomes_late(city: City, came: Recipient) -> None:
    """As the beat goes: many idle looks between the arrival and the last day, of which the clock keeps those of a day."""
    for hours in range(1, 24 * 12, 6):
        look(AT + timedelta(hours=hours))
        clock.run("forget", clock.SWEEPS["forget"], at=AT + timedelta(hours=hours))
    assert [row[:2] for row in told(came)] == [(Kind.ARRIVED, 0), (Kind.OVERDUE, 0), (Kind.OVERDUE, 7)]


def test_what_is_taken_in_is_told_no_more(city: City, came: Recipient) -> None:
    look(AT + timedelta(minutes=1))
    person = Notice.objects.get(key__startswith="copy:", subject_id=came.pk).person
    steps.receive(came, by=person, at=AT + timedelta(hours=1), today=DAY)
    look(AT + timedelta(days=20))
    assert told(came) == [(Kind.ARRIVED, 0, True)]


def test_of_what_was_sent_before_the_clock_first_looked_nobody_is_told(city: City, came: Recipient) -> None:
    look(AT + timedelta(days=30))
    look(AT + timedelta(days=40))
    assert told(came) == []


def test_a_copy_with_work_is_left_to_the_lists_of_work(city: City, came: Recipient) -> None:
    with_work = copy_of(came.directive, city.units["SYT"])
    assert with_work not in receipts.not_taken_in()
    assert came in receipts.not_taken_in()
    Directive.objects.filter(pk=came.directive_id).update(status=Directive.Status.RECALLED)
    assert not receipts.not_taken_in().exists()


def test_it_stands_in_the_inbox_and_in_a_list_of_its_own_until_it_is_taken_in(city: City, came: Recipient) -> None:
    look(AT + timedelta(minutes=1))
    person = Notice.objects.get(key__startswith="copy:", subject_id=came.pk).person
    assert list(inbox.not_taken_in(person)) == [came]
    client = signed_in(person)
    shown = client.get(reverse("workflows:inbox")).content.decode()
    assert "Văn bản chưa tiếp nhận" in shown
    assert came.directive.designation in shown
    assert came.directive.designation in client.get("/van-ban/?hop=chua-nhan").content.decode()
    steps.receive(came, by=person, at=AT, today=DAY)
    assert "Văn bản chưa tiếp nhận" not in client.get(reverse("workflows:inbox")).content.decode()
    assert came.directive.designation not in client.get("/van-ban/?hop=chua-nhan").content.decode()
    assert came.directive.designation in client.get("/van-ban/?hop=den").content.decode()
