"""Reading is fed whatever can be sent: thousands of broken files, none of which may crash it, hang it or make it grow."""

import resource
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directives.reading import Reading, ReadingError, read

pytestmark = pytest.mark.long

LETTERS = sorted((Path(__file__).resolve().parent.parent / "fixtures" / "directives").glob("*.docx"))
SECONDS = 15  # for one file, whatever is in it, on a busy machine
GROWTH = 300 * 1024  # KiB
MANY = settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))


def survives(content: bytes, name: str) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    with suppress(ReadingError):
        assert isinstance(read(content, name=name), Reading)
    assert time.monotonic() - start < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


@MANY
@given(st.binary(max_size=4000), st.sampled_from(["a.docx", "a.txt", "a.pdf", "a"]))
def test_any_bytes_under_any_name(content: bytes, name: str) -> None:
    survives(content, name)


@MANY
@given(st.text(max_size=4000))
def test_any_text(text: str) -> None:
    survives(text.encode("utf-8", "surrogatepass"), "a.txt")


@MANY
@given(st.sampled_from(LETTERS), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30), st.floats(0.05, 1))
def test_a_real_letter_with_bytes_changed_and_its_end_cut_off(letter: Path, changes: list[tuple[float, int]], kept: float) -> None:
    content = bytearray(letter.read_bytes())
    for place, value in changes:
        content[int(place * (len(content) - 1))] = value
    survives(bytes(content[: int(kept * len(content))]), letter.name)


@MANY
@given(st.sampled_from(LETTERS), st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), max_size=12))
def test_a_real_text_with_lines_moved_and_doubled(letter: Path, moves: list[tuple[int, int]]) -> None:
    lines = read(letter.read_bytes(), name=letter.name).text.splitlines()
    for taken, put in moves:
        lines.insert(put % (len(lines) + 1), lines[taken % len(lines)])
    survives("\n".join(lines).encode(), "moved.txt")
