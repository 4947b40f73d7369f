"""A unit named by its symbol (ký hiệu): "SYT" on the letter of a province's committee is its Sở Y tế."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Q

from org_hierarchy.models import UnitVersion, valid_on
from org_hierarchy.names import tables, words
from org_hierarchy.names.answers import UNKNOWN, Answer, Hint
from org_hierarchy.names.index import Index, Shelf, line_of
from org_hierarchy.names.viewpoint import Viewpoint
from org_hierarchy.names.words import AND, COLON, COMMA, INITIAL, Token
from records.text import nfc

SHORTEST = 2  # letters
_CAPITALS = re.compile(r"[A-ZĐ]{2,}")
_OTHER = re.compile(r"[\W_]+")


class _Bearer(NamedTuple):
    """A unit with a symbol, how far from the writer (0: itself), and where it stands."""

    distance: int
    unit_id: int
    areas: frozenset[int]


class Symbols:
    """Finds units by symbol: those on the writer's line or directly below it, then the committees of its areas and what is below them."""

    def __init__(self, viewpoint: Viewpoint, index: Index) -> None:
        self._viewpoint, self._index = viewpoint, index
        self._near: dict[str, list[_Bearer]] | None = None
        self._bearers = Shelf[str, tuple[_Bearer, ...]](index, self._look_up, ())

    def find(self, phrase: Sequence[Token]) -> Answer:
        """The nearest unit with this symbol ("SYT", "SYT tỉnh"); several as near are offered; `UNKNOWN` itself when it is none here."""
        symbol, tail = _symbol(phrase)
        if len(symbol) < SHORTEST or any(token.atom in {COMMA, COLON, AND} for token in tail):
            return UNKNOWN
        bearers = self._bearers.one(symbol)
        if tail and bearers:
            meant = frozenset[int]().union(*self._viewpoint.areas_meant(words.atoms(tail)))
            bearers = tuple(bearer for bearer in bearers if not meant.isdisjoint(bearer.areas))
        nearest = min((bearer.distance for bearer in bearers), default=0)
        return one_of([bearer.unit_id for bearer in bearers if bearer.distance == nearest])

    def _look_up(self, asked: Collection[str]) -> dict[str, tuple[_Bearer, ...]]:
        """Five queries the first time, then none."""
        if self._near is None:
            self._near = {}
            for symbol, bearer in self._around():
                self._near.setdefault(symbol, []).append(bearer)
        return {symbol: tuple(self._near.get(symbol, ())) for symbol in asked}

    def _around(self) -> Iterator[tuple[str, _Bearer]]:
        """Every symbol near the writer, as `_symbol` has them."""
        chain = [ground.pk for ground in self._viewpoint.chain]
        committees = self._index.committees(chain)
        of_areas = [known.pk for pk in chain for known in committees if pk in known.areas]
        offices = {pk: place for place, pk in enumerate(dict.fromkeys([*line_of(self._viewpoint.office.path), *of_areas]))}
        on = self._index.on
        near = UnitVersion.objects.filter(valid_on(on), Q(parent__in=offices) | Q(unit__in=offices)).exclude(symbol="")
        rows = list(near.order_by("unit_id").values_list("unit_id", "parent_id", "path", "symbol"))
        served: dict[int, set[int]] = {}
        for pk, area_id in tables.served({pk for _, _, path, _ in rows for pk in line_of(path)}, on=on):
            served.setdefault(pk, set()).add(area_id)
        for pk, parent_id, path, symbol in rows:
            distances = [2 * offices[pk]] if pk in offices else []
            distances += [2 * offices[parent_id] + 1] if parent_id in offices else []
            areas = next((frozenset(served[step]) for step in line_of(path) if step in served), frozenset[int]())
            yield _OTHER.sub("", nfc(symbol)).upper(), _Bearer(min(distances), pk, areas)


def one_of(unit_ids: Sequence[int]) -> Answer:
    """The one unit; several are offered, none is `UNKNOWN` itself."""
    if len(unit_ids) == 1:
        return Answer(unit_id=unit_ids[0])
    if not unit_ids:
        return UNKNOWN
    hints = tuple(Hint(pk, "cùng tên hoặc ký hiệu, ở {place}") for pk in unit_ids)
    return Answer(reason=f"Có {len(unit_ids)} đơn vị có thể mang tên hoặc ký hiệu này; hãy chọn một.", hints=hints)


def _symbol(phrase: Sequence[Token]) -> tuple[str, Sequence[Token]]:
    """The capitals with which a phrase begins, and the rest."""
    length = 0
    while length < len(phrase) and (phrase[length].atom[0] == INITIAL or _CAPITALS.fullmatch(phrase[length].written)):
        length += 1
    return "".join(token.written for token in phrase[:length]).upper(), phrase[length:]
