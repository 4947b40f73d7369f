"""Copies: one series for all kinds, who may make one, who is served it, and the book of whoever receives it."""

import pytest
from django.urls import reverse
from docx import Document

from directives import services
from directives.books import Wanted
from directives.models import Copy, Directive
from directives.services import make_copy, ways_to_copy

from .city import AT, DAY, City, copy_of, issued, numbered, refused, signed_in
from .registers import line

pytestmark = pytest.mark.django_db


def copied(city: City, directive: Directive, kind: str = "SY", code: str = "HN", **fields: object) -> Copy:
    unit = city.units[code]
    if code != "HN":
        city.person(code, "head")
    way = ways_to_copy(unit, kind=kind, on=DAY)[0]
    return make_copy(directive, unit=unit, kind=kind, way=way, by=city["city_clerk"], at=AT, today=DAY, **fields)


def test_all_kinds_of_copies_share_one_series(city: City) -> None:
    directive = issued(city)
    refused("no_copy", lambda: copied(city, directive, "SL"))
    made = [copied(city, directive), copied(city, directive, "SL"), copied(city, directive, "TrS", extract=[2])]
    assert [copy.designation for copy in made] == ["01/SY-UBND", "02/SL-UBND", "03/TrS-UBND"]
    assert copied(city, directive, code="BHXHHN").designation == "01/SY-BHXH"
    assert line(numbered(city)) == ("chung", 2)
    with made[2].document.content.open() as stream:
        text = "\n".join(paragraph.text for paragraph in Document(stream).paragraphs)
    assert "Hướng dẫn các cơ sở y tế." in text
    assert "nghiêm túc thực hiện" not in text
    assert "./." not in text, "a copy closes nothing that its document does not close there"
    wanted = Wanted(unit=city.units["HN"].pk, book="van-ban-di", year=2021, series="sao")
    assert [wanted.kind.cells(entry, DAY)[0] for entry in wanted.lines()] == [copy.designation for copy in made]


def test_a_copy_that_cannot_be_is_refused_without_a_trace(city: City) -> None:
    directive = issued(city)
    waiting = numbered(city)
    refused("not_issued", lambda: copied(city, waiting))
    city.person("HP", "head")
    refused("not_received", lambda: copied(city, directive, code="HP"))
    refused("extract_missing", lambda: copied(city, directive, "TrS"))
    for places in ([99], [-1]):
        refused("bad_value", lambda places=places: copied(city, directive, "TrS", extract=places))
    refused("bad_value", lambda: copied(city, directive, "XX"))
    refused("too_long", lambda: copied(city, directive, recipients=["x"] * 101))
    assert not Copy.objects.exists()


def test_a_copy_is_served_to_the_unit_that_made_it_and_to_the_issuing_side(city: City) -> None:
    directive = issued(city)
    file = copied(city, directive, code="BD").document.get_absolute_url()
    assert signed_in(city["officer"]).get(file).status_code == 200
    assert signed_in(city["drafter"]).get(file).status_code == 200
    assert signed_in(city["other_officer"]).get(file).status_code == 403
    assert signed_in(city["stranger"]).get(file).status_code == 403


def test_the_clerk_makes_a_copy_on_its_page_and_finds_it_on_the_directives(city: City) -> None:
    directive = issued(city)
    client = signed_in(city["city_clerk"])
    page = reverse("directives:copy", args=[directive.pk])
    way = next(iter(client.get(page).context["form"].fields["way"].choices))[0]
    assert client.post(page, {"kind": "TrS", "way": way}).status_code == 400
    assert client.post(page, {"kind": "SY", "way": "1:1"}).status_code == 400
    assert client.post(page, {"kind": "SY", "way": way, "recipients": "Như trên\n\nSở Y tế"}).status_code == 302
    made = Copy.objects.get()
    assert made.recipients == ["Như trên", "Sở Y tế"]
    assert f"Sao y số {made.designation}" in client.get(reverse("workflows:directive", args=[directive.pk])).content.decode()
    assert signed_in(city["drafter"]).get(page).status_code == 403


def test_a_copy_received_is_in_the_book_of_documents_received(city: City) -> None:
    directive = issued(city)
    services.receive_directive(copy_of(directive, city.units["BD"]), by=city["clerk"], at=AT, today=DAY)
    wanted = Wanted(unit=city.units["BD"].pk, book="van-ban-den", year=2021)
    cells = wanted.kind.cells(wanted.lines().get(), DAY)
    assert cells[:5] == ("18/3/2021", "1", "Ủy ban nhân dân thành phố Hà Nội", "01/UBND-KGVX", "18/3/2021")
