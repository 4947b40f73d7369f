"""A directive of ten pages, read from a .docx and from its PDF, bytes to tasks. LibreOffice prints the PDF and must be there."""

import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.measure import Goal, Outcome, cpu_micros, interleaved
from directives.files import contents_of
from directives.reading import read
from directives.writing import Letter, write_letter
from fixtures.directives.make import HANOI

DEFAULT_SIZE = 10
"""At least so many pages."""
REPETITIONS = 5
PAGES_A_SECOND = 20


def run(size: int) -> Outcome:
    """Ours on both files, and as its limit what only takes the words out of them: the rest is rules."""
    with tempfile.TemporaryDirectory() as folder:
        docx, pdf = _directive(size, Path(folder))
    pages = _count(pdf)
    ways = {
        "ours: .docx": partial(_taken, read, docx, "a.docx", pages),
        "ours: PDF": partial(_taken, read, pdf, "a.pdf", pages),
        "limit: the text of the .docx": partial(_taken, contents_of, docx, "a.docx", pages),
        "limit: the words of the PDF": partial(_taken, contents_of, pdf, "a.pdf", pages),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    goals = tuple(
        Goal(f"{name}, pages a second / {PAGES_A_SECOND}", 1e6 / taken[name] / PAGES_A_SECOND, 1, at_least=True)
        for name in ("ours: .docx", "ours: PDF")
    )
    notes = tuple(f"{name}: {1e6 / each:.0f} pages a second" for name, each in taken.items())
    return Outcome("reading", pages, "none", "page", taken, goals, notes)


def _count(pdf: bytes) -> int:
    found = contents_of(pdf, name="a.pdf")
    return len(found) if isinstance(found, list) else 0


def _taken(way: Callable[..., object], content: bytes, name: str, pages: int) -> float:
    return cpu_micros(lambda: way(content, name=name), pieces=pages)


def _directive(pages: int, folder: Path) -> tuple[bytes, bytes]:
    """The fixture with its body over and over, until it fills the pages."""
    for times in range(pages // 2, 4 * pages):
        letter: Letter = replace(HANOI, body=HANOI.body * max(times, 1))
        docx = write_letter(letter)
        (folder / "a.docx").write_bytes(docx)
        subprocess.run(  # noqa: S603 - our own words
            ["soffice", f"-env:UserInstallation=file://{folder}/office", "--headless", "--convert-to", "pdf", "--outdir", folder, "a.docx"],  # noqa: S607 - wherever it is installed
            cwd=folder,
            check=True,
            capture_output=True,
        )
        pdf = (folder / "a.pdf").read_bytes()
        if _count(pdf) >= pages:
            break
    return docx, pdf
