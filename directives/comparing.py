"""What changed from one text to another, for people to read: lines that were added, struck or changed, with the changed words.

Texts come from outside, so the work is limited beforehand (`Effort`): what would take too long is shown as struck and written anew, and the
answer says so.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from directives import grids
from directives.drafting import Draft, DutyDraft
from directives.models import Directive, Duty, Effect, Provision
from records.text import nfc

SAME, ADDED, STRUCK, CHANGED, LEFT_OUT = "same", "added", "struck", "changed", "left_out"
CONTEXT = 1  # unchanged lines that are shown on each side of a change
_MOST_STEPS = 6_000_000  # about two seconds in the worst case
_ALIKE = 0.4  # of the words: below, a line is another line
_AHEAD = 6

Code = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a line, and whether they are the same, added or struck."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison; one that is left out stands for `count` unchanged ones."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed in the head and the foot, in the paragraphs, in the tasks, and in the files and effects beside the text; `is_cut`: not
    always word by word."""

    head: list[Line]
    paragraphs: list[Line]
    duties: list[Line]
    is_cut: bool
    beside: list[Line] = field(default_factory=list)

    def __bool__(self) -> bool:
        every = (*self.head, *self.paragraphs, *self.duties, *self.beside)
        return any(line.kind not in {SAME, LEFT_OUT} for line in every)


