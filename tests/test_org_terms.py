"""Terms: deadlines in Vietnamese words, as dates, and back."""

import calendar as months
from datetime import date, time, timedelta
from time import perf_counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from org_hierarchy.calendar import (
    Calendar,
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
    find,
    in_words,
    occurrences,
    parse,
)

ISSUED = date(2021, 3, 18)
RECEIVED = date(2021, 3, 20)
CALENDAR = Calendar({}, date(2020, 1, 1), date(2027, 12, 31))
DAY = timedelta(days=1)


def falls(text: str, issued: date = ISSUED, received: date | None = RECEIVED) -> date | None:
    term = parse(text, issued)
    assert term is not None, text
    return due(term, issued=issued, received=received, calendar=CALENDAR)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("trước ngày 31/3/2021", FixedDay(date(2021, 3, 31), strictly_before=True)),
        ("Chậm nhất là ngày 05 tháng 5 năm 2021", FixedDay(date(2021, 5, 5))),
        ("trước 16 giờ 00 ngày 25/3/2021", FixedDay(date(2021, 3, 25), hour=time(16))),
        ("trước 5 giờ chiều ngày 25/3/2021", FixedDay(date(2021, 3, 25), hour=time(17))),
        ("đến hết ngày 15/4", FixedDay(date(2021, 4, 15))),
        ("30/6/2021", FixedDay(date(2021, 6, 30))),
        ("Từ ngày 18/3/2021 đến 15/4/2021", Period(date(2021, 3, 18), date(2021, 4, 15))),
        ("trong tháng 6/2021", Period(date(2021, 6, 1), date(2021, 6, 30))),
        ("cuối tháng 6/2021", FixedDay(date(2021, 6, 30))),
        ("giữa tháng 6/2021", FixedDay(date(2021, 6, 15))),
        ("trước tháng 6/2021", FixedDay(date(2021, 6, 1), strictly_before=True)),
        ("Quý II", Period(date(2021, 4, 1), date(2021, 6, 30))),
        ("đến hết Quý II/2021", FixedDay(date(2021, 6, 30))),
        ("6 tháng đầu năm", Period(date(2021, 1, 1), date(2021, 6, 30))),
        ("6 tháng cuối năm 2021", Period(date(2021, 7, 1), date(2021, 12, 31))),
        ("cuối năm", FixedDay(date(2021, 12, 31))),
        ("những tháng cuối năm", FixedDay(date(2021, 12, 31))),
        ("trong năm 2022", Period(date(2022, 1, 1), date(2022, 12, 31))),
        ("trong vòng 05 ngày làm việc kể từ ngày nhận được", Within(5, Unit.WORKING_DAY, Since.RECEIPT)),
        ("trong vòng 10 ngày kể từ ngày nhận được công văn này", Within(10, Unit.DAY, Since.RECEIPT)),
        ("trong thời hạn 10 ngày", Within(10)),
        ("05 (năm) ngày làm việc", Within(5, Unit.WORKING_DAY)),
        ("trong 02 tháng, kể từ ngày ban hành", Within(2, Unit.MONTH)),
        ("sau 30 ngày", Within(30)),
        ("trong 24 giờ kể từ khi tiếp nhận", Within(24, Unit.HOUR, Since.RECEIPT)),
        ("trong 03 ngày kể từ khi kết thúc đợt kiểm tra", Within(3, Unit.DAY, Since.EVENT, "khi kết thúc đợt kiểm tra")),
        ("trong 03 ngày kể từ ngày nhận được hồ sơ hợp lệ", Within(3, Unit.DAY, Since.EVENT, "ngày nhận được hồ sơ hợp lệ")),
        ("trước ngày 25 hằng tháng", Every(Cycle.MONTH, 25, strictly_before=True)),
        ("ngày cuối cùng của tháng cuối quý", Every(Cycle.QUARTER, 31, 3)),
        ("chậm nhất ngày 15 tháng cuối quý", Every(Cycle.QUARTER, 15, 3)),
        ("ngày 10 tháng đầu hằng quý", Every(Cycle.QUARTER, 10, 1)),
        ("hàng tuần vào thứ sáu", Every(Cycle.WEEK, 5)),
        ("trước 16 giờ thứ Năm hằng tuần", Every(Cycle.WEEK, 4)),
        ("trước thứ 6 hàng tuần", Every(Cycle.WEEK, 5, strictly_before=True)),
        ("trước ngày 15/6 và ngày 15/12 hằng năm", Every(Cycle.HALF, 15, 6, strictly_before=True)),
        ("định kỳ 6 tháng", Every(Cycle.HALF)),
        ("ngày làm việc cuối cùng hằng tháng", Every(Cycle.MONTH, working=True)),
        ("trước ngày 15 tháng 12 hằng năm", Every(Cycle.YEAR, 15, 12, strictly_before=True)),
        ("hằng quý", Every(Cycle.QUARTER)),
    ],
)
def test_words_become_terms(text: str, term: Term) -> None:
    assert parse(text, ISSUED) == term


