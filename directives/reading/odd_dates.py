"""Dates that cannot be right: "ngày 31/02/2021" is no day, "thứ hai, ngày 31/3/2021" was a Wednesday.

What they meant is asked, not guessed.
"""

import re
from collections.abc import Iterator
from datetime import date

from directives.reading.model import ReadingWarning
from org_hierarchy.calendar.dates import DATE, YEARS, make, of_match
from org_hierarchy.calendar.terms import WEEKDAYS

_LED = re.compile(r"\b(?P<lead>ngày|trước|đến|hết)\s{1,2}" + DATE.format("a"), re.IGNORECASE)
_ORDINAL = re.compile(r"\b(?:lần|đợt|kỳ|phiên|khóa|khoá|bước|giai đoạn|tháng|tuần|ngày|năm|quý|nhóm|người|việc)\s$", re.IGNORECASE)
_WEEKDAY = r"(?P<name>thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_WEEKDAY_BEFORE = re.compile(r"\b" + _WEEKDAY + r"\)?\s?,?\s?\(?\s?(?:ngày\s{1,2})?" + DATE.format("a"), re.IGNORECASE)
_WEEKDAY_AFTER = re.compile(r"\bngày\s{1,2}" + DATE.format("a") + r"\s?\(\s?" + _WEEKDAY + r"\s?\)", re.IGNORECASE)
_LEAP = 2024  # a date without its year may be of any


def find(text: str, reference: date | None) -> Iterator[ReadingWarning]:
    """A warning "no_such_date" or "weekday_differs" at each; `reference`, the day of the document, gives a missing year."""
    for match in _LED.finditer(text):
        figures = match.groupdict()
        written = figures["ay"] or figures["aY"] or figures["aZ"]
        if not written and figures["lead"].lower() != "ngày":
            continue  # "đến 31.45 tỷ", "trước 45/50 xã"
        day, month = int(figures["ad"] or figures["aD"]), int(figures["am"] or figures["aM"])
        year = int(written or _LEAP)
        if YEARS[0] <= year <= YEARS[1] and make(day, month, year) is None:
            words = text[match.start("ad") if figures["ad"] else match.start("aD") : match.end()]
            yield ReadingWarning("no_such_date", f"Không có ngày {words}, vui lòng hỏi lại và ghi ngày đúng.", match.span())
    words = text.lower()
    named = "thứ" in words or "chủ nhật" in words
    for pattern in (_WEEKDAY_BEFORE, _WEEKDAY_AFTER) if named else ():
        for match in pattern.finditer(text):
            found = of_match(match, "a", reference)
            ordinal = _ORDINAL.search(text, max(0, match.start() - 12), match.start())  # "kỳ họp lần thứ hai, ngày 05/6/2026"
            if found and not ordinal and found.weekday() != _weekday(match["name"]):
                yield ReadingWarning(
                    "weekday_differs",
                    f"Ngày {found:%d/%m/%Y} là {WEEKDAYS[found.weekday()]}, không phải {match['name'].lower()}; vui lòng kiểm tra lại.",
                    match.span(),
                )


def _weekday(name: str) -> int:
    """Monday is 0: "thứ hai", "thứ 2"."""
    return int(name[-1]) - 2 if name[-1].isdigit() else WEEKDAYS.index(" ".join(name.lower().split()))
