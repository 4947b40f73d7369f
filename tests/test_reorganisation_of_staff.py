"""What a decision does to appointments, absences, mandates and rights of a unit that ends, and what a withdrawal gives back."""

from datetime import date, timedelta
from typing import Any

import pytest

from org_hierarchy import queries
from org_hierarchy.models import Absence, Appointment, Area, Mandate, OrgUnit, Person, Post, Reorganisation
from org_hierarchy.services import (
    ChangeRow,
    Merge,
    Move,
    Rename,
    add_post,
    add_units,
    appoint,
    close_post,
    decide_reorganisation,
    end_appointment,
    refresh_grants,
    settle_units,
)
from records.models import Event

from .city import refused
from .reorganising import (
    AT,
    BEFORE,
    DAY,
    TODAY,
    Role,
    created,
    decided,
    drafted,
    row,
    rows,
    staff_of_a1,
    three_areas,
    two_provinces,
    withdrawn,
)

pytestmark = pytest.mark.django_db

areas = pytest.fixture(three_areas)
units = pytest.fixture(two_provinces)
staff = pytest.fixture(staff_of_a1)


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
