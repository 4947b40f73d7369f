"""How a unit works, its head alone or a collective body, is of a day, and so is the block over its signatures."""

from datetime import date, timedelta

import pytest

from org_hierarchy import importing, queries
from org_hierarchy.importing import UNITS
from org_hierarchy.models import OrgUnit, UnitRegime
from org_hierarchy.services import drop_regime, set_regime, signature
from records.models import Event

from .administering import url
from .city import AT, DAY, FIRST_DAY, City, Role, refused, signed_in
from .spreadsheets import known_district, ran

PILOT, LAW = date(2021, 7, 1), date(2025, 7, 1)
RESOLUTION = "Nghị quyết 97/2019/QH14 ngày 27/11/2019 của Quốc hội"
HEAD, COLLECTIVE = OrgUnit.Regime.HEAD, OrgUnit.Regime.COLLECTIVE
EVE = timedelta(days=1)


def under_its_head(unit: OrgUnit) -> tuple[UnitRegime, UnitRegime]:
    """As wards of Hà Nội worked between the pilot and the law of 2025."""
    first = set_regime(unit, regime=HEAD, on=PILOT, basis=RESOLUTION, by=None, at=AT)
    return first, set_regime(unit, regime=COLLECTIVE, on=LAW, basis="Luật 72/2025/QH15", by=None, at=AT)


def test_a_block_goes_by_the_regime_of_its_day(city: City) -> None:
    ward = city.units["KM"]
    chairman, deputy = city.person("KM", Role.HEAD), city.person("KM", Role.DEPUTY)
    under_its_head(ward)
    body = ("TM. ỦY BAN NHÂN DÂN",)
    for day, over in ((DAY, body), (PILOT - EVE, body), (PILOT, ()), (LAW - EVE, ()), (LAW, body)):
        assert signature(chairman, ward, kind="CV", on=day).authority_lines == over
        assert signature(deputy, ward, kind="CV", on=day).authority_lines == (*over, "KT. CHỦ TỊCH")
        assert signature(city["chairman"], city.units["HN"], kind="CV", on=day).authority_lines == body
    regimes = OrgUnit.objects.annotate(of_day=queries.regime_on(PILOT)).filter(code__in=["KM", "TB"]).order_by("code")
    assert list(regimes.values_list("of_day", flat=True)) == [HEAD, COLLECTIVE]


def test_what_was_noted_by_mistake_is_taken_back(city: City) -> None:
    ward, chairman = city.units["KM"], city.person("KM", Role.HEAD)
    first, _ = under_its_head(ward)
    drop_regime(first, by=None, at=AT)
    assert signature(chairman, ward, kind="CV", on=PILOT).authority_lines == ("TM. ỦY BAN NHÂN DÂN",)
    assert Event.objects.get(action="org_hierarchy.regime_dropped").before["basis"] == RESOLUTION
    refused("stale", lambda: drop_regime(first, by=None, at=AT))


@pytest.mark.parametrize(
    ("code", "regime", "on", "basis"),
    [
        ("bad_value", "quân chủ", DAY, "x"),
        ("bad_value", HEAD, DAY, " "),
        ("bad_value", HEAD, DAY, "x" * 301),
        ("outside_unit", HEAD, FIRST_DAY, "x"),
        ("outside_unit", HEAD, FIRST_DAY - EVE, "x"),
        ("already_set", COLLECTIVE, PILOT, "x"),
        ("same_regime", COLLECTIVE, DAY, "x"),
        ("same_regime", HEAD, PILOT + EVE, "x"),
        ("same_regime", HEAD, DAY, "x"),
    ],
)
def test_a_change_that_is_none_is_refused(city: City, code: str, regime: str, on: date, basis: str) -> None:
    under_its_head(city.units["KM"])
    before = Event.objects.count()
    refused(code, lambda: set_regime(city.units["KM"], regime=regime, on=on, basis=basis, by=None, at=AT))
    assert (UnitRegime.objects.count(), Event.objects.count()) == (2, before)


def test_a_unit_that_is_gone_changes_no_more(city: City) -> None:
    OrgUnit.objects.filter(code="KM").update(valid_to=PILOT)
    refused("outside_unit", lambda: set_regime(city.units["KM"], regime=HEAD, on=PILOT, basis="x", by=None, at=AT))


def test_the_administrator_sets_it_on_the_page_of_the_unit(city: City) -> None:
    ward, office = city.units["KM"], signed_in(city.person("HN", Role.ADMINISTRATOR))
    page, data = url("unit_regime", ward.pk), {"regime": HEAD, "on": "01/07/2021", "basis": RESOLUTION}
    assert "Đổi chế độ làm việc" in office.get(ward.get_absolute_url()).content.decode()
    assert signed_in(city.person("HK", Role.ADMINISTRATOR)).post(page, data).status_code == 403
    again = office.post(page, data | {"basis": ""})
    assert (again.status_code, UnitRegime.objects.count()) == (400, 0)
    assert office.post(page, data).status_code == 302
    row = UnitRegime.objects.get()
    assert Event.objects.get(action="org_hierarchy.regime_set").by == city.person("HN", Role.ADMINISTRATOR)
    assert "không có gì thay đổi" in office.post(page, data | {"on": "02/07/2021"}).content.decode()
    shown = office.get(ward.get_absolute_url(), {"ngay": "2021-06-30"}).content.decode()
    assert "<dd>Chế độ tập thể" in shown
    shown = signed_in(city["stranger"]).get(ward.get_absolute_url(), {"ngay": "2021-07-01"}).content.decode()
    assert "<dd>Chế độ thủ trưởng" in shown
    assert RESOLUTION in shown
    assert page not in shown
    drop = url("regime_drop", row.pk)
    assert signed_in(city.person("HK", Role.ADMINISTRATOR)).post(drop).status_code == 403
    assert office.get(drop).status_code == 405
    assert office.post(drop).status_code == 302
    assert office.post(drop).status_code == 404
    assert not UnitRegime.objects.exists()


def test_a_file_may_say_the_regime_of_the_day_but_not_change_one_with_a_date(city: City) -> None:
    unit = city.units["BD"]
    set_regime(unit, regime=HEAD, on=FIRST_DAY + EVE, basis=RESOLUTION, by=None, at=AT)
    for said, imported in (("Chế độ thủ trưởng", True), ("Chế độ tập thể (ký TM.)", False)):
        outcome = importing.outcome(ran(city, UNITS, [known_district(Chế_độ_làm_việc=said)]))
        assert outcome is not None
        assert outcome.imported == imported, outcome.problems
        unit.refresh_from_db()
        assert unit.regime == COLLECTIVE
    assert "hãy dùng trang của đơn vị" in outcome.problems[0][1]
