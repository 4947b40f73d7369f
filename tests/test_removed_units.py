"""A unit that was taken out of a campaign is expected no more, in no later phase either, until it is added again."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.models import Assignment, Campaign, Removal
from records.models import Event, Job
from workflows import clock, steps
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, at, delivered, draft, duty, grouped, later

pytestmark = pytest.mark.django_db

OPENS = date(2021, 4, 5)


@pytest.fixture
def campaign(city: City) -> Campaign:
    """Work for the three districts at once, and more of it from OPENS on."""
    now = duty("Việc một.", grouped(city.group()), deadline=DUE, deadline_text="chậm nhất ngày 31/3/2021")
    second = duty("Giai đoạn hai.", grouped(city.group()), start_date=OPENS, deadline=date(2021, 4, 30), deadline_text="đến 30/4/2021")
    return Campaign.objects.select_related("directive", "issuer", "monitor").get(directive=delivered(city, draft(city, now, second)))


def open_phase() -> None:
    clock.sweep_all(at=at(OPENS, 8))
    for job in Job.objects.exclude(status=Job.Status.DONE):
        run_job(job.pk)


def have(content: str) -> list[str]:
    rows = Assignment.objects.filter(task__content=content).exclude(status=Assignment.Status.RECALLED)
    return sorted(rows.values_list("unit__code", flat=True))


def remove(city: City, campaign: Campaign, code: str) -> int:
    chosen = Assignment.objects.filter(unit=city.units[code]).values_list("pk", flat=True)
    return steps.remove_units(campaign, list(chosen), reason="Đã sáp nhập", by=city["chairman"], at=AT)


def add(city: City, campaign: Campaign, code: str) -> None:
    tasks = list(campaign.tasks.filter(opens_date=None))
    steps.add_units(
        campaign,
        units=[city.units[code]],
        tasks=tasks,
        due_date=None,
        reason="Lại thuộc đợt",
        by=city["chairman"],
        at=later(hours=2),
        today=DAY,
    )


def test_a_unit_taken_out_is_not_given_what_a_later_phase_asks(city: City, campaign: Campaign) -> None:
    assert remove(city, campaign, "BD") == 1
    open_phase()
    assert have("Việc một.") == have("Giai đoạn hai.") == ["HK", "TT"]
    assert not clock.astray()


def test_a_unit_that_is_added_again_is_expected_again(city: City, campaign: Campaign) -> None:
    remove(city, campaign, "BD")
    add(city, campaign, "BD")
    assert not Removal.objects.exists()
    open_phase()
    assert have("Việc một.") == have("Giai đoạn hai.") == ["BD", "HK", "TT"]


def test_taken_out_twice_is_once_and_a_unit_with_nothing_open_is_out_too(city: City, campaign: Campaign) -> None:
    city.accept(city.report(city.assignment(campaign, "BD")))
    assert [remove(city, campaign, "BD") for _ in range(2)] == [0, 0]
    assert Event.objects.filter(action="campaigns.units_removed").count() == 1
    open_phase()
    assert have("Việc một.") == ["BD", "HK", "TT"]  # what was finished stays
    assert have("Giai đoạn hai.") == ["HK", "TT"]


def test_taking_out_costs_the_same_for_one_unit_and_for_two(city: City, campaign: Campaign) -> None:
    counts = []
    for codes in (("BD",), ("HK", "TT")):
        chosen = list(Assignment.objects.filter(unit__code__in=codes).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as captured:
            assert steps.remove_units(campaign, chosen, reason="Đã sáp nhập", by=city["chairman"], at=AT) == len(codes)
        counts.append(len(captured))
    assert counts[0] == counts[1]
