"""Assignment tables in appendices: rows of cells under a heading row such as "STT | Nhiệm vụ | Đơn vị chủ trì | Thời hạn" → tasks."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from directives.reading import deadlines, targets
from directives.reading.lines import table_line
from directives.reading.model import CARRY_OUT, LEAD, TASK, Name, Task
from directives.reading.names import split_names

_COLUMNS = (
    ("work", re.compile(r"(?:nội dung|nhiệm vụ|công việc|hoạt động|tên nhiệm vụ|nội dung công việc|nội dung nhiệm vụ)", re.IGNORECASE)),
    ("lead", re.compile(r"(?:(?:đơn vị|cơ quan|bộ phận)?\s*(?:chủ trì|thực hiện|chịu trách nhiệm|đầu mối)|phân công)", re.IGNORECASE)),
    ("partners", re.compile(r"phối hợp", re.IGNORECASE)),
    ("deadline", re.compile(r"(?:thời gian|thời hạn|tiến độ|hạn hoàn thành|hoàn thành)", re.IGNORECASE)),
)


def _cells(text: str) -> list[tuple[int, str]]:
    """(place in the row, words) of each cell."""
    cells = []
    for match in re.finditer(r"\|([^|]*)", text):
        raw = match[1]
        stripped = raw.strip()
        cells.append((match.start(1) + len(raw) - len(raw.lstrip()), stripped))
    if cells and not cells[-1][1]:
        cells.pop()
    return cells


def rows_as_tasks(paragraphs: Sequence[tuple[int, str]], reference: date | None) -> list[Task]:
    """The rows below a heading row that names at least the work and who does it, in order. `paragraphs` are (place, text)."""
    found: list[Task] = []
    columns: dict[str, int] = {}
    for start, text in paragraphs:
        if not table_line(text):
            columns = {}
            continue
        cells = _cells(text)
        heading = heading_of(cells)
        if heading:
            columns = heading
            continue
        if not columns or max(columns.values()) >= len(cells):
            continue
        task = _row(start, cells, columns, reference)
        if task:
            found.append(task)
    return found


def heading_of(cells: Sequence[tuple[int, str]]) -> dict[str, int] | None:
    """Which column holds what in the heading row of an assignment table; None unless it names at least the work and who does it."""
    columns: dict[str, int] = {}
    for index, (_, words) in enumerate(cells):
        if len(words) > 60:
            return None
        for name, pattern in _COLUMNS:
            if name not in columns and index not in columns.values() and pattern.search(words):
                columns[name] = index
                break
    return columns if "work" in columns and "lead" in columns else None


def _row(start: int, cells: Sequence[tuple[int, str]], columns: dict[str, int], reference: date | None) -> Task | None:
    at, work = cells[columns["work"]]
    lead_at, lead = cells[columns["lead"]]
    if not work or not lead:
        return None
    wording, place = "", 0
    found: list[deadlines.Deadline] = []
    if "deadline" in columns:
        place, wording = cells[columns["deadline"]]
        found = [replace(item, text=wording) for item in deadlines.after_label(wording, reference)]
    deadline = found[0] if found else None
    target = targets.target(work)
    number = cells[0][1].strip(" .") if columns["work"] > 0 else ""
    return Task(
        section=f"bảng {number}".strip(),
        kind=TASK,
        text=work,
        span=(start + at, start + at + len(work)),
        responsible=_units(start + lead_at, lead),
        responsible_source="explicit",
        role=LEAD if "partners" in columns else CARRY_OUT,
        coordinating=_units(start + cells[columns["partners"]][0], cells[columns["partners"]][1]) if "partners" in columns else (),
        deadline=deadline.day if deadline else None,
        deadline_text=wording or None,
        deadline_span=(start + place, start + place + len(wording)) if wording else None,
        strictly_before=bool(deadline and deadline.day and deadline.strictly_before),
        deadline_scope="paragraph" if deadline and deadline.day else None,
        start_date=deadline.first_day if deadline else None,
        period=deadline.period if deadline else None,
        target_percent=target[0] if target else None,
        target_span=(start + at + target[1][0], start + at + target[1][1]) if target else None,
        provision=None,
        confidence=0.8,
    )


def _units(start: int, words: str) -> tuple[Name, ...]:
    return tuple(Name(piece.name, (start + piece.start, start + piece.end), 0.8) for piece in split_names(words, 0, len(words)))
