"""What a decision will do is told before it is taken; names follow it, and its cost does not grow with the units below."""

from typing import Any

import pytest

from org_hierarchy.models import Appointment, NameDue, OrgUnit, Reorganisation, UnitName
from org_hierarchy.services import (
    NAMES_KIND,
    Merge,
    Move,
    Rename,
    add_post,
    add_units,
    decide_reorganisation,
    edit_reorganisation,
    preview,
    refresh_due_names,
    refresh_names,
)
from records.models import Job
from workflows.tasks import run_job

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
    now,
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
