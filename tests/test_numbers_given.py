"""Number and date are given when a document is numbered: a number that a text came with leaps nowhere, one from paper does with its reason
(NĐ 30/2020, Điều 15; VAS §1.5, §2.1, QL-02)."""

import contextlib
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directives.books import Wanted, file_of
from directives.documents import letter_facts
from directives.models import Directive, Register, RegisterEntry
from directives.services import DirectiveError, number_directive, reserve_number, start_register, take_signature_back, void_number
from records.models import Event
from workflows import steps

from .city import AT, DAY, City, at_once, checked, refused, signed, signed_in

pytestmark = pytest.mark.django_db

OUT = Register.Direction.OUT


def entered(city: City, directive: Directive | None = None, **given: Any) -> RegisterEntry:
    return number_directive(directive or signed(city), by=city["city_clerk"], at=AT, today=DAY, **given)


def lines() -> list[tuple[int, int | None]]:
    return list(RegisterEntry.objects.order_by("number").values_list("number", "through"))


def covered() -> list[int]:
    """Every number that a line of the book accounts for, in order."""
    return [one for first, last in lines() for one in range(first, (last or first) + 1)]


def book_of(city: City) -> str:
    made = file_of(Wanted(city.units["HN"].pk, "van-ban-di", DAY.year), "docx", today=DAY)
    return "\n".join(cell.text for table in Document(io.BytesIO(made)).tables for row in table.rows for cell in row.cells)


def test_a_number_in_the_text_never_moves_the_series(city: City) -> None:
    assert entered(city).number == 1
    for stated in (9000, 12, 1):
        entered(city, signed(city, number=stated, issued_date=date(2020, 12, 31)))
    assert lines() == [(1, None), (2, None), (3, None), (4, None)]
    assert set(Directive.objects.values_list("issued_date", flat=True)) == {DAY}


def test_a_signed_text_bears_no_number_and_gets_back_what_it_said_with_its_draft(city: City) -> None:
    directive = signed(city, number=9000, issued_date=date(2020, 12, 31))
    letter = letter_facts(directive)
    assert (directive.designation, directive.issued_date, letter.number, letter.date) == ("…/UBND-KGVX", None, None, None)
    take_signature_back(directive, reason="Cần sửa", by=city["chairman"], at=AT)
    directive.refresh_from_db()
    assert (directive.number, directive.issued_date) == (9000, date(2020, 12, 31))


def test_a_number_from_paper_that_leaps_needs_a_reason_which_the_book_keeps(city: City) -> None:
    entered(city)
    directive = signed(city)
    refused("reason_missing", lambda: entered(city, directive, number=9))
    refused("too_long", lambda: entered(city, directive, number=9, reason="x" * 301))
    assert (lines(), Register.objects.get().last_number) == ([(1, None)], 1)
    entered(city, directive, number=9, reason="Cấp trên giấy khi mất điện")
    assert lines() == [(1, None), (2, 8), (9, None)]
    assert entered(city).number == 10
    printed = book_of(city)
    assert "02 đến 08" in printed
    assert f"Số bỏ trống: Cấp trên giấy khi mất điện ({city['city_clerk']}" in printed
    assert Event.objects.get(action="directives.numbered", subject_id=directive.pk).after["left_out"] == [2, 8]


def test_the_next_number_may_be_given_without_a_reason(city: City) -> None:
    entered(city)
    assert entered(city, number=2).number == 2


def test_a_number_behind_the_last_is_refused_unless_it_was_left_out(city: City) -> None:
    entered(city, number=9, reason="Cấp trên giấy")
    for number in (5, 8, 1, 3, 2):
        assert entered(city, number=number).note == "Cấp trên giấy"
    assert lines() == [(1, None), (2, None), (3, None), (4, 4), (5, None), (6, 7), (8, None), (9, None)]
    waiting = signed(city)
    for number in (9, 5, 1):
        refused("number_taken", lambda number=number: entered(city, waiting, number=number))
    for number in (0, -3, 100_001):
        refused("bad_value", lambda number=number: entered(city, waiting, number=number))
    entered(city, waiting, number=4)
    assert (4, None) in lines()
    assert entered(city).number == 10


def test_a_voided_number_fills_nothing(city: City) -> None:
    directive = signed(city)
    entered(city, directive)
    void_number(directive, reason="Sai ngày", by=city["city_clerk"], at=AT)
    assert (directive.number, directive.issued_date) == (None, None)
    refused("number_taken", lambda: entered(city, directive, number=1))
    assert entered(city, directive).number == 2


def test_numbers_before_the_book_was_begun_may_be_entered_and_a_book_begun_later_notes_what_it_leaves_out(city: City) -> None:
    begin = {"direction": OUT, "series": "chung", "year": DAY.year, "by": city["city_clerk"], "at": AT}
    start_register(city.units["HN"], first=100, **begin)
    assert entered(city).number == 100
    assert entered(city, number=40).number == 40
    waiting = signed(city)
    refused("number_taken", lambda: entered(city, waiting, number=40))
    start_register(city.units["HN"], first=200, **begin)
    assert lines() == [(40, None), (100, None), (101, 199)]
    assert entered(city, number=150).number == 150
    assert reserve_number(city.units["HN"], direction=OUT, series="chung", note="Giấy đi đường", by=None, at=AT, today=DAY).number == 200


