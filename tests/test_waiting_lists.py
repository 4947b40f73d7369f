"""What waits for a person's word: the first of each kind in the inbox, which says that there is more, and all of it on pages of its own."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Assignment, Suspension
from directives.models import Directive, Opinion, Recipient
from org_hierarchy.models import Person

from .city import AT, City, begun, delivered, draft_for_districts, signed_in

pytestmark = pytest.mark.django_db

INBOX = "/hop-viec/"


def shown(person: Person, url: str) -> str:
    response = signed_in(person).get(url)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", response.content.decode())


def standstills(city: City, count: int) -> list[Suspension]:
    """Asked by Ba Đình's officer, one for each of its tasks."""
    delivered(city, draft_for_districts(city, tasks=count))
    rows = Assignment.objects.filter(unit=city.units["BD"]).order_by("pk")
    return Suspension.objects.bulk_create(
        Suspension(assignment=row, reason=f"Chờ hướng dẫn {n}.", asked_by=city["officer"], asked_at=AT) for n, row in enumerate(rows)
    )


def copies_of(directive: Directive, count: int) -> list[Directive]:
    """So many more of the same."""
    made = []
    for _ in range(count):
        directive.pk = None
        directive._state.adding = True
        directive.number = None
        directive.save()
        made.append(Directive.objects.get(pk=directive.pk))
    return made


def test_a_list_that_is_cut_says_so_and_leads_to_all_of_it(city: City) -> None:
    asked = standstills(city, 27)
    html = shown(city["chairman"], INBOX)
    assert html.count("#tam-dung") == 20
    assert "20 việc đầu; còn nữa" in html
    address = reverse("workflows:waiting", args=["tam-dung"])
    assert f'href="{address}"' in html
    first, second = shown(city["chairman"], address), shown(city["chairman"], f"{address}?trang=2")
    assert (first.count("#tam-dung"), second.count("#tam-dung")) == (25, 2)
    assert "1–25" in first
    assert "26–27" in second
    assert f"{address}?trang=2" in first
    for one in asked:
        assert (one.reason in first) + (one.reason in second) == 1
    assert "Không còn gì ở đây." in shown(city["chairman"], f"{address}?trang=3")
    assert "#tam-dung" not in shown(city["officer"], address), "who asked decides on nothing"


def test_a_list_that_is_whole_says_nothing_more(city: City) -> None:
    standstills(city, 20)
    html = shown(city["chairman"], INBOX)
    assert html.count("#tam-dung") == 20
    assert "còn nữa" not in html


def test_what_is_asked_back_is_never_cut_in_silence(city: City) -> None:
    issued = delivered(city)
    Recipient.objects.bulk_create(
        Recipient(directive=one, unit=city.units["BD"], role="de_biet", status=Recipient.Status.TAKING_BACK, sent_at=AT, reason="Nhầm.")
        for one in copies_of(issued, 9)
    )
    html = shown(city["clerk"], INBOX)
    assert html.count("đề nghị Ủy ban nhân dân quận Ba Đình trả lại") == 8
    assert "8 văn bản đầu; còn nữa" in html
    assert shown(city["clerk"], reverse("workflows:waiting", args=["lay-lai"])).count("#lay-lai") == 9


def test_opinions_asked_are_never_cut_in_silence(city: City) -> None:
    draft, due = begun(city), timezone.localdate() + timedelta(days=3)
    Opinion.objects.bulk_create(
        Opinion(directive=one, unit=city.units["BD"], asked_by=city["drafter"], asked_at=AT, due_date=due) for one in copies_of(draft, 21)
    )
    html = shown(city["officer"], INBOX)
    assert html.count("#y-kien") == 20
    assert "còn nữa" in html
    assert shown(city["officer"], reverse("workflows:waiting", args=["y-kien"])).count("#y-kien") == 21


@pytest.mark.parametrize("name", ["lay-lai", "gia-han", "ra-soat", "don-vi", "ke-thua", "tam-dung", "y-kien", "cung-soan"])
def test_every_kind_has_a_page_also_when_nothing_waits(city: City, name: str) -> None:
    assert "Không còn gì ở đây." in shown(city["stranger"], reverse("workflows:waiting", args=[name]))
    assert "Không còn gì ở đây." in shown(city["stranger"], reverse("workflows:waiting", args=[name]) + "?trang=x")


def test_another_name_is_no_page(city: City) -> None:
    assert signed_in(city["officer"]).get("/hop-viec/cho/khac/").status_code == 404


def test_inbox_and_list_cost_the_same_however_much_waits(city: City) -> None:
    client, address = signed_in(city["chairman"]), reverse("workflows:waiting", args=["tam-dung"])
    asked = standstills(city, 27)
    costs = []
    for keep in (asked[:2], asked):
        Suspension.objects.exclude(pk__in=[one.pk for one in keep]).update(status=Suspension.Status.WITHDRAWN)
        Suspension.objects.filter(pk__in=[one.pk for one in keep]).update(status=Suspension.Status.ASKED)
        for url in (INBOX, address):
            client.get(url)
            with CaptureQueriesContext(connection) as caught:
                assert client.get(url).status_code == 200
            costs.append(len(caught))
    assert costs[:2] == costs[2:]