@pytest.mark.parametrize(
    "text",
    [
        "",
        "khẩn trương",
        "theo quy định",
        "Nghị định số 30/2020/NĐ-CP",
        "trước ngày 31/2/2021",
        "trong 0 ngày",
        "hết năm học",
    ],
)
def test_words_without_a_term_give_none(text: str) -> None:
    assert parse(text, ISSUED) is None


def test_a_day_that_no_month_has_leaves_the_round() -> None:
    assert parse("ngày 45 hằng tháng", ISSUED) == Every(Cycle.MONTH)


def test_a_year_is_never_guessed_without_the_day_of_the_document() -> None:
    assert parse("trước ngày 25/3", None) is None
    assert parse("trong quý II", None) is None


def test_a_wording_has_its_place_in_the_text() -> None:
    text = "Sở Y tế báo cáo trước ngày 25 hằng tháng, bắt đầu trong tháng 6/2021."
    assert [text[found.start : found.end].strip() for found in find(text, ISSUED)] == ["trước ngày 25 hằng tháng", "trong tháng 6/2021"]


def test_the_day_of_receipt_is_not_counted_and_a_term_in_days_ends_on_a_working_day() -> None:
    assert falls("trong 05 ngày làm việc kể từ ngày nhận được văn bản", received=date(2021, 3, 19)) == date(2021, 3, 26)
    assert falls("trong 07 ngày kể từ ngày nhận được văn bản", received=date(2021, 3, 19)) == date(2021, 3, 26)
    assert falls("trong 08 ngày kể từ ngày nhận được văn bản", received=date(2021, 3, 19)) == date(
        2021, 3, 29
    )  # a Saturday moves to Monday
    assert falls("trong 10 ngày", issued=date(2021, 4, 20)) == date(2021, 5, 4)  # 30/4 is a Friday off, 3/5 a Monday off


def test_a_term_in_months_ends_on_the_corresponding_day_or_the_last() -> None:
    assert falls("trong 01 tháng", issued=date(2023, 12, 29)) == date(2024, 1, 29)
    assert falls("trong 01 tháng", issued=date(2024, 1, 31)) == date(2024, 2, 29)
    assert falls("trong 13 tháng", issued=date(2024, 1, 31)) == date(2025, 2, 28)


def test_a_date_as_written_is_never_moved_off_a_day_off() -> None:
    assert falls("chậm nhất ngày 01/5/2021") == date(2021, 5, 1)
    assert falls("trước ngày 03/5/2021") == date(2021, 5, 2)
    assert falls("trước 17 giờ ngày 02/5/2021") == date(2021, 5, 2)


def test_what_has_no_one_day_gives_none() -> None:
    assert falls("trong 10 ngày kể từ ngày nhận được văn bản", received=None) is None
    assert falls("trong 03 ngày kể từ khi kết thúc đợt kiểm tra") is None
    assert falls("trước ngày 25 hằng tháng") is None


def test_an_event_with_a_date_counts_from_it() -> None:
    assert falls("trong 05 ngày làm việc kể từ ngày 26/3/2021") == date(2021, 4, 2)


