"""Random acts of random people on one campaign over three levels: after each, statuses, the engine, sums, deadlines and rights agree."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns import delegation, queries, rollup
from campaigns.models import Assignment, Campaign, Extension, Report, Suspension
from campaigns.services import Part
from org_hierarchy.models import PATH_STEP, Person
from org_hierarchy.queries import holds
from org_hierarchy.rights import may
from records.models import Event
from workflows import clock, inbox, steps
from workflows.desk import WAITING
from workflows.flows import AssignmentFlow
from workflows.nodes import HumanTask
from workflows.steps import StepError

from .city import DAY, DUE, City, Role, at, delivered, draft_for_districts

Status = Assignment.Status

SEATS = [
    ("HN", Role.HEAD), ("HN", Role.OFFICER), ("BD", Role.HEAD), ("BD", Role.OFFICER), ("BD", Role.CLERK), ("HK", Role.HEAD),
    ("HK", Role.OFFICER), ("TT", Role.OFFICER), ("KM", Role.HEAD), ("KM", Role.OFFICER), ("TB", Role.OFFICER), ("BHXHHN", Role.OFFICER),
    ("HP", Role.HEAD),
]  # fmt: skip
"""The city, three districts, two wards of one of them, the other line, and a stranger."""

WITH_UNIT = (Status.RECEIVED, Status.IN_PROGRESS, Status.RETURNED)
MOSTLY = 0.85


class Acts(RuleBasedStateMachine):
    """Whoever acts is anybody; whatever is refused leaves everything as it was.

    Hypothesis draws how long the walk is and a seed for each act: draws of its own would mostly be the first row and the first person.
    """

    city: City
    campaign: Campaign

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.day, self.hour, self.count = DAY, 9, 0
        self.people = [self.city.person(code, role) for code, role in SEATS]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(is_given_on=st.booleans())
    def begin(self, is_given_on: bool) -> None:
        """Two districts have received; in half of the walks one of them and its ward are done with it: walks seldom come so far."""
        for code in ("BD", "HK"):
            row = self.row(self.city.assignment(self.campaign, code).pk)
            assert self.done(lambda by, row=row: steps.receive_assignment(row, by=by, **self.now), self.city.person(code))
        if is_given_on:
            parts = [Part(self.city.units["KM"].pk)]
            row, by = self.row(self.city.assignment(self.campaign, "BD").pk), self.city.person("BD")
            assert self.done(lambda by: steps.delegate(row, parts=parts, by=by, **self.now), by)
            ward = self.row(self.city.assignment(self.campaign, "KM").pk)
            assert self.done(lambda by: steps.receive_assignment(ward, by=by, **self.now), self.city.person("KM"))
            self.finish("KM", by=self.city.person("BD", Role.HEAD))
            self.finish("BD", by=self.city["chairman"])

    def finish(self, code: str, *, by: Person) -> None:
        """Its unit reports, and the reviewer accepts."""
        row = self.row(self.city.assignment(self.campaign, code).pk)
        told = {"kind": "final", "text": "Đã làm.", "numerator": 9, "denominator": 10}
        assert self.done(lambda by: steps.report(row, by=by, **told, **self.now), self.city.person(code))
        sent = Report.objects.select_related("assignment").get(assignment=row)
        assert self.done(lambda by: steps.review(sent, accept=True, note="", by=by, at=self.now["at"]), by)

    @rule(seed=st.integers(0, 2**64))
    def somebody_acts(self, seed: int) -> None:
        self.count += 1
        self.chance = Random(f"{seed} {self.count}")  # the same seed drawn twice is another act
        self.chance.choice(ACTS)(self)

    # Who and what

    def row(self, pk: int) -> Assignment:
        loaded = ("campaign__directive", "campaign__issuer", "campaign__monitor", "task", "unit", "reviewer")
        return Assignment.objects.select_related(*loaded).get(pk=pk)

    def one(self, *fit: str) -> Assignment | None:
        """Mostly one with a fitting status, sometimes any."""
        wanted = fit if self.chance.random() < MOSTLY else Status.values
        found = Assignment.objects.filter(campaign=self.campaign, status__in=wanted).order_by("pk").values_list("pk", flat=True)
        return self.row(self.chance.choice(found)) if found else None

    def whoever(self, act: str, about: Any) -> Person:
        """Mostly somebody who may, sometimes anybody."""
        able = [person for person in self.people if may(person, act, about)]
        return self.chance.choice(able if able and self.chance.random() < MOSTLY else self.people)

    def some_days(self) -> timedelta:
        return timedelta(days=self.chance.randint(-3, 40))

    def done(self, what: Callable[[Person], object], by: Person) -> bool:
        """Whether the act was done; one that is refused says so in words and leaves no trace."""
        before, events, refusal = footprint(), Event.objects.count(), None
        try:
            with TestCase.captureOnCommitCallbacks(execute=True), transaction.atomic():
                what(Person.objects.get(pk=by.pk))
        except StepError as error:
            refusal = error
        if refusal is not None:
            assert refusal.code
            assert str(refusal)
            assert footprint() == before
            return False
        assert Event.objects.count() > events
        return True

    @property
    def now(self) -> dict[str, Any]:
        return {"at": at(self.day, self.hour), "today": self.day}

    # Acts

    def receive(self) -> None:
        if row := self.one(Status.ISSUED):
            self.done(lambda by: steps.receive_assignment(row, by=by, **self.now), self.whoever("assignment.receive", row))

    def refuse(self) -> None:
        if row := self.one(Status.ISSUED, Status.RECEIVED):
            by = self.whoever("assignment.report", row)
            self.done(lambda by: steps.refuse(row, reason="Không đúng đơn vị.", by=by, at=self.now["at"]), by)

    def report(self) -> None:
        if row := self.one(*WITH_UNIT):
            kind = self.chance.choice(["final", "final", "interim"])
            fields = {"kind": kind, "text": "Đã làm.", "numerator": self.chance.randint(0, 30), "denominator": self.chance.randint(20, 40)}
            self.done(lambda by: steps.report(row, by=by, **fields, **self.now), self.whoever("assignment.report", row))

    def take_over(self) -> None:
        """What came back to a colleague."""
        lying = list(
            Task.objects.filter(flow_task=AssignmentFlow.report, status=STATUS.ASSIGNED).select_related("process", "owner").order_by("pk")
        )
        if lying:
            task = self.chance.choice(lying)
            row = self.row(task.process.artifact_object_id)
            by = self.whoever("assignment.report", row)
            self.done(lambda by: steps.take_over(row, of=task.owner, by=by, at=self.now["at"]), by)

    def review(self) -> None:
        waiting = Report.objects.filter(status=Report.Status.SUBMITTED).select_related("assignment").order_by("pk")
        if waiting:
            report = self.chance.choice(waiting)
            accept = self.chance.random() < 0.6
            new = None if accept or report.kind != "final" else self.day + self.some_days()
            decided = {"accept": accept, "note": "Bổ sung số liệu.", "new_due_date": new, "at": self.now["at"]}
            self.done(lambda by: steps.review(report, by=by, **decided), self.whoever("assignment.review", self.row(report.assignment_id)))

    def delegate(self) -> None:
        if row := self.one(*WITH_UNIT):
            codes = self.chance.sample(["KM", "TB", "HK", "BHXHHN"], k=2) if self.chance.random() < 0.3 else ["KM"]
            parts = [Part(self.city.units[code].pk) for code in codes]
            due = self.chance.choice([None, None, DUE - self.some_days()])
            by = self.whoever("assignment.delegate", row)
            self.done(lambda by: steps.delegate(row, parts=parts, due_date=due, by=by, **self.now), by)

    def take_back(self) -> None:
        children = Assignment.objects.filter(campaign=self.campaign, parent__isnull=False).order_by("pk")
        if children:
            child = self.chance.choice(children)
            row = self.row(child.parent_id)
            by = self.whoever("assignment.delegate", row)
            self.done(lambda by: steps.recall_delegated(row, children=[child.pk], reason="Giao nhầm.", by=by, at=self.now["at"]), by)

    def report_anyway(self) -> None:
        if row := self.one(Status.IN_PROGRESS):
            by = self.whoever("assignment.report_anyway", row)
            self.done(lambda by: steps.report_anyway(row, by=by, at=self.now["at"]), by)

    def ask_for_time(self) -> None:
        if row := self.one(*WITH_UNIT):
            asked = {"proposed_date": DUE + self.some_days(), "reason": "Chưa đủ hồ sơ."}
            self.done(lambda by: steps.ask_extension(row, by=by, **asked, **self.now), self.whoever("assignment.ask_extension", row))

    def decide_on_time(self) -> None:
        asked = Extension.objects.filter(status=Extension.Status.ASKED).select_related("assignment__campaign", "assignment__reviewer")
        if found := asked.order_by("pk"):
            extension = self.chance.choice(found)
            new = self.chance.choice([None, extension.proposed_date + self.some_days()])

            def decide(by: Person) -> None:
                if new is None and self.count % 3 == 0:
                    steps.refuse_request(extension, note="Không.", by=by, at=self.now["at"])
                else:
                    steps.grant_extension(extension, granted_date=new, note="", by=by, at=self.now["at"])

            self.done(decide, self.whoever("assignment.decide_extension", extension.assignment))

    def ask_to_rest(self) -> None:
        if row := self.one(*WITH_UNIT):
            by = self.whoever("assignment.ask_suspension", row)
            self.done(lambda by: steps.ask_suspension(row, reason="Chờ hướng dẫn.", by=by, at=self.now["at"]), by)

    def decide_on_rest(self) -> None:
        asked = Suspension.objects.filter(status=Suspension.Status.ASKED).order_by("pk")
        if asked:
            suspension = self.chance.choice(asked)
            suspension.assignment = self.row(suspension.assignment_id)

            def decide(by: Person) -> None:
                if self.count % 3 == 0:
                    steps.refuse_request(suspension, note="Không.", by=by, at=self.now["at"])
                else:
                    steps.agree_suspension(suspension, note="", by=by, **self.now)

            self.done(decide, self.whoever("assignment.decide_suspension", suspension.assignment))

    def resume(self) -> None:
        if row := self.one(Status.SUSPENDED):
            self.done(lambda by: steps.resume(row, by=by, **self.now), self.whoever("assignment.resume", row))

    def open_anew(self) -> None:
        if row := self.one(Status.ACCEPTED):
            asked = {"reason": "Số liệu sai.", "new_due_date": self.day + self.some_days()}
            self.done(lambda by: steps.reopen(row, by=by, **asked, **self.now), self.whoever("assignment.reopen", row))

    def open_below_what_is_done(self) -> None:
        """What was given on is not opened anew while whoever gave it is done."""
        closed = (Status.ACCEPTED, Status.RECALLED, Status.REFUSED)
        below = Assignment.objects.filter(campaign=self.campaign, status=Status.ACCEPTED, parent__status__in=closed).order_by("pk")
        if below:
            row = self.row(self.chance.choice(below).pk)
            asked = {"reason": "Số liệu sai.", "new_due_date": self.day}
            assert not self.done(lambda by: steps.reopen(row, by=by, **asked, **self.now), self.city["chairman"])

    def time_passes(self) -> None:
        """The clock wakes whoever need not wait any longer; asked twice, it finds nothing more."""
        self.day += timedelta(days=self.chance.choice([0, 0, 1, 5]))
        self.hour = min(self.hour + 1, 16)
        steps.wake_parents(**self.now)
        assert steps.wake_parents(**self.now) == 0

    # What must hold

    @invariant()
    def the_engine_stands_where_the_rows_say(self) -> None:
        assert clock.astray() == []
        open_now = Process.objects.filter(flow_class=AssignmentFlow, status="NEW")
        waiting = Counter(Task.objects.filter(process__in=open_now, status__in=WAITING).values_list("process", flat=True))
        assert set(waiting) == set(open_now.values_list("pk", flat=True))
        assert set(waiting.values()) <= {1}
        about = sorted(open_now.values_list("artifact_object_id", flat=True))
        assert about == sorted(Assignment.objects.filter(status__in=Assignment.OPEN).values_list("pk", flat=True))

    @invariant()
    def whoever_finds_a_task_may_do_it_and_whoever_holds_its_grant_finds_it(self) -> None:
        open_now = Process.objects.filter(flow_class=AssignmentFlow, status="NEW")
        tasks = list(Task.objects.filter(process__in=open_now, status__in=WAITING).select_related("process"))
        rows = Assignment.objects.select_related("unit", "reviewer", "campaign__directive").in_bulk()
        for person in self.people:
            offered = set(inbox.tasks(person).values_list("pk", flat=True))
            for task in tasks:
                node, row = task.flow_task, rows[task.process.artifact_object_id]
                if type(node) is not HumanTask:
                    continue
                is_there = holds(person, node.grant, getattr(row, node.unit)) and task.owner_id in (None, person.pk)
                assert (task.pk in offered) == is_there, (person, node, row)
                assert task.pk not in offered or may(person, node.act, row)

    @invariant()
    def what_was_given_on_hangs_together(self) -> None:
        rows = Assignment.objects.in_bulk()
        for row in rows.values():
            if row.waits_for_children:
                assert row.status == Status.IN_PROGRESS
            if row.parent_id is None:
                continue
            parent = rows[row.parent_id]
            assert (row.reviewer_id, row.task_id) == (parent.unit_id, parent.task_id)
            if row.status in Assignment.OPEN:
                assert parent.status in Assignment.OPEN, (row, parent.status)
                if row.due_date and parent.due_date:
                    assert row.due_date <= parent.due_date
        assert not delegation.to_wake(today=self.day).filter(children__isnull=True).exists()

    @invariant()
    def sums_are_what_the_rows_add_up_to(self) -> None:
        given = [row for row in Assignment.objects.filter(campaign=self.campaign) if row.parent_id is None]
        expected = Counter(queries.state_of(row, today=self.day) for row in given)
        found = rollup.of(self.campaign, today=self.day)
        assert {name: getattr(found, name) for name in queries.STATES} == {name: expected[name] for name in queries.STATES}
        assert found.total == len(given) - expected["refused"]
        nodes = {node.path: node.counts for node in rollup.nodes(self.campaign, today=self.day)}
        for path, counts in nodes.items():
            below = Counter(queries.state_of(row, today=self.day) for row in given if row.path.startswith(path))
            assert {name: getattr(counts, name) for name in queries.STATES} == {name: below[name] for name in queries.STATES}
        assert {row.path[:end] for row in given for end in range(PATH_STEP, len(row.path) + 1, PATH_STEP)} <= set(nodes)

    @invariant()
    def dates_keep_their_origin(self) -> None:
        for row in Assignment.objects.filter(campaign=self.campaign, parent=None):
            assert row.original_due_date == DUE
            granted = row.extensions.filter(status=Extension.Status.GRANTED).count()
            assert row.extension_count == granted


ACTS = [
    Acts.receive, Acts.refuse, Acts.report, Acts.report, Acts.report, Acts.review, Acts.review, Acts.review, Acts.take_over, Acts.delegate,
    Acts.delegate, Acts.take_back, Acts.report_anyway, Acts.ask_for_time, Acts.decide_on_time, Acts.ask_to_rest, Acts.decide_on_rest,
    Acts.resume, Acts.open_anew, Acts.open_anew, Acts.open_below_what_is_done, Acts.time_passes,
]  # fmt: skip


def footprint() -> list[Any]:
    """Every row that an act could touch."""
    models = (Assignment, Report, Extension, Suspension)
    engine = [sorted(Process.objects.values_list("pk", "status")), sorted(map(str, Task.objects.values_list("pk", "status", "owner")))]
    return [Event.objects.count(), *engine, *(sorted(map(str, model.objects.values_list())) for model in models)]


@pytest.fixture
def campaign(city: City, db: None) -> Campaign:
    for code, role in SEATS:
        city.person(code, role)
    directive = delivered(city, draft_for_districts(city, target=100))
    return directive.campaign


def run(city: City, campaign: Campaign, *, examples: int, length: int) -> None:
    machine = type("OnThisCampaign", (Acts,), {"city": city, "campaign": campaign})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=length, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True
        ),
    )


def test_random_acts_of_random_people_leave_rows_engine_sums_and_rights_in_agreement(city: City, campaign: Campaign) -> None:
    run(city, campaign, examples=6, length=25)


@pytest.mark.long
def test_long_walks_of_random_acts_leave_everything_in_agreement(city: City, campaign: Campaign) -> None:
    run(city, campaign, examples=60, length=50)
