"""Everything below moved units, in a handful of statements whatever their number: 30,000 units are closed by one and opened by another.

Plain SQL because the ORM has no UPDATE … FROM and no INSERT … SELECT; both databases know them in the same words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from org_hierarchy.models import PATH_STEP, Reorganisation
from records.batches import batches

MOST_AT_ONCE = 400
"""Moved units of one statement."""

_BELOW = """
    WITH moved(old, upto) AS (VALUES %s)
    SELECT org_hierarchy_unitversion.id FROM moved JOIN org_hierarchy_unitversion ON path > moved.old AND path < moved.upto"""
_CLOSE = """
    WITH moved(old, upto) AS (VALUES %s)
    UPDATE org_hierarchy_unitversion SET was_valid_to = valid_to, valid_to = %%s, closed_by_id = %%s
    FROM moved
    WHERE path > moved.old AND path < moved.upto AND valid_from <= %%s AND (valid_to IS NULL OR valid_to > %%s) AND unit_id NOT IN (%s)"""
_OPEN = """
    WITH moved(old, upto, new) AS (VALUES %s)
    INSERT INTO org_hierarchy_unitversion (unit_id, name, short_name, folded_name, sort_name, symbol, place, parent_id, path, valid_from,
        valid_to, opened_by_id)
    SELECT unit_id, name, short_name, folded_name, sort_name, symbol, place, parent_id,
        moved.new || SUBSTR(path, LENGTH(moved.old) + 1), %%s, was_valid_to, %%s
    FROM moved JOIN org_hierarchy_unitversion v ON path > moved.old AND path < moved.upto
    WHERE closed_by_id = %%s AND unit_id NOT IN (%s) %s"""
_NOT_YET = "AND NOT EXISTS (SELECT 1 FROM org_hierarchy_unitversion done WHERE done.unit_id = v.unit_id AND done.opened_by_id = %s)"
_LONGEST = """
    WITH moved(old, upto, longer) AS (VALUES %s)
    SELECT MAX(LENGTH(path) + moved.longer)
    FROM moved JOIN org_hierarchy_unitversion ON path > moved.old AND path < moved.upto
    WHERE valid_to IS NULL OR valid_to > %%s"""
_TO_COME = """
    WITH moved(old, upto) AS (VALUES %s)
    SELECT DISTINCT unit_id FROM moved JOIN org_hierarchy_unitversion ON path > moved.old AND path < moved.upto WHERE valid_from > %%s"""
_FOLLOW = """
    WITH moved(old, upto, new) AS (VALUES %s)
    UPDATE org_hierarchy_unitversion SET path = moved.new || SUBSTR(path, LENGTH(moved.old) + 1)
    FROM moved WHERE path > moved.old AND path < moved.upto AND valid_from > %%s"""


@dataclass(frozen=True, slots=True)
class Moved:
    """A unit's path before and after."""

    old: str
    new: str

    @property
    def upto(self) -> str:
        """The end of the range of paths below the old one."""
        return self.old + ":"  # ':' follows '9'


def ranges(moves: Sequence[Moved]) -> Iterator[Q]:
    """Conditions that together hold for all versions below the moved units as they stood.

    One moved unit is one range of the index of paths; several are joined to it: with their ranges told by OR, SQLite reads every version
    for each of them.
    """
    if len(moves) == 1:
        yield Q(path__gt=moves[0].old, path__lt=moves[0].upto)
        return
    for chunk in batches(moves, MOST_AT_ONCE):
        yield Q(pk__in=RawSQL(_BELOW % _rows(chunk, 2), [value for moved in chunk for value in (moved.old, moved.upto)]))  # noqa: S611 - no word of a user


def are_inside(paths: Iterable[str], moves: Iterable[Moved]) -> list[str]:
    """Those of the paths that are below a moved unit as it stood. Cost: the depth of each path, whatever the number of moved units."""
    olds = {moved.old for moved in moves}
    return [path for path in paths if any(path[:end] in olds for end in range(PATH_STEP, len(path), PATH_STEP))]


def longest(moves: Sequence[Moved], day: date) -> int:
    """The length of the longest path that the moves give from the day on; 0 without anything below them."""
    lengths = [0]
    with connection.cursor() as cursor:
        for chunk in batches(moves, MOST_AT_ONCE):
            values = [value for moved in chunk for value in (moved.old, moved.upto, len(moved.new) - len(moved.old))]
            cursor.execute(_LONGEST % _rows(chunk, 3), [*values, connection.ops.adapt_datefield_value(day)])
            lengths.append(cursor.fetchone()[0] or 0)
    return max(lengths)


def move(moves: Sequence[Moved], reorganisation: Reorganisation, *, besides: Sequence[str]) -> list[int]:
    """Close the versions below the moved units on the day and open their next ones; `besides` are paths of units that are seen to already.

    Units that begin only later, and so have no version on the day, get their new paths in place; their ids are returned.
    """
    day, to_come = connection.ops.adapt_datefield_value(reorganisation.day), set()
    with connection.cursor() as cursor:
        for is_first, group in _inner_first(moves):
            for chunk in batches(group, MOST_AT_ONCE):
                skipped = [int(path[-PATH_STEP:]) for path in are_inside(besides, chunk)]
                out = ", ".join(str(pk) for pk in skipped) or "0"
                pairs = [value for moved in chunk for value in (moved.old, moved.upto)]
                triples = [value for moved in chunk for value in (moved.old, moved.upto, moved.new)]
                cursor.execute(_CLOSE % (_rows(chunk, 2), out), [*pairs, day, reorganisation.pk, day, day])
                again = [] if is_first else [reorganisation.pk]
                opening = _OPEN % (_rows(chunk, 3), out, "" if is_first else _NOT_YET)
                cursor.execute(opening, [*triples, day, reorganisation.pk, reorganisation.pk, *again])
                cursor.execute(_TO_COME % _rows(chunk, 2), [*pairs, day])
                found = {row[0] for row in cursor.fetchall()}
                if found:
                    cursor.execute(_FOLLOW % _rows(chunk, 3), [*triples, day])
                    to_come |= found
    return sorted(to_come)


def _inner_first(moves: Sequence[Moved]) -> Iterator[tuple[bool, list[Moved]]]:
    """The moves in groups, such that what moves out of another moving unit comes before it; and whether a group is the first."""
    depths: dict[int, list[Moved]] = {}
    olds = {moved.old for moved in moves}
    for moved in moves:
        around = sum(moved.old[:end] in olds for end in range(PATH_STEP, len(moved.old), PATH_STEP))
        depths.setdefault(around, []).append(moved)
    for place, depth in enumerate(sorted(depths, reverse=True)):
        yield place == 0, depths[depth]


def _rows(chunk: Sequence[Moved], width: int) -> str:
    """Placeholders of a VALUES list."""
    return ", ".join([f"({', '.join(['%s'] * width)})"] * len(chunk))
