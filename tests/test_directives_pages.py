"""The list of directives and the registers, as a person meets them in the browser."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from directives import services
from directives.models import Directive, IncomingDocument
from directives.views import PER_PAGE
from org_hierarchy.models import Person
from org_hierarchy.services import appoint

from .city import AT, DAY, City, copy_of, draft, drafted, issued, numbered

pytestmark = pytest.mark.django_db


def page(client: Client, person: Person, name: str, **query: object) -> str:
    client.force_login(person)
    response = client.get(reverse(f"directives:{name}"), query)
    assert response.status_code == 200
    return response.content.decode()


def links(html: str) -> set[int]:
    """The directives that the page leads to, by their own page or by that of the unit's copy."""
    arrived = IncomingDocument.objects.values_list("recipient__directive", "pk")
    by_copy = {pk for pk, copy in arrived if f'href="/van-ban-den/{copy}/"' in html}
    return by_copy | {directive.pk for directive in Directive.objects.all() if f'href="/van-ban/{directive.pk}/"' in html}


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    for name in ("list", "registers"):
        response = client.get(reverse(f"directives:{name}"))
        assert response.status_code == 302
        assert "dang-nhap" in response["Location"]


def test_the_list_holds_what_the_person_sees_and_nothing_else(client: Client, city: City) -> None:
    sent, draft = issued(city), drafted(city)
    assert links(page(client, city["drafter"], "list")) == {sent.pk, draft.pk}
    assert links(page(client, city["officer"], "list")) == {sent.pk}
    assert links(page(client, city["stranger"], "list")) == set()
    assert links(page(client, Person.objects.create_user("khong-chuc-vu", full_name="Chưa Bổ Nhiệm"), "list")) == set()


def test_a_row_says_number_kind_issuer_day_and_status(client: Client, city: City) -> None:
    issued(city, urgency=Directive.Urgency.URGENT)
    html = page(client, city["drafter"], "list")
    for words in (
        "01/UBND-KGVX",
        "Công văn",
        "Triển khai ứng dụng VssID",
        "Ủy ban nhân dân thành phố",
        "18/03/2021",
        "Đã phát hành",
        "Khẩn",
    ):
        assert words in html, words
    assert 'class="cd-status cd-done"' in html
    drafted(city)
    assert 'class="cd-status cd-review"' in page(client, city["drafter"], "list", trang_thai="draft")


@pytest.mark.parametrize("words", ["vssid", "UNG DUNG", "ứng dụng VssID", "trien  khai", "776/ubnd", "KGVX 776"])
def test_search_needs_no_marks_and_finds_number_and_symbol(client: Client, city: City, words: str) -> None:
    wanted = numbered(city, number=776)
    other = numbered(city, subject="kiểm tra phòng cháy", symbol="UBND-NC")
    assert links(page(client, city["drafter"], "list", q=words)) == {wanted.pk}
    assert links(page(client, city["drafter"], "list", q="phong chay")) == {other.pk}
    assert "Hãy bớt điều kiện" in page(client, city["drafter"], "list", q="khong co")


def test_the_address_does_not_say_how_many_rows_a_page_has(client: Client, city: City) -> None:
    first, last = drafted(city), [drafted(city) for _ in range(PER_PAGE)][-1]
    assert len(links(page(client, city["drafter"], "list", per_page="1000000"))) == PER_PAGE
    assert links(page(client, city["drafter"], "list", trang="2", per_page="1")) == {first.pk}
    assert last.pk in links(page(client, city["drafter"], "list", per_page="0"))


def test_filters_are_in_the_address_and_combine(client: Client, city: City) -> None:
    sent, draft = issued(city), drafted(city, kind="KH", symbol="KH-UBND")
    person = city["drafter"]
    assert links(page(client, person, "list", trang_thai="draft")) == {draft.pk}
    assert links(page(client, person, "list", loai="CV")) == {sent.pk}
    assert links(page(client, person, "list", nam="2021")) == {sent.pk}
    assert links(page(client, person, "list", nam="2022")) == set()
    assert links(page(client, person, "list", loai="KH", trang_thai="issued")) == set()
    assert links(page(client, person, "list", hop="di")) == {sent.pk, draft.pk}
    assert links(page(client, person, "list", hop="den")) == set()
    officer = city["officer"]
    assert links(page(client, officer, "list", hop="den")) == {sent.pk}
    assert links(page(client, officer, "list", hop="di")) == set()
    assert "loai=KH&amp;hop=den" in page(client, person, "list", loai="KH")


@pytest.mark.parametrize(
    "query",
    [
        {"nam": "99999"},
        {"nam": "-1"},
        {"nam": "abc"},
        {"trang_thai": "x"},
        {"hop": "<script>alert(1)</script>"},
        {"trang": "9999"},
        {"trang": "x"},
        {"trang": "9" * 30},
        {"per_page": "-5"},
        {"sap-xep": "password"},
        {"q": "%_'\"\\"},
        {"q": "\x00"},
        {"q": "x" * 5000},
    ],
)
def test_a_hostile_address_neither_fails_nor_shows_more(client: Client, city: City, query: dict[str, str]) -> None:
    issued(city)
    assert "<script>alert" not in page(client, city["drafter"], "list", **query)
    assert links(page(client, city["stranger"], "list", **query)) == set()