def test_hours_count_as_whole_days_and_are_not_moved() -> None:
    assert falls("trong 24 giờ kể từ khi tiếp nhận", received=date(2021, 3, 19)) == date(2021, 3, 20)
    assert falls("trong 02 giờ kể từ khi tiếp nhận", received=date(2021, 3, 19)) == date(2021, 3, 19)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("trước ngày 25 hằng tháng", ["2021-01-24", "2021-02-24", "2021-03-24"]),
        ("ngày cuối cùng hằng tháng", ["2021-01-31", "2021-02-28", "2021-03-31"]),
        ("ngày làm việc cuối cùng hằng tháng", ["2021-01-29", "2021-02-26", "2021-03-31"]),
        ("chậm nhất ngày 15 tháng cuối quý", ["2021-03-15"]),
        ("hằng quý", ["2021-03-31"]),
        ("định kỳ 6 tháng", []),
        ("trước ngày 1/1 hằng năm", []),
    ],
)
def test_a_periodic_term_has_its_days(text: str, days: list[str]) -> None:
    term = parse(text, ISSUED)
    assert isinstance(term, Every)
    assert [str(day) for day in occurrences(term, date(2021, 1, 1), date(2021, 3, 31), calendar=CALENDAR)] == days


def test_before_the_first_of_a_month_belongs_to_the_month_before() -> None:
    term = Every(Cycle.YEAR, 1, 1, strictly_before=True)
    assert occurrences(term, date(2021, 12, 31), date(2022, 12, 30), calendar=CALENDAR) == [date(2021, 12, 31)]


def test_the_twenty_ninth_of_february_is_the_twenty_eighth_in_other_years() -> None:
    term = Every(Cycle.YEAR, 29, 2)
    assert occurrences(term, date(2023, 1, 1), date(2024, 12, 31), calendar=CALENDAR) == [date(2023, 2, 28), date(2024, 2, 29)]


def test_a_week_without_a_working_day_has_no_last_one() -> None:
    off = {date(2021, 6, 7) + step * DAY: False for step in range(5)}
    calendar = Calendar(off, date(2021, 6, 1), date(2021, 6, 30))
    found = occurrences(Every(Cycle.WEEK, working=True), date(2021, 6, 1), date(2021, 6, 20), calendar=calendar)
    assert found == [date(2021, 6, 4), date(2021, 6, 18)]


