"""What was decided for the years since 2021, as far as its decision is known: `decided.csv`, each row with where we have it from.

Most of it the computed calendar says too; the rows keep the decision's number beside the day, and hold should the computation change.
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

FILE = Path(__file__).with_name("decided.csv")


@dataclass(frozen=True, slots=True)
class DecidedDay:
    """A day that a decision speaks of."""

    day: date
    is_working: bool
    reason: str
    decision: str


def decided_days() -> list[DecidedDay]:
    """The weekdays off and the weekend days worked, ascending; weekends inside a holiday say nothing of their own."""
    days = []
    with FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            first, last, is_working = date.fromisoformat(row["first"]), date.fromisoformat(row["last"]), row["is_working"] == "yes"
            for step in range((last - first).days + 1):
                day = first + timedelta(days=step)
                if is_working or day.weekday() < 5:
                    days.append(DecidedDay(day, is_working, row["reason"], row["decision"]))
    return sorted(days, key=lambda decided: decided.day)
