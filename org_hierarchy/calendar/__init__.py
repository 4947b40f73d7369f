"""When: the working days of offices, and terms in words made into dates.

`Calendar` knows the working days; `terms` says what a deadline can be and counts it; `wordings` finds it in Vietnamese words.
"""

from org_hierarchy.calendar.days import FIRST_YEAR, LAST_YEAR, Calendar, DayFacts, Kind, last_day_on_time
from org_hierarchy.calendar.terms import (
    Cycle,
    Every,
    FixedDay,
    Period,
    Since,
    Term,
    Unit,
    Within,
    data_span,
    due,
    in_words,
    named_end,
    occurrences,
    start_of,
)
from org_hierarchy.calendar.wordings import Shape, Wording, find, parse, wordings

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "Calendar",
    "Cycle",
    "DayFacts",
    "Every",
    "FixedDay",
    "Kind",
    "Period",
    "Shape",
    "Since",
    "Term",
    "Unit",
    "Within",
    "Wording",
    "data_span",
    "due",
    "find",
    "in_words",
    "last_day_on_time",
    "named_end",
    "occurrences",
    "parse",
    "start_of",
    "wordings",
]
