"""A directive that came is dealt with once it asks nothing open of the unit any more; what was killed before saying so, the clock ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from viewflow.workflow.models import Process

from campaigns.models import Assignment, Report
from directives.models import Directive, IncomingDocument
from records.models import Event, Job
from workflows import clock, steps
from workflows.flows import IncomingFlow
from workflows.steps import open_task, settling
from workflows.tasks import run_job

from .city import AT, DAY, DUE, City, at, at_once, copy_of, delivered, draft, draft_for_districts, duty, grouped, later
from .test_incoming_notices import sweep
from .test_phases import OPENS, phased

pytestmark = pytest.mark.django_db
Status = IncomingDocument.Status
NEXT = {"at": later(hours=3)}


def taken_in(city: City, directive: Directive, code: str = "BD") -> IncomingDocument:
    by = {"BD": city["clerk"], "HK": city["other_clerk"]}[code]
    copy = copy_of(directive, city.units[code])
    steps.receive(copy, by=by, at=AT, today=DAY)
    return IncomingDocument.objects.select_related("unit", "recipient__unit", "recipient__directive").get(recipient=copy)


def work(city: City, code: str = "BD") -> list[Assignment]:
    about = ("campaign__directive", "campaign__issuer", "unit", "reviewer", "task", "parent")
    return list(Assignment.objects.select_related(*about).filter(unit=city.units[code]).order_by("pk"))


def stands(document: IncomingDocument) -> tuple[str, str, Any]:
    document.refresh_from_db()
    return document.status, document.result, open_task(document)


def recall(city: City, *rows: Assignment) -> None:
    steps.recall_all(rows[0].campaign, [row.pk for row in rows], reason="Giao nhầm.", by=city["chairman"], at=later(hours=2))


def test_what_was_killed_after_its_work_was_taken_back_is_ended_by_the_clock(city: City) -> None:
    """The test's own transaction never commits, so that nothing runs after the act, as after a kill."""
    directive = delivered(city, draft_for_districts(city))
    gone, stays = taken_in(city, directive), taken_in(city, directive, "HK")
    recall(city, *work(city))
    assert stands(gone)[0] == Status.REGISTERED
    assert sweep("settled", later(hours=3)).count == 1
    assert stands(gone) == (Status.DONE, settling.NOTHING_LEFT, None)
    assert stands(stays)[0] == Status.REGISTERED
    assert sweep("settled", later(hours=4)).count == 0
    assert Event.objects.filter(action="directives.incoming_settled").count() == 1
    assert clock.astray() == []


def test_a_document_that_gives_no_work_or_whose_work_never_was_with_the_unit_stays_with_the_unit(city: City) -> None:
    known = draft(city, duty("Rà soát.", grouped(city.group("HK")), deadline=DUE, deadline_text="chậm nhất ngày 31/3/2021"))
    directive = delivered(city, known)
    mine = taken_in(city, directive, "HK")
    steps.add_units(
        mine.recipient.directive.campaign, units=[city.units["BD"]], tasks=list(mine.recipient.directive.campaign.tasks.all()),  # type: ignore[union-attr]
        due_date=None, reason="Thêm", by=city["chairman"], at=AT, today=DAY,
    )  # fmt: skip
    recall(city, *work(city))
    late = taken_in(city, directive)
    sweep("settled", later(hours=3))
    assert (stands(late)[0], stands(mine)[0]) == (Status.REGISTERED, Status.REGISTERED)


