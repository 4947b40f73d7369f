"""Where no one unit alone continues another, the issuer says for its campaign who goes on, and nothing is guessed."""

import pytest

from campaigns.models import Campaign
from campaigns.services import succession
from org_hierarchy.models import OrgUnit
from org_hierarchy.services import Abolish, Merge, Share, Split
from workflows import steps

from .city import City, committee, delivered, draft_for_districts, refused, signed_in
from .succession import DECIDED, NOW, Status, areas, assert_whole, launched_campaign, move, reorganise, standing, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


def test_of_a_unit_that_was_split_the_issuer_says_who_goes_on_and_nothing_is_guessed(city: City, campaign: Campaign) -> None:
    shares = (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",)))
    reorganise(city, Split("BD", shares, ends=True))
    assert move() is None
    unit = OrgUnit.objects.get(code="BD")
    (waiting,) = succession.stranded(campaign, today=DECIDED)
    assert {heir.code for heir in waiting.heirs} == {"P1", "P2"}
    assert waiting.count == 2
    hand_on = {"by": city["chairman"], "at": NOW, "today": DECIDED}
    other = {**hand_on, "by": city.person("P1")}
    refused("not_heir", lambda: steps.hand_on(campaign, unit, to=city.units["HK"], **hand_on))
    refused("still_there", lambda: steps.hand_on(campaign, city.units["HK"], to=city.units["P1"], **hand_on))
    refused("forbidden", lambda: steps.hand_on(campaign, unit, to=city.units["P1"], **other))
    assert steps.hand_on(campaign, unit, to=city.units["P2"], **hand_on) == 2
    refused("nothing_left", lambda: steps.hand_on(campaign, unit, to=city.units["P2"], **hand_on))
    assert standing(campaign)["P2", 0] == standing(campaign)["P2", 1] == (Status.ISSUED, None)
    assert_whole()


def test_a_unit_without_any_heir_waits_for_the_issuer_too(city: City, campaign: Campaign) -> None:
    city.add([committee("LE", "quận Lẻ", OrgUnit.Level.DISTRICT, "HN")])
    alone = Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))
    reorganise(city, Abolish("LE"))
    assert move() is None
    (waiting,) = succession.stranded(alone, today=DECIDED)
    assert (waiting.heirs, waiting.count) == ((), 1)
    steps.hand_on(alone, OrgUnit.objects.get(code="LE"), to=city.units["P1"], by=city["chairman"], at=NOW, today=DECIDED)
    assert standing(alone)["P1", 0] == (Status.ISSUED, None)


def test_the_issuer_reads_and_answers_on_the_page_of_the_campaign(city: City, campaign: Campaign) -> None:
    shares = (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",)))
    reorganise(city, Split("BD", shares, ends=True))
    client = signed_in(city["chairman"])
    page = client.get(f"/dot/{campaign.pk}/").content.decode()
    assert "Chờ chọn đơn vị kế thừa" in page
    address = f"/dot/{campaign.pk}/ke-thua/"
    unit = OrgUnit.objects.get(code="BD")
    assert "Chờ chọn" not in signed_in(city["other_officer"]).get(f"/dot/{campaign.pk}/").content.decode()
    assert signed_in(city["other_officer"]).post(address, {"don_vi": unit.pk, "ke_thua": city.units["P1"].pk}).status_code == 403
    for wrong in ({"don_vi": unit.pk}, {"don_vi": "x", "ke_thua": "y"}, {"don_vi": unit.pk, "ke_thua": city.units["HK"].pk}):
        answer = client.post(address, wrong, follow=True)
        assert answer.status_code == 200
        assert standing(campaign)["BD", 0] == (Status.ISSUED, None)
    answer = client.post(address, {"don_vi": unit.pk, "ke_thua": city.units["P1"].pk}, follow=True)
    assert "Đã chuyển 2 việc" in answer.content.decode()
    assert standing(campaign)["P1", 0] == (Status.ISSUED, None)
    assert "Chờ chọn đơn vị kế thừa" not in answer.content.decode()


def test_what_waits_for_the_issuers_word_waits_in_its_inbox(city: City, campaign: Campaign) -> None:
    shares = (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",)))
    reorganise(city, Split("BD", shares, ends=True))
    assert "Chờ chọn đơn vị kế thừa" in signed_in(city["chairman"]).get("/hop-viec/").content.decode()
    assert "Chờ chọn đơn vị kế thừa" not in signed_in(city["officer"]).get("/hop-viec/").content.decode()


def test_a_finished_task_of_the_heir_is_not_opened_and_the_issuer_is_asked(city: City, campaign: Campaign) -> None:
    city.accept(city.report(city.assignment(campaign, "BD", 0)))
    reorganise(city, Merge(("HK",), "BD"))
    move()
    assert standing(campaign)["HK", 0] == (Status.ISSUED, None)
    (waiting,) = succession.stranded(campaign, today=DECIDED)
    assert (waiting.unit.code, [heir.code for heir in waiting.heirs], waiting.count) == ("HK", ["BD"], 1)
    count = steps.hand_on(campaign, city.units["HK"], to=city.units["BD"], by=city["chairman"], at=NOW, today=DECIDED)
    assert count == 1
    assert standing(campaign)["HK", 0] == (Status.RECALLED, "BD")
    assert standing(campaign)["BD", 0] == (Status.ACCEPTED, None)
    assert_whole()
