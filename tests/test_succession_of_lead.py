"""Who reviews, issues and answers for a unit that has ended: its heir, in what goes on."""

import pytest

from campaigns.models import Campaign, Difficulty, Report
from org_hierarchy.models import Post
from org_hierarchy.services import Merge
from workflows import clock, inbox, steps

from .city import AT, City, delivered, draft_for_districts, signed_in
from .succession import DECIDED, NOW, Status, assert_whole, launched_campaign, move, reorganise, standing, with_wards

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(city: City) -> City:
    return with_wards(city)


@pytest.fixture
def campaign(city: City) -> Campaign:
    return launched_campaign(city)


def test_the_heir_of_a_reviewer_reviews_and_nobody_reviews_its_own(city: City) -> None:
    content = draft_for_districts(city)
    fields = {name: getattr(content, name) for name in content.__dataclass_fields__}
    directive = delivered(city, type(content)(**fields | {"monitor_id": city.units["TB"].pk, "monitor_reviews": True}))
    campaign = Campaign.objects.get(directive=directive)
    assert set(campaign.assignments.values_list("reviewer__code", flat=True)) == {"TB"}
    city.report(city.assignment(campaign, "HK"))
    clock.mend(at=AT)
    reorganise(city, Merge(("TB",), "BD"))
    move()
    assert {a.unit.code: a.reviewer.code for a in campaign.assignments.select_related("unit", "reviewer")} == {
        "BD": "HN",
        "HK": "BD",
        "TT": "BD",
    }
    campaign.refresh_from_db()
    assert campaign.monitor == city.units["BD"]
    head = city.person("BD", Post.Role.HEAD)
    steps.review(Report.objects.get(), accept=True, note="", by=head, at=NOW)
    assert standing(campaign)["HK", 0] == (Status.ACCEPTED, None)
    assert_whole()


def test_the_heir_of_an_issuer_leads_what_it_had_set_in_motion_to_its_end(city: City, campaign: Campaign) -> None:
    for code in ("BD", "HK", "TT"):
        for task in (0, 1):
            city.report(city.assignment(campaign, code, task))
    reorganise(city, Merge(("HN",), "HP"))
    move()
    campaign.refresh_from_db()
    heir, head = city.units["HP"], city["stranger"]
    assert campaign.issuer == heir
    assert campaign.directive.issuer == city.units["HN"]  # as it was signed
    assert set(campaign.assignments.values_list("reviewer__code", flat=True)) == {"HP"}
    client = signed_in(head)
    for report in Report.objects.select_related("assignment"):
        assert client.get(report.assignment.get_absolute_url()).status_code == 200
        steps.review(report, accept=True, note="", by=head, at=NOW)
    assert campaign.directive in [item.artifact for item in inbox.items(inbox.ready(head))]
    assert client.get(campaign.directive.get_absolute_url()).status_code == 200
    steps.conclude(campaign.directive, by=head, at=NOW, today=DECIDED)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.CONCLUDED


def test_an_open_question_goes_to_the_heir(city: City, campaign: Campaign) -> None:
    asked = Difficulty.objects.create(
        assignment=city.assignment(campaign, "TT"), text="Thiếu mẫu biểu.", raised_by=city["officer"], raised_at=AT,
        at_unit=city.units["HK"], answer_date=DECIDED,
    )  # fmt: skip
    reorganise(city, Merge(("HK",), "P1"))
    move()
    asked.refresh_from_db()
    assert asked.at_unit == city.units["P1"]
