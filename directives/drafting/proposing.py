"""What was read, proposed as a draft: its paragraphs with their kinds, its tasks with their units looked up."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from directives.drafting.facts import (
    ARCHIVE,
    BASIS_ISSUER,
    BASIS_KIND,
    BASIS_NUMBER,
    DEADLINE_TEXT,
    LABEL,
    NOTE,
    PHRASE,
    PLACE,
    SECTION,
    SUBJECT,
    SYMBOL,
    BasisDraft,
    Draft,
    DutyDraft,
    Evidence,
    PartyDraft,
    ProvisionDraft,
    RecipientDraft,
    SourceNote,
    default_symbol,
)
from directives.drafting.tables_read import with_tables
from directives.files.secrecy import mentions
from directives.models import Directive, Duty, DutyParty, Provision
from directives.reading.model import Field, Head, Name, Reading, RecipientLine, Span, Task
from directives.reading.model import Provision as ReadProvision
from org_hierarchy.models import OrgUnit
from org_hierarchy.names import Candidate, Directory, Resolution
from records.text import fold, nfc

_MOST_MENTIONS = 10
_SHORT_NAMES = {
    "ubnd": "uy ban nhan dan",
    "bhxh": "bao hiem xa hoi",
    "tp": "thanh pho",
    "tp.": "thanh pho",
    "tx": "thi xa",
    "tx.": "thi xa",
}
_KINDS = {
    "phan": Provision.Kind.PART,
    "muc": Provision.Kind.SECTION,
    "dieu": Provision.Kind.ARTICLE,
    "roman": Provision.Kind.ROMAN,
    "number": Provision.Kind.CLAUSE,
    "letter": Provision.Kind.POINT,
    "dash": Provision.Kind.DASH,
    "plus": Provision.Kind.DASH,
    "star": Provision.Kind.DASH,
}
"""What a paragraph's marker was read as → how it is laid out; any other is plain text."""

_BASIS = re.compile(r"Căn cứ\b|(Theo|Xét) đề nghị\b.*[^:]$", re.IGNORECASE | re.DOTALL)
_LIKE_BASIS = re.compile(r"(Thực hiện|Theo|Xét|Thi hành)\b", re.IGNORECASE)
"""How a căn cứ begins, and what may also begin an order."""

_URGENT = {"hoa toc": Directive.Urgency.FLASH, "thuong khan": Directive.Urgency.VERY_URGENT, "khan": Directive.Urgency.URGENT}
_RESTRICTED = {"luu hanh noi bo": Directive.Circulation.INTERNAL, "xem xong tra lai": Directive.Circulation.READ_AND_RETURN}

