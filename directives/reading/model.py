"""What was read from a directive. Every span is (start, end) in `Reading.text`; every confidence lies between 0 and 1."""

from dataclasses import dataclass
from datetime import date
from typing import Any

Span = tuple[int, int]

TASK = "task"
ACTIVITY = "activity"
MILESTONE = "milestone"
INDIVIDUAL = "individual"
GENERAL = "general"
BUT_PHE = "but_phe"

LEAD = "chu_tri"
PARTNER = "phoi_hop"
MONITOR = "theo_doi"
CARRY_OUT = "thuc_hien"


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the head and the words that it was read from."""

    value: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Head:
    """The head block (NĐ 30/2020, Phụ lục I, II.1–II.5); `date_partial` is "YYYY-MM" when the day was left blank.

    `urgency` and `circulation` are the words of the stamps (Phụ lục I, III.1 and III.2).
    """

    superior_agency: Field | None
    issuer: Field | None
    number: Field | None
    symbol: Field | None
    type: Field | None
    place: Field | None
    date: date | None
    date_partial: str | None
    date_span: Span | None
    date_confidence: float
    subject: Field | None
    urgency: Field | None = None
    circulation: Field | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A unit, group of units or person as written."""

    name: str
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered document that the text cites."""

    type: str | None
    number: str
    date: date | None
    issuer: str | None
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Provision:
    """One paragraph of the body with its label ("II", "1", "a)", "-" or ""), its place in the nesting given by `parent`,
    the index of the provision that holds it, or None at the top."""

    label: str
    kind: str
    text: str
    span: Span
    parent: int | None


@dataclass(frozen=True, slots=True)
class Task:
    """One order. `deadline` of "trước ngày D" is D with `strictly_before`: the last day on time is the day before.

    `deadline_scope`: "paragraph", "clause" (the date binds only one clause) or "document" (a later sentence sets it).
    `target_percent` is a percentage of the people or things that the assignee must reach. `provision` is an index or None.
    """

    section: str
    kind: str
    text: str
    span: Span
    responsible: tuple[Name, ...]
    responsible_source: str
    role: str
    coordinating: tuple[Name, ...]
    deadline: date | None
    deadline_text: str | None
    deadline_span: Span | None
    strictly_before: bool
    deadline_scope: str | None
    start_date: date | None
    period: str | None
    target_percent: float | None
    provision: int | None
    confidence: float
    target_span: Span | None = None


@dataclass(frozen=True, slots=True)
class RecipientLine:
    """One line under "Nơi nhận" without its dash; the bracketed remark is `note`."""

    name: str
    note: str | None
    span: Span
    confidence: float


@dataclass(frozen=True, slots=True)
class Signer:
    """The signature block: authority lines ("KT. CHỦ TỊCH"), title, name (NĐ 30/2020, Phụ lục I, II.7)."""

    authority: tuple[str, ...]
    title: str | None
    name: str | None
    span: Span | None
    confidence: float


@dataclass(frozen=True, slots=True)
class ReadingWarning:
    """Something that the clerk should look at; `code` is stable, `message_vi` says what to check."""

    code: str
    message_vi: str
    span: Span


@dataclass(frozen=True, slots=True)
class Reading:
    """A directive as read. `text` is NFC, one paragraph per line, wrapped lines joined."""

    text: str
    head: Head
    addressees: tuple[Name, ...]
    bases: tuple[Citation, ...]
    references: tuple[Citation, ...]
    provisions: tuple[Provision, ...]
    tasks: tuple[Task, ...]
    recipients: tuple[RecipientLine, ...]
    archive: Field | None
    signer: Signer
    warnings: tuple[ReadingWarning, ...]
    latest_cited_date: date | None

    def as_json(self) -> dict[str, Any]:
        """The reading as plain values: the keys of the annotation conventions, plus `warnings`."""
        head = self.head
        return {
            "number": _value(head.number),
            "symbol": _value(head.symbol),
            "type": _value(head.type),
            "issuer": _value(head.issuer),
            "superior_agency": _value(head.superior_agency),
            "place": _value(head.place),
            "date": _iso(head.date),
            "date_partial": head.date_partial,
            "subject": _value(head.subject),
            "addressees": [name.name for name in self.addressees],
            "bases": [_citation(found) for found in self.bases],
            "references": [_citation(found) for found in self.references],
            "tasks": [_task(task) for task in self.tasks],
            "recipients": [{"name": line.name, "note": line.note} for line in self.recipients],
            "archive": _value(self.archive),
            "signer": {
                "authority": "; ".join(self.signer.authority) or None,
                "title": self.signer.title,
                "name": self.signer.name,
            },
            "latest_cited_date": _iso(self.latest_cited_date),
            "warnings": [{"code": found.code, "message": found.message_vi, "span": list(found.span)} for found in self.warnings],
        }


def _value(field: Field | None) -> str | None:
    return field.value if field else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _citation(found: Citation) -> dict[str, Any]:
    return {"type": found.type, "number": found.number, "date": _iso(found.date), "issuer": found.issuer}


def _task(task: Task) -> dict[str, Any]:
    percent = task.target_percent
    words = task.text.split()
    return {
        "section": task.section,
        "kind": task.kind,
        "text": task.text,
        "text_start": " ".join(words[:8]),
        "text_start_16": " ".join(words[:16]),
        "span": list(task.span),
        "responsible": [name.name for name in task.responsible],
        "responsible_source": task.responsible_source,
        "role": task.role,
        "coordinating": [name.name for name in task.coordinating],
        "deadline": _iso(task.deadline),
        "deadline_text": task.deadline_text,
        "strictly_before": task.strictly_before,
        "deadline_scope": task.deadline_scope,
        "start_date": _iso(task.start_date),
        "period": task.period,
        "target_percent": int(percent) if percent is not None and percent == int(percent) else percent,
        "confidence": task.confidence,
    }
