"""A campaign is concluded while somebody acts in it, on PostgreSQL with threads: what came first counts, what comes after is told.

Each pair is met both ways round: the first act has done its work and not committed when the second one comes, and waits.
"""

from collections.abc import Callable
from datetime import timedelta
from threading import Event as Signal
from time import monotonic, sleep

import pytest
from django.db import connection, transaction
from viewflow.workflow.models import Process

from campaigns.models import Assignment, Campaign, Extension, Report
from campaigns.services import CampaignError, Part
from directives.models import Directive
from workflows import clock, notices, steps
from workflows.flows import AssignmentFlow
from workflows.steps import StepError

from .city import AT, DAY, DUE, City, at_once, delivered, later

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Status = Assignment.Status
TOLD = {"concluded", "not_open", "stale", "busy", "forbidden"}
LOADED = ("campaign__directive", "campaign__issuer", "campaign__monitor", "unit", "reviewer", "task", "parent")


@pytest.fixture(autouse=True)
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


@pytest.fixture
def directive(city: City) -> Directive:
    return delivered(city)


def of(city: City, code: str = "BD") -> Assignment:
    return Assignment.objects.select_related(*LOADED).get(unit=city.units[code])


def received(city: City, code: str = "BD") -> Assignment:
    steps.receive_assignment(of(city, code), by=city.person(code), at=AT, today=DAY)
    return of(city, code)


def reported(city: City) -> Report:
    received(city)
    return sent(city)


def sent(city: City) -> Report:
    made = steps.report(of(city), kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    return Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").get(pk=made.pk)


def accepted(city: City) -> Assignment:
    steps.review(reported(city), accept=True, note="", by=city["chairman"], at=later(hours=2))
    return of(city)


def reopening(city: City) -> Callable[[], object]:
    mine = accepted(city)
    return lambda: steps.reopen(mine, reason="Sai", new_due_date=DUE, by=city["chairman"], at=later(hours=3), today=DAY)


def delegating(city: City) -> Callable[[], object]:
    mine = received(city)
    return lambda: steps.delegate(mine, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=later(hours=3), today=DAY)


def adding(city: City) -> Callable[[], object]:
    campaign = Campaign.objects.select_related("directive", "issuer", "monitor").get()
    more = {"units": [city.units["SYT"]], "tasks": list(campaign.tasks.all()), "due_date": None, "reason": "Thêm"}
    return lambda: steps.add_units(campaign, **more, by=city["chairman"], at=later(hours=3), today=DAY)


def reporting(city: City) -> Callable[[], object]:
    mine = received(city)
    return lambda: steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(hours=3), today=DAY)


def accepting(city: City) -> Callable[[], object]:
    report = reported(city)
    return lambda: steps.review(report, accept=True, note="", by=city["office_head"], at=later(hours=3))


ACTS = {"reopen": reopening, "delegate": delegating, "add": adding, "report": reporting, "accept": accepting}


def one_after_the_other(first: Callable[[], object], second: Callable[[], object]) -> list[str]:
    """The second act comes when the first one is done and not committed; "done" or the code for each."""
    begun = Signal()

    def one() -> None:
        with transaction.atomic():
            first()
            begun.set()
            end = monotonic() + 1.5
            while not someone_waits() and monotonic() < end:
                sleep(0.02)

    def other() -> None:
        begun.wait(20)
        second()

    raised = at_once(one, other)
    assert all(error is None or isinstance(error, StepError | CampaignError) for error in raised), raised
    return [getattr(error, "code", "done") for error in raised]


def someone_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
        return bool(cursor.fetchone()[0])


def concluding(city: City, directive: Directive) -> Callable[[], object]:
    held = Directive.objects.select_related("issuer", "drafting_unit", "campaign").get(pk=directive.pk)
    return lambda: steps.conclude(held, by=city["chairman"], at=later(hours=5), today=DAY)


@pytest.mark.parametrize("name", ACTS)
def test_what_was_begun_before_a_conclusion_is_in_its_figures(city: City, directive: Directive, name: str) -> None:
    act = ACTS[name](city)
    assert one_after_the_other(act, concluding(city, directive)) == ["done", "done"]
    assert_concluded_as_it_is()


