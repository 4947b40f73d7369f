"""A task while it is read: what it takes from the headings above it, from the whole document, and what its own words say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from directives.reading import deadlines, targets
from directives.reading.deadlines import Deadline
from directives.reading.model import ACTIVITY, CARRY_OUT, INDIVIDUAL, LEAD, TASK, Name, Span, Task
from directives.reading.names import PERSONS, Piece, read_names
from directives.reading.outline import Node
from directives.reading.roles import partners_in, role_of
from directives.reading.tasks.wording import letters_of

#: the same inside one paragraph: "… Đơn vị chủ trì: Sở Y tế. Đơn vị phối hợp: các xã."
_INLINE_ATTRIBUTE = re.compile(
    r"(?:^|[.;,(]\s*|[-–]\s)(?P<head>(?:(?:các )?(?:đơn vị|cơ quan|bộ phận)\s(?P<role>chủ trì|đầu mối|"
    r"phối hợp|thực hiện)(?:\s(?:thực hiện|tham mưu))?)\s*:\s*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the document as a whole says: who issued it, to whom, when."""

    issuer: str | None
    issuer_span: Span
    addressees: tuple[Name, ...]
    type: str | None
    reference: date | None

    def issuing(self) -> tuple[Piece, ...]:
        """The issuer as the unit that acts."""
        return (Piece(self.issuer, *self.issuer_span),) if self.issuer else ()


@dataclass(frozen=True, slots=True)
class Inherited:
    """What the headings above a paragraph say."""

    units: tuple[Piece, ...] = ()
    #: where the units come from: "addressee", "issuer" or "heading"
    source: str = "addressee"
    role: str | None = None
    partners: tuple[Piece, ...] = ()
    deadline: Deadline | None = None
    deadline_span: Span | None = None
    #: under "Mục đích", "Tình hình": nothing below is ordered
    background: bool = False
    #: under "Kinh phí": only what names its unit is ordered
    funding: bool = False
    #: under "Lộ trình": what is below is dated
    phases: bool = False
    #: people, not offices, are told what to do
    persons: bool = False
    #: under "Nội dung báo cáo:": the lines are contents, not orders
    listing: bool = False


@dataclass(slots=True)
class Draft:
    """A task while it is being read; places are in the text of the reading."""

    node: int
    section: str
    kind: str
    start: int
    end: int
    units: list[Piece]
    source: str
    role: str
    partners: list[Piece]
    inherited: Inherited
    confidence: float = 0.85
    deadline: Deadline | None = None
    deadline_start: int = 0
    scope: str | None = None
    first_day: date | None = None
    period: str | None = None


@dataclass(slots=True)
class Found:
    """What the body orders, in the order of the text."""

    tasks: list[Task] = field(default_factory=list)
    #: dates in deadline wording that lie before the document: (span, date)
    not_deadlines: list[tuple[Span, date]] = field(default_factory=list)
    #: where the order of the preamble begins, in the text of the reading
    order_at: int | None = None
    #: index of the last paragraph of the preamble, -1 when there is none
    preamble_end: int = -1


@dataclass(slots=True)
class Body:
    """The paragraphs of one document and the drafts read from them so far."""

    text: str
    nodes: Sequence[Node]
    frame: Frame
    drafts: list[Draft] = field(default_factory=list)
    #: who is ordered where no heading names a unit
    default: Inherited = Inherited()

    def add(
        self,
        index: int,
        section: str,
        left: int,
        right: int,
        units: Sequence[Piece],
        source: str,
        predicate: str,
        inherited: Inherited,
        *,
        kind: str | None = None,
        confidence: float = 0.85,
    ) -> None:
        """Draft the task that paragraph `index` orders in its text[left:right]; `units` have their places in the text of the reading."""
        node = self.nodes[index]
        while right > left and node.text[right - 1] in " ;":
            right -= 1
        words, start = node.text[left:right], node.text_start + left
        units = list(units)
        partners = partners_in(words, start)
        role = role_of(predicate)
        if role == CARRY_OUT and inherited.role:
            role = inherited.role
        lead, others = _inline_units(words, start)
        if lead:
            units, source, role = lead, "explicit", LEAD
        partners += others
        own = _keys(units)
        known = _keys(partners) | own
        partners += [piece for piece in inherited.partners if letters_of(piece.name) not in known]
        partners = [piece for piece in partners if letters_of(piece.name) not in own]
        if kind is None:
            kind = ACTIVITY if source == "issuer" else INDIVIDUAL if units and all(PERSONS.match(piece.name) for piece in units) else TASK
        self.drafts.append(
            Draft(index, section, kind, start, node.text_start + right, units, source, role, partners, inherited, confidence)
        )


def _keys(pieces: Sequence[Piece]) -> set[str]:
    return {letters_of(piece.name) for piece in pieces}


def _inline_units(text: str, offset: int) -> tuple[list[Piece], list[Piece]]:
    """The units that lead and those that take part, told by labels inside the paragraph."""
    lead: list[Piece] = []
    others: list[Piece] = []
    for match in _INLINE_ATTRIBUTE.finditer(text):
        names, _ = read_names(text, match.end(), loose=True)
        (others if match["role"].lower() == "phối hợp" else lead).extend(moved_by(names, offset))
    return lead, others


def moved_by(pieces: Sequence[Piece], by: int) -> list[Piece]:
    """The same pieces, their places counted from `by` further left."""
    return [Piece(piece.name, piece.start + by, piece.end + by) for piece in pieces]


def as_names(pieces: Sequence[Piece], confidence: float) -> tuple[Name, ...]:
    """The units as the reading gives them."""
    return tuple(Name(piece.name, (piece.start, piece.end), confidence) for piece in pieces)


def finished(draft: Draft, text: str) -> Task:
    """The task of a draft whose deadline has been set; without one the words that ask for haste stand in its place."""
    deadline = draft.deadline
    words = text[draft.start : draft.end]
    wording, span = None, None
    if deadline:
        wording, span = deadline.text, (draft.deadline_start + deadline.start, draft.deadline_start + deadline.end)
    elif urgent := deadlines.urgency(words):
        wording, span = urgent[0], (draft.start + urgent.start(), draft.start + urgent.end())
    target = targets.target(words)
    return Task(
        section=draft.section,
        kind=draft.kind,
        text=words,
        span=(draft.start, draft.end),
        responsible=as_names(draft.units, draft.confidence),
        responsible_source=draft.source,
        role=draft.role,
        coordinating=as_names(draft.partners, draft.confidence),
        deadline=deadline.day if deadline else None,
        deadline_text=wording,
        deadline_span=span,
        strictly_before=bool(deadline and deadline.day and deadline.strictly_before),
        deadline_scope=draft.scope,
        start_date=draft.first_day,
        period=draft.period,
        target_percent=target[0] if target else None,
        target_span=(draft.start + target[1][0], draft.start + target[1][1]) if target else None,
        provision=draft.node if draft.node >= 0 else None,
        confidence=draft.confidence,
    )
