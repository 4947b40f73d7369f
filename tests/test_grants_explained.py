"""Whatever happens to appointments, absences and accounts, the rights given are those that the rows of the day explain."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from org_hierarchy import queries
from org_hierarchy.models import Absence, Appointment, OrgUnit, Person, Post
from org_hierarchy.services import (
    AppointmentRow,
    OrgError,
    add_post,
    add_units,
    appoint_many,
    deactivate,
    end_absence,
    end_appointment,
    reactivate,
    refresh_grants,
    set_absence,
)

from .city import AT, DAY, committee
from .people import agree, newcomer


class AfterAnySequence(TestCase):
    """Appointments, absences and accounts in any order leave the grants that the rows of the day explain."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["appoint", "end", "absent", "back", "stop", "open"]),
                st.integers(0, 3),
                st.integers(0, 2),
                st.integers(-10, 10),
                st.integers(1, 12),
            ),
            max_size=14,
        ),
        st.integers(-15, 15),
    )
    def test_grants_are_those_that_the_rows_of_the_day_explain(self, acts: list[tuple[str, int, int, int, int]], later: int) -> None:
        unit = add_units([committee("u", "quận Một", OrgUnit.Level.DISTRICT)])["u"]
        roles = (Post.Role.HEAD, Post.Role.OFFICER, Post.Role.CLERK)
        posts = [add_post(unit, title=str(role.label), role=role) for role in roles]
        people = [newcomer(f"p{n}") for n in range(4)]
        for act, who, where, offset, length in acts:
            first = DAY + timedelta(days=offset)
            with suppress(OrgError):  # a refusal is an answer
                self.do(act, people[who], people[(who + 1) % 4], posts[where], first, first + timedelta(days=length))
            people = list(Person.objects.order_by("pk"))
        assert agree(DAY)
        day = DAY + timedelta(days=later)
        refresh_grants(today=day)
        assert agree(day)
        heads = Appointment.objects.filter(post=posts[0], valid_from__lte=day).exclude(valid_to__lte=day)
        assert heads.count() <= 1
        for person in people:
            explained = {a.post for a in queries.posts_of(person, on=day)} if person.is_active else set()
            away = queries.standing_in(day).filter(substitute=person).select_related("appointment__post")
            explained |= {absence.appointment.post for absence in away}
            assert {group.post for group in person.groups.select_related("post")} == explained

    def do(self, act: str, person: Person, other: Person, post: Post, first: date, end: date) -> None:
        held = Appointment.objects.filter(person=person, post=post).first()
        match act:
            case "appoint":
                appoint_many([AppointmentRow(person, post, first, end)], by=None, at=AT)
            case "end" if held:
                end_appointment(held, on=first, by=None, at=AT)
            case "absent" if held:
                set_absence(held, substitute=other, valid_from=first, valid_to=end, reason="ốm", by=None, at=AT)
            case "back" if absence := Absence.objects.filter(appointment=held).first():
                end_absence(absence, on=first, by=None, at=AT)
            case "stop":
                deactivate(person, reason="thử", by=None, at=AT)
            case "open":
                reactivate(person, by=None, at=AT)
