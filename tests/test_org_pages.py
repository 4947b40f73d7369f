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

from org_hierarchy import queries
from org_hierarchy.models import Area, OrgUnit, Person, Post, Succession, UnitVersion
from org_hierarchy.services import UnitRow, add_post, add_units, appoint, set_remit
from org_hierarchy.views import tree
from records.text import fold

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
    response = reader.get(URL, {"q": words, "ngay": day})
    page = response.content.decode()
    assert (units["district"] in [row.record for row in response.context["table"].page.object_list]) == found
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
    add_units([row(f"u{n:03d}", f"Đơn vị {n:03d}", "city") for n in range(tree.ROWS + 5)])
    first = reader.get(f"{URL}?duoi={units['city'].pk}&bac=1", headers=HTMX)
    rest = reader.get(f"{URL}?duoi={units['city'].pk}&bac=1&tu={first.context['next_start']}", headers=HTMX)
    assert len(names(first)) == tree.ROWS
    assert rest.context["next_start"] is None
    assert len({*names(first), *names(rest)}) == tree.ROWS + 6
    assert f"tu={tree.ROWS}" in first.content.decode()


def test_deep_levels_stop_indenting(reader: Client, units: dict[str, OrgUnit]) -> None:
    page = reader.get(f"{URL}?duoi={units['city'].pk}&bac=9", headers=HTMX).content.decode()
    assert 'class="cd-level-5"' in page


@pytest.mark.parametrize("query", ["", "duoi={city}", "q=don vi"])
def test_more_units_cost_no_more_queries(reader: Client, units: dict[str, OrgUnit], query: str) -> None:
    address = f"{URL}?{query.format(city=units['city'].pk)}"
    add_units([row("first", "Đơn vị 0", "city"), row("root", "Gốc 0"), row("first.below", "Dưới 0", "first")])
    add_units([row("past", "Đơn vị xưa 0", end=REFORM)])
    reader.get(address)  # the first request fills the caches of content types and of templates
    with CaptureQueriesContext(connection) as few:
        reader.get(address)
    add_units([row(f"x{n}", f"Đơn vị {n}", "city") for n in range(1, 15)] + [row(f"r{n}", f"Gốc {n}") for n in range(1, 15)])
    add_units([row(f"past{n}", f"Đơn vị xưa {n}", end=REFORM) for n in range(1, 15)])
    with CaptureQueriesContext(connection) as many:
        reader.get(address)
    assert len(few) == len(many) <= 10


@pytest.mark.parametrize(
    ("day", "active"), [("2025-06-30", "Trước 1/7/2025"), ("2025-07-01", "Từ 1/7/2025"), ("", "Hôm nay"), ("2021-03-18", "")]
)
def test_the_map_is_switched_by_a_day_and_what_was_searched_stays(reader: Client, units: dict[str, OrgUnit], day: str, active: str) -> None:
    response = reader.get(URL, {"q": "phuong", "ngay": day})
    assert [tab.label for tab in response.context["days"] if tab.active] == ([active] if active else [])
    assert all("q=phuong" in tab.url for tab in response.context["days"])
    old = next(tab for tab in response.context["days"] if tab.label == "Trước 1/7/2025")
    assert "UBND phường Cổng" in reader.get(old.url).content.decode()


def test_a_unit_of_another_day_is_named_with_its_map_and_its_successors(reader: Client, units: dict[str, OrgUnit]) -> None:
    Succession.objects.create(predecessor=units["district"], successor=units["new"], day=REFORM)
    page = reader.get(URL, {"q": "duc hoa"}).content.decode()
    assert "Không có hôm nay, có vào ngày khác" in page
    assert "Có trên bản đồ trước 1/7/2025." in page
    assert "q=duc%20hoa&amp;ngay=2025-06-30" in page
    assert f'<a href="{units["new"].get_absolute_url()}">UBND phường Mới</a>' in page
    to_come = reader.get(URL, {"q": "moi", "ngay": "2021-03-18"}).content.decode()
    assert "Có trên bản đồ từ 1/7/2025." in to_come
    assert "ngay=2025-07-01" in to_come


def test_an_old_name_of_a_unit_leads_to_what_it_is_called_now(reader: Client, units: dict[str, OrgUnit]) -> None:
    old = UnitVersion.objects.get(unit=units["city"])
    UnitVersion.objects.filter(pk=old.pk).update(valid_to=REFORM)
    unit = units["city"]
    name, folded = "UBND thành phố An Định", fold("UBND thành phố An Định")
    UnitVersion.objects.create(unit=unit, name=name, folded_name=folded, sort_name=unit.sort_name, path=unit.path, valid_from=REFORM)
    OrgUnit.objects.filter(pk=unit.pk).update(name=name, folded_name=folded)
    page = reader.get(URL, {"q": "an binh"}).content.decode()
    assert "Tên gọi trên bản đồ trước 1/7/2025; hiện là" in page
    assert "ngay=2025-06-30" in page
    then = reader.get(URL, {"q": "an binh", "ngay": "2025-06-30"})
    assert [row.record for row in then.context["table"].page.object_list] == [unit]
    assert "UBND thành phố An Bình" in then.content.decode()


