"""Doubts about how a text was got → warnings at their places, and less confidence in the values that were read there."""

import re
from collections.abc import Sequence
from dataclasses import replace

from directives.reading.model import Field, Reading, ReadingWarning, Span
from directives.reading.source import Note

#: confidence in a value that stands where the scan is hard to read
_DOUBTFUL = 0.5


def with_notes(reading: Reading, notes: Sequence[Note]) -> Reading:
    """The reading with a warning for each note, in the order of the text."""
    if not notes:
        return reading
    warnings = [ReadingWarning(note.code, note.message_vi, _place(reading.text, note.words)) for note in notes]
    doubtful = [warning.span for warning in warnings if warning.span != (0, 0)]
    return replace(
        reading,
        head=replace(
            reading.head,
            superior_agency=_weighed(reading.head.superior_agency, doubtful),
            issuer=_weighed(reading.head.issuer, doubtful),
            number=_weighed(reading.head.number, doubtful),
            symbol=_weighed(reading.head.symbol, doubtful),
            type=_weighed(reading.head.type, doubtful),
            place=_weighed(reading.head.place, doubtful),
            subject=_weighed(reading.head.subject, doubtful),
            date_confidence=_weight(reading.head.date_confidence, reading.head.date_span, doubtful),
        ),
        tasks=tuple(replace(task, confidence=_weight(task.confidence, task.span, doubtful)) for task in reading.tasks),
        recipients=tuple(replace(line, confidence=_weight(line.confidence, line.span, doubtful)) for line in reading.recipients),
        warnings=tuple(sorted([*reading.warnings, *warnings], key=lambda warning: warning.span)),
    )


def _place(text: str, words: str) -> Span:
    """Where the words stand, however they were wrapped and joined; (0, 0) when they are nowhere or mean the whole."""
    letters = re.sub(r"\s", "", words)[:60]
    if not letters:
        return 0, 0
    found = re.search(r"\s*".join(re.escape(letter) for letter in letters), text)
    return (found.start(), found.end()) if found else (0, 0)


def _weighed(field: Field | None, doubtful: Sequence[Span]) -> Field | None:
    return replace(field, confidence=_weight(field.confidence, field.span, doubtful)) if field else None


def _weight(confidence: float, span: Span | None, doubtful: Sequence[Span]) -> float:
    if span and any(start < span[1] and span[0] < end for start, end in doubtful):
        return min(confidence, _DOUBTFUL)
    return confidence