_NAMING_KINDS = {Duty.Kind.TASK, Duty.Kind.ACTIVITY, Duty.Kind.MILESTONE, Duty.Kind.GENERAL}
"""Duties whose names are offices of ours; advice to persons and notes of a receiving office name others."""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A name that is no unit for sure: where it stands, why, and what it could be, likeliest first (none: nobody answers to it)."""

    phrase: str
    section: str
    reason: str
    candidates: tuple[Candidate, ...]


def are_bases(opening: Sequence[str]) -> list[bool]:
    """Which of the paragraphs before the first numbered one are căn cứ (NĐ 30/2020, Phụ lục I, II.6), in their order.

    "Thực hiện …" is one where it ends as one or stands among them, for it may as well begin the order itself.
    """
    texts = [nfc(text) for text in opening]
    found: list[bool] = []
    for index, text in enumerate(texts):
        is_after = index > 0 and found[-1] and texts[index - 1].endswith((";", ","))
        is_before = any(_BASIS.match(following) for following in texts[index + 1 : index + 2])
        is_like = _LIKE_BASIS.match(text) is not None and (text.endswith(";") or ((is_after or is_before) and not text.endswith(":")))
        found.append(_BASIS.match(text) is not None or is_like)
    return found


def find_issuer(reading: Reading, *, on: datetime.date) -> OrgUnit | None:
    """The unit of that day whose name stands over the document, or None when no unit or more than one answers to it. One query.

    Among several of the same name the superior agency above it decides, then the place of the date line.
    """
    if reading.head.issuer is None:
        return None
    wanted = _plain(reading.head.issuer.value)
    superior = _plain(reading.head.superior_agency.value) if reading.head.superior_agency else ""
    ending = " ".join(wanted.split()[-2:])
    named = [
        unit
        for unit in OrgUnit.objects.on(on).filter(folded_name__contains=ending).select_related("parent")
        if wanted in _names(unit) or (superior and unit.parent and superior in _names(unit.parent) and _is_of(unit, wanted))
    ]
    for narrower in (
        lambda unit: bool(superior and unit.parent and superior in _names(unit.parent)),
        lambda unit: bool(reading.head.place and fold(unit.place) == fold(reading.head.place.value)),
    ):
        if len(named) > 1:
            named = [unit for unit in named if narrower(unit)] or named
    return named[0] if len(named) == 1 else None


def draft_from_reading(
    reading: Reading, *, issuer: OrgUnit, drafting_unit: OrgUnit, on: datetime.date, source_id: int | None = None
) -> tuple[Draft, list[Unresolved]]:
    """Propose a draft of what was read, its names looked up from where the issuer stands on the map of that day.

    The second is every name that stays undecided, in reading order, each once per section; the addressees' section is "Kính gửi".
    What is too long for its column is cut with an ellipsis: the source text keeps all of it. Constant queries.
    """
    directory = Directory(issuer, on=on)
    of_tasks = (name.name for task in reading.tasks if task.kind in _NAMING_KINDS for name in (*task.responsible, *task.coordinating))
    directory.prepare([*(name.name for name in reading.addressees), *of_tasks])
    unresolved: dict[tuple[str, str], Unresolved] = {}

    def look_up(name: str, section: str) -> Resolution:
        found = directory.resolve(name)
        if not found.is_sure:
            unresolved.setdefault((section, fold(name)), Unresolved(name, section, found.reason, found.candidates))
        return found

    for addressee in reading.addressees:
        look_up(addressee.name, "Kính gửi")
    provisions, places, tables = with_tables(reading, _provisions)
    duties = tuple(_in_place(_duty(number, task, look_up), places, tables) for number, task in enumerate(reading.tasks))
    head = reading.head
    kind = _kind(head.type.value if head.type else "")
    monitor, monitor_reviews = _monitor(reading.tasks, duties, issuer)
    draft = Draft(
        kind=kind,
        drafting_unit_id=drafting_unit.pk,
        symbol=_cut(head.symbol.value, SYMBOL) if head.symbol else default_symbol(kind, issuer, drafting_unit),
        place=_cut(head.place.value, PLACE) if head.place else issuer.place,
        subject=_cut(head.subject.value, SUBJECT) if head.subject else "",
        addressees=tuple(_cut(name.name, PHRASE) for name in reading.addressees),
        archive=_cut(_archive(reading.archive.value), ARCHIVE) if reading.archive else "VT",
        urgency=_stamped(head.urgency, _URGENT),
        circulation=_stamped(head.circulation, _RESTRICTED),
        number=_number(head.number.value if head.number else ""),
        issued_date=head.date,
        monitor_id=monitor,
        monitor_reviews=monitor_reviews,
        provisions=provisions,
        duties=duties,
        bases=tuple(
            BasisDraft(_cut(b.type or "", BASIS_KIND), _cut(b.number, BASIS_NUMBER), b.date, _cut(b.issuer or "", BASIS_ISSUER))
            for b in reading.bases
        ),
        recipients=tuple(RecipientDraft(_cut(line.name, PHRASE), _cut(line.note or "", NOTE)) for line in reading.recipients),
        source_id=source_id,
        source_text=reading.text,
        source_notes=_source_notes(reading),
        is_proposal=True,
        evidence=_evidence(reading),
    )
    return draft, list(unresolved.values())


def _archive(written: str) -> str:
    """ "VT; TT&PTĐT" → "VT, TT&PTĐT": who keeps a copy, with the commas that the decree's specimens have."""
    return ", ".join(part.strip() for part in re.split("[;,]", written) if part.strip())


