"""What happened is sealed behind the writers, and a chain that was touched names the place where it first breaks."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from org_hierarchy.models import Person
from records.events import record
from records.models import Event, Seal
from records.sealing import canonical, seal_all, seal_next, verify

from .city import AT, at_once


@pytest.fixture
def person() -> Person:
    return Person.objects.create(username="nguoi.ghi", full_name="Người ghi")


def happen(person: Person, count: int, *, first: int = 1) -> list[Event]:
    """So many events; every second one is the system's own."""
    return [
        record(
            "tests.happened",
            person,
            by=person if number % 2 else None,
            at=AT + timedelta(seconds=number, microseconds=number),
            before={"trạng thái": "cũ", "số": number},
            after={"b": [1, 2.5, {"z": None, "a": "Đức Hoà"}], "a": number / 4},
        )
        for number in range(first, first + count)
    ]


def command(**options: Any) -> str:
    out = StringIO()
    call_command("verify_events", stdout=out, **options)
    return out.getvalue()


def rows(**wanted: Any) -> Any:
    """The rows as whoever has the database at hand changes them."""
    return Event.objects.filter(**wanted)


@pytest.mark.django_db
def test_events_are_sealed_in_the_order_of_their_ids_and_the_chain_holds(person: Person) -> None:
    events = happen(person, 7)
    assert seal_next(at=AT, limit=3) == 3
    assert verify().unsealed == 4
    assert [seal_next(at=AT, limit=3) for _ in range(3)] == [3, 1, 0]
    assert list(Event.objects.order_by("seal_number").values_list("pk", "seal_number")) == [(e.pk, n) for n, e in enumerate(events, 1)]
    assert list(Seal.objects.order_by("last_number").values_list("last_number", "count")) == [(0, 0), (3, 3), (6, 3), (7, 1)]
    found = verify()
    assert (found.last_number, found.unsealed, found.fault) == (7, 0, None)
    assert found.last_seal == Event.objects.get(seal_number=7).seal == Seal.objects.get(last_number=7).last_seal
    assert "7 sự kiện liền chuỗi, 0 chưa niêm phong" in command()


@pytest.mark.django_db
def test_nothing_to_seal_writes_nothing_and_an_empty_chain_holds() -> None:
    assert seal_next(at=AT) == 0
    assert not Seal.objects.exclude(count=0).exists()
    assert verify().fault is None
    assert json.loads(command(json=True)) == {"last_number": 0, "last_seal": "", "unsealed": 0, "fault": None}


@pytest.mark.django_db
def test_an_event_that_commits_late_is_sealed_behind_those_of_higher_ids(person: Person) -> None:
    events = happen(person, 3)
    rows(pk=events[0].pk).update(seal_number=99)  # as a sweep sees a row of a transaction that has not committed: not at all
    seal_next(at=AT)
    rows(pk=events[0].pk).update(seal_number=None)
    seal_next(at=AT)
    assert list(Event.objects.order_by("seal_number").values_list("pk", flat=True)) == [events[1].pk, events[2].pk, events[0].pk]
    assert verify().fault is None


@pytest.mark.django_db
def test_the_statements_of_a_batch_do_not_grow_with_it(person: Person, django_assert_num_queries: Any) -> None:
    seal_next(at=AT)  # the first of all writes the beginning of the chain
    for count in (5, 500):
        happen(person, count)
        with django_assert_num_queries(7):  # four statements, the look for an overtaker, a savepoint and its end
            assert seal_next(at=AT) == count
    with django_assert_num_queries(5):
        assert verify().fault is None


CHANGES: dict[str, Any] = {
    "at": lambda event: event.at + timedelta(microseconds=1),
    "by": lambda event: None if event.by_id else Person.objects.get(),
    "action": lambda event: event.action + "x",
    "subject_type": lambda event: event.subject_type[:-1],
    "subject_id": lambda event: event.subject_id + 1,
    "before": lambda event: event.before | {"số": -1},
    "after": lambda event: event.after | {"b": [1, 2.5, {"z": None, "a": "Đức Hòa"}]},
    "seal": lambda event: event.seal[:-1] + ("0" if event.seal[-1] != "0" else "1"),
    "id": lambda event: event.pk + 1_000_000,
}
LENGTH = 9


