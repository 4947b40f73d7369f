"""Who: people, the units they act for, and the areas those serve — all of it dated.

Every interval is half-open: `valid_from` is the first day, `valid_to` the first day on which it no longer holds (empty: still holds).
"""

from org_hierarchy.models.changes import Change, Keeping, Reorganisation, Succession
from org_hierarchy.models.names import AreaName, NameDue, UnitName
from org_hierarchy.models.people import Absence, Appointment, FormerRemit, FormerTitle, Mandate, Person, Post
from org_hierarchy.models.rules import CalendarDay, UnitGroup
from org_hierarchy.models.units import (
    LASTS,
    PATH_STEP,
    Area,
    OrgUnit,
    OrgUnitQuerySet,
    PathField,
    UnitArea,
    UnitGrant,
    UnitRegime,
    UnitVersion,
    valid_on,
)

__all__ = [
    "LASTS",
    "PATH_STEP",
    "Absence",
    "Appointment",
    "Area",
    "AreaName",
    "CalendarDay",
    "Change",
    "FormerRemit",
    "FormerTitle",
    "Keeping",
    "Mandate",
    "NameDue",
    "OrgUnit",
    "OrgUnitQuerySet",
    "PathField",
    "Person",
    "Post",
    "Reorganisation",
    "Succession",
    "UnitArea",
    "UnitGrant",
    "UnitGroup",
    "UnitName",
    "UnitRegime",
    "UnitVersion",
    "valid_on",
]
