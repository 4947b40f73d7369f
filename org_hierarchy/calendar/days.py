"""Working days of Vietnamese offices: Monday to Friday, less public holidays, plus the days worked in exchange for a day off.

The holidays are computed (with the lunar ones); CalendarDay rows override any day, because Tết and the swaps are decided every year.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

import holidays

from org_hierarchy.models import CalendarDay

FIRST_YEAR, LAST_YEAR = 1901, 2100  # what the lunar table covers; outside it only weekends and overrides are known
DAY = timedelta(days=1)
_SWAPPED = "Ngày nghỉ (thay cho"  # how `holidays` names a day off in exchange


def last_day_on_time(deadline: date, strictly_before: bool) -> date:
    """The last day that is on time: "trước ngày D" is the day before D, any other wording D itself (domain rule 7)."""
    return deadline - DAY if strictly_before else deadline


class Kind(StrEnum):
    """What a day is, in Vietnamese."""

    WORKING = "ngày làm việc"
    WEEKEND = "nghỉ cuối tuần"
    HOLIDAY = "nghỉ lễ, tết"
    OFF = "nghỉ theo quyết định"
    MAKE_UP = "làm bù"


@dataclass(frozen=True, slots=True)
class DayFacts:
    """One day of the calendar; `name` is the holiday's own, blank for others, `is_overridden` that the office's table speaks of the day."""

    day: date
    kind: Kind
    name: str
    is_overridden: bool

    @property
    def is_working(self) -> bool:
        return self.kind in (Kind.WORKING, Kind.MAKE_UP)


class Calendar:
    """The working days as the office's table has them at the moment of loading. Load one per request or job: it never looks again."""

    def __init__(self, overrides: Mapping[date, bool], first: date, last: date) -> None:
        self._overrides = overrides
        self._years: range = range(0)
        self._cover(first.year, last.year)

    @classmethod
    def load(cls, first: date, last: date) -> Self:
        """Load the calendar, ready for the days from `first` to `last`; a day outside them is right too, only slower. One query."""
        return cls(dict(CalendarDay.objects.values_list("day", "is_working")), first, last)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on that day."""
        self._cover(day.year, day.year)
        return day in self._worked_weekends or (day.weekday() < 5 and day not in self._free_weekdays)

    def facts(self, day: date) -> DayFacts:
        """What the day is, and why."""
        working = self.is_working_day(day)
        name = self._names.get(day, "")
        if working:
            kind = Kind.WORKING if day.weekday() < 5 else Kind.MAKE_UP
        elif name and not name.startswith(_SWAPPED):
            kind = Kind.HOLIDAY
        else:
            kind = Kind.OFF if day.weekday() < 5 else Kind.WEEKEND
        return DayFacts(day, kind, name, day in self._overrides)

    def working_day_from(self, day: date) -> date:
        """The day itself when it is worked, else the next working day. Raises OverflowError past the year 9999."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def add_working_days(self, day: date, count: int) -> date:
        """The last day of a term of so many working days that runs from `day`, which is not counted itself (BLDS 2015, Điều 147).

        Zero gives the day itself, working or not. Raises ValueError for a negative count and OverflowError past the year 9999.
        """
        if count < 0:
            raise ValueError(f"a term cannot have {count} days")
        while count:
            day += DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days lie after `first`, up to and including `last`; negative when `last` comes before `first`.

        Constant cost: no walk over the days.
        """
        self._cover(*sorted((first.year, last.year)))
        return self._worked_until(last) - self._worked_until(first)

    def _worked_until(self, day: date) -> int:
        weeks, rest = divmod(day.toordinal(), 7)  # ordinal 1 is a Monday
        weekdays = weeks * 5 + min(rest, 5)
        return weekdays - bisect_right(self._free_in_order, day) + bisect_right(self._worked_in_order, day)

    def _cover(self, first_year: int, last_year: int) -> None:
        """Have every year from the first to the last at hand."""
        if first_year in self._years and last_year in self._years:
            return
        known = self._years
        self._years = range(min(first_year, *known[:1], last_year), max(last_year, *known[-1:], first_year) + 1)
        lunar = range(max(self._years.start, FIRST_YEAR), min(self._years.stop, LAST_YEAR + 1))
        computed = holidays.country_holidays("VN", years=lunar, language="vi")
        self._names: dict[date, str] = dict(computed) if lunar else {}
        free = set(self._names)
        worked = set(computed.weekend_workdays) if lunar else set()
        for day, is_working in self._overrides.items():
            (worked if is_working else free).add(day)
            (free if is_working else worked).discard(day)
        self._free_weekdays = {day for day in free if day.weekday() < 5}
        self._worked_weekends = {day for day in worked if day.weekday() >= 5}
        self._free_in_order = sorted(self._free_weekdays)
        self._worked_in_order = sorted(self._worked_weekends)
