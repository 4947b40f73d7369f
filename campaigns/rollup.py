"""The numbers climb: counts and figures of every node of the hierarchy, as it was on the day of issue.

Nothing is kept: each answer is folded from the assignments by one statement, so it is right at every commit. What a unit gave on is a
part of what it was given: it is never counted with it, only apart, as `Node.delegated`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import BigIntegerField, Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Cast, Length, Substr
from django.db.models.lookups import In

from campaigns import queries
from campaigns.models import Assignment, Campaign, Figure, Report
from campaigns.queries import DEEPEST
from org_hierarchy.models import PATH_STEP, OrgUnit


@dataclass(frozen=True, slots=True)
class Counts:
    """Assignments by state, as of a day. `total` is what is expected: the sum of new, doing, review, returned, overdue and done.

    `done_late` is a part of `done`, and so is `done_extended`: on time, but only by a later day than the first one (a part of
    `done_on_time`). `review_late` is a part of `review`, `unreceived` counts what nobody has received, overdue or not.
    `refused` (with recalled) is outside the total. `units` is how many units something is expected of.
    """

    total: int = 0
    new: int = 0
    doing: int = 0
    review: int = 0
    returned: int = 0
    overdue: int = 0
    done: int = 0
    done_late: int = 0
    done_extended: int = 0
    review_late: int = 0
    unreceived: int = 0
    refused: int = 0
    units: int = 0

    @property
    def done_on_time(self) -> int:
        """Accepted and reported by the last day; what has no deadline is on time."""
        return self.done - self.done_late

    @property
    def running_late(self) -> int:
        """Not accepted yet, and its last day passed without a report or before the one that waits."""
        return self.overdue + self.review_late

    @property
    def running_on_time(self) -> int:
        return self.total - self.done - self.running_late

    @property
    def done_ratio(self) -> Decimal | None:
        """Accepted of all expected, 0 to 1 unrounded; None when nothing is expected."""
        return _ratio(self.done, self.total)

    @property
    def on_time_ratio(self) -> Decimal | None:
        """Done on time, of what is done or late (VAS §4.2); None before anything is either."""
        return _ratio(self.done_on_time, self.done + self.running_late)

    @property
    def received_ratio(self) -> Decimal | None:
        """Received, of all expected; None when nothing is expected."""
        return _ratio(self.total - self.unreceived, self.total)

    @property
    def percent_done(self) -> Decimal | None:
        """`done_ratio` as 0 to 100."""
        return _percent(self.done_ratio)

    @property
    def percent_on_time(self) -> Decimal | None:
        """`on_time_ratio` as 0 to 100."""
        return _percent(self.on_time_ratio)

    @property
    def percent_received(self) -> Decimal | None:
        """`received_ratio` as 0 to 100."""
        return _percent(self.received_ratio)

    def by_kind(self) -> dict[str, int]:
        """The counts by the kinds of status that bars draw; they add up to the total."""
        kinds = {"done": self.done, "review": self.review, "doing": self.doing, "returned": self.returned}
        return kinds | {"late": self.overdue, "new": self.new}


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, summed over `reports` units' reports. Without a report it is not zero but unknown."""

    numerator: int = 0
    denominator: int = 0
    reports: int = 0

    @property
    def ratio(self) -> Decimal | None:
        """The ratio of the sums, 0 to 1 unrounded; None when nothing was reported."""
        return _ratio(self.numerator, self.denominator)

    @property
    def percent(self) -> Decimal | None:
        """`ratio` as 0 to 100."""
        return _percent(self.ratio)


@dataclass(frozen=True, slots=True)
class Figures:
    """One indicator's sums over each assignment's newest figure: of accepted reports alone, and provisionally of those that wait too."""

    accepted: Share = Share()
    provisional: Share = Share()


@dataclass(frozen=True, slots=True)
class Node:
    """One unit of the hierarchy with the sums of its own assignments and of all below it.

    `depth` is 1 for a root. `figures` is by indicator id and lacks those that nobody reported. `delegated` counts what units gave on to it
    and to those below it.
    """

    unit: OrgUnit
    path: str
    depth: int
    counts: Counts
    has_children: bool
    figures: Mapping[int, Figures] = field(default_factory=dict)
    delegated: Counts = Counts()


