"""Who signs for whom, given and taken back on the administrator's pages."""

from datetime import date, timedelta

import pytest
from django.test import Client

from directives.models import Directive
from org_hierarchy.document_kinds import DOCUMENT_KINDS
from org_hierarchy.models import Mandate

from .administering import ADMIN, Role, administrators_browser, city_administrator, local_day, seat, url
from .city import City, signed_in

today = pytest.fixture(local_day)
admin = pytest.fixture(city_administrator)
office = pytest.fixture(administrators_browser)


def test_a_mandate_is_given_for_some_types_of_document_and_taken_back(city: City, office: Client, today: date) -> None:
    unit, post = city.units["BD"], seat(city, "BD", Role.OFFICE_HEAD, "Chánh Văn phòng")
    seat(city, "BD", Role.HEAD)
    data = {
        "kind": "tl",
        "post": str(post.pk),
        "document_kinds": ["CV", "GM"],
        "content": "Công văn, giấy mời về công tác văn phòng",
        "basis": "Quy chế làm việc số 05/QC-UBND",
        "valid_from": f"{today:%d/%m/%Y}",
    }
    assert office.post(url("mandate_new", unit.pk), data).status_code == 302
    mandate = Mandate.objects.get(unit=unit)
    assert mandate.document_kinds == ["CV", "GM"]
    page = office.get(unit.get_absolute_url()).content.decode()
    assert "Công văn, giấy mời về công tác văn phòng" in page
    assert url("mandate_revoke", mandate.pk) in page
    assert "Công văn, Giấy mời" in office.get(url("mandate_revoke", mandate.pk)).content.decode()
    after = today + timedelta(days=1)
    assert office.post(url("mandate_revoke", mandate.pk), {"on": f"{after:%d/%m/%Y}"}).status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_to == after


def test_what_is_wrong_with_a_mandate_is_said_beside_its_field(city: City, office: Client) -> None:
    unit, post = city.units["BD"], seat(city, "KM", Role.HEAD)
    seat(city, "BD", Role.HEAD)
    data = {"kind": "tuq", "post": str(post.pk), "content": "Giấy mời", "basis": "12/GUQ", "valid_from": "01/01/2026"}
    endless = office.post(url("mandate_new", unit.pk), data)
    assert list(endless.context["form"].errors) == ["valid_to"]
    assert "Giấy mời" in endless.content.decode()
    unknown = office.post(url("mandate_new", unit.pk), data | {"document_kinds": ["XX"]})
    assert "document_kinds" in unknown.context["form"].errors
    outside = office.post(url("mandate_new", unit.pk), data | {"post": str(seat(city, "HP", Role.HEAD).pk)})
    assert "post" in outside.context["form"].errors
    assert not Mandate.objects.exists()


def test_nobody_gives_his_own_unit_a_mandate_of_the_unit_above(city: City) -> None:
    ward_admin = signed_in(city.person("KM", ADMIN))
    assert ward_admin.get(url("mandate_new", city.units["BD"].pk)).status_code == 403


def test_the_types_of_document_are_those_of_directives() -> None:
    assert [(code, label) for code, label in DOCUMENT_KINDS] == Directive.Kind.choices
