"""The stages of units that change their name or their superior while they live."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from org_hierarchy.country.areas import BATCH, holds
from org_hierarchy.country.offices import Stage
from org_hierarchy.country.plan import Plan
from org_hierarchy.models import LASTS, PATH_STEP, OrgUnit, UnitArea, UnitVersion
from org_hierarchy.services import OrgError, refresh_names
from org_hierarchy.services.units import hold_tree
from records.batches import batches
from records.events import record_changes
from records.text import fold, sort_key

CHUNK = 500  # values of one IN (…)


def prolong(plan: Plan, ids: Mapping[str, int], *, at: datetime) -> None:
    """Tell the stages that are not told yet: a version where name or superior change, the area, and the unit's own columns of today."""
    if not plan.staged:
        return
    hold_tree()
    told: dict[int, list[UnitVersion]] = {}
    codes = {plan.holders[office.kind, stage.place] for office, stages in plan.staged for stage in stages}
    codes |= {above for office, stages in plan.staged for stage in stages if (above := plan.above(office, stage))}
    for chunk in batches(sorted(ids[code] for code in codes), CHUNK):
        for version in UnitVersion.objects.filter(LASTS, unit__in=chunk).order_by("valid_from").select_related("unit"):
            told.setdefault(version.unit_id, []).append(version)
    changed: dict[int, OrgUnit] = {}
    for office, stages in plan.staged:
        for stage in stages:
            own = ids[plan.holders[office.kind, stage.place]]
            superior = plan.above(office, stage)
            superior_id = ids[superior] if superior else None
            if _tell(told[own], stage, above=superior_id, path_above=_path_on(told, superior_id, stage.place.valid_from)):
                changed[own] = told[own][0].unit
    shortened = [version for versions in told.values() for version in versions if version.pk]
    UnitVersion.objects.bulk_update([v for v in shortened if v.unit_id in changed], ["valid_to"], batch_size=CHUNK)
    UnitVersion.objects.bulk_create((v for versions in told.values() for v in versions if not v.pk), batch_size=CHUNK)
    said = []
    for unit in changed.values():
        before = _facts(unit)
        _stand(unit, told[unit.pk], today=timezone.localdate(at))
        said.append((unit, before, _facts(unit)))
    own_columns = ["name", "short_name", "place", "folded_name", "sort_name", "parent", "path", "valid_from", "valid_to"]
    OrgUnit.objects.bulk_update(changed.values(), own_columns, batch_size=CHUNK // 5)
    record_changes("org_hierarchy.unit_edited", said, by=None, at=at)
    served = (
        (ids[plan.holders[office.kind, stage.place]], plan.stored[stage.place], stage.place)
        for office, stages in plan.staged
        for stage in stages
    )
    UnitArea.objects.bulk_create(
        (UnitArea(unit_id=unit, area=area, valid_from=place.valid_from, valid_to=place.valid_to) for unit, area, place in served),
        batch_size=BATCH,
        ignore_conflicts=True,
    )
    refresh_names(ids[plan.holders[office.kind, stage.place]] for office, stages in plan.staged for stage in stages)


def _facts(unit: OrgUnit) -> dict[str, Any]:
    days = {"valid_from": str(unit.valid_from), "valid_to": unit.valid_to and str(unit.valid_to)}
    return {"name": unit.name, "parent": unit.parent_id} | days


def _path_on(told: Mapping[int, Sequence[UnitVersion]], unit: int | None, day: date) -> str:
    if unit is None:
        return ""
    version = next((v for v in told[unit] if holds(day, v.valid_from, v.valid_to)), None)
    if version is None:
        name = told[unit][0].name
        raise OrgError(
            "outside_parent", f"{name} không tồn tại ngày {day:%d/%m/%Y} nên không thể có đơn vị trực thuộc; hãy sửa ngày của đơn vị này."
        )
    return version.path


def _tell(versions: list[UnitVersion], stage: Stage, *, above: int | None, path_above: str) -> bool:
    """Add the version of that stage to the unit's; whether there was anything to add. One that somebody wrote for its first day stays."""
    first, end = stage.place.valid_from, stage.place.valid_to
    before = next((v for v in versions if holds(first, v.valid_from, v.valid_to)), None)
    if before is not None and (before.valid_from == first or (before.name == stage.name and before.parent_id == above)):
        return False
    after = next((v for v in versions if v.valid_from > first), None)
    unit = versions[0].unit
    previous = next((v for v in versions if v.valid_to == first), None)
    if before is not None:
        end, before.valid_to = before.valid_to, first
    elif previous is not None and previous.name == stage.name and previous.parent_id == above:
        previous.valid_to = end
        return True
    elif after is not None:
        end = after.valid_from
    new = UnitVersion(
        unit=unit,
        name=stage.name,
        short_name=stage.short_name,
        folded_name=fold(f"{stage.name} {stage.short_name}"),
        sort_name=sort_key(stage.name),
        symbol=versions[0].symbol,
        place=stage.place_name,
        parent_id=above,
        path=f"{path_above}{unit.pk:0{PATH_STEP}d}",
        valid_from=first,
        valid_to=end,
    )
    versions.append(new)
    versions.sort(key=lambda version: version.valid_from)
    return True


def _stand(unit: OrgUnit, versions: Sequence[UnitVersion], *, today: date) -> None:
    """Make the unit's own columns those of the version of today: of its first when it is still to come, of its last when it is no more."""
    version = next((v for v in reversed(versions) if v.valid_from <= today), versions[0])
    unit.name, unit.short_name, unit.place = version.name, version.short_name, version.place
    unit.folded_name, unit.sort_name = version.folded_name, version.sort_name
    unit.parent_id, unit.path = version.parent_id, version.path
    unit.valid_from, unit.valid_to = versions[0].valid_from, versions[-1].valid_to
