"""What an ended unit led, wrote and had before it waits for an answerable owner where no one unit alone continues it."""

from datetime import timedelta

import pytest
from django.db import connection

from campaigns.models import Campaign
from directives.models import Directive
from org_hierarchy.models import OrgUnit, Person, Post
from org_hierarchy.services import Abolish, Merge, Share, Split
from records.models import Event, Job
from workflows import heirs, steps
from workflows.models import HeirQuestion, Notice
from workflows.tasks import run_job

from .city import AT, City, at_once, committee, draft, duty, named, refused, signed_in
from .succession import CLOCK, DECIDED, NOW, areas, led_by_ba_dinh, move, reorganise, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)
campaign = pytest.fixture(led_by_ba_dinh)


def split(city: City) -> OrgUnit:
    """Ba Đình is continued by two wards."""
    reorganise(city, Split("BD", (Share("P1", children=("KM",), areas=areas(city, "BD")), Share("P2", children=("TB",))), ends=True))
    return OrgUnit.objects.get(code="BD")


def asked() -> HeirQuestion:
    """What the clock's hour asks; nothing can be moved yet."""
    assert steps.order_moves(at=CLOCK) is None
    return HeirQuestion.objects.select_related("unit", "asked").get()


def test_who_stands_above_a_split_issuer_is_asked_once_and_told(city: City, campaign: Campaign) -> None:
    unit = split(city)
    question = asked()
    assert (question.unit, question.asked, question.heir) == (unit, city.units["HN"], None)
    assert asked() == question
    told = Notice.objects.filter(kind="heir")
    assert set(told.values_list("person__username", flat=True)) >= {city["chairman"].username, city["office_head"].username}
    assert not told.filter(person=city["officer"]).exists()
    notice = told.get(person=city["chairman"])
    assert notice.path == f"/ke-thua/{question.pk}/"
    assert unit.name in signed_in(city["chairman"]).get("/hop-viec/").content.decode()
    assert notice.path not in signed_in(city["other_officer"]).get("/hop-viec/").content.decode()


def test_the_answer_moves_what_the_unit_led_and_the_one_named_concludes_it(city: City, campaign: Campaign) -> None:
    split(city)
    client, question = signed_in(city["chairman"]), asked()
    address = f"/ke-thua/{question.pk}/"
    page = client.get(address).content.decode()
    assert "Chọn rồi thì không chọn lại." in page.split('data-confirm="')[1].split('"')[0]
    assert "1</b> đợt triển khai" in page
    assert "2</b> việc có báo cáo do đơn vị này duyệt" in page
    answer = client.post(address, {"ke_thua": city.units["P2"].pk}, follow=True).content.decode()
    assert "Đã chọn" in answer
    assert address not in answer
    run_job(Job.objects.get(kind=steps.MOVE_WORK).pk)
    campaign.refresh_from_db()
    assert campaign.issuer == city.units["P2"]
    assert set(campaign.assignments.values_list("reviewer__code", flat=True)) == {"P2"}
    event = Event.objects.get(action="workflows.heir_chosen")
    assert (event.by, event.after["heir"]) == (city["chairman"], city.units["P2"].pk)
    assert steps.order_moves(at=CLOCK) is None
    head = city.person("P2", Post.Role.HEAD)
    directive = Directive.objects.select_related("issuer", "drafting_unit").get(pk=campaign.directive_id)
    assert directive.issuer.code == "BD"
    assert signed_in(head).get(f"/dot/{campaign.pk}/").status_code == 200
    steps.conclude(directive, by=head, at=NOW, today=DECIDED)
    campaign.refresh_from_db()
    assert campaign.status == Campaign.Status.CONCLUDED


def test_an_answer_holds_for_what_is_found_later(city: City, campaign: Campaign) -> None:
    split(city)
    steps.choose_heir(asked(), to=city.units["P2"], by=city["chairman"], at=NOW, today=DECIDED)
    run_job(Job.objects.get(kind=steps.MOVE_WORK).pk)
    Campaign.objects.update(issuer=city.units["BD"])  # as a delivery that ends after it leaves one
    assert move() is not None
    campaign.refresh_from_db()
    assert campaign.issuer == city.units["P2"]
    assert not HeirQuestion.objects.filter(heir=None).exists()


def test_wrong_answers_change_nothing_and_say_what_to_do(city: City, campaign: Campaign) -> None:
    split(city)
    question = asked()
    address, client = f"/ke-thua/{question.pk}/", signed_in(city["chairman"])
    for wrong in ({}, {"ke_thua": "x"}, {"ke_thua": city.units["HK"].pk}, {"ke_thua": "9" * 30}):
        answer = client.post(address, wrong)
        assert answer.status_code == 400
        assert "Vui lòng chọn một đơn vị" in answer.content.decode()
    for other in ("officer", "stranger", "other_officer"):
        assert signed_in(city[other]).get(address).status_code == 403
        assert signed_in(city[other]).post(address, {"ke_thua": city.units["P1"].pk}).status_code == 403
    given = {"by": city["chairman"], "at": NOW, "today": DECIDED}
    refused("not_heir", lambda: steps.choose_heir(question, to=city.units["HK"], **given))
    refused("forbidden", lambda: steps.choose_heir(question, to=city.units["P1"], **given | {"by": city["officer"]}))
    assert HeirQuestion.objects.get().heir is None
    steps.choose_heir(question, to=city.units["P1"], **given)
    refused("stale", lambda: steps.choose_heir(HeirQuestion.objects.get(), to=city.units["P2"], **given))
    assert client.post(address, {"ke_thua": city.units["P2"].pk}).status_code == 409
    assert HeirQuestion.objects.get().heir == city.units["P1"]


