"""The working calendar: holidays, make-up days, and terms counted in working days."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from org_hierarchy.calendar import Calendar, Kind, last_day_on_time
from org_hierarchy.calendar.decided import FILE, decided_days
from org_hierarchy.models import CalendarDay, Person
from org_hierarchy.rights import may
from org_hierarchy.services import DayRow, UnitRow, clear_day, load_decided_days, set_day, set_days, swap_days
from records.models import Event

from .city import AT, FIRST_DAY, City, Level, Line, Role, at_once, refused
from .city import Kind as UnitKind

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


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2021, 3, 18), Kind.WORKING, ""),
        (date(2021, 3, 20), Kind.WEEKEND, ""),
        (date(2021, 9, 2), Kind.HOLIDAY, "Quốc khánh"),
        (date(2025, 4, 26), Kind.MAKE_UP, ""),
        (date(2025, 5, 2), Kind.OFF, "Ngày nghỉ (thay cho ngày 26/04/2025)"),
        (date(2021, 3, 19), Kind.OFF, ""),
        (date(2021, 3, 21), Kind.MAKE_UP, ""),
    ],
)
def test_a_day_says_what_it_is(day: date, kind: Kind, name: str) -> None:
    calendar = Calendar({date(2021, 3, 19): False, date(2021, 3, 21): True}, date(2021, 1, 1), date(2025, 12, 31))
    facts = calendar.facts(day)
    assert (facts.kind, facts.name) == (kind, name)
    assert facts.is_working == calendar.is_working_day(day)


@given(OVERRIDES, DAYS)
def test_the_next_working_day_is_the_first_that_a_walk_meets(overrides: dict[date, bool], day: date) -> None:
    calendar = Calendar(overrides, day, day)
    walked = day
    while not calendar.is_working_day(walked):
        walked += timedelta(days=1)
    assert calendar.working_day_from(day) == walked


# The table of decided days

STORM, SATURDAY = date(2021, 9, 24), date(2021, 10, 2)


@pytest.mark.django_db
def test_a_day_is_set_with_its_reason_and_cleared_again() -> None:
    day = set_day(STORM, is_working=False, reason="  Nghỉ\ntránh bão ", by=None, at=AT)
    assert (day.reason, day.decision) == ("Nghỉ tránh bão", "")
    assert not Calendar.load(STORM, STORM).is_working_day(STORM)
    clear_day(day, by=None, at=AT)
    assert Calendar.load(STORM, STORM).is_working_day(STORM)
    set_event, cleared = Event.objects.order_by("pk")
    assert (set_event.action, cleared.action) == ("org_hierarchy.calendar_day_set", "org_hierarchy.calendar_day_cleared")
    assert set_event.after == cleared.before == {"day": "2021-09-24", "is_working": False, "reason": "Nghỉ tránh bão", "decision": ""}


@pytest.mark.django_db
def test_a_swap_is_two_days_under_one_decision() -> None:
    off, worked = swap_days(STORM, SATURDAY, decision="Công văn số 1/VPCP", by=None, at=AT)
    calendar = Calendar.load(STORM, SATURDAY)
    assert (calendar.facts(STORM).kind, calendar.facts(SATURDAY).kind) == (Kind.OFF, Kind.MAKE_UP)
    assert off.decision == worked.decision == "Công văn số 1/VPCP"
    assert "02/10/2021" in off.reason
    assert "24/09/2021" in worked.reason


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([DayRow(STORM, True, "Làm việc")], "needless"),
        ([DayRow(SATURDAY, False, "Nghỉ")], "needless"),
        ([DayRow(date(2021, 9, 2), False, "Quốc khánh")], "needless"),
        ([DayRow(STORM, False, " ")], "no_reason"),
        ([DayRow(STORM, False, "B" * 201)], "bad_value"),
        ([DayRow(STORM, False, "Bão", "B" * 201)], "bad_value"),
        ([DayRow(date(1900, 12, 31), False, "Xa")], "far_year"),
        ([DayRow(date(2101, 1, 3), False, "Xa")], "far_year"),
        ([DayRow(STORM, False, "Bão"), DayRow(STORM, False, "Lũ")], "set_twice"),
        ([DayRow(SATURDAY, True, "Bù"), DayRow(date(2021, 1, 4), False, "Đã có")], "already_set"),
    ],
)
def test_a_day_that_cannot_be_set_is_refused_and_leaves_nothing(rows: list[DayRow], code: str) -> None:
    CalendarDay.objects.create(day=date(2021, 1, 4), is_working=False, reason="Có trước")
    refused(code, lambda: set_days(rows, by=None, at=AT))
    assert CalendarDay.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("off", "worked", "decision", "code"),
    [
        (STORM, SATURDAY, " ", "no_decision"),
        (SATURDAY, date(2021, 10, 3), "Số 1", "not_exchangeable"),
        (STORM, date(2021, 9, 27), "Số 1", "not_exchangeable"),
        (STORM, STORM, "Số 1", "not_exchangeable"),
        (date(2021, 9, 2), SATURDAY, "Số 1", "not_exchangeable"),
        (STORM, date(2999, 1, 6), "Số 1", "far_year"),
    ],
)
def test_a_swap_exchanges_a_working_day_for_a_day_off(off: date, worked: date, decision: str, code: str) -> None:
    refused(code, lambda: swap_days(off, worked, decision=decision, by=None, at=AT))
    assert not CalendarDay.objects.exists()


@pytest.mark.django_db
def test_a_decided_day_may_say_what_is_computed_anyway() -> None:
    set_day(date(2021, 9, 2), is_working=False, reason="Quốc khánh", decision="Thông báo số 1", by=None, at=AT)
    assert CalendarDay.objects.get().decision == "Thông báo số 1"


@pytest.mark.django_db
def test_a_day_cleared_meanwhile_is_not_cleared_again() -> None:
    day = set_day(STORM, is_working=False, reason="Bão", by=None, at=AT)
    clear_day(CalendarDay.objects.get(), by=None, at=AT)
    refused("gone", lambda: clear_day(day, by=None, at=AT))


@pytest.mark.django_db
def test_known_decisions_load_once_and_leave_what_was_set_by_hand() -> None:
    CalendarDay.objects.create(day=date(2026, 1, 2), is_working=True, reason="Cơ quan ta vẫn làm")
    first = load_decided_days(at=AT)
    again = load_decided_days(at=AT)
    assert first.added == len(decided_days()) - 1
    assert (again.added, again.kept, again.differing) == (0, len(decided_days()), (date(2026, 1, 2),))
    told = StringIO()
    call_command("load_calendar", stdout=told)
    assert "02/01/2026" in told.getvalue()
    assert Event.objects.count() == first.added


def test_the_decisions_on_file_correct_the_computed_calendar_in_one_swap_only() -> None:
    computed = Calendar({}, date(2021, 1, 1), date(2026, 12, 31))
    differing = {row.day for row in decided_days() if row.is_working != computed.is_working_day(row.day)}
    assert differing == {date(2026, 1, 2), date(2026, 1, 10)}


def test_every_decision_on_file_names_itself_and_where_it_is_known_from() -> None:
    lines = FILE.read_text("utf-8").splitlines()
    assert lines[0].split(",") == ["first", "last", "is_working", "reason", "decision", "source"]
    assert all(row.decision and row.reason for row in decided_days())
    assert not any(line.endswith(",") for line in lines)


def test_only_administrators_of_a_central_office_and_superusers_change_the_calendar(city: City) -> None:
    city.add([UnitRow("DN", "Công ty Một", UnitKind.EMPLOYER, Line.OUTSIDE, Level.CENTRAL, FIRST_DAY)])
    central = city.units["BHXHVN"]
    assert may(city.person("BHXHVN", Role.ADMINISTRATOR), "calendar.edit", central)
    assert may(Person.objects.create_superuser("root", password="x"), "calendar.edit", city.units["HN"])
    for code in ("HN", "BD", "DN", "BHXHHN"):  # a province and an employer have none above them either
        person = city.person(code, Role.ADMINISTRATOR)
        assert not may(person, "calendar.edit", city.units[code])
        assert not may(person, "calendar.edit", central)
    assert "cơ quan trung ương" in may(city["chairman"], "calendar.edit", central).reason


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_day_set_by_two_at_once_is_set_once() -> None:
    raised = at_once(*[lambda: set_day(STORM, is_working=False, reason="Bão", by=None, at=AT) for _ in range(4)])
    codes = [getattr(error, "code", error) for error in raised]
    assert sorted(codes, key=str) == [None, "already_set", "already_set", "already_set"]
    assert CalendarDay.objects.count() == Event.objects.count() == 1
