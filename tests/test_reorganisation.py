"""Reorganisations as acts: what they do to the tree of every day, what they refuse, and that withdrawing leaves the rows as they were."""

from datetime import UTC, date, datetime, timedelta
from time import process_time
from typing import Any

import pytest

from org_hierarchy import queries
from org_hierarchy.models import (
    Absence,
    Appointment,
    Area,
    Mandate,
    NameDue,
    OrgUnit,
    Person,
    Post,
    Reorganisation,
    Succession,
    UnitArea,
    UnitName,
    UnitVersion,
)
from org_hierarchy.services import (
    NAMES_KIND,
    Abolish,
    ChangeRow,
    Create,
    Merge,
    Move,
    Rename,
    Share,
    Split,
    UnitRow,
    add_post,
    add_units,
    appoint,
    close_post,
    decide_reorganisation,
    draft_reorganisation,
    drop_reorganisation,
    edit_reorganisation,
    end_appointment,
    preview,
    refresh_due_names,
    refresh_grants,
    refresh_names,
    set_changes,
    set_remit,
    settle_units,
    withdraw_reorganisation,
    withdrawal,
)
from org_hierarchy.services.units import prepare_units, write_units
from records.models import Event, Job
from workflows.tasks import run_job

from .city import refused

pytestmark = pytest.mark.django_db

START, TODAY, DAY = date(2021, 1, 1), date(2025, 3, 18), date(2025, 7, 1)
BEFORE = DAY - timedelta(days=1)
AT = datetime(2025, 3, 18, 5, tzinfo=UTC)
Kind, Line, Level, Role = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level, Post.Role


def row(code: str, parent: str = "", level: str = Level.COMMUNE, **more: Any) -> UnitRow:
    return UnitRow(code, f"UBND {code}", Kind.COMMITTEE, Line.COMMITTEE, level, more.pop("valid_from", START), parent=parent, **more)


@pytest.fixture
def areas() -> dict[str, Area]:
    return {code: Area.objects.create(code=code, name=f"Xã {code}", level="commune", valid_from=START) for code in ("a1", "a2", "b1")}


@pytest.fixture
def units(areas: dict[str, Area]) -> dict[str, OrgUnit]:
    """Two provinces: A with districts A1 (wards A1x, A1y) and A2 (ward A2x), B with district B1 (ward B1x)."""
    return add_units(
        [
            row("A", level=Level.PROVINCE), row("B", level=Level.PROVINCE),
            row("A1", "A", Level.DISTRICT, areas=(areas["a1"],)), row("A2", "A", Level.DISTRICT, areas=(areas["a2"],)),
            row("B1", "B", Level.DISTRICT, areas=(areas["b1"],)),
            row("A1x", "A1"), row("A1y", "A1"), row("A2x", "A2"), row("B1x", "B1"),
        ]
    )  # fmt: skip


def drafted(*changes: ChangeRow, day: date = DAY, title: str = "Nghị quyết 202") -> Reorganisation:
    scope = OrgUnit.objects.order_by("pk")[0]
    reorganisation = draft_reorganisation(scope, title=title, day=day, basis="NQ 202/2025/QH15", by=None, at=AT)
    set_changes(reorganisation, changes, by=None, at=AT)
    return reorganisation


def decided(*changes: ChangeRow, day: date = DAY, today: date = TODAY, title: str = "Nghị quyết 202") -> Reorganisation:
    return decide_reorganisation(drafted(*changes, day=day, title=title), by=None, at=AT, today=today)


def refuses(code: str, *changes: ChangeRow, day: date = DAY) -> str:
    """Deciding this is refused with that code; what is said."""
    reorganisation = drafted(*changes, day=day)
    return str(refused(code, lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY)))


def withdrawn(reorganisation: Reorganisation, today: date = TODAY) -> Reorganisation:
    return withdraw_reorganisation(reorganisation, by=None, at=AT, today=today)


def created(code: str, parent: str = "", **more: Any) -> Create:
    return Create(code, f"UBND {code}", Kind.COMMITTEE, Line.COMMITTEE, Level.COMMUNE, parent, **more)


def tree(day: date) -> dict[str, str]:
    """Each unit of that day with its line of command, root first; checked against its parents."""
    versions = {version.unit_id: version for version in queries.tree_on(day, None)}
    lines: dict[str, str] = {}
    for version in versions.values():
        line, at = [version.unit.code], version
        while at.parent_id:
            at = versions[at.parent_id]
            line.insert(0, at.unit.code)
        assert version.path == "".join(f"{versions[pk].unit_id:09d}" for pk in _ids(version, versions)), version.name
        lines[version.unit.code] = "/".join(line)
    return lines


