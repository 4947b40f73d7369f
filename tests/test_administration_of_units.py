"""Units and posts, added and corrected by administrators within their scope."""

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from org_hierarchy.models import Area, OrgUnit, Person, Post, UnitArea, UnitVersion
from org_hierarchy.services import OrgError, set_areas
from records.models import Event

from .administering import administrators_browser, city_administrator, local_day, url
from .city import FIRST_DAY, City, signed_in

today = pytest.fixture(local_day)
admin = pytest.fixture(city_administrator)
office = pytest.fixture(administrators_browser)


def unit_data(**changes: str) -> dict[str, str]:
    data = {"name": "Ủy ban nhân dân phường Đội Cấn", "code": "p.doi-can", "kind": "ubnd", "line": "ubnd", "level": "commune"}
    return data | {"regime": "tap_the", "valid_from": "01/01/2026", "symbol": "UBND", "place": "Đội Cấn"} | changes


def test_a_unit_is_added_below_another_with_its_areas(city: City, office: Client, admin: Person) -> None:
    area = Area.objects.get(code="00028")
    page = url("unit_new", duoi=city.units["BD"].pk)
    answer = office.post(page, unit_data() | {"areas": str(area.pk)})
    unit = OrgUnit.objects.get(code="p.doi-can")
    assert answer["Location"] == unit.get_absolute_url()
    assert (unit.parent, unit.valid_from) == (city.units["BD"], date(2026, 1, 1))
    assert [row.area for row in UnitArea.objects.filter(unit=unit)] == [area]
    assert Event.objects.get(action="org_hierarchy.unit_added").by == admin


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "KM"}, "code"),
        ({"valid_from": "31/02/2026"}, "valid_from"),
        ({"valid_from": "01/01/1999"}, "valid_from"),
        ({"kind": "x"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_unit_is_said_beside_its_field_and_nothing_is_lost(
    city: City, office: Client, wrong: dict[str, str], field: str
) -> None:
    answer = office.post(url("unit_new", duoi=city.units["BD"].pk), unit_data(**wrong))
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Ủy ban nhân dân phường Đội Cấn"' in answer.content.decode()
    assert not OrgUnit.objects.filter(name__contains="Đội Cấn").exists()


def test_a_root_is_added_by_an_administrator_of_everything_alone(city: City, office: Client) -> None:
    assert office.post(url("unit_new"), unit_data()).status_code == 403
    chief = Person.objects.create(username="chief", full_name="Quản trị toàn hệ thống", is_superuser=True)
    assert signed_in(chief).post(url("unit_new"), unit_data()).status_code == 302
    assert OrgUnit.objects.get(code="p.doi-can").parent is None


def test_what_is_said_of_a_unit_is_corrected_without_another_version(city: City, office: Client, today: date) -> None:
    unit = city.units["KM"]
    area = Area.objects.get(code="00004")
    data = {"short_name": "UBND P. Kim Mã", "symbol": "UBND-KM", "place": "Kim Mã", "regime": "thu_truong", "areas": str(area.pk)}
    assert office.post(url("unit_edit", unit.pk), data).status_code == 302
    unit.refresh_from_db()
    version = UnitVersion.objects.get(unit=unit)
    assert (unit.symbol, version.symbol, unit.regime) == ("UBND-KM", "UBND-KM", "thu_truong")
    assert "ubnd p. kim ma" in unit.folded_name
    assert [row.area for row in UnitArea.objects.filter(unit=unit, valid_to=None)] == [area]
    assert UnitArea.objects.get(unit=unit, area__code="00028").valid_to == today


def test_areas_served_before_stay_on_record_and_one_day_of_two_minds_leaves_none(city: City, today: date) -> None:
    unit, kim_ma, truc_bach = city.units["KM"], Area.objects.get(code="00028"), Area.objects.get(code="00004")
    at = timezone.now()
    set_areas(unit, [truc_bach], on=today, by=None, at=at)
    set_areas(unit, [kim_ma], on=today, by=None, at=at)
    rows = list(UnitArea.objects.filter(unit=unit).order_by("valid_from").values_list("area", "valid_from", "valid_to"))
    assert rows == [(kim_ma.pk, FIRST_DAY, today), (kim_ma.pk, today, None)]
    with pytest.raises(OrgError, match="không hoạt động"):
        set_areas(unit, [], on=date(1999, 1, 1), by=None, at=at)


def test_a_post_is_added_and_its_holder_appointed_in_one_go(city: City, office: Client) -> None:
    unit = city.units["KM"]
    answer = office.post(url("post_new", unit.pk), {"title": "Phó Chủ tịch", "role": "deputy", "appoint": "1"})
    post = Post.objects.get(unit=unit, role="deputy")
    assert answer["Location"] == url("appoint", post.pk)
    again = office.post(url("post_new", unit.pk), {"title": " Phó  Chủ tịch", "role": "deputy"})
    assert again.status_code == 400
    assert "đã có chức vụ" in again.content.decode()


def test_the_page_of_a_unit_shows_its_acts_to_its_administrators_alone(city: City, office: Client) -> None:
    page = city.units["BD"].get_absolute_url()
    mine = office.get(page).content.decode()
    for name in ("unit_edit", "post_new", "mandate_new"):
        assert url(name, city.units["BD"].pk) in mine
    assert "/quan-tri/" not in signed_in(city["stranger"]).get(page).content.decode()
    then = office.get(page, {"ngay": "2021-03-18"}).content.decode()
    assert url("post_new", city.units["BD"].pk) not in then, "the past is read, not changed"
