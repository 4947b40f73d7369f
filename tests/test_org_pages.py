"""The page of units: the chain of command of any day, level by level, and the search."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from org_hierarchy import queries, views
from org_hierarchy.models import Area, OrgUnit, Person, Post
from org_hierarchy.services import UnitRow, add_post, add_units, appoint

pytestmark = pytest.mark.django_db

START, REFORM = date(2021, 1, 1), date(2025, 7, 1)
URL = reverse("org_hierarchy:units")
HTMX = {"HX-Request": "true"}


def row(code: str, name: str, parent: str = "", first: date = START, end: date | None = None, **more: Any) -> UnitRow:
    kind, line, level = OrgUnit.Kind.COMMITTEE, OrgUnit.Line.COMMITTEE, OrgUnit.Level.PROVINCE
    return UnitRow(code=code, name=name, kind=kind, line=line, level=level, parent=parent, valid_from=first, valid_to=end, **more)


@pytest.fixture
def units() -> dict[str, OrgUnit]:
    city = Area.objects.create(code="01", name="Thành phố An Bình", level=Area.Level.PROVINCE, valid_from=START)
    return add_units(
        [
            row("city", "UBND thành phố An Bình", areas=(city,)),
            row("district", "UBND quận Đức Hoà", "city", end=REFORM),
            row("ward", "UBND phường Cổng <b>Đỏ</b>", "district", end=REFORM),
            row("new", "UBND phường Mới", "city", REFORM),
        ]
    )


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(Person.objects.create(username="reader", full_name="Người Xem"))
    return client


def names(response: Any) -> list[str]:
    return [version.name for version in response.context["rows"]]


def test_a_stranger_is_sent_to_sign_in(client: Client, units: dict[str, OrgUnit]) -> None:
    for address in (URL, f"{URL}?q=duc", f"{URL}?duoi={units['city'].pk}"):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))


def test_the_page_is_only_read(reader: Client) -> None:
    assert reader.post(URL).status_code == 405


def test_the_tree_opens_level_by_level(reader: Client, units: dict[str, OrgUnit]) -> None:
    assert names(reader.get(URL)) == ["UBND thành phố An Bình"]
    level = reader.get(f"{URL}?duoi={units['city'].pk}&bac=1", headers=HTMX)
    assert names(level) == ["UBND phường Mới"]
    page = level.content.decode()
    assert "<html" not in page
    assert f'data-parent="{units["city"].pk}"' in page
    assert 'class="cd-level-1"' in page
    assert units["new"].get_absolute_url() in page


def test_the_tree_of_an_earlier_day_is_the_one_of_then(reader: Client, units: dict[str, OrgUnit]) -> None:
    level = reader.get(f"{URL}?duoi={units['city'].pk}&ngay=2021-03-18", headers=HTMX)
    assert names(level) == ["UBND quận Đức Hoà"]
    assert f"duoi={units['district'].pk}&amp;bac=1&amp;ngay=2021-03-18" in level.content.decode()
    below = reader.get(f"{URL}?duoi={units['district'].pk}&ngay=2021-03-18")
    assert names(below) == ["UBND phường Cổng <b>Đỏ</b>"]
    page = below.content.decode()
    assert "Cây đơn vị ngày 18/03/2021" in page
    assert "Cổng &lt;b&gt;Đỏ&lt;/b&gt;" in page
    assert page.index("UBND thành phố An Bình</a>") < page.index("UBND quận Đức Hoà</a>")


def test_before_the_first_unit_the_tree_says_that_it_is_empty(reader: Client, units: dict[str, OrgUnit]) -> None:
    assert "Không có đơn vị nào vào ngày 01/01/1999" in reader.get(f"{URL}?ngay=1999-01-01").content.decode()


@pytest.mark.parametrize(
    ("words", "day", "found"),
    [
        ("duc hoa", "2021-03-18", True),
        ("ĐỨC HÒA", "18/03/2021", True),
        ("duc hoa", "", False),
        ("district", "2021-03-18", True),
        ("xyz", "", False),
    ],
)
def test_search_needs_no_marks_and_keeps_to_the_day(reader: Client, units: dict[str, OrgUnit], words: str, day: str, found: bool) -> None:
    page = reader.get(URL, {"q": words, "ngay": day}).content.decode()
    assert (units["district"].get_absolute_url() in page) == found
    assert ("Không tìm thấy đơn vị nào" in page) != found


@pytest.mark.parametrize("day", ["2021-02-30", "hôm qua", "99999-01-01", "<script>"])
def test_a_day_that_is_none_is_said_and_today_is_shown(reader: Client, units: dict[str, OrgUnit], day: str) -> None:
    response = reader.get(URL, {"ngay": day})
    assert response.status_code == 200
    assert response.context["day"] == timezone.localdate()
    page = response.content.decode()
    assert "errorlist" in page
    assert "<script>" not in page.replace("<script src", "")


@pytest.mark.parametrize(
    "query", ["duoi=0", "duoi=999999999", "duoi=x", "duoi=", "duoi=-1", "tu=-1", "bac=1e3", "tu=99999999999999999999", "duoi=²"]
)
def test_an_address_of_no_unit_is_not_found(reader: Client, units: dict[str, OrgUnit], query: str) -> None:
    assert reader.get(f"{URL}?{query}").status_code == 404


def test_a_long_level_comes_in_pieces(reader: Client, units: dict[str, OrgUnit]) -> None:
    add_units([row(f"u{n:03d}", f"Đơn vị {n:03d}", "city") for n in range(views.ROWS + 5)])
    first = reader.get(f"{URL}?duoi={units['city'].pk}&bac=1", headers=HTMX)
    rest = reader.get(f"{URL}?duoi={units['city'].pk}&bac=1&tu={first.context['next_start']}", headers=HTMX)
    assert len(names(first)) == views.ROWS
    assert rest.context["next_start"] is None
    assert len({*names(first), *names(rest)}) == views.ROWS + 6
    assert f"tu={views.ROWS}" in first.content.decode()


def test_deep_levels_stop_indenting(reader: Client, units: dict[str, OrgUnit]) -> None:
    page = reader.get(f"{URL}?duoi={units['city'].pk}&bac=9", headers=HTMX).content.decode()
    assert 'class="cd-level-5"' in page


@pytest.mark.parametrize("query", ["", "duoi={city}", "q=don vi"])
def test_more_units_cost_no_more_queries(reader: Client, units: dict[str, OrgUnit], query: str) -> None:
    address = f"{URL}?{query.format(city=units['city'].pk)}"
    add_units([row("first", "Đơn vị 0", "city"), row("root", "Gốc 0"), row("first.below", "Dưới 0", "first")])
    with CaptureQueriesContext(connection) as few:
        reader.get(address)
    add_units([row(f"x{n}", f"Đơn vị {n}", "city") for n in range(1, 15)] + [row(f"r{n}", f"Gốc {n}") for n in range(1, 15)])
    with CaptureQueriesContext(connection) as many:
        reader.get(address)
    assert len(few) == len(many) <= 9


def test_the_facts_of_a_unit_are_four_queries_and_all_shown(units: dict[str, OrgUnit], django_assert_num_queries: Any) -> None:
    post = add_post(units["district"], title="Chủ tịch", role=Post.Role.HEAD)
    clerk = add_post(units["district"], title="Văn thư", role=Post.Role.CLERK)
    at = timezone.now()
    appoint(Person.objects.create(username="b", full_name="Lê Thị B"), clerk, valid_from=START, by=None, at=at)
    appoint(Person.objects.create(username="a", full_name="Trần Văn A"), post, valid_from=START, by=None, at=at)
    with django_assert_num_queries(4):
        facts = queries.unit_facts(units["district"], on=date(2021, 3, 18))
        page = render_to_string("org_hierarchy/_unit_facts.html", {"facts": facts})
    assert page.index("Trần Văn A") < page.index("Lê Thị B")
    assert units["city"].get_absolute_url() in page
    city = queries.unit_facts(units["city"], on=date(2021, 3, 18))
    assert "Thành phố An Bình" in render_to_string("org_hierarchy/_unit_facts.html", {"facts": city})
    ward = queries.unit_facts(units["ward"], on=date(2021, 3, 18))
    assert [unit.code for unit in ward.above] == ["city", "district"]
    gone = queries.unit_facts(units["ward"], on=REFORM)
    assert gone.version is None
    assert "không hoạt động vào ngày 01/07/2025" in render_to_string("org_hierarchy/_unit_facts.html", {"facts": gone})
