"""A document that came to a unit goes on with its heir; its số đến stays in the book in which it was given."""

import pytest

from directives.incoming.facts import Facts
from directives.models import IncomingDocument
from org_hierarchy.models import Person, Post
from org_hierarchy.services import Merge
from records.models import Event
from workflows import clock, inbox, steps
from workflows.models import Notice

from .city import AT, DAY, City, copy_of, delivered, signed_in
from .succession import DECIDED, NOW, assert_whole, move, reorganise, with_wards

pytestmark = pytest.mark.django_db

city = pytest.fixture(with_wards)


def waiting_for(person: Person) -> set[object]:
    return {item.artifact for item in inbox.items(inbox.tasks(person))}


FACTS = Facts(agency="Bộ Y tế", type_name="Công văn", number="12", symbol="BYT-BH", issued_date=DAY, subject="rà soát thẻ bảo hiểm y tế")


def arrived(city: City, code: str = "HK") -> IncomingDocument:
    """Registered by the unit's clerk."""
    clerk = city.person(code, Post.Role.CLERK)
    incoming = steps.receive_document(city.units[code], facts=FACTS, source=None, by=clerk, at=AT)
    steps.register_document(incoming, facts=FACTS, by=clerk, at=AT, today=DAY)
    return incoming


def given_out(city: City, incoming: IncomingDocument) -> IncomingDocument:
    head = city.person("HK", Post.Role.HEAD)
    steps.present_document(incoming, leader=head, by=city["other_clerk"], at=AT)
    steps.direct_document(
        incoming, lead_unit=city.units["HK"], handler=city["other_officer"], partners=[], due_date=None, no_limit=True, opinion="Xử lý.",
        by=head, at=AT, today=DAY,
    )  # fmt: skip
    return incoming


def test_a_document_that_came_goes_on_with_the_heir_and_its_number_stays_in_the_old_book(city: City) -> None:
    waiting, presented, given = arrived(city), arrived(city), given_out(city, arrived(city))
    steps.present_document(presented, leader=city.person("HK", Post.Role.HEAD), by=city["other_clerk"], at=AT)
    clerk, officer, head = (city.person("P1", role) for role in (Post.Role.CLERK, Post.Role.OFFICER, Post.Role.HEAD))
    reorganise(city, Merge(("HK",), "P1"))
    move()
    clock.release_desks()
    assert (waiting in waiting_for(clerk), presented in waiting_for(head), given in waiting_for(officer)) == (True, True, True)
    for incoming in (waiting, presented, given):
        incoming.refresh_from_db()
        assert incoming.unit == city.units["P1"]
        assert incoming.entry.register.unit == city.units["HK"]
        event = Event.objects.get(action="directives.incoming_moved", subject_id=incoming.pk)
        assert (event.before["unit"], event.after["unit"]) == (city.units["HK"].pk, city.units["P1"].pk)
    page = signed_in(officer).get(f"/van-ban-den/{given.pk}/").content.decode()
    assert "Chuyển sang đơn vị kế thừa" in page
    steps.close_document(given, result="Đã trả lời.", reply_number="", reply_date=None, by=officer, at=NOW, today=DECIDED)
    told = Notice.objects.get(person=officer, kind="moved")
    assert (told.count, told.path) == (3, "/hop-viec/")
    assert_whole()