@pytest.mark.parametrize(
    ("cycle", "on", "closes", "span"),
    [
        (Cycle.MONTH, date(2021, 3, 14), 14, (date(2021, 2, 15), date(2021, 3, 14))),
        (Cycle.MONTH, date(2021, 3, 15), 14, (date(2021, 3, 15), date(2021, 4, 14))),
        (Cycle.QUARTER, date(2021, 1, 1), 14, (date(2020, 12, 15), date(2021, 3, 14))),
        (Cycle.HALF, date(2021, 6, 14), 14, (date(2020, 12, 15), date(2021, 6, 14))),
        (Cycle.HALF, date(2021, 6, 15), 14, (date(2021, 6, 15), date(2021, 12, 14))),
        (Cycle.YEAR, date(2021, 12, 15), 14, (date(2021, 12, 15), date(2022, 12, 14))),
        (Cycle.MONTH, date(2021, 2, 26), 25, (date(2021, 2, 26), date(2021, 3, 25))),
        (Cycle.QUARTER, date(2021, 2, 26), 31, (date(2021, 1, 1), date(2021, 3, 31))),
    ],
)
def test_figures_of_a_report_close_as_decree_09_or_the_office_says(cycle: Cycle, on: date, closes: int, span: tuple[date, date]) -> None:
    assert data_span(cycle, on, closes_on=closes) == Period(*span)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Every(Cycle.WEEK, 8),
        lambda: Every(Cycle.MONTH, 32),
        lambda: Every(Cycle.QUARTER, 5),
        lambda: Every(Cycle.MONTH, 5, 1),
        lambda: Every(Cycle.QUARTER, 5, 4),
        lambda: Every(Cycle.MONTH, strictly_before=True),
        lambda: Every(Cycle.MONTH, 5, working=True),
        lambda: Within(0),
        lambda: Within(3, since=Since.EVENT),
        lambda: Within(3, event="khi xong"),
        lambda: Period(date(2021, 2, 1), date(2021, 1, 1)),
        lambda: FixedDay(date(2021, 2, 1), strictly_before=True, hour=time(9)),
    ],
)
def test_no_term_can_be_nonsense(wrong: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        wrong()  # type: ignore[operator]


# Properties

DAYS = st.dates(date(1946, 1, 1), date(2099, 12, 31))
NEAR = st.dates(date(2015, 1, 1), date(2035, 12, 31))
TIMES = st.builds(time, st.integers(0, 23), st.integers(0, 59))
EVENTS = st.sampled_from(["khi kết thúc đợt kiểm tra", "ngày có kết luận", "ngày 26/3/2021", "ngày nhận được hồ sơ hợp lệ"])
WITHINS = st.one_of(
    st.builds(Within, st.integers(1, 999), st.sampled_from(Unit), st.sampled_from([Since.ISSUE, Since.RECEIPT])),
    st.builds(Within, st.integers(1, 999), st.sampled_from(Unit), st.just(Since.EVENT), EVENTS),
)


@st.composite
def periodic(draw: st.DrawFn) -> Every:
    cycle = draw(st.sampled_from(Cycle))
    if draw(st.booleans()):
        working = draw(st.booleans())
        return Every(cycle, working=working, strictly_before=working and draw(st.booleans()))
    day = draw(st.integers(1, 7 if cycle is Cycle.WEEK else 31))
    return Every(cycle, day, draw(st.integers(1, cycle)) if cycle > Cycle.MONTH else None, draw(st.booleans()))


def _whole(first: date, length: int) -> Period:
    start = first.replace(day=1)
    end = (start.year * 12 + start.month - 1) + length - 1
    return Period(start, date(end // 12, end % 12 + 1, months.monthrange(end // 12, end % 12 + 1)[1]))


PERIODS = st.one_of(
    st.tuples(DAYS, DAYS).map(lambda pair: Period(min(pair), max(pair))),
    st.builds(_whole, DAYS.filter(lambda day: day.year < 2099), st.sampled_from([1, 3, 6, 12])),
)
TERMS = st.one_of(st.builds(FixedDay, DAYS, st.booleans()), st.builds(FixedDay, DAYS, hour=TIMES), PERIODS, WITHINS, periodic())


@settings(max_examples=400)
@given(TERMS)
def test_a_term_in_words_is_read_back(term: Term) -> None:
    assert parse(in_words(term), None) == term


@given(st.text(alphabet="trướcsauđếnhếtngàythángquýnămhằngtuần 0123456789/.-:()") | st.text(), st.dates() | st.none())
def test_any_text_is_read_without_a_fall(text: str, reference: date | None) -> None:
    for found in find(text, reference):
        assert 0 <= found.start < found.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "thứ hai hàng tuần ",
        "trước ngày 5/6/2021 ",
        "ngày 1/",
        "từ ngày 1/1 đến ",
        "trong ",
        "định kỳ ",
        "trong 5 ngày kể từ ",
        "1 giờ 2 phút, ",
    ],
)
def test_a_long_text_is_read_in_the_time_of_its_length(piece: str) -> None:
    started = perf_counter()
    find(piece * (200_000 // len(piece)), ISSUED)
    assert perf_counter() - started < 10


def slow_end(term: Within, start: date, calendar: Calendar) -> date:
    """A term counted day by day on the wall calendar."""
    day, left = start, term.count
    if term.unit is Unit.WORKING_DAY:
        while left:
            day += DAY
            left -= 1 if calendar.is_working_day(day) else 0
        return day
    if term.unit is Unit.MONTH:
        for _ in range(term.count):
            day = day.replace(day=months.monthrange(day.year, day.month)[1]) + DAY  # the first of the next month
        while day.day < start.day and (day + DAY).month == day.month:
            day += DAY
    else:
        for _ in range(term.count * {Unit.DAY: 1, Unit.WEEK: 7}[term.unit]):
            day += DAY
    while not calendar.is_working_day(day):
        day += DAY
    return day


@settings(max_examples=150)
@given(
    st.builds(Within, st.integers(1, 120), st.sampled_from([Unit.DAY, Unit.WORKING_DAY, Unit.WEEK, Unit.MONTH])),
    NEAR,
    st.dictionaries(NEAR, st.booleans(), max_size=30),
)
def test_a_relative_term_ends_where_counting_day_by_day_ends(term: Within, start: date, overrides: dict[date, bool]) -> None:
    calendar = Calendar(overrides, start, start)
    assert due(term, issued=start, received=None, calendar=calendar) == slow_end(term, start, calendar)


@settings(max_examples=100)
@given(WITHINS.filter(lambda term: term.since is not Since.EVENT), NEAR, st.integers(0, 40), st.integers(0, 40))
def test_a_later_start_or_a_longer_term_never_ends_earlier(term: Within, start: date, later: int, longer: int) -> None:
    first, second = (start, start + timedelta(days=later))
    early = due(term, issued=first, received=first, calendar=CALENDAR)
    more = Within(term.count + longer, term.unit, term.since)
    late = due(more, issued=second, received=second, calendar=CALENDAR)
    assert early is not None
    assert late is not None
    assert early <= late


@settings(max_examples=150)
@given(periodic(), NEAR, st.integers(0, 800))
def test_occurrences_are_those_that_a_walk_over_the_days_finds(term: Every, first: date, length: int) -> None:
    assume(not term.working)
    last = first + timedelta(days=length)
    found = occurrences(term, first, last, calendar=CALENDAR)
    walked = []
    for step in range(length + 1):
        day = first + timedelta(days=step)
        named = day + DAY if term.strictly_before else day
        if _is_named(term, named):
            walked.append(day)
    assert found == walked


def _is_named(term: Every, day: date) -> bool:
    if term.cycle is Cycle.WEEK:
        return day.isoweekday() == (term.day or 5)
    last = months.monthrange(day.year, day.month)[1]
    wanted_month = term.month or term.cycle
    return (day.month - 1) % term.cycle + 1 == wanted_month and day.day == min(term.day or 31, last)


@settings(max_examples=60)
@given(periodic(), NEAR, st.integers(0, 800), st.dictionaries(NEAR, st.booleans(), max_size=30))
def test_last_working_days_lie_within_their_bounds_one_a_round(term: Every, first: date, length: int, overrides: dict[date, bool]) -> None:
    calendar = Calendar(overrides, first, first)
    last = first + timedelta(days=length)
    found = occurrences(Every(term.cycle, working=True), first, last, calendar=calendar)
    assert all(first <= day <= last and calendar.is_working_day(day) for day in found)
    assert found == sorted(set(found))
    rounds = [(day.isocalendar()[:2] if term.cycle is Cycle.WEEK else (day.year, (day.month - 1) // term.cycle)) for day in found]
    assert len(rounds) == len(set(rounds))


@given(st.sampled_from([cycle for cycle in Cycle if cycle]), NEAR, st.integers(1, 31))
def test_report_spans_cover_every_day_once(cycle: Cycle, on: date, closes: int) -> None:
    span = data_span(cycle, on, closes_on=closes)
    assert span.first <= on <= span.last
    assert data_span(cycle, span.last + DAY, closes_on=closes).first == span.last + DAY


@pytest.mark.parametrize("year", [1901, 2100])
def test_terms_count_at_the_edges_of_the_lunar_table(year: int) -> None:
    calendar = Calendar({}, date(year, 1, 1), date(year, 12, 31))
    end = due(Within(10, Unit.WORKING_DAY), issued=date(year, 12, 25), received=None, calendar=calendar)
    assert end is not None
    assert calendar.working_days_between(date(year, 12, 25), end) == 10
