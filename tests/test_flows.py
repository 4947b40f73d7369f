"""The flows as graphs: who may act at each node, what comes after it, and what the engine may never do."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from viewflow.workflow import chart
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment, Campaign
from directives.models import Directive
from org_hierarchy.models import OrgUnit, Person
from org_hierarchy.queries import CODENAMES
from records.models import Job
from workflows.desk import flow_of
from workflows.flows import FLOWS, DirectiveFlow
from workflows.locks import ProcessRowLock
from workflows.nodes import HumanTask

from .test_bulk import assignments, directives, incoming

NOW = datetime(2021, 3, 1, 8, tzinfo=UTC)
HUMANS = [(flow_class, node) for flow_class in FLOWS for node in flow_class.instance.nodes() if isinstance(node, HumanTask)]


@pytest.fixture
def person(db: None) -> Person:
    return Person.objects.create(username="nguoi.lam", full_name="Người Làm")


def go(artifact: Any, status: str, *, by: Person) -> str:
    """Move the row, complete its open task; the name of the node that is open then, "" at the end."""
    process = process_of(artifact)
    with process.task_set.get(finished=None).activation() as activation:
        type(artifact).objects.filter(pk=artifact.pk).update(status=status)
        if activation.flow_task is DirectiveFlow.deliver:
            activation.finish(at=NOW)
        else:
            activation.finish(by=by, at=NOW)
    return open_node(artifact)


def process_of(artifact: Any) -> Process:
    return Process.objects.get(artifact_object_id=artifact.pk, flow_class=flow_of(artifact))


def open_node(artifact: Any) -> str:
    task = process_of(artifact).task_set.filter(finished=None).first()
    return task.flow_task.name if task else ""


def start(artifact: Any) -> str:
    process = flow_of(artifact).start.run(**{type(artifact)._meta.model_name: artifact})
    assert process.data == {}
    return open_node(artifact)


@pytest.fixture
def assignment(person: Person) -> Assignment:
    """With a process, as its directive has."""
    found: Any = assignments(1)[0]
    start(found.campaign.directive)
    start(found)
    return found


def test_a_directive_goes_straight_through(person: Person) -> None:
    directive: Any = directives(1)[0]
    Campaign.objects.create(directive=directive, name="Đợt", issuer=directive.issuer, opened_at=NOW, opened_date=NOW.date())
    way = [
        start(directive),
        *(
            go(directive, status, by=person)
            for status in ("submitted", "content_approved", "form_approved", "signed", "numbered", "numbered", "issued", "concluded")
        ),
    ]
    assert way == ["draft", "approve_content", "approve_form", "sign", "number", "dispatch", "deliver", "follow", ""]
    assert (process_of(directive).status, process_of(directive).data) == ("DONE", {})


def test_a_directive_that_sets_no_work_in_motion_ends_with_its_delivery(person: Person) -> None:
    directive = directives(1)[0]
    start(directive)
    way = [go(directive, status, by=person) for status in ("submitted", "content_approved", "form_approved", "signed", "numbered")]
    assert [*way, go(directive, "numbered", by=person), go(directive, "issued", by=person)][-3:] == ["dispatch", "deliver", ""]
    assert process_of(directive).status == "DONE"


@pytest.mark.parametrize("steps_before", [1, 2, 3])
def test_a_returned_draft_goes_back_to_its_own_drafter(person: Person, steps_before: int) -> None:
    directive: Any = directives(1)[0]
    start(directive)
    for status in ["submitted", "content_approved", "form_approved"][:steps_before]:
        go(directive, status, by=person)
    assert go(directive, "returned", by=person) == "draft"
    task = Task.objects.get(finished=None)
    assert (task.owner, task.status) == (directive.drafted_by, STATUS.ASSIGNED)
    assert (task.owner_permission, task.owner_permission_obj) == ("org_hierarchy.act_for_unit", directive.drafting_unit)


def test_a_refused_assignment_ends_before_and_after_receipt(person: Person) -> None:
    at_once, later = assignments(2)
    assert start(at_once) == "receive"
    assert go(at_once, "refused", by=person) == ""
    start(later)
    assert go(later, "received", by=person) == "report"
    assert go(later, "refused", by=person) == ""
    assert set(Process.objects.values_list("status", flat=True)) == {"DONE"}


@pytest.mark.parametrize(
    ("statuses", "nodes"),
    [
        (("presented", "directed", "in_work", "done"), ["direct", "assign", "handle", ""]),
        (("presented", "in_work", "presented", "done"), ["direct", "handle", "direct", ""]),
        (("presented", "directed", "presented", "in_work"), ["direct", "assign", "direct", "handle"]),
        (("sent_back",), [""]),
    ],
)
def test_a_document_that_came_goes_where_it_is_directed(person: Person, statuses: tuple[str, ...], nodes: list[str]) -> None:
    document = incoming(1)[0]
    assert [start(document), *(go(document, status, by=person) for status in statuses)] == ["present", *nodes]


def test_a_returned_report_is_reported_again(person: Person) -> None:
    assignment = assignments(1)[0]
    way = [
        start(assignment),
        *(go(assignment, status, by=person) for status in ("received", "reported", "returned", "reported", "accepted")),
    ]
    assert way == ["receive", "report", "review", "report", "review", ""]


def test_delivery_asks_for_one_job_of_the_dispatching_clerk(person: Person) -> None:
    directive: Any = directives(1)[0]
    start(directive)
    for status in ("submitted", "content_approved", "form_approved", "signed", "numbered"):
        go(directive, status, by=person)
    assert go(directive, "numbered", by=person) == "deliver"
    job = Job.objects.get()
    assert (job.kind, job.key, job.arguments) == ("deliver_directive", f"deliver:{directive.pk}", {"directive": directive.pk})
    assert (job.created_by, job.created_at) == (person, NOW)
    assert Task.objects.get(finished=None).status == STATUS.SCHEDULED


@pytest.mark.parametrize(("flow_class", "node"), HUMANS, ids=lambda value: getattr(value, "name", None))
def test_every_person_task_asks_for_a_known_grant_on_a_unit(flow_class: Any, node: HumanTask) -> None:
    assert node.grant in CODENAMES
    assert node._owner_permission == f"org_hierarchy.{node.grant}"
    assert flow_class.artifact_class._meta.get_field(node.unit).related_model is OrgUnit
    assert node.task_title


def test_no_open_task_is_ever_open_to_everybody(person: Person) -> None:
    """A task without permission may be claimed by whoever is signed in; every row of every way carries one, on a unit."""
    assignment: Any = assignments(1)[0]
    directive = assignment.campaign.directive
    start(directive)
    for status in ("submitted", "content_approved", "form_approved", "signed", "numbered", "numbered", "issued", "concluded"):
        go(directive, status, by=person)
    start(assignment)
    for status in ("received", "reported", "accepted"):
        go(assignment, status, by=person)
    document = incoming(1)[0]
    start(document)
    for status in ("presented", "directed", "in_work", "done"):
        go(document, status, by=person)
    rows = Task.objects.filter(flow_task_type="HUMAN")
    assert {row.flow_task.name for row in rows} == {node.name for _, node in HUMANS}
    assert all(row.owner_permission and isinstance(row.owner_permission_obj, OrgUnit) for row in rows)


def test_a_cancelled_task_is_never_revived(person: Person) -> None:
    start(assignments(1)[0])
    with Task.objects.get(finished=None).activation() as activation:
        activation.cancel()
        with pytest.raises(FlowRuntimeError):
            activation.revive()
    assert not Task.objects.filter(finished=None).exists()


@pytest.mark.parametrize("flow_class", FLOWS, ids=lambda flow_class: flow_class.__name__)
def test_every_flow_holds_its_process_and_can_be_drawn(flow_class: Any) -> None:
    assert isinstance(flow_class.lock_impl, ProcessRowLock)
    assert "<svg" in chart.grid_to_svg(chart.calc_layout_data(flow_class))


def test_check_flows_is_content_with_living_nodes(assignment: Assignment) -> None:
    out = StringIO()
    call_command("check_flows", stdout=out)
    assert "đều khớp" in out.getvalue()


@pytest.mark.parametrize(
    ("model", "column", "reference"),
    [
        (Task, "flow_task", "workflows/flows.AssignmentFlow.gone"),
        (Task, "flow_task", "workflows/flows.GoneFlow.receive"),
        (Process, "flow_class", "gone/flows.AssignmentFlow"),
    ],
)
def test_check_flows_names_what_the_code_no_longer_has(assignment: Assignment, model: Any, column: str, reference: str) -> None:
    model.objects.update(**{column: reference})
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_flows", stdout=out)
    assert reference in out.getvalue()


@pytest.mark.parametrize(
    ("status", "node"),
    [
        ("received", "report"),
        ("in_progress", "report"),
        ("reported", "review"),
        ("returned", "report"),
        ("suspended", "rest"),
        ("accepted", ""),
        ("refused", ""),
        ("recalled", ""),
    ],
)
def test_a_row_moved_from_a_shell_takes_its_process_along(assignment: Assignment, status: str, node: str) -> None:
    Assignment.objects.update(status=status)
    with pytest.raises(CommandError):
        call_command("check_flows", stdout=StringIO())
    call_command("check_flows", mend=True, stdout=StringIO())
    assert open_node(assignment) == node
    assert process_of(assignment).status == ("NEW" if node else "DONE")


def test_a_row_that_waits_for_children_in_a_shell_takes_its_process_along_and_back(assignment: Assignment) -> None:
    for waits, node in ((True, "await_children"), (False, "report")):
        Assignment.objects.update(status="in_progress", waits_for_children=waits)
        with pytest.raises(CommandError):
            call_command("check_flows", stdout=StringIO())
        call_command("check_flows", mend=True, stdout=StringIO())
        assert open_node(assignment) == node
    call_command("check_flows", stdout=StringIO())


@pytest.mark.parametrize(("status", "waits", "node"), [("in_progress", True, "await_children"), ("suspended", False, "rest")])
def test_a_standstill_is_with_those_who_may_end_it_and_in_no_inbox(person: Person, status: str, waits: bool, node: str) -> None:
    assignment: Any = assignments(1)[0]
    start(assignment)
    go(assignment, "received", by=person)
    Assignment.objects.update(waits_for_children=waits)
    assert go(assignment, status, by=person) == node
    task = Task.objects.get(finished=None)
    assert (task.status, task.owner) == (STATUS.SCHEDULED, None)
    assert (task.owner_permission, task.owner_permission_obj) == ("org_hierarchy.act_for_unit", assignment.unit)
    with pytest.raises(FlowRuntimeError):
        task.flow_task.run(task)
    assert go(assignment, "in_progress", by=person) == "report"
    assert Task.objects.get(pk=task.pk).owner == person


def test_rows_made_in_a_shell_get_their_processes(person: Person) -> None:
    first, second = assignments(2)
    start(first)
    Assignment.objects.filter(pk=second.pk).update(status="received")
    call_command("check_flows", mend=True, stdout=StringIO())
    assert sorted(task.flow_task.name for task in Task.objects.filter(finished=None)) == ["draft", "receive", "report"]
    call_command("check_flows", stdout=StringIO())


def test_a_directive_moved_from_a_shell_takes_its_process_along_as_far_as_people_go(person: Person) -> None:
    directive = directives(1)[0]
    start(directive)
    Directive.objects.update(status="issued")
    call_command("check_flows", mend=True, stdout=StringIO())
    assert open_node(directive) == "deliver"
    assert Job.objects.get().created_by is None
    call_command("check_flows", stdout=StringIO())


def test_a_campaign_concluded_from_a_shell_leaves_nothing_open(assignment: Assignment) -> None:
    Campaign.objects.update(status="concluded")
    call_command("check_flows", mend=True, stdout=StringIO())
    assert (process_of(assignment).status, open_node(assignment)) == ("CANCELED", "")
