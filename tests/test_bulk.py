"""Processes started at once are, column for column, what the engine would have written, and go on like its own."""

import random
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import STATUS

from campaigns.models import Assignment, Campaign, CampaignTask
from directives.models import Directive, Duty, IncomingDocument
from org_hierarchy.models import OrgUnit, Person
from workflows import bulk
from workflows.desk import flow_of
from workflows.flows import AssignmentFlow, DirectiveFlow, IncomingFlow
from workflows.nodes import HumanTask

NOW = datetime(2021, 3, 1, 8, tzinfo=UTC)
DAY = date(2021, 3, 1)
IDS_AND_TIMES = {"id", "created", "started", "finished"}


def units(count: int) -> list[OrgUnit]:
    first = OrgUnit.objects.count()
    return OrgUnit.objects.bulk_create(
        OrgUnit(
            code=f"u{n}",
            kind="bhxh",
            line="bhxh",
            level="district",
            name=f"Đơn vị {n}",
            folded_name="",
            sort_name="",
            path=f"{n:09}",
            valid_from=DAY,
        )
        for n in range(first, first + count)
    )


def directives(count: int) -> list[models.Model]:
    drafter, issuer = Person.objects.create(username="soan.thao", full_name="Người Soạn Thảo"), units(1)[0]
    return [
        Directive.objects.create(
            issuer=issuer,
            drafting_unit=issuer,
            drafted_by=drafter,
            symbol="UBND",
            place="Hà Nội",
            subject="A",
            created_at=NOW,
            step_since=NOW,
        )
        for _ in range(count)
    ]


def incoming(count: int) -> list[models.Model]:
    """They wait to be presented; whom the later steps will name is there already."""
    leader, unit = Person.objects.create(username="lanh.dao", full_name="Người Lãnh Đạo"), units(1)[0]
    return [
        IncomingDocument.objects.create(
            unit=unit, presented_to=leader, lead_unit=unit, handler=leader, status="registered", received_at=NOW, step_since=NOW
        )
        for _ in range(count)
    ]


def assignments(count: int) -> list[models.Model]:
    directive: Any = directives(1)[0]
    campaign = Campaign.objects.create(directive=directive, name="Đợt", issuer=directive.issuer, opened_at=NOW, opened_date=DAY)
    duty = Duty.objects.create(directive=directive, position=1, text="Rà soát danh sách")
    task = CampaignTask.objects.create(
        campaign=campaign, duty=duty, position=1, content=duty.text, role=duty.role, reviewer=directive.issuer
    )
    return list(
        Assignment.objects.bulk_create(
            Assignment(campaign=campaign, task=task, unit=unit, path=unit.path, reviewer=directive.issuer, issued_at=NOW)
            for unit in units(count)
        )
    )


def ids(rows: Sequence[models.Model]) -> list[int]:
    return [row.pk for row in rows]


def rows_of(process: Process) -> dict[str, Any]:
    """Every stored column of a process, its tasks and their links, by node, with ids of the process's own rows made names."""
    tasks = {task.pk: task for task in process.task_set.all()}
    stored: dict[str, Any] = {"process": columns("viewflow_process", process.pk, {})}
    names = {process.pk: "process"}
    for pk, task in tasks.items():
        stored[task.flow_task.name] = columns("viewflow_task", pk, names)
    through = Task.previous.through.objects.filter(from_task__process=process)
    stored["links"] = [(tasks[row.from_task_id].flow_task.name, tasks[row.to_task_id].flow_task.name) for row in through]
    return stored