def _ids(version: UnitVersion, versions: dict[int, UnitVersion]) -> list[int]:
    return [*(_ids(versions[version.parent_id], versions) if version.parent_id else []), version.unit_id]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every dated row there is, with its id."""
    models = (OrgUnit, UnitVersion, UnitArea, Succession, Post, Appointment, Absence, Mandate)
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in models}


def now(code: str) -> str:
    """The line of command that the unit shows now."""
    path = OrgUnit.objects.get(code=code).path
    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    return "/".join(codes[int(path[start : start + 9])] for start in range(0, len(path), 9))


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


@pytest.fixture
def staff(units: dict[str, OrgUnit]) -> dict[str, Any]:
    """In A1: a head without end, a clerk until August, one to come in September, an absence across the day, a mandate of either side."""
    head_post, clerk_post = add_post(units["A1"], title="Chủ tịch", role=Role.HEAD), add_post(units["A1"], title="Văn thư", role=Role.CLERK)
    people = {name: Person.objects.create(username=name, full_name=name) for name in ("head", "clerk", "next", "other")}
    head = appoint(people["head"], head_post, valid_from=START, by=None, at=AT)
    appoint(people["clerk"], clerk_post, valid_from=START, valid_to=date(2025, 8, 1), by=None, at=AT)
    appoint(people["next"], clerk_post, valid_from=date(2025, 9, 1), by=None, at=AT)
    appoint(people["other"], add_post(units["A2"], title="Chủ tịch", role=Role.HEAD), valid_from=START, by=None, at=AT)
    Absence.objects.create(appointment=head, reason="nghỉ", valid_from=date(2025, 6, 20), valid_to=date(2025, 7, 10))
    Absence.objects.create(appointment=head, reason="học", valid_from=date(2025, 8, 1), valid_to=date(2025, 9, 1))
    Mandate.objects.create(kind="tl", unit=units["A"], post=head_post, content="x", basis="y", valid_from=START)
    Mandate.objects.create(kind="tl", unit=units["A1"], post=clerk_post, content="x", basis="y", valid_from=date(2025, 10, 1))
    return people


def test_an_ending_unit_ends_its_appointments_absences_and_mandates(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    decided(Merge(("A1",), "A2"))
    assert [a.person.username for a in Appointment.objects.filter(post__unit=units["A1"], valid_to=DAY)] == ["head", "clerk"]
    to_come = Appointment.objects.get(person=staff["next"])
    assert to_come.valid_to == to_come.valid_from
    assert [(a.reason, a.valid_to) for a in Absence.objects.all()] == [("nghỉ", DAY)]
    assert [m.valid_to for m in Mandate.objects.order_by("pk")] == [DAY, date(2025, 10, 1)]
    assert Appointment.objects.get(person=staff["other"]).valid_to is None


def test_rights_in_units_that_live_on_stay_and_those_in_ended_ones_go_on_the_day(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    refresh_grants(today=TODAY)
    decided(Merge(("A1",), "A2"), Move(("A2",), "B"))
    for today, has in ((TODAY, True), (BEFORE, True), (DAY, False)):
        settle_units(today=today, at=AT)
        refresh_grants(today=today)
        assert queries.holds(staff["head"], "sign_for_unit", units["A1"]) == has
        assert queries.holds(staff["other"], "sign_for_unit", units["A2"])


def test_a_past_decision_takes_rights_at_once(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    refresh_grants(today=TODAY)
    decided(Merge(("A1",), "A2"), day=TODAY)
    assert not queries.holds(staff["head"], "sign_for_unit", units["A1"])


def test_whoever_is_appointed_to_a_unit_that_will_end_holds_the_post_until_it_does(
    units: dict[str, OrgUnit], staff: dict[str, Any]
) -> None:
    decision = decided(Merge(("A1",), "A2"))
    late = Person.objects.create(username="late", full_name="late")
    seat = appoint(late, add_post(units["A1"], title="Chuyên viên", role=Role.OFFICER), valid_from=TODAY, by=None, at=AT)
    assert Appointment.objects.get(pk=seat.pk).valid_to == DAY
    again = appoint(late, seat.post, valid_from=TODAY, by=None, at=AT)
    assert again.pk == seat.pk
    withdrawn(decision)
    assert Appointment.objects.get(pk=seat.pk).valid_to is None


def test_what_comes_back_with_a_withdrawal_ends_with_a_post_that_was_closed_meanwhile(
    units: dict[str, OrgUnit], staff: dict[str, Any]
) -> None:
    decision = decided(Merge(("A1",), "A2"))
    head, clerk = Post.objects.filter(unit=units["A1"]).order_by("pk")
    for post in (head, clerk):
        close_post(post, on=date(2025, 8, 15), by=None, at=AT)
    withdrawn(decision)
    assert Appointment.objects.get(person=staff["head"]).valid_to == date(2025, 8, 15)
    assert Appointment.objects.get(person=staff["clerk"]).valid_to == date(2025, 8, 1)
    to_come = Appointment.objects.get(person=staff["next"])
    assert to_come.valid_to == to_come.valid_from
    assert [m.valid_to for m in Mandate.objects.order_by("pk")] == [date(2025, 8, 15), date(2025, 10, 1)]
    assert [a.reason for a in Absence.objects.all()] == ["nghỉ"]


def test_an_absence_whose_appointment_was_taken_back_does_not_stop_a_withdrawal(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    post = add_post(units["A1"], title="Chuyên viên", role=Role.OFFICER)
    ahead = appoint(Person.objects.create(username="ahead", full_name="ahead"), post, valid_from=date(2025, 5, 1), by=None, at=AT)
    Absence.objects.create(appointment=ahead, reason="đi vắng", valid_from=date(2025, 8, 1), valid_to=date(2025, 9, 1))
    decision = decided(Merge(("A1",), "A2"))
    end_appointment(Appointment.objects.get(pk=ahead.pk), on=date(2025, 5, 1), by=None, at=AT)
    withdrawn(decision)
    assert not Absence.objects.filter(reason="đi vắng").exists()
    assert Absence.objects.filter(reason="học").exists()


def test_an_empty_appointment_that_a_decision_left_stands_in_nobodys_way(units: dict[str, OrgUnit]) -> None:
    post = add_post(units["A1"], title="Chủ tịch", role=Role.HEAD)
    appoint(Person.objects.create(username="coming", full_name="coming"), post, valid_from=date(2025, 9, 1), by=None, at=AT)
    decision = decided(Merge(("A1",), "A2"))
    appoint(Person.objects.create(username="now", full_name="now"), post, valid_from=TODAY, by=None, at=AT)
    assert Appointment.objects.get(person__username="now").valid_to == DAY
    withdrawn(decision)
    heads = Appointment.objects.order_by("valid_from").values_list("person__username", "valid_to")
    assert list(heads) == [("now", date(2025, 9, 1)), ("coming", None)]  # never two heads on one day


def test_what_a_decision_does_to_people_is_told_of_each(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    decision = decided(Merge(("A1",), "A2"))
    seats = set(Appointment.objects.filter(post__unit=units["A1"]).values_list("pk", flat=True))
    assert set(Event.objects.filter(action="org_hierarchy.appointment_cut").values_list("subject_id", flat=True)) == seats
    assert Event.objects.filter(action="org_hierarchy.mandate_cut").count() == 2
    withdrawn(decision)
    assert Event.objects.filter(action="org_hierarchy.appointment_restored", after__reorganisation=decision.pk).count() == len(seats)


def test_a_decision_long_past_is_not_entered_by_an_administrator(units: dict[str, OrgUnit]) -> None:
    administrator = Person.objects.create(username="keeper", full_name="keeper")
    long_past = drafted(Rename("A1", "UBND Mới"), day=date(2024, 12, 1))
    error = refused("too_late", lambda: decide_reorganisation(long_past, by=administrator, at=AT, today=TODAY))
    assert "92 ngày" in str(error)
    administrator.is_superuser = True
    administrator.save()
    assert decide_reorganisation(long_past, by=administrator, at=AT, today=TODAY).status == Reorganisation.Status.APPLIED


@pytest.mark.parametrize("earlier", [Merge(("L",), "M"), created("N", "M")])
def test_an_end_that_a_decision_for_an_earlier_day_took_over_is_not_withdrawn_from_under_it(
    units: dict[str, OrgUnit], areas: dict[str, Area], earlier: ChangeRow
) -> None:
    """Decided second, for a day before: the area of L at M, or the new N under M, lasts as long as M, whose end the first decision set."""
    add_units([row("L", "A", areas=(areas["a1"],)), row("M", "A")])
    before = rows()
    first = decided(Merge(("M",), "B1"), day=DAY + timedelta(days=60))
    second = decided(earlier, title="Quyết định hai")
    assert "Quyết định hai" in str(refused("built_upon", lambda: withdrawn(first)))
    withdrawn(second)
    withdrawn(first)
    assert rows() == before


# Withdrawing


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


# Refusals


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


# Preview and cost


def test_the_preview_tells_what_moves_ends_and_passes(units: dict[str, OrgUnit], staff: dict[str, Any]) -> None:
    told = preview(drafted(created("N", "B"), Merge(("A1", "A2"), "N"), Move(("A1x",), "B1"), Rename("B", "UBND Tỉnh Bê")))
    assert told.created == ["UBND N"]
    assert told.renamed == [("UBND B", "UBND Tỉnh Bê")]
    assert [(m.way.was, m.way.becomes, m.names.first) for m in told.moved.first] == [
        ("UBND A1", "UBND B1", ["UBND A1x"]), ("UBND A1", "UBND N", ["UBND A1y"]), ("UBND A2", "UBND N", ["UBND A2x"]),
    ]  # fmt: skip
    assert told.ended.first == [("UBND A1", ("UBND N",)), ("UBND A2", ("UBND N",))]
    assert sorted(a.person.username for a in told.seats_lost.first) == ["clerk", "head", "next", "other"]
    assert [(a.unit, a.heirs, a.names.first) for a in told.areas.first] == [
        ("UBND A1", ("UBND N",), ["Xã a1"]), ("UBND A2", ("UBND N",), ["Xã a2"]),
    ]  # fmt: skip
    assert told.without_posts == ["UBND N"]


def test_the_preview_counts_what_moves_along_and_posts_without_holder(units: dict[str, OrgUnit]) -> None:
    add_post(units["B1"], title="Chủ tịch", role=Role.HEAD)
    told = preview(drafted(Move(("A",), "B"), Merge(("A2",), "B1")))
    assert told.carried == [("Cấp huyện", 1), ("Cấp xã", 2)]
    assert told.carried_names.first == ["UBND A1", "UBND A1x", "UBND A1y"]
    assert [post.unit.code for post in told.unheld.first] == ["B1"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda: add_units([row("new", "A1")]),  # carried along
        lambda: decided(Rename("A1", "UBND Khác"), day=BEFORE),
        lambda: decided(created("N"), Move(("B",), "N"), day=BEFORE),  # the superior stands elsewhere
        lambda: Appointment.objects.filter(person__username="other").delete(),
        lambda: edit_reorganisation(Reorganisation.objects.get(status="draft"), title="T", day=DAY, basis="B", by=None, at=AT),
    ],
)
def test_what_was_previewed_is_decided_or_nothing(units: dict[str, OrgUnit], staff: dict[str, Any], meanwhile: Any) -> None:
    reorganisation = drafted(Move(("A1",), "B"), Merge(("A2",), "B"))
    seen = preview(reorganisation).stamp
    assert preview(Reorganisation.objects.get(pk=reorganisation.pk)).stamp == seen
    meanwhile()
    before = rows()
    refused("stale", lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY, seen=seen))
    assert rows() == before
    reorganisation.refresh_from_db()
    decide_reorganisation(reorganisation, by=None, at=AT, today=TODAY, seen=preview(reorganisation).stamp)


# Names


def names() -> set[Any]:
    """How units are called, where and when."""
    return set(UnitName.objects.values_list("unit__code", "area__code", "key", "is_whole", "valid_from", "valid_to"))


def test_names_of_units_without_areas_follow_their_superior_whatever_their_number(units: dict[str, OrgUnit]) -> None:
    add_units([*(row(f"w{n}", "A1x") for n in range(300)), *(row(f"v{n}", f"w{n}") for n in range(30))])
    before = names()
    reorganisation = decided(Move(("A1x",), "B1"))
    assert ("A1x", "b1", DAY) in {(code, area, first) for code, area, _, _, first, _ in names()}
    job = Job.objects.get(kind=NAMES_KIND)
    assert refresh_due_names() == 200
    assert NameDue.objects.count() == 130  # killed here, it goes on from these
    run_job(job.pk)
    job.refresh_from_db()
    assert (job.status, NameDue.objects.count(), refresh_due_names()) == (Job.Status.DONE, 0, 0)
    written = names()
    refresh_names()
    assert names() == written
    assert {code for code, area, *_ in written if area == "b1"} == {"B1", "B1x"} | units_below("A1x")
    withdrawn(reorganisation)
    run_job(Job.objects.filter(kind=NAMES_KIND).latest("pk").pk)
    assert names() == before


def units_below(code: str) -> set[str]:
    return set(OrgUnit.objects.under(OrgUnit.objects.get(code=code)).values_list("code", flat=True))


def test_few_names_follow_at_once(units: dict[str, OrgUnit]) -> None:
    decided(Move(("A1x",), "B1"))
    assert not Job.objects.exists()
    written = names()
    refresh_names()
    assert names() == written


def test_the_cost_does_not_grow_with_the_units_below(units: dict[str, OrgUnit], django_assert_max_num_queries: Any) -> None:
    add_units([row(f"w{n}", "A1") for n in range(700)])
    reorganisation = drafted(Move(("A",), "B"))
    with django_assert_max_num_queries(40):
        preview(reorganisation)
    with django_assert_max_num_queries(60):
        decide_reorganisation(reorganisation, by=None, at=AT, today=DAY)
    assert now("w699") == "B/A/A1/w699"