def _ratio(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _percent(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else ratio * 100


def of(campaign: Campaign, *, today: date, among: QuerySet[Assignment] | None = None) -> Counts:
    """The campaign's counts; with `among`, of those of its assignments alone. One query."""
    return counted(_rows(campaign, among), today=today)


def counted(assignments: QuerySet[Assignment], *, today: date) -> Counts:
    """The counts of any assignments, a unit's own for example. One query."""
    return _counts(assignments.order_by().aggregate(**_with_units(today)))


def by_campaign(campaigns: Iterable[int], *, today: date, among: QuerySet[Assignment]) -> dict[int, Counts]:
    """The counts of several campaigns by their ids, of those assignments alone; one without any is missing. One query."""
    counting = queries.counted_once(among.filter(campaign__in=list(campaigns)))
    rows = counting.values("campaign").annotate(**_with_units(today)).order_by()
    return {row["campaign"]: _counts(row) for row in rows}


def by_task(campaign: Campaign, *, today: date, among: QuerySet[Assignment] | None = None) -> dict[int, Counts]:
    """The counts of each task by its id; tasks without assignments are missing. One query."""
    rows = _rows(campaign, among).values("task").annotate(**_with_units(today)).order_by()
    return {row["task"]: _counts(row) for row in rows}


def figures(campaign: Campaign, *, among: QuerySet[Assignment] | None = None) -> dict[int, Figures]:
    """The whole campaign's sums by indicator id; an indicator that nobody reported is missing. One query."""
    rows = _newest_figures(campaign, among).values("indicator").annotate(**_summed()).order_by()
    return {row["indicator"]: _figures(row) for row in rows}


def nodes(
    campaign: Campaign,
    *,
    today: date,
    under: OrgUnit | None = None,
    only: Collection[str] | None = None,
    depth: int | None = None,
    among: QuerySet[Assignment] | None = None,
) -> list[Node]:
    """The nodes below a unit, itself left out (None: from the roots), down to `depth` levels (None: all), each before what is below it.

    Every superior of an assigned unit is a node, assigned itself or not, by its place on the day of issue; siblings in the order of names.
    With `among`, only those assignments count. Of what is right below `under`, `only` keeps these paths, with what is below them. Three
    statements whatever the number of units, and one more to find where `under` stood.
    """
    if only is not None and not only:
        return []
    rows = _rows(campaign, among)
    given_on = _given_on(campaign, among)
    figure_rows = _newest_figures(campaign, among)
    start = 0
    if under is not None:
        path = queries.frozen_path(campaign, under)
        start = len(path) // PATH_STEP
        rows, given_on = rows.filter(_below(path, only)), given_on.filter(_below(path, only))
        figure_rows = figure_rows.filter(_below(path, only, way="report__assignment__"))
    levels = (start + 1, DEEPEST if depth is None else min(start + depth, DEEPEST))
    sums = _sums_by_node(figure_rows, levels)
    found: dict[str, Node] = {}
    for unit in _fold_counts(rows.values("path").annotate(**_counted(today)).order_by(), levels):
        path = unit.node_path
        found[path] = Node(unit, path, unit.node_level, _folded(unit), bool(unit.deeper), sums.get(path, {}))
    for unit in _fold_counts(given_on.values("path").annotate(**_counted(today)).order_by(), levels):
        path, deeper = unit.node_path, bool(unit.deeper)
        node = found.get(path) or Node(unit, path, unit.node_level, Counts(), deeper)
        found[path] = replace(node, delegated=_folded(unit), has_children=node.has_children or deeper)
    return _in_tree_order(list(found.values()))


def right_below(campaign: Campaign, unit: OrgUnit, *, among: QuerySet[Assignment]) -> list[str]:
    """The paths of the nodes right below a unit, in the order of their names. Two queries."""
    path = queries.frozen_path(campaign, unit)
    length = len(path) + PATH_STEP
    name = OrgUnit.objects.filter(pk=OuterRef("node")).values("sort_name")
    rows = among.filter(_below(path), campaign=campaign).order_by().values(step=Substr("path", 1, length)).distinct()
    rows = rows.annotate(node=Cast(Substr("path", len(path) + 1, PATH_STEP), BigIntegerField()), name=Subquery(name))
    return [step for _, step in sorted(rows.values_list("name", "step"))]


def down_to(campaign: Campaign, *, rows: int, among: QuerySet[Assignment]) -> int:
    """The level, at least the first, to which a tree of those assignments is shown at once: that of the highest unit with something to do,
    two at least, or the last before that with which there are no more than so many nodes in all. Two queries, whatever the number of
    units."""
    ways = among.filter(campaign=campaign).order_by().annotate(length=Length("path"))
    highest = ways.aggregate(shortest=Min("length"))["shortest"] or 0
    levels = {f"level_{n}": n * PATH_STEP for n in range(1, max(2, highest // PATH_STEP) + 1)}
    found = ways.aggregate(
        **{name: Count(Substr("path", 1, length), filter=Q(length__gte=length), distinct=True) for name, length in levels.items()}
    )
    in_all = accumulate(found[name] for name in levels)
    return max(sum(size <= rows for size in in_all), 1)


def _below(path: str, only: Collection[str] | None = None, *, way: str = "") -> Q:
    """The assignments below a path; of these, with `only`, those at or below its paths, which are one step longer."""
    inside = Q((f"{way}path__gt", path), (f"{way}path__lt", path + ":"))  # ':' follows '9'
    if only is None:
        return inside
    return inside & Q(In(Substr(f"{way}path", 1, len(path) + PATH_STEP), list(only)))


_COUNTED = tuple(f.name for f in fields(Counts) if f.name != "units")


def _counted(today: date) -> dict[str, Count]:
    wanted = {name: queries.state(name, today=today) for name in queries.STATES} | {
        "total": queries.EXPECTED,
        "done_late": queries.state("done", today=today) & queries.LATE,
        "done_extended": queries.state("done", today=today) & queries.EXTENDED,
        "review_late": queries.state("review", today=today) & queries.LATE,
        "unreceived": Q(status=Assignment.Status.ISSUED),
    }
    return {name: Count("pk", filter=wanted[name]) for name in _COUNTED}


def _with_units(today: date) -> dict[str, Count]:
    return _counted(today) | {"units": Count("unit", filter=queries.EXPECTED, distinct=True)}


def _folded(unit: Any) -> Counts:
    return Counts(**{name: int(getattr(unit, f"sum_{name}")) for name in _COUNTED}, units=int(unit.sum_units))


def _counts(row: Mapping[str, Any]) -> Counts:
    return Counts(**{f.name: row[f.name] for f in fields(Counts)})


def _rows(campaign: Campaign, among: QuerySet[Assignment] | None) -> QuerySet[Assignment]:
    if among is None:
        return Assignment.objects.filter(campaign=campaign, parent=None)
    return queries.counted_once(among.filter(campaign=campaign))


def _given_on(campaign: Campaign, among: QuerySet[Assignment] | None) -> QuerySet[Assignment]:
    """What `_rows` leaves out."""
    whole = Assignment.objects.filter(campaign=campaign, parent__isnull=False)
    return whole if among is None else whole.filter(pk__in=among.order_by().values("pk"), parent__in=among.order_by().values("pk"))


def _newest_figures(campaign: Campaign, among: QuerySet[Assignment] | None) -> QuerySet[Figure]:
    """The figures that count: of each assignment the newest accepted one and the newest that was not returned (often the same)."""
    standing = (Report.Status.ACCEPTED, Report.Status.SUBMITTED)
    later = Figure.objects.filter(
        report__assignment=OuterRef("report__assignment"), report__sequence__gt=OuterRef("report__sequence"), report__status__in=standing
    )
    rows = Figure.objects.filter(report__assignment__campaign=campaign, report__status__in=standing)
    rows = rows.exclude(report__assignment__status__in=queries.LEFT_OUT)
    if among is None:
        rows = rows.filter(report__assignment__parent=None)
    else:
        counting = queries.counted_once(among.filter(campaign=campaign))
        rows = rows.filter(report__assignment__in=counting.order_by().values("pk"))
    return rows.annotate(
        counts_accepted=Q(report__status=Report.Status.ACCEPTED) & ~Exists(later.filter(report__status=Report.Status.ACCEPTED)),
        counts_provisional=~Exists(later),
    )


def _summed() -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for share in ("accepted", "provisional"):
        counts = Q(**{f"counts_{share}": True})
        parts[f"{share}_numerator"] = Sum("numerator", filter=counts, default=0)
        parts[f"{share}_denominator"] = Sum("denominator", filter=counts, default=0)
        parts[f"{share}_reports"] = Count("pk", filter=counts)
    return parts


def _figures(row: Mapping[str, Any]) -> Figures:
    def share(name: str) -> Share:
        return Share(int(row[f"{name}_numerator"]), int(row[f"{name}_denominator"]), int(row[f"{name}_reports"]))

    return Figures(accepted=share("accepted"), provisional=share("provisional"))


# Folding by path prefix: what each assigned unit has is counted once, then added to each of its superiors by a join on ten levels. The
# ORM has no such join; what it counts per unit is written once, in `queries`, and its own SQL is the inner part here.

_LEVELS = "level(n) AS (VALUES " + ", ".join(f"({n})" for n in range(1, DEEPEST + 1)) + ")"
_PREFIX = f"SUBSTR(own.path, 1, level.n * {PATH_STEP})"


def _fold_counts(own: QuerySet[Assignment, Any], levels: tuple[int, int]) -> Iterable[Any]:
    inner, values = own.query.sql_with_params()
    sums = ", ".join(f"SUM(own.{connection.ops.quote_name(name)}) AS sum_{name}" for name in _COUNTED)
    # The id of the unit at a node is the last step of the node's path, so its row needs no lookup by value.
    return OrgUnit.objects.raw(
        f"""
        WITH own AS ({inner}), {_LEVELS},
        node AS (
            SELECT {_PREFIX} AS node_path, level.n AS node_level, MAX(LENGTH(own.path)) > level.n * {PATH_STEP} AS deeper,
                   COUNT(CASE WHEN own.total > 0 THEN 1 END) AS sum_units, {sums}
            FROM own JOIN level ON LENGTH(own.path) >= level.n * {PATH_STEP}
            WHERE level.n BETWEEN %s AND %s
            GROUP BY {_PREFIX}, level.n
        )
        SELECT unit.*, node.* FROM node
        JOIN {OrgUnit._meta.db_table} unit ON unit.id = CAST(SUBSTR(node.node_path, LENGTH(node.node_path) - {PATH_STEP - 1}) AS integer)
        """,  # noqa: S608 - made of constants and the ORM's own SQL; every value is a parameter
        [*values, *levels],
    )


def _sums_by_node(newest: QuerySet[Figure], levels: tuple[int, int]) -> dict[str, dict[int, Figures]]:
    own = newest.values(measured=F("indicator"), path=F("report__assignment__path")).annotate(**_summed()).order_by()
    inner, values = own.query.sql_with_params()
    names = list(_summed())
    sums = ", ".join(f"SUM(own.{name}) AS {name}" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH own AS ({inner}), {_LEVELS}
            SELECT {_PREFIX}, own.measured, {sums}
            FROM own JOIN level ON LENGTH(own.path) >= level.n * {PATH_STEP}
            WHERE level.n BETWEEN %s AND %s
            GROUP BY {_PREFIX}, own.measured
            """,  # noqa: S608 - made of constants and the ORM's own SQL; every value is a parameter
            [*values, *levels],
        )
        found: dict[str, dict[int, Figures]] = {}
        for path, indicator, *parts in cursor.fetchall():
            found.setdefault(path, {})[indicator] = _figures(dict(zip(names, parts, strict=True)))
    return found


def _in_tree_order(found: list[Node]) -> list[Node]:
    names = {node.path: node.unit.sort_name for node in found}

    def place(node: Node) -> list[tuple[str, str]]:
        steps = [node.path[:end] for end in range(PATH_STEP, len(node.path) + 1, PATH_STEP)]
        return [(names.get(step, ""), step) for step in steps]

    return sorted(found, key=place)