def _stamped(read: Field | None, by_words: Mapping[str, str]) -> str:
    """What the words of a stamp mean: "HOẢ TỐC HẸN GIỜ" is as urgent as "HỎA TỐC"."""
    words = fold(read.value) if read else ""
    return next((value for start, value in by_words.items() if words.startswith(start)), "")


def _source_notes(reading: Reading) -> tuple[SourceNote, ...]:
    """What the reading warns of, and where the text speaks of secrecy, in the order of the text."""
    notes = [SourceNote(warning.message_vi, *warning.span) for warning in reading.warnings]
    for start, end in mentions(reading.text)[:_MOST_MENTIONS]:
        words = f"Văn bản nhắc đến “{reading.text[start:end]}”, vui lòng kiểm tra để văn bản mật không vào hệ thống này."
        notes.append(SourceNote(words, start, end))
    return tuple(sorted(notes, key=lambda note: note.start))


def _evidence(reading: Reading) -> dict[str, Evidence]:
    """The words of each value of the head and the foot that was read."""
    head: Head = reading.head
    single = {
        "kind": head.type,
        "symbol": head.symbol,
        "number": head.number,
        "place": head.place,
        "subject": head.subject,
        "urgency": head.urgency,
        "circulation": head.circulation,
        "archive": reading.archive,
    }
    found = {name: Evidence((read.span,), read.confidence) for name, read in single.items() if read}
    if head.date_span:
        found["issued_date"] = Evidence((head.date_span,), head.date_confidence)
    lists: dict[str, Sequence[Name | RecipientLine]] = {"addressees": reading.addressees, "recipients": reading.recipients}
    return found | {name: _of_several(several) for name, several in lists.items() if several}


def _of_several(read: Sequence[Name | RecipientLine], rule: str = "") -> Evidence:
    return Evidence(tuple(one.span for one in read), min(one.confidence for one in read), rule)


def _task_evidence(task: Task) -> dict[str, Evidence]:
    found = {"text": Evidence((task.span,), task.confidence)}
    if task.responsible:
        found["responsible"] = _of_several(task.responsible, task.responsible_source)
    if task.coordinating:
        found["coordinating"] = _of_several(task.coordinating)
    if task.deadline_span:
        found["deadline"] = Evidence((task.deadline_span,), task.confidence, task.deadline_scope or "")
    return found


def _duty(number: int, task: Task, look_up: Any) -> DutyDraft:
    def parties(names: Sequence[Name], part: str) -> list[PartyDraft]:
        drafted = []
        for name in names:
            phrase = _cut(name.name, PHRASE)
            if task.kind not in _NAMING_KINDS:
                drafted.append(PartyDraft(part, phrase))
                continue
            found = look_up(name.name, task.section)
            drafted.append(
                PartyDraft(
                    part,
                    phrase,
                    unit_id=found.unit.pk if found.is_sure and found.unit else None,
                    group=found.group.as_json() if found.is_sure and found.group else None,
                )
            )
        return drafted

    return DutyDraft(
        section=_cut(task.section, SECTION),
        kind=task.kind,
        role=task.role,
        text=task.text,
        span=task.span,
        deadline_text=_cut(task.deadline_text or "", DEADLINE_TEXT),
        deadline=task.deadline,
        strictly_before=task.strictly_before,
        start_date=task.start_date,
        period=task.period or Duty.Period.NONE,
        target_percent=round(task.target_percent) if task.target_percent is not None else None,
        provision_position=task.provision,
        parties=tuple(parties(task.responsible, DutyParty.Part.RESPONSIBLE) + parties(task.coordinating, DutyParty.Part.COORDINATING)),
        read_from=(number,),
        evidence=_task_evidence(task),
    )


