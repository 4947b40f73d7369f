"""Urban government: where there was no council from 1/7/2021 to 30/6/2025, the committee worked under its head and signed without TM."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from org_hierarchy import country
from org_hierarchy.country.regimes import RESOLUTIONS, URBAN_GOVERNMENT
from org_hierarchy.models import Area, OrgUnit, Person, Post, UnitRegime
from org_hierarchy.queries import regime_on
from org_hierarchy.services import add_post, appoint, drop_regime, set_regime, signature

from .country import AT, FIRST_CURRENT_DAY, LAST_LEGACY_DAY, SPRING_2021

pytestmark = pytest.mark.django_db

HEAD, COLLECTIVE = OrgUnit.Regime.HEAD, OrgUnit.Regime.COLLECTIVE
EVE = URBAN_GOVERNMENT - timedelta(days=1)
CITIES = {"01", "48", "79"}


def offices(provinces: set[str]) -> list[country.Office]:
    def top(place: country.Place) -> country.Place:
        return place if place.parent is None or place.level == Area.Level.PROVINCE else top(place.parent)

    return [one for one in country.offices(country.atlas().places) if top(one.stages[0].place).code in {*provinces, "VN"}]


def settled(provinces: set[str] = CITIES, **maps: bool) -> country.Settled:
    return country.settle(offices(provinces), at=AT, **maps)


def under_head(day: date) -> Counter[tuple[str, str]]:
    """How many committees worked so on that day, by province and type of area."""
    found = OrgUnit.objects.on(day).filter(kind=OrgUnit.Kind.COMMITTEE).annotate(of_day=regime_on(day)).filter(of_day=HEAD)
    return Counter((unit.path[:9], country.split_type(unit.name.removeprefix("Ủy ban nhân dân ").capitalize())[0]) for unit in found)


def by_city(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    codes = {path: code.removeprefix("ubnd.") for path, code in OrgUnit.objects.filter(parent=None).values_list("path", "code")}
    found: dict[str, dict[str, int]] = {}
    for (path, kind), number in counts.items():
        found.setdefault(codes[path], {})[kind] = number
    return found


def test_the_wards_of_three_cities_worked_under_their_head_and_the_urban_districts_of_two() -> None:
    made = settled()
    assert under_head(EVE) == under_head(FIRST_CURRENT_DAY) == Counter()
    assert by_city(under_head(URBAN_GOVERNMENT)) == {
        "01": {"Phường": 175},
        "48": {"Quận": 6, "Phường": 36},
        "79": {"Quận": 16, "Phường": 213},
    }
    wards_now = {code: count["Phường"] for code, count in by_city(under_head(LAST_LEGACY_DAY)).items()}
    assert wards_now == {
        code: OrgUnit.objects.on(LAST_LEGACY_DAY).filter(path__startswith=path, name__istartswith="Ủy ban nhân dân phường").count()
        for code, path in OrgUnit.objects.filter(code__in=["ubnd.01", "ubnd.48", "ubnd.79"]).values_list("code", "path")
        for code in [code.removeprefix("ubnd.")]
    }
    assert made.regimes == UnitRegime.objects.count() == sum(under_head(URBAN_GOVERNMENT).values())
    assert set(UnitRegime.objects.values_list("basis", flat=True)) == set(RESOLUTIONS.values())


def test_whoever_kept_a_council_stayed_a_collective_body() -> None:
    settled()
    kept = {
        "ubnd.01",
        "ubnd.001",
        "ubnd.269",
        "ubnd.48",
        "ubnd.497",
        "ubnd.79",
        "ubnd.769",
        "ubnd.783",
    }  # Sơn Tây, Hòa Vang, Thủ Đức, Củ Chi
    units = OrgUnit.objects.filter(code__in=kept).annotate(of_day=regime_on(URBAN_GOVERNMENT))
    assert {unit.code: unit.of_day for unit in units} == dict.fromkeys(kept, COLLECTIVE)
    assert not UnitRegime.objects.filter(unit__name__istartswith="Ủy ban nhân dân xã").exists()
    assert not UnitRegime.objects.exclude(unit__kind=OrgUnit.Kind.COMMITTEE).exists()


def test_a_ward_that_began_meanwhile_began_under_its_head() -> None:
    settled({"01"})
    began = OrgUnit.objects.filter(kind=OrgUnit.Kind.COMMITTEE, level=OrgUnit.Level.COMMUNE, valid_from=country.COMMUNES_MERGED)
    wards = began.filter(name__istartswith="Ủy ban nhân dân phường")
    assert set(wards.values_list("regime", flat=True)) == {HEAD}
    assert set(began.difference(wards).values_list("regime", flat=True)) == {COLLECTIVE}
    assert not UnitRegime.objects.filter(unit__in=wards).exists()


def test_the_head_of_a_ward_signs_for_the_ward_alone_in_those_years() -> None:
    settled({"01"})
    ward = OrgUnit.objects.get(code="ubnd.00031")
    person = Person.objects.create(username="ct", full_name="Nguyễn Văn A")
    appoint(person, add_post(ward, title="Chủ tịch", role=Post.Role.HEAD), valid_from=ward.valid_from, by=None, at=AT)
    for day, over in ((SPRING_2021, ("TM. ỦY BAN NHÂN DÂN",)), (URBAN_GOVERNMENT, ())):
        assert signature(person, ward, kind="CV", on=day).authority_lines == over


@pytest.mark.parametrize("steps", [({"legacy": True, "current": False},) * 2, ({"current": True, "legacy": False}, {}), ({}, {})])
def test_loading_in_any_order_and_again_tells_it_once(steps: tuple[dict[str, Any], ...]) -> None:
    made = [settled({"48"}, **maps).regimes for maps in steps]
    assert sum(made) == UnitRegime.objects.count() == 42
    assert settled({"48"}).regimes == 0


def test_what_somebody_has_said_of_a_unit_stays() -> None:
    settled({"48"})
    ward, district = (OrgUnit.objects.get(code=code) for code in ("ubnd.20194", "ubnd.490"))
    drop_regime(ward.regimes.get(), by=None, at=AT)
    own = set_regime(ward, regime=HEAD, on=date(2022, 1, 1), basis="Quyết định riêng", by=None, at=AT)
    OrgUnit.objects.filter(pk=district.pk).update(regime=HEAD)
    district.regimes.all().delete()
    assert settled({"48"}).regimes == 0
    assert list(ward.regimes.all()) == [own]
    assert not district.regimes.exists()


def test_an_office_of_somebodys_own_that_goes_on_is_a_collective_body_again() -> None:
    made = settled({"48"}, legacy=True, current=False)
    area = next(area for place, area in made.areas.items() if place.code == "20194")
    OrgUnit.objects.filter(code="ubnd.20194").update(code="phuong-cu", valid_to=None)
    ward = OrgUnit.objects.get(code="phuong-cu")
    ward.regimes.all().delete()
    ward.versions.update(valid_to=None, parent=None)
    assert settled({"48"}, legacy=True, current=False).regimes == 2
    told = list(ward.regimes.order_by("valid_from").values_list("regime", "valid_from"))
    assert told == [(HEAD, URBAN_GOVERNMENT), (COLLECTIVE, FIRST_CURRENT_DAY)]
    assert area.name.startswith("Phường")