def test_what_is_dealt_with_stays_in_the_unit_that_did_it(city: City) -> None:
    incoming = given_out(city, arrived(city))
    steps.close_document(incoming, result="Xong.", reply_number="", reply_date=None, by=city["other_officer"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    move()
    incoming.refresh_from_db()
    assert (incoming.unit, incoming.status) == (city.units["HK"], IncomingDocument.Status.DONE)


def test_a_directive_that_the_heir_has_in_its_own_book_is_dealt_with_there_alone(city: City) -> None:
    directive = delivered(city)
    for code in ("HK", "BD"):
        steps.receive(copy_of(directive, city.units[code]), by=city.person(code, Post.Role.CLERK), at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "BD"))
    move()
    rows = {row.recipient.unit.code: row for row in IncomingDocument.objects.select_related("recipient__unit")}
    assert rows["HK"].status == IncomingDocument.Status.DONE
    assert city.units["BD"].name in rows["HK"].result
    assert (rows["BD"].unit, rows["BD"].status) == (city.units["BD"], IncomingDocument.Status.REGISTERED)
    assert_whole()


def test_an_heir_that_takes_in_its_copy_later_goes_on_with_what_it_took_over_and_has_it_once(city: City) -> None:
    directive = delivered(city)
    steps.receive(copy_of(directive, city.units["HK"]), by=city["other_clerk"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    move()
    steps.receive(copy_of(directive, city.units["P1"]), by=city.person("P1", Post.Role.CLERK), at=NOW, today=DECIDED)
    of_unit = IncomingDocument.objects.filter(unit=city.units["P1"]).order_by("pk")
    assert [row.status for row in of_unit] == [IncomingDocument.Status.REGISTERED, IncomingDocument.Status.DONE]
    assert city.units["HK"].name in of_unit[1].result
    assert of_unit[1].entry.register.unit == city.units["P1"]
    assert_whole()


def test_the_heir_of_a_unit_that_takes_part_in_a_document_takes_part_once_and_whoever_leads_it_leads_alone(city: City) -> None:
    clerk, head = city["city_clerk"], city["chairman"]
    came = [steps.receive_document(city.units["HN"], facts=FACTS, source=None, by=clerk, at=AT) for _ in range(4)]
    partners = (("HK", "SYT"), ("HK", "P1"), ("HK", "TT"), ("HK",))
    for incoming, codes in zip(came, partners, strict=True):
        steps.register_document(incoming, facts=FACTS, by=clerk, at=AT, today=DAY)
        steps.present_document(incoming, leader=head, by=clerk, at=AT)
        lead = city.units["P1" if codes == ("HK", "TT") else "VX"]
        others = [city.units[code] for code in codes]
        steps.direct_document(
            incoming, lead_unit=lead, handler=None, partners=others, due_date=None, no_limit=True, opinion="Giao.",
            by=head, at=AT, today=DAY,
        )  # fmt: skip
    replaced, done = came[0], came[-1]
    steps.assign_document(
        done, handler=city["drafter"], due_date=None, no_limit=True, opinion="", by=city["division_head"], at=AT, today=DAY
    )
    steps.close_document(done, result="Xong.", reply_number="", reply_date=None, by=city["drafter"], at=AT, today=DAY)
    reorganise(city, Merge(("HK",), "P1"))
    officer = city.person("P1")
    move()

    def taking_part(incoming: IncomingDocument) -> set[str]:
        return set(incoming.directions.get(stage="agency").partners.values_list("code", flat=True))

    assert [taking_part(one) for one in came] == [{"P1", "SYT"}, {"P1"}, {"TT"}, {"HK"}]
    client = signed_in(officer)
    page = client.get(f"/van-ban-den/{replaced.pk}/")
    assert "Chuyển việc phối hợp sang đơn vị kế thừa" in page.content.decode()
    assert client.get(f"/van-ban-den/{done.pk}/").status_code == 403
    assert Notice.objects.get(person=officer, kind="moved").count == 3
    assert Event.objects.filter(action="directives.incoming_partner_moved").count() == 3
    assert_whole()


def test_what_a_leader_has_replaced_by_another_direction_stays_as_it_was_said(city: City) -> None:
    clerk, head = city["city_clerk"], city["chairman"]
    incoming = steps.receive_document(city.units["HN"], facts=FACTS, source=None, by=clerk, at=AT)
    steps.register_document(incoming, facts=FACTS, by=clerk, at=AT, today=DAY)
    steps.present_document(incoming, leader=head, by=clerk, at=AT)
    about = {
        "lead_unit": city.units["VX"],
        "handler": None,
        "due_date": None,
        "no_limit": True,
        "opinion": "Giao.",
        "by": head,
        "at": AT,
        "today": DAY,
    }
    steps.direct_document(incoming, partners=[city.units["HK"]], **about)
    steps.hand_document_back(incoming, reason="Không đúng.", by=city["division_head"], at=AT)
    steps.direct_document(incoming, partners=[city.units["TT"]], **about)
    reorganise(city, Merge(("HK", "TT"), "P1"))
    move()
    said = incoming.directions.filter(stage="agency").order_by("pk")
    assert [[unit.code for unit in one.partners.all()] for one in said] == [["HK"], ["P1"]]