@pytest.mark.parametrize(
    ("given_day", "today", "is_kept"),
    [
        (DAY, DAY, True),
        (DAY, DAY + timedelta(days=3), True),
        (DAY + timedelta(days=2), DAY + timedelta(days=3), True),
        (DAY - timedelta(days=1), DAY, False),
        (DAY + timedelta(days=1), DAY, False),
        (date(2020, 12, 31), DAY, False),
        (DAY, date(2022, 1, 4), False),
    ],
)
def test_a_date_on_paper_is_kept_from_the_signature_on_within_the_year(city: City, given_day: date, today: date, is_kept: bool) -> None:
    directive = signed(city)

    def number() -> RegisterEntry:
        return number_directive(directive, by=city["city_clerk"], at=AT, today=today, issued_date=given_day)

    if not is_kept:
        assert "Ngày ban hành phải" in str(refused("bad_date", number))
        assert not RegisterEntry.objects.exists()
        return
    assert (number().register.year, directive.issued_date) == (given_day.year, given_day)


def test_signer_and_clerk_are_told_what_the_text_says_and_the_clerk_enters_a_number_from_paper(city: City) -> None:
    stated = {"number": 9000, "issued_date": date(2020, 12, 31)}
    words = "số 9000, ngày 31/12/2020: chỉ để đối chiếu"
    waiting = checked(city, way=steps, **stated)
    assert words in signed_in(city["chairman"]).get(waiting.get_absolute_url()).content.decode()
    directive = signed(city, way=steps, **stated)
    client, page = signed_in(city["city_clerk"]), directive.get_absolute_url()
    assert words in client.get(page).content.decode()
    answer = client.post(f"{page}cap-so/", {"number": "9000"})
    assert answer.status_code == 400
    assert "hãy ghi lý do" in answer.content.decode()
    assert 'value="9000"' in answer.content.decode(), "what was typed stays"
    assert client.post(f"{page}cap-so/", {"issued_date": "01/01/2021"}).status_code == 400
    assert client.post(f"{page}cap-so/", {"number": "x"}).status_code == 400
    assert not RegisterEntry.objects.exists()
    assert client.post(f"{page}cap-so/", {"number": "9", "reason": "Cấp trên giấy"}).status_code == 302
    assert lines() == [(1, 8), (9, None)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=st.lists(st.one_of(st.none(), st.integers(1, 12)), max_size=8))
def test_every_number_up_to_the_last_is_given_or_left_out_with_a_reason_and_none_twice(city: City, asked: list[int | None]) -> None:
    with transaction.atomic():
        for number in asked:
            with contextlib.suppress(DirectiveError):
                entered(city, number=number, reason="Cấp trên giấy")
        last = Register.objects.filter(direction=OUT).values_list("last_number", flat=True).first() or 0
        assert covered() == list(range(1, last + 1))
        transaction.set_rollback(True)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_clerks_who_draw_and_leap_at_once_leave_no_number_unaccounted(city: City) -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    waiting = [signed(city) for _ in range(12)]
    asked = [None, None, 40, None, 20, None, None, 41, None, 30, None, None]

    def enter(directive: Directive, number: int | None) -> None:
        entered(city, Directive.objects.get(pk=directive.pk), number=number, reason="Cấp trên giấy")

    raised = at_once(*(lambda one=one, number=number: enter(one, number) for one, number in zip(waiting, asked, strict=True)))
    assert {error.code for error in raised if error is not None} <= {"number_taken"}
    assert covered() == list(range(1, Register.objects.get(direction=OUT).last_number + 1))


def test_the_page_of_the_book_and_the_history_show_what_was_left_out(city: City) -> None:
    directive = signed(city)
    entered(city, directive, number=9, reason="Cấp trên giấy khi mất điện")
    client = signed_in(city["city_clerk"])
    shown = client.get(reverse("directives:registers"), {"don_vi": city.units["HN"].pk, "nam": DAY.year}).content.decode()
    assert "01 đến 08" in shown
    assert "Số bỏ trống: Cấp trên giấy khi mất điện" in shown
    history = client.get(reverse("workflows:directive", args=[directive.pk])).content.decode()
    assert "Số 09 năm 2021; bỏ trống số 01 đến 08: Cấp trên giấy khi mất điện" in history


def test_what_was_left_out_is_not_voided(city: City) -> None:
    entered(city, number=9, reason="Cấp trên giấy")
    entered(city, number=2)
    client = signed_in(city["city_clerk"])
    shown = client.get(reverse("directives:registers"), {"don_vi": city.units["HN"].pk, "nam": DAY.year}).content.decode()
    for entry in RegisterEntry.objects.exclude(through=None):
        page = reverse("directives:void_entry", args=[entry.pk])
        assert page not in shown
        answer = client.post(page, {"reason": "Bỏ"})
        assert answer.status_code == 400
        assert "số bỏ trống" in answer.content.decode()
    assert lines() == [(1, 1), (2, None), (3, 8), (9, None)]
    assert not RegisterEntry.objects.exclude(voided_at=None).exists()
    assert entered(city, number=3).number == 3, "it is still free"
    spare = reserve_number(city.units["HN"], direction=OUT, series="chung", note="Giấy đi đường", by=city["city_clerk"], at=AT, today=DAY)
    shown = client.get(reverse("directives:registers"), {"don_vi": city.units["HN"].pk, "nam": DAY.year}).content.decode()
    assert reverse("directives:void_entry", args=[spare.pk]) in shown
