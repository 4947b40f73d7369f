"""What every benchmark shares: interleaved repetitions, medians, ratios against goals."""

import os
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from django.db import connection


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio and the bound that it must keep; `at_least` turns the comparison round."""

    what: str
    ratio: float
    bound: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        return self.ratio >= self.bound if self.at_least else self.ratio <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{self.what}: {self.ratio:.2f} × (goal {sign} {self.bound:g} ×) {'met' if self.is_met else 'MISSED'}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Microseconds of one piece of the job, by who did it ("ours", a peer, the limit), and the goals on their ratios."""

    name: str
    size: int
    database: str
    piece: str
    micros: Mapping[str, float]
    goals: tuple[Goal, ...]
    notes: tuple[str, ...] = field(default=())

    @property
    def is_met(self) -> bool:
        return all(goal.is_met for goal in self.goals)


def interleaved(ways: Mapping[str, Callable[[], float]], *, repetitions: int) -> dict[str, float]:
    """Run every way in turn, as often as asked, and give the median of each; a way returns the microseconds of one piece."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(repetitions):
        for name, way in ways.items():
            taken[name].append(way())
    return {name: median(values) for name, values in taken.items()}


def micros(job: Callable[[], object], *, pieces: int) -> float:
    """Microseconds of one piece of a job, wall clock."""
    begun = time.perf_counter()
    job()
    return (time.perf_counter() - begun) * 1e6 / pieces


def cpu_micros(job: Callable[[], object], *, pieces: int) -> float:
    """Microseconds of one core for one piece: ours, our children's and, on PostgreSQL, the server's process behind our connection (Linux
    tells it, in hundredths of a second). Waiting for disks, and what others do on the machine meanwhile, does not count.
    """
    before = _used()
    job()
    return (_used() - before) * 1e6 / pieces


def _used() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent) + _used_by_server()


def _used_by_server() -> float:
    if connection.vendor != "postgresql" or connection.connection is None:
        return 0
    line = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
    user, system = line.rpartition(")")[2].split()[11:13]  # proc(5): fields 14 and 15; the name before them may hold spaces
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
