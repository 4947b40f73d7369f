"""What the drafter decides, as plain facts: the head, the paragraphs, the tasks, what is cited, who receives it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from directives.models import Directive, Duty, Provision
from directives.queries import office_rules
from directives.reading.model import Span
from org_hierarchy.models import OrgUnit

# As long as their columns.
SUBJECT, SYMBOL, PLACE, ARCHIVE, DRAFTER_MARK = 500, 60, 80, 120, 30
PHRASE, SECTION, LABEL, DEADLINE_TEXT, NOTE, BASIS_KIND, BASIS_NUMBER, BASIS_ISSUER = 300, 60, 20, 300, 120, 60, 60, 200
APPENDIX_TITLE = 300
HIGHEST_NUMBER = 99_999


@dataclass(frozen=True, slots=True)
class Evidence:
    """From which words of the source text a value was read, how sure that is (0 to 1), and by which rule, where the reading says."""

    spans: tuple[Span, ...]
    confidence: float
    rule: str = ""


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """A name in a duty as written, and the unit or the group (`org_hierarchy.names.Group.as_json`) that it is; neither: not decided."""

    part: str
    phrase: str
    unit_id: int | None = None
    group: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDraft:
    """A task of the text. `span` is (start, end) in the draft's source text; `provision_position` an index into its provisions.

    `read_from` says which tasks of the reading it is made of: one, several merged, or none for one that a person added; a task that was
    split is in several. `is_checked`: a person has compared it with the text. `evidence`, by field, comes with a proposal alone.
    """

    section: str = ""
    kind: str = Duty.Kind.TASK
    role: str = Duty.Role.EXECUTE
    text: str
    span: tuple[int, int] | None = None
    deadline_text: str = ""
    deadline: datetime.date | None = None
    strictly_before: bool = False
    start_date: datetime.date | None = None
    period: str = Duty.Period.NONE
    target_percent: int | None = None
    provision_position: int | None = None
    parties: tuple[PartyDraft, ...] = ()
    read_from: tuple[int, ...] = ()
    is_checked: bool = False
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProvisionDraft:
    """A paragraph with its label as printed ("II.", "a)"); `parent_position` is the index of an earlier provision, or None."""

    text: str
    kind: str = Provision.Kind.TEXT
    label: str = ""
    parent_position: int | None = None


@dataclass(frozen=True, slots=True)
class BasisDraft:
    """A document that the text rests on; `cited_id` is the directive of the system that a person picked, None where nobody did."""

    kind: str = ""
    number: str = ""
    date: datetime.date | None = None
    issuer: str = ""
    subject: str = ""
    cited_id: int | None = None


@dataclass(frozen=True, slots=True)
class RecipientDraft:
    """A line of Nơi nhận and its remark, without brackets."""

    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SourceNote:
    """Something to check in the source text, from `start` to `end` of it; both 0: in the whole."""

    message: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that the drafter decides. `number` and `issued_date` are those of a text that came with them, None when still to be given.

    `is_proposal`: it stands as it was read, before anybody has looked at it; then `evidence` says, by field, from which words.
    """

    drafting_unit_id: int
    subject: str
    symbol: str
    place: str
    kind: str = Directive.Kind.CV
    addressees: tuple[str, ...] = ()
    archive: str = "VT"
    drafter_mark: str = ""
    urgency: str = Directive.Urgency.NORMAL
    circulation: str = Directive.Circulation.OPEN
    number: int | None = None
    issued_date: datetime.date | None = None
    monitor_id: int | None = None
    monitor_reviews: bool = False
    provisions: tuple[ProvisionDraft, ...] = ()
    duties: tuple[DutyDraft, ...] = ()
    bases: tuple[BasisDraft, ...] = ()
    recipients: tuple[RecipientDraft, ...] = ()
    source_id: int | None = None
    source_text: str = ""
    source_notes: tuple[SourceNote, ...] = ()
    is_proposal: bool = False
    evidence: Mapping[str, Evidence] = field(default_factory=dict)


def default_symbol(kind: str, issuer: OrgUnit, drafting_unit: OrgUnit) -> str:
    """The symbol of a document of this kind, KH-UBND; a công văn names issuer and unit, UBND-VX (NĐ 30/2020, Phụ lục I, II.3).

    One that the issuer drafts itself names the first of its fields (`OfficeRules`); without any, somebody must still say which. One query
    at most.
    """
    parts = [kind, issuer.symbol]
    if kind in {Directive.Kind.CV, Directive.Kind.THC}:
        fields = office_rules(issuer).field_symbols if drafting_unit.pk == issuer.pk else drafting_unit.symbol
        parts = [issuer.symbol, fields.split(",")[0].strip()]
    return "-".join(part for part in parts if part)
