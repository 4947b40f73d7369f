"""Who was given a part of an assignment by whoever was given it first: to whom it may go, what lies below it, and who waits for it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from campaigns.models import Assignment, Campaign, Figure, Report
from campaigns.queries import GIVERS, LEFT_OUT, SOON_WORKING_DAYS
from directives.models import DutyParty
from org_hierarchy.calendar import Calendar
from org_hierarchy.models import PATH_STEP, OrgUnit, Person, UnitArea, UnitVersion, valid_on
from org_hierarchy.names import Group, members
from org_hierarchy.queries import grants_of, level_on, version_on

Status = Assignment.Status

GIVERS_NEED = {"remind": "act_for_unit", "extend": "decide_for_unit"}
"""What whoever gave work on may do to those to whom, and the grant on the own unit that the right for it asks (`campaigns.rights`)."""


def offered_to(assignment: Assignment, *, on: date) -> QuerySet[OrgUnit]:
    """The units to which its unit may give a part of it, on that day.

    Those that stand under the unit, at any depth. Where the directive names another line of command for this task or as monitor (rule 2:
    that line is asked, not ordered), also the units of that line that serve an area inside the unit's own. Never back to whoever gave it,
    nor to the issuer, whoever reviews it or anybody above the issuer: who answers to them orders them nothing. Seven queries at most, now.
    """
    version = version_on(assignment.unit, on)
    path = version.path if version else assignment.unit.path
    there = UnitVersion.objects.filter(valid_on(on))
    below = there.filter(path__gt=path, path__lt=path + ":").values("unit")  # ':' follows '9'
    wanted = Q(pk__in=below)
    if lines := named_lines(assignment, on=on):
        served = UnitArea.objects.filter(valid_on(on), unit=assignment.unit).values("area")
        inside = Q(area__in=served) | Q(area__parent__in=served) | Q(area__parent__parent__in=served)
        placed = UnitArea.objects.filter(valid_on(on)).filter(inside).values("unit")
        wanted |= Q(pk__in=placed, line__in=lines) & Q(pk__in=there.values("unit"))
    return OrgUnit.objects.filter(wanted).exclude(pk__in={assignment.unit_id, *givers(assignment), *_principals(assignment, on=on)})


def _principals(assignment: Assignment, *, on: date) -> set[int]:
    """To whom its unit answers for it at last: who reviews it, the issuer, and all that the issuer stands under that day. One query."""
    issuer = assignment.campaign.issuer
    version = version_on(issuer, on)
    path = version.path if version else issuer.path
    return {assignment.reviewer_id, *(int(path[start : start + PATH_STEP]) for start in range(0, len(path), PATH_STEP))}


def givers(assignment: Assignment) -> set[int]:
    """The units that gave it on, one to the next, down to its unit: given back to one of them it would hang below itself. One query."""
    if assignment.parent_id is None:
        return set()
    given = Assignment.objects.filter(pk=assignment.pk).values_list(*(f"{way}__unit" for way in GIVERS)).get()
    return {unit for unit in given if unit is not None}


def given_on_by(person: Person, act: str) -> Q:
    """Of assignments those to which the person may do that act of GIVERS_NEED, as whoever gave them on. One query, now."""
    units = [unit for grant, unit in grants_of(person) if grant == GIVERS_NEED[act]]
    return Q(parent__unit__in=units)


def named_lines(assignment: Assignment, *, on: date) -> set[str]:
    """The lines of command, other than the unit's own, that the directive names for this task or as its monitor."""
    campaign = assignment.campaign
    lines = {campaign.monitor.line} if campaign.monitor else set()
    for party in DutyParty.objects.filter(duty=assignment.task.duty_id).select_related("unit"):
        if party.unit is not None:
            lines.add(party.unit.line)
        elif party.group is not None:
            lines |= set(members(Group.from_json(party.group), on=on).order_by().values_list("line", flat=True).distinct())
    return lines - {assignment.unit.line, OrgUnit.Line.OUTSIDE}


@dataclass(frozen=True, slots=True)
class Subordinates:
    """The units of one kind and level right under a unit, to be chosen all at once; `label` names them with their number."""

    key: str
    label: str
    unit_ids: tuple[int, ...]