def test_the_roots_are_those_of_one_line_of_command(reader: Client, units: dict[str, OrgUnit]) -> None:
    bhxh = OrgUnit.Line.BHXH
    add_units([UnitRow("vss", "BHXH Việt Nam", OrgUnit.Kind.BHXH, bhxh, OrgUnit.Level.CENTRAL, START)])
    assert names(reader.get(URL)) == ["UBND thành phố An Bình", "BHXH Việt Nam"]
    assert names(reader.get(URL, {"nganh": "bhxh"})) == ["BHXH Việt Nam"]
    assert names(reader.get(URL, {"nganh": "<script>"})) == ["UBND thành phố An Bình", "BHXH Việt Nam"]
    assert names(reader.get(f"{URL}?nganh=bhxh&duoi={units['city'].pk}", headers=HTMX)) == ["UBND phường Mới"]


def test_a_row_says_how_many_stand_under_it_on_that_day(reader: Client, units: dict[str, OrgUnit]) -> None:
    add_units([row("second", "UBND quận Hai", "city", end=REFORM)])
    assert [version.below_count for version in reader.get(URL, {"ngay": "2021-03-18"}).context["rows"]] == [2]
    assert [version.below_count for version in reader.get(URL).context["rows"]] == [1]


def test_the_facts_of_a_unit_are_thirteen_queries_and_all_shown(units: dict[str, OrgUnit], django_assert_num_queries: Any) -> None:
    post = add_post(units["district"], title="Chủ tịch", role=Post.Role.HEAD)
    clerk = add_post(units["district"], title="Văn thư", role=Post.Role.CLERK)
    at = timezone.now()
    person = Person.objects.create(username="b", full_name="Lê Thị B")
    held = appoint(person, clerk, valid_from=START, by=None, at=at)
    appoint(Person.objects.create(username="a", full_name="Trần Văn A"), post, valid_from=START, by=None, at=at)
    Succession.objects.create(predecessor=units["district"], successor=units["new"], day=REFORM)
    substitute = Person.objects.create(username="c", full_name="Phạm Văn C")
    held.absences.create(substitute=substitute, reason="Nghỉ phép", valid_from=date(2021, 3, 15), valid_to=date(2021, 3, 20))
    vice = add_post(units["district"], title="Phó Chủ tịch", role=Post.Role.DEPUTY)
    deputy = appoint(Person.objects.create(username="d", full_name="Võ Thị D"), vice, valid_from=START, remit=["y tế"], by=None, at=at)
    set_remit(deputy, words=["văn hóa"], units=[units["ward"]], on=date(2021, 3, 19), by=None, at=at)
    with django_assert_num_queries(12):
        queries.unit_facts(units["district"], on=date(2021, 3, 19))
    deputy.former_remits.update(unit_ids=[units["ward"].pk])
    with django_assert_num_queries(13):
        facts = queries.unit_facts(units["district"], on=date(2021, 3, 18))
        page = shown(facts)
    assert page.index("Trần Văn A") < page.index("Lê Thị B")
    assert "Vắng đến trước 20/03/2021" in page
    assert "phụ trách y tế" in page
    assert "Phạm Văn C thay" in page
    assert units["city"].get_absolute_url() in page
    assert "Được 1 đơn vị kế thừa" in page
    assert "Kế thừa 1 đơn vị" in shown(queries.unit_facts(units["new"], on=REFORM))
    assert "Thành phố An Bình" in shown(queries.unit_facts(units["city"], on=date(2021, 3, 18)))
    assert "Phạm Văn C" not in shown(queries.unit_facts(units["district"], on=date(2021, 3, 20)))
    ward = queries.unit_facts(units["ward"], on=date(2021, 3, 18))
    assert [version.name for version in ward.above] == ["UBND thành phố An Bình", "UBND quận Đức Hoà"]


def shown(facts: queries.UnitFacts) -> str:
    """The three parts of a unit's page that this room draws."""
    context = {"facts": facts, "is_today": True}
    return "".join(render_to_string(f"org_hierarchy/_unit_{part}.html", context) for part in ("people", "facts", "history"))


def test_the_page_of_a_unit_is_that_of_the_day_and_says_when_there_was_none(reader: Client, units: dict[str, OrgUnit]) -> None:
    address = units["ward"].get_absolute_url()
    gone = reader.get(address).content.decode()
    assert "kết thúc từ ngày 01/07/2025" in gone
    assert "Chức vụ và người giữ" not in gone
    then = reader.get(address, {"ngay": "2021-03-18"}).content.decode()
    assert "Đơn vị không hoạt động" not in then
    assert f'{units["district"].get_absolute_url()}?ngay=2021-03-18">UBND quận Đức Hoà</a>' in then
    before = reader.get(units["new"].get_absolute_url(), {"ngay": "2021-03-18"}).content.decode()
    assert "thành lập ngày 01/07/2025" in before
    assert reader.get(address, {"ngay": "hôm qua"}).status_code == 200