def test_the_list_can_be_sorted_by_day(client: Client, city: City) -> None:
    early, late = numbered(city, issued_date=date(2021, 1, 5)), numbered(city)
    html = page(client, city["drafter"], "list", **{"sap-xep": "issued_date"})
    assert html.index(f"/van-ban/{early.pk}/") < html.index(f"/van-ban/{late.pk}/")
    html = page(client, city["drafter"], "list", **{"sap-xep": "-issued_date"})
    assert html.index(f"/van-ban/{late.pk}/") < html.index(f"/van-ban/{early.pk}/")


def test_fifty_rows_cost_the_queries_of_one(client: Client, city: City, django_assert_num_queries) -> None:
    def fill(count: int) -> None:
        for _ in range(count):
            services.receive_directive(copy_of(issued(city), city.units["BD"]), by=city["clerk"], at=AT, today=DAY)

    clerk = city["clerk"]
    addresses = [reverse("directives:list"), reverse("directives:registers") + "?so=den&nam=2021"]
    fill(1)
    client.force_login(clerk)
    costs = []
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        costs.append(len(queries))
    fill(49)
    for address, cost in zip(addresses, costs, strict=True):
        with django_assert_num_queries(cost):
            html = client.get(address).content.decode()
        assert len(links(html)) == 25
        assert "50" in html


def test_the_register_of_documents_sent_prints_what_was_numbered(client: Client, city: City) -> None:
    sent, waiting, draft = issued(city), numbered(city, subject="kiểm tra thể thức"), drafted(city)
    html = page(client, city["city_clerk"], "registers", nam="2021")
    assert links(html) == {sent.pk, waiting.pk}
    assert draft.pk not in links(html)
    for words in ("01/UBND-KGVX", "02/UBND-KGVX", "Công văn: Triển khai ứng dụng VssID", "Người HN.head", "VT, KGVX", "18/3/2021"):
        assert words in html, words
    assert html.index("02/UBND-KGVX") < html.index("01/UBND-KGVX")


def test_the_register_of_documents_received_prints_so_den(client: Client, city: City) -> None:
    directive, clerk = issued(city), city["clerk"]
    services.receive_directive(copy_of(directive, city.units["BD"]), by=clerk, at=AT, today=DAY)
    html = page(client, clerk, "registers", so="den", nam="2021")
    assert links(html) == {directive.pk}
    for words in ("Số đến", "Ủy ban nhân dân thành phố Hà Nội", "01/UBND-KGVX", "Người BD.clerk", "18/3/2021"):
        assert words in html, words
    assert links(page(client, clerk, "registers", so="di", nam="2021")) == set()


def test_nobody_opens_the_register_of_a_unit_that_is_not_theirs(client: Client, city: City) -> None:
    issued(city)
    html = page(client, city["clerk"], "registers", don_vi=city.units["HN"].pk, nam="2021")
    assert "01/UBND-KGVX" not in html
    assert "Ủy ban nhân dân quận Ba Đình" in html


def test_one_person_of_two_units_chooses_whose_register(client: Client, city: City) -> None:
    clerk = city["city_clerk"]
    post = city.seat(city["clerk"]).post
    appoint(clerk, post, valid_from=date(2020, 1, 1), by=None, at=AT)
    services.receive_directive(copy_of(issued(city), city.units["BD"]), by=clerk, at=AT, today=DAY)
    html = page(client, clerk, "registers", don_vi=city.units["BD"].pk, so="den", nam="2021")
    assert "01/UBND-KGVX" in html
    assert f'<option value="{city.units["BD"].pk}" selected>' in html


def test_a_person_without_a_post_is_told_why_there_is_no_register(client: Client) -> None:
    html = page(client, Person.objects.create_user("moi", full_name="Người Mới"), "registers")
    assert "chưa được bổ nhiệm" in html


@pytest.mark.parametrize("query", [{"nam": "x"}, {"don_vi": "x"}, {"so": "x"}, {"nam": "9" * 30}, {"trang": "-1"}])
def test_a_hostile_address_of_a_register_shows_this_year(client: Client, city: City, query: dict[str, str]) -> None:
    assert "Sổ đăng ký văn bản đi năm" in page(client, city["city_clerk"], "registers", **query)


def test_a_directive_numbered_this_year_is_in_the_register_that_opens(client: Client, city: City) -> None:
    today = timezone.localdate()
    directive = services.draft_directive(city.units["HN"], content=draft(city), by=city["drafter"], at=AT)
    Directive.objects.filter(pk=directive.pk).update(status=Directive.Status.SIGNED)
    services.number_directive(directive, by=city["city_clerk"], at=timezone.now(), today=today)
    assert links(page(client, city["city_clerk"], "registers")) == {directive.pk}
