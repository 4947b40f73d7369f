"""Committees without a council beside them, which worked under their head: urban government from 1/7/2021 to 30/6/2025.

In Hà Nội the wards (NQ 97/2019/QH14, then Luật Thủ đô 39/2024/QH15), in Đà Nẵng (NQ 119/2020/QH14, then NQ 136/2024/QH15) and Thành phố
Hồ Chí Minh (NQ 131/2020/QH14) the wards and the urban districts; thành phố Thủ Đức kept its council, its wards did not: NĐ 32, 33 and
34/2021/NĐ-CP. From 1/7/2025 every commune has a council again (Luật 72/2025/QH15).
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from org_hierarchy.country.areas import BATCH
from org_hierarchy.country.offices import Office
from org_hierarchy.country.places import TWO_LEVELS, Place
from org_hierarchy.country.wording import split_type
from org_hierarchy.models import Area, OrgUnit, UnitRegime
from records.batches import batches

URBAN_GOVERNMENT = date(2021, 7, 1)
COUNCILS_AGAIN = "Luật Tổ chức chính quyền địa phương số 72/2025/QH15"
RESOLUTIONS = {
    "01": "Nghị quyết 97/2019/QH14 ngày 27/11/2019 của Quốc hội",
    "48": "Nghị quyết 119/2020/QH14 ngày 19/6/2020 của Quốc hội",
    "79": "Nghị quyết 131/2020/QH14 ngày 16/11/2020 của Quốc hội",
}
WITHOUT_COUNCIL = {"01": {"Phường"}, "48": {"Phường", "Quận"}, "79": {"Phường", "Quận"}}
"""Of each of the three cities, the types of areas that had no council."""

Regime = OrgUnit.Regime


def regime_of(office: Office) -> OrgUnit.Regime:
    """In which regime the office began."""
    first = office.stages[0].place
    began_without = first.since >= URBAN_GOVERNMENT and basis_of(office)
    return Regime.HEAD if office.kind != OrgUnit.Kind.COMMITTEE or began_without else Regime.COLLECTIVE


def basis_of(office: Office) -> str:
    """The resolution by which the committee worked under its head; blank for one that never did."""
    if office.kind != OrgUnit.Kind.COMMITTEE:
        return ""
    return next((RESOLUTIONS[code] for stage in office.stages if (code := _city_without_council(stage.place))), "")


def _city_without_council(place: Place) -> str:
    if place.valid_from >= TWO_LEVELS or place.level not in {Area.Level.DISTRICT, Area.Level.COMMUNE}:
        return ""
    top = place
    while top.parent is not None and top.level != Area.Level.PROVINCE:
        top = top.parent
    return top.code if top.code in WITHOUT_COUNCIL and split_type(place.name)[0] in WITHOUT_COUNCIL[top.code] else ""


def store_regimes(offices: Iterable[Office], ids: Mapping[str, int]) -> int:
    """Say of the units that these offices are, by `ids` of the offices' codes, how they worked meanwhile; returns how many rows are new.

    A unit of which somebody has said anything stays as it is. Two queries per 500 offices of the three cities.
    """
    bases = {ids[office.code]: basis for office in offices if office.code in ids and (basis := basis_of(office))}
    new: list[UnitRegime] = []
    for chunk in batches(sorted(bases), 500):
        told = set(UnitRegime.objects.filter(unit__in=chunk).values_list("unit", flat=True))
        units = OrgUnit.objects.filter(pk__in=chunk).exclude(pk__in=told).order_by("pk")
        for pk, regime, first, end in units.values_list("pk", "regime", "valid_from", "valid_to"):
            new += _changes(pk, regime, first, end, bases[pk])
    UnitRegime.objects.bulk_create(new, batch_size=BATCH)
    return len(new)


def _changes(pk: int, regime: str, first: date, end: date | None, basis: str) -> Iterator[UnitRegime]:
    """What a unit that nobody has said anything of still lacks; one that began otherwise than such committees did is somebody's own."""
    if (regime == Regime.HEAD) != (first >= URBAN_GOVERNMENT):
        return
    if first < URBAN_GOVERNMENT and (end is None or end > URBAN_GOVERNMENT):
        yield UnitRegime(unit_id=pk, regime=Regime.HEAD, valid_from=URBAN_GOVERNMENT, basis=basis)
    if first < TWO_LEVELS and (end is None or end > TWO_LEVELS):
        yield UnitRegime(unit_id=pk, regime=Regime.COLLECTIVE, valid_from=TWO_LEVELS, basis=COUNCILS_AGAIN)