def columns(table: str, pk: int, names: dict[int, str]) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = %s", [pk])
        row = dict(zip([c[0] for c in cursor.description], cursor.fetchone(), strict=True))
    # ids and moments differ from row to row; whether they are there must not
    row |= {name: row[name] is not None for name in IDS_AND_TIMES & row.keys()}
    return row | ({"process_id": names[row["process_id"]]} if "process_id" in row else {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("flow_class", "beginning", "make"),
    [
        (AssignmentFlow, "start", assignments),
        (AssignmentFlow, "start_again", assignments),
        (DirectiveFlow, "start", directives),
        (IncomingFlow, "start", incoming),
    ],
)
def test_bulk_rows_are_the_engines_rows(flow_class: Any, beginning: str, make: Callable[[int], list[models.Model]]) -> None:
    one_by_one, at_once = make(2)
    node = flow_class.instance.node(beginning)
    engines = node.run(**{flow_class.artifact_class._meta.model_name: one_by_one})
    assert bulk.start([at_once.pk], flow_class=flow_class, beginning=beginning) == 1
    ours = Process.objects.exclude(pk=engines.pk).get()

    expected, found = rows_of(engines), rows_of(ours)
    first = node._next
    assert expected["process"].pop("artifact_object_id") == one_by_one.pk
    assert found["process"].pop("artifact_object_id") == at_once.pk
    assert expected[first.name].pop("owner_permission_obj_pk") == str(getattr(one_by_one, first.unit).pk)
    assert found[first.name].pop("owner_permission_obj_pk") == str(getattr(at_once, first.unit).pk)
    assert set(found) == {"process", beginning, first.name, "links"}
    assert found == expected


@pytest.mark.django_db
def test_a_thousand_start_in_a_handful_of_statements(django_assert_num_queries: Any) -> None:
    rows = assignments(1000)
    bulk.start(ids(rows[:1]))  # content types are read once per process of the server
    with django_assert_num_queries(2 + (1 if connection.vendor == "postgresql" else 4)):  # the savepoint around them
        assert bulk.start(ids(rows[1:])) == 999
    assert Process.objects.count() == 1000
    assert Task.objects.filter(status=STATUS.NEW, flow_task=AssignmentFlow.receive).count() == 1000
    assert Task.previous.through.objects.count() == 1000
    owned = Task.objects.filter(flow_task=AssignmentFlow.receive).values_list("process__artifact_object_id", "owner_permission_obj_pk")
    assert {pk: int(unit) for pk, unit in owned} == {row.pk: row.unit_id for row in rows}


@pytest.fixture
def _on_postgres() -> None:
    assert connection.vendor == "postgresql", "DATABASE_URL must name a PostgreSQL database"


@pytest.mark.services
@pytest.mark.django_db
@pytest.mark.usefixtures("_on_postgres")
def test_references_are_checked_by_index_though_they_were_planned_for_small_tables() -> None:
    rows = assignments(1000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE django_content_type, viewflow_process, viewflow_task")
        for row in rows[:8]:  # from the sixth on the plan is kept
            bulk.start([row.pk])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    before = sequential_scans()
    bulk.start(ids(rows[8:]))
    bulk.check_references()
    assert sequential_scans() - before < 20
    with connection.cursor() as cursor:
        cursor.execute("SHOW enable_seqscan")
        assert cursor.fetchone() == ("on",)


def sequential_scans() -> int:
    """How often this transaction has read a whole table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(seq_scan) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])


@pytest.mark.services
@pytest.mark.django_db
@pytest.mark.usefixtures("_on_postgres")
def test_a_reference_to_nothing_is_refused_where_references_are_checked() -> None:
    """Not only at the commit: and what is written after is checked at the commit again."""
    Process.objects.create(flow_class=AssignmentFlow, parent_task_id=1_000_000)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.check_references()
    Process.objects.all().delete()
    bulk.check_references()
    Process.objects.create(flow_class=AssignmentFlow, parent_task_id=1_000_000)  # not refused yet
    Process.objects.all().delete()


@pytest.mark.services
@pytest.mark.django_db
@pytest.mark.usefixtures("_on_postgres")
def test_an_assignment_is_of_the_campaign_of_its_task() -> None:
    row, directive = assignments(1)[0], Directive.objects.get()
    directive.pk = None
    directive.save()
    elsewhere = Campaign.objects.create(directive=directive, name="Đợt khác", issuer=directive.issuer, opened_at=NOW, opened_date=DAY)
    bulk.check_references()
    Assignment.objects.filter(pk=row.pk).update(campaign=elsewhere)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.check_references()
    Assignment.objects.all().delete()  # or the end of the test is refused too


@pytest.mark.django_db
def test_an_assignment_with_an_open_process_starts_no_second() -> None:
    rows = assignments(3)
    bulk.start(ids(rows[:1]))
    with pytest.raises(IntegrityError):
        bulk.start(ids(rows))


@pytest.mark.django_db
def test_nothing_starts_from_nothing() -> None:
    assert bulk.start([]) == 0
    assert not Process.objects.exists()


@pytest.mark.django_db
def test_a_sample_goes_to_its_end_like_the_engines_own() -> None:
    """Every third is returned once; the exact way of each is asserted."""
    rows: list[Any] = assignments(200)
    bulk.start(ids(rows))
    person = Person.objects.create(username="can.bo", full_name="Cán Bộ")
    sample = random.Random(2).sample(rows, 40)
    for number, assignment in enumerate(sample):
        way = ["start", "receive", "check_received", "report", "check_report", "review", "check_reviewed", "end"]
        statuses = ["received", "reported", "accepted"]
        if number % 3 == 0:
            way[7:7] = ["report", "check_report", "review", "check_reviewed"]
            statuses[2:2] = ["returned", "reported"]
        process = Process.objects.get(artifact_object_id=assignment.pk)
        for status in statuses:
            task = process.task_set.get(finished=None)
            with task.activation() as activation:
                Assignment.objects.filter(pk=assignment.pk).update(status=status)
                activation.finish(by=person, at=NOW)
        process.refresh_from_db()
        assert (process.status, process.finished is not None) == ("DONE", True)
        assert [task.flow_task.name for task in process.task_set.order_by("pk")] == way
        assert {task.status for task in process.task_set.all()} == {STATUS.DONE}
    assert Process.objects.filter(status="NEW").count() == 160


@pytest.mark.django_db
@pytest.mark.parametrize(("way", "before", "after"), [(bulk.RECEIVED, [], "received"), (bulk.WOKEN, ["received", "waits"], "in_progress")])
def test_a_step_of_many_leaves_the_engines_rows(way: tuple[Any, ...], before: list[str], after: str) -> None:
    """Whatever row a step completes or opens, and every link, is the engine's own, column by column."""
    one_by_one, at_once, elsewhere = assignments(3)
    bulk.start(ids([one_by_one, at_once, elsewhere]))
    person = Person.objects.create(username="can.bo", full_name="Cán Bộ")
    for status in before:
        for row in (one_by_one, at_once):
            finish(row, "in_progress" if status == "waits" else status, waits=status == "waits", by=person)
    node = way[0]
    if node is not AssignmentFlow.receive:
        assert bulk.hold(ids([elsewhere]), node) == {}
    finish(one_by_one, after, waits=False, by=person)
    held = bulk.hold(ids([at_once]), node)
    Assignment.objects.filter(pk=at_once.pk).update(status=after, waits_for_children=False)
    assert bulk.advance(held.values(), way, by=person, at=NOW) == 1

    engines, ours = (rows_of(Process.objects.get(artifact_object_id=row.pk)) for row in (one_by_one, at_once))
    for rows, row in ((engines, one_by_one), (ours, at_once)):
        assert rows["process"].pop("artifact_object_id") == row.pk
        for name in rows:
            if isinstance(rows[name], dict) and rows[name].get("owner_permission_obj_pk"):
                assert rows[name].pop("owner_permission_obj_pk") == str(row.unit_id)  # type: ignore[attr-defined]
    assert ours == engines
    assert bulk.hold(ids([at_once]), node) == {}
    assert bulk.advance(held.values(), way, by=person, at=NOW) == 0


def finish(row: Any, status: str, *, waits: bool, by: Person) -> None:
    """One step by the engine: what follows is for its own nodes to write."""
    move(row, status, waits=waits)
    with open_task(row).activation() as activation:
        task = activation.task
        task.status, task.owner, task.started, task.finished = STATUS.DONE, by, NOW, NOW
        task.assigned = NOW if isinstance(task.flow_task, HumanTask) else None
        task.save()
        activation.activate_next()


def move(row: Any, status: str, *, waits: bool) -> None:
    type(row).objects.filter(pk=row.pk).update(status=status, **({"waits_for_children": waits} if isinstance(row, Assignment) else {}))


def open_task(row: Any) -> Task:
    task: Task = Task.objects.get(process__artifact_object_id=row.pk, process__flow_class=flow_of(row), finished=None)
    return task


WAYS: list[tuple[Any, Callable[[int], list[models.Model]], str]] = [
    (AssignmentFlow, assignments, "received in_progress+ in_progress reported returned suspended in_progress reported accepted"),
    (AssignmentFlow, assignments, "received refused"),
    (DirectiveFlow, directives, "submitted returned submitted content_approved returned content_approved form_approved signed numbered"),
    (DirectiveFlow, directives, "content_approved form_approved returned content_approved form_approved returned content_approved"),
    (IncomingFlow, incoming, "presented directed presented in_work presented directed in_work done"),
]
"""Over every edge between two steps of people; + waits for those to whom the work was given on."""


@pytest.mark.django_db
@pytest.mark.parametrize(("flow_class", "make", "way"), WAYS)
def test_step_by_step_the_rows_are_those_of_the_engine(flow_class: Any, make: Callable[[int], list[Any]], way: str) -> None:
    engines, ours = make(2)
    person = Person.objects.create(username="can.bo", full_name="Cán Bộ")
    bulk.start(ids([engines, ours]), flow_class=flow_class)
    for status in way.split():
        finish(engines, status.strip("+"), waits="+" in status, by=person)
        move(ours, status.strip("+"), waits="+" in status)
        with open_task(ours).activation() as activation:
            activation.finish(by=person, at=NOW)
        expected, found = (written_for(row, flow_class) for row in (engines, ours))
        assert found == expected


def written_for(row: Any, flow_class: Any) -> tuple[dict[str, Any], list[list[Any]]]:
    """Every row of its process, in order: its columns with what differs from row to row named."""
    process = Process.objects.get(artifact_object_id=row.pk, flow_class=flow_class)
    tasks = list(process.task_set.order_by("pk"))
    places = {task.pk: place for place, task in enumerate(tasks)}
    written = []
    for task in tasks:
        stored = columns("viewflow_task", task.pk, {process.pk: "process"})
        if stored["owner_permission_obj_pk"] == str(row.unit_id if isinstance(row, Assignment) else ""):
            stored["owner_permission_obj_pk"] = "its unit"
        written.append([stored, [places[before.pk] for before in task.previous.all()]])
    return columns("viewflow_process", process.pk, {}) | {"artifact_object_id": None}, written


@pytest.mark.django_db
def test_what_comes_back_to_a_desk_is_laid_there_as_by_the_engine() -> None:
    """A report to whoever had sent it, of work opened anew too; a draft to whoever handed it in."""
    sender, person = (Person.objects.create(username=name, full_name=name) for name in ("nguoi.gui", "can.bo"))
    for flow_class, make, sent, way in (
        (AssignmentFlow, assignments, "reported_by", "received reported returned"),
        (DirectiveFlow, directives, "submitted_by", "submitted returned"),
    ):
        engines, ours = make(2)
        bulk.start(ids([engines, ours]), flow_class=flow_class)
        for status in way.split():
            for row in (engines, ours):
                type(row).objects.filter(pk=row.pk).update(**{sent: sender})
            finish(engines, status, waits=False, by=person)
            move(ours, status, waits=False)
            with open_task(ours).activation() as activation:
                activation.finish(by=person, at=NOW)
        assert written_for(engines, flow_class) == written_for(ours, flow_class)
        back = open_task(ours)
        assert (back.owner, back.status) == (sender, STATUS.ASSIGNED)
        Person.objects.filter(username="soan.thao").update(username=f"soan.{flow_class.__name__}")  # each `make` adds one
    one_by_one, at_once = assignments(2)
    Assignment.objects.filter(pk__in=ids([one_by_one, at_once])).update(reported_by=sender)
    one_by_one.refresh_from_db()
    engines = AssignmentFlow.start_again.run(assignment=one_by_one)
    bulk.start([at_once.pk], beginning="start_again")
    for process in (engines, Process.objects.get(artifact_object_id=at_once.pk)):
        task = process.task_set.get(finished=None)
        assert (task.owner, task.status) == (sender, STATUS.ASSIGNED)


@pytest.mark.django_db
def test_a_step_of_a_thousand_is_a_handful_of_statements(django_assert_num_queries: Any) -> None:
    rows = assignments(1000)
    bulk.start(ids(rows))
    bulk.hold(ids(rows[:1]), AssignmentFlow.receive)
    with django_assert_num_queries(7 if connection.vendor == "postgresql" else 9):  # the savepoints among them
        held = bulk.hold(ids(rows), AssignmentFlow.receive)
        Assignment.objects.filter(pk__in=list(held)).update(status="received")
        assert bulk.advance(held.values(), bulk.RECEIVED, by=None, at=NOW) == 1000
    opened = Task.objects.filter(flow_task=AssignmentFlow.report, status=STATUS.NEW)
    owned = opened.values_list("process__artifact_object_id", "owner_permission_obj_pk")
    assert {pk: int(unit) for pk, unit in owned} == {row.pk: row.unit_id for row in rows}  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_step_of_eight_times_as_many_is_no_more_than_some_eight_times_the_work() -> None:
    rows = assignments(900)
    bulk.start(ids(rows))
    few, many = (work_of(partial(step_of, ids(some))) for some in (rows[:100], rows[100:]))
    assert few > 0
    assert many < 12 * few


def step_of(assignments: list[int]) -> None:
    held = bulk.hold(assignments, AssignmentFlow.receive)
    Assignment.objects.filter(pk__in=assignments).update(status="received")
    assert bulk.advance(held.values(), bulk.RECEIVED, by=None, at=NOW) == len(assignments)


def work_of(act: Callable[[], None]) -> int:
    """What the database does for it: SQLite's machine steps by the hundred, the rows of tables that PostgreSQL reads."""
    if connection.vendor == "postgresql":
        before = rows_read()
        act()
        return rows_read() - before
    steps = count()
    connection.connection.set_progress_handler(lambda: next(steps) and 0, 100)
    try:
        act()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return next(steps)


def rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)) FROM pg_stat_xact_user_tables")
        return int(cursor.fetchone()[0])