@pytest.mark.django_db(transaction=True)
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_change_of_any_field_of_any_sealed_row_is_found_and_named(data: st.DataObject) -> None:
    person = Person.objects.filter(username="nguoi.ghi").first() or Person.objects.create(username="nguoi.ghi", full_name="Người ghi")
    with transaction.atomic():
        happen(person, LENGTH)
        while seal_next(at=AT, limit=4):
            pass
        assert verify().fault is None
        place = data.draw(st.integers(1, LENGTH), label="place")
        event = Event.objects.get(seal_number=place)
        act = data.draw(st.sampled_from([*CHANGES, "seal_number", "unseal", "delete", "swap"]), label="act")
        if act in CHANGES:
            rows(pk=event.pk).update(**{act: CHANGES[act](event)})
            kind, named = "changed", event.pk if act != "id" else event.pk + 1_000_000
        elif act == "swap":
            other = Event.objects.get(seal_number=place % LENGTH + 1)
            rows(pk=event.pk).update(seal_number=1000)
            rows(pk=other.pk).update(seal_number=event.seal_number)
            rows(pk=event.pk).update(seal_number=other.seal_number)
            place = min(event.seal_number or 0, other.seal_number or 0)
            kind, named = "changed", Event.objects.get(seal_number=place).pk
        else:
            if act == "delete":
                rows(pk=event.pk)._raw_delete(using="default")
            else:
                rows(pk=event.pk).update(seal_number=None if act == "unseal" else LENGTH + 5)
            kind, named = ("cut" if place == LENGTH and act != "seal_number" else "missing"), None
        fault = verify().fault
        assert fault is not None
        assert (fault.kind, fault.number, fault.event_id) == (kind, place, named)
        assert str(place) in fault.words
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_cut_end_shows_even_when_a_later_sweep_goes_on(person: Person) -> None:
    happen(person, 5)
    seal_next(at=AT)
    rows(seal_number__gt=3)._raw_delete(using="default")
    assert (fault := verify().fault) is not None
    assert (fault.kind, fault.number) == ("cut", 4)
    happen(person, 2)
    seal_next(at=AT)
    assert (fault := verify().fault) is not None
    assert (fault.kind, fault.number) == ("missing", 4)
    with pytest.raises(CommandError, match="Thiếu số 4") as caught:
        command()
    assert caught.value.returncode == 1


@pytest.mark.django_db
def test_a_seal_that_was_removed_or_rewritten_is_named(person: Person) -> None:
    for first in (1, 4, 7):
        happen(person, 3, first=first)
        seal_next(at=AT)
    with transaction.atomic():
        Seal.objects.filter(last_number=6).delete()
        assert (fault := verify().fault) is not None
        assert (fault.kind, fault.number) == ("seal", 4)
        transaction.set_rollback(True)
    with transaction.atomic():
        Seal.objects.filter(last_number=9).delete()
        assert (fault := verify().fault) is not None
        assert (fault.kind, fault.number, fault.event_id) == ("seal", 7, Event.objects.get(seal_number=7).pk)
        transaction.set_rollback(True)
    Seal.objects.filter(last_number=6).update(last_seal="0" * 64)
    assert (fault := verify().fault) is not None
    assert (fault.kind, fault.number) == ("seal", 6)


def test_the_bytes_of_a_row_do_not_depend_on_zone_order_or_the_spelling_of_a_number() -> None:
    here = datetime(2021, 3, 18, 9, 30, tzinfo=UTC)
    there = here.astimezone(AT.tzinfo)
    one = canonical(1, (5, here, None, "a.b", "a.c", 7, {}, {"x": 1.0, "y": [2.50]}))
    assert one == canonical(1, (5, there, None, "a.b", "a.c", 7, {}, {"y": [2.5], "x": 1}))
    assert one != canonical(1, (5, there, None, "a.b", "a.c", 7, {}, {"y": [2.5], "x": 1.1}))
    assert b"2021-03-18T09:30:00.000000Z" in one


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_make_one_chain(person: Person) -> None:
    assert connection.vendor == "postgresql"
    for first in (1, 401):  # the first sweeps of all, and later ones
        happen(person, 400, first=first)
        assert at_once(*[lambda: seal_next(at=AT)] * 4) == [None] * 4
    seal_all(at=AT)
    found = verify()
    assert (found.last_number, found.unsealed, found.fault) == (800, 0, None)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_sweeps_between_writers_miss_nothing_and_wait_for_nobody(person: Person) -> None:
    def write(number: int) -> None:
        for turn in range(20):
            with transaction.atomic():
                happen(person, 5, first=number * 1000 + turn * 10)

    def sweep() -> None:
        for _ in range(20):
            seal_next(at=AT, limit=40)

    def check() -> None:
        for _ in range(10):
            assert verify().fault is None

    raised = at_once(*[lambda number=number: write(number) for number in range(4)], sweep, sweep, check)
    assert raised == [None] * 7, raised
    seal_all(at=AT)
    found = verify()
    assert (found.last_number, found.unsealed, found.fault) == (400, 0, None)
