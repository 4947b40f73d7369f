"""Signing by a mandate: the ways of one person, the page, and the ground on record."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from directives.models import Directive
from directives.services import sign_directive
from org_hierarchy import queries
from org_hierarchy.models import Appointment
from org_hierarchy.services import appoint, refresh_grants, ways_to_sign
from records.models import Event
from workflows import inbox, steps
from workflows.tasks import run_job

from .city import AT, DAY, FIRST_DAY, PASSWORD, City, begun, refused, signed_in
from .mandates import TUQ, WEEK, holder, mandate, office, waiting_for_signature


def test_all_ways_of_one_person_can_be_chosen(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["vice"], remit=["y tế", "giáo dục"], basis="NQ 01")
    appoint(person, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
    mandate(posts["office"], unit)
    own, for_the_head, by_order = ways_to_sign(person, unit, kind="CV", on=DAY)
    assert (for_the_head.block.authority_lines, for_the_head.ground) == (("KT. CHỦ TỊCH",), own.ground)
    assert (own.block.authority_lines[-1], own.remit, "NQ 01" in own.ground) == ("KT. CHỦ TỊCH", ("y tế", "giáo dục"), True)
    assert (by_order.block.authority_lines, by_order.block.title) == (("TL. CHỦ TỊCH",), "CHÁNH VĂN PHÒNG")
    assert len({own.key, for_the_head.key, by_order.key}) == 3


def test_the_number_of_questions_does_not_grow_with_the_mandates(city: City, django_assert_max_num_queries: Any) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    for days in range(8):
        mandate(posts["office"], unit, may_pass_on=True, valid_from=DAY - timedelta(days=days))
    with django_assert_max_num_queries(4):
        found = queries.signatories(unit, on=DAY)
    assert [c.person for c in found] == [city["chairman"]] + [person] * 8


def test_a_directive_is_signed_by_order_with_its_ground_on_record(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["office"])
    given = mandate(posts["office"], unit)
    directive = waiting_for_signature(city)
    assert [item.title for item in inbox.items(inbox.tasks(person))] == ["Ký văn bản"]
    seat = Appointment.objects.get(person=person)
    refused("not_signer", lambda: steps.sign(directive, appointment=seat, by=person, at=AT))
    refused("forbidden", lambda: steps.sign(directive, appointment=seat, mandate=given, by=city["city_officer"], at=AT))
    steps.sign(directive, appointment=seat, mandate=given, by=person, at=AT)
    directive.refresh_from_db()
    assert directive.signature == {"authority_lines": ["TL. CHỦ TỊCH"], "title": "CHÁNH VĂN PHÒNG", "name": "Trần Văn A"}
    assert "Quy chế" in Event.objects.get(action="directives.signed").after["ground"]


def test_a_directive_of_another_type_is_not_signed_by_that_mandate(city: City) -> None:
    posts = office(city)
    person = holder(posts["office"])
    given = mandate(posts["office"], city.units["HN"], document_kinds=["GM"])
    directive = waiting_for_signature(city)
    assert inbox.items(inbox.tasks(person)) == []
    Directive.objects.filter(pk=directive.pk).update(kind="GM")
    assert [item.title for item in inbox.items(inbox.tasks(person))] == ["Ký văn bản"]
    Directive.objects.filter(pk=directive.pk).update(kind="CV")
    seat = Appointment.objects.get(person=person)
    refused("forbidden", lambda: steps.sign(directive, appointment=seat, mandate=given, by=person, at=AT))
    refused("wrong_kind", lambda: sign_directive(directive, appointment=seat, mandate=given, by=person, at=AT))


def test_whoever_signs_for_another_unit_prints_what_is_to_be_signed_and_what_was(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["health"])
    given = mandate(posts["health"], unit, kind=TUQ, valid_to=timezone.localdate() + WEEK)
    refresh_grants(today=timezone.localdate())
    directive = begun(city)
    url, client = reverse("directives:paper", args=[directive.pk]), signed_in(person)
    assert (client.get(directive.get_absolute_url()).status_code, client.get(url).status_code) == (403, 403)
    for act, who in ((steps.submit, "drafter"), (steps.approve_content, "division_head"), (steps.approve_form, "office_head")):
        act(directive, by=city[who], at=AT)

    def opened() -> str:
        page = client.get(directive.get_absolute_url()).content.decode()
        assert client.get(url).content.startswith(b"PK")
        return page

    waiting = opened()
    assert url in waiting
    assert "Thể thức" in waiting
    steps.sign(directive, appointment=Appointment.objects.get(person=person), mandate=given, by=person, at=AT)
    assert url in opened()
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    assert url in opened()
    run_job(steps.dispatch(directive, by=city["city_clerk"], at=AT).pk)
    directive.refresh_from_db()
    assert directive.document is not None
    assert directive.document.get_absolute_url() in opened()
    assert client.get(directive.document.get_absolute_url()).status_code == 200


def test_a_mandate_that_has_run_out_prints_nothing_that_it_has_not_signed(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["health"])
    mandate(posts["health"], unit, kind=TUQ, valid_to=timezone.localdate() - timedelta(days=1), valid_from=DAY - WEEK)
    refresh_grants(today=timezone.localdate())
    directive = waiting_for_signature(city)
    assert signed_in(person).get(reverse("directives:paper", args=[directive.pk])).status_code == 403


def test_the_page_offers_each_way_and_signs_in_the_chosen_one(city: City) -> None:
    posts, unit = office(city), city.units["HN"]
    person = holder(posts["vice"], remit=["văn hóa"])
    appoint(person, posts["office"], valid_from=FIRST_DAY, by=None, at=AT)
    given = mandate(posts["office"], unit, valid_to=None)
    refresh_grants(today=timezone.localdate())
    directive = waiting_for_signature(city)
    client = signed_in(person)
    page = client.get(directive.get_absolute_url()).content.decode()
    for words in ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "Lĩnh vực phụ trách: văn hóa", "TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", given.basis):
        assert words in page
    *_, by_order = ways_to_sign(person, unit, kind=directive.kind, on=timezone.localdate())
    url = reverse("workflows:sign", args=[directive.pk])
    assert client.post(url, {"way": "99999999", "password": PASSWORD}).status_code == 400
    assert client.post(url, {"way": by_order.key, "password": PASSWORD}).status_code == 302
    directive.refresh_from_db()
    assert directive.signature["authority_lines"] == ["TL. CHỦ TỊCH"]


def test_the_page_says_why_one_may_not_sign_this_type(city: City) -> None:
    posts = office(city)
    person = holder(posts["office"])
    mandate(posts["office"], city.units["HN"], document_kinds=["GM"], valid_to=None)
    appoint(person, city.seat(city["city_officer"]).post, valid_from=FIRST_DAY, by=None, at=AT)
    page = signed_in(person).get(waiting_for_signature(city).get_absolute_url()).content.decode()
    assert "chỉ giao ký TL. các loại văn bản" in page


def test_the_head_of_a_collective_body_signs_in_his_own_name_by_choice(city: City) -> None:
    chairman, directive = city["chairman"], waiting_for_signature(city)
    client = signed_in(chairman)
    body, himself = ways_to_sign(chairman, city.units["HN"], kind=directive.kind, on=timezone.localdate())
    assert [way.block.authority_lines for way in (body, himself)] == [("TM. ỦY BAN NHÂN DÂN",), ()]
    assert himself.key in client.get(directive.get_absolute_url()).content.decode()
    assert client.post(reverse("workflows:sign", args=[directive.pk]), {"way": himself.key, "password": PASSWORD}).status_code == 302
    directive.refresh_from_db()
    assert (directive.signature["authority_lines"], directive.signature["title"]) == ([], "CHỦ TỊCH")
    head = holder(office(city)["health"])
    assert [way.in_own_name for way in ways_to_sign(head, city.units["SYT"], kind="CV", on=DAY)] == [False]
