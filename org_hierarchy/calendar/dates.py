"""Dates as written in directives (NĐ 30/2020, Phụ lục I, II.4): "ngày 05 tháng 01 năm 2020", "05/01/2020", "5.1.2020", "05/01"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

#: One date with or without its year. Groups: day, month, year of the figures; day, month, year of the words.
DATE = (
    r"(?:(?P<{0}d>\d{{1,2}})\s?(?P<{0}s>[/.\-])\s?(?P<{0}m>\d{{1,2}})(?:\s?(?P={0}s)\s?(?P<{0}y>\d{{4}}))?(?![\d/%])"
    r"|(?P<{0}D>\d{{1,2}})\s{{1,3}}tháng\s{{1,3}}(?P<{0}M>\d{{1,2}})(?:\s{{1,3}}năm\s{{1,3}}(?P<{0}Y>\d{{4}})|"
    r"\s?/\s?(?P<{0}Z>\d{{4}}))?(?!\d))"
)
_FULL = re.compile(r"(?<![\d/])" + DATE.format("x"))
YEARS = (1945, 2100)


@dataclass(frozen=True, slots=True)
class DateFound:
    day: date
    start: int
    end: int


def make(day: int, month: int, year: int) -> date | None:
    """The date, or None when there is no such day."""
    if not (YEARS[0] <= year <= YEARS[1] and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def last_of_month(month: int, year: int) -> date | None:
    if not (1 <= month <= 12 and YEARS[0] <= year <= YEARS[1]):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def next_year_for(month: int, day: int, reference: date | None) -> int | None:
    """The year of a date written without one: the reference's, or the next when the day has long passed by then.

    "trước ngày 15/01" in a letter of December means January of the next year; "15/11" in the same letter stays in its year.
    """
    if reference is None:
        return None
    behind = (reference.month - month) * 31 + reference.day - day
    return reference.year + 1 if behind > 31 else reference.year


def of_match(match: re.Match[str], prefix: str, reference: date | None) -> date | None:
    """The date in the groups of `DATE.format(prefix)`; a missing year is taken from the reference."""
    groups = match.groupdict()
    day, month = groups[prefix + "d"] or groups[prefix + "D"], groups[prefix + "m"] or groups[prefix + "M"]
    written = groups[prefix + "y"] or groups[prefix + "Y"] or groups[prefix + "Z"]
    if day is None or month is None:
        return None
    year = int(written) if written else next_year_for(int(month), int(day), reference)
    return make(int(day), int(month), year) if year is not None else None


def full_dates(text: str) -> list[DateFound]:
    """All dates with a year, in the order of the text."""
    found = []
    for match in _FULL.finditer(text):
        day = of_match(match, "x", None)
        if day:
            found.append(DateFound(day, match.start(), match.end()))
    return found
