"""What reading proposed beside what a person made of it: the proposal as plain values, and where a draft differs from it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import TextChoices

from directives.drafting import Draft, DutyDraft, Evidence, PartyDraft
from directives.models import Directive, Duty, DutyParty
from records.text import nfc

FIELDS = {
    "kind": "Loại văn bản",
    "symbol": "Ký hiệu",
    "number": "Số",
    "issued_date": "Ngày ban hành",
    "place": "Địa danh",
    "subject": "Trích yếu",
    "addressees": "Kính gửi",
    "body": "Nội dung",
    "recipients": "Nơi nhận",
    "archive": "Lưu",
    "urgency": "Độ khẩn",
    "circulation": "Phạm vi lưu hành",
    "task": "Nhiệm vụ: tìm thấy",
    "task.text": "Nhiệm vụ: lời văn",
    "task.kind": "Nhiệm vụ: loại",
    "task.role": "Nhiệm vụ: vai trò",
    "task.section": "Nhiệm vụ: mục",
    "task.responsible": "Nhiệm vụ: đơn vị thực hiện",
    "task.coordinating": "Nhiệm vụ: đơn vị phối hợp",
    "task.units": "Nhiệm vụ: tra tên đơn vị",
    "task.deadline": "Nhiệm vụ: thời hạn",
    "task.deadline_text": "Nhiệm vụ: hạn như văn bản ghi",
    "task.start_date": "Nhiệm vụ: ngày bắt đầu",
    "task.period": "Nhiệm vụ: định kỳ",
    "task.target_percent": "Nhiệm vụ: chỉ tiêu",
}
"""Every field that is read, in the order of the page, and what people call it."""

SPLIT, MERGED, DROPPED, ADDED = "task.split", "task.merged", "task.dropped", "task.added"
STRUCTURE = {SPLIT: "Tách nhiệm vụ", MERGED: "Gộp nhiệm vụ", DROPPED: "Bỏ nhiệm vụ", ADDED: "Thêm nhiệm vụ"}
"""Corrections of which tasks there are at all; together they are measured against the field "task"."""

_UNKNOWN = "chưa xác định"
Names = Mapping[int, str]
"""The names of units by id."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that a person changed. `task` is its place among the tasks read; `span` the words it was read from."""

    field: str
    before: str
    after: str
    task: int | None = None
    span: tuple[int, int] | None = None
    confidence: float | None = None
    rule: str = ""


def units_named(content: Draft) -> set[int]:
    """The ids whose names the functions below need."""
    return {party.unit_id for duty in content.duties for party in duty.parties if party.unit_id is not None}


def proposal_of(content: Draft, names: Names) -> dict[str, Any]:
    """What was read, as JSON: {"head": {field: value}, "tasks": [{field: value}]}, each value {"value", "spans", "confidence", "rule"}."""
    return {
        "head": _with_evidence(_head(content), content.evidence),
        "tasks": [_with_evidence(_task(duty, names), duty.evidence) for duty in content.duties],
    }


def counts_of(proposal: dict[str, Any]) -> dict[str, int]:
    """How many values of each field were proposed; what was not read is not counted."""
    counts = {field: 1 for field, read in proposal["head"].items() if read["value"]}
    for task in proposal["tasks"]:
        for field in ("task", *(f"task.{field}" for field, read in task.items() if read["value"])):
            counts[field] = counts.get(field, 0) + 1
    return counts


def differences(proposal: dict[str, Any], content: Draft, names: Names) -> list[Difference]:
    """Where the draft says something else than was read, field by field; of a task that was split or merged, only that it was.

    A line of the body or of a list that stayed is not repeated. A field that no side fills makes no difference.
    """
    found = [_difference(field, None, proposal["head"].get(field, _NOTHING), value) for field, value in _head(content).items()]
    tasks, made_of = proposal["tasks"], [_known(duty.read_from, len(proposal["tasks"])) for duty in content.duties]
    parts = {number: [duty for duty, read in zip(content.duties, made_of, strict=True) if number in read] for number in range(len(tasks))}
    for duty, read in zip(content.duties, made_of, strict=True):
        if not read:
            found.append(Difference(ADDED, "", _plain(duty.text), span=duty.span))
        elif len(read) > 1:
            found.append(_whole(MERGED, read[0], tasks[read[0]], "\n".join(tasks[n]["text"]["value"] for n in read), _plain(duty.text)))
        elif len(parts[read[0]]) == 1:
            now = _task(duty, names)
            found += [_difference(f"task.{field}", read[0], tasks[read[0]].get(field, _NOTHING), value) for field, value in now.items()]
    for number, made in parts.items():
        if not made:
            found.append(_whole(DROPPED, number, tasks[number], tasks[number]["text"]["value"], ""))
        elif len(made) > 1:
            texts = "\n".join(_plain(duty.text) for duty in made)
            found.append(_whole(SPLIT, number, tasks[number], tasks[number]["text"]["value"], texts))
    return [one for one in found if one and one.before != one.after]


def dropped(proposal: dict[str, Any], kept: Iterable[Sequence[int]]) -> list[int]:
    """The places of the tasks read of which no task of the draft is made; `kept` is the `read_from` of each."""
    made = {number for read_from in kept for number in read_from}
    return [number for number in range(len(proposal["tasks"])) if number not in made]


