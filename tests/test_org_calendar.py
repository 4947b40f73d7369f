"""The working calendar: holidays, make-up days, and terms counted in working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from org_hierarchy.calendar import Calendar, last_day_on_time
from org_hierarchy.models import CalendarDay

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
OVERRIDES = st.dictionaries(DAYS, st.booleans(), max_size=40)


def plain(first: date = date(2021, 1, 1), last: date = date(2021, 12, 31)) -> Calendar:
    return Calendar({}, first, last)


def test_weekends_are_free_and_weekdays_are_worked() -> None:
    calendar = plain()
    assert [calendar.is_working_day(date(2021, 3, day)) for day in range(15, 22)] == [True] * 5 + [False] * 2


@pytest.mark.parametrize(
    "day",
    [
        date(2021, 1, 1),
        date(2021, 2, 12),  # mùng 1 Tết
        date(2021, 2, 16),
        date(2021, 4, 21),  # Giỗ Tổ
        date(2021, 4, 30),
        date(2021, 5, 3),  # 1/5 was a Saturday
        date(2021, 9, 2),
        date(2026, 11, 24),  # Ngày Văn hóa Việt Nam, from 2026
    ],
)
def test_public_holidays_are_free(day: date) -> None:
    assert not plain().is_working_day(day)


def test_the_culture_day_was_worked_before_it_was_a_holiday() -> None:
    assert plain().is_working_day(date(2025, 11, 24))


def test_a_saturday_worked_for_a_long_weekend_counts() -> None:
    calendar = plain()
    assert calendar.is_working_day(date(2025, 4, 26))
    assert not calendar.is_working_day(date(2025, 5, 2))


@pytest.mark.django_db
def test_the_office_table_overrides_the_computed_day() -> None:
    CalendarDay.objects.create(day=date(2026, 1, 2), is_working=False, reason="Hoán đổi")
    CalendarDay.objects.create(day=date(2026, 1, 10), is_working=True, reason="Làm bù")
    calendar = Calendar.load(date(2026, 1, 1), date(2026, 1, 31))
    assert not calendar.is_working_day(date(2026, 1, 2))
    assert calendar.is_working_day(date(2026, 1, 10))
    assert calendar.add_working_days(date(2026, 1, 1), 6) == date(2026, 1, 10)


@pytest.mark.django_db
def test_a_calendar_loaded_after_a_decision_knows_it() -> None:
    before = Calendar.load(date(2026, 1, 1), date(2026, 1, 31))
    CalendarDay.objects.create(day=date(2026, 1, 5), is_working=False, reason="Nghỉ bão")
    assert before.is_working_day(date(2026, 1, 5))
    assert not Calendar.load(date(2026, 1, 1), date(2026, 1, 31)).is_working_day(date(2026, 1, 5))


def test_loading_and_counting_is_one_query(db: None, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        calendar = Calendar.load(date(2021, 1, 1), date(2021, 12, 31))
        calendar.add_working_days(date(2021, 12, 20), 30)
        calendar.working_days_between(date(2019, 1, 1), date(2030, 1, 1))


def test_the_day_of_receipt_is_not_counted() -> None:
    assert plain().add_working_days(date(2021, 3, 18), 1) == date(2021, 3, 19)
    assert plain().add_working_days(date(2021, 3, 19), 1) == date(2021, 3, 22)


def test_ten_working_days_step_over_tet() -> None:
    assert plain().add_working_days(date(2021, 2, 8), 10) == date(2021, 3, 1)


def test_a_term_cannot_be_negative() -> None:
    with pytest.raises(ValueError, match="-1"):
        plain().add_working_days(date(2021, 3, 18), -1)


def test_strictly_before_ends_a_day_earlier() -> None:
    assert last_day_on_time(date(2021, 3, 31), strictly_before=True) == date(2021, 3, 30)
    assert last_day_on_time(date(2021, 3, 31), strictly_before=False) == date(2021, 3, 31)


@pytest.mark.parametrize("far", [date(1, 1, 1), date(1899, 12, 31), date(2101, 1, 3), date(9999, 12, 31)])
def test_days_beyond_the_lunar_table_still_have_weekends(far: date) -> None:
    assert plain().is_working_day(far) == (far.weekday() < 5)
    assert (plain().working_days_between(date(2021, 1, 1), far) > 0) == (far > date(2021, 1, 1))


@settings(deadline=None, max_examples=60)
@given(OVERRIDES, DAYS, st.integers(-400, 400))
def test_counting_agrees_with_walking_day_by_day(overrides: dict[date, bool], first: date, length: int) -> None:
    calendar = Calendar(overrides, first, first)
    last = first + timedelta(days=length)
    walked = sum(calendar.is_working_day(min(first, last) + timedelta(days=step)) for step in range(1, abs(length) + 1))
    assert calendar.working_days_between(first, last) == (walked if length >= 0 else -walked)


@settings(deadline=None, max_examples=60)
@given(OVERRIDES, DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_holds_exactly_its_days(overrides: dict[date, bool], day: date, count: int) -> None:
    calendar = Calendar(overrides, day, day)
    end = calendar.add_working_days(day, count)
    assert calendar.is_working_day(end)
    assert calendar.working_days_between(day, end) == count


@settings(deadline=None, max_examples=40)
@given(OVERRIDES, DAYS)
def test_an_overridden_day_is_what_the_table_says(overrides: dict[date, bool], start: date) -> None:
    calendar = Calendar(overrides, start, start)
    assert all(calendar.is_working_day(day) == is_working for day, is_working in overrides.items())
