"""The words of the source text from which each value was read, so that page and text can light each other up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from directives import corrections
from directives.models import Proposal

UNSURE = 0.75
"""A value of less confidence is marked to be compared with the text; the tasks of closing sentences and whatever a scan blurs lie below."""
HEAD, NOTE, DROPPED = "h", "n", "x"
"""How the keys of what is no task begin: values of the head, notes to compare, tasks that were dropped."""


@dataclass(frozen=True)
class Span:
    """A stretch of the source text: the `key` of the value read from it, and the `target` on the page that shows that value."""

    start: int
    end: int
    key: str
    target: str


@dataclass(frozen=True)
class Piece:
    """A stretch of the source text, and the keys of the values that it holds, the widest first; its address leads to the first of them.

    `anchor` is the id of the first piece of a value, where the value's own link leads.
    """

    text: str
    keys: tuple[str, ...] = ()
    target: str = ""
    anchor: str = ""

    @property
    def is_task(self) -> bool:
        """Whether it stands in a task's own words, not only in those that one of its values was read from."""
        return any(key.isdecimal() for key in self.keys)

    @property
    def is_note(self) -> bool:
        """Whether its words are to be compared with the original."""
        return any(key.startswith(f"{NOTE}-") for key in self.keys)

    @property
    def is_stop(self) -> bool:
        """Whether the tab key stops at it: where a task or a note begins."""
        return bool(self.anchor) and (self.is_task or self.is_note)


@dataclass(frozen=True)
class Read:
    """How a value was read: the key of its words in the text ("" for none), and whether it must be compared with them."""

    key: str
    is_unsure: bool


@dataclass(frozen=True)
class Dropped:
    """A task that was read and struck out: its place in the reading, its text, and the key of its words ("" for none)."""

    number: int
    text: str
    key: str


@dataclass(frozen=True)
class Paragraph:
    """A line of the source text, from `start` on."""

    start: int
    pieces: tuple[Piece, ...]


def marked(text: str, spans: Iterable[Span]) -> list[Paragraph]:
    """The text as paragraphs of pieces, cut where a value's words begin or end; empty lines are left out."""
    ordered = sorted((s for s in spans if 0 <= s.start < s.end <= len(text)), key=lambda s: (s.start, -s.end, not s.key.isdecimal()))
    anchored: set[str] = set()
    paragraphs, at = [], 0
    for line in text.split("\n"):
        left, right = at, at + len(line)
        at = right + 1
        if line:
            within = [span for span in ordered if span.start < right and left < span.end]
            paragraphs.append(Paragraph(left, tuple(_pieces(text, left, right, within, anchored))))
    return paragraphs


def _pieces(text: str, left: int, right: int, within: Sequence[Span], anchored: set[str]) -> Iterable[Piece]:
    cuts = sorted({left, right, *(cut for span in within for cut in (span.start, span.end) if left < cut < right)})
    for start, end in pairwise(cuts):
        held = [span for span in within if span.start <= start and end <= span.end]
        held.sort(key=_rank(held))
        first = held[0] if held else None
        anchor = ""
        if first and first.key not in anchored:
            anchored.add(first.key)
            anchor = f"doan-{first.key}"
        yield Piece(text[start:end], tuple(dict.fromkeys(span.key for span in held)), first.target if first else "", anchor)


def _rank(held: Sequence[Span]) -> Callable[[Span], int]:
    """To whom words lead first: to a note on a few words of a task, to the task, to a note on all of it, to a value read from them."""
    narrowest = min((span.end - span.start for span in held if span.key.isdecimal()), default=0)

    def rank(span: Span) -> int:
        if span.key.startswith(f"{NOTE}-"):
            return 0 if span.end - span.start < narrowest else 2
        return 1 if span.key.isdecimal() else 3

    return rank


def note_spans(notes: Sequence[Mapping[str, Any]]) -> list[Span]:
    """The words that each note is about; none for one about the whole text."""
    return [Span(note["start"], note["end"], f"{NOTE}-{number}", f"doi-chieu-{number}") for number, note in enumerate(notes, start=1)]


class Reads:
    """What reading said about the values of a draft that it proposed; of one that it did not, nothing."""

    def __init__(self, proposal: Proposal | None) -> None:
        values = proposal.values if proposal else {}
        self._head: dict[str, Any] = values.get("head", {})
        self._tasks: list[dict[str, Any]] = values.get("tasks", [])

    def head(self) -> dict[str, Read]:
        """How each field of the head was read, by its name."""
        return {name: self._of(read, f"{HEAD}-{name}") for name, read in self._head.items()}

    def head_spans(self) -> list[Span]:
        """The words of the head's values."""
        return [Span(start, end, f"{HEAD}-{name}", f"id_{name}") for name, read in self._head.items() for start, end in read["spans"]]

    def task(self, number: int, read_from: Sequence[int]) -> dict[str, Read]:
        """How the fields of the task of that number on the page were read, by name; of one made of several, how sure the least sure is."""
        tasks = [self._tasks[place] for place in read_from if 0 <= place < len(self._tasks)]
        if len(tasks) == 1:
            return {name: self._of(read, f"{number}-{name}") for name, read in tasks[0].items()} | {
                "text": self._of(tasks[0]["text"], str(number))
            }
        return {"text": Read(str(number), any(self._of(task["text"], "").is_unsure for task in tasks))}

    def task_spans(self, number: int, read_from: Sequence[int]) -> list[Span]:
        """The words of the fields of a task, those of its own text left out; of one made of several, none."""
        tasks = [self._tasks[place] for place in read_from if 0 <= place < len(self._tasks)]
        if len(tasks) != 1:
            return []
        found = [(name, span) for name, read in tasks[0].items() if name not in {"text", "units"} for span in read["spans"]]
        return [Span(start, end, f"{number}-{name}", f"nhiem-vu-{number}") for name, (start, end) in found]

    def dropped(self, kept: Iterable[Sequence[int]]) -> list[Dropped]:
        """The tasks read of which nothing is left in the draft."""
        if not self._tasks:
            return []
        texts = {number: self._tasks[number]["text"] for number in corrections.dropped({"tasks": self._tasks}, kept)}
        return [Dropped(number, text["value"], f"{DROPPED}-{number}" if text["spans"] else "") for number, text in texts.items()]

    def dropped_spans(self, dropped: Iterable[Dropped]) -> list[Span]:
        """Their words."""
        return [
            Span(start, end, one.key, f"da-bo-{one.number}") for one in dropped for start, end in self._tasks[one.number]["text"]["spans"]
        ]

    @staticmethod
    def _of(read: dict[str, Any], key: str) -> Read:
        confidence = read["confidence"]
        return Read(key if read["spans"] else "", confidence is not None and confidence < UNSURE)
