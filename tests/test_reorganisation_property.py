"""After any sequence of dated decisions: one path to a root for every unit of every day, rights as appointments say, and a way back."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from org_hierarchy import queries
from org_hierarchy.models import OrgUnit, Person, Post, Reorganisation, UnitVersion
from org_hierarchy.services import (
    Abolish,
    ChangeRow,
    Create,
    Merge,
    Move,
    OrgError,
    PostRow,
    Rename,
    Share,
    Split,
    UnitRow,
    add_posts,
    add_units,
    appoint,
    decide_reorganisation,
    draft_reorganisation,
    grant_differences,
    preview,
    refresh_grants,
    set_changes,
    settle_units,
    withdraw_reorganisation,
)

from .reorganising import rows

START = date(2021, 1, 1)
FIRST = date(2025, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(0, 60, 10)]
AT = datetime(2025, 1, 1, 5, tzinfo=UTC)
Kind, Line, Level = OrgUnit.Kind, OrgUnit.Line, OrgUnit.Level
CODES = ["r", "s", "a", "b", "c", "d", "e", "f"]
PARENTS = {"a": "r", "b": "r", "c": "a", "d": "a", "e": "c", "f": "s"}

code = st.sampled_from([*CODES, "n0", "n1", "n2"])
codes = st.lists(code, min_size=1, max_size=3, unique=True).map(tuple)
change = st.one_of(
    st.builds(Move, codes, code),
    st.builds(Move, codes, code),
    st.builds(Rename, code, st.sampled_from(["UBND Một", "UBND Hai"])),
    st.builds(Merge, codes, code),
    st.builds(Abolish, code, st.one_of(st.just(""), code)),
    st.builds(Split, code, st.tuples(st.builds(Share, code, st.just(()), codes)), st.booleans()),
    st.builds(
        Create, st.sampled_from(["n0", "n1", "n2"]), st.just("UBND Mới"), st.just(Kind.COMMITTEE), st.just(Line.COMMITTEE),
        st.just(Level.COMMUNE), code,
    ),
)  # fmt: skip


class Decisions(RuleBasedStateMachine):
    """Decisions, withdrawals, new units and the clock, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        units = add_units([self.row(code, PARENTS.get(code, "")) for code in CODES])
        posts = add_posts([PostRow(unit, "Chủ tịch", Post.Role.HEAD) for unit in units.values()])
        for post in posts:
            person = Person.objects.create(username=f"p{post.pk}", full_name="Người")
            appoint(person, post, valid_from=START, by=None, at=AT)
        self.today = DAYS[0] - timedelta(days=1)
        self.added = 0
        refresh_grants(today=self.today)

    def row(self, code: str, parent: str, first: date = START) -> UnitRow:
        return UnitRow(code, f"UBND {code}", Kind.COMMITTEE, Line.COMMITTEE, Level.COMMUNE, first, parent=parent)

    @rule(changes=st.lists(change, min_size=1, max_size=3), day=st.sampled_from(DAYS), and_back=st.booleans())
    def decide(self, changes: list[ChangeRow], day: date, and_back: bool) -> None:
        scope = OrgUnit.objects.get(code="r")
        reorganisation = draft_reorganisation(scope, title="Q", day=day, basis="NQ", by=None, at=AT)
        set_changes(reorganisation, changes, by=None, at=AT)
        before = rows()
        foreseen = refusal(lambda: preview(reorganisation))
        assert rows() == before
        refused = refusal(lambda: decide_reorganisation(reorganisation, by=None, at=AT, today=self.today))
        assert refused == foreseen
        if refused:
            assert rows() == before
        elif and_back and day > self.today:
            assert_every_unit_has_one_path()
            withdraw_reorganisation(reorganisation, by=None, at=AT, today=self.today)
            assert rows() == before

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        waiting = list(Reorganisation.objects.filter(status="decided", day__gt=self.today).order_by("pk"))
        if not waiting:
            return
        before, chosen = rows(), data.draw(st.sampled_from(range(len(waiting))))
        refused = refusal(lambda: withdraw_reorganisation(waiting[chosen], by=None, at=AT, today=self.today))
        assert refused in {None, "built_upon", "in_use"}
        assert not refused or rows() == before

    @rule(parent=code, first=st.sampled_from([START, *DAYS]))
    def add(self, parent: str, first: date) -> None:
        self.added += 1
        refused = refusal(lambda: add_units([self.row(f"x{self.added}", parent, first)]))
        assert refused in {None, "unknown_parent", "outside_parent", "too_deep"}

    @precondition(lambda self: self.today < DAYS[-1])
    @rule(days=st.integers(1, 25))
    def a_day_comes(self, days: int) -> None:
        self.today += timedelta(days=days)
        settle_units(today=self.today, at=AT)
        refresh_grants(today=self.today)

    @invariant()
    def the_tree_holds(self) -> None:
        assert_every_unit_has_one_path()

    @invariant()
    def units_show_the_version_of_today(self) -> None:
        for unit in OrgUnit.objects.all():
            version = queries.version_on(unit, self.today)
            if version:
                shown = (unit.name, unit.parent_id, unit.path)
                assert shown == (version.name, version.parent_id, version.path), unit.code

    @invariant()
    def rights_are_what_appointments_say(self) -> None:
        assert grant_differences(today=self.today) == []
        for post in Post.objects.select_related("unit").filter(unit__code__in=CODES):
            exists = post.unit.valid_to is None or self.today < post.unit.valid_to
            person = post.appointments.get().person
            assert queries.holds(person, "sign_for_unit", post.unit) == exists, post.unit.code


def assert_every_unit_has_one_path() -> None:
    """Against a slow reference: walk up the parents of that day."""
    units = {unit.pk: unit for unit in OrgUnit.objects.all()}
    versions = list(UnitVersion.objects.all())
    for day in [START, *DAYS, DAYS[-1] + timedelta(days=1)]:
        there: dict[int, UnitVersion] = {}
        for version in versions:
            if version.valid_from <= day and (version.valid_to is None or day < version.valid_to):
                assert version.unit_id not in there, f"two versions of {units[version.unit_id].code} on {day}"
                there[version.unit_id] = version
        for pk, unit in units.items():
            exists = unit.valid_from <= day and (unit.valid_to is None or day < unit.valid_to)
            assert exists == (pk in there), f"{unit.code} on {day}"
        for version in there.values():
            line, at = [version.unit_id], version
            while at.parent_id is not None:
                assert at.parent_id in there, f"{at.name} stands under nothing on {day}"
                assert at.parent_id not in line, f"a circle on {day}"
                line.insert(0, at.parent_id)
                at = there[at.parent_id]
            assert version.path == "".join(f"{pk:09d}" for pk in line), f"{units[version.unit_id].code} on {day}"


def refusal(act: Callable[[], object]) -> str | None:
    """The code with which the act is refused, None when it is done."""
    try:
        act()
    except OrgError as error:
        return error.code
    return None


@pytest.mark.django_db
def test_any_sequence_of_decisions_keeps_the_tree_and_the_rights() -> None:
    run_state_machine_as_test(
        Decisions, settings=settings(max_examples=30, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck))
    )


@pytest.mark.long
@pytest.mark.django_db
def test_any_long_sequence_of_decisions_keeps_the_tree_and_the_rights() -> None:
    run_state_machine_as_test(
        Decisions, settings=settings(max_examples=200, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
    )
