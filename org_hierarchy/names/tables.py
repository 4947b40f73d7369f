# ruff: noqa: S608 - what is put into a text here are names of our own tables and columns; what was asked is always a parameter
"""The statements by which names are looked up. A list of values is one parameter, so each text is made once and the same for every letter.

The ORM was tried: making its SQL anew took two thirds of a letter's time, and PostgreSQL, which thinks every name common, read whole tables
for its long conditions. Here what was asked is a relation, and each of its rows is one probe of an index.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from org_hierarchy.models import Area, AreaName, OrgUnit, UnitArea, UnitName, UnitVersion

Rows = list[tuple[Any, ...]]
ALL = 2**31 - 1
"""More rows than any name has."""


class Spelled(NamedTuple):
    """A column of the names and its value; "short" is the skeleton of a name that holds initials itself."""

    column: str
    value: str


NAME = ("id", "unit_id", "key", "skeleton", "ends", "loose", "has_initials", "is_whole", "is_placed", "valid_from", "valid_to", "area_id")
"""What the statements on names give of each, after the column by which it was found."""

_UNIT_NAME, _AREA_NAME = UnitName._meta.db_table, AreaName._meta.db_table
_UNIT, _VERSION, _AREA, _SERVED = (model._meta.db_table for model in (OrgUnit, UnitVersion, Area, UnitArea))
_ON_THE_DAY = "valid_from <= %s AND ({0}.valid_to IS NULL OR {0}.valid_to > %s)"


def names_spelled(placed: Iterable[tuple[Spelled, int]], whole: Iterable[Spelled], *, most: int = ALL) -> Rows:
    """The names, whole or cut, that are spelled so in just that area, then the whole ones wherever; no more than `most` together."""
    pairs: dict[str, list[tuple[str, int]]] = {}
    for (column, value), area in placed:
        pairs.setdefault(column, []).append((value, area))
    values = _by_column(whole)
    texts = [_names(connection.vendor, column, "area") for column in pairs] + [
        _names(connection.vendor, column, "whole") for column in values
    ]
    parameters = [each for several in pairs.values() for each in _pairs(several)]
    return _all(texts, [*parameters, *(_list(several) for several in values.values()), most], "LIMIT %s")


def whole_names_below(asked: Iterable[Spelled], parent_id: int | None, *, on: date) -> Rows:
    """The uncut names spelled so of the units that are directly below that one on the day."""
    return _of_columns("below", asked, (parent_id, *_twice(on)))


def names_anywhere(asked: Iterable[Spelled], *, most: int = ALL) -> Rows:
    """The names spelled so, whole or cut, wherever, those of the oldest units first; no more than `most` of each column."""
    return _of_columns("anywhere", asked, (most,))


def names_inside(asked: Iterable[Spelled], area_ids: Collection[int], *, most: int = ALL) -> Rows:
    """The names spelled so, whole or cut, in these areas or inside them; no more than `most` of each column."""
    return _of_columns("inside", asked, (_list(area_ids),) * _STEPS + (most,))


def area_names(asked: Iterable[Spelled]) -> Rows:
    """The column, its value, the key and the id of each area that is spelled so."""
    return _of_columns("areas", asked, ())


def areas(area_ids: Collection[int]) -> Rows:
    """Id, name, level, and the ids of the three areas around it, nearest first."""
    return _all([_areas(connection.vendor)], [_list(area_ids)])


def units(unit_ids: Collection[int], *, on: date) -> Rows:
    """Id, kind and level of these units; then name, short name, path and parent's id of that day, blank when it has none."""
    return _all([_units(connection.vendor)], [*_twice(on), _list(unit_ids)])


def served(unit_ids: Collection[int], *, on: date) -> Rows:
    """Each of these units with each area that it serves on the day."""
    return _all([_served(connection.vendor)], [_list(unit_ids), *_twice(on)])


# The texts

_STEPS = 4  # of areas that lie in each other


