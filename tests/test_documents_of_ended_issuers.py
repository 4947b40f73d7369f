"""What an office had issued, drafted, received and carried out before it ended is read by whoever keeps its papers; that one replaces,
amends, corrects and recalls it, and nobody else does."""

from datetime import date, datetime, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from campaigns import queries as campaign_queries
from campaigns.models import Assignment, Campaign
from campaigns.rights import assignment_sights, campaign_sights
from directives.models import Directive, Effect, OfficeRules, Recipient
from directives.queries import of_issuing_side, visible_to
from directives.rights import sees_file
from directives.sights import sights
from org_hierarchy.models import Keeping, OrgUnit, Person, Post
from org_hierarchy.queries import keepers_of
from org_hierarchy.rights import may
from org_hierarchy.services import Abolish, Merge, Share, Split, refresh_keepings
from org_hierarchy.sight import seen_by
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, City, copy_of, draft, duty, named, refused, signed_in
from .succession import CLOCK, DECIDED, NOW, move, reorganise, with_wards

pytestmark = pytest.mark.django_db
Role = Post.Role
PLACES = {"TT": "Thanh Trì", "HK": "Hoàn Kiếm", "BD": "Ba Đình", "P1": "Ngọc Hà", "HN": "Hà Nội"}
CHANGES = pytest.mark.parametrize(
    ("change", "keepers"),
    [(Merge(("HK",), "P1"), ["P1"]), (Split("HK", (Share("P1"), Share("P2")), ends=True), ["P1", "P2"]), (Abolish("HK"), ["HN"])],
    ids=["merged", "split", "abolished"],
)


@pytest.fixture
def city(city: City) -> City:
    with_wards(city)
    OfficeRules.objects.bulk_create(OfficeRules(unit=city.units[code], paper_signature=False, field_symbols="NC") for code in ("P1", "P2"))
    return city


def begun_by(city: City, code: str, *, at: Any = AT) -> Directive:
    content = draft(
        city, duty("Rà soát.", named(city.units["TT"])), drafting_unit_id=city.units[code].pk, symbol="UBND-NC", place=PLACES[code]
    )
    return steps.begin_directive(city.units[code], content=content, by=city.person(code), at=at)


def issued_by(city: City, code: str, *, at: Any = AT, today: Any = DAY, effect: tuple[str, Directive] | None = None) -> Directive:
    """A letter of that unit, with one task for Thanh Trì, on its way to the end."""
    head, officer, clerk = (city.person(code, role) for role in (Role.HEAD, Role.OFFICER, Role.CLERK))
    directive = begun_by(city, code, at=at)
    if effect is not None:
        steps.declare_effect(directive, target=effect[1], kind=effect[0], by=officer, at=at)
    steps.submit(directive, by=officer, at=at)
    steps.approve_content(directive, by=head, at=at)
    steps.approve_form(directive, by=head, at=at)
    steps.sign(directive, appointment=city.seat(head), by=head, at=at)
    steps.number(directive, by=clerk, at=at, today=today)
    run_job(steps.dispatch(directive, by=clerk, at=at).pk)
    directive.refresh_from_db()
    return directive


def concluded(city: City) -> Directive:
    """Of Hoàn Kiếm, carried out and concluded: nothing of it moves any more."""
    directive = issued_by(city, "HK")
    steps.conclude(directive, by=city.person("HK", Role.HEAD), at=AT, today=DAY)
    directive.refresh_from_db()
    return directive


def opened(person: Person, address: str) -> int:
    return signed_in(person).get(address).status_code


