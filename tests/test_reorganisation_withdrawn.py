"""Withdrawing a decision leaves the very rows that were there, and is refused where others rest on them."""

from datetime import timedelta
from typing import Any

import pytest

from org_hierarchy.models import OrgUnit, Person, UnitVersion
from org_hierarchy.services import (
    Abolish,
    ChangeRow,
    Create,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    add_post,
    add_units,
    appoint,
    decide_reorganisation,
    set_changes,
    set_remit,
    withdrawal,
)
from org_hierarchy.services.units import prepare_units, write_units

from .city import refused
from .reorganising import (
    AT,
    DAY,
    START,
    TODAY,
    Kind,
    Level,
    Line,
    Role,
    created,
    decided,
    row,
    rows,
    staff_of_a1,
    three_areas,
    tree,
    two_provinces,
    withdrawn,
)

pytestmark = pytest.mark.django_db

areas = pytest.fixture(three_areas)
units = pytest.fixture(two_provinces)
staff = pytest.fixture(staff_of_a1)


@pytest.mark.parametrize(
    "changes",
    [
        (Move(("A1",), "B"),),
        (Move(("A",), "B1"), Move(("A1",), "B"), Rename("A2", "UBND Hai")),
        (Merge(("A1", "B1"), "A2"),),
        (Create("N", "UBND N", Kind.COMMITTEE, Line.COMMITTEE, Level.DISTRICT, "A"), Merge(("A1", "A2"), "N"), Move(("N",), "B"))[:2],
        (Merge(("A1",), "A1x"),),
        (Split("A1", (Share("A2", (), ("A1x",)),)),),
        (Move(("A1x", "A1y"), "A"), Abolish("A1")),
    ],
)
def test_deciding_then_withdrawing_returns_the_very_rows(
    units: dict[str, OrgUnit], staff: dict[str, Any], changes: tuple[ChangeRow, ...]
) -> None:
    before = rows()
    reorganisation = decided(*changes)
    assert rows() != before
    withdrawn(reorganisation)
    assert rows() == before
    assert reorganisation.pk
    decided(*changes)


def test_what_was_prepared_for_a_created_unit_goes_with_it_and_is_told_before(units: dict[str, OrgUnit]) -> None:
    before = rows()
    reorganisation = decided(created("N", "A"))
    head = Person.objects.create(username="h", full_name="H")
    appoint(head, add_post(OrgUnit.objects.get(code="N"), title="Chủ tịch", role=Role.HEAD), valid_from=DAY, by=None, at=AT)
    told = withdrawal(reorganisation)
    assert [[u.code for u in told.units], [p.title for p in told.posts], [a.person for a in told.appointments]] == [
        ["N"],
        ["Chủ tịch"],
        [head],
    ]
    withdrawn(reorganisation)
    assert rows() == before


def test_units_added_meanwhile_under_a_moved_one_follow_it_back(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(Move(("A1",), "B"))
    add_units(
        [
            row("new", "A1"),
            row("later", "A1", valid_from=DAY + timedelta(days=9)),
            row("below", "later", valid_from=DAY + timedelta(days=9)),
        ]
    )
    late = DAY + timedelta(days=9)
    assert (tree(TODAY)["new"], tree(DAY)["new"], tree(late)["below"]) == ("A/A1/new", "B/A1/new", "B/A1/later/below")
    withdrawn(reorganisation)
    assert (tree(DAY)["new"], tree(late)["below"]) == ("A/A1/new", "A/A1/later/below")
    assert UnitVersion.objects.filter(unit__code="new").count() == 1


def test_units_that_begin_later_follow_a_move_and_back(units: dict[str, OrgUnit]) -> None:
    late = DAY + timedelta(days=9)
    add_units([row("later", "A1", valid_from=late), row("below", "later", valid_from=late)])
    before = rows()
    reorganisation = decided(Move(("A1",), "B"))
    assert tree(late)["below"] == "B/A1/later/below"
    withdrawn(reorganisation)
    assert rows() == before


def test_a_created_unit_in_use_keeps_its_decision(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(created("N", "A"))
    add_units([row("child", "N", valid_from=DAY)])
    refused("in_use", lambda: withdrawn(reorganisation))


def test_a_created_unit_in_a_deputys_field_keeps_its_decision(units: dict[str, OrgUnit]) -> None:
    """Without it he would have no list, and so no limit."""
    reorganisation = decided(created("N", "A"))
    post = add_post(units["A"], title="Phó Chủ tịch", role=Role.DEPUTY)
    person = Person.objects.create(username="deputy", full_name="Lê Thị Phó")
    seat = appoint(person, post, valid_from=START, remit_units=[OrgUnit.objects.get(code="N")], by=None, at=AT)
    assert "Lê Thị Phó" in str(refused("in_use", lambda: withdrawn(reorganisation)))
    set_remit(seat, words=[], units=[units["A1"]], by=None, at=AT)
    withdrawn(reorganisation)
    assert not OrgUnit.objects.filter(code="N").exists()


def test_units_made_ready_under_one_that_is_withdrawn_meanwhile_are_refused(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(created("N", "A"))
    ready = prepare_units([row("below", "N", valid_from=DAY)])
    withdrawn(reorganisation)
    refused("outside_parent", lambda: write_units(ready))
    assert not OrgUnit.objects.filter(code="below").exists()


def test_a_decision_that_others_rest_on_is_withdrawn_after_them(units: dict[str, OrgUnit]) -> None:
    before = rows()
    first = decided(Move(("A1",), "B"))
    second = decided(Move(("B1x",), "A1x"), day=DAY + timedelta(days=1), title="Sau")
    assert "Sau" in str(refused("built_upon", lambda: withdrawn(first)))
    withdrawn(second)
    withdrawn(first)
    assert rows() == before


def test_nothing_is_withdrawn_on_its_day_or_twice(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(Move(("A1",), "B"))
    refused("not_waiting", lambda: withdrawn(reorganisation, today=DAY))
    withdrawn(reorganisation)
    refused("not_waiting", lambda: withdrawn(reorganisation))
    refused("not_draft", lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY))
    refused("not_draft", lambda: set_changes(reorganisation, [], by=None, at=AT))
