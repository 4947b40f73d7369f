"""What the tests of reorganisations share: two provinces, a decision drafted, decided or withdrawn, and the tree of a day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from org_hierarchy import queries
from org_hierarchy.models import (
    Absence,
    Appointment,
    Area,
    Mandate,
    OrgUnit,
    Person,
    Post,
    Reorganisation,
    Succession,
    UnitArea,
    UnitVersion,
)
from org_hierarchy.services import (
    ChangeRow,
    Create,
    UnitRow,
    add_post,
    add_units,
    appoint,
    decide_reorganisation,
    draft_reorganisation,
    set_changes,
    withdraw_reorganisation,
)

from .city import refused

START, TODAY, DAY = date(2021, 1, 1), date(2025, 3, 18), date(2025, 7, 1)
BEFORE = DAY - timedelta(days=1)
AT = datetime(2025, 3, 18, 5, tzinfo=UTC)
Kind, Line, Level, Role = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level, Post.Role


def row(code: str, parent: str = "", level: str = Level.COMMUNE, **more: Any) -> UnitRow:
    return UnitRow(code, f"UBND {code}", Kind.COMMITTEE, Line.COMMITTEE, level, more.pop("valid_from", START), parent=parent, **more)


def three_areas() -> dict[str, Area]:
    return {code: Area.objects.create(code=code, name=f"Xã {code}", level="commune", valid_from=START) for code in ("a1", "a2", "b1")}


def two_provinces(areas: dict[str, Area]) -> dict[str, OrgUnit]:
    """Two provinces: A with districts A1 (wards A1x, A1y) and A2 (ward A2x), B with district B1 (ward B1x)."""
    return add_units(
        [
            row("A", level=Level.PROVINCE), row("B", level=Level.PROVINCE),
            row("A1", "A", Level.DISTRICT, areas=(areas["a1"],)), row("A2", "A", Level.DISTRICT, areas=(areas["a2"],)),
            row("B1", "B", Level.DISTRICT, areas=(areas["b1"],)),
            row("A1x", "A1"), row("A1y", "A1"), row("A2x", "A2"), row("B1x", "B1"),
        ]
    )  # fmt: skip


def drafted(*changes: ChangeRow, day: date = DAY, title: str = "Nghị quyết 202") -> Reorganisation:
    scope = OrgUnit.objects.order_by("pk")[0]
    reorganisation = draft_reorganisation(scope, title=title, day=day, basis="NQ 202/2025/QH15", by=None, at=AT)
    set_changes(reorganisation, changes, by=None, at=AT)
    return reorganisation


def decided(*changes: ChangeRow, day: date = DAY, today: date = TODAY, title: str = "Nghị quyết 202") -> Reorganisation:
    return decide_reorganisation(drafted(*changes, day=day, title=title), by=None, at=AT, today=today)


def refuses(code: str, *changes: ChangeRow, day: date = DAY) -> str:
    """Deciding this is refused with that code; what is said."""
    reorganisation = drafted(*changes, day=day)
    return str(refused(code, lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY)))


def withdrawn(reorganisation: Reorganisation, today: date = TODAY) -> Reorganisation:
    return withdraw_reorganisation(reorganisation, by=None, at=AT, today=today)


def created(code: str, parent: str = "", **more: Any) -> Create:
    return Create(code, f"UBND {code}", Kind.COMMITTEE, Line.COMMITTEE, Level.COMMUNE, parent, **more)


def tree(day: date) -> dict[str, str]:
    """Each unit of that day with its line of command, root first; checked against its parents."""
    versions = {version.unit_id: version for version in queries.tree_on(day, None)}
    lines: dict[str, str] = {}
    for version in versions.values():
        line, at = [version.unit.code], version
        while at.parent_id:
            at = versions[at.parent_id]
            line.insert(0, at.unit.code)
        assert version.path == "".join(f"{versions[pk].unit_id:09d}" for pk in _ids(version, versions)), version.name
        lines[version.unit.code] = "/".join(line)
    return lines


def _ids(version: UnitVersion, versions: dict[int, UnitVersion]) -> list[int]:
    return [*(_ids(versions[version.parent_id], versions) if version.parent_id else []), version.unit_id]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every dated row there is, with its id."""
    models = (OrgUnit, UnitVersion, UnitArea, Succession, Post, Appointment, Absence, Mandate)
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def now(code: str) -> str:
    """The line of command that the unit shows now."""
    path = OrgUnit.objects.get(code=code).path
    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    return "/".join(codes[int(path[start : start + 9])] for start in range(0, len(path), 9))


def staff_of_a1(units: dict[str, OrgUnit]) -> dict[str, Any]:
    """In A1: a head without end, a clerk until August, one to come in September, an absence across the day, a mandate of either side."""
    head_post, clerk_post = add_post(units["A1"], title="Chủ tịch", role=Role.HEAD), add_post(units["A1"], title="Văn thư", role=Role.CLERK)
    people = {name: Person.objects.create(username=name, full_name=name) for name in ("head", "clerk", "next", "other")}
    head = appoint(people["head"], head_post, valid_from=START, by=None, at=AT)
    appoint(people["clerk"], clerk_post, valid_from=START, valid_to=date(2025, 8, 1), by=None, at=AT)
    appoint(people["next"], clerk_post, valid_from=date(2025, 9, 1), by=None, at=AT)
    appoint(people["other"], add_post(units["A2"], title="Chủ tịch", role=Role.HEAD), valid_from=START, by=None, at=AT)
    Absence.objects.create(appointment=head, reason="nghỉ", valid_from=date(2025, 6, 20), valid_to=date(2025, 7, 10))
    Absence.objects.create(appointment=head, reason="học", valid_from=date(2025, 8, 1), valid_to=date(2025, 9, 1))
    Mandate.objects.create(kind="tl", unit=units["A"], post=head_post, content="x", basis="y", valid_from=START)
    Mandate.objects.create(kind="tl", unit=units["A1"], post=clerk_post, content="x", basis="y", valid_from=date(2025, 10, 1))
    return people
