"""A province with all below it goes under another superior: decided, dated and in force, in one transaction.

Twice: in a country whose communes serve areas of their own, and in one where only the roots do, so that every unit that moves is called
otherwise in the end. Names follow by a job, whose time is told beside.
"""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial

from django.db import connection, transaction

from benchmarks.forest import grow, plant
from benchmarks.measure import Goal, Outcome, interleaved, micros
from benchmarks.peers import TreebeardUnit
from org_hierarchy.models import NameDue, OrgUnit, UnitVersion, valid_on
from org_hierarchy.services import Move, decide_reorganisation, draft_reorganisation, preview, refresh_due_names, set_changes

DEFAULT_SIZE = 12_000
REPETITIONS = 5
SOME = 2_000  # names of the job
DAY = date(2025, 7, 1)
NOW = datetime(2025, 7, 1, 2, tzinfo=UTC)
TARGET = 2
"""The second root."""

CLOSE = """
    UPDATE org_hierarchy_unitversion SET was_valid_to = valid_to, valid_to = %(day)s
    WHERE path >= %(old)s AND path < %(upto)s AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)"""
OPEN = """
    INSERT INTO org_hierarchy_unitversion (unit_id, name, short_name, folded_name, sort_name, symbol, place, parent_id, path, valid_from)
    SELECT unit_id, name, short_name, folded_name, sort_name, symbol, place,
        CASE WHEN path = %(old)s THEN %(target)s ELSE parent_id END, %(new)s || SUBSTR(path, LENGTH(%(old)s) + 1), %(day)s
    FROM org_hierarchy_unitversion WHERE path >= %(old)s AND path < %(upto)s AND valid_to = %(day)s"""
PATHS = """
    UPDATE org_hierarchy_orgunit SET path = %(new)s || SUBSTR(path, LENGTH(%(old)s) + 1),
        parent_id = CASE WHEN path = %(old)s THEN %(target)s ELSE parent_id END
    WHERE path >= %(old)s AND path < %(upto)s"""


def run(size: int) -> Outcome:
    """Each move takes a province of its own, so that all find the tables alike. The peer keeps no versions."""
    nodes, provinces = grow(3 * (REPETITIONS + 1), size - 1)
    bare = provinces[-REPETITIONS - 1 :]
    plant(nodes, peers=[TreebeardUnit], bare=bare)
    units = OrgUnit.objects.in_bulk(provinces)
    waiting, renamed = (units[pk] for pk in provinces if pk not in bare), (units[pk] for pk in bare)
    beards = iter(provinces)
    ways = {
        "ours": partial(_ours, waiting, size),
        "ours, and every unit is called otherwise": partial(_ours_renamed, renamed, size),
        "peer: django-treebeard move() without versions": partial(_peer, beards, size),
        "limit: UPDATE of paths, UPDATE and INSERT … SELECT of versions": partial(_limit, waiting, size),
    }
    for way in ways.values():  # once for the caches of each
        way()
    taken = interleaved(ways, repetitions=REPETITIONS)
    ours, bare_ours, peer, limit = taken.values()
    goals = (Goal("ours / limit", ours / limit, 2), Goal("ours, every unit called otherwise / limit", bare_ours / limit, 2))
    notes = (f"peer / ours: {peer / ours:.2f} ×", f"names by the job: {_named():.0f} µs per unit")
    return Outcome("move", size, connection.vendor, "unit", taken, goals, notes=notes)


def _ours(waiting: Iterator[OrgUnit], size: int) -> float:
    province, target = next(waiting), OrgUnit.objects.get(pk=TARGET)
    reorganisation = draft_reorganisation(target, title="benchmark", day=DAY, basis="benchmark", by=None, at=NOW)
    set_changes(reorganisation, [Move((province.code,), target.code)], by=None, at=NOW)
    seen = preview(reorganisation).stamp
    taken = micros(lambda: decide_reorganisation(reorganisation, by=None, at=NOW, today=DAY, seen=seen), pieces=size)
    _check(province, size)
    return taken


def _ours_renamed(waiting: Iterator[OrgUnit], size: int) -> float:
    NameDue.objects.all().delete()
    taken = _ours(waiting, size)
    assert NameDue.objects.exists()
    return taken


def _named() -> float:
    """Microseconds of one unit in the job that follows, from those that the last move has left."""
    begun, done = time.perf_counter(), 0
    while done < SOME and (some := refresh_due_names()):
        done += some
    return (time.perf_counter() - begun) * 1e6 / done


def _peer(provinces: Iterator[int], size: int) -> float:
    province, target = TreebeardUnit.objects.get(pk=next(provinces)), TreebeardUnit.objects.get(pk=TARGET)

    def move() -> None:
        with transaction.atomic():
            province.move(target, "last-child")

    taken = micros(move, pieces=size)
    assert TreebeardUnit.objects.get(pk=province.pk).get_descendants().count() == size - 1
    return taken


def _limit(waiting: Iterator[OrgUnit], size: int) -> float:
    province = next(waiting)
    target = OrgUnit.objects.get(pk=TARGET)
    old, day = province.path, connection.ops.adapt_datefield_value(DAY)
    values: dict[str, str | int] = {"old": old, "upto": old + ":", "new": target.path + old[-9:], "target": TARGET, "day": str(day)}

    def move() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in (CLOSE, OPEN, PATHS):
                cursor.execute(statement, values)

    taken = micros(move, pieces=size)
    _check(province, size)
    return taken


def _check(province: OrgUnit, size: int) -> None:
    """All of it stands under the target, now and by its versions, and stood elsewhere before."""
    moved, target = OrgUnit.objects.get(pk=province.pk), OrgUnit.objects.get(pk=TARGET)
    assert (moved.parent_id, moved.path) == (TARGET, target.path + province.path[-9:])
    assert OrgUnit.objects.under(moved).count() == size
    under = UnitVersion.objects.filter(path__gte=moved.path, path__lt=moved.path + ":")
    assert under.filter(valid_on(DAY)).count() == size
    before = UnitVersion.objects.filter(path__gte=province.path, path__lt=province.path + ":")
    assert (before.filter(valid_on(date(2025, 6, 30))).count(), before.filter(valid_on(DAY)).count()) == (size, 0)
