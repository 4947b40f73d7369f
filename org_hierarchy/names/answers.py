"""What a phrase was found to mean: a unit, a group, or neither, with what it might be."""

from dataclasses import dataclass
from typing import NamedTuple

from org_hierarchy.models import OrgUnit
from org_hierarchy.names.group import Clause, Group


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that a phrase might mean, and why, in Vietnamese."""

    unit: OrgUnit
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a phrase means: a unit, or a group, or neither. Then `reason` says why in Vietnamese, and `candidates` what it might be.

    Candidates are ranked, the likeliest first.
    """

    phrase: str
    unit: OrgUnit | None = None
    group: Group | None = None
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether the phrase was resolved; a unit or group is given only then."""
        return self.unit is not None or self.group is not None


class Hint(NamedTuple):
    """A candidate on the way: in the reason "{place}" stands for where the unit is."""

    unit_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A resolution on the way: the id of one unit, or clauses with the number of units that they state, or why not."""

    unit_id: int | None = None
    clauses: tuple[Clause, ...] = ()
    count: int | None = None
    reason: str = ""
    hints: tuple[Hint, ...] = ()

    @property
    def is_sure(self) -> bool:
        """Whether it says whom the phrase means."""
        return self.unit_id is not None or bool(self.clauses)


UNKNOWN = Answer(reason="Chưa có đơn vị nào trong danh mục khớp với tên này; hãy sửa lại tên hoặc bỏ tên này.")
NOTHING = Answer(reason="Tên đơn vị trống hoặc quá dài; hãy ghi lại.")
