"""A country of any size, as rows of our tables and of the peers'."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models

from benchmarks.peers import MpttUnit, PlainUnit, TreebeardUnit
from org_hierarchy.models import PATH_STEP, Area, OrgUnit, UnitArea, UnitVersion
from records.text import fold, sort_key

FOUNDED = date(2020, 1, 1)
PER_COMMUNE = 300
COMMUNE = 3  # steps of its path
BATCH = 20_000


@dataclass(slots=True)
class Node:
    """One unit: its line of command from the root to itself, by ids; its place among its siblings; nested-set numbers."""

    line: tuple[int, ...]
    places: tuple[int, ...]
    left: int
    right: int

    @property
    def pk(self) -> int:
        return self.line[-1]


def grow(provinces: int, per_province: int) -> tuple[list[Node], list[int]]:
    """Two roots; below the first the provinces, each with so many units below it in communes. Parents come before their children.

    Returns the nodes and the ids of the provinces; the ids of the roots are 1 and 2.
    """
    nodes: list[Node] = []
    counter = 0

    def add(line: tuple[int, ...], places: tuple[int, ...], right: int = 0) -> Node:
        nonlocal counter
        counter += 1
        node = Node(line, places, counter, right or counter + 1)
        nodes.append(node)
        if not right:
            counter += 1
        return node

    root = add((1,), (1,), -1)
    pk, tops = 2, []
    for number in range(1, provinces + 1):
        pk += 1
        province = add((1, pk), (1, number), -1)
        tops.append(pk)
        left, commune_number = per_province, 0
        while left:
            inside = min(PER_COMMUNE, left)
            pk, commune_number = pk + 1, commune_number + 1
            commune = add((*province.line, pk), (1, number, commune_number), -1)
            for leaf in range(1, inside):
                pk += 1
                add((*commune.line, pk), (1, number, commune_number, leaf))
            left -= inside
            counter += 1
            commune.right = counter
        counter += 1
        province.right = counter
    counter += 1
    root.right = counter
    nodes.append(Node((2,), (2,), 1, 2))
    return nodes, tops


def plant(nodes: Sequence[Node], *, peers: Sequence[type[models.Model]], bare: Collection[int] = ()) -> None:
    """Write the nodes into our tables and into the peers', which are made for it.

    Each node down to the communes serves an area of its own, but for the `bare` provinces with all below them.
    """
    _load(OrgUnit, (_unit(node) for node in nodes))
    _load(UnitVersion, (_version(node, number) for number, node in enumerate(nodes, start=1)))
    serving = [node for node in nodes if len(node.line) <= COMMUNE and not set(node.line[1:2]) & set(bare)]
    _load(Area, (_area(node) for node in serving))
    _load(UnitArea, ({"id": n.pk, "unit_id": n.pk, "area_id": n.pk, "valid_from": _FIRST, "valid_to": None} for n in serving))
    with connection.schema_editor() as editor:
        for model in peers:
            editor.create_model(model)
    for model in peers:
        _load(model, (_row(node) | place for node, place in zip(nodes, PLACES[model](nodes), strict=True)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


_SORT, _FOLDED = sort_key("Ủy ban nhân dân xã số"), fold("Ủy ban nhân dân xã số") + " "
_FIRST = FOUNDED.isoformat()


def _row(node: Node) -> dict[str, Any]:
    name = f"Ủy ban nhân dân xã số {node.pk}"
    return {
        "id": node.pk,
        "code": f"u{node.pk}",
        "kind": OrgUnit.Kind.COMMITTEE,
        "line": OrgUnit.Line.COMMITTEE,
        "level_name": OrgUnit.Level.COMMUNE,
        "regime": OrgUnit.Regime.COLLECTIVE,
        "symbol": "UBND",
        "place": "",
        "name": name,
        "short_name": "",
        "folded_name": _FOLDED + str(node.pk),
        "sort_name": _SORT + str(node.pk),
        "address": "",
        "contact": "",
        "valid_from": _FIRST,
        "valid_to": None,
    }


def _area(node: Node) -> dict[str, Any]:
    name = f"Xã số {node.pk}"
    above = node.line[-2] if len(node.line) > 1 else None
    level = (Area.Level.COUNTRY, Area.Level.PROVINCE, Area.Level.COMMUNE)[len(node.line) - 1]
    row = {"id": node.pk, "code": f"a{node.pk}"[:10], "name": name, "folded_name": fold(name), "level": level, "parent_id": above}
    return row | {"valid_from": _FIRST, "valid_to": None}


def _unit(node: Node) -> dict[str, Any]:
    row = _row(node)
    row["level"] = row.pop("level_name")
    return row | {"parent_id": node.line[-2] if len(node.line) > 1 else None, "path": _path(node)}


def _version(node: Node, number: int) -> dict[str, Any]:
    row = _unit(node)
    kept = ("name", "short_name", "folded_name", "sort_name", "symbol", "place", "parent_id", "path", "valid_from", "valid_to")
    return {"id": number, "unit_id": node.pk} | {name: row[name] for name in kept}


def _path(node: Node) -> str:
    return "".join(f"{pk:0{PATH_STEP}d}" for pk in node.line)


def _plain(nodes: Sequence[Node]) -> Iterator[dict[str, Any]]:
    return ({"province_id": node.line[1] if len(node.line) > 2 else None} for node in nodes)


def _treebeard(nodes: Sequence[Node]) -> Iterator[dict[str, Any]]:
    children = Counter(node.line[-2] for node in nodes if len(node.line) > 1)
    paths: dict[int, str] = {}  # of those with children: parents come before them
    for node in nodes:
        above = paths[node.line[-2]] if len(node.line) > 1 else ""
        path = TreebeardUnit._get_path(above, len(node.places), node.places[-1])
        if children[node.pk]:
            paths[node.pk] = path
        yield {"path": path, "depth": len(node.places), "numchild": children[node.pk]}


def _mptt(nodes: Sequence[Node]) -> Iterator[dict[str, Any]]:
    for node in nodes:
        above = node.line[-2] if len(node.line) > 1 else None
        yield {"parent_id": above, "lft": node.left, "rght": node.right, "tree_id": node.line[0], "level": len(node.line) - 1}


PLACES: dict[type[models.Model], Callable[[Sequence[Node]], Iterator[dict[str, Any]]]] = {
    PlainUnit: _plain,
    TreebeardUnit: _treebeard,
    MpttUnit: _mptt,
}
"""What each peer's rows carry to know their place."""


def _load(model: type[models.Model], rows: Iterator[dict[str, Any]]) -> None:
    """All rows, as fast as the database takes them; then the next id follows the last one."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        first = next(rows)
        names = ", ".join(first)
        values = (tuple(row.values()) for row in rows)
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                copy.write_row(tuple(first.values()))
                for row in values:
                    copy.write_row(row)
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
        else:
            marks = ", ".join(["?"] * len(first))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            connection.connection.execute(insert, tuple(first.values()))
            connection.connection.executemany(insert, values)
