"""A text → a `Reading`: cut into head, addressees, body and end, each read by its own module, every value tied to its place."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice

from directives.files import ReadingError
from directives.reading import attached, cleaning, deadlines, head, letterhead, lines, odd_dates, parts, pasted, tail, tasks
from directives.reading import citations as citing
from directives.reading.bases import bases_and_references
from directives.reading.letterhead import tidy
from directives.reading.model import (
    Field,
    Head,
    Name,
    Provision,
    Reading,
    ReadingWarning,
    RecipientLine,
    Signer,
    Span,
    Task,
)
from directives.reading.outline import Node, build
from directives.reading.tables import rows_as_tasks
from directives.reading.tasks import Found, Frame
from org_hierarchy.calendar.dates import full_dates, make

MAX_TEXT = 800_000
MAX_LINES = 20_000
MOST_ODD = 50  # warnings of dates that cannot be


@dataclass(slots=True)
class _Sheet:
    """The text of the reading as it grows: one paragraph per line, each remembered with its place."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def add(self, paragraph: str) -> int:
        start = self.length
        self.parts.append(paragraph)
        self.length += len(paragraph) + 1
        return start

    @property
    def text(self) -> str:
        return "\n".join(self.parts)


def read_text(text: str) -> Reading:
    """Read a directive from its text, wrapped or not, with or without the marks of a web page.

    Raises `ReadingError`: "empty", "too_large", "secret" (a stamp of secrecy on a line of its own), "not_directive".
    """
    if not text.strip():
        raise ReadingError("empty", "Văn bản trống, vui lòng chọn tệp khác hoặc dán nội dung.")
    if len(text) > MAX_TEXT or text.count("\n") > MAX_LINES:
        raise ReadingError("too_large", "Văn bản quá dài, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
    cleaned = cleaning.clean(text)
    if not cleaned.lines:
        raise ReadingError("empty", "Văn bản trống, vui lòng chọn tệp khác hoặc dán nội dung.")
    if any(head.SECRET.match(line.text) for line in cleaned.lines):
        raise ReadingError("secret", "Văn bản có dấu chỉ độ mật, vui lòng xử lý ngoài hệ thống theo quy định về bảo vệ bí mật nhà nước.")
    return _Assembly(cleaned).reading()


class _Assembly:
    def __init__(self, cleaned: cleaning.Cleaned) -> None:
        self.repaired = cleaned.repaired
        self.sheet = _Sheet()
        self.warnings: list[ReadingWarning] = []
        split_at = next((index for index, line in enumerate(cleaned.lines) if parts.is_recipients(line.text)), None)
        physical = cleaned.lines
        end = physical[split_at:] if split_at is not None else []
        body = physical[:split_at] if split_at is not None else physical
        first = parts.columns_end(body)
        body = head.split_columns(body[:first]) + list(body[first:])
        body, before_end = parts.signature_before(body, bool(end))
        dear = parts.addressees_at(body)
        limit = dear if dear is not None else min(len(body), parts.HEAD_LINES)
        self.block = head.read_block(body, limit, addressed=dear is not None)
        used = self.block.used if dear is None else dear
        self.addressed, rest = parts.addressed(body[used:]) if dear is not None else ([], body[used:])
        self.body_lines = list(rest)
        self.tail = tail.split(end) if end else tail.Tail()
        if before_end and not self.tail.signature:
            self.tail.signature = before_end

    # -- head -------------------------------------------------------------------------------------------------------------------

    def reading(self) -> Reading:
        spans = [(line, self.sheet.add(tidy(line.text))) for line in self.block.in_order()]
        addressees = self._addressees()
        nodes, paragraphs = self._nodes(self.body_lines)
        entries = self._entries()
        signature = [(self.sheet.add(text), text) for text in map(tidy, self.tail.signature)]
        plan = attached.split(self.tail.rest)
        appendix = [(self.sheet.add(text), text) for text in lines.paragraphs(plan.outside, None)]
        plan_nodes, plan_paragraphs = self._nodes(plan.body)
        text = self.sheet.text
        read_head = letterhead.read_head(spans, self.warnings, addressed=bool(self.addressed))
        kind = read_head.type.value if read_head.type else None
        reference, cited = self._reference(read_head, nodes)
        read_head = letterhead.with_issuer_from_body(read_head, nodes, self.warnings)
        issuer = read_head.issuer
        frame = Frame(issuer.value if issuer else None, issuer.span if issuer else (0, 0), addressees, kind, reference)
        notes = [(start, line.text) for line, start in spans if line.kind == "item"] if self.addressed else []
        found = tasks.read(text, nodes, frame, notes)
        if plan.type:
            own = tasks.read(text, plan_nodes, replace(frame, addressees=(), type=plan.type), ())
            found.tasks += [_behind(task, len(nodes)) for task in own.tasks]
            found.not_deadlines += own.not_deadlines
        table_tasks = rows_as_tasks(paragraphs + appendix + plan_paragraphs, reference)
        bases, references = bases_and_references(nodes, found)
        known = {citation.number for citation in bases + references}
        of_plan = {cited.number: cited for node in reversed(plan_nodes) for cited in citing.find(node.text, node.text_start)}
        references += [citation for number, citation in of_plan.items() if number not in known]
        self._warn_dates(found)
        self.warnings += islice(odd_dates.find(text, reference), MOST_ODD)
        self._warn_repairs(text)
        recipients, archive = self._recipients(entries)
        result = Reading(
            text=text,
            head=read_head,
            addressees=addressees,
            bases=tuple(bases),
            references=tuple(references),
            provisions=_provisions(nodes, 0) + _provisions(plan_nodes, len(nodes)),
            tasks=tuple(found.tasks + table_tasks),
            recipients=tuple(recipients),
            archive=archive,
            signer=self._signer(signature),
            warnings=tuple(sorted(self.warnings, key=lambda warning: warning.span)),
            latest_cited_date=cited or self._latest_date(text, found.tasks),
        )
        if not self._looks_like_one(result):
            raise ReadingError("not_directive", "Không nhận ra đây là văn bản hành chính, vui lòng kiểm tra lại tệp đã chọn.")
        return result

    def _looks_like_one(self, reading: Reading) -> bool:
        read = reading.head
        signs = [
            read.number,
            read.symbol,
            read.place,
            read.type if self.block.of("title") else None,
            reading.addressees,
            reading.recipients,
            self.block.of("motto"),
            reading.signer.title,
        ]
        return any(signs) or any(task.responsible and task.responsible_source == "explicit" for task in reading.tasks)

    def _reference(self, read_head: Head, nodes: Sequence[Node]) -> tuple[date | None, date | None]:
        """The day against which deadlines are judged, and the latest cited date.

        The first is the document's own, the first of its month when the day is blank, else the latest cited.
        """
        cited = [citation.date for node in nodes for citation in citing.find(node.text, node.text_start) if citation.date]
        latest = max(cited, default=None)
        if read_head.date:
            return read_head.date, latest
        if read_head.date_partial and len(read_head.date_partial) == 7:
            year, month = read_head.date_partial.split("-")
            return make(1, int(month), int(year)), latest
        return latest, latest

    def _latest_date(self, text: str, read: Sequence[Task]) -> date | None:
        """The latest date of the text that is neither a deadline nor a phase nor the document's own."""
        taken = [task.deadline_span for task in read if task.deadline_span]
        offset = self.block_end
        found = [
            item.day for item in full_dates(text) if item.start >= offset and not any(start <= item.start < end for start, end in taken)
        ]
        wordings = [deadline for deadline in deadlines.find(text[offset:], None) if deadline.day]
        barred = {deadline.day for deadline in wordings} | {deadline.first_day for deadline in wordings}
        return max((day for day in found if day not in barred), default=None)

    # -- addressees and body ----------------------------------------------------------------------------------------------------

    def _addressees(self) -> tuple[Name, ...]:
        self.block_end = self.sheet.length
        found: list[Name] = []
        for paragraph in self.addressed:
            start = self.sheet.add(paragraph)
            offset = len(paragraph) - len(parts.without_dear(paragraph))
            dash = re.compile(r"\s*[-–•+*]\s*").match(paragraph, offset)
            offset = dash.end() if dash else offset
            cursor = offset
            for piece in re.split(r"(;\s+)", paragraph[offset:]):
                name = piece.strip().rstrip(" .;,:")
                name = re.sub(r"^[-–•+]\s*", "", name)
                if name:
                    at = paragraph.index(name, cursor)
                    found.append(Name(name, (start + at, start + at + len(name)), 0.95))
                cursor += len(piece)
        return tuple(found)

    def _nodes(self, physical: Sequence[lines.Line]) -> tuple[list[Node], list[tuple[int, str]]]:
        wrapped = lines.widths(physical)
        whole = lines.paragraphs(physical, wrapped)
        paragraphs = [(self.sheet.add(item), item) for paragraph in whole for item in pasted.items(paragraph)]
        if len(self.sheet.parts) > MAX_LINES:
            raise ReadingError("too_large", "Văn bản quá dài, vui lòng tách phụ lục thành tệp riêng rồi thử lại.")
        return build([(start, text) for start, text in paragraphs if not lines.table_line(text)]), paragraphs

    # -- end --------------------------------------------------------------------------------------------------------------------

    def _entries(self) -> list[tuple[int, tail.Entry]]:
        if self.tail.entries:
            self.sheet.add("Nơi nhận:")
        return [(self.sheet.add(tidy(entry.text)), tail.Entry(entry.kind, tidy(entry.text))) for entry in self.tail.entries]

    def _recipients(self, entries: Sequence[tuple[int, tail.Entry]]) -> tuple[list[RecipientLine], Field | None]:
        found: list[tail.RecipientFound] = []
        stroked: list[bool] = []
        spans: list[Span] = []
        archive: Field | None = None
        for start, entry in entries:
            span = (start, start + len(entry.text))
            if entry.kind == "archive":
                kept = tail.archive(entry.text)
                if kept and archive is None:
                    archive = Field(kept[0], span, 0.95)
                    if not kept[1]:
                        self.warnings.append(ReadingWarning("archive_no_colon", "Dòng lưu thiếu dấu hai chấm sau chữ “Lưu”.", span))
                continue
            line = tail.recipient(entry.text)
            if line:
                found.append(line)
                stroked.append("|" in entry.text)
                spans.append(span)
        noted = tail.shared_notes(found, stroked)
        return [RecipientLine(line.name, line.note, span, 0.95) for line, span in zip(noted, spans, strict=True)], archive

    def _signer(self, signature: Sequence[tuple[int, str]]) -> Signer:
        found = tail.signer([text for _, text in signature])
        span = (signature[0][0], signature[-1][0] + len(signature[-1][1])) if signature else None
        return Signer(found.authority, found.title, found.name, span, 0.95 if found.name and found.title else 0.5)

    # -- warnings ---------------------------------------------------------------------------------------------------------------

    def _warn_dates(self, found: Found) -> None:
        for span, day in found.not_deadlines:
            self.warnings.append(
                ReadingWarning("date_not_deadline", f"Ngày {day:%d/%m/%Y} trước ngày của văn bản nên không được coi là thời hạn.", span)
            )

    def _warn_repairs(self, text: str) -> None:
        cursor = 0
        for piece in self.repaired[:50]:
            at = text.find(piece, cursor)
            at = at if at >= 0 else text.find(piece)
            if at >= 0:
                self.warnings.append(
                    ReadingWarning(
                        "letters_split", f"Chữ bị tách rời trong bản gốc đã được ghép lại thành “{piece}”.", (at, at + len(piece))
                    )
                )
                cursor = at + len(piece)


def _provisions(nodes: Sequence[Node], behind: int) -> tuple[Provision, ...]:
    """The paragraphs as provisions; `behind` is how many stand before the first."""
    return tuple(
        Provision(node.label, node.kind, node.text, (node.start, node.end), None if node.parent is None else node.parent + behind)
        for node in nodes
    )


def _behind(task: Task, provisions: int) -> Task:
    return task if task.provision is None else replace(task, provision=task.provision + provisions)