@lru_cache
def _names(vendor: str, column: str, how: str) -> str:
    wanted = "found.skeleton = asked.value AND found.has_initials" if column == "short" else f"found.{column} = asked.value"
    if how == "areas":
        return f"SELECT '{column}', asked.value, found.key, found.area_id FROM {_probe(vendor, _values(vendor), _AREA_NAME, wanted)}"
    fields = ", ".join(f"found.{field}" for field in NAME)
    if how == "area":
        wanted += " AND found.is_whole = cut.is_whole AND found.area_id = asked.area"  # all three, as the index has them
        asked = f"{_value_pairs(vendor)} CROSS JOIN (SELECT FALSE AS is_whole UNION ALL SELECT TRUE) AS cut"
        return f"SELECT '{column}', {fields} FROM {_probe(vendor, asked, _UNIT_NAME, wanted)}"
    more = {
        "whole": "",
        "below": f" AND found.unit_id IN (SELECT unit_id FROM {_VERSION} AS v WHERE parent_id = %s AND {_ON_THE_DAY.format('v')})",
        "anywhere": " ORDER BY found.unit_id LIMIT %s",
        "inside": f" AND found.area_id IN ({areas_below(vendor)}) LIMIT %s",
    }[how]
    if how in {"whole", "below"}:
        wanted += " AND found.is_whole"
    probe = _probe(vendor, _values(vendor), _UNIT_NAME, wanted)
    return f"SELECT * FROM (SELECT '{column}', {fields} FROM {probe}{more}) AS several"


def _probe(vendor: str, asked: str, table: str, wanted: str) -> str:
    """What was asked, and for each of it the rows of the table: by nested loops on either database, a condition may follow."""
    if vendor == "postgresql":
        return f"{asked} CROSS JOIN LATERAL (SELECT * FROM {table} AS found WHERE {wanted} OFFSET 0) AS found WHERE TRUE"
    return f"{asked} CROSS JOIN {table} AS found WHERE {wanted}"


def areas_below(vendor: str) -> str:
    """The ids of given areas and of all inside them: a parameter for each step down."""
    joins = [f"JOIN {_AREA} AS a{step} ON a{step}.parent_id = a{step - 1}.id" for step in range(1, _STEPS)]
    return " UNION ".join(
        f"SELECT a{step}.id FROM {_AREA} AS a0 {' '.join(joins[:step])} WHERE a0.id {_among(vendor)}" for step in range(_STEPS)
    )


@lru_cache
def _areas(vendor: str) -> str:
    return (
        f"SELECT a.id, a.name, a.level, a.parent_id, (SELECT b.parent_id FROM {_AREA} AS b WHERE b.id = a.parent_id), "
        f"(SELECT c.parent_id FROM {_AREA} AS b JOIN {_AREA} AS c ON c.id = b.parent_id WHERE b.id = a.parent_id) "
        f"FROM {_AREA} AS a WHERE a.id {_among(vendor)}"
    )


@lru_cache
def _units(vendor: str) -> str:
    return (
        f"SELECT u.id, u.kind, u.level, v.name, v.short_name, v.path, v.parent_id FROM {_UNIT} AS u LEFT JOIN {_VERSION} AS v "
        f"ON v.unit_id = u.id AND v.{_ON_THE_DAY.format('v')} WHERE u.id {_among(vendor)}"
    )


@lru_cache
def _served(vendor: str) -> str:
    return f"SELECT unit_id, area_id FROM {_SERVED} AS s WHERE unit_id {_among(vendor)} AND {_ON_THE_DAY.format('s')}"


# What the databases write differently


def _values(vendor: str) -> str:
    return "unnest(%s::text[]) AS asked(value)" if vendor == "postgresql" else "json_each(%s) AS asked"


def _value_pairs(vendor: str) -> str:
    if vendor == "postgresql":
        return "unnest(%s::text[], %s::bigint[]) AS asked(value, area)"
    return "(SELECT value ->> 0 AS value, value ->> 1 AS area FROM json_each(%s)) AS asked"


def _among(vendor: str) -> str:
    return "= ANY(%s)" if vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


def _list(values: Collection[Any]) -> Any:
    return list(values) if connection.vendor == "postgresql" else json.dumps(list(values), ensure_ascii=False)


def _pairs(pairs: Sequence[tuple[str, int]]) -> list[Any]:
    return [list(column) for column in zip(*pairs, strict=True)] if connection.vendor == "postgresql" else [_list(pairs)]


def _twice(day: date) -> tuple[Any, Any]:
    value = connection.ops.adapt_datefield_value(day)
    return value, value


def _by_column(asked: Iterable[Spelled]) -> dict[str, list[str]]:
    by_column: dict[str, list[str]] = {}
    for column, value in asked:
        by_column.setdefault(column, []).append(value)
    return by_column


def _of_columns(how: str, asked: Iterable[Spelled], also: Sequence[Any]) -> Rows:
    """One statement for all columns by which something was asked."""
    by_column = _by_column(asked)
    texts = [_names(connection.vendor, column, how) for column in by_column]
    return _all(texts, [parameter for values in by_column.values() for parameter in (_list(values), *also)])


def _all(texts: Sequence[str], parameters: Sequence[Any], end: str = "") -> Rows:
    if not texts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(texts)} {end}", parameters)
        return cursor.fetchall()
