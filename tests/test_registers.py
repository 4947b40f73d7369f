"""Numbers: series, where a book begins, and numbers given up."""

from datetime import date

import pytest

from directives import services
from directives.models import Directive, Register, RegisterEntry, SeriesRule
from directives.services import number_directive, set_series, start_register, void_entry, void_number
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, draft, later, numbered, refused, signed
from .registers import IN, OUT, line, reserved

pytestmark = pytest.mark.django_db


def ruled(city: City, year: int = 2021, today: date = DAY, **series: str) -> int:
    return set_series(city.units["HN"], series=series, from_year=year, by=None, at=AT, today=today)


# Series


def test_types_with_a_series_of_their_own_are_numbered_apart_and_the_rest_together(city: City) -> None:
    assert ruled(city, KH="Kế hoạch", CT="Chỉ thị") == 2
    plan, letter = numbered(city, kind="KH", symbol="KH-UBND"), numbered(city)
    second, order = numbered(city, kind="KH", symbol="KH-UBND"), numbered(city, kind="CT", symbol="CT-UBND")
    assert [line(one) for one in (plan, letter, second, order)] == [("Kế hoạch", 1), ("chung", 1), ("Kế hoạch", 2), ("Chỉ thị", 1)]
    other = services.draft_directive(city.units["BD"], content=draft(city, drafting_unit_id=city.units["BD"].pk), by=city["officer"], at=AT)
    assert other.issuer != plan.issuer


def test_a_name_that_differs_by_case_or_marks_is_the_series_in_use(city: City) -> None:
    ruled(city, KH="Kế hoạch")
    ruled(city, CTr="ke hoach", QyĐ="CHUNG")
    assert set(SeriesRule.objects.values_list("kind", "series")) == {("KH", "Kế hoạch"), ("CTr", "Kế hoạch")}


def test_a_type_keeps_its_series_within_a_year_that_has_its_numbers(city: City) -> None:
    numbered(city)
    error = refused("numbers_drawn", lambda: ruled(city, CV="Công văn"))
    assert "2022" in str(error)
    assert ruled(city, year=2022, CV="Công văn") == 1
    assert line(numbered(city)) == ("chung", 2)
    assert ruled(city, KH="Kế hoạch") == 1  # another type has none yet


@pytest.mark.parametrize(
    ("code", "year", "series"),
    [
        ("past_year", 2020, {"KH": "x"}),
        ("far_year", 9999, {"KH": "x"}),
        ("series_reserved", 2021, {"KH": "SAO"}),
        ("too_long", 2021, {"KH": "x" * 21}),
        ("bad_value", 2021, {"XX": "x"}),
    ],
)
def test_a_rule_that_cannot_be_is_refused(city: City, code: str, year: int, series: dict[str, str]) -> None:
    refused(code, lambda: ruled(city, year, **series))


def test_an_own_number_is_taken_only_in_the_series_of_its_type(city: City) -> None:
    ruled(city, KH="Kế hoạch")
    numbered(city, number=5)
    assert line(numbered(city, kind="KH", symbol="KH-UBND", number=5)) == ("Kế hoạch", 5)
    waiting = signed(city, number=5)
    refused("number_taken", lambda: number_directive(waiting, by=city["city_clerk"], at=AT, today=DAY, number=5))


# Where a book begins


def test_a_book_goes_on_after_the_numbers_given_on_paper_and_never_back(city: City) -> None:
    unit = city.units["HN"]
    numbered(city)

    def start(first: int) -> Register:
        return start_register(unit, direction=OUT, series="chung", year=2021, first=first, by=city["city_clerk"], at=AT)

    assert start(777).last_number == 776
    left_out = RegisterEntry.objects.get(number=2)
    assert (left_out.through, left_out.directive, left_out.entered_by) == (776, None, city["city_clerk"])
    assert line(numbered(city)) == ("chung", 777)
    for first in (777, 778, 5):
        refused("not_upwards", lambda first=first: start(first))
    for first in (0, 1, -3, 100_001):
        refused("bad_value", lambda first=first: start(first))
    assert line(numbered(city, number=500)) == ("chung", 500)  # the document of that paper number itself
    assert line(numbered(city)) == ("chung", 778)


