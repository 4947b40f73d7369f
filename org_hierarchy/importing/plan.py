"""What an import would do, known in full before anything is written."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from org_hierarchy.importing.reading import Row, Table
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.services import UnitRow
from records.batches import batches as in_batches

IN = 5_000  # values of one IN (…)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Setting:
    """Under which unit, by whom and when rows are imported; `today` is the day of `at`."""

    scope: OrgUnit
    by: Person | None
    at: datetime
    today: date

    def holds(self, unit: OrgUnit) -> bool:
        """Whether the unit is the scope or below it."""
        return unit.path.startswith(self.scope.path)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many rows are new, changed and unchanged; the units to add, told once; `write` does the rest, in the caller's transaction, and
    returns the units that it touched."""

    new: int
    changed: int
    unchanged: int
    write: Callable[[], Sequence[int]]
    added: Iterator[UnitRow] = field(default_factory=lambda: iter(()))


def batches(values: Iterable[T]) -> Iterator[list[T]]:
    """The values, each once, in lists that fit one IN (…)."""
    return in_batches(dict.fromkeys(values), IN)


def units_by_code(codes: Iterable[str]) -> dict[str, OrgUnit]:
    """The units of these codes that there are, each with its superior."""
    found = (OrgUnit.objects.filter(code__in=batch).select_related("parent") for batch in batches(filter(None, codes)))
    return {unit.code: unit for units in found for unit in units}


def refuse_repeated(table: Table, key: Callable[[Row], object], *, column: str, what: str) -> None:
    """Report every row whose key another row has as well, each with the other's number."""
    seen: dict[object, list[Row]] = {}
    for row in table.rows:
        if row.text(column):
            seen.setdefault(key(row), []).append(row)
    for rows in seen.values():
        for row in rows if len(rows) > 1 else ():
            others = ", ".join(str(other.number) for other in rows[:5] if other is not row)
            table.refuse(row, column, f"{what} trùng với dòng {others}")
