"""The administrator's area: who comes in, what is refused to everybody else, and what its pages cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from org_hierarchy.models import Absence, Mandate
from org_hierarchy.services import appoint, give_mandate, open_post, refresh_grants, set_absence
from records.models import Event

from .administering import ADMIN, Role, administrators_browser, city_administrator, local_day, newcomer, seat, url
from .city import FIRST_DAY, City, signed_in

today = pytest.fixture(local_day)
admin = pytest.fixture(city_administrator)
office = pytest.fixture(administrators_browser)


# Who comes in


def test_only_administrators_see_the_way_and_come_in(city: City, office: Client) -> None:
    hub = url("administration")
    assert f'href="{hub}"' in office.get("/hop-viec/").content.decode()
    stranger = signed_in(city["stranger"])
    assert f'href="{hub}"' not in stranger.get("/hop-viec/").content.decode()
    for page in (hub, url("people"), url("person_new"), url("unit_new", duoi=city.units["HP"].pk)):
        answer = stranger.get(page)
        assert answer.status_code == 403, page
        assert "quản trị" in answer.content.decode().lower()
        assert Client().get(page).status_code == 302


def test_the_phone_bar_stays_at_four_ways(office: Client) -> None:
    page = office.get("/hop-viec/").content.decode()
    bar = page[page.index("cd-bottom-nav") :]
    assert bar[: bar.index("</nav>")].count("<a ") == 4


def every_page(city: City) -> dict[str, str]:
    """The addresses of every act on something in the district Ba Đình."""
    unit, clerk = city.units["BD"], city["clerk"]
    held = city.seat(clerk)
    absence = Absence.objects.create(
        appointment=held, reason="Nghỉ phép", valid_from=timezone.localdate(), valid_to=timezone.localdate() + timedelta(days=5)
    )
    mandate = Mandate.objects.create(kind="tl", unit=unit, post=held.post, content="x", basis="x", valid_from=FIRST_DAY)
    return {
        "unit_new": url("unit_new", duoi=unit.pk),
        "unit_edit": url("unit_edit", unit.pk),
        "post_new": url("post_new", unit.pk),
        "mandate_new": url("mandate_new", unit.pk),
        "mandate_revoke": url("mandate_revoke", mandate.pk),
        "person": url("person", clerk.pk),
        "person_edit": url("person_edit", clerk.pk),
        "person_password": url("person_password", clerk.pk),
        "person_stop": url("person_stop", clerk.pk),
        "person_open": url("person_open", clerk.pk),
        "appoint": url("appoint", held.post.pk),
        "appointment": url("appointment", held.pk),
        "appointment_end": url("appointment_end", held.pk),
        "appointment_hand_over": url("appointment_hand_over", held.pk),
        "absence_new": url("absence_new", held.pk),
        "absence_end": url("absence_end", absence.pk),
    }


@pytest.mark.parametrize("who", [("KM", ADMIN), ("HK", ADMIN), ("BHXHVN", ADMIN), ("BD", Role.HEAD), ("HP", ADMIN)])
def test_nobody_touches_what_is_above_beside_or_on_the_other_line(city: City, who: tuple[str, str]) -> None:
    pages = every_page(city)
    intruder = signed_in(city.person(*who))
    data = {"on": "01/01/2026", "valid_from": "01/01/2026", "person": str(city["stranger"].pk), "reason": "x", "title": "x", "role": "head"}
    before = Event.objects.count()
    for name, page in pages.items():
        if name not in {"person_password", "person_stop", "person_open"}:
            assert intruder.get(page).status_code == 403, name
        if name not in {"person", "appointment"}:
            assert intruder.post(page, data).status_code == 403, name
    assert Event.objects.count() == before
    assert city["clerk"].check_password("x") is False


def test_who_administers_a_unit_or_one_above_comes_everywhere(city: City, office: Client) -> None:
    for name, page in every_page(city).items():
        if name not in {"person_password", "person_stop", "person_open"}:
            assert office.get(page).status_code == 200, name
    for code in ("BD", "KM"):
        below = signed_in(city.person(code, ADMIN))
        assert below.get(url("unit_edit", city.units[code].pk)).status_code == 200


@pytest.mark.parametrize("bad", [0, 999_999_999, 10**30])
def test_ids_of_nothing_are_not_found(city: City, office: Client, bad: int) -> None:
    for name in every_page(city):
        address = url("unit_new", duoi=bad) if name == "unit_new" else url(name, bad)
        ask = office.get if name in {"person", "appointment"} else office.post
        assert ask(address).status_code == 404, name
    assert office.get(url("people", don_vi=bad)).status_code == 200
    assert office.get(url("unit_new", duoi="<b>")).status_code == 404


# How it is read


@pytest.mark.parametrize("page", ["administration", "people", "person", "unit", "appointment"])
def test_more_rows_cost_no_more_queries(city: City, office: Client, today: date, page: str) -> None:
    unit, post = city.units["BD"], seat(city, "BD", Role.OFFICER)
    held = city.seat(city["clerk"])
    address = {
        "person": url("person", city["clerk"].pk),
        "unit": unit.get_absolute_url(),
        "appointment": url("appointment", held.pk),
    }.get(page) or url(page)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert office.get(address).status_code == 200
        return len(queries)

    def add(numbers: range) -> None:
        at = timezone.now()
        for n in numbers:
            person = newcomer(f"p{n:03d}", full_name=f"Người Thứ {n}")
            appoint(person, post, valid_from=FIRST_DAY, by=None, at=at)
            appoint(city["clerk"], seat(city, "BD", Role.OFFICER, f"Chuyên viên {n}"), valid_from=FIRST_DAY, by=None, at=at)
            day = today + timedelta(days=10 * n)
            set_absence(held, substitute=person, valid_from=day, valid_to=day + timedelta(days=2), reason="Nghỉ", by=None, at=at)

    add(range(2))
    count()  # the first request fills the caches of content types and of templates
    few = count()
    add(range(2, 12))
    assert count() == few <= 25


def test_mandates_and_posts_leave_guardian_with_what_appointments_say(city: City, office: Client, today: date) -> None:
    """Whatever the pages do, nothing is left for the clock to mend."""
    unit = city.units["BD"]
    post = open_post(unit, title="Chánh Văn phòng", role=Role.OFFICE_HEAD, by=None, at=timezone.now())
    person = newcomer()
    office.post(url("appoint", post.pk), {"person": str(person.pk), "valid_from": f"{today:%d/%m/%Y}"})
    seat(city, "BD", Role.HEAD)
    give_mandate(post, kind="tl", unit=unit, content="x", basis="x", valid_from=today, by=None, at=timezone.now())
    assert refresh_grants(today=today) == 0


def test_a_page_without_its_form_filled_in_says_what_is_missing(city: City, office: Client) -> None:
    pages = every_page(city)
    for name in (
        "unit_new",
        "post_new",
        "mandate_new",
        "appoint",
        "appointment_end",
        "appointment_hand_over",
        "absence_new",
        "person_edit",
    ):
        answer = office.post(pages[name], {})
        assert answer.status_code == 400, name
        assert "errorlist" in answer.content.decode(), name
