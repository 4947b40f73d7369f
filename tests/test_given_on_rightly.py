"""Work is never given on to whom its unit answers to, and never with a day that has passed already."""

from datetime import timedelta

import pytest

from campaigns import delegation
from campaigns.models import Assignment
from campaigns.services import Part
from directives.models import Recipient
from workflows import steps

from .city import AT, DAY, DUE, City, copy_of, delivered, draft, draft_for_districts, duty, grouped, later, named, refused

pytestmark = pytest.mark.django_db
LATE = (DUE - DAY).days + 1


def of(city: City, code: str) -> Assignment:
    return Assignment.objects.select_related("campaign__directive", "campaign__issuer", "unit", "task").get(unit=city.units[code])


def taken_in(city: City, code: str) -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def give_on(city: City, mine: Assignment, *codes: str, days: int = 0) -> list[int]:
    parts = [Part(city.units[code].pk) for code in codes]
    by = city.person(mine.unit.code)
    return steps.delegate(mine, parts=parts, by=by, at=later(days=days, hours=1), today=DAY + timedelta(days=days))


@pytest.fixture
def other_line(city: City) -> Assignment:
    """The city's social insurance, asked by the committee to act with the committees of the districts: its area is the issuer's own."""
    task = duty("Rà soát.", named(city.units["BHXHHN"]), grouped(city.group(), "coordinating"))
    delivered(city, draft(city, task))
    return taken_in(city, "BHXHHN")


def test_the_other_line_gives_nothing_on_to_the_issuer(city: City, other_line: Assignment) -> None:
    offered = delegation.offered_to(other_line, on=DAY)
    assert city.units["BD"] in offered
    assert city.units["HN"] not in offered
    refused("not_offered", lambda: give_on(city, other_line, "HN"))
    refused("not_offered", lambda: give_on(city, other_line, "BD", "HN"))
    assert not Assignment.objects.filter(parent=other_line).exists()


def test_nor_to_who_stands_above_the_issuer(city: City, other_line: Assignment) -> None:
    other_line.campaign.issuer = city.units["BD"]
    other_line.campaign.save()
    assert city.units["BD"].parent == city.units["HN"]
    offered = delegation.offered_to(of(city, "BHXHHN"), on=DAY)
    assert not {city.units["HN"], city.units["BD"]} & set(offered)
    assert city.units["HK"] in offered


def test_nor_to_who_reviews_it(city: City, other_line: Assignment) -> None:
    Assignment.objects.filter(pk=other_line.pk).update(reviewer=city.units["HK"])
    mine = of(city, "BHXHHN")
    assert city.units["HK"] not in delegation.offered_to(mine, on=DAY)
    refused("not_offered", lambda: give_on(city, mine, "HK"))


def test_work_whose_day_has_passed_is_given_on_only_with_a_new_day(city: City) -> None:
    delivered(city, draft_for_districts(city))
    mine = taken_in(city, "BD")
    words = refused("own_passed", lambda: give_on(city, mine, "KM", days=LATE))
    assert "hãy đề nghị cơ quan giao việc gia hạn trước" in str(words)
    parts = [Part(city.units["KM"].pk)]
    at, today = later(days=LATE), DAY + timedelta(days=LATE)
    refused("own_passed", lambda: steps.delegate(mine, parts=parts, due_date=DUE, by=city["officer"], at=at, today=today))
    assert not Assignment.objects.filter(parent=mine).exists()
    Assignment.objects.filter(pk=mine.pk).update(due_date=DUE + timedelta(days=30))
    assert len(give_on(city, mine, "KM", days=LATE)) == 1


def test_on_its_last_day_work_is_still_given_on(city: City) -> None:
    delivered(city, draft_for_districts(city))
    (child,) = give_on(city, taken_in(city, "BD"), "KM", days=LATE - 1)
    assert Assignment.objects.get(pk=child).due_date == DUE


def test_refused_work_whose_day_has_passed_is_given_again_until_a_new_one(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    copy = copy_of(directive, city.units["BD"])
    steps.refuse_document(copy, reason="Nhầm.", by=city["clerk"], at=AT)
    open_still = Assignment.objects.filter(unit=copy.unit).order_by("pk").last()
    assert open_still is not None
    Assignment.objects.filter(pk=open_still.pk).update(due_date=DUE + timedelta(days=60))
    at = later(days=LATE)
    refused("date_required", lambda: steps.send_copy_again(copy, by=city["city_clerk"], at=at))
    refused("date_passed", lambda: steps.send_copy_again(copy, due_date=DUE, by=city["city_clerk"], at=at))
    assert Recipient.objects.get(pk=copy.pk).status == Recipient.Status.REFUSED
    new_day = DUE + timedelta(days=10)
    assert steps.send_copy_again(copy, due_date=new_day, by=city["city_clerk"], at=at) == 2
    days = dict(Assignment.objects.filter(unit=copy.unit).values_list("pk", "due_date"))
    assert days.pop(open_still.pk) == DUE + timedelta(days=60), "what is not late keeps its day"
    assert list(days.values()) == [new_day]
