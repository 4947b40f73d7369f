"""Which units write in the name of which office: the office itself, and what is a part of it."""

from collections.abc import Iterable
from datetime import date

from org_hierarchy.models import PATH_STEP, OrgUnit, Person
from org_hierarchy.queries import units_of

PARTS = {OrgUnit.Kind.DEPARTMENT, OrgUnit.Kind.TEAM, OrgUnit.Kind.BHXH_CENTRE}
"""Units inside another that draft for it. A department is a part of its committee, a division of its office; a district is not a part of
its city."""


def may_draft_for(unit: OrgUnit, issuer: OrgUnit) -> bool:
    """Whether the unit is the issuer or, step by step, a part of it. At most one query."""
    return innermost([unit], issuer) is not None


def drafting_unit_for(person: Person, issuer: OrgUnit, *, on: date) -> OrgUnit | None:
    """The innermost unit of the person that may draft for the issuer; None where none may. Two queries at most."""
    return innermost(units_of(person, on=on).filter(path__startswith=issuer.path).order_by("-path"), issuer)


def innermost(units: Iterable[OrgUnit], issuer: OrgUnit) -> OrgUnit | None:
    """The first of the units that is the issuer or a part of it. At most one query besides that of the units."""
    inside = [unit for unit in units if unit.path.startswith(issuer.path)]
    steps = {unit.path[:end] for unit in inside for end in range(len(issuer.path) + PATH_STEP, len(unit.path) + 1, PATH_STEP)}
    others = set(OrgUnit.objects.filter(path__in=steps).exclude(kind__in=PARTS).values_list("path", flat=True)) if steps else set()
    return next((unit for unit in inside if not any(unit.path.startswith(path) for path in others)), None)