@CHANGES
def test_what_an_ended_office_issued_is_read_by_whoever_keeps_its_papers(city: City, change: Any, keepers: list[str]) -> None:
    directive = concluded(city)
    campaign, work = Campaign.objects.get(), Assignment.objects.get()
    reorganise(city, change)
    move()
    directive, campaign = Directive.objects.get(pk=directive.pk), Campaign.objects.get(pk=campaign.pk)
    assert (directive.issuer, campaign.issuer) == (city.units["HK"], city.units["HK"])
    assert directive.document
    addresses = [
        directive.get_absolute_url(),
        reverse("workflows:versions", args=[directive.pk]),
        reverse("workflows:recipients", args=[directive.pk]),
        campaign.get_absolute_url(),
        work.get_absolute_url(),
    ]
    for code in ("HN", "P1", "P2", "BD"):
        person, expected = city.person(code), code in keepers
        assert [opened(person, one) for one in addresses] == [200 if expected else 403] * len(addresses), code
        assert sees_file(person, directive.document) is expected
        assert (directive in of_issuing_side(person)) is expected
        listed = signed_in(person).get(reverse("directives:list"), {"hop": "di"}).content.decode()
        assert (directive.get_absolute_url() in listed) is expected, code
        assert not may(person, "directive.conclude", directive)


@CHANGES
def test_what_an_ended_office_received_and_carried_out_is_read_likewise(city: City, change: Any, keepers: list[str]) -> None:
    directive = issued_by(city, "BD")
    Recipient.objects.update(unit=city.units["HK"], status=Recipient.Status.RECEIVED)
    Assignment.objects.update(unit=city.units["HK"], status=Assignment.Status.ACCEPTED)
    reorganise(city, change)
    move()
    work = Assignment.objects.get()
    assert work.unit == city.units["HK"]
    for code in ("HN", "P1", "P2", "KM"):
        expected = 200 if code in keepers else 403
        for address in (directive.get_absolute_url(), work.get_absolute_url(), work.campaign.get_absolute_url()):
            assert opened(city.person(code), address) == expected, (code, address)
    Recipient.objects.update(status=Recipient.Status.TAKEN_BACK)
    for code in keepers:
        assert opened(city.person(code), directive.get_absolute_url()) == 403, "it was given back"
        assert opened(city.person(code), work.get_absolute_url()) == 403


@CHANGES
def test_who_sees_them_is_the_same_asked_from_either_side(city: City, change: Any, keepers: list[str]) -> None:
    directive = concluded(city)
    resting = issued_by(city, "BD")
    resting.bases.create(position=0, number=directive.designation, cited=directive)
    reorganise(city, change)
    move()
    campaign = Campaign.objects.get(directive=directive)
    work = Assignment.objects.get(campaign=campaign)
    keeping = {city.person(code) for code in keepers}
    people = list(Person.objects.filter(is_active=True))
    for one in (directive, resting):
        one = Directive.objects.get(pk=one.pk)
        assert set(seen_by(sights(one))) == {person for person in people if visible_to(person).filter(pk=one.pk).exists()}
    assert set(seen_by(campaign_sights(campaign))) == {p for p in people if campaign in campaign_queries.visible_to(p)}
    there = {p for p in people if work in campaign_queries.assignments_visible_to(p)}
    assert set(seen_by(assignment_sights(work))) == there
    assert there == {p for p in people if work in campaign_queries.assignments_in(campaign, seen_by=p)}
    assert keeping <= there


def test_however_many_offices_have_ended_one_query_finds_what_one_sees(city: City, django_assert_num_queries: Any) -> None:
    concluded(city)
    person = city.person("P1")
    with django_assert_num_queries(1):
        assert not list(visible_to(person))
    reorganise(city, Merge(("HK", "SYT"), "P1"))
    person = city.person("P1")
    with django_assert_num_queries(1):
        assert len(list(visible_to(person))) == 1
    with django_assert_num_queries(1):
        assert len(list(campaign_queries.visible_to(person))) == 1


