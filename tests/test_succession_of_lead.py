"""Who reviews, issues and answers for a unit that has ended: its heir, in what goes on."""

import pytest

from campaigns.models import Campaign, Difficulty, Partner, Report
from directives.models import Directive, Recipient
from org_hierarchy.models import OrgUnit, Post
from org_hierarchy.rights import may
from org_hierarchy.services import Abolish, Merge, Share, Split
from records.models import Event, Job
from workflows import clock, inbox, steps
from workflows.models import HeirQuestion, Notice
from workflows.tasks import run_job

from .city import AT, DAY, City, committee, copy_of, delivered, draft, draft_for_districts, signed_in
from .succession import DECIDED, NOW, Status, areas, assert_whole, launched_campaign, led_by_ba_dinh, move, reorganise, standing, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)
campaign = pytest.fixture(launched_campaign)


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


def test_the_heir_of_a_drafting_unit_sees_and_hears_all_of_the_campaign_and_concluded_ones_stay(city: City, campaign: Campaign) -> None:
    done = Campaign.objects.get(directive=delivered(city, draft_for_districts(city)))
    steps.conclude(done.directive, by=city["chairman"], at=NOW, today=DECIDED)
    assert campaign.directive.drafting_unit == city.units["VX"]
    reorganise(city, Merge(("VX",), "SYT"))
    officer = city.person("SYT")
    move()
    drafters = dict(Directive.objects.values_list("pk", "drafting_unit__code"))
    assert drafters == {campaign.directive_id: "SYT", done.directive_id: "VX"}
    client = signed_in(officer)
    assert client.get(campaign.directive.get_absolute_url()).status_code == 200
    assert client.get(city.assignment(campaign, "TT").get_absolute_url()).status_code == 200
    assert client.get(done.get_absolute_url()).status_code == 200, "it keeps the papers of those"
    page = signed_in(city["city_officer"]).get(campaign.directive.get_absolute_url()).content.decode()
    assert "Chuyển vai đơn vị soạn thảo sang đơn vị kế thừa" in page
    ((count, note),) = Notice.objects.filter(person=officer, kind="moved").values_list("count", "note")
    assert (count, note) == (1, f"Là đơn vị soạn thảo thay {city.units['VX'].name}.")
    assert Notice.objects.filter(person=city["drafter"], kind="handed_on").exists()
    assert_whole()


def test_while_nobody_has_said_who_leads_for_an_issuer_that_ended_its_drafters_heir_concludes_nothing(city: City) -> None:
    led_by_ba_dinh(city)
    Directive.objects.update(drafting_unit=city.units["HK"])  # as of a campaign whose drafting unit ended before
    shares = (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",)))
    reorganise(city, Split("BD", shares, ends=True), Merge(("HK",), "P1"))
    move()
    directive = Directive.objects.select_related("issuer", "drafting_unit").get()
    head = city.person("P1", Post.Role.HEAD)
    assert directive.drafting_unit.code == "HK"
    assert not may(head, "directive.conclude", directive)
    steps.choose_heir(HeirQuestion.objects.get(heir=None), to=city.units["P2"], by=city["chairman"], at=NOW, today=DECIDED)
    run_job(Job.objects.latest("pk").pk)
    directive = Directive.objects.select_related("issuer", "drafting_unit").get()
    assert directive.drafting_unit.code == "P2"
    assert not may(head, "directive.conclude", directive)
    assert may(city.person("P2", Post.Role.HEAD), "directive.conclude", directive)


def test_the_one_chosen_to_follow_a_campaign_drafts_nothing_in_it(city: City) -> None:
    directive = delivered(city, draft_for_districts(city))
    Campaign.objects.update(monitor=city.units["HK"])
    reorganise(city, Abolish("HK"))
    move()
    steps.choose_heir(HeirQuestion.objects.get(), to=city.units["HN"], by=city["chairman"], at=NOW, today=DECIDED)
    run_job(Job.objects.latest("pk").pk)
    directive.refresh_from_db()
    assert Campaign.objects.get().monitor == city.units["HN"]
    assert directive.drafting_unit == city.units["VX"]


def test_the_heir_of_a_partner_has_the_document_and_both_hear_of_it(city: City) -> None:
    directive = delivered(city, draft(city))  # BHXH Hà Nội takes part
    partner, campaign = city.units["BHXHHN"], Campaign.objects.get()
    steps.receive(copy_of(directive, partner), by=city["monitor"], at=AT, today=DAY)
    city.add([committee("BH", "Bảo hiểm mới", OrgUnit.Level.PROVINCE, "HN")])
    reorganise(city, Merge(("BHXHHN",), "BH"))
    officer = city.person("BH")
    move()
    assert set(Partner.objects.values_list("unit__code", flat=True)) == {"BH"}
    copy = copy_of(directive, city.units["BH"])
    assert (copy.role, copy.status) == (Recipient.Role.COORDINATE, Recipient.Status.SENT)
    for address in (directive.get_absolute_url(), campaign.get_absolute_url()):
        assert signed_in(officer).get(address).status_code == 200
    assert Notice.objects.get(person=officer, kind="moved", title=campaign.name).note == f"Phối hợp thay {partner.name}."
    assert Notice.objects.filter(person=city["monitor"], kind="handed_on").exists()
    event = Event.objects.get(action="campaigns.partner_moved")
    assert (event.before["unit"], event.after["unit"]) == (partner.pk, city.units["BH"].pk)
    assert_whole()