def test_what_was_accepted_before_the_rest_was_taken_back_is_said_to_be_done(city: City) -> None:
    directive = delivered(city, draft_for_districts(city, tasks=2))
    document = taken_in(city, directive)
    first, second = work(city)
    report = steps.report(first, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    steps.review(report, accept=True, note="", by=city["city_officer"], at=later(hours=2))
    recall(city, second)
    sweep("settled", later(hours=3))
    assert stands(document) == (Status.DONE, settling.FINISHED, None)


def test_a_copy_that_comes_while_all_are_ended_keeps_its_process(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at the documents and their end another unit takes its copy in."""
    directive = delivered(city)
    mine, take, came = taken_in(city, directive), settling.bulk.take, []

    def slowly(*args: Any, **more: Any) -> list[int]:
        held = take(*args, **more)
        if more.get("flow_class") is IncomingFlow and not came:
            came.append(taken_in(city, directive, "HK"))
        return held

    monkeypatch.setattr(settling.bulk, "take", slowly)
    assert settling.settle_all(directive, at=later(hours=2)) == 1
    assert (stands(mine)[0], stands(came[0])[0]) == (Status.DONE, Status.REGISTERED)
    assert clock.astray() == []


def in_two_phases(city: City) -> Directive:
    """The districts have work now, Ba Đình and Thanh Trì once more from the fifth of April on."""
    now = duty("Rà soát đợt một.", grouped(city.group()), deadline=DUE, deadline_text="chậm nhất ngày 31/3/2021")
    return delivered(city, draft(city, now, replace(phased(city), parties=(grouped(city.group("BD", "TT")),))))


def accept(city: City, row: Assignment, code: str = "BD", *, on: Any = None) -> None:
    moment = on or later(hours=1)
    told: dict[str, Any] = {"kind": Report.Kind.FINAL, "text": "Xong.", "by": city.person(code), "at": moment, "today": moment.date()}
    steps.review(steps.report(row, **told), accept=True, note="", by=city["city_officer"], at=moment)


def test_a_document_waits_for_what_a_later_phase_brings_to_its_unit(city: City) -> None:
    directive = in_two_phases(city)
    mine, other = taken_in(city, directive), taken_in(city, directive, "HK")
    accept(city, work(city)[0])
    accept(city, work(city, "HK")[0], "HK")
    assert sweep("settled", later(hours=3)).count == 0
    assert (stands(mine)[0], stands(other)[0]) == (Status.REGISTERED, Status.DONE)
    steps.open_phases(at=at(OPENS), today=OPENS)
    run_job(Job.objects.get(key=f"deliver:{directive.pk}:{OPENS}").pk)
    _, again = work(city)
    steps.receive_assignment(again, by=city["clerk"], at=at(OPENS), today=OPENS)
    accept(city, work(city)[1], on=at(OPENS, 11))
    assert stands(mine) == (Status.DONE, settling.FINISHED, None)
    assert clock.astray() == []


def test_work_taken_back_before_a_later_phase_leaves_the_document_to_it(city: City) -> None:
    directive = in_two_phases(city)
    mine, other = taken_in(city, directive), taken_in(city, directive, "HK")
    recall(city, *work(city), *work(city, "HK"))
    assert sweep("settled", later(hours=3)).count == 1
    assert (stands(mine)[0], stands(other)[0]) == (Status.REGISTERED, Status.DONE)
    steps.remove_units(directive.campaign, [row.pk for row in work(city)], reason="Giao nhầm.", by=city["chairman"], at=later(hours=4))
    assert sweep("settled", later(hours=5)).count == 1, "nothing comes any more"
    assert stands(mine)[:2] == (Status.DONE, settling.NOTHING_LEFT)


# Threads, on PostgreSQL


def reported(city: City) -> list[Report]:
    for row in work(city):
        steps.report(row, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], at=later(hours=1), today=DAY)
    return list(Report.objects.select_related("assignment__campaign__issuer", "assignment__unit", "assignment__reviewer").order_by("pk"))


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_of_the_last_two_reports_accepted_at_once_neither_leaves_the_document_open(city: City) -> None:
    assert connection.vendor == "postgresql"
    document = taken_in(city, delivered(city, draft_for_districts(city, tasks=2)))
    accept = {"accept": True, "note": "", "by": city["city_officer"], "at": later(hours=2)}

    def slowly(report: Report) -> Callable[[], object]:
        def act() -> None:
            with transaction.atomic():
                steps.review(report, **accept)
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_sleep(1)")

        return act

    assert at_once(*(slowly(report) for report in reported(city))) == [None, None]
    clock.sweep_all(at=later(hours=3))
    assert stands(document) == (Status.DONE, settling.FINISHED, None)
    assert clock.astray() == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["report", "accept", "recall", "receive", "present", "conclude", "give_back"])
@pytest.mark.parametrize("turn", range(3))
def test_the_end_of_all_and_whatever_else_happens_at_once_leave_one_truth(city: City, other: str, turn: int) -> None:
    assert connection.vendor == "postgresql"
    directive = delivered(city, draft_for_districts(city))
    document = taken_in(city, directive)
    if other in ("accept", "conclude"):
        (report,) = reported(city)
    if other == "give_back":
        steps.ask_back(directive, copies={document.recipient_id}, reason="Nhầm", by=city["city_clerk"], at=AT)  # type: ignore[arg-type]
        document.recipient.refresh_from_db()  # type: ignore[union-attr]
    (mine,) = work(city)
    by = city["chairman"]
    leader = city.person("BD", "head")
    acts: dict[str, Callable[[], object]] = {
        "report": lambda: steps.report(mine, kind=Report.Kind.FINAL, text="Xong.", by=city["officer"], today=DAY, **NEXT),
        "accept": lambda: steps.review(report, accept=True, note="", by=city["city_officer"], **NEXT),
        "recall": lambda: recall(city, mine),
        "receive": lambda: taken_in(city, directive, "HK"),
        "present": lambda: steps.present_document(document, leader=leader, by=city["clerk"], **NEXT),
        "conclude": lambda: steps.conclude(directive, by=by, at=later(days=20), today=DAY + timedelta(days=20)),
        "give_back": lambda: steps.give_back(document.recipient, by=city["clerk"], **NEXT),  # type: ignore[arg-type]
    }
    raised = at_once(
        acts[other], lambda: settling.settle_all(directive, at=later(hours=4)), lambda: settling.settle_left(at=later(hours=4))
    )
    assert [error for error in raised[1:] if error is not None] == [], turn
    assert raised[0] is None or getattr(raised[0], "code", "") in {"not_open", "stale"}
    settling.settle_all(directive, at=later(hours=5))
    assert stands(document)[0] in ((Status.DONE, Status.SENT_BACK) if other == "give_back" else (Status.DONE,))
    assert stands(document)[2] is None
    assert clock.astray() == []
    assert Process.objects.filter(status="NEW", artifact_object_id=document.pk, flow_class__endswith="IncomingFlow").count() == 0
