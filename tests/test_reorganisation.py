"""Reorganisations as acts: what moving, merging, splitting, abolishing and creating do to the tree of every day."""

from datetime import date, timedelta
from time import process_time

import pytest

from org_hierarchy import queries
from org_hierarchy.models import Area, OrgUnit, Reorganisation, Succession, UnitArea, UnitVersion
from org_hierarchy.services import (
    Abolish,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    UnitRow,
    add_units,
    decide_reorganisation,
    preview,
    settle_units,
)
from records.models import Event

from .city import refused
from .reorganising import (
    AT,
    BEFORE,
    DAY,
    START,
    TODAY,
    Kind,
    Level,
    Line,
    created,
    decided,
    drafted,
    now,
    refuses,
    row,
    rows,
    three_areas,
    tree,
    two_provinces,
    withdrawn,
)

pytestmark = pytest.mark.django_db

areas = pytest.fixture(three_areas)
units = pytest.fixture(two_provinces)


# Moving


def test_a_moved_unit_takes_all_below_it_along_from_its_day_on(units: dict[str, OrgUnit]) -> None:
    before = tree(BEFORE)
    decided(Move(("A1",), "B"))
    assert tree(BEFORE) == before
    after = tree(DAY)
    assert (after["A1"], after["A1x"], after["A2x"]) == ("B/A1", "B/A1/A1x", "A/A2/A2x")
    assert (now("A1x"), OrgUnit.objects.get(code="A1").parent) == ("A/A1/A1x", units["A"])


