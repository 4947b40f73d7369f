"""The whole country on both maps, loaded once for all tests of this file."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.test.utils import CaptureQueriesContext

from org_hierarchy import country
from org_hierarchy.country.counts import PUBLISHED
from org_hierarchy.models import Area, OrgUnit, Succession, UnitArea, UnitVersion, valid_on
from org_hierarchy.queries import tree_on
from org_hierarchy.services import OrgError, UnitRow, add_units
from tests.country import AT, CITY_DAY, FIRST_CURRENT_DAY, LAST_LEGACY_DAY, SPRING_2021, TODAY, doubled, rows

Kind, Level = OrgUnit.Kind, OrgUnit.Level

COMMUNES_NOW = {  # VAS §5.2: province → communes, of them wards, communes, special zones
    "01": (126, 51, 75, 0), "04": (56, 3, 53, 0), "08": (124, 7, 117, 0), "11": (45, 3, 42, 0), "12": (38, 2, 36, 0),
    "14": (75, 8, 67, 0), "15": (99, 10, 89, 0), "19": (92, 15, 77, 0), "20": (65, 4, 61, 0), "22": (54, 30, 22, 2),
    "24": (99, 33, 66, 0), "25": (148, 15, 133, 0), "31": (114, 45, 67, 2), "33": (104, 11, 93, 0), "37": (129, 32, 97, 0),
    "38": (166, 19, 147, 0), "40": (130, 11, 119, 0), "42": (69, 9, 60, 0), "44": (78, 8, 69, 1), "46": (40, 21, 19, 0),
    "48": (94, 23, 70, 1), "51": (96, 9, 86, 1), "52": (135, 25, 110, 0), "56": (65, 16, 48, 1), "66": (102, 14, 88, 0),
    "68": (124, 20, 103, 1), "75": (95, 33, 62, 0), "79": (168, 113, 54, 1), "80": (96, 14, 82, 0), "82": (102, 20, 82, 0),
    "86": (124, 19, 105, 0), "91": (102, 14, 85, 3), "92": (103, 31, 72, 0), "96": (64, 9, 55, 0),
}  # fmt: skip


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[country.Loaded]:
    """Both maps in a transaction that stays open for the file, and is undone after it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield country.load(legacy=True, current=True, at=AT)
            transaction.set_rollback(True)
        connection.close()


