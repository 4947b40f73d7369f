"""Whoever was let draft with another unit finds that draft in the inbox."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives.models import Directive
from directives.queries import drafts_shared_with
from org_hierarchy.models import Person
from workflows import steps

from .city import AT, City, begun, draft, later, signed_in

pytestmark = pytest.mark.django_db


def shared(city: City, **changes: object) -> tuple[Directive, Person]:
    directive, health = begun(city, draft(city, **changes)), city.person("SYT")
    steps.let_draft(directive, person=health, reason="Viết phần y tế.", by=city["drafter"], at=AT)
    return directive, health


def section(person: Person) -> str:
    shown = signed_in(person).get("/hop-viec/").content.decode()
    return shown.partition('id="cung-soan"')[2].partition("</section>")[0]


def test_the_draft_is_listed_and_leads_to_the_desk(city: City) -> None:
    directive, health = shared(city)
    assert f"/van-ban/{directive.pk}/soan/" in section(health)
    assert "Soạn thảo cùng" in section(health)
    for other in ("drafter", "colleague", "stranger"):
        assert not section(city[other])


def test_what_has_been_handed_in_is_followed_and_what_is_returned_is_written_again(city: City) -> None:
    directive, health = shared(city)
    steps.submit(directive, by=city["drafter"], at=AT)
    assert "Theo dõi" in section(health)
    assert "/soan/" not in section(health)
    steps.return_draft(directive, reason="Sửa mục 2.", by=city["division_head"], at=later(hours=1))
    assert "/soan/" in section(health)


def test_it_leaves_the_inbox_with_the_signature_and_with_the_grant(city: City) -> None:
    directive, health = shared(city)
    Directive.objects.filter(pk=directive.pk).update(status="signed")
    assert not section(health)
    Directive.objects.filter(pk=directive.pk).update(status="draft")
    assert section(health)
    steps.stop_drafting(directive, person=health, by=city["drafter"], at=later(hours=1))
    assert not section(health)


def test_who_is_deactivated_has_none(city: City) -> None:
    _, health = shared(city)
    assert drafts_shared_with(health).count() == 1
    health.is_active = False
    health.save()
    assert not drafts_shared_with(health).exists()


def test_the_inbox_costs_the_same_for_few_and_many(city: City) -> None:
    _, health = shared(city)
    client = signed_in(health)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/hop-viec/").status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(5):
        shared(city, subject=f"văn bản thứ {number}")
    assert cost() == few