def test_the_clock_brings_the_decision_into_force_on_its_day_and_once(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(Move(("A1",), "B"), Rename("A2", "UBND Hai", short_name="Hai"))
    assert settle_units(today=BEFORE, at=AT) == 0
    assert settle_units(today=DAY, at=AT) == 1
    assert settle_units(today=DAY, at=AT) == 0
    assert (now("A1x"), OrgUnit.objects.get(code="A1").parent) == ("B/A1/A1x", units["B"])
    renamed = OrgUnit.objects.get(code="A2")
    assert (renamed.name, renamed.short_name, renamed.folded_name) == ("UBND Hai", "Hai", "ubnd hai hai")
    reorganisation.refresh_from_db()
    assert reorganisation.status == Reorganisation.Status.APPLIED
    assert [event.action.split(".")[1] for event in Event.objects.order_by("pk")] == [
        "reorganisation_drafted", "reorganisation_changed", "reorganisation_decided", "reorganisation_applied",
    ]  # fmt: skip


def test_after_an_outage_decisions_follow_in_the_order_of_their_days(units: dict[str, OrgUnit]) -> None:
    first = decided(Move(("A1",), "B"))
    second = decided(Move(("A1",), "A2"), day=DAY + timedelta(days=9))
    assert settle_units(today=DAY + timedelta(days=30), at=AT) == 2
    assert now("A1x") == "A/A2/A1/A1x"
    applied = Event.objects.filter(action="org_hierarchy.reorganisation_applied").order_by("pk").values_list("subject_id", flat=True)
    assert list(applied) == [first.pk, second.pk]


def test_a_decision_for_a_day_past_is_in_force_at_once(units: dict[str, OrgUnit]) -> None:
    reorganisation = decided(Move(("A1",), "B"), day=date(2022, 1, 1))
    assert (reorganisation.status, now("A1y")) == ("applied", "B/A1/A1y")
    assert tree(date(2021, 12, 31))["A1y"] == "A/A1/A1y"
    refused("not_waiting", lambda: withdrawn(reorganisation))


def test_one_moves_out_of_another_that_moves(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A",), "B"), Move(("A1",), "B1"), Move(("A1x",), "A2"))
    after = tree(DAY)
    assert {code: after[code] for code in ("A2", "A1", "A1x", "A1y")} == {
        "A2": "B/A/A2", "A1": "B/B1/A1", "A1x": "B/A/A2/A1x", "A1y": "B/B1/A1/A1y",
    }  # fmt: skip
    assert UnitVersion.objects.filter(valid_from=DAY).count() == 6


def test_two_decisions_of_one_day_build_on_each_other(units: dict[str, OrgUnit]) -> None:
    before = rows()
    first = decided(Move(("A1",), "B"))
    middle = rows()
    second = decided(Move(("B",), "A2"), Rename("A1x", "UBND Mới"), title="Quyết định hai")
    assert tree(DAY)["A1x"] == "A/A2/B/A1/A1x"
    error = refused("built_upon", lambda: withdrawn(first))
    assert "Quyết định hai" in str(error)
    withdrawn(second)
    assert rows() == middle
    withdrawn(first)
    assert rows() == before


def test_rows_replaced_on_their_first_day_are_dropped_when_the_day_has_come(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A1",), "B"))
    decided(Move(("A1",), "A2"))
    assert UnitVersion.objects.filter(unit=units["A1x"]).count() == 3
    settle_units(today=DAY, at=AT)
    assert [v.valid_from for v in UnitVersion.objects.filter(unit=units["A1x"]).order_by("valid_from")] == [START, DAY]
    assert now("A1x") == "A/A2/A1/A1x"


# Merging, splitting, abolishing, creating


def test_merged_units_end_and_leave_children_and_areas_to_their_successor(units: dict[str, OrgUnit], areas: dict[str, Area]) -> None:
    decided(created("N", "A", areas=()), Merge(("A1", "A2"), "N"))
    after = tree(DAY)
    assert "A1" not in after
    assert "A2" not in after
    assert (after["N"], after["A1x"], after["A2x"]) == ("A/N", "A/N/A1x", "A/N/A2x")
    new = OrgUnit.objects.get(code="N")
    served = UnitArea.objects.filter(unit=new).values_list("area__code", "valid_from", "valid_to")
    assert sorted(served) == [("a1", DAY, None), ("a2", DAY, None)]
    assert UnitArea.objects.get(unit=units["A1"]).valid_to == DAY
    assert OrgUnit.objects.get(code="A1").valid_to == DAY
    assert queries.successors_of(units["A1"], on=DAY) == [new]
    assert {unit.code for unit in queries.predecessors_of(new)} == {"A1", "A2"}


def test_a_unit_with_thousands_below_it_is_merged_in_seconds(units: dict[str, OrgUnit]) -> None:
    """Employers stand directly below their office; each is moved by itself, and nothing may grow with their square."""
    add_units([UnitRow(f"e{n}", f"Công ty {n}", Kind.EMPLOYER, Line.OUTSIDE, Level.COMMUNE, START, parent="A2x") for n in range(3000)])
    decision = drafted(Merge(("A2x",), "A1x"))
    begun = process_time()
    assert preview(decision).moved.first[0].names.count == 3000
    decide_reorganisation(decision, by=None, at=AT, today=TODAY)
    assert tree(DAY)["e2999"] == "A/A1/A1x/e2999"
    withdrawn(decision)
    assert process_time() - begun < 60
    assert tree(DAY)["e2999"] == "A/A2/A2x/e2999"


def test_a_unit_may_take_over_from_its_own_superior(units: dict[str, OrgUnit]) -> None:
    decided(Merge(("A1",), "A1x"))
    after = tree(DAY)
    assert (after["A1x"], after["A1y"]) == ("A/A1x", "A/A1x/A1y")


def test_a_split_gives_each_successor_its_share(units: dict[str, OrgUnit], areas: dict[str, Area]) -> None:
    decided(created("N", "A"), Split("A1", (Share("N", (areas["a1"].pk,), ("A1x",)),)))
    after = tree(DAY)
    assert (after["A1"], after["A1x"], after["A1y"]) == ("A/A1", "A/N/A1x", "A/A1/A1y")
    assert UnitArea.objects.get(unit=units["A1"]).valid_to == DAY
    assert UnitArea.objects.get(area=areas["a1"], valid_from=DAY).unit.code == "N"
    assert UnitVersion.objects.filter(unit=units["A1"]).count() == 1


def test_a_split_that_ends_a_unit_leaves_nothing_under_it(units: dict[str, OrgUnit]) -> None:
    share = Share("A2", (), ("A1x",))
    assert "UBND A1y" in refuses("orphans", Split("A1", (share,), ends=True))
    decided(Split("A1", (share, Share("B1", (), ("A1y",))), ends=True))
    after = tree(DAY)
    assert (after["A1x"], after["A1y"]) == ("A/A2/A1x", "B/B1/A1y")
    assert {unit.code for unit in queries.successors_of(units["A1"], on=DAY)} == {"A2", "B1"}


def test_the_district_level_is_abolished(units: dict[str, OrgUnit]) -> None:
    """1/7/2025: the communes go under their province, the districts end without anybody below them."""
    decided(Move(("A1x", "A1y", "A2x"), "A"), Abolish("A1"), Abolish("A2"))
    assert {line for code, line in tree(DAY).items() if code.startswith("A")} == {"A", "A/A1x", "A/A1y", "A/A2x"}


def test_successors_are_followed_over_several_decisions(units: dict[str, OrgUnit]) -> None:
    decided(Merge(("A1",), "A2"))
    decided(Merge(("A2",), "B1"), day=DAY + timedelta(days=1))
    assert [u.code for u in queries.successors_of(units["A1"], on=DAY)] == ["A2"]
    assert [u.code for u in queries.successors_of(units["A1"], on=DAY + timedelta(days=1))] == ["B1"]
    assert {u.code for u in queries.predecessors_of(units["B1"])} == {"A1", "A2"}
    Succession.objects.create(predecessor=units["B1"], successor=units["A1"], day=DAY)
    assert [u.code for u in queries.successors_of(units["A1"], on=DAY + timedelta(days=1))] == ["B1"]


# Adding units while decisions wait


def test_a_unit_added_under_one_that_will_move_follows_it(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A1",), "B"))
    add_units([row("new", "A1"), row("under", "new")])
    assert (tree(BEFORE)["under"], tree(DAY)["under"]) == ("A/A1/new/under", "B/A1/new/under")
    assert now("under") == "A/A1/new/under"
    settle_units(today=DAY, at=AT)
    assert now("under") == "B/A1/new/under"
    add_units([row("late", "A1"), row("gone", "A1", valid_to=date(2022, 1, 1))])
    assert (tree(TODAY)["late"], now("late"), now("gone")) == ("A/A1/late", "B/A1/late", "A/A1/gone")


def test_names_are_searched_as_they_were_on_the_day(units: dict[str, OrgUnit]) -> None:
    decided(Rename("A1", "UBND quận Đức Hoà"))
    assert [u.code for u in queries.search("duc hoa", on=DAY)] == ["A1"]
    assert not queries.search("duc hoa", on=BEFORE).exists()
    assert [u.name_on for u in queries.search("A1", on=DAY) if u.code == "A1"] == ["UBND quận Đức Hoà"]
    assert [u.name_on for u in queries.search("ubnd a1", on=BEFORE) if u.code == "A1"] == ["UBND A1"]
