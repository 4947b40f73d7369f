"""The inbox: what waits for whom, queue by queue, found without marks, at the same cost however much it is."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.models import Assignment, Campaign, Report
from directives.models import Directive
from org_hierarchy.models import Person
from workflows import steps

from .city import AT, DAY, City, begun, copy_of, delivered, draft_for_districts, later, signed_in

pytestmark = pytest.mark.django_db

URL = "/hop-viec/"


def inbox(person: Person, query: str = "") -> str:
    client = signed_in(person)
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200
    return re.sub(r"\s+", " ", unescape(response.content.decode()))


def works(html: str) -> list[int]:
    """The assignments in the list, in its order."""
    return [int(pk) for pk in re.findall(r'<a class="cd-title" href="/viec/(\d+)/">', html)]


def steps_in(html: str) -> list[str]:
    return re.findall(r'<span class="cd-step">.*?</svg>([^<]+)</span>', html)


def tabs(html: str) -> dict[str, str]:
    """The queues with their counts."""
    rows = re.search(r'<ul class="cd-tabs">(.*?)</ul>', html)
    assert rows is not None
    return dict(re.findall(r">([^<>]+)<span class=\"cd-count[^\"]*\">([\d.]+)</span>", rows[1]))


def due_in(assignment: Assignment, days: int) -> None:
    Assignment.objects.filter(pk=assignment.pk).update(due_date=timezone.localdate() + timedelta(days=days))


@pytest.fixture
def mine(city: City) -> list[Assignment]:
    """Six of the first district, due in 20, 10, 5, 1 days, yesterday, and without a day; all but the first received."""
    received, waiting = delivered(city, draft_for_districts(city, tasks=5)), delivered(city)
    steps.receive(copy_of(received, city.districts[0]), by=city["clerk"], at=AT, today=DAY)
    of_mine = Assignment.objects.filter(unit=city.districts[0]).order_by("task__position")
    rows = [*of_mine.filter(campaign__directive=waiting), *of_mine.filter(campaign__directive=received)]
    for row, days in zip(rows, (20, 10, 5, 1, -1), strict=False):
        due_in(row, days)
    Assignment.objects.filter(pk=rows[5].pk).update(due_date=None)
    for row in rows:
        row.refresh_from_db()
    return rows


def test_the_nearest_deadline_stands_first_and_none_last(city: City, mine: list[Assignment]) -> None:
    assert works(inbox(city["officer"])) == [mine[4].pk, mine[3].pk, mine[2].pk, mine[1].pk, mine[0].pk, mine[5].pk]
    assert works(inbox(city["officer"], "?sap-xep=-due_date")) == [mine[0].pk, mine[1].pk, mine[2].pk, mine[3].pk, mine[4].pk, mine[5].pk]


def test_each_queue_holds_what_its_count_says(city: City, mine: list[Assignment]) -> None:
    officer = city["officer"]
    steps.report(mine[1], kind=Report.Kind.FINAL, text="Xong.", by=officer, at=later(days=1), today=DAY)
    steps.report(mine[2], kind=Report.Kind.FINAL, text="Xong.", by=officer, at=later(days=1), today=DAY)
    report = steps.report(mine[3], kind=Report.Kind.FINAL, text="Xong.", by=officer, at=later(days=1), today=DAY)
    steps.review(Report.objects.get(assignment=mine[2]), accept=True, note="", by=city["city_officer"], at=later(days=2))
    steps.review(report, accept=False, note="Thiếu.", by=city["city_officer"], at=later(days=2))
    counted = tabs(inbox(officer))
    assert counted == {
        "Tất cả": "6", "Chưa tiếp nhận": "1", "Đang thực hiện": "1", "Chờ duyệt": "1", "Trả lại": "1", "Hoàn thành": "1", "Quá hạn": "1",
    }  # fmt: skip
    for queue, rows in {"new": 0, "doing": 5, "review": 1, "returned": 3, "done": 2, "overdue": 4}.items():
        assert works(inbox(officer, f"?hang={queue}")) == [mine[rows].pk], queue
    assert works(inbox(city["city_officer"], "?hang=review")) == [mine[1].pk], "the reviewer finds what waits for review"
    assert works(inbox(city["other_officer"], "?hang=review")) == []


def test_only_what_is_late_is_marked(city: City, mine: list[Assignment]) -> None:
    shown = inbox(city["officer"])
    assert shown.count("cd-row-late") == 1
    assert "Quá hạn 1 ngày" in shown
    assert "Còn 1 ngày" in shown
    assert "Không hạn" in shown


def test_words_are_found_without_their_marks(city: City, mine: list[Assignment]) -> None:
    for query, count in {"ra soat": 6, "RÀ SOÁT": 6, "ubnd quan ba dinh": 6, "01/ubnd-kgvx quan": 5, "02/UBND": 1}.items():
        assert len(works(inbox(city["officer"], f"?q={query}"))) == count, query
    assert works(inbox(city["officer"], "?q=bơi lội")) == []
    assert "Không có việc nào ở đây." in inbox(city["officer"], "?q=bơi lội")


def test_filters_stand_in_the_address_and_can_be_taken_off(city: City, mine: list[Assignment]) -> None:
    campaign = mine[1].campaign_id
    shown = inbox(city["officer"], f"?han=7&dot={campaign}")
    assert works(shown) == [mine[3].pk, mine[2].pk]
    assert "Trong 7 ngày tới" in shown
    off = re.findall(r'<ul class="cd-chips".*?</ul>', shown)[0]
    assert 'href="/hop-viec/?han=7"' in off
    assert f'href="/hop-viec/?dot={campaign}"' in off
    assert f"?han=7&dot={campaign}&hang=overdue" in shown, "the queues keep the filter"


@pytest.mark.parametrize("query", ["?hang=khac", "?han=900", "?dot=abc", "?dot=999999", "?trang=0", "?trang=99", "?buoc=x", "?sap-xep=zz"])
def test_an_impossible_choice_breaks_nothing(city: City, query: str) -> None:
    assert "Hộp việc" in inbox(city["officer"], query)


def test_steps_of_directives_stand_above_the_longest_waiting_first(city: City) -> None:
    older = begun(city)
    begun(city, replace(draft_for_districts(city), subject="mở lớp bơi lội cho học sinh"))
    steps.submit(older, by=city["drafter"], at=later(days=1))
    drafter = inbox(city["drafter"])
    assert steps_in(drafter) == ["Soạn thảo"]
    assert "Mở lớp bơi lội cho học sinh" in drafter
    assert steps_in(inbox(city["division_head"])) == ["Duyệt nội dung"]
    steps.return_draft(older, reason="Sửa.", by=city["division_head"], at=later(days=2))
    shown = inbox(city["drafter"])
    assert sorted(steps_in(shown)) == ["Soạn thảo", "Soạn thảo"]
    assert "Trả lại" in shown


def test_a_campaign_comes_to_be_concluded_when_nothing_in_it_is_open(city: City) -> None:
    directive = delivered(city)
    assert steps_in(inbox(city["chairman"])) == []
    Assignment.objects.filter(campaign__directive=directive).update(status="accepted")
    assert steps_in(inbox(city["chairman"])) == ["Theo dõi, kết thúc"]


def test_many_steps_have_pages_that_keep_the_list(city: City) -> None:
    for _ in range(10):
        begun(city)
    first = inbox(city["drafter"])
    assert len(steps_in(first)) == 8
    assert 'href="/hop-viec/?buoc=2"' in first
    assert len(steps_in(inbox(city["drafter"], "?buoc=2"))) == 2


def test_pages_are_counted_of_what_is_listed_narrowed_or_not(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=26))
    delivered(city, replace(draft_for_districts(city, tasks=4), subject="mở lớp bơi lội cho học sinh"))
    assert "1–25 / 30" in inbox(city["officer"])
    assert "26–30 / 30" in inbox(city["officer"], "?trang=9")
    assert "1–25 / 30" in inbox(city["officer"], "?hang=overdue&sap-xep=-due_date")
    assert "1–4 / 4" in inbox(city["officer"], "?q=boi loi")
    assert "1–4 / 4" in inbox(city["officer"], f"?hang=overdue&dot={Campaign.objects.latest('pk').pk}")
    assert len(works(inbox(city["officer"], "?han=abc"))) == 0


def test_the_badge_counts_what_waits(city: City) -> None:
    delivered(city, draft_for_districts(city, tasks=3))
    assert '<span class="cd-count cd-count-late">3</span>' in inbox(city["officer"])
    assert '<span class="cd-count cd-count-late">' not in inbox(city["chairman"]).split("</aside>")[0], "to follow is no step"


def test_only_those_who_may_draft_are_offered_a_new_document(city: City) -> None:
    assert "Văn bản mới" in inbox(city["drafter"])
    assert "Văn bản mới" not in inbox(city["monitor"]), "nobody there can sign"


def test_a_search_in_the_page_brings_what_its_address_brings(city: City) -> None:
    """The browser keeps one answer per address, whoever asked for it."""
    client = signed_in(city["officer"])
    whole, part = (re.sub(r'csrf\w*"[^>]*>|X-CSRFToken.*?}', "", client.get(f"{URL}?q=xa", headers=headers).content.decode())
                   for headers in ({}, {"HX-Request": "true"}))  # fmt: skip
    assert whole == part
    assert "cd-bottom-nav" in part


# Cost


def queries_of(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as caught:
        ask()
    return len(caught)


def ask(person: Person, url: str) -> Callable[[], Any]:
    client = signed_in(person)

    def get() -> None:
        response = client.get(url)
        assert response.status_code == 200

    get()  # content types and the like are read once per process
    return get


def test_pages_cost_the_same_for_one_task_and_sixty(city: City) -> None:
    """Sixty tasks for every district against one: inbox, directive, draft, each with everything in it."""
    cost: list[dict[str, int]] = []
    for tasks in (1, 60):
        Campaign.objects.update(status="concluded")  # only the new one is open
        directive = delivered(city, draft_for_districts(city, tasks=tasks))
        Assignment.objects.filter(unit=city.districts[1]).update(status="reported")
        again = begun(city, draft_for_districts(city, tasks=tasks))
        found = {
            "inbox of the unit": ask(city["officer"], URL),
            "inbox of the reviewer": ask(city["city_officer"], URL),
            "directive": ask(city["city_officer"], reverse("workflows:directive", args=[directive.pk])),
            "directive at the unit": ask(city["officer"], reverse("workflows:directive", args=[directive.pk])),
            "draft": ask(city["drafter"], reverse("workflows:draft", args=[again.pk])),
        }
        cost.append({name: queries_of(get) for name, get in found.items()})
    assert cost[0] == cost[1]
    assert max(cost[0].values()) <= 44


def test_an_assignment_costs_the_same_with_one_report_and_twenty(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, target=90))
    assignment = Assignment.objects.get(unit=city.districts[0], campaign__directive=directive)
    steps.receive_assignment(assignment, by=city["clerk"], at=AT, today=DAY)
    url = reverse("workflows:assignment", args=[assignment.pk])
    cost = []
    for count in (1, 19):
        for number in range(count):
            assignment.refresh_from_db()
            steps.report(
                assignment,
                kind="interim",
                text=f"Lần {number}.",
                numerator=number,
                denominator=90,
                by=city["officer"],
                at=later(days=1),
                today=DAY,
            )
        cost.append(queries_of(ask(city["city_officer"], url)))
    assert cost[0] == cost[1]
    assert Directive.objects.count() == 1
