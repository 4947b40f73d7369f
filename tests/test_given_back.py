"""A unit that has refused a document, or given it back, sees that it did, and the text no more."""

import pytest
from django.urls import reverse

from campaigns.models import Assignment
from campaigns.queries import assignments_in, assignments_visible_to
from campaigns.queries import visible_to as campaigns_visible_to
from campaigns.services import Part
from directives import services
from directives.models import Directive, IncomingDocument, Recipient
from directives.queries import visible_to
from directives.sights import sights
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from org_hierarchy.sight import seen_by, sighting
from records.files import may_view
from workflows import clock, inbox, steps
from workflows.tasks import run_job

from .city import DAY, City, copy_of, delivered, draft, later, signed_in

pytestmark = pytest.mark.django_db
NOON = later(hours=3)
WORDS = "Rà soát danh sách người tham gia"


@pytest.fixture
def sent(city: City) -> Directive:
    return delivered(city)


def refuse(city: City, sent: Directive) -> Recipient:
    copy = copy_of(sent, city.units["BD"])
    steps.refuse_document(copy, reason="Không thuộc địa bàn.", by=city["clerk"], at=NOON)
    return copy


def give_back(city: City, sent: Directive) -> Recipient:
    copy = copy_of(sent, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    steps.ask_back(sent, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    assert may(city["officer"], "directive.view", sent)  # until it has answered
    steps.give_back(copy, by=city["officer"], at=NOON)
    return copy


def page(person: Person, sent: Directive) -> tuple[int, str]:
    response = signed_in(person).get(reverse("workflows:directive", args=[sent.pk]))
    return response.status_code, response.content.decode()


@pytest.mark.parametrize(("way", "says"), [(refuse, "đã từ chối tiếp nhận"), (give_back, "không dùng để thực hiện")])
def test_the_unit_sees_the_head_and_what_it_answered_and_no_more(city: City, sent: Directive, way, says: str) -> None:
    assert WORDS in page(city["officer"], sent)[1]
    copy = way(city, sent)
    status, shown = page(city["officer"], sent)
    assert status == 200
    for words in (says, copy.reason, sent.designation, "Ủy ban nhân dân thành phố Hà Nội"):
        assert words in shown, words
    assert WORDS not in shown
    assert "Số đến 1 năm 2021" in shown if way is give_back else "Số đến" not in shown
    assert WORDS in page(city["other_officer"], sent)[1]
    assert page(city["stranger"], sent)[0] == 403


@pytest.mark.parametrize("way", [refuse, give_back])
def test_no_other_door_shows_it(city: City, sent: Directive, way) -> None:
    given = Assignment.objects.get(campaign__directive=sent, unit=city.units["BD"])
    campaign = given.campaign
    way(city, sent)
    for person in (city["officer"], city["clerk"], city.person("BD", "head")):
        assert not visible_to(person).exists()
        assert not campaigns_visible_to(person).exists()
        assert not assignments_visible_to(person).exists()
        assert not assignments_in(campaign, seen_by=person).exists()
        assert not may_view(person, sent.document)
    client = signed_in(city["officer"])
    for address in (campaign.get_absolute_url(), given.get_absolute_url(), reverse("campaigns:slip", args=[given.pk])):
        assert client.get(address).status_code == 403, address
    assert WORDS not in client.get("/hop-viec/").content.decode()
    assert client.get(reverse("directives:list")).status_code == 200
    assert sent.designation not in client.get(reverse("directives:list"), {"hop": "den"}).content.decode()
    assert assignments_visible_to(city["other_officer"]).exists()


def test_what_was_accepted_before_shows_in_no_queue_of_the_unit_either(city: City, sent: Directive) -> None:
    copy = copy_of(sent, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    given = Assignment.objects.get(campaign__directive=sent, unit=city.units["BD"])
    sent_report = steps.report(given, kind="final", text="Đã thực hiện.", by=city["officer"], at=NOON, today=DAY)
    steps.review(sent_report, accept=True, note="", by=city["chairman"], at=NOON)
    client = signed_in(city["officer"])
    assert WORDS in client.get("/hop-viec/", {"hang": "done"}).content.decode()
    assert inbox.counts(city["officer"], today=DAY)["done"] == 1
    steps.ask_back(sent, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    steps.give_back(copy_of(sent, city.units["BD"]), by=city["officer"], at=NOON)
    assert inbox.counts(city["officer"], today=DAY)["done"] == 0
    assert not inbox.assignments(city["officer"], today=DAY).exists()
    assert WORDS not in client.get("/hop-viec/", {"hang": "done"}).content.decode()
    assert client.get("/api/assignments").json()["items"] == []


def test_what_the_unit_began_with_the_document_ends_and_shows_its_head_alone(city: City, sent: Directive) -> None:
    copy = give_back(city, sent)
    came = IncomingDocument.objects.get(recipient=copy)
    shown = signed_in(city["officer"]).get(reverse("workflows:incoming", args=[came.pk])).content.decode()
    assert sent.designation in shown
    assert WORDS not in shown
    assert not came.source
    assert steps.open_task(came) is None
    assert not clock.astray()


@pytest.mark.parametrize("way", [refuse, give_back])
def test_the_page_of_who_sees_it_agrees(city: City, sent: Directive, way) -> None:
    way(city, sent)
    assert set(seen_by(sights(sent))) == {one for one in Person.objects.all() if may(one, "directive.view", sent)}


def test_a_partner_that_gave_its_copy_back_takes_no_part_either(city: City) -> None:
    sent, unit, officer = delivered(city, draft(city)), city.units["BHXHHN"], city["monitor"]
    assert campaigns_visible_to(officer).exists()
    assert assignments_visible_to(officer).exists()
    given = Assignment.objects.get(campaign__directive=sent, unit=city.units["SYT"])
    copy = copy_of(sent, unit)
    steps.receive(copy, by=city.person("BHXHHN", "clerk"), at=NOON, today=DAY)
    steps.ask_back(sent, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    steps.give_back(copy, by=officer, at=NOON)
    assert not campaigns_visible_to(officer).exists()
    assert not assignments_visible_to(officer).exists()
    assert not assignments_in(given.campaign, seen_by=officer).exists()
    agreed(given)


def test_what_a_unit_gave_on_before_it_gave_its_copy_back_is_the_lower_units_alone(city: City, sent: Directive) -> None:
    head, below, copy = city.person("BD", "head"), city.person("KM"), copy_of(sent, city.units["BD"])
    steps.receive(copy, by=city["clerk"], at=NOON, today=DAY)
    own = Assignment.objects.get(campaign__directive=sent, unit=city.units["BD"])
    steps.delegate(own, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=NOON, today=DAY)
    given = Assignment.objects.get(parent=own)
    steps.receive(copy_of(sent, city.units["KM"]), by=below, at=NOON, today=DAY)
    done = steps.report(given, kind="final", text="Đã thực hiện.", by=below, at=NOON, today=DAY)
    steps.review(done, accept=True, note="", by=head, at=NOON)
    agreed(given)
    steps.ask_back(sent, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    steps.give_back(copy_of(sent, city.units["BD"]), by=city["officer"], at=NOON)
    assert not assignments_visible_to(head).exists()
    assert not campaigns_visible_to(head).exists()
    assert assignments_visible_to(below).exists()
    agreed(given)


def agreed(given: Assignment) -> None:
    """The pages of who sees it say whom the lists let see it."""
    for obj, act in ((given, "assignment.view"), (given.campaign, "campaign.view")):
        known = sighting(obj._meta.label_lower)
        assert known is not None
        assert set(seen_by(known.rules(obj))) == {one for one in Person.objects.all() if may(one, act, obj)}


def test_who_answers_twice_is_told_and_led_to_what_is_left(city: City, sent: Directive) -> None:
    copy = refuse(city, sent)
    again = signed_in(city["clerk"]).post(reverse("workflows:refuse_document", args=[copy.pk]), {"reason": "Nhầm."})
    assert again.status_code == 409
    assert sent.get_absolute_url() in again.content.decode()
    assert signed_in(city["clerk"]).post(reverse("workflows:receive", args=[copy.pk])).status_code == 409
    assert signed_in(city["stranger"]).post(reverse("workflows:refuse_document", args=[copy.pk]), {"reason": "Nhầm."}).status_code == 403


def test_a_refusal_without_a_reason_is_asked_for_it_on_the_page(city: City, sent: Directive) -> None:
    copy = copy_of(sent, city.units["BD"])
    answer = signed_in(city["clerk"]).post(reverse("workflows:refuse_document", args=[copy.pk]), {"reason": " "})
    assert answer.status_code == 400
    copy.refresh_from_db()
    assert copy.status == "sent"


def test_who_kept_the_copy_goes_on_seeing_it(city: City, sent: Directive) -> None:
    copy = copy_of(sent, city.units["BD"])
    steps.ask_back(sent, copies=[copy.pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    steps.keep_copy(copy, reason="Đúng địa bàn.", by=city["clerk"], at=NOON)
    assert WORDS in page(city["officer"], sent)[1]


def test_the_page_of_a_document_given_back_costs_few_queries(city: City, sent: Directive, django_assert_max_num_queries) -> None:
    refuse(city, sent)
    client = signed_in(city["officer"])
    client.get(sent.get_absolute_url())
    with django_assert_max_num_queries(25):
        client.get(sent.get_absolute_url())


def test_a_copy_that_its_clerk_made_before_is_gone_with_the_document(city: City, sent: Directive) -> None:
    unit = city.units["BD"]
    steps.receive(copy_of(sent, unit), by=city["clerk"], at=NOON, today=DAY)
    city.person("BD", "head")
    way = services.ways_to_copy(unit, kind="SY", on=DAY)[0]
    made = services.make_copy(sent, unit=unit, kind="SY", way=way, by=city["clerk"], at=NOON, today=DAY)
    assert may_view(city["clerk"], made.document)
    steps.ask_back(sent, copies=[copy_of(sent, unit).pk], reason="Gửi nhầm.", by=city["city_clerk"], at=NOON)
    steps.give_back(copy_of(sent, unit), by=city["officer"], at=NOON)
    assert not may_view(city["clerk"], made.document)
    assert may_view(city["city_clerk"], made.document)


@pytest.mark.services
def test_whoever_had_it_printed_does_not_keep_the_print(city: City, sent: Directive) -> None:
    run_job(steps.ask_for_pdf(sent, by=city["officer"], at=NOON).pk)
    sent.refresh_from_db()
    assert sent.pdf
    assert may_view(city["officer"], sent.pdf)
    refuse(city, sent)
    assert not may_view(city["officer"], sent.pdf)
    assert may_view(city["other_officer"], sent.pdf)
