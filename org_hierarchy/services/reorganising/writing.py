"""A plan becomes dated rows, all in the caller's transaction."""

from collections.abc import Sequence

from django.db.models import F

from org_hierarchy.models import OrgUnit, Succession, UnitArea, UnitVersion, valid_on
from org_hierarchy.services.reorganising import subtrees
from org_hierarchy.services.reorganising.people import Undo, end_seats
from org_hierarchy.services.reorganising.plan import Place, Plan, find_paths
from org_hierarchy.services.units import CHUNK, step
from records.batches import batches
from records.text import fold, nfc, sort_key


def write(plan: Plan) -> Undo:
    """Close what ends on the day, open what begins; returns what a withdrawal needs beside the rows themselves."""
    _add_created(plan)
    there = [place for place in plan.places.values() if place.old]
    _close([place.old.pk for place in there if place.old], plan)
    UnitVersion.objects.bulk_create(_version(place, plan) for place in plan.places.values() if not place.ends)
    to_come = subtrees.move(plan.subtrees(), plan.reorganisation, besides=[place.old.path for place in there if place.old])
    set_first_paths(to_come)
    ended = [place.unit.pk for place in plan.ended]
    for chunk in batches(ended, CHUNK):
        OrgUnit.objects.filter(pk__in=chunk).update(valid_to=plan.day)
    _pass_areas(plan)
    Succession.objects.bulk_create(
        [
            Succession(predecessor=predecessor, successor=successor, day=plan.day, opened_by=plan.reorganisation)
            for predecessor, successor in plan.successions
        ],
        ignore_conflicts=True,  # the same two of an earlier decision of that day
    )
    named = {place.unit.pk for place in plan.places.values()} | {heir.pk for row in plan.areas for heir in row.heirs}
    return end_seats(ended, plan.day) | {"named": sorted(named)}


def set_first_paths(unit_ids: Sequence[int]) -> None:
    """Units that are still to come stand where their first version does."""
    for chunk in batches(unit_ids, CHUNK):
        firsts = UnitVersion.objects.filter(unit__in=chunk, valid_from=F("unit__valid_from")).exclude(valid_to=F("valid_from"))
        units = [OrgUnit(pk=pk, path=path) for pk, path in firsts.values_list("unit_id", "path")]
        OrgUnit.objects.bulk_update(units, ["path"])


def _add_created(plan: Plan) -> None:
    created = plan.created
    if not created:
        return
    depths: dict[int, list[Place]] = {}
    for place in created:
        depths.setdefault(len(place.path), []).append(place)
    for places in depths.values():  # each after its superior, whose id it needs
        for place in places:
            place.unit.parent = place.parent  # takes the id that the superior has only now
            place.unit.path = place.path
        OrgUnit.objects.bulk_create(place.unit for place in places)
    versions = {place.old.unit_id: place.old for place in plan.places.values() if place.old}
    superiors = [place.parent.pk for place in (*created, *plan.moved) if place.parent and place.parent.pk not in versions]
    for chunk in batches(superiors, CHUNK):
        versions |= {version.unit_id: version for version in UnitVersion.objects.filter(valid_on(plan.day), unit__in=chunk)}
    find_paths(plan, versions, {place.unit.code: step(place.unit.pk) for place in created})
    for place in created:
        place.unit.path = place.path
    OrgUnit.objects.bulk_update([place.unit for place in created], ["path"], batch_size=CHUNK)


def _close(version_ids: Sequence[int], plan: Plan) -> None:
    for chunk in batches(version_ids, CHUNK):
        UnitVersion.objects.filter(pk__in=chunk).update(was_valid_to=F("valid_to"), valid_to=plan.day, closed_by=plan.reorganisation)


def _version(place: Place, plan: Plan) -> UnitVersion:
    name, short_name = nfc(place.name), nfc(place.short_name)
    return UnitVersion(
        unit=place.unit,
        name=name,
        short_name=short_name,
        folded_name=fold(f"{name} {short_name}"),
        sort_name=sort_key(name),
        symbol=nfc(place.symbol),
        place=nfc(place.place),
        parent=place.parent,
        path=place.path,
        valid_from=plan.day,
        valid_to=place.old.valid_to if place.old else place.unit.valid_to,
        opened_by=plan.reorganisation,
    )


def _pass_areas(plan: Plan) -> None:
    day, reorganisation = plan.day, plan.reorganisation
    for chunk in batches([row.served.pk for row in plan.areas], CHUNK):
        UnitArea.objects.filter(pk__in=chunk).update(was_valid_to=F("valid_to"), valid_to=day, closed_by=reorganisation)
    wanted: dict[tuple[int, int], UnitArea] = {}
    passed = [(heir, row.served.area, row.served.valid_to) for row in plan.areas for heir in row.heirs]
    created = [(place.unit, area, None) for place in plan.created for area in place.areas]
    for unit, area, end in (*passed, *created):
        lasts = min((limit for limit in (end, area.valid_to, unit.valid_to) if limit), default=None)
        new = UnitArea(unit=unit, area=area, valid_from=day, valid_to=lasts, opened_by=reorganisation)
        wanted.setdefault((unit.pk, area.pk), new)
    for chunk in batches(sorted({unit_id for unit_id, _ in wanted}), CHUNK):
        for key in UnitArea.objects.filter(valid_on(day), unit__in=chunk).values_list("unit_id", "area_id"):
            wanted.pop(key, None)  # it serves that area already
    UnitArea.objects.bulk_create(wanted.values())
