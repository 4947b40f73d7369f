"""Both sides hear of work that has moved: who goes on with it, whose it was, who gave it; once each, however much it is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Report
from org_hierarchy.models import OrgUnit, Post
from org_hierarchy.services import Merge, Share, Split
from workflows import clock, steps
from workflows.clock import SWEEPS
from workflows.models import Notice, Reminder

from .city import AT, DAY, DUE, City, at, delivered, draft_for_districts, signed_in
from .succession import CLOCK, DECIDED, NOW, areas, launched_campaign, move, reorganise, with_wards

pytestmark = pytest.mark.django_db

Kind = Reminder.Kind

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


def told(person: object, **wanted: object) -> list[tuple[str, int, str]]:
    """What one person was told of moved work: kind, how many, of what."""
    rows = Notice.objects.filter(person=person, kind__in=[Kind.MOVED, Kind.HANDED_ON], **wanted).order_by("pk")
    return list(rows.values_list("kind", "count", "note"))


def the_clock_tells(*, minute: int = 0) -> None:
    clock.run("moved", SWEEPS["moved"], at=CLOCK + timedelta(minutes=minute))


def test_whoever_takes_the_work_over_is_told_once_for_all_of_a_campaign(city: City, campaign: Campaign) -> None:
    officer = city.person("P1")
    reorganise(city, Merge(("HK", "TT"), "P1"))
    move()
    of_work = told(officer, title=campaign.name)
    assert [(kind, count) for kind, count, _ in of_work] == [(Kind.MOVED, 4)]
    assert "1 đơn vị khác" in of_work[0][2]
    notice = Notice.objects.get(person=officer, title=campaign.name)
    assert notice.path == f"/dot/{campaign.pk}/"
    assert signed_in(officer).get(notice.path).status_code == 200
    reminded = Reminder.objects.filter(kind=Kind.MOVED)
    assert {(row.unit.code, row.assignment.unit.code) for row in reminded} == {("P1", "P1")}
    assert reminded.count() == 4


def test_whoever_held_the_last_posts_of_the_unit_is_told_who_goes_on(city: City, campaign: Campaign) -> None:
    gone = city.person("HK", Post.Role.OFFICER, 2)
    gone.is_active = False
    gone.save()
    reorganise(city, Merge(("HK",), "P1"))
    move()
    for person in (city["other_officer"], city["other_clerk"]):
        ((kind, count, note),) = told(person)
        assert (kind, count) == (Kind.HANDED_ON, 3)  # two pieces of work and the copy of the document
        assert city.units["P1"].name in note
    assert told(gone) == told(city["officer"]) == []


def test_who_gave_the_work_is_told_once_for_a_campaign_however_many_moved(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"), Merge(("TT",), "P2"))
    move()
    assert told(city["city_officer"]) == []  # together, when all of it has moved
    the_clock_tells()
    ((kind, count, note),) = told(city["city_officer"])
    assert (kind, count) == (Kind.HANDED_ON, 4)
    assert note == "Từ 2 đơn vị đã sắp xếp sang 2 đơn vị kế thừa."
    assert told(city["drafter"]) == [(kind, count, note)]
    the_clock_tells(minute=7)
    assert len(told(city["city_officer"])) == 1


def test_one_unit_is_named_with_the_one_that_goes_on(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    move()
    the_clock_tells()
    ((_, count, note),) = told(city["city_officer"])
    assert (count, note) == (2, f"Từ {city.units['HK'].name} sang {city.units['P1'].name}.")


def test_nobody_above_is_told_while_a_job_still_moves_the_rest(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    move()
    reorganise(city, Merge(("TT",), "P2"), day=DECIDED + timedelta(days=1))
    assert steps.order_moves(at=CLOCK) is not None  # queued, and not done
    the_clock_tells()
    assert told(city["city_officer"]) == []
    assert Reminder.objects.filter(kind=Kind.MOVED, sweep=None).count() == 2


def test_who_says_himself_where_the_work_goes_is_not_told_and_his_colleagues_are(city: City, campaign: Campaign) -> None:
    reorganise(city, Split("BD", (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",))), ends=True))
    unit = OrgUnit.objects.get(code="BD")
    chief = city["office_head"]
    steps.hand_on(campaign, unit, to=city.units["P2"], by=chief, at=NOW, today=DECIDED)
    assert [count for _, count, _ in told(city.person("P2"))] == []  # came after
    the_clock_tells()
    assert told(chief) == []
    assert [count for _, count, _ in told(city["drafter"])] == [2]
    assert [kind for kind, _, _ in told(city["officer"])] == [Kind.HANDED_ON]


def test_the_same_work_that_moves_twice_on_one_day_is_told_twice(city: City, campaign: Campaign) -> None:
    officer, other = city.person("P1"), city.person("P2")
    reorganise(city, Merge(("HK",), "P1"))
    move()
    reorganise(city, Merge(("P1",), "P2"), day=DECIDED + timedelta(days=1))
    move()
    assert [count for kind, count, _ in told(officer, title=campaign.name) if kind == Kind.MOVED] == [2]
    assert [count for kind, count, _ in told(other, title=campaign.name) if kind == Kind.MOVED] == [2]
    rows = Reminder.objects.filter(kind=Kind.MOVED, subject_id=Assignment.objects.get(unit__code="P2", task__position=0).pk)
    assert list(rows.values_list("day", flat=True)) == [timezone.localdate()] * 2


def test_the_heir_of_an_issuer_is_told_what_it_leads_from_now_on(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HN",), "HP"))
    move()
    rows = told(city["stranger"], title=campaign.name)
    assert [(kind, count) for kind, count, _ in rows] == [(Kind.MOVED, 1)]
    assert rows[0][2].startswith("Chủ trì")
    assert Kind.HANDED_ON in {kind for kind, _, _ in told(city["chairman"])}


def test_the_page_of_the_work_says_that_it_was_told(city: City, campaign: Campaign) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    officer = city.person("P1")
    move()
    page = signed_in(officer).get(Assignment.objects.get(unit__code="P1", task__position=0).get_absolute_url()).content.decode()
    assert "Việc chuyển đến" in page
    assert f"Từ {city.units['HK'].name}" in page
    listed = signed_in(officer).get("/thong-bao/").content.decode()
    assert "Việc chuyển đến (2 việc)" in listed


def test_a_campaign_that_is_done_opened_again_and_done_on_one_day_is_told_twice(city: City) -> None:
    campaign = Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))
    for code in ("BD", "HK", "TT"):
        city.accept(city.report(city.assignment(campaign, code)))
    run = SWEEPS["done"]
    clock.run("done", run, at=at(DAY, 13))
    clock.run("done", run, at=at(DAY, 14))
    assert Notice.objects.filter(kind=Kind.ALL_DONE, person=city["office_head"]).count() == 1
    clock.mend(at=AT)
    assignment = city.assignment(campaign, "HK")
    steps.reopen(assignment, reason="Số liệu sai.", new_due_date=DUE, by=city["office_head"], at=at(DAY, 15), today=DAY)
    clock.run("done", run, at=at(DAY, 15))
    steps.report(assignment, kind="final", text="Sửa xong.", by=city["other_officer"], at=at(DAY, 16), today=DAY)
    steps.review(Report.objects.latest("pk"), accept=True, note="", by=city["chairman"], at=at(DAY, 17))
    clock.run("done", run, at=at(DAY, 18))
    clock.run("done", run, at=at(DAY, 19))
    assert Notice.objects.filter(kind=Kind.ALL_DONE, person=city["office_head"]).count() == 2
