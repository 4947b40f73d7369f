"""Deadlines in the wordings of directives: "trước ngày 15/3/2026", "đến hết quý II", "trong 05 ngày làm việc", "ngày 25 hằng tháng".

The one grammar of them. What a wording means is its term; whether it is a deadline at all is a matter of its sentence, for the reader of
the document to judge (`directives.reading.deadlines`).
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import Enum, auto
from itertools import chain
from typing import Protocol, TypeVar

from org_hierarchy.calendar.dates import DATE, last_of_month, make, next_year_for, of_match
from org_hierarchy.calendar.terms import WEEKDAYS, Cycle, Every, FixedDay, Period, Since, Term, Unit, Within


class Shape(Enum):
    """Which of the patterns below found a wording."""

    RANGE = auto()
    DAY = auto()
    MONTH = auto()
    QUARTER = auto()
    HALF = auto()
    YEAR = auto()
    RECURRING_DAY = auto()
    RECURRING = auto()
    RELATIVE = auto()


@dataclass(frozen=True, slots=True)
class Wording:
    """A term and its place; `how` are the words that lead to a month, quarter or year, lower-case; `has_year`: its year is written."""

    term: Term
    shape: Shape
    start: int
    end: int
    text: str
    how: str = ""
    has_year: bool = True


def _hour(prefix: str) -> str:
    """ "16 giờ 00", "17h", "8 giờ 30 phút sáng thứ sáu", with a space after; groups: hour, minute, part of the day."""
    return (
        rf"(?:(?P<{prefix}h>\d{{1,2}})\s?(?:giờ|h|g|:)\s?(?P<{prefix}min>\d{{1,2}})?\s?(?:phút|['’′])?\s?,?\s{{0,2}}"
        rf"(?:(?P<{prefix}part>sáng|chiều|trưa|tối)\s)?(?:thứ\s\S{{1,5}}\s?,?\s?)?)?"
    )


_DAY_WORD = r"(?:\(?\s?(?:thứ\s\S{1,5}|chủ nhật)\s?\)?,?\s)?(?:\(?ngày\s{1,2})?(?:\(?thứ\s\S{1,5}\)?,?\s)?"
_ONE = _hour("a") + _DAY_WORD + DATE.format("a")

_RANGE = re.compile(
    r"\b(?:từ|Từ)\s" + _hour("a") + r"(?:ngày\s)?" + r"(?:" + DATE.format("a") + r"|(?P<only>\d{1,2}))"
    r"\s{0,2}(?:đến|tới|-|–|cho đến)\s{0,2}(?:hết\s)?" + _hour("b") + r"(?:hết\s)?(?:ngày\s)?" + DATE.format("b"),
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"\b(?:từ\s)(?:đầu\s)?tháng\s(?P<m>\d{1,2})(?:\s?(?:/|năm\s)\s?(?P<y>\d{4}))?\s{0,2}(?:đến|tới|-|–)\s{0,2}(?:hết\s|cuối\s)?"
    r"tháng\s(?P<m2>\d{1,2})\s?(?:/|năm\s)\s?(?P<y2>\d{4})(?!\d)",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\btrước\s{1,2}" + _ONE, re.IGNORECASE)
_LATEST = re.compile(
    r"(?:\b(?:chậm nhất|muộn nhất|trễ nhất|không quá|không (?:muộn|chậm|trễ) (?:hơn|quá)|"
    r"hạn cuối(?: cùng)?|hạn chót|thời hạn(?: hoàn thành| báo cáo| gửi| cuối)?|"
    r"thời gian (?:hoàn thành|báo cáo|gửi|nộp|thực hiện xong)|hạn hoàn thành|hoàn thành|hạn|xong)"
    r"(?:\s(?:là|vào|đến|trong|báo cáo))*\s?:?\s?(?:hết\s)?(?:trước\s)?)" + _ONE,
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?<!tính )(?<!kể )(?<!từ )\b(?:đến hết|đến|hết)\s{1,2}" + _hour("a") + r"(?:hết\s)?(?:hết\s)?ngày\s{1,2}" + DATE.format("a"),
    re.IGNORECASE,
)
#: "đến 31/8/2026" without "ngày" needs its year, for "đến 31.45 tỷ" is none
_UNTIL_FIGURES = re.compile(
    r"(?<!tính )(?<!kể )(?<!từ )\b(?:đến hết|đến|hết)\s{1,2}(?=\d{1,2}[/.-]\d{1,2}[/.-]\d{4})" + _hour("a") + DATE.format("a"),
    re.IGNORECASE,
)
_WITHIN_DAY = re.compile(r"\b(?:xong trong|ngay trong|trong)\s{1,2}ngày\s{1,2}" + DATE.format("a"), re.IGNORECASE)
_YEAR = r"(?:\s{0,2}(?:/|-|năm\s|\.)\s?(?P<y>\d{4}))?"
_MONTH = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?(?: trong| vào| đến)?|muộn nhất(?: là)?(?: trong| vào)?|đến hết|đến cuối|đến giữa|giữa|đến đầu|đầu|"
    r"hết|cuối|ngay trong|trong|xong(?: trong)?|hoàn thành(?: trong| vào| trước)?(?: cuối)?|thời gian(?: hoàn thành| thực hiện| gửi)?\s?:"
    r"(?:\s(?:trong|hoàn thành|trước|cuối))?|thời hạn\s?:(?:\strong)?|vào)"
    r"\s{1,2}tháng\s(?P<m>\d{1,2})(?![/-]\d{1,2}[/-])" + _YEAR + r"(?!\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?(?: trong| vào| đến)?|đến hết|đến cuối|hết|cuối|trong|hoàn thành(?: trong| vào)?|"
    r"thời gian(?: hoàn thành| thực hiện)?\s?:(?:\strong)?|thời hạn\s?:(?:\strong)?|vào)"
    r"\s{1,2}quý\s(?P<q>I{1,3}|IV|[1-4])\b" + r"(?:\s{0,2}(?:/|-|,)?\s?(?:năm\s)?(?P<y>\d{4}))?(?!\d)",
    re.IGNORECASE,
)
_HALF = re.compile(
    r"\b(?P<how>trong|hết|hoàn thành(?: trong)?|đến hết)\s(?:06|6|sáu)\stháng\s(?P<half>đầu|cuối)\snăm(?:\s(?P<y>\d{4}))?", re.IGNORECASE
)
_YEAR_END = re.compile(
    r"\b(?:(?P<how>đến hết|đến cuối|trước cuối|hết|cuối|hoàn thành trong|xong trong|hoàn thành(?: vào)?(?: trước)? cuối|đến|"
    r"trong)\snăm\s(?P<y>\d{4})(?!\d|\s?[-–]\s?\d)"
    r"|(?P<bare>(?:trong\s)?(?:các|những)\stháng\scuối|đến hết|đến cuối|trước cuối|hết|cuối)\snăm(?:\snay)?"
    r"(?!\s?\d|\s(?:học|ngoái|trước|sau|tài chính|kế hoạch|thứ|tới)\b|\w))",
    re.IGNORECASE,
)
_EDGE = r"tháng\s(?P<edge>cuối|sau|đầu|kế tiếp|thứ hai|giữa)\s"
_TWICE_A_YEAR = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?|vào|định kỳ|muộn nhất)?\s?(?:vào\s)?ngày\s(?P<day>\d{1,2})/(?P<month>\d{1,2})\s?(?:và|,)\s"
    r"(?:trước\s|chậm nhất\s)?(?:ngày\s)?(?P<day2>\d{1,2})/(?P<month2>\d{1,2})\s(?:hàng|hằng|mỗi)\snăm",
    re.IGNORECASE,
)
_RECURRING_DAY = re.compile(
    r"\b(?P<how>trước|chậm nhất(?: là)?|vào|định kỳ|muộn nhất)?\s?(?:vào\s)?ngày\s(?P<work>làm việc\s)?(?:mồng\s|mùng\s)?"
    r"(?:cuối(?: cùng)?|(?P<day>\d{1,2}))(?:/(?P<month>\d{1,2})|\stháng\s(?P<month2>\d{1,2}))?\s?(?:\([^)]{0,20}\)\s?)?(?:của\s)?"
    r"(?:" + _EDGE + r")?(?:của\s|cuối\s)?(?:(?:(?:hàng|hằng|mỗi)\s(?P<unit>tuần|tháng|quý|năm)|định kỳ\s(?P<half>(?:06|6|sáu)\stháng))"
    r"|tháng cuối (?:của )?(?:hàng |hằng |mỗi )?(?P<unit2>quý|năm))",
    re.IGNORECASE,
)
_WEEKDAY = r"thứ\s(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật"
_RECURRING_WEEKDAY = re.compile(
    r"(?:\b(?P<how>trước|chậm nhất(?: là)?|vào|muộn nhất)\s(?:là\s|vào\s)?)?(?:" + _hour("a") + r"(?:sáng\s|chiều\s)?(?:ngày\s)?)"
    r"(?P<day>" + _WEEKDAY + r")\s(?:hàng|hằng|mỗi)\stuần"
    r"|\b(?:hàng|hằng|mỗi)\stuần\s?,?\s(?P<how2>trước|chậm nhất(?: là)?|vào|muộn nhất)\s(?:là\s|vào\s)?(?:"
    + _hour("b")
    + r"(?:sáng\s|chiều\s)?"
    r"(?:ngày\s)?)(?P<day2>" + _WEEKDAY + r")",
    re.IGNORECASE,
)
_RECURRING = re.compile(
    r"\b(?:(?:báo cáo\s)?định kỳ\s(?:vào\s|trước\s)?(?:[^.;:,]{0,40}?)(?:hàng|hằng|mỗi|theo)\s(?P<unit>tuần|tháng|quý|năm)|(?:hàng|hằng|"
    r"mỗi)\s(?P<unit2>tuần|tháng|quý|năm)|(?:theo|định kỳ)\s(?P<unit3>tuần|tháng|quý)\b|"
    r"(?:0?1|một)\s(?:(?P<unit4>tuần|tháng|quý|năm)\s?/\s?(?:0?1\s)?lần|lần\s?/\s?(?:0?1\s)?(?P<unit5>tuần|tháng|quý|năm))\b|"
    r"(?:(?:báo cáo\s)?định kỳ\s|mỗi\s)(?P<half>(?:06|6|sáu)\stháng)\b(?!\s(?:đầu|cuối)))",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?:\b(?:(?:chậm nhất|muộn nhất)\s)?(?:(?:trong\s(?:vòng|thời hạn|thời gian|khoảng)|trong|sau|thời hạn|không quá|tối đa|"
    r"chậm nhất(?: là)?)\s)(?:là\s)?(?:thời gian\s)?(?P<n>\d{1,3}|một|hai|ba|năm|bảy|mười)\s?(?:\([^)]{1,20}\)\s?)?"
    r"(?P<unit>ngày(?:\slàm việc)?|giờ|tuần|tháng)\b"
    r"|\b(?P<n2>\d{1,3})\s?(?:\([^)]{1,20}\)\s)?(?P<unit2>ngày\slàm\sviệc)\b)(?!\s?(?:đầu|cuối|\d))"
    r"(?:,?\s(?:kể\s)?(?:từ|sau)\s(?P<event>[^.;:,]{0,60}))?",
    re.IGNORECASE,
)
_DOCUMENT = r"(?:văn bản|công văn|kế hoạch|chỉ thị|quyết định|thông báo|hướng dẫn|công điện)"
_OF_THIS = rf"(?:\s*$|\s{_DOCUMENT}\snày\b|\s{_DOCUMENT}\s*$|\s(?:văn bản|công văn)\b(?!\scủa))"
_RECEIPT = re.compile(r"(?:ngày |khi |thời điểm )?(?:tiếp nhận|nhận)(?: được)?" + _OF_THIS, re.IGNORECASE)
_ISSUE = re.compile(r"(?:ngày |khi )?(?:ký|ban hành|phát hành|ký ban hành)" + _OF_THIS, re.IGNORECASE)

_NUMBERS = {"một": 1, "hai": 2, "ba": 3, "năm": 5, "bảy": 7, "mười": 10}
_CYCLES = {"tuần": Cycle.WEEK, "tháng": Cycle.MONTH, "quý": Cycle.QUARTER, "năm": Cycle.YEAR}
_MONTHS_OF_ROUND = {"đầu": 1, "sau": 1, "kế tiếp": 1, "thứ hai": 2, "giữa": 2}
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_LABELS = ("trong ", "chậm nhất ")


def parse(text: str, reference: date | None) -> Term | None:
    """The first term of a phrase, or None when it names none. `reference`, the day of the document, gives a missing year.

    After a label no preposition is needed: "Quý III/2026", "30/6/2026" alone are terms here.
    """
    phrase = text.strip()
    firsts = [(lead, found[0]) for lead in ("", *_LABELS) if (found := find(_after(lead, phrase), reference))]
    return max(firsts, key=lambda first: first[1].end - max(first[1].start, len(first[0])))[1].term if firsts else None


def _after(lead: str, phrase: str) -> str:
    """The phrase after a preposition; the longest wording wins, for "6 tháng cuối năm" holds a "cuối năm"."""
    return f"{lead}{phrase[:1].lower()}{phrase[1:]}" if lead else phrase


def find(text: str, reference: date | None) -> list[Wording]:
    """The wordings in the order of the text; of those that overlap the first of `wordings` stays."""
    return apart(wordings(text, reference))


class Placed(Protocol):
    """What has a place in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


