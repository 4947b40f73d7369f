"""What a decision may change, in its own words. Units are named by their codes, for some of them are only created by the decision."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from org_hierarchy.models import Change, OrgUnit

Kind = Change.Kind


@dataclass(frozen=True, slots=True)
class Create:
    """Thành lập: a new unit under a superior (blank: a root); `areas` are ids."""

    code: str
    name: str
    kind: str
    line: str
    level: str
    parent: str = ""
    short_name: str = ""
    symbol: str = ""
    place: str = ""
    regime: str = OrgUnit.Regime.HEAD
    areas: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """Đổi tên: None keeps what there is."""

    unit: str
    name: str
    short_name: str | None = None
    symbol: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """Chuyển cấp trên: the units, each with all that is below it, under another superior (blank: as roots)."""

    units: tuple[str, ...]
    parent: str


@dataclass(frozen=True, slots=True)
class Merge:
    """Sáp nhập: the units end; what was directly under them and the areas that they served pass to `into`."""

    units: tuple[str, ...]
    into: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one successor takes in a split: areas by their ids, children by their codes."""

    unit: str
    areas: tuple[int, ...] = ()
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Chia tách: each successor takes its share; the unit goes on with the rest, or ends when nothing is left under it."""

    unit: str
    into: tuple[Share, ...]
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Abolish:
    """Giải thể: the unit ends; a successor takes its children and areas, and without one nothing may be left under it."""

    unit: str
    successor: str = ""


ChangeRow = Create | Rename | Move | Merge | Split | Abolish

KINDS: Mapping[str, type[ChangeRow]] = {
    Kind.CREATE: Create,
    Kind.RENAME: Rename,
    Kind.MOVE: Move,
    Kind.MERGE: Merge,
    Kind.SPLIT: Split,
    Kind.ABOLISH: Abolish,
}


def kind_of(row: ChangeRow) -> str:
    """The `Change.Kind` of a change."""
    return next(kind for kind, form in KINDS.items() if isinstance(row, form))


def as_json(row: ChangeRow) -> dict[str, Any]:
    """What `Change.arguments` keeps."""
    return asdict(row)


def stamp_of(rows: Sequence[ChangeRow]) -> str:
    """A digest of the changes in their order: another as soon as one is added, taken out or altered."""
    said = json.dumps([[kind_of(row), as_json(row)] for row in rows])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def head_stamp(title: str, basis: str, day: date) -> str:
    """A digest of what a draft is called, rests on and is for."""
    return hashlib.sha256(json.dumps([title, basis, day.isoformat()]).encode()).hexdigest()[:32]


def from_json(kind: str, arguments: Mapping[str, Any]) -> ChangeRow:
    """The change that was kept."""
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in arguments.items()}
    if kind == Kind.SPLIT:
        given["into"] = tuple(Share(share["unit"], tuple(share["areas"]), tuple(share["children"])) for share in given["into"])
    return KINDS[kind](**given)


def from_event(arguments: Mapping[str, Any]) -> ChangeRow:
    """The change that an event tells: without its kind, but no two kinds have the same fields."""
    kind = next(kind for kind, form in KINDS.items() if {one.name for one in fields(form)} == arguments.keys())
    return from_json(kind, arguments)


def codes_of(row: ChangeRow) -> list[str]:
    """The codes of all units that a change names and does not create, the blank one left out."""
    match row:
        case Create():
            named = [row.parent]
        case Rename():
            named = [row.unit]
        case Move():
            named = [*row.units, row.parent]
        case Merge():
            named = [*row.units, row.into]
        case Split():
            named = [row.unit, *(code for share in row.into for code in (share.unit, *share.children))]
        case Abolish():
            named = [row.unit, row.successor]
    return [code for code in named if code]
