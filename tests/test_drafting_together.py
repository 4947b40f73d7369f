"""Cùng soạn thảo: a named person of any unit sees and writes one draft, and signs off nothing of what he wrote."""

from typing import Any

import pytest
from django.urls import reverse

from directives import services
from directives.models import Directive, DirectiveGrant
from directives.queries import drafters_of, exceptions_of
from directives.sights import sights
from org_hierarchy.models import Person
from org_hierarchy.rights import may
from org_hierarchy.sight import seen_by
from workflows import steps

from .city import AT, City, begun, draft, drafted, later, refused, signed, signed_in

pytestmark = pytest.mark.django_db


def shared(city: City, directive: Directive, person: Person) -> DirectiveGrant:
    return services.let_draft(directive, person=person, reason="Phần y tế.", by=city["drafter"], at=AT)


def post(by: Person, name: str, *arguments: int, **data: Any) -> Any:
    return signed_in(by).post(reverse(f"workflows:{name}", args=arguments), data)


def test_a_co_drafter_sees_and_writes_that_draft_alone(city: City) -> None:
    directive, other = begun(city, draft(city)), begun(city, draft(city))
    health = city.person("SYT")
    grant = shared(city, directive, health)
    assert health.has_perm("directives.draft_together", directive)
    for act in ("directive.view", "directive.view_drafting", "directive.edit", "directive.comment", "directive.attach"):
        assert may(health, act, directive), act
        assert not may(health, act, other), act
    for act in ("directive.submit", "directive.let_draft", "directive.grant_view", "directive.approve_content", "directive.sign"):
        assert not may(health, act, directive), act
    steps.revise(directive, content=draft(city, subject="phần y tế"), by=health, at=later(hours=1))
    refused("forbidden", lambda: steps.submit(directive, by=health, at=later(hours=1)))
    steps.submit(directive, by=city["drafter"], at=later(hours=2))
    refused("not_open", lambda: steps.revise(directive, content=draft(city), by=health, at=later(hours=3)))
    assert grant.reason == "Phần y tế."


def test_what_a_co_drafter_wrote_he_does_not_sign_off(city: City) -> None:
    directive = begun(city, draft(city))
    office = city["office_head"]
    shared(city, directive, office)
    steps.revise(directive, content=draft(city, subject="của văn phòng"), by=office, at=later(hours=1))
    steps.submit(directive, by=city["drafter"], at=later(hours=2))
    steps.approve_content(directive, by=city["division_head"], at=later(hours=3))
    refused("drafter_alone", lambda: steps.approve_form(directive, by=office, at=later(hours=4)))


def test_the_drafter_and_who_approves_the_content_let_others_draft_and_nobody_else(city: City) -> None:
    directive = begun(city, draft(city))
    terms = {"person": city.person("SYT"), "reason": "Phần y tế.", "at": AT}
    for name in ("chairman", "city_clerk", "stranger", "monitor", "colleague"):
        refused("forbidden", lambda name=name: steps.let_draft(directive, by=city[name], **terms))
    steps.let_draft(directive, by=city["division_head"], **terms)
    refused("forbidden", lambda: steps.stop_drafting(directive, person=terms["person"], by=city["chairman"], at=AT))
    steps.stop_drafting(directive, person=terms["person"], by=city["drafter"], at=AT)
    assert not may(terms["person"], "directive.view", directive)
    refused("stale", lambda: steps.stop_drafting(directive, person=terms["person"], by=city["drafter"], at=AT))


def test_what_cannot_be_shared_is_refused(city: City) -> None:
    directive, health = drafted(city), city.person("SYT")
    for reason, code in ((" \x00 ", "reason_missing"), ("x" * 301, "too_long")):
        refused(code, lambda reason=reason: services.let_draft(directive, person=health, reason=reason, by=city["drafter"], at=AT))
    refused("drafts_already", lambda: shared(city, directive, city["colleague"]))
    shared(city, directive, health)
    refused("drafts_already", lambda: shared(city, directive, health))
    gone = signed(city)
    refused("frozen", lambda: shared(city, gone, health))
    health.is_active = False
    refused("inactive", lambda: shared(city, directive, health))


def test_exceptions_to_see_and_to_draft_are_told_apart(city: City) -> None:
    directive = drafted(city)
    health, monitor = city.person("SYT"), city["monitor"]
    shared(city, directive, health)
    services.grant_view(directive, person=monitor, reason="theo dõi", by=city["chairman"], at=AT)
    assert [grant.user for grant in exceptions_of(directive)] == [monitor]
    assert [grant.user for grant in drafters_of(directive)] == [health]
    refused("stale", lambda: services.withdraw_view(directive, person=health, by=city["chairman"], at=AT))
    refused("stale", lambda: services.stop_drafting(directive, person=monitor, by=city["drafter"], at=AT))
    assert {rule.rule for rule in sights(directive) if health in seen_by([rule])} == {"Người được mời cùng soạn thảo"}
    assert set(seen_by(sights(directive))) == {one for one in Person.objects.all() if may(one, "directive.view", directive)}


def test_on_the_pages(city: City) -> None:
    directive = begun(city, draft(city))
    health = city.person("SYT")
    page, desk = (reverse(f"workflows:{name}", args=[directive.pk]) for name in ("directive", "draft"))
    assert post(city["drafter"], "let_draft", directive.pk, person="không có ai", reason="x").status_code == 400
    assert post(city["drafter"], "let_draft", directive.pk, person=health.username, reason="Phần <b>y tế</b>").status_code == 302
    assert "Phần &lt;b&gt;y tế&lt;/b&gt;" in signed_in(city["chairman"]).get(page).content.decode()
    shown = signed_in(health).get(desk)
    assert shown.status_code == 200
    assert "data-submit-draft" not in shown.content.decode()
    assert signed_in(health).get(page).status_code == 200
    assert post(city["drafter"], "stop_drafting", directive.pk, health.pk).status_code == 302
    assert signed_in(health).get(desk).status_code == 403