P = TypeVar("P", bound=Placed)


def apart(found: Iterable[P]) -> list[P]:
    """Those that overlap no earlier one, in the order of the text."""
    taken = _Taken()
    return sorted((item for item in found if taken.takes(item.start, item.end)), key=lambda item: item.start)


class _Taken:
    """Places of a text that do not overlap, in order: a hostile text has a hundred thousand."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def takes(self, start: int, end: int) -> bool:
        """Take the place, unless it overlaps one taken before."""
        at = bisect_left(self._starts, end)
        if at and self._ends[at - 1] > start:
            return False
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True


def wordings(text: str, reference: date | None) -> Iterator[Wording]:
    """Every wording, the surest shapes first; they may overlap. A date that does not exist gives none."""
    words = text.lower()  # most sentences have none of these words, and asking costs a tenth of matching
    has_day, has_week, has_month = "ngày" in words, "tuần" in words, "tháng" in words
    has_year, has_round = "năm" in words, has_week or has_month or "quý" in words or "năm" in words
    has_figure = any(figure in words for figure in "0123456789")
    nothing: Iterator[Wording] = iter(())
    return chain(
        _ranges(text, reference) if has_figure and "từ" in words else nothing,
        _recurring_days(text) if has_day and has_round else nothing,
        _recurring_weekdays(text) if has_week else nothing,
        _days(text, reference) if has_figure else nothing,
        _months(text, reference) if has_month else nothing,
        _quarters(text, reference) if "quý" in words else nothing,
        _halves(text, reference) if has_month and has_year else nothing,
        _years(text, reference) if has_year else nothing,
        _recurring(text, has_week=has_week) if has_round else nothing,
        _relative(text) if has_day or has_week or has_month or "giờ" in words else nothing,
    )


def _ranges(text: str, reference: date | None) -> Iterator[Wording]:
    for match in _RANGE.finditer(text):
        last = of_match(match, "b", reference)
        if last is None:
            continue
        if match["only"]:
            first = make(int(match["only"]), last.month, last.year)
        else:
            first = of_match(match, "a", last)
            if first and first > last and not (match["ay"] or match["aY"]):
                first = make(first.day, first.month, first.year - 1)
        if first and first <= last:
            yield Wording(Period(first, last), Shape.RANGE, match.start(), match.end(), match[0])
    for match in _MONTHS.finditer(text):
        year = int(match["y2"])
        last = last_of_month(int(match["m2"]), year)
        first = make(1, int(match["m"]), int(match["y"] or year))
        if first and last and first <= last:
            yield Wording(Period(first, last), Shape.RANGE, match.start(), match.end(), match[0])


def _recurring_days(text: str) -> Iterator[Wording]:
    for match in _TWICE_A_YEAR.finditer(text):
        day, month = int(match["day"]), int(match["month"])
        if day == int(match["day2"]) and month + 6 == int(match["month2"]):
            yield from _every(match, Shape.RECURRING_DAY, Cycle.HALF, day, month, strict=_is_strict(match["how"]))
    for match in _RECURRING_DAY.finditer(text):
        unit = (match["unit"] or match["unit2"] or "").lower()
        cycle = _CYCLES[unit] if unit else Cycle.HALF
        strict = _is_strict(match["how"])
        if match["work"] and not match["day"]:
            yield from _every(match, Shape.RECURRING_DAY, cycle, working=True, strict=strict)
            continue
        day = int(match["day"] or 31)
        written = match["month"] or match["month2"]
        edge = _MONTHS_OF_ROUND.get((match["edge"] or "").lower(), int(cycle))
        month = int(written) if written else edge
        if cycle is Cycle.WEEK:
            yield from _every(match, Shape.RECURRING_DAY, cycle)
        else:
            yield from _every(match, Shape.RECURRING_DAY, cycle, day, month if cycle > Cycle.MONTH else None, strict=strict)


def _recurring_weekdays(text: str) -> Iterator[Wording]:
    for match in _RECURRING_WEEKDAY.finditer(text):
        name = (match["day"] or match["day2"]).lower()
        weekday = int(name[-1]) - 1 if name[-1].isdigit() else WEEKDAYS.index(name) + 1
        timed = match["ah"] or match["bh"]
        strict = _is_strict(match["how"] or match["how2"]) and not timed
        yield from _every(match, Shape.RECURRING, Cycle.WEEK, weekday, strict=strict)


def _every(
    match: re.Match[str],
    shape: Shape,
    cycle: Cycle,
    day: int | None = None,
    month: int | None = None,
    *,
    strict: bool = False,
    working: bool = False,
) -> Iterator[Wording]:
    """The periodic wording of a match, unless its figures name no day of the round: "ngày 45 hằng tháng"."""
    if (day is None or 1 <= day <= 31) and (month is None or 1 <= month <= cycle):
        yield _wording(match, Every(cycle, day, month, strict, working), shape)


def _wording(match: re.Match[str], term: Term, shape: Shape) -> Wording:
    return Wording(term, shape, match.start(), match.end(), match[0].strip(" ,"))


def _is_strict(how: str | None) -> bool:
    return (how or "").lower() == "trước"


def _days(text: str, reference: date | None) -> Iterator[Wording]:
    for pattern in (_BEFORE, _LATEST, _UNTIL, _UNTIL_FIGURES, _WITHIN_DAY):
        for match in pattern.finditer(text):
            day = of_match(match, "a", reference)
            if day is None:
                continue
            hour = _time(match) if pattern is not _WITHIN_DAY else None
            strict = hour is None and " trước " in f" {match[0].lower()}"
            yield Wording(FixedDay(day, strict, hour), Shape.DAY, match.start(), match.end(), match[0])


def _time(match: re.Match[str]) -> time | None:
    """The hour in the groups of `_hour`, if one is written that a clock has."""
    if match["ah"] is None:
        return None
    hour, minute = int(match["ah"]), int(match["amin"] or 0)
    if (match["apart"] or "").lower() in ("chiều", "tối") and hour < 12:
        hour += 12
    return time(hour, minute) if hour < 24 and minute < 60 else None


def _months(text: str, reference: date | None) -> Iterator[Wording]:
    for match in _MONTH.finditer(text):
        month = int(match["m"])
        how = match["how"].lower()
        year = _year_of(match["y"], month, reference)
        first, last = (make(1, month, year), last_of_month(month, year)) if year else (None, None)
        if first is None or last is None:
            continue
        term: Term
        if how.endswith("trước"):
            term = FixedDay(first, strictly_before=True)
        elif how.endswith("đầu"):
            term = FixedDay(first)
        elif how.endswith("giữa"):
            term = FixedDay(first.replace(day=15))
        else:
            term = _whole(how, first, last)
        yield Wording(term, Shape.MONTH, match.start(), match.end(), match[0], how, bool(match["y"]))


def _quarters(text: str, reference: date | None) -> Iterator[Wording]:
    for match in _QUARTER.finditer(text):
        number = _QUARTERS.get(match["q"].lower()) or int(match["q"])
        how = match["how"].lower()
        year = _year_of(match["y"], number * 3, reference)
        first, last = (make(1, number * 3 - 2, year), last_of_month(number * 3, year)) if year else (None, None)
        if first and last:
            term = FixedDay(first, strictly_before=True) if how.endswith("trước") else _whole(how, first, last)
            yield Wording(term, Shape.QUARTER, match.start(), match.end(), match[0], how, bool(match["y"]))


def _halves(text: str, reference: date | None) -> Iterator[Wording]:
    for match in _HALF.finditer(text):
        month = 6 if match["half"].lower() == "đầu" else 12
        how = match["how"].lower()
        year = _year_of(match["y"], month, reference)
        first, last = (make(1, month - 5, year), last_of_month(month, year)) if year else (None, None)
        if first and last:
            yield Wording(_whole(how, first, last), Shape.HALF, match.start(), match.end(), match[0], how, bool(match["y"]))


def _years(text: str, reference: date | None) -> Iterator[Wording]:
    for match in _YEAR_END.finditer(text):
        how = (match["how"] or match["bare"]).lower()
        year = _year_of(match["y"], 12, reference)
        first, last = (make(1, 1, year), make(31, 12, year)) if year else (None, None)
        if first and last:
            yield Wording(_whole(how, first, last), Shape.YEAR, match.start(), match.end(), match[0], how, bool(match["y"]))


def _whole(how: str, first: date, last: date) -> Term:
    """ "Trong" a month or quarter is the whole of it, "hết", "cuối" and the like its last day."""
    return Period(first, last) if how.endswith(("trong", "vào", ":")) else FixedDay(last)


def _recurring(text: str, *, has_week: bool) -> Iterator[Wording]:
    taken = _Taken()
    for match in _RECURRING_WEEKDAY.finditer(text) if has_week else ():
        taken.takes(*match.span())
    for match in _RECURRING.finditer(text):
        if not taken.takes(*match.span()):
            continue  # "hằng tuần" of a weekday, whether or not that is a deadline
        unit = (match["unit"] or match["unit2"] or match["unit3"] or match["unit4"] or match["unit5"] or "").lower()
        yield _wording(match, Every(_CYCLES[unit] if unit else Cycle.HALF), Shape.RECURRING)


def _relative(text: str) -> Iterator[Wording]:
    for match in _RELATIVE.finditer(text):
        number = (match["n"] or match["n2"]).lower()
        count = _NUMBERS.get(number) or int(number)
        if count < 1:
            continue
        event = " ".join((match["event"] or "").split())
        if not event or _ISSUE.match(event):
            term = Within(count, _unit(match), Since.ISSUE)
        elif _RECEIPT.match(event):
            term = Within(count, _unit(match), Since.RECEIPT)
        else:
            term = Within(count, _unit(match), Since.EVENT, event)
        yield _wording(match, term, Shape.RELATIVE)


def _unit(match: re.Match[str]) -> Unit:
    return Unit(" ".join((match["unit"] or match["unit2"]).lower().split()))


def _year_of(written: str | None, month: int, reference: date | None) -> int | None:
    return int(written) if written else next_year_for(month, 28, reference)
