"""The same number, symbol and agency a second time is warned of wherever the document is worked on or listed."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from directives.models import Directive
from directives.queries import doubled, duplicates_of
from org_hierarchy.models import Person

from .city import City, draft, drafted, issued, signed_in

pytestmark = pytest.mark.django_db
WARNED = "Có thể trùng"


def a_paper(city: City, **changes: object) -> Directive:
    """A draft of a paper that came with its number."""
    return drafted(city, draft(city, **({"number": 776, "issued_date": date(2021, 3, 18)} | changes)))


def listed(person: Person) -> str:
    return signed_in(person).get("/van-ban/").content.decode()


def test_the_desk_of_a_draft_warns_and_leads_to_the_other(city: City) -> None:
    first = a_paper(city)
    second = a_paper(city, symbol="ubnd-kgvx")
    shown = signed_in(city["drafter"]).get(f"/van-ban/{second.pk}/soan/").content.decode()
    assert WARNED in shown
    assert first.get_absolute_url() in shown


@pytest.mark.parametrize("changes", [{"number": 777}, {"symbol": "UBND-VX"}, {"issued_date": date(2020, 3, 18)}, {"number": None}])
def test_another_number_symbol_or_year_is_no_double(city: City, changes: dict[str, object]) -> None:
    a_paper(city)
    second = a_paper(city, **changes)
    assert WARNED not in signed_in(city["drafter"]).get(f"/van-ban/{second.pk}/soan/").content.decode()
    assert WARNED not in listed(city["drafter"])


def test_the_list_marks_both(city: City) -> None:
    a_paper(city), a_paper(city), a_paper(city, number=5)
    assert listed(city["drafter"]).count(WARNED) == 2
    assert listed(city["stranger"]).count(WARNED) == 0


def test_nobody_is_told_of_a_double_that_he_does_not_see(city: City) -> None:
    sent = issued(city, draft(city, number=776))
    a_paper(city)
    assert listed(city.person("SYT")).count(sent.designation) == 1
    assert WARNED not in listed(city.person("SYT"))
    assert WARNED in listed(city["city_clerk"])


def test_the_list_and_the_page_agree(city: City) -> None:
    for changes in (
        {},
        {},
        {"symbol": "ubnd-KGVX"},
        {"issued_date": None},
        {"issued_date": date(2020, 1, 1)},
        {"number": 9},
        {"number": None},
    ):
        a_paper(city, **changes)
    everything = Directive.objects.all()
    assert doubled(everything, among=everything) == {one.pk for one in everything if duplicates_of(one).exists()}


def test_the_list_costs_the_same_for_few_and_many(city: City) -> None:
    client = signed_in(city["drafter"])

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/van-ban/").status_code == 200
        return len(queries)

    a_paper(city)
    cost()
    few = cost()
    for _ in range(20):
        a_paper(city)
    assert cost() == few
