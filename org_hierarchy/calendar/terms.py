"""What a deadline can be, when it falls, and how it is said: a closed vocabulary of four values.

Counting follows the Civil Code of 2015 (BLDS, Điều 144–148) where an office's own rules say nothing else:

- the day that a term runs from is not counted (Điều 147, khoản 2 and 3);
- a term in weeks or months ends on the corresponding day, or on the last of a month that has none (Điều 148, khoản 2 and 3);
- a term in days, weeks or months that ends on a day off ends on the next working day (Điều 148, khoản 5);
- the end of a month or a year is its last day, the middle of a month the 15th, of a year 30 June (Điều 146, khoản 2 and 3).

A deadline written as a date is that date, on a day off too: whoever wrote it saw the calendar.
"""

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import IntEnum, StrEnum

from org_hierarchy.calendar.dates import full_dates
from org_hierarchy.calendar.days import DAY, Calendar, last_day_on_time


class Unit(StrEnum):
    """What a relative term counts, in Vietnamese."""

    HOUR = "giờ"
    DAY = "ngày"
    WORKING_DAY = "ngày làm việc"
    WEEK = "tuần"
    MONTH = "tháng"


class Since(StrEnum):
    """What a relative term runs from, in Vietnamese; an event has its own words."""

    ISSUE = "ngày ban hành"
    RECEIPT = "ngày nhận được văn bản"
    EVENT = ""


class Cycle(IntEnum):
    """How often a periodic term comes back: months of one round, a week none."""

    WEEK = 0
    MONTH = 1
    QUARTER = 3
    HALF = 6
    YEAR = 12


@dataclass(frozen=True, slots=True)
class FixedDay:
    """A day: "chậm nhất ngày 31/3/2021"; "trước ngày" is `strictly_before`, and an hour makes the day itself the last one on time."""

    day: date
    strictly_before: bool = False
    hour: time | None = None

    def __post_init__(self) -> None:
        if self.strictly_before and self.hour is not None:
            raise ValueError("before an hour of a day is not before the day")


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, both inclusive: "từ ngày 18/3 đến 15/4/2021", "trong tháng 6/2021", "quý II/2021"; it is due on its last."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a period ends before it begins")


@dataclass(frozen=True, slots=True)
class Within:
    """A term that runs from something: "trong vòng 05 ngày làm việc kể từ ngày nhận được văn bản".

    Nothing said means from the issue, which is never later than the receipt. `event` are the words of any other beginning.
    """

    count: int
    unit: Unit = Unit.DAY
    since: Since = Since.ISSUE
    event: str = ""

    def __post_init__(self) -> None:
        if self.count < 1 or (self.since is Since.EVENT) != bool(self.event):
            raise ValueError("a relative term counts at least one from the issue, the receipt or an event with words")


@dataclass(frozen=True, slots=True)
class Every:
    """A periodic term: "trước ngày 25 hằng tháng", "thứ sáu hằng tuần", "ngày 15 tháng cuối quý".

    `day` is a weekday of a week (1 Monday to 7 Sunday), else a day of the month, the last one in a month that is shorter; `month` is the
    month of the round, from 1, and is needed beyond a month. No day: the last of the round, in a week the Friday. `working`: the last
    working day of the round.
    """

    cycle: Cycle
    day: int | None = None
    month: int | None = None
    strictly_before: bool = False
    working: bool = False

    def __post_init__(self) -> None:
        has_month = self.day is not None and self.cycle > Cycle.MONTH
        if (
            (self.day is not None and not 1 <= self.day <= (7 if self.cycle is Cycle.WEEK else 31))
            or (self.month is None) == has_month
            or (self.month is not None and not 1 <= self.month <= self.cycle)
            or (self.working and self.day is not None)
            or (self.strictly_before and self.day is None and not self.working)
        ):
            raise ValueError(f"no such day in a round: {self}")


Term = FixedDay | Period | Within | Every


def due(term: Term, *, issued: date, received: date | None, calendar: Calendar) -> date | None:
    """The last day on time, or None where no one day can be told: a periodic term, no receipt yet, an event without a date of its own.

    Hours count as whole days, rounded down, and are not moved off a day off. Raises OverflowError past the year 9999.
    """
    match term:
        case FixedDay(day=day, strictly_before=strictly_before):
            return last_day_on_time(day, strictly_before)
        case Period(last=last):
            return last
        case Within(unit=unit):
            start = start_of(term, issued=issued, received=received)
            if start is None:
                return None
            end = named_end(term, start, calendar)
            return end if unit is Unit.HOUR else calendar.working_day_from(end)
        case Every():
            return None


def start_of(term: Within, *, issued: date, received: date | None) -> date | None:
    """The day that a relative term runs from and that is not counted itself; None when it is not known."""
    if term.since is Since.EVENT:
        dated = full_dates(term.event)
        return dated[0].day if dated else None
    return issued if term.since is Since.ISSUE else received


def named_end(term: Within, start: date, calendar: Calendar) -> date:
    """The last day of a relative term as its words count it, before it is moved off a day off."""
    match term.unit:
        case Unit.HOUR:
            return start + timedelta(hours=term.count)
        case Unit.WORKING_DAY:
            return calendar.add_working_days(start, term.count)
        case Unit.DAY:
            return start + timedelta(days=term.count)
        case Unit.WEEK:
            return start + timedelta(weeks=term.count)
        case Unit.MONTH:
            return _in_month(*_month_after(start.year, start.month, term.count), start.day)


def occurrences(term: Every, first: date, last: date, *, calendar: Calendar) -> list[date]:
    """The last days on time of a periodic term that lie from `first` to `last`, both inclusive, ascending, each once.

    Days written as such are not moved off days off. A round without any working day has no last working day.
    """
    found = (_occurrence(term, *rounds, calendar) for rounds in _rounds(term.cycle, first, last))
    days = {last_day_on_time(day, term.strictly_before) for day in found if day}
    return sorted(day for day in days if first <= day <= last)


