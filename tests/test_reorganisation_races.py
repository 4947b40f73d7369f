"""Two decisions at once, on PostgreSQL with threads: one wins, and no circle comes to be."""

from datetime import timedelta
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from org_hierarchy.models import OrgUnit, Person, Post, Reorganisation, UnitVersion
from org_hierarchy.services import (
    Move,
    OrgError,
    Rename,
    add_change,
    add_post,
    add_units,
    appoint,
    decide_reorganisation,
    rows_of,
    settle_units,
    withdraw_reorganisation,
)

from .city import at_once
from .reorganising import AT, DAY, TODAY, drafted, now, row, tree
from .test_races import someone_waits

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def units() -> dict[str, OrgUnit]:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"
    return add_units([row("R"), row("A", "R"), row("B", "R"), row("C", "A")])


def decide(reorganisation: Reorganisation) -> None:
    decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY)


def codes(raised: list[Exception | None]) -> list[str]:
    assert all(error is None or isinstance(error, OrgError) for error in raised), raised
    return sorted(error.code if isinstance(error, OrgError) else "done" for error in raised)


def test_moving_each_under_the_other_at_once_makes_no_circle(units: dict[str, OrgUnit]) -> None:
    one, other = drafted(Move(("A",), "B")), drafted(Move(("B",), "A"))
    assert codes(at_once(lambda: decide(one), lambda: decide(other))) == ["circular", "done"]
    assert tree(DAY).keys() == {"R", "A", "B", "C"}


def test_one_draft_decided_twice_at_once_is_decided_once(units: dict[str, OrgUnit]) -> None:
    reorganisation = drafted(Move(("A",), "B"))
    assert codes(at_once(*[lambda: decide(reorganisation)] * 2)) == ["done", "not_draft"]
    assert UnitVersion.objects.filter(opened_by=reorganisation).count() == 2


def test_a_unit_added_while_its_superior_is_moved_follows_it(units: dict[str, OrgUnit]) -> None:
    reorganisation = drafted(Move(("A",), "B"))
    assert codes(at_once(lambda: decide(reorganisation), lambda: add_units([row("new", "C")]))) == ["done", "done"]
    assert (tree(TODAY)["new"], tree(DAY)["new"]) == ("R/A/C/new", "R/B/A/C/new")


def test_the_clock_and_a_withdrawal_at_once_do_not_both_happen(units: dict[str, OrgUnit]) -> None:
    reorganisation = drafted(Move(("A",), "B"))
    decide(reorganisation)
    eve = DAY - timedelta(days=1)
    at_once(
        lambda: settle_units(today=DAY, at=AT),
        lambda: withdraw_reorganisation(reorganisation, by=None, at=AT, today=eve),
    )
    reorganisation.refresh_from_db()
    assert (reorganisation.status, tree(DAY)["C"], now("C")) in {
        ("applied", "R/B/A/C", "R/B/A/C"),
        ("withdrawn", "R/A/C", "R/A/C"),
    }


def test_both_of_two_decisions_that_do_not_touch_each_other_are_done(units: dict[str, OrgUnit]) -> None:
    add_units([row("D", "R"), row("E", "R")])
    one, other = drafted(Move(("A",), "B")), drafted(Move(("D",), "E"))
    assert codes(at_once(lambda: decide(one), lambda: decide(other))) == ["done", "done"]
    assert (tree(DAY)["A"], tree(DAY)["D"]) == ("R/B/A", "R/E/D")


def test_changes_that_two_administrators_add_at_once_are_both_kept(units: dict[str, OrgUnit]) -> None:
    draft = drafted(Move(("A",), "B"))
    at_once(*[lambda code=code: add_change(draft, Rename(code, "UBND Mới"), by=None, at=AT) for code in "BC"])
    assert sorted(row.unit for row in rows_of(draft) if isinstance(row, Rename)) == ["B", "C"]
    assert len(rows_of(draft)) == 3


def test_whoever_appoints_a_head_waits_for_the_unit_with_nothing_in_hand(units: dict[str, OrgUnit]) -> None:
    """A decision ends units and then takes their posts: who held the post while waiting for the unit would wait for ever."""
    post = add_post(units["C"], title="Chủ tịch", role=Post.Role.HEAD)
    person = Person.objects.create(username="head", full_name="Người")
    held, waits = Event(), Event()

    def end_the_unit() -> None:
        with transaction.atomic():
            list(OrgUnit.objects.select_for_update(no_key=True).filter(pk=units["C"].pk))
            held.set()
            assert waits.wait(timeout=20)
            Post.objects.select_for_update(nowait=True, no_key=True).get(pk=post.pk)

    def appoint_head() -> None:
        assert held.wait(timeout=20)
        appoint(person, post, valid_from=TODAY, by=None, at=AT)

    def watch() -> None:
        for _ in range(2_000):
            if someone_waits():
                waits.set()
                return
            sleep(0.01)

    assert at_once(end_the_unit, appoint_head, watch) == [None, None, None]
