"""What people might do to documents that came, on purpose or by a slow page."""

from typing import Any

import pytest

from directives.models import IncomingDocument
from org_hierarchy.models import Post
from workflows import steps

from .city import DAY, DUE, City, later, refused, signed_in
from .test_incoming import close, directed, entered, in_work, leader

pytestmark = pytest.mark.django_db
Status, Role = IncomingDocument.Status, Post.Role


def given_to(city: City, found: IncomingDocument, person: Any) -> None:
    fresh = IncomingDocument.objects.get(pk=found.pk)
    steps.take_document_back(fresh, reason="Giao người khác.", by=leader(city), at=later(hours=2))
    fresh.refresh_from_db()
    steps.direct_document(
        fresh, lead_unit=city.units["BD"], handler=person, partners=[], due_date=DUE, opinion="",
        by=leader(city), at=later(hours=2), today=DAY,
    )  # fmt: skip


def test_whoever_had_it_on_a_page_loaded_before_it_was_given_to_somebody_else_is_refused(city: City) -> None:
    found = in_work(city)
    loaded = IncomingDocument.objects.select_related("unit", "lead_unit", "handler").get(pk=found.pk)
    given_to(city, found, city["second_clerk"])
    refused("forbidden", lambda: close(loaded, city["officer"]))
    found.refresh_from_db()
    assert found.status == Status.IN_WORK


@pytest.mark.parametrize("value", ["2021.5", "2021.0", "1e3", "-1", "99999999999999999999", "NaN", "1945", "2999", "\x00"])
@pytest.mark.parametrize("name", ["nam", "don_vi", "khan", "q", "trang", "sap-xep", "hang"])
def test_whatever_stands_in_the_address_of_the_list_it_answers(city: City, name: str, value: str) -> None:
    entered(city)
    assert signed_in(city["clerk"]).get("/van-ban-den/", {name: value}).status_code == 200


def test_a_partner_learns_nothing_of_a_draft_it_may_not_see(city: City) -> None:
    found = directed(city, unit="BD", handler=city["officer"])
    entered(city)
    client = signed_in(city["officer"])
    assert client.post(f"/van-ban-den/{found.pk}/trien-khai/").status_code == 302
    page = f"/van-ban-den/{found.pk}/"
    draft = found.implementations.get().directive
    assert draft.subject in client.get(page).content.decode()
    answer = signed_in(city.person("TB")).get(page)
    assert answer.status_code == 200
    assert draft.subject not in answer.content.decode()
    assert "cùng số, ký hiệu" not in answer.content.decode()