@pytest.fixture(autouse=True)
def _undone(loaded: country.Loaded) -> Iterator[None]:
    """What a test writes is undone after it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def on(day: date, **wanted: Any) -> Any:
    return OrgUnit.objects.on(day).filter(**wanted)


def office(kind: str, level: str, code: str, day: date) -> OrgUnit:
    return OrgUnit.objects.on(day).get(valid_on(day, "served__"), kind=kind, served__area__level=level, served__area__code=code)


@pytest.mark.parametrize(
    ("day", "provinces", "districts", "communes"),
    [(LAST_LEGACY_DAY, 63, 696, 10_035), (FIRST_CURRENT_DAY, 34, 0, 3321), (CITY_DAY, 34, 0, 3321), (TODAY, 34, 0, 3321)],
)
def test_each_map_has_the_areas_and_committees_of_the_law(day: date, provinces: int, districts: int, communes: int) -> None:
    wanted = {"province": provinces, "district": districts, "commune": communes}
    areas = Area.objects.filter(valid_on(day)).exclude(level=Area.Level.COUNTRY)
    assert {level: areas.filter(level=level).count() for level in wanted} == wanted
    assert {level: on(day, kind=Kind.COMMITTEE, level=level).count() for level in wanted} == wanted
    assert on(day, kind=Kind.BHXH).count() == 1 + provinces + districts
    assert doubled(day) == []


@pytest.mark.parametrize(
    ("day", "cities", "wards", "communes"), [(FIRST_CURRENT_DAY, 6, 687, 2621), (date(2026, 4, 29), 6, 687, 2621), (CITY_DAY, 7, 697, 2611)]
)
def test_dong_nai_becomes_a_city_with_ten_wards_on_its_day(day: date, cities: int, wards: int, communes: int) -> None:
    areas = Area.objects.filter(valid_on(day))
    assert areas.filter(level=Area.Level.PROVINCE, name__startswith="Thành phố ").count() == cities
    kinds = areas.filter(level=Area.Level.COMMUNE).aggregate(
        wards=Count("pk", filter=Q(name__startswith="Phường ")),
        communes=Count("pk", filter=Q(name__startswith="Xã ")),
        zones=Count("pk", filter=Q(name__startswith="Đặc khu ")),
    )
    assert kinds == {"wards": wards, "communes": communes, "zones": 13}
    versions = UnitVersion.objects.filter(valid_on(day), unit__kind=Kind.COMMITTEE)
    assert versions.filter(name__contains="đặc khu").count() + versions.filter(name__contains="Đặc khu").count() == 13


@pytest.mark.parametrize(("code", "numbers"), COMMUNES_NOW.items())
def test_each_province_has_the_communes_of_today_below_it(code: str, numbers: tuple[int, int, int, int]) -> None:
    province = office(Kind.COMMITTEE, Area.Level.PROVINCE, code, TODAY)
    below = [version for version in tree_on(TODAY, province) if version.unit_id != province.pk]
    kinds = Counter(UnitArea.objects.filter(valid_on(TODAY), unit__in=[v.unit_id for v in below]).values_list("area__name", flat=True))
    by_type = Counter(country.split_type(name)[0] for name in kinds.elements())
    assert (len(below), by_type["Phường"], by_type["Xã"], by_type["Đặc khu"]) == numbers
    assert {version.parent_id for version in below} == {province.pk}


def test_the_tree_of_2021_has_districts_and_the_tree_of_today_has_none() -> None:
    def levels(day: date) -> Counter[tuple[str, int]]:
        city = office(Kind.COMMITTEE, Area.Level.PROVINCE, "01", day)
        return Counter((version.unit.level, len(version.path) // 9) for version in tree_on(day, city))

    assert levels(SPRING_2021) == {(Level.PROVINCE, 1): 1, (Level.DISTRICT, 2): 30, (Level.COMMUNE, 3): 579}
    assert levels(TODAY) == {(Level.PROVINCE, 1): 1, (Level.COMMUNE, 2): 126}
    ho_chi_minh = office(Kind.COMMITTEE, Area.Level.PROVINCE, "79", SPRING_2021)
    district_10 = office(Kind.COMMITTEE, Area.Level.DISTRICT, "771", SPRING_2021)
    assert district_10.parent == ho_chi_minh
    assert tree_on(SPRING_2021, district_10).count() == 15  # itself and its fourteen wards
    assert tree_on(TODAY, district_10).count() == 0


def test_every_version_stands_under_what_existed_on_its_days() -> None:
    assert not UnitVersion.objects.exclude(parent=None).filter(
        Q(valid_from__lt=F("parent__valid_from"))
        | Q(valid_to=None, parent__valid_to__isnull=False)
        | Q(valid_to__gt=F("parent__valid_to"))
    ).exists()  # fmt: skip
    days = (SPRING_2021, LAST_LEGACY_DAY, FIRST_CURRENT_DAY, TODAY)
    for day in days:
        paths = dict(UnitVersion.objects.filter(valid_on(day)).values_list("unit", "path"))
        above = UnitVersion.objects.filter(valid_on(day)).values_list("unit", "parent", "path")
        assert all(path == (paths[parent] if parent else "") + f"{unit:09d}" for unit, parent, path in above)
        assert len(paths) == OrgUnit.objects.on(day).count()


def test_a_province_left_as_it_was_is_one_unit_and_one_area() -> None:
    for kind in (Kind.COMMITTEE, Kind.BHXH):
        assert office(kind, Area.Level.PROVINCE, "01", SPRING_2021) == office(kind, Area.Level.PROVINCE, "01", TODAY)
        assert office(kind, Area.Level.PROVINCE, "08", SPRING_2021) != office(kind, Area.Level.PROVINCE, "08", TODAY)
    assert Area.objects.filter(level=Area.Level.PROVINCE, code="01").count() == 1
    lasting = OrgUnit.objects.filter(kind=Kind.COMMITTEE, level=Level.PROVINCE, valid_to=None, valid_from__lt=FIRST_CURRENT_DAY)
    assert lasting.count() == 11  # NQ 202/2025/QH15


def test_a_commune_that_the_reform_left_alone_is_one_unit_under_two_superiors() -> None:
    lasting = OrgUnit.objects.filter(kind=Kind.COMMITTEE, level=Level.COMMUNE, valid_to=None, valid_from__lt=FIRST_CURRENT_DAY)
    assert lasting.count() == 125
    for unit in lasting.prefetch_related("versions__parent")[:10]:
        before, after = sorted(unit.versions.filter(valid_from__lte=FIRST_CURRENT_DAY), key=lambda version: version.valid_from)
        assert (before.parent.level, before.valid_to) == (Level.DISTRICT, FIRST_CURRENT_DAY)
        assert (after.parent.level, after.valid_from) == (Level.PROVINCE, FIRST_CURRENT_DAY)
        assert (unit.parent, unit.path) == (after.parent, after.path)


def test_a_renamed_province_is_one_unit_with_a_version_for_each_name() -> None:
    for kind, full in ((Kind.COMMITTEE, "Ủy ban nhân dân"), (Kind.BHXH, "Bảo hiểm xã hội")):
        unit = office(kind, Area.Level.PROVINCE, "75", TODAY)
        told = list(unit.versions.order_by("valid_from").values_list("name", "place", "valid_from", "valid_to"))
        assert told == [
            (f"{full} tỉnh Đồng Nai", "Đồng Nai", FIRST_CURRENT_DAY, CITY_DAY),
            (f"{full} thành phố Đồng Nai", "Đồng Nai", CITY_DAY, None),
        ]
        assert unit.name == f"{full} thành phố Đồng Nai"
        assert office(kind, Area.Level.PROVINCE, "75", FIRST_CURRENT_DAY) == unit
        assert office(kind, Area.Level.PROVINCE, "75", LAST_LEGACY_DAY) != unit
    hue = office(Kind.COMMITTEE, Area.Level.PROVINCE, "46", SPRING_2021)
    assert [v.name for v in hue.versions.order_by("valid_from")] == ["Ủy ban nhân dân tỉnh Thừa Thiên Huế", "Ủy ban nhân dân thành phố Huế"]
    ward = office(Kind.COMMITTEE, Area.Level.COMMUNE, "26368", TODAY)
    assert [v.name for v in ward.versions.order_by("valid_from")] == ["Ủy ban nhân dân xã Long Thành", "Ủy ban nhân dân phường Long Thành"]


def heirs(unit: OrgUnit) -> set[str]:
    return set(Succession.objects.filter(predecessor=unit).values_list("successor__short_name", flat=True))


def test_district_10_is_continued_by_the_three_wards_that_took_it_in() -> None:
    district = office(Kind.COMMITTEE, Area.Level.DISTRICT, "771", SPRING_2021)
    assert heirs(district) == {"UBND phường Diên Hồng", "UBND phường Vườn Lài", "UBND phường Hòa Hưng"}
    assert set(Succession.objects.filter(predecessor=district).values_list("day", flat=True)) == {FIRST_CURRENT_DAY}


def test_a_split_commune_has_every_heir_and_an_island_district_its_zone() -> None:
    assert heirs(office(Kind.COMMITTEE, Area.Level.COMMUNE, "27169", SPRING_2021)) == {"UBND phường Diên Hồng", "UBND phường Hòa Hưng"}
    assert heirs(office(Kind.COMMITTEE, Area.Level.DISTRICT, "536", SPRING_2021)) == {"UBND đặc khu Lý Sơn"}


def test_social_insurance_is_continued_by_that_of_the_province() -> None:
    assert heirs(office(Kind.BHXH, Area.Level.PROVINCE, "74", SPRING_2021)) == {"BHXH Thành phố Hồ Chí Minh"}
    assert heirs(office(Kind.BHXH, Area.Level.DISTRICT, "073", SPRING_2021)) == {"BHXH tỉnh Tuyên Quang"}
    assert heirs(office(Kind.BHXH, Area.Level.DISTRICT, "001", SPRING_2021)) == {"BHXH thành phố Hà Nội"}


def test_whoever_ended_with_the_reform_is_continued_by_somebody_of_its_line() -> None:
    ended = OrgUnit.objects.filter(valid_to=FIRST_CURRENT_DAY)
    assert ended.count() == 63 - 11 + 696 + 10_035 - 125 + 63 - 11 + 696
    assert not ended.filter(successions=None).exists()
    assert not Succession.objects.exclude(predecessor__line=F("successor__line")).exists()
    assert not Succession.objects.filter(Q(predecessor__valid_from__gt=F("day")) | Q(successor__valid_from__gt=F("day"))).exists()
    provinces = ended.filter(level=Level.PROVINCE).annotate(heirs=Count("successions"))
    assert set(provinces.values_list("heirs", flat=True)) == {1}


def test_loading_again_writes_nothing() -> None:
    before = rows()
    with CaptureQueriesContext(connection) as asked:
        again = country.load(legacy=True, current=True, at=AT)
    assert (again.areas, again.units, again.prolonged, again.successions, again.regimes) == (0, 0, 0, 0, 0)
    assert not [query["sql"] for query in asked if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert rows() == before


def test_a_doubled_area_stops_the_load_and_nothing_is_written() -> None:
    Succession.objects.all().delete()
    Area.objects.create(code="99999", name="Xã Thừa Ra", level=Area.Level.COMMUNE, valid_from=date(2020, 1, 1))
    with pytest.raises(OrgError, match=r"xã .*7\.693 thay vì 7\.692") as refused:
        country.load(legacy=True, current=True, at=AT)
    assert refused.value.code == "country_counts"
    assert not Succession.objects.exists()


def test_an_office_of_several_communes_can_change_them_and_a_load_leaves_it_alone() -> None:
    province = office(Kind.BHXH, Area.Level.PROVINCE, "79", TODAY)
    communes = list(Area.objects.filter(valid_on(TODAY), level=Area.Level.COMMUNE, parent__code="79").order_by("code")[:3])
    new = [
        UnitRow(code=f"bhxh-co-so-{n}", name=f"Bảo hiểm xã hội cơ sở số {n}", kind=Kind.BHXH, line=OrgUnit.Line.BHXH, level=Level.DISTRICT,
                valid_from=FIRST_CURRENT_DAY, parent=province.code, areas=tuple(areas))
        for n, areas in ((1, communes[:2]), (2, communes[2:]))
    ]  # fmt: skip
    first, second = add_units(new).values()
    UnitArea.objects.filter(unit=first, area=communes[1]).update(valid_to=date(2026, 1, 1))
    UnitArea.objects.create(unit=second, area=communes[1], valid_from=date(2026, 1, 1))
    before = rows()
    country.load(legacy=True, current=True, at=AT)
    assert rows() == before
    serving = UnitArea.objects.filter(area=communes[1], unit__in=[first, second])
    assert serving.get(valid_on(date(2025, 12, 31))).unit == first
    assert serving.get(valid_on(TODAY)).unit == second


def test_codes_say_line_and_area_and_when_a_later_body_began() -> None:
    wanted = {
        ("ubnd", "province", "01", TODAY): "ubnd.01",
        ("ubnd", "province", "08", SPRING_2021): "ubnd.08",
        ("ubnd", "province", "08", TODAY): "ubnd.08.2507",
        ("ubnd", "district", "771", SPRING_2021): "ubnd.771",
        ("ubnd", "commune", "00004", SPRING_2021): "ubnd.00004",
        ("ubnd", "commune", "00004", TODAY): "ubnd.00004.2507",
        ("bhxh", "country", "VN", TODAY): "bhxh.vn",
        ("bhxh", "province", "79", TODAY): "bhxh.79.2507",
    }
    assert {key: office(*key).code for key in wanted} == wanted


@pytest.mark.parametrize(
    ("level", "code", "name", "place"),
    [
        ("province", "79", "Ủy ban nhân dân Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("province", "04", "Ủy ban nhân dân tỉnh Cao Bằng", "Cao Bằng"),
        ("district", "771", "Ủy ban nhân dân Quận 10", "Quận 10"),
        ("district", "007", "Ủy ban nhân dân Quận Hai Bà Trưng", "Quận Hai Bà Trưng"),
        ("district", "002", "Ủy ban nhân dân quận Hoàn Kiếm", "Hoàn Kiếm"),
        ("commune", "00031", "Ủy ban nhân dân phường Giảng Võ", "Giảng Võ"),
    ],
)
def test_an_office_bears_its_area_s_name_as_the_decree_writes_it(level: str, code: str, name: str, place: str) -> None:
    unit = OrgUnit.objects.filter(kind=Kind.COMMITTEE, served__area__level=level, served__area__code=code).order_by("valid_from").first()
    assert unit is not None
    assert (unit.name, unit.place, unit.symbol, unit.regime) == (name, place, "UBND", OrgUnit.Regime.COLLECTIVE)


def test_what_differs_from_the_published_figures_is_told_with_its_three_names() -> None:
    spec = find_spec("vietnamadminunits")
    assert spec is not None
    assert spec.origin is not None
    with closing(sqlite3.connect(Path(spec.origin).parent / "data" / "dataset.db")) as data:
        rows = data.execute("SELECT DISTINCT ward, wardType, wardCode FROM admin_units_legacy WHERE wardCode IS NOT NULL").fetchall()
    assert Counter(kind for _, kind, _ in rows) == PUBLISHED  # VAS §5.1
    otherwise = sorted(name for name, kind, _ in rows if not name.lower().startswith(kind.lower()))
    assert otherwise == ["Phường 15", "Phường 5", "Thị trấn Ngọc Lặc"]
    (doubt,) = country.doubts(legacy=True)
    for words in ("xã 7.692 (công bố 7.695)", "phường 1.726 (công bố 1.724)", "thị trấn 617 (công bố 616)", *otherwise[1:]):
        assert words in doubt
    assert country.doubts(legacy=False) == []