@dataclass
class Effort:
    """The steps that a comparison may still take, counted at their worst before they are taken."""

    left: int = _MOST_STEPS
    is_cut: bool = field(default=False, init=False)

    def spend(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Whether these two may be compared; then it is paid for."""
        seen = Counter(after)
        pairs = sum(seen[one] for one in before)
        worst = (len(before) + pairs) * (min(len(before), len(after)) + 1)
        if worst > self.left:
            self.is_cut = True
            return False
        self.left -= worst
        return True


Beside = Mapping[str, Sequence[Sequence[str]]]
"""What a version keeps beside its text, as `directives.services.versions` does."""


def compare(
    before: Draft, after: Draft, names: Mapping[int, str], *, beside: tuple[Beside | None, Beside | None] = (None, None)
) -> Comparison:
    """What `after` says otherwise than `before`; `names` are those of the units (`units_of`) by id. `beside`: the files and effects of
    both; of a version from before they were kept nothing is known, and nothing is said."""
    effort = Effort()
    head = [
        line
        for old, new in zip(_head(before, names), _head(after, names), strict=True)
        for line in (_changed(old, new, effort) if old != new else ())
    ]
    paragraphs = compare_lines(_paragraphs(before), _paragraphs(after), effort)
    duties = compare_lines([_task(one) for one in before.duties], [_task(one) for one in after.duties], effort)
    old_beside, new_beside = beside
    others = compare_lines(_beside(old_beside), _beside(new_beside), effort) if old_beside and new_beside else []
    return Comparison(head, list(_shortened(paragraphs)), list(_shortened(duties)), effort.is_cut, list(_shortened(others)))


def units_of(*contents: Draft) -> set[int]:
    """The units whose names a comparison shows."""
    return {unit for content in contents for unit in (content.drafting_unit_id, content.monitor_id) if unit is not None}


def compare_lines(before: Sequence[str], after: Sequence[str], effort: Effort) -> list[Line]:
    """The lines of both in the order of the text; of those that were replaced, a line and the next one like it are one changed line."""
    found: list[Line] = []
    for kind, start, end, new_start, new_end in _codes(before, after, effort):
        if kind == "equal":
            found += [Line(SAME, (Piece(SAME, text),)) for text in before[start:end]]
            continue
        found += _replaced(before[start:end], after[new_start:new_end], effort)
    return found


def compare_words(before: str, after: str, effort: Effort) -> tuple[Piece, ...]:
    """One line with the words that were struck and added."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for kind, start, end, new_start, new_end in _codes(old, new, effort):
        if kind == "equal":
            pieces.append(Piece(SAME, "".join(new[new_start:new_end])))
            continue
        pieces += [Piece(STRUCK, "".join(old[start:end]))] if start < end else []
        pieces += [Piece(ADDED, "".join(new[new_start:new_end]))] if new_start < new_end else []
    return tuple(pieces)


def followers(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Where each line of a text stands in the text that replaced it, by its place; one that is there no more has none."""
    effort = Effort()
    found: dict[int, int] = {}
    for kind, start, end, new_start, new_end in _codes(before, after, effort):
        if kind == "equal":
            found.update(zip(range(start, end), range(new_start, new_end), strict=True))
        else:
            pairs = _alike(before[start:end], after[new_start:new_end])
            found.update((start + old, new_start + new) for old, new in pairs)
    return found


def _codes(before: Sequence[str], after: Sequence[str], effort: Effort) -> list[Code]:
    """difflib's opcodes; what is alike at both ends costs nothing."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    old, new = before[head : len(before) - tail], after[head : len(after) - tail]
    codes: list[Code] = [("equal", 0, head, 0, head)] if head else []
    if old and new and effort.spend(old, new):
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        codes += [(kind, i + head, j + head, k + head, m + head) for kind, i, j, k, m in matcher.get_opcodes()]
    elif old or new:
        codes.append(("replace", head, head + len(old), head, head + len(new)))
    if tail:
        codes.append(("equal", len(before) - tail, len(before), len(after) - tail, len(after)))
    return codes


def _replaced(before: Sequence[str], after: Sequence[str], effort: Effort) -> Iterator[Line]:
    done = written = 0
    for old, new in [*_alike(before, after), (len(before), len(after))]:
        yield from (Line(STRUCK, (Piece(STRUCK, text),)) for text in before[done:old])
        yield from (Line(ADDED, (Piece(ADDED, text),)) for text in after[written:new])
        if old < len(before):
            yield from _changed(before[old], after[new], effort)
        done, written = old + 1, new + 1


def _changed(before: str, after: str, effort: Effort) -> list[Line]:
    return [Line(CHANGED, compare_words(before, after, effort))]


def _alike(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int]]:
    """Each line with the nearest of the next lines of the other text that shares enough of its words; both in their order."""
    bags = [Counter(text.split()) for text in after]
    pairs: list[tuple[int, int]] = []
    free = 0
    for place, text in enumerate(before):
        words = Counter(text.split())
        for other in range(free, min(free + _AHEAD, len(after))):
            both = words.total() + bags[other].total()
            if both and 2 * (words & bags[other]).total() / both >= _ALIKE:
                pairs.append((place, other))
                free = other + 1
                break
    return pairs


def _shortened(lines: list[Line]) -> Iterator[Line]:
    """Without the unchanged lines that are no neighbours of a change."""
    near: set[int] = set()
    for place, line in enumerate(lines):
        if line.kind != SAME:
            near.update(range(place - CONTEXT, place + CONTEXT + 1))
    if not near:
        return
    gone = 0
    for place, line in enumerate(lines):
        if line.kind == SAME and place not in near:
            gone += 1
            continue
        if gone:
            yield Line(LEFT_OUT, count=gone)
        gone = 0
        yield line
    if gone:
        yield Line(LEFT_OUT, count=gone)


def _words(text: str) -> list[str]:
    """Each word with the space behind it, the last one too: else it were another word when something follows it."""
    return re.findall(r"\S+\s*", f"{text.rstrip()} ")


def _head(content: Draft, names: Mapping[int, str]) -> list[str]:
    """The head and the foot, a line for each field."""
    monitor = names.get(content.monitor_id, "") if content.monitor_id else ""
    recipients = [f"{line.name} ({line.note})" if line.note else line.name for line in content.recipients]
    values = {
        "Loại văn bản": Directive.Kind(content.kind).label,
        "Số": str(content.number or ""),
        "Ký hiệu": content.symbol,
        "Ngày ban hành": _day(content.issued_date),
        "Địa danh": content.place,
        "Độ khẩn": Directive.Urgency(content.urgency).label,
        "Phạm vi lưu hành": Directive.Circulation(content.circulation).label,
        "Trích yếu": content.subject,
        "Kính gửi": "; ".join(content.addressees),
        "Căn cứ": "; ".join(" ".join(filter(None, (one.kind, one.number, _day(one.date), one.issuer))) for one in content.bases),
        "Nơi nhận": "; ".join(recipients),
        "Lưu": content.archive,
        "Ký hiệu người soạn": content.drafter_mark,
        "Theo dõi, đôn đốc": f"{monitor}{', duyệt báo cáo' if content.monitor_reviews else ''}" if monitor else "",
    }
    return [f"{label}: {nfc(value) or '(trống)'}" for label, value in values.items()]


def _beside(kept: Beside) -> list[str]:
    """A line for each file, told apart by its content too, and for each effect."""
    files = [f"Tệp kèm theo: {title} ({name}, mã {sha256[:8]})" for title, name, sha256 in kept["files"]]
    return [nfc(line) for line in (*files, *(f"{Effect.Kind(kind).label}: {designation}" for kind, designation in kept["effects"]))]


def _paragraphs(content: Draft) -> list[str]:
    """A line for each paragraph, and for each row of a table."""
    found: list[str] = []
    for one in content.provisions:
        if one.kind == Provision.Kind.TABLE:
            grid = grids.printed(grids.grid_of(one.text))
            found += [nfc(" | ".join(row)) for row in (grid.columns, *grid.rows)]
        elif one.kind in Provision.APPENDICES:
            found.append(nfc(f"{Provision.Kind(one.kind).label}: {one.text}"))
        else:
            found.append(nfc(f"{one.label} {one.text}"))
    return found


def _task(duty: DutyDraft) -> str:
    """A task in one line."""
    responsible = [party.phrase for party in duty.parties if party.part == "responsible"]
    partners = [party.phrase for party in duty.parties if party.part != "responsible"]
    deadline = f"{'trước ' if duty.strictly_before else ''}{_day(duty.deadline)}" if duty.deadline else duty.deadline_text
    told = [
        ("", f"{duty.section}. {duty.text}" if duty.section else duty.text),
        ("Thực hiện", "; ".join(responsible)),
        ("Phối hợp", "; ".join(partners)),
        ("Hạn", deadline),
        ("Bắt đầu", _day(duty.start_date)),
        ("Định kỳ", Duty.Period(duty.period).label if duty.period else ""),
        ("Chỉ tiêu", f"{duty.target_percent}%" if duty.target_percent is not None else ""),
        ("Loại", Duty.Kind(duty.kind).label if duty.kind != Duty.Kind.TASK else ""),
        ("Vai trò", Duty.Role(duty.role).label if duty.role != Duty.Role.EXECUTE else ""),
    ]
    return nfc(" | ".join(f"{label}: {value}" if label else value for label, value in told if value))


def _day(day: date | None) -> str:
    return f"{day:%d/%m}/{day.year}" if day else ""