def duty_read(proposal: dict[str, Any], number: int, source: str) -> DutyDraft:
    """The task of that place as it was read, its names as written and not looked up."""
    read = {field: value["value"] for field, value in proposal["tasks"][number].items()}
    spans = proposal["tasks"][number]["text"]["spans"]
    span = (spans[0][0], spans[0][1]) if spans else None
    words = source[slice(*span)] if span else ""
    due = read["deadline"].removeprefix("trước ")
    phrases = {DutyParty.Part.RESPONSIBLE: read["responsible"], DutyParty.Part.COORDINATING: read["coordinating"]}
    return DutyDraft(
        text=words if _plain(words) == read["text"] else read["text"],
        span=span,
        section=read["section"],
        kind=_value(Duty.Kind, read["kind"], Duty.Kind.TASK),
        role=_value(Duty.Role, read["role"], Duty.Role.EXECUTE),
        deadline=_date(due),
        strictly_before=due != read["deadline"],
        deadline_text=read["deadline_text"],
        start_date=_date(read["start_date"]),
        period=_value(Duty.Period, read["period"], Duty.Period.NONE),
        target_percent=int(read["target_percent"].rstrip("%")) if read["target_percent"] else None,
        parties=tuple(PartyDraft(part, phrase) for part, several in phrases.items() for phrase in several.splitlines()),
        read_from=(number,),
    )


_NOTHING: dict[str, Any] = {"value": "", "spans": [], "confidence": None, "rule": ""}
_LISTS = {"addressees", "recipients", "body", "task.units"}


def _known(read_from: Sequence[int], count: int) -> list[int]:
    return sorted({number for number in read_from if 0 <= number < count})


def _difference(field: str, task: int | None, read: dict[str, Any], now: str) -> Difference:
    before = read["value"]
    if field == "task.units":
        before, now = _answered_anew(before, now)
    if field in _LISTS:
        before, now = _changed_lines(before, now)
    return _from(field, task, read, before, now)


def _whole(field: str, number: int, task: dict[str, Any], before: str, after: str) -> Difference:
    return _from(field, number, task["text"], before, after)


def _from(field: str, task: int | None, read: dict[str, Any], before: str, after: str) -> Difference:
    spans = read["spans"]
    span = (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None
    return Difference(field, before, after, task, span, read["confidence"], read["rule"])


def _answered_anew(before: str, after: str) -> tuple[str, str]:
    """Of both, only the phrases that both name: another phrase is a correction of the phrase, not of what it means."""
    named = [{line.split(" → ")[0] for line in text.splitlines()} for text in (before, after)]
    first, second = (
        "\n".join(line for line in text.splitlines() if line.split(" → ")[0] in named[0] & named[1]) for text in (before, after)
    )
    return first, second


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    old, new = before.splitlines(), after.splitlines()
    gone: list[str] = []
    come: list[str] = []
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[start:end]
            come += new[first:last]
    return "\n".join(gone), "\n".join(come)


def _with_evidence(values: Mapping[str, str], evidence: Mapping[str, Evidence]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        known = evidence.get("responsible" if name == "units" else name)
        found[name] = (
            {"value": value, "spans": [list(span) for span in known.spans], "confidence": known.confidence, "rule": known.rule}
            if known
            else {**_NOTHING, "value": value}
        )
    return found


def _head(content: Draft) -> dict[str, str]:
    return {
        "kind": str(Directive.Kind(content.kind).label),
        "symbol": _plain(content.symbol).replace(" ", ""),
        "number": str(content.number or ""),
        "issued_date": _day(content.issued_date),
        "place": _plain(content.place),
        "subject": _plain(content.subject),
        "addressees": _lines(content.addressees),
        "body": _lines(
            f"{provision.label or ('-' if provision.kind == 'dash' else '')} {provision.text}" for provision in content.provisions
        ),
        "recipients": _lines(f"{line.name} ({line.note})" if line.note else line.name for line in content.recipients),
        "archive": _plain(content.archive),
        "urgency": str(Directive.Urgency(content.urgency).label) if content.urgency else "",
        "circulation": str(Directive.Circulation(content.circulation).label) if content.circulation else "",
    }


def _task(duty: DutyDraft, names: Names) -> dict[str, str]:
    return {
        "text": _plain(duty.text),
        "kind": str(Duty.Kind(duty.kind).label),
        "role": str(Duty.Role(duty.role).label),
        "section": _plain(duty.section),
        "responsible": _lines(party.phrase for party in duty.parties if party.part == DutyParty.Part.RESPONSIBLE),
        "coordinating": _lines(party.phrase for party in duty.parties if party.part == DutyParty.Part.COORDINATING),
        "units": _lines(f"{_plain(party.phrase)} → {_answer(party.unit_id, party.group, names)}" for party in duty.parties),
        "deadline": f"{'trước ' if duty.strictly_before else ''}{_day(duty.deadline)}" if duty.deadline else "",
        "deadline_text": _plain(duty.deadline_text),
        "start_date": _day(duty.start_date),
        "period": str(Duty.Period(duty.period).label) if duty.period else "",
        "target_percent": f"{duty.target_percent}%" if duty.target_percent is not None else "",
    }


def _answer(unit_id: int | None, group: Mapping[str, Any] | None, names: Names) -> str:
    if unit_id is not None:
        return names.get(unit_id, _UNKNOWN)
    return "nhóm" if group is not None else _UNKNOWN


def _day(day: date | None) -> str:
    return f"{day:%d/%m}/{day.year}" if day else ""


def _date(day: str) -> date | None:
    """The inverse of `_day`."""
    return datetime.strptime(day, "%d/%m/%Y").date() if day else None  # noqa: DTZ007


def _value(choices: type[TextChoices], label: str, otherwise: str) -> str:
    return next((str(choice) for choice in choices if choice.label == label), otherwise)


def _plain(text: str) -> str:
    """One line as a draft keeps it, so that nothing but a person's change makes a difference."""
    return " ".join(nfc("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text)).split())


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(line for text in texts if (line := _plain(text)))
