"""Quy định thực hiện: an administrator says how the unit's directives are carried out."""

from typing import Any

import pytest
from django.urls import reverse

from campaigns import queries, services
from campaigns.models import CarryingRules
from org_hierarchy.models import Post
from records.models import Event

from .city import AT, City, refused, signed_in

pytestmark = pytest.mark.django_db

VALUES = {"inclusive_deadlines": True, "extension_limit": 3, "answer_days": 7, "stale_days": 45}


def test_a_unit_that_has_said_nothing_has_the_rules_that_hold_without_any(city: City) -> None:
    rules = queries.carrying_rules(city.units["HN"])
    assert (rules.inclusive_deadlines, rules.extension_limit, rules.answer_days, rules.stale_days) == (False, 2, 5, 30)
    assert not CarryingRules.objects.exists()


def test_what_was_said_is_kept_with_what_was_before(city: City) -> None:
    services.set_carrying_rules(city.units["HN"], **VALUES, by=city["chairman"], at=AT)
    services.set_carrying_rules(city.units["HN"], **VALUES | {"answer_days": 3}, by=city["chairman"], at=AT)
    assert queries.carrying_rules(city.units["HN"]).answer_days == 3
    last = Event.objects.filter(action="campaigns.carrying_rules_set").order_by("pk").last()
    assert last is not None
    assert (last.before["answer_days"], last.after["answer_days"]) == (7, 3)


@pytest.mark.parametrize("change", [{"extension_limit": 21}, {"answer_days": 0}, {"stale_days": 366}])
def test_a_number_out_of_bounds_is_refused(city: City, change: dict[str, int]) -> None:
    refused("bad_value", lambda: services.set_carrying_rules(city.units["HN"], **VALUES | change, by=None, at=AT))  # type: ignore[arg-type]


def test_an_administrator_sets_them_on_the_page_and_nobody_else(city: City) -> None:
    address = reverse("campaigns:carrying_rules", args=[city.units["HN"].pk])
    client = signed_in(city.person("HN", Post.Role.ADMINISTRATOR))
    assert address in client.get(reverse("campaigns:unit", args=[city.units["HN"].pk])).content.decode()
    typed: dict[str, Any] = {"inclusive_deadlines": "on", "extension_limit": "3", "answer_days": "7", "stale_days": "45"}
    wrong = client.post(address, typed | {"stale_days": "0"})
    assert wrong.status_code == 400
    assert client.post(address, typed).status_code == 302
    kept = CarryingRules.objects.get(unit=city.units["HN"])
    assert {name: getattr(kept, name) for name in VALUES} == VALUES
    assert signed_in(city["chairman"]).get(address).status_code == 403