def subordinates(assignment: Assignment, *, on: date) -> list[Subordinates]:
    """The groups of units right under the assignment's unit on that day, without those that have the task already; one query.

    In the order of their kinds; a group of one is none.
    """
    have = Assignment.objects.filter(task=assignment.task_id).exclude(status__in=LEFT_OUT).values("unit")
    rows = level_on(on, assignment.unit).exclude(unit__in=have).values_list("unit__kind", "unit__level", "unit_id")
    groups: dict[tuple[str, str], list[int]] = {}
    for kind, level, unit_id in rows:
        groups.setdefault((kind, level), []).append(unit_id)
    kinds, levels = dict(OrgUnit.Kind.choices), dict(OrgUnit.Level.choices)
    return [
        Subordinates(f"{kind}.{level}", f"Tất cả {len(ids)} đơn vị: {kinds[kind]}, {levels[level].lower()}", tuple(ids))
        for (kind, level), ids in sorted(groups.items())
        if len(ids) > 1
    ]


def to_wake(*, today: date) -> QuerySet[Assignment]:
    """The assignments that need not, or must not, wait longer for those to whom they were given further.

    Because nothing below is open, or because their own last day is near. One query, now, for the calendar.
    """
    near = Calendar.load(today, today).add_working_days(today, SOON_WORKING_DAYS)
    children = Assignment.objects.filter(parent=OuterRef("pk"), status__in=Assignment.OPEN)
    waiting = Assignment.objects.filter(waits_for_children=True, status=Status.IN_PROGRESS, campaign__status=Campaign.Status.OPEN)
    return waiting.filter(Q(due_date__lte=near) | ~Exists(children))


@dataclass(frozen=True, slots=True)
class Below:
    """One assignment below another, `depth` 1 for what was given directly."""

    assignment: Assignment
    depth: int


MOST_SHOWN = 300


def below(assignment: Assignment) -> list[Below]:
    """All that was given further from it, each before what was given from that, siblings by name; at most MOST_SHOWN. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH RECURSIVE below(id, depth) AS (
                SELECT id, 1 FROM campaigns_assignment WHERE parent_id = %s
                UNION ALL
                SELECT a.id, below.depth + 1 FROM campaigns_assignment a JOIN below ON a.parent_id = below.id
            )
            SELECT id, depth FROM below ORDER BY depth, id LIMIT %s
            """,
            [assignment.pk, MOST_SHOWN],
        )
        depths: dict[int, int] = dict(cursor.fetchall())
    rows = Assignment.objects.select_related("unit").in_bulk(list(depths)).values()
    children: dict[int | None, list[Assignment]] = {}
    for row in sorted(rows, key=lambda row: (row.unit.sort_name, row.pk)):
        children.setdefault(row.parent_id, []).append(row)
    found: list[Below] = []

    def walk(parent: int) -> None:
        for row in children.get(parent, ()):
            found.append(Below(row, depths[row.pk]))
            walk(row.pk)

    walk(assignment.pk)
    return found


def below_count(assignment: Assignment) -> tuple[int, int, int]:
    """Of what was given directly: how much is expected, how much of that is done, how much is open. One query."""
    rows = Assignment.objects.filter(parent=assignment).exclude(status__in=LEFT_OUT)
    counts = rows.aggregate(
        whole=Count("pk"),
        done=Count("pk", filter=Q(status=Status.ACCEPTED)),
        open=Count("pk", filter=Q(status__in=Assignment.OPEN)),
    )
    return counts["whole"], counts["done"], counts["open"]


def given_target(assignment: Assignment, *, without: Collection[int] = ()) -> int:
    """How much of its target the unit has given further and not taken back; without these units' parts. One query."""
    rows = Assignment.objects.filter(parent=assignment).exclude(status__in=LEFT_OUT).exclude(unit__in=without)
    total: int = rows.aggregate(total=Sum("target", default=0))["total"]
    return total


def summed_figures(assignment: Assignment) -> tuple[int, int] | None:
    """The sums of the newest accepted figures of those to whom it was given directly; None when none of them has one. One query."""
    later = Figure.objects.filter(
        report__assignment=OuterRef("report__assignment"),
        report__sequence__gt=OuterRef("report__sequence"),
        report__status=Report.Status.ACCEPTED,
    )
    rows = Figure.objects.filter(report__assignment__parent=assignment, report__status=Report.Status.ACCEPTED)
    rows = rows.exclude(report__assignment__status__in=LEFT_OUT).filter(~Exists(later))
    sums: dict[str, Any] = rows.aggregate(done=Sum("numerator"), whole=Sum("denominator"))
    return None if sums["whole"] is None else (int(sums["done"]), int(sums["whole"]))


def who_have(task_id: int, unit_ids: Iterable[int]) -> list[OrgUnit]:
    """Of these units those that have the task, not refused or recalled. One query."""
    rows = Assignment.objects.filter(task=task_id, unit__in=list(unit_ids)).exclude(status__in=LEFT_OUT)
    return list(OrgUnit.objects.filter(pk__in=rows.values("unit")).order_by("sort_name", "pk"))
