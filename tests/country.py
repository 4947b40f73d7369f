"""What the tests of the country compare: every stored row by what it says, ids left out."""

from datetime import UTC, date, datetime
from typing import Any

from org_hierarchy.models import PATH_STEP, Area, OrgUnit, Succession, UnitArea, UnitName, UnitRegime, UnitVersion, valid_on

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
TODAY, LAST_LEGACY_DAY, FIRST_CURRENT_DAY, CITY_DAY = date(2026, 11, 20), date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 30)
SPRING_2021 = date(2021, 3, 18)


def rows() -> dict[str, set[tuple[Any, ...]]]:
    """Areas, units, versions, regimes, areas served, names and successions."""
    codes = dict(OrgUnit.objects.values_list("pk", "code"))

    def way(path: str) -> tuple[str, ...]:
        return tuple(codes[int(path[at : at + PATH_STEP])] for at in range(0, len(path), PATH_STEP))

    units = OrgUnit.objects.values_list(
        "code", "kind", "line", "level", "regime", "symbol", "place", "name", "short_name", "folded_name", "valid_from", "valid_to", "path"
    )
    versions = UnitVersion.objects.values_list(
        "unit__code", "name", "short_name", "folded_name", "sort_name", "symbol", "place", "parent__code", "valid_from", "valid_to", "path"
    )
    served = ("unit__code", "area__level", "area__code", "area__valid_from", "valid_from", "valid_to")
    above = ("parent__level", "parent__code", "parent__valid_from")
    return {
        "areas": set(Area.objects.values_list("level", "code", "name", "valid_from", "valid_to", *above)),
        "units": {(*row, way(path)) for *row, path in units},
        "versions": {(*row, way(path)) for *row, path in versions},
        "regimes": set(UnitRegime.objects.values_list("unit__code", "regime", "valid_from", "basis")),
        "served": set(UnitArea.objects.values_list(*served)),
        "names": set(UnitName.objects.values_list("unit__code", "area__level", "area__code", "key", "is_placed", "valid_from", "valid_to")),
        "successions": set(Succession.objects.values_list("predecessor__code", "successor__code", "day")),
    }


def doubled(day: date) -> list[tuple[Any, ...]]:
    """The areas that two offices of one kind and level serve on that day."""
    kinds = (OrgUnit.Kind.COMMITTEE, OrgUnit.Kind.BHXH)
    serving = UnitArea.objects.filter(valid_on(day), valid_on(day, "unit__"), unit__kind__in=kinds)
    seen = list(serving.values_list("unit__kind", "unit__level", "area__level", "area__code"))
    return sorted({row for row in seen if seen.count(row) > 1}) if len(seen) != len(set(seen)) else []