def _in_place(duty: DutyDraft, places: Mapping[int, int], tables: Sequence[tuple[Span, int]]) -> DutyDraft:
    """The task at the paragraph of the draft that holds its words, or at its table."""
    at = duty.provision_position
    if at is not None:
        return replace(duty, provision_position=places[at])
    start, end = duty.span or (-1, -1)
    return replace(duty, provision_position=next((place for span, place in tables if span[0] <= start and end <= span[1]), None))


def _monitor(tasks: Sequence[Task], duties: Sequence[DutyDraft], issuer: OrgUnit) -> tuple[int | None, bool]:
    """Who follows the whole directive, and whether it reviews: the last order to one unit to follow and consolidate ("tổng hợp báo cáo"),
    else the closing order to one unit to follow."""
    following: int | None = None
    for task, duty in zip(reversed(tasks), reversed(duties), strict=True):
        if task.role != Duty.Role.MONITOR or task.kind not in {Duty.Kind.TASK, Duty.Kind.GENERAL}:
            continue
        named = [party for party in duty.parties if party.part == DutyParty.Part.RESPONSIBLE]
        unit_id = named[0].unit_id if len(named) == 1 else None
        if unit_id is None or unit_id == issuer.pk:
            continue
        words = fold(task.text)
        if "tong hop" in words and "bao cao" in words:
            return unit_id, True
        if following is None and fold(task.section).startswith("ket"):
            following = unit_id
    return following, False


def _kind(name: str) -> str:
    wanted = fold(name)
    for kind in Directive.Kind:
        if wanted in {fold(kind.label), kind.value.casefold()}:
            return kind.value
    return Directive.Kind.CV


def _provisions(read: Sequence[ReadProvision]) -> tuple[ProvisionDraft, ...]:
    """The paragraphs with their labels as printed and the kinds that the writers lay out."""
    holds_others = {provision.parent for provision in read}
    labelled = [index for index, provision in enumerate(read) if provision.label]
    bases = are_bases([provision.text for provision in read[: labelled[0] if labelled else None]])
    drafted = []
    for index, provision in enumerate(read):
        kind, label, text = _KINDS.get(provision.kind, Provision.Kind.TEXT), _cut(provision.label, LABEL), provision.text
        if provision.kind == "buoc":  # "Bước 1" is no label of the decree
            label, text = "", f"{label}: {text}"
        elif kind == Provision.Kind.DASH:
            label = "" if label == "-" else label
        elif kind == Provision.Kind.ARTICLE:
            label = f"{label.rstrip('.')}."
        elif kind == Provision.Kind.CLAUSE and index in holds_others and not text.rstrip().endswith((".", ";")):
            kind = Provision.Kind.CLAUSE_TITLE
        elif kind == Provision.Kind.TEXT and index < len(bases) and bases[index]:
            kind = Provision.Kind.BASE
        elif kind == Provision.Kind.TEXT and labelled and index == len(read) - 1:
            kind = Provision.Kind.CLOSE
        drafted.append(ProvisionDraft(text, kind, label, None if kind == Provision.Kind.CLOSE else provision.parent))
    return tuple(drafted)


def _number(written: str) -> int | None:
    digits = written.strip()
    return int(digits) if digits.isdecimal() and 0 < len(digits) <= 5 and int(digits) else None


def _cut(text: str, length: int) -> str:
    clean = nfc(text)
    return clean if len(clean) <= length else clean[: length - 1].rstrip() + "…"


def _plain(name: str) -> str:
    return " ".join(_SHORT_NAMES.get(word, word) for word in fold(name).split())


def _names(unit: OrgUnit) -> set[str]:
    return {_plain(unit.name), _plain(unit.short_name)} - {""}


def _is_of(unit: OrgUnit, wanted: str) -> bool:
    """Whether the unit's name is the wanted one and then the place: "Sở Y tế" over a document of "Sở Y tế thành phố Đà Nẵng"."""
    return any(name.startswith(f"{wanted} ") for name in _names(unit))