def test_drafts_of_a_unit_without_an_heir_wait_for_whoever_stands_above(city: City) -> None:
    city.add([committee("LE", "quận Lẻ", OrgUnit.Level.DISTRICT, "HN")])
    content = draft(city, duty("Rà soát.", named(city.units["KM"])), drafting_unit_id=city.units["LE"].pk, symbol="UBND-NC", place="Lẻ")
    directive = steps.begin_directive(city.units["LE"], content=content, by=city.person("LE"), at=AT)
    reorganise(city, Abolish("LE"))
    question = asked()
    assert [unit.code for unit in heirs.offered(question, today=DECIDED)] == ["HN"]
    steps.choose_heir(question, to=city.units["HN"], by=city["chairman"], at=NOW, today=DECIDED)
    run_job(Job.objects.get(kind=steps.MOVE_WORK).pk)
    directive.refresh_from_db()
    assert (directive.issuer, directive.drafting_unit) == (city.units["HN"], city.units["HN"])


def test_of_a_root_that_ended_whoever_administers_everything_is_asked(city: City) -> None:
    city.add([committee("RO", "tỉnh Rời", OrgUnit.Level.PROVINCE)])
    content = draft(city, duty("Rà soát.", named(city.units["KM"])), drafting_unit_id=city.units["RO"].pk, symbol="UBND-NC", place="Rời")
    steps.begin_directive(city.units["RO"], content=content, by=city.person("RO"), at=AT)
    OrgUnit.objects.filter(code="RO").update(valid_to=DECIDED)
    root = Person.objects.create(username="quan.tri", full_name="Quản trị", is_superuser=True)
    question = asked()
    assert question.asked is None
    assert Notice.objects.get(kind="heir").person == root
    assert question.unit.name in signed_in(root).get("/hop-viec/").content.decode()
    assert signed_in(city["chairman"]).get(f"/ke-thua/{question.pk}/").status_code == 403
    assert signed_in(root).get(f"/ke-thua/{question.pk}/").status_code == 200


def test_a_question_goes_when_nothing_is_left_and_comes_anew_when_the_one_named_ends(city: City, campaign: Campaign) -> None:
    split(city)
    question = asked()
    steps.choose_heir(question, to=city.units["P2"], by=city["chairman"], at=NOW, today=DECIDED)
    run_job(Job.objects.get(kind=steps.MOVE_WORK).pk)
    reorganise(city, Merge(("P2",), "HK"), day=DECIDED + timedelta(days=1))
    Campaign.objects.update(issuer=city.units["BD"])
    move()
    campaign.refresh_from_db()
    assert campaign.issuer == city.units["HK"]  # the answer is followed where it went
    city.add([committee("LE", "quận Lẻ", OrgUnit.Level.DISTRICT, "HN")])
    HeirQuestion.objects.create(unit=city.units["LE"], asked=city.units["HN"], asked_at=AT)
    steps.order_moves(at=CLOCK)
    assert not HeirQuestion.objects.filter(unit__code="LE").exists()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_two_who_answer_at_once_one_is_heard(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    led_by_ba_dinh(city)
    split(city)
    question = asked()
    given = {"at": NOW, "today": DECIDED}
    first, second = (HeirQuestion.objects.select_related("unit", "asked").get(pk=question.pk) for _ in range(2))
    raised = at_once(
        lambda: steps.choose_heir(first, to=city.units["P1"], by=city["chairman"], **given),
        lambda: steps.choose_heir(second, to=city.units["P2"], by=city["office_head"], **given),
    )
    assert sorted(getattr(error, "code", None) or "" for error in raised) == ["", "stale"]
    assert Event.objects.filter(action="workflows.heir_chosen").count() == 1


def test_who_was_asked_and_ended_too_is_followed_by_another(city: City) -> None:
    """Wards first, districts later: the question goes up once more."""
    city.add([committee("LE", "phường Lẻ", OrgUnit.Level.COMMUNE, "HK")])
    content = draft(city, duty("Rà soát.", named(city.units["KM"])), drafting_unit_id=city.units["LE"].pk, symbol="UBND-NC", place="Lẻ")
    steps.begin_directive(city.units["LE"], content=content, by=city.person("LE"), at=AT)
    reorganise(city, Abolish("LE"))
    assert asked().asked == city.units["HK"]
    OrgUnit.objects.filter(code="HK").update(valid_to=DECIDED)
    question = asked()
    assert question.asked == city.units["HN"]
    assert question in heirs.asked_of(city["chairman"])


def test_an_answer_given_while_the_clock_asks_stays(city: City, campaign: Campaign) -> None:
    unit = split(city)
    question = asked()
    heirs.answer(question, city.units["P2"], by=city["chairman"], at=NOW)
    assert heirs.ask({unit.pk}, at=CLOCK, today=DECIDED) == []
    assert HeirQuestion.objects.get().heir == city.units["P2"]