def _rounds(cycle: Cycle, first: date, last: date) -> Iterator[tuple[date, date]]:
    """First and last day of every round that has a day from `first` to the day after `last`."""
    if cycle is Cycle.WEEK:
        start = first - timedelta(days=first.weekday())
        while start <= last + DAY:
            yield start, start + timedelta(days=6)
            start += timedelta(weeks=1)
        return
    year, month = first.year, (first.month - 1) // cycle * cycle + 1
    while date(year, month, 1) <= last + DAY:
        yield date(year, month, 1), _in_month(*_month_after(year, month, cycle - 1), 31)
        year, month = _month_after(year, month, cycle)


def _occurrence(term: Every, first: date, last: date, calendar: Calendar) -> date | None:
    if term.working:
        day = last
        while day >= first and not calendar.is_working_day(day):
            day -= DAY
        return day if day >= first else None
    if term.cycle is Cycle.WEEK:
        return first + timedelta(days=(term.day or 5) - 1)
    if term.day is None:
        return last
    return _in_month(*_month_after(first.year, first.month, (term.month or 1) - 1), term.day)


def data_span(cycle: Cycle, on: date, *, closes_on: int = 14) -> Period:
    """The days whose figures belong to the report of the round that `on` falls in, as Decree 09/2019 draws them.

    The figures of a month close on its 14th, those of a longer round on the 14th of its last month, and the next ones begin the day after.
    Only the year's is checked against the text (VAS §4.6); and not every office follows it: `closes_on` is a setting, 31 the end of the
    month (BHXH once closed on the 25th). A week is Monday to Sunday: the decree has none.
    """
    if cycle is Cycle.WEEK:
        monday = on - timedelta(days=on.weekday())
        return Period(monday, monday + timedelta(days=6))
    year, month = _month_after(on.year, (on.month - 1) // cycle * cycle, cycle)
    if on > _in_month(year, month, closes_on):
        year, month = _month_after(year, month, cycle)
    return Period(_in_month(*_month_after(year, month, -cycle), closes_on) + DAY, _in_month(year, month, closes_on))


def _month_after(year: int, month: int, count: int) -> tuple[int, int]:
    years, rest = divmod(month - 1 + count, 12)
    return year + years, rest + 1


def _in_month(year: int, month: int, day: int) -> date:
    """That day of the month, or its last where the month is shorter."""
    if not date.min.year <= year <= date.max.year:
        raise OverflowError(f"no date in the year {year}")
    return date(year, month, min(day, months.monthrange(year, month)[1]))


# In words

WEEKDAYS = ("thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu", "thứ bảy", "chủ nhật")
ROMAN = ("I", "II", "III", "IV")
_ROUND = {
    Cycle.WEEK: "hằng tuần",
    Cycle.MONTH: "hằng tháng",
    Cycle.QUARTER: "hằng quý",
    Cycle.HALF: "định kỳ 6 tháng",
    Cycle.YEAR: "hằng năm",
}
_MONTH_OF_QUARTER = ("đầu", "thứ hai", "cuối")


def in_words(term: Term) -> str:
    """The term as a directive says it; what `parse` reads back as the same term."""
    match term:
        case FixedDay(day=day, hour=hour) if hour is not None:
            return f"trước {hour.hour:02d} giờ {hour.minute:02d} ngày {_figures(day)}"
        case FixedDay(day=day, strictly_before=strictly_before):
            return f"{'trước' if strictly_before else 'chậm nhất'} ngày {_figures(day)}"
        case Period():
            return _period_in_words(term)
        case Within(count=count, unit=unit):
            return f"trong {count:02d} {unit} kể từ {term.event or term.since}"
        case Every():
            return _every_in_words(term)


def _period_in_words(term: Period) -> str:
    first, last = term.first, term.last
    length = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and last == _in_month(last.year, last.month, 31)
    if whole and length == 1:
        return f"trong tháng {first.month}/{first.year}"
    if whole and length == 3 and first.month % 3 == 1:
        return f"trong quý {ROMAN[first.month // 3]}/{first.year}"
    if whole and length == 6 and first.month in (1, 7):
        return f"trong 6 tháng {'đầu' if first.month == 1 else 'cuối'} năm {first.year}"
    if whole and length == 12 and first.month == 1:
        return f"trong năm {first.year}"
    return f"từ ngày {_figures(first)} đến ngày {_figures(last)}"


def _every_in_words(term: Every) -> str:
    rounds = _ROUND[term.cycle]
    lead = "trước" if term.strictly_before else "chậm nhất"
    if term.working:
        return f"{lead} ngày làm việc cuối cùng {rounds}"
    if term.day is None:
        return rounds
    match term.cycle:
        case Cycle.WEEK:
            return f"{lead} {WEEKDAYS[term.day - 1]} {rounds}"
        case Cycle.MONTH:
            return f"{lead} ngày {term.day} {rounds}"
        case Cycle.QUARTER:
            return f"{lead} ngày {term.day} tháng {_MONTH_OF_QUARTER[(term.month or 1) - 1]} {rounds}"
        case Cycle.HALF:
            return f"{lead} ngày {term.day}/{term.month} và ngày {term.day}/{(term.month or 1) + 6} hằng năm"
        case Cycle.YEAR:
            return f"{lead} ngày {term.day}/{term.month} {rounds}"


def _figures(day: date) -> str:
    return f"{day.day:02d}/{day.month}/{day.year}" if day.month > 2 else f"{day:%d/%m/%Y}"
