"""Number and symbol, place and date."""

import re
from dataclasses import dataclass
from datetime import date

from directives.reading.head.words import DATE_LINE, NUMBER_LINE, NUMERIC_DATE
from directives.reading.symbols import is_symbol, tidy
from org_hierarchy.calendar.dates import make


@dataclass(frozen=True, slots=True)
class Numbered:
    number: str | None
    symbol: str | None


def number_and_symbol(text: str) -> Numbered | None:
    """ "Số: 08 /UBND-VX" → ("08", "UBND-VX"); a blank left for the number gives None for it; "Số:" alone gives (None, None)."""
    match = NUMBER_LINE.match(text)
    if not match:
        return None
    rest = match["rest"].strip()
    whole = re.match(
        r"(?P<number>\d[\d\s]{0,7}\d|\d+)?(?P<suffix>[a-zđ](?=\s?/))?[\s.…_]*(?:/\s*(?P<symbol>[^\s,;()][^,;()]{0,60}))?", rest
    )
    party = re.match(r"(?P<number>\d+)\s?[-–]\s?(?P<symbol>[A-ZĐa-z]{1,5}\s?/\s?[A-ZĐ][\w-]*)", rest)
    if not party:
        # "Số: 42 KH/TĐTN": a blank for the dash
        party = re.match(r"(?P<number>\d+)\s(?P<symbol>[A-ZĐ][A-ZĐa-z]{1,4}/[A-ZĐ][\w-]*)", rest)
    if party:
        return Numbered(party["number"], tidy(party["symbol"]))
    if not whole:
        return Numbered(None, None)
    symbol = whole["symbol"]
    if symbol:
        # nothing after the symbol's groups belongs to it
        kept = re.match(r"(?:(?:19|20)\d\d\s?/\s?)?[^\W\d_][\w&.]*(?:\s?[-–/]\s?[^\W_][\w&.]*)*", symbol)
        symbol = tidy(kept[0]) if kept else None
    if symbol and not is_symbol(symbol):
        symbol = None
    number = re.sub(r"\s", "", whole["number"]) if whole["number"] else None
    return Numbered(f"{number}{whole['suffix'] or ''}" if number else None, symbol)


@dataclass(frozen=True, slots=True)
class Dated:
    place: str | None
    day: date | None
    partial: str | None
    #: the month was written "03": only 01 and 02 have the zero (NĐ 30/2020, Phụ lục I, II.4)
    month_with_zero: bool


def place_and_date(text: str) -> Dated | None:
    match = DATE_LINE.search(text) or NUMERIC_DATE.search(text)
    if not match:
        return None
    place = match["place"].strip(" ,.")
    day, month, year = (match[name].strip() if match[name] else "" for name in ("day", "month", "year"))
    zero = len(month) == 2 and month.startswith("0") and month not in ("01", "02")
    if day.isdecimal() and month.isdecimal() and len(year) == 4 and year.isdecimal():
        return Dated(place, make(int(day), int(month), int(year)), None, zero)
    if len(year) == 4 and year.isdecimal():
        partial = f"{year}-{int(month):02d}" if month.isdecimal() and 1 <= int(month) <= 12 else year
        return Dated(place, None, partial, zero)
    return Dated(place, None, None, zero)
