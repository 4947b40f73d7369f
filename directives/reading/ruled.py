"""Ruled lines of a page → tables: which words stand in which cell, cells that span rows or columns included."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from directives.files import Word
from directives.files.contents import Rule
from directives.files.listed import is_list

#: how far ends of rules may miss each other, in points
_NEAR = 3.0
#: a grid with more edges is a drawing
_MOST_COLUMNS, _MOST_ROWS = 30, 200


@dataclass(slots=True)
class Table:
    """A grid: edges from the left and from the top, and the words by cell, each cell known by its upper left part of the grid."""

    columns: list[float]
    rows: list[float]
    roots: dict[tuple[int, int], tuple[int, int]]
    cells: dict[tuple[int, int], list[Word]] = field(default_factory=dict)

    @classmethod
    def of_rules(cls, columns: list[float], rows: list[float], rules: Sequence[Rule]) -> "Table":
        """The grid with these edges; parts with no rule between them are one cell."""
        beside: set[tuple[int, int]] = set()
        over: set[tuple[int, int]] = set()
        across = [(one + other) / 2 for one, other in pairwise(columns)]
        down = [(one + other) / 2 for one, other in pairwise(rows)]
        for left, top, right, bottom in rules:
            if left == right:
                beside.update((row, _nearest(columns, left)) for row, middle in enumerate(down) if top <= middle <= bottom)
            else:
                over.update((_nearest(rows, top), column) for column, middle in enumerate(across) if left <= middle <= right)
        roots: dict[tuple[int, int], tuple[int, int]] = {}
        for row in range(len(rows) - 1):
            for column in range(len(columns) - 1):
                if column and (row, column) not in beside:
                    roots[row, column] = roots[row, column - 1]
                elif row and (row, column) not in over:
                    roots[row, column] = roots[row - 1, column]
                else:
                    roots[row, column] = row, column
        return cls(columns, rows, roots)

    @property
    def top(self) -> float:
        return self.rows[0]

    def take(self, word: Word) -> bool:
        """Put a word into its cell, if its middle lies inside the table."""
        x, y = (word.left + word.right) / 2, word.middle
        if not (self.columns[0] <= x < self.columns[-1] and self.rows[0] <= y < self.rows[-1]):
            return False
        column = max(index for index, edge in enumerate(self.columns) if edge <= x)
        row = max(index for index, edge in enumerate(self.rows) if edge <= y)
        self.cells.setdefault(self.roots[row, column], []).append(word)
        return True

    def lines(self, text_of: Callable[[Sequence[Word]], str]) -> Iterator[str]:
        """A row per line between strokes, one of two cells with two at its end; what is layout cell after cell.

        A tall cell counts for each of its rows.
        """
        width, height = len(self.columns) - 1, len(self.rows) - 1
        texts = {place: text_of(words).replace("|", "/") for place, words in self.cells.items()}
        rows = [[[texts.get((row, column), "")] for column in range(width)] for row in range(height)]
        is_data = width > 2 or is_list(rows, is_ruled=True)
        for row in range(height):
            if not is_data:
                for column in range(width):
                    if texts.get((row, column)):
                        yield texts[row, column]
                        yield ""
                continue
            roots = [self.roots[row, column] for column in range(width)]
            # of a cell over several columns the first holds the words
            cells = [texts.get(root, "") if column == 0 or root != roots[column - 1] else "" for column, root in enumerate(roots)]
            if any(cells):
                yield "| " + " | ".join(cells) + (" |" if width > 2 else " ||")


def tables_of(rules: Sequence[Rule]) -> list[Table]:
    """The tables that rules make: at least two columns and one row."""
    tables = []
    for group in _connected(rules):
        columns = _edges([rule[0] for rule in group if rule[0] == rule[2]])
        rows = _edges([rule[1] for rule in group if rule[1] == rule[3]])
        if 3 <= len(columns) <= _MOST_COLUMNS and 2 <= len(rows) <= _MOST_ROWS:
            tables.append(Table.of_rules(columns, rows, group))
    return tables


def _connected(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Groups of rules whose boxes touch, directly or through others; from the top."""
    groups: list[tuple[Rule, list[Rule]]] = []
    for rule in sorted(rules, key=lambda rule: (rule[1], rule[0])):
        box, members, apart = rule, [rule], []
        for other, held in groups:
            if other[0] - _NEAR <= box[2] and box[0] - _NEAR <= other[2] and other[1] - _NEAR <= box[3] and box[1] - _NEAR <= other[3]:
                box = (min(box[0], other[0]), min(box[1], other[1]), max(box[2], other[2]), max(box[3], other[3]))
                members = held + members
            else:
                apart.append((other, held))
        groups = [*apart, (box, members)]
    return [members for _, members in groups]


def _edges(places: Sequence[float]) -> list[float]:
    edges: list[float] = []
    for place in sorted(places):
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _nearest(edges: Sequence[float], place: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - place))
