"""Decisions that cannot be are refused with a reason and leave nothing."""

from datetime import date, timedelta

import pytest

from org_hierarchy.models import OrgUnit, Reorganisation
from org_hierarchy.services import (
    Abolish,
    ChangeRow,
    Create,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    add_units,
    decide_reorganisation,
    drop_reorganisation,
    preview,
)

from .city import refused
from .reorganising import AT, DAY, TODAY, Kind, Level, Line, created, decided, drafted, refuses, row, rows, three_areas, tree, two_provinces

pytestmark = pytest.mark.django_db

areas = pytest.fixture(three_areas)
units = pytest.fixture(two_provinces)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ((), "empty"),
        ((Move(("A",), "A1"),), "circular"),
        ((Move(("A",), "A"),), "circular"),
        ((Move(("A",), "B"), Move(("B",), "A")), "circular"),
        ((Move(("A1x",), "nowhere"),), "unknown_unit"),
        ((Move(("A1",), "A"),), "same_superior"),
        ((Move(("A1",), "B"), Move(("A1",), "B1")), "twice"),
        ((Rename("A1", "x"), Rename("A1", "y")), "twice"),
        ((Rename("A1", "x"), Abolish("A1", "A2")), "twice"),
        ((Rename("A1", " "),), "bad_value"),
        ((Rename("A1", "x" * 201),), "bad_value"),
        ((Merge(("A1",), "A1"),), "twice"),
        ((Abolish("A1", "A1"),), "twice"),
        ((Abolish("A1"),), "orphans"),
        ((Abolish("A1", "A2"), Abolish("A2", "B1")), "superior_ends"),
        ((Abolish("A1x", "A1y"), Move(("A2x",), "A1x")), "superior_ends"),
        ((created("A1", "A"),), "code_taken"),
        ((created("N", "A"), created("N", "B")), "twice"),
        ((created("N", "A", areas=(10**9,)),), "bad_area"),
        ((Create("N", "", Kind.COMMITTEE, Line.COMMITTEE, Level.COMMUNE, "A"),), "bad_value"),
        ((created("1", "2"), created("2", "1")), "circular"),
        ((Split("A1", (Share("A2", (), ("B1x",)),)),), "unknown_unit"),
        ((Split("A1", ()),), "bad_value"),
        ((Split("A1", (Share("A2", (10**9,)),)),), "bad_area"),
    ],
)
def test_the_impossible_is_refused_and_leaves_nothing(units: dict[str, OrgUnit], changes: tuple[ChangeRow, ...], code: str) -> None:
    reorganisation = drafted(*changes)
    before = rows()
    refused(code, lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY))
    refused(code, lambda: preview(reorganisation))
    assert rows() == before
    reorganisation.refresh_from_db()
    assert reorganisation.status == Reorganisation.Status.DRAFT
    drop_reorganisation(reorganisation, by=None, at=AT)


def test_a_circle_that_only_arises_on_the_day_is_refused(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A",), "B1"))
    refuses("circular", Move(("B",), "A1"), day=DAY + timedelta(days=1))


def test_before_a_decided_change_nothing_is_changed_that_it_touches(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A1",), "B"), title="Nghị quyết sau")
    early = DAY - timedelta(days=9)
    for changes in ((Rename("A1x", "x"),), (Move(("A",), "B1"),), (Abolish("A1", "A2"),), (Move(("B1x",), "A1x"),), (Move(("B",), "A2"),)):
        assert "Nghị quyết sau" in refuses("out_of_order", *changes, day=early)
    decided(Rename("B1", "UBND Một"), day=early)


def test_before_a_decided_end_nothing_comes_under_the_unit(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A1x", "A1y"), "A"), Abolish("A1"))
    refuses("outside_parent", Move(("B1x",), "A1"), day=DAY - timedelta(days=9))
    refused("outside_parent", lambda: add_units([row("new", "A1")]))


def test_a_unit_of_another_day_is_refused(units: dict[str, OrgUnit]) -> None:
    add_units([row("old", "A", valid_to=date(2024, 1, 1)), row("later", "A", valid_from=date(2030, 1, 1))])
    for code in ("old", "later"):
        refuses("not_existing", Rename(code, "x"))


def test_a_unit_does_not_outlast_its_new_superior(units: dict[str, OrgUnit]) -> None:
    add_units([row("short", "A", valid_to=date(2026, 1, 1))])
    refuses("outside_parent", Move(("A1",), "short"))
    decided(created("N", "short"))
    assert OrgUnit.objects.get(code="N").valid_to == date(2026, 1, 1)


def test_the_tree_has_ten_levels_and_no_more(units: dict[str, OrgUnit]) -> None:
    add_units([row("c1", "A1x"), *(row(f"c{n}", f"c{n - 1}") for n in range(2, 7))])
    assert OrgUnit.objects.get(code="c6").depth == 9
    decided(created("N", "A"), Move(("A1",), "N"), day=DAY)
    assert tree(DAY)["c6"].count("/") == 9
    refuses("too_deep", created("M", "N"), Move(("A1",), "M"), day=DAY + timedelta(days=1))
    refused("too_deep", lambda: add_units([row("c7", "c6")]))
