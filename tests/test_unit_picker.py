"""Choosing units in forms: by words, among those that one may choose, with and without JavaScript."""

from datetime import date
from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from org_hierarchy.forms.picker import UnitField
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.services import UnitRow, add_units

pytestmark = pytest.mark.django_db

URL = reverse("org_hierarchy:pick")
START, REFORM = date(2021, 1, 1), date(2025, 7, 1)


class OneForm(forms.Form):
    unit = UnitField(label="Đơn vị")


class ManyForm(forms.Form):
    units = UnitField(label="Các đơn vị", many=True, required=False)


@pytest.fixture
def units() -> dict[str, OrgUnit]:
    def row(code: str, name: str, parent: str = "", end: date | None = None) -> UnitRow:
        kind, line, level = OrgUnit.Kind.COMMITTEE, OrgUnit.Line.COMMITTEE, OrgUnit.Level.PROVINCE
        return UnitRow(code, name, kind, line, level, START, parent=parent, valid_to=end)

    wards = [row(f"w{n:02}", f"UBND phường Đức Hoà {n:02}", "city") for n in range(25)]
    return add_units(
        [row("city", "UBND thành phố <b>An</b>"), row("old", "UBND quận Cũ", "city", REFORM), *wards, row("other", "Nơi khác")]
    )


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(Person.objects.create(username="reader", full_name="Người Xem"))
    return client


def sent(*pairs: tuple[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, str(value))
    return data


def test_a_stranger_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(URL, {"ten": "unit"})["Location"].startswith(reverse("account_login"))


def test_words_without_marks_find_units_as_radios(reader: Client, units: dict[str, OrgUnit]) -> None:
    page = reader.get(URL, {"ten": "unit", "unit-tim": "duc hoa 07"}).content.decode()
    assert f'type="radio" name="unit" value="{units["w07"].pk}"' in page
    assert page.count("<input") == 2
    assert "thuộc UBND thành phố &lt;b&gt;An&lt;/b&gt;" in page


def test_chosen_units_stay_above_what_is_found_next(reader: Client, units: dict[str, OrgUnit]) -> None:
    page = reader.get(URL, {"ten": "units", "nhieu": "1", "units": units["w03"].pk, "units-tim": "Hoà"}).content.decode()
    first, *others = [line for line in page.splitlines() if 'type="checkbox"' in line]
    assert f'value="{units["w03"].pk}" checked' in first
    assert len(others) == 20
    assert not any("checked" in line for line in others)
    assert "Còn nhiều kết quả khác" in page


def test_only_units_of_the_day_and_below_the_given_ones_are_offered(reader: Client, units: dict[str, OrgUnit]) -> None:
    def found(**more: Any) -> bool:
        return f'value="{units["old"].pk}"' in reader.get(URL, {"ten": "unit", "unit-tim": "quan cu"} | more).content.decode()

    assert found(ngay="2021-03-18")
    assert found(ngay="2021-03-18", duoi=units["city"].pk)
    assert not found(ngay="2021-03-18", duoi=units["other"].pk)
    assert not found(ngay="2025-07-01")


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"ten": "<b>"},
        {"ten": "u", "ngay": "2021-02-31"},
        {"ten": "u", "duoi": "x"},
        {"ten": "u", "duoi": "9" * 30},
        {"ten": "u", "duoi": "0"},
    ],
)
def test_an_address_made_up_is_no_page(reader: Client, asked: dict[str, str]) -> None:
    assert reader.get(URL, asked).status_code == 404


def test_one_chosen_unit_is_the_answer(units: dict[str, OrgUnit]) -> None:
    form = OneForm(sent(("unit", units["w01"].pk), ("unit-tim", "hoa"), ("unit-da-tim", "hoa")))
    assert form.is_valid()
    assert form.cleaned_data["unit"] == units["w01"]


def test_words_not_yet_looked_up_bring_the_form_back_with_what_they_find(units: dict[str, OrgUnit]) -> None:
    form = OneForm(sent(("unit-tim", "duc hoa 05")))
    assert not form.is_valid()
    page = str(form["unit"])
    assert f'value="{units["w05"].pk}"' in page
    assert 'name="unit-da-tim" value="duc hoa 05"' in page
    again = OneForm(sent(("unit", units["w05"].pk), ("unit-tim", "duc hoa 05"), ("unit-da-tim", "duc hoa 05")))
    assert again.is_valid()


def test_a_required_unit_must_be_chosen_and_several_may_be_none(units: dict[str, OrgUnit]) -> None:
    assert "Vui lòng tìm và chọn một đơn vị." in OneForm(sent()).errors["unit"]
    form = ManyForm(sent())
    assert form.is_valid()
    assert form.cleaned_data["units"] == []


def test_several_come_in_the_order_of_names(units: dict[str, OrgUnit]) -> None:
    form = ManyForm(sent(("units", units["w02"].pk), ("units", units["w01"].pk)))
    assert form.is_valid()
    assert form.cleaned_data["units"] == [units["w01"], units["w02"]]


@pytest.mark.parametrize("pk", ["0", "x", "9" * 40, "-1", "1.5", "²"])
def test_an_id_made_up_is_refused(units: dict[str, OrgUnit], pk: str) -> None:
    assert OneForm(sent(("unit", pk))).has_error("unit", "invalid")


def test_a_unit_outside_the_limits_is_refused_though_it_was_sent(units: dict[str, OrgUnit]) -> None:
    form = OneForm(sent(("unit", units["other"].pk)))
    form.fields["unit"].limit(under=[units["city"]])  # type: ignore[attr-defined]
    assert form.has_error("unit", "invalid")


def test_a_first_value_is_shown_as_chosen(units: dict[str, OrgUnit]) -> None:
    assert f'value="{units["w01"].pk}" checked' in str(OneForm(initial={"unit": units["w01"]})["unit"])
    page = str(ManyForm(initial={"units": [units["w01"].pk, units["w02"]]})["units"])
    assert page.count(" checked") == 2


def test_the_list_costs_the_same_however_many_units_there_are(
    reader: Client, units: dict[str, OrgUnit], django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(5):
        reader.get(URL, {"ten": "unit", "unit-tim": "hoa", "ngay": timezone.localdate().isoformat(), "duoi": units["city"].pk})
