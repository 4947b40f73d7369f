"""The numbers climb: every node is the sum of its own and its children's, and says what a slow count in Python says."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns import queries, rollup
from campaigns.models import Assignment, Campaign, CampaignTask, Figure, Indicator, Report
from campaigns.rollup import Counts
from directives.models import Directive, Duty
from org_hierarchy.models import PATH_STEP, OrgUnit, Person
from org_hierarchy.services import UnitRow, add_units

pytestmark = pytest.mark.django_db

ISSUED = date(2021, 3, 18)
TODAY = date(2021, 4, 10)
AT = datetime(2021, 3, 18, 8, tzinfo=UTC)
Status = Assignment.Status


def tree(chance: random.Random, size: int) -> list[OrgUnit]:
    """Units under units at random, up to seven levels, with one or two roots."""
    depth: dict[str, int] = {}
    rows = []
    for number in range(size):
        parents = [code for code, level in depth.items() if level < 7]
        parent = chance.choice(parents) if parents and number > 1 else ""
        depth[f"U{number}"] = depth.get(parent, 0) + 1
        rows.append(UnitRow(f"U{number}", f"Đơn vị {number}", "ubnd", "ubnd", "commune", date(2000, 1, 1), parent=parent))
    return list(add_units(rows).values())


def campaign_of(issuer: OrgUnit, task_count: int) -> tuple[Campaign, list[CampaignTask]]:
    person = Person.objects.create(username="nguoi.soan", full_name="Người Soạn")
    directive = Directive.objects.create(
        issuer=issuer,
        drafting_unit=issuer,
        drafted_by=person,
        status="issued",
        symbol="UBND-VX",
        place="Nơi ấy",
        subject="việc",
        created_at=AT,
        step_since=AT,
    )
    campaign = Campaign.objects.create(directive=directive, name="Đợt", issuer=issuer, opened_at=AT, opened_date=ISSUED)
    tasks = []
    for position in range(task_count):
        duty = Duty.objects.create(directive=directive, position=position, text=f"Việc {position}")
        task = CampaignTask.objects.create(
            campaign=campaign, duty=duty, position=position, content=duty.text, role="thuc_hien", reviewer=issuer
        )
        Indicator.objects.create(task=task, name="Tỷ lệ", target_percent=100)
        tasks.append(task)
    return campaign, tasks


def spread(chance: random.Random, campaign: Campaign, tasks: list[CampaignTask], units: list[OrgUnit]) -> list[Assignment]:
    """Some tasks for some units, in every status, with reports and figures of every kind; the last unit has nothing."""
    rows = []
    for unit in units[:-1]:
        for task in tasks:
            if chance.random() < 0.7:
                status = chance.choice(Status.values)
                due = chance.choice([None, TODAY - timedelta(days=5), TODAY, TODAY + timedelta(days=9)])
                reported = TODAY - timedelta(days=chance.randint(0, 9)) if status in {Status.REPORTED, Status.ACCEPTED} else None
                rows.append(
                    Assignment(
                        campaign=campaign,
                        task=task,
                        unit=unit,
                        path=unit.path,
                        reviewer=campaign.issuer,
                        status=status,
                        due_date=due,
                        reported_date=reported,
                        issued_at=AT,
                    )
                )
    Assignment.objects.bulk_create(rows)
    by = Person.objects.get()
    for row in rows:
        for sequence in range(1, chance.randint(0, 3) + 1):
            status = chance.choice(Report.Status.values)
            report = Report.objects.create(
                assignment=row, sequence=sequence, kind="interim", status=status, text="x", submitted_at=AT, submitted_by=by
            )
            if chance.random() < 0.8:
                whole = chance.randint(1, 500)
                Figure.objects.create(report=report, indicator=row.task.indicator, numerator=chance.randint(0, whole), denominator=whole)
    return rows


def counts_in_python(rows: list[Assignment]) -> Counts:
    """The same by hand: one row at a time, from the words of the rules."""
    found: Counter[str] = Counter()
    for row in rows:
        if row.status in {Status.REFUSED, Status.RECALLED}:
            found["refused"] += 1
            continue
        found["total"] += 1
        past = row.due_date is not None and row.due_date < TODAY
        late = row.due_date is not None and row.reported_date is not None and row.reported_date > row.due_date
        if row.status == Status.ISSUED:
            found["unreceived"] += 1
        if row.status == Status.ACCEPTED:
            found["done"] += 1
            found["done_late"] += late
        elif row.status == Status.SUSPENDED:
            found["doing"] += 1
        elif row.status == Status.REPORTED:
            found["review"] += 1
            found["review_late"] += late
        elif past:
            found["overdue"] += 1
        elif row.status == Status.ISSUED:
            found["new"] += 1
        elif row.status == Status.RETURNED:
            found["returned"] += 1
        else:
            found["doing"] += 1
    units = {row.unit_id for row in rows if row.status not in {Status.REFUSED, Status.RECALLED}}
    return Counts(**found, units=len(units))


def figures_in_python(rows: list[Assignment]) -> dict[int, tuple[list[int], list[int]]]:
    """(numerator, denominator, reports) of the newest accepted and of the newest standing figure of each assignment, by indicator."""
    found: dict[int, tuple[list[int], list[int]]] = {}
    for row in rows:
        if row.status in {Status.REFUSED, Status.RECALLED}:
            continue
        given = [f for f in Figure.objects.filter(report__assignment=row).select_related("report") if f.report.status != "returned"]
        given.sort(key=lambda figure: figure.report.sequence)
        for place, kept in enumerate([[f for f in given if f.report.status == "accepted"], given]):
            if kept:
                sums = found.setdefault(kept[-1].indicator_id, ([0, 0, 0], [0, 0, 0]))[place]
                for index, value in enumerate([kept[-1].numerator, kept[-1].denominator, 1]):
                    sums[index] += value
    return found


@pytest.mark.parametrize("seed", range(5))
def test_every_node_says_what_a_slow_count_says(seed: int) -> None:
    chance = random.Random(seed)
    units = tree(chance, 24)
    campaign, tasks = campaign_of(units[0], 2)
    rows = spread(chance, campaign, tasks, units)
    nodes = {node.path: node for node in rollup.nodes(campaign, today=TODAY)}

    paths = {row.path[:end] for row in rows for end in range(PATH_STEP, len(row.path) + 1, PATH_STEP)}
    assert set(nodes) == paths
    for path, node in nodes.items():
        below = [row for row in rows if row.path.startswith(path)]
        assert node.unit.path == path
        assert node.counts == counts_in_python(below)
        assert node.has_children == any(len(row.path) > len(path) for row in below)
        figures = figures_in_python(below)
        assert {
            pk: tuple([s.numerator, s.denominator, s.reports] for s in (f.accepted, f.provisional)) for pk, f in node.figures.items()
        } == figures

    assert rollup.of(campaign, today=TODAY) == counts_in_python(rows)
    assert rollup.by_task(campaign, today=TODAY) == {
        task.pk: counts_in_python(own) for task in tasks if (own := [row for row in rows if row.task_id == task.pk])
    }


@pytest.mark.parametrize("seed", range(5, 10))
def test_a_node_is_its_own_and_its_childrens_sum(seed: int) -> None:
    chance = random.Random(seed)
    units = tree(chance, 30)
    campaign, tasks = campaign_of(units[0], 2)
    rows = spread(chance, campaign, tasks, units)
    nodes = rollup.nodes(campaign, today=TODAY)
    for node in nodes:
        own = counts_in_python([row for row in rows if row.path == node.path])
        children = [other for other in nodes if other.path[:-PATH_STEP] == node.path]
        for name in ("total", "new", "doing", "review", "returned", "overdue", "done", "done_late", "unreceived", "refused", "units"):
            assert getattr(node.counts, name) == getattr(own, name) + sum(getattr(child.counts, name) for child in children)


@pytest.mark.parametrize("seed", range(3))
def test_each_level_alone_says_what_the_whole_tree_says(seed: int) -> None:
    chance = random.Random(seed)
    units = tree(chance, 20)
    campaign, tasks = campaign_of(units[0], 1)
    spread(chance, campaign, tasks, units)
    whole = rollup.nodes(campaign, today=TODAY)
    assert rollup.nodes(campaign, today=TODAY, depth=1) == [node for node in whole if node.depth == 1]
    for node in whole:
        children = [other for other in whole if other.path[:-PATH_STEP] == node.path]
        assert rollup.nodes(campaign, today=TODAY, under=node.unit, depth=1) == children
        paths = rollup.right_below(campaign, node.unit, among=Assignment.objects.all())
        assert paths == [child.path for child in children]
        some = paths[1::2]
        assert rollup.nodes(campaign, today=TODAY, under=node.unit, only=some, depth=1) == [
            child for child in children if child.path in some
        ]


def test_a_tree_is_shown_down_to_the_first_level_with_work_or_as_far_as_its_rows_are_few() -> None:
    """One city, three districts of two wards each, and work for the wards alone: 1, 4 and 10 nodes."""
    above = {"TP": ""} | {f"Q{n}": "TP" for n in range(3)} | {f"P{n}": f"Q{n % 3}" for n in range(6)}
    rows = [UnitRow(code, f"Đơn vị {code}", "ubnd", "ubnd", "commune", date(2000, 1, 1), parent=parent) for code, parent in above.items()]
    units = add_units(rows)
    campaign, (task,) = campaign_of(units["TP"], 1)
    given = {"campaign": campaign, "task": task, "reviewer": units["TP"], "issued_at": AT}
    wards = [units[f"P{n}"] for n in range(6)]
    Assignment.objects.bulk_create(Assignment(unit=ward, path=ward.path, **given) for ward in wards)
    levels = {rows: rollup.down_to(campaign, rows=rows, among=Assignment.objects.all()) for rows in (0, 1, 3, 4, 9, 10, 99)}
    assert levels == {0: 1, 1: 1, 3: 1, 4: 2, 9: 2, 10: 3, 99: 3}
    assert len(rollup.nodes(campaign, today=TODAY, depth=2)) == 4
    assert rollup.down_to(campaign, rows=99, among=Assignment.objects.none()) == 2


def test_a_parent_stands_before_its_children_and_siblings_by_name() -> None:
    units = add_units(
        [
            UnitRow("A", "Thành phố", "ubnd", "ubnd", "province", date(2000, 1, 1)),
            UnitRow("B", "Quận Đống Đa", "ubnd", "ubnd", "district", date(2000, 1, 1), parent="A"),
            UnitRow("C", "Quận Ba Đình", "ubnd", "ubnd", "district", date(2000, 1, 1), parent="A"),
            UnitRow("D", "Phường Kim Mã", "ubnd", "ubnd", "commune", date(2000, 1, 1), parent="C"),
        ]
    )
    campaign, [task] = campaign_of(units["A"], 1)
    Assignment.objects.bulk_create(
        Assignment(campaign=campaign, task=task, unit=units[code], path=units[code].path, reviewer=units["A"], issued_at=AT)
        for code in "BD"
    )
    assert [node.unit.code for node in rollup.nodes(campaign, today=TODAY)] == ["A", "C", "D", "B"]


def test_nothing_expected_is_no_percentage_and_nothing_reported_is_not_zero() -> None:
    [unit] = tree(random.Random(1), 1)
    campaign, [task] = campaign_of(unit, 1)
    empty = rollup.of(campaign, today=TODAY)
    assert (empty.percent_done, empty.percent_on_time, empty.percent_received) == (None, None, None)
    Assignment.objects.create(campaign=campaign, task=task, unit=unit, path=unit.path, reviewer=unit, issued_at=AT)
    [node] = rollup.nodes(campaign, today=TODAY)
    assert node.counts.percent_done == 0
    assert node.figures == {}
    assert rollup.figures(campaign) == {}


def test_percentages_are_ratios_of_sums() -> None:
    units = tree(random.Random(2), 2)
    campaign, [task] = campaign_of(units[0], 1)
    by = Person.objects.get()
    for unit, numerator, denominator in [(units[0], 1, 1), (units[1], 0, 9)]:
        row = Assignment.objects.create(
            campaign=campaign, task=task, unit=unit, path=unit.path, reviewer=units[0], issued_at=AT, status=Status.ACCEPTED
        )
        report = Report.objects.create(
            assignment=row, sequence=1, kind="final", status="accepted", text="x", submitted_at=AT, submitted_by=by
        )
        Figure.objects.create(report=report, indicator=task.indicator, numerator=numerator, denominator=denominator)
    assert rollup.figures(campaign)[task.indicator.pk].accepted.percent == 10  # the mean of 100 % and 0 % would be 50


def test_a_unit_that_moved_later_still_counts_where_it_stood_on_the_day_of_issue() -> None:
    units = tree(random.Random(3), 3)
    campaign, [task] = campaign_of(units[0], 1)
    moved = units[2]
    row = Assignment.objects.create(campaign=campaign, task=task, unit=moved, path=moved.path, reviewer=units[0], issued_at=AT)
    OrgUnit.objects.filter(pk=moved.pk).update(path=f"{moved.pk:09d}", parent=None)
    nodes = rollup.nodes(campaign, today=TODAY)
    assert [node.path for node in nodes] == [row.path[:end] for end in range(PATH_STEP, len(row.path) + 1, PATH_STEP)]
    assert nodes[-1].unit == moved


@pytest.mark.parametrize("size", [4, 120])
def test_the_number_of_statements_does_not_grow_with_the_units(size: int) -> None:
    chance = random.Random(4)
    units = tree(chance, size)
    campaign, tasks = campaign_of(units[0], 2)
    spread(chance, campaign, tasks, units)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rollup.nodes(campaign, today=TODAY)
    assert len(captured) == 3
    with CaptureQueriesContext(connection) as captured:
        rollup.of(campaign, today=TODAY)
    assert len(captured) == 1


def test_state_of_a_row_and_state_in_the_database_agree() -> None:
    chance = random.Random(5)
    units = tree(chance, 40)
    campaign, tasks = campaign_of(units[0], 3)
    rows = spread(chance, campaign, tasks, units)
    for name in queries.STATES:
        found = set(Assignment.objects.filter(queries.state(name, today=TODAY)).values_list("pk", flat=True))
        assert found == {row.pk for row in rows if queries.state_of(row, today=TODAY) == name}
