"""Whatever is written, no name is taken for another unit's: random clauses, phrases, slips of the pen and ways of typing."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from benchmarks.slips import SLIPS, Slip
from org_hierarchy.models import Area, OrgUnit, UnitArea, UnitVersion, valid_on
from org_hierarchy.names import Clause, Directory, Group, members, words
from org_hierarchy.services import add_unit
from records.text import fold

from .names import DAY, START, TODAY, WRITERS, Kind, Level, Line, ask, small_country

pytestmark = pytest.mark.django_db

world = pytest.fixture(small_country)

CLAUSES = st.builds(
    Clause,
    kinds=st.sampled_from([(), (Kind.COMMITTEE.value,), (Kind.EMPLOYER.value, Kind.DEPARTMENT.value), (Kind.BHXH.value,)]),
    levels=st.sampled_from([(), (Level.DISTRICT.value,), (Level.PROVINCE.value, Level.COMMUNE.value)]),
    line=st.sampled_from(["", Line.BHXH.value]),
    under_id=st.none() | st.integers(0, 45),
    direct_only=st.booleans(),
    area_ids=st.lists(st.integers(0, 14), max_size=2, unique=True).map(lambda places: tuple(sorted(places))),
    below_areas=st.booleans(),
    area_types=st.sampled_from([(), ("Quận",), ("Xã", "Phường"), ("Thành phố", "Tỉnh")]),
    heads=st.sampled_from([(), ("so ",), ("trung tam ", "ban ")]),
)


def met_slowly(clause: Clause, on: date) -> set[int]:
    """Whom a clause means, unit by unit."""
    versions = {version.unit_id: version for version in UnitVersion.objects.filter(valid_on(on)).select_related("unit")}
    areas = Area.objects.in_bulk()

    def lies_in(area: Area | None) -> bool:
        while area is not None:
            if area.pk in clause.area_ids:
                return True
            area = areas.get(area.parent_id) if area.parent_id and clause.below_areas else None
        return False

    found = set()
    for version in versions.values():
        unit = version.unit
        served = [areas[row.area_id] for row in UnitArea.objects.filter(valid_on(on), unit=unit)]
        scope = versions.get(clause.under_id) if clause.under_id is not None else None
        if (
            not clause.asks_nothing
            and (not clause.unit_ids or unit.pk in clause.unit_ids)
            and (not clause.kinds or unit.kind in clause.kinds)
            and (not clause.levels or unit.level in clause.levels)
            and (not clause.line or unit.line == clause.line)
            and (not clause.heads or fold(version.name).startswith(clause.heads))
            and (
                clause.under_id is None
                or (scope is not None and clause.direct_only and version.parent_id == scope.unit_id)
                or (scope is not None and not clause.direct_only and version.path.startswith(scope.path) and unit.pk != scope.unit_id)
            )
            and (
                not (clause.area_ids or clause.area_types)
                or any(
                    (not clause.area_ids or lies_in(area)) and (not clause.area_types or area.name.startswith(tuple(clause.area_types)))
                    for area in served
                )
            )
        ):
            found.add(unit.pk)
    return found


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clauses=st.lists(CLAUSES, max_size=3), on=st.sampled_from([DAY, TODAY]))
@example(clauses=[Clause(below_areas=True)], on=DAY)
@example(clauses=[Clause(direct_only=True)], on=DAY)
def test_the_database_answers_what_unit_by_unit_is_so(world: dict[str, OrgUnit], clauses: list[Clause], on: date) -> None:
    units = sorted(unit.pk for unit in world.values())
    areas = sorted(Area.objects.values_list("pk", flat=True))

    def real(clause: Clause) -> Clause:
        """The clause with drawn positions made ids; positions past the end name nothing that exists."""
        under = None if clause.under_id is None else units[min(clause.under_id, len(units) - 1)]
        return replace(clause, under_id=under, area_ids=tuple(areas[place % len(areas)] for place in clause.area_ids))

    group = Group("x", tuple(map(real, clauses)))
    expected = set[int]().union(*(met_slowly(clause, on) for clause in group.clauses))
    found = [unit.pk for unit in members(group, on=on)]
    assert set(found) == expected
    assert len(found) == len(expected)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_phrase_breaks_the_reading(world: dict[str, OrgUnit], data: st.DataObject) -> None:
    pieces = st.sampled_from(
        [
            "các",
            "UBND",
            "BHXH",
            "quận",
            "huyện",
            "Thành phố",
            ",",
            "và",
            ":",
            "14",
            "Sở",
            "Tài chính",
            "thuộc",
            "trên địa bàn",
            "đơn vị",
            "(",
            ")",
            "Quận 10",
        ]
    )
    phrase = " ".join(data.draw(st.lists(pieces | st.text(max_size=6), max_size=9)))
    found = Directory(world["hn"], on=DAY).resolve(phrase)
    assert found.is_sure != bool(found.reason)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    code=st.integers(0, 200),
    writer=st.sampled_from(WRITERS),
    slip=st.sampled_from(SLIPS),
    place=st.integers(0, 60),
    with_tail=st.booleans(),
)
def test_a_slip_is_never_taken_for_another_unit(
    world: dict[str, OrgUnit], code: int, writer: str, slip: Slip, place: int, with_tail: bool
) -> None:
    living = sorted((unit for unit in world.values() if unit.valid_from <= DAY), key=lambda unit: unit.code)
    unit = living[code % len(living)]
    served = Area.objects.filter(served_by__unit=unit).select_related("parent").first()
    tail = f", {served.parent.name}" if with_tail and served and served.parent and served.parent.parent else ""
    written = slip(unit.name, place) + tail
    found = Directory(world[writer], on=DAY).resolve(written)
    bearers = {other.pk for other in living if words.of(other.name) == words.of(slip(unit.name, place))} or {unit.pk}
    if found.unit is not None:
        assert found.unit.pk in bearers, (written, found.unit)
    else:
        assert found.group is None, written
        assert bearers & {candidate.unit.pk for candidate in found.candidates}, (written, found.reason, found.candidates)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_name_that_two_units_bear_as_near_is_sure(world: dict[str, OrgUnit], data: st.DataObject) -> None:
    """Twins of one name, short name or symbol below one office: none is sure, alone or in a list, and both are offered."""
    writer = data.draw(st.sampled_from(["hn", "q10", "bhxh.hn"]))
    share = data.draw(st.sampled_from(["name", "short_name", "symbol"]))
    names = [] if share == "symbol" else ["Sở Quặng mỏ", "Phòng Đo đạc và Bản đồ", "Tổ 12", "Trạm Quan trắc số 7"]
    called = data.draw(st.sampled_from(["SQM", "PĐĐ", "BAN", *names]))
    office = world[writer]
    values = {"line": office.line, "level": office.level, "valid_from": START, "valid_to": office.valid_to, "kind": Kind.DEPARTMENT}
    with transaction.atomic():
        twins = [
            add_unit(office, code=f"twin.{n}", **(values | {"name": f"Đơn vị sinh đôi thứ {n}"} | {share: called}))
            for n in range(2)
        ]  # fmt: skip
        for phrase in (called, f"{called}, UBND Thành phố", f"Giám đốc {called}"):
            found = ask(world, writer, phrase)
            assert not found.is_sure, (writer, share, phrase, found)
        assert {twin.pk for twin in twins} <= {c.unit.pk for c in ask(world, writer, called).candidates}
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hoà Bình", "hòa bình"),
        ("Uỷ ban", "ỦY BAN"),
        ("TP.HCM", "Thành phố Hồ Chí Minh"),
        ("Q.10", "quận 10"),
        ("P05", "Phường 5"),
        ("kĩ thuật", "kỹ thuật"),
        ("Tổ Thu - Cấp sổ, thẻ", "tổ thu cấp sổ thẻ"),
        ("Kế hoạch & Đầu tư", "Kế hoạch và Đầu tư"),
    ],
)
def test_one_name_typed_in_two_ways_is_one_name(one: str, other: str) -> None:
    assert words.of(one) == words.of(other)


@pytest.mark.parametrize(("one", "other"), [("Quận 1", "Quận 10"), ("Ba Đình", "Ba Định"), ("Sở Tài chính", "Sở Tài chánh")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert words.of(one) != words.of(other)
