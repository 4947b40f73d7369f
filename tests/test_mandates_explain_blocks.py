"""Whoever gets a block on a day has a post or a mandate of that day that explains it."""

from contextlib import suppress
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from org_hierarchy import queries
from org_hierarchy.models import Appointment, Person
from org_hierarchy.services import (
    OrgError,
    UnitRow,
    add_post,
    add_units,
    appoint,
    grant_differences,
    refresh_grants,
    signature,
    ways_to_sign,
)

from .city import AT, DAY, FIRST_DAY, Kind, Level, Line, Role, committee
from .mandates import TL, TUQ, mandate


class WhoeverSigns(TestCase):
    """On random posts, appointments and mandates: a block is never without an appointment, or a mandate on an appointment, of that day."""

    @given(
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 6), st.integers(-9, 9), st.integers(1, 9), st.booleans()), max_size=8),
        st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans(), st.integers(-9, 9), st.integers(1, 9)), max_size=6),
        st.integers(-9, 9),
        st.sampled_from(["CV", "GM", "ThC"]),
    )
    def test_whoever_gets_a_block_had_that_day_a_post_or_mandate_that_explains_it(
        self,
        appointments: list[tuple[int, int, int, int, bool]],
        mandates: list[tuple[int, bool, bool, int, int]],
        offset: int,
        kind: str,
    ) -> None:
        units = add_units(
            [
                committee("P", "tỉnh Một", Level.PROVINCE),
                UnitRow("VP", "Văn phòng", Kind.DEPARTMENT, Line.COMMITTEE, Level.PROVINCE, FIRST_DAY, parent="P"),
                committee("D", "huyện Hai", Level.DISTRICT, "P"),
            ]
        )
        seats = [("P", Role.HEAD), ("P", Role.DEPUTY), ("P", Role.OFFICE_HEAD), ("VP", Role.HEAD), ("VP", Role.DEPUTY), ("D", Role.HEAD)]
        seats.append(("P", Role.CLERK))
        posts = [add_post(units[code], title=f"{'Phó ' if role == Role.DEPUTY else ''}Trưởng {code}", role=role) for code, role in seats]
        people = [Person.objects.create(username=f"p{n}", full_name=f"Người {n}") for n in range(4)]
        for who, where, start, length, acting in appointments:
            first = DAY + timedelta(days=start)
            with suppress(OrgError):
                appoint(
                    people[who], posts[where], valid_from=first, valid_to=first + timedelta(days=length), is_acting=acting, by=None, at=AT
                )
        for where, by_order, pass_on, start, length in mandates:
            first = DAY + timedelta(days=start)
            with suppress(OrgError):
                mandate(
                    posts[where],
                    units["P"],
                    TL if by_order else TUQ,
                    may_pass_on=pass_on,
                    document_kinds=["GM"] if length % 2 else [],
                    valid_from=first,
                    valid_to=first + timedelta(days=length),
                )
        day = DAY + timedelta(days=offset)
        refresh_grants(today=day)
        assert grant_differences(today=day) == []
        for person in people:
            held = queries.posts_of(person, on=day)
            ways = ways_to_sign(person, units["P"], kind=kind, on=day)
            for way in ways:
                assert way.capacity.appointment in held
                assert self.explains(way.capacity, day, kind)
                grant = "sign_by_mandate" if way.capacity.mandate else "sign_for_unit"
                assert queries.holds(Person.objects.get(pk=person.pk), grant, units["P"])
            expected = [a for a in held if a.post in posts[:2]]
            expected.sort(key=lambda a: (a.post.role != Role.HEAD, a.post_id, a.pk))
            assert [w.capacity.appointment for w in ways if w.capacity.mandate is None and not w.in_own_name] == expected
            assert [w.capacity.appointment for w in ways if w.in_own_name] == ([] if kind == "ThC" else expected)
            try:
                assert signature(person, units["P"], kind=kind, on=day) == ways[0].block
            except OrgError:
                assert not ways

    def explains(self, capacity: queries.Capacity, day: date, kind: str) -> bool:
        post, mandate = capacity.appointment.post, capacity.mandate
        if mandate is None:
            return post.unit == capacity.unit and post.role in (Role.HEAD, Role.DEPUTY)
        in_force = mandate.valid_from <= day and (mandate.valid_to is None or day < mandate.valid_to)
        covers = not mandate.document_kinds or kind in mandate.document_kinds
        passed = mandate.may_pass_on and post.unit == mandate.post.unit and post.title.startswith("Phó")
        in_person = Appointment.objects.filter(person=capacity.person, post=mandate.post, valid_from__lte=mandate.valid_from)
        if mandate.kind == TUQ and not in_person.filter(valid_to__gt=mandate.valid_from).exists():
            return False
        return in_force and covers and mandate.unit == capacity.unit and (post == mandate.post or (passed and mandate.kind == TL))