@CHANGES
@pytest.mark.parametrize(("kind", "status"), [("recalls", "recalled"), ("corrects", "concluded")])
def test_whoever_keeps_its_papers_recalls_and_corrects_what_it_issued(
    city: City, change: Any, keepers: list[str], kind: str, status: str
) -> None:
    target = concluded(city)
    reorganise(city, change)
    move()
    code = keepers[0]
    for other, refusal in (("BD", "forbidden"), ("TT", "other_issuer")):  # who was sent it sees it, and no more
        theirs, officer = begun_by(city, other), city.person(other)
        act = partial(steps.declare_effect, theirs, target=target, kind=kind, by=officer, at=AT)
        refused(refusal, act)
        assert target.designation not in signed_in(officer).get(reverse("workflows:effects", args=[theirs.pk])).content.decode()
    mine = begun_by(city, code)
    page = reverse("workflows:effects", args=[mine.pk])
    shown = signed_in(city.person(code)).get(page).content.decode()
    assert f"{target.designation}</b>" in shown
    assert f"của {city.units['HK']}" in shown
    answer = signed_in(city.person(code)).post(page, {"target": target.pk, "kind": kind})
    assert answer.status_code == 302
    assert Effect.objects.get().target == target
    steps.withdraw_effect(Effect.objects.get(), by=city.person(code), at=NOW)
    issued_by(city, code, at=CLOCK, today=CLOCK.date(), effect=(kind, target))
    target.refresh_from_db()
    assert target.status == status
    copy = copy_of(target, city.units["TT"])
    assert (copy.status == Recipient.Status.TAKING_BACK) is (kind == "recalls")
    clerk = city.person(code, Role.CLERK)
    assert may(clerk, "directive.take_back", target)
    assert not may(city["clerk"], "directive.take_back", target)
    if kind == "recalls":
        swept("asked_back", CLOCK + timedelta(minutes=5))
        steps.give_back(copy, by=city.person("TT"), at=CLOCK + timedelta(hours=1))
        swept("given_back", CLOCK + timedelta(hours=2))
        assert clerk.notices.filter(kind="back_answered", path=target.get_absolute_url()).exists(), "the one who sent it is no more"


def swept(name: str, moment: datetime) -> None:
    assert not clock.run(name, clock.SWEEPS[name], at=moment).error


def test_a_copy_of_it_is_made_by_the_clerk_of_whoever_keeps_its_papers(city: City) -> None:
    directive = concluded(city)
    reorganise(city, Merge(("HK",), "P1"))
    move()
    clerk, other = city.person("P1", Role.CLERK), city.person("P2", Role.CLERK)
    assert may(clerk, "directive.copy", directive)
    assert not may(other, "directive.copy", directive)
    page = signed_in(clerk).get(reverse("directives:copy", args=[directive.pk]))
    assert page.status_code == 200
    assert city.units["P1"].name in page.content.decode()


def test_who_keeps_papers_is_kept_as_rows_that_follow_what_is_true(city: City) -> None:
    reorganise(city, Merge(("HK",), "P1"))
    old, heir, other = (city.units[code] for code in ("HK", "P1", "P2"))
    assert set(Keeping.objects.values_list("unit", "keeper")) == {(old.pk, heir.pk)}
    assert refresh_keepings(today=DECIDED) == 0
    Keeping.objects.update(keeper=other)  # as if somebody had changed rows from a shell
    assert refresh_keepings(today=DECIDED) == 2
    assert keepers_of(OrgUnit.objects.get(pk=old.pk), on=DECIDED) == [heir]
    assert refresh_keepings(today=DAY) == 1, "on that day it existed"
    assert not Keeping.objects.exists()


def test_the_upgrade_finds_who_keeps_them_also_where_one_took_over_twice(city: City) -> None:
    reorganise(city, Split("HK", (Share("P1"),)), day=date(2024, 1, 1))
    reorganise(city, Merge(("HK",), "P1"))
    pairs = set(Keeping.objects.values_list("unit", "keeper"))
    assert pairs == {(city.units["HK"].pk, city.units["P1"].pk)}
    Keeping.objects.all().delete()
    import_module("org_hierarchy.migrations.0006_keepings").keep_papers(apps, None)
    assert set(Keeping.objects.values_list("unit", "keeper")) == pairs
