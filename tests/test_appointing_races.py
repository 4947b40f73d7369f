"""Appointing while a decision on the unit is made or taken back, on PostgreSQL with threads: nobody waits for ever, no end stays behind."""

from collections.abc import Callable
from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from org_hierarchy.models import Appointment, OrgUnit, Person, Post, Reorganisation
from org_hierarchy.services import (
    Abolish,
    OrgError,
    add_post,
    add_units,
    appoint,
    decide_reorganisation,
    hand_over,
    settle_units,
    withdraw_reorganisation,
)

from .city import at_once
from .reorganising import AT, BEFORE, DAY, TODAY, decided, drafted, row
from .test_races import someone_waits

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def unit() -> OrgUnit:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    return add_units([row("R"), row("A", "R"), row("B", "R")])["A"]


@pytest.fixture
def post(unit: OrgUnit) -> Post:
    return add_post(unit, title="Chủ tịch", role=Post.Role.HEAD)


@pytest.fixture
def person() -> Person:
    return Person.objects.create(username="head", full_name="Người")


def while_waited_for(first: Callable[[], None], then: Callable[[], None], second: Callable[[], None]) -> list[Exception | None]:
    """`first`, and once `second` waits for what it holds, `then` in the same transaction; what each of them raised."""
    held, waits = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            first()
            held.set()
            assert waits.wait(timeout=20)
            then()

    def wait() -> None:
        assert held.wait(timeout=20)
        second()

    def watch() -> None:
        for _ in range(2_000):
            if someone_waits():
                waits.set()
                return
            sleep(0.01)

    return at_once(hold, wait, watch)[:2]


@pytest.mark.parametrize("role", [Post.Role.HEAD, Post.Role.OFFICER])
def test_whoever_appoints_waits_for_a_withdrawal_with_nothing_in_hand(unit: OrgUnit, person: Person, role: str) -> None:
    """Who withdraws holds the decision and then takes the units that it ended: who held one while waiting would wait for ever."""
    decision = decided(Abolish("A"))
    seat = add_post(unit, title="x", role=role)
    raised = while_waited_for(
        lambda: list(Reorganisation.objects.select_for_update().filter(pk=decision.pk)),
        lambda: list(
            Post.objects.select_for_update(nowait=True, no_key=True, of=("self", "unit")).select_related("unit").filter(pk=seat.pk)
        ),
        lambda: appoint(person, seat, valid_from=TODAY, by=None, at=AT),
    )
    assert raised == [None, None]
    assert Appointment.objects.get(person=person).valid_to == DAY


def test_whoever_is_appointed_while_the_end_of_the_unit_is_withdrawn_has_no_end(unit: OrgUnit, post: Post, person: Person) -> None:
    for _ in range(5):
        decision = decided(Abolish("A"))
        raised = at_once(
            lambda decision=decision: withdraw_reorganisation(decision, by=None, at=AT, today=TODAY),
            lambda: appoint(person, post, valid_from=TODAY, by=None, at=AT),
        )
        assert raised == [None, None]
        held = Appointment.objects.get(person=person)
        assert (held.valid_to, OrgUnit.objects.get(pk=unit.pk).valid_to) == (None, None)
        held.delete()


def test_whoever_is_appointed_while_the_end_of_the_unit_comes_into_force_ends_with_it(unit: OrgUnit, post: Post, person: Person) -> None:
    decision = decided(Abolish("A"))
    raised = at_once(
        lambda: settle_units(today=DAY, at=AT),
        lambda: appoint(person, post, valid_from=BEFORE, by=None, at=AT),
    )
    assert raised == [None, None]
    assert Appointment.objects.get(person=person).valid_to == DAY
    decision.refresh_from_db()
    assert decision.status == Reorganisation.Status.APPLIED


def test_whoever_is_appointed_while_the_unit_is_ended_ends_with_it_and_is_given_back(unit: OrgUnit, post: Post, person: Person) -> None:
    for _ in range(5):
        decision = drafted(Abolish("A"))
        raised = at_once(
            lambda decision=decision: decide_reorganisation(decision, by=None, at=AT, today=TODAY),
            lambda: appoint(person, post, valid_from=TODAY, by=None, at=AT),
        )
        assert raised == [None, None]
        held = Appointment.objects.get(person=person)
        assert held.valid_to == DAY
        decision.refresh_from_db()
        withdraw_reorganisation(decision, by=None, at=AT, today=TODAY)
        held.refresh_from_db()
        assert held.valid_to is None
        held.delete()


@pytest.mark.parametrize("role", [Post.Role.HEAD, Post.Role.OFFICER])
def test_whoever_hands_over_waits_for_the_end_of_a_unit_with_nothing_in_hand(unit: OrgUnit, person: Person, role: str) -> None:
    """A decision takes the unit, its posts, and then who holds them."""
    seat = add_post(unit, title="x", role=role)
    held = appoint(Person.objects.create(username="old", full_name="Người cũ"), seat, valid_from=TODAY - timedelta(days=9), by=None, at=AT)

    def take() -> None:
        list(OrgUnit.objects.select_for_update(no_key=True).filter(pk=unit.pk))
        list(Post.objects.select_for_update(no_key=True).filter(pk=seat.pk))

    raised = while_waited_for(
        take,
        lambda: list(Appointment.objects.select_for_update(nowait=True).filter(pk=held.pk)),
        lambda: hand_over(held, successor=person, on=TODAY, by=None, at=AT),
    )
    assert raised == [None, None]
    assert Appointment.objects.get(person=person).valid_from == TODAY


def test_a_decision_made_meanwhile_and_held_by_its_withdrawal_is_not_waited_for(unit: OrgUnit, post: Post, person: Person) -> None:
    """It was not there when whoever appoints looked for decisions; by then the unit is held, so to wait would be to wait for ever."""
    decision = drafted(Abolish("A"))
    made, both_wait, answered = Event(), Event(), Event()

    def make() -> None:
        with transaction.atomic():
            decide_reorganisation(decision, by=None, at=AT, today=TODAY)
            made.set()
            assert both_wait.wait(timeout=20)

    def hold_as_soon_as_it_is_made() -> None:
        assert made.wait(timeout=20)
        with transaction.atomic():
            list(Reorganisation.objects.select_for_update().filter(pk=decision.pk))
            assert answered.wait(timeout=20)

    def appoint_meanwhile() -> None:
        assert made.wait(timeout=20)
        try:
            appoint(person, post, valid_from=TODAY, by=None, at=AT)
        finally:
            answered.set()

    def watch() -> None:
        for _ in range(2_000):
            if waiting() == 2:
                both_wait.set()
                return
            sleep(0.01)

    raised = at_once(make, hold_as_soon_as_it_is_made, appoint_meanwhile, watch)
    late = raised[2]
    assert raised[:2] == [None, None]
    assert late is None or (isinstance(late, OrgError) and late.code == "stale"), late
    if late is not None:
        appoint(person, post, valid_from=TODAY, by=None, at=AT)
    assert Appointment.objects.get(person=person).valid_to == DAY


def waiting() -> int:
    """How many sessions of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return int(cursor.fetchone()[0])