# Numbers given up


def test_a_number_that_is_voided_before_the_issue_is_never_given_again(city: City) -> None:
    directive = numbered(city, way=steps)
    refused("reason_missing", lambda: steps.void_number(directive, reason=" ", by=city["city_clerk"], at=AT))
    refused("forbidden", lambda: steps.void_number(directive, reason="Sai ngày", by=city["stranger"], at=AT))
    steps.void_number(directive, reason="Sai ngày", by=city["city_clerk"], at=AT)
    assert (directive.status, directive.number, directive.issued_date) == (Directive.Status.SIGNED, None, None)
    assert not clock.astray()
    refused("not_open", lambda: steps.void_number(directive, reason="Sai ngày", by=city["city_clerk"], at=AT))
    steps.number(directive, by=city["city_clerk"], at=AT, today=DAY)
    assert line(directive) == ("chung", 2)
    assert RegisterEntry.objects.get(number=1).void_reason == "Sai ngày"
    job = steps.dispatch(directive, by=city["city_clerk"], at=later(hours=1))
    assert (job.created_by, job.created_at) == (city["city_clerk"], later(hours=1))
    refused("not_open", lambda: steps.void_number(directive, reason="Muộn", by=city["city_clerk"], at=AT))
    run_job(job.pk)
    directive.refresh_from_db()
    refused("stale", lambda: void_number(directive, reason="Đã phát hành", by=city["city_clerk"], at=AT))


def test_a_voided_number_that_came_with_the_text_is_not_free_either(city: City) -> None:
    directive = numbered(city, number=5)
    void_number(directive, reason="Nhầm số", by=city["city_clerk"], at=AT)
    refused("number_taken", lambda: number_directive(directive, by=city["city_clerk"], at=AT, today=DAY, number=5))


def test_whoever_signs_takes_the_signature_back_before_there_is_a_number(city: City) -> None:
    directive = signed(city, way=steps)
    refused("forbidden", lambda: steps.take_signature_back(directive, reason="Đổi ý", by=city["city_clerk"], at=AT))
    refused("reason_missing", lambda: steps.take_signature_back(directive, reason="", by=city["chairman"], at=AT))
    steps.take_signature_back(directive, reason="Cần bổ sung căn cứ", by=city["chairman"], at=AT)
    directive.refresh_from_db()
    assert (directive.status, directive.signer, directive.signature, directive.facts) == (Directive.Status.RETURNED, None, {}, None)
    assert not clock.astray()
    steps.submit(directive, by=city["drafter"], at=AT)
    refused("not_open", lambda: steps.take_signature_back(directive, reason="Lần nữa", by=city["chairman"], at=AT))


def test_a_spoiled_paper_leaves_its_number_struck_and_the_next_goes_on(city: City) -> None:
    entry = reserved(city)
    assert (entry.number, entry.note, entry.directive) == (1, "Giấy đi đường", None)
    void_entry(entry, reason="Viết hỏng", by=city["city_clerk"], at=AT)
    refused("stale", lambda: void_entry(entry, reason="Viết hỏng", by=city["city_clerk"], at=AT))
    assert reserved(city).number == 2
    assert reserved(city, direction=IN).number == 1
    refused("note_missing", lambda: reserved(city, note=" \u200b "))
    refused("too_long", lambda: reserved(city, note="x" * 301))
    refused("bad_value", lambda: reserved(city, series="sao"))
    refused("bad_value", lambda: reserved(city, series="không có"))
    bears = RegisterEntry.objects.get(directive=numbered(city))
    refused("bears_document", lambda: void_entry(bears, reason="x", by=city["city_clerk"], at=AT))