@pytest.mark.parametrize("name", ACTS)
def test_what_comes_after_a_conclusion_is_refused_and_changes_nothing(city: City, directive: Directive, name: str) -> None:
    act = ACTS[name](city)
    results = one_after_the_other(concluding(city, directive), act)
    assert results[0] == "done"
    assert results[1] in TOLD
    assert_concluded_as_it_is()


def assert_concluded_as_it_is() -> None:
    """The frozen counts are those of the rows, nothing runs, and rows and engine agree."""
    campaign = Campaign.objects.get()
    assert campaign.status == Campaign.Status.CONCLUDED
    assert campaign.snapshot is not None
    counted = Assignment.objects.filter(campaign=campaign, parent=None).exclude(status__in=[Status.RECALLED, Status.REFUSED])
    assert campaign.snapshot["counts"]["done"] == counted.filter(status=Status.ACCEPTED).count()
    assert campaign.snapshot["counts"]["total"] == counted.count()
    assert not Process.objects.filter(flow_class=AssignmentFlow, status="NEW").exists()
    assert not clock.astray()


@pytest.mark.parametrize("is_granted_first", [True, False])
def test_an_extension_granted_beside_an_acceptance_leaves_one_of_them_told(
    city: City, directive: Directive, is_granted_first: bool
) -> None:
    asked = steps.ask_extension(
        received(city), proposed_date=DUE + timedelta(days=10), reason="Chờ", by=city["officer"], at=later(hours=1), today=DAY
    )
    loaded = ("assignment__campaign__issuer", "assignment__reviewer", "assignment__parent", "assignment__unit")
    extension = Extension.objects.select_related(*loaded).get(pk=asked.pk)
    report = sent(city)
    acts = [
        lambda: steps.grant_extension(extension, granted_date=None, note="", by=city["chairman"], at=later(hours=2)),
        lambda: steps.review(report, accept=True, note="", by=city["office_head"], at=later(hours=2)),
    ]
    results = one_after_the_other(*(acts if is_granted_first else acts[::-1]))
    assert results[0] == "done"
    assert of(city).status == (Status.ACCEPTED if "done" in results[1:] or not is_granted_first else Status.REPORTED)
    assert not Extension.objects.filter(status=Extension.Status.ASKED, assignment__status=Status.ACCEPTED).exists()
    assert not clock.astray()


@pytest.mark.parametrize("is_recalled_first", [True, False])
@pytest.mark.usefixtures("directive")
def test_a_reminder_beside_a_recall_stops_neither(city: City, is_recalled_first: bool) -> None:
    mine = received(city)
    acts = [
        lambda: steps.recall_all(mine.campaign, [mine.pk], reason="Thôi", by=city["chairman"], at=later(hours=3)),
        lambda: notices.remind(Assignment.objects.filter(pk=mine.pk), by=city["chairman"], at=later(hours=3)),
    ]
    assert one_after_the_other(*(acts if is_recalled_first else acts[::-1])) == ["done", "done"]
    assert of(city).status == Status.RECALLED
    assert not clock.astray()


@pytest.mark.parametrize("is_given_first", [True, False])
@pytest.mark.usefixtures("directive")
def test_a_new_day_for_all_beside_a_delegation_leaves_no_child_behind_its_parent(city: City, is_given_first: bool) -> None:
    mine = received(city)
    acts = [
        lambda: steps.delegate(mine, parts=[Part(city.units["KM"].pk)], by=city["officer"], at=later(hours=3), today=DAY),
        lambda: steps.extend_all(
            mine.campaign, [mine.pk], due_date=DUE + timedelta(days=9), reason="Bão", by=city["chairman"], at=later(hours=3), today=DAY
        ),
    ]
    assert one_after_the_other(*(acts if is_given_first else acts[::-1])) == ["done", "done"]
    parent, child = of(city), of(city, "KM")
    assert parent.due_date is not None
    assert child.due_date is not None
    assert child.due_date <= parent.due_date
    assert not clock.astray()
