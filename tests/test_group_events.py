"""What is done to many at once is told with its reason: on the page of the directive, and of each assignment it touched."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from campaigns.models import Assignment, Campaign
from campaigns.services import Part
from records.events import concerns, fan_out
from records.models import Event
from workflows import steps
from workflows.views.assignments import page
from workflows.views.directives import history
from workflows.views.group_events import that_concern

from .city import AT, DAY, City, delivered, draft, duty, grouped, later, signed_in

ROOT = Path(__file__).parent.parent
WRITERS = {"record", "record_many", "record_changes"}


def actions() -> set[str]:
    """Every name of an act in the rooms whose events stand on timelines: what is said of campaigns and of what was given."""
    found = set()
    for path in (ROOT / "campaigns" / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and re.fullmatch(r"campaigns\.[a-z_]+", str(node.value)):
                found.add(node.value)
    return found


def test_every_recorded_act_of_carrying_out_has_a_vietnamese_name() -> None:
    named = history.EVENTS | page.EVENTS
    assert len(actions()) > 30
    assert sorted(actions() - set(named)) == []


@given(st.sets(st.integers(1, 400)), st.integers(1, 400))
def test_a_fan_out_says_exactly_who_was_in_it(members: set[int], member: int) -> None:
    event = Event(after=fan_out(members))
    assert concerns(event, member) == (member in members)
    assert event.after["count"] == len(members)


def test_ids_that_follow_each_other_are_said_in_one_span() -> None:
    assert fan_out([5, 3, 4, 9, 11, 12])["members"] == "3-5,9,11-12"
    assert len(fan_out(range(1, 100_000))["members"]) == 7


@pytest.fixture
def campaign(city: City, db: None) -> Campaign:
    """Dated weekly work and work without a day, for the three districts."""
    weekly = duty(
        "Báo cáo tuần.", grouped(city.group()), deadline=date(2021, 3, 31), deadline_text="chậm nhất ngày 31/3/2021", period="weekly"
    )
    free = duty("Rà soát.", grouped(city.group()))
    return Campaign.objects.select_related("directive", "issuer", "monitor").get(directive=delivered(city, draft(city, weekly, free)))


def of(city: City, code: str, task: int = 0) -> Assignment:
    rows = Assignment.objects.select_related("campaign__directive", "campaign__issuer", "unit", "reviewer", "task", "parent")
    return rows.filter(unit=city.units[code]).order_by("task__position")[task]


def pages(city: City, assignment: Assignment) -> tuple[str, str]:
    client = signed_in(city["chairman"])
    return tuple(
        client.get(url).content.decode() for url in (assignment.get_absolute_url(), assignment.campaign.directive.get_absolute_url())
    )


def test_group_acts_are_told_with_their_reason_where_they_belong(city: City, campaign: Campaign) -> None:
    by, mine, other = city["chairman"], of(city, "BD"), of(city, "HK")
    steps.extend_all(campaign, [mine.pk], due_date=date(2021, 4, 9), reason="Mưa bão", by=by, at=later(hours=1), today=DAY)
    steps.look_again(
        of(city, "BD", 1).task, next_date=date(2021, 5, 5), due_date=None, note="Chờ số liệu", by=by, at=later(hours=2), today=DAY
    )
    steps.recall_all(campaign, [mine.pk], reason="Giao nhầm", by=by, at=later(hours=3))
    steps.remove_units(campaign, [of(city, "BD", 1).pk], reason="Đã sáp nhập", by=by, at=later(hours=4))
    added = {"units": [mine.unit], "tasks": list(campaign.tasks.all()), "due_date": date(2021, 4, 20)}
    steps.add_units(campaign, **added, reason="Lại thuộc đợt", by=by, at=later(hours=5), today=DAY)
    own, directive = pages(city, mine)
    for words in ("Mưa bão", "Giao nhầm", "Lại thuộc đợt", "hạn mới 09/04/2021"):
        assert words in own, words
    for words in ("Mưa bão", "Chờ số liệu", "Giao nhầm", "Đã sáp nhập", "Lại thuộc đợt", "xem lại vào 05/05/2021", "Đến kỳ báo cáo"):
        assert words in directive, words
    for html in (own, directive):
        assert not [name for name in actions() if name in html]
    others, _ = pages(city, other)
    assert "Mưa bão" not in others
    assert "Giao nhầm" not in others
    assert "Đã sáp nhập" in pages(city, of(city, "BD", 1))[0]


def test_the_recipients_are_not_told_of_others_on_the_page_of_the_directive(city: City, campaign: Campaign) -> None:
    steps.recall_all(campaign, [of(city, "HK").pk], reason="Giao nhầm", by=city["chairman"], at=later(hours=3))
    assert "Giao nhầm" not in signed_in(city["officer"]).get(campaign.directive.get_absolute_url()).content.decode()


def test_what_was_given_on_is_told_of_its_recall_however_deep_and_at_the_same_cost(city: City, campaign: Campaign) -> None:
    steps.receive_assignment(of(city, "BD"), by=city["officer"], at=AT, today=DAY)
    parts = [Part(city.units[code].pk) for code in ("KM", "TB")]
    steps.delegate(of(city, "BD"), parts=parts, by=city["officer"], at=AT, today=DAY)
    child = of(city, "KM")
    steps.recall_delegated(of(city, "BD"), children=[child.pk], reason="Chia lại địa bàn", by=city["officer"], at=later(hours=1))
    assert "Chia lại địa bàn" in pages(city, child)[0]
    assert "Chia lại địa bàn" not in pages(city, of(city, "TB"))[0]
    for assignment, count in ((of(city, "HK"), 1), (child, 2)):
        with CaptureQueriesContext(connection) as captured:
            that_concern(assignment)
        assert len(captured) == count
